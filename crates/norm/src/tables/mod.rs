//! Decision tables of a model: one mechanics (`fadu_table`) for the engine, the proofs and the command line.
//!
//! A model keeps each table prepared for evaluation (`model::Table::prepared`); proofs build their
//! own, with the domains that `限` leaves and the facts that only `幅度` reads.

mod adapt;
mod case;
mod domain;
mod linear;
mod prove;
mod range;
mod words;

use fadu_table::Answer;

use crate::model::{FactId, Table};
use crate::value::Value;

pub(crate) use adapt::shown;
pub use adapt::{Unfit, order, prepare};
pub use case::{CaseFacts, explain, in_force};
pub(crate) use domain::Alone;
pub use fadu_table::{CellTrace, Explained, RowTrace};
pub use prove::prove;
pub use words::cell_text;

/// The row that a table found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hit<'t> {
    /// Its place, from 0.
    pub row: usize,
    /// What it puts out.
    pub output: &'t Value,
}

/// What a table says to a case.
#[derive(Clone, PartialEq, Debug)]
pub enum Found<'t> {
    /// This row.
    Row(Hit<'t>),
    /// No row: the output is unknown.
    NoRow,
    /// It depends on these inputs, which have no value.
    Missing(Vec<FactId>),
    /// `唯一` and several rows, from 0: the table is wrong and gives nothing.
    Ambiguous(Vec<usize>),
}

/// The row for the inputs, one a column of `table.inputs`. An input without a value matters only
/// where rows that are still open ask for it.
pub fn find<'t>(table: &'t Table, inputs: &[Option<Value>]) -> Found<'t> {
    let values: Vec<Option<fadu_table::Value>> = inputs
        .iter()
        .map(|v| v.as_ref().map(adapt::value))
        .collect();
    let facts: Vec<Option<&fadu_table::Value>> = values.iter().map(Option::as_ref).collect();
    let Some(prepared) = &table.prepared else {
        return Found::NoRow;
    };
    match prepared.evaluate(&facts) {
        Ok(Answer::Row(hit)) => row(table, hit.row),
        Ok(Answer::Unknown { missing }) => Found::Missing(
            missing
                .iter()
                .filter_map(|i| table.inputs.get(*i).copied())
                .collect(),
        ),
        Ok(Answer::Ambiguous { rows }) => Found::Ambiguous(rows),
        // A value that fits no input meets no row.
        Ok(Answer::NoRow) | Err(_) => Found::NoRow,
    }
}

fn row(table: &Table, row: usize) -> Found<'_> {
    table.rows.get(row).map_or(Found::NoRow, |found| {
        Found::Row(Hit {
            row,
            output: &found.output,
        })
    })
}

/// The output for the inputs; `None`: unknown.
pub fn evaluate(table: &Table, inputs: &[Option<Value>]) -> Option<Value> {
    match find(table, inputs) {
        Found::Row(hit) => Some(hit.output.clone()),
        _ => None,
    }
}
