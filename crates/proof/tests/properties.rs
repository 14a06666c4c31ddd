//! Each template on a small procedure that keeps it and one that breaks it, with the shortest history.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{report, told};
use expect_test::{Expect, expect};

/// Acts, and what every test adds to them.
fn procedure(rest: &str) -> String {
    format!(
        "程序 例 sample
  起 立案
  终 结案
角色 甲角
角色 乙角
角色 相对人
  外部
事实 数额 金额
行为 立案 open
  由 甲角
行为 通知 notice
  由 甲角
  填 数额
  多次
行为 申辩 plead
  由 相对人
  多次
行为 审核 review
  由 甲角, 乙角
行为 决定 decide
  由 乙角
行为 结案 close
  由 甲角
{rest}
"
    )
}

fn check(rest: &str, expected: Expect) {
    expected.assert_eq(&told(&procedure(rest)));
}

#[test]
fn whenever() {
    check(
        "可 决定\n  须 已 通知\n性质 先通知\n  凡 决定 时 已 通知\n性质 先审核\n  凡 决定 时 已 审核",
        expect![[r#"
            先通知：证明
            先审核：违反 2026-03-02 立案（甲角甲） → 2026-03-02 通知（甲角甲） → 2026-03-02 决定（乙角甲）"#]],
    );
}

#[test]
fn whenever_with_a_term() {
    check(
        "可 决定\n  须 已 通知 且 期满 通知 3工作日\n性质 等三日\n  凡 决定 时 期满 通知 3工作日\n性质 等五日\n  凡 决定 时 期满 通知 5工作日\n性质 等两日\n  凡 决定 时 期满 通知 2工作日",
        expect![[r#"
            等三日：证明
            等五日：违反 2026-03-02 立案（甲角甲） → 2026-03-02 通知（甲角甲） → 2026-03-06 决定（乙角甲）
            等两日：证明"#]],
    );
}

#[test]
fn whenever_with_an_amount() {
    check(
        "可 决定\n  须 已 通知 且 (数额 ≤ 100元 或 已 审核)\n性质 大额要审核\n  凡 决定 时 数额 ≤ 200元 或 已 审核\n性质 小额也审核\n  凡 决定 时 数额 ≤ 50元 或 已 审核",
        expect![[r#"
            大额要审核：证明
            小额也审核：违反 2026-03-02 立案（甲角甲） → 2026-03-02 通知（甲角甲） → 2026-03-02 决定（乙角甲）"#]],
    );
}

#[test]
fn always_and_at_close() {
    check(
        "可 审核\n  须 已 通知\n性质 审核在通知后\n  恒 未 审核 或 已 通知\n性质 决定了才结案\n  终局时 已 决定",
        expect![[r#"
            审核在通知后：证明
            决定了才结案：违反 2026-03-02 立案（甲角甲） → 2026-03-02 结案（甲角甲）"#]],
    );
}

#[test]
fn not_after() {
    check(
        "可 审核\n  须 未 决定\n性质 决定后不审核\n  凡 决定 后 不得 审核\n性质 决定后不通知\n  凡 决定 后 不得 通知",
        expect![[r#"
            决定后不审核：证明
            决定后不通知：违反 2026-03-02 立案（甲角甲） → 2026-03-02 决定（乙角甲） → 2026-03-02 通知（甲角甲）"#]],
    );
}

#[test]
fn separate() {
    check(
        "可 审核\n  须 异人 通知\n性质 审核的人不通知\n  分离 审核 通知",
        expect![
            "审核的人不通知：违反 2026-03-02 立案（甲角甲） → 2026-03-02 审核（某甲） → 2026-03-02 通知（某甲）"
        ],
    );
    check(
        "可 审核\n  须 异人 通知\n可 通知\n  须 异人 审核\n性质 审核的人不通知\n  分离 审核 通知",
        expect!["审核的人不通知：证明"],
    );
}

#[test]
fn deadline() {
    check(
        "应 决定期限: 决定 于 立案 后 30日 内\n性质 六十日内\n  限期 立案 后 60日 内 决定\n性质 二十日内\n  限期 立案 后 20日 内 决定\n性质 及时结案\n  限期 决定 后 及时 结案",
        expect![[r#"
            六十日内：证明
            二十日内：违反 2026-03-02 立案（甲角甲）
            及时结案：违反 2026-03-02 立案（甲角甲） → 2026-03-02 决定（乙角甲）"#]],
    );
}

#[test]
fn always_may() {
    check(
        "可 申辩\n  须 未 决定\n性质 决定前可申辩\n  恒可 申辩 若 未 决定\n性质 随时可申辩\n  恒可 申辩",
        expect![[r#"
            决定前可申辩：证明
            随时可申辩：未证明"#]],
    );
}

#[test]
fn can_always() {
    check(
        "可 决定\n  须 已 申辩 或 (已 通知 且 期满 通知 5工作日)\n性质 总能决定\n  总能 决定",
        expect!["总能决定：证明"],
    );
    check(
        "可 决定\n  须 已 申辩\n性质 总能决定\n  总能 决定",
        expect!["总能决定：未证明"],
    );
}

#[test]
fn reachable() {
    check(
        "可 审核\n  须 已 决定\n可 决定\n  须 已 审核\n性质 能申辩\n  可达 已 申辩\n性质 能审核\n  可达 已 审核",
        expect![[r#"
            能申辩：证明
            能审核：违反"#]],
    );
}

#[test]
fn what_is_checked_anyway() {
    let report = report(
        &procedure(
            "可 审核\n  须 在先: 已 决定\n可 决定\n  须 在先: 已 审核\n应 审核期限: 审核 于 立案 后 5日 内",
        ),
        false,
    );
    let lines: Vec<String> = report
        .implicit
        .iter()
        .map(|i| format!("{:?} {} {} {}", i.result, i.check, i.subject, i.detail))
        .collect();
    expect![[r#"
        Proved reachable 立案 
        Proved reachable 通知 
        Proved reachable 申辩 
        Violated reachable 审核 任何经过都办不成
        Violated reachable 决定 任何经过都办不成
        Proved reachable 结案 
        Proved stuck 例 
        Proved duty 应 审核/审核期限 "#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn two_conditions_that_contradict_are_named() {
    let report = report(
        &procedure("可 审核\n  须 无: 未 通知\n  须 有: 已 通知"),
        false,
    );
    let detail = report
        .implicit
        .iter()
        .find(|i| i.subject == "审核")
        .map(|i| i.detail.clone())
        .unwrap_or_default();
    expect!["任何经过都办不成：“可 审核/无”和“可 审核/有”不能同时满足"].assert_eq(&detail);
}

#[test]
fn a_mutant_that_no_property_notices_is_a_hole() {
    let report = report(
        &procedure(
            "可 决定\n  须 通知在先: 已 通知\n  须 审核在先: 已 审核\n可 审核\n  须 立案在先: 已 立案\n性质 先通知\n  凡 决定 时 已 通知",
        ),
        true,
    );
    let mutants = report.mutants.unwrap();
    let holes: Vec<String> = mutants
        .holes
        .iter()
        .filter(|h| !h.norm.starts_with("行为"))
        .map(|h| format!("{} {}", h.norm, h.mutation))
        .collect();
    expect!["可 决定/审核在先 去掉"].assert_eq(&holes.join("\n"));
    expect!["可 审核/立案在先"].assert_eq(&mutants.redundant_norms.join("\n"));
}

#[test]
fn the_report_reads_as_a_lawyer_reads() {
    let report = report(
        &procedure("性质 先通知\n  凡 决定 时 已 通知\n  因 \"相对人要先知道\""),
        false,
    );
    expect![[r#"
        例（sample）：6个行为，0条规范；性质1条，证明0条，违反1条，未证明0条，不适用0条。
        违反 先通知
          1. 2026-03-02 立案（甲角甲）
          2. 2026-03-02 决定（乙角甲）
          法律要求：相对人要先知道（）
    "#]]
    .assert_eq(&fadu_proof::render(&report));
}

#[test]
fn a_report_is_the_same_every_time() {
    let text = procedure(
        "可 决定\n  须 已 通知\n性质 先审核\n  凡 决定 时 已 审核\n性质 能申辩\n  可达 已 申辩",
    );
    let json = || serde_json::to_string(&report(&text, false)).unwrap();
    assert_eq!(json(), json());
}
