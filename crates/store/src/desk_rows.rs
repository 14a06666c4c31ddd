//! What lies on desks: drafts, approvals, hand-overs, opinions, keys against doing twice, events, jobs, the outbox.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::{Arg, args};
use crate::error::StoreError;

/// A draft of a form.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct DraftRow {
    /// Whose.
    pub person: String,
    /// Case id, or `new:slug` of a procedure.
    pub place: String,
    /// Slug of the act.
    pub act: String,
    /// JSON.
    pub input: String,
    /// When.
    pub saved: i64,
}

/// A draft that waits for approval.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct ApprovalRow {
    /// Id.
    pub id: String,
    /// Case; `None`: opens one.
    pub case_id: Option<String>,
    /// Office.
    pub office: String,
    /// Name of the act.
    pub act: String,
    /// Title for reading.
    pub title: String,
    /// Who sent it.
    pub person: String,
    /// JSON.
    pub input: String,
    /// Hash of the draft.
    pub hash: String,
    /// JSON list of role names, in order.
    pub roles: String,
    /// `waiting`, `returned`, `done`, `void`.
    pub state: String,
    /// Why it was returned.
    pub reason: String,
    /// Since.
    pub day: String,
    /// When.
    pub made: i64,
}

/// An approval that was given.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct StepRow {
    /// Which draft.
    pub approval: String,
    /// From 0, the place in `roles`.
    pub n: i64,
    /// Role.
    pub role: String,
    /// Who.
    pub person: String,
    /// Post.
    pub post: Option<String>,
    /// Day.
    pub day: String,
    /// Hash of the draft that was approved.
    pub hash: String,
    /// Opinion.
    pub words: String,
}

/// A case given from one officer to another.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct HandOverRow {
    /// Id.
    pub id: String,
    /// Case.
    pub case_id: String,
    /// From.
    pub from_person: String,
    /// To.
    pub to_person: String,
    /// Who ordered it.
    pub by_person: String,
    /// Day.
    pub day: String,
    /// Why.
    pub why: String,
}

/// A seat at a collective discussion.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct OpinionRow {
    /// Who.
    pub person: String,
    /// Chairs.
    pub chair: i64,
    /// Opinion.
    pub opinion: Option<String>,
    /// Reason.
    pub reason: Option<String>,
    /// When.
    pub given: Option<i64>,
}

/// Something an administrator or a log-in did.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct EventRow {
    /// Id.
    pub id: String,
    /// Who.
    pub person: String,
    /// What.
    pub what: String,
    /// On what.
    pub detail: String,
    /// When.
    pub at: i64,
}

/// Long work.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct JobRow {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// `waiting`, `running`, `done`, `failed`.
    pub state: String,
    /// So far.
    pub done: i64,
    /// In all.
    pub total: i64,
    /// JSON.
    pub result: String,
    /// Held by a worker until.
    pub lease: i64,
    /// When.
    pub made: i64,
}

const APPROVAL: &str =
    "id, case_id, office, act, title, person, input, hash, roles, state, reason, day, made";

