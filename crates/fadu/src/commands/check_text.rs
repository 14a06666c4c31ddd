//! What `fadu check` found, for people: each failure with the history that a lawyer can read.

use fadu_pack::tables::TableCheck;
use fadu_proof::Report;
use fadu_proof::report::{Outcome, PropertyResult};
use serde_json::Value as Json;

/// The whole report of one procedure.
pub fn text(report: &Report, tables: &[TableCheck]) -> String {
    let count = |wanted: Outcome| {
        report
            .properties
            .iter()
            .filter(|p| p.result == wanted)
            .count()
    };
    let mut out = format!(
        "{}：{} 个行为，{} 条规范；性质 已证明 {}，违反 {}，没有证明 {}，不适用 {}\n",
        report.name,
        report.acts,
        report.norms,
        count(Outcome::Proved),
        count(Outcome::Violated),
        count(Outcome::NotProved),
        count(Outcome::NotApplicable)
    );
    report
        .properties
        .iter()
        .filter(|p| p.result.fails())
        .for_each(|p| failure(&mut out, p));
    for property in report.properties.iter().filter(|p| p.vacuous) {
        out.push_str(&format!(
            "  提醒 {}：{}\n",
            property.name,
            property.note.as_deref().unwrap_or_default()
        ));
    }
    for found in report
        .implicit
        .iter()
        .filter(|i| i.result != Outcome::Proved)
    {
        out.push_str(&format!(
            "  {} {}：{}\n",
            word(found.result),
            found.subject,
            found.detail
        ));
    }
    for table in tables.iter().filter(|t| t.result != "proved") {
        out.push_str(&format!(
            "  表 {}：{}\n",
            table.subject,
            table.detail.as_deref().unwrap_or("没有证明")
        ));
    }
    for margin in fadu_proof::margins::told(&report.margins) {
        out.push_str(&format!("  {margin}\n"));
    }
    if let Some(mutants) = &report.mutants {
        out.push_str(&format!(
            "  改坏规范 {} 处：性质发现 {}，没有影响 {}，漏掉 {}\n",
            mutants.total,
            mutants.killed,
            mutants.redundant,
            mutants.holes.len()
        ));
        for hole in &mutants.holes {
            out.push_str(&format!("    漏掉：{}，{}\n", hole.norm, hole.mutation));
        }
        for norm in &mutants.redundant_norms {
            out.push_str(&format!("    多余：{norm}\n"));
        }
    }
    out
}

/// The tables of a file without a procedure.
pub fn tables(file: &str, checks: &[TableCheck]) -> String {
    let held = checks.iter().filter(|c| c.result == "proved").count();
    let mut out = format!("{file}：表的检验 {} 项，成立 {held}\n", checks.len());
    for check in checks.iter().filter(|c| c.result != "proved") {
        out.push_str(&format!(
            "  表 {}：{}\n",
            check.subject,
            check.detail.as_deref().unwrap_or("没有证明")
        ));
    }
    out
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Proved => "已证明",
        Outcome::Violated => "违反",
        Outcome::NotProved => "没有证明",
        Outcome::NotApplicable => "不适用",
        Outcome::Warning => "提醒",
    }
}

fn failure(out: &mut String, property: &PropertyResult) {
    let cite = if property.cite.is_empty() {
        String::new()
    } else {
        format!("（{}）", property.cite.join("、"))
    };
    out.push_str(&format!(
        "  {} {}{cite}\n",
        word(property.result),
        property.name
    ));
    if let Some(reason) = &property.reason {
        out.push_str(&format!("    为什么：{reason}\n"));
    }
    if let Some(note) = &property.note {
        out.push_str(&format!("    {note}\n"));
    }
    let acts = property
        .counterexample
        .as_ref()
        .and_then(|c| c.get("acts"))
        .and_then(Json::as_array);
    for (i, act) in acts.into_iter().flatten().enumerate() {
        let text = |key: &str| act.get(key).and_then(Json::as_str).unwrap_or_default();
        let by: Vec<&str> = act
            .get("by")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        out.push_str(&format!(
            "    {}. {} {}（{}）\n",
            i + 1,
            text("on"),
            text("act"),
            by.join("、")
        ));
    }
}
