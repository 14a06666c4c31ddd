//! How long the whole corpus takes: import, a citation on a day, a difference, a search, cited texts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::hint::black_box;
use std::path::PathBuf;

use criterion::{Criterion, criterion_group, criterion_main};
use fadu_base::Date;
use fadu_law::{Citation, Library};

fn files() -> Vec<String> {
    let shared = std::env::var_os("FADU_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let Ok(folder) = std::fs::read_dir(shared.join("law")) else {
        eprintln!("left out: no statutes in {}", shared.display());
        return Vec::new();
    };
    let paths = folder.map(|entry| entry.unwrap().path());
    let statutes = paths.filter(|path| path.to_string_lossy().contains('@'));
    statutes
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

fn import(files: &[String]) -> Library {
    let mut library = Library::new();
    for file in files {
        black_box(library.add(file));
    }
    library
}

fn corpus(criterion: &mut Criterion) {
    let files = files();
    if files.is_empty() {
        return;
    }
    let library = import(&files);
    let day: Date = "2026-01-01".parse().unwrap();
    let two_versions = library
        .indexes()
        .find(|i| library.versions(&i.short).len() > 1)
        .unwrap()
        .clone();
    let citation: Citation = format!("《{}》1", two_versions.short).parse().unwrap();
    let mut group = criterion.benchmark_group("law");
    group.sample_size(10);
    group.bench_function("import", |b| b.iter(|| import(&files).indexes().count()));
    group.bench_function("resolve", |b| {
        b.iter(|| library.resolve(black_box(&citation), day).is_ok())
    });
    group.bench_function("diff", |b| {
        let end = library.end(&two_versions).unwrap();
        b.iter(|| {
            library
                .diff(&two_versions.short, two_versions.effective, end)
                .unwrap()
        })
    });
    group.bench_function("search", |b| {
        b.iter(|| library.search("行政 处罚", Some(day), 20).unwrap())
    });
    group.bench_function("cites", |b| {
        b.iter(|| library.cites(&files[0], day, None).len())
    });
    group.finish();
}

criterion_group!(benches, corpus);
criterion_main!(benches);
