//! What the office can surely reach: from every state of the over-approximation a plan of sure steps,
//! whatever parties, registers, other cases and the day do (language.md section 4, existence).

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_norm::abstraction::{
    Built, Label, Owner, Quantity, Search, Step, Var, Vocabulary, Want, program_with,
};
use fadu_norm::engine::{Verdict, WayStep};
use fadu_norm::model::{ActId, Model};

use crate::blame::blamed;
use crate::concretise::{Attempt, attempt, start};
use crate::refine::{FEW, PLAN, Suspect, acts, least, unread};
use crate::symbolic::{Budget, OutOfBudget, OwnedStep, Set, Space};

/// A claim that from every state of a region the goal can surely be had.
pub struct Game {
    /// The region: always right after an act, unfinished.
    pub region: Want,
    /// States where nothing is left to do.
    pub done: Option<Want>,
    /// Doing one of these is the goal.
    pub acts: Vec<ActId>,
    /// Further acts and waits may come first.
    pub plan: bool,
}

/// How a game ended.
pub enum Ending {
    /// There is a plan from everywhere.
    Won {
        /// States of the abstraction.
        states: u64,
    },
    /// From after these acts no plan is known; `norms` stand against it.
    Open {
        /// Acts of a history into the state.
        acts: Vec<ActId>,
        /// Norms that block there.
        norms: Vec<Arc<str>>,
        /// States of the abstraction.
        states: u64,
    },
    /// Cut short.
    Unknown,
}

const ROUNDS: usize = 60;
/// Acts of a goal to which a way is looked for.
const MOST_WAYS: usize = 8;

/// Plays a game.
pub fn play(vocabulary: &Vocabulary<'_>, game: &Game, budget: &mut Budget<'_>) -> Ending {
    if !(budget.tick)() {
        return Ending::Unknown;
    }
    let searches = searches(game);
    let mut tracked = BTreeSet::new();
    let first = program_with(vocabulary, &tracked, &searches, &game.acts);
    for bad in &first.program.bads {
        let mut vars = Vec::new();
        bad.formula.vars(&mut vars);
        tracked.extend(first.program.untracked(&vars));
    }
    for _ in 0..ROUNDS {
        if !(budget.tick)() {
            break;
        }
        match round(vocabulary, game, &searches, &mut tracked, budget) {
            Ok(Some(ending)) => return ending,
            Ok(None) => {}
            Err(OutOfBudget) => return Ending::Unknown,
        }
    }
    Ending::Unknown
}

fn searches(game: &Game) -> Vec<Search> {
    let after = |want: &Want| Search {
        act: None,
        after: Vec::new(),
        want: want.clone(),
    };
    std::iter::once(&game.region)
        .chain(&game.done)
        .map(after)
        .collect()
}

fn round(
    vocabulary: &Vocabulary<'_>,
    game: &Game,
    searches: &[Search],
    tracked: &mut BTreeSet<Quantity>,
    budget: &mut Budget<'_>,
) -> Result<Option<Ending>, OutOfBudget> {
    let built = program_with(vocabulary, tracked, searches, &game.acts);
    let mut space = Space::new(&built.program, vocabulary.model);
    let mut sets = space.take_bads(budget)?.into_iter();
    let region = sets.next().unwrap_or(Set::NONE);
    let goal = sets.next().unwrap_or(Set::NONE);
    let won = winning(vocabulary.model, &built, &space, game, goal, budget)?;
    let lost = space.without(region, won, budget)?;
    space.look_for(lost);
    let reached = space.reach_soon(budget)?;
    let states = space.count(reached.all);
    let Some(found) = reached.found.clone() else {
        return Ok(Some(Ending::Won { states }));
    };
    let trace = space.trace(&reached, &found, budget)?;
    let suspect = Suspect {
        trace,
        bad: 0,
        built,
        tracked: tracked.clone(),
        states,
    };
    Ok(examine(
        vocabulary, game, searches, &suspect, tracked, budget,
    ))
}

