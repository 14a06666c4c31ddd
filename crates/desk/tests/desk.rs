//! Use cases one by one on a small procedure: refusals, conflicts, drafts, approvals, numbers, paper files, hand-overs,
//! registers, log-ins, backup, erasure, a clock set back.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::sync::atomic::Ordering;
use std::time::Duration;

use common::{OFFICE, Town, day, input, noon, open, party, setup};
use fadu_desk::view::{ActInput, CaseQuery, FieldError, Found, NumberState, TodayKind};
use fadu_desk::{Actor, Desk, NewPerson, Refusal};
use fadu_pack::Folder;

const PROCEDURE: &str = r#"
程序 试办程序 trial
  起 立案
  终 结案
  号 "{机关简称}试〔{年}〕{序}号"
  用 更正, 撤销记录

角色 承办人
角色 负责人
角色 当事人
  外部
角色 平台
  系统

事实 案由 文本
事实 数额 金额
  限 数额 ≥ 0元
事实 申辩内容 文本
事实 住址 文本
  个人信息
事实 紧急 是否
  初 否
事实 证号 文本

行为 立案 file
  由 承办人
  填 案由
  选填 住址, 紧急
行为 告知 notify
  由 承办人
  填 数额
  多次
行为 陈述 plead
  由 当事人
  填 申辩内容
  多次
行为 发证 grant
  由 承办人
  填 证号
  多次
行为 收证 withdraw_grant
  由 承办人
  填 证号
  多次
行为 视为同意 deemed
  由 平台
行为 决定 decide
  由 负责人
  批 承办人
行为 结案 close
  由 承办人

可 决定
  须 已 告知
  须 陈述期满: 期满 告知 5工作日 或 (已 陈述 且 陈述 后于 告知)
可 视为同意
  须 已 告知
  须 期满 告知 10自然日
  须 未 决定
可 结案
  须 已 决定 或 已 视为同意
应 决定期限: 决定 于 立案 后 30自然日 内

名录 许可证 permits
  字段 号 文本
  字段 起 日期
  字段 止 日期
  字段 数 金额
  键 号
  效期 起 至 止
  由 发证 立 (号 = 证号, 起 = 今日, 数 = 数额)
  由 收证 销 按 证号
"#;

const VIEWS: &str = r#"
title = "{案由}（{数额}）"
[[stage]]
name = "收案"
acts = ["立案"]
[[stage]]
name = "决定"
acts = ["决定", "视为同意"]
[fact."案由"]
label = "什么事"
why = "要写清楚"
[public]
acts = ["立案", "陈述"]
"#;

fn packs() -> Folder {
    let mut folder = Folder::default();
    for (path, text) in Folder::builtin().iter() {
        if path.starts_with("general/更正")
            || path.starts_with("general/撤销记录")
            || path.starts_with("general/behaviours")
        {
            folder.add(path, text);
        }
    }
    folder.add("test/trial/procedure.fd", PROCEDURE);
    folder.add("test/trial/views.toml", VIEWS);
    folder
}

async fn town() -> (Town, Actor, Actor) {
    let town = Town::new(packs()).await;
    assert_eq!(
        fadu_desk::packs::Packs::load(&packs()).problems,
        Vec::<String>::new()
    );
    let officer = town.person("王一", &["承办人"]).await;
    let head = town.person("李二", &["负责人"]).await;
    (town, officer, head)
}

async fn administrator(town: &Town, name: &str, admin: &str) -> Actor {
    let new = NewPerson {
        id: name.into(),
        name: name.into(),
        login: name.into(),
        password: "correct horse".into(),
        admin: admin.into(),
        ..NewPerson::default()
    };
    town.desk.add_person(None, &new).await.unwrap();
    town.actor(name).await
}

async fn opened(town: &Town, officer: &Actor, what: &str) -> String {
    let mut file = open("trial", "file", &[("案由", what), ("住址", "建设路8号")]);
    file.party = party("示例公司");
    town.desk
        .open_case(officer, &file)
        .await
        .unwrap()
        .case_alias
}

