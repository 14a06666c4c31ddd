//! Making the index of 26,000 articles, and questions to it with snippets.
//! Prints p50 and p99 of single questions beside what criterion measures.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench: what fails, fails"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use fadu_law::Library;
use fadu_search::{LawIndex, LawQuestion};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/law");
const QUESTIONS: [&str; 12] = [
    "行政处罚",
    "六十日内",
    "没收违法所得",
    "应当自收到申请之日起",
    "法治",
    "听证 罚款",
    "的",
    "吊销许可证件",
    "行政处罚法 听证",
    "“责令停产停业”",
    "电子签名",
    "公民、法人或者其他组织",
];

/// The corpus twice under two names: as many articles as the national laws have.
fn library() -> Option<Library> {
    let mut library = Library::new();
    for file in std::fs::read_dir(Path::new(CORPUS)).ok()?.flatten() {
        let path = file.path();
        if !path.to_string_lossy().contains('@') {
            continue;
        }
        let text = std::fs::read_to_string(path).ok()?;
        library.add(&text);
        let again =
            text.replacen("\nshort: ", "\nshort: 又", 1)
                .replacen("title: ", "title: 又", 1);
        library.add(&again);
    }
    Some(library)
}

fn question(words: &str) -> LawQuestion<'_> {
    LawQuestion {
        words,
        on: "2026-11-24".parse().ok(),
        statute: None,
        skip: 0,
        limit: 20,
    }
}

fn percentiles(index: &LawIndex) {
    let mut times: Vec<Duration> = Vec::new();
    for round in 0..100 {
        for words in QUESTIONS {
            let start = Instant::now();
            black_box(index.search(&question(words))).expect("an answer");
            if 0 < round {
                times.push(start.elapsed());
            }
        }
    }
    times.sort();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!(
        "questions p50 {:?} p99 {:?} max {:?}",
        at(50),
        at(99),
        times[times.len() - 1]
    );
}

fn bench(c: &mut Criterion) {
    let Some(library) = library() else {
        println!("shared/law is not there: nothing measured");
        return;
    };
    for index in library.indexes() {
        library.version(index).expect("a text that reads");
    }
    let dir = tempfile::tempdir().expect("a folder");
    let start = Instant::now();
    let index = LawIndex::open_or_build(dir.path(), &library).expect("an index");
    println!(
        "built {} articles in {:?}",
        index.articles(),
        start.elapsed()
    );
    percentiles(&index);
    let mut group = c.benchmark_group("law");
    for words in QUESTIONS {
        group.bench_function(words, |b| {
            b.iter(|| index.search(black_box(&question(words))))
        });
    }
    group.finish();
    let mut group = c.benchmark_group("build");
    group.sample_size(10);
    group.bench_function("rebuild", |b| {
        b.iter(|| {
            let dir = tempfile::tempdir().expect("a folder");
            LawIndex::open_or_build(dir.path(), &library)
                .expect("an index")
                .articles()
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
