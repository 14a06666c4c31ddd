//! Cells as a person reads them.

use crate::model::{Cell, CompareOp};

/// A cell as the file writes it.
pub fn cell_text(cell: &Cell) -> String {
    let value = crate::engine::words::value_text;
    match cell {
        Cell::Any => "-".to_owned(),
        Cell::Compare(op, bound) => format!("{} {}", sign(*op), value(bound)),
        Cell::Range {
            low,
            low_closed,
            high,
            high_closed,
        } => {
            let (open, close) = (
                if *low_closed { '[' } else { '(' },
                if *high_closed { ']' } else { ')' },
            );
            format!("{open}{}, {}{close}", value(low), value(high))
        }
        Cell::Values(values) => values.iter().map(value).collect::<Vec<_>>().join("、"),
    }
}

fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Eq => "=",
        CompareOp::Ne => "≠",
        CompareOp::Lt => "<",
        CompareOp::Le => "≤",
        CompareOp::Gt => ">",
        CompareOp::Ge => "≥",
    }
}
