//! `分离 X Y`: no person performs both in two different acts, in either order, revoked or not.
//!
//! One person is kept in view, whoever it is: what no such person can do, nobody can.

use fadu_norm::abstraction::{Search, Want};
use fadu_norm::model::Acts;

/// The moments that must not be.
pub fn forbidden(one: &Acts, other: &Acts) -> Vec<Search> {
    let after = |act: &fadu_norm::model::ActId, earlier: &Acts| Search {
        act: Some(*act),
        after: Vec::new(),
        want: Want::SamePerson(earlier.clone()),
    };
    let forwards = one.ids.iter().map(|a| after(a, other));
    forwards
        .chain(other.ids.iter().map(|a| after(a, one)))
        .collect()
}
