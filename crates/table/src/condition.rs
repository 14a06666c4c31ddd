//! What every row must keep (`幅度`): linear comparisons over inputs and output, joined by and, or, not.

use fadu_base::Number;
use num_traits::{CheckedAdd, CheckedMul};

use crate::table::{Cell, Input, Op, Output};
use crate::value::{Kind, Value};

/// A condition on a case and the output that the table gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Condition {
    /// The input, by its index, is one that this cell accepts.
    Accepts { input: usize, cell: Cell },
    /// A comparison.
    Linear(Linear),
    /// All of them.
    And(Vec<Condition>),
    /// At least one of them.
    Or(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
}

/// `sum of coefficient × variable + constant` compared with zero. Money counts in 分, dates in
/// days since 1970-01-01, an option by its index, 是 as 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Linear {
    /// The variables with their coefficients.
    pub terms: Vec<(Var, Number)>,
    /// What is added.
    pub constant: Number,
    /// How the sum is compared with zero.
    pub relation: Relation,
}

/// Of what a comparison speaks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Var {
    /// The input of this index; not a multi-choice.
    Input(usize),
    /// What the row gives.
    Output,
}

/// Compared with zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
}

impl Relation {
    /// Whether a sum keeps it.
    pub fn holds(self, sum: &Number) -> bool {
        let zero = Number::default();
        match self {
            Relation::Lt => *sum < zero,
            Relation::Le => *sum <= zero,
            Relation::Gt => zero < *sum,
            Relation::Ge => zero <= *sum,
            Relation::Eq => *sum == zero,
            Relation::Ne => *sum != zero,
        }
    }

    fn denied(self) -> Relation {
        match self {
            Relation::Lt => Relation::Ge,
            Relation::Le => Relation::Gt,
            Relation::Gt => Relation::Le,
            Relation::Ge => Relation::Lt,
            Relation::Eq => Relation::Ne,
            Relation::Ne => Relation::Eq,
        }
    }
}

impl Linear {
    /// `left relation right` between two sums without relation of their own.
    pub fn compare(
        left: (Vec<(Var, Number)>, Number),
        relation: Relation,
        right: (Vec<(Var, Number)>, Number),
    ) -> Linear {
        let mut terms = left.0;
        terms.extend(right.0.into_iter().map(|(var, n)| (var, -n)));
        Linear {
            terms,
            constant: left.1 - right.1,
            relation,
        }
    }

    /// The sum for a case; `None` when it is not exact or speaks of what has no number.
    pub(crate) fn sum(&self, number: impl Fn(Var) -> Option<Number>) -> Option<Number> {
        self.terms
            .iter()
            .try_fold(self.constant, |sum, (var, factor)| {
                sum.checked_add(&factor.checked_mul(&number(*var)?)?)
            })
    }
}

/// A part of a conjunction.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    Cell {
        input: usize,
        cell: Cell,
        accepts: bool,
    },
    Linear(Linear),
}

/// More conjunctions than this are not looked through.
const MOST: usize = 4096;

impl Condition {
    /// Whether a case with its output keeps the condition; `None` when that cannot be said exactly.
    pub fn holds(
        &self,
        inputs: &[Input],
        output: &Output,
        case: &[Value],
        result: &Value,
    ) -> Option<bool> {
        match self {
            Condition::Accepts { input, cell } => Some(cell_accepts(
                cell,
                &inputs.get(*input)?.kind,
                case.get(*input)?,
            )),
            Condition::Linear(linear) => {
                let number = |var| match var {
                    Var::Input(i) => inputs.get(i)?.kind.place(case.get(i)?).ok(),
                    Var::Output => output.kind.place(result).ok(),
                };
                Some(linear.relation.holds(&linear.sum(number)?))
            }
            Condition::And(all) => {
                let parts: Option<Vec<bool>> = all
                    .iter()
                    .map(|c| c.holds(inputs, output, case, result))
                    .collect();
                parts.map(|parts| parts.into_iter().all(|b| b))
            }
            Condition::Or(any) => {
                let parts: Option<Vec<bool>> = any
                    .iter()
                    .map(|c| c.holds(inputs, output, case, result))
                    .collect();
                parts.map(|parts| parts.into_iter().any(|b| b))
            }
            Condition::Not(inner) => inner.holds(inputs, output, case, result).map(|b| !b),
        }
    }

