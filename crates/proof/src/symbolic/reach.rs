//! What a program reaches: layer by layer (for the shortest history), or step after step (to prove).

use std::ops::Range;

use fadu_norm::abstraction::Label;

use crate::symbolic::Space;
use crate::symbolic::budget::{Budget, OutOfBudget};
use crate::symbolic::build::SetStep;
use crate::symbolic::run::Forget;
use crate::symbolic::store::Set;

/// States that were first reached by one more act, by waiting, or by one step from what was reached before.
pub struct Ring {
    pub(super) set: Set,
    pub(super) sources: Range<usize>,
    /// The step that led there, where it is known.
    pub(super) step: Option<usize>,
    /// It was reached by what costs no act.
    pub(super) waited: bool,
}

/// What a search found.
pub struct Reached {
    /// Layers, in order.
    pub rings: Vec<Ring>,
    /// All states.
    pub all: Set,
    /// The first bad thing: which, the ring before it, the step.
    pub found: Option<Found>,
    /// Nodes that were there before the search.
    kept: usize,
}

/// A bad moment or state that is reached.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its number.
    pub bad: usize,
    pub(super) ring: usize,
    pub(super) step: usize,
}

pub(super) fn is_act(step: &SetStep) -> bool {
    matches!(step.label, Label::Act { .. })
}

impl Reached {
    fn push(&mut self, set: Set, sources: Range<usize>, step: Option<usize>) {
        self.rings.push(Ring {
            set,
            sources,
            step,
            waited: false,
        });
    }
}

impl Space {
    /// States from which nothing has been done.
    pub(super) fn start(&self, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        if self.broken {
            return Err(OutOfBudget);
        }
        let literals: Vec<(u32, bool)> =
            self.tracked.iter().map(|v| (self.at(*v), false)).collect();
        let nothing = self.store.borrow_mut().cube(&literals);
        let start = self.forward(nothing, &self.init, budget)?;
        self.closed(start, budget)
    }

    fn begin(&self, budget: &mut Budget<'_>) -> Result<Reached, OutOfBudget> {
        let start = self.start(budget)?;
        let mut reached = Reached {
            all: start,
            rings: Vec::new(),
            found: None,
            kept: self.store.borrow().size(),
        };
        reached.push(start, 0..0, None);
        Ok(reached)
    }

    // Memory of sets that nothing needs any more.
    fn tidy(&self, reached: &mut Reached, budget: &Budget<'_>, more: &mut [Set]) {
        if self.store.borrow().size() < budget.nodes / 2 {
            return;
        }
        let mut roots: Vec<&mut Set> = reached.rings.iter_mut().map(|r| &mut r.set).collect();
        roots.push(&mut reached.all);
        roots.extend(more.iter_mut());
        self.store.borrow_mut().collect(reached.kept, &mut roots);
    }

