//! Acts, what they committed to, their documents and files. Acts are only ever added.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::args;
use crate::error::StoreError;

/// A recorded act.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct ActRow {
    /// Case.
    pub case_id: String,
    /// From 1.
    pub seq: i64,
    /// Id.
    pub id: String,
    /// Speakable id.
    pub alias: String,
    /// RFC 8785.
    pub canonical: String,
    /// Salt of the leaf, hex.
    pub salt: String,
    /// `sm3:…`
    pub leaf: String,
    /// Time of recording, microseconds.
    pub recorded: i64,
}

/// A value that the act only commits to. Salt and value are gone after an erasure.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct ValueRow {
    /// Act.
    pub act_id: String,
    /// `facts/当事人`, `behaviour/取证.地点`.
    pub path: String,
    /// Hex.
    pub salt: Option<String>,
    /// Canonical JSON.
    pub value: Option<String>,
}

/// A file.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct FileRow {
    /// Id.
    pub id: String,
    /// Who uploaded it.
    pub owner: String,
    /// Its case, once an act names it.
    pub case_id: Option<String>,
    /// Its act.
    pub act_id: Option<String>,
    /// Random name in the folder.
    pub place: String,
    /// As uploaded.
    pub name: String,
    /// Media type.
    pub media: String,
    /// `sm3:…`
    pub hash: String,
    /// Bytes.
    pub size: i64,
    /// Salt of the commitment.
    pub salt: String,
    /// When.
    pub made: i64,
    /// Destroyed.
    pub erased: i64,
}

/// An issued document.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct DocumentRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// Act.
    pub act_id: String,
    /// Name.
    pub name: String,
    /// 文号
    pub number: Option<String>,
    /// The date it bears.
    pub day: String,
    /// Random name in the folder.
    pub place: String,
    /// Hash of the issued bytes.
    pub hash: String,
    /// Their number.
    pub size: i64,
    /// Salt of the commitment.
    pub salt: String,
    /// Pages.
    pub pages: i64,
    /// Running text.
    pub text: String,
    /// Data it was made from, JSON.
    pub data: String,
    /// Destroyed.
    pub erased: i64,
}

/// A signed original scanned back.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct SealRow {
    /// Document.
    pub document: String,
    /// File.
    pub file: String,
    /// Who.
    pub person: String,
    /// Day.
    pub day: String,
    /// The act that records it, if the procedure has one.
    pub act_id: Option<String>,
}

const ACT: &str = "case_id, seq, id, alias, canonical, salt, leaf, recorded";
const FILE: &str = "id, owner, case_id, act_id, place, name, media, hash, size, salt, made, erased";
const DOCUMENT: &str =
    "id, case_id, act_id, name, number, day, place, hash, size, salt, pages, text, data, erased";

impl Store {
    /// The acts of a case in order.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn acts(&self, case: &str) -> Result<Vec<ActRow>, StoreError> {
        let sql = format!("SELECT {ACT} FROM act WHERE org = $1 AND case_id = $2 ORDER BY seq");
        self.db.all(&sql, args![self.org(), case]).await
    }

    /// An act by id or speakable id.
    pub async fn act(&self, id: &str) -> Result<Option<ActRow>, StoreError> {
        let sql = format!("SELECT {ACT} FROM act WHERE org = $1 AND (id = $2 OR alias = $2)");
        self.db.one(&sql, args![self.org(), id]).await
    }

    /// What the acts of a case committed to.
    pub async fn values(&self, case: &str) -> Result<Vec<ValueRow>, StoreError> {
        let sql = "SELECT v.act_id, v.path, v.salt, v.value FROM act_value v \
                   JOIN act a ON a.org = v.org AND a.id = v.act_id WHERE v.org = $1 AND a.case_id = $2 ORDER BY v.act_id, v.path";
        self.db.all(sql, args![self.org(), case]).await
    }

    /// Files of a case, in the order of their acts.
    pub async fn files_of(&self, case: &str) -> Result<Vec<FileRow>, StoreError> {
        let sql =
            format!("SELECT {FILE} FROM file WHERE org = $1 AND case_id = $2 ORDER BY made, id");
        self.db.all(&sql, args![self.org(), case]).await
    }

    /// A file.
    pub async fn file(&self, id: &str) -> Result<Option<FileRow>, StoreError> {
        self.db
            .one(
                &format!("SELECT {FILE} FROM file WHERE org = $1 AND id = $2"),
                args![self.org(), id],
            )
            .await
    }

    /// Documents of a case, oldest first.
    pub async fn documents_of(&self, case: &str) -> Result<Vec<DocumentRow>, StoreError> {
        let sql =
            format!("SELECT {DOCUMENT} FROM document WHERE org = $1 AND case_id = $2 ORDER BY id");
        self.db.all(&sql, args![self.org(), case]).await
    }

    /// A document.
    pub async fn document(&self, id: &str) -> Result<Option<DocumentRow>, StoreError> {
        self.db
            .one(
                &format!("SELECT {DOCUMENT} FROM document WHERE org = $1 AND id = $2"),
                args![self.org(), id],
            )
            .await
    }

    /// The document with this 文号.
    pub async fn document_by_number(
        &self,
        number: &str,
    ) -> Result<Option<DocumentRow>, StoreError> {
        let sql =
            format!("SELECT {DOCUMENT} FROM document WHERE org = $1 AND number = $2 ORDER BY id");
        self.db.one(&sql, args![self.org(), number]).await
    }

    /// The signed original of a document.
    pub async fn seal(&self, document: &str) -> Result<Option<SealRow>, StoreError> {
        let sql =
            "SELECT document, file, person, day, act_id FROM seal WHERE org = $1 AND document = $2";
        self.db.one(sql, args![self.org(), document]).await
    }

    /// The newest time of recording of any act.
    pub async fn last_recorded(&self) -> Result<Option<i64>, StoreError> {
        // The value is kept beside the acts, so that no table is scanned.
        Ok(self
            .meta("last_recorded")
            .await?
            .and_then(|v| v.parse().ok()))
    }
}