fn fields(refused: Refusal) -> Vec<String> {
    match refused {
        Refusal::Fields(list) => list
            .into_iter()
            .map(|FieldError { field, text }| format!("{field}: {text}"))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_refusal_names_norm_and_day_and_nothing_is_written() {
    let (town, officer, head) = town().await;
    let case = opened(&town, &officer, "扬尘").await;
    let page = town.desk.case(&head, &case, None).await.unwrap();
    assert_eq!(
        (page.head.number.as_deref(), page.head.title.as_str()),
        (Some("示住建试〔2026〕1号"), "扬尘")
    );
    let blocked = page
        .bar
        .blocked
        .iter()
        .find(|b| b.act.slug == "decide")
        .unwrap();
    assert_eq!(blocked.reasons.len(), 2);
    assert_eq!(blocked.reasons[0].norm, "可 决定/1");
    let refused = town
        .desk
        .do_act(&head, &input(Some(&case), "decide", &[]))
        .await
        .unwrap_err();
    assert!(
        matches!(&refused, Refusal::Blocked(r) if r.len() == 2),
        "{refused:?}"
    );
    // Fields: missing, wrong, outside the limit.
    assert_eq!(
        fields(
            town.desk
                .do_act(&officer, &input(Some(&case), "notify", &[]))
                .await
                .unwrap_err()
        ),
        ["数额: 请填写“数额”"]
    );
    let wrong = town
        .desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "很多")]))
        .await
        .unwrap_err();
    assert_eq!(
        fields(wrong),
        ["数额: “数额”：“很多”不是金额，写作 50000 或 5万元 的样子"]
    );
    let outside = town
        .desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "-5")]))
        .await
        .unwrap_err();
    assert!(matches!(outside, Refusal::Blocked(_)), "{outside:?}");
    let not_yours = town
        .desk
        .do_act(&head, &input(Some(&case), "notify", &[("数额", "5")]))
        .await
        .unwrap_err();
    assert_eq!(not_yours.to_string(), "这一步由承办人办理");
    assert_eq!(
        town.desk
            .case(&officer, &case, None)
            .await
            .unwrap()
            .timeline
            .len(),
        1
    );
    // The clock of the case, with its derivation.
    let clock = &page.clocks[0];
    assert_eq!(
        (clock.name.as_str(), clock.due),
        ("决定期限", Some(day("2026-02-04")))
    );
    assert!(!clock.derivation.is_empty());
    let confirm = town
        .desk
        .confirm_act(&officer, &open("trial", "file", &[("案由", "水")]))
        .await
        .unwrap();
    assert_eq!(confirm.case_number.as_deref(), Some("示住建试〔2026〕2号"));
    assert_eq!(confirm.clocks[0].due, Some(day("2026-02-04")));
}

#[tokio::test]
async fn of_two_people_at_once_one_acts_and_the_other_hears_what_happened() {
    let (town, officer, _) = town().await;
    let other = town.person("赵三", &["承办人"]).await;
    let case = opened(&town, &officer, "扬尘").await;
    let form = |who: &Actor| {
        let (desk, who, case) = (town.desk.clone(), who.clone(), case.clone());
        tokio::spawn(async move {
            let notify = ActInput {
                seen: Some(1),
                ..input(Some(&case), "notify", &[("数额", "5万元")])
            };
            desk.do_act(&who, &notify).await
        })
    };
    let (a, b) = (form(&officer), form(&other));
    let results = [a.await.unwrap(), b.await.unwrap()];
    assert_eq!(
        results.iter().filter(|r| r.is_ok()).count(),
        1,
        "{results:?}"
    );
    let lost = results.iter().find_map(|r| r.as_ref().err()).unwrap();
    assert!(
        matches!(lost, Refusal::Conflict(c) if c.seen == 2 && c.news == ["2026-01-05 告知"]),
        "{lost:?}"
    );
    // The same form sent twice is done once.
    let once = ActInput {
        idempotency: "k1".into(),
        ..input(Some(&case), "notify", &[("数额", "6万元")])
    };
    let first = town.desk.do_act(&officer, &once).await.unwrap();
    let again = town.desk.do_act(&officer, &once).await.unwrap();
    assert_eq!((again.act, again.repeated), (first.act, true));
    assert_eq!(
        town.desk
            .case(&officer, &case, None)
            .await
            .unwrap()
            .timeline
            .len(),
        3
    );
}

#[tokio::test]
async fn who_has_no_post_there_sees_nothing_and_a_party_sees_the_public_part() {
    let (town, officer, _) = town().await;
    let case = opened(&town, &officer, "扬尘").await;
    town.desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "5")]))
        .await
        .unwrap();
    let stranger = town.person("路人", &[]).await;
    let refused = town.desk.case(&stranger, &case, None).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        town.desk
            .case(&stranger, "c26-000000-0", None)
            .await
            .unwrap_err()
            .to_string()
    );
    assert!(matches!(
        town.desk
            .do_act(&stranger, &input(Some(&case), "notify", &[]))
            .await,
        Err(Refusal::NotFound(_))
    ));
    assert_eq!(
        town.desk
            .cases(&stranger, &CaseQuery::default())
            .await
            .unwrap()
            .rows,
        vec![]
    );
    // The party, by the id that the case holds.
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    let id = town.desk.party_of(&page.head.id).await.unwrap().unwrap();
    let party = town.actor(&id).await;
    assert!(party.external);
    let matter = town.desk.matter(&party, &case).await.unwrap();
    assert_eq!(
        matter
            .timeline
            .iter()
            .map(|i| i.act.as_str())
            .collect::<Vec<_>>(),
        ["立案"]
    );
    assert_eq!(
        matter
            .bar
            .now
            .iter()
            .map(|a| a.slug.as_str())
            .collect::<Vec<_>>(),
        ["plead"]
    );
    assert_eq!(town.desk.my_matters(&party).await.unwrap().len(), 1);
    town.desk
        .do_act(
            &party,
            &input(Some(&case), "plead", &[("申辩内容", "没有扬尘")]),
        )
        .await
        .unwrap();
    // On paper, entered by the officer: the record says both.
    town.desk
        .do_act(
            &officer,
            &input(Some(&case), "plead", &[("申辩内容", "书面意见")]),
        )
        .await
        .unwrap();
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    assert_eq!(page.timeline[0].by, ["示例公司（当事人）", "王一代为登记"]);
    assert_eq!(page.timeline[1].by, ["示例公司（当事人）"]);
}

