//! `凡 X 后 不得 Y [除非 φ]`: with an earlier X standing and effective, Y is not done unless φ.

use fadu_norm::abstraction::{Search, Want};
use fadu_norm::model::{Acts, Expr};

/// The moments that must not be.
pub fn forbidden(first: &Acts, then: &Acts, unless: Option<&Expr>) -> Vec<Search> {
    let want = Want::After(first.clone(), unless.cloned());
    then.ids
        .iter()
        .map(|act| Search {
            act: Some(*act),
            after: Vec::new(),
            want: want.clone(),
        })
        .collect()
}
