//! The shortest way to a blocked act (language.md section 3): acts and waits after which it is allowed.
//!
//! Searched on the abstraction from the case as it stands, checked on the engine. A way never changes a
//! fact that has a value, never revokes, and uses an act of an outside role only if there is no other way.

use std::collections::BTreeSet;

use fadu_base::Date;
use fadu_norm::abstraction::never_later;
use fadu_norm::abstraction::{
    Bool, Built, Cause, InputKey, Label, Op, Quantity, Search, Step, Vocabulary, Want, bit_of,
    program,
};
use fadu_norm::engine::Session;
use fadu_norm::model::{ActId, FactId, TermExpr, TermValue};

use crate::blame::blamed;
use crate::concretise::{Attempt, attempt, start};
use crate::refine::{Suspect, unread};
use crate::symbolic::{Budget, OutOfBudget, Set, Space, Taken};

/// Longest way that is looked for.
const MOST: usize = 12;
const ROUNDS: usize = 24;
const TRIES: usize = 30;

/// Finds ways in one case on one day.
pub struct Ways<'w> {
    session: &'w Session<'w>,
    on: Date,
    vocabulary: Vocabulary<'w>,
}

impl<'w> Ways<'w> {
    /// For a case on a day.
    pub fn new(session: &'w Session<'w>, on: Date) -> Ways<'w> {
        let parameters =
            (0..session.model.parameters.len()).map(|i| fadu_norm::model::ParamId(i as u16));
        let values = parameters
            .filter_map(|p| session.parameter(p).cloned())
            .collect();
        Ways {
            session,
            on,
            vocabulary: Vocabulary::new(session.model, session.calendar, Some(values)),
        }
    }

    /// The way to an act: names of acts and texts of waits, the act itself last; `None`: none was found.
    pub fn to(&self, act: ActId, work: u64, tick: &mut dyn FnMut() -> bool) -> Option<Vec<String>> {
        [false, true].iter().find_map(|outside| {
            let mut budget = Budget {
                nodes: 500_000,
                work,
                tick: &mut *tick,
            };
            self.search(act, *outside, &mut budget)
        })
    }

    fn search(&self, act: ActId, outside: bool, budget: &mut Budget<'_>) -> Option<Vec<String>> {
        let searches = [Search {
            act: Some(act),
            after: Vec::new(),
            want: Want::Any,
        }];
        let mut tracked = self.terms_of(act, &searches);
        for _ in 0..ROUNDS {
            match self.round(act, outside, &searches, &mut tracked, budget) {
                Ok(Round::Found(way)) => return Some(way),
                Ok(Round::More) => {}
                Ok(Round::None) | Err(OutOfBudget) => return None,
            }
        }
        None
    }

    // The terms that the act itself asks for are followed from the start: a wait is named after the longest.
    fn terms_of(&self, act: ActId, searches: &[Search]) -> BTreeSet<Quantity> {
        let built = program(&self.vocabulary, &BTreeSet::new(), searches);
        let step = built
            .program
            .steps
            .iter()
            .find(|s| matches!(s.label, Label::Act { act: a, .. } if a == act));
        let unread = step.map(|s| built.program.unread(s)).unwrap_or_default();
        unread
            .into_iter()
            .filter(|q| matches!(q, Quantity::Expired(..)))
            .collect()
    }

    fn round(
        &self,
        act: ActId,
        outside: bool,
        searches: &[Search],
        tracked: &mut BTreeSet<Quantity>,
        budget: &mut Budget<'_>,
    ) -> Result<Round, OutOfBudget> {
        let mut built = program(&self.vocabulary, tracked, searches);
        self.restrict(&mut built, act, outside);
        self.start_here(&mut built);
        let space = Space::new(&built.program, self.session.model);
        let Some(trace) = space.cheapest(MOST, budget)? else {
            return Ok(Round::None);
        };
        let suspect = Suspect {
            trace,
            bad: 0,
            built,
            tracked: tracked.clone(),
            states: 0,
        };
        Ok(self.examine(searches, &suspect, tracked, budget))
    }

    fn examine(
        &self,
        searches: &[Search],
        suspect: &Suspect,
        tracked: &mut BTreeSet<Quantity>,
        budget: &mut Budget<'_>,
    ) -> Round {
        let (Some(search), Some(mut plan)) = (
            searches.first(),
            start::plan(&self.vocabulary, suspect, None),
        ) else {
            return Round::None;
        };
        plan.prefix = self
            .session
            .records()
            .iter()
            .map(|k| k.record.clone())
            .collect();
        for (name, entries) in &self.session.world.registers {
            let added = plan.registers.remove(name).unwrap_or_default();
            plan.registers
                .insert(name.clone(), entries.iter().cloned().chain(added).collect());
        }
        plan.parameters = self.session.world.parameters.clone();
        plan.start = self.on;
        let model = self.session.model;
        for tries in [0, TRIES] {
            let tick = &mut || budget.spend(60_000).is_ok();
            match attempt(
                model,
                self.session.calendar,
                search,
                plan.clone(),
                tries,
                tick,
            ) {
                Attempt::Found(_) => return Round::Found(self.texts(&suspect.trace, suspect)),
                Attempt::Refused { plan: best, .. } => {
                    let mut more = blamed(&self.vocabulary, suspect, &best).quantities;
                    if more.is_empty() && tries > 0 {
                        more = unread(&suspect.built.program, &suspect.trace);
                    }
                    if !more.is_empty() {
                        tracked.extend(more);
                        return Round::More;
                    }
                }
            }
        }
        Round::None
    }

    // What a way may not do.
    fn restrict(&self, built: &mut Built, goal: ActId, outside: bool) {
        let model = self.session.model;
        let view = self.session.view(self.on);
        let allowed = |step: &Step| match step.label {
            Label::Undone(_) => false,
            Label::Act { act } => {
                let of = model.act(act);
                let revokes = of.corrects || of.revokes_record || !of.revokes.is_empty();
                let closes = model.closes.contains(&act) && !model.act(goal).after_close;
                act == goal || !(revokes || closes || (model.is_external(act) && !outside))
            }
            _ => true,
        };
        built.program.steps.retain(allowed);
        let fixed: Vec<Bool> = built
            .inputs
            .iter()
            .filter_map(|(key, var, _)| match key {
                InputKey::Change(fact) if view.fact(*fact).is_some() => Some(Bool::Var(*var).not()),
                _ => None,
            })
            .collect();
        if !fixed.is_empty() {
            for step in &mut built.program.steps {
                let demand = Op::Assume {
                    that: Bool::and(fixed.clone()),
                    cause: Cause::Structure,
                };
                step.before.insert(0, demand);
            }
        }
    }

    // The program starts in the case as it stands.
    fn start_here(&self, built: &mut Built) {
        let view = self.session.view(self.on);
        built.program.init = Vec::new();
        for (i, info) in built.program.vars.iter().enumerate() {
            if let (true, fadu_norm::abstraction::Meaning::State(quantity, bit)) =
                (info.tracked, &info.meaning)
                && bit_of(&self.vocabulary, &view, quantity, *bit) == Some(true)
            {
                let var = fadu_norm::abstraction::Var(i as u32);
                built.program.init.push(Op::Set {
                    var,
                    to: Bool::TRUE,
                });
            }
        }
    }

    fn texts(&self, trace: &[Taken], suspect: &Suspect) -> Vec<String> {
        let model = self.session.model;
        let mut texts = Vec::new();
        let mut before: Option<&Taken> = None;
        for taken in trace {
            match taken.label {
                Label::Act { act, .. } => texts.push(model.act(act).name.to_string()),
                Label::TakesEffect(act) => texts.push(format!("已 {}", model.act(act).name)),
                Label::Undone(_) => {}
                Label::Time => {
                    let ended = start::ended(&self.vocabulary, suspect, before, taken);
                    for (act, term) in ended.iter().filter(|e| !self.is_covered(e, &ended)) {
                        let text =
                            format!("期满 {} {}", model.act(*act).name, self.term_text(term));
                        if !texts.contains(&text) && !self.is_over(*act, term) {
                            texts.push(text);
                        }
                    }
                }
            }
            before = Some(taken);
        }
        texts
    }

    // Another of these terms is never over earlier: waiting for that one is enough. Of equal ones the
    // written term stays, then the first.
    fn is_covered(&self, one: &(ActId, TermExpr), all: &[(ActId, TermExpr)]) -> bool {
        let shorter = |a: &TermExpr, b: &TermExpr| {
            let lengths = self
                .vocabulary
                .length_of(a)
                .zip(self.vocabulary.length_of(b));
            lengths.is_some_and(|(x, y)| never_later(a, x, b, y, self.session.calendar))
        };
        let literal = |t: &TermExpr| matches!(t.term, TermValue::Literal(_));
        let rank = |e: &(ActId, TermExpr)| (!literal(&e.1), all.iter().position(|o| o == e));
        all.iter()
            .filter(|o| *o != one && o.0 == one.0)
            .any(|other| {
                shorter(&one.1, &other.1) && (!shorter(&other.1, &one.1) || rank(other) < rank(one))
            })
    }

    fn is_over(&self, act: ActId, term: &TermExpr) -> bool {
        let acts = fadu_norm::model::Acts {
            ids: vec![act],
            text: "".into(),
        };
        let over = fadu_norm::model::Expr::Expired(acts, term.clone());
        self.session.view(self.on).truth(&over) == Some(true)
    }

    fn term_text(&self, term: &TermExpr) -> String {
        let fact = |id: FactId| self.session.model.fact(id).name.to_string();
        match term.term {
            TermValue::Literal(term) => term.to_string(),
            TermValue::Param(id) => self.session.model.parameter(id).name.to_string(),
            TermValue::Fact(id) => fact(id),
        }
    }
}

