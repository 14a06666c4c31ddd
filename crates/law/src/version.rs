//! One version of a statute: what its file says of it, and its articles.

use std::sync::Arc;

use fadu_base::Date;

use crate::place::ArticleNumber;

/// The front matter of a version.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Head {
    /// The full title.
    pub title: String,
    /// The short title, by which citations name it.
    pub short: String,
    /// What kind of instrument it is, in the words of the file.
    pub kind: String,
    /// Who made it.
    pub issuer: String,
    /// The number of the instrument that brought this version about; may be empty.
    pub number: String,
    /// The day of adoption or promulgation.
    pub adopted: Date,
    /// The first day of this version.
    pub effective: Date,
    /// The first day on which it no longer applied.
    pub repealed: Option<Date>,
    /// Where the text was taken from.
    pub source: String,
}

/// One version of a statute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    /// The front matter.
    pub head: Head,
    /// Text before the first article.
    pub preamble: Vec<Supplement>,
    /// The articles, ascending, without a gap.
    pub articles: Vec<Article>,
    /// Text after the last article.
    pub annexes: Vec<Supplement>,
}

/// Text that is no article: a preamble, an annex.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Supplement {
    /// The headings above it.
    pub path: Arc<[String]>,
    /// Its lines.
    pub text: String,
}

/// An article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Article {
    /// Its number.
    pub number: ArticleNumber,
    /// The headings above it, outermost first: 编, 分编, 章, 节.
    pub path: Arc<[String]>,
    /// The line of the file where it starts, from 1.
    pub line: usize,
    /// Its paragraphs (款), at least one.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph (款).
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Paragraph {
    /// The text before its items; empty when the article starts with an item.
    pub text: String,
    /// Its items (项), numbered from 1 without a gap.
    pub items: Vec<Item>,
}

/// An item (项).
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Item {
    /// Its number.
    pub number: u16,
    /// Its text, with the number in front as printed.
    pub text: String,
    /// The lines that belong to it: sub-items (目) and continued text.
    pub more: Vec<String>,
}

/// Why a file was refused: every fault found, in the order of its lines.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Refusal {
    /// At least one; no more than [`Refusal::MOST`].
    pub problems: Vec<Problem>,
}

/// One fault of a file.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What was expected there, and what stands there.
    pub message: String,
}

impl Refusal {
    /// Faults reported at most: a hostile file must not make an endless answer.
    pub const MOST: usize = 20;

    /// A single fault.
    pub fn one(line: usize, message: impl Into<String>) -> Refusal {
        Refusal {
            problems: vec![Problem {
                line,
                message: message.into(),
            }],
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            let gap = if i == 0 { "" } else { "；" };
            write!(f, "{gap}第{}行：{}", problem.line, problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

impl Version {
    /// Reads a version from the Markdown layout (`shared/law/README.md`). BOM, CRLF and blanks at
    /// the ends of lines are accepted. The time is linear in the length of the text.
    ///
    /// # Errors
    /// Every fault with its line: no front matter, a key missing, a day that is none, control
    /// characters, a missing or repeated article or item number, text that belongs nowhere,
    /// a file beyond 16 MiB.
    pub fn parse(markdown: &str) -> Result<Version, Refusal> {
        crate::parse::version(markdown)
    }

    /// The article of that number.
    pub fn article(&self, number: ArticleNumber) -> Option<&Article> {
        let at = self
            .articles
            .binary_search_by_key(&number, |a| a.number)
            .ok()?;
        self.articles.get(at)
    }

    /// `自2021-07-15起施行` or `自2018-01-01起施行，2021-07-15起不再适用`.
    pub fn period(&self) -> String {
        period(self.head.effective, self.head.repealed)
    }
}

pub(crate) fn period(effective: Date, end: Option<Date>) -> String {
    match end {
        None => format!("自{effective}起施行"),
        Some(end) => format!("自{effective}起施行，{end}起不再适用"),
    }
}

impl Article {
    /// Everything it says, one line a paragraph, item or sub-item, without its number.
    pub fn text(&self) -> String {
        self.lines().collect::<Vec<_>>().join("\n")
    }

    /// The lines of its text.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.paragraphs.iter().flat_map(Paragraph::lines)
    }
}

impl Paragraph {
    /// The lines of its text: itself, its items and what belongs to them.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let lead = (!self.text.is_empty()).then_some(self.text.as_str());
        lead.into_iter()
            .chain(self.items.iter().flat_map(Item::lines))
    }
}

impl Item {
    /// The lines of its text.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.text.as_str()).chain(self.more.iter().map(String::as_str))
    }
}
