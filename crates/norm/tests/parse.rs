//! What the parser makes of well-formed texts (S1 to S5, 2.1, 2.2).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod parse_support;

use expect_test::{Expect, expect, expect_file};
use fadu_norm::{text, tree::StatementKind};
use parse_support::tree;

/// The formula of a computed fact, names and literals without their wrapping.
fn formula(source: &str) -> String {
    let tree = tree(&format!("事实 x 是否\n  = {source}\n"));
    let start = tree.find("computed: Some(").unwrap() + "computed: Some(".len();
    let end = tree.find("), source:").unwrap();
    let mut out = tree[start..end].replace(", span:  }", "");
    for noise in [
        "Formula { kind: ",
        "Name { text: ",
        "Literal { kind: ",
        "\"",
    ] {
        out = out.replace(noise, "");
    }
    out.replace("Ratio { numer: ", "")
        .replace(", denom: 1 }", "")
        .replace(", denom: ", "/")
        .replace(" }", "")
}

fn check(source: &str, expected: Expect) {
    expected.assert_eq(&formula(source));
}

/// Two texts that mean the same.
fn same(one: &str, other: &str) {
    assert_eq!(formula(one), formula(other), "{one} / {other}");
}

#[test]
fn precedence() {
    same("a 或 b 且 c", "a 或 (b 且 c)");
    same("a 且 b 或 c 且 d", "(a 且 b) 或 (c 且 d)");
    same("非 a 且 b", "(非 a) 且 b");
    same("非 非 a 或 b", "(非 (非 a)) 或 b");
    same("非 a 后于 b", "非 (a 后于 b)");
    same("非 a ≥ b", "非 (a ≥ b)");
    same("a + b × c > d - e - f", "(a + (b × c)) > ((d - e) - f)");
    same("a 且 b 且 c", "(a 且 b) 且 c");
    same(
        "已 a 且 期满 b 5日 或 c@d = 1元",
        "((已 a) 且 (期满 b 5日)) 或 ((c@d) = 1元)",
    );
    same("逾 a + 3日 7日", "逾 (a + 3日) 7日");
    same("听证日期 > 末日 今日 7日", "听证日期 > (末日 今日 7日)");
    same("日数 a 至 b + 1日 > 3", "(日数 a 至 (b + 1日)) > 3");
    assert_ne!(formula("a 或 b 且 c"), formula("(a 或 b) 且 c"));
    assert_ne!(formula("a - b - c"), formula("a - (b - c)"));
}

#[test]
fn atoms() {
    check(
        "已 甲 且 未 〔乙〕",
        expect!["And(Done(Name(甲)), NotDone(Meaning(乙)))"],
    );
    check("甲 后于 〔乙〕", expect!["After(Name(甲), Meaning(乙))"]);
    check(
        "期满 甲 5工作日 或 期内 甲 期限",
        expect!["Or(Expired(Name(甲), Literal(5工作日, )), Within(Name(甲), Name(期限)))"],
    );
    check(
        "逾 甲 7日",
        expect!["PastDate(Literal(Name(甲)), Literal(7日, ))"],
    );
    check(
        "日数 送达日 至 效日 甲 > -3",
        expect![
            "Compare(Gt, Days(Literal(Name(送达日)), EffectiveDay(Name(甲))), Literal(Number(-3)))"
        ],
    );
    check(
        "案.已 〔决定〕 且 案.罚款 > 3万元",
        expect![
            "And(CaseDone(案, Meaning(决定)), Compare(Gt, Member(Name(案), 罚款), Literal(Money(Money(3000000)))))"
        ],
    );
    check(
        "听证.结论 = 通过 且 〔听证〕.到场 含 当事人 且 本.方式 ≠ 公告",
        expect![
            "And(And(Compare(Eq, Member(Name(听证), 结论), Literal(Name(通过))), Contains(Member(Meaning(听证), 到场), Name(当事人))), Compare(Ne, Own(方式), Literal(Name(公告))))"
        ],
    );
    check(
        "人数 ≥ 2 且 由 〔执法人员〕 且 避 申请人 且 异人 甲 且 同人 乙 且 有效 证",
        expect![
            "And(And(And(And(And(Compare(Ge, Persons, Literal(Number(2))), ByRole(Meaning(执法人员))), Avoids(Name(申请人))), Different(Name(甲))), Same(Name(乙))), ValidIn(证))"
        ],
    );
    check(
        "有 名单 (姓名 = 当事人) 且 尽 证据 (已核) 且 计 检查 < 2",
        expect![
            "And(And(Some(名单, Some(Compare(Eq, Literal(Name(姓名)), Literal(Name(当事人))))), Every(证据, Some(Literal(Name(已核))))), Compare(Lt, Count(检查, None), Literal(Number(2))))"
        ],
    );
    check(
        "未决 甲 且 逾期 乙 > 3 且 已填 丙 且 个数 丁 > 1 且 次数 〔戊〕 < 2",
        expect![
            "And(And(And(And(Pending(甲), Compare(Gt, Overdue(乙), Literal(Number(3)))), Filled(Name(丙))), Compare(Gt, Size(Name(丁)), Literal(Number(1)))), Compare(Lt, Times(Meaning(戊)), Literal(Number(2))))"
        ],
    );
    check(
        "较小 (a, b × 30%) ≤ 较大 (c, 1_000.5)",
        expect![
            "Compare(Le, Smaller(Literal(Name(a)), Arith(Mul, Literal(Name(b)), Literal(Number(3/10)))), Larger(Literal(Name(c)), Literal(Number(2001/2))))"
        ],
    );
    check(
        "种类 含任一 (罚款, \"其他\", 1) 且 种类 皆在 允许",
        expect![
            "And(ContainsAny(Literal(Name(种类)), [Name(罚款), Text(其他), Number(1)]), Subset(Literal(Name(种类)), Literal(Name(允许))))"
        ],
    );
    check(
        "是 或 日期 = 2026-01-31 或 时长 = 24小时",
        expect![
            "Or(Or(Literal(Bool(true)), Compare(Eq, Literal(Name(日期)), Literal(Date(2026-01-31)))), Compare(Eq, Literal(Name(时长)), Literal(Term(24小时))))"
        ],
    );
}

