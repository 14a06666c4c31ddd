//! Tests of the pages: their words, their colours, their answers over a desk of fixed answers.

mod answers;
mod copy;
mod law_answers;
mod look;
mod office_answers;
pub mod stand_in;
mod stand_in_law;
mod stand_in_library;
mod stand_in_office;
mod stand_in_publicity;
mod style;
