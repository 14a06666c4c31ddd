//! Texts in, results out.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

pub mod family;
pub mod packs;

use std::sync::Arc;

use fadu_norm::model::Model;
use fadu_pack::{Folder, Workspace};
use fadu_proof::report::{Outcome, PropertyResult};
use fadu_proof::{Options, Report, check};
use fadu_term::Calendar;
use serde_json::Value as Json;

/// Random texts need not resolve.
pub fn try_model(text: &str) -> Option<Arc<Model>> {
    let files = [("test.fd".to_owned(), text.to_owned())];
    let workspace = Workspace::new(&files, None, &[Folder::builtin()]);
    workspace.procedures().pop()?.model
}

pub fn model(text: &str) -> Arc<Model> {
    let files = [("test.fd".to_owned(), text.to_owned())];
    let workspace = Workspace::new(&files, None, &[Folder::builtin()]);
    let problems: Vec<&str> = workspace
        .problems
        .iter()
        .filter(|p| p.is_error())
        .map(|p| p.diagnostic.message.as_str())
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
    let found = workspace.procedures().remove(0);
    let errors: Vec<&str> = found
        .problems
        .iter()
        .filter(|p| p.is_error())
        .map(|p| p.diagnostic.message.as_str())
        .collect();
    found.model.unwrap_or_else(|| panic!("{errors:?}"))
}

pub fn report(text: &str, mutate: bool) -> Report {
    let model = model(text);
    let options = Options {
        property: None,
        mutate,
        tick: &mut || true,
        now: &|| 0,
    };
    let report = check(&model, Calendar::builtin(), options);
    for property in &report.properties {
        replays(&model, property);
    }
    report
}

// Every counter-example is a history that `fadu replay` accepts.
fn replays(model: &Model, property: &PropertyResult) {
    if let Some(history) = &property.counterexample {
        let input =
            fadu_norm::json::read_history(history, model, None).expect("a history that reads");
        let replay = fadu_norm::json::replay(model, Calendar::builtin(), input);
        assert!(
            replay.refused.is_none(),
            "{}: {:?}",
            property.name,
            replay.refused
        );
    }
}

/// One line a property: how it came out, and the acts of its counter-example.
pub fn told(text: &str) -> String {
    let report = report(text, false);
    let line = |p: &PropertyResult| format!("{}：{}", p.name, outcome(p));
    report
        .properties
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn outcome(property: &PropertyResult) -> String {
    let name = match property.result {
        Outcome::Proved => "证明",
        Outcome::Violated => "违反",
        Outcome::NotProved => "未证明",
        Outcome::NotApplicable => "不适用",
        Outcome::Warning => "提醒",
    };
    match &property.counterexample {
        Some(history) => format!("{name} {}", acts(history)),
        None => name.to_owned(),
    }
}

pub fn acts(history: &Json) -> String {
    let act = |a: &Json| {
        let by: Vec<&str> = a["by"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Json::as_str)
            .collect();
        format!(
            "{} {}（{}）",
            a["on"].as_str().unwrap(),
            a["act"].as_str().unwrap(),
            by.join("、")
        )
    };
    history["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(act)
        .collect::<Vec<_>>()
        .join(" → ")
}
