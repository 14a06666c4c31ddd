//! Arithmetic of a formula as sums of multiples, with the cases that `较小` and `较大` make.

use fadu_base::Number;
use fadu_table::{Condition, Linear, Relation, Var};
use fadu_term::{Term, Unit};
use num_traits::{CheckedAdd, CheckedMul};

use crate::model::CompareOp;
use crate::value::Value;

/// `sum of factor × variable + constant`.
#[derive(Clone, Debug)]
pub(crate) struct Sum {
    pub terms: Vec<(Var, Number)>,
    pub constant: Number,
}

/// A sum that holds where a condition does; the conditions of one formula cover everything.
pub(crate) type Piece = (Vec<Condition>, Sum);

/// More cases than this are not told apart.
pub(crate) const MOST: usize = 64;
/// Why: the numbers are too large to stay exact.
pub(crate) const TOO_LARGE: &str = "数字太大，不能精确计算";

impl Sum {
    pub fn constant(constant: Number) -> Sum {
        Sum {
            terms: Vec::new(),
            constant,
        }
    }

    pub fn variable(var: Var) -> Sum {
        Sum {
            terms: vec![(var, Number::from_integer(1))],
            constant: Number::default(),
        }
    }

    /// The value, when it has no variable.
    pub fn fixed(&self) -> Option<Number> {
        self.terms
            .iter()
            .all(|(_, factor)| *factor == Number::default())
            .then_some(self.constant)
    }

    pub fn times(&self, factor: &Number) -> Result<Sum, String> {
        let multiply = |n: &Number| n.checked_mul(factor).ok_or_else(|| TOO_LARGE.to_owned());
        Ok(Sum {
            terms: self
                .terms
                .iter()
                .map(|(v, n)| Ok((*v, multiply(n)?)))
                .collect::<Result<_, String>>()?,
            constant: multiply(&self.constant)?,
        })
    }

    pub fn plus(&self, other: &Sum) -> Result<Sum, String> {
        let mut terms = self.terms.clone();
        for (var, factor) in &other.terms {
            match terms.iter_mut().find(|(v, _)| v == var) {
                Some((_, slot)) => *slot = slot.checked_add(factor).ok_or(TOO_LARGE)?,
                None => terms.push((*var, *factor)),
            }
        }
        let constant = self
            .constant
            .checked_add(&other.constant)
            .ok_or(TOO_LARGE)?;
        Ok(Sum { terms, constant })
    }

    pub fn minus(&self, other: &Sum) -> Result<Sum, String> {
        self.plus(&other.times(&Number::from_integer(-1))?)
    }

    /// Whether it is whole wherever its variables are.
    pub fn is_whole(&self) -> bool {
        self.constant.is_integer() && self.terms.iter().all(|(_, n)| n.is_integer())
    }

    /// `self op other`
    pub fn compared(&self, op: CompareOp, other: &Sum) -> Result<Condition, String> {
        let Sum { terms, constant } = self.minus(other)?;
        Ok(Condition::Linear(Linear {
            terms,
            constant,
            relation: relation(op),
        }))
    }
}

fn relation(op: CompareOp) -> Relation {
    match op {
        CompareOp::Eq => Relation::Eq,
        CompareOp::Ne => Relation::Ne,
        CompareOp::Lt => Relation::Lt,
        CompareOp::Le => Relation::Le,
        CompareOp::Gt => Relation::Gt,
        CompareOp::Ge => Relation::Ge,
    }
}

/// The place of a constant on the axis of its kind: 分, days, 0 and 1.
pub(crate) fn place(value: &Value) -> Option<Number> {
    let whole = |n: i64| Number::from_integer(i128::from(n));
    match value {
        Value::Bool(b) => Some(whole(i64::from(*b))),
        Value::Number(n) => Some(*n),
        Value::Money(m) => Some(whole(m.0)),
        Value::Date(d) => Some(whole(i64::from(d.number()))),
        _ => None,
    }
}

/// The days of a term that is so many days on every start.
pub(crate) fn plain_days(term: &Term) -> Option<Number> {
    matches!(term.unit(), Unit::Day | Unit::CalendarDay)
        .then(|| Number::from_integer(i128::from(term.n())))
}
