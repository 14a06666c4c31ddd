//! Working days: the holiday tables of some years, Monday to Friday elsewhere (language.md T6).
//!
//! Every question is answered in constant time from prefix sums over the days of the table.

mod file;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use fadu_base::Date;

pub use file::{CalendarError, Year};

/// One version of the holiday tables.
#[derive(Clone, Debug)]
pub struct Calendar {
    years: BTreeMap<i32, Year>,
    version: String,
    table: Table,
}

/// The days from the first to the last year, laid out for look-up.
#[derive(Clone, Debug, Default)]
struct Table {
    /// Number of the first day of the first year.
    first: i32,
    /// For each day and one more: working days, and assumed days, of the table before it.
    before: Vec<Before>,
    /// The working days in order, as days since `first`.
    working: Vec<i32>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Before {
    working: i32,
    assumed: i32,
}

static BUILTIN: LazyLock<Calendar> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the embedded files are constant and read by the tests"
    )]
    Calendar::from_texts(file::BUILTIN).expect("embedded holiday tables")
});

impl Calendar {
    /// The tables that are shipped: 2018 to 2027, the last one provisional.
    pub fn builtin() -> &'static Calendar {
        &BUILTIN
    }

    /// A calendar of several files, see [`Calendar::import`].
    ///
    /// # Errors
    /// When a text is no holiday table, or two tables contradict each other.
    pub fn from_texts<'a>(
        texts: impl IntoIterator<Item = &'a str>,
    ) -> Result<Calendar, CalendarError> {
        let mut years = BTreeMap::new();
        for text in texts {
            years.extend(file::read(text)?.into_iter().map(|year| (year.year, year)));
        }
        Calendar::from_years(years)
    }

    /// A new version: this one with the years of the text (TOML or JSON) put in place of its own.
    ///
    /// # Errors
    /// When the text is no holiday table, or contradicts the other years.
    pub fn import(&self, text: &str) -> Result<Calendar, CalendarError> {
        let mut years = self.years.clone();
        years.extend(file::read(text)?.into_iter().map(|year| (year.year, year)));
        Calendar::from_years(years)
    }

    fn from_years(years: BTreeMap<i32, Year>) -> Result<Calendar, CalendarError> {
        let exceptions = file::exceptions(&years)?;
        let version = file::version(&years);
        let table = Table::new(&years, &exceptions);
        Ok(Calendar {
            years,
            version,
            table,
        })
    }

    /// `sm3:` and the hash of the tables, whatever file form they came in.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The years that have a table.
    pub fn years(&self) -> impl Iterator<Item = &Year> {
        self.years.values()
    }

    /// The table of one year.
    pub fn year(&self, year: i32) -> Option<&Year> {
        self.years.get(&year)
    }

    /// Where the day's year has its table from.
    pub fn source(&self, day: Date) -> Option<&str> {
        self.years
            .get(&day.year())
            .and_then(|year| year.source.as_deref())
    }

    /// First and last day of the table; `None` for a calendar without years.
    pub fn span(&self) -> Option<RangeInclusive<Date>> {
        let last = self.table.end().checked_sub(1)?;
        (self.table.len() > 0).then_some(())?;
        Some(Date::from_number(self.table.first)?..=Date::from_number(last)?)
    }

    /// Whether offices work on this day.
    pub fn is_working(&self, day: Date) -> bool {
        let n = day.number();
        self.table.working_before(n + 1) > self.table.working_before(n)
    }

    /// Whether the table does not know this day for certain: no table, or a provisional one.
    pub fn is_assumed(&self, day: Date) -> bool {
        self.assumed_in(day.number() - 1, day.number())
    }

    /// A rest day that is not an ordinary Saturday or Sunday.
    pub fn is_holiday(&self, day: Date) -> bool {
        !day.weekday().is_weekend() && !self.is_working(day)
    }

    /// A Saturday or Sunday on which offices work.
    pub fn is_makeup(&self, day: Date) -> bool {
        day.weekday().is_weekend() && self.is_working(day)
    }

    /// The day itself if it is a working day, else the next one; `None` past 9999.
    pub fn working_day_from(&self, day: Date) -> Option<Date> {
        let rank = self.table.working_before(day.number());
        Date::from_number(self.table.working_day(rank)?)
    }

    /// The n-th working day after `day`; the day itself for n = 0. `None` past 9999.
    pub fn add_working(&self, day: Date, n: u32) -> Option<Date> {
        let Some(more) = n.checked_sub(1) else {
            return Some(day);
        };
        let rank = self
            .table
            .working_before(day.number() + 1)
            .checked_add(i32::try_from(more).ok()?)?;
        Date::from_number(self.table.working_day(rank)?)
    }

    /// The n-th working day before `day`; the day itself for n = 0. `None` before year 1.
    pub fn sub_working(&self, day: Date, n: u32) -> Option<Date> {
        if n == 0 {
            return Some(day);
        }
        let rank = self
            .table
            .working_before(day.number())
            .checked_sub(i32::try_from(n).ok()?)?;
        Date::from_number(self.table.working_day(rank)?)
    }

    /// How many working days lie after `from` and up to `to` (both as numbers of days).
    pub(crate) fn working_in(&self, from: i32, to: i32) -> i32 {
        self.table.working_before(to + 1) - self.table.working_before(from + 1)
    }

    /// Whether some day after `from` and up to `to` is assumed.
    pub(crate) fn assumed_in(&self, from: i32, to: i32) -> bool {
        from < to && self.table.assumed_in(from + 1, to)
    }
}

