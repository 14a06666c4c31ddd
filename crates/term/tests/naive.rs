//! The rules of T1 to T7 once more, one day at a time, against the fast ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use fadu_base::Date;
use fadu_term::{
    Before, Calendar, Count, DayRule, Extension, RestDayRule, Stop, Term, Unit, Words,
    WorkingDayTerms, before, derive, last_day, shift_back, shift_forward,
};
use proptest::prelude::*;

struct Naive<'a> {
    count: &'a Count<'a>,
    calendar: &'a Calendar,
    assumed: bool,
}

impl Naive<'_> {
    fn stopped(&self, day: Date) -> bool {
        let from = self.count.restart.unwrap_or(Date::MIN);
        self.count
            .stops
            .iter()
            .any(|s| from <= s.from && s.from <= day && s.to.is_none_or(|to| day < to))
    }

    fn working(&mut self, day: Date) -> bool {
        self.assumed |= self.calendar.is_assumed(day);
        self.calendar.is_working(day)
    }

    /// Day terms: step over the days. `None`: still stopped after 40 years.
    fn step(&mut self, from: Date, n: u32, only_working: bool) -> Option<Date> {
        let (mut day, mut left) = (from, n);
        while left > 0 {
            day = day.succ();
            if from.number() + 15_000 < day.number() {
                return None;
            }
            if self.stopped(day) {
                continue;
            }
            if !only_working || self.working(day) {
                left -= 1;
            }
        }
        Some(day)
    }

    /// Month and year terms: by the number, then a day later for each stopped day, until stable.
    fn by_number(&self, from: Date, months: u32) -> Option<Date> {
        let number = from.add_months(months as i32).unwrap();
        let mut end = number;
        loop {
            let stopped = (from.number() + 1..=end.number())
                .filter(|&n| self.stopped(Date::from_number(n).unwrap()));
            let next = number.add_days(stopped.count() as i32).unwrap();
            if next == end {
                return Some(end);
            }
            if from.number() + 15_000 < next.number() {
                return None;
            }
            end = next;
        }
    }

    fn segment(&mut self, from: Date, term: Term) -> Option<Date> {
        let n = term.n();
        match term.unit() {
            Unit::WorkingDay => self.step(from, n, true),
            Unit::Day => self.step(from, n, self.count.rule.working_day_terms.covers(n)),
            Unit::CalendarDay => self.step(from, n, false),
            Unit::Hour => self.step(from, n.div_ceil(24), false),
            Unit::Month => self.by_number(from, n),
            Unit::Year => self.by_number(from, 12 * n),
        }
    }

    fn due(&mut self, raw: Date, term: Term) -> Date {
        let mut day = raw;
        if self.count.hard
            || term.unit() == Unit::Hour
            || self.count.rule.rest_day_rule == RestDayRule::None
        {
            return day;
        }
        while !self.working(day) {
            day = day.succ();
        }
        day
    }

    fn last_day(&mut self) -> (Option<Date>, bool) {
        let start = self.count.restart.unwrap_or(self.count.start);
        let mut term = self.count.term;
        let mut raw = self.segment(start, term);
        let mut taken = vec![];
        for extension in self.count.extensions {
            let Some(end) = raw else { break };
            let effective = extension.effective.unwrap();
            if effective <= start || self.due(end, term) < effective {
                continue;
            }
            let used = taken
                .iter()
                .filter(|&&group| group == extension.group)
                .count();
            if extension.most.is_some_and(|most| most as usize <= used) {
                continue;
            }
            taken.push(extension.group);
            term = extension.term;
            raw = self.segment(end, term);
        }
        (raw.map(|end| self.due(end, term)), self.assumed)
    }
}

fn a_day() -> impl Strategy<Value = Date> {
    let first = Date::new(2017, 6, 1).unwrap().number();
    let last = Date::new(2028, 6, 1).unwrap().number();
    (first..last).prop_map(|n| Date::from_number(n).unwrap())
}

fn near(start: Date) -> impl Strategy<Value = Date> {
    (-20..120_i32).prop_map(move |n| start.add_days(n).unwrap())
}

fn a_term() -> impl Strategy<Value = Term> {
    let unit = |unit: Unit, most: u32| (0..=most).prop_map(move |n| Term::new(n, unit).unwrap());
    prop_oneof![
        unit(Unit::WorkingDay, 70),
        unit(Unit::Day, 95),
        unit(Unit::CalendarDay, 95),
        unit(Unit::Month, 7),
        unit(Unit::Year, 2),
        unit(Unit::Hour, 100),
    ]
}

fn a_rule() -> impl Strategy<Value = DayRule> {
    let terms = prop_oneof![
        Just(WorkingDayTerms::None),
        Just(WorkingDayTerms::List(vec![2, 3, 5, 7])),
        Just(WorkingDayTerms::AtMost(10)),
        Just(WorkingDayTerms::All),
    ];
    let rest = prop_oneof![3 => Just(RestDayRule::Next), 1 => Just(RestDayRule::None)];
    (terms, rest).prop_map(|(working_day_terms, rest_day_rule)| DayRule {
        working_day_terms,
        rest_day_rule,
        ..DayRule::default()
    })
}

