//! Both algorithms on the same programs: as many states, the same answer, histories of the same length.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

// Laid out by the rules of its own folder.
#[rustfmt::skip]
#[path = "../../../reference/tests/support/generate.rs"]
#[allow(dead_code)]
mod generate;

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
    Some((space.count(reached.all), found))
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

#[test]
fn the_shipped_summary_procedure() {
    let model = common::packs::shipped("enforcement/penalty-summary/procedure.fd");
    let vocabulary = Vocabulary::new(&model, Calendar::builtin(), None);
    let mut compared = 0;
    for name in ["当场决定", "当场收缴", "结案"] {
        let act = model.act_named(name).unwrap();
        let search = Search {
            act: Some(act),
            after: Vec::new(),
            want: Want::Any,
        };
        for (round, program) in programs(&model, &vocabulary, &search, 10)
            .iter()
            .enumerate()
        {
            let what = format!("{name} {round}");
            compared += usize::from(compare(&what, program, &model).is_some());
        }
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn random_procedures() {
    let (mut compared, mut found) = (0, 0);
    for seed in 0..60 {
        let text = generate::procedure(&mut generate::Dice::new(seed));
        let Some(model) = common::try_model(&text) else {
            continue;
        };
        let vocabulary = Vocabulary::new(&model, Calendar::builtin(), None);
        for act in model.act_ids().step_by(3) {
            let search = Search {
                act: Some(act),
                after: Vec::new(),
                want: Want::Any,
            };
            for (round, program) in programs(&model, &vocabulary, &search, 5).iter().enumerate() {
                let what = format!("{seed} {} {round}\n{text}", model.act(act).name);
                if let Some(explored) = compare(&what, program, &model) {
                    compared += 1;
                    found += usize::from(explored.found.is_some());
                }
            }
        }
    }
    assert!(compared > 300 && found > 50, "{compared} {found}");
}

#[test]
fn the_family_of_the_benchmarks() {
    let model = common::model(&common::family::text(20, 4, 0));
    let vocabulary = Vocabulary::new(&model, Calendar::builtin(), None);
    let program = common::family::everything(&vocabulary);
    let explored = compare("P(20,4,0)", &program, &model).unwrap();
    assert_eq!(explored.found, None);
    assert!(
        explored.states > 1_000_000 && explored.visited < explored.states / 10,
        "{explored:?}"
    );
}