    /// Everything reachable, layer by layer; ends at the first bad thing when there is one.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn reach(&self, budget: &mut Budget<'_>) -> Result<Reached, OutOfBudget> {
        let mut reached = self.begin(budget)?;
        let mut layer = 0..1;
        loop {
            layer = self.wait(layer, &mut reached, budget)?;
            let sources = layer.clone();
            let mut next = Set::NONE;
            let states = self.union(&reached, &sources, budget)?;
            for (number, step) in self.steps.iter().enumerate().filter(|(_, s)| is_act(s)) {
                match self.take(step, states, budget)? {
                    Took::Bad(bad) => {
                        reached.found = Some(self.found(bad, number, &sources, &reached, budget)?);
                        return Ok(reached);
                    }
                    Took::To(after) => next = self.or(next, after, budget)?,
                }
            }
            let new = self.without(next, reached.all, budget)?;
            if new.is_empty() {
                return Ok(reached);
            }
            reached.all = self.or(reached.all, new, budget)?;
            let at = reached.rings.len();
            reached.push(new, sources, None);
            layer = at..at + 1;
            self.tidy(&mut reached, budget, &mut []);
        }
    }

    /// Everything reachable, each step taken from all that is reached so far: soon done, but a bad thing is
    /// not found by the shortest history.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn reach_soon(&self, budget: &mut Budget<'_>) -> Result<Reached, OutOfBudget> {
        let mut reached = self.begin(budget)?;
        let mut done: Vec<Set> = vec![Set::NONE; self.steps.len()];
        loop {
            let before = reached.all;
            for (number, step) in self.steps.iter().enumerate() {
                let states = reached.all;
                let Some(seen) = done.get_mut(number) else {
                    continue;
                };
                if *seen == states {
                    continue;
                }
                *seen = states;
                let after = match self.take(step, states, budget)? {
                    Took::Bad(bad) => {
                        let sources = 0..reached.rings.len();
                        reached.found = Some(self.found(bad, number, &sources, &reached, budget)?);
                        return Ok(reached);
                    }
                    Took::To(after) => after,
                };
                let new = self.without(after, reached.all, budget)?;
                if !new.is_empty() {
                    reached.all = self.or(reached.all, new, budget)?;
                    let sources = 0..reached.rings.len();
                    reached.push(new, sources, Some(number));
                }
            }
            if reached.all == before {
                return Ok(reached);
            }
            self.tidy(&mut reached, budget, &mut done);
        }
    }

    fn take(
        &self,
        step: &SetStep,
        states: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Took, OutOfBudget> {
        let moment = self.forward(states, &step.before, budget)?;
        if moment.is_empty() {
            return Ok(Took::To(Set::NONE));
        }
        if let Some(bad) = self.bad_at(step, moment, true, budget)? {
            return Ok(Took::Bad(bad));
        }
        let after = self.forward(moment, &step.after, budget)?;
        if let Some(bad) = self.bad_at(step, after, false, budget)? {
            return Ok(Took::Bad(bad));
        }
        self.closed(after, budget).map(Took::To)
    }

    // Waiting costs no act: closes a layer under it.
    fn wait(
        &self,
        layer: Range<usize>,
        reached: &mut Reached,
        budget: &mut Budget<'_>,
    ) -> Result<Range<usize>, OutOfBudget> {
        let mut at = layer.start;
        while at < reached.rings.len() {
            let Some(states) = reached.rings.get(at).map(|r| r.set) else {
                break;
            };
            let mut next = Set::NONE;
            for step in self.steps.iter().filter(|s| !is_act(s)) {
                let after = self.forward(states, &step.before, budget)?;
                let after = self.closed(after, budget)?;
                next = self.or(next, after, budget)?;
            }
            let new = self.without(next, reached.all, budget)?;
            if !new.is_empty() {
                reached.all = self.or(reached.all, new, budget)?;
                reached.push(new, at..at + 1, None);
                reached
                    .rings
                    .iter_mut()
                    .rev()
                    .take(1)
                    .for_each(|r| r.waited = true);
            }
            at += 1;
        }
        Ok(layer.start..reached.rings.len())
    }

    fn union(
        &self,
        reached: &Reached,
        rings: &Range<usize>,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        let each = reached.rings.get(rings.clone()).unwrap_or_default();
        each.iter()
            .try_fold(Set::NONE, |all, r| self.or(all, r.set, budget))
    }

    fn bad_at(
        &self,
        step: &SetStep,
        set: Set,
        moment: bool,
        budget: &mut Budget<'_>,
    ) -> Result<Option<usize>, OutOfBudget> {
        for (number, sought) in self.bads.iter().enumerate() {
            if sought.is_here(step.label, moment) && !self.and(sought.set, set, budget)?.is_empty()
            {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    // The earliest ring from which the bad thing is one step away.
    fn found(
        &self,
        bad: usize,
        step: usize,
        sources: &Range<usize>,
        reached: &Reached,
        budget: &mut Budget<'_>,
    ) -> Result<Found, OutOfBudget> {
        for ring in sources.clone() {
            let Some(states) = reached.rings.get(ring) else {
                continue;
            };
            if !self
                .bad_moments(bad, step, states.set, Forget::All, budget)?
                .is_empty()
            {
                return Ok(Found { bad, ring, step });
            }
        }
        Err(OutOfBudget)
    }

    pub(super) fn bad_moments(
        &self,
        bad: usize,
        step: usize,
        from: Set,
        forget: Forget,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        let (Some(step), Some(sought)) = (self.steps.get(step), self.bads.get(bad)) else {
            return Ok(Set::NONE);
        };
        let (before, after) = match forget {
            Forget::All => (&step.before, &step.after),
            Forget::Idle => (&step.all_before, &step.all_after),
        };
        let mut set = self.run(from, before, forget, budget)?;
        if sought.act.is_none() {
            set = self.run(set, after, forget, budget)?;
        }
        self.and(set, sought.set, budget)
    }
}

enum Took {
    Bad(usize),
    To(Set),
}
