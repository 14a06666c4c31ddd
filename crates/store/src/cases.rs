//! Cases and the projections made from their acts: rows of lists, officers, facts, open duties.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::{Arg, args};
use crate::error::StoreError;
use crate::schema::PROJECTIONS;

/// What a case is besides its acts.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct CaseFile {
    /// Id.
    pub id: String,
    /// Speakable id.
    pub alias: String,
    /// Office id.
    pub office: String,
    /// Procedure.
    pub procedure_slug: String,
    /// Person id of the party.
    pub party: Option<String>,
    /// Title that was typed; empty: made by the pack.
    pub title: String,
    /// Taken over from paper.
    pub from_paper: i64,
    /// Erased.
    pub erased: i64,
    /// When.
    pub made: i64,
}

/// Projection: a case as a row of a list.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct CaseRow {
    /// Case.
    pub case_id: String,
    /// 文号
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// Party's name.
    pub party: String,
    /// Stage.
    pub stage: String,
    /// Procedure version of the last act.
    pub version: String,
    /// Day of opening.
    pub opened: String,
    /// Day of closing.
    pub closed: Option<String>,
    /// Number of acts.
    pub seq: i64,
    /// Legal date of the last act.
    pub last_day: String,
}

/// A row of a list with what stands beside it.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct ListedCase {
    /// Case.
    pub case_id: String,
    /// Speakable id.
    pub alias: String,
    /// Office id.
    pub office: String,
    /// Procedure.
    pub procedure_slug: String,
    /// Party's person id.
    pub party_id: Option<String>,
    /// 文号
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// Party's name.
    pub party: String,
    /// Stage.
    pub stage: String,
    /// Day of opening.
    pub opened: String,
    /// Day of closing.
    pub closed: Option<String>,
    /// The nearest last day.
    pub due: Option<String>,
    /// What is due then.
    pub due_act: Option<String>,
}

/// Projection: a duty that is not at its end.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct DutyRow {
    /// Case.
    pub case_id: String,
    /// Place in the case's list.
    pub n: i64,
    /// Id of the norm.
    pub norm: String,
    /// Name for reading.
    pub name: String,
    /// What is due.
    pub act: String,
    /// Slug, when it is one act.
    pub slug: Option<String>,
    /// `open`, `undetermined` (overdue follows from the day).
    pub state: String,
    /// Start.
    pub from_day: String,
    /// Last day.
    pub due: Option<String>,
    /// JSON list of role names.
    pub roles: String,
    /// Citations in the form of the norm language.
    pub cites: String,
}

/// What a list of cases is asked for. Scope: the cases that the reader's posts may concern (authz decides on each).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CaseSearch {
    /// Offices of the reader's posts; empty: none.
    pub offices: Vec<String>,
    /// Also cases of which this person is the party.
    pub party_of: Option<String>,
    /// Part of the party's name.
    pub party: String,
    /// Part of the number or the alias.
    pub number: String,
    /// Persons of whom one must be an officer; `None`: any.
    pub officers: Option<Vec<String>>,
    /// Words of the title, all of them.
    pub words: Vec<String>,
    /// Procedure.
    pub procedure: String,
    /// `open`, `closed`, or empty.
    pub state: String,
    /// Opening day and case id where the page before ended.
    pub after: Option<(String, String)>,
    /// So many rows.
    pub limit: u32,
}

const CASE: &str = "id, alias, office, procedure_slug, party, title, from_paper, erased, made";

