//! Who gets in and who changes accounts: second factor, two administrators, a party with number and telephone; and
//! payments from a bank's file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::sync::atomic::Ordering;

use common::{OFFICE, Town, day, input, open};
use fadu_desk::grants::GrantAsk;
use fadu_desk::view::{ActInput, ClockState, FactorView, Input, PartyInput, PaymentState};
use fadu_desk::{Actor, NewPerson, Refusal};
use fadu_pack::Folder;

const PROCEDURE: &str = r#"
程序 收费程序 charge
  起 立案
  终 结案
  号 "{机关简称}收〔{年}〕{序}号"

角色 承办人
角色 负责人
角色 当事人
  外部
角色 银行
  外部

事实 案由 文本
事实 应收 金额
事实 一共缴了 金额
  初 0元
事实 凭证号 文本
事实 意见 文本
事实 内部意见 文本

行为 立案 file
  由 承办人
  填 案由
行为 内部审核 review
  由 负责人
  填 内部意见
  类 审查
行为 决定 decide
  由 负责人
  填 应收
行为 送达决定 serve
  由 承办人
  类 送达
行为 提意见 state
  由 当事人
  填 意见
行为 缴款 pay
  由 银行
  填 一共缴了, 凭证号
  类 收款
  多次
行为 结案 close
  由 承办人

可 决定
  须 已 内部审核 且 内部审核.结论 = 通过
可 送达决定
  须 已 决定
可 提意见
  须 期限内: 期内 送达决定 5工作日
可 缴款
  须 已 送达决定
  不得 多收: 一共缴了 > 应收
    言 "收的钱超过应收的数额。请核对，多收的退还。"
"#;

const VIEWS: &str = r#"
title = "{案由}"
[field."内部审核.结论"]
label = "审核结论"
choices = ["通过", "退回"]
[payment]
act = "缴款"
total = "一共缴了"
voucher = "凭证号"
[public]
acts = ["立案", "决定", "送达决定", "提意见", "缴款"]
[public.after]
"决定" = "送达决定"
"#;

fn packs() -> Folder {
    let mut folder = Folder::default();
    for (path, text) in Folder::builtin().iter() {
        if path.starts_with("general/behaviours") || path.starts_with("general/views") {
            folder.add(path, text);
        }
    }
    folder.add("test/charge/procedure.fd", PROCEDURE);
    folder.add("test/charge/views.toml", VIEWS);
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

/// A case with a party who left a telephone.
async fn opened(town: &Town, officer: &Actor, what: &str) -> (String, String) {
    let asked = ActInput {
        party: Some(PartyInput {
            name: "示例公司".into(),
            phone: "138-0000 1234".into(),
            ..PartyInput::default()
        }),
        ..open("charge", "file", &[("案由", what)])
    };
    let done = town.desk.open_case(officer, &asked).await.unwrap();
    (done.case, done.case_alias)
}

async fn served(town: &Town, officer: &Actor, head: &Actor, what: &str) -> (String, String) {
    let (case, alias) = opened(town, officer, what).await;
    for (who, act, values) in [
        (
            head,
            "review",
            vec![("内部意见", "可以"), ("审查.结论", "通过")],
        ),
        (head, "decide", vec![("应收", "300")]),
        (officer, "serve", vec![("送达.方式", "直接")]),
    ] {
        let done = town
            .desk
            .do_act(who, &input(Some(&case), act, &values))
            .await;
        done.unwrap();
    }
    (case, alias)
}

// The code of the moment, as a telephone computes it: tried out, since the secret is all that is known.
fn code(secret: &str, micros: i64) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let bits: String = secret
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            format!(
                "{:05b}",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap()
            )
        })
        .collect();
    let bytes: Vec<u8> = (0..bits.len() / 8)
        .map(|i| u8::from_str_radix(&bits[i * 8..i * 8 + 8], 2).unwrap())
        .collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&bytes).unwrap();
    mac.update(&(micros / 1_000_000 / 30).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 15);
    let four: [u8; 4] = digest[offset..offset + 4].try_into().unwrap();
    format!(
        "{:06}",
        (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
    )
}

