//! What one use case writes: statements and what must still be as it was read. Written whole or not at all.

use std::sync::Arc;

use crate::db::Arg;

/// Statements to come. Each module of tables adds its own.
#[derive(Debug)]
pub struct Batch {
    pub(crate) org: Arc<str>,
    pub(crate) steps: Vec<Step>,
}

#[derive(Debug)]
pub(crate) enum Step {
    /// A statement; `taken` names the unique key it may hit.
    Run {
        sql: &'static str,
        args: Vec<Arg>,
        taken: &'static str,
    },
    /// As `Run`, and exactly one row must be hit.
    One {
        sql: &'static str,
        args: Vec<Arg>,
        stale: String,
    },
    /// The revision under this key must still be `n`.
    Guard { key: String, n: i64 },
}

impl Batch {
    pub(crate) fn new(org: Arc<str>) -> Batch {
        Batch {
            org,
            steps: Vec::new(),
        }
    }

    pub(crate) fn run(&mut self, taken: &'static str, sql: &'static str, args: Vec<Arg>) {
        self.steps.push(Step::Run { sql, args, taken });
    }

    pub(crate) fn one(&mut self, stale: impl Into<String>, sql: &'static str, args: Vec<Arg>) {
        self.steps.push(Step::One {
            sql,
            args,
            stale: stale.into(),
        });
    }

    pub(crate) fn org(&self) -> Arg {
        Arg::from(&*self.org)
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// What was read under `key` at revision `n` must still be so when this is written.
    pub fn expect(&mut self, key: &str, n: i64) {
        self.steps.push(Step::Guard {
            key: key.to_owned(),
            n,
        });
    }

    /// Says that what stands under `key` has changed.
    pub fn touch(&mut self, key: &str) {
        let args = crate::db::args![&*self.org, key];
        let sql = "INSERT INTO revision (org, key, n) VALUES ($1, $2, 1) \
                   ON CONFLICT (org, key) DO UPDATE SET n = revision.n + 1";
        self.run("revision", sql, args);
    }
}
