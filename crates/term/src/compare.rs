//! Whether one term never ends later than another, for every start the calendar knows (section 4).

use fadu_base::Date;

use crate::calendar::Calendar;
use crate::count::{Count, CountError, last_day};
use crate::rule::DayRule;
use crate::term::Term;

/// A term without stops and extensions, for any start.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a> {
    /// How long.
    pub term: Term,
    /// What the statute says about days (T5).
    pub rule: &'a DayRule,
    /// `不顺延`.
    pub hard: bool,
}

impl<'a> Plain<'a> {
    /// Counted from a start.
    pub fn from(&self, start: Date) -> Count<'a> {
        Count {
            hard: self.hard,
            ..Count::new(start, self.term).under(self.rule)
        }
    }
}

/// The first start day in a year with a table that is not provisional on which `one` ends later
/// than `other`; `None`: it never does.
///
/// # Errors
/// `Range` when a term ends after 9999.
pub fn first_start_later(
    one: &Plain<'_>,
    other: &Plain<'_>,
    calendar: &Calendar,
) -> Result<Option<Date>, CountError> {
    for year in calendar.years().filter(|year| !year.provisional) {
        let (Ok(mut day), Ok(end)) = (Date::new(year.year, 1, 1), Date::new(year.year, 12, 31))
        else {
            continue;
        };
        while day <= end {
            let ends = |plain: &Plain<'_>| last_day(&plain.from(day), calendar);
            if ends(one)?.last_day > ends(other)?.last_day {
                return Ok(Some(day));
            }
            day = day.succ();
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::WorkingDayTerms;

    fn later(one: &str, other: &str) -> Option<String> {
        let list = DayRule {
            working_day_terms: WorkingDayTerms::List(vec![5]),
            ..DayRule::default()
        };
        let plain = |text: &str| Plain {
            term: text.parse().unwrap(),
            rule: &list,
            hard: false,
        };
        let day = first_start_later(&plain(one), &plain(other), Calendar::builtin()).unwrap();
        day.map(|day| day.to_string())
    }

    #[test]
    fn terms_are_ordered_where_the_calendar_orders_them() {
        assert_eq!(later("5工作日", "10工作日"), None);
        assert_eq!(later("5日", "5工作日"), None);
        assert_eq!(later("7自然日", "5工作日"), Some("2018-01-06".into()));
        assert_eq!(later("1个月", "30日"), Some("2018-01-01".into()));
        assert_eq!(later("1个月", "31日"), None);
    }
}
