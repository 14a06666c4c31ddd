//! What may be done and what must be done after a history (language.md section 3).
//!
//! `Session` holds a case's records with what follows from them; `options`, `check` and `duties`
//! answer questions about a day. Pure: calendar, registers and day come in.

mod check;
mod due;
mod duty;
mod entries;
mod eval;
mod ground;
mod missing;
mod offer;
mod reads;
mod session;
mod view;
mod way;
mod window;
pub mod words;

use std::sync::Arc;

use fadu_base::Date;
use fadu_law::Citation;
use fadu_term::Step;

use crate::model::{ActId, RoleId};
pub use reads::{acts_mentioned, mentioned_facts, parts};
pub(crate) use reads::{direct as reads_direct, is_open};
pub(crate) use session::Setting;
pub use session::{Kept, Session};
pub use view::View;
pub use way::WayStep;
pub use window::Window;

/// The answer for one act.
#[derive(Clone, PartialEq, Debug)]
pub struct ActOption {
    /// Which act.
    pub act: ActId,
    /// Whether it may be done.
    pub verdict: Verdict,
}

/// Allowed, blocked with every reason, or not for this person.
#[derive(Clone, PartialEq, Debug)]
pub enum Verdict {
    /// Every condition holds, or may hold for some content (M2).
    Allowed,
    /// Every failing norm.
    Blocked(Vec<Reason>),
    /// No post of the person gives one of these roles.
    NotYours(Vec<RoleId>),
}

/// Why an act is not allowed.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// `可 行为/名`, or one of the ids of M7.
    pub norm: Arc<str>,
    /// Its articles.
    pub cite: Vec<Citation>,
    /// What a breach leads to.
    pub breach: Option<Arc<str>>,
    /// Where the law says so.
    pub breach_cite: Vec<Citation>,
    /// The typed facts that are missing, sorted.
    pub unknown: Vec<Arc<str>>,
    /// The sentence that a person reads.
    pub text: String,
    /// The first day on which it would hold, same history.
    pub earliest: Option<Date>,
}

/// The state of a duty (M9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DutyState {
    /// Neither discharged nor late.
    Open,
    /// The target was done.
    Discharged,
    /// Today is after the due day.
    Overdue,
    /// The case closed first.
    Lapsed,
    /// Its `若` is not known.
    Undetermined,
}

/// A duty that a history has started.
#[derive(Clone, PartialEq, Debug)]
pub struct DutyStatus {
    /// Which.
    pub duty: crate::model::DutyId,
    /// The record that triggered it; `None` for a date fact.
    pub trigger: Option<usize>,
    /// Its state.
    pub state: DutyState,
    /// The start day.
    pub from: Date,
    /// The last day; `None` while stopped or `及时`.
    pub due: Option<Date>,
    /// How the last day came about.
    pub derivation: Vec<Step>,
    /// The calendar was assumed (T6).
    pub assumed_calendar: bool,
    /// The facts that decide an undetermined `若`.
    pub unknown: Vec<Arc<str>>,
    /// The record that discharged it.
    pub discharged_by: Option<usize>,
}
