//! `fadu table` as people run it: exit status, JSON, Chinese text.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};

const FINE: &str = "\
事实 情节 单选 轻微|一般|严重 序
事实 次数 整数
  限 次数 ≥ 1
事实 罚款 金额
表 罚款表
  入 情节, 次数
  出 罚款
  唯一
  单调 情节 升, 次数 升
  幅度 罚款 ≥ 1万元 且 罚款 ≤ 10万元
  据 《某法》5.1、6
  | 情节 | 次数 | 罚款 |
  | 轻微 | - | 1万元 |
  | 一般 | [1, 3) | 2万元 |
  | 一般 | ≥ 3 | 5万元 |
  | 严重 | - | 10万元 |
";

/// Runs `fadu` in a folder that holds these files.
fn run(files: &[(&str, &str)], args: &str) -> String {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    run_in(folder.path(), args)
}

fn run_in(folder: &Path, args: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fadu"));
    let output = command
        .current_dir(folder)
        .args(args.split(' '))
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    for line in String::from_utf8(output.stderr).unwrap().lines() {
        writeln!(text, "! {line}").unwrap();
    }
    write!(text, "= {}", output.status.code().unwrap()).unwrap();
    text
}

fn check(text: &str, args: &str, expected: Expect) {
    expected.assert_eq(&run(&[("表.fd", text)], args));
}

fn eval(text: &str, facts: &str, more: &str, expected: Expect) {
    let args = format!("table eval 表.fd 事实.json{more}");
    expected.assert_eq(&run(&[("表.fd", text), ("事实.json", facts)], &args));
}

