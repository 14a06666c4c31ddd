//! 公示: nothing personal leaves, what fell answers with its reason, lists page from where they ended, a rebuild and an
//! erasure leave what they must.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{OFFICE, Town, day, input, open, party};
use fadu_desk::publicity::{PublicationAsk, Published};
use fadu_desk::{Actor, Refusal};
use fadu_pack::Folder;

const PROCEDURE: &str = r#"
程序 公示程序 public-trial
  起 立案
  终 结案
  号 "{机关简称}公〔{年}〕{序}号"

角色 承办人
角色 当事人
  外部

事实 案由 文本
事实 姓名 文本
事实 是自然人 是否
事实 证件 文本
  个人信息
事实 生日 日期
  个人信息
事实 住所 文本
事实 证人 人员
  个人信息
事实 配方 文本
  商业秘密
事实 经过 文本
事实 罚款 金额
事实 为什么撤 文本

行为 立案 file
  由 承办人
  填 案由, 姓名, 是自然人, 证件, 住所, 经过
  选填 生日, 配方, 证人
行为 决定 decide
  由 承办人
  填 罚款
行为 公开 publish
  由 承办人
  类 公示
  多次
行为 撤销 annul
  由 承办人
行为 撤回公开 withdraw
  由 承办人
  填 为什么撤
  类 公示
  多次
行为 结案 close
  由 承办人

可 决定, 撤销, 结案
  须 已 立案
可 公开
  须 已 决定
可 撤回公开
  须 已 撤销 且 已 公开
应 公开期限: 公开 于 决定 后 7自然日 内
应 撤回期限: 撤回公开 于 撤销 后 3自然日 内 若 已 公开
"#;

const VIEWS: &str = r#"
title = "{姓名}{案由}案"
[publicity]
name = "结果"
publish = "公开"
withdraw = "撤回公开"
reason = "为什么撤"
decided = ["决定"]
title = "{姓名}{案由}案"
party = "姓名"
natural = "是自然人"
hidden = ["住所"]
[[publicity.line]]
label = "当事人"
value = "{姓名}"
[[publicity.line]]
label = "证件"
value = "{证件}"
[[publicity.line]]
label = "住所"
value = "{住所}"
[[publicity.line]]
label = "事实"
value = "{经过}"
[[publicity.line]]
label = "罚款"
value = "{罚款}"
[[publicity.line]]
label = "机关"
value = "{office}，电话{office:phone}"
[[publicity.credit]]
label = "名称"
value = "{姓名}"
[[publicity.credit]]
label = "金额（万元）"
value = "{罚款:万元}"
"#;

const ID: &str = "11010519491231002X";

async fn town() -> (Town, Actor) {
    let mut folder = Folder::default();
    for (path, text) in Folder::builtin().iter() {
        if path.starts_with("general/behaviours") {
            folder.add(path, text);
        }
    }
    folder.add("test/public/procedure.fd", PROCEDURE);
    folder.add("test/public/views.toml", VIEWS);
    let problems = fadu_desk::packs::Packs::load(&folder).problems;
    assert_eq!(problems, Vec::<String>::new());
    let town = Town::new(folder).await;
    let officer = town.person("王一", &["承办人"]).await;
    (town, officer)
}

/// A case decided and published; `natural` says of whom.
async fn published(town: &Town, officer: &Actor, name: &str, natural: &str) -> String {
    let facts = format!(
        "{name}（{ID}，手机13812345678）住甲路1号，用秘方三号做了这件事，孙八看见了；{{office}}。"
    );
    town.person("孙八", &[]).await;
    let mut file = open(
        "public-trial",
        "file",
        &[
            ("案由", "占道经营"),
            ("姓名", name),
            ("是自然人", natural),
            ("证件", ID),
            ("住所", "甲路1号"),
            ("生日", "1949-12-31"),
            ("配方", "秘方三号"),
            ("证人", "孙八"),
            ("经过", &facts),
        ],
    );
    file.party = party(name);
    let case = town.desk.do_act(officer, &file).await.unwrap().case;
    let money = input(Some(&case), "decide", &[("罚款", "3.5万元")]);
    town.desk.do_act(officer, &money).await.unwrap();
    let out = input(Some(&case), "publish", &[]);
    town.desk.do_act(officer, &out).await.unwrap();
    case
}

async fn all(town: &Town) -> Vec<fadu_desk::publicity::Publication> {
    let ask = PublicationAsk::default();
    town.desk.published(&ask, 1_000).await.unwrap().rows
}

