//! Holiday tables as texts: one year as TOML (`packs/calendar`), or JSON with one or several years.

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::Date;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

/// The tables that are shipped.
pub(super) const BUILTIN: [&str; 10] = [
    include_str!("../../../../packs/calendar/2018.toml"),
    include_str!("../../../../packs/calendar/2019.toml"),
    include_str!("../../../../packs/calendar/2020.toml"),
    include_str!("../../../../packs/calendar/2021.toml"),
    include_str!("../../../../packs/calendar/2022.toml"),
    include_str!("../../../../packs/calendar/2023.toml"),
    include_str!("../../../../packs/calendar/2024.toml"),
    include_str!("../../../../packs/calendar/2025.toml"),
    include_str!("../../../../packs/calendar/2026.toml"),
    include_str!("../../../../packs/calendar/2027.toml"),
];

/// The days of one year that do not follow the Monday to Friday week.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The year the table is for.
    pub year: i32,
    /// Weekdays on which offices do not work. Saturdays and Sundays may be listed too.
    #[serde(default)]
    pub off: BTreeSet<Date>,
    /// Saturdays and Sundays on which they do.
    #[serde(default)]
    pub work: BTreeSet<Date>,
    /// The notice the table is taken from.
    #[serde(default)]
    pub source: Option<String>,
    /// Addresses of the notice and its changes.
    #[serde(default)]
    pub notices: Vec<String>,
    /// No notice yet: the days are an assumption.
    #[serde(default)]
    pub provisional: bool,
}

/// Why a text is no holiday table.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CalendarError {
    /// Not TOML or JSON of this form.
    #[error("放假安排读不懂：{0}")]
    Form(String),
    /// A year that no notice is for.
    #[error("放假安排的年份 {0} 不在 1949 至 2200 之间")]
    Year(i32),
    /// A day far from its year.
    #[error("{day} 写在 {year} 年的放假安排里，应写在它自己的年份里")]
    Foreign { day: Date, year: i32 },
    /// A make-up working day that is a weekday.
    #[error("{0} 是{weekday}，本来就上班，不是调休上班日", weekday = .0.weekday().zh())]
    Weekday(Date),
    /// Both off and working.
    #[error("{0} 既写作放假又写作上班")]
    Both(Date),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    years: BTreeMap<String, Entry>,
}

/// As `Year`, where the year is the key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    off: BTreeSet<Date>,
    #[serde(default)]
    work: BTreeSet<Date>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    notices: Vec<String>,
    #[serde(default)]
    provisional: bool,
}

/// The years of a text, each checked by itself.
pub(super) fn read(text: &str) -> Result<Vec<Year>, CalendarError> {
    let years = if text.trim_start().starts_with('{') {
        read_json(text)?
    } else {
        read_toml(text)?
    };
    years.iter().try_for_each(check)?;
    Ok(years)
}

fn read_json(text: &str) -> Result<Vec<Year>, CalendarError> {
    let form = |e: serde_json::Error| CalendarError::Form(e.to_string());
    let value: serde_json::Value = serde_json::from_str(text).map_err(form)?;
    if value.get("years").is_some() {
        return serde_json::from_value(value).map_err(form).and_then(split);
    }
    serde_json::from_value(value)
        .map(|year| vec![year])
        .map_err(form)
}

fn read_toml(text: &str) -> Result<Vec<Year>, CalendarError> {
    let form = |e: toml::de::Error| CalendarError::Form(e.to_string().trim_end().to_owned());
    let table: toml::Table = toml::from_str(text).map_err(form)?;
    if table.contains_key("years") {
        return toml::from_str(text).map_err(form).and_then(split);
    }
    toml::from_str(text).map(|year| vec![year]).map_err(form)
}

fn split(several: Several) -> Result<Vec<Year>, CalendarError> {
    let year = |(key, entry): (String, Entry)| {
        let year = key
            .parse()
            .map_err(|_| CalendarError::Form(format!("`{key}` 不是年份")))?;
        let Entry {
            off,
            work,
            source,
            notices,
            provisional,
        } = entry;
        Ok(Year {
            year,
            off,
            work,
            source,
            notices,
            provisional,
        })
    };
    several.years.into_iter().map(year).collect()
}

