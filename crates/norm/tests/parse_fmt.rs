//! The printer: one layout, idempotent, meaning and comments unchanged.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod parse_support;

use expect_test::{Expect, expect};
use fadu_norm::fmt;
use parse_support::{files, tree};

fn check(source: &str, expected: Expect) {
    let printed = fmt::print(source).expect("no errors");
    expected.assert_eq(&printed);
    assert_eq!(
        fmt::print(&printed).as_ref(),
        Ok(&printed),
        "printing again changes something"
    );
    assert_eq!(tree(source), tree(&printed), "printing changes the meaning");
}

#[test]
fn blanks_and_punctuation_are_ours() {
    check(
        "\u{feff}程序　甲  jia\r\n\t属\t行政处罚\r\n   起 立案，受理、收件\r\n   依据  《行政处罚法》54，58．1（1）、《行政复议法》3\r\n",
        expect![[r#"
            程序 甲 jia
              属 行政处罚
              起 立案, 受理, 收件
              依据 《行政处罚法》54、58.1(1)、《行政复议法》3
        "#]],
    );
}

#[test]
fn operators_have_one_form() {
    check(
        "事实 甲 是否\n = （乙+丙*2>=-5元 或 丁!=30％）且 〔 义 〕 含任一(a,b)且 x@ y<=1 且 会议 . 结论＝通过\n",
        expect![[r#"
            事实 甲 是否
              = (乙 + 丙 × 2 ≥ -5元 或 丁 ≠ 30%) 且 〔义〕 含任一 (a, b) 且 x@y ≤ 1 且 会议.结论 = 通过
        "#]],
    );
}

#[test]
fn clauses_on_one_line_are_parted_and_short_ones_joined() {
    check(
        "角色 甲 外部 义 乙\n参数 丙 金额\n  = 1万元 限 丙 > 0元\n应 丁 于 戊\n  后 7日 内\n",
        expect![[r#"
            角色 甲
              外部
              义 乙
            参数 丙 金额 = 1万元
              限 丙 > 0元
            应 丁 于 戊 后 7日 内
        "#]],
    );
}

#[test]
fn a_duty_keeps_its_condition_on_its_line_while_it_fits() {
    check(
        "应 期限: 甲 于 〔乙〕 后 及时\n  若 已 丙\n  据 《法》1\n应 甲 于 乙 前 3个月\n应 一个名字很长很长很长很长的行为 于 另一个名字很长很长很长很长的行为 后 90日 内 若 已 第三个名字很长很长很长很长的行为 且 未 丁\n",
        expect![[r#"
            应 期限: 甲 于 〔乙〕 后 及时 若 已 丙
              据 《法》1
            应 甲 于 乙 前 3个月
            应 一个名字很长很长很长很长的行为 于 另一个名字很长很长很长很长的行为 后 90日 内
              若 已 第三个名字很长很长很长很长的行为 且 未 丁
        "#]],
    );
}

#[test]
fn comments_stay_where_they_are() {
    check(
        "# 头\n\n\n#再\n角色 甲 # 尾\n    # 子句前\n    外部   # 外部\n  # 末尾\n\n# 乙的\n角色 乙\n可 丙,  # 第一个\n  丁   # 第二个\n  # 条件前\n  须 已 戊 且 # 中间\n      # 独占一行\n      未 己 据 《法》1 # 据\n  须 庚\n# 文末\n",
        expect![[r#"
            # 头

            #再
            角色 甲  # 尾
              # 子句前
              外部  # 外部
              # 末尾

            # 乙的
            角色 乙
            可 丙,  # 第一个
              丁  # 第二个
              # 条件前
              须 已 戊 且  # 中间
                # 独占一行
                未 己
                据 《法》1  # 据
              须 庚
            # 文末
        "#]],
    );
}

#[test]
fn long_conditions_put_their_grounds_below() {
    check(
        "可 甲\n  须 很长的名字很长的名字: 已 第一个行为的名字 且 已 第二个行为的名字 且 已 第三个行为的名字  据 《行政处罚法》44、62 违 可撤销 《行政复议法》64.1(2)\n  不得 乙 言 “他说\"不\"”\n",
        expect![[r#"
            可 甲
              须 很长的名字很长的名字: 已 第一个行为的名字 且 已 第二个行为的名字 且 已 第三个行为的名字
                据 《行政处罚法》44、62  违 可撤销 《行政复议法》64.1(2)
              不得 乙
                言 “他说"不"”
        "#]],
    );
}

#[test]
fn long_formulas_break_at_the_loosest_place() {
    check(
        "事实 甲 是否\n  = 拟处罚种类 含任一 (降低资质等级, 吊销许可证件, 责令停产停业, 责令关闭, 限制从业, 限制开展生产经营活动) 或 拟罚款 ≥ 听证罚款门槛 且 拟没收 ≥ 听证没收门槛 且 其他听证情形\n",
        expect![[r#"
            事实 甲 是否
              = 拟处罚种类 含任一 (降低资质等级, 吊销许可证件, 责令停产停业, 责令关闭, 限制从业, 限制开展生产经营活动)
                或 拟罚款 ≥ 听证罚款门槛 且 拟没收 ≥ 听证没收门槛 且 其他听证情形
        "#]],
    );
}

#[test]
fn columns_of_a_table_are_aligned_by_width() {
    check(
        "表 甲\n  入 金额, 情节\n  出 档\n  |金额|情节|档|\n  |---|:--:|---|\n  |[0元，5000元)| |轻|\n  |≥5000元|一般，严重|重 # 重\n  # 兜底\n  | -|-|“其他”|\n",
        expect![[r#"
            表 甲
              入 金额, 情节
              出 档
              | 金额          | 情节       | 档     |
              |---------------|------------|--------|
              | [0元, 5000元) | -          | 轻     |
              | ≥ 5000元      | 一般、严重 | 重     |  # 重
              # 兜底
              | -             | -          | "其他" |
        "#]],
    );
}

#[test]
fn names_of_changes_and_stars_are_tight() {
    check(
        "改 决定 / 听证期满\n  因 \"地方\"\n  须 听证期满: 已 甲\n行为 更正 correct\n  选填 ＊\n  撤 *\n",
        expect![[r#"
            改 决定/听证期满 因 "地方"
              须 听证期满: 已 甲
            行为 更正 correct
              选填 *
              撤 *
        "#]],
    );
}

#[test]
fn the_text_that_is_hashed_has_no_comments() {
    let source = "# 头\n\n程序 甲 jia # 尾\n\n  # 中\n  起 乙\n表 丙\n  | 丁 |\n  |---|\n  | 1 |\n";
    let expected = "程序 甲 jia\n  起 乙\n表 丙\n  | 丁 |\n  | 1  |\n";
    assert_eq!(fmt::canonical(source).as_deref(), Ok(expected));
}

#[test]
fn a_file_with_errors_is_not_printed() {
    assert_eq!(fmt::print("可 甲\n  需 乙\n").map_err(|d| d.len()), Err(1));
}

#[test]
fn every_file_prints_the_same_twice_and_means_the_same() {
    let files = files();
    assert!(!files.is_empty());
    for path in files {
        let source = std::fs::read_to_string(&path).unwrap();
        // A pack may be half written by someone else; its own checks say so.
        let Ok(printed) = fmt::print(&source) else {
            println!("left out, has errors: {}", path.display());
            continue;
        };
        assert_eq!(
            fmt::print(&printed).as_ref(),
            Ok(&printed),
            "{}",
            path.display()
        );
        assert_eq!(tree(&source), tree(&printed), "{}", path.display());
    }
}
