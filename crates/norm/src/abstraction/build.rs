//! Puts a program together: tracked quantities, the start, the steps that matter, what is looked for.

use std::collections::BTreeSet;

use crate::abstraction::effects_reads::writes_tracked;
use crate::abstraction::formula::{Coder, InputKey, in_range};
use crate::abstraction::program::{Bad, Bool, Label, Meaning, Op, Owner, Program, Step, Var};
use crate::abstraction::quantity::Quantity;
use crate::abstraction::steps::Builder;
use crate::abstraction::touch::{touches, touches_undone};
use crate::abstraction::undone;
use crate::abstraction::vocabulary::{Subject, Vocabulary};
use crate::model::{ActId, Acts, Expr};

/// What is looked for at a moment or after an act.
#[derive(Clone, PartialEq, Debug)]
pub enum Want {
    /// The formula is not known to be true.
    Fails(Expr),
    /// It is known to be true.
    Holds(Expr),
    /// Anything.
    Any,
    /// One of these acts stands and is effective, and the exception does not hold.
    After(Acts, Option<Expr>),
    /// The case is opened and not closed, no `系统` act is allowed, and the formula holds.
    Unfinished(Option<Expr>),
    /// The case is closed, or the formula is known to be false.
    ClosedOrNot(Expr),
    /// The person in view performs this act and has performed one of these.
    SamePerson(Acts),
}

/// Where it is looked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Search {
    /// At the moment of this act; `None`: right after an act.
    pub act: Option<ActId>,
    /// For `None`: only after these; empty: after any.
    pub after: Vec<ActId>,
    /// What.
    pub want: Want,
}

/// A program with the meaning of its open values.
pub struct Built {
    /// The program.
    pub program: Program,
    /// What each open value is, and who chooses it.
    pub inputs: Vec<(InputKey, Var, Owner)>,
    /// Waits that are sure: until all running terms are over, until something takes effect.
    pub waits: Vec<Step>,
}

/// The program that tracks these quantities and looks for these things.
pub fn program(
    vocabulary: &Vocabulary<'_>,
    tracked: &BTreeSet<Quantity>,
    searches: &[Search],
) -> Built {
    program_with(vocabulary, tracked, searches, &[])
}

/// The same, with the steps of these acts in any case, and with sure waits (section 4).
pub fn program_with(
    vocabulary: &Vocabulary<'_>,
    tracked: &BTreeSet<Quantity>,
    searches: &[Search],
    keep: &[ActId],
) -> Built {
    let mut coder = Coder::new(vocabulary);
    let mut builder = Builder::new(&mut coder, tracked);
    let bads: Vec<Bad> = searches.iter().map(|s| builder.bad(s)).collect();
    let init = builder.init();
    let mut steps = Vec::new();
    let time = builder.time(false);
    if !time.before.is_empty() {
        steps.push(time);
    }
    let model = vocabulary.model;
    let waits = if keep.is_empty() {
        Vec::new()
    } else {
        builder.sure_waits()
    };
    for act in model
        .act_ids()
        .filter(|a| tracked.contains(&Quantity::Done(*a)))
    {
        if builder.coder.delays(act) {
            let mut step = builder.takes_effect(act);
            builder.prune(&mut step, &[], &[]);
            steps.push(step);
        }
    }
    for act in model.act_ids() {
        let wanted = |b: &&Bad| {
            b.act == Some(act)
                || (b.act.is_none() && (b.after.is_empty() || b.after.contains(&act)))
        };
        let of_act: Vec<&Bad> = bads.iter().filter(wanted).collect();
        if of_act.is_empty()
            && !keep.contains(&act)
            && !tracked.iter().any(|q| touches(vocabulary, act, q))
        {
            continue;
        }
        let mut step = if model.act(act).revokes_record {
            builder.revoker(act)
        } else {
            builder.act(act)
        };
        let at = |moment: bool| -> Vec<Bool> {
            of_act
                .iter()
                .filter(|b| b.act.is_some() == moment)
                .map(|b| b.formula.clone())
                .collect()
        };
        builder.prune(&mut step, &at(true), &at(false));
        if !of_act.is_empty()
            || keep.contains(&act)
            || writes_tracked(&step, |v| builder.is_tracked(v))
        {
            steps.push(step);
        }
    }
    if undone::is_possible(model) {
        let may = |a: &ActId| {
            undone::is_passing(model, *a)
                && tracked.iter().any(|q| touches_undone(vocabulary, *a, q))
        };
        for act in model.act_ids().filter(may) {
            let mut step = builder.undone(act);
            builder.prune(&mut step, &[], &[]);
            if writes_tracked(&step, |v| builder.is_tracked(v)) {
                steps.push(step);
            }
        }
    }
    let mut vars = std::mem::take(&mut builder.coder.vars);
    let inputs = coder.inputs().to_vec();
    for info in &mut vars {
        info.tracked = matches!(&info.meaning, Meaning::State(q, _) if tracked.contains(q));
    }
    Built {
        program: Program {
            vars,
            init,
            steps,
            bads,
        },
        inputs,
        waits,
    }
}

