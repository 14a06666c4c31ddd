//! Whether duties can be met in time, on small procedures and on those shipped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use expect_test::{Expect, expect};
use fadu_norm::abstraction::Vocabulary;
use fadu_norm::model::Model;
use fadu_proof::margins::{margins, told};
use fadu_term::Calendar;

const ACTS: &str = "程序 例 sample
  起 立案
  终 结案
角色 甲角
角色 相对人
  外部
事实 重大 是否
行为 立案 open
  由 甲角
  填 重大
行为 告知 notice
  由 甲角
行为 要求听证 request
  由 相对人
行为 听证通知 invite
  由 甲角
行为 听证 hear
  由 甲角
行为 决定 decide
  由 甲角
行为 结案 close
  由 甲角
可 要求听证
  须 期内 告知 5工作日
可 听证通知
  须 已 要求听证
可 听证
  须 期满 听证通知 7工作日
可 决定
  须 期满 告知 5工作日 或 已 要求听证  若 重大
  须 听证 后于 要求听证
  须 已 告知
";

fn lines(model: &Model) -> String {
    let values = model.parameters.iter().map(|p| p.value.clone()).collect();
    let vocabulary = Vocabulary::new(model, Calendar::builtin(), Some(values));
    told(&margins(&vocabulary)).join("\n")
}

fn check(rest: &str, expected: Expect) {
    expected.assert_eq(&lines(&common::model(&format!("{ACTS}{rest}\n"))));
}

#[test]
fn the_longest_chain_of_waits_is_measured_for_each_option() {
    check(
        "应 期限: 决定 于 立案 后 90日 内",
        expect![[r#"
        “期限”：机关照规定最多要等 16 天，来得及，最坏时还剩 74 天（从 2020-01-21 起算时）
        “期限”：当事人要求听证时，机关照规定最多要等 27 天，来得及，最坏时还剩 63 天（从 2020-01-22 起算时）"#]],
    );
    check(
        "应 期限: 决定 于 立案 后 20日 内",
        expect![[r#"
        “期限”：机关照规定最多要等 16 天，来得及，最坏时还剩 4 天（从 2020-01-21 起算时）
        “期限”：当事人要求听证时，机关照规定最多要等 27 天，来不及，最坏时差 7 天（从 2020-01-22 起算时）"#]],
    );
}

#[test]
fn what_stops_the_clock_is_not_counted() {
    check(
        "应 期限: 决定 于 立案 后 20日 内\n  停 要求听证 至 听证",
        expect![[r#"
            “期限”：机关照规定最多要等 16 天，来得及，最坏时还剩 4 天（从 2020-01-21 起算时）
            “期限”：当事人要求听证时，机关照规定最多要等 25 天，来得及，最坏时还剩 5 天（从 2020-01-19 起算时）"#]],
    );
}

#[test]
fn a_duty_without_a_wait_is_not_told() {
    check("应 期限: 结案 于 决定 后 7工作日 内", expect![[""]]);
}

#[test]
fn shipped_penalty() {
    expect![[r#"
        “决定期限”：机关照规定最多要等 16 天，来得及，最坏时还剩 74 天（从 2020-01-21 起算时）
        “决定期限”：当事人要求听证时，机关照规定最多要等 23 天，来得及，最坏时还剩 67 天（从 2020-01-21 起算时）"#]].assert_eq(&lines(&common::packs::shipped("enforcement/penalty-ordinary/procedure.fd")));
}
