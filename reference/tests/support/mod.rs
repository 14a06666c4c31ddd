//! Both engines on one procedure and one history; what they say differently.

#![allow(dead_code)]

pub mod generate;
pub mod stories;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use fadu_norm::json::{read_history, replay};
use fadu_norm::model::Model;
use fadu_pack::{Folder, Workspace};
use fadu_term::Calendar;
use reference::Packs;
use reference::tree::Procedure;
use serde_json::{Value as Json, json};

pub fn packs_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs")
}

pub fn packs() -> &'static Packs {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    PACKS.get_or_init(|| reference::packs(&packs_folder()).unwrap())
}

/// Statutes' day rules and general parts only: resolving a small file stays quick.
fn little() -> &'static Folder {
    static LITTLE: OnceLock<Folder> = OnceLock::new();
    LITTLE.get_or_init(|| {
        let mut folder = Folder::default();
        for (path, text) in Folder::builtin().iter() {
            let cited = ["行政处罚法", "行政复议法", "政府信息公开条例", "民事诉讼法"].iter().any(|t| path.contains(&format!("/{t}/")));
            let wanted = cited && path.ends_with("/law.toml") || &**path == "general/behaviours.toml";
            if wanted {
                folder.add(path, text);
            }
        }
        folder
    })
}

/// One procedure in both engines.
pub struct Both {
    pub model: std::sync::Arc<Model>,
    pub mine: Procedure,
}

impl Both {
    pub fn read(text: &str) -> Result<Both, String> {
        let spare = if text.contains("\n  用 ") { Folder::builtin() } else { little() };
        let workspace = Workspace::new(&[("t.fd".to_owned(), text.to_owned())], None, &[spare]);
        let problems: Vec<String> = workspace.problems.iter().map(|p| format!("{:?}", p.diagnostic)).collect();
        let found = workspace.procedures().pop().ok_or(format!("does not parse: {problems:?}"))?;
        let errors: Vec<String> = found.problems.iter().filter(|p| p.is_error()).map(|p| format!("{:?}", p.diagnostic)).collect();
        let model = found.model.ok_or(format!("does not resolve: {errors:?}"))?;
        Ok(Both { model, mine: packs().procedure(text)? })
    }

    /// What the two say differently; nothing when the history cannot be read.
    pub fn differences(&self, history: &Json, on: &str, actor: Option<&str>, horizon: i64) -> Result<Vec<String>, String> {
        let day: fadu_base::Date = on.parse().unwrap();
        let input = read_history(history, &self.model, Some(day)).map_err(|e| e.to_string())?;
        let theirs = replay(&self.model, Calendar::builtin(), input).to_json(day, actor, &|_| None);
        let day = reference::day::parse_day(on).unwrap();
        let mine = reference::json::replay(&self.mine, &packs().world, history, day, actor, horizon);
        // On which later day a late entry would be lawful is not compared.
        let index = theirs["refused"]["index"].as_u64().unwrap_or(0) as usize;
        let late = !theirs["refused"].is_null() && !history["acts"][index]["recorded"].is_null();
        // The second engine looks `horizon` days ahead, of a refused act from its own day.
        let asked = history["acts"][index]["on"].as_str().and_then(reference::day::parse_day);
        let from = if theirs["refused"].is_null() { day } else { day.min(asked.unwrap_or(day)) };
        let limit = if late { String::new() } else { reference::day::show(from + horizon) };
        let (theirs, mine) = (plain(&theirs, &limit), plain(&mine, &limit));
        let mut out = Vec::new();
        for key in ["refused", "options", "duties", "facts"] {
            let (a, b) = (&theirs[key], &mine[key]);
            let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for name in names {
                if a.get(name) != b.get(name) {
                    let show = |x: Option<&Json>| x.map_or("-".to_owned(), Json::to_string);
                    out.push(format!("{key} {name}\n    norm      {}\n    reference {}", show(a.get(name)), show(b.get(name))));
                }
            }
            if key == "refused" && !out.is_empty() {
                break;
            }
        }
        Ok(out)
    }
}

type Said = BTreeMap<&'static str, BTreeMap<String, Json>>;

// Only what both know, in an order of its own.
fn plain(answer: &Json, limit: &str) -> Said {
    let reasons = |list: &Json| -> Json {
        let one = |r: &Json| {
            let norm = r["norm"].as_str().unwrap();
            // Whether a post ends before the certificate begins is not compared.
            let earliest = r["earliest"].as_str().filter(|e| *e <= limit && !norm.starts_with("角色 ") && !norm.ends_with("/先行"));
            (norm.to_owned(), json!([r["unknown"], earliest]))
        };
        list.as_array().map(|l| l.iter().map(one).collect::<serde_json::Map<_, _>>()).into()
    };
    let mut said = Said::new();
    let refused = &answer["refused"];
    let refusal =
        (!refused.is_null()).then(|| (refused["act"].as_str().unwrap().to_owned(), json!([refused["index"], reasons(&refused["reasons"])])));
    said.insert("refused", refusal.into_iter().collect());
    let option = |o: &Json| (o["act"].as_str().unwrap().to_owned(), json!([o["verdict"], reasons(&o["reasons"]), o["roles"]]));
    said.insert("options", answer["options"].as_array().unwrap().iter().map(option).collect());
    let mut duties: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    for d in answer["duties"].as_array().unwrap() {
        let duty = json!([d["act"], d["state"], d["from"], d["due"], d["unknown"]]);
        duties.entry(d["norm"].as_str().unwrap().to_owned()).or_default().push(duty);
    }
    said.insert("duties", duties.into_iter().map(|(k, v)| (k, v.into())).collect());
    let sorted = |v: &Json| match v {
        Json::Array(a) => {
            let mut a: Vec<String> = a.iter().map(Json::to_string).collect();
            a.sort();
            json!(a)
        }
        other => other.get("procedure").unwrap_or(other).clone(),
    };
    said.insert("facts", answer["facts"].as_object().unwrap().iter().map(|(k, v)| (k.clone(), sorted(v))).collect());
    said
}
