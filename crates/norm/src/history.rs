//! What happened in a case: records of acts, and the registers, posts and parameters they are read with.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Date;

use crate::model::{ActId, FactId, RoleId};
use crate::value::Value;

/// One recorded act.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// Which act.
    pub act: ActId,
    /// Its legal date.
    pub on: Date,
    /// The day it was recorded (M5); the legal date unless entered late.
    pub recorded: Date,
    /// Who did it; empty for a `系统` act.
    pub by: Vec<Arc<str>>,
    /// The role it was done in; `None` for acts that anybody may do.
    pub role: Option<RoleId>,
    /// The facts it sets.
    pub facts: Vec<(FactId, Value)>,
    /// Facts of its behaviours: `送达.方式`.
    pub behaviour: BTreeMap<Arc<str>, Value>,
    /// Approvals (M11); recorded, not checked by the engine.
    pub approved: Vec<Arc<str>>,
    /// The record that it revokes (M13), by place.
    pub revokes: Option<usize>,
}

/// An entry of a register.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Entry {
    /// Whose entry it is.
    pub person: Option<Arc<str>>,
    /// First day; `None`: always.
    pub from: Option<Date>,
    /// Last day; `None`: for ever.
    pub to: Option<Date>,
    /// Other fields by name.
    pub fields: BTreeMap<Arc<str>, Value>,
}

impl Entry {
    /// Whether it is valid on the day, both ends included.
    pub fn valid_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

/// A role that a person holds from a day to a day.
#[derive(Clone, PartialEq, Debug)]
pub struct PostEntry {
    /// Who.
    pub person: Arc<str>,
    /// Which role.
    pub role: RoleId,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// Another case that a fact of type `案件` points to: what stands and is known in it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct OtherCase {
    /// Its procedure's name or slug.
    pub procedure: String,
    /// Names of acts with the day from which an instance stands and is effective.
    pub done: Vec<(Arc<str>, Date)>,
    /// Facts by name, each with the day of the record that set it.
    pub facts: Vec<(Arc<str>, Date, Value)>,
}

/// What the engine reads besides the case (M12). All of it comes from the caller.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Entries by register name.
    pub registers: BTreeMap<Arc<str>, Vec<Entry>>,
    /// Who holds which role; `None`: roles follow from what people did.
    pub posts: Option<Vec<PostEntry>>,
    /// Values of parameters that differ from the model's, by name.
    pub parameters: BTreeMap<Arc<str>, Value>,
}
