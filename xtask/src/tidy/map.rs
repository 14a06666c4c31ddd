//! ARCHITECTURE.md is a map of what is there: every crate, none that is gone, short, and its links lead somewhere.

use std::collections::BTreeSet;

use super::Fault;
use crate::tree::{File, Tree};

const MAP: &str = "ARCHITECTURE.md";
const MOST_WORDS: usize = 2500;

/// Documents whose links must lead to a file.
const LINKED: &[&str] = &["README.md", "README.zh.md", MAP];

pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    match tree.file(MAP) {
        Some(map) => faults.extend(of_map(tree, map)),
        None => faults.push(fault(
            MAP,
            0,
            "missing".into(),
            "the map of the crates stands at the root",
        )),
    }
    for file in tree
        .files
        .iter()
        .filter(|file| LINKED.contains(&file.path.as_str()) || in_docs(file))
    {
        faults.extend(dead_links(tree, file));
    }
    faults
}

fn in_docs(file: &File) -> bool {
    file.path.starts_with("docs/") && file.path.ends_with(".md")
}

fn fault(at: &str, line: usize, what: String, help: &'static str) -> Fault {
    Fault {
        rule: "map",
        at: at.to_owned(),
        line,
        what,
        help,
    }
}

fn of_map(tree: &Tree, map: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    let there: BTreeSet<&str> = tree
        .members
        .iter()
        .map(|member| member.folder.as_str())
        .collect();
    let named = named_crates(&map.text);
    for folder in there
        .iter()
        .filter(|folder| !named.iter().any(|(_, name)| name == *folder))
    {
        faults.push(fault(
            MAP,
            0,
            (*folder).to_owned(),
            "this crate exists and has no paragraph; name it as `crates/NAME`",
        ));
    }
    for (line, name) in named
        .iter()
        .filter(|(_, name)| !there.contains(name.as_str()))
    {
        faults.push(fault(
            MAP,
            *line,
            name.clone(),
            "there is no such crate (any more)",
        ));
    }
    let words = map.text.split_whitespace().count();
    if words > MOST_WORDS {
        faults.push(fault(
            MAP,
            0,
            format!("{words} words"),
            "a map has at most 2,500 words; details go to docs/",
        ));
    }
    faults
}

/// Crates the map names: `crates/NAME`, and in a heading also the crates beside, such as `xtask`.
fn named_crates(text: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices('`') {
            let rest = line.get(at + 1..).unwrap_or_default();
            let word = rest.split('`').next().unwrap_or_default();
            let plain = word.trim_end_matches('/');
            let beside = line.starts_with('#') && matches!(plain, "xtask" | "reference");
            if beside
                || plain
                    .strip_prefix("crates/")
                    .is_some_and(|name| !name.is_empty() && !name.contains('/'))
            {
                named.push((index + 1, plain.to_owned()));
            }
        }
    }
    named
}

fn dead_links(tree: &Tree, file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for (at, _) in line.match_indices("](") {
            let target = line
                .get(at + 2..)
                .and_then(|rest| rest.split([')', '#', ' ']).next())
                .unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let path = resolved(&file.path, target);
            let there =
                |other: &File| other.path == path || other.path.starts_with(&format!("{path}/"));
            if !tree.files.iter().any(there) {
                faults.push(fault(
                    &file.path,
                    index + 1,
                    target.to_owned(),
                    "this link leads nowhere",
                ));
            }
        }
    }
    faults
}

/// A link as a path from the root.
fn resolved(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::support::{self, member, tree};
    use expect_test::{Expect, expect};

    fn check(map: &str, expected: Expect) {
        let mut tree = tree(&[
            ("ARCHITECTURE.md", map),
            ("docs/cli.md", "[up](../ARCHITECTURE.md)"),
        ]);
        tree.members = vec![member("fadu-base", ""), member("fadu-law", "")];
        support::check(super::check, &tree, expected);
    }

    #[test]
    fn the_map_names_all_crates_and_no_others() {
        check(
            "`crates/base` `crates/law/` `crates/law/src/lib.rs`",
            expect![[""]],
        );
        check(
            "## `crates/base`\n## `crates/clock`\n",
            expect![[r#"
                ARCHITECTURE.md: [map] crates/law: this crate exists and has no paragraph; name it as `crates/NAME`
                ARCHITECTURE.md:2: [map] crates/clock: there is no such crate (any more)"#]],
        );
    }

    #[test]
    fn a_link_leads_to_a_file_or_a_folder() {
        check(
            "`crates/base` `crates/law` [a](docs/cli.md#x) [b](docs) [c](https://example.org) [d](docs/gone.md)",
            expect!["ARCHITECTURE.md:1: [map] docs/gone.md: this link leads nowhere"],
        );
    }

    #[test]
    fn the_map_is_short() {
        let long = "word ".repeat(2500);
        check(
            &format!("`crates/base` `crates/law` {long}"),
            expect![
                "ARCHITECTURE.md: [map] 2502 words: a map has at most 2,500 words; details go to docs/"
            ],
        );
    }
}
