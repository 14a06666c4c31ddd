//! A report as a lawyer reads it: what was proved, and each offending history day by day.

use std::fmt::Write;

use serde_json::Value as Json;

use crate::report::{Outcome, PropertyResult, Report};

/// The whole report in Chinese.
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    let count = |o: Outcome| report.properties.iter().filter(|p| p.result == o).count();
    let _ = writeln!(
        text,
        "{}（{}）：{}个行为，{}条规范；性质{}条，证明{}条，违反{}条，未证明{}条，不适用{}条。",
        report.name,
        report.slug,
        report.acts,
        report.norms,
        report.properties.len(),
        count(Outcome::Proved),
        count(Outcome::Violated),
        count(Outcome::NotProved),
        count(Outcome::NotApplicable)
    );
    for property in report
        .properties
        .iter()
        .filter(|p| p.result != Outcome::NotApplicable)
    {
        property_text(&mut text, property);
    }
    for implicit in report
        .implicit
        .iter()
        .filter(|i| i.result != Outcome::Proved)
    {
        let _ = writeln!(
            text,
            "{} {}：{}",
            mark(implicit.result),
            implicit.subject,
            implicit.detail
        );
    }
    if let Some(mutants) = &report.mutants {
        let _ = writeln!(
            text,
            "变异检查：共{}个，被性质发现{}个，不改变任何经过{}个，没有被发现{}个。",
            mutants.total,
            mutants.killed,
            mutants.redundant,
            mutants.holes.len()
        );
        for hole in &mutants.holes {
            let _ = writeln!(
                text,
                "  漏洞 {}：{}，没有性质发现",
                hole.norm, hole.mutation
            );
        }
        for norm in &mutants.redundant_norms {
            let _ = writeln!(text, "  多余 {norm}：去掉也不改变任何经过");
        }
    }
    text
}

fn mark(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Proved => "证明",
        Outcome::Violated => "违反",
        Outcome::NotProved => "未证明",
        Outcome::NotApplicable => "不适用",
        Outcome::Warning => "提醒",
    }
}

fn property_text(text: &mut String, property: &PropertyResult) {
    let _ = write!(text, "{} {}", mark(property.result), property.name);
    if !property.cite.is_empty() {
        let _ = write!(text, "  {}", property.cite.join("、"));
    }
    text.push('\n');
    let telling = property.result.fails() || property.vacuous;
    if let Some(note) = property.note.as_ref().filter(|_| telling) {
        let _ = writeln!(text, "  {note}");
    }
    if let Some(history) = &property.counterexample {
        history_text(text, history);
        let wanted = property.reason.as_deref().unwrap_or("法律不允许这样的经过");
        let _ = writeln!(text, "  法律要求：{wanted}（{}）", property.cite.join("、"));
    }
}

fn history_text(text: &mut String, history: &Json) {
    let acts = history
        .get("acts")
        .and_then(Json::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (i, act) in acts.iter().enumerate() {
        let get = |key: &str| act.get(key).and_then(Json::as_str).unwrap_or_default();
        let by: Vec<&str> = act
            .get("by")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        let _ = write!(text, "  {}. {} {}", i + 1, get("on"), get("act"));
        if !by.is_empty() {
            let _ = write!(text, "（{}）", by.join("、"));
        }
        for key in ["facts", "behaviour"] {
            let facts: Vec<String> = act
                .get(key)
                .and_then(Json::as_object)
                .into_iter()
                .flatten()
                .map(|(name, value)| format!("{name}＝{}", plain(value)))
                .collect();
            if !facts.is_empty() {
                let _ = write!(text, "：{}", facts.join("，"));
            }
        }
        text.push('\n');
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(s) => s.clone(),
        Json::Bool(true) => "是".to_owned(),
        Json::Bool(false) => "否".to_owned(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}
