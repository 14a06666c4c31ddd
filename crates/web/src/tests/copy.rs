//! The words of the pages: docs/ui.md section 6 over every text that stands in this crate and its script.

use std::fs;
use std::path::{Path, PathBuf};

const FORBIDDEN: &[&str] = &[
    "确定",
    "点击这里",
    "更多",
    "一键",
    "请知悉",
    "敬请",
    "谅解",
    "亲爱",
    "违法者",
    "客户",
    "工单",
    "打回",
    "作废",
    "操作",
    "系统异常",
    "参数错误",
    "暂无",
    "必填",
    "权限",
    "请勿",
    "已超期",
    "非法",
    "！",
    "OK",
];

/// A forbidden word inside a word that says something else.
const UNLESS: &[(&str, &[&str])] = &[("用户", &["用户名"]), ("删除", &["不能删除", "不能删"])];

/// First characters or parts of what buttons say; each is a verb.
const VERBS: &[&str] = &[
    "登",
    "退出",
    "查",
    "筛选",
    "下一步",
    "上一步",
    "保存",
    "丢掉",
    "批准",
    "退回",
    "转交",
    "转到",
    "提交",
    "下载",
    "改",
    "设置",
    "存入",
    "送审",
    "回到",
    "再提交",
    "不提交",
    "看",
    "清除",
    "预留",
    "记为",
    "召集",
    "入账",
    "核对",
    "确认",
    "不同意",
    "关闭",
    "开通",
    "换",
    "核验",
];

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found.retain(|p| !p.components().any(|c| c.as_os_str() == "tests"));
    assert!(30 < found.len(), "the sources are where this test looks");
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Texts between quotation marks, without comments and the tests below them.
fn texts(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut out = Vec::new();
    for line in code.lines().filter(|l| !l.trim_start().starts_with("//")) {
        let mut inside: Option<String> = None;
        let mut escaped = false;
        let code = line.split(" // ").next().unwrap_or_default();
        for c in code.chars() {
            match (&mut inside, c) {
                (Some(text), _) if escaped => {
                    text.push(c);
                    escaped = false;
                }
                (Some(_), '\\') => escaped = true,
                (Some(_), '"') => out.extend(inside.take()),
                (Some(text), _) => text.push(c),
                (None, '"') => inside = Some(String::new()),
                (None, _) => {}
            }
        }
    }
    out.retain(|t| t.chars().any(is_han));
    out
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn all_texts() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for path in sources() {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let source = fs::read_to_string(&path).expect("a source");
        all.extend(texts(&source).into_iter().map(|t| (name.clone(), t)));
    }
    all.extend(
        texts(crate::assets::JS)
            .into_iter()
            .map(|t| ("fadu.js".to_owned(), t)),
    );
    all.extend(
        texts(crate::assets::VERIFY)
            .into_iter()
            .map(|t| ("verify.js".to_owned(), t)),
    );
    assert!(300 < all.len(), "{} texts", all.len());
    all
}

fn check(wrong: fn(&str) -> Option<String>) {
    let found: Vec<String> = all_texts()
        .into_iter()
        .filter_map(|(file, text)| Some(format!("{file}: 「{text}」 {}", wrong(&text)?)))
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn no_forbidden_word() {
    check(|text| {
        if let Some(word) = FORBIDDEN.iter().find(|w| text.contains(**w)) {
            return Some(format!("says {word}"));
        }
        let bare = |word: &str, fine: &[&str]| {
            fine.iter()
                .fold(text.to_owned(), |t, f| t.replace(f, ""))
                .contains(word)
        };
        UNLESS
            .iter()
            .find(|(word, fine)| bare(word, fine))
            .map(|(word, _)| format!("says {word}"))
    });
}

#[test]
fn punctuation_between_han_is_full_width_and_no_space_splits_words() {
    check(|text| {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(3).find_map(|w| {
            let between = is_han(w[0]) && is_han(w[2]);
            (between && ",.:;!?() ".contains(w[1]))
                .then(|| format!("has `{}`", w.iter().collect::<String>()))
        })
    });
}

#[test]
fn days_have_their_unit_and_articles_come_from_data() {
    check(|text| {
        let chars: Vec<char> = text.chars().collect();
        let counts = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
        for (i, w) in chars.windows(2).enumerate() {
            if counts(w[0]) && w[1] == '日' {
                let before: String = chars[..i].iter().collect();
                let is_date = before.trim_end_matches(counts).ends_with('月');
                if !is_date {
                    return Some("counts 日 without saying which days".to_owned());
                }
            }
            if counts(w[0]) && w[1] == '条' && chars[..=i].contains(&'第') {
                return Some("names an article".to_owned());
            }
        }
        None
    });
}

/// What stands on buttons and links that look like them.
fn buttons(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut out = Vec::new();
    for mark in ["button", "a.act", "a.btn"] {
        for (i, _) in code.match_indices(mark) {
            let rest: String = code[i..].chars().take(400).collect();
            let line = rest.lines().next().unwrap_or_default();
            let Some((_, label)) = line.split_once("{ \"") else {
                continue;
            };
            let label = label.split('"').next().unwrap_or_default();
            if label.chars().any(is_han) {
                out.push(label.to_owned());
            }
        }
    }
    out
}

#[test]
fn buttons_are_short_and_say_what_they_do() {
    let mut seen = 0;
    for path in sources() {
        for label in buttons(&fs::read_to_string(&path).expect("a source")) {
            seen += 1;
            let length = label.chars().filter(|c| !c.is_whitespace()).count();
            assert!(length <= 8, "「{label}」 has {length} characters");
            assert!(
                VERBS.iter().any(|v| label.starts_with(v)),
                "「{label}」 does not start with a verb"
            );
            assert!(
                !["提交", "操作", "是", "否"].contains(&label.as_str()),
                "「{label}」 alone says nothing"
            );
        }
    }
    assert!(20 < seen, "{seen} buttons were found");
}

#[test]
fn the_checks_see_what_is_wrong() {
    assert_eq!(texts("let a = \"好, 的\"; // \"不算\""), ["好, 的"]);
    assert_eq!(buttons("button type=\"submit\" { \"确定\" }"), ["确定"]);
}
