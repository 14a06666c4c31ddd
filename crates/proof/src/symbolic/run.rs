//! Runs a list of operations on a set: forward, backward, and as a game.

use fadu_norm::abstraction::Owner;

use crate::symbolic::Space;
use crate::symbolic::budget::{Budget, OutOfBudget};
use crate::symbolic::build::{Placed, SetOp};
use crate::symbolic::store::Set;

type Answer = Result<Set, OutOfBudget>;

/// What becomes of open values that nothing reads any more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Forget {
    /// They are dropped.
    All,
    /// Choices of content and persons are kept: a history is made from them.
    Idle,
}

impl Space {
    pub(super) fn forward(&self, set: Set, ops: &[Placed], budget: &mut Budget<'_>) -> Answer {
        self.run(set, ops, Forget::All, budget)
    }

    // `forget`: open values that nothing reads any more are dropped.
    pub(super) fn run(
        &self,
        mut set: Set,
        ops: &[Placed],
        forget: Forget,
        budget: &mut Budget<'_>,
    ) -> Answer {
        let mut store = self.store.borrow_mut();
        for placed in ops {
            if set.is_empty() {
                return Ok(set);
            }
            let dropped = match forget {
                Forget::All => placed.last_cube,
                Forget::Idle => placed.idle_cube,
            };
            set = match placed.op {
                SetOp::Assume(that) | SetOp::Domain(that, _) => {
                    set = store.and_exists(set, that, dropped, budget)?;
                    continue;
                }
                SetOp::Assign { forget, values } => {
                    let free = store.exists(set, forget, budget)?;
                    store.and(free, values, budget)?
                }
                SetOp::Havoc { level, when, .. } => {
                    let cube = store.literal(level, true);
                    let opened = store.and_exists(set, when, cube, budget)?;
                    let rest = store.without(set, when, budget)?;
                    store.or(opened, rest, budget)?
                }
                SetOp::Set { level, to } => {
                    let (yes, no) = (store.literal(level, true), store.literal(level, false));
                    let not = store.not(to, budget)?;
                    let on = store.and_exists(set, to, yes, budget)?;
                    let off = store.and_exists(set, not, yes, budget)?;
                    let on = store.and(on, yes, budget)?;
                    let off = store.and(off, no, budget)?;
                    store.or(on, off, budget)?
                }
            };
            if dropped != Set::ALL {
                set = store.exists(set, dropped, budget)?;
            }
        }
        Ok(set)
    }

    pub(super) fn backward(&self, mut set: Set, ops: &[Placed], budget: &mut Budget<'_>) -> Answer {
        for placed in ops.iter().rev() {
            if set.is_empty() {
                return Ok(set);
            }
            set = match placed.op {
                SetOp::Havoc { level, when, .. } => {
                    let any = self.any(set, level, budget)?;
                    self.where_else(when, any, set, budget)?
                }
                SetOp::Assign { forget, values } => self
                    .store
                    .borrow_mut()
                    .and_exists(set, values, forget, budget)?,
                SetOp::Set { level, to } => self.assigned(set, level, to, budget)?,
                SetOp::Assume(that) | SetOp::Domain(that, _) => self.and(set, that, budget)?,
            };
            if placed.first_cube != Set::ALL {
                let mut store = self.store.borrow_mut();
                set = store.exists(set, placed.first_cube, budget)?;
            }
        }
        Ok(set)
    }

    /// What must hold before so that the set is surely had after, whatever the adversary chooses.
    pub(super) fn surely_ops(
        &self,
        mut set: Set,
        ops: &[Placed],
        budget: &mut Budget<'_>,
    ) -> Answer {
        for placed in ops.iter().rev() {
            set = match placed.op {
                SetOp::Havoc { level, when, owner } => {
                    let any = if owner == Owner::Adversary {
                        self.every(set, level, budget)?
                    } else {
                        self.any(set, level, budget)?
                    };
                    self.where_else(when, any, set, budget)?
                }
                SetOp::Assign { forget, values } => self
                    .store
                    .borrow_mut()
                    .and_exists(set, values, forget, budget)?,
                SetOp::Set { level, to } => self.assigned(set, level, to, budget)?,
                SetOp::Domain(that, Owner::Adversary) => {
                    let not = self.store.borrow_mut().not(that, budget)?;
                    self.or(set, not, budget)?
                }
                SetOp::Assume(that) | SetOp::Domain(that, _) => self.and(set, that, budget)?,
            };
        }
        Ok(set)
    }

    fn any(&self, set: Set, level: u32, budget: &mut Budget<'_>) -> Answer {
        let mut store = self.store.borrow_mut();
        let cube = store.literal(level, true);
        store.exists(set, cube, budget)
    }

    fn every(&self, set: Set, level: u32, budget: &mut Budget<'_>) -> Answer {
        let mut store = self.store.borrow_mut();
        let cube = store.literal(level, true);
        store.for_all(set, cube, budget)
    }

    // `when` : the first; elsewhere the second.
    fn where_else(&self, when: Set, then: Set, other: Set, budget: &mut Budget<'_>) -> Answer {
        if when == Set::ALL {
            return Ok(then);
        }
        let here = self.and(then, when, budget)?;
        let there = self.without(other, when, budget)?;
        self.or(here, there, budget)
    }

    // What must hold before `level := to` so that `set` holds after.
    fn assigned(&self, set: Set, level: u32, to: Set, budget: &mut Budget<'_>) -> Answer {
        let (on, off) = {
            let mut store = self.store.borrow_mut();
            let (yes, no) = (store.literal(level, true), store.literal(level, false));
            (
                store.and_exists(set, yes, yes, budget)?,
                store.and_exists(set, no, yes, budget)?,
            )
        };
        self.where_else(to, on, off, budget)
    }
}
