//! Open duties that rest on a statute.

use crate::Store;
use crate::cases::{DutyRow, like, list};
use crate::db::Arg;
use crate::error::StoreError;

/// More than a page shows; an office that has more sees that there are more.
const MOST: u32 = 2_000;

impl Store {
    /// Duties in the cases of these offices whose norm cites a statute, by its short title.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn duties_citing(
        &self,
        offices: &[String],
        short: &str,
    ) -> Result<Vec<DutyRow>, StoreError> {
        let mut args = vec![Arg::from(self.org())];
        let places = list(&mut args, offices);
        args.push(Arg::from(like(&format!("《{short}》"))));
        let sql = format!(
            "SELECT d.case_id, d.n, d.norm, d.name, d.act, d.slug, d.state, d.from_day, d.due, d.roles, d.cites FROM duty d \
             JOIN case_file f ON f.org = d.org AND f.id = d.case_id WHERE d.org = $1 AND f.office IN ({places}) \
             AND d.cites LIKE ${} ESCAPE '!' ORDER BY d.case_id, d.n LIMIT {MOST}",
            args.len()
        );
        self.db.all(&sql, args).await
    }
}