impl Store {
    /// A draft.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn draft(
        &self,
        person: &str,
        place: &str,
        act: &str,
    ) -> Result<Option<DraftRow>, StoreError> {
        let sql = "SELECT person, place, act, input, saved FROM draft WHERE org = $1 AND person = $2 AND place = $3 AND act = $4";
        self.db
            .one(sql, args![self.org(), person, place, act])
            .await
    }

    /// All drafts of a person, newest first.
    pub async fn drafts(&self, person: &str) -> Result<Vec<DraftRow>, StoreError> {
        let sql = "SELECT person, place, act, input, saved FROM draft WHERE org = $1 AND person = $2 ORDER BY saved DESC LIMIT 100";
        self.db.all(sql, args![self.org(), person]).await
    }

    /// A draft at approval.
    pub async fn approval(&self, id: &str) -> Result<Option<ApprovalRow>, StoreError> {
        self.db
            .one(
                &format!("SELECT {APPROVAL} FROM approval WHERE org = $1 AND id = $2"),
                args![self.org(), id],
            )
            .await
    }

    /// Drafts at approval in these offices, oldest first.
    pub async fn approvals_in(&self, offices: &[String]) -> Result<Vec<ApprovalRow>, StoreError> {
        if offices.is_empty() {
            return Ok(Vec::new());
        }
        let mut args = args![self.org()];
        let places: Vec<String> = offices
            .iter()
            .map(|o| {
                args.push(Arg::from(o));
                format!("${}", args.len())
            })
            .collect();
        let sql = format!(
            "SELECT {APPROVAL} FROM approval WHERE org = $1 AND state = 'waiting' AND office IN ({}) ORDER BY made LIMIT 500",
            places.join(", ")
        );
        self.db.all(&sql, args).await
    }

    /// Drafts at approval that a person sent and that wait or came back.
    pub async fn approvals_by(&self, person: &str) -> Result<Vec<ApprovalRow>, StoreError> {
        let sql = format!(
            "SELECT {APPROVAL} FROM approval WHERE org = $1 AND person = $2 AND state IN ('waiting', 'returned') ORDER BY made LIMIT 500"
        );
        self.db.all(&sql, args![self.org(), person]).await
    }

    /// Drafts of a case at approval.
    pub async fn approvals_of(&self, case: &str) -> Result<Vec<ApprovalRow>, StoreError> {
        let sql = format!(
            "SELECT {APPROVAL} FROM approval WHERE org = $1 AND case_id = $2 AND state IN ('waiting', 'returned') ORDER BY made"
        );
        self.db.all(&sql, args![self.org(), case]).await
    }

    /// What was approved of a draft.
    pub async fn approval_steps(&self, id: &str) -> Result<Vec<StepRow>, StoreError> {
        let sql = "SELECT approval, n, role, person, post, day, hash, words FROM approval_step WHERE org = $1 AND approval = $2 ORDER BY n";
        self.db.all(sql, args![self.org(), id]).await
    }

    /// Hand-overs of a case in order.
    pub async fn hand_overs(&self, case: &str) -> Result<Vec<HandOverRow>, StoreError> {
        let sql = "SELECT id, case_id, from_person, to_person, by_person, day, why FROM hand_over WHERE org = $1 AND case_id = $2 ORDER BY id";
        self.db.all(sql, args![self.org(), case]).await
    }

    /// Seats of a round of discussion.
    pub async fn opinions(&self, case: &str, round: i64) -> Result<Vec<OpinionRow>, StoreError> {
        let sql = "SELECT person, chair, opinion, reason, given FROM opinion WHERE org = $1 AND case_id = $2 AND round = $3 ORDER BY chair, person";
        self.db.all(sql, args![self.org(), case, round]).await
    }

    /// The result under a key that was used before.
    pub async fn done_once(&self, person: &str, key: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT result FROM done_once WHERE org = $1 AND person = $2 AND key = $3";
        let row: Option<(String,)> = self.db.one(sql, args![self.org(), person, key]).await?;
        Ok(row.map(|(r,)| r))
    }

    /// Events, newest first.
    pub async fn events(&self, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        let sql = "SELECT id, person, what, detail, at FROM event WHERE org = $1 ORDER BY id DESC LIMIT $2";
        self.db.all(sql, args![self.org(), limit]).await
    }

    /// A job.
    pub async fn job(&self, id: &str) -> Result<Option<JobRow>, StoreError> {
        let sql = "SELECT id, kind, payload, state, done, total, result, lease, made FROM job WHERE org = $1 AND id = $2";
        self.db.one(sql, args![self.org(), id]).await
    }

    /// What waits in the outbox.
    pub async fn outbox(&self, limit: u32) -> Result<Vec<(String, String, String)>, StoreError> {
        let sql = "SELECT id, kind, payload FROM outbox WHERE org = $1 AND sent IS NULL ORDER BY id LIMIT $2";
        self.db.all(sql, args![self.org(), limit]).await
    }
}

impl Batch {
    /// Saves a draft over the one before.
    pub fn draft(&mut self, d: &DraftRow) {
        let args = args![&*self.org, &d.person, &d.place, &d.act, &d.input, d.saved];
        let sql = "INSERT INTO draft (org, person, place, act, input, saved) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (org, person, place, act) DO UPDATE SET input = $5, saved = $6";
        self.run("draft", sql, args);
    }

    /// Drops a draft.
    pub fn drop_draft(&mut self, person: &str, place: &str, act: &str) {
        let args = args![&*self.org, person, place, act];
        self.run(
            "draft",
            "DELETE FROM draft WHERE org = $1 AND person = $2 AND place = $3 AND act = $4",
            args,
        );
    }

    /// Sends a draft for approval.
    pub fn approval(&mut self, a: &ApprovalRow) {
        let args = args![
            &*self.org,
            &a.id,
            a.case_id.clone(),
            &a.office,
            &a.act,
            &a.title,
            &a.person,
            &a.input,
            &a.hash,
            &a.roles,
            &a.state,
            &a.reason,
            &a.day,
            a.made
        ];
        let sql = "INSERT INTO approval (org, id, case_id, office, act, title, person, input, hash, roles, state, reason, day, made) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
        self.run("approval", sql, args);
    }