#[tokio::test]
async fn nothing_personal_leaves() {
    let (town, officer) = town().await;
    let case = published(&town, &officer, "赵小六", "是").await;
    let rows = all(&town).await;
    assert_eq!(rows.len(), 1);
    let said = format!("{:?}", rows);
    for secret in [
        "赵小六",
        "小六",
        ID,
        "1101051949",
        "13812345678",
        "甲路",
        "1949",
        "秘方三号",
        "孙八",
    ] {
        assert!(!said.contains(secret), "{secret} left: {said}");
    }
    let line = |label: &str| {
        rows[0]
            .lines
            .iter()
            .find(|(l, _)| l == label)
            .map(|(_, t)| t.as_str())
    };
    assert_eq!(rows[0].title, "赵某某占道经营案");
    assert_eq!(line("证件"), None);
    assert_eq!(
        line("机关"),
        Some("示例县住房和城乡建设局，电话0000-1234567")
    );
    // What a person typed never becomes a name to be filled in.
    assert!(line("事实").unwrap().ends_with("｛office｝。"), "{said}");
    // The preview says what goes and what does not.
    let preview = town.desk.publicity_preview(&officer, &case).await.unwrap();
    assert!(preview.left_out.contains(&("证件".to_owned(), "个人信息")));
    assert!(preview.left_out.contains(&("配方".to_owned(), "商业秘密")));
    assert!(
        preview
            .lines
            .contains(&("当事人".into(), "赵小六".into(), "赵某某".into()))
    );
    assert_eq!(preview.standing.as_deref(), Some(&*rows[0].alias));
}

#[tokio::test]
async fn a_body_keeps_its_name_and_address() {
    let (town, officer) = town().await;
    published(&town, &officer, "示例公司", "否").await;
    let rows = all(&town).await;
    assert_eq!(rows[0].title, "示例公司占道经营案");
    assert!(rows[0].lines.contains(&("住所".into(), "甲路1号".into())));
    let ask = PublicationAsk {
        office: OFFICE.into(),
        kind: "public-trial".into(),
        ..PublicationAsk::default()
    };
    let file = town.desk.credit_file(&officer, &ask).await.unwrap();
    assert_eq!(file, [["名称", "金额（万元）"], ["示例公司", "3.5"]]);
    let stranger = town.person("外人", &[]).await;
    let refused = town.desk.credit_file(&stranger, &ask).await;
    assert!(matches!(refused, Err(Refusal::Forbidden(_))));
}

#[tokio::test]
async fn what_fell_is_due_for_withdrawal_and_answers_with_its_reason() {
    let (town, officer) = town().await;
    let case = published(&town, &officer, "示例公司", "否").await;
    let alias = all(&town).await[0].alias.clone();
    town.set_day(day("2026-01-12"));
    town.desk
        .do_act(&officer, &input(Some(&case), "annul", &[]))
        .await
        .unwrap();
    let tasks = town.desk.publicity_tasks(&officer).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert!(tasks[0].withdraw);
    assert_eq!(tasks[0].due, Some(day("2026-01-15")));
    town.set_day(day("2026-01-14"));
    let off = input(Some(&case), "withdraw", &[("为什么撤", "决定已经撤销")]);
    town.desk.do_act(&officer, &off).await.unwrap();
    assert!(all(&town).await.is_empty());
    match town.desk.publication(&alias).await.unwrap() {
        Published::Withdrawn { on, reason, .. } => {
            assert_eq!(on, "2026-01-14");
            assert_eq!(reason, "决定已经撤销");
        }
        Published::Standing(row) => panic!("{row:?}"),
    }
    assert!(
        town.desk
            .publicity_tasks(&officer)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(matches!(
        town.desk.publication("nothing").await,
        Err(Refusal::NotFound(_))
    ));
}

#[tokio::test]
async fn pages_follow_each_other_and_a_rebuild_changes_nothing() {
    let (town, officer) = town().await;
    for n in 0..7 {
        town.set_day(day("2026-01-05").add_days(n / 2).unwrap());
        published(&town, &officer, &format!("第{n}公司"), "否").await;
    }
    let mut ask = PublicationAsk::default();
    let mut seen = Vec::new();
    loop {
        let page = town.desk.published(&ask, 3).await.unwrap();
        seen.extend(page.rows.into_iter().map(|r| r.alias));
        match page.next {
            Some(next) => ask.cursor = Some(next),
            None => break,
        }
    }
    let once: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), once.len()), (7, 7));
    let before = town.desk.projections().await.unwrap();
    assert!(before.iter().any(|l| l.starts_with("publication")));
    town.desk.rebuild().await.unwrap();
    assert_eq!(town.desk.projections().await.unwrap(), before);
}
