//! Small random tables: every proof against trying all cases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::sync::Arc;

use fadu_base::{Money, Number};
use fadu_table::{
    Answer, Case, Cell, Condition, Direction, Domain, Finding, HitPolicy, Input, Kind, Limits,
    Linear, Op, Output, Relation, Row, Table, Value, Var,
};
use proptest::prelude::*;

/// Whole numbers stand for all values: doubled for `数`, so that odd ones lie between.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sort {
    Bool,
    Grade,
    Integer,
    Money,
    Number,
    Set,
}

fn options() -> Vec<Arc<str>> {
    ["轻", "中", "重"].map(Arc::from).to_vec()
}

impl Sort {
    fn kind(self) -> Kind {
        match self {
            Sort::Bool => Kind::Bool,
            Sort::Grade => Kind::Choice {
                options: options(),
                ordered: true,
            },
            Sort::Integer => Kind::Integer,
            Sort::Money => Kind::Money,
            Sort::Number => Kind::Number,
            Sort::Set => Kind::Choices { options: options() },
        }
    }
    /// The codes of all cases that can differ.
    fn codes(self) -> std::ops::Range<i128> {
        match self {
            Sort::Bool => 0..2,
            Sort::Grade => 0..3,
            Sort::Integer | Sort::Money => 0..6,
            Sort::Number => 0..7,
            Sort::Set => 0..8,
        }
    }
    fn value(self, code: i128) -> Value {
        match self {
            Sort::Bool => Value::Bool(code == 1),
            Sort::Grade => Value::Choice(options()[code as usize].clone()),
            Sort::Integer => Value::Number(Number::from_integer(code)),
            Sort::Money => Value::Money(Money(code as i64)),
            Sort::Number => Value::Number(Number::new(code, 2)),
            Sort::Set => {
                let held = options()
                    .into_iter()
                    .enumerate()
                    .filter(|(i, _)| code >> i & 1 == 1);
                Value::Choices(held.map(|(_, o)| o).collect())
            }
        }
    }
    fn domain(self) -> Domain {
        let end = |code| Some((self.value(code), true));
        match self {
            Sort::Integer | Sort::Money => Domain::Between {
                low: end(0),
                high: end(5),
            },
            Sort::Number => Domain::Between {
                low: end(0),
                high: end(6),
            },
            _ => Domain::All,
        }
    }
    fn input(self, name: &str) -> Input {
        Input {
            name: name.into(),
            kind: self.kind(),
            domain: self.domain(),
        }
    }
}

/// A cell in codes.
#[derive(Clone, Debug)]
enum Code {
    Any,
    Compare(Op, i128),
    Range(i128, bool, i128, bool),
    OneOf(Vec<i128>),
}

fn accepts(sort: Sort, cell: &Code, code: i128) -> bool {
    // In a cell of a set, codes 0 to 2 name one option, 3 and more a whole set.
    let equal = |wanted: i128| match sort {
        Sort::Set if wanted < 3 => code >> wanted & 1 == 1,
        Sort::Set => code == wanted,
        _ => code == wanted,
    };
    match cell {
        Code::Any => true,
        Code::Compare(Op::Lt, v) => code < *v,
        Code::Compare(Op::Le, v) => code <= *v,
        Code::Compare(Op::Gt, v) => code > *v,
        Code::Compare(Op::Ge, v) => code >= *v,
        Code::Compare(Op::Eq, v) => equal(*v),
        Code::Compare(Op::Ne, v) => !equal(*v),
        Code::Range(a, x, b, y) => {
            (*a < code || (*x && *a == code)) && (code < *b || (*y && *b == code))
        }
        Code::OneOf(list) => list.iter().any(|v| equal(*v)),
    }
}

fn written(sort: Sort, cell: &Code) -> Cell {
    let value = |code: &i128| match sort {
        Sort::Set if *code < 3 => Value::Choice(options()[*code as usize].clone()),
        _ => sort.value(*code),
    };
    match cell {
        Code::Any => Cell::Any,
        Code::Compare(op, v) => Cell::Compare(*op, value(v)),
        Code::Range(a, x, b, y) => Cell::Range {
            low: (value(a), *x),
            high: (value(b), *y),
        },
        Code::OneOf(list) => Cell::OneOf(list.iter().map(value).collect()),
    }
}

fn a_sort() -> impl Strategy<Value = Sort> {
    prop_oneof![
        Just(Sort::Bool),
        Just(Sort::Grade),
        Just(Sort::Integer),
        Just(Sort::Money),
        Just(Sort::Number),
        Just(Sort::Set)
    ]
}

