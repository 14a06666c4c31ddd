//! The one writer: takes batches from a queue, writes as many as wait in one transaction, each in its own savepoint,
//! and answers after the commit.

use sqlx::{Connection, Executor};
use tokio::sync::{mpsc, oneshot};

use crate::batch::{Batch, Step};
use crate::db::{Arg, Db, bind};
use crate::error::{StoreError, WriteError};

/// So many batches go into one commit at most.
const GROUP: usize = 64;

type Answer = Result<(), WriteError>;

struct Job {
    batch: Batch,
    answer: oneshot::Sender<Answer>,
}

/// The door to the writer.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<Job>);

impl Writer {
    pub(crate) fn start(db: Db) -> Writer {
        let (sender, queue) = mpsc::channel(1024);
        tokio::spawn(serve(db, queue));
        Writer(sender)
    }

    pub(crate) async fn write(&self, batch: Batch) -> Answer {
        let (answer, told) = oneshot::channel();
        self.0
            .send(Job { batch, answer })
            .await
            .map_err(|_| WriteError::Stopped)?;
        told.await.map_err(|_| WriteError::Stopped)?
    }
}

async fn serve(db: Db, mut queue: mpsc::Receiver<Job>) {
    while let Some(first) = queue.recv().await {
        let mut jobs = vec![first];
        while jobs.len() < GROUP {
            match queue.try_recv() {
                Ok(job) => jobs.push(job),
                Err(_) => break,
            }
        }
        commit(&db, jobs).await;
    }
}

async fn commit(db: &Db, jobs: Vec<Job>) {
    let (mut batches, senders): (Vec<Batch>, Vec<_>) =
        jobs.into_iter().map(|j| (j.batch, j.answer)).unzip();
    let result = match db {
        Db::Lite { writer, .. } => group_lite(writer, &mut batches).await,
        Db::Pg(pool) => group_pg(pool, &mut batches).await,
    };
    match result {
        Ok(answers) => {
            for (sender, answer) in senders.into_iter().zip(answers) {
                // A caller that went away does not need the answer.
                let _ = sender.send(answer);
            }
        }
        Err(error) => {
            tracing::error!(%error, "写入失败");
            for sender in senders {
                let _ = sender.send(Err(StoreError::Db(sqlx::Error::Protocol(
                    error.to_string(),
                ))
                .into()));
            }
        }
    }
}

macro_rules! group {
    ($name:ident, $pool:ty, $connection:ty, $begin:expr, $for_share:expr, $apply:ident) => {
        async fn $name(pool: &$pool, batches: &mut Vec<Batch>) -> Result<Vec<Answer>, sqlx::Error> {
            let mut connection = pool.acquire().await?;
            let connection: &mut $connection = &mut connection;
            connection.execute($begin).await?;
            let result = async {
                let mut answers = Vec::with_capacity(batches.len());
                for batch in batches.drain(..) {
                    connection.execute("SAVEPOINT batch").await?;
                    let answer = $apply(connection, batch).await;
                    let end = if answer.is_ok() {
                        "RELEASE batch"
                    } else {
                        "ROLLBACK TO batch; RELEASE batch"
                    };
                    connection.execute(sqlx::raw_sql(end)).await?;
                    answers.push(answer);
                }
                connection.execute("COMMIT").await?;
                Ok(answers)
            }
            .await;
            if result.is_err() && connection.execute("ROLLBACK").await.is_err() {
                // The connection is of no more use; the pool makes another.
                connection.ping().await?;
            }
            result
        }

        async fn $apply(connection: &mut $connection, batch: Batch) -> Answer {
            for step in batch.steps {
                match step {
                    Step::Run { sql, args, taken } => {
                        bind!(sqlx::query(sql), args)
                            .execute(&mut *connection)
                            .await
                            .map_err(|e| refused(e, taken))?;
                    }
                    Step::One { sql, args, stale } => {
                        let done = bind!(sqlx::query(sql), args)
                            .execute(&mut *connection)
                            .await;
                        let done = done.map_err(|e| refused(e, "key"))?;
                        if done.rows_affected() != 1 {
                            return Err(WriteError::Stale(stale));
                        }
                    }
                    Step::Guard { key, n } => {
                        let found: Option<(i64,)> = sqlx::query_as($for_share)
                            .bind(&*batch.org)
                            .bind(&key)
                            .fetch_optional(&mut *connection)
                            .await
                            .map_err(|e| refused(e, "revision"))?;
                        if found.map_or(0, |(n,)| n) != n {
                            return Err(WriteError::Stale(key));
                        }
                    }
                }
            }
            Ok(())
        }
    };
}

group!(
    group_lite,
    sqlx::SqlitePool,
    sqlx::SqliteConnection,
    "BEGIN IMMEDIATE",
    "SELECT n FROM revision WHERE org = $1 AND key = $2",
    apply_lite
);
group!(
    group_pg,
    sqlx::PgPool,
    sqlx::PgConnection,
    "BEGIN",
    "SELECT n FROM revision WHERE org = $1 AND key = $2 FOR SHARE",
    apply_pg
);

fn refused(error: sqlx::Error, taken: &'static str) -> WriteError {
    let unique = error
        .as_database_error()
        .is_some_and(|e| e.is_unique_violation());
    if unique {
        WriteError::Taken(taken)
    } else {
        StoreError::Db(error).into()
    }
}
