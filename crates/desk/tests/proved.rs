//! Switching on through the proof, and moving running cases to the version that is switched on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{Town, input, open, setup};
use fadu_base::Algorithm;
use fadu_desk::proved::Proof;
use fadu_desk::{Actor, Desk, Refusal};
use fadu_pack::{Folder, Workspace};
use fadu_proof::Options;
use fadu_term::Calendar;

const PROCEDURE: &str = r#"
程序 试办程序 trial
  属 试办
  起 立案
  终 决定
  用 更正, 撤销记录

角色 承办人
角色 当事人
  外部

事实 案由 文本
事实 数额 金额
  限 数额 ≥ 0元

行为 立案 file
  由 承办人
  填 案由
  无义 因 "开始"
行为 告知 notify
  由 承办人
  填 数额
  义 告知
  多次
行为 陈述 plead
  由 当事人
  无义 因 "当事人说话"
行为 决定 decide
  由 承办人
  义 决定

可 决定
  须 已 告知
  须 期满 告知 5工作日 或 已 陈述
"#;

const FAMILY: &str = "族 试办\n  行为义 告知 必, 决定 必\n";
const DEMANDS: &str = "性质 未经告知不得决定\n  属 试办\n  凡 〔决定〕 时 已 〔告知〕\n  据 《行政处罚法》44\n  因 \"没有机会说话的决定不成立\"\n";

fn packs(from: &str, to: &str) -> Folder {
    let mut folder = Folder::default();
    for (path, text) in Folder::builtin().iter() {
        if ["general/更正", "general/撤销记录", "general/behaviours"]
            .iter()
            .any(|start| path.starts_with(start))
        {
            folder.add(path, text);
        }
    }
    assert!(PROCEDURE.contains(from), "{from}");
    folder.add("test/trial/procedure.fd", &PROCEDURE.replacen(from, to, 1));
    folder.add("statutes/试办法/family.fd", FAMILY);
    folder.add("statutes/试办法/properties.fd", DEMANDS);
    folder
}

/// What the checker finds, as `fadu check --store` keeps it.
fn proof(folder: &Folder) -> Proof {
    let workspace = Workspace::of_folder(folder);
    let found = workspace.procedures().remove(0);
    let model = found.model.expect("the procedure resolves");
    let options = Options {
        property: None,
        mutate: false,
        tick: &mut || true,
        now: &|| 0,
    };
    let report = fadu_proof::check(&model, Calendar::builtin(), options);
    Proof {
        version: model.version.named(Algorithm::Sm3).to_string(),
        demands: fadu_pack::demands::hash(workspace.context(), &model),
        day: "2026-01-05".into(),
        checker: "test".into(),
        report: serde_json::to_value(&report).expect("a report"),
        accepted: None,
    }
}

async fn reopened(town: &Town, folder: Folder) -> (Desk, Actor) {
    let org = format!("test{}", town.data.display());
    let setup = fadu_desk::Setup {
        org,
        ..setup(&town.data, &town.clock, folder)
    };
    let desk = Desk::open(setup).await.expect("the desk opens again");
    let officer = desk.actor("王一").await.expect("the officer is there");
    (desk, officer)
}

async fn unproved_town() -> (Town, Actor) {
    let town = Town::unproved(packs("", "")).await;
    let officer = town.person("王一", &["承办人"]).await;
    (town, officer)
}

async fn file(desk: &Desk, officer: &Actor) -> Result<String, Refusal> {
    let done = desk
        .open_case(officer, &open("trial", "file", &[("案由", "扬尘")]))
        .await?;
    Ok(done.case)
}

async fn state(desk: &Desk) -> (bool, Option<String>) {
    let rows = desk.procedures().await.expect("the list");
    let row = rows
        .into_iter()
        .find(|r| r.slug == "trial")
        .expect("listed");
    (row.on, row.waits)
}

