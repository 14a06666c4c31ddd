//! Evaluation and proof of tables of 40, 1,000 and 100,000 rows (targets in performance.md).
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use fadu_base::{Money, Number};
use fadu_table::{
    Cell, Direction, Domain, HitPolicy, Input, Kind, Limits, Op, Output, Row, Table, Value,
};

/// `grades` × `a` × `b` rows that leave no gap.
fn grid(grades: usize, a: i128, b: i128, hit: HitPolicy) -> Table {
    let options: Vec<Arc<str>> = (0..grades).map(|i| format!("第{i}档").into()).collect();
    let inputs = vec![
        Input {
            name: "情节".into(),
            kind: Kind::Choice {
                options: options.clone(),
                ordered: true,
            },
            domain: Domain::All,
        },
        Input {
            name: "违法所得".into(),
            kind: Kind::Money,
            domain: Domain::All,
        },
        Input {
            name: "次数".into(),
            kind: Kind::Integer,
            domain: Domain::All,
        },
    ];
    let money = |n: i128| Value::Money(Money(n as i64 * 100_000));
    let times = |n: i128| Value::Number(Number::from_integer(n));
    let mut rows = Vec::new();
    for (g, option) in options.iter().enumerate() {
        for x in 0..a {
            for y in 0..b {
                let grade = Cell::OneOf(vec![Value::Choice(option.clone())]);
                let cells = vec![grade, band(x, a, &money), band(y, b, &times)];
                let output = Value::Money(Money((g as i64 * 1000 + x as i64 + y as i64) * 100));
                rows.push(Row {
                    cells,
                    output,
                    cite: Some("《某标准》1".into()),
                });
            }
        }
    }
    let output = Output {
        name: "罚款".into(),
        kind: Kind::Money,
    };
    let monotone = [
        ("情节".into(), Direction::Up),
        ("违法所得".into(), Direction::Up),
        ("次数".into(), Direction::Up),
    ];
    Table::new("罚款幅度", inputs, output, rows, hit, &monotone).unwrap()
}

fn band(i: i128, n: i128, end: &dyn Fn(i128) -> Value) -> Cell {
    match i {
        _ if n == 1 => Cell::Any,
        0 => Cell::Compare(Op::Lt, end(1)),
        i if i == n - 1 => Cell::Compare(Op::Ge, end(i)),
        i => Cell::Range {
            low: (end(i), true),
            high: (end(i + 1), false),
        },
    }
}

fn tables(c: &mut Criterion) {
    let small = grid(4, 5, 2, HitPolicy::Unique);
    let facts = [
        Value::Choice("第2档".into()),
        Value::Money(Money(250_000)),
        Value::Number(Number::from_integer(7)),
    ];
    let facts: Vec<Option<&Value>> = facts.iter().map(Some).collect();
    c.bench_function("evaluate, 40 rows", |b| {
        b.iter(|| small.evaluate(black_box(&facts)).unwrap())
    });
    for (name, table) in [
        ("prove, 40 rows", small.clone()),
        ("prove, 40 rows, first hit", grid(4, 5, 2, HitPolicy::First)),
        ("prove, 1,000 rows", grid(10, 10, 10, HitPolicy::Unique)),
        (
            "prove, 1,000 rows, first hit",
            grid(10, 10, 10, HitPolicy::First),
        ),
    ] {
        assert!(table.check(None, None, Limits::default()).holds(), "{name}");
        c.bench_function(name, |b| {
            b.iter(|| black_box(&table).check(None, None, Limits::default()))
        });
    }
    let mut group = c.benchmark_group("large");
    group.sample_size(10);
    let large = grid(40, 50, 50, HitPolicy::Unique);
    println!("{}", large.check(None, None, Limits::default()));
    group.bench_function("prove, 100,000 rows", |b| {
        b.iter(|| black_box(&large).check(None, None, Limits::default()))
    });
    let first = grid(40, 50, 50, HitPolicy::First);
    println!("{}", first.check(None, None, Limits::default()));
    group.finish();
}

criterion_group!(benches, tables);
criterion_main!(benches);
