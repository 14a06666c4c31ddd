//! Brute force finds the short violation of each kind of property, and none where a condition forbids it.
//! What it finds, the first engine accepts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use fadu_norm::json::{read_history, replay};
use fadu_term::Calendar;
use reference::explore::{Bounds, violation};
use reference::value::{Q, V};
use serde_json::json;
use support::{Both, packs};

fn text(conditions: &str, property: &str) -> String {
    format!(
        "程序 小程 small\n  起 立\n  终 决\n  依据 《行政处罚法》1\n\n角色 官\n\n事实 额 金额\n\n\
         行为 立 open\n  由 官\n  填 额\n  无义 因 \"试\"\n行为 告 tell\n  由 官\n  无义 因 \"试\"\n  多次\n\
         行为 决 decide\n  由 官\n  选填 额\n  无义 因 \"试\"\n\n{conditions}\n性质 所求\n  {property}\n  因 \"试\"\n"
    )
}

/// The acts of the shortest violation, `none` without one.
fn found(conditions: &str, property: &str) -> String {
    let both = Both::read(&text(conditions, property)).unwrap();
    let (mut case, _) = reference::json::read(&both.mine, &packs().world, &json!({}));
    let money = |n| V::Money(Q::int(n));
    let bounds = Bounds {
        start: reference::day::day(2026, 3, 2),
        steps: &[0, 1, 9],
        persons: &["甲", "乙"],
        values: &|_| vec![money(0), money(10_000)],
        length: 4,
        budget: 40_000,
    };
    let Some(all) = violation(&mut case, &both.mine.properties[0].1, &bounds) else {
        return "none".into();
    };
    let acts: Vec<_> = all
        .iter()
        .map(|r| {
            let facts: serde_json::Map<_, _> = r.facts.iter().map(|(k, v)| (k.clone(), reference::value::to_json(v))).collect();
            json!({"act": r.act, "on": reference::day::show(r.on), "by": r.by, "role": r.role, "facts": facts})
        })
        .collect();
    let input = read_history(&json!({"acts": acts}), &both.model, None).unwrap();
    assert!(replay(&both.model, Calendar::builtin(), input).refused.is_none());
    all.iter().map(|r| r.act.clone()).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_act_without_what_goes_before_it() {
    assert_eq!(found("", "凡 决 时 已 告"), "立 决");
    assert_eq!(found("可 决\n  须 已 告\n", "凡 决 时 已 告"), "none");
}

#[test]
fn a_term_that_must_be_over() {
    assert_eq!(found("可 决\n  须 已 告\n", "凡 决 时 期满 告 5工作日"), "立 告 决");
    assert_eq!(found("可 决\n  须 期满 告 5工作日\n", "凡 决 时 期满 告 5工作日"), "none");
}

#[test]
fn a_state_after_every_act_and_at_the_end() {
    assert_eq!(found("", "恒 额 > 0元"), "立");
    assert_eq!(found("可 立\n  须 额 > 0元\n", "终局时 额 > 0元"), "立 决");
    assert_eq!(found("可 立, 决\n  须 额 > 0元\n", "终局时 额 > 0元"), "none");
}

#[test]
fn one_act_never_after_another() {
    assert_eq!(found("", "凡 告 后 不得 告"), "立 告 告");
    assert_eq!(found("可 告\n  须 未 告\n", "凡 告 后 不得 告"), "none");
}

#[test]
fn persons_kept_apart() {
    assert_eq!(found("", "分离 决 告"), "立 告 决");
    assert_eq!(found("可 决\n  须 异人 告\n", "分离 决 告"), "none");
}
