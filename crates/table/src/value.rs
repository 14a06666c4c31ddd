//! Plain values of a table and their kinds.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use fadu_base::{Date, Money, Number};
use serde::Serialize;
use serde::ser::SerializeSeq;

/// What an input or an output holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `是否`; 否 comes before 是.
    Bool,
    /// `单选`; with `序`, ascending as written.
    Choice {
        options: Vec<Arc<str>>,
        ordered: bool,
    },
    /// `多选`.
    Choices { options: Vec<Arc<str>> },
    /// `整数`.
    Integer,
    /// `数`.
    Number,
    /// `金额`, in whole 分.
    Money,
    /// `日期`.
    Date,
    /// Anything that is only shown: outputs of other types.
    Text,
}

/// A value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Value {
    /// `是` / `否`.
    Bool(bool),
    /// One option.
    Choice(Arc<str>),
    /// Some options.
    Choices(BTreeSet<Arc<str>>),
    /// A whole or other number.
    Number(Number),
    /// An amount.
    Money(Money),
    /// A day.
    Date(Date),
    /// A text that is only shown.
    Text(Arc<str>),
}

/// A value that does not fit its kind.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ValueError {
    /// Another type.
    #[error("`{value}` 不是{kind}")]
    Kind { value: String, kind: &'static str },
    /// No option of that name.
    #[error("没有 `{value}` 这个选项，只有 {options}")]
    Option { value: String, options: String },
    /// Numbers beyond this are no amounts of law, and would not be exact.
    #[error("`{0}` 太大，不能精确计算")]
    Size(String),
}

/// Numerators and denominators up to here: products of two stay exact.
const MOST: i128 = 1_000_000_000_000_000_000;

impl Kind {
    /// The Chinese name.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Bool => "是否",
            Kind::Choice { .. } => "单选",
            Kind::Choices { .. } => "多选",
            Kind::Integer => "整数",
            Kind::Number => "数",
            Kind::Money => "金额",
            Kind::Date => "日期",
            Kind::Text => "文本",
        }
    }

    /// Whether its values can be compared.
    pub fn is_ordered(&self) -> bool {
        !matches!(
            self,
            Kind::Choice { ordered: false, .. } | Kind::Choices { .. } | Kind::Text
        )
    }

    /// Whether it has values between any two.
    pub(crate) fn is_dense(&self) -> bool {
        matches!(self, Kind::Number)
    }

    /// The place of a value on the axis of its kind: 0 and 1, the option's index, 分, days.
    ///
    /// # Errors
    /// When the value is of another kind, no option, or too large.
    pub fn place(&self, value: &Value) -> Result<Number, ValueError> {
        let number = match (self, value) {
            (Kind::Bool, Value::Bool(b)) => Number::from_integer(i128::from(*b)),
            (Kind::Choice { options, .. }, Value::Choice(c)) => index(options, c)?,
            (Kind::Integer, Value::Number(n)) | (Kind::Number, Value::Number(n)) => *n,
            (Kind::Money, Value::Money(m)) => Number::from_integer(i128::from(m.0)),
            (Kind::Date, Value::Date(d)) => Number::from_integer(i128::from(d.number())),
            _ => return Err(self.refuse(value)),
        };
        if number.numer().abs() > MOST || *number.denom() > MOST {
            return Err(ValueError::Size(value.to_string()));
        }
        Ok(number)
    }

    /// Whether a value is of this kind.
    ///
    /// # Errors
    /// As [`Kind::place`].
    pub fn check(&self, value: &Value) -> Result<(), ValueError> {
        match (self, value) {
            (Kind::Text, _) => Ok(()),
            (Kind::Choices { options }, Value::Choices(set)) => {
                set.iter().try_for_each(|c| index(options, c).map(|_| ()))
            }
            (Kind::Integer, Value::Number(n)) if !n.is_integer() => Err(self.refuse(value)),
            _ => self.place(value).map(|_| ()),
        }
    }

    fn refuse(&self, value: &Value) -> ValueError {
        ValueError::Kind {
            value: value.to_string(),
            kind: self.name(),
        }
    }

    /// The value at a place; the other way of [`Kind::place`].
    pub(crate) fn value_at(&self, place: Number) -> Value {
        let whole = place.to_integer();
        match self {
            Kind::Bool => Value::Bool(whole != 0),
            Kind::Choice { options, .. } | Kind::Choices { options } => {
                let option = usize::try_from(whole).ok().and_then(|i| options.get(i));
                Value::Choice(option.cloned().unwrap_or_else(|| "".into()))
            }
            Kind::Integer | Kind::Number => Value::Number(place),
            Kind::Money => Value::Money(Money(i64::try_from(whole).unwrap_or(i64::MAX))),
            Kind::Date => {
                let day = i32::try_from(whole).ok().and_then(Date::from_number);
                Value::Date(day.unwrap_or(if whole < 0 { Date::MIN } else { Date::MAX }))
            }
            Kind::Text => Value::Text(place.to_string().into()),
        }
    }
}

