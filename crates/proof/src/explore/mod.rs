//! The second algorithm (performance.md section 2.4): the same program, state by state, without diagrams.
//!
//! It shares nothing with `symbolic` but the program. Where it can finish it finds the same number of
//! states, the same answer and the same length of the shortest history.

mod bits;
mod paths;
mod rules;
mod search;
mod valuations;

use fadu_norm::abstraction::Program;

use bits::Bits;
use rules::Rules;
use search::Search;

/// How far to go: the same on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Most states of one search.
    pub states: usize,
    /// Rules that may be tried, all together.
    pub work: u64,
}

impl Limit {
    #[inline(always)]
    fn spend(&mut self, work: u64, states: usize) -> Option<()> {
        self.work = self.work.saturating_sub(work);
        (self.work > 0 && states <= self.states).then_some(())
    }
}

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Explored {
    /// How many states; where something was found, those reached by fewer acts than it takes.
    pub states: u64,
    /// With how many acts the first thing that was looked for is had.
    pub found: Option<usize>,
    /// How many states were visited: fewer where valuations of facts make no difference.
    pub visited: u64,
}

/// Explores a program; `None`: it is too big.
pub fn explore(program: &Program, limit: Limit) -> Option<Explored> {
    let tracked = program.vars.iter().filter(|v| v.tracked).count();
    if tracked <= Bits::<1>::ROOM {
        wide::<1>(program, limit)
    } else if tracked <= Bits::<2>::ROOM {
        wide::<2>(program, limit)
    } else {
        wide::<4>(program, limit)
    }
}

fn wide<const W: usize>(program: &Program, mut limit: Limit) -> Option<Explored> {
    let rules = Rules::<W>::new(program)?;
    if let Some(split) = valuations::split(&rules) {
        return valuations::run(&rules, &split, &mut limit);
    }
    let mut search = Search::new();
    let layers = search.run(&rules, &rules.starts, &mut limit)?;
    let states = layers.counts.iter().sum();
    Some(Explored {
        states,
        found: layers.bad.map(|_| layers.counts.len()),
        visited: states,
    })
}