#[tokio::test]
async fn a_draft_waits_for_approval_and_a_changed_one_is_not_approved() {
    let (town, officer, head) = town().await;
    let case = opened(&town, &officer, "扬尘").await;
    town.desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "5")]))
        .await
        .unwrap();
    town.desk
        .do_act(
            &officer,
            &input(Some(&case), "plead", &[("申辩内容", "有")]),
        )
        .await
        .unwrap();
    let sent = town
        .desk
        .do_act(&head, &input(Some(&case), "decide", &[]))
        .await
        .unwrap();
    let id = sent.waiting.unwrap();
    assert_eq!(
        town.desk
            .case(&head, &case, None)
            .await
            .unwrap()
            .timeline
            .len(),
        3
    );
    let mine = town.desk.today(&officer).await.unwrap();
    assert_eq!(
        mine.items
            .iter()
            .filter(|i| i.kind == TodayKind::Approve)
            .count(),
        1
    );
    let page = town.desk.approval(&officer, &id).await.unwrap();
    assert!(matches!(
        town.desk.approve(&officer, &id, "sm3:00", "").await,
        Err(Refusal::Conflict(_))
    ));
    assert!(matches!(
        town.desk.approve(&head, &id, &page.hash, "").await,
        Err(Refusal::Forbidden(_))
    ));
    town.desk
        .return_draft(&officer, &id, "理由不足")
        .await
        .unwrap();
    assert!(matches!(
        town.desk.approve(&officer, &id, &page.hash, "").await,
        Err(Refusal::Conflict(_))
    ));
    let back = town.desk.approvals(&head).await.unwrap();
    assert_eq!(back[0].returned.as_deref(), Some("理由不足"));
    assert!(
        town.desk
            .draft(&head, &input(Some(&case), "decide", &[]))
            .await
            .unwrap()
            .is_some()
    );
    let id = town
        .desk
        .do_act(&head, &input(Some(&case), "decide", &[]))
        .await
        .unwrap()
        .waiting
        .unwrap();
    let page = town.desk.approval(&officer, &id).await.unwrap();
    let done = town
        .desk
        .approve(&officer, &id, &page.hash, "同意")
        .await
        .unwrap()
        .unwrap();
    let act = town.desk.act(&head, &done.act_alias).await.unwrap();
    assert_eq!(
        act.approvals,
        [("王一".to_owned(), "承办人".to_owned(), day("2026-01-05"))]
    );
}

#[tokio::test]
async fn silence_is_recorded_by_the_platform_first() {
    let (town, officer, _) = town().await;
    let case = opened(&town, &officer, "扬尘").await;
    town.desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "5")]))
        .await
        .unwrap();
    town.set_day(day("2026-02-10"));
    town.desk
        .do_act(&officer, &input(Some(&case), "close", &[]))
        .await
        .unwrap();
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    let acts: Vec<String> = page
        .timeline
        .iter()
        .map(|i| format!("{} {}", i.on, i.act))
        .collect();
    assert_eq!(
        acts,
        [
            "2026-02-10 结案",
            "2026-01-16 视为同意",
            "2026-01-05 告知",
            "2026-01-05 立案"
        ]
    );
    assert_eq!(page.timeline[1].recorded, Some(day("2026-02-10")));
    assert_eq!(page.head.closed, Some(day("2026-02-10")));
}

#[tokio::test]
async fn registers_are_what_acts_left_standing() {
    let (town, officer, _) = town().await;
    let case = opened(&town, &officer, "扬尘").await;
    town.desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "5万")]))
        .await
        .unwrap();
    town.desk
        .do_act(&officer, &input(Some(&case), "grant", &[("证号", "甲1")]))
        .await
        .unwrap();
    town.set_day(day("2026-01-08"));
    town.desk
        .do_act(
            &officer,
            &input(Some(&case), "withdraw_grant", &[("证号", "甲1")]),
        )
        .await
        .unwrap();
    let rows = async |on: &str| {
        let page = town
            .desk
            .register(None, "permits", Some(day(on)), None)
            .await
            .unwrap();
        page.rows
            .iter()
            .map(|r| format!("{} {} {:?}", r.person, r.cells.join(","), r.to))
            .collect::<Vec<_>>()
            .join(";")
    };
    assert_eq!(rows("2026-01-04").await, "");
    assert!(
        rows("2026-01-07").await.starts_with("甲1 ,,5万元"),
        "{}",
        rows("2026-01-07").await
    );
    assert_eq!(rows("2026-01-08").await, "");
}

