//! The days between a start and an end that are not counted, named one by one in groups.

use fadu_base::Date;

use crate::calendar::Calendar;
use crate::count::{Count, Kind, Segment, Stop};
use crate::derive::{Label, Step, StepRule, Words, day_text};
use crate::term::{Term, Unit};

/// What was found on the way.
#[derive(Default)]
pub(crate) struct Days {
    /// The first days that were counted; eleven are enough to know that there are too many to name.
    pub counted: Vec<Date>,
    number: i32,
}

/// One stretch of days, told.
pub(crate) struct Walk<'a> {
    pub count: &'a Count<'a>,
    pub calendar: &'a Calendar,
    pub words: &'a Words<'a>,
    pub stops: &'a [Stop],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Counted,
    Makeup,
    Weekend,
    Holiday,
    Stopped(usize),
}

/// A run of days of one class.
struct Run {
    first: Date,
    last: Date,
    class: Class,
}

impl Walk<'_> {
    /// Tells the days of a segment that are skipped, up to its end or to the stop that still runs.
    pub fn tell(&self, segment: &Segment, steps: &mut Vec<Step>) -> Days {
        let mut days = Days::default();
        let open = self.stops.iter().find(|stop| stop.to.is_none());
        let Some(end) = segment.end.or(open.map(|stop| stop.from.pred())) else {
            return days;
        };
        let mut runs = Runs(Vec::new());
        let mut day = segment.from.succ();
        while day <= end && segment.from < day {
            let class = self.class(day, segment.kind);
            if matches!(class, Class::Counted | Class::Makeup) {
                days.number += 1;
                if days.counted.len() <= 10 {
                    days.counted.push(day);
                }
            }
            runs.add(day, class);
            day = day.succ();
        }
        let year = self.count.from().year();
        tell_runs(&runs.0, self, year, steps);
        if let (None, Some(stop)) = (segment.end, open) {
            steps.push(self.standing(stop, segment, days.number));
        }
        days
    }

    fn class(&self, day: Date, kind: Kind) -> Class {
        let within = |stop: &Stop| stop.from <= day && stop.to.is_none_or(|to| day < to);
        if let Some(index) = self.stops.iter().position(within) {
            return Class::Stopped(index);
        }
        if kind == Kind::Calendar {
            return Class::Counted;
        }
        rest_class(self.calendar, day)
    }

    fn label(&self, stop: &Stop) -> Label<'_> {
        let index = self.count.stops.iter().position(|s| s == stop);
        index
            .and_then(|i| self.words.stops.get(i))
            .copied()
            .unwrap_or_default()
    }

    fn standing(&self, stop: &Stop, segment: &Segment, counted: i32) -> Step {
        let label = self.label(stop);
        let left = segment.days - counted;
        let unit = if segment.kind == Kind::Working {
            "个工作日"
        } else {
            "天"
        };
        let text = format!(
            "{} 起停止计算{}，尚未恢复：已计{counted}{unit}，还剩{left}{unit}",
            stop.from,
            bracketed(label.word)
        );
        Step {
            day: stop.from,
            rule: StepRule::Stop,
            text,
            cite: label.cite.map(str::to_owned),
        }
    }
}

fn rest_class(calendar: &Calendar, day: Date) -> Class {
    match (calendar.is_working(day), day.weekday().is_weekend()) {
        (true, false) => Class::Counted,
        (true, true) => Class::Makeup,
        (false, true) => Class::Weekend,
        (false, false) => Class::Holiday,
    }
}

struct Runs(Vec<Run>);

impl Runs {
    fn add(&mut self, day: Date, class: Class) {
        if let Some(run) = self.0.last_mut() {
            // A Saturday beside a holiday belongs to the holiday.
            let rest = |class| matches!(class, Class::Weekend | Class::Holiday);
            if run.class == class || (rest(run.class) && rest(class)) {
                run.last = day;
                run.class = if run.class == Class::Weekend {
                    class
                } else {
                    run.class
                };
                return;
            }
        }
        self.0.push(Run {
            first: day,
            last: day,
            class,
        });
    }
}

