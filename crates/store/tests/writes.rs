//! The store keeps what it acknowledged, whole batches or nothing, on both databases.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::path::Path;

use fadu_store::acts::ActRow;
use fadu_store::cases::{CaseFile, CaseRow, CaseSearch};
use fadu_store::numbers::NumberRow;
use fadu_store::{Place, Store, WriteError};

/// SQLite always; PostgreSQL too when FADU_TEST_PG names an address (tools/pg_test.sh).
async fn stores(data: &Path) -> Vec<(&'static str, Store)> {
    let org = format!("t{}", std::process::id());
    let mut list = vec![(
        "sqlite",
        Store::open(&Place::Lite, &data.join("lite"), &org)
            .await
            .unwrap(),
    )];
    match std::env::var("FADU_TEST_PG") {
        Ok(url) => {
            let org = format!("{org}-{}", data.display());
            list.push((
                "postgres",
                Store::open(&Place::Pg(url), &data.join("pg"), &org)
                    .await
                    .unwrap(),
            ));
        }
        Err(_) => eprintln!("FADU_TEST_PG is not set: PostgreSQL left out"),
    }
    list
}

fn act(case: &str, seq: i64, id: &str) -> ActRow {
    ActRow {
        case_id: case.into(),
        seq,
        id: id.into(),
        alias: format!("a-{id}"),
        canonical: "{}".into(),
        salt: "00".into(),
        leaf: "sm3:00".into(),
        recorded: seq,
    }
}

fn number(n: i64) -> NumberRow {
    NumberRow {
        office: "o".into(),
        series: "示〔{年}〕{序}号".into(),
        year: 2026,
        n,
        text: format!("示〔2026〕{n}号"),
        state: "issued".into(),
        what: "d".into(),
        act_id: None,
        person: "p".into(),
        why: String::new(),
        day: "2026-03-02".into(),
    }
}

fn case(id: &str, office: &str) -> CaseFile {
    CaseFile {
        id: id.into(),
        alias: format!("alias-{id}"),
        office: office.into(),
        procedure_slug: "p".into(),
        party: Some("party".into()),
        title: String::new(),
        from_paper: 0,
        erased: 0,
        made: 1,
    }
}

#[tokio::test]
async fn two_people_cannot_take_one_place_in_a_case_and_nothing_of_the_loser_stays() {
    let dir = tempfile::tempdir().unwrap();
    for (name, store) in stores(dir.path()).await {
        let mut first = store.batch();
        first.act(&act("c", 1, "a1"));
        first.take_number(&number(1));
        store.write(first).await.unwrap();
        let mut second = store.batch();
        second.take_number(&number(2));
        second.act(&act("c", 1, "a2"));
        let refused = store.write(second).await;
        assert!(
            matches!(refused, Err(WriteError::Taken("act"))),
            "{name}: {refused:?}"
        );
        assert_eq!(
            store
                .last_number("o", &number(1).series, 2026)
                .await
                .unwrap(),
            1,
            "{name}"
        );
        assert_eq!(store.acts("c").await.unwrap().len(), 1, "{name}");
        assert_eq!(store.log_waiting().await.unwrap(), 1, "{name}");
    }
}

#[tokio::test]
async fn many_at_once_share_commits_and_each_gets_its_own_answer() {
    let dir = tempfile::tempdir().unwrap();
    for (name, store) in stores(dir.path()).await {
        let mut waiting = Vec::new();
        for i in 0..200_i64 {
            let store = store.clone();
            waiting.push(tokio::spawn(async move {
                let mut batch = store.batch();
                // Every other one asks for a place that is taken.
                batch.act(&act(&format!("c{}", i / 2), 1, &format!("a{i}")));
                store.write(batch).await.is_ok()
            }));
        }
        let mut done = 0;
        for task in waiting {
            done += i32::from(task.await.unwrap());
        }
        assert_eq!(done, 100, "{name}");
        assert_eq!(store.log_waiting().await.unwrap(), 100, "{name}");
    }
}

#[tokio::test]
async fn what_changed_since_it_was_read_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    for (name, store) in stores(dir.path()).await {
        let seen = store.revision("register:证").await.unwrap();
        let mut change = store.batch();
        change.touch("register:证");
        store.write(change).await.unwrap();
        let mut late = store.batch();
        late.expect("register:证", seen);
        late.meta("k", "v");
        assert!(
            matches!(store.write(late).await, Err(WriteError::Stale(_))),
            "{name}"
        );
        assert_eq!(store.meta("k").await.unwrap(), None, "{name}");
    }
}

#[tokio::test]
async fn a_search_sees_only_its_offices_and_signs_of_like_are_signs() {
    let dir = tempfile::tempdir().unwrap();
    for (name, store) in stores(dir.path()).await {
        for (id, office, title) in [
            ("1", "住建", "工地扬尘 100% 案"),
            ("2", "交通", "工地扬尘 100 案"),
            ("3", "住建", "水污染案"),
        ] {
            let mut batch = store.batch();
            batch.case(&case(id, office));
            let row = CaseRow {
                case_id: id.into(),
                number: Some(format!("示〔2026〕{id}号")),
                title: title.into(),
                party: "示例公司".into(),
                stage: "立案".into(),
                version: "v".into(),
                opened: "2026-03-02".into(),
                closed: None,
                seq: 1,
                last_day: "2026-03-02".into(),
            };
            batch.project(&row, &["p".into()], &[], &[]);
            store.write(batch).await.unwrap();
        }
        let found = async |ask: CaseSearch| {
            let rows = store
                .search(&CaseSearch { limit: 50, ..ask })
                .await
                .unwrap();
            rows.into_iter()
                .map(|r| r.case_id)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let housing = || CaseSearch {
            offices: vec!["住建".into()],
            ..CaseSearch::default()
        };
        assert_eq!(
            found(CaseSearch::default()).await,
            "",
            "{name}: no office, no case"
        );
        assert_eq!(found(housing()).await, "3 1", "{name}");
        assert_eq!(
            found(CaseSearch {
                words: vec!["扬尘".into(), "0%".into()],
                ..housing()
            })
            .await,
            "1",
            "{name}"
        );
        assert_eq!(
            found(CaseSearch {
                number: "〕3".into(),
                ..housing()
            })
            .await,
            "3",
            "{name}"
        );
        assert_eq!(
            found(CaseSearch {
                party_of: Some("party".into()),
                ..CaseSearch::default()
            })
            .await,
            "3 2 1",
            "{name}"
        );
        let after = Some(("2026-03-02".to_owned(), "3".to_owned()));
        assert_eq!(
            found(CaseSearch { after, ..housing() }).await,
            "1",
            "{name}"
        );
    }
}