impl Store {
    /// A case by id or speakable id.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn case(&self, id: &str) -> Result<Option<CaseFile>, StoreError> {
        let sql =
            format!("SELECT {CASE} FROM case_file WHERE org = $1 AND (id = $2 OR alias = $2)");
        self.db.one(&sql, args![self.org(), id]).await
    }

    /// The case with this number.
    pub async fn case_by_number(&self, number: &str) -> Result<Option<CaseFile>, StoreError> {
        let sql = "SELECT f.id, f.alias, f.office, f.procedure_slug, f.party, f.title, f.from_paper, f.erased, f.made FROM case_file f \
                   JOIN case_row r ON r.org = f.org AND r.case_id = f.id WHERE f.org = $1 AND r.number = $2";
        self.db.one(sql, args![self.org(), number]).await
    }

    /// Ids of all cases after `after`, for a rebuild or an audit.
    pub async fn case_ids(&self, after: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT id FROM case_file WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3";
        let rows: Vec<(String,)> = self.db.all(sql, args![self.org(), after, limit]).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// The row of a case.
    pub async fn case_row(&self, case: &str) -> Result<Option<CaseRow>, StoreError> {
        let sql = "SELECT case_id, number, title, party, stage, version, opened, closed, seq, last_day FROM case_row \
                   WHERE org = $1 AND case_id = $2";
        self.db.one(sql, args![self.org(), case]).await
    }

    /// Officers of a case, by person id.
    pub async fn officers(&self, case: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT person FROM case_officer WHERE org = $1 AND case_id = $2 ORDER BY person";
        let rows: Vec<(String,)> = self.db.all(sql, args![self.org(), case]).await?;
        Ok(rows.into_iter().map(|(p,)| p).collect())
    }

    /// Persons whose name has these signs in it.
    pub async fn persons_named(&self, part: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT id FROM person WHERE org = $1 AND name LIKE $2 ESCAPE '!' ORDER BY id LIMIT 200";
        let rows: Vec<(String,)> = self.db.all(sql, args![self.org(), like(part)]).await?;
        Ok(rows.into_iter().map(|(p,)| p).collect())
    }

    /// Cases, newest first.
    pub async fn search(&self, ask: &CaseSearch) -> Result<Vec<ListedCase>, StoreError> {
        let (condition, args) = condition(self.org(), ask);
        let sql = format!(
            "SELECT r.case_id, f.alias, f.office, f.procedure_slug, f.party AS party_id, r.number, r.title, r.party, r.stage, r.opened, r.closed, \
             (SELECT MIN(d.due) FROM duty d WHERE d.org = r.org AND d.case_id = r.case_id) AS due, \
             (SELECT MIN(d.act) FROM duty d WHERE d.org = r.org AND d.case_id = r.case_id AND d.due = \
               (SELECT MIN(e.due) FROM duty e WHERE e.org = r.org AND e.case_id = r.case_id)) AS due_act \
             FROM case_row r JOIN case_file f ON f.org = r.org AND f.id = r.case_id \
             WHERE {condition} ORDER BY r.opened DESC, r.case_id DESC LIMIT {}",
            ask.limit
        );
        self.db.all(&sql, args).await
    }

    /// Whether a person is the party of another case whose data still stands.
    pub async fn has_other_case(&self, person: &str, case: &str) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM case_file WHERE org = $1 AND party = $2 AND id <> $3 AND erased = 0 LIMIT 1";
        let row: Option<(String,)> = self.db.one(sql, args![self.org(), person, case]).await?;
        Ok(row.is_some())
    }

    /// Whether any case is there.
    pub async fn any_case(&self) -> Result<bool, StoreError> {
        let row: Option<(String,)> = self
            .db
            .one(
                "SELECT id FROM case_file WHERE org = $1 LIMIT 1",
                args![self.org()],
            )
            .await?;
        Ok(row.is_some())
    }

    /// Running cases of a procedure by the version of their last act.
    pub async fn running(&self, slug: &str) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT r.version, COUNT(*) FROM case_row r JOIN case_file f ON f.org = r.org AND f.id = r.case_id \
                   WHERE r.org = $1 AND f.procedure_slug = $2 AND r.closed IS NULL GROUP BY r.version ORDER BY r.version";
        self.db.all(sql, args![self.org(), slug]).await
    }

    /// The duties of a case that are not at their end.
    pub async fn duties_of(&self, case: &str) -> Result<Vec<DutyRow>, StoreError> {
        let sql = "SELECT case_id, n, norm, name, act, slug, state, from_day, due, roles, cites FROM duty \
                   WHERE org = $1 AND case_id = $2 ORDER BY n";
        self.db.all(sql, args![self.org(), case]).await
    }

    /// Duties in the cases of these offices, by last day; `officer`: only in cases of this person.
    pub async fn duties_in(
        &self,
        offices: &[String],
        officer: Option<&str>,
        limit: u32,
    ) -> Result<Vec<DutyRow>, StoreError> {
        let mut args = vec![Arg::from(self.org())];
        let places = list(&mut args, offices);
        let mine = match officer {
            Some(person) => {
                args.push(Arg::from(person));
                format!(
                    " AND EXISTS (SELECT 1 FROM case_officer o WHERE o.org = d.org AND o.case_id = d.case_id AND o.person = ${})",
                    args.len()
                )
            }
            None => String::new(),
        };
        let sql = format!(
            "SELECT d.case_id, d.n, d.norm, d.name, d.act, d.slug, d.state, d.from_day, d.due, d.roles, d.cites FROM duty d \
             JOIN case_file f ON f.org = d.org AND f.id = d.case_id WHERE d.org = $1 AND f.office IN ({places}){mine} \
             ORDER BY CASE WHEN d.due IS NULL THEN 1 ELSE 0 END, d.due, d.case_id, d.n LIMIT {limit}"
        );
        self.db.all(&sql, args).await
    }

    /// Everything of the projections as text, for comparing before and after a rebuild.
    pub async fn projections(&self) -> Result<Vec<String>, StoreError> {
        let mut out = Vec::new();
        for row in self.db.all::<(String, Option<String>, String, String, String)>(
            "SELECT case_id, number, title, party, stage || '/' || version || '/' || opened || '/' || COALESCE(closed, '-') || '/' || \
             CAST(seq AS TEXT) || '/' || last_day FROM case_row WHERE org = $1 ORDER BY case_id",
            args![self.org()],
        )
        .await?
        {
            out.push(format!("case {row:?}"));
        }
        for row in self
            .db
            .all::<(String, String)>(
                "SELECT case_id, person FROM case_officer WHERE org = $1 ORDER BY case_id, person",
                args![self.org()],
            )
            .await?
        {
            out.push(format!("officer {row:?}"));
        }
        for row in self
            .db
            .all::<(String, String, String)>(
                "SELECT case_id, name, value FROM case_fact WHERE org = $1 ORDER BY case_id, name",
                args![self.org()],
            )
            .await?
        {
            out.push(format!("fact {row:?}"));
        }
        let sql = "SELECT case_id, n, norm, name, act, slug, state, from_day, due, roles, cites FROM duty WHERE org = $1 ORDER BY case_id, n";
        for row in self.db.all::<DutyRow>(sql, args![self.org()]).await? {
            out.push(format!("duty {row:?}"));
        }
        for row in self.publications_all().await? {
            out.push(format!("publication {row:?}"));
        }
        Ok(out)
    }
}

