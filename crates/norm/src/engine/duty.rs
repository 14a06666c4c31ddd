//! Duties: what must be done, by when, and where that stands (M9).

use std::sync::Arc;

use fadu_base::Date;
use fadu_term::Words;

use crate::engine::view::View;
use crate::engine::{DutyState, DutyStatus, words};
use crate::model::{Duty, DutyId, Expr, Trigger};
use crate::value::Value;

/// One start of a duty: the record or the value that triggered it.
struct Started {
    trigger: Option<usize>,
    /// The target must come after this place; `None`: any target does.
    after: Option<usize>,
    from: Date,
}

impl<'s> View<'s> {
    /// Every duty that the history has started, in the order of the file.
    pub fn duties(&self) -> Vec<DutyStatus> {
        let ids = (0..self.session.model.duties.len()).map(|i| DutyId(i as u16));
        ids.flat_map(|id| self.duty_statuses(id)).collect()
    }

    fn duty_statuses(&self, id: DutyId) -> Vec<DutyStatus> {
        let duty = self.session.model.duty(id);
        self.started(duty)
            .iter()
            .filter_map(|s| self.status(id, duty, s))
            .collect()
    }

    fn started(&self, duty: &Duty) -> Vec<Started> {
        match &duty.trigger {
            Trigger::Acts(acts) => self
                .counting(acts)
                .into_iter()
                .filter_map(|place| {
                    let from = self.effective(place)?;
                    Some(Started {
                        trigger: Some(place),
                        after: Some(place),
                        from,
                    })
                })
                .collect(),
            Trigger::Fact(fact) => match self.fact(*fact) {
                Some(Value::Date(from)) => vec![Started {
                    trigger: None,
                    after: self.changed(*fact),
                    from,
                }],
                _ => Vec::new(),
            },
        }
    }

    fn discharge(&self, duty: &Duty, started: &Started) -> Option<usize> {
        self.counting(&duty.target)
            .into_iter()
            .find(|p| started.after.is_none_or(|a| a < *p))
    }

    fn status(&self, id: DutyId, duty: &Duty, started: &Started) -> Option<DutyStatus> {
        let discharged_by = self.discharge(duty, started);
        let given = duty.given.as_ref().map_or(Some(true), |g| self.truth(g));
        if discharged_by.is_none() && given == Some(false) {
            return None;
        }
        let clock = self.clock(duty, started.from, started.after, discharged_by)?;
        let label = words::duty_start(self, duty, started.trigger);
        let cites = words::cites_text(&duty.cites);
        let told = clock.outcome(
            self,
            &Words {
                start: &label,
                cite: cites.as_deref(),
                ..Words::default()
            },
        );
        let due = told.as_ref().and_then(|t| t.last_day);
        let state = match (discharged_by, self.lapsed(duty), given, due) {
            (Some(_), ..) => DutyState::Discharged,
            (None, true, ..) => DutyState::Lapsed,
            (None, false, None, _) => DutyState::Undetermined,
            (None, false, _, Some(day)) if day < self.day => DutyState::Overdue,
            _ => DutyState::Open,
        };
        let unknown = match (&duty.given, state) {
            (Some(g), DutyState::Undetermined) => self.missing(g),
            _ => Vec::new(),
        };
        Some(DutyStatus {
            duty: id,
            trigger: started.trigger,
            state,
            from: started.from,
            due,
            derivation: told
                .as_ref()
                .map(|t| t.derivation.clone())
                .unwrap_or_default(),
            assumed_calendar: told.is_some_and(|t| t.assumed),
            unknown,
            discharged_by,
        })
    }

    /// A closing act counts, and the duty's act cannot be done any more.
    fn lapsed(&self, duty: &Duty) -> bool {
        let model = self.session.model;
        let closed = model.closes.iter().any(|a| self.done(*a));
        closed && !duty.target.ids.iter().any(|a| model.act(*a).after_close)
    }

    // Exactly: 已 触发 且 非 目标 后于 触发 且 若, in Kleene logic.
    pub(crate) fn pending(&self, id: DutyId) -> Option<bool> {
        let duty = self.session.model.duty(id);
        let last = self.started(duty).pop();
        let Some(last) = last else { return Some(false) };
        // Beside a fact, `后于` takes the act that sets it for after, and a fact that never changed for before.
        let answered = match &duty.trigger {
            Trigger::Acts(_) => self.discharge(duty, &last).is_some(),
            Trigger::Fact(_) => last
                .after
                .is_none_or(|a| self.counting(&duty.target).iter().any(|p| a <= *p)),
        };
        if answered {
            return Some(false);
        }
        duty.given.as_ref().map_or(Some(true), |g| self.truth(g))
    }

    /// By how many days the duty is overdue: 0 when it is not; `None`: not known.
    pub(crate) fn overdue_days(&self, id: DutyId) -> Option<i32> {
        let duty = self.session.model.duty(id);
        if !self.pending(id)? {
            return Some(0);
        }
        let days = self
            .started(duty)
            .into_iter()
            .filter(|s| self.discharge(duty, s).is_none())
            .map(|s| {
                let clock = self.clock(duty, s.from, s.after, None)?;
                Some(
                    clock
                        .due(self)?
                        .map_or(0, |due| (self.day.number() - due.number()).max(0)),
                )
            });
        days.collect::<Option<Vec<i32>>>()
            .map(|d| d.into_iter().max().unwrap_or(0))
    }

    /// The typed facts that keep the formula from being known, sorted.
    pub fn missing(&self, expr: &Expr) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = self
            .missing_facts(expr)
            .into_iter()
            .map(|f| self.session.model.fact(f).name.clone())
            .collect();
        names.sort();
        names.dedup();
        names
    }
}
