//! What is offered before content and performers are known (M2), and from which day on.

use std::sync::Arc;

use fadu_base::Date;

use crate::engine::ground::Ground;
use crate::engine::reads;
use crate::engine::view::{Own, View};
use crate::engine::{ActOption, Reason, Verdict, words};
use crate::model::{ActId, Condition, Expr, FactId, Origin, RegisterId, RoleId};

/// How far ahead the first lawful day is searched.
const DAYS_AHEAD: i32 = 3_660;

/// The answer for one condition of an offer.
pub(crate) enum Offered {
    Holds,
    Fails,
}

impl<'s> View<'s> {
    /// For every act: allowed, blocked with every reason, or not this person's, in the order of the file.
    pub fn options(&self, person: Option<&'s Arc<str>>) -> Vec<ActOption> {
        let view = View {
            own: Some(Own::Offered { person }),
            ..*self
        };
        let first = view.first_system_act();
        view.session
            .model
            .act_ids()
            .map(|act| ActOption {
                act,
                verdict: view.verdict(act, person, first),
            })
            .collect()
    }

    fn verdict(
        &self,
        act: ActId,
        person: Option<&Arc<str>>,
        system_first: Option<ActId>,
    ) -> Verdict {
        let model = self.session.model;
        let roles = &model.act(act).roles;
        let mut held: Vec<RoleId> = roles.clone();
        if let Some(person) = person {
            held = self.session.roles_of(person, self.day);
            held.retain(|r| roles.is_empty() || roles.contains(r));
            if model.is_system(act) || (held.is_empty() && !roles.is_empty()) {
                return Verdict::NotYours(roles.clone());
            }
        }
        let mut reasons = self.order_reasons(act);
        reasons.extend(
            system_first
                .filter(|s| *s != act)
                .map(|s| words::system_first(self, s)),
        );
        if person.is_some() {
            reasons.extend(self.certificate_reasons(&held));
        }
        reasons.extend(self.offer_reasons(act, person.is_some()));
        if reasons.is_empty() {
            Verdict::Allowed
        } else {
            Verdict::Blocked(reasons)
        }
    }

    /// Whether an offer of this act to nobody in particular would be made, `行为 S/先行` aside.
    pub(crate) fn is_offered(&self, act: ActId) -> bool {
        let view = View {
            own: Some(Own::Offered { person: None }),
            ..*self
        };
        view.order_reasons(act).is_empty() && view.fails_offer(act, false).next().is_none()
    }

