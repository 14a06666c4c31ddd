//! What a check says, with the keys of docs/cli.md (`check --json`).

use serde::Serialize;
use serde_json::{Value as Json, json};

use fadu_norm::history::{Entry, Record};
use fadu_norm::json::value_to_json;
use fadu_norm::model::Model;

use crate::concretise::History;

/// How a claim came out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds over all histories.
    Proved,
    /// A history that the engine accepts breaks it.
    Violated,
    /// Neither was shown.
    NotProved,
    /// It names meanings that do not occur.
    NotApplicable,
    /// Worth a look, no failure.
    Warning,
}

impl Outcome {
    /// Whether the check as a whole fails by it.
    pub fn fails(self) -> bool {
        matches!(self, Outcome::Violated | Outcome::NotProved)
    }
}

/// A property and how it came out.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PropertyResult {
    /// Its name.
    pub name: String,
    /// How it came out.
    pub result: Outcome,
    /// Its articles.
    pub cite: Vec<String>,
    /// States of the abstraction.
    pub states: u64,
    /// States that the explorer visited one by one, where it finished and agrees.
    pub explored: Option<u64>,
    /// Milliseconds, by the caller's clock.
    pub ms: u64,
    /// What should be known beside it.
    pub note: Option<String>,
    /// The shortest offending history.
    pub counterexample: Option<Json>,
    /// It holds only because what it speaks of never happens: `note` says so.
    #[serde(skip)]
    pub vacuous: bool,
    /// Why the law wants it, for people.
    #[serde(skip)]
    pub reason: Option<String>,
}

/// A check that nobody has to write down.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ImplicitResult {
    /// Which.
    pub check: &'static str,
    /// How it came out.
    pub result: Outcome,
    /// A norm's id, an act or a fact.
    pub subject: String,
    /// Why.
    pub detail: String,
}

/// Whether a duty can be met in time on the office's plan.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Margin {
    /// The duty.
    pub norm: String,
    /// The party's options that the plan waits for.
    pub options: Vec<String>,
    /// `fits` or `does_not_fit`.
    pub result: &'static str,
    /// Days left on the worst start day; negative: too few.
    pub days: i64,
    /// The duty's own name or what is due, for people.
    #[serde(skip)]
    pub name: String,
    /// The worst start day.
    pub start: fadu_base::Date,
    /// How many days the plan has to wait from then on.
    pub waits: i64,
}

/// The mutation audit.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Mutants {
    /// How many were made.
    pub total: usize,
    /// How many break a property.
    pub killed: usize,
    /// How many change no history.
    pub redundant: usize,
    /// Norms that change no history.
    pub redundant_norms: Vec<String>,
    /// The rest.
    pub holes: Vec<Hole>,
}

/// A mutant that no property notices.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Hole {
    /// The norm.
    pub norm: String,
    /// What was done to it.
    pub mutation: String,
}

/// Everything about one procedure.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Report {
    /// Address-safe name.
    pub slug: String,
    /// Its family.
    pub family: Option<String>,
    /// How many acts.
    pub acts: usize,
    /// How many conditions and duties.
    pub norms: usize,
    /// Properties, in the order of the files.
    pub properties: Vec<PropertyResult>,
    /// What is checked anyway.
    pub implicit: Vec<ImplicitResult>,
    /// Time for each duty.
    pub margins: Vec<Margin>,
    /// The audit, if it was asked for.
    pub mutants: Option<Mutants>,
    /// Chinese name, for people.
    #[serde(skip)]
    pub name: String,
}

impl Report {
    /// Whether everything checked holds.
    pub fn holds(&self) -> bool {
        !self.properties.iter().any(|p| p.result.fails())
            && !self.implicit.iter().any(|i| i.result.fails())
            && self.mutants.as_ref().is_none_or(|m| m.holes.is_empty())
    }
}

/// A history with the keys of docs/cli.md: `fadu replay` reads it.
pub fn history_json(model: &Model, history: &History) -> Json {
    let acts: Vec<Json> = history
        .records
        .iter()
        .map(|r| record_json(model, r))
        .collect();
    let registers: serde_json::Map<String, Json> = history
        .world
        .registers
        .iter()
        .map(|(name, entries)| (name.to_string(), entries.iter().map(entry_json).collect()))
        .collect();
    json!({"acts": acts, "registers": registers, "posts": null, "parameters": {}})
}

fn record_json(model: &Model, record: &Record) -> Json {
    let facts: serde_json::Map<String, Json> = record
        .facts
        .iter()
        .map(|(f, v)| (model.fact(*f).name.to_string(), value_to_json(v)))
        .collect();
    let behaviour: serde_json::Map<String, Json> = record
        .behaviour
        .iter()
        .map(|(k, v)| (k.to_string(), value_to_json(v)))
        .collect();
    let by: Vec<&str> = record.by.iter().map(|p| &**p).collect();
    let mut json = json!({
        "act": &*model.act(record.act).name,
        "on": record.on,
        "by": by,
        "role": record.role.map(|r| model.role(r).name.to_string()),
        "facts": facts,
        "behaviour": behaviour,
    });
    if let (Some(place), Some(map)) = (record.revokes, json.as_object_mut()) {
        map.insert("revokes".into(), json!(place));
    }
    json
}

fn entry_json(entry: &Entry) -> Json {
    let mut map: serde_json::Map<String, Json> = entry
        .fields
        .iter()
        .map(|(k, v)| (k.to_string(), value_to_json(v)))
        .collect();
    if let Some(person) = &entry.person {
        map.insert("person".into(), json!(&**person));
    }
    for (key, day) in [("from", entry.from), ("to", entry.to)] {
        if let Some(day) = day {
            map.insert(key.into(), json!(day));
        }
    }
    Json::Object(map)
}
