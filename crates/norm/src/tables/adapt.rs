//! Types, values and cells of the language as those of the table mechanics.

use std::sync::Arc;

use fadu_law::Citations;
use fadu_table as mechanics;

use crate::model::{Cell, CompareOp, FactId, Model, Row, Table, Type};
use crate::value::Value;

/// Why a table cannot be evaluated, in Chinese.
pub type Unfit = Vec<String>;

/// The kind of a type; types without order or options are only shown.
pub(crate) fn kind(ty: &Type) -> mechanics::Kind {
    match ty {
        Type::Bool => mechanics::Kind::Bool,
        Type::Choice { values, ordered } => mechanics::Kind::Choice {
            options: values.to_vec(),
            ordered: *ordered,
        },
        Type::Multi { values, .. } => mechanics::Kind::Choices {
            options: values.to_vec(),
        },
        Type::Integer => mechanics::Kind::Integer,
        Type::Number => mechanics::Kind::Number,
        Type::Money => mechanics::Kind::Money,
        Type::Date => mechanics::Kind::Date,
        _ => mechanics::Kind::Text,
    }
}

/// A value; those of other types as their text.
pub(crate) fn value(value: &Value) -> mechanics::Value {
    match value {
        Value::Bool(b) => mechanics::Value::Bool(*b),
        Value::Choice(t) => mechanics::Value::Choice(t.clone()),
        Value::Multi(set) => mechanics::Value::Choices(set.clone()),
        Value::Number(n) => mechanics::Value::Number(*n),
        Value::Money(m) => mechanics::Value::Money(*m),
        Value::Date(d) => mechanics::Value::Date(*d),
        other => mechanics::Value::Text(other.to_string().into()),
    }
}

/// In a cell of a multi-choice a name means: holds it.
pub(crate) fn cell_value(written: &Value) -> mechanics::Value {
    match written {
        Value::Multi(set) if set.len() == 1 => set.iter().next().map_or_else(
            || value(written),
            |one| mechanics::Value::Choice(one.clone()),
        ),
        other => value(other),
    }
}

pub(crate) fn op(op: CompareOp) -> mechanics::Op {
    match op {
        CompareOp::Eq => mechanics::Op::Eq,
        CompareOp::Ne => mechanics::Op::Ne,
        CompareOp::Lt => mechanics::Op::Lt,
        CompareOp::Le => mechanics::Op::Le,
        CompareOp::Gt => mechanics::Op::Gt,
        CompareOp::Ge => mechanics::Op::Ge,
    }
}

pub(crate) fn cell(cell: &Cell) -> mechanics::Cell {
    match cell {
        Cell::Any => mechanics::Cell::Any,
        Cell::Compare(by, bound) => mechanics::Cell::Compare(op(*by), cell_value(bound)),
        Cell::Range {
            low,
            low_closed,
            high,
            high_closed,
        } => mechanics::Cell::Range {
            low: (cell_value(low), *low_closed),
            high: (cell_value(high), *high_closed),
        },
        Cell::Values(values) => mechanics::Cell::OneOf(values.iter().map(cell_value).collect()),
    }
}

/// A row, with so many more cells that accept anything.
pub(crate) fn row(row: &Row, more: usize, cite: Option<&str>) -> mechanics::Row {
    let any = std::iter::repeat_n(mechanics::Cell::Any, more);
    mechanics::Row {
        cells: row.cells.iter().map(cell).chain(any).collect(),
        output: value(&row.output),
        cite: cite.map(str::to_owned),
    }
}

pub(crate) fn input(model: &Model, fact: FactId, domain: mechanics::Domain) -> mechanics::Input {
    let fact = model.fact(fact);
    mechanics::Input {
        name: fact.name.clone(),
        kind: kind(&fact.ty),
        domain,
    }
}

/// A table on these inputs (those of the table first), as `唯一`/`首中` and `单调` say.
///
/// # Errors
/// Cells and inputs that do not fit, in Chinese.
pub(crate) fn table(
    model: &Model,
    table: &Table,
    inputs: Vec<mechanics::Input>,
) -> Result<mechanics::Table, Vec<mechanics::TableError>> {
    let more = inputs.len().saturating_sub(table.inputs.len());
    let cite = cite_text(table);
    let output = model.fact(table.output);
    let direction = |up: bool| {
        if up {
            mechanics::Direction::Up
        } else {
            mechanics::Direction::Down
        }
    };
    let monotone: Vec<(Arc<str>, mechanics::Direction)> = table
        .monotone
        .iter()
        .map(|(fact, up)| (model.fact(*fact).name.clone(), direction(*up)))
        .collect();
    mechanics::Table::new(
        table.name.clone(),
        inputs,
        mechanics::Output {
            name: output.name.clone(),
            kind: kind(&output.ty),
        },
        table
            .rows
            .iter()
            .map(|r| row(r, more, cite.as_deref()))
            .collect(),
        if table.first_hit {
            mechanics::HitPolicy::First
        } else {
            mechanics::HitPolicy::Unique
        },
        &monotone,
    )
}

/// `据` as a text: a row stands where its table stands.
fn cite_text(table: &Table) -> Option<String> {
    (!table.cites.is_empty()).then(|| Citations(table.cites.clone()).to_string())
}

/// The table for evaluation: every value of the inputs' types, whatever `限` says.
///
/// # Errors
/// Cells and inputs that do not fit.
pub fn prepare(model: &Model, written: &Table) -> Result<Arc<mechanics::Table>, Unfit> {
    let inputs = written
        .inputs
        .iter()
        .map(|f| input(model, *f, mechanics::Domain::All))
        .collect();
    let made = table(model, written, inputs);
    made.map(Arc::new)
        .map_err(|errors| errors.iter().map(|e| quoted(&e.to_string())).collect())
}

/// How two values of a type stand in its order; `None` where it has none.
pub fn order(ty: &Type, a: &Value, b: &Value) -> Option<std::cmp::Ordering> {
    let kind = kind(ty);
    if !kind.is_ordered() {
        return None;
    }
    let place = |v: &Value| kind.place(&value(v)).ok();
    Some(place(a)?.cmp(&place(b)?))
}

/// A value as the proofs show it.
pub(crate) fn shown(written: &Value) -> String {
    value(written).to_string()
}

/// Names in the quotation marks that the messages of the language use.
pub(crate) fn quoted(text: &str) -> String {
    let mut open = false;
    let mark = |c: char| match c {
        '`' => {
            open = !open;
            if open { '“' } else { '”' }
        }
        other => other,
    };
    let marked: String = text.chars().map(mark).collect();
    marked.replace("” ", "”").replace(" “", "“")
}
