//! What stands after an act, and how time changes what stands.

use crate::abstraction::formula::InputKey;
use crate::abstraction::program::{Bool, Cause, Label, Meaning, Op, Owner, Step};
use crate::abstraction::quantity::{Place, Quantity};
use crate::abstraction::steps::Builder;
use crate::abstraction::vocabulary::Subject;
use crate::model::ActId;

impl Builder<'_, '_, '_> {
    /// From the moment of the act on.
    pub(crate) fn effects(&mut self, act: ActId) {
        let later = if self.coder.delays(act) {
            self.choice(Owner::Content)
        } else {
            Bool::FALSE
        };
        let now = later.clone().not();
        self.revoke(act, &now);
        self.record_later(act, &later);
        self.comes_last(act, &now, &later);
        self.counts_now(act, &now);
        self.person(act);
    }

    // M8: the standing instances of what the act revokes cease to stand.
    fn revoke(&mut self, act: ActId, now: &Bool) {
        for revoked in self.model().act(act).revokes.clone() {
            let quantity = Quantity::Done(revoked);
            for bit in 0..=2 {
                if bit > 0 && !self.coder.delays(revoked) {
                    continue;
                }
                let stood = self.var(&quantity, bit);
                self.set(&quantity, bit, Bool::and([stood, now.clone().not()]));
            }
            self.forget_times(revoked, now.clone());
            self.open_pairs_of(revoked, now.clone());
        }
    }

    fn record_later(&mut self, act: ActId, later: &Bool) {
        if !self.coder.delays(act) {
            return;
        }
        let quantity = Quantity::Done(act);
        let (pending, many) = (self.var(&quantity, 1), self.var(&quantity, 2));
        if self.model().act(act).repeats {
            self.set(
                &quantity,
                2,
                Bool::or([many, Bool::and([pending.clone(), later.clone()])]),
            );
        }
        self.set(&quantity, 1, Bool::or([pending, later.clone()]));
    }

    // The act's place in the order is after everything so far.
    fn comes_last(&mut self, act: ActId, now: &Bool, later: &Bool) {
        for quantity in self.orders_of(&[Place::Act(act)]) {
            let Quantity::Order(first, second) = quantity else {
                continue;
            };
            let here = Place::Act(act);
            let (of_first, of_second) = (first == here, second == here);
            if !of_first && !of_second {
                continue;
            }
            let (counted, waiting) = (self.var(&quantity, 0), self.var(&quantity, 1));
            let both_wait = self.waits(first) && self.waits(second);
            let moved = |bit: Bool, when: &Bool| {
                if of_first {
                    Bool::or([bit, when.clone()])
                } else {
                    Bool::and([bit, when.clone().not()])
                }
            };
            self.set(&quantity, 0, moved(counted, now));
            if both_wait {
                continue;
            }
            // The one that waits is this act: its place is now. It is the other: this act comes after it.
            let when = if self.coder.delays(act) { later } else { now };
            if self.waits(first) || self.waits(second) {
                self.set(&quantity, 1, moved(waiting, when));
            }
        }
    }

    fn waits(&self, place: Place) -> bool {
        matches!(place, Place::Act(act) if self.coder.delays(act))
    }

    // The new instance is the last that counts.
    fn counts_now(&mut self, act: ActId, now: &Bool) {
        let quantity = Quantity::Done(act);
        let done = self.var(&quantity, 0);
        self.set(&quantity, 0, Bool::or([done, now.clone()]));
        let late = self.coder.late(act);
        for number in self.terms_of(act) {
            let quantity = Quantity::Expired(act, number);
            if late {
                self.open(&quantity, 0, now.clone(), Owner::Adversary);
            } else {
                let over = self.var(&quantity, 0);
                self.set(&quantity, 0, Bool::and([over, now.clone().not()]));
            }
        }
        self.terms_in_order(act);
        self.remember(act, now, true);
        self.count_up(act, now);
        self.open_pairs_of(act, now.clone());
    }

    /// Terms counted from the act that are tracked.
    pub(crate) fn terms_of(&self, act: ActId) -> Vec<u16> {
        let of = |q: &Quantity| match q {
            Quantity::Expired(a, number) if *a == act => Some(*number),
            _ => None,
        };
        self.tracked.iter().filter_map(of).collect()
    }

    // A term that is over is so for every term that is never over later.
    fn terms_in_order(&mut self, act: ActId) {
        let terms = self.terms_of(act);
        for short in &terms {
            for long in terms.iter().filter(|l| *l != short) {
                if self.coder.vocabulary.ordered(*short, *long) {
                    let (short, long) = (
                        Quantity::Expired(act, *short),
                        Quantity::Expired(act, *long),
                    );
                    let implied = self.var(&long, 0).implies(self.var(&short, 0));
                    self.domain(implied, Owner::Adversary);
                }
            }
        }
    }

    // Values of facts at the act, and its fields.
    fn remember(&mut self, act: ActId, now: &Bool, own: bool) {
        for fact in self.model().fact_ids() {
            let quantity = Quantity::At(fact, act);
            if !self.keeps(&quantity) {
                continue;
            }
            let known = self.coder.filled(fact);
            let then = self.var(&quantity, 0);
            if own {
                self.set(&quantity, 0, now.clone().ite(known, then));
                for bit in 1..=2 {
                    let code = self.var(&quantity, bit);
                    self.set(&quantity, bit, Bool::and([code, now.clone().not()]));
                }
            } else {
                for bit in 0..=2 {
                    self.open(&quantity, bit, now.clone(), Owner::Adversary);
                }
                self.code_range(&quantity, 1);
            }
        }
        for field in self.kept_fields(act) {
            self.field(act, &field, now, own);
        }
    }

    fn field(&mut self, act: ActId, field: &std::sync::Arc<str>, now: &Bool, own: bool) {
        let quantity = Quantity::Member(act, field.clone());
        if !self.keeps(&quantity) {
            return;
        }
        let bits = self
            .coder
            .vocabulary
            .classes_of(&Subject::Field(field.clone()))
            .bits();
        for bit in 0..=bits.max(1) {
            if own {
                let given = Bool::Var(
                    self.coder
                        .input(InputKey::Own(field.clone(), bit), Owner::Content),
                );
                let before = self.var(&quantity, bit);
                self.set(&quantity, bit, now.clone().ite(given, before));
            } else {
                self.open(&quantity, bit, now.clone(), Owner::Adversary);
            }
        }
    }

    fn count_up(&mut self, act: ActId, now: &Bool) {
        for quantity in self.counters(act) {
            let (low, high) = (self.var(&quantity, 0), self.var(&quantity, 1));
            let full = Bool::and([low.clone(), high.clone()]);
            let next_low = Bool::or([full, low.clone().not()]);
            self.set(&quantity, 0, now.clone().ite(next_low, low.clone()));
            // From here on `low` is the new one: where `high` was not set it is the negation of the old.
            let next_high = Bool::or([high.clone(), low.not()]);
            self.set(&quantity, 1, now.clone().ite(next_high, high));
        }
    }

    fn counters(&self, act: ActId) -> Vec<Quantity> {
        let counts = |q: &&Quantity| matches!(q, Quantity::Times(acts) if acts.ids.contains(&act));
        self.tracked.iter().filter(counts).cloned().collect()
    }

    fn forget_times(&mut self, act: ActId, when: Bool) {
        for quantity in self.counters(act) {
            for bit in 0..=1 {
                self.open(&quantity, bit, when.clone(), Owner::Adversary);
            }
        }
    }

    pub(crate) fn open_pairs_of(&mut self, act: ActId, when: Bool) {
        let vocabulary = self.coder.vocabulary;
        for (i, _) in vocabulary
            .pairs
            .iter()
            .enumerate()
            .filter(|(_, p)| p.acts.contains(&act))
        {
            self.open_pair(i as u16, when.clone(), Owner::Adversary);
        }
    }

    pub(crate) fn person(&mut self, act: ActId) {
        let quantity = Quantity::Person(act);
        if self.keeps(&quantity) {
            let person = Bool::Var(self.coder.input(InputKey::Person, Owner::Staffing));
            let did = self.var(&quantity, 0);
            self.set(&quantity, 0, Bool::or([did, person]));
        }
    }

    /// What was recorded takes effect (M4).
    pub fn takes_effect(&mut self, act: ActId) -> Step {
        self.ops = Vec::new();
        self.coder.act = None;
        let quantity = Quantity::Done(act);
        let pending = self.var(&quantity, 1);
        self.assume(pending, Cause::Structure);
        // Where an earlier instance counts or several wait, which is the last is open.
        let blurred = Bool::or([self.var(&quantity, 0), self.var(&quantity, 2)]);
        self.orders_at_effect(act, &blurred);
        for number in self.terms_of(act) {
            let term = Quantity::Expired(act, number);
            let over = self.var(&term, 0);
            let stays = self.choice(Owner::Adversary);
            self.set(&term, 0, Bool::and([over, blurred.clone(), stays]));
        }
        self.terms_in_order(act);
        self.remember(act, &Bool::TRUE, false);
        self.count_up(act, &Bool::TRUE);
        self.open_pairs_of(act, Bool::TRUE);
        for revoked in self.model().act(act).revokes.clone() {
            self.revoked_later(revoked);
        }
        let many = self.var(&quantity, 2);
        self.open(&quantity, 1, many.clone(), Owner::Adversary);
        let more = self.var(&quantity, 1);
        self.set(&quantity, 1, Bool::and([more, many.clone()]));
        let still = self.choice(Owner::Adversary);
        let more = self.var(&quantity, 1);
        self.set(&quantity, 2, Bool::and([many, still, more]));
        self.set(&quantity, 0, Bool::TRUE);
        Step {
            label: Label::TakesEffect(act),
            before: std::mem::take(&mut self.ops),
            after: Vec::new(),
        }
    }

    fn orders_at_effect(&mut self, act: ActId, blurred: &Bool) {
        for quantity in self.orders_of(&[Place::Act(act)]) {
            let Quantity::Order(first, second) = quantity else {
                continue;
            };
            if first != Place::Act(act) && second != Place::Act(act) {
                continue;
            }
            if self.waits(first) && self.waits(second) {
                self.open(&quantity, 0, Bool::TRUE, Owner::Adversary);
                continue;
            }
            let (counted, waiting) = (self.var(&quantity, 0), self.var(&quantity, 1));
            self.set(&quantity, 0, blurred.clone().ite(counted, waiting));
            self.open(&quantity, 0, blurred.clone(), Owner::Adversary);
            self.open(&quantity, 1, blurred.clone(), Owner::Adversary);
        }
    }

    // What was recorded after the revoking act stays (M8).
    pub(crate) fn revoked_later(&mut self, act: ActId) {
        let quantity = Quantity::Done(act);
        for bit in 0..=2 {
            if bit > 0 && !self.coder.delays(act) {
                continue;
            }
            let stays = self.choice(Owner::Adversary);
            let stood = self.var(&quantity, bit);
            self.set(&quantity, bit, Bool::and([stood, stays]));
        }
        self.forget_times(act, Bool::TRUE);
        self.open_pairs_of(act, Bool::TRUE);
    }

    /// Time passes: running terms may end. `sure`: all of them do, and all that waits takes effect.
    pub fn time(&mut self, sure: bool) -> Step {
        self.ops = Vec::new();
        self.coder.act = None;
        let terms: Vec<(ActId, u16)> = self
            .tracked
            .iter()
            .filter_map(|q| match q {
                Quantity::Expired(act, number) => Some((*act, *number)),
                _ => None,
            })
            .collect();
        for (act, number) in &terms {
            let quantity = Quantity::Expired(*act, *number);
            let over = self.var(&quantity, 0);
            let running = self.coder.done(*act);
            let ends = if sure {
                Bool::TRUE
            } else {
                self.choice(Owner::Adversary)
            };
            self.set(&quantity, 0, Bool::or([over, Bool::and([running, ends])]));
        }
        for (act, _) in &terms {
            self.terms_in_order(*act);
        }
        Step {
            label: Label::Time,
            before: std::mem::take(&mut self.ops),
            after: Vec::new(),
        }
    }

    /// Waits that nobody can prevent: until all running terms are over, until something takes effect
    /// (terms may end meanwhile).
    pub fn sure_waits(&mut self) -> Vec<Step> {
        let mut waits = vec![self.time(true)];
        let model = self.model();
        for act in model.act_ids() {
            if self.keeps(&Quantity::Done(act)) && self.coder.delays(act) {
                let mut step = self.takes_effect(act);
                step.before.extend(self.time(false).before);
                waits.push(step);
            }
        }
        waits
    }

    /// Drops operations on what is open anyway and not read before the step ends.
    pub(crate) fn prune(&self, step: &mut Step, read_at_moment: &[Bool], read_at_end: &[Bool]) {
        let mut read = std::collections::BTreeSet::new();
        let note =
            |formula: &Bool, read: &mut std::collections::BTreeSet<crate::abstraction::Var>| {
                let mut vars = Vec::new();
                formula.vars(&mut vars);
                read.extend(vars);
            };
        read_at_end.iter().for_each(|f| note(f, &mut read));
        for (ops, moment) in [(&mut step.after, false), (&mut step.before, true)] {
            if moment {
                read_at_moment.iter().for_each(|f| note(f, &mut read));
            }
            let mut kept: Vec<Op> = Vec::new();
            for op in ops.drain(..).rev() {
                let needed = match &op {
                    Op::Havoc { var, .. } => self.tracked_var(*var) || read.contains(var),
                    _ => true,
                };
                if needed {
                    match &op {
                        Op::Havoc { when, .. } => note(when, &mut read),
                        Op::Set { to, .. } => note(to, &mut read),
                        Op::Assume { that, .. } | Op::Domain { that, .. } => note(that, &mut read),
                    }
                    kept.push(op);
                }
            }
            kept.reverse();
            *ops = kept;
        }
    }

    fn tracked_var(&self, var: crate::abstraction::Var) -> bool {
        self.coder
            .vars
            .get(var.index())
            .is_some_and(|info| match &info.meaning {
                Meaning::State(quantity, _) => self.keeps(quantity),
                Meaning::Input(_) => false,
            })
    }
}
