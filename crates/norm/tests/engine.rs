//! The rules M1 to M13 of docs/language.md, each on a small procedure: text in, text out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use expect_test::{Expect, expect};
use fadu_norm::behaviour::Notice;
use fadu_norm::json::{read_history, replay};
use fadu_norm::model::Model;
use fadu_norm::resolve::{Context, Source, resolve};
use fadu_term::{Calendar, DayRule};
use serde_json::{Value, json};

fn context() -> Context {
    let rule = DayRule {
        working_day_terms: fadu_term::WorkingDayTerms::List(vec![2, 3, 5, 7]),
        ..DayRule::PLAIN.clone()
    };
    Context {
        parts: BTreeMap::new(),
        procedures: BTreeMap::new(),
        families: BTreeMap::new(),
        properties: Vec::new(),
        registers: Vec::new(),
        day_rules: BTreeMap::from([("行政处罚法".to_owned(), Arc::new(rule.clone()))]),
        notice: Notice {
            term: "30日".parse().unwrap(),
            rule: Arc::new(rule),
            cites: Vec::new(),
        },
    }
}

fn model(text: &str) -> Model {
    let (source, problems) = Source::parse("test.fd", text);
    assert!(problems.is_empty(), "{problems:?}");
    let resolved = resolve(&source, &context());
    let errors: Vec<_> = resolved
        .problems
        .iter()
        .filter(|p| p.is_error())
        .map(|p| &p.diagnostic.message)
        .collect();
    resolved.model.unwrap_or_else(|| panic!("{errors:?}"))
}