fn tell_runs(runs: &[Run], walk: &Walk<'_>, year: i32, steps: &mut Vec<Step>) {
    let mut weekends: Vec<&Run> = Vec::new();
    for run in runs {
        match run.class {
            Class::Counted => {}
            Class::Weekend => weekends.push(run),
            _ => {
                flush(&mut weekends, year, steps);
                steps.push(tell_run(run, walk, year));
            }
        }
    }
    flush(&mut weekends, year, steps);
}

fn flush(weekends: &mut Vec<&Run>, year: i32, steps: &mut Vec<Step>) {
    let Some(last) = weekends.last() else { return };
    let spans: Vec<String> = weekends
        .iter()
        .map(|run| span_text(run.first, run.last, year))
        .collect();
    let text = format!("{}周末，不计", spans.join("、"));
    steps.push(Step {
        day: last.last,
        rule: StepRule::Length,
        text,
        cite: None,
    });
    weekends.clear();
}

fn tell_run(run: &Run, walk: &Walk<'_>, year: i32) -> Step {
    let span = span_text(run.first, run.last, year);
    let days = run.last.number() - run.first.number() + 1;
    let step = |rule, text, cite: Option<&str>| Step {
        day: run.last,
        rule,
        text,
        cite: cite.map(str::to_owned),
    };
    match run.class {
        Class::Stopped(index) => {
            let label = walk
                .stops
                .get(index)
                .map(|stop| walk.label(stop))
                .unwrap_or_default();
            let text = format!("{span}停止计算{}，{days}天不计", bracketed(label.word));
            step(StepRule::Stop, text, label.cite)
        }
        Class::Makeup => {
            let week = run.first.weekday().zh();
            let text = if days == 1 {
                format!("{span}{week}调休上班，计入")
            } else {
                format!("{span}周末调休上班，计入")
            };
            step(StepRule::Length, text, walk.calendar.source(run.first))
        }
        _ => {
            let text = format!(
                "{span}{}，不计",
                why_at_rest(walk.calendar, run.first, run.last)
            );
            step(
                StepRule::Length,
                text,
                holiday_source(walk.calendar, run.first, run.last),
            )
        }
    }
}

fn bracketed(word: &str) -> String {
    if word.is_empty() {
        String::new()
    } else {
        format!("（{word}）")
    }
}

fn holidays(calendar: &Calendar, first: Date, last: Date) -> Option<Date> {
    let mut day = first;
    while day <= last {
        if calendar.is_holiday(day) {
            return Some(day);
        }
        day = day.add_days(1)?;
    }
    None
}

fn holiday_source(calendar: &Calendar, first: Date, last: Date) -> Option<&str> {
    holidays(calendar, first, last).and_then(|day| calendar.source(day))
}

/// `放假` or `周末`, and whether that is only assumed.
pub(crate) fn why_at_rest(calendar: &Calendar, first: Date, last: Date) -> &'static str {
    match holidays(calendar, first, last) {
        Some(day) if calendar.is_assumed(day) => "放假（当年的安排尚未发布，暂定）",
        Some(_) => "放假",
        None if first == last => "是周末",
        None => "周末",
    }
}

/// `周六，调休上班`.
pub(crate) fn weekday_text(calendar: &Calendar, day: Date) -> String {
    let makeup = if calendar.is_makeup(day) {
        "，调休上班"
    } else {
        ""
    };
    format!("{}{makeup}", day.weekday().zh())
}

/// `10月1日至7日`, `9月30日至10月2日`, `10月1日`.
pub(crate) fn span_text(first: Date, last: Date, year: i32) -> String {
    let ((y, m, _), (ly, lm, ld)) = (first.ymd(), last.ymd());
    let start = day_text(first, year);
    if first == last {
        return start;
    }
    if (y, m) == (ly, lm) {
        return format!("{start}至{ld}日");
    }
    let end = if y == ly {
        format!("{lm}月{ld}日")
    } else {
        day_text(last, y)
    };
    format!("{start}至{end}")
}

/// Says that a term written in `日` is counted in working days, where the statute says so.
pub(crate) fn converted(count: &Count<'_>, term: Term, day: Date, steps: &mut Vec<Step>) {
    if term.unit() == Unit::Day && count.rule.working_day_terms.covers(term.n()) {
        let text = format!("{term}按工作日计");
        let cite = count.rule.cites.working_days.clone();
        steps.push(Step {
            day,
            rule: StepRule::Length,
            text,
            cite,
        });
    }
}
