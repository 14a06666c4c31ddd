//! A disk that is full, a file that is torn, a write-ahead log cut in the middle: what was acknowledged stays, what was
//! not is nowhere, and the person is told. On SQLite; PostgreSQL keeps its own disk.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use common::{OFFICE, day, input, noon, open, setup};
use fadu_desk::{Desk, NewPerson, NewPost, Office, Refusal};
use fadu_pack::Folder;

const DIR: &str = "FADU_DISK_DIR";
const PROCEDURE: &str = r#"
程序 试办程序 trial
  起 立案
  终 结案
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

fn lite() -> bool {
    std::env::var("FADU_TEST_PG").is_err()
}

async fn reopened(data: &Path) -> Desk {
    let clock = Arc::new(AtomicI64::new(noon(day("2026-01-05"))));
    let mut setup = setup(data, &clock, packs());
    // Copied folders keep the name of what they were copied from.
    setup.org = "disk".into();
    let desk = Desk::open(setup).await.unwrap();
    common::assume_proved(&desk).await;
    desk
}

async fn fresh(data: &Path) -> Desk {
    let desk = reopened(data).await;
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
    desk.add_person(None, &person).await.unwrap();
    let post = NewPost {
        person: "王一".into(),
        role: "承办人".into(),
        office: OFFICE.into(),
        ..NewPost::default()
    };
    desk.add_post(None, &post).await.unwrap();
    desk
}

async fn whole(desk: &Desk) {
    while desk.sequence().await.unwrap() > 0 {}
    let report = desk.audit(0).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    let before = desk.projections().await.unwrap();
    desk.rebuild().await.unwrap();
    assert_eq!(desk.projections().await.unwrap(), before);
}

/// Not a test of its own: a process whose files may not grow beyond a limit. Says each act that was acknowledged, then
/// how the refusal reads.
#[tokio::test]
async fn writer_on_a_full_disk() {
    let Ok(data) = std::env::var(DIR) else { return };
    let desk = fresh(Path::new(&data)).await;
    let officer = desk.actor("王一").await.unwrap();
    let text = "写满为止".repeat(500);
    let case = desk
        .open_case(&officer, &open("trial", "file", &[("案由", "一")]))
        .await
        .unwrap();
    let mut out = std::io::stdout();
    for n in 0..5000 {
        let note = input(Some(&case.case), "note", &[("案由", &text)]);
        match desk.do_act(&officer, &note).await {
            Ok(done) => writeln!(out, "ACT {}", done.act).unwrap(),
            Err(refusal) => {
                // Reading goes on, and what was not acknowledged is not there.
                let page = desk.case(&officer, &case.case, None).await.unwrap();
                assert_eq!(page.timeline.len(), n + 1);
                writeln!(out, "END {refusal}").unwrap();
                return;
            }
        }
    }
    writeln!(out, "END never").unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_nothing_acknowledged_is_lost_and_nothing_half_done_is_seen() {
    if !lite() || !Path::new("/bin/sh").exists() {
        eprintln!("left out: needs SQLite and a shell");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    // Two megabytes a file; the signal for it is ignored, so that writing fails as on a full disk.
    let mut child = Command::new("/bin/sh")
        .args([
            "-c",
            r#"trap '' XFSZ; ulimit -f 4096; exec "$0" writer_on_a_full_disk --exact --nocapture"#,
        ])
        .arg(exe)
        .env(DIR, dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut acknowledged, mut end) = (Vec::new(), String::new());
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some((_, act)) = line.split_once("ACT ") {
            acknowledged.push(act.to_owned());
        }
        if let Some((_, text)) = line.split_once("END ") {
            end = text.to_owned();
        }
    }
    assert!(child.wait().unwrap().success());
    assert!(!end.is_empty() && end != "never", "the disk was never full");
    assert!(!acknowledged.is_empty());
    let desk = reopened(dir.path()).await;
    let officer = desk.actor("王一").await.unwrap();
    for act in &acknowledged {
        desk.act(&officer, act).await.unwrap();
    }
    whole(&desk).await;
}

#[tokio::test]
async fn a_torn_file_is_named_and_never_handed_out() {
    if !lite() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let desk = fresh(dir.path()).await;
    let officer = desk.actor("王一").await.unwrap();
    let bytes = vec![7_u8; 4096];
    let id = desk
        .upload(&officer, "../../照片.jpg", "image/jpeg", bytes.clone())
        .await
        .unwrap();
    let found = desk.file(&officer, &id).await.unwrap();
    assert_eq!((found.name.as_str(), found.bytes.len()), ("照片.jpg", 4096));
    let place = files_below(&dir.path().join("files")).pop().unwrap();
    std::fs::write(&place, &bytes[..1000]).unwrap();
    let Err(Refusal::Operator(text)) = desk.file(&officer, &id).await else {
        panic!("a torn file was handed out");
    };
    assert!(text.contains("从备份恢复"), "{text}");
    std::fs::remove_file(&place).unwrap();
    assert!(matches!(
        desk.file(&officer, &id).await,
        Err(Refusal::Operator(_))
    ));
}

#[tokio::test]
async fn a_log_cut_in_the_middle_loses_at_most_what_nobody_was_told() {
    if !lite() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let desk = fresh(dir.path()).await;
    let officer = desk.actor("王一").await.unwrap();
    let case = desk
        .open_case(&officer, &open("trial", "file", &[("案由", "一")]))
        .await
        .unwrap();
    for _ in 0..5 {
        let note = input(Some(&case.case), "note", &[("案由", "记录")]);
        desk.do_act(&officer, &note).await.unwrap();
    }
    // The power goes while the last pages are written: any cut gives a store that holds together.
    for cut in [1, 700, 4096, 20_000] {
        let copy = tempfile::tempdir().unwrap();
        for name in ["fadu.sqlite", "fadu.sqlite-wal", "log.key"] {
            std::fs::copy(dir.path().join(name), copy.path().join(name)).unwrap();
        }
        let wal = copy.path().join("fadu.sqlite-wal");
        let length = std::fs::metadata(&wal).unwrap().len();
        let file = std::fs::OpenOptions::new().write(true).open(&wal).unwrap();
        file.set_len(length.saturating_sub(cut)).unwrap();
        drop(file);
        let other = reopened(copy.path()).await;
        let seen = other.actor("王一").await.unwrap();
        let page = other.case(&seen, &case.case, None).await.unwrap();
        assert!(!page.timeline.is_empty());
        whole(&other).await;
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut list = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list.extend(files_below(&path));
        } else {
            list.push(path);
        }
    }
    list
}
