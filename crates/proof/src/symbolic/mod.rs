//! Sets of states as decision diagrams: what a program reaches, and the shortest way there.
//!
//! No primed copies: a step is a list of operations on a set (performance.md section 2.4).

mod budget;
mod build;
mod lead;
mod reach;
mod run;
mod store;
mod sure;
mod trace;

use std::cell::RefCell;

use fadu_norm::abstraction::{Label, Var};
use fadu_norm::model::ActId;

pub use budget::{Budget, OutOfBudget};
pub use reach::{Found, Reached, Ring};
pub use store::Set;
use store::Store;
pub use sure::OwnedStep;
pub use trace::Taken;

use build::SetStep;

/// What is looked for: at the moment of this act, or (`None`) after these acts (none: after any).
struct Sought {
    act: Option<ActId>,
    after: Vec<ActId>,
    set: Set,
}

impl Sought {
    fn is_here(&self, label: Label, moment: bool) -> bool {
        let Label::Act { act, .. } = label else {
            return false;
        };
        match self.act {
            Some(of) => moment && of == act,
            None => !moment && (self.after.is_empty() || self.after.contains(&act)),
        }
    }
}

/// A program on sets of states.
pub struct Space {
    store: RefCell<Store>,
    /// The level of each variable.
    place: Vec<u32>,
    tracked: Vec<Var>,
    /// Levels of what is open at every step.
    open: Vec<u32>,
    open_cube: Set,
    choices: Vec<bool>,
    steps: Vec<SetStep>,
    bads: Vec<Sought>,
    init: Vec<build::Placed>,
    /// Building it took too much already.
    broken: bool,
}

impl Space {
    fn is_choice(&self, var: Var) -> bool {
        self.choices.get(var.index()).copied().unwrap_or(false)
    }

    fn at(&self, var: Var) -> u32 {
        self.place.get(var.index()).copied().unwrap_or(0)
    }

    /// No state.
    pub fn none(&self) -> Set {
        Set::NONE
    }

    /// In either.
    ///
    /// # Errors
    /// `OutOfBudget`, as for every operation.
    pub fn or(&self, a: Set, b: Set, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.store.borrow_mut().or(a, b, budget)
    }

    /// In both.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn and(&self, a: Set, b: Set, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.store.borrow_mut().and(a, b, budget)
    }

    /// In the first alone.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn without(&self, a: Set, b: Set, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.store.borrow_mut().without(a, b, budget)
    }

    fn closed(&self, set: Set, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.store.borrow_mut().exists(set, self.open_cube, budget)
    }

    /// How many states, by tracked bits; saturating.
    pub fn count(&self, set: Set) -> u64 {
        let bits = i32::try_from(self.tracked.len()).unwrap_or(i32::MAX);
        let count = self.store.borrow().share(set) * 2_f64.powi(bits);
        if count.is_finite() {
            count.round() as u64
        } else {
            u64::MAX
        }
    }
}