    /// The ways to break the condition, each a list of literals that hold together.
    pub(crate) fn breaches(&self) -> Option<Vec<Vec<Literal>>> {
        self.ways(false)
    }

    fn ways(&self, wanted: bool) -> Option<Vec<Vec<Literal>>> {
        match self {
            Condition::Not(inner) => inner.ways(!wanted),
            Condition::Accepts { input, cell } => Some(vec![vec![Literal::Cell {
                input: *input,
                cell: cell.clone(),
                accepts: wanted,
            }]]),
            Condition::Linear(linear) => {
                let relation = if wanted {
                    linear.relation
                } else {
                    linear.relation.denied()
                };
                Some(linear_ways(linear, relation))
            }
            Condition::And(parts) if wanted => all_of(parts, wanted),
            Condition::Or(parts) if !wanted => all_of(parts, wanted),
            Condition::And(parts) | Condition::Or(parts) => {
                let ways: Option<Vec<_>> = parts.iter().map(|part| part.ways(wanted)).collect();
                ways.map(|ways| ways.concat())
                    .filter(|ways| ways.len() <= MOST)
            }
        }
    }
}

/// `≠` is less or more; `=` is both not more and not less.
fn linear_ways(linear: &Linear, relation: Relation) -> Vec<Vec<Literal>> {
    let with = |relation| {
        Literal::Linear(Linear {
            relation,
            ..linear.clone()
        })
    };
    match relation {
        Relation::Ne => vec![vec![with(Relation::Lt)], vec![with(Relation::Gt)]],
        Relation::Eq => vec![vec![with(Relation::Le), with(Relation::Ge)]],
        other => vec![vec![with(other)]],
    }
}

fn all_of(parts: &[Condition], wanted: bool) -> Option<Vec<Vec<Literal>>> {
    let mut ways: Vec<Vec<Literal>> = vec![Vec::new()];
    for part in parts {
        let more = part.ways(wanted)?;
        if ways.len().saturating_mul(more.len()) > MOST {
            return None;
        }
        let with = |way: &Vec<Literal>| -> Vec<Vec<Literal>> {
            more.iter()
                .map(|m| way.iter().chain(m).cloned().collect())
                .collect()
        };
        ways = ways.iter().flat_map(with).collect();
    }
    Some(ways)
}

/// Whether a cell accepts a value, straight from its meaning.
pub(crate) fn cell_accepts(cell: &Cell, kind: &Kind, value: &Value) -> bool {
    let equals = |wanted: &Value| match (wanted, value) {
        (Value::Choice(option), Value::Choices(set)) => set.contains(option),
        _ => wanted == value,
    };
    let order = |other: &Value| Some(kind.place(value).ok()?.cmp(&kind.place(other).ok()?));
    match cell {
        Cell::Any => true,
        Cell::OneOf(values) => values.iter().any(equals),
        Cell::Compare(Op::Eq, wanted) => equals(wanted),
        Cell::Compare(Op::Ne, wanted) => !equals(wanted),
        Cell::Compare(Op::Lt, end) => order(end).is_some_and(|o| o.is_lt()),
        Cell::Compare(Op::Le, end) => order(end).is_some_and(|o| o.is_le()),
        Cell::Compare(Op::Gt, end) => order(end).is_some_and(|o| o.is_gt()),
        Cell::Compare(Op::Ge, end) => order(end).is_some_and(|o| o.is_ge()),
        Cell::Range {
            low: (low, with_low),
            high: (high, with_high),
        } => {
            order(low).is_some_and(|o| o.is_gt() || (*with_low && o.is_eq()))
                && order(high).is_some_and(|o| o.is_lt() || (*with_high && o.is_eq()))
        }
    }
}
