//! A procedure as a boolean program (language.md section 4, "Abstraction").
//!
//! Every step that the engine takes is a step of the program; the program may take more. It is made
//! for one question at a time and keeps only the quantities that were asked for (`tracked`): every
//! other value is open at every step. So the first question is small, and whoever searches asks for
//! more where an answer rests on an open value.

mod build;
mod concrete;
mod effects;
mod effects_reads;
mod formula;
mod program;
mod quantity;
mod steps;
mod touch;
mod undone;
mod valuation;
mod vocabulary;

pub use build::{Built, Search, Want, program, program_with};
pub use concrete::moment;
pub use formula::{InputKey, Truth, code};
pub use program::{Bad, Bool, Cause, Label, Meaning, Op, Owner, Program, Step, Var, VarInfo};
pub use quantity::{Place, Quantity};
pub use valuation::bit_of;
pub use vocabulary::{Classes, Pair, Subject, Vocabulary, never_later, term_of};
