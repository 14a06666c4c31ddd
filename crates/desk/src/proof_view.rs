//! A proof as the 程序 page shows it: each demand of the law with its article and reason, failures as histories
//! that a person can read, what the proof assumes, what is superfluous.

use fadu_base::Date;
use fadu_norm::model::{Model, Property};
use serde_json::Value as Json;

use crate::packs::Procedure;
use crate::proved::{Accepted, Proof, plain_subject, rows, text};
use crate::view::ProofRow;
use crate::words;

/// What is assumed of every proof (language.md section 4).
const ASSUMED: &str = "假定每个角色都配齐了规范要求的人数和资格的人员。期限按已经公布节假日的年份里每一个起算日核对。";

/// What was proved of one version.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ProofSheet {
    /// Day of the proof.
    pub day: String,
    /// The program that proved it.
    pub checker: String,
    /// What it assumes.
    pub assumption: String,
    /// Each demand of the law.
    pub properties: Vec<ProofRow>,
    /// What is checked without being written down, and did not come out well.
    pub others: Vec<OtherRow>,
    /// How many of these hold.
    pub others_hold: usize,
    /// Norms that change no history; `None`: nobody asked.
    pub redundant: Option<Vec<String>>,
    /// Time that each duty leaves.
    pub margins: Vec<MarginRow>,
    /// Who took on what was left open.
    pub accepted: Option<Accepted>,
}

/// A check that nobody has to write down.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OtherRow {
    /// `violated not_proved warning`
    pub result: String,
    /// What it is about.
    pub subject: String,
    /// In words.
    pub detail: String,
}

/// Whether a duty can be met in time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MarginRow {
    /// The duty.
    pub duty: String,
    /// What of the party's it waits for.
    pub options: Vec<String>,
    /// Days left on the worst day; negative: too few.
    pub days: i64,
    /// Whether it fits.
    pub fits: bool,
}

/// A step of a history.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HistoryStep {
    /// Day.
    pub day: String,
    /// What is done.
    pub act: String,
    /// By whom, with the role.
    pub by: String,
    /// What is filled in.
    pub facts: Vec<(String, String)>,
}

/// A version that waits for its proof.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct WaitingView {
    /// The version.
    pub version: String,
    /// Why it may not run, and the way out.
    pub why: String,
    /// What was found about it.
    pub sheet: Option<ProofSheet>,
}

/// The sheet of a proof; properties in the order of the procedure.
pub fn sheet(procedure: &Procedure, proof: &Proof, on: Date) -> ProofSheet {
    let model = &procedure.model;
    let report = &proof.report;
    let (hold, others): (Vec<&Json>, Vec<&Json>) =
        rows(report, "implicit").partition(|r| text(r, "result") == "proved");
    ProofSheet {
        day: proof.day.clone(),
        checker: proof.checker.clone(),
        assumption: ASSUMED.to_owned(),
        properties: model
            .properties
            .iter()
            .map(|p| property(p, report, on))
            .collect(),
        others: others.into_iter().map(|r| other(model, r)).collect(),
        others_hold: hold.len(),
        redundant: redundant(report),
        margins: rows(report, "margins").map(margin).collect(),
        accepted: proof.accepted.clone(),
    }
}

/// The rows of a procedure without a proof: what the law wants of it.
pub fn demands(model: &Model, on: Date) -> Vec<ProofRow> {
    model
        .properties
        .iter()
        .map(|p| property(p, &Json::Null, on))
        .collect()
}

fn property(property: &Property, report: &Json, on: Date) -> ProofRow {
    let own = rows(report, "properties").find(|p| text(p, "name") == &*property.name);
    let get = |key: &str| own.map(|p| text(p, key).to_owned()).unwrap_or_default();
    ProofRow {
        name: property.name.to_string(),
        result: get("result"),
        reason: property.reason.as_deref().unwrap_or_default().to_owned(),
        chips: words::chips(&property.cites, on),
        detail: spoken(&get("note")),
        steps: own
            .and_then(|p| p.get("counterexample"))
            .map(history)
            .unwrap_or_default(),
    }
}

/// A history of docs/cli.md as steps to read.
pub fn history(counterexample: &Json) -> Vec<HistoryStep> {
    rows(counterexample, "acts").map(step).collect()
}

