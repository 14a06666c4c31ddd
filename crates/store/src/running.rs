//! How many cases run under which version of a procedure.

use crate::Store;
use crate::db::args;
use crate::error::StoreError;

impl Store {
    /// Slug, version and number of the open cases.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn running_cases(&self) -> Result<Vec<(String, String, u64)>, StoreError> {
        let sql = "SELECT f.procedure_slug, r.version, CAST(count(*) AS BIGINT) FROM case_row r \
                   JOIN case_file f ON f.org = r.org AND f.id = r.case_id \
                   WHERE r.org = $1 AND r.closed IS NULL GROUP BY f.procedure_slug, r.version ORDER BY 1, 2";
        let rows: Vec<(String, String, i64)> = self.db.all(sql, args![self.org()]).await?;
        Ok(rows
            .into_iter()
            .map(|(slug, version, n)| (slug, version, u64::try_from(n).unwrap_or_default()))
            .collect())
    }
}
