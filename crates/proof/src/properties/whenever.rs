//! `凡 X 时 φ`: whenever X is done, φ holds at its moment (M1).

use fadu_norm::abstraction::{Search, Want};
use fadu_norm::model::{Acts, Expr};

/// The moments that must not be.
pub fn forbidden(acts: &Acts, formula: &Expr) -> Vec<Search> {
    let search = |act: &_| Search {
        act: Some(*act),
        after: Vec::new(),
        want: Want::Fails(formula.clone()),
    };
    acts.ids.iter().map(search).collect()
}
