//! Whatever comes in: no panic, no endless reading, and what is read is printed faithfully.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod parse_support;

use std::time::Instant;

use fadu_norm::{fmt, text};
use parse_support::{files, tree};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "程序",
    "族",
    "角色",
    "参数",
    "设",
    "事实",
    "行为",
    "可",
    "应",
    "性质",
    "改",
    "名录",
    "表",
    "属",
    "承",
    "起",
    "终",
    "号",
    "依据",
    "用",
    "行为义",
    "必",
    "持",
    "外部",
    "义",
    "限",
    "据",
    "=",
    "源",
    "按",
    "初",
    "注",
    "由",
    "填",
    "选填",
    "出",
    "载",
    "无义",
    "因",
    "类",
    "批",
    "多次",
    "撤",
    "结后",
    "补录",
    "须",
    "不得",
    "若",
    "违",
    "可撤销",
    "言",
    "于",
    "后",
    "前",
    "内",
    "及时",
    "延",
    "停",
    "至",
    "重起",
    "逾",
    "凡",
    "时",
    "恒",
    "分离",
    "限期",
    "恒可",
    "总能",
    "可达",
    "许停",
    "许延",
    "除非",
    "字段",
    "效期",
    "键",
    "立",
    "销",
    "案内",
    "入",
    "唯一",
    "首中",
    "单调",
    "升",
    "幅度",
    "上级",
    "效",
    "是否",
    "单选",
    "多选",
    "金额",
    "日期",
    "期限",
    "列",
    "序",
    "已",
    "未",
    "后于",
    "期满",
    "期内",
    "末日",
    "效日",
    "日数",
    "今日",
    "人数",
    "避",
    "异人",
    "有效",
    "有",
    "尽",
    "计",
    "已填",
    "个数",
    "次数",
    "较小",
    "未决",
    "逾期",
    "本",
    "非",
    "且",
    "或",
    "含",
    "含任一",
    "皆在",
    "甲",
    "乙",
    "jia",
    "〔",
    "〕",
    "(",
    ")",
    "（",
    "）",
    "[",
    "]",
    ",",
    "、",
    "，",
    ":",
    "：",
    ".",
    "@",
    "|",
    "｜",
    "+",
    "-",
    "×",
    "÷",
    "*",
    "/",
    "<",
    "≤",
    ">=",
    "≠",
    "!=",
    "12",
    "1_000",
    "12.5",
    "30%",
    "5000元",
    "3万元",
    "2026-01-31",
    "2026-02-31",
    "5工作日",
    "7日",
    "3个月",
    "2次",
    "5天",
    "是",
    "否",
    "\"字\"",
    "“字”",
    "\"",
    "“",
    "《法》",
    "《法",
    "58.1(1)",
    "58之一",
    "#",
    "# 注",
    "\u{feff}",
    "\0",
    "\u{200b}",
    "\u{3000}",
    "\t",
    "\r",
    "\n",
    "\n  ",
    "\n    ",
    "\n",
    "\n  ",
    "  ",
    "😀",
    "é",
    "_",
];

/// Reads, reports and prints; what has no errors must print the same twice and mean the same.
fn survives(source: &str) {
    let (_, diagnostics) = text::parse(source);
    let report = text::render(&diagnostics, "t.fd", source);
    assert_eq!(report.is_empty(), diagnostics.is_empty());
    for diagnostic in &diagnostics {
        let place = text::position(diagnostic, "t.fd", source);
        assert!(0 < place.line && 0 < place.column);
    }
    if let Ok(printed) = fmt::print(source) {
        assert_eq!(
            fmt::print(&printed).as_ref(),
            Ok(&printed),
            "not the same twice:\n{source}"
        );
        assert_eq!(
            tree(source),
            tree(&printed),
            "not the same meaning:\n{source}\n{printed}"
        );
        assert_eq!(
            comments(source),
            comments(&printed),
            "a comment was lost:\n{source}\n{printed}"
        );
        assert_eq!(
            fmt::canonical(source),
            fmt::canonical(&printed),
            "another version:\n{source}"
        );
    }
}

fn comments(source: &str) -> usize {
    source
        .lines()
        .filter(|line| line.contains('#') && !line.contains('"') && !line.contains('“'))
        .count()
}

fn soup() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len(), any::<bool>());
    prop::collection::vec(piece, 0..60).prop_map(|picks| {
        picks
            .into_iter()
            .map(|(n, blank)| format!("{}{}", PIECES[n], if blank { " " } else { "" }))
            .collect()
    })
}

