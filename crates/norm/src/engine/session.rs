//! A case's records with what follows from them, kept up to date record by record.

use std::sync::Arc;

use fadu_base::Date;
use fadu_term::Calendar;

use crate::behaviour::effective_day;
use crate::engine::view::View;
use crate::history::{Record, World};
use crate::model::{ActId, FactId, Model, RoleId};
use crate::value::Value;

/// A record with the day on which it takes effect and what ended it.
#[derive(Clone, Debug)]
pub struct Kept {
    /// As recorded.
    pub record: Record,
    /// From this day it counts (M4); `None`: never (past year 9999).
    pub effective: Option<Date>,
    /// Records that revoke it, by place (M8).
    pub revoked_by: Vec<usize>,
}

/// One setting of a fact.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// The record.
    pub record: usize,
    /// What it set.
    pub value: Value,
    /// Whether the value changed (M8).
    pub changed: bool,
}

/// A case as the engine sees it.
#[derive(Clone)]
pub struct Session<'a> {
    /// The procedure.
    pub model: &'a Model,
    /// Working days.
    pub calendar: &'a Calendar,
    /// Registers, posts, parameters.
    pub world: World,
    pub(crate) parameters: Vec<Value>,
    pub(crate) kept: Vec<Kept>,
    pub(crate) by_act: Vec<Vec<usize>>,
    pub(crate) settings: Vec<Vec<Setting>>,
    /// On a way ahead: records that set a fact to a value which is still open.
    pub(crate) freed: Vec<Vec<usize>>,
}

impl<'a> Session<'a> {
    /// An unopened case.
    pub fn new(model: &'a Model, calendar: &'a Calendar, world: World) -> Session<'a> {
        let value =
            |p: &crate::model::Parameter| world.parameters.get(&p.name).unwrap_or(&p.value).clone();
        Session {
            model,
            calendar,
            parameters: model.parameters.iter().map(value).collect(),
            kept: Vec::new(),
            by_act: vec![Vec::new(); model.acts.len()],
            settings: vec![Vec::new(); model.facts.len()],
            freed: vec![Vec::new(); model.facts.len()],
            world,
        }
    }

    /// The records so far.
    pub fn records(&self) -> &[Kept] {
        &self.kept
    }

    /// The value of a parameter in this session.
    pub fn parameter(&self, id: crate::model::ParamId) -> Option<&Value> {
        self.parameters.get(id.index())
    }

    /// Takes a record over without asking whether it is lawful; `check` asks.
    pub fn push(&mut self, record: Record) {
        let place = self.kept.len();
        let effective = self.effective(&record);
        self.revoke(&record, place);
        for (fact, value) in &record.facts {
            self.set(*fact, value, place);
        }
        if let Some(list) = self.by_act.get_mut(record.act.index()) {
            list.push(place);
        }
        self.kept.push(Kept {
            record,
            effective,
            revoked_by: Vec::new(),
        });
    }

    /// Drops the records from this place on.
    pub fn truncate(&mut self, len: usize) {
        self.kept.truncate(len);
        for list in &mut self.by_act {
            list.retain(|place| *place < len);
        }
        for list in &mut self.settings {
            list.retain(|setting| setting.record < len);
        }
        for list in &mut self.freed {
            list.retain(|place| *place < len);
        }
        for kept in &mut self.kept {
            kept.revoked_by.retain(|place| *place < len);
        }
    }

    fn effective(&self, record: &Record) -> Option<Date> {
        let delays = self
            .model
            .act(record.act)
            .behaviours
            .iter()
            .any(|b| b.delays);
        if delays {
            effective_day(
                record.on,
                &record.behaviour,
                &self.model.notice,
                self.calendar,
            )
        } else {
            Some(record.on)
        }
    }

    fn revoke(&mut self, record: &Record, place: usize) {
        let act = self.model.act(record.act);
        for (i, kept) in self.kept.iter_mut().enumerate() {
            let named = act.revokes_record && record.revokes == Some(i);
            if named || act.revokes.contains(&kept.record.act) {
                kept.revoked_by.push(place);
            }
        }
    }

    fn set(&mut self, fact: FactId, value: &Value, record: usize) {
        let initial = self.model.fact(fact).initial.as_ref();
        let Some(list) = self.settings.get_mut(fact.index()) else {
            return;
        };
        let before = list.last().map(|s| &s.value).or(initial);
        let changed = before != Some(value);
        list.push(Setting {
            record,
            value: value.clone(),
            changed,
        });
    }

    /// The case as it stands on a day, all records considered.
    pub fn view(&self, day: Date) -> View<'_> {
        View {
            session: self,
            len: self.kept.len(),
            day,
            within_day: day,
            own: None,
        }
    }

    /// The roles that a person holds on a day.
    pub fn roles_of(&self, person: &str, day: Date) -> Vec<RoleId> {
        let mut roles: Vec<RoleId> = match &self.world.posts {
            Some(posts) => posts
                .iter()
                .filter(|p| &*p.person == person)
                .filter(|p| p.from.is_none_or(|d| d <= day) && p.to.is_none_or(|d| day <= d))
                .map(|p| p.role)
                .collect(),
            None => self
                .kept
                .iter()
                .filter(|k| k.record.by.iter().any(|p| &**p == person))
                .filter_map(|k| k.record.role)
                .collect(),
        };
        roles.sort();
        roles.dedup();
        roles
    }

    /// Every fact with a value on the day, computed ones too, in the order of the file.
    pub fn facts(&self, day: Date) -> Vec<(Arc<str>, Value)> {
        let view = self.view(day);
        let value = |id: FactId| view.fact(id).map(|v| (self.model.fact(id).name.clone(), v));
        self.model.fact_ids().filter_map(value).collect()
    }

    /// Places of the records of these acts, in order.
    pub(crate) fn places(&self, act: ActId) -> &[usize] {
        self.by_act.get(act.index()).map_or(&[], Vec::as_slice)
    }
}
