//! Registers: entries as acts left them standing, read as of a day.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::{Arg, args};
use crate::error::StoreError;

/// An entry.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct EntryRow {
    /// Register's name.
    pub register: String,
    /// Entry id.
    pub id: String,
    /// Its key: a person id, a body, a matter; may be empty.
    pub subject: String,
    /// First day.
    pub from_day: Option<String>,
    /// Last day.
    pub to_day: Option<String>,
    /// Other fields, a JSON object.
    pub fields: String,
    /// The act that made it; `None`: came with the installation.
    pub act_id: Option<String>,
    /// The case of that act.
    pub case_id: Option<String>,
    /// The act that ended it.
    pub ended_by: Option<String>,
}

const ENTRY: &str = "register, id, subject, from_day, to_day, fields, act_id, case_id, ended_by";

impl Store {
    /// Entries of a register whose key is one of these.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn entries_of(
        &self,
        register: &str,
        subjects: &[String],
    ) -> Result<Vec<EntryRow>, StoreError> {
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let mut args = args![self.org(), register];
        let places: Vec<String> = subjects
            .iter()
            .map(|s| {
                args.push(Arg::from(s));
                format!("${}", args.len())
            })
            .collect();
        let sql = format!(
            "SELECT {ENTRY} FROM register_entry WHERE org = $1 AND register = $2 AND subject IN ({}) ORDER BY id",
            places.join(", ")
        );
        self.db.all(&sql, args).await
    }

    /// All entries of a register, in the order in which they were made, after `after`.
    pub async fn entries(
        &self,
        register: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM register_entry WHERE org = $1 AND register = $2 AND id > $3 ORDER BY id LIMIT $4"
        );
        self.db
            .all(&sql, args![self.org(), register, after, limit])
            .await
    }

    /// Entries valid on a day, after `after`.
    pub async fn entries_on(
        &self,
        register: &str,
        day: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM register_entry WHERE org = $1 AND register = $2 AND id > $3 \
             AND (from_day IS NULL OR from_day <= $4) AND (to_day IS NULL OR to_day >= $4) ORDER BY id LIMIT $5"
        );
        self.db
            .all(&sql, args![self.org(), register, after, day, limit])
            .await
    }

    /// Names of registers with their numbers of entries valid on a day.
    pub async fn registers_on(&self, day: &str) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT register, COUNT(*) FROM register_entry WHERE org = $1 AND (from_day IS NULL OR from_day <= $2) \
                   AND (to_day IS NULL OR to_day >= $2) GROUP BY register ORDER BY register";
        self.db.all(sql, args![self.org(), day]).await
    }

    /// Entries that an act made, for replacing a register at a rebuild.
    pub async fn entries_made(&self) -> Result<Vec<EntryRow>, StoreError> {
        let sql = format!(
            "SELECT {ENTRY} FROM register_entry WHERE org = $1 AND act_id IS NOT NULL ORDER BY register, id"
        );
        self.db.all(&sql, args![self.org()]).await
    }

    /// How often what stands under a key has changed.
    pub async fn revision(&self, key: &str) -> Result<i64, StoreError> {
        let row: Option<(i64,)> = self
            .db
            .one(
                "SELECT n FROM revision WHERE org = $1 AND key = $2",
                args![self.org(), key],
            )
            .await?;
        Ok(row.map_or(0, |(n,)| n))
    }
}

impl Batch {
    /// Adds an entry.
    pub fn entry(&mut self, e: &EntryRow) {
        let args = args![
            &*self.org,
            &e.register,
            &e.id,
            &e.subject,
            e.from_day.clone(),
            e.to_day.clone(),
            &e.fields,
            e.act_id.clone(),
            e.case_id.clone()
        ];
        let sql = "INSERT INTO register_entry (org, register, id, subject, from_day, to_day, fields, act_id, case_id, ended_by) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL)";
        self.run("entry", sql, args);
        self.touch(&register_key(&e.register));
    }

    /// Ends the entries of a subject that are still running after `last`.
    pub fn end_entries(&mut self, register: &str, subject: &str, last: &str, act: &str) {
        let args = args![&*self.org, register, subject, last, act];
        let sql = "UPDATE register_entry SET to_day = $4, ended_by = $5 WHERE org = $1 AND register = $2 AND subject = $3 \
                   AND (to_day IS NULL OR to_day > $4)";
        self.run("entry", sql, args);
        self.touch(&register_key(register));
    }
}

/// The revision key of a register.
pub fn register_key(register: &str) -> String {
    format!("register:{register}")
}
