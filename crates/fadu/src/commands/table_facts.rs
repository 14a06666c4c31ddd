//! The facts of one case from a JSON file, for `fadu table eval`.

use std::path::Path;

use fadu_base::Date;
use fadu_norm::json::value_from_json;
use fadu_norm::model::{FactId, Model};
use fadu_norm::resolve::suggestion;
use fadu_norm::tables::CaseFacts;
use fadu_norm::value::Value;

use crate::exit::{Stop, unreadable};
use crate::files;

/// The facts, each fitting its type and its `限`.
pub fn case_facts(model: &Model, path: &Path) -> Result<CaseFacts, Stop> {
    let json = files::read_json(path)?;
    let serde_json::Value::Object(facts) = &json else {
        return Err(unreadable("事实要写成一个 JSON 对象"));
    };
    let mut given: Vec<(FactId, Value)> = Vec::new();
    for (name, value) in facts {
        let Some(id) = model.fact_named(name) else {
            let hint = suggestion(name, model.facts.iter().map(|f| &*f.name));
            return Err(unreadable(format!("没有叫“{name}”的事实{hint}")));
        };
        let value = value_from_json(value, &model.fact(id).ty);
        given.push((
            id,
            value.map_err(|message| unreadable(format!("{name}：{message}")))?,
        ));
    }
    CaseFacts::new(model, given).map_err(|outside| {
        let names: Vec<String> = outside.iter().map(|f| outside_text(model, *f)).collect();
        unreadable(names.join("\n"))
    })
}

fn outside_text(model: &Model, fact: FactId) -> String {
    let fact = model.fact(fact);
    let limit = fact
        .limit
        .as_ref()
        .map(|l| fadu_norm::engine::words::required(model, l))
        .unwrap_or_default();
    format!("{}：值超出了限：{limit}", fact.name)
}

/// A day as written.
pub fn date(text: &str) -> Result<Date, Stop> {
    text.parse()
        .map_err(|e: fadu_base::date::DateError| unreadable(e.to_string()))
}
