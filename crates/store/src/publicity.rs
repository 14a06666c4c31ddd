//! Projection: what stands on the public site, and what stood there.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::{Arg, args};
use crate::error::StoreError;

/// One publication, masked already: nothing in it may not leave.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct PublicationRow {
    /// Speakable id of the act that put it out.
    pub alias: String,
    /// Case.
    pub case_id: String,
    /// Office id.
    pub office: String,
    /// Slug of the procedure.
    pub kind: String,
    /// 文号 of what was decided, or empty.
    pub number: String,
    /// Title.
    pub title: String,
    /// Day of the decision.
    pub decided: String,
    /// Day on which it went out.
    pub published: String,
    /// 1 while it stands there.
    pub shown: i64,
    /// Day on which it was taken off.
    pub withdrawn: Option<String>,
    /// Why.
    pub reason: String,
    /// Label and text of each line, a JSON list; empty once withdrawn.
    pub data: String,
    /// The columns for the credit platform, a JSON list; empty once withdrawn.
    pub credit: String,
}

/// Which publications.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublicationSearch {
    /// Only of this office; empty: all.
    pub office: String,
    /// Only of this procedure; empty: all.
    pub kind: String,
    /// Decided from, to (inclusive); empty: open.
    pub from: String,
    /// See `from`.
    pub to: String,
    /// Day and alias where the page before ended.
    pub after: Option<(String, String)>,
    /// So many rows.
    pub limit: u32,
}

const COLUMNS: &str = "alias, case_id, office, kind, number, title, decided, published, shown, withdrawn, reason, data, credit";

impl Store {
    /// A publication by the speakable id of its act, withdrawn or not.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn publication(&self, alias: &str) -> Result<Option<PublicationRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM publication WHERE org = $1 AND alias = $2");
        self.db.one(&sql, args![self.org(), alias]).await
    }

    /// What stands on the site, newest first: from where the page before ended, whatever came before it.
    pub async fn publications(
        &self,
        ask: &PublicationSearch,
    ) -> Result<Vec<PublicationRow>, StoreError> {
        let mut args = vec![Arg::from(self.org())];
        let mut parts = vec!["org = $1".to_owned(), "shown = 1".to_owned()];
        let mut add = |condition: &str, text: &str, args: &mut Vec<Arg>| {
            if !text.is_empty() {
                args.push(Arg::from(text));
                parts.push(condition.replace('?', &format!("${}", args.len())));
            }
        };
        add("office = ?", &ask.office, &mut args);
        add("kind = ?", &ask.kind, &mut args);
        add("decided >= ?", &ask.from, &mut args);
        add("decided <= ?", &ask.to, &mut args);
        if let Some((day, alias)) = &ask.after {
            args.push(Arg::from(day));
            args.push(Arg::from(alias));
            let n = args.len();
            // A pair is one step into the index; an OR would read everything up to it.
            parts.push(format!("(published, alias) < (${}, ${n})", n - 1));
        }
        let sql = format!(
            "SELECT {COLUMNS} FROM publication WHERE {} ORDER BY published DESC, alias DESC LIMIT {}",
            parts.join(" AND "),
            ask.limit
        );
        self.db.all(&sql, args).await
    }

    /// All of them, for comparing before and after a rebuild.
    pub(crate) async fn publications_all(&self) -> Result<Vec<PublicationRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM publication WHERE org = $1 ORDER BY alias");
        self.db.all(&sql, args![self.org()]).await
    }
}

impl Batch {
    /// Puts the publications of a case in place of what stood there.
    pub fn publications(&mut self, case: &str, rows: &[PublicationRow]) {
        let args = args![&*self.org, case];
        self.run(
            "projection",
            "DELETE FROM publication WHERE org = $1 AND case_id = $2",
            args,
        );
        for r in rows {
            let args = args![
                &*self.org,
                &r.alias,
                &r.case_id,
                &r.office,
                &r.kind,
                &r.number,
                &r.title,
                &r.decided,
                &r.published,
                r.shown,
                r.withdrawn.clone(),
                &r.reason,
                &r.data,
                &r.credit
            ];
            let sql = "INSERT INTO publication (org, alias, case_id, office, kind, number, title, decided, published, shown, withdrawn, reason, data, credit) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
            self.run("projection", sql, args);
        }
    }
}
