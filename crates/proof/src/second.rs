//! What the second algorithm says of an answer of the first.

use fadu_norm::abstraction::{Search, Vocabulary, program};

use crate::explore::{Limit, explore};
use crate::refine::Answer;

/// How far the explorer goes for one property: some hundredths of a second.
const LIMIT: Limit = Limit {
    states: 30_000,
    work: 200_000,
};

/// An opinion on an answer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Opinion {
    /// It could not finish, or there was nothing to compare.
    #[default]
    None,
    /// The same answer; where nothing is reached, over the same number of states.
    Agrees(u64),
    /// Another answer: why, in words.
    Differs(String),
}

/// Explores the program on which the answer rests.
pub fn opinion(vocabulary: &Vocabulary<'_>, searches: &[Search], answer: &Answer) -> Opinion {
    let (tracked, states, acts) = match answer {
        Answer::Never { states, tracked } => (tracked, *states, None),
        Answer::Found {
            states,
            tracked,
            acts,
            ..
        } => (tracked, *states, Some(*acts)),
        _ => return Opinion::None,
    };
    if states > LIMIT.states as u64 {
        return Opinion::None;
    }
    let built = program(vocabulary, tracked, searches);
    let Some(explored) = explore(&built.program, LIMIT) else {
        return Opinion::None;
    };
    // A history that was found need not be the shortest; then more states may have been seen.
    let agrees = match (explored.found, acts) {
        (None, None) => explored.states == states,
        (Some(fewest), Some(acts)) => fewest <= acts,
        _ => false,
    };
    if agrees {
        return Opinion::Agrees(explored.states);
    }
    let told = |states: u64, acts: Option<usize>| match acts {
        None => format!("{states} 个状态，到不了"),
        Some(acts) => format!("{states} 个状态，{acts} 个行为以后能到"),
    };
    Opinion::Differs(format!(
        "两种算法的结论不一样，不能算证明（符号算法：{}；逐个状态：{}）",
        told(states, acts),
        told(explored.states, explored.found)
    ))
}
