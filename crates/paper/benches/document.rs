//! How long a decision of three pages takes: the first one, and later ones with other data.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use fadu_paper::{Fonts, Papers, render};
use serde_json::{Value, json};

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
    let template = papers.template("行政处罚决定书").unwrap();
    let text = fs::read_to_string(own.join("行政处罚决定书.example.json")).unwrap();
    let mut data: Value = serde_json::from_str(&text).unwrap();

    let start = Instant::now();
    let pages = render(&template, &data, &fonts).unwrap().pages;
    println!("first document, {pages} pages: {:?}", start.elapsed());

    let mut number = 31;
    c.bench_function("decision, warm, another number each time", |bench| {
        bench.iter(|| {
            number += 1;
            data["number"] = json!(format!("示住建罚决〔2026〕{number}号"));
            render(&template, &data, &fonts).unwrap().pdf.len()
        });
    });
}

criterion_group!(benches, document);
criterion_main!(benches);
