//! The fields of the index of articles.

use tantivy::Index;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};

use crate::cut;

/// Raised when the fields or the way of cutting change: older indexes are made again.
pub(crate) const FORM: u32 = 2;

/// The fields, by what they are for.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    /// Text of the article, by words.
    pub words: Field,
    /// Text of the article, by characters.
    pub characters: Field,
    /// Titles of the statute, by characters.
    pub title: Field,
    /// Headings, by characters.
    pub path: Field,
    /// Short title, whole.
    pub statute: Field,
    /// First day of the version, as a number.
    pub from: Field,
    /// First day on which it no longer applied.
    pub until: Field,
    /// 1 for the newest version of its statute.
    pub newest: Field,
}

fn cut_by(name: &str) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(name)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    TextOptions::default().set_indexing_options(indexing)
}

/// The schema.
pub(crate) fn schema() -> Schema {
    let mut schema = Schema::builder();
    schema.add_text_field("words", cut_by(cut::DICTIONARY));
    schema.add_text_field("characters", cut_by(cut::CHARACTERS));
    schema.add_text_field("title", cut_by(cut::CHARACTERS));
    schema.add_text_field("path", cut_by(cut::CHARACTERS));
    schema.add_text_field("statute", STRING);
    schema.add_i64_field("from", FAST);
    schema.add_i64_field("until", FAST);
    schema.add_u64_field("newest", INDEXED);
    schema.build()
}

/// Tells an index how texts are cut.
pub(crate) fn register(index: &mut Index) {
    let ways = index.tokenizers();
    ways.register(cut::CHARACTERS, cut::Characters);
    ways.register(cut::DICTIONARY, cut::Dictionary);
}

impl Fields {
    /// `None` when the index has other fields.
    pub(crate) fn of(schema: &Schema) -> Option<Fields> {
        let field = |name: &str| schema.get_field(name).ok();
        Some(Fields {
            words: field("words")?,
            characters: field("characters")?,
            title: field("title")?,
            path: field("path")?,
            statute: field("statute")?,
            from: field("from")?,
            until: field("until")?,
            newest: field("newest")?,
        })
    }
}
