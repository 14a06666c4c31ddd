//! A SQLite file of somebody else, with statutes in tables `laws` and `articles`: read, never written, never believed.

use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};

/// How every SQLite file begins.
pub const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The largest file, the most acts and articles, and the longest article that are read.
const MOST_BYTES: u64 = 512 << 20;
const MOST_ACTS: i64 = 50_000;
const MOST_ARTICLES: i64 = 2_000_000;
const LONGEST: usize = 200_000;
const MOST_TEXT: i64 = 128 << 20;
const SECONDS: u64 = 120;

/// Why the file cannot be used, in words for the reader.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct ForeignError(pub String);

/// An act with its articles, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ForeignAct {
    /// Full title.
    pub title: String,
    /// Kind of instrument.
    pub kind: String,
    /// Who made it.
    pub issuer: String,
    /// Day of the version.
    pub version: String,
    /// From when it applies, as the file says.
    pub effective: String,
    /// Whether it applies, as the file says.
    pub status: String,
    /// Articles.
    pub articles: Vec<ForeignArticle>,
}

/// An article.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ForeignArticle {
    /// Chapter heading, or empty.
    pub chapter: String,
    /// Section heading, or empty.
    pub section: String,
    /// Number as printed.
    pub number: String,
    /// Text.
    pub text: String,
}

/// Columns of a table: the name there, whether it must be there.
const ACTS: [(&str, bool); 7] = [
    ("law_id", true),
    ("law_name", true),
    ("version_date", true),
    ("effective_date", true),
    ("doc_type", false),
    ("issuing_body", false),
    ("status", false),
];
const ARTICLES: [(&str, bool); 5] = [
    ("law_id", true),
    ("article_no", true),
    ("article_text", true),
    ("chapter", false),
    ("section", false),
];

/// Whether a file begins like a SQLite file.
pub fn is_sqlite(path: &Path) -> bool {
    let mut start = [0; 16];
    std::fs::File::open(path)
        .and_then(|mut f| f.read_exact(&mut start))
        .is_ok_and(|()| start == *MAGIC)
}

/// Reads all acts of a file.
///
/// # Errors
/// What is wrong with it.
pub async fn read_laws(path: &Path) -> Result<Vec<ForeignAct>, ForeignError> {
    let size = std::fs::metadata(path)
        .map_err(|e| ForeignError(format!("打不开（{e}）")))?
        .len();
    if !is_sqlite(path) {
        return Err(ForeignError("不是 SQLite 文件".to_owned()));
    }
    if MOST_BYTES < size {
        return Err(ForeignError(format!("文件太大（{} 兆字节）", size >> 20)));
    }
    let reading = tokio::time::timeout(Duration::from_secs(SECONDS), read(path));
    reading.await.unwrap_or_else(|_| {
        Err(ForeignError(format!(
            "读了 {SECONDS} 秒还没有读完，没有导入"
        )))
    })
}

async fn read(path: &Path) -> Result<Vec<ForeignAct>, ForeignError> {
    // A schema from outside may call functions and views: it is trusted with nothing.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .immutable(true)
        .create_if_missing(false)
        .pragma("trusted_schema", "OFF")
        .pragma("query_only", "ON")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging();
    let mut db = SqliteConnection::connect_with(&options)
        .await
        .map_err(|e| broken(&e))?;
    let acts = columns(&mut db, "laws", &ACTS).await?;
    let articles = columns(&mut db, "articles", &ARTICLES).await?;
    count(&mut db, "laws", MOST_ACTS).await?;
    count(&mut db, "articles", MOST_ARTICLES).await?;
    let found = read_acts(&mut db, &acts, &articles).await;
    let _ = db.close().await;
    found
}

fn broken(e: &sqlx::Error) -> ForeignError {
    ForeignError(format!("文件损坏，或者不是能读的 SQLite 文件（{e}）"))
}