    fn fails_offer<'v>(
        &'v self,
        act: ActId,
        with_actor: bool,
    ) -> impl Iterator<Item = &'s Condition> + 'v {
        let model = self.session.model;
        let fails =
            move |c: &&Condition| matches!(self.offered(act, with_actor, c), Offered::Fails);
        model
            .act(act)
            .conditions
            .iter()
            .map(|id| model.condition(*id))
            .filter(fails)
    }

    fn offer_reasons(&self, act: ActId, with_actor: bool) -> Vec<Reason> {
        let reason = |condition: &Condition| {
            let mut reason = words::condition_reason(self, condition, with_actor);
            let formula = condition.formula();
            let open = |atom: &Expr| reads::is_open(self.session.model, act, with_actor, atom);
            reason.earliest = self.earliest(&formula, &open, |view| {
                matches!(view.offered(act, with_actor, condition), Offered::Holds)
            });
            reason
        };
        self.fails_offer(act, with_actor).map(reason).collect()
    }

    fn offered(&self, act: ActId, with_actor: bool, condition: &Condition) -> Offered {
        let formula = condition.formula();
        if self.satisfiable(act, with_actor, &formula) {
            Offered::Holds
        } else {
            Offered::Fails
        }
    }

    /// Whether some value of the open atoms makes the formula true; equal atoms have one value.
    pub(crate) fn satisfiable(&self, act: ActId, with_actor: bool, formula: &Expr) -> bool {
        let model = self.session.model;
        Ground::of(self, formula, &|atom: &Expr| {
            reads::is_open(model, act, with_actor, atom)
        })
        .satisfiable()
    }

    /// The first later day on which `holds` is true for the same history; `open` atoms are free (M2).
    pub(crate) fn earliest(
        &self,
        formula: &Expr,
        open: &impl Fn(&Expr) -> bool,
        holds: impl Fn(&View<'s>) -> bool,
    ) -> Option<Date> {
        if !self.may_hold_later(formula, open) {
            return None;
        }
        let last = self.day.add_days(DAYS_AHEAD).unwrap_or(Date::MAX);
        let at = |day: Date| View {
            day,
            within_day: day,
            ..*self
        };
        let mut turning = Turning {
            days: self.turning_records(),
            ..Turning::default()
        };
        self.turning_days(formula, &mut turning, 0);
        if turning.dense {
            let mut day = self.day.succ();
            while day <= last {
                if holds(&at(day)) {
                    return Some(day);
                }
                day = day.succ();
            }
            return None;
        }
        turning.days.retain(|d| self.day < *d && *d <= last);
        turning.days.sort();
        turning.days.dedup();
        turning.days.into_iter().find(|d| holds(&at(*d)))
    }

    // Whether the formula could hold if everything that turns with the days were free. Mostly it
    // cannot, and no day has to be looked at.
    fn may_hold_later(&self, formula: &Expr, open: &impl Fn(&Expr) -> bool) -> bool {
        let pending = (0..self.len).any(|p| self.effective(p).is_some_and(|d| self.day < d));
        let model = self.session.model;
        pending
            || Ground::of(self, formula, &|a: &Expr| {
                open(a) || reads::turns_with_days(model, a, 0)
            })
            .satisfiable()
    }

    // Days on which a record begins to count.
    fn turning_records(&self) -> Vec<Date> {
        (0..self.len).filter_map(|p| self.effective(p)).collect()
    }

    // Days on which an atom of the formula can turn by itself.
    fn turning_days(&self, expr: &Expr, turning: &mut Turning, depth: usize) {
        if depth > 64 {
            turning.dense = true;
            return;
        }
        match expr {
            Expr::Expired(acts, term) | Expr::Within(acts, term) => {
                let starts: Vec<Date> = acts
                    .ids
                    .iter()
                    .flat_map(|a| self.session.places(*a))
                    .filter_map(|p| self.effective(*p))
                    .collect();
                turning.days.extend(
                    starts
                        .into_iter()
                        .filter_map(|d| self.end(d, term))
                        .map(Date::succ),
                );
            }
            Expr::PastDate(date, term) => {
                if let Some(crate::value::Value::Date(d)) = self.value(date) {
                    turning.days.extend(self.end(d, term).map(Date::succ));
                }
                turning.dense |= self.value(date).is_none();
            }
            Expr::Some(register, _)
            | Expr::Every(register, _)
            | Expr::Count(register, _)
            | Expr::ValidIn(register) => {
                self.turning_entries(*register, turning);
            }
            Expr::Compare(_, a, b, _)
                if self.turns_at(a, b, turning) || self.turns_at(b, a, turning) =>
            {
                return;
            }
            Expr::Today | Expr::Days(..) | Expr::Pending(_) | Expr::Overdue(_) => {
                turning.dense = true
            }
            Expr::CaseDone(..) | Expr::CaseFact(..) => turning.dense = true,
            _ => {}
        }
        let (mut facts, mut inner) = (Vec::new(), Vec::new());
        reads::direct(expr, &mut facts, &mut inner);
        for fact in facts {
            self.turning_fact(fact, turning, depth);
        }
        for below in inner {
            self.turning_days(below, turning, depth + 1);
        }
    }

    // Computed facts share their parts: each is looked at once.
    fn turning_fact(&self, fact: FactId, turning: &mut Turning, depth: usize) {
        if !turning.seen.insert(fact) {
            return;
        }
        let model = self.session.model;
        match &model.fact(fact).origin {
            Origin::Typed => {}
            Origin::Computed(below) => self.turning_days(below, turning, depth + 1),
            Origin::Register { register, by, .. } => {
                self.turning_entries(*register, turning);
                self.turning_fact(*by, turning, depth + 1);
            }
            Origin::Table(tables) => {
                for table in tables.iter().map(|t| model.table(*t)) {
                    turning.days.extend(
                        table
                            .valid
                            .into_iter()
                            .flat_map(|(first, last)| [first, last.succ()]),
                    );
                    for input in &table.inputs {
                        self.turning_fact(*input, turning, depth + 1);
                    }
                }
            }
        }
    }

    fn turning_entries(&self, register: RegisterId, turning: &mut Turning) {
        let name = &self.session.model.register(register).name;
        for entry in self.session.world.registers.get(name).into_iter().flatten() {
            turning.days.extend(entry.from);
            turning.days.extend(entry.to.map(Date::succ));
        }
    }

    // `今日` beside a typed fact turns on its day and on the next; beside one without a value it never does.
    fn turns_at(&self, today: &Expr, other: &Expr, turning: &mut Turning) -> bool {
        let (Expr::Today, Expr::Fact(fact)) = (today, other) else {
            return false;
        };
        if !matches!(self.session.model.fact(*fact).origin, Origin::Typed) {
            return false;
        }
        if let Some(crate::value::Value::Date(day)) = self.fact(*fact) {
            turning.days.extend([day, day.succ()]);
        }
        true
    }
}

#[derive(Default)]
struct Turning {
    days: Vec<Date>,
    dense: bool,
    seen: std::collections::BTreeSet<FactId>,
}
