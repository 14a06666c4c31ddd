//! The transparency log as rows: what waits, leaves, nodes, checkpoints.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::args;
use crate::error::StoreError;

/// A leaf of the log.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct LeafRow {
    /// From 0.
    pub idx: i64,
    /// Act.
    pub act_id: String,
    /// `sm3:…`
    pub leaf: String,
}

/// A signed checkpoint.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct CheckpointRow {
    /// Leaves.
    pub size: i64,
    /// Signed note.
    pub note: String,
    /// When.
    pub made: i64,
}

impl Store {
    /// Acts that wait for the log, in the order of recording: act id and leaf.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn log_queue(&self, limit: u32) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT q.act_id, a.leaf FROM log_queue q JOIN act a ON a.org = q.org AND a.id = q.act_id \
                   WHERE q.org = $1 ORDER BY q.queued, q.act_id LIMIT $2";
        self.db.all(sql, args![self.org(), limit]).await
    }

    /// How many wait.
    pub async fn log_waiting(&self) -> Result<i64, StoreError> {
        let row: Option<(i64,)> = self
            .db
            .one(
                "SELECT COUNT(*) FROM log_queue WHERE org = $1",
                args![self.org()],
            )
            .await?;
        Ok(row.map_or(0, |(n,)| n))
    }

    /// The newest checkpoint.
    pub async fn checkpoint(&self) -> Result<Option<CheckpointRow>, StoreError> {
        let sql =
            "SELECT size, note, made FROM log_checkpoint WHERE org = $1 ORDER BY size DESC LIMIT 1";
        self.db.one(sql, args![self.org()]).await
    }

    /// The leaf of an act.
    pub async fn leaf_of(&self, act: &str) -> Result<Option<LeafRow>, StoreError> {
        let sql = "SELECT idx, act_id, leaf FROM log_leaf WHERE org = $1 AND act_id = $2";
        self.db.one(sql, args![self.org(), act]).await
    }

    /// Leaves of a case's acts.
    pub async fn leaves_of(&self, case: &str) -> Result<Vec<LeafRow>, StoreError> {
        let sql = "SELECT l.idx, l.act_id, l.leaf FROM log_leaf l JOIN act a ON a.org = l.org AND a.id = l.act_id \
                   WHERE l.org = $1 AND a.case_id = $2 ORDER BY l.idx";
        self.db.all(sql, args![self.org(), case]).await
    }

    /// Leaves from an index, with canonical text and salt of their acts, for an audit.
    pub async fn leaves_from(
        &self,
        from: i64,
        limit: u32,
    ) -> Result<Vec<(i64, String, String, String, String)>, StoreError> {
        let sql = "SELECT l.idx, l.act_id, l.leaf, a.canonical, a.salt FROM log_leaf l \
                   JOIN act a ON a.org = l.org AND a.id = l.act_id WHERE l.org = $1 AND l.idx >= $2 ORDER BY l.idx LIMIT $3";
        self.db.all(sql, args![self.org(), from, limit]).await
    }

    /// A node of the tree, hex.
    pub async fn log_node(&self, level: u32, idx: u64) -> Result<Option<String>, StoreError> {
        let sql = "SELECT hash FROM log_node WHERE org = $1 AND level = $2 AND idx = $3";
        let row: Option<(String,)> = self.db.one(sql, args![self.org(), level, idx]).await?;
        Ok(row.map(|(h,)| h))
    }

    /// Nodes of a level, `from <= idx < to`, for tiles.
    pub async fn log_nodes(
        &self,
        level: u32,
        from: u64,
        to: u64,
    ) -> Result<Vec<(i64, String)>, StoreError> {
        let sql = "SELECT idx, hash FROM log_node WHERE org = $1 AND level = $2 AND idx >= $3 AND idx < $4 ORDER BY idx";
        self.db.all(sql, args![self.org(), level, from, to]).await
    }
}

impl Batch {
    /// Puts the next leaf into the log; `Taken("log")` when another sequencer was faster.
    pub fn leaf(&mut self, leaf: &LeafRow) {
        let args = args![&*self.org, leaf.idx, &leaf.act_id, &leaf.leaf];
        self.run(
            "log",
            "INSERT INTO log_leaf (org, idx, act_id, leaf) VALUES ($1, $2, $3, $4)",
            args,
        );
        let args = args![&*self.org, &leaf.act_id];
        self.one(
            "log_queue",
            "DELETE FROM log_queue WHERE org = $1 AND act_id = $2",
            args,
        );
    }

    /// A node that became complete.
    pub fn node(&mut self, level: u32, idx: u64, hash: &str) {
        let args = args![&*self.org, level, idx, hash];
        self.run(
            "log",
            "INSERT INTO log_node (org, level, idx, hash) VALUES ($1, $2, $3, $4)",
            args,
        );
    }

    /// A signed checkpoint.
    pub fn checkpoint(&mut self, c: &CheckpointRow) {
        let args = args![&*self.org, c.size, &c.note, c.made];
        self.run(
            "log",
            "INSERT INTO log_checkpoint (org, size, note, made) VALUES ($1, $2, $3, $4)",
            args,
        );
    }
}
