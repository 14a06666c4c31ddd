//! The due day of a duty: stops, extensions and restarts as its case had them (T1 to T7).

use fadu_base::Date;
use fadu_term::{
    Before, Count, Extension, Outcome, Stop, Words, before, derive, derive_before, last_day,
};

use crate::engine::view::View;
use crate::model::{Acts, Duty, TermExpr, Within};

/// What a duty's clock needs, gathered from the records up to the discharge.
pub(crate) struct Clock<'v> {
    duty: &'v Duty,
    start: Date,
    stops: Vec<Stop>,
    extensions: Vec<Extension>,
    restart: Option<Date>,
}

impl<'s> View<'s> {
    /// The clock of a duty that began on `start` by the record `trigger` (of a date fact: the one that last
    /// changed it, a new value starts it anew, M9); records after `until`
    /// (the discharge) do not move it.
    pub(crate) fn clock<'v>(
        &self,
        duty: &'v Duty,
        start: Date,
        trigger: Option<usize>,
        until: Option<usize>,
    ) -> Option<Clock<'v>> {
        let end = until.map_or(self.len, |place| (place + 1).min(self.len));
        let counts = |acts: &Acts| -> Vec<usize> {
            self.counting(acts)
                .into_iter()
                .filter(|p| *p < end)
                .collect()
        };
        let restart = duty
            .restarts
            .iter()
            .flat_map(counts)
            .filter(|p| trigger.is_none_or(|t| t < *p))
            .max()
            .and_then(|p| self.effective(p));
        Some(Clock {
            duty,
            start,
            stops: duty
                .stops
                .iter()
                .flat_map(|s| self.spans(&counts(&s.from), &counts(&s.until)))
                .collect(),
            extensions: self.extensions(duty, &counts)?,
            restart,
        })
    }

    // Spans from A to the next B in record order, by effective days, half-open (T3).
    fn spans(&self, from: &[usize], until: &[usize]) -> Vec<Stop> {
        let mut spans: Vec<Stop> = Vec::new();
        let mut open: Option<Date> = None;
        let mut marks: Vec<(usize, bool)> = from.iter().map(|p| (*p, true)).collect();
        marks.extend(until.iter().map(|p| (*p, false)));
        marks.sort_unstable();
        for (place, starts) in marks {
            let Some(day) = self.effective(place) else {
                continue;
            };
            match (starts, open) {
                (true, None) => open = Some(day),
                (false, Some(from)) => {
                    spans.push(Stop {
                        from,
                        to: Some(day),
                    });
                    open = None;
                }
                _ => {}
            }
        }
        spans.extend(open.map(|from| Stop { from, to: None }));
        spans
    }

    fn extensions(
        &self,
        duty: &Duty,
        counts: &impl Fn(&Acts) -> Vec<usize>,
    ) -> Option<Vec<Extension>> {
        let mut placed: Vec<(usize, Extension)> = Vec::new();
        for (group, extend) in duty.extends.iter().enumerate() {
            let term = self.term(&extend.term)?;
            let group = u32::try_from(group).ok()?;
            for place in counts(&extend.act) {
                let effective = self.effective(place);
                placed.push((
                    place,
                    Extension {
                        effective,
                        term,
                        most: extend.times,
                        group,
                    },
                ));
            }
        }
        placed.sort_by_key(|(place, _)| *place);
        Some(placed.into_iter().map(|(_, e)| e).collect())
    }
}

impl Clock<'_> {
    fn term(&self) -> Option<&TermExpr> {
        match &self.duty.within {
            Within::After(term) | Within::Before(term) => Some(term),
            Within::Promptly => None,
        }
    }

    /// The due day alone; outer `None`: it cannot be computed.
    pub(crate) fn due(&self, view: &View<'_>) -> Option<Option<Date>> {
        let Some(expr) = self.term() else {
            return Some(None);
        };
        let term = view.term(expr)?;
        let calendar = view.session.calendar;
        let end = match self.duty.within {
            Within::Before(_) => before(&self.before(expr, term), calendar),
            _ => last_day(&self.count(expr, term), calendar),
        };
        Some(end.ok()?.last_day)
    }

    /// The due day with each rule that moved it.
    pub(crate) fn outcome(&self, view: &View<'_>, words: &Words<'_>) -> Option<Outcome> {
        let expr = self.term()?;
        let term = view.term(expr)?;
        let calendar = view.session.calendar;
        match self.duty.within {
            Within::Before(_) => derive_before(&self.before(expr, term), calendar, words).ok(),
            _ => derive(&self.count(expr, term), calendar, words).ok(),
        }
    }

    fn count<'c>(&'c self, expr: &'c TermExpr, term: fadu_term::Term) -> Count<'c> {
        Count {
            start: self.start,
            term,
            rule: &expr.rule,
            hard: self.duty.hard,
            stops: &self.stops,
            extensions: &self.extensions,
            restart: self.restart,
        }
    }

    fn before<'c>(&'c self, expr: &'c TermExpr, term: fadu_term::Term) -> Before<'c> {
        Before {
            date: self.start,
            term,
            rule: &expr.rule,
            hard: self.duty.hard,
        }
    }
}