#[tokio::test]
async fn a_paper_file_is_entered_in_date_order_and_judged_by_its_own_dates() {
    let (town, officer, _) = town().await;
    let paper = |act: &str, case: Option<&str>, on: &str, values: &[(&str, &str)]| {
        let what = if case.is_some() {
            input(case, act, values)
        } else {
            open("trial", act, values)
        };
        ActInput {
            on: on.into(),
            from_paper: true,
            ..what
        }
    };
    let missing = town
        .desk
        .take_over(
            &officer,
            &paper("file", None, "2025-11-03", &[("案由", "旧案")]),
        )
        .await
        .unwrap_err();
    assert_eq!(fields(missing), ["案号: 请填写纸质案卷的案号"]);
    let first = paper(
        "file",
        None,
        "2025-11-03",
        &[("案由", "旧案"), ("案号", "示住建试[2025]77号")],
    );
    let case = town
        .desk
        .take_over(&officer, &first)
        .await
        .unwrap()
        .case_alias;
    let early = town
        .desk
        .do_act(
            &officer,
            &paper("notify", Some(&case), "2025-11-01", &[("数额", "5")]),
        )
        .await
        .unwrap_err();
    assert_eq!(fields(early), ["on: 纸质案卷要按日期先后补录"]);
    town.desk
        .do_act(
            &officer,
            &paper("notify", Some(&case), "2025-11-10", &[("数额", "5")]),
        )
        .await
        .unwrap();
    town.desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "6")]))
        .await
        .unwrap();
    let late = town
        .desk
        .do_act(
            &officer,
            &paper("notify", Some(&case), "2025-12-01", &[("数额", "5")]),
        )
        .await
        .unwrap_err();
    assert!(matches!(late, Refusal::Fields(_)));
    let found = town
        .desk
        .find(&officer, "示住建试【2025】77号")
        .await
        .unwrap();
    assert_eq!(
        found,
        Found::Case {
            alias: case.clone()
        }
    );
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    let marks: Vec<bool> = page.timeline.iter().map(|i| i.from_paper).collect();
    // The paper notice had run out: the platform recorded the deemed consent before the first act here.
    assert_eq!(marks, [false, false, true, true]);
    assert_eq!(
        (page.timeline[1].act.as_str(), page.timeline[1].on),
        ("视为同意", day("2025-11-21"))
    );
}

#[tokio::test]
async fn cases_are_found_and_handed_over() {
    let (town, officer, _) = town().await;
    let other = town.person("赵三", &["承办人"]).await;
    let a = opened(&town, &officer, "工地扬尘").await;
    let b = opened(&town, &other, "河道倾倒").await;
    let found = async |q: CaseQuery| {
        let rows = town.desk.cases(&officer, &q).await.unwrap().rows;
        rows.into_iter().map(|r| r.title).collect::<Vec<_>>()
    };
    assert_eq!(found(CaseQuery::default()).await.len(), 2);
    assert_eq!(
        found(CaseQuery {
            words: "扬尘 工地".into(),
            ..Default::default()
        })
        .await,
        ["工地扬尘"]
    );
    assert_eq!(
        found(CaseQuery {
            number: "试〔2026〕2".into(),
            ..Default::default()
        })
        .await,
        ["河道倾倒"]
    );
    assert_eq!(
        found(CaseQuery {
            number: b.clone(),
            ..Default::default()
        })
        .await,
        ["河道倾倒"]
    );
    assert_eq!(
        found(CaseQuery {
            officer: "赵".into(),
            ..Default::default()
        })
        .await,
        ["河道倾倒"]
    );
    assert_eq!(
        found(CaseQuery {
            party: "示例".into(),
            ..Default::default()
        })
        .await
        .len(),
        2
    );
    assert_eq!(
        found(CaseQuery {
            mine: true,
            ..Default::default()
        })
        .await,
        ["工地扬尘"]
    );
    let mine = town.desk.today(&other).await.unwrap();
    assert_eq!(
        mine.items
            .iter()
            .filter(|i| i.case_alias == a && i.kind == TodayKind::Mine)
            .count(),
        0
    );
    let head = town.person("李二", &[]).await;
    assert!(matches!(
        town.desk
            .hand_over(&officer, &a, "", &head.person, "调岗")
            .await,
        Err(Refusal::Fields(_))
    ));
    town.desk
        .hand_over(&officer, &a, "", &other.person, "调岗")
        .await
        .unwrap();
    assert_eq!(
        found(CaseQuery {
            officer: "赵".into(),
            ..Default::default()
        })
        .await
        .len(),
        2
    );
    let before = town.desk.projections().await.unwrap();
    town.desk.rebuild().await.unwrap();
    assert_eq!(town.desk.projections().await.unwrap(), before);
}

