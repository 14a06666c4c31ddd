//! The last day of a term, with stops, extensions and a restart (language.md T1 to T4).

use std::borrow::Cow;

use fadu_base::Date;

use crate::calendar::Calendar;
use crate::derive::Step;
use crate::rule::{DayRule, RestDayRule};
use crate::term::{Term, Unit};

/// Everything that decides a last day. The days are effective days, in the order of record.
#[derive(Clone, Copy, Debug)]
pub struct Count<'a> {
    /// The day that starts the term; it is not counted (T1).
    pub start: Date,
    /// How long.
    pub term: Term,
    /// What the statute says about days (T5).
    pub rule: &'a DayRule,
    /// `不顺延`: a last day on a rest day stays.
    pub hard: bool,
    /// When the clock stood still (T3).
    pub stops: &'a [Stop],
    /// What made the term longer (T4).
    pub extensions: &'a [Extension],
    /// `重起`: counted anew from this day; stops and extensions before it are forgotten (T4).
    pub restart: Option<Date>,
}

/// Days that are not counted, `[from, to)`; without `to` the clock still stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stop {
    /// The first day that is not counted.
    pub from: Date,
    /// The first day that is counted again.
    pub to: Option<Date>,
}

/// One act that makes the term longer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extension {
    /// When it takes effect; `None`: in time, whatever the due day.
    pub effective: Option<Date>,
    /// By how much.
    pub term: Term,
    /// How many of the same `group` count at most.
    pub most: Option<u32>,
    /// Which `延` clause it belongs to.
    pub group: u32,
}

/// The answer without its derivation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
    /// The due day; `None` while the clock stands.
    pub last_day: Option<Date>,
    /// The end before the rest-day rule; `None` while the clock stands.
    pub raw_end: Option<Date>,
    /// A day that the holiday tables do not know for certain was looked at (T6).
    pub assumed: bool,
}

/// The answer with each rule that moved the day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The due day; `None` while the clock stands.
    pub last_day: Option<Date>,
    /// The end before the rest-day rule; `None` while the clock stands.
    pub raw_end: Option<Date>,
    /// How the day was reached, in the order of time.
    pub derivation: Vec<Step>,
    /// A day that the holiday tables do not know for certain was looked at (T6).
    pub assumed: bool,
}

/// Why there is no last day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CountError {
    /// The term ends after 9999 or before year 1.
    #[error("从 {start} 起算 {term} 超出了可写的日期")]
    Range { start: Date, term: Term },
}

impl<'a> Count<'a> {
    /// A term without stops, extensions or restart, under the rule that holds where no statute has one.
    pub fn new(start: Date, term: Term) -> Count<'a> {
        Count {
            start,
            term,
            rule: DayRule::PLAIN,
            hard: false,
            stops: &[],
            extensions: &[],
            restart: None,
        }
    }

    /// The same under the rule of a statute.
    pub fn under(self, rule: &'a DayRule) -> Count<'a> {
        Count { rule, ..self }
    }

    /// The day from which the term is counted.
    pub fn from(&self) -> Date {
        self.restart.unwrap_or(self.start)
    }

    /// The stops that are not forgotten, by their first day.
    pub(crate) fn standing_stops(&self) -> Cow<'a, [Stop]> {
        let kept = |stop: &Stop| self.restart.is_none_or(|day| day <= stop.from);
        if self.stops.is_sorted() && self.stops.iter().all(kept) {
            return Cow::Borrowed(self.stops);
        }
        let mut stops: Vec<Stop> = self.stops.iter().copied().filter(kept).collect();
        stops.sort();
        Cow::Owned(stops)
    }
}

/// The due day of a term, without its derivation: constant time for each stop and extension.
///
/// # Errors
/// `Range` when the term ends after 9999.
pub fn last_day(count: &Count<'_>, calendar: &Calendar) -> Result<End, CountError> {
    walk(count, calendar, &mut ())
}

/// Which days are counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Working,
    Calendar,
}

/// Why an extension does not count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refused {
    /// It came after the due day as it stood.
    Late(Date),
    /// As many as are allowed were there before.
    TooMany(u32),
}

/// One stretch of a term: the base term, or an extension of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    /// The index of the extension.
    pub extension: Option<usize>,
    pub from: Date,
    pub term: Term,
    pub kind: Kind,
    /// How many days of that kind are counted.
    pub days: i32,
    /// `None` while the clock stands.
    pub end: Option<Date>,
}

/// Hears what the count does; `()` hears nothing, so both ways are one piece of code.
pub(crate) trait Listener {
    fn segment(&mut self, _segment: Segment) {}
    fn refused(&mut self, _extension: usize, _why: Refused) {}
}

impl Listener for () {}

