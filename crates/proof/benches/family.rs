//! How cost grows with the number of acts: the family P(n, w, J) of docs/performance.md section 2, written as
//! norm text. Proof of all properties, shortest counter-example, and the explorer's states a second.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "../tests/common/family.rs"]
mod family;

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use fadu_norm::abstraction::Vocabulary;
use fadu_norm::model::Model;
use fadu_pack::{Folder, Workspace};
use fadu_proof::explore::{Limit, explore};
use fadu_proof::symbolic::{Budget, Space};
use fadu_proof::{Options, Report, check};
use fadu_term::Calendar;

const FAMILY: [(usize, usize, usize); 5] =
    [(20, 4, 0), (30, 4, 0), (40, 4, 0), (60, 4, 0), (100, 4, 0)];

fn model(text: &str) -> Arc<Model> {
    let files = [("family.fd".to_owned(), text.to_owned())];
    let workspace = Workspace::new(&files, None, &[Folder::builtin()]);
    workspace.procedures().remove(0).model.unwrap()
}

fn proved(model: &Model, property: Option<&str>) -> Report {
    let options = Options {
        property: property.map(str::to_owned),
        mutate: false,
        tick: &mut || true,
        now: &|| 0,
    };
    check(model, Calendar::builtin(), options)
}

fn proofs(c: &mut Criterion) {
    let mut group = c.benchmark_group("proof");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(4));
    for (acts, chains, gates) in FAMILY {
        let model = model(&family::text(acts, chains, gates));
        let name = format!("P({acts},{chains},{gates})");
        let holding: Vec<String> = model
            .properties
            .iter()
            .map(|p| p.name.to_string())
            .filter(|n| n != "漏掉的")
            .collect();
        group.bench_function(BenchmarkId::new("10 properties", &name), |b| {
            b.iter(|| {
                for property in &holding {
                    black_box(proved(&model, Some(property)));
                }
            });
        });
        group.bench_function(BenchmarkId::new("counter-example", &name), |b| {
            b.iter(|| black_box(proved(&model, Some("漏掉的"))));
        });
    }
    group.finish();
}

/// Everything tracked: the whole state space by both algorithms, once each.
fn whole(_: &mut Criterion) {
    for (acts, chains, gates) in FAMILY {
        let model = model(&family::text(acts, chains, gates));
        let vocabulary = Vocabulary::new(&model, Calendar::builtin(), None);
        let program = family::everything(&vocabulary);
        let mut budget = Budget {
            nodes: 40_000_000,
            work: 4_000_000_000,
            tick: &mut || true,
        };
        let began = Instant::now();
        let space = Space::new(&program, &model);
        let states = space.reach(&mut budget).map(|r| space.count(r.all)).ok();
        let symbolic = began.elapsed();
        let limit = Limit {
            states: 60_000_000,
            work: 40_000_000_000,
        };
        let began = Instant::now();
        let explored = if acts <= 40 {
            explore(&program, limit)
        } else {
            None
        };
        let explicit = began.elapsed();
        let rate = explored.map_or(0.0, |e| e.visited as f64 / explicit.as_secs_f64());
        println!(
            "whole P({acts},{chains},{gates}): diagrams {states:?} states in {symbolic:?}; explorer {:?} states, {:?} visited in {explicit:?}, {rate:.0} a second",
            explored.map(|e| e.states),
            explored.map(|e| e.visited),
        );
        if let (Some(states), Some(explored)) = (states, explored) {
            assert_eq!(states, explored.states);
        }
    }
}

criterion_group!(benches, whole, proofs);
criterion_main!(benches);
