//! The files of a packs folder by their path, with `/` between the parts: nothing is read from disk here.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, include_dir};

static BUILTIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs");

/// Text files by path, for instance `statutes/…/law.toml`.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    files: BTreeMap<Arc<str>, Arc<str>>,
}

impl Folder {
    /// The packs that were built into the binary.
    pub fn builtin() -> &'static Folder {
        static FOLDER: OnceLock<Folder> = OnceLock::new();
        FOLDER.get_or_init(|| {
            let mut folder = Folder::default();
            folder.take(&BUILTIN);
            folder
        })
    }

    fn take(&mut self, dir: &Dir<'_>) {
        for file in dir.files() {
            if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
                self.add(path, text);
            }
        }
        for inner in dir.dirs() {
            self.take(inner);
        }
    }

    /// Adds or replaces a file.
    pub fn add(&mut self, path: &str, text: &str) {
        self.files
            .insert(path.replace('\\', "/").into(), text.into());
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&Arc<str>> {
        self.files.get(path)
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.files.iter()
    }

    /// Files whose path ends so, in the order of their paths.
    pub fn ending<'f>(
        &'f self,
        end: &'f str,
    ) -> impl Iterator<Item = (&'f Arc<str>, &'f Arc<str>)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.ends_with(end))
    }

    /// Files below a folder, with the path below it.
    pub fn below<'f>(&'f self, folder: &'f str) -> impl Iterator<Item = (&'f str, &'f Arc<str>)> {
        self.files.iter().filter_map(move |(path, text)| {
            let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((rest, text))
        })
    }
}

/// The folder part of a path: `a/b` of `a/b/c.fd`.
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of a file without folder and ending: `更正` of `general/更正.fd`.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