/// What the engine answers after a history: one line an option or duty.
fn answer(text: &str, history: &Value, on: &str, person: Option<&str>) -> String {
    let model = model(text);
    let day = on.parse().unwrap();
    let input = match read_history(history, &model, Some(day)) {
        Ok(input) => input,
        Err(error) => return format!("{error}\n"),
    };
    let replayed = replay(&model, Calendar::builtin(), input);
    let json = replayed.to_json(day, person, &|_| None);
    let mut out = String::new();
    let reasons = |json: &Value| -> String {
        let list = json["reasons"].as_array().cloned().unwrap_or_default();
        let line = |r: &Value| {
            let unknown: Vec<&str> = r["unknown"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let unknown = if unknown.is_empty() {
                String::new()
            } else {
                format!(" 缺 {}", unknown.join("、"))
            };
            let earliest = r["earliest"]
                .as_str()
                .map(|d| format!(" 最早 {d}"))
                .unwrap_or_default();
            format!(
                "\n  {}{unknown}{earliest}：{}",
                r["norm"].as_str().unwrap(),
                r["text"].as_str().unwrap()
            )
        };
        list.iter().map(line).collect()
    };
    if !json["refused"].is_null() {
        out.push_str(&format!(
            "拒绝 {} {}{}\n",
            json["refused"]["index"],
            json["refused"]["act"],
            reasons(&json["refused"])
        ));
    }
    for option in json["options"].as_array().unwrap() {
        out.push_str(&format!(
            "{} {}{}\n",
            option["act"].as_str().unwrap(),
            option["verdict"].as_str().unwrap(),
            reasons(option)
        ));
    }
    for duty in json["duties"].as_array().unwrap() {
        out.push_str(&format!(
            "{} {} {} → {}\n",
            duty["norm"].as_str().unwrap(),
            duty["state"].as_str().unwrap(),
            duty["from"].as_str().unwrap(),
            duty["due"]
        ));
    }
    out
}

fn check(text: &str, acts: Value, on: &str, expected: Expect) {
    expected.assert_eq(&answer(text, &json!({"acts": acts}), on, None));
}

const SMALL: &str = "程序 小 small
  起 立案
  终 结案
角色 承办
角色 当事人
  外部
事实 金额 金额
行为 立案 open
  由 承办
行为 告知 notify
  由 承办
  填 金额
  类 送达
  多次
行为 申辩 plead
  由 当事人
  多次
行为 决定 decide
  由 承办
  选填 金额
行为 结案 close
  由 承办
可 决定
  须 告知先: 已 告知 且 告知 后于 金额
  须 期满: 期满 告知 5日 据 《行政处罚法》85
应 时限: 决定 于 立案 后 7日 内
  据 《行政处罚法》85
";

fn act(name: &str, on: &str) -> Value {
    json!({"act": name, "on": on, "by": ["甲"]})
}

fn told(on: &str, amount: &str, behaviour: Value) -> Value {
    json!({"act": "告知", "on": on, "by": ["甲"], "facts": {"金额": amount}, "behaviour": behaviour})
}

#[test]
fn m7_only_opening_acts_before_the_case_is_open() {
    check(
        SMALL,
        json!([]),
        "2026-03-02",
        expect![[r#"
        立案 allowed
        告知 blocked
          程序 小/起：案件还没有开始。先立案。
        申辩 blocked
          程序 小/起：案件还没有开始。先立案。
        决定 blocked
          程序 小/起：案件还没有开始。先立案。
          可 决定/告知先：现在还不能决定：要先告知。
          可 决定/期满：现在还不能决定：告知后要满5个工作日。
        结案 blocked
          程序 小/起：案件还没有开始。先立案。
    "#]],
    );
}

#[test]
fn m2_an_offer_leaves_own_content_open() {
    // `告知 后于 金额` reads a fact that 决定 may set: the offer is open there, the period is not.
    check(
        SMALL,
        json!([
            act("立案", "2026-03-02"),
            told("2026-03-03", "1万元", json!({}))
        ]),
        "2026-03-04",
        expect![[r#"
        立案 blocked
          行为 立案/一次：立案已经办过，不用再办一次。
        告知 allowed
        申辩 allowed
        决定 blocked
          可 决定/期满 最早 2026-03-11：现在还不能决定：告知后要满5个工作日。
        结案 allowed
        应 决定/时限 open 2026-03-02 → "2026-03-11"
    "#]],
    );
}

#[test]
fn m1_a_raised_amount_was_not_told() {
    let decided =
        json!({"act": "决定", "on": "2026-03-16", "by": ["甲"], "facts": {"金额": "2万元"}});
    check(
        SMALL,
        json!([
            act("立案", "2026-03-02"),
            told("2026-03-03", "1万元", json!({})),
            decided
        ]),
        "2026-03-16",
        expect![[r#"
        拒绝 2 "决定"
          可 决定/告知先：现在还不能决定：。
        立案 blocked
          行为 立案/一次：立案已经办过，不用再办一次。
        告知 allowed
        申辩 allowed
        决定 allowed
        结案 allowed
        应 决定/时限 overdue 2026-03-02 → "2026-03-11"
    "#]],
    );
}

#[test]
fn m8_the_same_amount_again_is_no_change() {
    let decided =
        json!({"act": "决定", "on": "2026-03-16", "by": ["甲"], "facts": {"金额": "1万元"}});
    check(
        SMALL,
        json!([
            act("立案", "2026-03-02"),
            told("2026-03-03", "1万元", json!({})),
            decided,
            act("结案", "2026-03-17")
        ]),
        "2026-03-17",
        expect![[r#"
        立案 blocked
          程序 小/终：案件已经结案，不能再办这一步。
          行为 立案/一次：立案已经办过，不用再办一次。
        告知 blocked
          程序 小/终：案件已经结案，不能再办这一步。
        申辩 blocked
          程序 小/终：案件已经结案，不能再办这一步。
        决定 blocked
          程序 小/终：案件已经结案，不能再办这一步。
          行为 决定/一次：决定已经办过，不用再办一次。
        结案 blocked
          程序 小/终：案件已经结案，不能再办这一步。
          行为 结案/一次：结案已经办过，不用再办一次。
        应 决定/时限 discharged 2026-03-02 → "2026-03-11"
    "#]],
    );
}

#[test]
fn m4_public_notice_counts_from_the_end_of_its_term() {
    let by_notice = told("2026-03-03", "1万元", json!({"送达.方式": "公告"}));
    check(
        SMALL,
        json!([act("立案", "2026-03-02"), by_notice]),
        "2026-03-20",
        expect![[r#"
        立案 blocked
          行为 立案/一次：立案已经办过，不用再办一次。
        告知 allowed
        申辩 allowed
        决定 blocked
          可 决定/告知先 最早 2026-04-02：现在还不能决定：要先告知。
          可 决定/期满 最早 2026-04-11：现在还不能决定：告知后要满5个工作日。
        结案 allowed
        应 决定/时限 overdue 2026-03-02 → "2026-03-11"
    "#]],
    );
}

#[test]
fn m5_entry_that_is_too_late_and_days_that_decrease() {
    let late = json!({"act": "立案", "on": "2026-03-02", "recorded": "2026-03-05", "by": ["甲"]});
    check(
        SMALL,
        json!([late]),
        "2026-03-05",
        expect![[r#"
        拒绝 0 "立案"
          行为 立案/补录：立案要当天记录，不能补录到2026年3月2日。请按今天的日期办理。
        立案 allowed
        告知 blocked
          程序 小/起：案件还没有开始。先立案。
        申辩 blocked
          程序 小/起：案件还没有开始。先立案。
        决定 blocked
          程序 小/起：案件还没有开始。先立案。
          可 决定/告知先：现在还不能决定：要先告知。
          可 决定/期满：现在还不能决定：告知后要满5个工作日。
        结案 blocked
          程序 小/起：案件还没有开始。先立案。
    "#]],
    );
    check(
        SMALL,
        json!([act("立案", "2026-03-02"), act("申辩", "2026-03-01")]),
        "2026-03-05",
        expect![[r#"
        acts[1]：记录的日期 2026-03-01 早于前一个行为的记录日期
    "#]],
    );
}

#[test]
fn with_an_actor_other_roles_are_not_theirs() {
    let history = json!({"acts": [act("立案", "2026-03-02")], "posts": [{"person": "乙", "role": "当事人"}, {"person": "甲", "role": "承办"}]});
    expect![[r#"
        立案 not_yours
        告知 not_yours
        申辩 allowed
        决定 not_yours
        结案 not_yours
        应 决定/时限 open 2026-03-02 → "2026-03-11"
    "#]]
    .assert_eq(&answer(SMALL, &history, "2026-03-03", Some("乙")));
}