fn a_cell(sort: Sort) -> BoxedStrategy<Code> {
    // Ends of numbers are whole, so that halves stand for all that lies between.
    let codes = match sort {
        Sort::Number => (0..4_i128).prop_map(|v| 2 * v).boxed(),
        _ => sort.codes().boxed(),
    };
    let op = prop_oneof![
        Just(Op::Lt),
        Just(Op::Le),
        Just(Op::Gt),
        Just(Op::Ge),
        Just(Op::Eq),
        Just(Op::Ne)
    ];
    let some = prop::collection::vec(codes.clone(), 1..3).prop_map(Code::OneOf);
    if sort == Sort::Set {
        let equal = (prop_oneof![Just(Op::Eq), Just(Op::Ne)], codes)
            .prop_map(|(op, v)| Code::Compare(op, v));
        return prop_oneof![2 => Just(Code::Any), 2 => equal, 2 => some].boxed();
    }
    let compare = (op, codes.clone()).prop_map(|(op, v)| Code::Compare(op, v));
    let range = (codes.clone(), any::<bool>(), codes, any::<bool>())
        .prop_map(|(a, x, b, y)| Code::Range(a.min(b), x, a.max(b), y));
    prop_oneof![3 => Just(Code::Any), 3 => compare, 2 => range, 1 => some].boxed()
}

#[derive(Clone, Debug)]
struct Small {
    sorts: Vec<Sort>,
    rows: Vec<(Vec<Code>, i128)>,
    first: bool,
    monotone: Vec<(usize, bool)>,
}

fn rows(sorts: Vec<Sort>) -> impl Strategy<Value = Vec<(Vec<Code>, i128)>> {
    let cells: Vec<BoxedStrategy<Code>> = sorts.into_iter().map(a_cell).collect();
    prop::collection::vec((cells, 0..4_i128), 0..7)
}

fn a_table() -> impl Strategy<Value = Small> {
    prop::collection::vec(a_sort(), 1..4).prop_flat_map(|sorts| {
        let monotone = prop::collection::vec((0..sorts.len(), any::<bool>()), 0..2);
        (Just(sorts.clone()), rows(sorts), any::<bool>(), monotone).prop_map(
            |(sorts, rows, first, monotone)| {
                let monotone = monotone
                    .into_iter()
                    .filter(|(i, _)| sorts[*i] != Sort::Set)
                    .collect();
                Small {
                    sorts,
                    rows,
                    first,
                    monotone,
                }
            },
        )
    })
}

fn name(i: usize) -> Arc<str> {
    format!("入{i}").into()
}

impl Small {
    fn table(&self) -> Table {
        let inputs = self
            .sorts
            .iter()
            .enumerate()
            .map(|(i, sort)| sort.input(&name(i)))
            .collect();
        let row = |(cells, output): &(Vec<Code>, i128)| Row {
            cells: cells
                .iter()
                .zip(&self.sorts)
                .map(|(cell, sort)| written(*sort, cell))
                .collect(),
            output: Value::Money(Money(*output as i64)),
            cite: None,
        };
        let hit = if self.first {
            HitPolicy::First
        } else {
            HitPolicy::Unique
        };
        let direction = |up| if up { Direction::Up } else { Direction::Down };
        let monotone: Vec<_> = self
            .monotone
            .iter()
            .map(|(i, up)| (name(*i), direction(*up)))
            .collect();
        let output = Output {
            name: "罚款".into(),
            kind: Kind::Money,
        };
        Table::new(
            "小表",
            inputs,
            output,
            self.rows.iter().map(row).collect(),
            hit,
            &monotone,
        )
        .unwrap()
    }
    fn cases(&self) -> Vec<Vec<i128>> {
        self.sorts.iter().fold(vec![vec![]], |cases, sort| {
            cases
                .iter()
                .flat_map(|case| sort.codes().map(|c| [case.clone(), vec![c]].concat()))
                .collect()
        })
    }
    fn accepting(&self, case: &[i128]) -> Vec<usize> {
        let accepts = |cells: &[Code]| {
            cells
                .iter()
                .zip(&self.sorts)
                .zip(case)
                .all(|((cell, sort), c)| accepts(*sort, cell, *c))
        };
        (0..self.rows.len())
            .filter(|i| accepts(&self.rows[*i].0))
            .collect()
    }
    fn decided(&self, case: &[i128]) -> Vec<usize> {
        let mut rows = self.accepting(case);
        rows.truncate(if self.first { 1 } else { rows.len() });
        rows
    }
    fn codes(&self, case: &Case) -> Vec<i128> {
        let code = |(sort, (_, value)): (&Sort, &(Arc<str>, Value))| {
            sort.codes()
                .find(|c| sort.value(*c) == *value)
                .unwrap_or_else(|| panic!("{value:?} is no case"))
        };
        self.sorts.iter().zip(&case.0).map(code).collect()
    }
}

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
