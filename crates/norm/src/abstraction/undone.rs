//! Acts whose record is revoked again (M13): what stands is as before them, what they set stays.
//!
//! Only the last standing record is revoked, so records and their revocations nest like brackets. A history
//! is followed without the records that it takes back: in their place stands, for each of them, a step that
//! sets what such an act sets and leaves everything else as it was. What else stood at that moment, of
//! what can be taken back, is open.

use std::collections::BTreeMap;

use crate::abstraction::program::{Bool, Label, Meaning, Op, Owner, Step, Var};
use crate::abstraction::quantity::{Place, Quantity};
use crate::abstraction::steps::Builder;
use crate::model::{ActId, Model};

/// Whether records can be revoked at all.
pub(crate) fn is_possible(model: &Model) -> bool {
    model.acts.iter().any(|a| a.revokes_record)
}

/// Whether an instance of the act may have stood for a while.
pub(crate) fn is_passing(model: &Model, act: ActId) -> bool {
    model.act(act).issues.is_empty() || can_cease(model, act)
}

// Some act revokes it.
fn can_cease(model: &Model, act: ActId) -> bool {
    model.act(act).revokes_record || model.acts.iter().any(|a| a.revokes.contains(&act))
}

impl Builder<'_, '_, '_> {
    /// The act as one that is taken back at once.
    pub(crate) fn undone(&mut self, act: ActId) -> Step {
        let mut step = self.act(act);
        let open = self.opened(&step.before);
        self.ops = open;
        self.coder.act = Some(act);
        for revoked in self.model().act(act).revokes.clone() {
            self.revoked_later(revoked);
        }
        self.person(act);
        self.coder.act = None;
        step.before = std::mem::take(&mut self.ops);
        step.after = Vec::new();
        step.label = Label::Undone(act);
        step
    }

    /// The act that revokes a record: what it asks for held while that record stood.
    pub(crate) fn revoker(&mut self, act: ActId) -> Step {
        let mut step = self.act(act);
        step.before = self.opened(&step.before);
        self.ops = std::mem::take(&mut step.after);
        let of_act: Vec<Quantity> = self
            .tracked
            .iter()
            .filter(|q| speaks_of(q, act))
            .cloned()
            .collect();
        for quantity in of_act {
            for bit in 0..=2 {
                self.open(&quantity, bit, Bool::TRUE, Owner::Adversary);
            }
        }
        step.after = std::mem::take(&mut self.ops);
        step
    }

    // The same operations, their demands where more may stand.
    fn opened(&mut self, ops: &[Op]) -> Vec<Op> {
        let mut known = BTreeMap::new();
        ops.iter()
            .map(|op| match op.clone() {
                Op::Assume { that, cause } => Op::Assume {
                    that: self.raised(&that, &mut known),
                    cause,
                },
                Op::Domain { that, owner } => Op::Domain {
                    that: self.raised(&that, &mut known),
                    owner,
                },
                effect => effect,
            })
            .collect()
    }

    fn raised(&mut self, formula: &Bool, known: &mut BTreeMap<Var, Bool>) -> Bool {
        match formula {
            Bool::Const(_) => formula.clone(),
            Bool::Var(var) => {
                if let Some(bit) = known.get(var) {
                    return bit.clone();
                }
                let bit = self.raised_bit(*var);
                known.insert(*var, bit.clone());
                bit
            }
            Bool::Not(inner) => self.raised(inner, known).not(),
            Bool::And(parts) => {
                let parts: Vec<Bool> = parts.iter().map(|p| self.raised(p, known)).collect();
                Bool::and(parts)
            }
            Bool::Or(parts) => {
                let parts: Vec<Bool> = parts.iter().map(|p| self.raised(p, known)).collect();
                Bool::or(parts)
            }
        }
    }

    fn raised_bit(&mut self, var: Var) -> Bool {
        let model = self.model();
        let quantity = match self.coder.vars.get(var.index()).map(|v| &v.meaning) {
            Some(Meaning::State(quantity, _)) => quantity.clone(),
            _ => return Bool::Var(var),
        };
        let passing = |p: &Place| matches!(p, Place::Act(a) if is_passing(model, *a));
        let open = match &quantity {
            Quantity::Done(act) if can_cease(model, *act) => true,
            Quantity::Done(act) if is_passing(model, *act) => {
                return Bool::or([Bool::Var(var), self.choice(Owner::Adversary)]);
            }
            Quantity::Order(a, b) => passing(a) || passing(b),
            Quantity::Expired(act, _) | Quantity::Member(act, _) | Quantity::At(_, act) => {
                is_passing(model, *act)
            }
            Quantity::Times(acts) => acts.ids.iter().any(|a| is_passing(model, *a)),
            Quantity::Pair(number) => {
                let pair = self.coder.vocabulary.pairs.get(usize::from(*number));
                pair.is_some_and(|p| p.acts.iter().any(|a| is_passing(model, *a)))
            }
            _ => false,
        };
        if open {
            self.choice(Owner::Adversary)
        } else {
            Bool::Var(var)
        }
    }
}

fn speaks_of(quantity: &Quantity, act: ActId) -> bool {
    let here = |p: &Place| *p == Place::Act(act);
    match quantity {
        Quantity::Done(a) | Quantity::Expired(a, _) | Quantity::Member(a, _) => *a == act,
        Quantity::At(_, a) => *a == act,
        Quantity::Order(a, b) => here(a) || here(b),
        Quantity::Times(acts) => acts.ids.contains(&act),
        _ => false,
    }
}
