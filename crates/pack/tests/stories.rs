//! Every shipped story, told to the engine; every unlawful one passes without the norm it tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use fadu_pack::folder::parent;
use fadu_pack::story::Story;
use fadu_pack::{Folder, Workspace};
use fadu_term::Calendar;

#[test]
fn every_story_comes_out_as_told() {
    let folder = Folder::builtin();
    let workspace = Workspace::of_folder(folder);
    let (mut told, mut wrong) = (0, Vec::new());
    for found in workspace.procedures() {
        let Some(model) = &found.model else { continue };
        let stories = format!("{}/stories", parent(&found.source.name));
        for (name, text) in folder.below(&stories) {
            told += 1;
            let outcome = Story::read(text).and_then(|story| story.run(model, Calendar::builtin()));
            if let Err(message) = outcome {
                wrong.push(format!("{stories}/{name}：{message}"));
            }
        }
    }
    println!("{told} stories told");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(told >= 16, "only {told} stories");
}

#[test]
fn every_shipped_procedure_resolves() {
    let workspace = Workspace::of_folder(Folder::builtin());
    let problems: Vec<String> = workspace
        .problems
        .iter()
        .cloned()
        .chain(workspace.procedures().into_iter().flat_map(|f| f.problems))
        .filter(|p| p.is_error())
        .map(|p| format!("{}：{}", p.file, p.diagnostic.message))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