#[tokio::test]
async fn with_a_second_factor_the_password_alone_opens_nothing_and_no_code_counts_twice() {
    let (town, officer, _) = town().await;
    let says = |r: Result<fadu_desk::Login, Refusal>| match r {
        Ok(_) => "in".to_owned(),
        Err(Refusal::Login(text)) => text,
        Err(other) => panic!("{other}"),
    };
    let now = || town.clock.load(Ordering::SeqCst);
    town.desk.begin_factor(&officer).await.unwrap();
    let FactorView::Waiting { secret, .. } = town.desk.me(&officer).await.unwrap().factor else {
        panic!("no secret");
    };
    // Not in force before a first right code.
    assert_eq!(says(town.desk.login("王一", "correct horse").await), "in");
    assert!(town.desk.confirm_factor(&officer, "000000").await.is_err());
    town.desk
        .confirm_factor(&officer, &code(&secret, now()))
        .await
        .unwrap();
    assert_eq!(town.desk.me(&officer).await.unwrap().factor, FactorView::On);
    assert!(says(town.desk.login("王一", "correct horse").await).contains("动态码"));
    // A wrong password does not tell that there is a second factor.
    assert_eq!(
        says(town.desk.login("王一", "wrong").await),
        "登录名或密码不对"
    );
    town.clock.fetch_add(60_000_000, Ordering::SeqCst);
    let now_code = code(&secret, now());
    let with = async |c: &str| says(town.desk.login_with("王一", "correct horse", c).await);
    assert_eq!(with(&now_code).await, "in");
    assert!(with(&now_code).await.contains("已经用过"));
    town.clock.fetch_add(60_000_000, Ordering::SeqCst);
    town.desk
        .end_factor(&officer, &code(&secret, now()))
        .await
        .unwrap();
    assert_eq!(says(town.desk.login("王一", "correct horse").await), "in");
}

#[tokio::test]
async fn accounts_change_only_when_two_administrators_agree() {
    let (town, officer, _) = town().await;
    let system = administrator(&town, "系统", "system").await;
    let other_system = administrator(&town, "系统二", "system").await;
    let security = administrator(&town, "安全", "security").await;
    let audit = administrator(&town, "审计", "audit").await;
    let desk = &town.desk;
    // Nobody does it alone, not the security administrator either.
    let alone = desk.disable(Some(&security), "王一", true).await;
    assert!(matches!(alone, Err(Refusal::Forbidden(_))));
    let post = GrantAsk::Post {
        login: "王一".into(),
        role: "负责人".into(),
        office: OFFICE.into(),
        from: None,
        to: None,
    };
    for actor in [&officer, &audit] {
        assert!(desk.ask_grant(actor, post.clone()).await.is_err());
    }
    let id = desk.ask_grant(&system, post).await.unwrap();
    for actor in [&system, &other_system, &audit, &officer] {
        assert!(
            desk.decide_grant(actor, &id, true, "").await.is_err(),
            "{}",
            actor.name
        );
    }
    desk.decide_grant(&security, &id, true, "").await.unwrap();
    assert!(desk.decide_grant(&security, &id, true, "").await.is_err());
    // Posts of one instant stand in no order.
    let roles: std::collections::BTreeSet<String> = town
        .actor("王一")
        .await
        .posts
        .iter()
        .map(|p| p.role.clone())
        .collect();
    assert_eq!(roles, ["承办人".to_owned(), "负责人".to_owned()].into());
    // A refused one changes nothing and keeps its reason.
    let ask = GrantAsk::Person {
        name: "赵三".into(),
        login: "zhao".into(),
        password: "long enough".into(),
        phone: String::new(),
        admin: String::new(),
    };
    let id = desk.ask_grant(&security, ask.clone()).await.unwrap();
    assert!(desk.decide_grant(&system, &id, false, " ").await.is_err());
    desk.decide_grant(&system, &id, false, "没有任职文件")
        .await
        .unwrap();
    assert!(desk.login("zhao", "long enough").await.is_err());
    let id = desk.ask_grant(&security, ask).await.unwrap();
    desk.decide_grant(&system, &id, true, "").await.unwrap();
    desk.login("zhao", "long enough").await.unwrap();
    // The auditor watches, and is not switched off.
    let off = desk
        .ask_grant(
            &system,
            GrantAsk::Disable {
                login: "审计".into(),
            },
        )
        .await;
    assert!(matches!(off, Err(Refusal::Fields(_))));
    assert!(desk.disable(None, "审计", true).await.is_err());
    assert_eq!(desk.grants(&audit).await.unwrap().len(), 3);
    let events = desk.events(&audit).await.unwrap();
    assert!(
        events
            .iter()
            .any(|e| e.2 == "不同意账号变动" && e.3.contains("赵三"))
    );
}

