//! Random tables as text: the engine's row is the one that reading the cells one by one gives, and
//! where the proofs say that a table is total and unambiguous, every case of a grid has one row.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fadu_base::Money;
use fadu_norm::behaviour::Notice;
use fadu_norm::model::{Cell, CompareOp, Model};
use fadu_norm::resolve::{Context, Source, tables_only};
use fadu_norm::tables::{Found, find, prove};
use fadu_norm::value::Value;
use fadu_table::{Finding, Limits};
use fadu_term::DayRule;
use proptest::prelude::*;

const GRADES: [&str; 3] = ["轻", "中", "重"];
const SIGNS: [&str; 3] = ["甲", "乙", "丙"];

fn model(text: &str) -> Model {
    let notice = Notice {
        term: "30日".parse().unwrap(),
        rule: Arc::new(DayRule::PLAIN.clone()),
        cites: Vec::new(),
    };
    let context = Context {
        parts: BTreeMap::new(),
        procedures: BTreeMap::new(),
        families: BTreeMap::new(),
        properties: Vec::new(),
        registers: Vec::new(),
        day_rules: BTreeMap::new(),
        notice,
    };
    let (source, problems) = Source::parse("表.fd", text);
    assert!(problems.is_empty(), "{problems:?}");
    let resolved = tables_only(&source, &context);
    resolved
        .model
        .unwrap_or_else(|| panic!("{text}{:?}", resolved.problems))
}

fn grade_cell() -> impl Strategy<Value = String> {
    let one = prop::sample::select(&GRADES[..]);
    let op = prop::sample::select(&["<", "≤", ">", "≥", "≠", "="][..]);
    prop_oneof![
        Just("-".to_owned()),
        one.clone().prop_map(str::to_owned),
        (op, one.clone()).prop_map(|(op, v)| format!("{op} {v}")),
        (one.clone(), one).prop_map(|(a, b)| format!("{a}、{b}")),
    ]
}

fn signs_cell() -> impl Strategy<Value = String> {
    let one = prop::sample::select(&SIGNS[..]);
    prop_oneof![
        Just("-".to_owned()),
        one.clone().prop_map(str::to_owned),
        one.clone().prop_map(|v| format!("≠ {v}")),
        (one.clone(), one).prop_map(|(a, b)| format!("{a}、{b}")),
    ]
}

fn money_cell() -> impl Strategy<Value = String> {
    let op = prop::sample::select(&["<", "≤", ">", "≥", "≠", "="][..]);
    prop_oneof![
        Just("-".to_owned()),
        (op, 0..4_i64).prop_map(|(op, n)| format!("{op} {n}元")),
        (0..4_i64, 0..3_i64, any::<(bool, bool)>()).prop_map(|(a, more, (x, y))| {
            let (open, close) = (if x { '[' } else { '(' }, if y { ']' } else { ')' });
            format!("{open}{a}元, {}元{close}", a + more)
        }),
    ]
}

fn truth_cell() -> impl Strategy<Value = String> {
    prop::sample::select(&["-", "是", "否", "≠ 是"][..]).prop_map(str::to_owned)
}

fn table() -> impl Strategy<Value = (String, bool)> {
    let row = (
        grade_cell(),
        signs_cell(),
        money_cell(),
        truth_cell(),
        0..9_u8,
    );
    (prop::collection::vec(row, 1..6), any::<bool>()).prop_map(|(rows, first)| {
        let hit = if first { "首中" } else { "唯一" };
        let mut text = format!(
            "事实 档 单选 轻|中|重 序\n事实 情 多选 甲|乙|丙\n事实 额 金额\n  限 额 ≥ 0元 且 额 ≤ 4元\n事实 真 是否\n事实 果 整数\n\
             表 试\n  入 档, 情, 额, 真\n  出 果\n  {hit}\n  | 档 | 情 | 额 | 真 | 果 |\n"
        );
        for (a, b, c, d, out) in rows {
            text.push_str(&format!("  | {a} | {b} | {c} | {d} | {out} |\n"));
        }
        (text, first)
    })
}

