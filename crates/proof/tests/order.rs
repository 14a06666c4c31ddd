//! The order of variables is fixed and comes from the model: against 20 random orders on 30 acts, counted in
//! nodes made, not in time. (Acts declared in another order are variables in another order.)
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::family::{everything, text_in};
use fadu_norm::abstraction::Vocabulary;
use fadu_proof::symbolic::{Budget, Space};
use fadu_term::Calendar;

const ACTS: usize = 30;

/// Work (nodes made and looked up) that it takes to reach all states, and how many; `None`: more work than this.
fn nodes(order: &[usize], most: u64) -> Option<(u64, u64)> {
    let model = common::model(&text_in(ACTS, 4, 0, order));
    let vocabulary = Vocabulary::new(&model, Calendar::builtin(), None);
    let program = everything(&vocabulary);
    let space = Space::new(&program, &model);
    let mut budget = Budget {
        nodes: usize::MAX,
        work: most,
        tick: &mut || true,
    };
    let reached = space.reach(&mut budget).ok()?;
    Some((most - budget.work, space.count(reached.all)))
}

#[test]
fn the_static_order_is_better_than_random_ones() {
    let order: Vec<usize> = (0..ACTS).collect();
    let (own, states) = nodes(&order, u64::MAX / 2).unwrap();
    let mut seed = 7_u64;
    let mut all = Vec::new();
    for _ in 0..20 {
        let mut shuffled = order.clone();
        for at in (1..ACTS).rev() {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, (seed >> 33) as usize % (at + 1));
        }
        let found = nodes(&shuffled, own * 3);
        if let Some((_, counted)) = found {
            assert_eq!(counted, states);
        }
        all.push(found.map(|f| f.0));
    }
    // Every random one needs half as much again, some more than three times as much.
    let enough = |n: &u64| n.saturating_mul(2) >= own.saturating_mul(3);
    let worse = all.iter().filter(|n| n.is_none()).count();
    assert!(
        all.iter().flatten().all(enough) && worse > 0,
        "static {own}, random {all:?}"
    );
}
