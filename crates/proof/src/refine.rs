//! Answers one question about all histories: proved on few quantities where few suffice; where a supposed
//! history is refused by the engine, what its refusal speaks of is tracked from then on.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_norm::abstraction::{
    Bad, Built, Cause, InputKey, Label, Op, Program, Quantity, Search, Step, Vocabulary, program,
};
use fadu_norm::model::{ActId, Model};

use crate::concretise::plan::Plan;
use crate::concretise::{Attempt, History, attempt, start};
use crate::symbolic::{Budget, OutOfBudget, Space, Taken};

/// The answer to a search.
pub enum Answer {
    /// No history has it, over so many states of the abstraction.
    Never {
        /// States of the abstraction.
        states: u64,
        /// What had to be tracked.
        tracked: BTreeSet<Quantity>,
    },
    /// The engine accepted this history, and it has it.
    Found {
        /// The history.
        history: History,
        /// Which of the searches.
        which: usize,
        /// States seen until then.
        states: u64,
        /// What was tracked.
        tracked: BTreeSet<Quantity>,
        /// Acts of the abstract history: none is shorter.
        acts: usize,
    },
    /// The abstraction has it; no history was found that the engine accepts.
    Open {
        /// Acts of the abstract history.
        acts: Vec<ActId>,
        /// The norms that refused the best attempt.
        norms: Vec<Arc<str>>,
        /// States seen until then.
        states: u64,
    },
    /// The search was cut short.
    Unknown,
}

/// A history of the abstraction that reaches what was looked for.
pub struct Suspect {
    /// Its steps.
    pub trace: Vec<Taken>,
    /// Which search.
    pub bad: usize,
    /// The program.
    pub built: Built,
    /// What was tracked.
    pub tracked: BTreeSet<Quantity>,
    /// States seen until then.
    pub states: u64,
}

/// Rounds of refinement before a question is given up.
const ROUNDS: usize = 80;
/// Changed plans tried while something can still be refined, and at the end.
pub(crate) const FEW: usize = 60;
const MANY: usize = 600;
/// What trying one plan costs, in nodes.
pub(crate) const PLAN: u64 = 100_000;

/// Searches; `seed`: what to track from the start.
pub fn search(
    vocabulary: &Vocabulary<'_>,
    searches: &[Search],
    seed: &BTreeSet<Quantity>,
    budget: &mut Budget<'_>,
) -> Answer {
    let mut tracked = seed.clone();
    let first = program(vocabulary, &tracked, searches);
    for bad in &first.program.bads {
        tracked.extend(reads(&first.program, bad));
    }
    let mut earlier = None;
    for _ in 0..ROUNDS {
        match round(vocabulary, searches, &mut tracked, &mut earlier, budget) {
            Ok(Some(answer)) => return answer,
            Ok(None) => {}
            Err(OutOfBudget) => return Answer::Unknown,
        }
    }
    Answer::Unknown
}

fn round(
    vocabulary: &Vocabulary<'_>,
    searches: &[Search],
    tracked: &mut BTreeSet<Quantity>,
    earlier: &mut Option<Plan>,
    budget: &mut Budget<'_>,
) -> Result<Option<Answer>, OutOfBudget> {
    let built = program(vocabulary, tracked, searches);
    let space = Space::new(&built.program, vocabulary.model);
    let reached = space.reach(budget)?;
    let states = space.count(&reached.all);
    let Some(found) = reached.found.clone() else {
        return Ok(Some(Answer::Never {
            states,
            tracked: tracked.clone(),
        }));
    };
    let trace = space.trace(&reached, &found, budget)?;
    let suspect = Suspect {
        trace,
        bad: found.bad,
        built,
        tracked: tracked.clone(),
        states,
    };
    Ok(examine(
        vocabulary, searches, &suspect, tracked, earlier, budget,
    ))
}

