//! Small random tables: every proof against trying all cases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod small;

use fadu_base::Number;
use fadu_table::{Answer, Condition, Finding, Limits, Linear, Relation, Value, Var};
use proptest::prelude::*;
use small::{Small, Sort, a_cell, a_table, rows, written};

fn a_linear(n: usize) -> impl Strategy<Value = Condition> {
    let relation = prop_oneof![
        Just(Relation::Lt),
        Just(Relation::Le),
        Just(Relation::Gt),
        Just(Relation::Ge),
        Just(Relation::Eq),
        Just(Relation::Ne)
    ];
    let term = (0..=n, -2..3_i128).prop_map(move |(i, k)| {
        (
            if i == n { Var::Output } else { Var::Input(i) },
            Number::from_integer(k),
        )
    });
    (prop::collection::vec(term, 0..4), -6..7_i128, relation).prop_map(|(terms, c, relation)| {
        Condition::Linear(Linear {
            terms,
            constant: Number::from_integer(c),
            relation,
        })
    })
}

fn a_condition(sorts: Vec<Sort>) -> impl Strategy<Value = Condition> {
    let n = sorts.len();
    let cells: Vec<BoxedStrategy<Condition>> = sorts
        .into_iter()
        .enumerate()
        .map(|(input, sort)| {
            a_cell(sort)
                .prop_map(move |cell| Condition::Accepts {
                    input,
                    cell: written(sort, &cell),
                })
                .boxed()
        })
        .collect();
    let cell = prop::strategy::Union::new(cells);
    let leaf = prop_oneof![2 => a_linear(n), 1 => cell];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::And),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::Or),
            inner.prop_map(|c| Condition::Not(Box::new(c))),
        ]
    })
}

/// Whether a condition speaks of a sum over two inputs, so that nothing may be decided.
fn has_sum(condition: &Condition) -> bool {
    match condition {
        Condition::Accepts { .. } => false,
        Condition::Linear(linear) => {
            let inputs = linear.terms.iter().filter_map(|(var, _)| match var {
                Var::Input(i) => Some(*i),
                Var::Output => None,
            });
            inputs.collect::<std::collections::BTreeSet<_>>().len() > 1
        }
        Condition::And(all) | Condition::Or(all) => all.iter().any(has_sum),
        Condition::Not(inner) => has_sum(inner),
    }
}

