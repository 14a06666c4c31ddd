//! Proves the safety properties of the shipped packs and says how long each took.
use std::collections::BTreeSet;
use std::time::Instant;

use fadu_norm::abstraction::Vocabulary;
use fadu_pack::{Folder, Workspace};
use fadu_proof::refine::{Answer, search};
use fadu_proof::symbolic::Budget;
use fadu_term::Calendar;

fn main() {
    let workspace = Workspace::of_folder(Folder::builtin());
    let only = std::env::args().nth(1);
    for found in workspace.procedures() {
        let Some(model) = &found.model else { continue };
        println!("== {} {} acts", model.name, model.acts.len());
        let vocabulary = Vocabulary::new(model, Calendar::builtin(), None);
        for property in &model.properties {
            let Ok(template) = &property.template else { continue };
            if only.as_ref().is_some_and(|o| !property.name.contains(o.as_str())) {
                continue;
            }
            let Some(searches) = fadu_proof::properties::forbidden(model, template) else { continue };
            let start = Instant::now();
            let mut ticks = 0_u64;
            let mut tick = || {
                ticks += 1;
                start.elapsed().as_secs() < 10
            };
            let answer = search(&vocabulary, &searches, &BTreeSet::new(), &mut Budget { nodes: 200_000, tick: &mut tick });
            let ms = start.elapsed().as_millis();
            match answer {
                Answer::Never { states, tracked } => println!("  证 {ms}ms {states} 态 {} 量 {}", tracked.len(), property.name),
                Answer::Found { history, .. } => {
                    let names: Vec<&str> = history.records.iter().map(|r| &*model.act(r.act).name).collect();
                    println!("  反 {ms}ms {}：{}", property.name, names.join(" "));
                }
                Answer::Open { acts, norms, .. } => {
                    let names: Vec<&str> = acts.iter().map(|a| &*model.act(*a).name).collect();
                    println!("  疑 {ms}ms {}：{} 因 {norms:?}", property.name, names.join(" "));
                }
                Answer::Unknown => println!("  ？ {ms}ms {ticks} {}", property.name),
            }
        }
    }
}
