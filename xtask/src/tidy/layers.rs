//! A crate uses crates before it, never behind it; the verifier stands alone; only desk reaches the outer parts.

use super::Fault;
use crate::tree::{Member, Tree};

/// The drawing of docs/architecture.md section 1, read line by line. A crate uses only names before its own.
const ORDER: &[&str] = &[
    "base", // 0
    "law", "term", "tlog", // 1
    "table", "norm", "verify", // 2
    "pack", "proof", // 3
    "measure", "authz", "paper", "search", "store", // 4
    "desk",  // 5
    "web", "fadu", // 6
];

/// Whoever is named here is used by nobody but the crates behind it.
const ONLY_FOR: &[(&str, &[&str])] = &[
    ("authz", &["desk"]),
    ("paper", &["desk"]),
    ("search", &["desk"]),
    ("store", &["desk"]),
    ("desk", &["web", "fadu"]),
    ("web", &["fadu"]),
    ("fadu", &[]),
];

/// Crates that use none of ours but these.
const ALONE: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("tlog", &["base"]),
    ("verify", &["base", "tlog"]),
    ("reference", &[]),
    ("xtask", &[]),
];

pub fn check(tree: &Tree) -> Vec<Fault> {
    tree.members.iter().flat_map(of_member).collect()
}

fn of_member(member: &Member) -> Vec<Fault> {
    let name = member.short();
    let mut faults = Vec::new();
    let mut add = |what: String, help| {
        faults.push(Fault {
            rule: "layers",
            at: member.folder.clone(),
            line: 0,
            what,
            help,
        })
    };
    let place = place(name);
    if place.is_none() && member.folder.starts_with("crates/") {
        add(
            name.to_owned(),
            "not in the drawing of docs/architecture.md; give it a line there and in xtask/src/tidy/layers.rs",
        );
    }
    for needed in member
        .needs
        .iter()
        .filter_map(|need| need.strip_prefix("fadu-"))
    {
        let what = || format!("{name} uses {needed}");
        if place.is_some() && place <= self::place(needed) {
            add(
                what(),
                "a crate uses only crates before it in docs/architecture.md section 1",
            );
        }
        if rule(ALONE, name).is_some_and(|may| !may.contains(&needed)) {
            add(what(), "this crate stands alone");
        }
        if rule(ONLY_FOR, needed).is_some_and(|by| !by.contains(&name)) {
            add(
                what(),
                "go through the crate above it: only desk calls authz, paper, search and store",
            );
        }
    }
    faults
}

fn place(name: &str) -> Option<usize> {
    ORDER.iter().position(|other| *other == name)
}

fn rule(rules: &[(&str, &'static [&'static str])], name: &str) -> Option<&'static [&'static str]> {
    rules
        .iter()
        .find(|(of, _)| *of == name)
        .map(|(_, names)| *names)
}

#[cfg(test)]
mod tests {
    use super::super::support::{self, member};
    use super::*;
    use expect_test::{Expect, expect};

    fn check(package: &str, needs: &str, expected: Expect) {
        let tree = Tree {
            files: Vec::new(),
            members: vec![member(package, needs)],
        };
        support::check(super::check, &tree, expected);
    }

    #[test]
    fn what_the_drawing_allows_is_no_fault() {
        check(
            "fadu-desk",
            "fadu-base fadu-store fadu-norm serde",
            expect![[""]],
        );
        check("fadu-proof", "fadu-pack fadu-norm", expect![[""]]);
    }

    #[test]
    fn a_crate_does_not_use_what_stands_behind_it() {
        check(
            "fadu-norm",
            "fadu-proof",
            expect![
                "crates/norm: [layers] norm uses proof: a crate uses only crates before it in docs/architecture.md section 1"
            ],
        );
        check(
            "fadu-law",
            "fadu-term",
            expect![
                "crates/law: [layers] law uses term: a crate uses only crates before it in docs/architecture.md section 1"
            ],
        );
    }

    #[test]
    fn the_verifier_stands_alone() {
        check(
            "fadu-verify",
            "fadu-base fadu-law",
            expect!["crates/verify: [layers] verify uses law: this crate stands alone"],
        );
    }

    #[test]
    fn pages_do_not_reach_around_the_desk() {
        check(
            "fadu-web",
            "fadu-store",
            expect![
                "crates/web: [layers] web uses store: go through the crate above it: only desk calls authz, paper, search and store"
            ],
        );
    }

    #[test]
    fn a_new_crate_needs_its_line() {
        check(
            "fadu-cloud",
            "",
            expect![
                "crates/cloud: [layers] cloud: not in the drawing of docs/architecture.md; give it a line there and in xtask/src/tidy/layers.rs"
            ],
        );
    }
}