#[tokio::test]
async fn every_number_has_one_state() {
    let (town, officer, _) = town().await;
    opened(&town, &officer, "一").await;
    let pattern = "示住建试〔{年}〕{序}号";
    let reserved = town
        .desk
        .reserve_numbers(&officer, OFFICE, pattern, 2, "现场检查")
        .await
        .unwrap();
    assert_eq!(reserved, ["示住建试〔2026〕2号", "示住建试〔2026〕3号"]);
    town.desk
        .void_number(&officer, "示住建试[2026]3号", "没有用上")
        .await
        .unwrap();
    assert!(
        town.desk
            .void_number(&officer, "示住建试〔2026〕1号", "x")
            .await
            .is_err()
    );
    opened(&town, &officer, "二").await;
    let series = town
        .desk
        .series(&officer, OFFICE, pattern, 2026, None)
        .await
        .unwrap();
    let states: Vec<String> = series
        .rows
        .iter()
        .map(|r| match &r.state {
            NumberState::Issued { what, .. } => format!("{} {what}", r.n),
            NumberState::Reserved { by, why, .. } => format!("{} {by} {why}", r.n),
            NumberState::Void { why, .. } => format!("{} 作废 {why}", r.n),
        })
        .collect();
    assert_eq!(
        states,
        ["4 办件", "3 作废 没有用上", "2 王一 现场检查", "1 办件"]
    );
    // Reserving and giving up are acts of the office's book, in the log as those of cases are.
    let acts: Vec<String> = series
        .rows
        .iter()
        .filter_map(|r| match &r.state {
            NumberState::Reserved { act, .. } | NumberState::Void { act, .. } => act.clone(),
            NumberState::Issued { .. } => None,
        })
        .collect();
    while town.desk.sequence().await.unwrap() > 0 {}
    let mut told = Vec::new();
    for act in &acts {
        let page = town.desk.book_act(&officer, act).await.unwrap();
        let receipt = page.receipt.unwrap();
        let report =
            fadu_verify::verify(receipt.as_bytes(), &fadu_verify::Options::default()).unwrap();
        assert_eq!(report.exit_code(), 0, "{}", report.to_text());
        told.push(format!("{} {:?} {}", page.act, page.by, page.data[0].1));
    }
    assert_eq!(
        told,
        [
            r#"记为空号 ["王一"] 示住建试〔2026〕3号"#,
            r#"预留编号 ["王一"] 示住建试〔2026〕2号、示住建试〔2026〕3号"#
        ]
    );
    let stranger = town.person("路人", &[]).await;
    assert!(town.desk.book_act(&stranger, &acts[0]).await.is_err());
    assert_eq!(
        town.desk.audit(0).await.unwrap().faults,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn log_ins_end_and_wrong_passwords_wait() {
    let (town, officer, _) = town().await;
    let login = town.desk.login("王一", "correct horse").await.unwrap();
    assert_eq!(
        town.desk.session(&login.token).await.unwrap().person,
        officer.person
    );
    let unknown = town.desk.login("谁", "correct horse").await.unwrap_err();
    assert_eq!(unknown, town.desk.login("王一", "wrong").await.unwrap_err());
    for _ in 0..4 {
        town.desk.login("王一", "wrong").await.unwrap_err();
    }
    let locked = town.desk.login("王一", "correct horse").await.unwrap_err();
    assert!(locked.to_string().contains("十五分钟"), "{locked}");
    town.clock.fetch_add(16 * 60 * 1_000_000, Ordering::SeqCst);
    town.desk.login("王一", "correct horse").await.unwrap();
    town.clock.fetch_add(3 * 3600 * 1_000_000, Ordering::SeqCst);
    assert!(matches!(
        town.desk.session(&login.token).await,
        Err(Refusal::Login(_))
    ));
    let again = town.desk.login("王一", "correct horse").await.unwrap();
    town.desk.logout(&again.token).await.unwrap();
    assert!(matches!(
        town.desk.session(&again.token).await,
        Err(Refusal::Login(_))
    ));
    // Administrators read no case; only the security administrator makes accounts.
    let admin = NewPerson {
        name: "安全".into(),
        id: "sec".into(),
        admin: "security".into(),
        login: "sec".into(),
        password: "correct horse".into(),
        ..Default::default()
    };
    town.desk.add_person(None, &admin).await.unwrap();
    let admin = town.actor("sec").await;
    assert!(town.desk.accounts(&admin).await.is_ok());
    assert!(matches!(
        town.desk.accounts(&officer).await,
        Err(Refusal::Forbidden(_))
    ));
}

#[tokio::test]
async fn a_deputy_acts_for_a_time_and_the_record_says_so() {
    let (town, officer, _) = town().await;
    let other = town.person("赵三", &["负责人"]).await;
    let case = opened(&town, &officer, "扬尘").await;
    let notify = input(Some(&case), "notify", &[("数额", "5")]);
    assert!(matches!(
        town.desk.do_act(&other, &notify).await,
        Err(Refusal::NotYours(_))
    ));
    let post = officer.posts[0].id.clone();
    let days = (day("2026-01-05"), day("2026-01-06"));
    assert!(matches!(
        town.desk
            .appoint_deputy(&officer, &post, "赵三", days, "")
            .await,
        Err(Refusal::Fields(_))
    ));
    town.desk
        .appoint_deputy(&officer, &post, "赵三", days, "授权书〔2026〕8号")
        .await
        .unwrap();
    let other = town.actor("赵三").await;
    let view = other.posts.iter().find(|p| p.deputy.is_some()).unwrap();
    assert_eq!(
        view.deputy,
        Some(("王一".to_owned(), "授权书〔2026〕8号".to_owned()))
    );
    town.desk.do_act(&other, &notify).await.unwrap();
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    assert_eq!(page.timeline[0].by, ["赵三（代理承办人）"]);
    town.set_day(day("2026-01-07"));
    let other = town.actor("赵三").await;
    assert!(matches!(
        town.desk.do_act(&other, &notify).await,
        Err(Refusal::NotYours(_))
    ));
}

#[tokio::test]
async fn forms_ask_what_is_unknown_and_keep_what_was_typed() {
    let (town, officer, head) = town().await;
    let form = town
        .desk
        .open_form(&officer, "trial", "file", None)
        .await
        .unwrap();
    let asked: Vec<String> = form
        .fields
        .iter()
        .map(|f| format!("{}{}", f.label, if f.required { "*" } else { "" }))
        .collect();
    assert_eq!(asked, ["什么事*", "住址", "紧急"]);
    assert_eq!(
        (form.fields[0].why.as_str(), form.party.is_some()),
        ("要写清楚", true)
    );
    let draft = open("trial", "file", &[("案由", "半句")]);
    town.desk.save_draft(&officer, &draft).await.unwrap();
    let form = town
        .desk
        .open_form(&officer, "trial", "file", None)
        .await
        .unwrap();
    assert_eq!(
        (form.fields[0].values.clone(), form.draft_saved.is_some()),
        (vec!["半句".to_owned()], true)
    );
    assert_eq!(town.desk.today(&officer).await.unwrap().drafts.len(), 1);
    let case = opened(&town, &officer, "扬尘").await;
    assert_eq!(town.desk.today(&officer).await.unwrap().drafts.len(), 0);
    let again = town
        .desk
        .form_again(
            &officer,
            &input(Some(&case), "notify", &[("数额", "很多")]),
            &[FieldError {
                field: "数额".into(),
                text: "不对".into(),
            }],
        )
        .await
        .unwrap();
    assert_eq!(
        (
            again.fields[0].values.clone(),
            again.fields[0].error.clone()
        ),
        (vec!["很多".to_owned()], Some("不对".to_owned()))
    );
    assert!(matches!(
        town.desk.act_form(&head, &case, "decide").await,
        Err(Refusal::Blocked(_))
    ));
    assert!(matches!(
        town.desk.act_form(&head, &case, "nonsense").await,
        Err(Refusal::NotFound(_))
    ));
    // A correction offers what has a value, and only changes it.
    let form = town
        .desk
        .act_form(&officer, &case, "correct")
        .await
        .unwrap();
    let asked: Vec<&str> = form.fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(asked, ["更正理由", "案由", "住址", "紧急"]);
    let correct = input(
        Some(&case),
        "correct",
        &[
            ("更正理由", "笔误"),
            ("案由", "工地扬尘"),
            ("住址", "建设路8号"),
        ],
    );
    town.desk.do_act(&officer, &correct).await.unwrap();
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    assert_eq!(
        page.timeline[0]
            .changes
            .iter()
            .map(|(n, _)| n.as_str())
            .collect::<Vec<_>>(),
        ["更正理由", "什么事"]
    );
    // A record entered by mistake is revoked by who entered it.
    let done = town
        .desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "5")]))
        .await
        .unwrap();
    let revoke = ActInput {
        revokes: Some(done.act),
        ..input(Some(&case), "revoke_record", &[("撤销记录理由", "误登")])
    };
    town.desk.do_act(&officer, &revoke).await.unwrap();
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    assert_eq!(page.timeline[1].revoked_by, Some(4));
}

