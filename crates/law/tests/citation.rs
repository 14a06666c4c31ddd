//! Citations: what can be written, how it is printed, what is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{day, library};
use expect_test::{Expect, expect};
use fadu_law::{ArticleNumber, Citation, Citations, Place};
use proptest::prelude::*;

fn canonical(text: &str, expected: &str) {
    let citations: Citations = text.parse().unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(citations.to_string(), expected);
    assert_eq!(expected.parse::<Citations>().unwrap(), citations);
}

#[test]
fn one_canonical_form_for_every_way_to_write_it() {
    canonical("《喂猫法》58.1(1)", "《喂猫法》58.1(1)");
    canonical(" 《喂猫法》 ５８．１（１） ", "《喂猫法》58.1(1)");
    canonical("《喂猫法》64（一）", "《喂猫法》64(1)");
    canonical("《喂猫法》58之一.2", "《喂猫法》58之一.2");
    canonical("《喂猫法》57.2、58", "《喂猫法》57.2、58");
    canonical(
        "《喂猫法》44，62；《养狗条例》3, 4",
        "《喂猫法》44、62、《养狗条例》3、4",
    );
    canonical("《喂猫法》44 《养狗条例》3", "《喂猫法》44、《养狗条例》3");
    canonical("《喂猫法》1、《喂猫法》2", "《喂猫法》1、2");
    canonical("《关于〈喂猫法〉的解释》1", "《关于〈喂猫法〉的解释》1");
    canonical(
        "《关于适用《喂猫法》的解释》1",
        "《关于适用《喂猫法》的解释》1",
    );
}

#[test]
fn a_prefix_ends_where_the_citation_ends() {
    let rest = |text: &'static str| {
        let (citations, end) = Citations::parse_prefix(text).unwrap();
        (citations.to_string(), &text[end..])
    };
    assert_eq!(
        rest("《喂猫法》44、62  违 可撤销 《养狗条例》64.1(2)"),
        ("《喂猫法》44、62".into(), "  违 可撤销 《养狗条例》64.1(2)")
    );
    assert_eq!(
        rest("《喂猫法》60  # 注"),
        ("《喂猫法》60".into(), "  # 注")
    );
    assert_eq!(rest("《喂猫法》60、因"), ("《喂猫法》60".into(), "、因"));
}

#[test]
fn what_is_no_citation() {
    let check = |text: &str, expected: Expect| {
        expected.assert_eq(&text.parse::<Citations>().unwrap_err().to_string())
    };
    check(
        "",
        expect!["不是引用：``，第1个字处应是《，如 《某法》58.1(1)"],
    );
    check(
        "喂猫法58",
        expect!["不是引用：`喂猫法58`，第1个字处应是《，如 《某法》58.1(1)"],
    );
    check(
        "《喂猫法58",
        expect!["不是引用：`《喂猫法58`，第1个字处应是成对的《》，如 《某法》58.1(1)"],
    );
    check(
        "《》58",
        expect!["不是引用：`《》58`，第2个字处应是题名，如 《某法》58.1(1)"],
    );
    check(
        "《喂猫法》",
        expect!["不是引用：`《喂猫法》`，第6个字处应是条号，如 《某法》58.1(1)"],
    );
    check(
        "《喂猫法》0",
        expect!["不是引用：`《喂猫法》0`，第6个字处应是条号，如 《某法》58.1(1)"],
    );
    check(
        "《喂猫法》58.x",
        expect![
            "不是引用：`《喂猫法》58.x`，第8个字处应是引用的结尾，或 、 和下一条，如 《某法》58.1(1)"
        ],
    );
    check(
        "《喂猫法》99999",
        expect!["不是引用：`《喂猫法》99999`，第6个字处应是条号，如 《某法》58.1(1)"],
    );
    let two = "《喂猫法》1、2"
        .parse::<Citation>()
        .unwrap_err()
        .to_string();
    expect!["不是引用：`《喂猫法》1、2`，第9个字处应是一处引用，不是几处，如 《某法》58.1(1)"]
        .assert_eq(&two);
}

#[test]
fn the_words_of_a_page() {
    let human = |text: &str| text.parse::<Citations>().unwrap().human();
    assert_eq!(human("《喂猫法》58.1(1)"), "喂猫法第58条第1款第1项");
    assert_eq!(
        human("《喂猫法》57.2、120之一、《养狗条例》64(1)"),
        "喂猫法第57条第2款、第120条之一、养狗条例第64条第1项"
    );
}

