//! The sample county, played on the engine alone: every case of it is lawful as far as it goes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use fadu_base::Date;
use fadu_norm::engine::Session;
use fadu_norm::json::read_history;
use fadu_norm::model::Model;
use fadu_pack::sample::{Case, Cases, County, PARTY, Planned};
use fadu_pack::story::Story;
use fadu_pack::{Folder, Workspace};
use fadu_term::Calendar;
use serde_json::{Map, Value, json};

const PROCEDURE: &str = "enforcement/penalty-ordinary";

fn registers(county: &County, case: &Case) -> Value {
    let entry = |p: &fadu_pack::sample::Person, days: &[Date]| json!({"person": p.name, "from": days.first(), "to": days.get(1)});
    let with = |get: fn(&fadu_pack::sample::Person) -> &Vec<Date>| -> Vec<Value> {
        county
            .person
            .iter()
            .filter(|p| !get(p).is_empty())
            .map(|p| entry(p, get(p)))
            .collect()
    };
    let matters: Vec<Value> = county
        .matter
        .iter()
        .map(|m| {
            let mut fields: Map<String, Value> = m.fields.clone();
            fields.insert("事项编码".into(), json!(m.id));
            fields.insert("from".into(), json!(m.from));
            Value::Object(fields)
        })
        .collect();
    json!({
        "行政执法证": with(|p| &p.certificate),
        "法制审核资格": with(|p| &p.review),
        "权责事项": matters,
        "当事人登记": [{"主体": case.party, "主体名称": case.party, "主体类别": case.kind, "住所": "示例县城关镇", "主体状态": "存续", "from": "2015-01-01"}],
    })
}

fn play(
    county: &County,
    case: &Case,
    story: &Story,
    model: &Model,
    calendar: &Calendar,
) -> Result<(), String> {
    let acts = county.plan(case, story, calendar)?;
    let empty = read_history(&json!({"registers": registers(county, case)}), model, None)
        .map_err(|e| e.to_string())?;
    let mut session = Session::new(model, calendar, empty.world);
    let mut day = case.from;
    for planned in &acts {
        day = calendar
            .add_working(day, planned.gap.try_into().unwrap())
            .unwrap();
        day = happen(county, case, planned, &mut session, day)?;
    }
    if county.today < day {
        Err(format!("到 {day} 才完，晚于今天"))
    } else {
        Ok(())
    }
}

fn happen(
    county: &County,
    case: &Case,
    planned: &Planned,
    session: &mut Session<'_>,
    mut day: Date,
) -> Result<Date, String> {
    for _ in 0..8 {
        let by: Vec<String> = planned
            .by
            .iter()
            .map(|id| {
                if id == PARTY {
                    case.party.clone()
                } else {
                    county.name_of(case, id)
                }
            })
            .collect();
        let act = json!({"act": planned.act, "on": day, "by": by, "role": planned.role,
            "facts": planned.facts_on(day, case.from, session.calendar), "behaviour": planned.behaviour});
        let input = read_history(&json!({"acts": [act]}), session.model, None)
            .map_err(|e| e.to_string())?;
        let record = input.records.into_iter().next().unwrap();
        let Err(reasons) = session.check(&record) else {
            session.push(record);
            return Ok(day);
        };
        let later = reasons
            .iter()
            .map(|r| r.earliest)
            .collect::<Option<Vec<Date>>>()
            .and_then(|days| days.into_iter().max());
        match later {
            Some(later) => day = later,
            None => {
                let texts: Vec<String> = reasons
                    .iter()
                    .map(|r| format!("{}（{}）", r.text, r.norm))
                    .collect();
                return Err(format!("{day} {}：{}", planned.act, texts.join("；")));
            }
        }
    }
    Err(format!("{} 一再推迟", planned.act))
}

#[test]
fn every_case_of_the_county_is_lawful_as_far_as_it_goes() {
    let county: County = toml::from_str(include_str!("../../../demo/county.toml")).unwrap();
    let cases: Cases = toml::from_str(include_str!("../../../demo/cases.toml")).unwrap();
    let folder = Folder::builtin();
    let workspace = Workspace::of_folder(folder);
    let found = workspace
        .procedures()
        .into_iter()
        .find(|f| f.source.name.starts_with(PROCEDURE))
        .unwrap();
    let model = found.model.unwrap();
    let mut wrong = Vec::new();
    for case in &cases.case {
        let text = folder
            .get(&format!("{PROCEDURE}/stories/{}.toml", case.story))
            .unwrap_or_else(|| panic!("{}", case.story));
        let story = Story::read(text).unwrap();
        if let Err(why) = play(&county, case, &story, &model, Calendar::builtin()) {
            wrong.push(format!("{}（{}）：{why}", case.party, case.story));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        cases.case.len(),
        wrong.join("\n")
    );
    assert_eq!(cases.case.len(), 80);
}
