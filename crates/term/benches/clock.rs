//! How long one clock takes (target: at most 100 ns with all rules, performance.md).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_docs_in_private_items
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use fadu_base::Date;
use fadu_term::{
    Calendar, Count, DayRule, Extension, Stop, Words, WorkingDayTerms, derive, last_day,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn clocks(c: &mut Criterion) {
    let calendar = Calendar::builtin();
    let rule = DayRule {
        working_day_terms: WorkingDayTerms::List(vec![2, 3, 5, 7]),
        ..DayRule::default()
    };
    let stops = [
        Stop {
            from: day("2026-03-10"),
            to: Some(day("2026-03-20")),
        },
        Stop {
            from: day("2026-04-10"),
            to: Some(day("2026-04-12")),
        },
    ];
    let extension = Extension {
        effective: Some(day("2026-04-20")),
        term: "30日".parse().unwrap(),
        most: Some(1),
        group: 0,
    };
    let extensions = [extension];
    let plain = |text: &str| Count::new(day("2026-03-02"), text.parse().unwrap()).under(&rule);
    let full = Count {
        stops: &stops,
        extensions: &extensions,
        ..plain("90日")
    };
    let mut group = c.benchmark_group("clock");
    for (name, count) in [
        ("5日 as working days", plain("5日")),
        ("60工作日", plain("60工作日")),
        ("3个月", plain("3个月")),
        ("90日, two stops, one extension", full),
    ] {
        group.bench_function(name, |b| {
            b.iter(|| last_day(black_box(&count), calendar).unwrap())
        });
    }
    group.bench_function("derivation of 5日", |b| {
        b.iter(|| derive(black_box(&plain("5日")), calendar, &Words::default()).unwrap())
    });
    group.finish();
}

criterion_group!(benches, clocks);
criterion_main!(benches);
