//! Breadth first through all states, layer by layer; waiting costs no act.

use super::Limit;
use super::bits::{Bits, Seen};
use super::paths::Places;
use super::rules::{Group, Piece, Rules};

/// States by the number of acts to them, and what was found.
pub(super) struct Layers {
    /// How many states are first reached by so many acts.
    pub(super) counts: Vec<u64>,
    /// What was looked for is had by the next act after the last of these layers.
    pub(super) bad: Option<usize>,
}

/// What can be applied to a state.
pub(super) trait Steps<const W: usize> {
    /// Applies all waits.
    fn waits(&self, state: Bits<W>, each: impl FnMut(Bits<W>)) -> Option<u64>;
    /// Applies all acts.
    fn acts(
        &self,
        state: Bits<W>,
        alarm: &mut Option<usize>,
        each: impl FnMut(Bits<W>),
    ) -> Option<u64>;
}

impl<const W: usize> Steps<W> for Rules<'_, W> {
    fn waits(&self, state: Bits<W>, each: impl FnMut(Bits<W>)) -> Option<u64> {
        all(&self.places, &self.waits, state, &mut None, each)
    }

    fn acts(
        &self,
        state: Bits<W>,
        alarm: &mut Option<usize>,
        each: impl FnMut(Bits<W>),
    ) -> Option<u64> {
        all(&self.places, &self.acts, state, alarm, each)
    }
}

#[inline(always)]
fn all<const W: usize>(
    places: &Places,
    pieces: &[Piece<'_, W>],
    state: Bits<W>,
    alarm: &mut Option<usize>,
    mut each: impl FnMut(Bits<W>),
) -> Option<u64> {
    let mut work = 0;
    for piece in pieces {
        work += piece.apply(places, state, alarm, &mut each)?;
    }
    Some(work)
}

/// Rules without walked steps.
pub(super) struct Tables<const W: usize> {
    pub(super) waits: Vec<Group<W>>,
    pub(super) acts: Vec<Group<W>>,
}

impl<const W: usize> Steps<W> for Tables<W> {
    #[inline(always)]
    fn waits(&self, state: Bits<W>, mut each: impl FnMut(Bits<W>)) -> Option<u64> {
        let groups = self.waits.iter();
        Some(groups.map(|g| g.apply(state, &mut None, &mut each)).sum())
    }

    #[inline(always)]
    fn acts(
        &self,
        state: Bits<W>,
        alarm: &mut Option<usize>,
        mut each: impl FnMut(Bits<W>),
    ) -> Option<u64> {
        let groups = self.acts.iter();
        Some(groups.map(|g| g.apply(state, alarm, &mut each)).sum())
    }
}

/// States in the order in which they were reached, and the memory of them.
pub(super) struct Search<const W: usize> {
    seen: Seen<W>,
    order: Vec<Bits<W>>,
}

impl<const W: usize> Search<W> {
    pub(super) fn new() -> Search<W> {
        Search {
            seen: Seen::new(),
            order: Vec::new(),
        }
    }

    /// From these states on; `None`: the limit was passed.
    pub(super) fn run(
        &mut self,
        steps: &impl Steps<W>,
        starts: &[Bits<W>],
        limit: &mut Limit,
    ) -> Option<Layers> {
        self.seen.clear();
        self.order.clear();
        for state in starts {
            if self.seen.insert(*state) {
                self.order.push(*state);
            }
        }
        let mut layers = Layers {
            counts: Vec::new(),
            bad: None,
        };
        let mut from = 0;
        while from < self.order.len() {
            self.wait(steps, from, limit)?;
            let to = self.order.len();
            layers.counts.push((to - from) as u64);
            layers.bad = self.layer(steps, from, to, limit)?;
            if layers.bad.is_some() {
                break;
            }
            from = to;
        }
        Some(layers)
    }

    fn wait(&mut self, steps: &impl Steps<W>, from: usize, limit: &mut Limit) -> Option<()> {
        let mut at = from;
        let (seen, order) = (&mut self.seen, &mut self.order);
        while let Some(state) = order.get(at).copied() {
            let add = |next| {
                if seen.insert(next) {
                    order.push(next);
                }
            };
            let work = steps.waits(state, add)?;
            limit.spend(work, order.len())?;
            at += 1;
        }
        Some(())
    }

    fn layer(
        &mut self,
        steps: &impl Steps<W>,
        from: usize,
        to: usize,
        limit: &mut Limit,
    ) -> Option<Option<usize>> {
        let mut alarm = None;
        let (seen, order) = (&mut self.seen, &mut self.order);
        for at in from..to {
            let state = order.get(at).copied()?;
            let add = |next| {
                if seen.insert(next) {
                    order.push(next);
                }
            };
            let work = steps.acts(state, &mut alarm, add)?;
            limit.spend(work, order.len())?;
        }
        Some(alarm)
    }
}
