//! Sure steps: what can be had whatever the adversary chooses (language.md section 4, existence).

use fadu_norm::abstraction::{Owner, Program, Step, Var};

use crate::symbolic::budget::{Budget, OutOfBudget};
use crate::symbolic::build::SetStep;
use crate::symbolic::store::Set;
use crate::symbolic::{Sought, Space};

/// A step with who chooses its open values.
pub struct OwnedStep {
    step: SetStep,
    chosen: Set,
    suffered: Set,
}

impl Space {
    /// The step with who chooses its open values.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn owned(
        &self,
        step: &Step,
        program: &Program,
        owners: &[(Var, Owner)],
        budget: &mut Budget<'_>,
    ) -> Result<OwnedStep, OutOfBudget> {
        let chosen: Vec<u32> = owners
            .iter()
            .filter(|(_, o)| *o != Owner::Adversary)
            .map(|(v, _)| self.at(*v))
            .collect();
        let suffered: Vec<u32> = self
            .open
            .iter()
            .filter(|l| !chosen.contains(l))
            .copied()
            .collect();
        Ok(OwnedStep {
            step: self.step(step, program, &[], budget)?,
            chosen: self.cube(&chosen),
            suffered: self.cube(&suffered),
        })
    }

    /// States from which the step surely leads into `goal`, whatever the adversary chooses.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn surely(
        &self,
        step: &OwnedStep,
        goal: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        let set = self.surely_ops(goal, &step.step.all_after, budget)?;
        self.surely_before(step, set, budget)
    }

    /// States in which the moment of the step is surely had.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn surely_moment(
        &self,
        step: &OwnedStep,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        self.surely_before(step, Set::ALL, budget)
    }

    // Open values have no operation of their own: the office's are chosen, the others suffered.
    fn surely_before(
        &self,
        step: &OwnedStep,
        set: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        let set = self.surely_ops(set, &step.step.all_before, budget)?;
        let mut store = self.store.borrow_mut();
        let set = store.exists(set, step.chosen, budget)?;
        store.for_all(set, step.suffered, budget)
    }

    /// Takes over what is looked for, and looks for nothing from now on.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn take_bads(&mut self, budget: &mut Budget<'_>) -> Result<Vec<Set>, OutOfBudget> {
        if self.broken {
            return Err(OutOfBudget);
        }
        let taken = std::mem::take(&mut self.bads);
        taken
            .into_iter()
            .map(|sought| self.closed(sought.set, budget))
            .collect()
    }

    /// Looks for these states, after any act.
    pub fn look_for(&mut self, states: Set) {
        self.bads = vec![Sought {
            act: None,
            after: Vec::new(),
            set: states,
        }];
    }
}