#[tokio::test]
async fn number_and_telephone_open_one_matter_and_nothing_else() {
    let (town, officer, head) = town().await;
    town.set_day(day("2026-03-02"));
    let (_, alias) = served(&town, &officer, &head, "一").await;
    let (_, other) = opened(&town, &officer, "二").await;
    let desk = &town.desk;
    assert!(desk.guest_login(&alias, "13800009999").await.is_err());
    assert!(
        desk.guest_login("c26-000000-0", "13800001234")
            .await
            .is_err()
    );
    let login = desk.guest_login(&alias, "138 0000 1234").await.unwrap();
    let guest = desk.session(&login.token).await.unwrap();
    assert_eq!(desk.only_matter(&guest).await.unwrap(), Some(alias.clone()));
    let page = desk.matter(&guest, &alias).await.unwrap();
    // What stays inside is not told, and the party's own time is, with its last day.
    let told: Vec<&str> = page.timeline.iter().map(|i| i.act.as_str()).collect();
    assert_eq!(told, ["送达决定", "决定", "立案"]);
    let clock = page.clocks.iter().find(|c| c.right).unwrap();
    assert_eq!(
        (clock.name.as_str(), clock.state),
        ("提意见", ClockState::Open)
    );
    assert_eq!(clock.due, Some(day("2026-03-09")));
    assert!(desk.matter(&guest, &other).await.is_err());
    assert!(desk.case(&guest, &alias, None).await.is_err());
    assert_eq!(desk.my_matters(&guest).await.unwrap().len(), 1);
    let say = input(Some(&alias), "state", &[("意见", "没有那么严重")]);
    desk.do_act(&guest, &say).await.unwrap();
    let page = desk.matter(&guest, &alias).await.unwrap();
    assert_eq!(page.timeline[0].act, "提意见");
    // Nobody guesses for long.
    for _ in 0..5 {
        let _ = desk.guest_login(&alias, "13911112222").await;
    }
    assert!(desk.guest_login(&alias, "138 0000 1234").await.is_err());
    town.clock.fetch_add(3_700_000_000, Ordering::SeqCst);
    assert!(desk.session(&login.token).await.is_err());
}

#[tokio::test]
async fn a_decision_is_not_told_before_it_is_served() {
    let (town, officer, head) = town().await;
    let (case, alias) = opened(&town, &officer, "一").await;
    for (act, values) in [
        ("review", vec![("内部意见", "可以"), ("审查.结论", "通过")]),
        ("decide", vec![("应收", "300")]),
    ] {
        town.desk
            .do_act(&head, &input(Some(&case), act, &values))
            .await
            .unwrap();
    }
    let login = town.desk.guest_login(&alias, "13800001234").await.unwrap();
    let guest = town.desk.session(&login.token).await.unwrap();
    let page = town.desk.matter(&guest, &alias).await.unwrap();
    assert_eq!(
        page.timeline
            .iter()
            .map(|i| i.act.as_str())
            .collect::<Vec<_>>(),
        ["立案"]
    );
    for act in town
        .desk
        .case(&officer, &alias, None)
        .await
        .unwrap()
        .timeline
    {
        let seen = town.desk.act(&guest, &act.id).await.is_ok();
        assert_eq!(seen, act.act == "立案", "{}", act.act);
    }
}

