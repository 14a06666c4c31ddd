//! The index of articles: what is found in which version, and what is shown of it.

mod answer;
mod build;
mod fields;

use std::path::Path;

use fadu_base::Date;
use fadu_law::{Citation, Library};
use tantivy::{Index, IndexReader, ReloadPolicy};

use crate::folder;
use crate::snippet::Piece;
use crate::{SearchError, cut};

pub use build::stamp;
use fields::Fields;

/// What is asked.
#[derive(Clone, Debug)]
pub struct LawQuestion<'a> {
    /// As typed.
    pub words: &'a str,
    /// Only versions in force on this day; otherwise the newest version of each statute.
    pub on: Option<Date>,
    /// Only this statute, by its short title.
    pub statute: Option<&'a str>,
    /// Hits to leave out, and to give at most.
    pub skip: usize,
    /// How many to give.
    pub limit: usize,
}

/// What was found.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// The best, in order.
    pub hits: Vec<Hit>,
    /// How many articles there are in all.
    pub total: usize,
    /// How many of them hold every word as it was typed; they come first.
    pub exact: usize,
    /// No article holds all words; these hold some of them.
    pub loose: bool,
}

/// One article.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// The article.
    pub citation: Citation,
    /// The first day of the version.
    pub effective: Date,
    /// Headings, outermost first, joined by ` › `.
    pub path: String,
    /// The place in the text.
    pub snippet: Vec<Piece>,
    /// Higher is better.
    pub score: f32,
}

/// The index of a library, open for reading.
pub struct LawIndex {
    reader: IndexReader,
    fields: Fields,
}

/// Hits that nobody pages to.
const DEEPEST: usize = 10_000;

impl LawIndex {
    /// The index of a library under `root`: opened when it is there and whole, otherwise made.
    ///
    /// # Errors
    /// When the disk refuses, or a text of the library cannot be read.
    pub fn open_or_build(root: &Path, library: &Library) -> Result<LawIndex, SearchError> {
        let stamp = stamp(library);
        if let Some(index) = LawIndex::open(root, &stamp) {
            return Ok(index);
        }
        folder::make(root, &stamp, |dir| build::build(dir, library))?;
        LawIndex::open(root, &stamp)
            .ok_or_else(|| folder::broken(&folder::of(root, &stamp), &"做好以后仍然打不开"))
    }

    /// The index of a stamp, when it is there and whole.
    pub fn open(root: &Path, stamp: &str) -> Option<LawIndex> {
        let dir = folder::of(root, stamp);
        if !folder::is_whole(&dir) {
            return None;
        }
        let mut index = Index::open_in_dir(dir).ok()?;
        fields::register(&mut index);
        let fields = Fields::of(&index.schema())?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .ok()?;
        Some(LawIndex { reader, fields })
    }

    /// How many articles of how many versions it holds.
    pub fn articles(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Reads what is read only once, so that the first question does not wait for it.
    pub fn warm(&self) {
        let _ = cut::dictionary();
    }

    /// The articles that answer.
    ///
    /// # Errors
    /// A question that asks nothing or too much; an index that cannot be read.
    pub fn search(&self, question: &LawQuestion<'_>) -> Result<Answer, SearchError> {
        answer::answer(self, question)
    }
}
