//! The engine's moments, for whoever compares the abstraction with it.

use crate::engine::{Session, View};
use crate::history::Record;

/// The moment of a record that would be the next (M1): its facts are set, it does not stand yet.
pub fn moment<'s>(session: &'s Session<'s>, record: &'s Record) -> View<'s> {
    session.view(record.recorded).of_record(record)
}