/// A statement that starts well and goes on anyhow.
fn sentence() -> impl Strategy<Value = String> {
    let starts = prop::sample::select(vec![
        "程序 甲 jia\n  ",
        "事实 甲 金额\n  = ",
        "可 甲\n  须 ",
        "应 甲 于 乙 后 ",
        "性质 甲\n  凡 ",
        "表 甲\n  | ",
        "名录 甲 jia\n  ",
        "改 甲 因 \"乙\"\n  ",
        "行为 甲 jia\n  ",
        "参数 甲 数 = ",
    ]);
    (starts, soup()).prop_map(|(start, rest)| format!("{start}{rest}"))
}

/// A real file with a few characters or lines taken out, put in or moved.
fn mutated() -> impl Strategy<Value = String> {
    let sources: Vec<String> = files()
        .iter()
        .map(|p| std::fs::read_to_string(p).unwrap())
        .collect();
    let change = (any::<prop::sample::Index>(), 0..5_u8, 0..PIECES.len());
    (
        prop::sample::select(sources),
        any::<prop::sample::Index>(),
        prop::collection::vec(change, 1..6),
    )
        .prop_map(|(source, window, changes)| {
            let lines: Vec<&str> = source.lines().collect();
            let from = if lines.len() < 60 {
                0
            } else {
                window.index(lines.len() - 50)
            };
            let mut chars: Vec<char> = lines[from..(from + 50).min(lines.len())]
                .join("\n")
                .chars()
                .collect();
            for (at, kind, piece) in changes {
                let at = at.index(chars.len() + 1);
                match kind {
                    0 if at < chars.len() => drop(chars.remove(at)),
                    1 => chars.truncate(at.max(20)),
                    2 if at + 3 < chars.len() => chars.swap(at, at + 3),
                    _ => drop(chars.splice(at..at, PIECES[piece].chars())),
                }
            }
            chars.into_iter().collect()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters(source in "(?s).{0,200}") {
        survives(&source);
    }

    #[test]
    fn token_soup(source in soup()) {
        survives(&source);
    }

    #[test]
    fn sentences_that_go_astray(source in sentence()) {
        survives(&source);
    }

    #[test]
    fn real_files_with_slips(source in mutated()) {
        survives(&source);
    }
}

/// Reads something hostile; it must end in an error and soon (measured generously: tests share the machine).
fn hostile(source: &str, says: &str) {
    let start = Instant::now();
    let (_, diagnostics) = text::parse(source);
    let report = text::render(&diagnostics, "t.fd", source);
    assert!(start.elapsed().as_secs() < 10, "took {:?}", start.elapsed());
    assert!(
        report.contains(says),
        "{}",
        report.chars().take(600).collect::<String>()
    );
    assert!(report.len() < 200_000, "a report of {} bytes", report.len());
    assert!(diagnostics.len() <= text::MAX_SHOWN);
}

#[test]
fn ten_megabytes_are_refused() {
    hostile(&"可 甲\n".repeat(1_250_000), "文件太大");
}

#[test]
fn deep_brackets_are_refused() {
    hostile(
        &format!("事实 甲 是否\n  = {}", "(".repeat(1_900_000)),
        "套得太深",
    );
    hostile(
        &format!("事实 甲 是否\n  = {}甲", "非 ".repeat(400_000)),
        "套得太深",
    );
    hostile(
        &format!("事实 甲 是否\n  = {}甲", "逾 ".repeat(400_000)),
        "太深",
    );
}

#[test]
fn long_chains_are_refused() {
    hostile(
        &format!("事实 甲 是否\n  = 甲{}", " 且 甲".repeat(200_000)),
        "公式太长",
    );
    hostile(
        &format!("事实 甲 数\n  = 1{}", " + 1".repeat(400_000)),
        "公式太长",
    );
}

#[test]
fn one_long_line_is_reported_briefly() {
    hostile(&"甲".repeat(600_000), "语句应以关键字开头");
    hostile(&"\0".repeat(1_900_000), "看不见的字符 U+0000");
    hostile(&"\0 ".repeat(900_000), "错误太多");
    hostile(
        &format!("可 甲\n  须 已 乙 {}", "丙 ".repeat(400_000)),
        "多余",
    );
    hostile(
        &format!("程序 甲 jia\n  起 {}", "乙, ".repeat(380_000)),
        "还缺",
    );
}

#[test]
fn a_hundred_thousand_statements_are_read() {
    let source = "可 甲\n".repeat(100_000);
    let start = Instant::now();
    let (file, diagnostics) = text::parse(&source);
    assert_eq!((file.statements.len(), diagnostics.len()), (100_000, 0));
    assert!(start.elapsed().as_secs() < 10, "took {:?}", start.elapsed());
    hostile(&"坏 甲\n".repeat(200_000), "错误太多");
}
