//! What is wrong with a file is said in plain words: texts in, messages out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::fmt::Write;

use expect_test::{Expect, expect};
use fadu_pack::{Folder, Workspace};
use fadu_proof::{Options, check as prove, render};
use fadu_term::Calendar;

const BASE: &str = "程序 例 sample
  起 立案
  终 结案
角色 甲角
角色 乙角
角色 相对人
  外部
参数 门槛 金额 = 100元
  限 门槛 ≤ 200元
  据 《行政处罚法》51
事实 数额 金额
行为 立案 open
  由 甲角
行为 通知 notice
  由 甲角
  填 数额
行为 申辩 plead
  由 相对人
行为 决定 decide
  由 乙角
行为 结案 close
  由 甲角
";

/// Everything that is said about these files: problems, then reports.
fn said(files: &[(&str, &str)]) -> String {
    let files: Vec<(String, String)> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let workspace = Workspace::new(&files, None, &[Folder::builtin()]);
    let found = workspace.procedures();
    let mut problems = workspace.problems.clone();
    for problem in found.iter().flat_map(|f| &f.problems) {
        if !problems.contains(problem) {
            problems.push(problem.clone());
        }
    }
    let mut text = String::new();
    for problem in problems.iter().filter(|p| p.is_error()) {
        let _ = writeln!(text, "{}：{}", problem.file, problem.diagnostic.message);
    }
    if text.is_empty() {
        for model in found.iter().filter_map(|f| f.model.as_ref()) {
            let options = Options {
                property: None,
                mutate: false,
                tick: &mut || true,
                now: &|| 0,
            };
            let report = prove(model, Calendar::builtin(), options);
            for property in &report.properties {
                let note = property.note.as_deref().unwrap_or("");
                let _ = writeln!(text, "{:?} {}：{note}", property.result, property.name);
            }
            let said = render(&report);
            let lines = said.lines().filter(|l| l.contains("不能同时满足"));
            lines.for_each(|l| text.push_str(&format!("{l}\n")));
        }
    }
    text
}

fn check(rest: &str, expected: Expect) {
    expected.assert_eq(&said(&[("例.fd", &format!("{BASE}{rest}\n"))]));
}