#[tokio::test]
async fn a_version_without_a_proof_cannot_open_a_case_and_says_the_way_out() {
    let (town, officer) = unproved_town().await;
    let (on, waits) = state(&town.desk).await;
    assert!(!on && waits.is_some_and(|w| w.contains("fadu check --store")));
    let Err(Refusal::Forbidden(why)) = file(&town.desk, &officer).await else {
        panic!("an unproved procedure opened a case");
    };
    assert!(
        why.contains("没有启用") && why.contains("还没有证明"),
        "{why}"
    );
    let nobody = town.desk.accept_unproved("trial", "县司法局", "试行").await;
    assert!(
        matches!(nobody, Err(Refusal::Forbidden(_))),
        "nothing to take on: {nobody:?}"
    );
    // A proof of another text, or of other demands, is none of this version.
    let mut other = proof(&packs("5工作日", "6工作日"));
    town.desk.store_proof(&other).await.expect("kept");
    assert!(!state(&town.desk).await.0);
    other = proof(&packs("", ""));
    other.demands = "sm3:0".into();
    town.desk.store_proof(&other).await.expect("kept");
    assert!(!state(&town.desk).await.0);
    // The proof of this one switches it on, now and after a restart.
    town.desk
        .store_proof(&proof(&packs("", "")))
        .await
        .expect("kept");
    assert_eq!(state(&town.desk).await, (true, None));
    file(&town.desk, &officer)
        .await
        .expect("a proved procedure opens cases");
    let (again, _) = reopened(&town, packs("", "")).await;
    assert_eq!(state(&again).await, (true, None));
    let page = again
        .procedure("trial", again.now_day())
        .await
        .expect("the page");
    let sheet = page.sheet.expect("a proof");
    assert_eq!(sheet.day, "2026-01-05");
    assert_eq!(sheet.properties[0].result, "proved");
    assert_eq!(sheet.properties[0].chips[0].article, "44");
}

#[tokio::test]
async fn what_breaks_the_law_stays_off_with_its_history_and_the_old_version_goes_on() {
    let (town, _) = unproved_town().await;
    town.desk
        .store_proof(&proof(&packs("", "")))
        .await
        .expect("kept");
    let old = town
        .desk
        .procedure("trial", town.desk.now_day())
        .await
        .expect("on")
        .version;
    let broken = packs(
        "  须 已 告知\n  须 期满 告知 5工作日 或 已 陈述\n",
        "  须 已 立案\n",
    );
    let (desk, officer) = reopened(&town, broken.clone()).await;
    let (on, waits) = state(&desk).await;
    assert!(
        on && waits.is_some(),
        "the old version goes on, the new one waits"
    );
    let found = proof(&broken);
    desk.store_proof(&found).await.expect("kept");
    let (_, waits) = state(&desk).await;
    assert!(waits.is_some_and(|w| w.contains("违反法律的要求：未经告知不得决定")));
    let taken = desk.accept_unproved("trial", "县司法局", "试行").await;
    assert!(
        matches!(taken, Err(Refusal::Forbidden(_))),
        "a breach was taken on: {taken:?}"
    );
    let page = desk.procedure("trial", desk.now_day()).await.expect("on");
    assert_eq!(page.version, old);
    let waiting = page
        .waiting
        .and_then(|w| w.sheet)
        .expect("a proof of the new one");
    let row = &waiting.properties[0];
    assert_eq!(
        (row.result.as_str(), row.reason.as_str()),
        ("violated", "没有机会说话的决定不成立")
    );
    let acts: Vec<&str> = row.steps.iter().map(|s| s.act.as_str()).collect();
    assert_eq!(acts, ["立案", "决定"]);
    let case = file(&desk, &officer).await.expect("under the old version");
    let head = desk
        .case(&officer, &case, None)
        .await
        .expect("the case")
        .head;
    assert_eq!(head.version, old);
}

