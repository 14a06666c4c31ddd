//! Files stay small, and know nothing of the machine they were written on.

use super::Fault;
use crate::tree::{File, Tree};

const MOST_LINES: usize = 700;
const MOST_BYTES: u64 = 400_000;

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.files.iter().flat_map(of_file).collect()
}

/// Long source files: not wrong, but worth a question.
pub fn notes(tree: &Tree) -> Vec<String> {
    let long = tree.files.iter().filter_map(|file| {
        let source = file.path.ends_with(".rs") && !file.path.contains("/tests/");
        let lines = file.text.lines().count();
        (source && lines > MOST_LINES)
            .then(|| format!("tidy: {} has {lines} lines: is it one idea?", file.path))
    });
    long.collect()
}

fn of_file(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut add = |line, what: String, help| {
        faults.push(Fault {
            rule: "sizes",
            at: file.path.clone(),
            line,
            what,
            help,
        })
    };
    if file.bytes > MOST_BYTES {
        add(
            0,
            "large".into(),
            "over 400 KB: statutes, fonts and other people's files are never committed",
        );
    }
    for (index, line) in file.text.lines().enumerate() {
        if let Some(home) = machine_path(line) {
            add(
                index + 1,
                home.to_owned(),
                "a path of one machine; make it relative, or a setting",
            );
        }
    }
    faults
}

/// A folder that only exists on one developer's machine. Written in parts, so that this file does not find itself.
fn machine_path(line: &str) -> Option<&'static str> {
    const HOMES: &[&str] = &[
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    HOMES.iter().copied().find(|home| {
        line.match_indices(home).any(|(at, _)| {
            // `target/work/` and `https://x/home/` are parts of something else.
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            before.is_none_or(|c| c.is_whitespace() || "\"'`(=:<".contains(c))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::support::{self, tree};
    use super::{machine_path, notes};
    use expect_test::expect;

    #[test]
    fn long_and_large_files_are_listed() {
        let (long, large) = ("x\n".repeat(701), "x".repeat(400_001));
        let tree = tree(&[
            ("crates/a/src/a.rs", &long),
            ("crates/a/tests/a.rs", &long),
            ("packs/a.md", &large),
        ]);
        assert_eq!(
            notes(&tree),
            ["tidy: crates/a/src/a.rs has 701 lines: is it one idea?"]
        );
        support::check(
            super::check,
            &tree,
            expect![
                "packs/a.md: [sizes] large: over 400 KB: statutes, fonts and other people's files are never committed"
            ],
        );
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        let own = concat!("a = \"/ho", "me/me/law\"");
        assert_eq!(machine_path(own), Some(concat!("/ho", "me/")));
        assert_eq!(machine_path(concat!("b = target/ho", "me/x")), None);
    }
}
