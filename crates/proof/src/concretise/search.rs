//! Plays a plan on the engine and, where it is refused, changes what the refusal speaks of.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fadu_norm::abstraction::Search;
use fadu_norm::history::{Record, World};
use fadu_norm::model::Model;
use fadu_term::Calendar;

use crate::concretise::goal::{formulas, reached};
use crate::concretise::knobs;
use crate::concretise::plan::Plan;

/// A history that the engine accepted.
#[derive(Clone, Debug)]
pub struct History {
    /// Registers and parameters.
    pub world: World,
    /// Its records.
    pub records: Vec<Record>,
}

/// How an attempt ended.
pub enum Attempt {
    /// The engine accepted it, and it is what was looked for.
    Found(History),
    /// The best plan is refused at this act by these norms; none: it is lawful and not what was looked for.
    Refused {
        /// Ids of norms (M7).
        norms: Vec<Arc<str>>,
        /// The plan.
        plan: Plan,
    },
}

/// How far a plan goes: acts that are lawful, then fewer reasons.
type Score = (std::cmp::Reverse<usize>, usize);

struct Judged {
    score: Score,
    attempt: Attempt,
}

/// Tries the plan, then at most `most` changed ones, the most promising first.
pub fn attempt(
    model: &Model,
    calendar: &Calendar,
    search: &Search,
    plan: Plan,
    most: usize,
    tick: &mut dyn FnMut() -> bool,
) -> Attempt {
    let first = judge(model, calendar, search, &plan);
    if matches!(first.attempt, Attempt::Found(_)) || most == 0 {
        return first.attempt;
    }
    let mut seen: BTreeSet<String> = BTreeSet::from([format!("{plan:?}")]);
    let mut open: BTreeMap<(Score, usize), Plan> = BTreeMap::new();
    let (mut best, mut tried) = (first.score, 0);
    let mut answer = first.attempt;
    open.insert((first.score, 0), plan);
    while let Some((_, plan)) = open.pop_first() {
        for next in knobs::changed(model, calendar, search, &plan, &formulas(search)) {
            if !seen.insert(format!("{next:?}")) {
                continue;
            }
            tried += 1;
            if tried > most || !tick() {
                return answer;
            }
            let judged = judge(model, calendar, search, &next);
            if matches!(judged.attempt, Attempt::Found(_)) {
                return judged.attempt;
            }
            if judged.score < best {
                best = judged.score;
                answer = judged.attempt;
            }
            open.insert((judged.score, tried), next);
        }
    }
    answer
}

fn judge(model: &Model, calendar: &Calendar, search: &Search, plan: &Plan) -> Judged {
    let played = plan.play(model, calendar);
    if let Some((_, reasons)) = &played.refused {
        let act = played.records.len().saturating_sub(1);
        return Judged {
            score: (std::cmp::Reverse(act), reasons.len()),
            attempt: Attempt::Refused {
                norms: reasons.clone(),
                plan: plan.clone(),
            },
        };
    }
    let length = played.records.len();
    let is_it = played
        .records
        .last()
        .is_some_and(|last| reached(search, &played.session, last));
    let attempt = if is_it {
        Attempt::Found(History {
            world: plan.world(),
            records: played.records,
        })
    } else {
        Attempt::Refused {
            norms: Vec::new(),
            plan: plan.clone(),
        }
    };
    Judged {
        score: (std::cmp::Reverse(length), 0),
        attempt,
    }
}