fn step(act: &Json) -> HistoryStep {
    let people: Vec<&str> = rows(act, "by").filter_map(Json::as_str).collect();
    let role = text(act, "role");
    let by = match (people.is_empty(), role.is_empty()) {
        (true, true) => "系统".to_owned(),
        (true, false) => role.to_owned(),
        (false, true) => people.join("、"),
        (false, false) => format!("{role} {}", people.join("、")),
    };
    let facts = ["facts", "behaviour"]
        .iter()
        .filter_map(|key| act.get(*key).and_then(Json::as_object))
        .flatten()
        .map(|(name, value)| (name.replace('.', "的"), plain(value)));
    HistoryStep {
        day: text(act, "on").to_owned(),
        act: text(act, "act").to_owned(),
        by,
        facts: facts.collect(),
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

// Ids of norms and brackets of meanings are for authors, not for readers.
pub(crate) fn spoken(note: &str) -> String {
    let note = note.replace(['〔', '〕'], "");
    let mut out = String::new();
    for word in note.split_inclusive(['“', '”', '、', '：', '（', '）', '；']) {
        let (body, end) = match word.char_indices().last() {
            Some((at, c)) if "“”、：（）；".contains(c) => word.split_at(at),
            _ => (word, ""),
        };
        let is_norm = body.starts_with("可 ") || body.starts_with("应 ");
        if is_norm {
            out.push_str(&norm_words(body));
        } else {
            out.push_str(body);
        }
        out.push_str(end);
    }
    out
}

/// `可 作出处罚决定/听证期满` → `作出处罚决定的条件“听证期满”`
fn norm_words(id: &str) -> String {
    let (kind, rest) = id.split_once(' ').unwrap_or(("", id));
    let (act, name) = rest.split_once('/').unwrap_or((rest, ""));
    let act = act.trim_matches(['〔', '〕']);
    let numbered = name.is_empty() || name.chars().all(|c| c.is_ascii_digit());
    match (kind, numbered) {
        ("应", false) => format!("期限“{name}”"),
        ("应", true) => format!("{act}的期限"),
        (_, false) => format!("{act}的条件“{name}”"),
        (_, true) => format!("{act}的第{name}个条件"),
    }
}

fn other(model: &Model, row: &Json) -> OtherRow {
    let subject = plain_subject(text(row, "subject"));
    let about = match text(row, "check") {
        "reachable" => format!("办得成：{subject}"),
        "stuck" => "办件不会卡住".to_owned(),
        "duty" => format!("了结得了：{subject}"),
        "copied" => format!("性质：{subject}"),
        check if check.starts_with("table ") => format!("表：{subject}"),
        _ => subject,
    };
    let detail = spoken(text(row, "detail"));
    OtherRow {
        result: text(row, "result").to_owned(),
        subject: about.replace(&*model.slug, &model.name),
        detail,
    }
}

fn redundant(report: &Json) -> Option<Vec<String>> {
    let mutants = report.get("mutants").filter(|m| !m.is_null())?;
    Some(
        rows(mutants, "redundant_norms")
            .filter_map(Json::as_str)
            .map(norm_words)
            .collect(),
    )
}

fn margin(row: &Json) -> MarginRow {
    MarginRow {
        duty: norm_words(text(row, "norm")),
        options: rows(row, "options")
            .filter_map(Json::as_str)
            .map(ToOwned::to_owned)
            .collect(),
        days: row.get("days").and_then(Json::as_i64).unwrap_or_default(),
        fits: text(row, "result") == "fits",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_history_reads_as_days_acts_and_people() {
        let steps = history(&json!({"acts": [
            {"act": "立案", "on": "2026-03-02", "by": ["王一", "李二"], "role": "承办人", "facts": {"涉嫌": true}, "behaviour": {}},
            {"act": "告知", "on": "2026-03-03", "by": [], "role": null, "facts": {}, "behaviour": {"送达.方式": "直接"}}]}));
        assert_eq!(steps[0].by, "承办人 王一、李二");
        assert_eq!(steps[0].facts, [("涉嫌".to_owned(), "是".to_owned())]);
        assert_eq!(steps[1].by, "系统");
        assert_eq!(
            steps[1].facts,
            [("送达的方式".to_owned(), "直接".to_owned())]
        );
    }

    #[test]
    fn notes_name_no_ids() {
        let note = "在“立案、告知”之后找不到一定走得通的办法（挡住的规范：可 作出处罚决定/听证期满、应 〔结论〕/决定期限、可 甲/2）";
        assert_eq!(
            spoken(note),
            "在“立案、告知”之后找不到一定走得通的办法（挡住的规范：作出处罚决定的条件“听证期满”、期限“决定期限”、甲的第2个条件）"
        );
        assert_eq!(
            spoken("程序里没有这些含义：〔告知〕"),
            "程序里没有这些含义：告知"
        );
    }
}
