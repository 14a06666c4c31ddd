//! The step of an act: what it demands, what it sets up to its moment, what stands after it (M1 to M13).

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::abstraction::formula::{Coder, InputKey, code, in_range};
use crate::abstraction::program::{Bool, Cause, Label, Op, Owner, Step, Var};
use crate::abstraction::quantity::{Place, Quantity};
use crate::abstraction::vocabulary::{Classes, Subject};
use crate::model::{ActId, Expr, FactId, Model, Origin};

/// Writes steps over the tracked quantities.
pub struct Builder<'b, 'v, 'm> {
    /// Formulas and variables.
    pub coder: &'b mut Coder<'v, 'm>,
    /// What is kept from step to step.
    pub tracked: &'b BTreeSet<Quantity>,
    pub(crate) ops: Vec<Op>,
    choices: u16,
    correcting: bool,
}

impl<'b, 'v, 'm> Builder<'b, 'v, 'm> {
    /// A builder.
    pub fn new(
        coder: &'b mut Coder<'v, 'm>,
        tracked: &'b BTreeSet<Quantity>,
    ) -> Builder<'b, 'v, 'm> {
        Builder {
            coder,
            tracked,
            ops: Vec::new(),
            choices: 0,
            correcting: false,
        }
    }

    pub(crate) fn model(&self) -> &'m Model {
        self.coder.vocabulary.model
    }

    pub(crate) fn keeps(&self, quantity: &Quantity) -> bool {
        self.tracked.contains(quantity)
    }

    /// A fresh open value of this step.
    pub(crate) fn choice(&mut self, owner: Owner) -> Bool {
        self.choices += 1;
        let owner_number = match owner {
            Owner::Content => 0,
            Owner::Staffing => 1,
            Owner::Adversary => 2,
        };
        Bool::Var(
            self.coder
                .input(InputKey::Choice(self.choices * 3 + owner_number), owner),
        )
    }

    /// Sets a bit; what is not tracked becomes open again.
    pub(crate) fn set(&mut self, quantity: &Quantity, bit: u8, to: Bool) {
        let var = self.coder.bit(quantity.clone(), bit);
        if self.keeps(quantity) {
            if to != Bool::Var(var) {
                self.ops.push(Op::Set { var, to });
            }
        } else {
            self.ops.push(Op::Havoc {
                var,
                when: Bool::TRUE,
                owner: Owner::Adversary,
            });
        }
    }

    /// Opens a bit where `when` holds.
    pub(crate) fn open(&mut self, quantity: &Quantity, bit: u8, when: Bool, owner: Owner) {
        let var = self.coder.bit(quantity.clone(), bit);
        if self.keeps(quantity) {
            if when != Bool::FALSE {
                self.ops.push(Op::Havoc { var, when, owner });
            }
        } else {
            self.ops.push(Op::Havoc {
                var,
                when: Bool::TRUE,
                owner: Owner::Adversary,
            });
        }
    }

    pub(crate) fn assume(&mut self, that: Bool, cause: Cause) {
        if that != Bool::TRUE {
            self.ops.push(Op::Assume { that, cause });
        }
    }

    pub(crate) fn domain(&mut self, that: Bool, owner: Owner) {
        if that != Bool::TRUE {
            self.ops.push(Op::Domain { that, owner });
        }
    }

    pub(crate) fn var(&mut self, quantity: &Quantity, bit: u8) -> Bool {
        Bool::Var(self.coder.bit(quantity.clone(), bit))
    }

    /// The step of an act.
    pub fn act(&mut self, act: ActId) -> Step {
        self.ops = Vec::new();
        self.choices = 0;
        self.correcting = self.model().act(act).corrects;
        self.coder.act = Some(act);
        self.structure(act);
        self.performers(act);
        self.content(act);
        self.conditions(act);
        self.agreement(act);
        let before = std::mem::take(&mut self.ops);
        self.effects(act);
        let after = std::mem::take(&mut self.ops);
        self.coder.act = None;
        Step {
            label: Label::Act { act },
            before,
            after,
        }
    }

    // M7 and M10, on the state before the act's own content.
    fn structure(&mut self, act: ActId) {
        let order = self.may_by_order(act);
        self.demand(order, &Cause::Structure);
        let model = self.model();
        for system in model.act_ids().filter(|a| model.is_system(*a)) {
            if system == act {
                break;
            }
            if let Some(allowed) = self.system_allowed(system) {
                self.assume(allowed.not(), Cause::Structure);
            }
        }
        self.coder.act = Some(act);
    }

    /// M7: opened, not closed, not standing already.
    pub(crate) fn may_by_order(&mut self, act: ActId) -> Bool {
        let model = self.model();
        let mut parts = Vec::new();
        if !model.opens.contains(&act) {
            parts.push(self.coder.any_done(&model.opens));
        }
        if !model.act(act).after_close {
            parts.push(self.coder.any_done(&model.closes).not());
        }
        if !model.act(act).repeats {
            parts.push(self.coder.stands(act).not());
        }
        Bool::and(parts)
    }

    /// A `系统` act is allowed; `None`: its conditions read what only the act itself brings.
    pub(crate) fn system_allowed(&mut self, system: ActId) -> Option<Bool> {
        let model = self.model();
        let mut parts = vec![self.may_by_order(system)];
        self.coder.act = None;
        for id in &model.act(system).conditions {
            let formula = model.condition(*id).formula();
            if crate::engine::is_open(model, system, false, &formula) {
                return None;
            }
            parts.push(self.coder.truth(&formula).yes);
        }
        Some(Bool::and(parts))
    }

    fn performers(&mut self, act: ActId) {
        let roles = self.model().act(act).roles.clone();
        let bits: Vec<Bool> = roles
            .iter()
            .map(|r| Bool::Var(self.coder.input(InputKey::Role(r.0), Owner::Content)))
            .collect();
        if bits.len() > 1 {
            let mut parts = vec![Bool::or(bits.clone())];
            for (i, one) in bits.iter().enumerate() {
                for other in bits.iter().skip(i + 1) {
                    parts.push(Bool::and([one.clone(), other.clone()]).not());
                }
            }
            self.domain(Bool::and(parts), Owner::Content);
        }
        let classes = self.coder.vocabulary.classes_of(&Subject::Persons);
        let bits: Vec<Var> = (0..classes.bits())
            .map(|i| self.coder.input(InputKey::Persons(i), Owner::Staffing))
            .collect();
        self.domain(in_range(&bits, classes.count()), Owner::Staffing);
    }

    // The act sets its facts: to another value, to the same, or (`选填`) not at all.
    fn content(&mut self, act: ActId) {
        let model = self.model();
        let typed = |f: &&FactId| matches!(model.fact(**f).origin, Origin::Typed);
        let fills: Vec<FactId> = model.act(act).fills.iter().filter(typed).copied().collect();
        let mut all = fills.clone();
        all.extend(
            model
                .act(act)
                .may_fill
                .iter()
                .filter(typed)
                .filter(|f| !fills.contains(f)),
        );
        for fact in &all {
            if self.reads_fact(*fact) {
                self.fact(*fact, fills.contains(fact));
            }
        }
        self.fact_orders(&all);
        for fact in &all {
            if let Some(limit) = model
                .fact(*fact)
                .limit
                .as_ref()
                .filter(|_| self.keeps(&Quantity::Fact(*fact)))
            {
                let holds = self.coder.truth(limit).yes;
                let changed = self.change(*fact);
                self.assume(changed.implies(holds), Cause::Limit);
            }
        }
        self.own_fields(act);
    }

    /// The value of a fact changes by the act at hand.
    fn change(&mut self, fact: FactId) -> Bool {
        Bool::Var(self.coder.input(InputKey::Change(fact), Owner::Content))
    }

    // Whether anything tracked reads the fact.
    fn reads_fact(&self, fact: FactId) -> bool {
        let pair = |i: &u16| {
            self.coder
                .vocabulary
                .pairs
                .get(usize::from(*i))
                .is_some_and(|p| p.facts.contains(&fact))
        };
        self.tracked.iter().any(|q| match q {
            Quantity::Fact(f) | Quantity::Changed(f) | Quantity::At(f, _) => *f == fact,
            Quantity::Order(a, b) => [*a, *b].contains(&Place::Fact(fact)),
            Quantity::Pair(i) => pair(i),
            _ => false,
        }) || self.coder.seen.contains(&Quantity::Fact(fact))
    }

    fn fact(&mut self, fact: FactId, required: bool) {
        let changed = self.change(fact);
        let quantity = Quantity::Fact(fact);
        let has_initial = self.model().fact(fact).initial.is_some();
        let classes = self.coder.vocabulary.classes_of(&Subject::Fact(fact));
        if required && !has_initial && self.keeps(&quantity) {
            let known = self.var(&quantity, 0);
            self.domain(Bool::or([changed.clone(), known]), Owner::Content);
        }
        if self.correcting && !required && !has_initial {
            // What nobody recorded cannot be corrected (M13).
            let known = self.var(&quantity, 0);
            self.domain(changed.clone().implies(known), Owner::Content);
        }
        for bit in 1..=classes.bits() {
            self.open(&quantity, bit, changed.clone(), Owner::Content);
        }
        if self.keeps(&quantity) && !matches!(classes, Classes::Elements(_)) {
            let bits = self.coder.bits(&quantity, 1, classes.bits());
            self.domain(in_range(&bits, classes.count()), Owner::Content);
        }
        if !has_initial {
            let known = self.var(&quantity, 0);
            self.set(&quantity, 0, Bool::or([known, changed.clone()]));
        } else {
            let changed_before = self.var(&Quantity::Changed(fact), 0);
            self.set(
                &Quantity::Changed(fact),
                0,
                Bool::or([changed_before, changed.clone()]),
            );
        }
        self.compared(fact, &changed);
    }

    // What compares the fact with something is open again where it changed.
    fn compared(&mut self, fact: FactId, changed: &Bool) {
        let range = Quantity::At(fact, ActId(0))..=Quantity::At(fact, ActId(u16::MAX));
        let mut all: BTreeSet<Quantity> = self.tracked.range(range.clone()).cloned().collect();
        all.extend(self.coder.seen.range(range).cloned());
        for quantity in all {
            for bit in 1..=2 {
                self.open(&quantity, bit, changed.clone(), Owner::Content);
            }
            self.code_range(&quantity, 1);
        }
        let vocabulary = self.coder.vocabulary;
        for (i, _) in vocabulary
            .pairs
            .iter()
            .enumerate()
            .filter(|(_, p)| p.facts.contains(&fact))
        {
            self.open_pair(i as u16, changed.clone(), Owner::Content);
        }
    }

    pub(crate) fn open_pair(&mut self, number: u16, when: Bool, owner: Owner) {
        let quantity = Quantity::Pair(number);
        if self.mentions(&quantity) {
            for bit in 0..=2 {
                self.open(&quantity, bit, when.clone(), owner);
            }
            self.code_range(&quantity, 0);
        }
    }

    pub(crate) fn code_range(&mut self, quantity: &Quantity, from: u8) {
        if self.keeps(quantity) {
            let bits = self.coder.bits(quantity, from, 2);
            self.domain(code(&bits, 4, |c| c < 3), Owner::Content);
        }
    }

    // Whether the quantity has variables already or is tracked.
    pub(crate) fn mentions(&self, quantity: &Quantity) -> bool {
        self.keeps(quantity) || self.coder.seen.contains(quantity)
    }

    fn fact_orders(&mut self, set: &[FactId]) {
        let places: Vec<Place> = set.iter().map(|f| Place::Fact(*f)).collect();
        let facts: Vec<Quantity> = self.orders_of(&places);
        // Later first: a fact that changed comes after everything; of two that change together neither does.
        for pass in [true, false] {
            for quantity in &facts {
                let Quantity::Order(first, second) = quantity else {
                    continue;
                };
                let place = if pass { first } else { second };
                let Place::Fact(fact) = place else { continue };
                if set.contains(fact) {
                    let changed = self.change(*fact);
                    for bit in 0..=1 {
                        let now = self.var(quantity, bit);
                        let next = if pass {
                            Bool::or([now, changed.clone()])
                        } else {
                            Bool::and([now, changed.clone().not()])
                        };
                        self.set(quantity, bit, next);
                    }
                }
            }
        }
    }

    /// The orders of these places that are tracked or read.
    pub(crate) fn orders_of(&self, places: &[Place]) -> Vec<Quantity> {
        let here = |q: &&Quantity| matches!(q, Quantity::Order(a, b) if places.contains(a) || places.contains(b));
        let mut orders: BTreeSet<Quantity> = self.tracked.iter().filter(here).cloned().collect();
        for place in places {
            orders.extend(self.coder.orders.get(place).into_iter().flatten().cloned());
        }
        orders.into_iter().collect()
    }

    // `本.字段` that is kept as `X.字段` afterwards has one of the classes.
    fn own_fields(&mut self, act: ActId) {
        for field in self.kept_fields(act) {
            let classes = self
                .coder
                .vocabulary
                .classes_of(&Subject::Field(field.clone()));
            let bits = self.coder.own_bits(&field, classes.bits());
            self.domain(in_range(&bits, classes.count()), Owner::Content);
        }
    }

    pub(crate) fn kept_fields(&self, act: ActId) -> Vec<Arc<str>> {
        let of = |q: &Quantity| match q {
            Quantity::Member(a, field) if *a == act => Some(field.clone()),
            _ => None,
        };
        let mut fields: BTreeSet<Arc<str>> = self.tracked.iter().filter_map(of).collect();
        fields.extend(self.coder.seen.iter().filter_map(of));
        fields.into_iter().collect()
    }

    fn conditions(&mut self, act: ActId) {
        let model = self.model();
        for id in &model.act(act).conditions {
            let truth = self.coder.truth(&model.condition(*id).formula());
            self.demand(truth.yes, &Cause::Condition(*id));
        }
    }

    // Each part is a demand of its own: what a refusal rests on is as small as can be.
    fn demand(&mut self, that: Bool, cause: &Cause) {
        match that {
            Bool::And(parts) => parts.iter().for_each(|p| self.demand(p.clone(), cause)),
            other => self.assume(other, cause.clone()),
        }
    }

    // Open values that speak of the same persons agree with each other and with the person in view.
    pub(crate) fn agreement(&mut self, _act: ActId) {
        let different: Vec<(Vec<ActId>, Var)> = self
            .coder
            .inputs()
            .iter()
            .filter_map(|(key, var, _)| match key {
                InputKey::Atom(Expr::Different(acts), 0) => Some((acts.ids.clone(), *var)),
                _ => None,
            })
            .collect();
        for (acts, var) in &different {
            for (fewer, other) in &different {
                if var != other && fewer.iter().all(|a| acts.contains(a)) {
                    self.domain(Bool::Var(*var).implies(Bool::Var(*other)), Owner::Staffing);
                }
            }
            let tracked: Vec<ActId> = acts
                .iter()
                .copied()
                .filter(|a| self.keeps(&Quantity::Person(*a)))
                .collect();
            let did = Bool::or(
                tracked
                    .iter()
                    .map(|a| self.var(&Quantity::Person(*a), 0))
                    .collect::<Vec<_>>(),
            );
            if did != Bool::FALSE {
                let person = Bool::Var(self.coder.input(InputKey::Person, Owner::Staffing));
                self.domain(
                    Bool::and([person, did, Bool::Var(*var)]).not(),
                    Owner::Staffing,
                );
            }
        }
    }
}
