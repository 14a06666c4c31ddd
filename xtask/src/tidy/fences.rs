//! Heavy things stand behind one crate each: SQL in store, pages in web, typst in paper, cedar in authz, the index in search.

use super::Fault;
use crate::rust::read_without_tests;
use crate::tree::Tree;

/// Package, the crate that may use it. Tests may use what they like.
const FENCES: &[(&str, &str)] = &[
    ("sqlx", "store"),
    ("axum", "web"),
    ("maud", "web"),
    ("tower-http", "web"),
    ("typst", "paper"),
    ("typst-layout", "paper"),
    ("typst-pdf", "paper"),
    ("comemo", "paper"),
    ("cedar-policy", "authz"),
    ("tantivy", "search"),
    ("jieba-rs", "search"),
];

/// How a statement of SQL begins. Both words must be there, so that an ordinary sentence is none.
const SQL: &[(&str, &str)] = &[
    ("select ", " from "),
    ("insert into ", " values"),
    ("insert into ", " select "),
    ("update ", " set "),
    ("delete from ", ""),
    ("create table ", "("),
    ("create index ", " on "),
    ("alter table ", ""),
    ("drop table ", ""),
];

pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for member in &tree.members {
        for (package, home) in FENCES {
            if member.needs.contains(*package) && member.short() != *home {
                faults.push(Fault {
                    rule: "fences",
                    at: member.folder.clone(),
                    line: 0,
                    what: (*package).to_owned(),
                    help: "this stands behind one crate of ours (docs/architecture.md section 1): use that crate",
                });
            }
        }
    }
    faults.extend(sql(tree));
    faults
}

fn sql(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (file, folder) in tree.sources() {
        if folder == "store" {
            continue;
        }
        for literal in read_without_tests(&file.text).literals {
            if is_sql(&literal.text) {
                faults.push(Fault {
                    rule: "fences",
                    at: file.path.clone(),
                    line: literal.line,
                    what: "SQL".into(),
                    help: "SQL lives in crates/store, one file a question",
                });
            }
        }
    }
    faults
}

fn is_sql(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let line = format!("{} ", words.join(" "));
    SQL.iter()
        .any(|(start, then)| line.starts_with(start) && line.contains(then))
}

#[cfg(test)]
mod tests {
    use super::super::support::{self, member, tree};
    use super::*;
    use expect_test::expect;

    #[test]
    fn a_heavy_package_has_one_home() {
        let members = vec![
            member("fadu-store", "sqlx"),
            member("fadu-desk", "sqlx maud"),
            member("fadu-web", "maud axum"),
        ];
        let tree = Tree {
            files: Vec::new(),
            members,
        };
        support::check(
            super::check,
            &tree,
            expect![[r#"
            crates/desk: [fences] sqlx: this stands behind one crate of ours (docs/architecture.md section 1): use that crate
            crates/desk: [fences] maud: this stands behind one crate of ours (docs/architecture.md section 1): use that crate"#]],
        );
    }

    #[test]
    fn sql_stands_in_store_only() {
        let text = "fn f() { q(\"SELECT id\n  FROM act\"); say(\"select a case\"); say(\"update the page\"); }";
        let tree = tree(&[
            ("crates/desk/src/a.rs", text),
            ("crates/store/src/a.rs", text),
        ]);
        support::check(
            super::check,
            &tree,
            expect![
                "crates/desk/src/a.rs:1: [fences] SQL: SQL lives in crates/store, one file a question"
            ],
        );
    }
}
