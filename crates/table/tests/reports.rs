//! What people read: reports, errors, traces. A table is written as in the language.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::sync::Arc;

use expect_test::{Expect, expect};
use fadu_base::{Money, Number};
use fadu_table::{
    Cell, Condition, Direction, Domain, Finding, HitPolicy, Input, Kind, Limits, Linear, Op,
    Output, Relation, Row, Table, TableError, Value, Var,
};

fn kind(word: &str) -> Kind {
    let options = |text: &str| text.split('|').map(Arc::from).collect();
    match word {
        "是否" => Kind::Bool,
        "金额" => Kind::Money,
        "整数" => Kind::Integer,
        "数" => Kind::Number,
        "日期" => Kind::Date,
        _ => match word.split_once(':').unwrap() {
            ("单选", rest) => Kind::Choice {
                options: options(rest),
                ordered: false,
            },
            ("序", rest) => Kind::Choice {
                options: options(rest),
                ordered: true,
            },
            (_, rest) => Kind::Choices {
                options: options(rest),
            },
        },
    }
}

fn value(text: &str, kind: &Kind) -> Value {
    let number = || text.parse::<i128>().map(Number::from_integer);
    match kind {
        Kind::Bool => Value::Bool(text == "是"),
        Kind::Money => Value::Money(Money::parse(text).unwrap()),
        Kind::Integer | Kind::Number => Value::Number(number().unwrap()),
        Kind::Date => Value::Date(text.parse().unwrap()),
        _ => Value::Choice(text.into()),
    }
}

fn cell(text: &str, kind: &Kind) -> Cell {
    let rest = |text: &str| {
        value(
            text.trim_start_matches(['<', '≤', '>', '≥', '≠', ' ']),
            kind,
        )
    };
    match text.chars().next() {
        None | Some('-') => Cell::Any,
        Some('<') => Cell::Compare(Op::Lt, rest(text)),
        Some('≤') => Cell::Compare(Op::Le, rest(text)),
        Some('>') => Cell::Compare(Op::Gt, rest(text)),
        Some('≥') => Cell::Compare(Op::Ge, rest(text)),
        Some('≠') => Cell::Compare(Op::Ne, rest(text)),
        Some('[' | '(') => {
            let (low, high) = text[1..text.len() - 1].split_once(',').unwrap();
            let end = |text: &str| value(text.trim(), kind);
            Cell::Range {
                low: (end(low), text.starts_with('[')),
                high: (end(high), text.ends_with(']')),
            }
        }
        Some(_) => Cell::OneOf(text.split('、').map(|v| value(v, kind)).collect()),
    }
}

/// The first line: `name type` for each column; `≥ v` after the type is the domain.
fn try_table(text: &str) -> Result<Table, Vec<TableError>> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let split = |line: &str| -> Vec<String> {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().replace('/', "|"))
            .collect()
    };
    let (mut hit, mut monotone) = (HitPolicy::Unique, vec![]);
    let mut header = lines.next().unwrap();
    while !header.starts_with('|') {
        match header.split(' ').collect::<Vec<_>>()[..] {
            ["首中"] => hit = HitPolicy::First,
            ["单调", name, "升"] => monotone.push((Arc::from(name), Direction::Up)),
            ["单调", name, "降"] => monotone.push((Arc::from(name), Direction::Down)),
            _ => panic!("{header}"),
        }
        header = lines.next().unwrap();
    }
    let mut inputs: Vec<Input> = split(header)
        .iter()
        .map(|column| {
            let words: Vec<&str> = column.splitn(3, ' ').collect();
            let kind = kind(words[1]);
            let low = words
                .get(2)
                .map(|end| (value(end.trim_start_matches("≥ "), &kind), true));
            let domain = if low.is_some() {
                Domain::Between { low, high: None }
            } else {
                Domain::All
            };
            Input {
                name: words[0].into(),
                kind,
                domain,
            }
        })
        .collect();
    let last = inputs.pop().unwrap();
    let row = |line: &str| {
        let mut texts = split(line);
        let output = value(&texts.pop().unwrap(), &last.kind);
        let cells = texts
            .iter()
            .zip(&inputs)
            .map(|(text, input)| cell(text, &input.kind))
            .collect();
        Row {
            cells,
            output,
            cite: None,
        }
    };
    let rows = lines.map(row).collect();
    let output = Output {
        name: last.name.clone(),
        kind: last.kind.clone(),
    };
    Table::new("罚款幅度", inputs.clone(), output, rows, hit, &monotone)
}

