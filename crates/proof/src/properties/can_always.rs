//! `总能 X [若 φ]`: from every reachable unfinished state (where φ) the office alone, with time passing,
//! can reach X; satisfied once X has been done.

use fadu_norm::abstraction::Want;
use fadu_norm::model::{Acts, Expr, Model};

use crate::game::Game;

/// What has to be won.
pub fn game(model: &Model, acts: &Acts, given: Option<&Expr>) -> Game {
    let own = acts
        .ids
        .iter()
        .copied()
        .filter(|a| !model.is_external(*a))
        .collect();
    Game {
        region: Want::Unfinished(given.cloned()),
        done: Some(Want::Holds(Expr::Done(acts.clone()))),
        acts: own,
        plan: true,
    }
}
