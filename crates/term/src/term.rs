//! A period as a statute writes it: `5工作日 7日 7自然日 3个月 2年 24小时` (language.md S4).

use std::fmt;
use std::str::FromStr;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Unit {
    /// `工作日`: always working days.
    WorkingDay,
    /// `日`: what the cited statute makes of it (T5).
    Day,
    /// `自然日`: always calendar days.
    CalendarDay,
    /// `个月`.
    Month,
    /// `年`.
    Year,
    /// `小时`.
    Hour,
}

impl Unit {
    const ALL: [Unit; 6] = [
        Unit::WorkingDay,
        Unit::CalendarDay,
        Unit::Month,
        Unit::Year,
        Unit::Hour,
        Unit::Day,
    ];

    /// The word after the number.
    pub fn word(self) -> &'static str {
        match self {
            Unit::WorkingDay => "工作日",
            Unit::Day => "日",
            Unit::CalendarDay => "自然日",
            Unit::Month => "个月",
            Unit::Year => "年",
            Unit::Hour => "小时",
        }
    }

    /// The largest number that is taken for a period of law and not for a slip of the pen: about a century.
    pub fn most(self) -> u32 {
        match self {
            Unit::WorkingDay | Unit::Day | Unit::CalendarDay => 36_600,
            Unit::Month => 1_200,
            Unit::Year => 100,
            Unit::Hour => 876_000,
        }
    }
}

/// A number of units, at most a century.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term {
    n: u32,
    unit: Unit,
}

/// Why a text or a number is no term.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TermError {
    /// Another form.
    #[error("不是期限：`{0}`，应写作 5工作日、7日、7自然日、3个月、2年 或 24小时")]
    Form(String),
    /// Longer than a century.
    #[error("期限太长：`{text}`，最多 {most}{unit}")]
    Size {
        text: String,
        most: u32,
        unit: &'static str,
    },
}

impl Term {
    /// No time at all: ends on the day it starts.
    pub const ZERO: Term = Term {
        n: 0,
        unit: Unit::CalendarDay,
    };

    /// # Errors
    /// `Size` when the term is longer than a century.
    pub fn new(n: u32, unit: Unit) -> Result<Term, TermError> {
        if n <= unit.most() {
            return Ok(Term { n, unit });
        }
        Err(TermError::Size {
            text: format!("{n}{}", unit.word()),
            most: unit.most(),
            unit: unit.word(),
        })
    }

    /// How many units.
    pub fn n(self) -> u32 {
        self.n
    }

    /// Which unit.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// As spoken: `5个工作日`, the rest as written.
    pub fn spoken(self) -> String {
        match self.unit {
            Unit::WorkingDay => format!("{}个工作日", self.n),
            Unit::CalendarDay => format!("{}个自然日", self.n),
            _ => self.to_string(),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.n, self.unit.word())
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Term {
    type Err = TermError;
    fn from_str(text: &str) -> Result<Term, TermError> {
        let short = || text.chars().take(40).collect::<String>();
        let form = || TermError::Form(short());
        // Longest word first: `工作日` and `自然日` end with `日`.
        let (digits, unit) = Unit::ALL
            .into_iter()
            .find_map(|unit| text.strip_suffix(unit.word()).map(|digits| (digits, unit)))
            .ok_or_else(form)?;
        let plain = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.ends_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b == b'_');
        if !plain {
            return Err(form());
        }
        let too_long = || TermError::Size {
            text: short(),
            most: unit.most(),
            unit: unit.word(),
        };
        let n = digits.replace('_', "").parse().map_err(|_| too_long())?;
        Term::new(n, unit).map_err(|_| too_long())
    }
}

impl serde::Serialize for Term {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Term {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Term, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_goes_there_and_back() {
        for text in ["5工作日", "7日", "7自然日", "3个月", "2年", "24小时", "0日"] {
            assert_eq!(text.parse::<Term>().unwrap().to_string(), text);
        }
        assert_eq!("1_000日".parse::<Term>().unwrap().n(), 1000);
    }

    #[test]
    fn what_is_no_term_is_refused() {
        for bad in [
            "", "日", "5", "五日", "-5日", "5 日", "3月", "5天", "_5日", "1.5日", "５日",
        ] {
            assert!(
                matches!(bad.parse::<Term>(), Err(TermError::Form(_))),
                "{bad}"
            );
        }
        for bad in ["101年", "99999999999999999999日", "36601工作日"] {
            assert!(
                matches!(bad.parse::<Term>(), Err(TermError::Size { .. })),
                "{bad}"
            );
        }
    }
}