impl Table {
    fn new(years: &BTreeMap<i32, Year>, exceptions: &BTreeMap<Date, bool>) -> Table {
        let ends = years.keys().next().zip(years.keys().next_back());
        let days = ends.and_then(|(&a, &b)| Date::new(a, 1, 1).ok().zip(Date::new(b, 12, 31).ok()));
        let Some((first, last)) = days else {
            return Table::default();
        };
        let mut table = Table {
            first: first.number(),
            ..Table::default()
        };
        let mut so_far = Before::default();
        for n in first.number()..=last.number() {
            let Some(day) = Date::from_number(n) else {
                break;
            };
            table.before.push(so_far);
            if *exceptions.get(&day).unwrap_or(&!day.weekday().is_weekend()) {
                table.working.push(n - table.first);
                so_far.working += 1;
            }
            so_far.assumed += i32::from(years.get(&day.year()).is_none_or(|year| year.provisional));
        }
        table.before.push(so_far);
        table
    }

    fn len(&self) -> i32 {
        i32::try_from(self.before.len())
            .unwrap_or(i32::MAX)
            .saturating_sub(1)
            .max(0)
    }

    /// Number of the first day after the table.
    fn end(&self) -> i32 {
        self.first + self.len()
    }

    fn at(&self, n: i32) -> Option<Before> {
        self.before
            .get(usize::try_from(n - self.first).ok()?)
            .copied()
    }

    /// Working days from the first day of the table up to the day before `n`; negative before the table.
    fn working_before(&self, n: i32) -> i32 {
        if let Some(before) = self.at(n) {
            return before.working;
        }
        if n < self.first {
            return weekdays_before(n) - weekdays_before(self.first);
        }
        let inside = self.before.last().map_or(0, |b| b.working);
        inside + weekdays_before(n) - weekdays_before(self.end())
    }

    /// The working day that has `rank` working days of the table before it.
    fn working_day(&self, rank: i32) -> Option<i32> {
        let inside = i32::try_from(self.working.len()).ok()?;
        match usize::try_from(rank) {
            Ok(i) if rank < inside => Some(self.first + self.working.get(i)?),
            Ok(_) => weekday_at(weekdays_before(self.end()).checked_add(rank - inside)?),
            Err(_) => weekday_at(weekdays_before(self.first).checked_add(rank)?),
        }
    }

    fn assumed_in(&self, from: i32, to: i32) -> bool {
        match (self.at(from), self.at(to + 1)) {
            (Some(a), Some(b)) => b.assumed > a.assumed,
            _ => true,
        }
    }
}

/// Mondays to Fridays before day `n`, up to a constant. Day 0 of 1970 was a Thursday.
fn weekdays_before(n: i32) -> i32 {
    let shifted = n + 3;
    5 * shifted.div_euclid(7) + shifted.rem_euclid(7).min(5)
}

/// The Monday to Friday that has `rank` of them before it, on the scale of [`weekdays_before`].
fn weekday_at(rank: i32) -> Option<i32> {
    rank.div_euclid(5)
        .checked_mul(7)?
        .checked_add(rank.rem_euclid(5) - 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn jumping_agrees_with_stepping_inside_and_outside_the_table() {
        let calendar = Calendar::builtin();
        for start in [
            "2017-11-20",
            "2018-01-01",
            "2020-01-20",
            "2026-09-20",
            "2027-12-01",
            "2031-05-05",
        ] {
            let mut stepped = day(start);
            for n in 1..400 {
                stepped = stepped.succ();
                while !calendar.is_working(stepped) {
                    stepped = stepped.succ();
                }
                assert_eq!(
                    calendar.add_working(day(start), n),
                    Some(stepped),
                    "{start} + {n}"
                );
                let back = calendar.sub_working(stepped.succ(), n).unwrap();
                assert_eq!(
                    calendar.working_in(back.number() - 1, stepped.number()),
                    n as i32
                );
            }
        }
    }

    #[test]
    fn holidays_and_makeup_days_of_2026() {
        let calendar = Calendar::builtin();
        assert!(calendar.is_holiday(day("2026-10-01")) && !calendar.is_working(day("2026-10-03")));
        assert!(calendar.is_makeup(day("2026-10-10")) && calendar.is_working(day("2026-10-10")));
        assert_eq!(
            calendar.working_day_from(day("2026-10-01")),
            Some(day("2026-10-08"))
        );
        assert!(!calendar.is_assumed(day("2026-12-31")) && calendar.is_assumed(day("2027-01-01")));
        assert!(calendar.is_assumed(day("2017-12-31")) && calendar.is_assumed(day("2028-01-01")));
    }

    #[test]
    fn a_calendar_without_years_is_monday_to_friday_and_assumed() {
        let empty = Calendar::from_texts([]).unwrap();
        assert!(empty.is_working(day("2026-10-01")) && !empty.is_working(day("2026-10-10")));
        assert!(empty.is_assumed(day("2026-10-01")) && empty.span().is_none());
        assert_eq!(
            empty.add_working(day("2026-10-02"), 1),
            Some(day("2026-10-05"))
        );
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        let calendar = Calendar::builtin();
        assert_eq!(calendar.add_working(Date::MAX, 5), None);
        assert_eq!(calendar.sub_working(Date::MIN, 5), None);
        assert_eq!(calendar.add_working(Date::MAX, u32::MAX), None);
        assert_eq!(calendar.add_working(Date::MIN, 2_000_000_000), None);
    }
}