fn speaks_of_a_set(condition: &Condition, sorts: &[Sort]) -> bool {
    match condition {
        Condition::Accepts { .. } => false,
        Condition::Linear(linear) => linear
            .terms
            .iter()
            .any(|(var, _)| matches!(var, Var::Input(i) if sorts[*i] == Sort::Set)),
        Condition::And(all) | Condition::Or(all) => all.iter().any(|c| speaks_of_a_set(c, sorts)),
        Condition::Not(inner) => speaks_of_a_set(inner, sorts),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn evaluation_is_the_meaning_of_the_cells(small in a_table()) {
        let table = small.table();
        for case in small.cases() {
            let values: Vec<Value> = small.sorts.iter().zip(&case).map(|(s, c)| s.value(*c)).collect();
            let facts: Vec<Option<&Value>> = values.iter().map(Some).collect();
            let rows = small.decided(&case);
            let expected = match rows.as_slice() {
                [] => Answer::NoRow,
                [row] => Answer::Row(fadu_table::Hit { row: *row, output: &table.rows()[*row].output, cite: None }),
                _ => Answer::Ambiguous { rows: rows.clone() },
            };
            prop_assert_eq!(table.evaluate(&facts).unwrap(), expected);
            let trace = table.trace(&facts).unwrap();
            let traced: Vec<usize> = trace.iter().filter(|t| t.accepts()).map(|t| t.row - 1).collect();
            prop_assert_eq!(traced, small.accepting(&case));
        }
    }

    #[test]
    fn an_input_without_a_value_is_unknown_only_where_it_matters(small in a_table(), blank in 0..3_usize) {
        let blank = blank % small.sorts.len();
        let table = small.table();
        for case in small.cases() {
            let values: Vec<Value> = small.sorts.iter().zip(&case).map(|(s, c)| s.value(*c)).collect();
            let facts: Vec<Option<&Value>> =
                values.iter().enumerate().map(|(i, v)| (i != blank).then_some(v)).collect();
            let rows = small.decided(&case);
            match table.evaluate(&facts).unwrap() {
                Answer::Row(hit) => prop_assert!(rows.contains(&hit.row)),
                Answer::NoRow => prop_assert!(rows.is_empty()),
                Answer::Unknown { missing } => prop_assert_eq!(missing, vec![blank]),
                Answer::Ambiguous { .. } => prop_assert!(rows.len() > 1),
            }
        }
    }

    #[test]
    fn total_is_what_trying_all_cases_says(small in a_table()) {
        let gap = small.cases().into_iter().any(|case| small.accepting(&case).is_empty());
        match small.table().check(None, None, Limits::default()).total {
            Finding::Holds => prop_assert!(!gap),
            Finding::Fails(f) => {
                prop_assert!(small.accepting(&small.codes(&f.case.unwrap())).is_empty());
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn unique_is_what_trying_all_cases_says(small in a_table()) {
        let cases = small.cases();
        let finding = small.table().check(None, None, Limits::default()).unique;
        if small.first {
            let used = |row| cases.iter().any(|case| small.decided(case) == [row]);
            let dead = (0..small.rows.len()).find(|row| !used(*row));
            match finding {
                Finding::Holds => prop_assert_eq!(dead, None),
                Finding::Fails(f) => {
                    prop_assert_eq!(f.rows.last().map(|row| row - 1), dead);
                    if let Some(case) = f.case {
                        let rows = small.accepting(&small.codes(&case));
                        prop_assert!(rows.contains(&dead.unwrap()) && rows[0] + 1 == f.rows[0]);
                    }
                }
                other => prop_assert!(false, "{other:?}"),
            }
            return Ok(());
        }
        match finding {
            Finding::Holds => prop_assert!(cases.iter().all(|case| small.accepting(case).len() < 2)),
            Finding::Fails(f) => {
                let rows = small.accepting(&small.codes(&f.case.unwrap()));
                prop_assert!(f.rows.len() == 2 && f.rows.iter().all(|row| rows.contains(&(row - 1))));
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn monotone_is_what_trying_all_cases_says(small in a_table()) {
        let table = small.table();
        let report = table.check(None, None, Limits::default());
        if !(small.first || report.unique == Finding::Holds) {
            return Ok(());
        }
        let output = |case: &[i128]| small.decided(case).first().map(|row| small.rows[*row].1);
        let wrong = |i: usize, up: bool, a: &[i128], b: &[i128]| {
            let ordered = a.iter().zip(b).enumerate().all(|(j, (x, y))| if i == j { x < y } else { x == y });
            let (Some(x), Some(y)) = (output(a), output(b)) else { return false };
            ordered && if up { y < x } else { x < y }
        };
        let cases = small.cases();
        let broken = |(i, up): &(usize, bool)| cases.iter().any(|a| cases.iter().any(|b| wrong(*i, *up, a, b)));
        match report.monotone {
            Finding::NotAsked => prop_assert!(small.monotone.is_empty()),
            Finding::Holds => prop_assert!(!small.monotone.iter().any(broken)),
            Finding::Fails(f) => {
                let (a, b) = (small.codes(&f.case.unwrap()), small.codes(&f.other.unwrap()));
                prop_assert!(small.monotone.iter().any(|(i, up)| wrong(*i, *up, &a, &b)), "{}", f.text);
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn range_is_what_trying_all_cases_says(
        (small, condition) in a_table().prop_flat_map(|small| {
            let condition = a_condition(small.sorts.clone());
            (Just(small), condition)
        })
    ) {
        if speaks_of_a_set(&condition, &small.sorts) {
            return Ok(());
        }
        let table = small.table();
        let holds = |values: &[Value], row: usize| {
            condition.holds(table.inputs(), table.output(), values, &table.rows()[row].output).unwrap()
        };
        let values = |case: &[i128]| -> Vec<Value> { small.sorts.iter().zip(case).map(|(s, c)| s.value(*c)).collect() };
        let broken = small.cases().iter().any(|case| small.decided(case).iter().any(|row| !holds(&values(case), *row)));
        match table.check(Some(&condition), None, Limits::default()).range {
            Finding::Holds => prop_assert!(!broken),
            Finding::Fails(f) => {
                let values: Vec<Value> = f.case.unwrap().0.into_iter().map(|(_, v)| v).collect();
                let facts: Vec<Option<&Value>> = values.iter().map(Some).collect();
                let row = f.rows[0] - 1;
                prop_assert!(!holds(&values, row));
                match table.evaluate(&facts).unwrap() {
                    Answer::Row(hit) => prop_assert_eq!(hit.row, row),
                    Answer::Ambiguous { rows } => prop_assert!(rows.contains(&row)),
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            Finding::NotDecided(_) => prop_assert!(has_sum(&condition)),
            Finding::NotAsked => prop_assert!(false),
        }
    }

    #[test]
    fn superior_is_what_trying_all_cases_says(
        (ours, theirs) in a_table().prop_flat_map(|ours| {
            let rows = rows(ours.sorts.clone());
            (Just(ours.clone()), (rows, any::<bool>()).prop_map(move |(rows, first)| Small { rows, first, ..ours.clone() }))
        })
    ) {
        let unique = |small: &Small| small.first || small.table().check(None, None, Limits::default()).unique == Finding::Holds;
        if !(unique(&ours) && unique(&theirs)) {
            return Ok(());
        }
        let output = |small: &Small, case: &[i128]| small.decided(case).first().map(|row| small.rows[*row].1);
        let laxer = |case: &[i128]| matches!((output(&ours, case), output(&theirs, case)), (Some(x), Some(y)) if x < y);
        match ours.table().check(None, Some(&theirs.table()), Limits::default()).superior {
            Finding::Holds => prop_assert!(!ours.cases().iter().any(|case| laxer(case))),
            Finding::Fails(f) => prop_assert!(laxer(&ours.codes(&f.case.unwrap()))),
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