impl Batch {
    /// Adds an act; `Taken("act")` when another took its place in the case.
    pub fn act(&mut self, a: &ActRow) {
        let args = args![
            &*self.org,
            &a.case_id,
            a.seq,
            &a.id,
            &a.alias,
            &a.canonical,
            &a.salt,
            &a.leaf,
            a.recorded
        ];
        let sql = "INSERT INTO act (org, case_id, seq, id, alias, canonical, salt, leaf, recorded) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.run("act", sql, args);
        let args = args![&*self.org, &a.id, a.recorded];
        self.run(
            "log",
            "INSERT INTO log_queue (org, act_id, queued) VALUES ($1, $2, $3)",
            args,
        );
        // Ever the greatest, whatever order the writers come in; Stale when the clock was set back between check and write.
        let args = args![&*self.org, format!("{:020}", a.recorded)];
        let sql = "INSERT INTO meta (org, key, value) VALUES ($1, 'last_recorded', $2) \
                   ON CONFLICT (org, key) DO UPDATE SET value = CASE WHEN meta.value < $2 THEN $2 ELSE meta.value END";
        self.run("meta", sql, args);
    }

    /// Keeps a value that an act commits to.
    pub fn value(&mut self, v: &ValueRow) {
        let args = args![
            &*self.org,
            &v.act_id,
            &v.path,
            v.salt.clone(),
            v.value.clone()
        ];
        let sql =
            "INSERT INTO act_value (org, act_id, path, salt, value) VALUES ($1, $2, $3, $4, $5)";
        self.run("value", sql, args);
    }

    /// Destroys the values and salts that the acts of a case commit to.
    pub fn erase_values(&mut self, case: &str) {
        let args = args![&*self.org, case];
        let sql = "UPDATE act_value SET salt = NULL, value = NULL WHERE org = $1 AND act_id IN \
                   (SELECT id FROM act WHERE org = $1 AND case_id = $2)";
        self.run("value", sql, args);
    }

    /// Adds a file that no act names yet.
    pub fn file(&mut self, f: &FileRow) {
        let args = args![
            &*self.org, &f.id, &f.owner, &f.place, &f.name, &f.media, &f.hash, f.size, &f.salt,
            f.made
        ];
        let sql = "INSERT INTO file (org, id, owner, case_id, act_id, place, name, media, hash, size, salt, made, erased) \
                   VALUES ($1, $2, $3, NULL, NULL, $4, $5, $6, $7, $8, $9, $10, 0)";
        self.run("file", sql, args);
    }

    /// An act names a file: each file belongs to one act.
    pub fn attach(&mut self, file: &str, case: &str, act: &str) {
        let args = args![&*self.org, file, case, act];
        self.one("file", "UPDATE file SET case_id = $3, act_id = $4 WHERE org = $1 AND id = $2 AND act_id IS NULL", args);
    }

    /// Forgets names, hashes and salts of a case's files and documents; the bytes are destroyed by the caller.
    pub fn erase_files(&mut self, case: &str) {
        let args = args![&*self.org, case];
        let sql = "UPDATE file SET name = '', salt = '', hash = '', erased = 1 WHERE org = $1 AND case_id = $2";
        self.run("file", sql, args);
        let args = args![&*self.org, case];
        let sql = "UPDATE document SET salt = '', hash = '', text = '', data = '{}', erased = 1 WHERE org = $1 AND case_id = $2";
        self.run("document", sql, args);
    }

    /// Adds a document.
    pub fn document(&mut self, d: &DocumentRow) {
        let args = args![
            &*self.org,
            &d.id,
            &d.case_id,
            &d.act_id,
            &d.name,
            d.number.clone(),
            &d.day,
            &d.place,
            &d.hash,
            d.size,
            &d.salt,
            d.pages,
            &d.text,
            &d.data
        ];
        let sql = "INSERT INTO document (org, id, case_id, act_id, name, number, day, place, hash, size, salt, pages, text, data, erased) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)";
        self.run("document", sql, args);
    }

    /// Binds a signed original to an issued document, once.
    pub fn seal(&mut self, s: &SealRow) {
        let args = args![
            &*self.org,
            &s.document,
            &s.file,
            &s.person,
            &s.day,
            s.act_id.clone()
        ];
        let sql = "INSERT INTO seal (org, document, file, person, day, act_id) VALUES ($1, $2, $3, $4, $5, $6)";
        self.run("seal", sql, args);
    }
}
