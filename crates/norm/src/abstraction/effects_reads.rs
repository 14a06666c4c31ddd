//! What a step writes.

use crate::abstraction::program::{Op, Step, Var};

/// Whether the step writes a variable that is kept.
pub(crate) fn writes_tracked(step: &Step, tracked: impl Fn(Var) -> bool) -> bool {
    step.before.iter().chain(&step.after).any(|op| match op {
        Op::Set { var, .. } | Op::Havoc { var, .. } => tracked(*var),
        Op::Assume { .. } | Op::Domain { .. } => false,
    })
}