#[test]
fn a_property_of_what_never_happens_is_proved_with_a_note() {
    check(
        "可 决定\n  须 甲: 已 通知\n  须 乙: 未 通知\n性质 决定前要通知\n  凡 决定 时 已 申辩\n性质 分开\n  分离 通知 决定\n性质 决定以后\n  凡 决定 后 不得 通知",
        expect![[r#"
            Proved 决定前要通知：“决定”在任何经过里都不会发生，所以这条性质自然成立，说明不了什么
            Proved 分开：“决定”在任何经过里都不会发生，所以这条性质自然成立，说明不了什么
            Proved 决定以后：“决定”在任何经过里都不会发生，所以这条性质自然成立，说明不了什么
            违反 决定：任何经过都办不成：“可 决定/甲”和“可 决定/乙”不能同时满足
        "#]],
    );
}

#[test]
fn a_property_whose_condition_never_holds_is_proved_with_a_note() {
    check(
        "可 申辩\n  须 已 决定\n可 决定\n  须 未 申辩\n  须 已 通知\n性质 决定前可申辩\n  恒可 申辩 若 已 申辩 且 未 决定\n性质 申辩过要复核\n  凡 决定 时 非 已 申辩 或 数额 > 900元",
        expect![[r#"
            Proved 决定前可申辩：假定每个角色都配备了规范要求的、有资格的人员；它的前提在任何经过里都不成立，所以这条性质自然成立，说明不了什么
            Proved 申辩过要复核：办“决定”时，它的前提在任何经过里都不成立，所以这条性质自然成立，说明不了什么
        "#]],
    );
}

#[test]
fn two_norms_that_contradict_each_other_are_named() {
    check(
        "可 决定\n  须 要通知: 已 通知 且 数额 > 200元\n  须 小额: 数额 ≤ 100元",
        expect![[r#"
            违反 决定：任何经过都办不成：“可 决定/要通知”和“可 决定/小额”不能同时满足
        "#]],
    );
}

#[test]
fn procedures_that_lead_back_to_themselves() {
    let one = "程序 甲程序 one\n  承 乙程序\n";
    let two = "程序 乙程序 two\n  承 甲程序\n";
    expect![[r#"
        乙.fd：承接成了圈：甲程序 → 乙程序 → 甲程序
        甲.fd：承接成了圈：乙程序 → 甲程序 → 乙程序
    "#]]
    .assert_eq(&said(&[("甲.fd", one), ("乙.fd", two)]));
}

#[test]
fn unknown_names_with_what_was_probably_meant() {
    check(
        "可 决定\n  须 已 通知书\n  须 数颔 > 1元\n行为 复核 recheck\n  由 甲角色",
        expect![[r#"
            例.fd：没有叫“甲角色”的角色，是“甲角”吗
            例.fd：没有叫“通知书”的行为，是“通知”吗
            例.fd：没有叫“数颔”的事实或者参数，是“数额”吗
        "#]],
    );
}

#[test]
fn a_parameter_outside_its_limit() {
    let county = "程序 县例 county\n  承 例\n设 门槛 = 500元\n  据 《行政处罚法》51\n";
    expect![[r#"
        县.fd：参数“门槛”的值超出了限：门槛不能超过200元
    "#]]
    .assert_eq(&said(&[("例.fd", BASE), ("县.fd", county)]));
}

#[test]
fn tables_whose_days_overlap() {
    let table = |name: &str, days: &str| {
        format!(
            "表 {name}\n  入 数额\n  出 档次\n  首中\n  效 {days}\n  | 数额 | 档次 |\n  | > 50元 | 重 |\n  | - | 轻 |\n"
        )
    };
    let text = format!(
        "事实 档次 单选 轻|重\n{}{}",
        table("旧档", "2021-01-01 至 2026-08-14"),
        table("新档", "2026-08-01 至 2030-12-31")
    );
    check(
        &text,
        expect![[r#"
        例.fd：表“旧档”和“新档”都算出“档次”，效期在 2026-08-01 至 2026-08-14 重叠：同一天只能有一张有效
    "#]],
    );
}

/// Many acts that all depend on each other through counters, orders and comparisons.
fn blow_up(acts: usize) -> String {
    let mut text = BASE.to_owned();
    for n in 0..acts {
        let _ = writeln!(
            text,
            "事实 值{n} 金额\n行为 事{n} thing-{n}\n  由 甲角\n  填 值{n}\n  多次"
        );
    }
    for n in 0..acts {
        let one = (n * 7 + 3) % acts;
        let other = (n * 11 + 5) % acts;
        let _ = writeln!(
            text,
            "可 事{n}\n  须 (次数 事{one} ≥ 2 且 值{one} > 值{other}) 或 (事{other} 后于 事{one} 且 值{n} ≤ {}元) 或 次数 事{n} ≤ 1 或 期满 事{one} {}日",
            n + 10,
            n + 3
        );
    }
    let _ = writeln!(
        text,
        "可 决定\n  须 {}",
        (0..acts)
            .map(|n| format!("(次数 事{n} ≥ 2 或 事{n} 后于 事{})", (n + 1) % acts))
            .collect::<Vec<_>>()
            .join(" 且 ")
    );
    text.push_str("性质 炸\n  凡 决定 时 值0 > 值1 或 值2 > 值3 或 事1 后于 事0\n");
    text
}

#[test]
fn a_file_built_to_blow_up_the_checker_ends_honestly() {
    let model = common::model(&blow_up(24));
    let mut asked = 0_u64;
    let options = Options {
        property: Some("炸".to_owned()),
        mutate: false,
        tick: &mut || {
            asked += 1;
            asked < 60
        },
        now: &|| 0,
    };
    let report = prove(&model, Calendar::builtin(), options);
    let property = &report.properties[0];
    expect!["NotProved 状态太多，在给定的计算量内没有得出结论"].assert_eq(&format!(
        "{:?} {}",
        property.result,
        property.note.as_deref().unwrap_or("")
    ));
}
