//! The shipped tables: all proved, each seeded fault found with its case, old and new law both computed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::path::Path;
use std::sync::Arc;

use expect_test::{Expect, expect};
use fadu_base::Date;
use fadu_norm::json::value_from_json;
use fadu_norm::model::Model;
use fadu_norm::tables::{CaseFacts, explain, in_force, order};
use fadu_norm::value::Value;
use fadu_pack::{Folder, Workspace};
use serde_json::json;

const CITY: &str = "tables/construction-dust/standard.fd";
const COUNTY: &str = "localities/990100/construction-dust.fd";

fn shipped(path: &str) -> String {
    Folder::builtin().get(path).unwrap().to_string()
}

fn workspace(name: &str, text: &str) -> Workspace {
    let folder = Folder::builtin();
    Workspace::new(
        &[(name.to_owned(), text.to_owned())],
        Some(folder),
        &[folder],
    )
}

fn model(path: &str) -> Arc<Model> {
    let found = workspace(path, &shipped(path)).table_files();
    found[0]
        .model
        .clone()
        .unwrap_or_else(|| panic!("{:?}", found[0].problems))
}

#[test]
fn every_shipped_table_is_proved() {
    let workspace = Workspace::of_folder(Folder::builtin());
    let mut count = 0;
    for found in workspace.table_files() {
        let model = found
            .model
            .unwrap_or_else(|| panic!("{}: {:?}", found.source.name, found.problems));
        for report in workspace.prove_tables(&model) {
            assert!(report.holds(), "{}: {report}", found.source.name);
            count += 1;
        }
    }
    assert!(count >= 14, "{count}");
}

