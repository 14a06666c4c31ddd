//! Worked cases, as a person reads them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use expect_test::{Expect, expect};
use fadu_base::Date;
use fadu_term::derive::Label;
use fadu_term::{
    Before, Calendar, Cites, Count, DayRule, Extension, Outcome, Question, Stop, Words,
    WorkingDayTerms, answer, derive, derive_before,
};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn rule() -> DayRule {
    let cite = |text: &str| Some(text.to_owned());
    DayRule {
        working_day_terms: WorkingDayTerms::List(vec![2, 3, 5, 7]),
        cites: Cites {
            first_day: cite("《民法典》201.1"),
            months: cite("《民法典》202"),
            rest_day: cite("《民法典》203.1"),
            working_days: cite("《行政处罚法》85"),
        },
        ..DayRule::default()
    }
}

fn told(outcome: &Outcome) -> String {
    let mut text = outcome
        .last_day
        .map_or("停".to_owned(), |day| day.to_string());
    text.push_str(if outcome.assumed {
        "（暂定）\n"
    } else {
        "\n"
    });
    for step in &outcome.derivation {
        let cite = step
            .cite
            .as_ref()
            .map(|cite| format!("〔{cite}〕"))
            .unwrap_or_default();
        text.push_str(&format!(
            "{} {:9} {}{cite}\n",
            step.day,
            step.rule.name(),
            step.text
        ));
    }
    text
}

/// `start term [停 A..B]… [延 effective term]…`
fn check(text: &str, expected: Expect) {
    let rule = rule();
    let words: Vec<&str> = text.split(' ').collect();
    let (mut stops, mut extensions, mut hard, mut restart) = (vec![], vec![], false, None);
    let mut rest = words[2..].iter();
    while let Some(word) = rest.next() {
        match *word {
            "停" => {
                let (from, to) = rest.next().unwrap().split_once("..").unwrap();
                stops.push(Stop {
                    from: day(from),
                    to: (!to.is_empty()).then(|| day(to)),
                });
            }
            "延" => {
                let effective = Some(day(rest.next().unwrap()));
                let term = rest.next().unwrap().parse().unwrap();
                extensions.push(Extension {
                    effective,
                    term,
                    most: Some(1),
                    group: 0,
                });
            }
            "重起" => restart = Some(day(rest.next().unwrap())),
            "不顺延" => hard = true,
            other => panic!("{other}"),
        }
    }
    let count = Count {
        start: day(words[0]),
        term: words[1].parse().unwrap(),
        rule: &rule,
        hard,
        stops: &stops,
        extensions: &extensions,
        restart,
    };
    let stop = Label {
        word: "鉴定",
        cite: Some("《某程序规定》1"),
    };
    let extension = Label {
        word: "批准延长",
        cite: Some("《某程序规定》2"),
    };
    let words = Words {
        start: "送达",
        cite: Some("《某法》3"),
        stops: &[stop; 3],
        extensions: &[extension; 3],
        restart: Label {
            word: "发现新线索",
            cite: None,
        },
    };
    expected.assert_eq(&told(&derive(&count, Calendar::builtin(), &words).unwrap()));
}