    /// Changes the state of a draft that waits; `Stale("approval")` when it waits no more.
    pub fn approval_state(&mut self, id: &str, state: &str, reason: &str) {
        let args = args![&*self.org, id, state, reason];
        let sql = "UPDATE approval SET state = $3, reason = $4 WHERE org = $1 AND id = $2 AND state = 'waiting'";
        self.one("approval", sql, args);
    }

    /// What was typed is in the act now; the draft forgets it.
    pub fn approval_spent(&mut self, id: &str) {
        let args = args![&*self.org, id];
        let sql = "UPDATE approval SET input = '{}' WHERE org = $1 AND id = $2";
        self.run("approval", sql, args);
    }

    /// An approval; `Taken("approval")` when that step was given already.
    pub fn approval_step(&mut self, s: &StepRow) {
        let args = args![
            &*self.org,
            &s.approval,
            s.n,
            &s.role,
            &s.person,
            s.post.clone(),
            &s.day,
            &s.hash,
            &s.words
        ];
        let sql = "INSERT INTO approval_step (org, approval, n, role, person, post, day, hash, words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.run("approval", sql, args);
    }

    /// Gives a case to another officer.
    pub fn hand_over(&mut self, h: &HandOverRow) {
        let args = args![
            &*self.org,
            &h.id,
            &h.case_id,
            &h.from_person,
            &h.to_person,
            &h.by_person,
            &h.day,
            &h.why
        ];
        let sql = "INSERT INTO hand_over (org, id, case_id, from_person, to_person, by_person, day, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        self.run("hand_over", sql, args);
        let args = args![&*self.org, &h.case_id, &h.from_person];
        self.run(
            "officer",
            "DELETE FROM case_officer WHERE org = $1 AND case_id = $2 AND person = $3",
            args,
        );
        let args = args![&*self.org, &h.case_id, &h.to_person];
        let sql = "INSERT INTO case_officer (org, case_id, person) VALUES ($1, $2, $3) ON CONFLICT (org, case_id, person) DO NOTHING";
        self.run("officer", sql, args);
    }

    /// A seat at a discussion.
    pub fn seat(&mut self, case: &str, round: i64, person: &str, chair: bool) {
        let args = args![&*self.org, case, round, person, chair];
        let sql = "INSERT INTO opinion (org, case_id, round, person, chair) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (org, case_id, round, person) DO NOTHING";
        self.run("opinion", sql, args);
    }

    /// A member's opinion, once; `Stale("opinion")` when it was given already.
    pub fn opinion(
        &mut self,
        case: &str,
        round: i64,
        person: &str,
        opinion: &str,
        reason: &str,
        at: i64,
    ) {
        let args = args![&*self.org, case, round, person, opinion, reason, at];
        let sql = "UPDATE opinion SET opinion = $5, reason = $6, given = $7 WHERE org = $1 AND case_id = $2 AND round = $3 \
                   AND person = $4 AND given IS NULL";
        self.one("opinion", sql, args);
    }

    /// Keeps the result under a key; `Taken("once")` when the same thing was done already.
    pub fn done_once(&mut self, person: &str, key: &str, result: &str, at: i64) {
        let args = args![&*self.org, person, key, result, at];
        self.run(
            "once",
            "INSERT INTO done_once (org, person, key, result, made) VALUES ($1, $2, $3, $4, $5)",
            args,
        );
    }

    /// Notes an event.
    pub fn event(&mut self, e: &EventRow) {
        let args = args![&*self.org, &e.id, &e.person, &e.what, &e.detail, e.at];
        self.run(
            "event",
            "INSERT INTO event (org, id, person, what, detail, at) VALUES ($1, $2, $3, $4, $5, $6)",
            args,
        );
    }

    /// Puts something into the outbox.
    pub fn outbox(&mut self, id: &str, kind: &str, payload: &str, at: i64) {
        let args = args![&*self.org, id, kind, payload, at];
        self.run("outbox", "INSERT INTO outbox (org, id, kind, payload, made, sent) VALUES ($1, $2, $3, $4, $5, NULL)", args);
    }

    /// Begins long work.
    pub fn job(&mut self, j: &JobRow) {
        let args = args![
            &*self.org, &j.id, &j.kind, &j.payload, &j.state, j.done, j.total, &j.result, j.lease,
            j.made
        ];
        let sql = "INSERT INTO job (org, id, kind, payload, state, done, total, result, lease, made) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        self.run("job", sql, args);
    }

    /// How far long work is.
    pub fn job_state(&mut self, id: &str, state: &str, done: i64, total: i64, result: &str) {
        let args = args![&*self.org, id, state, done, total, result];
        self.run("job", "UPDATE job SET state = $3, done = $4, total = $5, result = $6 WHERE org = $1 AND id = $2", args);
    }
}
