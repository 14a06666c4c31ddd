//! Decision tables: a file as text in, errors, proofs and rows as text out.
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
use fadu_norm::model::Model;
use fadu_norm::resolve::{Context, Source, tables_only};
use fadu_norm::{json, tables};
use fadu_table::Limits;
use fadu_term::DayRule;

fn context() -> Context {
    let rule = Arc::new(DayRule::PLAIN.clone());
    Context {
        parts: BTreeMap::new(),
        procedures: BTreeMap::new(),
        families: BTreeMap::new(),
        properties: Vec::new(),
        registers: Vec::new(),
        day_rules: BTreeMap::new(),
        notice: Notice {
            term: "30日".parse().unwrap(),
            rule,
            cites: Vec::new(),
        },
    }
}

fn read(text: &str) -> Result<Model, String> {
    let (source, problems) = Source::parse("表.fd", text);
    assert!(problems.is_empty(), "{problems:?}");
    let resolved = tables_only(&source, &context());
    let messages: Vec<&str> = resolved
        .problems
        .iter()
        .map(|p| p.diagnostic.message.as_str())
        .collect();
    resolved.model.ok_or(messages.join("\n") + "\n")
}

/// The proofs of every table of the file, or what is wrong with it.
fn check(text: &str, expected: Expect) {
    let found = read(text).map_or_else(
        |errors| errors,
        |model| {
            let superior = |t: &fadu_norm::model::Table| {
                let id = t
                    .superior
                    .as_deref()
                    .and_then(|name| model.table_named(name));
                id.map(|id| model.table(id))
            };
            let proof = |t| {
                tables::prove(
                    &model,
                    t,
                    superior(t).map(|s| (&model, s)),
                    Limits::default(),
                )
                .to_string()
            };
            model.tables.iter().map(proof).collect()
        },
    );
    expected.assert_eq(&found);
}

/// Rows for a case: facts as JSON.
fn row(text: &str, facts: serde_json::Value, expected: Expect) {
    let model = read(text).unwrap();
    let given = facts.as_object().unwrap().iter().map(|(name, value)| {
        let id = model.fact_named(name).unwrap();
        (
            id,
            json::value_from_json(value, &model.fact(id).ty).unwrap(),
        )
    });
    let case = match tables::CaseFacts::new(&model, given.collect()) {
        Ok(case) => case,
        Err(outside) => {
            return expected.assert_eq(&format!("超出限：{}", model.fact(outside[0]).name));
        }
    };
    let answers = model.tables.iter().map(|t| {
        let found = tables::explain(&case, t, "2026-03-01".parse().unwrap()).unwrap();
        format!(
            "{} {:?} {:?} {:?} {:?}\n",
            found.table,
            found.row,
            found.output.map(|v| v.to_string()),
            found.missing,
            found.ambiguous
        )
    });
    expected.assert_eq(&answers.collect::<String>());
}

const FINE: &str = "\
参数 最高罚款 金额 = 10万元
事实 情节 单选 轻微|一般|严重 序
事实 次数 整数
  限 次数 ≥ 1
事实 罚款 金额
  限 罚款 ≥ 0元 且 罚款 ≤ 最高罚款
表 罚款表
  入 情节, 次数
  出 罚款
  唯一
  单调 情节 升, 次数 升
  幅度 罚款 ≥ 1万元 且 罚款 ≤ 最高罚款
  | 情节 | 次数 | 罚款 |
";

fn fines(rows: &str) -> String {
    format!("{FINE}{rows}")
}

