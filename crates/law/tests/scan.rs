//! Citations found in running text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{day, library};
use expect_test::{Expect, expect};

fn found_as(text: &str, own: Option<&str>, expected: Expect) {
    let mut library = library();
    assert!(library.alias("猫法", "喂猫法"));
    let lines: Vec<String> = library
        .cites(text, day("2015-01-01"), own)
        .iter()
        .map(|f| {
            let name = f.citation.as_ref().map_or("？".into(), ToString::to_string);
            format!(
                "{}:{} {} = {name} {}",
                f.line,
                f.column,
                f.text,
                if f.ok { "✓" } else { "✗" }
            )
        })
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

fn found(text: &str, expected: Expect) {
    found_as(text, None, expected);
}

#[test]
fn long_forms() {
    found(
        "依据《中华人民共和国喂猫法》第二条第一款第（二）项的规定",
        expect!["1:3 《中华人民共和国喂猫法》第二条第一款第（二）项 = 《喂猫法》2.1(2) ✓"],
    );
    found(
        "按喂猫法第2条第1款第3项办理",
        expect!["1:2 喂猫法第2条第1款第3项 = 《喂猫法》2.1(3) ✓"],
    );
    found(
        "《喂猫法》（2010年修订）第一条之一",
        expect!["1:1 《喂猫法》（2010年修订）第一条之一 = 《喂猫法》1之一 ✓"],
    );
    found("甲\n猫法第九条", expect!["2:1 猫法第九条 = 《喂猫法》9 ✗"]);
}

#[test]
fn short_forms() {
    found(
        "见《喂猫法》2.1(2)、3，以及猫法 4(1)。",
        expect![[r#"
            1:2 《喂猫法》2.1(2) = 《喂猫法》2.1(2) ✓
            1:14 3 = 《喂猫法》3 ✓
            1:18 猫法 4(1) = 《喂猫法》4(1) ✓"#]],
    );
    found(
        "《喂猫法》2010年修订，喂猫法 30%，《喂猫法》3个",
        expect![""],
    );
}

#[test]
fn lists_and_ranges_carry_the_title_on() {
    found(
        "违反《喂猫法》第二条第一款、第二款，第三条和养狗条例第一条第一款或者第二款的",
        expect![[r#"
            1:3 《喂猫法》第二条第一款 = 《喂猫法》2.1 ✓
            1:15 第二款 = 《喂猫法》2.2 ✓
            1:19 第三条 = 《喂猫法》3 ✓
            1:23 养狗条例第一条第一款 = 《养狗条例》1.1 ✓
            1:35 第二款 = 《养狗条例》1.2 ✓"#]],
    );
    found(
        "喂猫法第一条至第三条、第五条",
        expect![[r#"
        1:1 喂猫法第一条 = 《喂猫法》1 ✓
        1:8 第三条 = 《喂猫法》2 ✓
        1:8 第三条 = 《喂猫法》3 ✓
        1:12 第五条 = 《喂猫法》5 ✓"#]],
    );
    found(
        "喂猫法第二条第（一）、（二）项，第一、三条",
        expect![[r#"
        1:1 喂猫法第二条第（一）、（二）项 = 《喂猫法》2(1) ✓
        1:1 喂猫法第二条第（一）、（二）项 = 《喂猫法》2(2) ✓
        1:17 第一、三条 = 《喂猫法》1 ✓
        1:17 第一、三条 = 《喂猫法》3 ✓"#]],
    );
}

#[test]
fn own_statute_unknown_statute_and_what_cites_nothing() {
    found_as(
        "违反本法第二条第三款的",
        Some("喂猫法"),
        expect!["1:3 本法第二条第三款 = 《喂猫法》2.3 ✗"],
    );
    found(
        "违反本法第二条、该条例第三条、第四条的，第五条",
        expect![""],
    );
    found_as(
        "依照本实施条例第二条，本 法第三条，基本法第四条",
        Some("喂猫法"),
        expect![[r#"
            1:3 本实施条例第二条 = 《喂猫法》2 ✓
            1:15 第三条 = ？ ✗
            1:22 第四条 = ？ ✗"#]],
    );
    found(
        "《中华人民共和国喂猫法》（以下简称《猫规》）第一条，《猫规》第二条，猫规第三条；《喂猫法》2015",
        expect![[r#"
            1:1 《中华人民共和国喂猫法》（以下简称《猫规》）第一条 = 《喂猫法》1 ✓
            1:27 《猫规》第二条 = 《喂猫法》2 ✓
            1:35 猫规第三条 = 《喂猫法》3 ✓"#]],
    );
    found(
        "《养鱼法》第三条，养鸟规定第四条",
        expect![[r#"
            1:1 《养鱼法》第三条 = 《养鱼法》3 ✗
            1:14 第四条 = ？ ✗"#]],
    );
}

#[test]
fn a_hostile_text_takes_no_more_than_its_length() {
    let library = library();
    let on = day("2015-01-01");
    for piece in [
        "法第",
        "《",
        "喂猫法第一条至",
        "第一、",
        "《喂猫法》（以下简称甲）",
        "1",
        "零",
    ] {
        let text = format!("喂猫法第{}", piece.repeat(100_000));
        _ = library.cites(&text, on, Some("喂猫法"));
    }
    let ranges = "喂猫法第一条至第五百条；".repeat(1_000);
    assert!(library.cites(&ranges, on, None).len() <= 22_000);
}

#[test]
fn citations_in_any_form() {
    let library = library();
    let read = |text: &str| library.read_citation(text).map(|c| c.to_string());
    assert_eq!(read("喂猫法第二条第一款").unwrap(), "《喂猫法》2.1");
    assert_eq!(read("喂猫法2.1").unwrap(), "《喂猫法》2.1");
    assert!(read("喂猫法第二条、第三条").is_err());
    assert!(read("看喂猫法第二条").is_err());
    let several = |text: &str| library.read_citations(text).map(|c| c.to_string());
    assert_eq!(
        several("喂猫法第二条、第三条和《养狗条例》第一条第二款").unwrap(),
        "《喂猫法》2、3、《养狗条例》1.2"
    );
    assert!(several("喂猫法第二条是说养狗条例第一条").is_err());
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[《》喂猫法养狗条例第一二十百条款项（）()0-9.、至和之本a \n]{0,120}") {
        for found in library().cites(&text, day("2015-01-01"), Some("喂猫法")) {
            assert_eq!(text.get(found.start..found.end), Some(found.text.as_str()));
        }
    }
}
