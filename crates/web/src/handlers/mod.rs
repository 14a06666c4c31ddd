//! One handler a route: typed input, one use case, a page.

pub mod acts;
pub mod admin;
pub mod approvals;
pub mod cases;
pub mod documents;
pub mod files;
pub mod impact;
pub mod law;
pub mod login;
pub mod me;
pub mod my;
pub mod office;
pub mod payments;
pub mod procedure;
pub mod public;
pub mod publicity;
pub mod registers;
pub mod standard;
pub mod trial;

use axum::response::Response;
use fadu_base::Date;
use serde::Deserialize;

/// What every handler returns: a page, or the page of what went wrong.
pub type Answer = Result<Response, Response>;

/// The parts of a query that many pages know.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    /// 当时视图
    pub asof: String,
    /// A day.
    pub on: String,
    /// `oldest`
    pub order: String,
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// Just done.
    pub done: Option<String>,
    /// Words to look for.
    pub words: String,
    /// A number to look for.
    pub no: String,
    /// A year.
    pub year: Option<i32>,
    /// An office.
    pub office: String,
    /// A pattern of numbers.
    pub pattern: String,
    /// Numbers below this one.
    pub before: Option<u32>,
    /// What was saved.
    pub saved: String,
}

/// A day as somebody typed it into an address or a small form.
pub fn day(text: &str) -> Option<Date> {
    let digits: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .collect();
    match digits.as_slice() {
        [y, m, d] => Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok(),
        [all] if all.len() == 8 => Date::new(
            all.get(..4)?.parse().ok()?,
            all.get(4..6)?.parse().ok()?,
            all.get(6..)?.parse().ok()?,
        )
        .ok(),
        _ => None,
    }
}

/// The day of the question: as typed, else today.
pub fn asked_day(visit: &crate::visit::Visit, text: &str) -> Date {
    day(text).unwrap_or_else(|| visit.desk().now_day())
}

/// A fresh key against doing a POST twice.
pub fn key() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}
