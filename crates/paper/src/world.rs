//! All that a template can see: its own text, the shared parts, the data, attached files and the fonts.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::Fonts;
use crate::template::{Template, file_id};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The world of one rendering.
///
/// Invariant: nothing here reads the clock, the disk or the network, so that a template cannot either.
pub(crate) struct PaperWorld<'a> {
    pub template: &'a Template,
    pub fonts: &'a Fonts,
    /// `/data.json`, `/paper.json` and the attached `/files/…`.
    pub files: Vec<(FileId, Bytes)>,
}

impl<'a> PaperWorld<'a> {
    pub(crate) fn new(
        template: &'a Template,
        fonts: &'a Fonts,
        files: Vec<(String, Vec<u8>)>,
    ) -> PaperWorld<'a> {
        let files = files
            .into_iter()
            .filter_map(|(path, bytes)| Some((file_id(&path)?, Bytes::new(bytes))))
            .collect();
        PaperWorld {
            template,
            fonts,
            files,
        }
    }
}

impl World for PaperWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.template.main().id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main() {
            return Ok(self.template.main().clone());
        }
        self.template.parts().get(id).ok_or_else(|| not_here(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| not_here(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_here(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_with_slash().into())
}
