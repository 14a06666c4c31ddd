//! Files by random name in one folder. A file is on the disk before the row that names it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::StoreError;

/// The folder.
#[derive(Clone, Debug)]
pub struct Files(Arc<Path>);

impl Files {
    /// Opens the folder, making it if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Files, StoreError> {
        std::fs::create_dir_all(folder).map_err(|e| at(folder, &e))?;
        Ok(Files(Arc::from(folder)))
    }

    /// Writes a file under a new random name, to the disk and not only to the cache.
    ///
    /// # Errors
    /// When the name is no name (letters a to f and digits), stands already, or the disk is full.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(name)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| at(folder, &e))?;
        }
        let write = || -> std::io::Result<()> {
            let mut file = std::fs::File::create_new(&path)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            // The name itself must be on the disk too.
            if let Some(folder) = path.parent() {
                std::fs::File::open(folder)?.sync_all()?;
            }
            Ok(())
        };
        write().map_err(|e| {
            // On a full disk half a file must not take up the rest of it.
            let _ = std::fs::remove_file(&path);
            at(&path, &e)
        })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it is not there.
    pub fn get(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path(name)?;
        std::fs::read(&path).map_err(|e| at(&path, &e))
    }

    /// Overwrites and removes a file; one that is not there is fine.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn destroy(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path(name)?;
        let Ok(size) = std::fs::metadata(&path).map(|m| m.len()) else {
            return Ok(());
        };
        let wipe = || -> std::io::Result<()> {
            let mut file = std::fs::OpenOptions::new().write(true).open(&path)?;
            file.write_all(&vec![0; usize::try_from(size).unwrap_or(0)])?;
            file.sync_all()?;
            std::fs::remove_file(&path)
        };
        wipe().map_err(|e| at(&path, &e))
    }

    /// Names of all files.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        for folder in std::fs::read_dir(&self.0).map_err(|e| at(&self.0, &e))? {
            let folder = folder.map_err(|e| at(&self.0, &e))?.path();
            if !folder.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(&folder).map_err(|e| at(&folder, &e))? {
                let file = file.map_err(|e| at(&folder, &e))?;
                names.push(file.file_name().to_string_lossy().into_owned());
            }
        }
        names.sort();
        Ok(names)
    }

    fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        let fine = name.len() >= 16 && name.bytes().all(|b| b.is_ascii_hexdigit());
        match name.get(0..2) {
            Some(head) if fine => Ok(self.0.join(head).join(name)),
            _ => Err(StoreError::File {
                path: name.to_owned(),
                why: "不是文件的内部名称".to_owned(),
            }),
        }
    }
}

fn at(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::File {
        path: path.display().to_string(),
        why: error.to_string(),
    }
}
