//! `恒可 X [若 φ]`: in every reachable unfinished state where φ holds and no `系统` act is allowed, some X
//! is a sure step, content and persons chosen by whoever does it.

use fadu_norm::abstraction::Want;
use fadu_norm::model::{Acts, Expr};

use crate::game::Game;

/// What has to be won.
pub fn game(acts: &Acts, given: Option<&Expr>) -> Game {
    Game {
        region: Want::Unfinished(given.cloned()),
        done: None,
        acts: acts.ids.clone(),
        plan: false,
    }
}
