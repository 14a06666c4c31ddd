//! Makes the index of a library.

use std::path::Path;

use fadu_base::Algorithm;
use fadu_law::{Article, Index as VersionIndex, Library, Version};
use tantivy::directory::MmapDirectory;
use tantivy::{Index, TantivyDocument};

use super::fields::{self, FORM, Fields};
use crate::SearchError;
use crate::folder::broken;

/// Memory for a segment; 26,000 articles fill a quarter of it, so that they stay one segment.
const MEMORY: usize = 512 << 20;

/// What the index of a library depends on, short enough for a name of a folder: its texts, their
/// days, and the form of the index.
pub fn stamp(library: &Library) -> String {
    let mut all = format!("{FORM}\n");
    for index in library.indexes() {
        let end = library
            .end(index)
            .map(|d| d.to_string())
            .unwrap_or_default();
        all.push_str(&format!(
            "{} {} {end} {}\n",
            index.short, index.effective, index.sha
        ));
    }
    let hash = Algorithm::Sha256.hash(all.as_bytes()).to_string();
    let hex = hash.rsplit(':').next().unwrap_or_default();
    format!("law-{}", hex.get(..20).unwrap_or(hex))
}

/// Fills an empty folder.
pub(super) fn build(dir: &Path, library: &Library) -> Result<(), SearchError> {
    let failed = |e: tantivy::TantivyError| broken(dir, &e);
    let place = MmapDirectory::open(dir).map_err(|e| broken(dir, &e))?;
    let schema = fields::schema();
    let fields = Fields::of(&schema).ok_or_else(|| broken(dir, &"缺少字段"))?;
    // With the library's own ways beside ours: whole values need one of them.
    let cutters = tantivy::tokenizer::TokenizerManager::default();
    cutters.register(crate::cut::CHARACTERS, crate::cut::Characters);
    cutters.register(crate::cut::DICTIONARY, crate::cut::Dictionary);
    let mut writer = Index::builder()
        .schema(schema)
        .tokenizers(cutters)
        .single_segment_index_writer::<TantivyDocument>(place, MEMORY)
        .map_err(failed)?;
    for index in library.indexes() {
        let version = library.version(index).map_err(|e| broken(dir, &e))?;
        let about = About::of(library, index);
        for article in &version.articles {
            let document = about.document(&fields, &version, article);
            writer.add_document(document).map_err(failed)?;
        }
    }
    writer.finalize().map_err(failed)?;
    Ok(())
}

/// What all articles of a version share.
struct About<'a> {
    index: &'a VersionIndex,
    until: i64,
    newest: bool,
}

impl<'a> About<'a> {
    fn of(library: &Library, index: &'a VersionIndex) -> About<'a> {
        let newest = library
            .versions(&index.short)
            .last()
            .is_some_and(|last| last.effective == index.effective);
        About {
            index,
            until: library
                .end(index)
                .map_or(i64::MAX, |day| i64::from(day.number())),
            newest,
        }
    }

    fn document(&self, fields: &Fields, version: &Version, article: &Article) -> TantivyDocument {
        let text = article.text();
        let headings = article.path.join(" › ");
        let mut document = TantivyDocument::default();
        document.add_text(fields.words, &text);
        document.add_text(fields.characters, &text);
        document.add_text(fields.title, &version.head.title);
        document.add_text(fields.title, &version.head.short);
        document.add_text(fields.path, &headings);
        document.add_text(fields.statute, &self.index.short);
        document.add_i64(fields.from, i64::from(self.index.effective.number()));
        document.add_i64(fields.until, self.until);
        document.add_u64(fields.newest, u64::from(self.newest));
        document
    }
}