#[test]
fn words_of_formulas_are_names_elsewhere() {
    for word in [
        "次数", "人数", "有效", "已填", "逾期", "末日", "有", "本", "未", "较小", "期内", "非",
        "由",
    ] {
        let source = format!(
            "事实 {word} 数\n可 甲\n  须 甲.{word} > {word}.乙 且 ({word} 后于 丙 或 丙 后于 {word})\n"
        );
        assert!(tree(&source).contains(word), "{word}");
    }
    check(
        "次数 > 2 且 次数 次数 > 2 且 有效 = 是 且 有 且 逾期 含 甲",
        expect![
            "And(And(And(And(Compare(Gt, Literal(Name(次数)), Literal(Number(2))), Compare(Gt, Times(Name(次数)), Literal(Number(2)))), Compare(Eq, Literal(Name(有效)), Literal(Bool(true)))), Literal(Name(有))), Contains(Literal(Name(逾期)), Name(甲)))"
        ],
    );
    check(
        "本 = 1 或 本.本 = 2",
        expect![
            "Or(Compare(Eq, Literal(Name(本)), Literal(Number(1))), Compare(Eq, Own(本), Literal(Number(2))))"
        ],
    );
}

#[test]
fn clause_words_are_names_elsewhere() {
    tree(
        "角色 据\n行为 填 fill\n  由 据\n  填 初, 义, 限\n可 填, 据\n  须 若: 言 若 违 据 《法》1\n应 后 于 前 后 内 内\n",
    );
}

#[test]
fn full_width_and_ascii_are_the_same() {
    same("甲≥1 且 乙≠2 或（丙＝3）", "甲 >= 1 且 乙 != 2 或 (丙 = 3)");
    same("甲 × 2 ÷ 3％", "甲 * 2 / 3%");
    same("含任一 含任一（甲、乙，丙）", "含任一 含任一 (甲, 乙, 丙)");
    assert_eq!(
        tree("事实　甲　单选　乙｜丙\n"),
        tree("事实 甲 单选 乙|丙\n")
    );
    assert_eq!(
        tree("\u{feff}可 甲\r\n\t须 名：已 乙\r\n"),
        tree("可 甲\n  须 名: 已 乙\n")
    );
}

#[test]
fn minus_stands_after_a_blank_a_digit_or_a_bracket() {
    same("5-3 > (甲)-1", "5 - 3 > (甲) - 1");
    same("甲 -1 > 乙", "甲 - 1 > 乙");
    check(
        "甲-1 > 乙",
        expect!["Compare(Gt, Literal(Name(甲-1)), Literal(Name(乙)))"],
    );
}

