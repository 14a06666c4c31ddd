//! The real corpus, when it is at hand (FADU_SHARED, or `shared` beside the project).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::path::PathBuf;
use std::sync::OnceLock;

use common::day;
use fadu_law::{Added, Change, Library, ResolveError, text};

/// The files of the corpus, or nothing with a word on why.
fn files() -> Option<Vec<(String, String)>> {
    let shared = std::env::var_os("FADU_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let Ok(folder) = std::fs::read_dir(shared.join("law")) else {
        eprintln!("left out: no statutes in {}", shared.display());
        return None;
    };
    let paths = folder.map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> = paths
        .filter(|path| path.to_string_lossy().contains('@'))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    files.sort();
    Some(files)
}

/// All of it, read once for the tests of this file.
fn corpus() -> Option<&'static Library> {
    static CORPUS: OnceLock<Option<Library>> = OnceLock::new();
    let load = || {
        let mut library = Library::new();
        for (name, markdown) in files()? {
            match library.add(&markdown) {
                Added::New(index) => {
                    assert_eq!(name, format!("{}@{}.md", index.short, index.effective))
                }
                other => panic!("{name}: {other:?}"),
            }
        }
        Some(library)
    };
    CORPUS.get_or_init(load).as_ref()
}

#[test]
fn every_version_is_read_and_the_counts_are_those_of_the_index() {
    let Some(library) = corpus() else { return };
    assert_eq!(library.indexes().count(), 158);
    assert_eq!(library.indexes().map(|i| i.articles).sum::<usize>(), 13_562);
    let count =
        |short: &str, effective: &str| library.index(short, day(effective)).unwrap().articles;
    assert_eq!(count("民法典", "2021-01-01"), 1260);
    assert_eq!(count("刑法", "2024-03-01"), 505);
    assert_eq!(count("治安管理处罚法", "2026-01-01"), 144);
    assert_eq!(count("全国年节及纪念日放假办法", "2025-01-01"), 8);
}

#[test]
fn index_json_agrees_on_every_key_we_keep() {
    let Some(library) = corpus() else { return };
    let shared = std::env::var_os("FADU_SHARED").map(PathBuf::from);
    let shared =
        shared.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let json: Vec<serde_json::Value> =
        serde_json::from_str(&std::fs::read_to_string(shared.join("law/index.json")).unwrap())
            .unwrap();
    for entry in &json {
        let index = library
            .index(
                entry["short"].as_str().unwrap(),
                day(entry["effective"].as_str().unwrap()),
            )
            .unwrap();
        assert_eq!(index.title, entry["title"].as_str().unwrap());
        assert_eq!(index.sha, entry["sha256"].as_str().unwrap());
        assert_eq!(
            index.repealed.map(|d| d.to_string()).unwrap_or_default(),
            entry["repealed"].as_str().unwrap()
        );
    }
}

#[test]
fn every_line_of_every_file_is_kept() {
    let (Some(files), Some(library)) = (files(), corpus()) else {
        return;
    };
    for (name, markdown) in files {
        let (short, rest) = name.split_once('@').unwrap();
        let version = library
            .version(library.index(short, day(&rest[..10])).unwrap())
            .unwrap();
        let body = markdown.split_once("\n---\n").unwrap().1;
        let wanted: String = body
            .chars()
            .filter(|c| !matches!(c, '#' | '\n' | ' '))
            .collect();
        let printed = text::whole(&version);
        let kept: String = printed
            .lines()
            .skip(2)
            .flat_map(str::chars)
            .filter(|c| !matches!(c, ' ' | '　'))
            .collect();
        assert_eq!(kept, wanted, "{name}");
    }
}

fn says(citation: &str, date: &str) -> Result<String, ResolveError> {
    let library = corpus().unwrap();
    library
        .resolve(&citation.parse().unwrap(), day(date))
        .map(|passage| passage.text())
}

#[test]
fn a_day_decides_between_two_versions() {
    if corpus().is_none() {
        return;
    }
    let old = says("《行政处罚法》58.1(2)", "2021-07-14").unwrap_err();
    assert_eq!(
        old.to_string(),
        "《行政处罚法》第58条第1款没有第2项：2018-01-01起施行的版本中这里没有分项"
    );
    assert!(
        says("《行政处罚法》58.1(2)", "2021-07-15")
            .unwrap()
            .starts_with("（二）")
    );
    assert_ne!(
        says("《行政处罚法》58", "2021-07-14"),
        says("《行政处罚法》58", "2021-07-15")
    );
    assert!(
        says("《行政处罚法》64(1)", "2026-01-01")
            .unwrap()
            .starts_with("（一）")
    );
    assert!(says("《刑法》120之一", "2026-01-01").is_ok());
    assert!(says("《刑法》120之七", "2026-01-01").is_err());
    assert!(says("《环境保护法》1", "2026-08-14").is_ok());
    assert!(matches!(
        says("《环境保护法》1", "2026-08-15"),
        Err(ResolveError::Lookup(_))
    ));
    assert!(
        says("《诉讼费用交纳办法》14(3)", "2026-01-01")
            .unwrap()
            .starts_with("（三）")
    );
}

/// What statutes cite of themselves resolves, but for the faults that stand in their texts.
#[test]
fn statutes_cite_themselves_rightly() {
    let Some(library) = corpus() else { return };
    let (mut count, mut bad) = (0, Vec::new());
    for index in library.indexes() {
        let version = library.version(index).unwrap();
        for article in &version.articles {
            for found in library.cites(&article.text(), index.effective, Some(&index.short)) {
                let own = found
                    .citation
                    .as_ref()
                    .is_some_and(|c| c.title == index.short);
                count += usize::from(own);
                if own && !found.ok {
                    bad.push(format!(
                        "{} {}: {} {}",
                        index.short,
                        article.number,
                        found.text,
                        found.problem.unwrap()
                    ));
                }
            }
        }
    }
    for line in &bad {
        eprintln!("{line}");
    }
    assert!(count > 1_100, "{count}");
    assert_eq!(bad.len(), 0);
}

#[test]
fn a_revision_pairs_articles_by_what_they_say() {
    let Some(library) = corpus() else { return };
    let diff = library
        .diff("行政处罚法", day("2021-07-14"), day("2021-07-15"))
        .unwrap();
    let old = |change| diff.count(change);
    let (kept, gone) = (
        old(Change::Same) + old(Change::Renumbered) + old(Change::Changed),
        old(Change::Removed),
    );
    assert_eq!((kept + gone, kept + old(Change::Added)), (64, 86));
    let to = |number: u16| {
        diff.articles
            .iter()
            .find(|a| a.old.is_some_and(|n| n.main == number))
            .unwrap()
            .new
            .map(|n| n.main)
    };
    assert_eq!(
        (to(1), to(38), to(42), to(64)),
        (Some(1), Some(57), Some(64), None)
    ); // 42 was split, its list went to 64;
}

#[test]
fn search_finds_an_article_by_its_words() {
    let Some(library) = corpus() else { return };
    let hits = library
        .search("法制审核 重大公共利益", Some(day("2026-01-01")), 5)
        .unwrap();
    assert!(
        hits.iter()
            .any(|hit| hit.citation.to_string() == "《行政处罚法》58"),
        "{hits:?}"
    );
}