// Tries the history on the engine; `None`: more is tracked now.
fn examine(
    vocabulary: &Vocabulary<'_>,
    searches: &[Search],
    suspect: &Suspect,
    tracked: &mut BTreeSet<Quantity>,
    earlier: &mut Option<Plan>,
    budget: &mut Budget<'_>,
) -> Option<Answer> {
    let states = suspect.states;
    let (Some(search), Some(plan)) = (
        searches.get(suspect.bad),
        start::plan(vocabulary, suspect, earlier.as_ref()),
    ) else {
        return Some(Answer::Unknown);
    };
    let acts = acts(&suspect.trace);
    let mut refused = Vec::new();
    for most in [0, FEW, MANY] {
        if most == MANY {
            let more = unread(&suspect.built.program, &suspect.trace);
            if !more.is_empty() {
                tracked.extend(more);
                return None;
            }
        }
        match attempt(
            vocabulary.model,
            vocabulary.calendar,
            search,
            plan.clone(),
            most,
            &mut || budget.spend(PLAN).is_ok(),
        ) {
            Attempt::Found(history) => {
                return Some(Answer::Found {
                    history,
                    which: suspect.bad,
                    states,
                    tracked: suspect.tracked.clone(),
                    acts: acts.len(),
                });
            }
            Attempt::Refused { act, norms, plan } => {
                if cfg!(feature = "talk") {
                    eprintln!(
                        "  {} 量 {most} {act} {norms:?} {}",
                        tracked.len(),
                        acts.iter()
                            .map(|a| vocabulary.model.act(*a).name.to_string())
                            .collect::<Vec<_>>()
                            .join(" ")
                    );
                }
                *earlier = Some(plan);
                let more = spoken_of(
                    vocabulary.model,
                    &suspect.built.program,
                    &suspect.trace,
                    act,
                    &norms,
                );
                let new: Vec<Quantity> =
                    more.into_iter().filter(|q| !tracked.contains(q)).collect();
                if !new.is_empty() {
                    tracked.extend(new);
                    return None;
                }
                refused = norms;
                if most == FEW && rests_on_parameters(vocabulary, tracked) {
                    break;
                }
            }
        }
    }
    Some(Answer::Open {
        acts,
        norms: refused,
        states,
    })
}

// A parameter may have another lawful value than the one in force: the engine cannot say.
fn rests_on_parameters(vocabulary: &Vocabulary<'_>, tracked: &BTreeSet<Quantity>) -> bool {
    let term = |n: &u16| {
        let term = vocabulary.terms.get(usize::from(*n)).map(|t| &t.term);
        matches!(term, Some(fadu_norm::model::TermValue::Param(_)))
    };
    vocabulary.parameters.is_none()
        && tracked.iter().any(|q| match q {
            Quantity::Param(_) | Quantity::Pair(_) => true,
            Quantity::Expired(_, number) => term(number),
            _ => false,
        })
}

// What one of the norms that refused the act reads and the program does not track: the one that reads least.
pub(crate) fn spoken_of(
    model: &Model,
    program: &Program,
    trace: &[Taken],
    act: usize,
    norms: &[Arc<str>],
) -> BTreeSet<Quantity> {
    let label = trace
        .iter()
        .map(|t| t.label)
        .filter(|l| matches!(l, Label::Act { .. }))
        .nth(act);
    let Some(step) = label.and_then(|l| program.step(l)) else {
        return BTreeSet::new();
    };
    let refused = |cause: &Cause| match cause {
        Cause::Condition(id) => norms.contains(&model.condition(*id).id),
        Cause::Structure => norms
            .iter()
            .any(|n| n.starts_with("程序 ") || n.starts_with("行为 ")),
        Cause::Limit => norms.iter().any(|n| n.starts_with("事实 ")),
    };
    least(program, step, refused)
}

// The smallest demand of a step that reads something untracked.
pub(crate) fn least(
    program: &Program,
    step: &Step,
    of: impl Fn(&Cause) -> bool,
) -> BTreeSet<Quantity> {
    let reads = |op: &Op| match op {
        Op::Assume { that, cause } if of(cause) => {
            let mut vars = Vec::new();
            that.vars(&mut vars);
            Some(program.untracked(&vars)).filter(|q| !q.is_empty())
        }
        _ => None,
    };
    step.before
        .iter()
        .chain(&step.after)
        .filter_map(reads)
        .min_by_key(BTreeSet::len)
        .unwrap_or_default()
}

// What some act of the history, the last first, demands of something untracked.
pub(crate) fn unread(program: &Program, trace: &[Taken]) -> BTreeSet<Quantity> {
    let steps = trace.iter().rev().filter_map(|t| program.step(t.label));
    steps
        .map(|s| least(program, s, |_| true))
        .find(|unread| !unread.is_empty())
        .unwrap_or_default()
}

fn reads(program: &Program, bad: &Bad) -> BTreeSet<Quantity> {
    let mut vars = Vec::new();
    bad.formula.vars(&mut vars);
    program.untracked(&vars)
}

/// The acts of a trace.
pub fn acts(trace: &[Taken]) -> Vec<ActId> {
    let act = |t: &Taken| match t.label {
        Label::Act { act, .. } => Some(act),
        _ => None,
    };
    trace.iter().filter_map(act).collect()
}

/// The value of an open value of a step.
pub fn input(built: &Built, taken: &Taken, key: &InputKey) -> Option<bool> {
    let (_, var, _) = built.inputs.iter().find(|(k, ..)| k == key)?;
    taken.values.get(var.index()).copied()
}
