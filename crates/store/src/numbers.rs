//! Numbers (文号): each of a series is issued, reserved or void, in exactly one of these states.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::args;
use crate::error::StoreError;

/// A number that was taken.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct NumberRow {
    /// Office id.
    pub office: String,
    /// The pattern, e.g. `示住建罚〔{年}〕{序}号` as the pack writes it.
    pub series: String,
    /// Year.
    pub year: i64,
    /// From 1.
    pub n: i64,
    /// As written.
    pub text: String,
    /// `issued`, `reserved`, `void`.
    pub state: String,
    /// Document or case.
    pub what: String,
    /// The act that took it.
    pub act_id: Option<String>,
    /// Who reserved or voided it.
    pub person: String,
    /// Why.
    pub why: String,
    /// Since.
    pub day: String,
}

/// A series with its last number.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct SeriesRow {
    /// Office id.
    pub office: String,
    /// Pattern.
    pub series: String,
    /// Year.
    pub year: i64,
    /// Last number taken.
    pub last: i64,
}

const NUMBER: &str = "office, series, year, n, text, state, what, act_id, person, why, day";

impl Store {
    /// The last number taken in a series; 0 for none. The next one is a prediction until it is written.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn last_number(
        &self,
        office: &str,
        series: &str,
        year: i64,
    ) -> Result<i64, StoreError> {
        let sql = "SELECT COALESCE(MAX(n), 0) FROM number WHERE org = $1 AND office = $2 AND series = $3 AND year = $4";
        let row: Option<(i64,)> = self
            .db
            .one(sql, args![self.org(), office, series, year])
            .await?;
        Ok(row.map_or(0, |(n,)| n))
    }

    /// All series, of one office or of all.
    pub async fn all_series(&self) -> Result<Vec<SeriesRow>, StoreError> {
        let sql = "SELECT office, series, year, MAX(n) AS last FROM number WHERE org = $1 GROUP BY office, series, year ORDER BY office, series, year DESC";
        self.db.all(sql, args![self.org()]).await
    }

    /// Numbers of a series, newest first, below `before`.
    pub async fn numbers(
        &self,
        office: &str,
        series: &str,
        year: i64,
        before: i64,
    ) -> Result<Vec<NumberRow>, StoreError> {
        let sql = format!(
            "SELECT {NUMBER} FROM number WHERE org = $1 AND office = $2 AND series = $3 AND year = $4 AND n < $5 ORDER BY n DESC LIMIT 200"
        );
        self.db
            .all(&sql, args![self.org(), office, series, year, before])
            .await
    }

    /// Numbers of a series that are kept free, oldest first.
    pub async fn reserved_numbers(
        &self,
        office: &str,
        series: &str,
        year: i64,
    ) -> Result<Vec<NumberRow>, StoreError> {
        let sql = format!(
            "SELECT {NUMBER} FROM number WHERE org = $1 AND office = $2 AND series = $3 AND year = $4 AND state = 'reserved' ORDER BY n LIMIT 200"
        );
        self.db
            .all(&sql, args![self.org(), office, series, year])
            .await
    }

    /// A number by its text.
    pub async fn number(&self, text: &str) -> Result<Option<NumberRow>, StoreError> {
        let sql = format!("SELECT {NUMBER} FROM number WHERE org = $1 AND text = $2");
        self.db.one(&sql, args![self.org(), text]).await
    }
}

impl Batch {
    /// Takes a number; `Taken("number")` when somebody was faster.
    pub fn take_number(&mut self, r: &NumberRow) {
        let args = args![
            &*self.org,
            &r.office,
            &r.series,
            r.year,
            r.n,
            &r.text,
            &r.state,
            &r.what,
            r.act_id.clone(),
            &r.person,
            &r.why,
            &r.day
        ];
        let sql = "INSERT INTO number (org, office, series, year, n, text, state, what, act_id, person, why, day) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        self.run("number", sql, args);
    }

    /// A reserved number becomes issued or void; `Stale` when it is not reserved any more.
    pub fn settle_number(&mut self, r: &NumberRow) {
        let args = args![
            &*self.org,
            &r.office,
            &r.series,
            r.year,
            r.n,
            &r.state,
            &r.what,
            r.act_id.clone(),
            &r.person,
            &r.why,
            &r.day
        ];
        let sql = "UPDATE number SET state = $6, what = $7, act_id = $8, person = $9, why = $10, day = $11 \
                   WHERE org = $1 AND office = $2 AND series = $3 AND year = $4 AND n = $5 AND state = 'reserved'";
        self.one("number", sql, args);
    }
}
