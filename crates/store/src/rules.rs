//! Statutes, versions of procedures and calendars, settings of the installation.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::args;
use crate::error::StoreError;

/// A version of a statute as imported.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct StatuteRow {
    /// Title.
    pub title: String,
    /// First day in force.
    pub version: String,
    /// File name it came with.
    pub file: String,
    /// Hash of the text.
    pub hash: String,
    /// Markdown.
    pub text: String,
}

/// A version of a procedure under which acts were done or may be.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct ProcedureRow {
    /// `sm3:…`
    pub hash: String,
    /// Slug.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Everything needed to make the model again, JSON.
    pub text: String,
}

impl Store {
    /// A setting.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = self
            .db
            .one(
                "SELECT value FROM meta WHERE org = $1 AND key = $2",
                args![self.org(), key],
            )
            .await?;
        Ok(row.map(|(v,)| v))
    }

    /// All statutes with their texts.
    pub async fn statutes(&self) -> Result<Vec<StatuteRow>, StoreError> {
        let sql = "SELECT title, version, file, hash, text FROM statute WHERE org = $1 ORDER BY title, version";
        self.db.all(sql, args![self.org()]).await
    }

    /// A version of a procedure.
    pub async fn procedure_version(&self, hash: &str) -> Result<Option<ProcedureRow>, StoreError> {
        let sql =
            "SELECT hash, slug, name, text FROM procedure_version WHERE org = $1 AND hash = $2";
        self.db.one(sql, args![self.org(), hash]).await
    }

    /// A version of the calendar.
    pub async fn calendar_version(&self, hash: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT text FROM calendar_version WHERE org = $1 AND hash = $2";
        let row: Option<(String,)> = self.db.one(sql, args![self.org(), hash]).await?;
        Ok(row.map(|(t,)| t))
    }
}

impl Batch {
    /// Sets a setting.
    pub fn meta(&mut self, key: &str, value: &str) {
        let args = args![&*self.org, key, value];
        let sql = "INSERT INTO meta (org, key, value) VALUES ($1, $2, $3) ON CONFLICT (org, key) DO UPDATE SET value = $3";
        self.run("meta", sql, args);
    }

    /// Sets a setting once; `Taken("meta")` when it stands.
    pub fn meta_once(&mut self, key: &str, value: &str) {
        let args = args![&*self.org, key, value];
        self.run(
            "meta",
            "INSERT INTO meta (org, key, value) VALUES ($1, $2, $3)",
            args,
        );
    }

    /// Adds or replaces the text of a version of a statute.
    pub fn statute(&mut self, s: &StatuteRow, at: i64) {
        let args = args![
            &*self.org, &s.title, &s.version, &s.file, &s.hash, &s.text, at
        ];
        let sql = "INSERT INTO statute (org, title, version, file, hash, text, imported) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                   ON CONFLICT (org, title, version) DO UPDATE SET file = $4, hash = $5, text = $6, imported = $7";
        self.run("statute", sql, args);
    }

    /// Keeps a version of a procedure; versions never change.
    pub fn procedure_version(&mut self, p: &ProcedureRow, at: i64) {
        let args = args![&*self.org, &p.hash, &p.slug, &p.name, &p.text, at];
        let sql = "INSERT INTO procedure_version (org, hash, slug, name, text, proof, stored) VALUES ($1, $2, $3, $4, $5, '', $6) \
                   ON CONFLICT (org, hash) DO NOTHING";
        self.run("procedure", sql, args);
    }

    /// Keeps a version of the calendar.
    pub fn calendar_version(&mut self, hash: &str, text: &str, at: i64) {
        let args = args![&*self.org, hash, text, at];
        let sql = "INSERT INTO calendar_version (org, hash, text, stored) VALUES ($1, $2, $3, $4) ON CONFLICT (org, hash) DO NOTHING";
        self.run("calendar", sql, args);
    }
}
