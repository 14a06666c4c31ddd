//! The shortest way to an act that is blocked: which acts and waits come first (language.md section 3).
//!
//! Searched on the engine itself with open content: an act of the way sets no fact that has a value, what it
//! sets is open like the content of an offer (M2), and what people decide (reviews, performers) is taken as
//! favourable. Of equal length, fewer acts, then the order of the file. Never a revocation, never an act of an
//! outside role where another way exists.

use std::collections::BTreeSet;

use fadu_base::Date;

use crate::engine::ground::Ground;
use crate::engine::reads;
use crate::engine::session::Session;
use crate::engine::view::{Own, View};
use crate::history::Record;
use crate::model::{ActId, Expr, Model, Origin, TermExpr, TermValue};

/// Longer ways are not searched.
const MOST_STEPS: usize = 9;
/// Moments looked at for one way.
const MOST_MOMENTS: usize = 300;

/// A step of a way.
#[derive(Clone, PartialEq, Debug)]
pub enum WayStep {
    /// Do this act.
    Act(ActId),
    /// Wait until this holds, as written, up to this day.
    Wait(String, Date),
}

impl<'a> Session<'a> {
    /// The steps after which the act is offered on `day` or later, the act itself last; `None`: no way was found.
    pub fn way(&self, act: ActId, day: Date) -> Option<Vec<WayStep>> {
        // Nothing reopens a closed case or undoes what stands once.
        let hopeless = self
            .view(day)
            .order_reasons(act)
            .iter()
            .any(|r| r.norm.ends_with("/终") || r.norm.ends_with("/一次"));
        if hopeless || self.model.is_system(act) {
            return None;
        }
        [false, true]
            .into_iter()
            .find_map(|outside| self.search(act, day, outside))
    }

    /// The way as names of acts and texts of waits.
    pub fn way_texts(&self, act: ActId, day: Date) -> Option<Vec<String>> {
        let text = |step: WayStep| match step {
            WayStep::Act(id) => self.model.act(id).name.to_string(),
            WayStep::Wait(text, _) => text,
        };
        self.way(act, day)
            .map(|steps| steps.into_iter().map(text).collect())
    }

    fn search(&self, goal: ActId, day: Date, outside: bool) -> Option<Vec<WayStep>> {
        let base = self.kept.len();
        let mut walk = Walk {
            session: self.clone(),
            base,
            goal,
            outside,
            moments: 0,
            best: None,
            seen: BTreeSet::new(),
        };
        for depth in 1..=MOST_STEPS {
            walk.seen.clear();
            walk.step(day, depth, &mut Vec::new());
            if let Some(best) = walk.best.take() {
                return Some(best);
            }
            if MOST_MOMENTS <= walk.moments {
                return None;
            }
        }
        None
    }
}

struct Walk<'a> {
    session: Session<'a>,
    base: usize,
    goal: ActId,
    outside: bool,
    moments: usize,
    best: Option<Vec<WayStep>>,
    /// Moments seen in this round: acts done on the way, the day, steps left.
    seen: BTreeSet<(Vec<ActId>, Date, usize)>,
}