// States from which the goal can surely be had.
fn winning(
    model: &Model,
    built: &Built,
    space: &Space,
    game: &Game,
    goal: Set,
    budget: &mut Budget<'_>,
) -> Result<Set, OutOfBudget> {
    let owners: Vec<(Var, Owner)> = built.inputs.iter().map(|(_, v, o)| (*v, *o)).collect();
    let mut won = goal;
    for step in &built.program.steps {
        if matches!(step.label, Label::Act { act, .. } if game.acts.contains(&act)) {
            let owned = space.owned(step, &built.program, &owners, budget)?;
            let moment = space.surely_moment(&owned, budget)?;
            won = space.or(won, moment, budget)?;
        }
    }
    if !game.plan {
        return Ok(won);
    }
    let own = |step: &Step| matches!(step.label, Label::Act { act } if !model.is_external(act) && !model.act(act).revokes_record);
    let mut steps: Vec<OwnedStep> = Vec::new();
    let own_acts = built.program.steps.iter().filter(|s| own(s));
    for step in built.waits.iter().chain(own_acts) {
        steps.push(space.owned(step, &built.program, &owners, budget)?);
    }
    // Each step from all that is won so far.
    loop {
        let before = won;
        for step in &steps {
            let more = space.surely(step, won, budget)?;
            won = space.or(won, more, budget)?;
        }
        if won == before {
            return Ok(won);
        }
    }
}

// Why there is no plan there: the history may not be lawful, or a demand is not followed yet.
fn examine(
    vocabulary: &Vocabulary<'_>,
    game: &Game,
    searches: &[Search],
    suspect: &Suspect,
    tracked: &mut BTreeSet<Quantity>,
    budget: &mut Budget<'_>,
) -> Option<Ending> {
    let model = vocabulary.model;
    let (Some(search), Some(plan)) = (searches.first(), start::plan(vocabulary, suspect, None))
    else {
        return Some(Ending::Unknown);
    };
    let mut norms = Vec::new();
    let attempted = attempt(
        model,
        vocabulary.calendar,
        search,
        plan,
        FEW / 4,
        &mut || budget.spend(PLAN).is_ok(),
    );
    let program = &suspect.built.program;
    match attempted {
        Attempt::Refused { plan: best, .. } => {
            if extend(tracked, blamed(vocabulary, suspect, &best).quantities) {
                return None;
            }
        }
        Attempt::Found(history) => {
            let mut session =
                fadu_norm::engine::Session::new(model, vocabulary.calendar, history.world.clone());
            let day = history.records.last().map(|r| r.recorded);
            history.records.into_iter().for_each(|r| session.push(r));
            if let Some(day) = day
                && let Some(more) = on_the_way(&session, day, game, program)
                && extend(tracked, more)
            {
                return None;
            }
            let view = day.map(|d| session.view(d));
            for option in view.map(|v| v.options(None)).unwrap_or_default() {
                if let (true, Verdict::Blocked(reasons)) =
                    (game.acts.contains(&option.act), option.verdict)
                {
                    norms.extend(reasons.into_iter().map(|r| r.norm));
                }
            }
        }
    }
    let demands: Vec<BTreeSet<Quantity>> = program
        .steps
        .iter()
        .filter(|s| matches!(s.label, Label::Act { act, .. } if game.acts.contains(&act) || (game.plan && !model.is_external(act))))
        .map(|s| least(program, s, |_| true))
        .filter(|d| !d.is_empty())
        .collect();
    if let Some(more) = demands.into_iter().min_by_key(BTreeSet::len)
        && extend(tracked, more)
    {
        return None;
    }
    if extend(tracked, unread(program, &suspect.trace)) {
        return None;
    }
    norms.sort();
    norms.dedup();
    Some(Ending::Open {
        acts: acts(&suspect.trace),
        norms,
        states: suspect.states,
    })
}

// What the acts of the shortest way there demand of something that is not followed yet.
fn on_the_way(
    session: &fadu_norm::engine::Session<'_>,
    day: fadu_base::Date,
    game: &Game,
    program: &fadu_norm::abstraction::Program,
) -> Option<BTreeSet<Quantity>> {
    let ways = game.acts.iter().take(MOST_WAYS);
    let way = if game.plan {
        ways.filter_map(|a| session.way(*a, day))
            .min_by_key(Vec::len)?
    } else {
        game.acts.iter().map(|a| WayStep::Act(*a)).collect()
    };
    let acts = way.iter().rev().filter_map(|step| match step {
        WayStep::Act(act) => Some(*act),
        WayStep::Wait(..) => None,
    });
    acts.filter_map(|act| program.step(Label::Act { act }))
        .map(|step| least(program, step, |_| true))
        .find(|demand| !demand.is_empty())
}

fn extend(tracked: &mut BTreeSet<Quantity>, more: BTreeSet<Quantity>) -> bool {
    let before = tracked.len();
    tracked.extend(more);
    tracked.len() > before
}
