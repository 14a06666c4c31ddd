//! The history to what was found, read backward through what was reached.

use std::ops::Range;

use fadu_norm::abstraction::Label;

use crate::symbolic::Space;
use crate::symbolic::budget::{Budget, OutOfBudget};
use crate::symbolic::build::SetStep;
use crate::symbolic::reach::{Found, Reached, Ring, is_act};
use crate::symbolic::run::Forget;
use crate::symbolic::store::Set;

/// One step of a trace, with every variable's value at its end (for the last: at the bad moment).
#[derive(Clone, Debug)]
pub struct Taken {
    /// What was done.
    pub label: Label,
    /// Values by variable.
    pub values: Vec<bool>,
}

impl Space {
    /// The history to what was found; the shortest when it was searched layer by layer.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn trace(
        &self,
        reached: &Reached,
        found: &Found,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Taken>, OutOfBudget> {
        let Some(ring) = reached.rings.get(found.ring) else {
            return Err(OutOfBudget);
        };
        // States of the ring from which the bad moment can be had.
        let states = self.before_bad(found, ring.set, budget)?;
        let mut path: Vec<(usize, Set)> = vec![(found.step, Set::ALL)];
        let mut state = self.pick(states);
        let mut at = found.ring;
        while let Some(ring) = reached.rings.get(at).filter(|r| !r.sources.is_empty()) {
            let (source, number, earlier) = match ring.step {
                Some(step) => self.source(reached, ring.sources.clone(), step, state, budget)?,
                None => self.step_back(reached, ring, state, budget)?,
            };
            path.push((number, state));
            state = self.pick(earlier);
            at = source;
        }
        path.reverse();
        self.forwards(state, path, found, budget)
    }

    pub(super) fn before_bad(
        &self,
        found: &Found,
        states: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        let (Some(step), Some(sought)) = (self.steps.get(found.step), self.bads.get(found.bad))
        else {
            return Err(OutOfBudget);
        };
        let mut set = sought.set;
        if sought.act.is_none() {
            set = self.backward(set, &step.after, budget)?;
        }
        let set = self.backward(set, &step.before, budget)?;
        let set = self.closed(set, budget)?;
        self.and(set, states, budget)
    }

    // States from which this step leads to one of these.
    pub(super) fn into(
        &self,
        number: usize,
        state: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        let Some(step) = self.steps.get(number) else {
            return Ok(Set::NONE);
        };
        let set = self.backward(state, &step.after, budget)?;
        let set = self.backward(set, &step.before, budget)?;
        self.closed(set, budget)
    }

    fn source(
        &self,
        reached: &Reached,
        sources: Range<usize>,
        number: usize,
        state: Set,
        budget: &mut Budget<'_>,
    ) -> Result<(usize, usize, Set), OutOfBudget> {
        let before = self.into(number, state, budget)?;
        for source in sources {
            let Some(ring) = reached.rings.get(source) else {
                continue;
            };
            let set = self.and(before, ring.set, budget)?;
            if !set.is_empty() {
                return Ok((source, number, set));
            }
        }
        Err(OutOfBudget)
    }

    fn step_back(
        &self,
        reached: &Reached,
        to: &Ring,
        state: Set,
        budget: &mut Budget<'_>,
    ) -> Result<(usize, usize, Set), OutOfBudget> {
        for source in to.sources.clone() {
            let Some(ring) = reached.rings.get(source) else {
                continue;
            };
            let led = |(_, step): &(usize, &SetStep)| is_act(step) != to.waited;
            for (number, _) in self.steps.iter().enumerate().filter(led) {
                let set = self.into(number, state, budget)?;
                let set = self.and(set, ring.set, budget)?;
                if !set.is_empty() {
                    return Ok((source, number, set));
                }
            }
        }
        Err(OutOfBudget)
    }

    // One state of a set, as a set.
    pub(super) fn pick(&self, set: Set) -> Set {
        let Some(trues) = self.store.borrow().first(set) else {
            return set;
        };
        let literals: Vec<(u32, bool)> = self
            .tracked
            .iter()
            .map(|v| (self.at(*v), trues.binary_search(&self.at(*v)).is_ok()))
            .collect();
        self.store.borrow_mut().cube(&literals)
    }

    pub(super) fn forwards(
        &self,
        start: Set,
        path: Vec<(usize, Set)>,
        found: &Found,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Taken>, OutOfBudget> {
        let mut state = start;
        let mut trace = Vec::new();
        let length = path.len();
        for (i, (number, goal)) in path.into_iter().enumerate() {
            let Some(step) = self.steps.get(number) else {
                return Err(OutOfBudget);
            };
            let set = if i + 1 == length {
                self.bad_moments(found.bad, number, state, Forget::Idle, budget)?
            } else {
                let moment = self.run(state, &step.all_before, Forget::Idle, budget)?;
                let after = self.run(moment, &step.all_after, Forget::Idle, budget)?;
                self.and(after, goal, budget)?
            };
            let Some(values) = self.example(set) else {
                return Err(OutOfBudget);
            };
            trace.push(Taken {
                label: step.label,
                values,
            });
            state = goal;
        }
        Ok(trace)
    }

    /// The values of a state of the set.
    pub fn example(&self, set: Set) -> Option<Vec<bool>> {
        let trues = self.store.borrow().first(set)?;
        let value = |level: &u32| trues.binary_search(level).is_ok();
        Some(self.place.iter().map(value).collect())
    }
}