#[test]
fn json_is_a_string_or_a_list_of_strings() {
    let citations: Citations = "《喂猫法》57.2、58".parse().unwrap();
    let json = serde_json::to_string(&citations).unwrap();
    assert_eq!(json, r#"["《喂猫法》57.2","《喂猫法》58"]"#);
    assert_eq!(serde_json::from_str::<Citations>(&json).unwrap(), citations);
    assert_eq!(
        serde_json::from_str::<Citations>("\"《喂猫法》57.2、58\"").unwrap(),
        citations
    );
    assert_eq!(
        serde_json::from_str::<ArticleNumber>("\"58之二\"").unwrap(),
        ArticleNumber { main: 58, sub: 2 }
    );
    assert!(serde_json::from_str::<Citation>("\"喂猫法\"").is_err());
}

fn resolves(citation: &str, date: &str, expected: Expect) {
    let citation: Citation = citation.parse().unwrap();
    let answer = match library().resolve(&citation, day(date)) {
        Ok(passage) => passage.text(),
        Err(error) => format!("✗ {error}"),
    };
    expected.assert_eq(&answer);
}

#[test]
fn what_a_citation_says_on_a_day() {
    resolves(
        "《喂猫法》2",
        "2010-07-14",
        expect![[r#"
        喂猫的人应当洗手。
        洗手用水。"#]],
    );
    resolves(
        "《喂猫法》2.1(2)",
        "2010-07-15",
        expect![[r#"
        （二）水，其中：
        1．冬天用温水；
        2．夏天用凉水；"#]],
    );
    resolves("《喂猫法》2(3)", "2010-07-15", expect!["（三）猫窝。"]);
    resolves("《喂猫法》2.2", "2010-07-15", expect!["物品应当每天检查。"]);
    resolves(
        "《中华人民共和国喂猫法》1之一",
        "2030-01-01",
        expect!["猫有权睡觉。"],
    );
    resolves(
        "《喂猫法》4(1)",
        "2010-07-15",
        expect!["（一）甲地自元旦施行；"],
    );
}

#[test]
fn why_a_citation_says_nothing() {
    resolves("《养猫法》2", "2010-07-15", expect!["✗ 没有收录《养猫法》"]);
    resolves(
        "《猫法》2",
        "2010-07-15",
        expect!["✗ 没有收录《猫法》；名称相近的有《喂猫法》"],
    );
    resolves(
        "《喂猫法》2",
        "2000-12-31",
        expect![
            "✗ 《喂猫法》在2000-12-31没有施行中的版本；收录的是：自2001-01-01起施行，2010-07-15起不再适用；自2010-07-15起施行"
        ],
    );
    resolves(
        "《养狗条例》1",
        "2020-01-01",
        expect![
            "✗ 《养狗条例》在2020-01-01没有施行中的版本；收录的是：自2005-03-01起施行，2020-01-01起不再适用"
        ],
    );
    resolves(
        "《喂猫法》4",
        "2010-07-14",
        expect!["✗ 《喂猫法》没有第4条：2001-01-01起施行的版本到第3条为止"],
    );
    resolves(
        "《喂猫法》2.3",
        "2010-07-15",
        expect!["✗ 《喂猫法》第2条没有第3款：2010-07-15起施行的版本中该条共2款"],
    );
    resolves(
        "《喂猫法》2.1(1)",
        "2010-07-14",
        expect!["✗ 《喂猫法》第2条第1款没有第1项：2001-01-01起施行的版本中这里没有分项"],
    );
    resolves(
        "《喂猫法》2(4)",
        "2010-07-15",
        expect!["✗ 《喂猫法》第2条没有第4项：2010-07-15起施行的版本中这里共3项"],
    );
    resolves(
        "《喂猫法》5(1)",
        "2010-07-15",
        expect!["✗ 《喂猫法》第5条第1项说不清是哪一款：第1、2款都有项，请写明款"],
    );
}

proptest! {
    #[test]
    fn print_and_read_agree(main in 1..=9999_u16, sub in 0..=30_u16, paragraph in proptest::option::of(1..=99_u16), item in proptest::option::of(1..=99_u16)) {
        let place = Place { article: ArticleNumber { main, sub }, paragraph, item };
        let citation = Citation { title: "喂猫法".into(), place };
        prop_assert_eq!(citation.to_string().parse::<Citation>().unwrap(), citation.clone());
        prop_assert_eq!(library().read_citation(&citation.human()).unwrap(), citation);
    }

    #[test]
    fn reading_never_panics(text in "\\PC{0,60}") {
        _ = text.parse::<Citations>();
    }
}