#[tokio::test]
async fn a_backup_made_at_work_comes_back_whole_and_is_checked() {
    if std::env::var("FADU_TEST_PG").is_ok() {
        // PostgreSQL has pg_dump for this.
        return;
    }
    let (town, officer, _) = town().await;
    let case = opened(&town, &officer, "扬尘").await;
    let file = town
        .desk
        .upload(&officer, "照片.jpg", "image/jpeg", b"pixels".to_vec())
        .await
        .unwrap();
    let notify = ActInput {
        files: vec![file.clone()],
        ..input(Some(&case), "notify", &[("数额", "5")])
    };
    let done = town.desk.do_act(&officer, &notify).await.unwrap();
    while town.desk.sequence().await.unwrap() > 0 {}
    assert!(
        town.desk
            .wait_logged(&done.act, Duration::from_millis(10))
            .await
            .unwrap()
    );
    std::fs::write(town.data.join("org"), "x").unwrap();
    let backup = town.data.join("all.backup");
    town.desk.backup(&backup).await.unwrap();
    assert!(
        town.desk.backup(&backup).await.is_err(),
        "a backup is never overwritten"
    );
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("back");
    fadu_desk::restore(&backup, &data).unwrap();
    assert_eq!(std::fs::read(data.join("org")).unwrap(), b"x");
    assert!(
        fadu_desk::restore(&backup, &data).is_err(),
        "only into an empty folder"
    );
    let other = Desk::open(setup(&data, &town.clock, packs())).await;
    let refused = other.err().unwrap().to_string();
    assert!(
        refused.contains("属于“test"),
        "another jurisdiction: {refused}"
    );
    let back = fadu_desk::Setup {
        org: String::new(),
        ..setup(&data, &town.clock, packs())
    };
    let desk = Desk::open(back).await.unwrap();
    assert_eq!(
        desk.audit(0).await.unwrap(),
        fadu_desk::view::AuditReport {
            leaves: 2,
            faults: vec![]
        }
    );
    let officer = desk.actor("王一").await.unwrap();
    assert_eq!(desk.file(&officer, &file).await.unwrap().bytes, b"pixels");
    assert_eq!(
        desk.case(&officer, &case, None)
            .await
            .unwrap()
            .evidence
            .len(),
        1
    );
    // Cut short: said, not half restored as if whole.
    let bytes = std::fs::read(&backup).unwrap();
    let cut = dir.path().join("cut");
    std::fs::write(&cut, &bytes[..bytes.len() - 40]).unwrap();
    assert!(
        fadu_desk::restore(&cut, &dir.path().join("other"))
            .unwrap_err()
            .to_string()
            .contains("不完整")
    );
}

