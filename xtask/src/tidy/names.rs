//! Law lives in packs: no Rust outside tests names a procedure, an act, a fact or a statute.
//!
//! The names are read from `packs/`; words of the language, of behaviours and of every office are in `words.txt`.

use std::collections::BTreeSet;

use super::Fault;
use crate::rust::{read_without_tests, test_modules};
use crate::tree::{File, Tree};

/// Words that packs use as names and that Rust may say all the same: one a line, `#` and why.
const WORDS: &str = "xtask/exceptions/words.txt";

/// Always looked for, whatever the packs hold today.
const ALWAYS: &[&str] = &["行政处罚", "行政复议", "重大行政决策", "立案", "告知"];

/// Statements of the language whose first word is such a name.
const STATEMENTS: &[&str] = &["程序", "行为", "事实"];

pub fn check(tree: &Tree) -> Vec<Fault> {
    let names = names(tree);
    let tests = test_files(tree);
    let mut faults = Vec::new();
    for (file, _) in tree.sources() {
        if !tests.iter().any(|test| {
            file.path == *test
                || file
                    .path
                    .starts_with(&format!("{}/", test.trim_end_matches(".rs")))
        }) {
            faults.extend(of_file(file, &names));
        }
    }
    faults
}

fn of_file(file: &File, names: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for literal in read_without_tests(&file.text).literals {
        for name in names.iter().filter(|name| says(&literal.text, name)) {
            faults.push(Fault {
                rule: "names",
                at: file.path.clone(),
                line: literal.line,
                what: name.clone(),
                help: "Rust outside tests names no procedure, act, fact or statute: say it in packs/",
            });
        }
    }
    faults
}

/// A long name anywhere in the text; a short one only by itself, since it may be part of ordinary words.
fn says(text: &str, name: &str) -> bool {
    if ALWAYS.contains(&name) || name.chars().count() > 3 {
        return text.contains(name);
    }
    text == name
}

/// What Rust must not say.
fn names(tree: &Tree) -> BTreeSet<String> {
    let allowed: BTreeSet<&str> = tree.file(WORDS).map(words).unwrap_or_default();
    let mut names: BTreeSet<String> = ALWAYS.iter().map(|name| (*name).to_owned()).collect();
    for file in tree
        .files
        .iter()
        .filter(|file| file.path.starts_with("packs/"))
    {
        if file.path.ends_with(".fd") {
            names.extend(declared(&file.text));
        }
        if let Some((title, _)) = file
            .path
            .strip_prefix("packs/statutes/")
            .and_then(|rest| rest.split_once('/'))
        {
            names.insert(title.to_owned());
        }
    }
    names.retain(|name| name.chars().count() > 1 && !allowed.contains(name.as_str()));
    names
}

/// Names and speaking slugs that a file of norms declares.
fn declared(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        if !words.next().is_some_and(|word| STATEMENTS.contains(&word)) {
            continue;
        }
        names.extend(words.next().map(str::to_owned));
        // `penalty-ordinary` gives a procedure away, `notify` is an English word.
        names.extend(
            words
                .next()
                .filter(|slug| slug.contains('-'))
                .map(str::to_owned),
        );
    }
    names
}

fn words(file: &File) -> BTreeSet<&str> {
    let lines = file
        .text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default());
    lines.flat_map(str::split_whitespace).collect()
}

/// Files that are modules under `#[cfg(test)]`.
fn test_files(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for (file, _) in tree
        .sources()
        .filter(|(file, _)| file.text.contains("#[cfg(test)]"))
    {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or_default();
        let inner = match name {
            "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
            _ => file.path.trim_end_matches(".rs").to_owned(),
        };
        found.extend(
            test_modules(&file.text)
                .into_iter()
                .map(|module| format!("{inner}/{module}.rs")),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::support::{self, tree};
    use expect_test::{Expect, expect};

    fn check(files: &[(&str, &str)], expected: Expect) {
        let packs = [
            ("packs/statutes/某某管理法/law.toml", ""),
            (
                "packs/a/b/procedure.fd",
                "程序 检查程序 spot-check\n事实 拟罚款 金额\n行为 送达\n行为 结案 close\n  填 理由\n",
            ),
            ("xtask/exceptions/words.txt", "送达 # a behaviour\n"),
        ];
        support::check(super::check, &tree(&[&packs[..], files].concat()), expected);
    }

    #[test]
    fn rust_names_no_act_no_fact_and_no_statute() {
        check(
            &[(
                "crates/web/src/a.rs",
                "fn f() { g(\"结案\"); g(\"《某某管理法》第一条\");\n g(\"请先立案再说\"); g(\"spot-check\"); }",
            )],
            expect![[r#"
                crates/web/src/a.rs:1: [names] 结案: Rust outside tests names no procedure, act, fact or statute: say it in packs/
                crates/web/src/a.rs:1: [names] 某某管理法: Rust outside tests names no procedure, act, fact or statute: say it in packs/
                crates/web/src/a.rs:2: [names] 立案: Rust outside tests names no procedure, act, fact or statute: say it in packs/
                crates/web/src/a.rs:2: [names] spot-check: Rust outside tests names no procedure, act, fact or statute: say it in packs/"#]],
        );
    }

    #[test]
    fn behaviours_ordinary_words_comments_and_tests_may() {
        check(
            &[
                (
                    "crates/web/src/a.rs",
                    "// 结案\nfn f() { g(\"送达\"); g(\"未结案件\"); }\n#[cfg(test)]\nmod tests { const A: &str = \"结案\"; }\n#[cfg(test)]\nmod worked;\n",
                ),
                ("crates/web/src/a/worked.rs", "const A: &str = \"结案\";"),
                ("crates/web/tests/b.rs", "const A: &str = \"结案\";"),
            ],
            expect![[""]],
        );
    }
}
