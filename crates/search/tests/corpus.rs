//! The corpus of statutes, where it is there: an exact phrase is found exactly where it stands.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use fadu_law::{Added, Library};
use fadu_search::{LawIndex, LawQuestion};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/law");

/// Statutes of our own, for machines without the corpus.
fn own() -> Library {
    let mut library = Library::new();
    for (title, day, body) in [
        (
            "喂猫法",
            "2001-01-01",
            "## 第一章 总则\n\n第一条 喂猫以前应当洗手。\n喂猫的人应当自收到通知之日起五日内登记。\n\n第二条 没有洗手的，处一百元以下的罚款；情节严重的，吊销喂猫许可证。\n",
        ),
        (
            "喂猫法",
            "2021-07-15",
            "第一条 喂猫以前应当洗手、擦干。\n\n第二条 没有洗手的，处二百元以下罚款。\n\n第三条 罚，款以外的，警告。\n",
        ),
        ("喂狗条例", "2010-01-01", "第一条 喂狗参照喂猫。\n"),
    ] {
        let head = format!(
            "---\ntitle: 某地{title}\nshort: {title}\nkind: 法律\nissuer:\nnumber:\nadopted: {day}\neffective: {day}\nrepealed:\nsource: 自拟\n---\n"
        );
        assert!(matches!(library.add(&(head + body)), Added::New(_)));
    }
    library
}

fn corpus() -> Option<Library> {
    let mut files: Vec<_> = std::fs::read_dir(Path::new(CORPUS))
        .ok()?
        .flatten()
        .map(|e| e.path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .filter(|p| p.to_string_lossy().contains('@'))
        .collect();
    files.sort();
    let mut library = Library::new();
    for file in files {
        library.add(&std::fs::read_to_string(file).unwrap());
    }
    Some(library)
}

fn library() -> Library {
    corpus().unwrap_or_else(|| {
        eprintln!("shared/law 不在，用自拟的法规代替");
        own()
    })
}

fn ask<'a>(words: &'a str, on: Option<&str>) -> LawQuestion<'a> {
    LawQuestion {
        words,
        on: on.map(|d| d.parse().unwrap()),
        statute: None,
        skip: 0,
        limit: 9_000,
    }
}

/// `LIKE '%phrase%'` over the articles in force on a day, as `title article`.
fn like(library: &Library, phrase: &str, on: &str) -> Vec<String> {
    let on = on.parse().unwrap();
    let mut found = Vec::new();
    for index in library.indexes() {
        let end = library.end(index);
        if on < index.effective || end.is_some_and(|end| end <= on) {
            continue;
        }
        for article in &library.version(index).unwrap().articles {
            if article.text().contains(phrase) {
                found.push(format!("{} {}", index.short, article.number));
            }
        }
    }
    found.sort();
    found
}

fn found(index: &LawIndex, question: &LawQuestion<'_>) -> (Vec<String>, usize) {
    let answer = index.search(question).unwrap();
    assert_eq!(answer.hits.len(), answer.total);
    let name =
        |hit: &fadu_search::Hit| format!("{} {}", hit.citation.title, hit.citation.place.article);
    (answer.hits.iter().map(name).collect(), answer.exact)
}

#[test]
fn exact_phrases_are_found_as_like_finds_them() {
    let library = library();
    let dir = tempfile::tempdir().unwrap();
    let index = LawIndex::open_or_build(dir.path(), &library).unwrap();
    let mut some = 0;
    for phrase in [
        "行政处罚",
        "五日内",
        "六十日内",
        "没收违法所得",
        "应当自收到申请之日起",
        "法治",
        "洗手",
        "罚款",
        "吊销",
        "听证",
        "二百元以下",
        "之日起",
        "喂猫",
    ] {
        for on in ["2026-11-24", "2020-01-01"] {
            let expected = like(&library, phrase, on);
            some += expected.len();
            let (plain, exact) = found(&index, &ask(phrase, Some(on)));
            assert_eq!(exact, expected.len(), "{phrase} {on}");
            // Those that hold the phrase come first.
            let mut first: Vec<String> = plain.into_iter().take(exact).collect();
            first.sort();
            assert_eq!(first, expected, "{phrase} {on}");
            let quoted = format!("“{phrase}”");
            let (mut quoted, _) = found(&index, &ask(&quoted, Some(on)));
            quoted.sort();
            assert_eq!(quoted, expected, "“{phrase}” {on}");
        }
    }
    assert!(10 < some);
}

