//! Everything that outlives a process: one SQLite file (or a PostgreSQL database) and a folder of files.
//! The only crate with SQL. Writes go as [`Batch`]es through one writer with group commit; reads use a pool.
//!
//! The jurisdiction (`org`) is the first column of every key. Nothing here decides what is lawful.

mod batch;
mod db;
mod error;
mod files;
mod schema;
mod writer;

pub mod access;
pub mod acts;
pub mod cases;
mod citing;
pub mod desk_rows;
pub mod foreign;
pub mod log;
pub mod numbers;
pub mod people;
pub mod proofs;
pub mod publicity;
pub mod registers;
pub mod rules;
mod running;

pub use batch::Batch;
pub use error::{StoreError, WriteError};
pub use files::Files;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use db::Db;
use writer::Writer;

/// An open store of one jurisdiction.
#[derive(Clone)]
pub struct Store {
    db: Db,
    org: Arc<str>,
    writer: Writer,
    files: Files,
    data: Arc<Path>,
}

/// Where a store is.
#[derive(Clone, Debug)]
pub enum Place {
    /// `fadu.sqlite` in the data folder.
    Lite,
    /// A PostgreSQL address: `postgres://…`.
    Pg(String),
}

impl Store {
    /// Opens the data folder, makes what is missing, and brings the tables to this version.
    ///
    /// # Errors
    /// When folder or database cannot be opened, or were made by a newer version.
    pub async fn open(place: &Place, data: &Path, org: &str) -> Result<Store, StoreError> {
        let files = Files::open(&data.join("files"))?;
        let db = match place {
            Place::Lite => Db::lite(&data.join("fadu.sqlite")).await?,
            Place::Pg(url) => Db::pg(url).await?,
        };
        schema::migrate(&db).await?;
        let writer = Writer::start(db.clone());
        Ok(Store {
            db,
            org: Arc::from(org),
            writer,
            files,
            data: Arc::from(data),
        })
    }

    /// The jurisdictions that have data here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orgs(&self) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = self
            .db
            .all("SELECT DISTINCT org FROM meta ORDER BY org", Vec::new())
            .await?;
        Ok(rows.into_iter().map(|(org,)| org).collect())
    }

    /// The same store for another jurisdiction.
    pub fn for_org(&self, org: &str) -> Store {
        Store {
            org: Arc::from(org),
            ..self.clone()
        }
    }

    /// The jurisdiction.
    pub fn org(&self) -> &str {
        &self.org
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The folder of files.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// An empty batch for this jurisdiction.
    pub fn batch(&self) -> Batch {
        Batch::new(self.org.clone())
    }

    /// Writes a batch: all of it, durably, or nothing.
    ///
    /// # Errors
    /// `Taken` when a unique key stands already, `Stale` when something read before has changed.
    pub async fn write(&self, batch: Batch) -> Result<(), WriteError> {
        self.writer.write(batch).await
    }

    /// Copies the database into one new file while others go on reading and writing (SQLite only).
    ///
    /// # Errors
    /// When the file stands already or cannot be written, or the store is on PostgreSQL.
    pub async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        self.db.copy_to(file).await
    }

    /// Makes deleted content unreadable on disk: empties the write-ahead log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn settle(&self) -> Result<(), StoreError> {
        self.db.settle().await
    }

    /// Path of the database file.
    pub fn database_file(data: &Path) -> PathBuf {
        data.join("fadu.sqlite")
    }
}
