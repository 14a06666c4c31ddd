//! A date so long before or after another, as plain arithmetic: no rest-day rule (language.md 2.2).

use fadu_base::Date;

use crate::calendar::Calendar;
use crate::count::{Count, CountError, Kind, last_day, measure};
use crate::rule::DayRule;
use crate::term::{Term, Unit};

/// `date + term`; also whether the calendar was assumed.
///
/// # Errors
/// `Range` past 9999.
pub fn shift_forward(
    date: Date,
    term: Term,
    rule: &DayRule,
    calendar: &Calendar,
) -> Result<(Date, bool), CountError> {
    let end = last_day(
        &Count {
            hard: true,
            ..Count::new(date, term).under(rule)
        },
        calendar,
    )?;
    let range = CountError::Range { start: date, term };
    Ok((end.raw_end.ok_or(range)?, end.assumed))
}

/// `date - term`; also whether the calendar was assumed.
///
/// # Errors
/// `Range` before year 1.
pub fn shift_back(
    date: Date,
    term: Term,
    rule: &DayRule,
    calendar: &Calendar,
) -> Result<(Date, bool), CountError> {
    let range = CountError::Range { start: date, term };
    back(date, term, rule, calendar).ok_or(range)
}

fn back(date: Date, term: Term, rule: &DayRule, calendar: &Calendar) -> Option<(Date, bool)> {
    let n = i32::try_from(term.n()).ok()?;
    match term.unit() {
        Unit::Month => return Some((date.add_months(n.checked_neg()?)?, false)),
        Unit::Year => return Some((date.add_months(n.checked_mul(-12)?)?, false)),
        _ => {}
    }
    match measure(term, rule, date)? {
        (Kind::Calendar, days) => Some((date.add_days(days.checked_neg()?)?, false)),
        (Kind::Working, _) => {
            let day = calendar.sub_working(date, term.n())?;
            Some((
                day,
                calendar.assumed_in(day.number() - 1, date.number() - 1),
            ))
        }
    }
}