fn table(text: &str) -> Table {
    try_table(text).unwrap()
}

fn check(text: &str, expected: Expect) {
    expected.assert_eq(&table(text).check(None, None, Limits::default()).to_string());
}

const GOOD: &str = "
    单调 违法所得 升
    单调 情节 升
    | 情节 序:轻微/一般/严重 | 违法所得 金额 ≥ 0元 | 罚款 金额 |
    | 轻微 | -              | 1万元 |
    | 一般 | < 5万元         | 2万元 |
    | 一般 | ≥ 5万元         | 3万元 |
    | 严重 | [0元, 10万元)   | 5万元 |
    | 严重 | ≥ 10万元        | 8万元 |";

#[test]
fn a_good_table_holds() {
    check(
        GOOD,
        expect![[r#"
        表 罚款幅度
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
    "#]],
    );
}

#[test]
fn a_gap_comes_with_a_case() {
    check(
        &GOOD.replace("≥ 10万元 ", "> 10万元 "),
        expect![[r#"
        表 罚款幅度
          ✕ 无空档：情节 = 严重，违法所得 = 10万元 时没有一行适用
          ✓ 无重叠
          ✓ 情节重者不轻
    "#]],
    );
    check(
        &GOOD.replace("≥ 0元", ""),
        expect![[r#"
        表 罚款幅度
          ✕ 无空档：情节 = 严重，违法所得 = -0.01元 时没有一行适用
          ✓ 无重叠
          ✓ 情节重者不轻
    "#]],
    );
}

#[test]
fn an_overlap_comes_with_a_case_and_both_rows() {
    check(
        &GOOD.replace("< 5万元", "≤ 5万元"),
        expect![[r#"
        表 罚款幅度
          ✓ 无空档
          ✕ 无重叠：情节 = 一般，违法所得 = 5万元 时第2行和第3行都适用
          ✓ 情节重者不轻
    "#]],
    );
}

#[test]
fn graver_but_lighter_comes_with_two_cases() {
    check(
        &GOOD.replace("3万元 |", "9万元 |"),
        expect![[r#"
            表 罚款幅度
              ✓ 无空档
              ✓ 无重叠
              ✕ 情节重者不轻：情节 由 一般 升到 严重 时，罚款 由 9万元（第3行）变为 5万元（第4行），反而更轻；前一情形：情节 = 一般，违法所得 = 5万元
        "#]],
    );
    check(
        &GOOD.replace("8万元 |", "4万元 |"),
        expect![[r#"
            表 罚款幅度
              ✓ 无空档
              ✓ 无重叠
              ✕ 情节重者不轻：违法所得 由 5万元 升到 10万元 时，罚款 由 5万元（第4行）变为 4万元（第5行），反而更轻；前一情形：情节 = 严重，违法所得 = 5万元
        "#]],
    );
}

#[test]
fn a_dead_row_is_named_with_the_row_that_takes_its_cases() {
    check(
        "首中
        | 初次 是否 | 手段 多选:暴力/威胁/欺骗 | 罚款 金额 |
        | 是 | - | 1万元 |
        | - | 暴力、威胁 | 5万元 |
        | 是 | 欺骗 | 2万元 |
        | - | - | 3万元 |",
        expect![[r#"
            表 罚款幅度
              ✓ 无空档
              ✕ 没有用不到的行：第3行用不到：它适用的情形都先落在前面的行，例如 初次 = 是，手段 = 欺骗 时先适用第1行
        "#]],
    );
}

#[test]
fn a_number_between_two_rows_is_found() {
    check(
        "| 浓度 数 | 起 日期 | 罚款 金额 |
        | < 10 | - | 1万元 |
        | ≥ 11 | ≥ 2026-01-01 | 2万元 |
        | [10, 11) | - | 2万元 |",
        expect![[r#"
            表 罚款幅度
              ✕ 无空档：浓度 = 11，起 = 0001-01-01 时没有一行适用
              ✓ 无重叠
        "#]],
    );
    check(
        "| 浓度 数 | 罚款 金额 |
        | ≤ 10 | 1万元 |
        | ≥ 11 | 2万元 |",
        expect![[r#"
            表 罚款幅度
              ✕ 无空档：浓度 = 10.5 时没有一行适用
              ✓ 无重叠
        "#]],
    );
}

fn limit(relation: Relation, factor: i128, constant: i128) -> Condition {
    let one = |var, n| (var, Number::from_integer(n));
    let right = (
        vec![one(Var::Input(1), factor)],
        Number::from_integer(constant),
    );
    Condition::Linear(Linear::compare(
        (vec![one(Var::Output, 1)], Number::default()),
        relation,
        right,
    ))
}

#[test]
fn the_statutory_range_is_kept_or_broken_by_a_case() {
    let report =
        |condition: &Condition| table(GOOD).check(Some(condition), None, Limits::default());
    // At most 10万元, at least 1万元.
    let fixed = Condition::And(vec![
        limit(Relation::Le, 0, 10_000_000),
        limit(Relation::Ge, 0, 1_000_000),
    ]);
    assert_eq!(report(&fixed).range, Finding::Holds);
    // At most ten times the gain, which may be nothing.
    expect![[r#"
        表 罚款幅度
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
          ✕ 不出法定幅度：情节 = 轻微，违法所得 = 0元 时第1行给出 1万元，超出幅度
    "#]]
    .assert_eq(&report(&limit(Relation::Le, 10, 0)).to_string());
    // At least the gain: broken only far out.
    expect![[r#"
        表 罚款幅度
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
          ✕ 不出法定幅度：情节 = 轻微，违法所得 = 10000.01元 时第1行给出 1万元，超出幅度
    "#]]
    .assert_eq(&report(&limit(Relation::Ge, 1, 0)).to_string());
}

#[test]
fn laxer_than_the_superior_comes_with_a_case() {
    let superior = table(
        "| 情节 序:轻微/一般/严重 | 罚款 金额 |
        | 轻微 | 1万元 |
        | 一般 | 3万元 |
        | 严重 | 5万元 |",
    );
    let report = table(GOOD).check(None, Some(&superior), Limits::default());
    expect![[r#"
        {
          "table": "罚款幅度",
          "total": {
            "holds": true
          },
          "unique": {
            "holds": true
          },
          "monotone": {
            "holds": true
          },
          "range": null,
          "superior": {
            "holds": false,
            "witness": {
              "情节": "一般",
              "违法所得": "0.00元"
            },
            "rows": [
              2,
              2
            ],
            "outputs": [
              "20000.00元",
              "30000.00元"
            ],
            "text": "情节 = 一般，违法所得 = 0元 时第2行给出 2万元，轻于上级表 `罚款幅度` 第2行的 3万元"
          }
        }"#]].assert_eq(&serde_json::to_string_pretty(&report).unwrap());
    let other = table("| 情节 是否 | 罚款 金额 |\n| - | 1万元 |");
    expect![[r#"
        表 罚款幅度
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
          ? 不宽于上级：未能判定，输入 `情节` 在上级表里是另一种类型
    "#]]
    .assert_eq(
        &table(GOOD)
            .check(None, Some(&other), Limits::default())
            .to_string(),
    );
}

#[test]
fn beyond_the_budget_nothing_is_claimed() {
    let report = table(GOOD).check(
        None,
        None,
        Limits {
            steps: 10,
            boxes: 100,
        },
    );
    expect![[r#"
        表 罚款幅度
          ? 无空档：未能判定，表太大，超出了证明的工作量上限
          ✓ 无重叠
          ✓ 情节重者不轻
    "#]]
    .assert_eq(&report.to_string());
    assert!(!report.holds());
    expect![[r#"{"table":"罚款幅度","total":{"holds":null,"reason":"表太大，超出了证明的工作量上限"},"unique":{"holds":true},"monotone":{"holds":true},"range":null,"superior":null}"#]].assert_eq(&serde_json::to_string(&report).unwrap());
}

#[test]
fn what_is_wrong_with_a_table_is_said_all_at_once() {
    let errors = try_table(
        "单调 从重 升
        | 情节 单选:轻微/严重 | 违法所得 金额 | 罚款 金额 |
        | 一般 | -     | 1万元 |
        | < 严重 | [5万元, 1万元] | 2万元 |
        | - | 1万元 |",
    )
    .unwrap_err();
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    expect![[r#"
        `单调` 里的 `从重` 不是这张表的输入
        第1行 `情节`：没有 `一般` 这个选项，只有 轻微、严重
        第2行 `情节`：单选没有顺序，不能比较大小
        第2行 `违法所得`：下限大于上限
        第3行有1格，应有2格"#]]
    .assert_eq(&texts.join("\n"));
}

#[test]
fn an_answer_shows_its_row_and_every_cell() {
    let table = table(GOOD);
    let money = Value::Money(Money(6_000_000));
    let facts = [Some(&Value::Choice("一般".into())), Some(&money)];
    expect![[r#"{"table":"罚款幅度","row":3,"output":"30000.00元","cite":null,"missing":[],"ambiguous":[],"trace":[{"row":1,"cells":["refuses","accepts"]},{"row":2,"cells":["accepts","refuses"]},{"row":3,"cells":["accepts","accepts"]},{"row":4,"cells":["refuses","accepts"]},{"row":5,"cells":["refuses","refuses"]}]}"#]].assert_eq(&serde_json::to_string(&table.explain(&facts).unwrap()).unwrap());
    let blank = table
        .explain(&[Some(&Value::Choice("一般".into())), None])
        .unwrap();
    assert_eq!(
        (blank.row, blank.missing),
        (None, vec!["违法所得".to_owned()])
    );
    let known = table
        .explain(&[Some(&Value::Choice("轻微".into())), None])
        .unwrap();
    assert_eq!(known.row, Some(1));
    let error = table
        .evaluate(&[Some(&Value::Choice("很重".into())), None])
        .unwrap_err();
    expect!["没有 `很重` 这个选项，只有 轻微、一般、严重"].assert_eq(&error.to_string());
    let error = table
        .evaluate(&[Some(&Value::Bool(true)), None])
        .unwrap_err();
    expect!["`是` 不是单选"].assert_eq(&error.to_string());
}

/// A grid of rows on three inputs; the last is left out if asked.
fn grid(n: i128, without_last: bool) -> Table {
    let inputs: Vec<Input> = ["甲", "乙", "丙"]
        .map(|name| Input {
            name: name.into(),
            kind: Kind::Integer,
            domain: Domain::All,
        })
        .to_vec();
    let band = |i: i128| {
        let end = |n| Value::Number(Number::from_integer(n));
        match i {
            0 => Cell::Compare(Op::Lt, end(10)),
            i if i == n - 1 => Cell::Compare(Op::Ge, end(10 * i)),
            i => Cell::Range {
                low: (end(10 * i), true),
                high: (end(10 * i + 10), false),
            },
        }
    };
    let mut rows = vec![];
    for (a, b, c) in (0..n).flat_map(|a| (0..n).flat_map(move |b| (0..n).map(move |c| (a, b, c)))) {
        let output = Value::Number(Number::from_integer(a + b + c));
        rows.push(Row {
            cells: vec![band(a), band(b), band(c)],
            output,
            cite: None,
        });
    }
    if without_last {
        rows.pop();
    }
    let output = Output {
        name: "档".into(),
        kind: Kind::Integer,
    };
    let monotone = ["甲", "乙", "丙"].map(|name| (Arc::from(name), Direction::Up));
    Table::new("网格", inputs, output, rows, HitPolicy::Unique, &monotone).unwrap()
}

#[test]
fn a_thousand_rows_are_proved() {
    assert!(grid(10, false).check(None, None, Limits::default()).holds());
    let report = grid(10, true).check(None, None, Limits::default());
    expect![[r#"
        表 网格
          ✕ 无空档：甲 = 90，乙 = 90，丙 = 90 时没有一行适用
          ✓ 无重叠
          ✓ 情节重者不轻
    "#]]
    .assert_eq(&report.to_string());
}
