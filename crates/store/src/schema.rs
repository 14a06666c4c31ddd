//! Tables. Columns are TEXT and BIGINT only; days are `YYYY-MM-DD`, times microseconds since 1970 in UTC,
//! booleans 0 and 1. A new version appends to `STEPS`, never edits one.

use crate::db::{Db, args};
use crate::error::StoreError;

/// Steps from an empty database to this version.
const STEPS: &[&str] = &[FIRST, PROOFS, ACCESS, PUBLICITY];

/// Tables that `rebuild` empties and fills again from the acts.
pub(crate) const PROJECTIONS: &[&str] = &[
    "case_row",
    "case_officer",
    "case_fact",
    "duty",
    "publication",
];

const FIRST: &str = "
CREATE TABLE meta (org TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (org, key));
CREATE TABLE revision (org TEXT NOT NULL, key TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (org, key));

CREATE TABLE office (org TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, short TEXT NOT NULL, letters TEXT NOT NULL,
  details TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE TABLE person (org TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, code TEXT NOT NULL, phone TEXT NOT NULL,
  address TEXT NOT NULL, kind TEXT NOT NULL, erased BIGINT NOT NULL, PRIMARY KEY (org, id));
CREATE INDEX person_code ON person (org, code);
CREATE TABLE account (org TEXT NOT NULL, login TEXT NOT NULL, person TEXT NOT NULL, hash TEXT NOT NULL, admin TEXT NOT NULL,
  disabled BIGINT NOT NULL, failures BIGINT NOT NULL, locked_until BIGINT NOT NULL, PRIMARY KEY (org, login));
CREATE UNIQUE INDEX account_person ON account (org, person);
CREATE TABLE session (org TEXT NOT NULL, hash TEXT NOT NULL, person TEXT NOT NULL, post TEXT, begun BIGINT NOT NULL,
  used BIGINT NOT NULL, ends BIGINT NOT NULL, PRIMARY KEY (org, hash));
CREATE INDEX session_person ON session (org, person);
CREATE TABLE post (org TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, office TEXT NOT NULL,
  procedure_slug TEXT NOT NULL, from_day TEXT, to_day TEXT, deputy_for TEXT, ground TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE INDEX post_person ON post (org, person);
CREATE INDEX post_office ON post (org, office, role);

CREATE TABLE statute (org TEXT NOT NULL, title TEXT NOT NULL, version TEXT NOT NULL, file TEXT NOT NULL, hash TEXT NOT NULL,
  text TEXT NOT NULL, imported BIGINT NOT NULL, PRIMARY KEY (org, title, version));
CREATE TABLE procedure_version (org TEXT NOT NULL, hash TEXT NOT NULL, slug TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
  proof TEXT NOT NULL, stored BIGINT NOT NULL, PRIMARY KEY (org, hash));
CREATE INDEX procedure_slug ON procedure_version (org, slug);
CREATE TABLE calendar_version (org TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL, stored BIGINT NOT NULL,
  PRIMARY KEY (org, hash));

CREATE TABLE case_file (org TEXT NOT NULL, id TEXT NOT NULL, alias TEXT NOT NULL, office TEXT NOT NULL, procedure_slug TEXT NOT NULL,
  party TEXT, title TEXT NOT NULL, from_paper BIGINT NOT NULL, erased BIGINT NOT NULL, made BIGINT NOT NULL, PRIMARY KEY (org, id));
CREATE UNIQUE INDEX case_alias ON case_file (org, alias);
CREATE INDEX case_party ON case_file (org, party);
CREATE TABLE act (org TEXT NOT NULL, case_id TEXT NOT NULL, seq BIGINT NOT NULL, id TEXT NOT NULL, alias TEXT NOT NULL,
  canonical TEXT NOT NULL, salt TEXT NOT NULL, leaf TEXT NOT NULL, recorded BIGINT NOT NULL, PRIMARY KEY (org, case_id, seq));
CREATE UNIQUE INDEX act_id ON act (org, id);
CREATE UNIQUE INDEX act_alias ON act (org, alias);
CREATE TABLE act_value (org TEXT NOT NULL, act_id TEXT NOT NULL, path TEXT NOT NULL, salt TEXT, value TEXT, PRIMARY KEY (org, act_id, path));
CREATE TABLE file (org TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, case_id TEXT, act_id TEXT, place TEXT NOT NULL, name TEXT NOT NULL,
  media TEXT NOT NULL, hash TEXT NOT NULL, size BIGINT NOT NULL, salt TEXT NOT NULL, made BIGINT NOT NULL, erased BIGINT NOT NULL, PRIMARY KEY (org, id));
CREATE INDEX file_case ON file (org, case_id);
CREATE INDEX file_act ON file (org, act_id);
CREATE TABLE document (org TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT NOT NULL, act_id TEXT NOT NULL, name TEXT NOT NULL,
  number TEXT, day TEXT NOT NULL, place TEXT NOT NULL, hash TEXT NOT NULL, size BIGINT NOT NULL, salt TEXT NOT NULL, pages BIGINT NOT NULL,
  text TEXT NOT NULL, data TEXT NOT NULL, erased BIGINT NOT NULL, PRIMARY KEY (org, id));
CREATE INDEX document_case ON document (org, case_id);
CREATE INDEX document_act ON document (org, act_id);
CREATE TABLE seal (org TEXT NOT NULL, document TEXT NOT NULL, file TEXT NOT NULL, person TEXT NOT NULL, day TEXT NOT NULL, act_id TEXT,
  PRIMARY KEY (org, document));

CREATE TABLE number (org TEXT NOT NULL, office TEXT NOT NULL, series TEXT NOT NULL, year BIGINT NOT NULL, n BIGINT NOT NULL,
  text TEXT NOT NULL, state TEXT NOT NULL, what TEXT NOT NULL, act_id TEXT, person TEXT NOT NULL, why TEXT NOT NULL, day TEXT NOT NULL,
  PRIMARY KEY (org, office, series, year, n));
CREATE TABLE register_entry (org TEXT NOT NULL, register TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL, from_day TEXT, to_day TEXT,
  fields TEXT NOT NULL, act_id TEXT, case_id TEXT, ended_by TEXT, PRIMARY KEY (org, register, id));
CREATE INDEX register_subject ON register_entry (org, register, subject);

CREATE TABLE log_queue (org TEXT NOT NULL, act_id TEXT NOT NULL, queued BIGINT NOT NULL, PRIMARY KEY (org, act_id));
CREATE TABLE log_leaf (org TEXT NOT NULL, idx BIGINT NOT NULL, act_id TEXT NOT NULL, leaf TEXT NOT NULL, PRIMARY KEY (org, idx));
CREATE UNIQUE INDEX log_act ON log_leaf (org, act_id);
CREATE TABLE log_node (org TEXT NOT NULL, level BIGINT NOT NULL, idx BIGINT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (org, level, idx));
CREATE TABLE log_checkpoint (org TEXT NOT NULL, size BIGINT NOT NULL, note TEXT NOT NULL, made BIGINT NOT NULL, PRIMARY KEY (org, size));

CREATE TABLE case_row (org TEXT NOT NULL, case_id TEXT NOT NULL, number TEXT, title TEXT NOT NULL, party TEXT NOT NULL, stage TEXT NOT NULL,
  version TEXT NOT NULL, opened TEXT NOT NULL, closed TEXT, seq BIGINT NOT NULL, last_day TEXT NOT NULL, PRIMARY KEY (org, case_id));
CREATE INDEX case_number ON case_row (org, number);
CREATE INDEX case_opened ON case_row (org, opened, case_id);
CREATE TABLE case_officer (org TEXT NOT NULL, case_id TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (org, case_id, person));
CREATE INDEX officer_case ON case_officer (org, person, case_id);
CREATE TABLE case_fact (org TEXT NOT NULL, case_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (org, case_id, name));
CREATE TABLE duty (org TEXT NOT NULL, case_id TEXT NOT NULL, n BIGINT NOT NULL, norm TEXT NOT NULL, name TEXT NOT NULL, act TEXT NOT NULL,
  slug TEXT, state TEXT NOT NULL, from_day TEXT NOT NULL, due TEXT, roles TEXT NOT NULL, cites TEXT NOT NULL, PRIMARY KEY (org, case_id, n));
CREATE INDEX duty_due ON duty (org, due, case_id);

CREATE TABLE hand_over (org TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT NOT NULL, from_person TEXT NOT NULL, to_person TEXT NOT NULL,
  by_person TEXT NOT NULL, day TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY (org, id));
CREATE INDEX hand_over_case ON hand_over (org, case_id);
CREATE TABLE draft (org TEXT NOT NULL, person TEXT NOT NULL, place TEXT NOT NULL, act TEXT NOT NULL, input TEXT NOT NULL, saved BIGINT NOT NULL,
  PRIMARY KEY (org, person, place, act));
CREATE TABLE approval (org TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT, office TEXT NOT NULL, act TEXT NOT NULL, title TEXT NOT NULL,
  person TEXT NOT NULL, input TEXT NOT NULL, hash TEXT NOT NULL, roles TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
  day TEXT NOT NULL, made BIGINT NOT NULL, PRIMARY KEY (org, id));
CREATE INDEX approval_state ON approval (org, state, office);
CREATE TABLE approval_step (org TEXT NOT NULL, approval TEXT NOT NULL, n BIGINT NOT NULL, role TEXT NOT NULL, person TEXT NOT NULL,
  post TEXT, day TEXT NOT NULL, hash TEXT NOT NULL, words TEXT NOT NULL, PRIMARY KEY (org, approval, n));
CREATE TABLE opinion (org TEXT NOT NULL, case_id TEXT NOT NULL, round BIGINT NOT NULL, person TEXT NOT NULL, chair BIGINT NOT NULL,
  opinion TEXT, reason TEXT, given BIGINT, PRIMARY KEY (org, case_id, round, person));
CREATE TABLE done_once (org TEXT NOT NULL, person TEXT NOT NULL, key TEXT NOT NULL, result TEXT NOT NULL, made BIGINT NOT NULL,
  PRIMARY KEY (org, person, key));
CREATE TABLE event (org TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (org, id));
CREATE TABLE outbox (org TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, made BIGINT NOT NULL, sent BIGINT,
  PRIMARY KEY (org, id));
CREATE TABLE job (org TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL, done BIGINT NOT NULL,
  total BIGINT NOT NULL, result TEXT NOT NULL, lease BIGINT NOT NULL, made BIGINT NOT NULL, PRIMARY KEY (org, id));
";

const PROOFS: &str = "
CREATE TABLE proof (org TEXT NOT NULL, version TEXT NOT NULL, demands TEXT NOT NULL, result TEXT NOT NULL, made BIGINT NOT NULL,
  PRIMARY KEY (org, version, demands));
CREATE TABLE case_move (org TEXT NOT NULL, case_id TEXT NOT NULL, seq BIGINT NOT NULL, made BIGINT NOT NULL, version TEXT NOT NULL,
  person TEXT NOT NULL, PRIMARY KEY (org, case_id, seq, made));
";

const ACCESS: &str = "
CREATE TABLE second_factor (org TEXT NOT NULL, login TEXT NOT NULL, secret TEXT NOT NULL, confirmed BIGINT NOT NULL, last_step BIGINT NOT NULL,
  PRIMARY KEY (org, login));
CREATE TABLE grant_request (org TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, words TEXT NOT NULL, person TEXT NOT NULL,
  admin TEXT NOT NULL, made BIGINT NOT NULL, state TEXT NOT NULL, decided_by TEXT NOT NULL, decided BIGINT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (org, id));
CREATE TABLE session_case (org TEXT NOT NULL, hash TEXT NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (org, hash));
CREATE TABLE failed_try (org TEXT NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (org, id));
CREATE INDEX failed_try_key ON failed_try (org, key, at);
";

// `shown` first: a page of what stands published never walks over what was withdrawn.
const PUBLICITY: &str = "
CREATE TABLE publication (org TEXT NOT NULL, alias TEXT NOT NULL, case_id TEXT NOT NULL, office TEXT NOT NULL, kind TEXT NOT NULL,
  number TEXT NOT NULL, title TEXT NOT NULL, decided TEXT NOT NULL, published TEXT NOT NULL, shown BIGINT NOT NULL, withdrawn TEXT,
  reason TEXT NOT NULL, data TEXT NOT NULL, credit TEXT NOT NULL, PRIMARY KEY (org, alias));
CREATE INDEX publication_case ON publication (org, case_id);
CREATE INDEX publication_shown ON publication (org, shown, published, alias);
CREATE INDEX publication_office ON publication (org, shown, office, published, alias);
CREATE INDEX publication_kind ON publication (org, shown, kind, published, alias);
";

/// Brings the tables to this version, each step in a transaction of its own.
pub(crate) async fn migrate(db: &Db) -> Result<(), StoreError> {
    // Several nodes may start at once on one PostgreSQL: who comes second fails on what the first made, and looks again.
    let mut attempts = 0;
    loop {
        match migrate_once(db).await {
            Err(StoreError::Db(sqlx::Error::Database(_))) if attempts < 5 => attempts += 1,
            result => return result,
        }
    }
}

async fn migrate_once(db: &Db) -> Result<(), StoreError> {
    db.run("CREATE TABLE IF NOT EXISTS schema_version (n BIGINT NOT NULL PRIMARY KEY)")
        .await?;
    let found: Option<(i64,)> = db
        .one("SELECT COALESCE(MAX(n), 0) FROM schema_version", args![])
        .await?;
    let found = found.map_or(0, |(n,)| n);
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if known < found {
        return Err(StoreError::Newer { found, known });
    }
    for (n, step) in (1_i64..).zip(STEPS).filter(|(n, _)| found < *n) {
        // The number first: on PostgreSQL a second node waits for the first here.
        db.run_whole(&format!(
            "INSERT INTO schema_version (n) VALUES ({n}); {step}"
        ))
        .await?;
    }
    Ok(())
}