// The coarse scope and the filters; authz looks at every row after this.
fn condition(org: &str, ask: &CaseSearch) -> (String, Vec<Arg>) {
    let mut args = vec![Arg::from(org)];
    let mut parts = vec!["r.org = $1".to_owned()];
    let offices = list(&mut args, &ask.offices);
    let scope = match &ask.party_of {
        Some(person) => {
            args.push(Arg::from(person));
            format!("(f.office IN ({offices}) OR f.party = ${})", args.len())
        }
        None => format!("f.office IN ({offices})"),
    };
    parts.push(scope);
    let mut contains = |column: &str, text: &str, args: &mut Vec<Arg>| {
        args.push(Arg::from(like(text)));
        parts.push(format!("{column} LIKE ${} ESCAPE '!'", args.len()));
    };
    if !ask.party.is_empty() {
        contains("r.party", &ask.party, &mut args);
    }
    for word in &ask.words {
        contains("r.title", word, &mut args);
    }
    if !ask.number.is_empty() {
        args.push(Arg::from(like(&ask.number)));
        parts.push(format!(
            "(r.number LIKE ${n} ESCAPE '!' OR f.alias LIKE ${n} ESCAPE '!')",
            n = args.len()
        ));
    }
    if let Some(officers) = &ask.officers {
        let people = list(&mut args, officers);
        parts.push(format!(
            "EXISTS (SELECT 1 FROM case_officer o WHERE o.org = r.org AND o.case_id = r.case_id AND o.person IN ({people}))"
        ));
    }
    if !ask.procedure.is_empty() {
        args.push(Arg::from(&ask.procedure));
        parts.push(format!("f.procedure_slug = ${}", args.len()));
    }
    match ask.state.as_str() {
        "open" => parts.push("r.closed IS NULL".to_owned()),
        "closed" => parts.push("r.closed IS NOT NULL".to_owned()),
        _ => (),
    }
    if let Some((day, id)) = &ask.after {
        args.push(Arg::from(day));
        let d = args.len();
        args.push(Arg::from(id));
        parts.push(format!(
            "(r.opened < ${d} OR (r.opened = ${d} AND r.case_id < ${}))",
            d + 1
        ));
    }
    (parts.join(" AND "), args)
}

// `$4, $5`; a list of none matches nothing.
pub(crate) fn list(args: &mut Vec<Arg>, values: &[String]) -> String {
    if values.is_empty() {
        return "NULL".to_owned();
    }
    let mut places = Vec::new();
    for value in values {
        args.push(Arg::from(value));
        places.push(format!("${}", args.len()));
    }
    places.join(", ")
}

