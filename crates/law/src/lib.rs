//! Statutes: versions, articles, what is in force on a day, citations, differences.
//!
//! Pure: texts and days come in as arguments. A statute is read from the Markdown layout of
//! `shared/law/README.md` into a [`Version`]; a [`Library`] holds many and answers for a day;
//! a [`Citation`] (language.md S5) points into it; [`scan`] finds citations in any text;
//! [`diff`] compares two versions; [`text`] and the serde structs are what the commands print.
//!
//! ```
//! use fadu_law::{Added, Library};
//!
//! let mut library = Library::new();
//! let file = "---\ntitle: 喂猫法\nshort: 喂猫法\nkind: 法律\nissuer:\nnumber:\nadopted: 2000-01-01\n\
//!             effective: 2001-01-01\nrepealed:\nsource: 自拟\n---\n第一条 喂猫。\n洗手。\n";
//! assert!(matches!(library.add(file), Added::New(_)));
//! let citation = "《喂猫法》1.2".parse()?;
//! assert_eq!(library.resolve(&citation, "2026-01-01".parse()?)?.text(), "洗手。");
//! assert!(library.resolve(&citation, "2000-12-31".parse()?).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod citation;
pub mod cites;
pub mod collection;
pub mod diff;
pub mod docx;
pub mod library;
pub mod numeral;
mod parse;
pub mod place;
pub mod plain;
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
pub use plain::{Given, Plain};
pub use resolve::{Passage, ResolveError};
pub use scan::Mention;
pub use search::Hit;
pub use version::{Article, Head, Item, Paragraph, Problem, Refusal, Supplement, Version};
