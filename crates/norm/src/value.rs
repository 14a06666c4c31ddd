//! Values of facts, parameters and fields.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use fadu_base::{Date, Money, Number};
use fadu_term::Term;

/// A value. Names of choices, persons, bodies and matters are plain texts.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Value {
    /// `是否`
    Bool(bool),
    /// `单选`
    Choice(Arc<str>),
    /// `多选`; compares as a set.
    Multi(BTreeSet<Arc<str>>),
    /// `整数`, `数`
    Number(Number),
    /// `金额`
    Money(Money),
    /// `日期`
    Date(Date),
    /// `期限`
    Term(Term),
    /// `文本`, `时刻`, `主体`, `人员`, `机构`, `事项`, `附件`
    Text(Arc<str>),
    /// `列 类型`
    List(Vec<Value>),
    /// `案件`: another case, as given.
    Case(Arc<crate::history::OtherCase>),
}

impl Value {
    /// The text, for values that are one.
    pub fn as_text(&self) -> Option<&Arc<str>> {
        match self {
            Value::Text(t) | Value::Choice(t) => Some(t),
            _ => None,
        }
    }
}

/// A number without useless digits: `3`, `12.5`, else a fraction `1/3`.
pub fn number_text(n: &Number) -> String {
    if n.is_integer() {
        return n.numer().to_string();
    }
    let (mut denominator, mut places) = (*n.denom(), 0_u32);
    while denominator % 10 == 0 || denominator % 2 == 0 || denominator % 5 == 0 {
        denominator /= if denominator % 10 == 0 {
            10
        } else if denominator % 2 == 0 {
            2
        } else {
            5
        };
        places += 1;
    }
    let scale = 10_i128.checked_pow(places);
    match scale.and_then(|s| n.numer().checked_mul(s).map(|v| (v / n.denom(), s))) {
        Some((scaled, scale)) if denominator == 1 => {
            let sign = if scaled < 0 { "-" } else { "" };
            let width = places as usize;
            let part = format!("{:0width$}", (scaled % scale).abs());
            format!(
                "{sign}{}.{}",
                (scaled / scale).abs(),
                part.trim_end_matches('0')
            )
        }
        _ => format!("{}/{}", n.numer(), n.denom()),
    }
}

impl fmt::Display for Value {
    /// The form of the JSON output and of texts: `是`, `50000.00元`, `2026-03-02`, `甲、乙`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(b) => f.write_str(if *b { "是" } else { "否" }),
            Value::Choice(t) | Value::Text(t) => f.write_str(t),
            Value::Multi(set) => {
                let parts: Vec<&str> = set.iter().map(|t| &**t).collect();
                f.write_str(&parts.join("、"))
            }
            Value::Number(n) => f.write_str(&number_text(n)),
            Value::Money(m) => fmt::Display::fmt(m, f),
            Value::Date(d) => fmt::Display::fmt(d, f),
            Value::Term(t) => fmt::Display::fmt(t, f),
            Value::List(items) => {
                let parts: Vec<String> = items.iter().map(ToString::to_string).collect();
                f.write_str(&parts.join("、"))
            }
            Value::Case(case) => f.write_str(&case.procedure),
        }
    }
}
