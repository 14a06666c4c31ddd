//! Days, working days and terms, counted by stepping from day to day (T1, T2, T5, T6).
//! A day is a number of days since 1970-01-01.

use std::collections::{BTreeMap, BTreeSet};

pub type Day = i64;

/// Beyond this many days a clock never ends.
pub const FAR: Day = 20_000;

pub fn leap(y: i64) -> bool {
    y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)
}

pub fn month_len(y: i64, m: i64) -> i64 {
    match m {
        2 => 28 + i64::from(leap(y)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

pub fn day(y: i64, m: i64, d: i64) -> Day {
    let mut n = 0;
    if y >= 1970 {
        for k in 1970..y {
            n += 365 + i64::from(leap(k));
        }
    } else {
        for k in y..1970 {
            n -= 365 + i64::from(leap(k));
        }
    }
    for k in 1..m {
        n += month_len(y, k);
    }
    n + d - 1
}

pub fn ymd(day: Day) -> (i64, i64, i64) {
    let (mut y, mut n) = (1970, day);
    while n < 0 {
        y -= 1;
        n += 365 + i64::from(leap(y));
    }
    while n >= 365 + i64::from(leap(y)) {
        n -= 365 + i64::from(leap(y));
        y += 1;
    }
    let mut m = 1;
    while n >= month_len(y, m) {
        n -= month_len(y, m);
        m += 1;
    }
    (y, m, n + 1)
}

pub fn parse_day(s: &str) -> Option<Day> {
    let parts: Vec<&str> = s.split('-').collect();
    let [y, m, d] = parts[..] else { return None };
    if y.len() != 4 || m.len() != 2 || d.len() != 2 {
        return None;
    }
    let (y, m, d) = (y.parse().ok()?, m.parse().ok()?, d.parse().ok()?);
    ((1..=12).contains(&m) && (1..=month_len(y, m)).contains(&d)).then(|| day(y, m, d))
}

pub fn show(d: Day) -> String {
    let (y, m, d) = ymd(d);
    format!("{y:04}-{m:02}-{d:02}")
}

/// The same day number so many months later or earlier, or that month's last day.
pub fn add_months(d: Day, months: i64) -> Day {
    let (y, m, dd) = ymd(d);
    let k = y * 12 + m - 1 + months;
    let (y, m) = (k.div_euclid(12), k.rem_euclid(12) + 1);
    day(y, m, dd.min(month_len(y, m)))
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Day,
    Work,
    Natural,
    Month,
    Year,
    Hour,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Term(pub i64, pub Unit);

pub const UNITS: [(&str, Unit); 6] =
    [("工作日", Unit::Work), ("自然日", Unit::Natural), ("个月", Unit::Month), ("日", Unit::Day), ("年", Unit::Year), ("小时", Unit::Hour)];

pub fn parse_term(s: &str) -> Option<Term> {
    let cut = s.find(|c: char| !c.is_ascii_digit() && c != '_')?;
    let n = s[..cut].replace('_', "").parse().ok()?;
    UNITS.iter().find(|u| u.0 == &s[cut..]).map(|u| Term(n, u.1))
}

pub fn show_term(t: Term) -> String {
    let unit = UNITS.iter().find(|u| u.1 == t.1).map_or("", |u| u.0);
    format!("{}{unit}", t.0)
}

/// Weekends, holidays and the days worked in their place.
#[derive(Default)]
pub struct Calendar {
    off: BTreeSet<Day>,
    work: BTreeSet<Day>,
}

impl Calendar {
    /// Reads `packs/calendar/*.toml`: only the lists `off` and `work` matter.
    pub fn read(files: &[String]) -> Calendar {
        let mut cal = Calendar::default();
        for text in files {
            let mut list = "";
            for line in text.lines() {
                let line = line.split('#').next().unwrap_or("").trim();
                if let Some((key, _)) = line.split_once('=') {
                    list = if key.trim() == "off" {
                        "off"
                    } else if key.trim() == "work" {
                        "work"
                    } else {
                        ""
                    };
                }
                for piece in line.split('"') {
                    match (list, parse_day(piece)) {
                        ("off", Some(d)) => cal.off.insert(d),
                        ("work", Some(d)) => cal.work.insert(d),
                        _ => false,
                    };
                }
            }
        }
        cal
    }

    pub fn works(&self, d: Day) -> bool {
        let weekend = (d + 3).rem_euclid(7) >= 5; // 1970-01-01 was a Thursday
        if weekend { self.work.contains(&d) } else { !self.off.contains(&d) }
    }
}

/// What `law.toml` makes of 日.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub working: Vec<i64>,
    pub rest: bool,
}

/// Reads `working_day_terms` and `rest_day_rule`; also the names the statute goes by.
pub fn read_law(text: &str) -> (Vec<String>, Option<Rule>) {
    let (mut names, mut working, mut rest, mut any) = (Vec::new(), Vec::new(), true, false);
    for line in text.lines().take_while(|l| !l.starts_with('[')) {
        let Some((key, value)) = line.split_once('=') else {
            continue;
        };
        let strings = || value.split('"').skip(1).step_by(2).map(str::to_owned);
        match key.trim() {
            "title" | "short" => names.extend(strings().take(1)),
            "short_names" => names.extend(strings()),
            "working_day_terms" => {
                any = true;
                let value = value.split('#').next().unwrap_or("").trim().trim_matches('"');
                working = match value {
                    "all" => (0..=10_000).collect(),
                    v if v.starts_with("<=") => (0..=v[2..].trim().parse().unwrap_or(0)).collect(),
                    v => v.trim_matches(['[', ']']).split(',').filter_map(|n| n.trim().parse().ok()).collect(),
                };
            }
            "rest_day_rule" => {
                any = true;
                rest = strings().next().as_deref() != Some("none");
            }
            _ => {}
        }
    }
    (names, any.then_some(Rule { working, rest }))
}

/// All rules by the names of their statutes.
pub type Rules = BTreeMap<String, Rule>;

/// How one norm counts: the calendar, its rule, and days on which the clock stands still.
pub struct Clock<'a> {
    pub cal: &'a Calendar,
    pub rule: Rule,
    pub stopped: &'a dyn Fn(Day) -> bool,
}

impl Clock<'_> {
    /// The raw end, before the rest-day rule.
    pub fn raw(&self, start: Day, term: Term) -> Day {
        match term.1 {
            Unit::Month => self.shifted(start, add_months(start, term.0)),
            Unit::Year => self.shifted(start, add_months(start, 12 * term.0)),
            Unit::Hour => self.step(start, (term.0 + 23) / 24, false),
            Unit::Work => self.step(start, term.0, true),
            Unit::Natural => self.step(start, term.0, false),
            Unit::Day => self.step(start, term.0, self.rule.working.contains(&term.0)),
        }
    }

    fn step(&self, start: Day, n: i64, working: bool) -> Day {
        let (mut d, mut left) = (start, n);
        while left > 0 && d < start + FAR {
            d += 1;
            if !(self.stopped)(d) && (!working || self.cal.works(d)) {
                left -= 1;
            }
        }
        d
    }

    // Month terms: one day later for each stopped day in (start, end], until stable.
    fn shifted(&self, start: Day, number: Day) -> Day {
        let mut end = number;
        loop {
            let stopped = (start + 1..=end).filter(|d| (self.stopped)(*d)).count() as i64;
            if number + stopped == end || end > start + FAR {
                return end;
            }
            end = number + stopped;
        }
    }

    /// T2, once, at the very end.
    pub fn rested(&self, raw: Day, unit: Unit) -> Day {
        let mut d = raw;
        while self.rule.rest && unit != Unit::Hour && !self.cal.works(d) {
            d += 1;
        }
        d
    }

    pub fn last_day(&self, start: Day, term: Term) -> Day {
        self.rested(self.raw(start, term), term.1)
    }

    /// Date ± term: no rest-day rule.
    pub fn plus(&self, start: Day, term: Term, sign: i64) -> Day {
        if sign > 0 {
            return self.raw(start, term);
        }
        match term.1 {
            Unit::Month => add_months(start, -term.0),
            Unit::Year => add_months(start, -12 * term.0),
            Unit::Hour => start - (term.0 + 23) / 24,
            unit => {
                let working = unit == Unit::Work || unit == Unit::Day && self.rule.working.contains(&term.0);
                let (mut d, mut left) = (start, term.0);
                while left > 0 {
                    d -= 1;
                    left -= i64::from(!working || self.cal.works(d));
                }
                d
            }
        }
    }
}