#[test]
fn five_days_over_the_national_holiday() {
    check(
        "2026-09-28 5工作日",
        expect![[r#"
        2026-10-10
        2026-09-28 start     2026-09-28 送达，当日不计〔《民法典》201.1〕
        2026-10-07 length    10月1日至7日放假，不计〔国办发明电〔2025〕7号〕
        2026-10-10 length    10月10日周六调休上班，计入〔国办发明电〔2025〕7号〕
        2026-10-10 length    5个工作日（9月29日①、9月30日②、10月8日③、10月9日④、10月10日⑤），到 2026-10-10（周六）〔《某法》3〕
    "#]],
    );
    check(
        "2026-09-28 5日",
        expect![[r#"
        2026-10-10
        2026-09-28 start     2026-09-28 送达，当日不计〔《民法典》201.1〕
        2026-09-28 length    5日按工作日计〔《行政处罚法》85〕
        2026-10-07 length    10月1日至7日放假，不计〔国办发明电〔2025〕7号〕
        2026-10-10 length    10月10日周六调休上班，计入〔国办发明电〔2025〕7号〕
        2026-10-10 length    5日（9月29日①、9月30日②、10月8日③、10月9日④、10月10日⑤），到 2026-10-10（周六）〔《某法》3〕
    "#]],
    );
}

#[test]
fn ninety_days_that_end_on_a_sunday() {
    check(
        "2026-03-02 90日",
        expect![[r#"
        2026-06-01
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-05-31 length    90日，到 2026-05-31（周日）〔《某法》3〕
        2026-06-01 rest_day  5月31日是周末，顺延到 2026-06-01（周一）〔《民法典》203.1〕
    "#]],
    );
    check(
        "2026-09-01 90日",
        expect![[r#"
        2026-11-30
        2026-09-01 start     2026-09-01 送达，当日不计〔《民法典》201.1〕
        2026-11-30 length    90日，到 2026-11-30（周一）〔《某法》3〕
    "#]],
    );
    check(
        "2026-03-02 90日 不顺延",
        expect![[r#"
        2026-05-31
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-05-31 length    90日，到 2026-05-31（周日）；遇休息日不顺延〔《某法》3〕
    "#]],
    );
}

#[test]
fn sixty_working_days_name_every_skipped_day() {
    check(
        "2026-01-30 60工作日",
        expect![[r#"
        2026-05-06
        2026-01-30 start     2026-01-30 送达，当日不计〔《民法典》201.1〕
        2026-02-08 length    1月31日至2月1日、2月7日至8日周末，不计
        2026-02-14 length    2月14日周六调休上班，计入〔国办发明电〔2025〕7号〕
        2026-02-23 length    2月15日至23日放假，不计〔国办发明电〔2025〕7号〕
        2026-02-28 length    2月28日周六调休上班，计入〔国办发明电〔2025〕7号〕
        2026-03-29 length    3月1日、3月7日至8日、3月14日至15日、3月21日至22日、3月28日至29日周末，不计
        2026-04-06 length    4月4日至6日放假，不计〔国办发明电〔2025〕7号〕
        2026-04-26 length    4月11日至12日、4月18日至19日、4月25日至26日周末，不计
        2026-05-05 length    5月1日至5日放假，不计〔国办发明电〔2025〕7号〕
        2026-05-06 length    60个工作日，到 2026-05-06（周三）〔《某法》3〕
    "#]],
    );
}

#[test]
fn months_end_on_the_day_or_at_the_end_of_the_month() {
    check(
        "2026-03-02 3个月",
        expect![[r#"
        2026-06-02
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-06-02 length    3个月，到 2026-06-02（周二）〔《某法》3〕
    "#]],
    );
    check(
        "2025-12-31 2个月",
        expect![[r#"
        2026-02-28
        2025-12-31 start     2025-12-31 送达，当日不计〔《民法典》201.1〕
        2026-02-28 length    2个月，2月没有31日，到月末，到 2026-02-28（周六）〔《某法》3〕
    "#]],
    );
    check(
        "2024-02-29 1年",
        expect![[r#"
        2025-02-28
        2024-02-29 start     2024-02-29 送达，当日不计〔《民法典》201.1〕
        2025-02-28 length    1年，2月没有29日，到月末，到 2025-02-28（周五）〔《某法》3〕
    "#]],
    );
}

#[test]
fn hours_run_through() {
    check(
        "2026-09-30 24小时",
        expect![[r#"
            2026-10-01
            2026-09-30 start     2026-09-30 送达，当日不计〔《民法典》201.1〕
            2026-10-01 length    24小时，计1天，到 2026-10-01（周四）；遇休息日不顺延〔《某法》3〕
        "#]],
    );
    check(
        "2026-10-02 25小时",
        expect![[r#"
            2026-10-04
            2026-10-02 start     2026-10-02 送达，当日不计〔《民法典》201.1〕
            2026-10-04 length    25小时，不满24小时的按24小时，计2天，到 2026-10-04（周日）；遇休息日不顺延〔《某法》3〕
        "#]],
    );
}

#[test]
fn a_stop_is_not_counted() {
    check(
        "2026-03-02 7日 停 2026-03-04..2026-03-10",
        expect![[r#"
        2026-03-17
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-03-02 length    7日按工作日计〔《行政处罚法》85〕
        2026-03-09 stop      3月4日至9日停止计算（鉴定），6天不计〔《某程序规定》1〕
        2026-03-15 length    3月14日至15日周末，不计
        2026-03-17 length    7日（3月3日①、3月10日②、3月11日③、3月12日④、3月13日⑤、3月16日⑥、3月17日⑦），到 2026-03-17（周二）〔《某法》3〕
    "#]],
    );
    check(
        "2026-03-02 30日 停 2026-03-10..2026-03-20",
        expect![[r#"
        2026-04-13
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-03-19 stop      3月10日至19日停止计算（鉴定），10天不计〔《某程序规定》1〕
        2026-04-11 length    30日，到 2026-04-11（周六）〔《某法》3〕
        2026-04-13 rest_day  4月11日至12日周末，顺延到 2026-04-13（周一）〔《民法典》203.1〕
    "#]],
    );
    check(
        "2026-03-02 1个月 停 2026-03-10..2026-03-20 停 2026-04-05..2026-04-07",
        expect![[r#"
        2026-04-14
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-03-19 stop      3月10日至19日停止计算（鉴定），10天不计〔《某程序规定》1〕
        2026-04-06 stop      4月5日至6日停止计算（鉴定），2天不计〔《某程序规定》1〕
        2026-04-14 length    1个月，按月到 2026-04-02，加上停止的12天，到 2026-04-14（周二）〔《某法》3〕
    "#]],
    );
    check(
        "2026-03-02 30日 停 2026-03-10..",
        expect![[r#"
        停
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-03-10 stop      2026-03-10 起停止计算（鉴定），尚未恢复：已计7天，还剩23天〔《某程序规定》1〕
    "#]],
    );
}

#[test]
fn an_extension_follows_the_raw_end() {
    check(
        "2026-03-02 90日 延 2026-05-20 30日",
        expect![[r#"
        2026-06-30
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-05-31 length    90日，到 2026-05-31（周日）〔《某法》3〕
        2026-06-30 extension 2026-05-20 批准延长，从 2026-05-31 之后接着计：30日，到 2026-06-30（周二）〔《某程序规定》2〕
    "#]],
    );
    check(
        "2026-03-02 90日 延 2026-06-01 30日 延 2026-06-02 30日",
        expect![[r#"
            2026-06-30
            2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
            2026-05-31 length    90日，到 2026-05-31（周日）〔《某法》3〕
            2026-06-02 extension 2026-06-02 批准延长30日，最多延长1次，不计〔《某程序规定》2〕
            2026-06-30 extension 2026-06-01 批准延长，从 2026-05-31 之后接着计：30日，到 2026-06-30（周二）〔《某程序规定》2〕
        "#]],
    );
    check(
        "2026-03-02 90日 延 2026-06-02 30日",
        expect![[r#"
            2026-06-01
            2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
            2026-05-31 length    90日，到 2026-05-31（周日）〔《某法》3〕
            2026-06-01 rest_day  5月31日是周末，顺延到 2026-06-01（周一）〔《民法典》203.1〕
            2026-06-02 extension 2026-06-02 批准延长30日，期限已在 2026-06-01 届满，不计〔《某程序规定》2〕
        "#]],
    );
}

#[test]
fn a_restart_forgets_what_was_before() {
    check(
        "2026-03-02 30日 停 2026-03-05..2026-03-10 延 2026-03-11 30日 重起 2026-03-16",
        expect![[r#"
        2026-04-15
        2026-03-02 start     2026-03-02 送达，当日不计〔《民法典》201.1〕
        2026-03-16 restart   2026-03-16 发现新线索，重新起算，当日不计；此前的停止和延长不再计〔《民法典》201.1〕
        2026-04-15 length    30日，到 2026-04-15（周三）〔《某法》3〕
    "#]],
    );
}

#[test]
fn a_year_without_a_notice_is_assumed() {
    check(
        "2026-12-28 5工作日",
        expect![[r#"
        2027-01-05（暂定）
        2026-12-28 start     2026-12-28 送达，当日不计〔《民法典》201.1〕
        2027-01-03 length    2027年1月1日至3日放假（当年的安排尚未发布，暂定），不计
        2027-01-05 length    5个工作日（12月29日①、12月30日②、12月31日③、2027年1月4日④、2027年1月5日⑤），到 2027-01-05（周二）〔《某法》3〕
    "#]],
    );
    check(
        "2026-12-01 30日",
        expect![[r#"
        2026-12-31
        2026-12-01 start     2026-12-01 送达，当日不计〔《民法典》201.1〕
        2026-12-31 length    30日，到 2026-12-31（周四）〔《某法》3〕
    "#]],
    );
}

#[test]
fn so_long_before_a_date() {
    let rule = rule();
    let ask = |date: &str, term: &str| {
        let question = Before {
            date: day(date),
            term: term.parse().unwrap(),
            rule: &rule,
            hard: false,
        };
        told(&derive_before(&question, Calendar::builtin(), &Words::start("听证")).unwrap())
    };
    expect![[r#"
        2026-10-12
        2026-10-22 start     2026-10-22 听证，从这一天往前数，当日不计〔《民法典》201.1〕
        2026-10-12 length    7日按工作日计〔《行政处罚法》85〕
        2026-10-18 length    10月17日至18日周末，不计
        2026-10-12 length    最迟 2026-10-12：从这一天起算7日，末日是10月21日，在10月22日之前；再晚一天就不够
    "#]].assert_eq(&ask("2026-10-22", "7日"));
    expect![[r#"
        2026-09-18
        2026-10-09 start     2026-10-09 听证，从这一天往前数，当日不计〔《民法典》201.1〕
        2026-09-18 length    最迟 2026-09-18：从这一天起算20个自然日，末日是10月8日，在10月9日之前；再晚一天就不够
    "#]].assert_eq(&ask("2026-10-09", "20自然日"));
}

#[test]
fn the_command_line() {
    let ask = |start: &str, term: &str, stops: &[&str], extensions: &[&str]| {
        let question = Question {
            start: day(start),
            term: term.parse().unwrap(),
            rule: rule(),
            stops: stops
                .iter()
                .map(|s| answer::parse_stop(s).unwrap())
                .collect(),
            extensions: extensions.iter().map(|t| t.parse().unwrap()).collect(),
        };
        answer(&question, Calendar::builtin()).unwrap()
    };
    let first = ask("2026-09-28", "5工作日", &[], &[]);
    expect![[r#"
        {
          "last_day": "2026-10-10",
          "derivation": [
            {
              "day": "2026-09-28",
              "rule": "start",
              "text": "2026-09-28 起算，当日不计",
              "cite": "《民法典》201.1"
            },
            {
              "day": "2026-10-07",
              "rule": "length",
              "text": "10月1日至7日放假，不计",
              "cite": "国办发明电〔2025〕7号"
            },
            {
              "day": "2026-10-10",
              "rule": "length",
              "text": "10月10日周六调休上班，计入",
              "cite": "国办发明电〔2025〕7号"
            },
            {
              "day": "2026-10-10",
              "rule": "length",
              "text": "5个工作日（9月29日①、9月30日②、10月8日③、10月9日④、10月10日⑤），到 2026-10-10（周六）",
              "cite": null
            }
          ],
          "assumed_calendar": false
        }"#]].assert_eq(&serde_json::to_string_pretty(&first).unwrap());
    expect![[r#"
        末日 2026-06-02（周二）
          2026-03-02  2026-03-02 起算，当日不计〔《民法典》201.1〕
          2026-03-11  3月10日至11日停止计算，2天不计
          2026-05-03  60日，到 2026-05-03（周日）
          2026-06-02  延长，从 2026-05-03 之后接着计：30日，到 2026-06-02（周二）
    "#]]
    .assert_eq(&ask("2026-03-02", "60日", &["2026-03-10..2026-03-12"], &["30日"]).to_string());
    expect!["停止的一段倒着写了：2026-03-12 晚于 2026-03-10"]
        .assert_eq(&answer::parse_stop("2026-03-12..2026-03-10").unwrap_err());
    expect!["停止的一段应写作 2026-03-02..2026-03-12（后一天恢复计算，不含在内），不能是 `三月`"]
        .assert_eq(&answer::parse_stop("三月").unwrap_err());
}