#[tokio::test]
async fn what_was_not_proved_runs_only_when_it_is_taken_on_by_name() {
    let (town, officer) = unproved_town().await;
    let mut open = proof(&packs("", ""));
    open.report["properties"][0]["result"] = "not_proved".into();
    town.desk.store_proof(&open).await.expect("kept");
    let (on, waits) = state(&town.desk).await;
    assert!(!on && waits.is_some_and(|w| w.contains("1 项没有证出：未经告知不得决定")));
    let unnamed = town.desk.accept_unproved("trial", " ", "试行").await;
    assert!(matches!(unnamed, Err(Refusal::Fields(_))));
    town.desk
        .accept_unproved("trial", "县司法局", "试行三个月")
        .await
        .expect("taken on");
    assert_eq!(state(&town.desk).await, (true, None));
    let page = town
        .desk
        .procedure("trial", town.desk.now_day())
        .await
        .expect("on");
    let accepted = page.sheet.and_then(|s| s.accepted).expect("shown");
    assert_eq!(
        (accepted.by.as_str(), accepted.open),
        ("县司法局", vec!["未经告知不得决定".to_owned()])
    );
    file(&town.desk, &officer).await.expect("on");
}

#[tokio::test]
async fn a_running_case_moves_only_when_somebody_moves_it_and_its_history_is_lawful_there() {
    let (town, officer) = unproved_town().await;
    town.desk
        .store_proof(&proof(&packs("", "")))
        .await
        .expect("kept");
    let notified = file(&town.desk, &officer).await.expect("on");
    let fresh = file(&town.desk, &officer).await.expect("on");
    let notify = input(Some(&notified), "notify", &[("数额", "5")]);
    town.desk.do_act(&officer, &notify).await.expect("lawful");
    // A notice that may not be given so early.
    let stricter = packs("可 决定", "可 告知\n  须 期满 立案 30自然日\n可 决定");
    let (desk, officer) = reopened(&town, stricter.clone()).await;
    desk.store_proof(&proof(&stricter)).await.expect("kept");
    let new = desk
        .procedure("trial", desk.now_day())
        .await
        .expect("on")
        .version;
    let version = async |case: &str| {
        desk.case(&officer, case, None)
            .await
            .expect("a case")
            .head
            .version
    };
    assert_ne!(version(&notified).await, new, "nothing moves by itself");
    let rows = desk.movers(&officer, "trial").await.expect("a list");
    assert_eq!(rows.len(), 2);
    let stays: Vec<&str> = rows.iter().filter_map(|r| r.hindrance.as_deref()).collect();
    assert_eq!(stays.len(), 1);
    assert!(
        stays[0].starts_with("第2个行为“告知”在新版本里不合法："),
        "{stays:?}"
    );
    let names: Vec<String> = rows.iter().map(|r| r.alias.clone()).collect();
    let moved = desk
        .move_cases(&officer, "trial", &names)
        .await
        .expect("moved");
    assert_eq!((moved.moved.len(), moved.stayed.len()), (1, 1));
    assert_eq!(version(&fresh).await, new);
    assert_ne!(version(&notified).await, new);
    // The one that moved goes on under the new norms, the other under the old ones.
    let early = desk
        .do_act(&officer, &input(Some(&fresh), "notify", &[("数额", "5")]))
        .await;
    assert!(matches!(early, Err(Refusal::Blocked(_))), "{early:?}");
    let again = desk
        .do_act(
            &officer,
            &input(Some(&notified), "notify", &[("数额", "6")]),
        )
        .await;
    again.expect("the old version goes on");
    // Projections made again say the same.
    let before = desk.projections().await.expect("rows");
    desk.rebuild().await.expect("made again");
    assert_eq!(desk.projections().await.expect("rows"), before);
    let none = desk.move_cases(&officer, "trial", &[]).await;
    assert!(matches!(none, Err(Refusal::Fields(_))));
}

#[test]
fn every_shipped_procedure_has_a_proof_of_its_very_text() {
    let builtin = Folder::builtin();
    let packs = fadu_desk::packs::Packs::load(builtin);
    assert!(packs.candidates.len() > 4);
    let mut stale = Vec::new();
    for procedure in packs.candidates.values() {
        let file = format!("{}/{}", procedure.dir, fadu_desk::proved::FILE);
        let proof: Option<Proof> = builtin
            .get(&file)
            .and_then(|text| serde_json::from_str(text).ok());
        let current = proof
            .is_some_and(|p| p.version == procedure.version() && p.demands == procedure.demands);
        if !current {
            stale.push(file);
        }
    }
    assert!(
        stale.is_empty(),
        "run `fadu check packs --write`: {stale:#?}"
    );
}
