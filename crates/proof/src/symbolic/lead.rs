//! Single steps: images, and whether a step leads from one state to another.

use fadu_norm::abstraction::Label;

use crate::symbolic::Space;
use crate::symbolic::budget::{Budget, OutOfBudget};
use crate::symbolic::reach::Found;
use crate::symbolic::store::Set;
use crate::symbolic::trace::Taken;

/// Acts and waits of a history.
pub(crate) type Cell = (usize, usize);

impl Space {
    /// The states that the program starts in.
    pub(crate) fn first(&self, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.start(budget)
    }

    /// States after one act, or after one wait.
    pub(crate) fn image(
        &self,
        states: Set,
        acts: bool,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        let mut next = Set::NONE;
        for step in self
            .steps
            .iter()
            .filter(|s| matches!(s.label, Label::Act { .. }) == acts)
        {
            let moment = self.forward(states, &step.before, budget)?;
            let after = self.forward(moment, &step.after, budget)?;
            let after = self.closed(after, budget)?;
            next = self.or(next, after, budget)?;
        }
        Ok(next)
    }

    /// If what is looked for can be had from this cell: the history there.
    pub(crate) fn goal_from(
        &self,
        at: Cell,
        cells: &[(Cell, Set)],
        budget: &mut Budget<'_>,
    ) -> Result<Option<Vec<Taken>>, OutOfBudget> {
        let cell = |at: Cell| cells.iter().find(|(c, _)| *c == at).map(|(_, s)| *s);
        let Some(states) = cell(at) else {
            return Ok(None);
        };
        for (number, step) in self.steps.iter().enumerate() {
            let Label::Act { act, .. } = step.label else {
                continue;
            };
            let Some(bad) = self.bads.iter().position(|b| b.act == Some(act)) else {
                continue;
            };
            let found = Found {
                bad,
                ring: 0,
                step: number,
            };
            let ready = self.before_bad(&found, states, budget)?;
            if ready.is_empty() {
                continue;
            }
            let mut state = self.pick(ready);
            let mut path: Vec<(usize, Set)> = vec![(number, Set::ALL)];
            let mut here = at;
            while here != (0, 0) {
                // Waits as early as can be.
                let sources = [
                    (here.0.wrapping_sub(1), here.1),
                    (here.0, here.1.wrapping_sub(1)),
                ];
                let Some((from, number, earlier)) =
                    self.step_between(&sources, &cell, state, budget)?
                else {
                    return Ok(None);
                };
                path.push((number, state));
                state = self.pick(earlier);
                here = from;
            }
            path.reverse();
            return self.forwards(state, path, &found, budget).map(Some);
        }
        Ok(None)
    }

    fn step_between(
        &self,
        sources: &[Cell],
        cell: &impl Fn(Cell) -> Option<Set>,
        state: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Option<(Cell, usize, Set)>, OutOfBudget> {
        for (waits, source) in sources.iter().enumerate().map(|(i, s)| (i == 1, *s)) {
            let Some(states) = cell(source) else { continue };
            for (number, step) in self.steps.iter().enumerate() {
                if matches!(step.label, Label::Act { .. }) == waits {
                    continue;
                }
                let set = self.into(number, state, budget)?;
                let set = self.and(set, states, budget)?;
                if !set.is_empty() {
                    return Ok(Some((source, number, set)));
                }
            }
        }
        Ok(None)
    }

    fn state_of(&self, bits: &[Option<bool>]) -> Set {
        let literal = |v: &fadu_norm::abstraction::Var| {
            Some((self.at(*v), bits.get(v.index()).copied().flatten()?))
        };
        let literals: Vec<(u32, bool)> = self.tracked.iter().filter_map(literal).collect();
        self.store.borrow_mut().cube(&literals)
    }

    /// Whether some step of this act leads from one state to another, each given by the bits known of it.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn act_leads(
        &self,
        act: fadu_norm::model::ActId,
        from: &[Option<bool>],
        to: &[Option<bool>],
        budget: &mut Budget<'_>,
    ) -> Result<bool, OutOfBudget> {
        let (from, to) = (self.state_of(from), self.state_of(to));
        let mut stays = true;
        for step in &self.steps {
            if matches!(step.label, Label::Act { act: of, .. } if of == act) {
                stays = false;
                let moment = self.forward(from, &step.before, budget)?;
                let after = self.forward(moment, &step.after, budget)?;
                if !self.and(after, to, budget)?.is_empty() {
                    return Ok(true);
                }
            }
        }
        // A step that writes nothing tracked is left out of the program.
        Ok(stays && !self.and(from, to, budget)?.is_empty())
    }

    /// Whether what costs no act, and then this act, leads from one state to another.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn act_leads_later(
        &self,
        act: fadu_norm::model::ActId,
        from: &[Option<bool>],
        to: &[Option<bool>],
        budget: &mut Budget<'_>,
    ) -> Result<bool, OutOfBudget> {
        let (mut all, to) = (self.state_of(from), self.state_of(to));
        loop {
            let image = self.image(all, false, budget)?;
            let next = self.or(all, image, budget)?;
            if next == all {
                break;
            }
            all = next;
        }
        let mut stays = true;
        for step in &self.steps {
            if matches!(step.label, Label::Act { act: of } if of == act) {
                stays = false;
                let moment = self.forward(all, &step.before, budget)?;
                let after = self.forward(moment, &step.after, budget)?;
                if !self.and(after, to, budget)?.is_empty() {
                    return Ok(true);
                }
            }
        }
        Ok(stays && !self.and(all, to, budget)?.is_empty())
    }

    /// Whether waiting leads from one state to another.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn waits_lead(
        &self,
        from: &[Option<bool>],
        to: &[Option<bool>],
        budget: &mut Budget<'_>,
    ) -> Result<bool, OutOfBudget> {
        let (mut all, to) = (self.state_of(from), self.state_of(to));
        loop {
            if !self.and(all, to, budget)?.is_empty() {
                return Ok(true);
            }
            let image = self.image(all, false, budget)?;
            let next = self.or(all, image, budget)?;
            if next == all {
                return Ok(false);
            }
            all = next;
        }
    }
}
