//! Where an index lies: one folder a state of the texts, named after it. A new one is made aside
//! and moved into place, so that a reader never sees half of it, and one that is gone, stale or
//! broken is simply made again.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fadu_base::Algorithm;

use crate::SearchError;

/// The folder of a stamp.
pub(crate) fn of(root: &Path, stamp: &str) -> PathBuf {
    root.join(stamp)
}

/// Makes the folder of a stamp by `fill`, unless someone else was quicker; the others go.
pub(crate) fn make(
    root: &Path,
    stamp: &str,
    fill: impl FnOnce(&Path) -> Result<(), SearchError>,
) -> Result<PathBuf, SearchError> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let aside = root.join(format!(".new-{}-{count}", std::process::id()));
    let _ = fs::remove_dir_all(&aside);
    fs::create_dir_all(&aside).map_err(|e| broken(&aside, &e))?;
    if let Err(why) = fill(&aside).and_then(|()| seal(&aside)) {
        let _ = fs::remove_dir_all(&aside);
        return Err(why);
    }
    let place = of(root, stamp);
    let _ = fs::remove_dir_all(&place);
    fs::rename(&aside, &place).map_err(|e| broken(&place, &e))?;
    forget_others(root, stamp);
    Ok(place)
}

/// The list of files with their hashes: the index library panics on a torn file, so it is never given one.
const SEAL: &str = "fadu.sums";

fn seal(dir: &Path) -> Result<(), SearchError> {
    let mut lines = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| broken(dir, &e))?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let bytes = fs::read(entry.path()).map_err(|e| broken(dir, &e))?;
        lines.push(format!("{} {name}\n", Algorithm::Sha256.hash(&bytes)));
    }
    lines.sort();
    fs::write(dir.join(SEAL), lines.concat()).map_err(|e| broken(dir, &e))
}

/// Whether every file is there as it was made.
pub(crate) fn is_whole(dir: &Path) -> bool {
    let Ok(list) = fs::read_to_string(dir.join(SEAL)) else {
        return false;
    };
    let as_made = |line: &str| {
        let (hash, name) = line.split_once(' ')?;
        let bytes = fs::read(dir.join(name)).ok()?;
        (Algorithm::Sha256.hash(&bytes).to_string() == hash).then_some(())
    };
    !list.is_empty() && list.lines().all(|line| as_made(line).is_some())
}

/// Older states; a reader that still has one open keeps it until it closes.
fn forget_others(root: &Path, stamp: &str) {
    let Ok(entries) = fs::read_dir(root) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name != stamp && !name.starts_with(".new-") {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// An error of the disk or of the index library, with the folder.
pub(crate) fn broken(folder: &Path, why: &impl std::fmt::Display) -> SearchError {
    SearchError::Index {
        folder: folder.display().to_string(),
        why: why.to_string(),
    }
}