enum Round {
    Found(Vec<String>),
    More,
    None,
}

impl Space {
    /// The cheapest history to what is looked for: every act and wait counts one; of equal length fewer acts.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn cheapest(
        &self,
        most: usize,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Vec<Taken>>, OutOfBudget> {
        // Cells by acts and waits, each with the states first reached so.
        let mut cells: Vec<((usize, usize), Set)> = vec![((0, 0), self.first(budget)?)];
        let mut all = self.first(budget)?;
        for length in 0..=most {
            for acts in 0..=length {
                let at = (acts, length - acts);
                if length > 0 {
                    let mut set = Set::NONE;
                    for (from, states) in &cells {
                        for act in [true, false] {
                            let before = if act {
                                (at.0.wrapping_sub(1), at.1)
                            } else {
                                (at.0, at.1.wrapping_sub(1))
                            };
                            if *from == before {
                                let image = self.image(*states, act, budget)?;
                                set = self.or(set, image, budget)?;
                            }
                        }
                    }
                    let new = self.without(set, all, budget)?;
                    if new.is_empty() {
                        continue;
                    }
                    all = self.or(all, new, budget)?;
                    cells.push((at, new));
                }
                if let Some(trace) = self.goal_from(at, &cells, budget)? {
                    return Ok(Some(trace));
                }
            }
        }
        Ok(None)
    }
}