/// An expression for each column: itself as text, or nothing where it is not there.
async fn columns(
    db: &mut SqliteConnection,
    table: &'static str,
    wanted: &[(&str, bool)],
) -> Result<String, ForeignError> {
    let sql = format!(
        "SELECT CAST(type AS TEXT), COALESCE(CAST(sql AS TEXT), '') FROM sqlite_master WHERE lower(name) = '{table}'"
    );
    let kinds = all(db, &sql).await?;
    let Some([kind, made]) = kinds.first().map(Vec::as_slice) else {
        return Err(ForeignError(format!(
            "里面没有 {table} 表；要有 laws 和 articles 两张表"
        )));
    };
    // A view or a virtual table is a program, and may never end.
    if kind != "table" || made.to_lowercase().contains("virtual") {
        return Err(ForeignError(format!("{table} 不是普通的表")));
    }
    let sql = format!(
        "SELECT CAST(name AS TEXT), CAST(hidden AS TEXT) FROM pragma_table_xinfo('{table}')"
    );
    let there = all(db, &sql).await?;
    let plain = |name: &str| {
        there.iter().any(|column| {
        matches!(column.as_slice(), [n, hidden] if n.eq_ignore_ascii_case(name) && hidden == "0")
    })
    };
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|(name, must)| *must && !plain(name))
        .map(|(name, _)| *name)
        .collect();
    if !missing.is_empty() {
        return Err(ForeignError(format!(
            "{table} 表里没有这些列：{}",
            missing.join("、")
        )));
    }
    let expression = |(name, _): &(&str, bool)| match plain(name) {
        true => format!("COALESCE(CAST(substr({name}, 1, {LONGEST}) AS TEXT), '')"),
        false => "''".to_owned(),
    };
    Ok(wanted.iter().map(expression).collect::<Vec<_>>().join(", "))
}

/// Refuses more rows or more text than is read, before any of it is in memory.
async fn count(db: &mut SqliteConnection, table: &str, most: i64) -> Result<(), ForeignError> {
    let text = match table {
        "laws" => "law_name",
        _ => "article_text",
    };
    let sql = format!(
        "SELECT CAST(count(*) AS TEXT), CAST(COALESCE(sum(min(length({text}), {LONGEST})), 0) AS TEXT) \
         FROM (SELECT {text} FROM {table} LIMIT {})",
        most + 1
    );
    let rows = all(db, &sql).await?;
    let number = |text: &String| text.parse::<i64>().unwrap_or(i64::MAX);
    let (count, size) = match rows.first().map(Vec::as_slice) {
        Some([count, size]) => (number(count), number(size)),
        _ => (0, 0),
    };
    if most < count {
        return Err(ForeignError(format!("{table} 表的行数超过 {most}")));
    }
    if MOST_TEXT < size {
        return Err(ForeignError(format!("{table} 表的文字太多")));
    }
    Ok(())
}

async fn read_acts(
    db: &mut SqliteConnection,
    acts: &str,
    articles: &str,
) -> Result<Vec<ForeignAct>, ForeignError> {
    let sql = format!("SELECT {acts} FROM laws ORDER BY law_name, version_date, law_id");
    let rows = all(db, &sql).await?;
    let mut places = std::collections::BTreeMap::new();
    let mut found = Vec::new();
    for row in rows {
        let [id, title, version, effective, kind, issuer, status] = row.as_slice() else {
            continue;
        };
        if places.insert(id.clone(), found.len()).is_some() {
            return Err(ForeignError(format!("laws 表里 law_id 重复：{}", cut(id))));
        }
        found.push(ForeignAct {
            title: title.clone(),
            kind: kind.clone(),
            issuer: issuer.clone(),
            version: version.clone(),
            effective: effective.clone(),
            status: status.clone(),
            articles: Vec::new(),
        });
    }
    let sql = format!("SELECT {articles} FROM articles ORDER BY rowid");
    for row in all(db, &sql).await? {
        let [id, number, text, chapter, section] = row.as_slice() else {
            continue;
        };
        let act = places.get(id).and_then(|at| found.get_mut(*at));
        let Some(act) = act else {
            return Err(ForeignError(format!(
                "articles 表里有不属于任何一部法规的条文（law_id {}）",
                cut(id)
            )));
        };
        act.articles.push(ForeignArticle {
            chapter: chapter.clone(),
            section: section.clone(),
            number: number.clone(),
            text: text.clone(),
        });
    }
    if found.is_empty() {
        return Err(ForeignError("laws 表是空的".to_owned()));
    }
    Ok(found)
}

async fn all(db: &mut SqliteConnection, sql: &str) -> Result<Vec<Vec<String>>, ForeignError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()))
        .fetch_all(&mut *db)
        .await
        .map_err(|e| broken(&e))?;
    let texts = |row: &sqlx::sqlite::SqliteRow| {
        (0..row.len())
            .map(|at| row.try_get::<String, _>(at))
            .collect::<Result<Vec<_>, _>>()
    };
    rows.iter()
        .map(|row| texts(row).map_err(|e| broken(&e)))
        .collect()
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(30).collect()
}