// A text to be found anywhere; its own % and _ are signs like others.
pub(crate) fn like(part: &str) -> String {
    let escaped = part
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{escaped}%")
}

impl Batch {
    /// Adds a case.
    pub fn case(&mut self, c: &CaseFile) {
        let args = args![
            &*self.org,
            &c.id,
            &c.alias,
            &c.office,
            &c.procedure_slug,
            c.party.clone(),
            &c.title,
            c.from_paper,
            c.made
        ];
        let sql = "INSERT INTO case_file (org, id, alias, office, procedure_slug, party, title, from_paper, erased, made) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)";
        self.run("case", sql, args);
    }

    /// Marks a case as erased and drops its typed title.
    pub fn erase_case(&mut self, case: &str) {
        let args = args![&*self.org, case];
        self.one(
            "case",
            "UPDATE case_file SET title = '', erased = 1 WHERE org = $1 AND id = $2",
            args,
        );
        let args = args![&*self.org, case];
        self.run(
            "draft",
            "DELETE FROM draft WHERE org = $1 AND place = $2",
            args,
        );
        let args = args![&*self.org, case];
        self.run(
            "approval",
            "UPDATE approval SET input = '{}', title = '' WHERE org = $1 AND case_id = $2",
            args,
        );
        for sql in [
            "DELETE FROM publication WHERE org = $1 AND case_id = $2",
            "UPDATE hand_over SET why = '' WHERE org = $1 AND case_id = $2",
            "UPDATE opinion SET opinion = '', reason = '' WHERE org = $1 AND case_id = $2",
        ] {
            let args = args![&*self.org, case];
            self.run("case", sql, args);
        }
    }

    /// Puts the projections of one case in place of what stood there.
    pub fn project(
        &mut self,
        row: &CaseRow,
        officers: &[String],
        facts: &[(String, String)],
        duties: &[DutyRow],
    ) {
        for sql in [
            "DELETE FROM case_row WHERE org = $1 AND case_id = $2",
            "DELETE FROM case_officer WHERE org = $1 AND case_id = $2",
            "DELETE FROM case_fact WHERE org = $1 AND case_id = $2",
            "DELETE FROM duty WHERE org = $1 AND case_id = $2",
        ] {
            let args = args![&*self.org, &row.case_id];
            self.run("projection", sql, args);
        }
        let args = args![
            &*self.org,
            &row.case_id,
            row.number.clone(),
            &row.title,
            &row.party,
            &row.stage,
            &row.version,
            &row.opened,
            row.closed.clone(),
            row.seq,
            &row.last_day
        ];
        let sql = "INSERT INTO case_row (org, case_id, number, title, party, stage, version, opened, closed, seq, last_day) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        self.run("projection", sql, args);
        for person in officers {
            let args = args![&*self.org, &row.case_id, person];
            self.run(
                "projection",
                "INSERT INTO case_officer (org, case_id, person) VALUES ($1, $2, $3)",
                args,
            );
        }
        for (name, value) in facts {
            let args = args![&*self.org, &row.case_id, name, value];
            self.run(
                "projection",
                "INSERT INTO case_fact (org, case_id, name, value) VALUES ($1, $2, $3, $4)",
                args,
            );
        }
        for d in duties {
            let args = args![
                &*self.org,
                &row.case_id,
                d.n,
                &d.norm,
                &d.name,
                &d.act,
                d.slug.clone(),
                &d.state,
                &d.from_day,
                d.due.clone(),
                &d.roles,
                &d.cites
            ];
            let sql = "INSERT INTO duty (org, case_id, n, norm, name, act, slug, state, from_day, due, roles, cites) \
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
            self.run("projection", sql, args);
        }
    }

    /// Empties all projections of the jurisdiction.
    pub fn drop_projections(&mut self) {
        for table in PROJECTIONS {
            let sql = match *table {
                "case_row" => "DELETE FROM case_row WHERE org = $1",
                "case_officer" => "DELETE FROM case_officer WHERE org = $1",
                "case_fact" => "DELETE FROM case_fact WHERE org = $1",
                "publication" => "DELETE FROM publication WHERE org = $1",
                _ => "DELETE FROM duty WHERE org = $1",
            };
            let args = vec![self.org()];
            self.run("projection", sql, args);
        }
    }
}