impl Walk<'_> {
    // Depth first with a limit, so that the first limit that finds anything finds the shortest.
    fn step(&mut self, day: Date, left: usize, steps: &mut Vec<WayStep>) {
        self.moments += 1;
        if MOST_MOMENTS <= self.moments {
            return;
        }
        if self.open(self.goal, day).is_empty() {
            steps.push(WayStep::Act(self.goal));
            if self.is_better(steps) {
                self.best = Some(steps.clone());
            }
            steps.pop();
            return;
        }
        if left <= 1 {
            return;
        }
        let mut done: Vec<ActId> = steps
            .iter()
            .filter_map(|s| {
                if let WayStep::Act(a) = s {
                    Some(*a)
                } else {
                    None
                }
            })
            .collect();
        done.sort();
        if !self.seen.insert((done, day, left)) {
            return;
        }
        let (acts, waits) = self.next(day);
        for (text, until) in waits {
            steps.push(WayStep::Wait(text, until));
            self.step(until, left - 1, steps);
            steps.pop();
        }
        for act in acts {
            let place = self.session.kept.len();
            self.perform(act, day);
            steps.push(WayStep::Act(act));
            self.step(day, left - 1, steps);
            steps.pop();
            self.session.truncate(place);
        }
    }

    fn is_better(&self, steps: &[WayStep]) -> bool {
        let acts = |list: &[WayStep]| list.iter().filter(|s| matches!(s, WayStep::Act(_))).count();
        let order = |list: &[WayStep]| -> Vec<ActId> {
            list.iter()
                .filter_map(|s| {
                    if let WayStep::Act(a) = s {
                        Some(*a)
                    } else {
                        None
                    }
                })
                .collect()
        };
        self.best
            .as_ref()
            .is_none_or(|best| (acts(steps), order(steps)) < (acts(best), order(best)))
    }

    fn perform(&mut self, act: ActId, day: Date) {
        let model = self.session.model;
        let place = self.session.kept.len();
        let found = model.act(act);
        let view = self.session.view(day);
        let open = |f: &crate::model::FactId| {
            matches!(model.fact(*f).origin, Origin::Typed) && view.fact(*f).is_none()
        };
        let freed: Vec<crate::model::FactId> = found
            .fills
            .iter()
            .chain(&found.may_fill)
            .copied()
            .filter(open)
            .collect();
        let record = Record {
            act,
            on: day,
            recorded: day,
            by: Vec::new(),
            role: found.roles.first().copied(),
            facts: Vec::new(),
            behaviour: Default::default(),
            approved: Vec::new(),
            revokes: None,
        };
        self.session.push(record);
        for fact in freed {
            if let Some(list) = self.session.freed.get_mut(fact.index()) {
                list.push(place);
            }
        }
    }

    /// The conditions of the act that do not hold yet, `程序 …/起` as an empty list of acts to open with.
    fn open(&self, act: ActId, day: Date) -> Vec<Open> {
        let model = self.session.model;
        let view = View {
            own: Some(Own::Offered { person: None }),
            ..self.session.view(day)
        };
        let mut found = Vec::new();
        let begun = model.opens.iter().any(|a| view.done(*a));
        if !begun && !model.opens.contains(&act) {
            found.push(Open::Begin);
        }
        for id in &model.act(act).conditions {
            let formula = model.condition(*id).formula();
            let holds = {
                let is_open = |atom: &Expr| {
                    reads::is_open(model, act, false, atom) || self.is_free(&view, atom, 0)
                };
                Ground::of(&view, &formula, &is_open).satisfiable()
            };
            if !holds {
                found.push(Open::Condition(formula));
            }
        }
        found
    }

    // Whether the atom reads what an act of the way left open.
    fn is_free(&self, view: &View<'_>, expr: &Expr, depth: usize) -> bool {
        if depth > 32 {
            return false;
        }
        let fact_free =
            |f: &crate::model::FactId, depth: usize| match &self.session.model.fact(*f).origin {
                Origin::Typed => self
                    .session
                    .freed
                    .get(f.index())
                    .is_some_and(|l| !l.is_empty()),
                Origin::Computed(below) => self.is_free(view, below, depth + 1),
                Origin::Register { by, .. } => self
                    .session
                    .freed
                    .get(by.index())
                    .is_some_and(|l| !l.is_empty()),
                Origin::Table(tables) => tables.iter().any(|t| {
                    let inputs = &self.session.model.table(*t).inputs;
                    inputs.iter().any(|i| {
                        self.session
                            .freed
                            .get(i.index())
                            .is_some_and(|l| !l.is_empty())
                    })
                }),
            };
        match expr {
            Expr::Member(acts, _) => return view.last(acts).is_some_and(|p| self.base <= p),
            Expr::ValueAt(fact, acts) => {
                return view.last(acts).is_some_and(|p| self.base <= p) && fact_free(fact, depth);
            }
            Expr::After(..) => return false,
            _ => {}
        }
        let (mut facts, mut inner) = (Vec::new(), Vec::new());
        reads::direct(expr, &mut facts, &mut inner);
        facts.iter().any(|f| fact_free(f, depth))
            || inner.into_iter().any(|e| self.is_free(view, e, depth + 1))
    }

    // Acts that may be done now and help, in the order of the file, and terms that may be waited for.
    fn next(&self, day: Date) -> (Vec<ActId>, Vec<(String, Date)>) {
        let mut wanted: BTreeSet<ActId> = BTreeSet::new();
        let mut waits: Vec<(String, Date)> = Vec::new();
        let mut asked: BTreeSet<ActId> = BTreeSet::from([self.goal]);
        let mut queue = vec![self.goal];
        while let Some(act) = queue.pop() {
            for open in self.open(act, day) {
                let mut helping = Vec::new();
                match open {
                    Open::Begin => helping.extend(&self.session.model.opens),
                    Open::Condition(formula) => {
                        reads::acts_mentioned(self.session.model, &formula, &mut helping);
                        self.fillers(&formula, day, &mut helping);
                        self.terms(&formula, day, &mut waits);
                    }
                }
                for help in helping {
                    if asked.insert(help) {
                        wanted.insert(help);
                        queue.push(help);
                    }
                }
            }
        }
        let acts = wanted
            .into_iter()
            .filter(|a| *a != self.goal && self.may_perform(*a, day))
            .collect();
        waits.sort_by_key(|(_, until)| *until);
        waits.dedup();
        (acts, waits)
    }

    fn may_perform(&self, act: ActId, day: Date) -> bool {
        let model = self.session.model;
        let found = model.act(act);
        let lawful = !found.corrects
            && !found.revokes_record
            && found.revokes.is_empty()
            && !model.is_system(act);
        let inside = self.outside || !model.is_external(act);
        // A way does not end the case that it leads through.
        let goes_on = !model.closes.contains(&act);
        let once = self.session.view(day).order_reasons(act).is_empty();
        lawful && inside && goes_on && once && self.open(act, day).is_empty()
    }

    fn fillers(&self, formula: &Expr, day: Date, helping: &mut Vec<ActId>) {
        let model = self.session.model;
        let missing = self.session.view(day).missing_facts(formula);
        let fills = |a: &ActId| {
            let act = model.act(*a);
            !act.corrects
                && missing
                    .iter()
                    .any(|f| act.fills.contains(f) || act.may_fill.contains(f))
        };
        helping.extend(model.act_ids().filter(fills));
    }

    // Terms of the formula that are running: `期满 告知 5工作日` on the day after their last.
    fn terms(&self, expr: &Expr, day: Date, waits: &mut Vec<(String, Date)>) {
        let view = self.session.view(day);
        match expr {
            Expr::Expired(acts, term) => {
                let end = view
                    .last(acts)
                    .and_then(|p| view.effective(p))
                    .and_then(|d| view.end(d, term));
                if let Some(end) = end.filter(|end| day <= *end) {
                    waits.push((
                        format!("期满 {} {}", acts.text, term_text(self.session.model, term)),
                        end.succ(),
                    ));
                }
            }
            Expr::PastDate(date, term) => {
                let from = match view.value(date) {
                    Some(crate::value::Value::Date(d)) => Some(d),
                    _ => None,
                };
                if let Some(end) = from
                    .and_then(|d| view.end(d, term))
                    .filter(|end| day <= *end)
                {
                    let name = match &**date {
                        Expr::Fact(f) => self.session.model.fact(*f).name.to_string(),
                        _ => "日期".to_owned(),
                    };
                    waits.push((
                        format!("逾 {name} {}", term_text(self.session.model, term)),
                        end.succ(),
                    ));
                }
            }
            _ => {}
        }
        let (mut facts, mut inner) = (Vec::new(), Vec::new());
        reads::direct(expr, &mut facts, &mut inner);
        for fact in facts {
            if let Origin::Computed(below) = &self.session.model.fact(fact).origin {
                self.terms(below, day, waits);
            }
        }
        for below in inner {
            self.terms(below, day, waits);
        }
    }
}

/// Why an act is not offered yet.
enum Open {
    /// The case is not open.
    Begin,
    /// This does not hold.
    Condition(Expr),
}

fn term_text(model: &Model, term: &TermExpr) -> String {
    match term.term {
        TermValue::Literal(t) => t.to_string(),
        TermValue::Param(p) => model.parameter(p).name.to_string(),
        TermValue::Fact(f) => model.fact(f).name.to_string(),
    }
}