/// Every case on the whole 元 inside the limits.
fn cases() -> Vec<[Value; 4]> {
    let mut all = Vec::new();
    for grade in GRADES {
        for mask in 0..8_u8 {
            let held: BTreeSet<Arc<str>> = (0..3)
                .filter(|i| mask >> i & 1 == 1)
                .map(|i| Arc::from(SIGNS[i]))
                .collect();
            for yuan in 0..=4 {
                for truth in [false, true] {
                    all.push([
                        Value::Choice(grade.into()),
                        Value::Multi(held.clone()),
                        Value::Money(Money(yuan * 100)),
                        Value::Bool(truth),
                    ]);
                }
            }
        }
    }
    all
}

/// A cell by its plain meaning; a multi-choice cell holds any of the names.
fn accepts(cell: &Cell, value: &Value) -> bool {
    let place = |v: &Value| match v {
        Value::Choice(c) => GRADES.iter().position(|g| *g == &**c).unwrap() as i64,
        Value::Money(m) => m.0,
        Value::Bool(b) => i64::from(*b),
        other => panic!("{other:?}"),
    };
    let is = |written: &Value| match (written, value) {
        (Value::Multi(one), Value::Multi(held)) => one.is_subset(held),
        _ => written == value,
    };
    match cell {
        Cell::Any => true,
        Cell::Values(values) => values.iter().any(is),
        Cell::Compare(CompareOp::Eq, v) => is(v),
        Cell::Compare(CompareOp::Ne, v) => !is(v),
        Cell::Compare(CompareOp::Lt, v) => place(value) < place(v),
        Cell::Compare(CompareOp::Le, v) => place(value) <= place(v),
        Cell::Compare(CompareOp::Gt, v) => place(value) > place(v),
        Cell::Compare(CompareOp::Ge, v) => place(value) >= place(v),
        Cell::Range {
            low,
            low_closed,
            high,
            high_closed,
        } => {
            let (v, a, b) = (place(value), place(low), place(high));
            (a < v || (*low_closed && a == v)) && (v < b || (*high_closed && v == b))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(150) })]
    #[test]
    fn the_row_is_what_the_cells_say((text, first) in table()) {
        let model = model(&text);
        let table = &model.tables[0];
        let report = prove(&model, table, None, Limits::default());
        for case in cases() {
            let takes = |row: &fadu_norm::model::Row| row.cells.iter().zip(&case).all(|(c, v)| accepts(c, v));
            let rows: Vec<usize> = (0..table.rows.len()).filter(|i| takes(&table.rows[*i])).collect();
            let given: Vec<Option<Value>> = case.iter().cloned().map(Some).collect();
            let found = find(table, &given);
            match (rows.as_slice(), &found) {
                ([], Found::NoRow) => prop_assert!(report.total != Finding::Holds, "{text}{case:?}"),
                ([row], Found::Row(hit)) => prop_assert_eq!(*row, hit.row),
                ([row, _, ..], Found::Row(hit)) if first => prop_assert_eq!(*row, hit.row),
                (_, Found::Ambiguous(all)) if !first => {
                    prop_assert_eq!(all, &rows);
                    prop_assert!(report.unique != Finding::Holds, "{text}{case:?}");
                }
                _ => prop_assert!(false, "{text}{case:?} {rows:?} {found:?}"),
            }
        }
        // A witness of a gap is a gap.
        if let Finding::Fails(failure) = &report.total {
            prop_assert!(failure.case.is_some());
        }
    }

    #[test]
    fn what_is_known_without_an_input_stays_so((text, _) in table(), left_out in 0..4_usize) {
        let model = model(&text);
        let table = &model.tables[0];
        for case in cases().iter().step_by(7) {
            let mut given: Vec<Option<Value>> = case.iter().cloned().map(Some).collect();
            let whole = find(table, &given);
            given[left_out] = None;
            match find(table, &given) {
                Found::Missing(inputs) => prop_assert_eq!(inputs, vec![table.inputs[left_out]]),
                Found::NoRow => prop_assert!(whole == Found::NoRow),
                // A second row of `唯一` may come up with the value; the first that is sure is told.
                Found::Row(hit) => prop_assert!(matches!(&whole, Found::Row(w) if w.row == hit.row) || matches!(whole, Found::Ambiguous(_))),
                Found::Ambiguous(_) => prop_assert!(matches!(whole, Found::Ambiguous(_))),
            }
        }
    }
}
