//! One case put to the tables of a model: given facts, a day, no acts.

use fadu_base::Date;
use fadu_table::Explained;
use fadu_term::Calendar;

use super::adapt;
use crate::engine::{Session, Setting, View};
use crate::model::{FactId, Model, Origin, Table};
use crate::value::Value;

/// Facts as somebody states them; computed ones may be among them and then count as given.
#[derive(Clone, Debug)]
pub struct CaseFacts {
    model: Model,
    given: Vec<(FactId, Value)>,
}

impl CaseFacts {
    /// The facts, each at most once.
    ///
    /// # Errors
    /// Facts whose value their `限` does not allow.
    pub fn new(model: &Model, given: Vec<(FactId, Value)>) -> Result<CaseFacts, Vec<FactId>> {
        let mut model = model.clone();
        for (fact, _) in &given {
            if let Some(fact) = model.facts.get_mut(fact.index()) {
                fact.origin = Origin::Typed;
            }
        }
        let case = CaseFacts { model, given };
        let outside = case.outside_limits();
        if outside.is_empty() {
            Ok(case)
        } else {
            Err(outside)
        }
    }

    fn session(&self) -> Session<'_> {
        let mut session = Session::new(&self.model, Calendar::builtin(), Default::default());
        for (fact, value) in &self.given {
            if let Some(settings) = session.settings.get_mut(fact.index()) {
                settings.push(Setting {
                    record: 0,
                    value: value.clone(),
                    changed: true,
                });
            }
        }
        session
    }

    // `限` may speak of other facts; what is unknown is not outside.
    fn outside_limits(&self) -> Vec<FactId> {
        let session = self.session();
        let view = stated(&session, Date::MIN);
        let broken = |fact: &FactId| {
            self.model
                .fact(*fact)
                .limit
                .as_ref()
                .is_some_and(|limit| view.truth(limit) == Some(false))
        };
        self.given.iter().map(|(f, _)| *f).filter(broken).collect()
    }

    /// The inputs of a table on a day, computed ones too.
    fn inputs(&self, table: &Table, day: Date) -> Vec<Option<Value>> {
        let session = self.session();
        let view = stated(&session, day);
        table.inputs.iter().map(|f| view.fact(*f)).collect()
    }
}

// The given facts stand as if one record, with no act, had set them.
fn stated<'s>(session: &'s Session<'s>, day: Date) -> View<'s> {
    View {
        session,
        len: 1,
        day,
        within_day: day,
        own: None,
    }
}

/// Whether a table counts on a day (`效`).
pub fn in_force(table: &Table, day: Date) -> bool {
    table
        .valid
        .is_none_or(|(from, to)| from <= day && day <= to)
}

/// The row of a case in a table, with its trace, as on a day.
///
/// # Errors
/// A value that the table cannot take, in Chinese.
pub fn explain(case: &CaseFacts, table: &Table, day: Date) -> Result<Explained, String> {
    let inputs: Vec<Option<fadu_table::Value>> = case
        .inputs(table, day)
        .iter()
        .map(|v| v.as_ref().map(adapt::value))
        .collect();
    let facts: Vec<Option<&fadu_table::Value>> = inputs.iter().map(Option::as_ref).collect();
    let prepared = table.prepared.as_ref().ok_or("这张表还没有准备好")?;
    prepared
        .explain(&facts)
        .map_err(|e| adapt::quoted(&e.to_string()))
}
