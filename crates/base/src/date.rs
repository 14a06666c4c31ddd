//! Civil days. A `Date` is a day in UTC+8 (language.md M13); there is no time of day in a rule.

use std::fmt;
use std::str::FromStr;

/// A civil day, stored as days since 1970-01-01. Years 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Monday to Sunday.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// The Chinese name used in texts: `周一`.
    pub fn zh(self) -> &'static str {
        match self {
            Weekday::Mon => "周一",
            Weekday::Tue => "周二",
            Weekday::Wed => "周三",
            Weekday::Thu => "周四",
            Weekday::Fri => "周五",
            Weekday::Sat => "周六",
            Weekday::Sun => "周日",
        }
    }
    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self, Weekday::Sat | Weekday::Sun)
    }
}

/// Why a text or a sum is no date.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DateError {
    /// The text is not `YYYY-MM-DD`.
    #[error("不是日期：`{0}`，应写作 2026-01-31")]
    Form(String),
    /// The day is not in the calendar, or outside the years 1 to 9999.
    #[error("没有这一天：{0}")]
    Range(String),
}

impl Date {
    /// The first day that can be written.
    pub const MIN: Date = Date(-719_162);
    /// The last day that can be written, 9999-12-31.
    pub const MAX: Date = Date(2_932_896);

    /// # Errors
    /// `Range` when the day does not exist.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Date, DateError> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && day <= days_in_month(year, month);
        if exists {
            Ok(Date(days_from_civil(year, month, day)))
        } else {
            Err(DateError::Range(format!("{year:04}-{month:02}-{day:02}")))
        }
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day with this number, if it can be written.
    pub fn from_number(n: i32) -> Option<Date> {
        (Date::MIN.0..=Date::MAX.0).contains(&n).then_some(Date(n))
    }

    /// Year, month (1 to 12) and day (1 to 31).
    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// `n` days later (earlier when negative); `None` outside the years 1 to 9999.
    pub fn add_days(self, n: i32) -> Option<Date> {
        self.0.checked_add(n).and_then(Date::from_number)
    }

    /// `n` months later on the same day number, or on the month's last day
    /// (language.md T1); `None` outside the years 1 to 9999.
    pub fn add_months(self, n: i32) -> Option<Date> {
        let (year, month, day) = self.ymd();
        let months = (year.checked_mul(12)? + month as i32 - 1).checked_add(n)?;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) as u32 + 1);
        Date::new(year, month, day.min(days_in_month(year, month))).ok()
    }

    /// The day before; the first day stays.
    pub fn pred(self) -> Date {
        Date((self.0 - 1).max(Date::MIN.0))
    }

    /// The day after; the last day stays.
    pub fn succ(self) -> Date {
        Date((self.0 + 1).min(Date::MAX.0))
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Mon,
            1 => Weekday::Tue,
            2 => Weekday::Wed,
            3 => Weekday::Thu,
            4 => Weekday::Fri,
            5 => Weekday::Sat,
            _ => Weekday::Sun,
        }
    }

    /// `2026年1月31日`.
    pub fn zh(self) -> String {
        let (y, m, d) = self.ymd();
        format!("{y}年{m}月{d}日")
    }

    /// `2026年11月9日(周一)` with full-width brackets.
    pub fn zh_weekday(self) -> String {
        format!("{}（{}）", self.zh(), self.weekday().zh())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = DateError;
    fn from_str(text: &str) -> Result<Date, DateError> {
        let form = || DateError::Form(text.chars().take(40).collect());
        let mut parts = text.split('-');
        let (Some(y), Some(m), Some(d), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(form());
        };
        let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(y, 4) || !digits(m, 2) || !digits(d, 2) {
            return Err(form());
        }
        match (y.parse(), m.parse(), d.parse()) {
            (Ok(y), Ok(m), Ok(d)) => Date::new(y, m, d),
            _ => Err(form()),
        }
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Date, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The number of days of a month (1 to 12) in a year.
pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

// The two conversions follow Howard Hinnant's "chrono-compatible low-level date algorithms".
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let m = month as i32;
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + day as i32 - 1;
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    era * 146_097 + doe - 719_468
}

fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    let year = yoe + era * 400 + i32::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_goes_there_and_back() {
        let mut day = Date::new(1800, 1, 1).unwrap();
        let end = Date::new(2201, 1, 1).unwrap();
        while day < end {
            let (y, m, d) = day.ymd();
            assert_eq!(Date::new(y, m, d), Ok(day));
            assert_eq!(day.to_string().parse(), Ok(day));
            day = day.succ();
        }
    }

    #[test]
    fn weekday_of_a_known_day() {
        assert_eq!(
            "2026-11-09".parse::<Date>().unwrap().weekday(),
            Weekday::Mon
        );
    }

    #[test]
    fn a_month_later_ends_on_the_last_day() {
        let day: Date = "2024-01-31".parse().unwrap();
        assert_eq!(day.add_months(1).unwrap().to_string(), "2024-02-29");
        assert_eq!(day.add_months(-2).unwrap().to_string(), "2023-11-30");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for bad in [
            "2026-02-30",
            "2026-13-01",
            "0000-01-01",
            "2026-1-1",
            "",
            "2026-01-01 ",
            "二〇二六",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }
}
