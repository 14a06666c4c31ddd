//! `恒 φ`: φ holds right after every act.

use fadu_norm::abstraction::{Search, Want};
use fadu_norm::model::Expr;

/// The states that must not be.
pub fn forbidden(formula: &Expr) -> Vec<Search> {
    vec![Search {
        act: None,
        after: Vec::new(),
        want: Want::Fails(formula.clone()),
    }]
}
