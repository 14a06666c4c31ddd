//! The fonts of an installation: found once, read when a document needs them, never fetched.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::{LazyHash, hash128};

use crate::PaperError;

/// The fonts of a folder; cheap to clone and to share between threads.
///
/// Files in `DIR/office` come before those in `DIR`: an office's own 仿宋_GB2312 wins over the free stand-in.
#[derive(Clone)]
pub struct Fonts(Arc<Inner>);

struct Inner {
    book: LazyHash<FontBook>,
    faces: Vec<Face>,
}

struct Face {
    file: Arc<File>,
    index: u32,
    font: OnceLock<Option<Font>>,
}

struct File {
    path: PathBuf,
    bytes: OnceLock<Option<Bytes>>,
}

impl Fonts {
    /// Looks through `dir/office` and `dir` for `.otf`, `.ttf` and `.ttc` files, in the order of their names.
    /// Single fonts stay in memory (50 MB for the free ones), collections are read when a document first needs them.
    ///
    /// # Errors
    /// When a folder or file cannot be read, or there is no font at all.
    pub fn load(dir: &Path) -> Result<Fonts, PaperError> {
        let mut book = FontBook::new();
        let mut faces = Vec::new();
        let mut paths = font_files(&dir.join("office"))?;
        paths.extend(font_files(dir)?);
        for path in paths {
            let bytes = Bytes::new(fs::read(&path).map_err(|e| unreadable(&path, &e))?);
            let file = Arc::new(File {
                path,
                bytes: OnceLock::new(),
            });
            let infos: Vec<FontInfo> = FontInfo::iter(&bytes).collect();
            if infos.len() == 1 {
                // The fonts that every document uses: typst hashes them before it sets the first character.
                hash128(&bytes);
                file.keep(&bytes);
            }
            for (index, info) in (0..).zip(infos) {
                book.push(info);
                faces.push(Face {
                    file: file.clone(),
                    index,
                    font: OnceLock::new(),
                });
            }
        }
        if faces.is_empty() {
            return Err(PaperError::NoFonts {
                dir: dir.to_owned(),
            });
        }
        Ok(Fonts(Arc::new(Inner {
            book: LazyHash::new(book),
            faces,
        })))
    }

    /// SHA-256 in hex of the file behind each family named, so that a record can say what a document was set in.
    pub fn digests<'a>(
        &self,
        families: impl IntoIterator<Item = &'a str>,
    ) -> Vec<(String, String)> {
        let digest = |family: &str| {
            let index = self.0.book.select_family(&family.to_lowercase()).next()?;
            let bytes = self.0.faces.get(index)?.file.bytes()?;
            Some((
                family.to_owned(),
                hex::encode(Sha256::digest(bytes.as_slice())),
            ))
        };
        families.into_iter().filter_map(digest).collect()
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.0.book
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        self.0.faces.get(index)?.font()
    }
}

impl Face {
    fn font(&self) -> Option<Font> {
        self.font
            .get_or_init(|| Font::new(self.file.bytes()?, self.index))
            .clone()
    }
}

impl File {
    fn keep(&self, bytes: &Bytes) {
        self.bytes.get_or_init(|| Some(bytes.clone()));
    }

    fn bytes(&self) -> Option<Bytes> {
        self.bytes
            .get_or_init(|| fs::read(&self.path).ok().map(Bytes::new))
            .clone()
    }
}

/// The font files directly in a folder; a folder that is not there has none.
fn font_files(dir: &Path) -> Result<Vec<PathBuf>, PaperError> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(dir).map_err(|e| unreadable(dir, &e))?;
    let paths: Result<Vec<PathBuf>, PaperError> = entries
        .map(|entry| entry.map(|e| e.path()).map_err(|e| unreadable(dir, &e)))
        .collect();
    let mut fonts: Vec<PathBuf> = paths?.into_iter().filter(|path| is_font(path)).collect();
    fonts.sort();
    Ok(fonts)
}

fn is_font(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    ["otf", "ttf", "ttc", "otc"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

pub(crate) fn unreadable(path: &Path, why: &std::io::Error) -> PaperError {
    PaperError::Read {
        path: path.to_owned(),
        why: why.to_string(),
    }
}