#[tokio::test]
async fn erasure_leaves_a_case_that_replays_and_a_receipt_that_verifies() {
    let (town, officer, head) = town().await;
    let case = opened(&town, &officer, "罕见案由甲乙丙").await;
    town.desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "5")]))
        .await
        .unwrap();
    let plead = town
        .desk
        .do_act(
            &officer,
            &input(Some(&case), "plead", &[("申辩内容", "罕见内容丁戊己")]),
        )
        .await
        .unwrap();
    assert!(matches!(
        town.desk.erase(&officer, &case, "个保法47").await,
        Err(Refusal::Forbidden(_))
    ));
    town.do_all(&head, &input(Some(&case), "decide", &[]), &officer)
        .await
        .unwrap();
    town.desk
        .do_act(&officer, &input(Some(&case), "close", &[]))
        .await
        .unwrap();
    while town.desk.sequence().await.unwrap() > 0 {}
    let receipt = town
        .desk
        .receipt_text(&officer, &plead.act)
        .await
        .unwrap()
        .unwrap();
    let raw = std::fs::read(town.data.join("fadu.sqlite")).unwrap_or_default();
    let wal = std::fs::read(town.data.join("fadu.sqlite-wal")).unwrap_or_default();
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
    let lite = std::env::var("FADU_TEST_PG").is_err();
    assert!(!lite || holds(&raw, "罕见内容丁戊己") || holds(&wal, "罕见内容丁戊己"));
    assert!(!receipt.contains("罕见"), "a receipt shows commitments");
    town.desk
        .erase(&officer, &case, "《个人信息保护法》47")
        .await
        .unwrap();
    let raw = std::fs::read(town.data.join("fadu.sqlite")).unwrap_or_default();
    let wal = std::fs::read(town.data.join("fadu.sqlite-wal")).unwrap_or_default();
    for text in ["罕见内容丁戊己", "罕见案由甲乙丙", "建设路8号", "示例公司"]
    {
        assert!(!holds(&raw, text) && !holds(&wal, text), "{text}");
    }
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    assert_eq!(page.timeline.len(), 5);
    assert!(page.head.erased);
    // The erasure is an act itself: in the office's book, with its ground.
    while town.desk.sequence().await.unwrap() > 0 {}
    let auditor = administrator(&town, "审计", "audit").await;
    let events = town.desk.events(&auditor).await.unwrap();
    let act = events
        .iter()
        .find(|e| e.2 == "清除个人信息")
        .unwrap()
        .3
        .clone();
    let book = town.desk.book_act(&officer, &act).await.unwrap();
    assert_eq!(book.data.last().unwrap().1, "《个人信息保护法》47");
    assert!(book.receipt.is_some());
    assert_eq!(
        town.desk.audit(0).await.unwrap().faults,
        Vec::<String>::new()
    );
    let report = fadu_verify::verify(receipt.as_bytes(), &fadu_verify::Options::default()).unwrap();
    assert_eq!(report.exit_code(), 0, "{}", report.to_text());
}