#[test]
fn a_table_that_holds() {
    check(
        &fines(
            "  | 轻微 | - | 1万元 |\n  | 一般 | < 2 | 2万元 |\n  | 一般 | ≥ 2 | 3万元 |\n  | 严重 | - | 10万元 |\n",
        ),
        expect![[r#"
            表 罚款表
              ✓ 无空档
              ✓ 无重叠
              ✓ 情节重者不轻
              ✓ 不出法定幅度
        "#]],
    );
}

#[test]
fn a_gap_below_the_limit_is_none() {
    // 次数 0 cannot occur; 次数 1 with 一般 is forgotten.
    check(
        &fines("  | 轻微 | - | 1万元 |\n  | 一般 | ≥ 2 | 3万元 |\n  | 严重 | - | 10万元 |\n"),
        expect![[r#"
        表 罚款表
          ✕ 无空档：情节 = 一般，次数 = 1 时没有一行适用
          ✓ 无重叠
          ✓ 情节重者不轻
          ✓ 不出法定幅度
    "#]],
    );
}

#[test]
fn an_overlap() {
    check(
        &fines("  | 轻微、一般 | - | 1万元 |\n  | 一般 | ≥ 2 | 3万元 |\n  | 严重 | - | 10万元 |\n"),
        expect![[r#"
            表 罚款表
              ✓ 无空档
              ✕ 无重叠：情节 = 一般，次数 = 2 时第1行和第2行都适用
              ✓ 情节重者不轻
              ✓ 不出法定幅度
        "#]],
    );
}

#[test]
fn graver_and_yet_lighter() {
    check(
        &fines("  | 轻微 | - | 3万元 |\n  | 一般 | - | 2万元 |\n  | 严重 | - | 10万元 |\n"),
        expect![[r#"
            表 罚款表
              ✓ 无空档
              ✓ 无重叠
              ✕ 情节重者不轻：情节 由 轻微 升到 一般 时，罚款 由 3万元（第1行）变为 2万元（第2行），反而更轻；前一情形：情节 = 轻微，次数 = 1
              ✓ 不出法定幅度
        "#]],
    );
}

#[test]
fn outside_the_statutory_range() {
    check(
        &fines("  | 轻微 | - | 5000元 |\n  | 一般 | - | 2万元 |\n  | 严重 | - | 10万元 |\n"),
        expect![[r#"
            表 罚款表
              ✓ 无空档
              ✓ 无重叠
              ✓ 情节重者不轻
              ✕ 不出法定幅度：情节 = 轻微，次数 = 1 时第1行给出 5000元，超出幅度
        "#]],
    );
}

#[test]
fn a_value_that_the_limit_rules_out() {
    check(
        &fines("  | 轻微 | 0 | 2万元 |\n  | 一般 | - | 2万元 |\n  | 严重 | - | 11万元 |\n"),
        expect![[r#"
            表“罚款表”第1行：0 超出了“次数”的限
            表“罚款表”第3行：11万元 超出了“罚款”的限
        "#]],
    );
}

#[test]
fn laxer_than_the_superior() {
    let text = "\
事实 情节 单选 轻微|一般|严重 序
事实 重点区域 是否
事实 罚款 金额
事实 县罚款 金额
事实 镇罚款 金额
表 市表
  入 情节
  出 罚款
  | 情节 | 罚款 |
  | 轻微 | 1万元 |
  | 一般 | 3万元 |
  | 严重 | 8万元 |
表 县表
  入 情节, 重点区域
  出 县罚款
  上级 市表
  | 情节 | 重点区域 | 县罚款 |
  | 轻微 | - | 1万元 |
  | 一般 | 否 | 2万元 |
  | 一般 | 是 | 4万元 |
  | 严重 | - | 10万元 |
表 镇表
  入 情节
  出 镇罚款
  上级 省表
  | 情节 | 镇罚款 |
  | - | 1万元 |
";
    check(
        text,
        expect![[r#"
        表 市表
          ✓ 无空档
          ✓ 无重叠
        表 县表
          ✓ 无空档
          ✓ 无重叠
          ✕ 不宽于上级：情节 = 一般，重点区域 = 否 时第2行给出 2万元，轻于上级表“市表”第2行的 3万元
        表 镇表
          ✓ 无空档
          ✓ 无重叠
          ? 不宽于上级：未能判定，没有找到上级表“省表”
    "#]],
    );
}

#[test]
fn a_range_between_facts_and_amounts() {
    // 货值的二倍到五倍，不足一万元的按一万元；上限由算出的事实给出。
    let text = "\
事实 货值 金额
  限 货值 ≥ 0元 且 货值 ≤ 100万元
事实 情节 单选 轻微|严重 序
事实 计算基数 金额
  = 较大 (货值, 1万元)
事实 倍数 数
事实 罚款 金额
表 定额表
  入 情节
  出 罚款
  幅度 罚款 ≤ 计算基数 × 5
  | 情节 | 罚款 |
  | 轻微 | 5万元 |
  | 严重 | 6万元 |
表 倍数表
  入 情节
  出 倍数
  幅度 倍数 ≥ 2 且 倍数 ≤ 5
  | 情节 | 倍数 |
  | 轻微 | 2.5 |
  | 严重 | 5 |
";
    check(
        text,
        expect![[r#"
        表 定额表
          ✓ 无空档
          ✓ 无重叠
          ✕ 不出法定幅度：情节 = 严重，货值 = 0元 时第2行给出 6万元，超出幅度
        表 倍数表
          ✓ 无空档
          ✓ 无重叠
          ✓ 不出法定幅度
    "#]],
    );
    check(
        &text.replace("计算基数 × 5", "计算基数 × 倍数"),
        expect![[r#"
        表 定额表
          ✓ 无空档
          ✓ 无重叠
          ? 不出法定幅度：未能判定，公式里有不能逐格判定的部分（只能是数额、日期和选项的比较，不能是两个事实相乘、行为或者名录）
        表 倍数表
          ✓ 无空档
          ✓ 无重叠
          ✓ 不出法定幅度
    "#]],
    );
}

#[test]
fn a_range_by_choice_truth_and_date() {
    let text = "\
事实 当事人 单选 个人|单位
事实 违法日 日期
事实 情节 多选 主动改正|隐瞒|多次
事实 未成年 是否
事实 等级 单选 低|中|高 序
表 等级表
  首中
  入 情节, 未成年
  出 等级
  幅度 (等级 ≤ 中 若 未成年) 且 (等级 = 高 或 非 情节 含 多次) 且 (当事人 ≠ 个人 或 违法日 ≥ 2020-01-01 或 等级 ≠ 高)
  | 情节 | 未成年 | 等级 |
  | 多次 | - | 高 |
  | 隐瞒、主动改正 | 是 | 低 |
  | 隐瞒 | - | 中 |
  | - | - | 低 |
";
    check(
        &text.replace("(等级 ≤ 中 若 未成年) 且 ", ""),
        expect![[r#"
        表 等级表
          ✓ 无空档
          ✓ 没有用不到的行
          ✕ 不出法定幅度：情节 = 多次，未成年 = 否，当事人 = 个人，违法日 = 0001-01-01 时第1行给出 高，超出幅度
    "#]],
    );
    check(
        &text.replace("(等级 ≤ 中 若 未成年)", "(等级 ≤ 中 或 非 未成年)"),
        expect![[r#"
        表 等级表
          ✓ 无空档
          ✓ 没有用不到的行
          ✕ 不出法定幅度：情节 = 多次，未成年 = 是，当事人 = 个人，违法日 = 0001-01-01 时第1行给出 高，超出幅度
    "#]],
    );
    check(
        &text.replace("(等级 ≤ 中 若 未成年) 且 ", "日数 违法日 至 今日 > 3 且 "),
        expect![[r#"
        表 等级表
          ✓ 无空档
          ✓ 没有用不到的行
          ? 不出法定幅度：未能判定，公式里有不能逐格判定的部分（只能是数额、日期和选项的比较，不能是两个事实相乘、行为或者名录）
    "#]],
    );
}

#[test]
fn a_choice_in_a_cell_of_a_multi_choice_means_holds_it() {
    let text = "\
事实 情节 多选 主动改正|隐瞒|多次
事实 等级 单选 低|中|高 序
表 等级表
  首中
  入 情节
  出 等级
  | 情节 | 等级 |
  | 多次 | 高 |
  | ≠ 隐瞒 | 低 |
  | - | 中 |
";
    row(
        text,
        serde_json::json!({"情节": ["多次", "主动改正"]}),
        expect![[r#"
        等级表 Some(1) Some("高") [] []
    "#]],
    );
    row(
        text,
        serde_json::json!({"情节": ["主动改正"]}),
        expect![[r#"
        等级表 Some(2) Some("低") [] []
    "#]],
    );
    row(
        text,
        serde_json::json!({"情节": ["隐瞒", "主动改正"]}),
        expect![[r#"
        等级表 Some(3) Some("中") [] []
    "#]],
    );
    row(
        text,
        serde_json::json!({"情节": []}),
        expect![[r#"
        等级表 Some(2) Some("低") [] []
    "#]],
    );
    row(
        text,
        serde_json::json!({}),
        expect![[r#"
        等级表 None None ["情节"] []
    "#]],
    );
}

#[test]
fn a_missing_input_counts_only_where_a_row_asks_for_it() {
    let text = fines(
        "  | 轻微 | - | 1万元 |\n  | 一般 | < 2 | 2万元 |\n  | 一般 | ≥ 2 | 3万元 |\n  | 严重 | - | 10万元 |\n",
    );
    row(
        &text,
        serde_json::json!({"情节": "轻微"}),
        expect![[r#"
        罚款表 Some(1) Some("1万元") [] []
    "#]],
    );
    row(
        &text,
        serde_json::json!({"情节": "一般"}),
        expect![[r#"
        罚款表 None None ["次数"] []
    "#]],
    );
    row(
        &text,
        serde_json::json!({"情节": "一般", "次数": 2}),
        expect![[r#"
        罚款表 Some(3) Some("3万元") [] []
    "#]],
    );
    row(
        &text,
        serde_json::json!({"情节": "一般", "次数": 0}),
        expect!["超出限：次数"],
    );
}

#[test]
fn a_table_reads_what_another_gives_and_what_is_computed() {
    let text = "\
事实 天数 整数
事实 超期 是否
  = 天数 > 30
事实 档 单选 一|二 序
事实 罚款 金额
表 档表
  入 超期
  出 档
  | 超期 | 档 |
  | 否 | 一 |
  | 是 | 二 |
表 罚款表
  入 档
  出 罚款
  | 档 | 罚款 |
  | 一 | 1元 |
  | 二 | 2元 |
";
    row(
        text,
        serde_json::json!({"天数": 31}),
        expect![[r#"
        档表 Some(2) Some("二") [] []
        罚款表 Some(2) Some("2元") [] []
    "#]],
    );
    row(
        text,
        serde_json::json!({"超期": false}),
        expect![[r#"
        档表 Some(1) Some("一") [] []
        罚款表 Some(1) Some("1元") [] []
    "#]],
    );
    check(
        &text
            .replace("  入 超期\n", "  入 罚款\n")
            .replace("| 超期 | 档 |", "| 罚款 | 档 |")
            .replace("| 否 |", "| < 2元 |")
            .replace("| 是 |", "| ≥ 2元 |"),
        expect![[r#"
        算出的事实不能绕回自己：档 → 罚款 → 档
    "#]],
    );
}

#[test]
fn tables_for_one_fact_share_no_day() {
    let table = |name: &str, valid: &str| {
        format!("表 {name}\n  入 甲\n  出 乙\n{valid}  | 甲 | 乙 |\n  | - | 1 |\n")
    };
    let file = |a: &str, b: &str| {
        format!(
            "事实 甲 是否\n事实 乙 整数\n{}{}",
            table("旧表", a),
            table("新表", b)
        )
    };
    check(
        &file(
            "  效 2020-01-01 至 2026-08-15\n",
            "  效 2026-08-15 至 2030-01-01\n",
        ),
        expect![[r#"
        表“旧表”和“新表”都算出“乙”，效期在 2026-08-15 至 2026-08-15 重叠：同一天只能有一张有效
    "#]],
    );
    check(
        &file("", "  效 2026-08-15 至 2030-01-01\n"),
        expect![[r#"
        表“旧表”和“新表”都算出“乙”，效期在 2026-08-15 至 2030-01-01 重叠：同一天只能有一张有效
    "#]],
    );
    check(
        &file("", ""),
        expect![[r#"
        表“旧表”和“新表”都算出“乙”，没有写明效期：同一天只能有一张有效
    "#]],
    );
    check(
        &file(
            "  效 2020-01-01 至 2019-08-14\n",
            "  效 2026-08-15 至 2030-01-01\n",
        ),
        expect![[r#"
        表“旧表”的效期倒着写了：2020-01-01 至 2019-08-14
    "#]],
    );
    check(
        &file(
            "  效 2020-01-01 至 2026-08-14\n",
            "  效 2026-08-15 至 2030-01-01\n",
        ),
        expect![[r#"
        表 旧表
          ✓ 无空档
          ✓ 无重叠
        表 新表
          ✓ 无空档
          ✓ 无重叠
    "#]],
    );
}

#[test]
fn what_a_file_of_tables_may_not_say() {
    check(
        "角色 甲\n事实 备注 文本\n事实 乙 整数\n表 丙\n  入 备注\n  出 乙\n  上级 丙\n  | 备注 | 乙 |\n  | 好 | 1 |\n",
        expect![[r#"
        没有“程序”一句的文件里，只能写事实、参数、设、名录和表
        表不能是自己的上级
        表“丙”：“备注”是文本，不能作表的输入
    "#]],
    );
    check(
        "事实 甲 单选 高|低\n事实 乙 整数\n表 丙\n  入 甲\n  出 乙\n  单调 甲 升\n  | 甲 | 乙 |\n  | > 高 | 1 |\n  | 底 | 1 |\n",
        expect![[r#"
        没有“底”这个选项，是“低”吗
    "#]],
    );
    check(
        "事实 甲 单选 高|低\n事实 乙 整数\n表 丙\n  入 甲\n  出 乙\n  单调 甲 升\n  | 甲 | 乙 |\n  | > 高 | 1 |\n",
        expect![[r#"
        表“丙”：“单调”的“甲”：单选没有顺序，不能比较大小
        表“丙”：第1行“甲”：单选没有顺序，不能比较大小
    "#]],
    );
    check(
        "事实 甲 单选 高|低\n事实 乙 整数\n表 丙\n  入 假\n  出 乙\n  | 假 | 乙 |\n  | 高 | 1 |\n",
        expect![[r#"
        没有叫“假”的事实，是“乙”吗
        没有叫“假”的事实，是“乙”吗
        表头的列要正好是入和出的事实
    "#]],
    );
}
