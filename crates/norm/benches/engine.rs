//! The engine on a case of 25 acts and 46 relations: what may be done, acts a second, replay of 20 acts
//! (rows of docs/performance.md).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fadu_base::{Algorithm, Date};
use fadu_norm::behaviour::Notice;
use fadu_norm::engine::Session;
use fadu_norm::history::{Record, World};
use fadu_norm::model::{ActId, Model};
use fadu_norm::resolve::{Context, Source, resolve};
use fadu_norm::value::Value;
use fadu_term::{Calendar, DayRule};
use serde_json::json;

const ACTS: usize = 23;

/// 24 precedences, 8 exclusions, 6 waits, 8 demands on an amount.
fn text() -> String {
    let mut text = "程序 例 sample\n  起 立案\n  终 结案\n角色 承办人\n事实 数额 金额\n行为 立案 open\n  由 承办人\n  填 数额\n".to_owned();
    for n in 1..=ACTS {
        let _ = writeln!(text, "行为 步{n} step-{n}\n  由 承办人");
    }
    text.push_str("行为 结案 close\n  由 承办人\n");
    let mut relations = 0;
    for n in 1..=ACTS + 1 {
        let act = if n > ACTS {
            "结案".to_owned()
        } else {
            format!("步{n}")
        };
        let before = if n == 1 {
            "立案".to_owned()
        } else {
            format!("步{}", n - 1)
        };
        let _ = writeln!(text, "可 {act}\n  须 先后: 已 {before}");
        relations += 1;
        if n % 3 == 0 {
            let _ = writeln!(text, "  不得 排斥: 已 结案");
            relations += 1;
        }
        if n.is_multiple_of(4) {
            let _ = writeln!(text, "  须 等: 期满 {before} 1自然日");
            relations += 1;
        }
        if n % 3 == 1 {
            let _ = writeln!(text, "  须 数: 数额 ≤ {}元", 1_000 + n);
            relations += 1;
        }
    }
    assert_eq!(relations, 46);
    text
}

fn model() -> Model {
    let context = Context {
        parts: BTreeMap::new(),
        procedures: BTreeMap::new(),
        families: BTreeMap::new(),
        properties: Vec::new(),
        registers: Vec::new(),
        day_rules: BTreeMap::new(),
        notice: Notice {
            term: "30日".parse().unwrap(),
            rule: Arc::new(DayRule::PLAIN.clone()),
            cites: Vec::new(),
        },
    };
    let (source, problems) = Source::parse("bench.fd", &text());
    assert!(problems.is_empty(), "{problems:?}");
    resolve(&source, &context).model.unwrap()
}

fn records(model: &Model) -> Vec<Record> {
    let mut day: Date = "2026-03-02".parse().unwrap();
    let by: Arc<str> = "王一".into();
    let role = model.role_named("承办人");
    let record = |n: usize| {
        if n.is_multiple_of(4) {
            day = day.add_days(3).unwrap();
        }
        Record {
            act: ActId(n as u16),
            on: day,
            recorded: day,
            by: vec![by.clone()],
            role,
            facts: match n {
                0 => vec![(
                    model.fact_named("数额").unwrap(),
                    Value::Money(fadu_base::Money(50_000)),
                )],
                _ => Vec::new(),
            },
            behaviour: BTreeMap::new(),
            approved: Vec::new(),
            revokes: None,
        }
    };
    (0..20).map(record).collect()
}

fn played<'m>(model: &'m Model, records: &[Record]) -> Session<'m> {
    let mut session = Session::new(model, Calendar::builtin(), World::default());
    for record in records {
        assert!(session.check(record).is_ok(), "{:?}", session.check(record));
        session.push(record.clone());
    }
    session
}

fn engine(c: &mut Criterion) {
    let model = model();
    let records = records(&model);
    let session = played(&model, &records[..12]);
    let day = records[12].on;
    let mut group = c.benchmark_group("engine");
    group.bench_function("options of 25 acts with all reasons", |b| {
        let view = session.view(day);
        b.iter(|| black_box(view.options(None)));
    });
    group.bench_function("check of one act", |b| {
        b.iter(|| black_box(session.check(&records[12])));
    });
    group.bench_function("duties and facts", |b| {
        b.iter(|| black_box((session.view(day).duties(), session.facts(day))));
    });
    group.throughput(Throughput::Elements(20));
    group.bench_function("replay of 20 acts, every act checked", |b| {
        b.iter(|| black_box(played(&model, &records)));
    });
    for algorithm in [Algorithm::Sha256, Algorithm::Sm3] {
        group.bench_function(
            format!("20 acts checked, built and hashed, {algorithm}"),
            |b| {
                b.iter(|| {
                    let mut session = Session::new(&model, Calendar::builtin(), World::default());
                    for record in &records {
                        assert!(session.check(record).is_ok());
                        let built = json!({
                            "act": &*model.act(record.act).name,
                            "on": record.on,
                            "recorded": record.recorded,
                            "by": &*record.by[0],
                        });
                        let text = fadu_base::json::canonical(&built).unwrap();
                        black_box(algorithm.digest(text.as_bytes()));
                        session.push(record.clone());
                    }
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, engine);
criterion_main!(benches);
