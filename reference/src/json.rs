//! A history as JSON in, the answer of `replay` as JSON out (cli.md).

use serde_json::{Map, Value as Json, json};

use crate::case::{Case, Entry, Post, Record, World};
use crate::day::{Day, parse_day, show};
use crate::duty::{duties, shown};
use crate::engine::{Reason, Verdict, check, earliest, options, reasons};
use crate::eval::{At, Hand};
use crate::tree::Procedure;
use crate::value::{from_json, guess, to_json};

fn text(j: &Json) -> String {
    j.as_str().unwrap_or_default().to_owned()
}
fn texts(j: &Json) -> Vec<String> {
    match j {
        Json::Array(a) => a.iter().map(text).collect(),
        Json::String(s) => vec![s.clone()],
        _ => Vec::new(),
    }
}
fn day(j: &Json) -> Option<Day> {
    j.as_str().and_then(parse_day)
}
fn pairs(j: &Json) -> impl Iterator<Item = (&String, &Json)> {
    j.as_object().into_iter().flatten()
}

fn entry(p: &Procedure, register: &str, j: &Json) -> Entry {
    let mut e = Entry::default();
    let r = p.register(register);
    for (key, v) in pairs(j) {
        match key.as_str() {
            "person" => e.person = v.as_str().map(str::to_owned),
            "from" => e.from = day(v),
            "to" => e.to = day(v),
            _ => {
                let ty = r.and_then(|r| r.fields.iter().find(|f| f.0 == *key)).map(|f| f.1.word.clone());
                let value = ty.map_or_else(|| guess(v), |t| from_json(v, &t));
                e.fields.extend(value.map(|v| (key.clone(), v)));
            }
        }
    }
    if let Some((from, to)) = r.and_then(|r| r.valid.clone()) {
        let date = |f: &str| match e.fields.get(f) {
            Some(crate::value::V::Date(d)) => Some(*d),
            _ => None,
        };
        (e.from, e.to) = (e.from.or(date(&from)), e.to.or(date(&to)));
    }
    e
}

fn record(p: &Procedure, j: &Json) -> Record {
    let act = p.act(j["act"].as_str().unwrap_or_default());
    let on = day(&j["on"]).unwrap_or(0);
    let only = act.filter(|a| a.roles.len() == 1).map(|a| a.roles[0].clone());
    let value = |(k, v): (&String, &Json)| Some((k.clone(), from_json(v, &p.fact(k)?.ty.word)?));
    let field = |(k, v): (&String, &Json)| {
        let ty = match k.split('.').nth(1)? {
            "送达日" | "起日" | "止日" | "撤回日" | "收款日" => "日期",
            "公告期" => "期限",
            "出席人数" | "意见数" => "整数",
            "金额" => "金额",
            "到场" => "是否",
            "案" => "案件",
            _ => "文本",
        };
        Some((k.clone(), from_json(v, ty)?))
    };
    Record {
        act: act.map(|a| a.name.clone()).unwrap_or_default(),
        on,
        recorded: day(&j["recorded"]).unwrap_or(on),
        by: texts(&j["by"]),
        role: j["role"].as_str().map(str::to_owned).or(only),
        facts: pairs(&j["facts"]).filter_map(value).collect(),
        behaviour: pairs(&j["behaviour"]).filter_map(field).collect(),
        approved: texts(&j["approved"]),
        revokes: j["revokes"].as_u64().map(|n| n as usize),
        eff: on,
    }
}

/// Registers, posts and parameters of a history; its records apart.
pub fn read<'a>(p: &'a Procedure, world: &'a World, j: &Json) -> (Case<'a>, Vec<Record>) {
    let posts = j["posts"].as_array().map(|a| {
        let post = |x: &Json| Post { person: text(&x["person"]), role: text(&x["role"]), from: day(&x["from"]), to: day(&x["to"]) };
        a.iter().map(post).collect()
    });
    let parameter = |(k, v): (&String, &Json)| Some((k.clone(), from_json(v, &p.parameter(k)?.ty.word)?));
    let list = |k: &str, v: &Json| v.as_array().into_iter().flatten().map(|e| entry(p, k, e)).collect();
    let case = Case {
        p,
        world,
        parameters: pairs(&j["parameters"]).filter_map(parameter).collect(),
        registers: pairs(&j["registers"]).map(|(k, v)| (k.clone(), list(k, v))).collect(),
        posts,
        records: Vec::new(),
    };
    let mut records: Vec<Record> = j["acts"].as_array().into_iter().flatten().map(|a| record(p, a)).collect();
    for r in &mut records {
        r.eff = case.effective_day(r);
    }
    (case, records)
}

fn shown_reasons(all: &[Reason]) -> Json {
    all.iter().map(|r| json!({"norm": r.norm, "unknown": r.unknown, "earliest": r.earliest.map(show)})).collect()
}

/// Options, duties and facts on a day after a history; `earliest` is searched `horizon` days ahead.
pub fn replay(p: &Procedure, world: &World, j: &Json, on: Day, actor: Option<&str>, horizon: Day) -> Json {
    let (mut case, records) = read(p, world, j);
    let mut refused = Json::Null;
    for (i, r) in records.into_iter().enumerate() {
        let mut bad = check(&case, i, &r);
        if !bad.is_empty() {
            if r.on == r.recorded {
                earliest(&mut bad, r.on, horizon, |d| reasons(&case, i, Hand::Record(&r), d, d));
            }
            refused = json!({"index": i, "act": r.act, "reasons": shown_reasons(&bad)});
            break;
        }
        case.records.push(r);
    }
    let at = At::new(&case, case.records.len(), on, Hand::Nothing);
    let option = |(act, verdict): (String, Verdict)| match verdict {
        Verdict::Allowed => json!({"act": act, "verdict": "allowed"}),
        Verdict::NotYours(roles) => json!({"act": act, "verdict": "not_yours", "roles": roles}),
        Verdict::Blocked(all) => {
            json!({"act": act, "verdict": "blocked", "reasons": shown_reasons(&all)})
        }
    };
    let options: Vec<Json> = options(&case, on, actor, horizon).into_iter().map(option).collect();
    let duties: Vec<Json> = duties(&at, None)
        .into_iter()
        .map(|d| {
            let due = d.due.map(show);
            json!({"norm": d.norm, "act": shown(&d.target), "state": d.state, "from": show(d.from), "due": due, "unknown": d.unknown})
        })
        .collect();
    let facts: Map<String, Json> = p.facts.iter().filter_map(|f| Some((f.name.clone(), to_json(&at.fact(&f.name).v?)))).collect();
    json!({"refused": refused, "options": options, "duties": duties, "facts": facts})
}
