//! The shortest way to a blocked act, on the example of docs/language.md section 7.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use expect_test::{Expect, expect};
use fadu_norm::json::{read_history, replay};
use fadu_proof::Ways;
use fadu_term::Calendar;
use serde_json::json;

const EXAMPLE: &str = include_str!("../../norm/tests/fixtures/example.fd");

fn way(acts: &serde_json::Value, on: &str, act: &str) -> String {
    let model = common::model(EXAMPLE);
    let registers =
        json!({"行政执法证": [{"person": "王一"}], "法制审核资格": [{"person": "赵六"}]});
    let history = json!({"registers": registers, "acts": acts});
    let input = read_history(&history, &model, None).unwrap();
    let replay = replay(&model, Calendar::builtin(), input);
    assert!(replay.refused.is_none(), "{:?}", replay.refused);
    let ways = Ways::new(&replay.session, on.parse().unwrap());
    let way = ways.to(model.act_named(act).unwrap(), 5_000_000, &mut || true);
    way.map_or("没有".to_owned(), |w| w.join(" → "))
}

fn check(acts: &serde_json::Value, on: &str, act: &str, expected: Expect) {
    expected.assert_eq(&way(acts, on, act));
}

fn done(act: &str, on: &str, facts: serde_json::Value) -> serde_json::Value {
    json!({"act": act, "on": on, "by": ["王一"], "role": "承办人", "facts": facts})
}

fn notified() -> serde_json::Value {
    json!([
        done("立案", "2026-03-02", json!({})),
        done("调查", "2026-03-03", json!({})),
        done("调查终结", "2026-03-04", json!({"应当法制审核": true})),
        done(
            "告知",
            "2026-04-07",
            json!({"拟处罚种类": ["罚款"], "拟罚款": "5万元", "事实理由依据": "…"})
        ),
    ])
}

#[test]
fn waits_come_first_and_one_wait_stands_for_shorter_ones() {
    check(
        &notified(),
        "2026-04-10",
        "作出处罚决定",
        expect!["期满 告知 5工作日 → 法制审核 → 作出处罚决定"],
    );
    check(
        &notified(),
        "2026-04-20",
        "作出处罚决定",
        expect!["法制审核 → 作出处罚决定"],
    );
}

#[test]
fn a_case_that_is_not_open_is_opened_first() {
    check(
        &json!([]),
        "2026-04-10",
        "调查终结",
        expect!["立案 → 调查终结"],
    );
    check(
        &json!([]),
        "2026-04-10",
        "作出处罚决定",
        expect!["立案 → 告知 → 期满 告知 5工作日 → 调查终结 → 作出处罚决定"],
    );
}

#[test]
fn an_act_that_stands_once_has_no_way() {
    check(&notified(), "2026-04-10", "立案", expect!["没有"]);
}
