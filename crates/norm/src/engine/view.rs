//! A case at a moment: so many records, a day, and perhaps an act at hand (M1).

use std::sync::Arc;

use fadu_base::Date;

use crate::engine::session::{Kept, Session};
use crate::history::Record;
use crate::model::{ActId, Acts, FactId, Facts, Origin};
use crate::value::Value;

/// The act at hand.
#[derive(Clone, Copy)]
pub(crate) enum Own<'s> {
    /// A record being judged: its facts are set, it does not stand yet.
    Judged(&'s Record),
    /// An offer (M2): content is free; performers are known or free.
    Offered {
        /// Who asks; `None`: performers are free.
        person: Option<&'s Arc<str>>,
    },
}

/// The moment at which formulas are evaluated.
#[derive(Clone, Copy)]
pub struct View<'s> {
    /// The case.
    pub(crate) session: &'s Session<'s>,
    /// How many records are considered.
    pub(crate) len: usize,
    /// The day of the question.
    pub(crate) day: Date,
    /// The day that `期内` reads: the legal date, also on the recorded day (M5).
    pub(crate) within_day: Date,
    /// The act at hand.
    pub(crate) own: Option<Own<'s>>,
}

impl<'s> View<'s> {
    /// The same case at the moment of a record that would be the next (M1).
    pub(crate) fn of_record(&self, record: &'s Record) -> View<'s> {
        View {
            within_day: record.on,
            own: Some(Own::Judged(record)),
            ..*self
        }
    }

    /// The day of the question.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The record at this place, if it is considered.
    pub(crate) fn kept(&self, place: usize) -> Option<&'s Kept> {
        if place < self.len {
            self.session.kept.get(place)
        } else {
            None
        }
    }

    /// Whether the record counts here: effective and not revoked (M4, M8).
    pub fn counts(&self, place: usize) -> bool {
        self.kept(place)
            .is_some_and(|k| k.effective.is_some_and(|d| d <= self.day) && !self.revoked(k))
    }

    /// Whether the record stands here: not revoked, effective or not yet.
    pub fn stands(&self, place: usize) -> bool {
        self.kept(place).is_some_and(|k| !self.revoked(k))
    }

    fn revoked(&self, kept: &Kept) -> bool {
        kept.revoked_by.iter().any(|place| self.took_effect(*place))
    }

    // A revoking act works from its effective day; revoked later, its effect stays (M8).
    fn took_effect(&self, place: usize) -> bool {
        let Some(revoking) = self.kept(place) else {
            return false;
        };
        let Some(day) = revoking.effective.filter(|d| *d <= self.day) else {
            return false;
        };
        let ended = |p: &usize| {
            *p != place
                && self
                    .kept(*p)
                    .and_then(|k| k.effective)
                    .is_some_and(|d| d < day)
        };
        !revoking.revoked_by.iter().any(ended)
    }

    /// Places of records of these acts that count, in order.
    pub(crate) fn counting(&self, acts: &Acts) -> Vec<usize> {
        let mut places: Vec<usize> = acts
            .ids
            .iter()
            .flat_map(|act| self.session.places(*act).iter().copied())
            .filter(|place| self.counts(*place))
            .collect();
        places.sort_unstable();
        places
    }

    /// The last record of these acts that counts.
    pub fn last(&self, acts: &Acts) -> Option<usize> {
        let last = |act: &ActId| {
            self.session
                .places(*act)
                .iter()
                .rev()
                .copied()
                .find(|p| self.counts(*p))
        };
        acts.ids.iter().filter_map(last).max()
    }

    /// Whether one of these acts stands and is effective.
    pub fn done(&self, act: ActId) -> bool {
        self.session.places(act).iter().any(|p| self.counts(*p))
    }

    /// The day from which the record counts.
    pub(crate) fn effective(&self, place: usize) -> Option<Date> {
        self.kept(place).and_then(|k| k.effective)
    }

    /// The same case as it was right after this record, on that record's own day.
    pub(crate) fn after(&self, place: usize) -> View<'s> {
        let day = self.kept(place).map_or(self.day, |k| k.record.on);
        View {
            len: place + 1,
            day,
            within_day: day,
            own: None,
            ..*self
        }
    }

    fn own_value(&self, fact: FactId) -> Option<&'s Value> {
        match self.own {
            Some(Own::Judged(record)) => record
                .facts
                .iter()
                .rev()
                .find(|(f, _)| *f == fact)
                .map(|(_, v)| v),
            _ => None,
        }
    }

    /// The value of a typed fact before the act at hand.
    fn stored(&self, fact: FactId) -> Option<&'s Value> {
        let settings = self.session.settings.get(fact.index())?;
        let setting = settings.iter().rev().find(|s| s.record < self.len);
        setting
            .map(|s| &s.value)
            .or(self.session.model.fact(fact).initial.as_ref())
    }

    /// The value of a fact; `None`: unknown.
    pub fn fact(&self, id: FactId) -> Option<Value> {
        match &self.session.model.fact(id).origin {
            Origin::Typed => self.own_value(id).or_else(|| self.stored(id)).cloned(),
            Origin::Computed(expr) => self.computed(id, expr),
            Origin::Register {
                register,
                field,
                by,
            } => self.register_value(*register, field, *by),
            Origin::Table(tables) => self.table_value(tables),
        }
    }

    /// The place after which nothing changed this fact: the last change, or `len` for the act at hand.
    pub(crate) fn changed(&self, id: FactId) -> Option<usize> {
        match self.session.model.fact(id).origin {
            Origin::Typed => self.typed_change(id),
            _ => self.derived_change(id),
        }
    }

    fn typed_change(&self, id: FactId) -> Option<usize> {
        let own = self.own_value(id).filter(|v| Some(*v) != self.stored(id));
        if own.is_some() {
            return Some(self.len);
        }
        let settings = self.session.settings.get(id.index())?;
        let set = settings
            .iter()
            .rev()
            .find(|s| s.record < self.len && s.changed)
            .map(|s| s.record);
        let freed = self
            .session
            .freed
            .get(id.index())?
            .iter()
            .rev()
            .copied()
            .find(|place| *place < self.len);
        set.max(freed)
    }

    // A computed fact changed at the last record after which it has another value, as seen today: what
    // takes effect later keeps its place in the order of record (M3).
    fn derived_change(&self, id: FactId) -> Option<usize> {
        let initial = &self.session.model.fact(id).initial;
        let mut value = self.fact(id);
        if self.own.is_some() {
            let before = View { own: None, ..*self }.fact(id);
            if before != value {
                return value.is_some().then_some(self.len);
            }
            value = before;
        }
        for place in (0..self.len).rev() {
            let earlier = match place.checked_sub(1) {
                Some(previous) => View {
                    len: previous + 1,
                    own: None,
                    ..*self
                }
                .fact(id),
                None => initial.clone(),
            };
            if earlier != value {
                return value.is_some().then_some(place);
            }
        }
        None
    }

    /// The last change of any of these facts.
    pub(crate) fn last_change(&self, facts: &Facts) -> Option<usize> {
        facts.ids.iter().filter_map(|f| self.changed(*f)).max()
    }

    /// Who performs the act at hand; `None`: free or no act at hand.
    pub(crate) fn performers(&self) -> Option<&'s [Arc<str>]> {
        match self.own {
            Some(Own::Judged(record)) => Some(&record.by),
            Some(Own::Offered {
                person: Some(person),
            }) => Some(std::slice::from_ref(person)),
            _ => None,
        }
    }
}
