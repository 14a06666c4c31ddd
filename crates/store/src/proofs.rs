//! Proofs of versions of procedures, and which running case was moved to which version.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::args;
use crate::error::StoreError;

/// What was proved of a version, against the demands of the law as they stood.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct ProofRow {
    /// `sm3:…` of the procedure.
    pub version: String,
    /// Hash of what the law wanted of it.
    pub demands: String,
    /// The result, JSON.
    pub result: String,
}

/// A case that goes on under another version.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct MoveRow {
    /// The case.
    pub case_id: String,
    /// How many acts it had: the move counts as long as no act came after.
    pub seq: i64,
    /// The version it goes on under.
    pub version: String,
    /// Who moved it.
    pub person: String,
}

/// An open case of a procedure.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct OpenCase {
    /// The case.
    pub case_id: String,
    /// The version it runs under.
    pub version: String,
}

impl Store {
    /// What was proved of a version.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn proof(
        &self,
        version: &str,
        demands: &str,
    ) -> Result<Option<ProofRow>, StoreError> {
        let sql = "SELECT version, demands, result FROM proof WHERE org = $1 AND version = $2 AND demands = $3";
        self.db.one(sql, args![self.org(), version, demands]).await
    }

    /// The version that a case with so many acts was moved to, the last time.
    pub async fn moved_to(&self, case: &str, acts: i64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT version FROM case_move WHERE org = $1 AND case_id = $2 AND seq = $3 ORDER BY made DESC LIMIT 1";
        let row: Option<(String,)> = self.db.one(sql, args![self.org(), case, acts]).await?;
        Ok(row.map(|(version,)| version))
    }

    /// Open cases of a procedure that do not run under a version, oldest first.
    pub async fn open_elsewhere(
        &self,
        slug: &str,
        version: &str,
        limit: u32,
    ) -> Result<Vec<OpenCase>, StoreError> {
        let sql = "SELECT r.case_id, r.version FROM case_row r JOIN case_file f ON f.org = r.org AND f.id = r.case_id \
                   WHERE r.org = $1 AND f.procedure_slug = $2 AND r.version <> $3 AND r.closed IS NULL \
                   ORDER BY r.opened, r.case_id LIMIT $4";
        self.db
            .all(sql, args![self.org(), slug, version, limit])
            .await
    }
}

impl Batch {
    /// Keeps what was proved of a version; a later proof of the same takes its place.
    pub fn proof(&mut self, p: &ProofRow, at: i64) {
        let args = args![&*self.org, &p.version, &p.demands, &p.result, at];
        let sql = "INSERT INTO proof (org, version, demands, result, made) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (org, version, demands) DO UPDATE SET result = $4, made = $5";
        self.run("proof", sql, args);
    }

    /// Lets a case go on under another version.
    pub fn move_case(&mut self, m: &MoveRow, at: i64) {
        let args = args![&*self.org, &m.case_id, m.seq, at, &m.version, &m.person];
        let sql = "INSERT INTO case_move (org, case_id, seq, made, version, person) VALUES ($1, $2, $3, $4, $5, $6)";
        self.run("move", sql, args);
    }
}
