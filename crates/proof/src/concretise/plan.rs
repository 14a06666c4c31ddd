//! A history in the making: acts with content that may still be changed, dates that follow from waits.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Date;
use fadu_norm::engine::Session;
use fadu_norm::history::{Entry, Record, World};
use fadu_norm::model::{ActId, FactId, Model, RoleId, TermExpr, TermValue};
use fadu_norm::value::Value;
use fadu_term::{Calendar, Count, last_day};

/// An act to be done.
#[derive(Clone, PartialEq, Debug)]
pub struct Planned {
    /// Which.
    pub act: ActId,
    /// In which role.
    pub role: Option<RoleId>,
    /// By whom.
    pub by: Vec<Arc<str>>,
    /// What it sets.
    pub facts: BTreeMap<FactId, Value>,
    /// Facts of its behaviour.
    pub behaviour: BTreeMap<Arc<str>, Value>,
    /// Revokes the last standing record of this act; inner `None`: the last of any.
    pub revokes: Option<Option<ActId>>,
    /// Terms that must be over first, each from the act's last instance.
    pub waits: Vec<(ActId, TermExpr)>,
    /// Acts whose effect must have come.
    pub effects: Vec<ActId>,
    /// The act's effect comes so many days later.
    pub delay: u8,
    /// Days to let pass beside that.
    pub days: i32,
}

/// A whole history with what it is read with.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// The acts.
    pub acts: Vec<Planned>,
    /// What was recorded before, taken as it is.
    pub prefix: Vec<Record>,
    /// Parameters that differ from those in force.
    pub parameters: BTreeMap<Arc<str>, Value>,
    /// Register entries.
    pub registers: BTreeMap<Arc<str>, Vec<Entry>>,
    /// The first day.
    pub start: Date,
}

/// How far a plan goes on the engine.
pub struct Played<'a> {
    /// The lawful part.
    pub session: Session<'a>,
    /// The next record, if one was refused, and by which norms.
    pub refused: Option<(Record, Vec<Arc<str>>)>,
    /// All records, the refused one too, while they could be made.
    pub records: Vec<Record>,
}

impl Plan {
    /// The world it is read with.
    pub fn world(&self) -> World {
        World {
            registers: self.registers.clone(),
            posts: None,
            parameters: self.parameters.clone(),
        }
    }

    /// Plays all acts, or up to one that is refused; the last one is judged but not yet pushed.
    pub fn play<'a>(&self, model: &'a Model, calendar: &'a Calendar) -> Played<'a> {
        let mut played = Played {
            session: Session::new(model, calendar, self.world()),
            refused: None,
            records: Vec::new(),
        };
        self.prefix
            .iter()
            .for_each(|r| played.session.push(r.clone()));
        let mut day = self.start;
        for (i, planned) in self.acts.iter().enumerate() {
            day = planned.day(day, &played.session);
            let record = planned.record(day, model, &played.session);
            let last = i + 1 == self.acts.len();
            played.records.push(record.clone());
            let norms = played.session.failing(&record);
            if !norms.is_empty() {
                played.refused = Some((record, norms));
                return played;
            }
            if !last {
                played.session.push(record);
            }
        }
        played
    }
}

impl Planned {
    fn day(&self, after: Date, session: &Session<'_>) -> Date {
        let mut day = after;
        for act in &self.effects {
            let effective = session
                .records()
                .iter()
                .rev()
                .find(|k| k.record.act == *act)
                .and_then(|k| k.effective);
            day = effective.map_or(day, |d| d.max(day));
        }
        for (act, term) in &self.waits {
            let counts =
                |k: &&fadu_norm::engine::Kept| k.record.act == *act && k.revoked_by.is_empty();
            let start = session
                .records()
                .iter()
                .rev()
                .find(counts)
                .and_then(|k| k.effective);
            let end = start.and_then(|s| end_of(s, term, session, day));
            day = end.map_or(day, |e| e.succ().max(day));
        }
        day.add_days(self.days).unwrap_or(day)
    }

    fn record(&self, on: Date, model: &Model, session: &Session<'_>) -> Record {
        let mut behaviour = self.behaviour.clone();
        if self.delay > 0 {
            let act = model.act(self.act);
            for b in act.behaviours.iter().filter(|b| b.delays) {
                let field = b
                    .fields
                    .iter()
                    .find(|f| f.kind == fadu_norm::behaviour::FieldKind::Date);
                if let (Some(field), Some(day)) = (field, on.add_days(i32::from(self.delay))) {
                    behaviour.insert(
                        format!("{}.{}", b.name, field.name).into(),
                        Value::Date(day),
                    );
                }
            }
        }
        let revoked = |of: Option<ActId>| {
            let stands = |k: &fadu_norm::engine::Kept| {
                k.revoked_by.is_empty()
                    && !model.act(k.record.act).revokes_record
                    && of.is_none_or(|a| a == k.record.act)
            };
            session.records().iter().rposition(stands)
        };
        Record {
            act: self.act,
            on,
            recorded: on,
            by: self.by.clone(),
            role: self.role,
            facts: self.facts.iter().map(|(f, v)| (*f, v.clone())).collect(),
            behaviour,
            approved: Vec::new(),
            revokes: self.revokes.and_then(revoked),
        }
    }
}

fn end_of(start: Date, term: &TermExpr, session: &Session<'_>, day: Date) -> Option<Date> {
    let length = match term.term {
        TermValue::Literal(term) => term,
        TermValue::Param(id) => match session.parameter(id)? {
            Value::Term(term) => *term,
            _ => return None,
        },
        TermValue::Fact(id) => match session.view(day).fact(id)? {
            Value::Term(term) => term,
            _ => return None,
        },
    };
    last_day(
        &Count::new(start, length).under(&term.rule),
        session.calendar,
    )
    .ok()?
    .last_day
}
