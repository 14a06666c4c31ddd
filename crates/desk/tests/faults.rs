//! kill -9 in the middle of writing: nothing acknowledged is lost, nothing half done is seen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use common::{OFFICE, day, input, noon, open, setup};
use fadu_desk::{Desk, NewPerson, NewPost, Office};
use fadu_pack::Folder;

const DIR: &str = "FADU_FAULT_DIR";
const PROCEDURE: &str = r#"
程序 试办程序 trial
  起 立案
  终 结案
  号 "试〔{年}〕{序}号"
角色 承办人
事实 案由 文本
行为 立案 file
  由 承办人
  填 案由
行为 记录 note
  由 承办人
  填 案由
  多次
行为 结案 close
  由 承办人
"#;

fn packs() -> Folder {
    let mut folder = Folder::default();
    folder.add("test/trial/procedure.fd", PROCEDURE);
    folder
}

async fn desk(data: &Path) -> Desk {
    let clock = Arc::new(AtomicI64::new(noon(day("2026-01-05"))));
    let desk = Desk::open(setup(data, &clock, packs())).await.unwrap();
    common::assume_proved(&desk).await;
    let office = Office {
        id: OFFICE.into(),
        name: "局".into(),
        short: "局".into(),
        letters: "zj".into(),
        details: "{}".into(),
    };
    desk.add_office(None, &office).await.unwrap();
    let person = NewPerson {
        id: "王一".into(),
        name: "王一".into(),
        ..NewPerson::default()
    };
    if desk.add_person(None, &person).await.is_ok() {
        let post = NewPost {
            person: "王一".into(),
            role: "承办人".into(),
            office: OFFICE.into(),
            ..NewPost::default()
        };
        desk.add_post(None, &post).await.unwrap();
    }
    desk
}

/// Not a test of its own: the process that is killed. Says each act after it was acknowledged.
#[tokio::test(flavor = "multi_thread")]
async fn writer_that_is_killed() {
    let Ok(data) = std::env::var(DIR) else { return };
    let desk = desk(Path::new(&data)).await;
    let sequencer = desk.clone();
    tokio::spawn(async move { sequencer.keep_sequencing().await });
    let mut writers = Vec::new();
    for w in 0..4 {
        let desk = desk.clone();
        writers.push(tokio::spawn(async move {
            let officer = desk.actor("王一").await.unwrap();
            loop {
                let text = format!("写入者{w}");
                let case = desk
                    .open_case(&officer, &open("trial", "file", &[("案由", &text)]))
                    .await
                    .unwrap();
                say(&case.act);
                for _ in 0..3 {
                    let done = desk
                        .do_act(
                            &officer,
                            &input(Some(&case.case), "note", &[("案由", &text)]),
                        )
                        .await
                        .unwrap();
                    say(&done.act);
                }
            }
        }));
    }
    for writer in writers {
        // They end with the process.
        let _ = writer.await;
    }
}

fn say(act: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "ACT {act}").unwrap();
    out.flush().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_half_done_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for after in [1, 17, 40] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["writer_that_is_killed", "--exact", "--nocapture"])
            .env(DIR, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut seen = 0;
        let mut killed = false;
        // After the kill what was said before it still stands in the pipe.
        for line in lines {
            let Some(act) = line.unwrap().split_once("ACT ").map(|(_, a)| a.to_owned()) else {
                continue;
            };
            acknowledged.push(act);
            seen += 1;
            if seen == after {
                child.kill().unwrap();
                killed = true;
            }
        }
        child.wait().unwrap();
        assert!(killed && after <= seen);

        let desk = desk(dir.path()).await;
        while desk.sequence().await.unwrap() > 0 {}
        let report = desk.audit(0).await.unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
        let officer = desk.actor("王一").await.unwrap();
        for act in &acknowledged {
            let page = desk.act(&officer, act).await.unwrap();
            assert!(page.receipt.is_some());
        }
        assert!(acknowledged.len() as u64 <= report.leaves);
        // Half of an act would show as a projection that its record does not give.
        let before = desk.projections().await.unwrap();
        desk.rebuild().await.unwrap();
        assert_eq!(desk.projections().await.unwrap(), before);
        // Numbers without a hole.
        let series = desk
            .series(&officer, OFFICE, "试〔{年}〕{序}号", 2026, None)
            .await
            .unwrap();
        assert_eq!(
            series.rows.iter().map(|r| r.n).collect::<Vec<_>>(),
            (1..=series.last).rev().collect::<Vec<_>>()
        );
    }
}
