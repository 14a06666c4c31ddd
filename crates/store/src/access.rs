//! Second factors, requests of two administrators, sessions that open one case only.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::args;
use crate::error::StoreError;

/// A second factor (RFC 6238).
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct FactorRow {
    /// Log-in name.
    pub login: String,
    /// Hex.
    pub secret: String,
    /// A first code was right.
    pub confirmed: i64,
    /// The last time step whose code was used: none counts twice.
    pub last_step: i64,
}

/// Something about accounts that one administrator asks for and another decides.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct GrantRow {
    /// Id.
    pub id: String,
    /// JSON.
    pub payload: String,
    /// In words.
    pub words: String,
    /// Who asked.
    pub person: String,
    /// What kind of administrator that was.
    pub admin: String,
    /// When.
    pub made: i64,
    /// `waiting`, `done`, `refused`.
    pub state: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided: i64,
    /// Why it was refused.
    pub reason: String,
}

const GRANT: &str = "id, payload, words, person, admin, made, state, decided_by, decided, reason";

impl Store {
    /// The second factor of an account.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn factor(&self, login: &str) -> Result<Option<FactorRow>, StoreError> {
        let sql = "SELECT login, secret, confirmed, last_step FROM second_factor WHERE org = $1 AND login = $2";
        self.db.one(sql, args![self.org(), login]).await
    }

    /// Requests, those that wait first, newest first.
    pub async fn grants(&self) -> Result<Vec<GrantRow>, StoreError> {
        let sql = format!(
            "SELECT {GRANT} FROM grant_request WHERE org = $1 ORDER BY CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, made DESC LIMIT 200"
        );
        self.db.all(&sql, args![self.org()]).await
    }

    /// One request.
    pub async fn grant(&self, id: &str) -> Result<Option<GrantRow>, StoreError> {
        let sql = format!("SELECT {GRANT} FROM grant_request WHERE org = $1 AND id = $2");
        self.db.one(&sql, args![self.org(), id]).await
    }

    /// The one case that a session opens; `None`: all that its person may see.
    pub async fn session_case(&self, hash: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT case_id FROM session_case WHERE org = $1 AND hash = $2";
        let row: Option<(String,)> = self.db.one(sql, args![self.org(), hash]).await?;
        Ok(row.map(|(case,)| case))
    }

    /// How often somebody failed under a key since a time.
    pub async fn tries(&self, key: &str, since: i64) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) FROM failed_try WHERE org = $1 AND key = $2 AND at > $3";
        let row: Option<(i64,)> = self.db.one(sql, args![self.org(), key, since]).await?;
        Ok(row.map_or(0, |(n,)| n))
    }
}

impl Batch {
    /// A second factor that a first code must confirm.
    pub fn new_factor(&mut self, login: &str, secret: &str) {
        let args = args![&*self.org, login, secret];
        let sql = "INSERT INTO second_factor (org, login, secret, confirmed, last_step) VALUES ($1, $2, $3, 0, 0) \
                   ON CONFLICT (org, login) DO UPDATE SET secret = $3, confirmed = 0, last_step = 0";
        self.run("factor", sql, args);
    }

    /// A code of this step was right; `Stale("factor")` when it was used already.
    pub fn factor_used(&mut self, login: &str, step: i64) {
        let args = args![&*self.org, login, step];
        let sql = "UPDATE second_factor SET confirmed = 1, last_step = $3 WHERE org = $1 AND login = $2 AND last_step < $3";
        self.one("factor", sql, args);
    }

    /// No second factor any more.
    pub fn end_factor(&mut self, login: &str) {
        let args = args![&*self.org, login];
        let sql = "DELETE FROM second_factor WHERE org = $1 AND login = $2";
        self.run("factor", sql, args);
    }

    /// Something that another administrator decides.
    pub fn grant(&mut self, g: &GrantRow) {
        let args = args![
            &*self.org, &g.id, &g.payload, &g.words, &g.person, &g.admin, g.made
        ];
        let sql = "INSERT INTO grant_request (org, id, payload, words, person, admin, made, state, decided_by, decided, reason) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', '', 0, '')";
        self.run("grant", sql, args);
    }

    /// It is decided; what it carried is forgotten. `Stale("grant")` when it was decided already.
    pub fn grant_decided(&mut self, id: &str, state: &str, by: &str, at: i64, reason: &str) {
        let args = args![&*self.org, id, state, by, at, reason];
        let sql = "UPDATE grant_request SET state = $3, decided_by = $4, decided = $5, reason = $6, payload = '' \
                   WHERE org = $1 AND id = $2 AND state = 'waiting'";
        self.one("grant", sql, args);
    }

    /// A session opens this case only.
    pub fn session_case(&mut self, hash: &str, case: &str) {
        let args = args![&*self.org, hash, case];
        let sql = "INSERT INTO session_case (org, hash, case_id) VALUES ($1, $2, $3)";
        self.run("session", sql, args);
    }

    /// Notes a failure under a key, and forgets those before `since`.
    pub fn failed_try(&mut self, id: &str, key: &str, at: i64, since: i64) {
        let args = args![&*self.org, since];
        self.run(
            "try",
            "DELETE FROM failed_try WHERE org = $1 AND at < $2",
            args,
        );
        let args = args![&*self.org, id, key, at];
        let sql = "INSERT INTO failed_try (org, id, key, at) VALUES ($1, $2, $3, $4)";
        self.run("try", sql, args);
    }
}
