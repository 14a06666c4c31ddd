//! The index of articles: what is found in which version, and what is shown of it.

mod answer;
mod build;
mod fields;

use std::path::Path;
use std::sync::Arc;

use fadu_base::Date;
use fadu_law::{Citation, Library, Place};
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
    /// What is shown of each document, in their order: the index finds, the library's texts are shown. Unfolding
    /// stored texts for twenty hits would take longer than finding them.
    shown: Vec<Shown>,
}

/// One article as the library has it.
struct Shown {
    citation: Citation,
    effective: Date,
    path: Arc<[String]>,
    text: String,
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
        if let Some(index) = LawIndex::open(root, &stamp, library) {
            return Ok(index);
        }
        folder::make(root, &stamp, |dir| build::build(dir, library))?;
        LawIndex::open(root, &stamp, library)
            .ok_or_else(|| folder::broken(&folder::of(root, &stamp), &"做好以后仍然打不开"))
    }

    /// Whether the index of a stamp is there and whole.
    pub fn is_made(root: &Path, stamp: &str) -> bool {
        folder::is_whole(&folder::of(root, stamp))
    }

    fn open(root: &Path, stamp: &str, library: &Library) -> Option<LawIndex> {
        let dir = folder::of(root, stamp);
        if !folder::is_whole(&dir) {
            return None;
        }
        let mut index = Index::open_in_dir(dir).ok()?;
        fields::register(&mut index);
        let fields = Fields::of(&index.schema())?;
        let reader: IndexReader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .ok()?;
        let shown = shown(library)?;
        // Invariant: one segment, in the order of the library, so that a document's number is its place.
        let searcher = reader.searcher();
        let same = searcher.segment_readers().len() <= 1
            && usize::try_from(searcher.num_docs()).is_ok_and(|n| n == shown.len());
        same.then_some(LawIndex {
            reader,
            fields,
            shown,
        })
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

/// All articles, in the order in which they are indexed.
fn shown(library: &Library) -> Option<Vec<Shown>> {
    let mut all = Vec::new();
    for index in library.indexes() {
        let version = library.version(index).ok()?;
        all.extend(version.articles.iter().map(|article| Shown {
            citation: Citation {
                title: index.short.clone(),
                place: Place::whole(article.number),
            },
            effective: index.effective,
            path: article.path.clone(),
            text: article.text(),
        }));
    }
    Some(all)
}
