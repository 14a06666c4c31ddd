//! Published texts made into the Markdown layout.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::day;
use expect_test::expect;
use fadu_law::{Added, Given, Library, Plain};

const PUBLISHED: &str = "　　中华人民共和国
喂　猫　法
（2000年1月1日甲会议通过　根据2009年8月27日乙决定修正
2020年12月3日丙会议修订）

目　　录
第一章　总　　则
第二章　附　　则
　第一节　其　　他

第一章　总　　则
第一条　为了让猫吃饭，制定本法。
　　猫粮包括：
　　（一）干粮；
　　（二）湿粮。

第一条之一　猫有权睡觉。
第二章　附　　则
第一节　其　　他
第二条　本法自2021年3月1日起施行。
";

#[test]
fn a_published_text_becomes_a_version() {
    let plain = Plain::read(PUBLISHED).unwrap();
    let given = Given {
        kind: "法律".into(),
        source: "自拟".into(),
        ..Given::default()
    };
    let markdown = plain.markdown(&given).unwrap();
    expect![[r#"
        ---
        title: 中华人民共和国喂猫法
        short: 喂猫法
        kind: 法律
        issuer:
        number:
        adopted: 2020-12-03
        effective: 2021-03-01
        repealed:
        source: 自拟
        ---
        ## 第一章 总则

        第一条 为了让猫吃饭，制定本法。
        猫粮包括：
        （一）干粮；
        （二）湿粮。

        第一条之一 猫有权睡觉。

        ## 第二章 附则

        ### 第一节 其他

        第二条 本法自2021年3月1日起施行。
    "#]]
    .assert_eq(&markdown);
    assert!(matches!(Library::new().add(&markdown), Added::New(_)));
}

#[test]
fn an_opening_sentence_without_contents_is_kept() {
    let text = "关于喂猫的解释\n（2020年1月1日公布，自2020年2月1日起施行）\n为了喂猫，解释如下：\n第一条　喂。\n";
    let plain = Plain::read(text).unwrap();
    assert_eq!(
        (plain.title.as_str(), plain.adopted),
        ("关于喂猫的解释", Some(day("2020-02-01")))
    );
    let given = Given {
        kind: "解释".into(),
        adopted: Some(day("2020-01-01")),
        effective: Some(day("2020-02-01")),
        ..Given::default()
    };
    let markdown = plain.markdown(&given).unwrap();
    assert!(
        markdown.ends_with("---\n为了喂猫，解释如下：\n\n第一条 喂。\n"),
        "{markdown}"
    );
    assert!(matches!(Library::new().add(&markdown), Added::New(_)));
}

#[test]
fn an_amended_text_with_the_day_of_its_first_version_asks_for_the_day() {
    let old = PUBLISHED.replace("自2021年3月1日起", "自2001年3月1日起");
    let plain = Plain::read(&old).unwrap();
    let refusal = plain
        .markdown(&Given {
            kind: "法律".into(),
            ..Given::default()
        })
        .unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "第1行：文中没有本版的施行日（修正后的文本只写最初的施行日），请另外给出"
    );
    assert!(Plain::read("第一条　甲。\n").is_err());
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[第一二条之编章节目录（） 　。2021年月日起施行\n甲]{0,200}") {
        if let Ok(plain) = Plain::read(&text) {
            let given = Given { kind: "法律".into(), adopted: Some(day("2000-01-01")), effective: Some(day("2001-01-01")), ..Given::default() };
            _ = Library::new().add(&plain.markdown(&given).unwrap());
        }
    }
}