#[tokio::test]
async fn a_clock_set_back_is_refused_and_named() {
    let (town, officer, _) = town().await;
    town.set_day(day("2026-01-10"));
    let case = opened(&town, &officer, "扬尘").await;
    town.set_day(day("2026-01-09"));
    let refused = town
        .desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "5")]))
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "服务器时钟是 2026-01-09，早于本系统最近一次记录的 2026-01-10。请系统管理员先校正时钟，再办理"
    );
    town.clock.store(noon(day("2026-01-10")), Ordering::SeqCst);
    town.desk
        .do_act(&officer, &input(Some(&case), "notify", &[("数额", "5")]))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_store_that_is_no_sample_takes_no_other_clock() {
    let dir = tempfile::tempdir().unwrap();
    let clock = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(noon(day("2026-01-10"))));
    let real = fadu_desk::Setup {
        sample: false,
        ..setup(dir.path(), &clock, packs())
    };
    let refused = Desk::open(real).await.err().unwrap();
    assert!(refused.to_string().contains("只有示例数据"), "{refused}");
}

#[tokio::test]
async fn opinions_stay_sealed_until_all_have_spoken_and_the_chair_is_last() {
    let (town, officer, head) = town().await;
    let other = town.person("赵三", &["负责人"]).await;
    let case = opened(&town, &officer, "扬尘").await;
    let sheet = async |who: &Actor| town.desk.behaviour(who, &case, "会议").await.unwrap().sheet;
    assert_eq!(sheet(&officer).await, None);
    let members = ["赵三".to_owned(), "王一".to_owned()];
    town.desk
        .call_meeting(&officer, &case, &members, "李二")
        .await
        .unwrap();
    assert!(matches!(
        town.desk
            .give_opinion(&head, &case, "同意", "事实清楚")
            .await,
        Err(Refusal::Forbidden(_))
    ));
    town.desk
        .give_opinion(&other, &case, "不同意", "证据不足")
        .await
        .unwrap();
    assert!(matches!(
        town.desk
            .give_opinion(&other, &case, "同意", "改主意")
            .await,
        Err(Refusal::Forbidden(_))
    ));
    let sealed = sheet(&head).await.unwrap();
    assert!(!sealed.open && !sealed.yours && sealed.rows.iter().all(|r| r.opinion.is_none()));
    town.desk
        .give_opinion(&officer, &case, "同意", "事实清楚")
        .await
        .unwrap();
    let opened = sheet(&head).await.unwrap();
    assert!(opened.open && opened.yours);
    assert_eq!(
        opened
            .rows
            .iter()
            .filter_map(|r| r.opinion.as_deref())
            .collect::<Vec<_>>()
            .len(),
        2
    );
    town.desk
        .give_opinion(&head, &case, "同意", "多数意见")
        .await
        .unwrap();
}

#[tokio::test]
async fn an_exported_case_is_read_again_and_every_change_is_found() {
    let (town, officer, _) = town().await;
    let case = opened(&town, &officer, "扬尘").await;
    let file = town
        .desk
        .upload(&officer, "照片 1.jpg", "image/jpeg", b"pixels".to_vec())
        .await
        .unwrap();
    let notify = ActInput {
        files: vec![file],
        ..input(Some(&case), "notify", &[("数额", "5")])
    };
    town.desk.do_act(&officer, &notify).await.unwrap();
    while town.desk.sequence().await.unwrap() > 0 {}
    let folder = town.desk.export_case(&officer, &case).await.unwrap();
    let good = fadu_desk::check_case(&folder);
    assert_eq!(
        (good.acts, good.files, good.faults),
        (2, 1, Vec::<String>::new())
    );
    let names: Vec<&String> = folder.keys().collect();
    assert!(names.iter().any(|n| n.ends_with("照片 1.jpg")), "{names:?}");
    for path in folder.keys() {
        let mut changed = folder.clone();
        let bytes = changed.get_mut(path).unwrap();
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        assert!(
            !fadu_desk::check_case(&changed).faults.is_empty(),
            "changed {path}"
        );
        let mut less = folder.clone();
        less.remove(path);
        assert!(
            !fadu_desk::check_case(&less).faults.is_empty(),
            "without {path}"
        );
    }
}
