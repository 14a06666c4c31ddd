//! Texts of statutes are imported, never committed.

use super::Fault;
use crate::tree::Tree;

/// A file in which so many articles begin is a statute, not a quotation.
const ARTICLES: usize = 15;

pub fn check(tree: &Tree) -> Vec<Fault> {
    let statutes = tree.files.iter().filter(|file| {
        !file.path.ends_with(".rs")
            && file
                .text
                .lines()
                .filter(|line| begins_article(line))
                .count()
                >= ARTICLES
    });
    statutes
        .map(|file| Fault {
            rule: "statutes",
            at: file.path.clone(),
            line: 0,
            what: "text".into(),
            help: "the text of a statute; import it with `fadu law import`, do not commit it",
        })
        .collect()
}

/// `第十二条 …` with its text behind it, with or without marks of Markdown before it.
fn begins_article(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\u{3000}', '#', '*', '-', '"']);
    let Some((number, text)) = line
        .strip_prefix('第')
        .and_then(|rest| rest.split_once('条'))
    else {
        return false;
    };
    let numeral = |c: char| "〇零一二三四五六七八九十百千".contains(c) || c.is_ascii_digit();
    !number.is_empty() && number.chars().all(numeral) && text.chars().count() > 8
}

#[cfg(test)]
mod tests {
    use super::super::support::{self, tree};
    use expect_test::expect;

    fn statute(articles: usize) -> String {
        (1..=articles)
            .map(|n| format!("第{n}条 为了规范某种行为，制定本办法。\n某款。\n\n"))
            .collect()
    }

    #[test]
    fn a_statute_is_found_and_a_quotation_is_not() {
        let (whole, few) = (statute(15), statute(3));
        let tree = tree(&[
            ("packs/statutes/a/text.md", &whole),
            ("packs/statutes/a/gaps.md", &few),
        ]);
        support::check(
            super::check,
            &tree,
            expect![
                "packs/statutes/a/text.md: [statutes] text: the text of a statute; import it with `fadu law import`, do not commit it"
            ],
        );
    }
}
