//! The shipped packs, and copies of them with one text changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fadu_norm::model::Model;
use fadu_pack::{Folder, Workspace};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs")
}

pub fn below(path: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut inner: Vec<PathBuf> = fs::read_dir(path)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        inner.sort();
        inner.iter().for_each(|p| below(p, ending, into));
    } else if path.extension().is_some_and(|e| e == ending) {
        into.push(path.to_path_buf());
    }
}

/// The packs folder; `change`: what becomes of the text of a file, by its path inside.
pub fn folder(change: &dyn Fn(&str, String) -> String) -> Folder {
    let mut folder = Folder::default();
    for ending in ["fd", "toml"] {
        let mut paths = Vec::new();
        below(&root(), ending, &mut paths);
        for path in paths {
            let inside = path
                .strip_prefix(root())
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let text = change(&inside, fs::read_to_string(&path).unwrap());
            folder.add(&inside, &text);
        }
    }
    folder
}

/// A shipped procedure, changed.
pub fn changed(file: &str, change: &dyn Fn(&str, String) -> String) -> Result<Arc<Model>, String> {
    let text = change(file, fs::read_to_string(root().join(file)).unwrap());
    let folder = folder(change);
    let workspace = Workspace::new(
        &[(file.to_owned(), text)],
        Some(&folder),
        &[Folder::builtin()],
    );
    let found = workspace.procedures().remove(0);
    let errors: Vec<String> = workspace
        .problems
        .iter()
        .chain(&found.problems)
        .filter(|p| p.is_error())
        .map(|p| p.diagnostic.message.clone())
        .collect();
    found.model.ok_or_else(|| errors.join("；"))
}

/// A shipped procedure.
pub fn shipped(file: &str) -> Arc<Model> {
    changed(file, &|_, text| text).unwrap()
}
