//! Whether two conditions of one act can hold at one moment.

use std::collections::BTreeSet;

use fadu_norm::abstraction::{Search, Vocabulary, Want, program};
use fadu_norm::model::{ActId, Expr};

use crate::symbolic::{Budget, Space};

/// Whether no values of what they read make both true.
pub fn cannot_both_hold(vocabulary: &Vocabulary<'_>, act: ActId, a: &Expr, b: &Expr) -> bool {
    let both = Expr::And(vec![a.clone(), b.clone()]);
    let search = Search {
        act: Some(act),
        after: Vec::new(),
        want: Want::Holds(both),
    };
    let built = program(vocabulary, &BTreeSet::new(), &[search]);
    let space = Space::new(&built.program, vocabulary.model);
    let mut budget = Budget {
        nodes: 1_000_000,
        work: 2_000_000,
        tick: &mut || true,
    };
    built.program.bads.iter().any(|bad| {
        space
            .diagram(&bad.formula, &mut budget)
            .is_ok_and(|set| set.is_empty())
    })
}
