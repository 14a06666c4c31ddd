//! Answers one question about all histories: proved on few quantities where few suffice; where a supposed
//! history is refused by the engine, what its refusal speaks of is tracked from then on.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_norm::abstraction::{
    Bad, Built, Cause, InputKey, Label, Op, Program, Quantity, Search, Step, Vocabulary, program,
};
use fadu_norm::model::ActId;

use crate::blame::{Blame, blamed};
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
const ROUNDS: usize = 120;
/// Changed plans tried before values are followed, while something can still be refined, and at the end.
const SOME: usize = 16;
pub(crate) const FEW: usize = 60;
const MANY: usize = 400;
/// What trying one plan costs, in steps of work.
pub(crate) const PLAN: u64 = 20_000;

/// What is asked of a history that is found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// That it is the shortest.
    Shortest,
    /// Any will do.
    Any,
    /// Nothing: that the abstraction may have one is enough.
    Doubt,
}

/// Searches. `tracked`: what to follow from the start; afterwards what was followed.
pub fn search(
    vocabulary: &Vocabulary<'_>,
    searches: &[Search],
    tracked: &mut BTreeSet<Quantity>,
    asked: Asked,
    budget: &mut Budget<'_>,
) -> Answer {
    if !(budget.tick)() {
        return Answer::Unknown;
    }
    let first = program(vocabulary, tracked, searches);
    for bad in &first.program.bads {
        tracked.extend(reads(&first.program, bad));
    }
    let mut hunt = Hunt {
        vocabulary,
        searches,
        earlier: None,
        longer: None,
        asked,
    };
    for _ in 0..ROUNDS {
        if !(budget.tick)() {
            break;
        }
        match hunt.round(tracked, budget) {
            Ok(Some(answer)) => return hunt.settled(answer),
            Ok(None) => {}
            Err(OutOfBudget) => return hunt.settled(Answer::Unknown),
        }
    }
    hunt.settled(Answer::Unknown)
}

struct Hunt<'h, 'v> {
    vocabulary: &'h Vocabulary<'v>,
    searches: &'h [Search],
    /// The best plan of the round before.
    earlier: Option<Plan>,
    /// A history that has it, perhaps not the shortest.
    longer: Option<Answer>,
    asked: Asked,
}

impl Hunt<'_, '_> {
    // What was found stays found, though no shorter history could be looked for to the end.
    fn settled(&mut self, answer: Answer) -> Answer {
        match (answer, self.longer.take()) {
            (Answer::Open { .. } | Answer::Unknown, Some(longer)) => longer,
            (answer, _) => answer,
        }
    }

    fn round(
        &mut self,
        tracked: &mut BTreeSet<Quantity>,
        budget: &mut Budget<'_>,
    ) -> Result<Option<Answer>, OutOfBudget> {
        let vocabulary = self.vocabulary;
        let built = program(vocabulary, tracked, self.searches);
        let space = Space::new(&built.program, vocabulary.model);
        let reached = if self.longer.is_some() {
            space.reach(budget)?
        } else {
            space.reach_soon(budget)?
        };
        let states = space.count(reached.all);
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
        Ok(self.examine(&suspect, tracked, budget))
    }

    // Tries the history on the engine; `None`: more is followed now, or a shorter one is looked for.
    fn examine(
        &mut self,
        suspect: &Suspect,
        tracked: &mut BTreeSet<Quantity>,
        budget: &mut Budget<'_>,
    ) -> Option<Answer> {
        let states = suspect.states;
        let vocabulary = self.vocabulary;
        let (Some(search), Some(mut plan)) = (
            self.searches.get(suspect.bad),
            start::plan(vocabulary, suspect, self.earlier.as_ref()),
        ) else {
            return Some(Answer::Unknown);
        };
        let mut refused = Vec::new();
        for most in [0, SOME, FEW, MANY] {
            if most == MANY {
                if self.asked == Asked::Doubt || rests_on_parameters(vocabulary, tracked) {
                    break;
                }
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
                plan,
                most,
                &mut || budget.spend(PLAN).is_ok(),
            ) {
                Attempt::Found(history) => {
                    let found = Answer::Found {
                        history,
                        which: suspect.bad,
                        states,
                        tracked: tracked.clone(),
                        acts: acts(&suspect.trace).len(),
                    };
                    if self.asked == Asked::Shortest && self.longer.is_none() {
                        self.longer = Some(found);
                        return None;
                    }
                    return Some(found);
                }
                Attempt::Refused { norms, plan: best } => {
                    let blame = blamed(vocabulary, suspect, &best);
                    self.tell(most, suspect, &norms, &blame);
                    self.earlier = Some(best.clone());
                    plan = best;
                    refused = norms;
                    if !blame.quantities.is_empty() && (most > 0 || !blame.soft) {
                        tracked.extend(blame.quantities);
                        return None;
                    }
                }
            }
        }
        Some(Answer::Open {
            acts: acts(&suspect.trace),
            norms: refused,
            states,
        })
    }

    #[cfg(feature = "talk")]
    fn tell(&self, most: usize, suspect: &Suspect, norms: &[Arc<str>], blame: &Blame) {
        let model = self.vocabulary.model;
        let names: Vec<String> = acts(&suspect.trace)
            .iter()
            .map(|a| model.act(*a).name.to_string())
            .collect();
        let told: Vec<String> = blame
            .quantities
            .iter()
            .map(|q| crate::blame::told(model, q))
            .collect();
        eprintln!(
            "  {} 量 {most} {norms:?} {} | {}",
            suspect.tracked.len(),
            names.join(" "),
            told.join(" ")
        );
    }

    #[cfg(not(feature = "talk"))]
    #[expect(clippy::unused_self, reason = "speaks where the feature `talk` is on")]
    fn tell(&self, _: usize, _: &Suspect, _: &[Arc<str>], _: &Blame) {}
}

// A parameter may have another lawful value than the one in force: the engine cannot say.
pub(crate) fn rests_on_parameters(
    vocabulary: &Vocabulary<'_>,
    tracked: &BTreeSet<Quantity>,
) -> bool {
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