#[test]
fn a_table_that_holds() {
    check(
        FINE,
        "table check 表.fd",
        expect![[r#"
        表 罚款表
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
          ✓ 不出法定幅度
        = 0"#]],
    );
    check(
        FINE,
        "table check 表.fd --json",
        expect![[r#"
            {
              "table": "罚款表",
              "total": {
                "holds": true
              },
              "unique": {
                "holds": true
              },
              "monotone": {
                "holds": true
              },
              "range": {
                "holds": true
              },
              "superior": null
            }
            = 0"#]],
    );
}

#[test]
fn a_table_that_does_not() {
    let text = FINE
        .replace("[1, 3)", "2")
        .replace("| 5万元 |", "| 11万元 |");
    check(
        &text,
        "table check 表.fd",
        expect![[r#"
        表 罚款表
          ✕ 无空档：情节 = 一般，次数 = 1 时没有一行适用
          ✓ 无重叠
          ✕ 情节重者不轻：情节 由 一般 升到 严重 时，罚款 由 11万元（第3行）变为 10万元（第4行），反而更轻；前一情形：情节 = 一般，次数 = 3
          ✕ 不出法定幅度：情节 = 一般，次数 = 3 时第3行给出 11万元，超出幅度
        = 1"#]],
    );
    check(
        &text,
        "table check 表.fd --json",
        expect![[r#"
            {
              "table": "罚款表",
              "total": {
                "holds": false,
                "witness": {
                  "情节": "一般",
                  "次数": 1
                },
                "text": "情节 = 一般，次数 = 1 时没有一行适用"
              },
              "unique": {
                "holds": true
              },
              "monotone": {
                "holds": false,
                "witness": {
                  "情节": "一般",
                  "次数": 3
                },
                "other": {
                  "情节": "严重",
                  "次数": 3
                },
                "rows": [
                  3,
                  4
                ],
                "outputs": [
                  "110000.00元",
                  "100000.00元"
                ],
                "text": "情节 由 一般 升到 严重 时，罚款 由 11万元（第3行）变为 10万元（第4行），反而更轻；前一情形：情节 = 一般，次数 = 3"
              },
              "range": {
                "holds": false,
                "witness": {
                  "情节": "一般",
                  "次数": 3
                },
                "rows": [
                  3
                ],
                "outputs": [
                  "110000.00元"
                ],
                "text": "情节 = 一般，次数 = 3 时第3行给出 11万元，超出幅度"
              },
              "superior": null
            }
            = 1"#]],
    );
}

#[test]
fn several_tables_are_a_list() {
    let more =
        "事实 档 整数\n表 二表\n  入 情节\n  出 档\n  上级 省表\n  | 情节 | 档 |\n  | - | 1 |\n";
    check(
        &format!("{FINE}{more}"),
        "table check 表.fd --json",
        expect![[r#"
            [
              {
                "table": "罚款表",
                "total": {
                  "holds": true
                },
                "unique": {
                  "holds": true
                },
                "monotone": {
                  "holds": true
                },
                "range": {
                  "holds": true
                },
                "superior": null
              },
              {
                "table": "二表",
                "total": {
                  "holds": true
                },
                "unique": {
                  "holds": true
                },
                "monotone": null,
                "range": null,
                "superior": {
                  "holds": null,
                  "reason": "没有找到上级表“省表”"
                }
              }
            ]
            = 1"#]],
    );
}

#[test]
fn the_superior_is_found_in_another_file() {
    let own = FINE.replace("  据", "  上级 市表\n  据");
    let city = FINE.replace("罚款表", "市表").replace("2万元", "3万元");
    let files = [("县.fd", own.as_str()), ("市.fd", city.as_str())];
    expect![[r#"
        表 罚款表
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
          ✓ 不出法定幅度
          ✕ 不宽于上级：情节 = 一般，次数 = 1 时第2行给出 2万元，轻于上级表“市表”第2行的 3万元
        表 市表
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
          ✓ 不出法定幅度
        = 1"#]]
    .assert_eq(&run(&files, "table check 县.fd 市.fd"));
    expect![[r#"
        表 罚款表
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
          ✓ 不出法定幅度
          ? 不宽于上级：未能判定，没有找到上级表“市表”
        = 1"#]]
    .assert_eq(&run(&files, "table check 县.fd"));
}

#[test]
fn the_superior_is_found_in_the_shipped_packs() {
    let text = "\
事实 扬尘裁量档次 单选 较轻|一般|较重|严重 序
事实 扬尘罚款下限 金额
表 某县下限
  入 扬尘裁量档次
  出 扬尘罚款下限
  上级 施工扬尘罚款下限·法典
  | 扬尘裁量档次 | 扬尘罚款下限 |
  | - | 5万元 |
";
    check(
        text,
        "table check 表.fd",
        expect![[r#"
        表 某县下限
          ✓ 无空档
          ✓ 无重叠
          ✕ 不宽于上级：扬尘裁量档次 = 严重 时第1行给出 5万元，轻于上级表“施工扬尘罚款下限·法典”第4行的 8万元
        = 1"#]],
    );
}

#[test]
fn what_cannot_be_read() {
    check(
        "事实 甲 整数\n",
        "table check 表.fd",
        expect![[r#"
        ! 文件里没有表
        = 2"#]],
    );
    check(
        FINE,
        "table check 没有.fd",
        expect![[r#"
        ! 没有.fd：打不开（没有这个文件）
        = 2"#]],
    );
    check(
        &FINE.replace("入 情节", "入 情结"),
        "table check 表.fd",
        expect![[r#"
        ! 表.fd:6:5: 错误：没有叫“情结”的事实，是“情节”吗
        !  6 |   入 情结, 次数
        !    |      ^^^^
        ! 表.fd:5:3: 错误：表头的列要正好是入和出的事实
        !  5 | 表 罚款表
        !    |    ^^^^^^
        = 2"#]],
    );
    check(
        &FINE.replace("≥ 3 ", "≥ 三 "),
        "table check 表.fd --json",
        expect![[r#"
        ! 表.fd:15:10: 错误：这里要写整数的值，写的是“三”
        !  15 |   | 一般 | ≥ 三 | 5万元 |
        !     |            ^^^^
        = 2"#]],
    );
}

#[test]
fn a_row_with_its_trace() {
    eval(
        FINE,
        r#"{"情节": "一般", "次数": 2}"#,
        "",
        expect![[r#"
        表 罚款表
          第2行：情节 一般，次数 [1, 3)
          罚款 = 2万元
          依据 《某法》5.1、6
        = 0"#]],
    );
    eval(
        FINE,
        r#"{"情节": "一般", "次数": 2}"#,
        " --json --on 2026-03-01",
        expect![[r#"
            {
              "table": "罚款表",
              "row": 2,
              "output": "20000.00元",
              "cite": "《某法》5.1、6",
              "missing": [],
              "ambiguous": [],
              "trace": [
                {
                  "row": 1,
                  "cells": [
                    "refuses",
                    "accepts"
                  ]
                },
                {
                  "row": 2,
                  "cells": [
                    "accepts",
                    "accepts"
                  ]
                },
                {
                  "row": 3,
                  "cells": [
                    "accepts",
                    "refuses"
                  ]
                },
                {
                  "row": 4,
                  "cells": [
                    "refuses",
                    "accepts"
                  ]
                }
              ],
              "on": "2026-03-01"
            }
            = 0"#]],
    );
}

#[test]
fn a_row_that_cannot_be_told() {
    eval(
        FINE,
        r#"{"情节": "一般"}"#,
        "",
        expect![[r#"
        表 罚款表
          还缺：次数
        = 1"#]],
    );
    eval(
        FINE,
        r#"{"情节": "严重"}"#,
        "",
        expect![[r#"
        表 罚款表
          第4行：情节 严重
          罚款 = 10万元
          依据 《某法》5.1、6
        = 0"#]],
    );
    let gap = FINE.replace("≥ 3", "≥ 5");
    eval(
        &gap,
        r#"{"情节": "一般", "次数": 4}"#,
        "",
        expect![[r#"
        表 罚款表
          没有一行适用
          最接近的是第1行：情节 轻微
        = 1"#]],
    );
    let overlap = FINE.replace("[1, 3)", "-");
    eval(
        &overlap,
        r#"{"情节": "一般", "次数": 4}"#,
        "",
        expect![[r#"
        表 罚款表
          第2、3行都适用，这张表有错
        = 1"#]],
    );
}

#[test]
fn facts_that_do_not_fit() {
    eval(
        FINE,
        r#"{"情结": "一般"}"#,
        "",
        expect![[r#"
        ! 没有叫“情结”的事实，是“情节”吗
        = 2"#]],
    );
    eval(
        FINE,
        r#"{"情节": "一股"}"#,
        "",
        expect![[r#"
        ! 情节：没有“一股”这个选项，是“一般”吗；可以写：轻微、一般、严重
        = 2"#]],
    );
    eval(
        FINE,
        r#"{"情节": "一般", "次数": 0}"#,
        "",
        expect![[r#"
        ! 次数：值超出了限：次数不能少于1
        = 2"#]],
    );
    eval(
        FINE,
        r#"{"情节": "一般", "次数": "两"}"#,
        "",
        expect![[r#"
        ! 次数：不是可以精确计算的数：两
        = 2"#]],
    );
    eval(
        FINE,
        r#"["情节"]"#,
        "",
        expect![[r#"
        ! 事实要写成一个 JSON 对象
        = 2"#]],
    );
    eval(
        FINE,
        r#"{"情节": "#,
        "",
        expect![[r#"
        ! 事实.json:1:11：不是 JSON（EOF while parsing a value at line 1 column 11）
        = 2"#]],
    );
    eval(
        FINE,
        "{}",
        " --table 罚款",
        expect![[r#"
        ! 没有叫“罚款”的表，是“罚款表”吗
        = 2"#]],
    );
    eval(
        FINE,
        "{}",
        " --on 2026-13-01",
        expect![[r#"
        ! 没有这一天：2026-13-01
        = 2"#]],
    );
}

#[test]
fn the_day_decides_which_version_counts() {
    let dated = |days: &str| FINE.replace("  据", &format!("  效 {days}\n  据"));
    let old = dated("2020-01-01 至 2026-08-14")
        .replace("罚款表", "旧表")
        .replace("《某法》5.1", "《旧法》7");
    let new = dated("2026-08-15 至 2030-12-31").replace("2万元", "1.5万元");
    let text = format!("{old}{}", &new[new.find("表 罚款表").unwrap()..]);
    let facts = r#"{"情节": "一般", "次数": 1}"#;
    eval(
        &text,
        facts,
        " --on 2026-08-14",
        expect![[r#"
        表 旧表（效 2020-01-01 至 2026-08-14）
          第2行：情节 一般，次数 [1, 3)
          罚款 = 2万元
          依据 《旧法》7、6
        = 0"#]],
    );
    eval(
        &text,
        facts,
        " --on 2026-08-15 --at-act 2026-08-14",
        expect![[r#"
        行为时：
        表 旧表（效 2020-01-01 至 2026-08-14）
          第2行：情节 一般，次数 [1, 3)
          罚款 = 2万元
          依据 《旧法》7、6
        现在：
        表 罚款表（效 2026-08-15 至 2030-12-31）
          第2行：情节 一般，次数 [1, 3)
          罚款 = 1.5万元
          依据 《某法》5.1、6
        罚款：行为时 20000.00元，现在 15000.00元，现在的较轻
        = 0"#]],
    );
    eval(
        &text,
        facts,
        " --on 2026-08-15 --at-act 2026-08-14 --json",
        expect![[r#"
            {
              "at_act": [
                {
                  "table": "旧表",
                  "row": 2,
                  "output": "20000.00元",
                  "cite": "《旧法》7、6",
                  "missing": [],
                  "ambiguous": [],
                  "trace": [
                    {
                      "row": 1,
                      "cells": [
                        "refuses",
                        "accepts"
                      ]
                    },
                    {
                      "row": 2,
                      "cells": [
                        "accepts",
                        "accepts"
                      ]
                    },
                    {
                      "row": 3,
                      "cells": [
                        "accepts",
                        "refuses"
                      ]
                    },
                    {
                      "row": 4,
                      "cells": [
                        "refuses",
                        "accepts"
                      ]
                    }
                  ],
                  "on": "2026-08-14"
                }
              ],
              "on": [
                {
                  "table": "罚款表",
                  "row": 2,
                  "output": "15000.00元",
                  "cite": "《某法》5.1、6",
                  "missing": [],
                  "ambiguous": [],
                  "trace": [
                    {
                      "row": 1,
                      "cells": [
                        "refuses",
                        "accepts"
                      ]
                    },
                    {
                      "row": 2,
                      "cells": [
                        "accepts",
                        "accepts"
                      ]
                    },
                    {
                      "row": 3,
                      "cells": [
                        "accepts",
                        "refuses"
                      ]
                    },
                    {
                      "row": 4,
                      "cells": [
                        "refuses",
                        "accepts"
                      ]
                    }
                  ],
                  "on": "2026-08-15"
                }
              ],
              "lighter": [
                {
                  "output": "罚款",
                  "at_act": "20000.00元",
                  "on": "15000.00元",
                  "lighter": "on"
                }
              ]
            }
            = 0"#]],
    );
    eval(
        &text,
        facts,
        " --on 2019-08-15",
        expect![[r#"
        ! 2019-08-15 没有有效的表：表 旧表（效 2020-01-01 至 2026-08-14）、表 罚款表（效 2026-08-15 至 2030-12-31）
        = 1"#]],
    );
    eval(
        &text,
        facts,
        " --on 2026-08-15 --at-act 2026-08-16",
        expect![[r#"
        ! 行为那一天不能晚于 --on 那一天
        = 2"#]],
    );
}

#[test]
fn a_large_table_is_bounded() {
    let mut text =
        "事实 甲 整数\n  限 甲 ≥ 0\n事实 乙 整数\n表 丙\n  入 甲\n  出 乙\n |甲|乙|\n".to_owned();
    for i in 0..100_000 {
        writeln!(text, " |{}{i}|1|", if i == 99_999 { "≥" } else { "" }).unwrap();
    }
    check(
        &text,
        "table check 表.fd",
        expect![[r#"
        表 丙
          ✓ 无空档
          ✓ 无重叠
        = 0"#]],
    );
    let wrong = text.replace("|1|", "|大|");
    let found = run(&[("表.fd", &wrong)], "table check 表.fd");
    assert!(
        found.lines().count() < 100 && found.ends_with("= 2"),
        "{found}"
    );
}
