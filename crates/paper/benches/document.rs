//! How long a decision of three pages and a form of one take: the first time, and later with other data.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use fadu_paper::{Fonts, Papers, render};
use serde_json::{Value, json};

/// Processor time of all threads so far, which a busy machine does not change; 0 where there is no `/proc`.
fn processor_ms() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = |n: usize| {
        stat.rsplit(')')
            .next()
            .and_then(|rest| rest.split(' ').nth(n)?.parse::<f64>().ok())
    };
    (ticks(12).unwrap_or(0.0) + ticks(13).unwrap_or(0.0)) * 10.0
}

fn document(c: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let dir = std::env::var_os("FADU_FONTS").map_or_else(|| root.join("fonts"), PathBuf::from);
    let own = root.join("packs/enforcement/penalty-ordinary/papers");
    let start = Instant::now();
    let Ok(fonts) = Fonts::load(&dir) else {
        println!("left out, no fonts in {}", dir.display());
        return;
    };
    println!("fonts looked through in {:?}", start.elapsed());
    let papers = Papers::read(&root.join("packs/general/papers"), &own).unwrap();
    for name in ["行政处罚决定书", "送达回证"] {
        let template = papers.template(name).unwrap();
        let text = fs::read_to_string(own.join(format!("{name}.example.json"))).unwrap();
        let mut data: Value = serde_json::from_str(&text).unwrap();
        let (start, cold) = (Instant::now(), processor_ms());
        let pages = render(&template, &data, &fonts).unwrap().pages;
        let (wall, processor) = (start.elapsed(), processor_ms() - cold);
        println!("{name}, {pages} pages, the first time: {wall:?}, processor {processor} ms");

        let mut number = 31;
        let mut another = || {
            number += 1;
            data["number"] = json!(format!("示住建罚决〔2026〕{number}号"));
            render(&template, &data, &fonts).unwrap().pdf.len()
        };
        let before = processor_ms();
        (0..50).for_each(|_| {
            another();
        });
        println!(
            "{name}, warm: processor {} ms",
            (processor_ms() - before) / 50.0
        );
        c.bench_function(
            &format!("{name}, warm, another number each time"),
            |bench| bench.iter(&mut another),
        );
    }
}

criterion_group!(benches, document);
criterion_main!(benches);
