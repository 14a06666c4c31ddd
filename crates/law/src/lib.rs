//! Statutes: versions, articles, what is in force on a day, citations, differences.
//!
//! Pure: texts and days come in as arguments. A statute is read from the Markdown layout of
//! `shared/law/README.md` into a [`Version`]; a [`Library`] holds many and answers for a day;
//! a [`Citation`] (language.md S5) points into it; [`scan`] finds citations in any text;
//! [`diff`] compares two versions; [`text`] and the serde structs are what the commands print.

pub mod citation;
pub mod cites;
pub mod diff;
pub mod library;
pub mod numeral;
mod parse;
pub mod place;
mod reader;
pub mod resolve;
pub mod scan;
pub mod search;
pub mod text;
pub mod version;
mod words;

pub use citation::{Citation, CitationError, Citations};
pub use cites::{AskError, Asked, Found};
pub use diff::{ArticleDiff, Change, Run, RunKind, VersionDiff};
pub use library::{Added, Index, Library, LookupError, Source};
pub use place::{ArticleNumber, Place};
pub use resolve::{Passage, ResolveError};
pub use scan::Mention;
pub use search::Hit;
pub use version::{Article, Head, Item, Paragraph, Problem, Refusal, Supplement, Version};
