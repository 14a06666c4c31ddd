//! Decision tables on plain values and intervals: evaluation with a trace, and proofs
//! (language.md, statement `表` and the end of section 4).
//!
//! Knows nothing of norms, facts or law: whoever has a table as text turns it into a [`Table`].
//!
//! # How the proofs work
//! Each input becomes one axis (a multi-choice: one yes/no axis for each option), cut at the ends of
//! all cells, so that every row accepts or refuses a whole piece between two cuts. A row is then a
//! few boxes of whole numbers and every question is exact arithmetic on boxes:
//! - *unambiguous*: no two rows' boxes meet (divide and conquer along the axes);
//! - *total*: where no boxes meet, their volumes add up to the volume of the domain, else the
//!   missing volume is followed down to one case; where they may meet, a box is taken apart;
//! - `首中`: each row keeps what the rows before it leave; one with nothing left is dead;
//! - *monotone*: no two boxes that meet on all other inputs have their outputs in the wrong order;
//! - *range* (`幅度`): a [`Condition`] of linear comparisons over inputs and output; its denial is
//!   looked for in every box, at the ends where a linear form is least or greatest;
//! - *superior* (`上级`): no case where both tables have a row and ours is the lighter one.
//!
//! All work is counted. What would need more than the given [`Limits`] is [`Finding::NotDecided`]:
//! never a wrong answer. Each failure comes with one case as plain values.
//!
//! # Conventions for the caller
//! - A fact that only `幅度` reads is given as an input with [`Cell::Any`] in every row.
//! - "Graver" is "greater" in the order of the output: numbers, money, dates, an ordered choice.
//!   Standards with a low and a high end are two tables (`下限`, `上限`).
//! - A multi-choice cell accepts a case that holds any of its values.
//! - A value outside the domain of its input meets no row.

mod axis;
mod boxes;
mod budget;
mod check;
mod condition;
mod evaluate;
mod index;
mod report;
mod space;
mod table;
mod value;

pub use budget::Limits;
pub use condition::{Condition, Linear, Relation, Var};
pub use evaluate::{Answer, CellTrace, Explained, Hit, RowTrace};
pub use report::{Case, Failure, Finding, Report};
pub use table::{Cell, Direction, Domain, HitPolicy, Input, Op, Output, Row, Table, TableError};
pub use value::{Kind, Value, ValueError};