#[tokio::test]
async fn fields_of_behaviours_are_choices_and_only_asked_where_read() {
    let (town, officer, head) = town().await;
    let (case, _) = opened(&town, &officer, "一").await;
    let form = town.desk.act_form(&head, &case, "review").await.unwrap();
    let field = form.fields.iter().find(|f| f.name == "审查.结论").unwrap();
    let Input::One(choices) = &field.input else {
        panic!("no choice")
    };
    let values: Vec<&str> = choices.iter().map(|c| c.value.as_str()).collect();
    assert_eq!((values, field.required), (vec!["通过", "退回"], true));
    for (given, text) in [
        ("", "请填写“审核结论”"),
        ("也许", "“审核结论”请选：通过、退回"),
    ] {
        let asked = input(
            Some(&case),
            "review",
            &[("内部意见", "x"), ("审查.结论", given)],
        );
        let Err(Refusal::Fields(errors)) = town.desk.do_act(&head, &asked).await else {
            panic!("taken: {given}");
        };
        assert_eq!(errors[0].text, text);
    }
    // Nobody reads what the payment's behaviour would say besides: it is not asked.
    let form = town
        .desk
        .form_again(&officer, &input(Some(&case), "pay", &[]), &[])
        .await
        .unwrap();
    let asked: Vec<&str> = form.fields.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(asked, ["一共缴了", "凭证号"]);
    // Only who may do it is offered as company.
    let form = town.desk.act_form(&head, &case, "review").await.unwrap();
    assert!(form.people.is_empty(), "{:?}", form.people);
}

#[tokio::test]
async fn payments_are_matched_shown_and_booked_once() {
    let (town, officer, head) = town().await;
    let (case, alias) = served(&town, &officer, &head, "一").await;
    let number = town
        .desk
        .case(&officer, &case, None)
        .await
        .unwrap()
        .head
        .number
        .unwrap();
    let file = format!(
        "文号,金额,日期,凭证号,缴款人\n{number},100.00,2026-01-05,DS1,示例公司\n{alias},\"1,00\",20260105,DS2,示例公司\n没有的〔2026〕9号,5,2026-01-05,DS3,\n{number},x,2026-01-05,DS4,\n{number},5,2026-01-05,DS1,\n{number},500,2026-01-05,DS5,\n"
    );
    let told = async |book| -> Vec<String> {
        let rows = town.desk.payments(&officer, &file, book).await.unwrap();
        let said = |s: &PaymentState| match s {
            PaymentState::Ready { total, .. } => format!("ready {total}"),
            PaymentState::Booked { total, .. } => format!("booked {total}"),
            PaymentState::Noted { .. } => "noted".to_owned(),
            PaymentState::Wrong(why) => why.clone(),
        };
        rows.iter()
            .map(|r| format!("{} {}", r.line, said(&r.state)))
            .collect()
    };
    let wrong = [
        "4 没有找到这个文号的办件，或者不归您的单位",
        "5 金额读不出，写作 30000 或者 30,000.00 的样子",
        "6 同一个凭证号在文件里出现两次",
        "7 收的钱超过应收的数额。请核对，多收的退还。",
    ];
    let first = told(false).await;
    assert_eq!(first[..2], ["2 ready 100.00", "3 ready 200.00"]);
    assert_eq!(first[2..], wrong);
    assert_eq!(
        town.desk
            .case(&officer, &case, None)
            .await
            .unwrap()
            .timeline
            .len(),
        4
    );
    assert_eq!(
        told(true).await[..2],
        ["2 booked 100.00", "3 booked 200.00"]
    );
    assert_eq!(told(true).await[..2], ["2 noted", "3 noted"]);
    let page = town.desk.case(&officer, &case, None).await.unwrap();
    assert_eq!(page.timeline.len(), 6);
    let paid = page.facts.iter().find(|f| f.name == "一共缴了").unwrap();
    assert_eq!(paid.value, "200元");
    let stranger = town.person("路人", &[]).await;
    assert!(town.desk.payments(&stranger, &file, true).await.is_err());
}
