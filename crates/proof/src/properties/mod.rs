//! The templates of section 4, one file each.

pub mod always;
pub mod always_may;
pub mod at_close;
pub mod can_always;
pub mod deadline;
pub mod not_after;
pub mod reachable;
pub mod separate;
pub mod whenever;

use fadu_norm::abstraction::Search;
use fadu_norm::model::{Model, Template};

/// What a safety property forbids; `None` for the other templates.
pub fn forbidden(model: &Model, template: &Template) -> Option<Vec<Search>> {
    match template {
        Template::Whenever(acts, formula) => Some(whenever::forbidden(acts, formula)),
        Template::Always(formula) => Some(always::forbidden(formula)),
        Template::AtClose(formula) => Some(at_close::forbidden(model, formula)),
        Template::NotAfter {
            first,
            then,
            unless,
        } => Some(not_after::forbidden(first, then, unless.as_ref())),
        Template::Separate(one, other) => Some(separate::forbidden(one, other)),
        _ => None,
    }
}
