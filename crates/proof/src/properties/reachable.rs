//! `可达 φ`: some history that the engine accepts reaches φ.

use fadu_norm::abstraction::{Search, Want};
use fadu_norm::model::Expr;

/// What has to be found.
pub fn wanted(formula: &Expr) -> Vec<Search> {
    vec![Search {
        act: None,
        after: Vec::new(),
        want: Want::Holds(formula.clone()),
    }]
}