pub(crate) fn index(options: &[Arc<str>], option: &Arc<str>) -> Result<Number, ValueError> {
    let found = options
        .iter()
        .position(|o| o == option)
        .and_then(|i| i128::try_from(i).ok());
    found
        .map(Number::from_integer)
        .ok_or_else(|| ValueError::Option {
            value: option.to_string(),
            options: options.join("、"),
        })
}

/// A number without useless digits: `3`, `12.5`, else `1/3`.
fn number_text(n: &Number) -> String {
    let (mut rest, mut places) = (*n.denom(), 0_usize);
    let mut scaled = *n.numer();
    while rest > 1 {
        let step = if rest % 10 == 0 {
            10
        } else if rest % 5 == 0 {
            5
        } else {
            2
        };
        let up = scaled.checked_mul(10 / step);
        let (0, Some(up)) = (rest % step, up) else {
            return n.to_string();
        };
        (rest, scaled, places) = (rest / step, up, places + 1);
    }
    if places == 0 {
        return scaled.to_string();
    }
    let digits = format!("{:0width$}", scaled.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    format!("{}{whole}.{part}", if scaled < 0 { "-" } else { "" })
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(b) => f.write_str(if *b { "是" } else { "否" }),
            Value::Choice(text) | Value::Text(text) => f.write_str(text),
            Value::Choices(set) if set.is_empty() => f.write_str("（无）"),
            Value::Choices(set) => {
                let list: Vec<&str> = set.iter().map(|c| &**c).collect();
                f.write_str(&list.join("、"))
            }
            Value::Number(n) => f.write_str(&number_text(n)),
            Value::Money(m) => f.write_str(&m.short()),
            Value::Date(d) => d.fmt(f),
        }
    }
}

impl Serialize for Value {
    /// As in the JSON of cli.md: `"50000.00元"`, `"2026-03-02"`, `true`, `"罚款"`, a list, numbers.
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Bool(b) => s.serialize_bool(*b),
            Value::Choice(text) | Value::Text(text) => s.serialize_str(text),
            Value::Choices(set) => {
                let mut list = s.serialize_seq(Some(set.len()))?;
                set.iter().try_for_each(|c| list.serialize_element(&**c))?;
                list.end()
            }
            Value::Money(m) => s.collect_str(m),
            Value::Date(d) => s.collect_str(d),
            Value::Number(n) => serialize_number(n, s),
        }
    }
}

/// As a JSON number where that is exact, else as text.
fn serialize_number<S: serde::Serializer>(n: &Number, s: S) -> Result<S::Ok, S::Error> {
    if let (true, Ok(whole)) = (n.is_integer(), i64::try_from(*n.numer())) {
        return s.serialize_i64(whole);
    }
    let text = number_text(n);
    match text.parse::<f64>() {
        Ok(float) if float.to_string() == text => s.serialize_f64(float),
        _ => s.serialize_str(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_short_and_exact() {
        for (n, d, text) in [
            (3, 1, "3"),
            (25, 2, "12.5"),
            (-1, 8, "-0.125"),
            (1, 3, "1/3"),
            (7, 20, "0.35"),
            (1, 100, "0.01"),
            (7, 50, "0.14"),
        ] {
            assert_eq!(number_text(&Number::new(n, d)), text);
        }
    }
}
