//! One code base on SQLite and PostgreSQL: the same text with `$1`, typed arguments, two pools.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, FromRow};

use crate::error::StoreError;

/// Readers of one process.
const READERS: u32 = 8;

/// An open database.
#[derive(Clone)]
pub(crate) enum Db {
    Lite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    Pg(PgPool),
}

/// A value for `$n`.
#[derive(Clone, Debug)]
pub(crate) enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
}

impl From<&str> for Arg {
    fn from(v: &str) -> Arg {
        Arg::Text(Some(v.to_owned()))
    }
}
impl From<String> for Arg {
    fn from(v: String) -> Arg {
        Arg::Text(Some(v))
    }
}
impl From<&String> for Arg {
    fn from(v: &String) -> Arg {
        Arg::Text(Some(v.clone()))
    }
}
impl From<Option<String>> for Arg {
    fn from(v: Option<String>) -> Arg {
        Arg::Text(v)
    }
}
impl From<i64> for Arg {
    fn from(v: i64) -> Arg {
        Arg::Int(Some(v))
    }
}
impl From<u32> for Arg {
    fn from(v: u32) -> Arg {
        Arg::Int(Some(i64::from(v)))
    }
}
impl From<i32> for Arg {
    fn from(v: i32) -> Arg {
        Arg::Int(Some(i64::from(v)))
    }
}
impl From<u64> for Arg {
    fn from(v: u64) -> Arg {
        Arg::Int(i64::try_from(v).ok())
    }
}
// Booleans are 0 and 1: one text for both databases.
impl From<bool> for Arg {
    fn from(v: bool) -> Arg {
        Arg::Int(Some(i64::from(v)))
    }
}

/// `args![a, b]`: a list of [`Arg`]s.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Arg::from($value)),*] };
}
pub(crate) use args;

macro_rules! bind {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Text(v) => query.bind(v),
                Arg::Int(v) => query.bind(v),
            };
        }
        query
    }};
}
pub(crate) use bind;

/// A row that both databases give.
pub(crate) trait Row:
    for<'r> FromRow<'r, sqlx::sqlite::SqliteRow>
    + for<'r> FromRow<'r, sqlx::postgres::PgRow>
    + Send
    + Unpin
{
}
impl<T> Row for T where
    T: for<'r> FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> FromRow<'r, sqlx::postgres::PgRow>
        + Send
        + Unpin
{
}

impl Db {
    pub(crate) async fn lite(file: &Path) -> Result<Db, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged act survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            // What is deleted is overwritten: erased data must not stay in free pages.
            .pragma("secure_delete", "ON")
            .foreign_keys(true);
        let fail = |e: sqlx::Error| StoreError::File {
            path: file.display().to_string(),
            why: e.to_string(),
        };
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await
            .map_err(fail)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await
            .map_err(fail)?;
        Ok(Db::Lite { readers, writer })
    }

    pub(crate) async fn pg(url: &str) -> Result<Db, StoreError> {
        let options: PgConnectOptions = url.parse()?;
        Ok(Db::Pg(
            PgPoolOptions::new()
                .max_connections(READERS)
                .connect_with(options)
                .await?,
        ))
    }

    /// All rows of a question.
    pub(crate) async fn all<T: Row>(
        &self,
        sql: &str,
        args: Vec<Arg>,
    ) -> Result<Vec<T>, StoreError> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Db::Lite { readers, .. } => bind!(sqlx::query_as(sql), args).fetch_all(readers).await?,
            Db::Pg(pool) => bind!(sqlx::query_as(sql), args).fetch_all(pool).await?,
        })
    }

    /// The first row of a question.
    pub(crate) async fn one<T: Row>(
        &self,
        sql: &str,
        args: Vec<Arg>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// Statements without arguments, in one go.
    pub(crate) async fn run(&self, sql: &str) -> Result<(), StoreError> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Db::Lite { writer, .. } => sqlx::raw_sql(sql).execute(writer).await.map(|_| ())?,
            Db::Pg(pool) => sqlx::raw_sql(sql).execute(pool).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Statements without arguments, all of them or none.
    pub(crate) async fn run_whole(&self, sql: &str) -> Result<(), StoreError> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Db::Lite { writer, .. } => {
                let mut whole = writer.begin().await?;
                sqlx::raw_sql(sql).execute(&mut *whole).await?;
                whole.commit().await?;
            }
            Db::Pg(pool) => {
                let mut whole = pool.begin().await?;
                sqlx::raw_sql(sql).execute(&mut *whole).await?;
                whole.commit().await?;
            }
        }
        Ok(())
    }

    pub(crate) async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        let Db::Lite { writer, .. } = self else {
            return Err(StoreError::Unsupported(
                "PostgreSQL 的数据请用 pg_dump 备份".to_owned(),
            ));
        };
        let path = file.display().to_string();
        sqlx::query("VACUUM INTO $1")
            .bind(&path)
            .execute(writer)
            .await
            .map(|_| ())
            .map_err(|e| StoreError::File {
                path,
                why: e.to_string(),
            })
    }

    pub(crate) async fn settle(&self) -> Result<(), StoreError> {
        match self {
            Db::Lite { .. } => self.run("PRAGMA wal_checkpoint(TRUNCATE)").await,
            Db::Pg(_) => Ok(()),
        }
    }
}
