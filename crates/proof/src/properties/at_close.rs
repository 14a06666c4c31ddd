//! `终局时 φ`: φ holds right after a closing act.

use fadu_norm::abstraction::{Search, Want};
use fadu_norm::model::{Expr, Model};

/// The states that must not be.
pub fn forbidden(model: &Model, formula: &Expr) -> Vec<Search> {
    if model.closes.is_empty() {
        return Vec::new();
    }
    vec![Search {
        act: None,
        after: model.closes.clone(),
        want: Want::Fails(formula.clone()),
    }]
}
