//! `送达`: when a document that is served takes effect (M4).

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Date;
use fadu_term::{Calendar, Count, DayRule, Term};

use crate::value::Value;

/// The word of the language.
pub const NAME: &str = "送达";
/// How it was served.
pub const MODE: &str = "方式";
/// The day on which it reached the addressee.
pub const DAY: &str = "送达日";
/// How long a public notice runs.
pub const NOTICE_TERM: &str = "公告期";
/// The mode whose effect comes at the end of the notice's term.
pub const BY_NOTICE: &str = "公告";

/// How long a public notice runs when the act does not say; data of `packs/general/behaviours.toml`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// The default length.
    pub term: Term,
    /// The day rule of the statute that gives it.
    pub rule: Arc<DayRule>,
    /// Where it stands, as citations.
    pub cites: Vec<fadu_law::Citation>,
}

/// The day on which an act served on `on` takes effect. `None` when the term leads past year 9999.
///
pub fn effective_day(
    on: Date,
    facts: &BTreeMap<Arc<str>, Value>,
    notice: &Notice,
    calendar: &Calendar,
) -> Option<Date> {
    let get = |field: &str| facts.get(format!("{NAME}.{field}").as_str());
    let by_notice =
        matches!(get(MODE), Some(Value::Choice(m) | Value::Text(m)) if &**m == BY_NOTICE);
    if by_notice {
        let term = match get(NOTICE_TERM) {
            Some(Value::Term(term)) => *term,
            _ => notice.term,
        };
        let count = Count::new(on, term).under(&notice.rule);
        return fadu_term::last_day(&count, calendar).ok()?.last_day;
    }
    match get(DAY) {
        Some(Value::Date(day)) => Some((*day).max(on)),
        _ => Some(on),
    }
}
