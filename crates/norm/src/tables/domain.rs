//! The domain of an input: its type cut by the fact's `限` (statement `表`).
//!
//! Only what `限` says of the fact alone cuts, with parameters at their values in force. A part that
//! speaks of other facts leaves the domain as it is: larger than need be, so a proof stays a proof.

use std::sync::Arc;

use fadu_base::{Date, Money, Number};
use fadu_table::{Cell, Condition, Domain, Input, Linear, Output, Relation, Var};

use super::adapt;
use super::range::Lower;
use crate::model::{Expr, FactId, Model, Type};
use crate::value::Value;

/// A lower or upper end; true: included.
type End = Option<(Number, bool)>;

pub(crate) fn domain(model: &Model, fact: FactId) -> Domain {
    match &model.fact(fact).ty {
        _ if model.fact(fact).limit.is_none() => Domain::All,
        Type::Bool => of_truth(model, fact),
        Type::Choice { values, .. } => {
            let alone = Alone::new(model, fact);
            let forbidden = |v: &Arc<str>| {
                alone
                    .as_ref()
                    .is_some_and(|a| a.forbids(&Value::Choice(v.clone())))
            };
            Domain::Only(values.iter().filter(|v| !forbidden(v)).cloned().collect())
        }
        Type::Multi { values, .. } => {
            let never = never_held(model, fact);
            Domain::Only(
                values
                    .iter()
                    .filter(|v| !never.contains(*v))
                    .cloned()
                    .collect(),
            )
        }
        Type::Integer | Type::Number | Type::Money | Type::Date => between(model, fact),
        _ => Domain::All,
    }
}

/// What a fact's `限` says of the fact alone.
#[derive(Debug)]
pub struct Alone {
    parts: Vec<Condition>,
    input: Input,
    output: Output,
}

impl Alone {
    /// Of this fact; `None` without a `限`.
    pub fn new(model: &Model, fact: FactId) -> Option<Alone> {
        let limit = model.fact(fact).limit.as_ref()?;
        let mut lower = Lower::new(model, vec![fact], None);
        let parts = parts(limit)
            .into_iter()
            .filter_map(|p| alone(&mut lower, p))
            .collect();
        let input = adapt::input(model, fact, Domain::All);
        let output = Output {
            name: input.name.clone(),
            kind: input.kind.clone(),
        };
        Some(Alone {
            parts,
            input,
            output,
        })
    }

    /// Whether it rules the value out.
    pub fn forbids(&self, value: &Value) -> bool {
        let value = adapt::value(value);
        let (input, case) = (
            std::slice::from_ref(&self.input),
            std::slice::from_ref(&value),
        );
        self.parts
            .iter()
            .any(|c| c.holds(input, &self.output, case, &value) == Some(false))
    }
}

// The part as a condition, if it speaks of the fact alone.
fn alone(lower: &mut Lower<'_>, part: &Expr) -> Option<Condition> {
    let condition = lower.condition(part).ok();
    let other = 1 < lower.inputs.len();
    lower.inputs.truncate(1);
    condition.filter(|_| !other)
}

// Options that a part of the form `非 F 含任一 (…)` rules out.
fn never_held(model: &Model, fact: FactId) -> Vec<Arc<str>> {
    let mut lower = Lower::new(model, vec![fact], None);
    let mut never = Vec::new();
    for part in model.fact(fact).limit.iter().flat_map(parts) {
        let Some(Condition::Not(inner)) = alone(&mut lower, part) else {
            continue;
        };
        let Condition::Accepts {
            cell: Cell::OneOf(values),
            ..
        } = *inner
        else {
            continue;
        };
        never.extend(values.into_iter().filter_map(|v| match v {
            fadu_table::Value::Choice(option) => Some(option),
            _ => None,
        }));
    }
    never
}

fn parts(limit: &Expr) -> Vec<&Expr> {
    match limit {
        Expr::And(list) => list.iter().flat_map(parts).collect(),
        other => vec![other],
    }
}

fn of_truth(model: &Model, fact: FactId) -> Domain {
    let alone = Alone::new(model, fact);
    let may = |b: bool| !alone.as_ref().is_some_and(|a| a.forbids(&Value::Bool(b)));
    let only = |b: bool| Some((fadu_table::Value::Bool(b), true));
    match (may(false), may(true)) {
        (true, true) => Domain::All,
        (no, _) => Domain::Between {
            low: only(!no),
            high: only(!no),
        },
    }
}

fn between(model: &Model, fact: FactId) -> Domain {
    let Some(limit) = &model.fact(fact).limit else {
        return Domain::All;
    };
    let mut lower = Lower::new(model, vec![fact], None);
    let (mut low, mut high): (End, End) = (None, None);
    for part in parts(limit) {
        if let Some(Condition::Linear(linear)) = alone(&mut lower, part) {
            cut(&linear, &mut low, &mut high);
        }
    }
    let ty = &model.fact(fact).ty;
    let low = low.and_then(|end| value_at(ty, end, true));
    let high = high.and_then(|end| value_at(ty, end, false));
    if low.is_none() && high.is_none() {
        Domain::All
    } else {
        Domain::Between { low, high }
    }
}

// `factor × x + constant` compared with zero, as an end of x.
fn cut(linear: &Linear, low: &mut End, high: &mut End) {
    let [(Var::Input(0), factor)] = linear.terms.as_slice() else {
        return;
    };
    if *factor == Number::default() {
        return;
    }
    let (end, falls) = (-linear.constant / factor, *factor < Number::default());
    let (is_low, is_high, closed) = match linear.relation {
        Relation::Lt => (falls, !falls, false),
        Relation::Le => (falls, !falls, true),
        Relation::Gt => (!falls, falls, false),
        Relation::Ge => (!falls, falls, true),
        Relation::Eq => (true, true, true),
        Relation::Ne => (false, false, true),
    };
    if is_low && low.is_none_or(|(l, c)| l < end || (l == end && c)) {
        *low = Some((end, closed));
    }
    if is_high && high.is_none_or(|(h, c)| end < h || (h == end && c)) {
        *high = Some((end, closed));
    }
}

// Amounts and days are whole: an end between two of them, or an open one, is the next one inside.
fn value_at(
    ty: &Type,
    (end, closed): (Number, bool),
    low: bool,
) -> Option<(fadu_table::Value, bool)> {
    if *ty == Type::Number {
        return Some((fadu_table::Value::Number(end), closed));
    }
    let step = Number::from_integer(if low { 1 } else { -1 });
    let inside = if low { end.ceil() } else { end.floor() };
    let whole = if end.is_integer() && !closed {
        end + step
    } else {
        inside
    }
    .to_integer();
    let value = match ty {
        Type::Money => fadu_table::Value::Money(Money(i64::try_from(whole).ok()?)),
        Type::Date => fadu_table::Value::Date(Date::from_number(i32::try_from(whole).ok()?)?),
        _ => fadu_table::Value::Number(Number::from_integer(whole)),
    };
    Some((value, true))
}
