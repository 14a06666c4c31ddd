//! Decision tables of a model on values of the language; the mechanics are in `fadu-table`.

use crate::model::{Model, Table};
use crate::value::Value;

/// The output of the first row that accepts the inputs; `None`: no row.
pub fn evaluate(_table: &Table, _model: &Model, _inputs: &[Value]) -> Option<Value> {
    None
}
