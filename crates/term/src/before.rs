//! `前 期限`: the last day on which something is early enough before a date (language.md T7).

use fadu_base::Date;

use crate::calendar::Calendar;
use crate::count::{Count, CountError, End, Kind, Outcome, Segment, last_day, measure};
use crate::derive::{Step, StepRule, Words, day_text};
use crate::rule::DayRule;
use crate::skipped;
use crate::term::Term;

/// So long before a date.
#[derive(Clone, Copy, Debug)]
pub struct Before<'a> {
    /// The date, for instance of the hearing.
    pub date: Date,
    /// How long before it.
    pub term: Term,
    /// What the statute says about days (T5).
    pub rule: &'a DayRule,
    /// `不顺延`: no rest-day rule in the counting.
    pub hard: bool,
}

impl Before<'_> {
    fn from(&self, start: Date) -> Count<'_> {
        Count {
            hard: self.hard,
            ..Count::new(start, self.term).under(self.rule)
        }
    }
}

/// The last day d with `末日 d 期限` before the date; overdue from the day after.
///
/// # Errors
/// `Range` when there is none from year 1 on.
pub fn before(question: &Before<'_>, calendar: &Calendar) -> Result<End, CountError> {
    let range = CountError::Range {
        start: question.date,
        term: question.term,
    };
    let early =
        |start: Date| Ok(last_day(&question.from(start), calendar)?.last_day < Some(question.date));
    // The last day never decreases with the start, so the answer can be closed in from both sides.
    let (mut step, mut late) = (4, question.date);
    let mut good = loop {
        let start = late.add_days(-step).ok_or(range)?;
        if early(start)? {
            break start;
        }
        (step, late) = (step.saturating_mul(2), start);
    };
    while good.succ() < late {
        let middle = good
            .add_days((late.number() - good.number()) / 2)
            .ok_or(range)?;
        if early(middle)? {
            good = middle
        } else {
            late = middle
        }
    }
    let end = last_day(&question.from(good), calendar)?;
    let next = last_day(&question.from(good.succ()), calendar)?;
    Ok(End {
        last_day: Some(good),
        raw_end: Some(good),
        assumed: end.assumed || next.assumed,
    })
}

/// The same with its derivation; `words.start` names the date, `words.cite` the norm.
///
/// # Errors
/// As [`before`].
pub fn derive_before(
    question: &Before<'_>,
    calendar: &Calendar,
    words: &Words<'_>,
) -> Result<Outcome, CountError> {
    let end = before(question, calendar)?;
    let day = end.last_day.unwrap_or(question.date);
    let counted = last_day(&question.from(day), calendar)?;
    let year = question.date.year();
    let date = day_text(question.date, year);
    let mut derivation = vec![Step {
        day: question.date,
        rule: StepRule::Start,
        text: format!(
            "{} {}，从这一天往前数，当日不计",
            question.date, words.start
        ),
        cite: question.rule.cites.first_day.clone(),
    }];
    let count = question.from(day);
    skipped::converted(&count, question.term, day, &mut derivation);
    let last = counted.last_day.unwrap_or(day);
    let (kind, days) = measure(question.term, question.rule, day).unwrap_or((Kind::Calendar, 0));
    let segment = Segment {
        extension: None,
        from: day,
        term: question.term,
        kind,
        days,
        end: Some(last),
    };
    skipped::Walk {
        count: &count,
        calendar,
        words,
        stops: &[],
    }
    .tell(&segment, &mut derivation);
    derivation.push(Step {
        day,
        rule: StepRule::Length,
        text: format!(
            "最迟 {}：从这一天起算{}，末日是{}，在{date}之前；再晚一天就不够",
            day,
            question.term.spoken(),
            day_text(last, year)
        ),
        cite: words.cite.map(str::to_owned),
    });
    Ok(Outcome {
        last_day: end.last_day,
        raw_end: end.raw_end,
        derivation,
        assumed: end.assumed,
    })
}
