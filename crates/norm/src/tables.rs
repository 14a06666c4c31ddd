//! Decision tables of a model on values of the language.

use std::sync::Arc;

use crate::model::{Cell, CompareOp, FactId, Model, Table, Type};
use crate::value::Value;

/// The row that a table found.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hit<'t> {
    /// Its place, from 0.
    pub row: usize,
    /// What it puts out.
    pub output: &'t Value,
}

/// The first row that accepts the inputs (one a column of `table.inputs`); `None`: no row.
pub fn find<'t>(table: &'t Table, model: &Model, inputs: &[Value]) -> Option<Hit<'t>> {
    let accepts = |cells: &[Cell]| {
        table.inputs.iter().zip(cells).zip(inputs).all(|((fact, cell), value)| accepts(model, *fact, cell, value))
    };
    let place = table.rows.iter().position(|row| accepts(&row.cells))?;
    table.rows.get(place).map(|row| Hit { row: place, output: &row.output })
}

/// The output for the inputs; `None`: no row.
pub fn evaluate(table: &Table, model: &Model, inputs: &[Value]) -> Option<Value> {
    find(table, model, inputs).map(|hit| hit.output.clone())
}

/// Whether a cell accepts a value.
pub fn accepts(model: &Model, fact: FactId, cell: &Cell, value: &Value) -> bool {
    let order = match &model.fact(fact).ty {
        Type::Choice { values, ordered: true } => Some(&**values),
        _ => None,
    };
    let less = |a: &Value, b: &Value| precedes(a, b, order);
    match cell {
        Cell::Any => true,
        Cell::Compare(op, bound) => match op {
            CompareOp::Eq => value == bound,
            CompareOp::Ne => value != bound,
            CompareOp::Lt => less(value, bound),
            CompareOp::Le => !less(bound, value),
            CompareOp::Gt => less(bound, value),
            CompareOp::Ge => !less(value, bound),
        },
        Cell::Range { low, low_closed, high, high_closed } => {
            let above = if *low_closed { !less(value, low) } else { less(low, value) };
            let below = if *high_closed { !less(high, value) } else { less(value, high) };
            above && below
        }
        Cell::Values(values) => values.contains(value),
    }
}

fn precedes(a: &Value, b: &Value, order: Option<&[Arc<str>]>) -> bool {
    match (order, a.as_text(), b.as_text()) {
        (Some(order), Some(a), Some(b)) => {
            let rank = |t: &Arc<str>| order.iter().position(|v| v == t);
            rank(a) < rank(b)
        }
        _ => a < b,
    }
}