#[test]
fn continuation_lines() {
    let one =
        "可 甲\n  须 a: 已 乙 且 已 丙 若 丁 据 《法》1、2 违 无效 《法》3 言 \"话\"\n  不得 戊\n";
    let two = "可 甲\n    须 a:\n        已 乙\n      且 已 丙\n     若 丁\n      据 《法》1、\n        2\n      违 无效\n         《法》3\n      言 \"话\"\n    不得 戊\n";
    assert_eq!(tree(one), tree(two));
    assert_eq!(
        tree("程序 甲 jia\n  起 乙, 丙\n"),
        tree("程序 甲 jia\n  起 乙,\n  丙\n")
    );
    assert_eq!(
        tree("应 甲 于 乙 后 7日 内 若 丙\n"),
        tree("应 甲\n    于 乙 后 7日 内\n  若 丙\n")
    );
}

#[test]
fn comments_are_not_read_inside_strings() {
    assert_eq!(
        tree("事实 甲 文本 # 注\n  注 \"a # b\" # c\n# d\n"),
        tree("事实 甲 文本\n  注 “a # b”\n")
    );
}

#[test]
fn citations_share_their_title() {
    let (file, _) = text::parse(
        "应 甲 于 乙 后 及时\n  据 《行政处罚法》57.2、58之一，64(1)、《关于适用〈行政诉讼法〉的解释》3\n",
    );
    let StatementKind::Must(must) = &file.statements[0].kind else {
        panic!("a duty")
    };
    let cites: Vec<String> = must.cites.iter().map(|c| c.citation.to_string()).collect();
    let expected = [
        "《行政处罚法》57.2",
        "《行政处罚法》58之一",
        "《行政处罚法》64(1)",
        "《关于适用〈行政诉讼法〉的解释》3",
    ];
    assert_eq!(cites, expected);
}

#[test]
fn every_clause_of_every_statement() {
    let source = r#"程序 甲 jia
  属 族一
  承 基础
  起 立案
  终 结案
  号 "{年}{序}号"
  依据 《法》1
  用 更正, 撤销记录
族 族一
  行为义 告知 必, 决定 必, 其他
  事实义 金额义
  角色义 审核人
角色 承办人
  持 证一, 证二
  义 审核人
角色 平台
  系统
设 门槛 = 2万元
  据 《法》2
事实 名称 文本
  源 登记.名称 按 当事人
  个人信息
  商业秘密
  不入考核
  义 金额义
  注 "说明"
事实 等级 单选 轻|重 序
  初 轻
  限 等级 ≠ 重
事实 名单 列 人员
行为 立案 open
  由 承办人
  填 名称
  选填 等级
  出 通知书 号 "{年}号", 回执
  载 名称
  义 告知
  类 送达
  批 承办人
  多次
  撤 旧行为
  结后
  补录 3日
应 期限: 结案 于 〔告知〕 后 宽限 内 若 已 立案
  据 《法》3
  不顺延
  延 延长 30日 2次
  停 中止 至 恢复
  重起 〔退回〕, 重来
  逾 "视为同意"
  违 瑕疵 《法》4
性质 一
  属 族一
  限期 〔告知〕 后 及时 〔决定〕 若 是
  许停 中止 至 恢复
  许延 30日 1次
  因 "理由"
性质 二
  凡 〔决定〕 后 不得 〔告知〕 除非 已 〔撤销〕
性质 三
  限期 听证日期 前 7日 〔通知〕
改 期限 因 "地方规定"
  应 期限: 结案 于 立案 后 60日 内
  据 《法》5
改 立案 因 "地方规定"
  由 承办人
  填 等级
  出 回执
改 旧规矩 因 "不需要"
名录 登记 registry
  字段 名称 文本 个人信息
  字段 起 日期, 止 日期
  效期 起 至 止
  键 名称
  由 立案 立 (名称 = 名称, 起 = 今日)
  由 结案 停 按 名称
  由 撤案 销 按 名称
  案内
表 幅度表
  入 金额, 情节
  出 档
  首中
  单调 金额 升, 情节 降
  幅度 档 ≥ 1
  上级 省表
  据 《法》6
  效 2024-01-01 至 2025-06-30
  | 金额 | 情节 | 档 |
  | [0元, 1万元) | 轻、重 | 1 |
  | ≥ 1万元 | - | 3 |
"#;
    let found = tree(source).replace("Statement {", "\nStatement {");
    expect_file!["fixtures/clauses.tree"].assert_eq(&found);
}

#[test]
fn the_example_of_the_language_is_read() {
    let source = include_str!("fixtures/example.fd");
    let (file, diagnostics) = text::parse(source);
    assert_eq!(text::render(&diagnostics, "example.fd", source), "");
    assert_eq!(file.statements.len(), 40);
}