impl Builder<'_, '_, '_> {
    fn bad(&mut self, search: &Search) -> Bad {
        self.coder.act = search.act;
        let formula = match &search.want {
            Want::Fails(expr) => self.coder.truth(expr).yes.not(),
            Want::Holds(expr) => self.coder.truth(expr).yes,
            Want::Any => Bool::TRUE,
            Want::After(first, unless) => {
                let stands = self.coder.any_done(&first.ids);
                let excused = unless
                    .as_ref()
                    .map_or(Bool::FALSE, |u| self.coder.truth(u).yes);
                Bool::and([stands, excused.not()])
            }
            Want::Unfinished(given) => self.unfinished(given.as_ref()),
            Want::ClosedOrNot(expr) => {
                let closed = self.coder.any_done(&self.model().closes);
                Bool::or([closed, self.coder.truth(expr).no])
            }
            Want::SamePerson(others) => {
                let person = Bool::Var(self.coder.input(InputKey::Person, Owner::Staffing));
                let did: Vec<Bool> = others
                    .ids
                    .iter()
                    .map(|a| self.var(&Quantity::Person(*a), 0))
                    .collect();
                Bool::and([person, Bool::or(did)])
            }
        };
        self.coder.act = None;
        Bad {
            act: search.act,
            after: search.after.clone(),
            formula,
        }
    }

    fn unfinished(&mut self, given: Option<&Expr>) -> Bool {
        let model = self.model();
        let mut parts = vec![
            self.coder.any_done(&model.opens),
            self.coder.any_done(&model.closes).not(),
        ];
        parts.extend(given.map(|g| self.coder.truth(g).yes));
        for system in model.act_ids().filter(|a| model.is_system(*a)) {
            parts.extend(self.system_allowed(system).map(Bool::not));
        }
        Bool::and(parts)
    }

    // The start: nothing was done; facts have their `初`; parameters any lawful value.
    fn init(&mut self) -> Vec<Op> {
        self.ops = Vec::new();
        let model = self.model();
        for quantity in self.tracked.clone() {
            match &quantity {
                Quantity::Fact(fact) => {
                    let classes = self.coder.vocabulary.classes_of(&Subject::Fact(*fact));
                    let Some(initial) = &model.fact(*fact).initial else {
                        continue;
                    };
                    for bit in 0..classes.bits() {
                        let set = match &classes {
                            crate::abstraction::vocabulary::Classes::Elements(all) => {
                                let element = all.get(usize::from(bit));
                                element.is_some_and(|e| contains(initial, e))
                            }
                            other => other.of(initial) & (1 << bit) != 0,
                        };
                        self.set(&quantity, 1 + bit, Bool::Const(set));
                    }
                }
                Quantity::Param(id) => self.parameter(&quantity, *id),
                Quantity::Pair(number) => self.open_pair(*number, Bool::TRUE, Owner::Adversary),
                _ => {}
            }
        }
        self.parameter_limits();
        std::mem::take(&mut self.ops)
    }

    fn parameter(&mut self, quantity: &Quantity, id: crate::model::ParamId) {
        let classes = match self.model().parameter(id).ty {
            crate::model::Type::Bool => crate::abstraction::vocabulary::Classes::Bool,
            _ => self.coder.vocabulary.classes_of(&Subject::Param(id)),
        };
        for bit in 0..classes.bits() {
            self.open(quantity, bit, Bool::TRUE, Owner::Adversary);
        }
        let bits = self.coder.bits(quantity, 0, classes.bits());
        self.domain(in_range(&bits, classes.count()), Owner::Adversary);
    }

    fn parameter_limits(&mut self) {
        let vocabulary = self.coder.vocabulary;
        if vocabulary.parameters.is_some()
            || !self
                .tracked
                .iter()
                .any(|q| matches!(q, Quantity::Param(_) | Quantity::Pair(_)))
        {
            return;
        }
        for limit in vocabulary
            .model
            .parameters
            .iter()
            .filter_map(|p| p.limit.as_ref())
        {
            let holds = self.coder.truth(limit).yes;
            self.domain(holds, Owner::Adversary);
        }
    }

    fn is_tracked(&self, var: Var) -> bool {
        self.coder
            .vars
            .get(var.index())
            .is_some_and(|info| match &info.meaning {
                Meaning::State(quantity, _) => self.tracked.contains(quantity),
                Meaning::Input(_) => false,
            })
    }
}

fn contains(value: &crate::value::Value, element: &std::sync::Arc<str>) -> bool {
    matches!(value, crate::value::Value::Multi(set) if set.contains(element))
}

impl Program {
    /// Quantities that the demands of a step read and the program does not track.
    pub fn unread(&self, step: &Step) -> BTreeSet<Quantity> {
        let mut vars = Vec::new();
        for op in step.before.iter().chain(&step.after) {
            if let Op::Assume { that, .. } = op {
                that.vars(&mut vars);
            }
        }
        self.untracked(&vars)
    }

    /// Quantities among these variables that the program does not track.
    pub fn untracked(&self, vars: &[Var]) -> BTreeSet<Quantity> {
        let state = |v: &Var| match self.vars.get(v.index()) {
            Some(info) if !info.tracked => match &info.meaning {
                Meaning::State(quantity, _) => Some(quantity.clone()),
                Meaning::Input(_) => None,
            },
            _ => None,
        };
        vars.iter().filter_map(state).collect()
    }

    /// The step with this label.
    pub fn step(&self, label: Label) -> Option<&Step> {
        self.steps.iter().find(|s| s.label == label)
    }
}