/// What stops holding of the county's standard when a part of it is written otherwise.
fn fault(table: &str, from: &str, to: &str, expected: Expect) {
    let text = shipped(COUNTY);
    let start = text.find(&format!("表 {table}\n")).unwrap();
    let at = start + text[start..].find(from).unwrap_or_else(|| panic!("{from}"));
    let changed = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
    let workspace = workspace(COUNTY, &changed);
    let found = workspace.table_files();
    let lines: Vec<String> = match &found[0].model {
        None => found[0]
            .problems
            .iter()
            .map(|p| p.diagnostic.message.clone())
            .collect(),
        Some(model) => workspace
            .table_checks(model)
            .into_iter()
            .filter(|c| c.result != "proved")
            .map(|c| {
                format!(
                    "{} {} {}：{}",
                    c.subject,
                    c.check,
                    c.result,
                    c.detail.unwrap_or_default()
                )
            })
            .collect(),
    };
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn a_gap() {
    fault(
        "示例县施工扬尘罚款下限·法典",
        "| 一般         | 2.5万元      |",
        "",
        expect![
            "示例县施工扬尘罚款下限·法典 table total violated：扬尘裁量档次 = 一般 时没有一行适用"
        ],
    );
}

#[test]
fn a_gap_in_the_grades() {
    let row = shipped(COUNTY)
        .lines()
        .rfind(|l| l.ends_with("| 较轻         |"))
        .unwrap()
        .to_owned();
    fault(
        "示例县施工扬尘档次·法典",
        &row,
        "",
        expect![
            "示例县施工扬尘档次·法典 table total violated：缺少的防尘措施 = （无），裸露面积 = 0，两年内被罚次数 = 0，重点区域 = 否，重污染天气 = 否，改正情况 = 按期改正，主动消除影响 = 否 时没有一行适用"
        ],
    );
}

#[test]
fn an_overlap() {
    fault(
        "示例县施工扬尘罚款上限·法典",
        "| 较重         |",
        "| 一般、较重 |",
        expect![
            "示例县施工扬尘罚款上限·法典 table unique violated：扬尘裁量档次 = 一般 时第2行和第3行都适用"
        ],
    );
}

#[test]
fn graver_and_yet_lighter() {
    fault(
        "示例县施工扬尘罚款下限·法典",
        "| 5万元",
        "| 2万元",
        expect![[r#"
        示例县施工扬尘罚款下限·法典 table monotone violated：扬尘裁量档次 由 一般 升到 较重 时，扬尘罚款下限 由 2.5万元（第2行）变为 2万元（第3行），反而更轻；前一情形：扬尘裁量档次 = 一般
        示例县施工扬尘罚款下限·法典 table superior violated：扬尘裁量档次 = 较重 时第3行给出 2万元，轻于上级表“施工扬尘罚款下限·法典”第3行的 5万元"#]],
    );
}

#[test]
fn outside_the_statutory_range() {
    fault(
        "示例县施工扬尘罚款上限·大气法",
        "| 10万元",
        "| 12万元",
        expect![
            "示例县施工扬尘罚款上限·大气法 table range violated：扬尘裁量档次 = 严重 时第4行给出 12万元，超出幅度"
        ],
    );
}

#[test]
fn laxer_than_the_city() {
    // The area that makes a case grave, where the city says 5,000.
    fault(
        "示例县施工扬尘档次·法典",
        "≥ 5_000",
        "≥ 6_000",
        expect![
            "示例县施工扬尘档次·法典 table superior violated：缺少的防尘措施 = （无），裸露面积 = 5000，两年内被罚次数 = 0，重点区域 = 否，重污染天气 = 否，改正情况 = 按期改正，主动消除影响 = 是 时第9行给出 较轻，轻于上级表“施工扬尘档次·法典”第6行的 较重"
        ],
    );
}

#[test]
fn a_dead_row() {
    fault(
        "示例县施工扬尘档次·大气法",
        "| 1              |",
        "| ≥ 2            |",
        expect![[r#"
        示例县施工扬尘档次·大气法 table unique violated：第3行用不到：它适用的情形都先落在前面的行，例如 缺少的防尘措施 = （无），裸露面积 = 0，两年内被罚次数 = 2，重点区域 = 否，重污染天气 = 否，改正情况 = 按期改正 时先适用第1行
        示例县施工扬尘档次·大气法 table superior violated：缺少的防尘措施 = （无），裸露面积 = 0，两年内被罚次数 = 1，重点区域 = 是，重污染天气 = 否，改正情况 = 按期改正 时第7行给出 一般，轻于上级表“施工扬尘档次·大气法”第3行的 较重"#]],
    );
}

#[test]
fn two_versions_on_one_day() {
    fault(
        "示例县施工扬尘档次·法典",
        "2026-08-15",
        "2026-08-01",
        expect![
            "表“示例县施工扬尘档次·大气法”和“示例县施工扬尘档次·法典”都算出“扬尘裁量档次”，效期在 2026-08-01 至 2026-08-14 重叠：同一天只能有一张有效"
        ],
    );
}

/// What the tables of a day give for facts, by output.
fn outputs(model: &Model, facts: &serde_json::Value, day: Date) -> Vec<(String, Value)> {
    let given = facts.as_object().unwrap().iter().map(|(name, value)| {
        let id = model.fact_named(name).unwrap();
        (id, value_from_json(value, &model.fact(id).ty).unwrap())
    });
    let case = CaseFacts::new(model, given.collect()).unwrap();
    let tables = model.tables.iter().filter(|t| in_force(t, day));
    tables
        .map(|t| {
            let row = explain(&case, t, day).unwrap().row.unwrap();
            (
                model.fact(t.output).name.to_string(),
                t.rows[row - 1].output.clone(),
            )
        })
        .collect()
}

/// Old law at the time of the act, and the later law: both computed, the lighter one named.
fn both_ways(changed: serde_json::Value, expected: Expect) {
    let mut facts = json!({"缺少的防尘措施": ["洒水抑尘"], "裸露面积": 100, "两年内被罚次数": 0,
        "重污染天气": false, "改正情况": "按期改正", "主动消除影响": false});
    facts
        .as_object_mut()
        .unwrap()
        .extend(changed.as_object().unwrap().clone());
    let model = model(CITY);
    let (act, decision) = ("2026-08-14".parse().unwrap(), "2026-08-15".parse().unwrap());
    let (then, now) = (
        outputs(&model, &facts, act),
        outputs(&model, &facts, decision),
    );
    let lines = then.iter().zip(&now).map(|((name, a), (_, b))| {
        let ty = &model.fact(model.fact_named(name).unwrap()).ty;
        format!("{name} {a} {b} {:?}\n", order(ty, a, b).unwrap())
    });
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn the_later_law_is_lighter() {
    both_ways(
        json!({"裸露面积": 800}),
        expect![[r#"
        扬尘裁量档次 一般 较轻 Greater
        扬尘罚款下限 30000.00元 10000.00元 Greater
        扬尘罚款上限 60000.00元 20000.00元 Greater
        责令停工整治 否 否 Equal
    "#]],
    );
    both_ways(
        json!({"裸露面积": 2000, "主动消除影响": true}),
        expect![[r#"
        扬尘裁量档次 较重 较轻 Greater
        扬尘罚款下限 60000.00元 10000.00元 Greater
        扬尘罚款上限 80000.00元 20000.00元 Greater
        责令停工整治 否 否 Equal
    "#]],
    );
}

#[test]
fn the_law_at_the_time_of_the_act_is_lighter() {
    both_ways(
        json!({"改正情况": "拒不改正"}),
        expect![[r#"
        扬尘裁量档次 较重 严重 Less
        扬尘罚款下限 60000.00元 80000.00元 Less
        扬尘罚款上限 80000.00元 100000.00元 Less
        责令停工整治 是 是 Equal
    "#]],
    );
    both_ways(
        json!({"裸露面积": 2000, "重污染天气": true}),
        expect![[r#"
        扬尘裁量档次 较重 严重 Less
        扬尘罚款下限 60000.00元 80000.00元 Less
        扬尘罚款上限 80000.00元 100000.00元 Less
        责令停工整治 否 否 Equal
    "#]],
    );
}

#[test]
fn the_lower_end_is_below_the_upper_end() {
    for path in [CITY, COUNTY] {
        let model = model(path);
        for day in ["2026-08-14", "2026-08-15"] {
            for grade in ["较轻", "一般", "较重", "严重"] {
                let facts = json!({"扬尘裁量档次": grade, "改正情况": "按期改正"});
                let day: Date = day.parse().unwrap();
                let id = model.fact_named("扬尘裁量档次").unwrap();
                let given = vec![(
                    id,
                    value_from_json(&facts["扬尘裁量档次"], &model.fact(id).ty).unwrap(),
                )];
                let case = CaseFacts::new(&model, given).unwrap();
                let amounts: Vec<Value> = model
                    .tables
                    .iter()
                    .filter(|t| in_force(t, day) && t.inputs == [id])
                    .map(|t| {
                        t.rows[explain(&case, t, day).unwrap().row.unwrap() - 1]
                            .output
                            .clone()
                    })
                    .collect();
                assert!(
                    amounts.len() == 2 && amounts[0] < amounts[1],
                    "{path} {day} {grade}: {amounts:?}"
                );
            }
        }
    }
}

#[test]
fn the_articles_of_the_tables_are_in_force_on_their_days() {
    let shared = std::env::var("FADU_SHARED").unwrap_or_else(|_| "../../../shared".to_owned());
    let folder = Path::new(&shared).join("law");
    let Ok(files) = std::fs::read_dir(&folder) else {
        return println!("left out: no statutes at {}", folder.display());
    };
    let mut library = fadu_law::Library::new();
    for file in files {
        library.add(&std::fs::read_to_string(file.unwrap().path()).unwrap());
    }
    for path in [CITY, COUNTY] {
        for table in &model(path).tables {
            let (from, to) = table.valid.unwrap();
            for (cite, day) in table.cites.iter().flat_map(|c| [(c, from), (c, to)]) {
                library
                    .resolve(cite, day)
                    .unwrap_or_else(|e| panic!("{} {cite} on {day}: {e}", table.name));
            }
        }
    }
}

#[test]
fn a_table_as_a_page_shows_it() {
    let workspace = workspace(COUNTY, &shipped(COUNTY));
    let model = model(COUNTY);
    let table = workspace
        .shown_tables(&model)
        .into_iter()
        .find(|t| &*t.name == "示例县施工扬尘罚款上限·法典")
        .unwrap();
    let rows: String = table
        .rows
        .iter()
        .map(|r| format!("{}\n", r.join(" | ")))
        .collect();
    let cites: Vec<String> = table.cites.iter().map(|c| c.human()).collect();
    expect![[r#"
        施工扬尘罚款上限·法典 "2026-08-15"
        生态环境法典第1128条第1款、行政处罚法第34条
        扬尘裁量档次 | 扬尘罚款上限
        较轻 | 2.5万元
        一般 | 5万元
        较重 | 9万元
        严重 | 10万元
        扬尘罚款上限不能少于法典罚款下限，并且扬尘罚款上限不能超过法典罚款上限
        表 示例县施工扬尘罚款上限·法典
          ✓ 无空档
          ✓ 无重叠
          ✓ 情节重者不轻
          ✓ 不出法定幅度
          ✓ 不宽于上级
    "#]]
    .assert_eq(&format!(
        "{} {:?}\n{}\n{}\n{rows}{}\n{}",
        table.superior.unwrap(),
        table.valid.unwrap().0.to_string(),
        cites.join("、"),
        table.columns.join(" | "),
        table.range.unwrap(),
        table.report
    ));
}
