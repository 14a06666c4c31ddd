//! SQLite files of others: good ones, wrong ones, broken ones, hostile ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use fadu_store::foreign::read_laws;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

const GOOD: &str = "
CREATE TABLE laws (law_id TEXT PRIMARY KEY, law_name TEXT, doc_type TEXT, issuing_body TEXT, version_date TEXT, effective_date TEXT, status TEXT);
CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id TEXT, chapter TEXT, section TEXT, article_no TEXT, article_text TEXT);
INSERT INTO laws VALUES ('a', '喂猫法', '法律', '某会', '2020-01-01', '2020-02-01', '现行有效');
INSERT INTO articles VALUES (2, 'a', NULL, NULL, '第二条', '洗手。'), (1, 'a', '第一章 总则', NULL, '第一条', '喂猫。');";

async fn file(dir: &Path, sql: &str) -> PathBuf {
    let path = dir.join("laws.db");
    let _ = std::fs::remove_file(&path);
    let options = SqliteConnectOptions::from_str(&format!("sqlite://{}", path.display()))
        .unwrap()
        .create_if_missing(true);
    let mut db = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    path
}

async fn refused(path: &Path) -> String {
    read_laws(path).await.unwrap_err().to_string()
}

#[tokio::test]
async fn acts_come_with_their_articles_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let acts = read_laws(&file(dir.path(), GOOD).await).await.unwrap();
    assert_eq!(acts.len(), 1);
    assert_eq!(acts[0].title, "喂猫法");
    let numbers: Vec<&str> = acts[0].articles.iter().map(|a| a.number.as_str()).collect();
    assert_eq!(numbers, ["第一条", "第二条"]);
    assert_eq!(acts[0].articles[0].chapter, "第一章 总则");
}

#[tokio::test]
async fn wrong_tables_are_named() {
    let dir = tempfile::tempdir().unwrap();
    for (sql, says) in [
        ("CREATE TABLE x (y)", "里面没有 laws 表"),
        (
            "CREATE TABLE laws (law_id, law_name); CREATE TABLE articles (law_id, article_no, article_text)",
            "laws 表里没有这些列：version_date、effective_date",
        ),
        (
            "CREATE VIEW laws AS WITH RECURSIVE n(law_id) AS (SELECT 1 UNION ALL SELECT law_id FROM n) SELECT law_id, 1 AS law_name, 1 AS version_date, 1 AS effective_date FROM n;
             CREATE TABLE articles (law_id, article_no, article_text)",
            "laws 不是普通的表",
        ),
        (
            "CREATE VIRTUAL TABLE laws USING fts5(law_id, law_name, version_date, effective_date); CREATE TABLE articles (law_id, article_no, article_text)",
            "laws 不是普通的表",
        ),
        (
            "CREATE TABLE laws (law_id, law_name AS (hex(zeroblob(100000000))), version_date, effective_date);
             CREATE TABLE articles (law_id, article_no, article_text)",
            "laws 表里没有这些列：law_name",
        ),
        (
            "CREATE TABLE laws (law_id, law_name, version_date, effective_date); CREATE TABLE articles (law_id, article_no, article_text)",
            "laws 表是空的",
        ),
        (
            "CREATE TABLE laws (law_id, law_name, version_date, effective_date); CREATE TABLE articles (law_id, article_no, article_text);
             INSERT INTO laws VALUES ('a', '甲', '2020-01-01', ''); INSERT INTO articles VALUES ('b', '第一条', '乙')",
            "不属于任何一部法规的条文（law_id b）",
        ),
        (
            "CREATE TABLE laws (law_id, law_name, version_date, effective_date); CREATE TABLE articles (law_id, article_no, article_text);
             INSERT INTO laws VALUES ('a', x'ff00fe', '2020-01-01', '')",
            "文件损坏",
        ),
    ] {
        let said = refused(&file(dir.path(), sql).await).await;
        assert!(said.contains(says), "{sql}\n{said}");
    }
}

#[tokio::test]
async fn torn_files_are_answered() {
    let dir = tempfile::tempdir().unwrap();
    let path = file(dir.path(), GOOD).await;
    let whole = std::fs::read(&path).unwrap();
    for cut in [0, 10, 16, 100, 5_000] {
        std::fs::write(&path, &whole[..cut.min(whole.len())]).unwrap();
        let said = refused(&path).await;
        assert!(
            said.contains("SQLite") || said.contains("没有"),
            "{cut} {said}"
        );
    }
    // Any byte may be another one: an answer, never a panic.
    for at in (16..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xA5;
        std::fs::write(&path, &bytes).unwrap();
        let _ = read_laws(&path).await;
    }
    assert!(
        refused(&dir.path().join("nothing.db"))
            .await
            .contains("打不开")
    );
}