/// Days of which kind a term counts, from which day.
pub(crate) fn measure(term: Term, rule: &DayRule, from: Date) -> Option<(Kind, i32)> {
    let n = i32::try_from(term.n()).ok()?;
    let by_month = |months: i32| {
        Some((
            Kind::Calendar,
            from.add_months(months)?.number() - from.number(),
        ))
    };
    match term.unit() {
        Unit::WorkingDay => Some((Kind::Working, n)),
        Unit::Day if rule.working_day_terms.covers(term.n()) => Some((Kind::Working, n)),
        Unit::Day | Unit::CalendarDay => Some((Kind::Calendar, n)),
        Unit::Month => by_month(n),
        Unit::Year => by_month(n.checked_mul(12)?),
        Unit::Hour => Some((Kind::Calendar, n / 24 + i32::from(n % 24 > 0))),
    }
}

pub(crate) fn walk(
    count: &Count<'_>,
    calendar: &Calendar,
    listener: &mut impl Listener,
) -> Result<End, CountError> {
    let stops = count.standing_stops();
    let mut walker = Walker {
        count,
        calendar,
        stops: &stops,
        assumed: false,
    };
    let mut raw = walker.segment(None, count.from(), count.term, listener)?;
    let mut unit = count.term.unit();
    let mut counted: Vec<u32> = Vec::new();
    for (index, extension) in count.extensions.iter().enumerate() {
        let Some(end) = raw else { break };
        if extension.effective.is_some_and(|day| day <= count.from()) {
            continue;
        }
        let due = walker.due(end, unit)?;
        if let Some(why) = refusal(extension, due, &counted) {
            listener.refused(index, why);
            continue;
        }
        counted.push(extension.group);
        unit = extension.term.unit();
        raw = walker.segment(Some(index), end, extension.term, listener)?;
    }
    let last_day = raw.map(|end| walker.due(end, unit)).transpose()?;
    Ok(End {
        last_day,
        raw_end: raw,
        assumed: walker.assumed,
    })
}

fn refusal(extension: &Extension, due: Date, counted: &[u32]) -> Option<Refused> {
    if extension.effective.is_some_and(|day| due < day) {
        return Some(Refused::Late(due));
    }
    let most = extension.most?;
    let before = counted
        .iter()
        .filter(|&&group| group == extension.group)
        .count();
    (usize::try_from(most).is_ok_and(|most| most <= before)).then_some(Refused::TooMany(most))
}

struct Walker<'a> {
    count: &'a Count<'a>,
    calendar: &'a Calendar,
    stops: &'a [Stop],
    assumed: bool,
}

impl Walker<'_> {
    fn segment(
        &mut self,
        extension: Option<usize>,
        from: Date,
        term: Term,
        listener: &mut impl Listener,
    ) -> Result<Option<Date>, CountError> {
        let range = CountError::Range { start: from, term };
        let (kind, days) = measure(term, self.count.rule, from).ok_or(range)?;
        let end = self.advance(kind, from, days).ok_or(range)?;
        listener.segment(Segment {
            extension,
            from,
            term,
            kind,
            days,
            end,
        });
        Ok(end)
    }

    /// The n-th day of that kind after `from` that is not stopped; `Some(None)` while the clock stands.
    ///
    /// Month and year terms come here as calendar days: "one day later for each stopped day in
    /// (start, end], until stable" (T3) is the same day as the n-th day that is not stopped.
    fn advance(&mut self, kind: Kind, from: Date, days: i32) -> Option<Option<Date>> {
        let mut done = from.number();
        let mut left = days;
        for stop in self.stops {
            let begin = stop.from.number().max(done + 1);
            if stop.to.is_some_and(|to| to.number() <= begin) {
                continue;
            }
            let before = self.days_in(kind, done, begin - 1);
            if left <= before {
                break;
            }
            self.look(kind, done, begin - 1);
            left -= before;
            match stop.to {
                Some(to) => done = to.number() - 1,
                None => return Some(None),
            }
        }
        let end = match kind {
            Kind::Calendar => Date::from_number(done.checked_add(left)?)?,
            Kind::Working => self
                .calendar
                .add_working(Date::from_number(done)?, u32::try_from(left).ok()?)?,
        };
        self.look(kind, done, end.number());
        Some(Some(end))
    }

    fn days_in(&self, kind: Kind, from: i32, to: i32) -> i32 {
        match kind {
            Kind::Calendar => to - from,
            Kind::Working => self.calendar.working_in(from, to),
        }
    }

    fn look(&mut self, kind: Kind, from: i32, to: i32) {
        self.assumed |= kind == Kind::Working && self.calendar.assumed_in(from, to);
    }

    /// The rest-day rule (T2), by the unit of the last segment: hours run through.
    fn due(&mut self, end: Date, unit: Unit) -> Result<Date, CountError> {
        if !moves_on(self.count, unit) {
            return Ok(end);
        }
        let range = CountError::Range {
            start: self.count.from(),
            term: self.count.term,
        };
        let due = self.calendar.working_day_from(end).ok_or(range)?;
        self.assumed |= self.calendar.assumed_in(end.number() - 1, due.number());
        Ok(due)
    }
}

/// Whether a last day on a rest day moves on.
pub(crate) fn moves_on(count: &Count<'_>, unit: Unit) -> bool {
    !count.hard && unit != Unit::Hour && count.rule.rest_day_rule == RestDayRule::Next
}
