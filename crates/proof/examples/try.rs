//! Checks the shipped packs and says how each property came out.
use std::time::Instant;

use fadu_pack::{Folder, Workspace};
use fadu_proof::report::Outcome;
use fadu_proof::{Options, check};
use fadu_term::Calendar;

fn main() {
    let workspace = Workspace::of_folder(Folder::builtin());
    let property = std::env::args().nth(1).filter(|p| p != "-");
    let slug = std::env::args().nth(2);
    for found in workspace.procedures() {
        let Some(model) = &found.model else { continue };
        if slug.as_ref().is_some_and(|s| **s != *model.slug) {
            continue;
        }
        println!("== {} {} acts", model.name, model.acts.len());
        let start = Instant::now();
        let now = || start.elapsed().as_millis() as u64;
        let mut tick = || true;
        let options = Options {
            property: property.clone(),
            mutate: false,
            tick: &mut tick,
            now: &now,
        };
        let report = check(model, Calendar::builtin(), options);
        for p in &report.properties {
            let acts = |c: &serde_json::Value| -> Vec<String> {
                let list = c["acts"].as_array().cloned().unwrap_or_default();
                list.iter()
                    .map(|a| a["act"].as_str().unwrap_or_default().to_owned())
                    .collect()
            };
            let history = p
                .counterexample
                .as_ref()
                .map(|c| acts(c).join(" "))
                .unwrap_or_default();
            if p.result != Outcome::NotApplicable {
                println!(
                    "  {:?} {}ms {} {} {} {history}",
                    p.result,
                    p.ms,
                    p.states,
                    p.name,
                    p.note.clone().unwrap_or_default()
                );
            }
        }
        for i in &report.implicit {
            if i.result != Outcome::Proved {
                println!("  {:?} {} {} {}", i.result, i.check, i.subject, i.detail);
            }
        }
        for m in &report.margins {
            println!("  {m:?}");
        }
        println!("  total {}ms", start.elapsed().as_millis());
    }
}
