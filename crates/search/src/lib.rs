//! Full text: articles of law and files of cases, found by words.
//!
//! The only crate that knows tantivy and jieba. Every text is indexed twice: cut into words by a
//! dictionary, for ranking, and character by character, so that a phrase is found wherever it
//! stands (docs/stack: a dictionary alone loses one exact phrase in twenty).
//! An index is a projection: it can be dropped and made again, and nothing lawful is asked of it.

mod cut;
mod error;
mod folder;
mod library;
mod matching;
mod question;
mod snippet;

pub use error::SearchError;
pub use library::{Answer, Hit, LawIndex, LawQuestion, stamp};
pub use question::{LONGEST, MOST_WORDS, Words};
pub use snippet::Piece;
