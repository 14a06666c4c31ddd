//! From an abstract history to one that the engine accepts: dates by terms, persons by roles, values by
//! comparisons, the rest by search. Only what the engine replayed counts.

pub mod goal;
pub mod knobs;
pub mod plan;
pub mod search;
pub mod start;

pub use search::{Attempt, History, attempt};