fn a_stop(start: Date) -> impl Strategy<Value = Stop> {
    (near(start), prop::option::weighted(0.9, 0..40_i32)).prop_map(|(from, days)| Stop {
        from,
        to: days.map(|n| from.add_days(n).unwrap()),
    })
}

fn an_extension(start: Date) -> impl Strategy<Value = Extension> {
    (near(start), a_term(), prop::option::of(1..3_u32), 0..2_u32).prop_map(
        |(day, term, most, group)| Extension {
            effective: Some(day),
            term,
            most,
            group,
        },
    )
}

type Parts = (
    Date,
    Term,
    DayRule,
    bool,
    Vec<Stop>,
    Vec<Extension>,
    Option<Date>,
);

fn parts() -> impl Strategy<Value = Parts> {
    a_day().prop_flat_map(|start| {
        (
            Just(start),
            a_term(),
            a_rule(),
            any::<bool>(),
            prop::collection::vec(a_stop(start), 0..4),
            prop::collection::vec(an_extension(start), 0..4),
            prop::option::weighted(0.2, near(start)),
        )
    })
}

fn count(parts: &Parts) -> Count<'_> {
    let (start, term, rule, hard, stops, extensions, restart) = parts;
    Count {
        start: *start,
        term: *term,
        rule,
        hard: *hard,
        stops,
        extensions,
        restart: *restart,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn the_fast_way_is_the_slow_way(parts in parts()) {
        let count = count(&parts);
        let fast = last_day(&count, Calendar::builtin()).unwrap();
        let slow = Naive { count: &count, calendar: Calendar::builtin(), assumed: false }.last_day();
        prop_assert_eq!(fast.last_day, slow.0);
        if fast.last_day.is_some() {
            prop_assert_eq!(fast.assumed, slow.1);
        }
    }

    #[test]
    fn the_derivation_arrives_at_the_last_day(parts in parts()) {
        let count = count(&parts);
        let fast = last_day(&count, Calendar::builtin()).unwrap();
        let told = derive(&count, Calendar::builtin(), &Words::default()).unwrap();
        prop_assert_eq!((told.last_day, told.raw_end, told.assumed), (fast.last_day, fast.raw_end, fast.assumed));
        if let Some(day) = told.last_day {
            prop_assert!(told.derivation.iter().any(|step| step.day == day));
        }
    }

    #[test]
    fn a_later_start_never_ends_earlier(day in a_day(), term in a_term(), rule in a_rule()) {
        let end = |start| last_day(&Count::new(start, term).under(&rule), Calendar::builtin()).unwrap().last_day;
        prop_assert!(end(day) <= end(day.succ()));
    }

    #[test]
    fn before_is_the_last_day_early_enough(date in a_day(), term in a_term(), rule in a_rule(), hard: bool) {
        let found = before(&Before { date, term, rule: &rule, hard }, Calendar::builtin()).unwrap().last_day.unwrap();
        let end = |start| {
            let count = Count { hard, ..Count::new(start, term).under(&rule) };
            Naive { count: &count, calendar: Calendar::builtin(), assumed: false }.last_day().0.unwrap()
        };
        prop_assert!(end(found) < date && date <= end(found.succ()));
    }

    #[test]
    fn working_days_forward_and_back_meet(day in a_day(), n in 1..60_u32) {
        let calendar = Calendar::builtin();
        let term = Term::new(n, Unit::WorkingDay).unwrap();
        let there = shift_forward(day, term, DayRule::PLAIN, calendar).unwrap().0;
        let back = shift_back(there, term, DayRule::PLAIN, calendar).unwrap().0;
        prop_assert_eq!(Some(back), calendar.sub_working(day.succ(), 1));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,12}") {
        let _ = text.parse::<Term>();
        let _ = Calendar::builtin().import(&text);
    }
}

/// The shipped tables are the facts in `shared/calendar`, day by day.
#[test]
fn the_shipped_tables_are_the_shared_facts() {
    let shared = std::env::var("FADU_SHARED").unwrap_or_else(|_| "../../../shared".into());
    let Ok(text) = std::fs::read_to_string(format!("{shared}/calendar/holidays.json")) else {
        println!("left out: no {shared}/calendar/holidays.json");
        return;
    };
    let facts = Calendar::from_texts([text.as_str()]).unwrap();
    assert_eq!(facts.version(), Calendar::builtin().version());
    assert_eq!(facts.years().count(), 10);
}

/// Every statute in the repository says its rule in words this crate reads.
#[test]
fn the_rules_of_the_shipped_statutes_are_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/statutes");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(text) = std::fs::read_to_string(entry.path().join("law.toml")) else {
            continue;
        };
        let rule = toml::from_str::<DayRule>(&text);
        assert!(rule.is_ok(), "{:?}: {rule:?}", entry.path());
        read += 1;
    }
    assert!(read > 0, "no law.toml in {folder}");
}