fn check(year: &Year) -> Result<(), CalendarError> {
    if !(1949..=2200).contains(&year.year) {
        return Err(CalendarError::Year(year.year));
    }
    for &day in year.off.iter().chain(&year.work) {
        // A notice may name days at the turn of the year, for instance the day before New Year.
        if (day.year() - year.year).abs() > 1 {
            return Err(CalendarError::Foreign {
                day,
                year: year.year,
            });
        }
    }
    match year.work.iter().find(|day| !day.weekday().is_weekend()) {
        Some(&day) => Err(CalendarError::Weekday(day)),
        None => Ok(()),
    }
}

/// All days that do not follow the week: true for working.
pub(super) fn exceptions(
    years: &BTreeMap<i32, Year>,
) -> Result<BTreeMap<Date, bool>, CalendarError> {
    let mut all = BTreeMap::new();
    for year in years.values() {
        let off = year.off.iter().map(|&day| (day, false));
        for (day, working) in off.chain(year.work.iter().map(|&day| (day, true))) {
            if all
                .insert(day, working)
                .is_some_and(|before| before != working)
            {
                return Err(CalendarError::Both(day));
            }
        }
    }
    Ok(all)
}

/// The hash of what the tables say, in one fixed form.
pub(super) fn version(years: &BTreeMap<i32, Year>) -> String {
    let mut hash = Sm3::new();
    for year in years.values() {
        let source = year.source.as_deref().unwrap_or("");
        hash.update(format!("{}\n{}\n{}\n", year.year, source, year.provisional));
        for (sign, days) in [('-', &year.off), ('+', &year.work)] {
            days.iter()
                .for_each(|day| hash.update(format!("{sign}{day}\n")));
        }
    }
    format!("sm3:{}", hex::encode(hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::super::Calendar;

    fn error(text: &str) -> String {
        Calendar::builtin().import(text).unwrap_err().to_string()
    }

    #[test]
    fn toml_and_json_of_the_same_table_are_the_same_version() {
        let toml =
            "year = 2028\nsource = \"某通知\"\noff = [\"2028-01-03\"]\nwork = [\"2028-01-08\"]";
        let one =
            r#"{"year": 2028, "source": "某通知", "off": ["2028-01-03"], "work": ["2028-01-08"]}"#;
        let many = r#"{"years": {"2028": {"off": ["2028-01-03"], "work": ["2028-01-08"], "source": "某通知"}}}"#;
        let version = |text| {
            Calendar::builtin()
                .import(text)
                .unwrap()
                .version()
                .to_owned()
        };
        assert_eq!(version(toml), version(one));
        assert_eq!(version(toml), version(many));
        assert_ne!(version(toml), Calendar::builtin().version());
    }

    #[test]
    fn the_next_notice_takes_the_place_of_the_provisional_year() {
        let notice = "year = 2027\nsource = \"某通知\"\noff = [\"2027-01-01\"]";
        let calendar = Calendar::builtin().import(notice).unwrap();
        let day = "2027-02-05".parse().unwrap();
        assert!(calendar.is_working(day) && !calendar.is_assumed(day));
        assert!(!Calendar::builtin().is_working(day));
    }

    #[test]
    fn a_wrong_notice_says_what_is_wrong() {
        assert_eq!(
            error("year = 2028\nwork = [\"2028-01-03\"]"),
            "2028-01-03 是周一，本来就上班，不是调休上班日"
        );
        assert_eq!(
            error("year = 2028\noff = [\"2028-01-08\"]\nwork = [\"2028-01-08\"]"),
            "2028-01-08 既写作放假又写作上班"
        );
        assert_eq!(
            error("year = 2028\noff = [\"2026-01-08\"]"),
            "2026-01-08 写在 2028 年的放假安排里，应写在它自己的年份里"
        );
        assert_eq!(error("year = 9"), "放假安排的年份 9 不在 1949 至 2200 之间");
        assert!(error("year = 2028\noff = [\"2028-02-30\"]").contains("没有这一天：2028-02-30"));
        assert!(error("二〇二八年").starts_with("放假安排读不懂："));
        assert!(error("{\"years\": 3}").starts_with("放假安排读不懂："));
    }
}
