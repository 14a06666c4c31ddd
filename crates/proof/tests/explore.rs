//! Both algorithms on the same programs: as many states, the same answer, histories of the same length.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::collections::BTreeSet;

use fadu_norm::abstraction::{Label, Program, Quantity, Search, Vocabulary, Want, program};
use fadu_norm::model::Model;
use fadu_proof::explore::{Explored, Limit, explore};
use fadu_proof::symbolic::{Budget, Space};
use fadu_term::Calendar;

const LIMIT: Limit = Limit {
    states: 300_000,
    work: 100_000_000,
};

/// What the symbolic search says: states, and the number of acts to what was looked for.
fn symbolic(program: &Program, model: &Model) -> Option<(u64, Option<usize>)> {
    let mut budget = Budget {
        nodes: 100_000,
        work: 30_000_000,
        tick: &mut || true,
    };
    let space = Space::new(program, model);
    let reached = space.reach(&mut budget).ok()?;
    let found = match &reached.found {
        None => None,
        Some(found) => {
            let trace = space.trace(&reached, found, &mut budget).ok()?;
            let acts = trace
                .iter()
                .filter(|t| matches!(t.label, Label::Act { .. }));
            Some(acts.count())
        }
    };
    Some((space.count(&reached.all), found))
}

/// Compares; `None` where one of them could not finish.
fn compare(what: &str, program: &Program, model: &Model) -> Option<Explored> {
    let (states, found) = symbolic(program, model)?;
    let explored = explore(program, LIMIT)?;
    assert_eq!((explored.states, explored.found), (states, found), "{what}");
    Some(explored)
}

/// Programs that track more and more, as the search for counter-examples makes them.
fn programs(
    model: &Model,
    vocabulary: &Vocabulary<'_>,
    search: &Search,
    rounds: usize,
) -> Vec<Program> {
    let mut tracked: BTreeSet<Quantity> = BTreeSet::new();
    let mut all = Vec::new();
    for _ in 0..rounds {
        let built = program(vocabulary, &tracked, std::slice::from_ref(search));
        let steps = built.program.steps.iter();
        let mut more: BTreeSet<Quantity> = steps.flat_map(|s| built.program.unread(s)).collect();
        for bad in &built.program.bads {
            let mut vars = Vec::new();
            bad.formula.vars(&mut vars);
            more.extend(built.program.untracked(&vars));
        }
        all.push(built.program);
        let before = tracked.len();
        tracked.extend(more.into_iter().take(3));
        if tracked.len() == before {
            break;
        }
    }
    let _ = model;
    all
}

fn each_act(text: &str) -> (usize, usize) {
    let model = common::model(text);
    let vocabulary = Vocabulary::new(&model, Calendar::builtin(), None);
    let (mut compared, mut found) = (0, 0);
    for act in model.act_ids() {
        let search = Search {
            act: Some(act),
            after: Vec::new(),
            want: Want::Any,
        };
        for (round, program) in programs(&model, &vocabulary, &search, 12)
            .iter()
            .enumerate()
        {
            let what = format!("{} {round}", model.act(act).name);
            if let Some(explored) = compare(&what, program, &model) {
                compared += 1;
                found += usize::from(explored.found.is_some());
            }
        }
    }
    (compared, found)
}

#[test]
fn a_small_procedure() {
    let (compared, found) = each_act(include_str!("../../norm/tests/fixtures/example.fd"));
    assert!(compared > 50 && found > 20, "{compared} {found}");
}
