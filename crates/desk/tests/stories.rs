//! A whole penalty case of the packs, told through the desk: every act, paper, receipt and list.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Town, day, fonts, tell};
use fadu_desk::view::{CaseQuery, ReceiptMark};
use fadu_pack::Folder;

const STORY: &str = "enforcement/penalty-ordinary/stories/01-no-hearing.toml";

#[tokio::test(flavor = "multi_thread")]
async fn a_penalty_case_from_lead_to_archive() {
    if fonts().is_none() {
        return;
    }
    let packs = Folder::builtin().clone();
    let town = Town::new(packs.clone()).await;
    let story = packs.get(STORY).unwrap().to_string();
    let lines = tell(&town, &packs, "penalty-ordinary", &story).await;
    eprintln!("{}", lines.join("\n"));
    assert!(
        !lines.iter().any(|l| l.contains('✕')),
        "{}",
        lines.join("\n")
    );
    let acts = story.matches("[[acts]]").count();
    assert_eq!(lines.len(), acts);

    // Everything goes into the log, and the issued decision verifies with the stand-alone verifier.
    while town.desk.sequence().await.unwrap() > 0 {}
    let report = town.desk.audit(0).await.unwrap();
    assert_eq!((report.leaves as usize, report.faults), (acts, vec![]));
    let officer = town.actor("王建国").await;
    let list = town
        .desk
        .cases(&officer, &CaseQuery::default())
        .await
        .unwrap();
    assert_eq!(list.rows.len(), 1);
    let page = town
        .desk
        .case(&officer, &list.rows[0].alias, None)
        .await
        .unwrap();
    assert_eq!(page.timeline.len(), acts);
    assert!(
        page.timeline
            .iter()
            .all(|i| matches!(i.receipt, ReceiptMark::Logged(_)))
    );
    let decision = page
        .documents
        .iter()
        .find(|d| d.name.contains("决定书"))
        .unwrap();
    let file = town.desk.download(&officer, &decision.id).await.unwrap();
    let key = town.desk.log().await.unwrap().key;
    let options = fadu_verify::Options {
        log_key: Some(fadu_verify::log_key(&key).unwrap()),
        ..Default::default()
    };
    let report = fadu_verify::verify(&file.bytes, &options).unwrap();
    assert_eq!(report.exit_code(), 0, "{}", report.to_text());

    // A byte changed: no more.
    let mut wrong = file.bytes.clone();
    wrong[200] ^= 1;
    assert!(fadu_verify::verify(&wrong, &options).map_or(true, |r| r.exit_code() != 0));

    // The act that seals brought the signed original back, bound to the issued decision.
    let sealed = town.desk.document(&officer, &decision.id).await.unwrap();
    let (scan, ..) = sealed.seal.unwrap();
    assert!(sealed.row.sealed);
    assert_eq!(
        town.desk.file(&officer, &scan).await.unwrap().bytes,
        b"scan"
    );

    // The exported file of the case holds together, papers and all.
    let folder = town
        .desk
        .export_case(&officer, &list.rows[0].alias)
        .await
        .unwrap();
    let check = fadu_desk::check_case(&folder);
    assert_eq!(check.faults, Vec::<String>::new());
    assert!(check.documents >= 8, "{check:?}");

    // As it stood earlier; and the projections made again are the same.
    let earlier = town
        .desk
        .case(&officer, &list.rows[0].alias, Some(day("2026-03-06")))
        .await
        .unwrap();
    assert!(earlier.timeline.len() < acts && earlier.bar.now.is_empty());
    let before = town.desk.projections().await.unwrap();
    assert_eq!(town.desk.rebuild().await.unwrap(), 1);
    assert_eq!(town.desk.projections().await.unwrap(), before);
}
