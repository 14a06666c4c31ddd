//! What is read from a file, and what is refused with which words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{NEW, file};
use expect_test::{Expect, expect};
use fadu_law::{ArticleNumber, Version};

fn refused(markdown: &str, expected: Expect) {
    let refusal = Version::parse(markdown).expect_err("the file must be refused");
    let lines: Vec<String> = refusal
        .problems
        .iter()
        .map(|p| format!("{} {}", p.line, p.message))
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

fn refused_body(body: &str, expected: Expect) {
    refused(&file("喂猫法", "2001-01-01", "", body), expected);
}

fn outline(version: &Version) -> String {
    let mut out = String::new();
    for article in &version.articles {
        out.push_str(&format!(
            "{} [{}] 第{}行\n",
            article.number,
            article.path.join(" › "),
            article.line
        ));
        for (i, paragraph) in article.paragraphs.iter().enumerate() {
            out.push_str(&format!("  {}. {}\n", i + 1, paragraph.text));
            for item in &paragraph.items {
                out.push_str(&format!("    ({}) {}\n", item.number, item.text));
                item.more
                    .iter()
                    .for_each(|more| out.push_str(&format!("      {more}\n")));
            }
        }
    }
    out
}

#[test]
fn headings_articles_paragraphs_items_and_sub_items() {
    let version = Version::parse(&file("喂猫法", "2010-07-15", "", NEW)).unwrap();
    expect![[r#"
        1 [第一编 通则 › 第一章 总则] 第16行
          1. 为了让猫好好吃饭、好好睡觉，制定本法。
        1之一 [第一编 通则 › 第一章 总则] 第18行
          1. 猫有权睡觉。
        2 [第一编 通则 › 第一章 总则] 第20行
          1. 猫的主人应当备齐下列物品：
            (1) （一）猫粮；
            (2) （二）水，其中：
              1．冬天用温水；
              2．夏天用凉水；
            (3) （三）猫窝。
          2. 物品应当每天检查。
        3 [第一编 通则 › 第一章 总则 › 第一节 卫生] 第30行
          1. 喂猫的人应当洗手。
          2. 洗手用水和皂。
        4 [第二编 附则 › 第一章 施行] 第37行
          1. 
            (1) （一）甲地自元旦施行；
            (2) （二）乙地另定。
        5 [第二编 附则 › 第一章 施行] 第40行
          1. 两款都有项的：
            (1) （一）甲；
            (2) （二）乙。
          2. 另一款也有项：
            (1) （一）丙；
              续丙。
            (2) （二）丁。
    "#]]
    .assert_eq(&outline(&version));
}

#[test]
fn subdivisions_stand_inside_their_part_and_texts_beside_articles_are_kept() {
    let body = "开头的话。\n\n# 第一编 甲\n\n# 第一分编 乙\n\n## 第一章 丙\n\n第一条 丁。\n\n# 第二编 戊\n\n第二条 己。\n\n## 附件\n\n附件一行。\n附件二行。\n";
    let version = Version::parse(&file("喂猫法", "2001-01-01", "", body)).unwrap();
    assert_eq!(
        outline(&version),
        "1 [第一编 甲 › 第一分编 乙 › 第一章 丙] 第20行\n  1. 丁。\n2 [第二编 戊] 第24行\n  1. 己。\n"
    );
    assert_eq!(version.preamble[0].text, "开头的话。");
    assert_eq!(
        (
            version.annexes[0].path.join("/"),
            version.annexes[0].text.as_str()
        ),
        ("第二编 戊/附件".into(), "附件一行。\n附件二行。")
    );
    assert!(version.article(ArticleNumber { main: 2, sub: 1 }).is_none());
}

#[test]
fn bom_and_crlf_read_as_the_plain_text() {
    let plain = file("喂猫法", "2010-07-15", "", NEW);
    let windows = format!("\u{FEFF}{}", plain.replace('\n', "\r\n"));
    assert_eq!(Version::parse(&windows), Version::parse(&plain));
}

#[test]
fn front_matter_that_is_missing_or_wrong() {
    refused("", expect!["1 应是文件头的开头 `---`，却是``"]);
    refused(
        "第一条 甲。\n",
        expect!["1 应是文件头的开头 `---`，却是`第一条 甲。`"],
    );
    refused("---\ntitle: 甲\n", expect!["3 应是 `short:`，却是``"]);
    refused(
        "---\ntitle: 甲\nkind: 乙\n",
        expect!["3 应是 `short:`，却是`kind: 乙`"],
    );
    let good = file("喂猫法", "2001-01-01", "", "第一条 甲。\n");
    refused(
        &good.replace("2001-01-01", "2001-02-30"),
        expect!["8 `effective`：没有这一天：2001-02-30"],
    );
    refused(
        &good.replace("short: 喂猫法", "short: ../喂猫法"),
        expect!["3 简称里不能有书名号、空格、/、\\、@，也不能以 . 开头"],
    );
    refused(
        &good.replace("repealed: ", "repealed: 2000-05-01"),
        expect!["9 停止适用日2000-05-01应晚于施行日2001-01-01"],
    );
    refused(
        &good.replace("source: 自拟\n---", "source: 自拟\n"),
        expect!["11 应是文件头的结尾 `---`"],
    );
}

#[test]
fn articles_that_are_missing_repeated_or_empty() {
    refused_body("", expect!["12 没有一条条文：应有以 `第一条 ` 开头的段落"]);
    refused_body(
        "第一条 甲。\n\n第三条 乙。\n",
        expect!["14 缺条：应是第二条，却是第三条"],
    );
    refused_body("第二条 甲。\n", expect!["12 缺条：应是第一条，却是第二条"]);
    refused_body(
        "第一条 甲。\n\n第一条 乙。\n",
        expect!["14 条号重复或倒退：应是第二条，却是第一条"],
    );
    refused_body("第一条\n", expect!["12 第一条没有内容"]);
    refused_body(
        "第一条甲。\n",
        expect!["12 第一条之后应有一个空格，却是`第一条甲。`"],
    );
    refused_body(
        "第一条 甲。\n第二条 乙。\n",
        expect!["13 第二条之前应有一个空行"],
    );
    refused_body(
        "第一条 甲：\n（一）乙；\n（三）丙。\n",
        expect!["14 第一条的项应是（二），却是（三）"],
    );
    refused_body(
        "第一条 甲：\n（二）丙。\n",
        expect!["13 第一条的项应是（一），却是（二）"],
    );
    refused_body(
        "第一条 甲。\n\n#### 乙\n\n第二条 乙。\n",
        expect!["14 应是标题 `# 编`、`## 章` 或 `### 节`，却是`#### 乙`"],
    );
    refused_body(
        "第一条 甲。\n\n游离的话。\n\n第二条 乙。\n",
        expect!["14 条文之间有不属于任何一条的文字：`游离的话。`"],
    );
}

#[test]
fn hostile_files_end_quickly_with_few_words() {
    refused_body(
        "第一条 甲\0乙。\n",
        expect![[r#"12 有控制字符，不是文本：`第一条 甲\u{0}乙。`"#]],
    );
    let refusal = Version::parse(&file(
        "喂猫法",
        "2001-01-01",
        "",
        &"第一条 甲。\n\n".repeat(200_000),
    ))
    .unwrap_err();
    assert_eq!(refusal.problems.len(), 20);
    assert!(
        Version::parse(&"甲".repeat(6 << 20))
            .unwrap_err()
            .to_string()
            .starts_with("第1行：文件过大")
    );
    let deep = format!(
        "第一条 甲：\n{}",
        (1..3000)
            .map(|n| format!("（{}）乙；\n丙。\n", fadu_law::numeral::zh(n)))
            .collect::<String>()
    );
    assert!(Version::parse(&file("喂猫法", "2001-01-01", "", &deep)).is_ok());
}

proptest::proptest! {
    #[test]
    fn no_text_panics(head in "\\PC{0,40}", body in "[第一二条之款项（）#\\- \n0-9.，。a\u{0}]{0,200}") {
        _ = Version::parse(&head);
        _ = Version::parse(&file("喂猫法", "2001-01-01", "", &body));
    }
}
