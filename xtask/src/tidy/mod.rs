//! The fences of docs/architecture.md section 1, one file each: what a crate may know, what may stand in which file.

mod exceptions;
mod fences;
mod layers;
mod map;
mod names;
mod purity;
mod sizes;
mod statutes;

use std::path::Path;

use anyhow::Result;

use crate::tree::Tree;
use exceptions::Exceptions;

/// Something that stands where it may not stand.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fault {
    /// Name of the rule, as written in the exceptions file.
    pub rule: &'static str,
    /// A file, or a crate.
    pub at: String,
    /// From 1; 0 for the whole file or crate.
    pub line: usize,
    /// What stands there: the word that an exception names.
    pub what: String,
    /// What to do.
    pub help: &'static str,
}

impl Fault {
    fn print(&self) -> String {
        let line = if self.line > 0 {
            format!(":{}", self.line)
        } else {
            String::new()
        };
        format!(
            "{}{line}: [{}] {}: {}",
            self.at, self.rule, self.what, self.help
        )
    }
}

/// A rule: what is wrong with the tree.
type Rule = fn(&Tree) -> Vec<Fault>;

const RULES: &[Rule] = &[
    layers::check,
    purity::check,
    fences::check,
    map::check,
    names::check,
    sizes::check,
    statutes::check,
];

/// The exceptions that are tolerated for now.
const EXCEPTIONS: &str = "xtask/exceptions/tidy.txt";

/// Prints the faults of the project; whether there are none.
pub fn run(root: &Path) -> Result<bool> {
    let tree = Tree::read(root, purity::PURE)?;
    let (faults, notes) = look(&tree);
    for line in &notes {
        println!("{line}");
    }
    for fault in &faults {
        println!("{}", fault.print());
    }
    println!(
        "tidy: {} files, {} crates, {} faults",
        tree.files.len(),
        tree.members.len(),
        faults.len()
    );
    Ok(faults.is_empty())
}

/// All faults that no exception covers, and notes on what is covered or only worth a question.
fn look(tree: &Tree) -> (Vec<Fault>, Vec<String>) {
    let mut faults: Vec<Fault> = RULES.iter().flat_map(|rule| rule(tree)).collect();
    faults.sort();
    faults.dedup();
    let text = tree
        .file(EXCEPTIONS)
        .map(|file| file.text.as_str())
        .unwrap_or_default();
    let (left, mut notes) = Exceptions::read(text).apply(faults);
    notes.extend(sizes::notes(tree));
    (left, notes)
}

#[cfg(test)]
pub mod support {
    //! Texts in, faults out.

    use super::{Fault, Rule};
    use crate::tree::{File, Member, Tree};
    use expect_test::Expect;

    pub fn tree(files: &[(&str, &str)]) -> Tree {
        let files = files.iter().map(|(path, text)| File {
            path: (*path).to_owned(),
            bytes: text.len() as u64,
            text: (*text).to_owned(),
        });
        Tree {
            files: files.collect(),
            members: Vec::new(),
        }
    }

    /// `member("fadu-law", "fadu-base serde")`
    pub fn member(package: &str, needs: &str) -> Member {
        let needs: std::collections::BTreeSet<String> =
            needs.split_whitespace().map(str::to_owned).collect();
        let folder = package.strip_prefix("fadu-").unwrap_or(package);
        Member {
            package: package.to_owned(),
            folder: format!("crates/{folder}"),
            reaches: needs.clone(),
            needs,
        }
    }

    pub fn check(rule: Rule, tree: &Tree, expected: Expect) {
        let lines: Vec<String> = rule(tree).iter().map(Fault::print).collect();
        expected.assert_eq(&lines.join("\n"));
    }
}