#[test]
fn a_day_chooses_the_version() {
    let (library, dir) = (own(), tempfile::tempdir().unwrap());
    let index = LawIndex::open_or_build(dir.path(), &library).unwrap();
    let on = |day| found(&index, &ask("吊销", Some(day))).0;
    assert_eq!(on("2021-07-14"), ["喂猫法 2"]);
    assert!(on("2021-07-15").is_empty());
    // Without a day: the newest.
    assert!(found(&index, &ask("吊销", None)).0.is_empty());
}

#[test]
fn one_statute_alone_and_its_title_as_a_word() {
    let (library, dir) = (own(), tempfile::tempdir().unwrap());
    let index = LawIndex::open_or_build(dir.path(), &library).unwrap();
    let mut question = ask("喂猫", Some("2026-01-01"));
    assert_eq!(found(&index, &question).0.len(), 2);
    question.statute = Some("喂狗条例");
    assert_eq!(found(&index, &question).0, ["喂狗条例 1"]);
    assert_eq!(
        found(&index, &ask("喂猫法 罚款", Some("2026-01-01"))).0,
        ["喂猫法 2"]
    );
}

#[test]
fn a_phrase_does_not_reach_over_a_sign() {
    let (library, dir) = (own(), tempfile::tempdir().unwrap());
    let index = LawIndex::open_or_build(dir.path(), &library).unwrap();
    assert_eq!(
        found(&index, &ask("“罚款”", Some("2026-01-01"))).0,
        ["喂猫法 2"]
    );
    assert_eq!(
        found(&index, &ask("“罚，款”", Some("2026-01-01"))).0,
        ["喂猫法 3"]
    );
}

#[test]
fn words_that_stand_nowhere_together_are_looked_for_apart() {
    let (library, dir) = (own(), tempfile::tempdir().unwrap());
    let index = LawIndex::open_or_build(dir.path(), &library).unwrap();
    let answer = index.search(&ask("警告 擦干", Some("2026-01-01"))).unwrap();
    assert!(answer.loose);
    assert_eq!((answer.total, answer.exact), (2, 0));
}

#[test]
fn an_index_is_kept_renewed_and_made_again() {
    let (mut library, dir) = (own(), tempfile::tempdir().unwrap());
    let root = dir.path();
    let first = LawIndex::open_or_build(root, &library).unwrap();
    assert!(LawIndex::is_made(root, &fadu_search::stamp(&library)));
    // A new text: another stamp; the old folder goes.
    let old = fadu_search::stamp(&library);
    library.add("---\ntitle: 喂鱼法\nshort: 喂鱼法\nkind: 法律\nissuer:\nnumber:\nadopted: 2020-01-01\neffective: 2020-01-01\nrepealed:\nsource: 自拟\n---\n第一条 喂鱼。\n");
    let second = LawIndex::open_or_build(root, &library).unwrap();
    assert_eq!(second.articles(), first.articles() + 1);
    assert!(!LawIndex::is_made(root, &old));
    // A torn file: made again.
    let stamp = fadu_search::stamp(&library);
    let torn = std::fs::read_dir(root.join(&stamp))
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .find(|p| p.extension().is_some_and(|e| e == "pos"))
        .unwrap();
    std::fs::write(&torn, b"torn").unwrap();
    assert!(!LawIndex::is_made(root, &stamp));
    let third = LawIndex::open_or_build(root, &library).unwrap();
    assert_eq!(found(&third, &ask("喂鱼", None)).0, ["喂鱼法 1"]);
}

#[test]
fn no_question_is_an_error_of_the_house() {
    let (library, dir) = (own(), tempfile::tempdir().unwrap());
    let index = LawIndex::open_or_build(dir.path(), &library).unwrap();
    for words in [
        "\"",
        "AND",
        "a:b^3~",
        "*",
        "\\",
        "[1 TO 2]",
        "((((",
        "罚款\0",
        "😀",
        "\u{202e}罚款",
        "𠮷",
        &"罚".repeat(200),
        &"罚 款 ".repeat(60),
        &"罚".repeat(10_000),
        "   ",
        "，。",
        "-罚款",
        "/罚/",
    ] {
        match index.search(&ask(words, None)) {
            Ok(answer) => assert!(answer.total <= 9),
            Err(why) => assert!(why.is_readers(), "{words:?}: {why}"),
        }
    }
}

mod random {
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn any_text_may_be_asked(words in "\\PC{0,80}") {
            use std::sync::OnceLock;
            static INDEX: OnceLock<(tempfile::TempDir, fadu_search::LawIndex)> = OnceLock::new();
            let (_, index) = INDEX.get_or_init(|| {
                let dir = tempfile::tempdir().unwrap();
                let index = fadu_search::LawIndex::open_or_build(dir.path(), &super::own()).unwrap();
                (dir, index)
            });
            if let Err(why) = index.search(&super::ask(&words, None)) {
                prop_assert!(why.is_readers());
            }
        }
    }
}
