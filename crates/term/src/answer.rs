//! What `fadu term` answers: the last day with its derivation, as JSON and as text.

use std::fmt;

use fadu_base::Date;
use serde::Serialize;

use crate::calendar::Calendar;
use crate::count::{Count, CountError, Extension, Stop};
use crate::derive::{Step, Words, derive};
use crate::rule::DayRule;
use crate::term::Term;

/// A term as it is asked for on the command line.
#[derive(Clone, Debug)]
pub struct Question {
    /// The day that starts the term.
    pub start: Date,
    /// How long.
    pub term: Term,
    /// What the statute named with `--law` says about days.
    pub rule: DayRule,
    /// `--stop A..B`.
    pub stops: Vec<Stop>,
    /// `--extend TERM`, each taken as in time.
    pub extensions: Vec<Term>,
}

/// `term --json` of cli.md.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Answer {
    /// Null while the clock stands.
    pub last_day: Option<Date>,
    /// How it was reached.
    pub derivation: Vec<Step>,
    /// Some day that was looked at is not in the holiday tables, or only provisionally.
    pub assumed_calendar: bool,
}

/// # Errors
/// `Range` when the term ends after 9999.
pub fn answer(question: &Question, calendar: &Calendar) -> Result<Answer, CountError> {
    let in_time = |&term: &Term| Extension {
        effective: None,
        term,
        most: None,
        group: 0,
    };
    let extensions: Vec<Extension> = question.extensions.iter().map(in_time).collect();
    let count = Count {
        stops: &question.stops,
        extensions: &extensions,
        ..Count::new(question.start, question.term).under(&question.rule)
    };
    let outcome = derive(&count, calendar, &Words::default())?;
    Ok(Answer {
        last_day: outcome.last_day,
        derivation: outcome.derivation,
        assumed_calendar: outcome.assumed,
    })
}

/// Reads `--stop A..B`, half-open; `A..` for a stop that still runs.
///
/// # Errors
/// A sentence for the user.
pub fn parse_stop(text: &str) -> Result<Stop, String> {
    let form = || {
        format!(
            "停止的一段应写作 2026-03-02..2026-03-12（后一天恢复计算，不含在内），不能是 `{text}`"
        )
    };
    let (from, to) = text.split_once("..").ok_or_else(form)?;
    let from: Date = from.parse().map_err(|e| format!("{e}"))?;
    let to: Option<Date> = match to {
        "" => None,
        to => Some(to.parse().map_err(|e| format!("{e}"))?),
    };
    match to {
        Some(to) if to < from => Err(format!("停止的一段倒着写了：{from} 晚于 {to}")),
        _ => Ok(Stop { from, to }),
    }
}

impl fmt::Display for Answer {
    /// The last day, then one line for each step.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.last_day {
            Some(day) => writeln!(f, "末日 {day}（{}）", day.weekday().zh())?,
            None => writeln!(f, "停止计算中，末日待恢复后再算")?,
        }
        for step in &self.derivation {
            write!(f, "  {}  {}", step.day, step.text)?;
            match &step.cite {
                Some(cite) => writeln!(f, "〔{cite}〕")?,
                None => writeln!(f)?,
            }
        }
        if self.assumed_calendar {
            writeln!(f, "  其中有的日子放假安排尚未发布，末日为暂定")?;
        }
        Ok(())
    }
}
