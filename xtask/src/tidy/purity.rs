//! Core crates read no clock, file, network, environment or chance: the day, the law and the registers come in as arguments.

use super::Fault;
use crate::rust::{line_of, read_without_tests};
use crate::tree::{File, Member, Tree};

/// Short names of the pure crates.
pub const PURE: &[&str] = &[
    "base", "law", "term", "tlog", "table", "norm", "verify", "pack", "proof",
];

/// Packages that bring in a clock, a thread, a network or chance.
const IMPURE: &[&str] = &[
    "async-std",
    "chrono",
    "fastrand",
    "getrandom",
    "hyper",
    "jiff",
    "mio",
    "rand",
    "rayon",
    "reqwest",
    "rustls",
    "socket2",
    "sqlx",
    "time",
    "tokio",
    "ureq",
];

/// Modules of `std` that the outside comes in through.
const MODULES: &[&str] = &["env", "fs", "net", "os", "process", "thread"];

/// Names that are enough to give it away, however they were brought in.
const WORDS: &[&str] = &[
    "SystemTime",
    "Instant",
    "RandomState",
    "thread_rng",
    "tokio::",
    "rand::",
    "getrandom::",
];

const HELP: &str = "this crate is pure: take it as an argument";

/// Their order is another one in every process.
const UNORDERED: &[&str] = &["HashMap", "HashSet"];
const ORDERED: &str =
    "its order is chance: use BTreeMap or BTreeSet, so that every machine answers the same";

pub fn check(tree: &Tree) -> Vec<Fault> {
    let members = tree
        .members
        .iter()
        .filter(|member| PURE.contains(&member.short()));
    let mut faults: Vec<Fault> = members.flat_map(of_member).collect();
    for (file, folder) in tree.sources() {
        if PURE.contains(&folder) && !is_program(&file.path) {
            faults.extend(of_file(file));
        }
    }
    faults
}

/// The library is pure; a small program beside it reads its files.
fn is_program(path: &str) -> bool {
    path.contains("/src/bin/") || path.ends_with("/src/main.rs")
}

fn of_member(member: &Member) -> Vec<Fault> {
    let found = IMPURE.iter().filter(|name| member.reaches.contains(**name));
    found
        .map(|name| Fault {
            rule: "purity",
            at: member.folder.clone(),
            line: 0,
            what: (*name).to_owned(),
            help: "a pure crate must not be built from this (cargo tree -e normal,no-proc-macro -i NAME says how it comes in)",
        })
        .collect()
}

fn of_file(file: &File) -> Vec<Fault> {
    let code = read_without_tests(&file.text).code;
    let fault = |at: usize, what: &str, help| Fault {
        rule: "purity",
        at: file.path.clone(),
        line: line_of(&code, at),
        what: what.to_owned(),
        help,
    };
    let mut faults = Vec::new();
    for word in WORDS {
        faults.extend(places(&code, word).map(|at| fault(at, word.trim_end_matches("::"), HELP)));
    }
    for word in UNORDERED {
        faults.extend(places(&code, word).map(|at| fault(at, word, ORDERED)));
    }
    faults.extend(
        std_modules(&code)
            .iter()
            .map(|(at, module)| fault(*at, module, HELP)),
    );
    faults
}

/// Where a word stands as a word of its own.
fn places<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| {
            let before = code.get(..*at).and_then(|text| text.chars().next_back());
            let after = code
                .get(at + word.len()..)
                .and_then(|text| text.chars().next());
            let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !part(before) && (word.ends_with(':') || !part(after))
        })
}

/// `std::fs`, and `fs` in `std::{fmt, fs::File}`.
fn std_modules(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in places(code, "std::") {
        let rest = code.get(at + "std::".len()..).unwrap_or_default();
        for name in first_segments(rest) {
            if MODULES.contains(&name) {
                found.push((at, format!("std::{name}")));
            }
        }
    }
    found
}

/// The first names of a path, or of every path in a group.
fn first_segments(rest: &str) -> Vec<&str> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name_at(rest)];
    };
    let mut names = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(name_at(group.get(start..at).unwrap_or_default()));
                return names;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(name_at(group.get(start..at).unwrap_or_default()));
                start = at + 1;
            }
            _ => {}
        }
    }
    names
}

fn name_at(text: &str) -> &str {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::support::{self, member, tree};
    use super::*;
    use expect_test::{Expect, expect};

    fn check(path: &str, text: &str, expected: Expect) {
        support::check(super::check, &tree(&[(path, text)]), expected);
    }

    #[test]
    fn a_pure_crate_reads_no_file_and_no_clock() {
        check(
            "crates/norm/src/a.rs",
            "use std::{collections::HashMap, fs::{self, File}, time::Instant};\nfn f() { std::env::var(\"X\"); }\nfn g() -> SystemTime { rand::random() }\n",
            expect![[r#"
                crates/norm/src/a.rs:3: [purity] SystemTime: this crate is pure: take it as an argument
                crates/norm/src/a.rs:1: [purity] Instant: this crate is pure: take it as an argument
                crates/norm/src/a.rs:3: [purity] rand: this crate is pure: take it as an argument
                crates/norm/src/a.rs:1: [purity] HashMap: its order is chance: use BTreeMap or BTreeSet, so that every machine answers the same
                crates/norm/src/a.rs:1: [purity] std::fs: this crate is pure: take it as an argument
                crates/norm/src/a.rs:2: [purity] std::env: this crate is pure: take it as an argument"#]],
        );
    }

    #[test]
    fn words_in_comments_tests_and_longer_names_are_no_fault() {
        check(
            "crates/norm/src/a.rs",
            "// std::fs\nstruct InstantTerm; mod operand { }\nuse self::operand::x;\n#[cfg(test)]\nmod tests { use std::fs; }\n",
            expect![[""]],
        );
    }

    #[test]
    fn programs_and_outer_crates_may_read_files() {
        check(
            "crates/verify/src/bin/fadu-verify.rs",
            "use std::fs;",
            expect![[""]],
        );
        check("crates/store/src/a.rs", "use std::fs;", expect![[""]]);
    }

    #[test]
    fn a_pure_crate_is_not_built_from_chance() {
        let tree = Tree {
            files: Vec::new(),
            members: vec![
                member("fadu-proof", "rand serde"),
                member("fadu-desk", "tokio"),
            ],
        };
        support::check(
            super::check,
            &tree,
            expect![
                "crates/proof: [purity] rand: a pure crate must not be built from this (cargo tree -e normal,no-proc-macro -i NAME says how it comes in)"
            ],
        );
    }
}
