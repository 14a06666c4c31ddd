//! Planted defects, each a file: the property that must find it does, with a history that a lawyer can read.
//! `tests/defects/NAME.toml` says what is changed in a copy of a shipped pack, `NAME.txt` what the checker says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::path::{Path, PathBuf};

use common::packs;
use expect_test::expect_file;
use fadu_proof::report::Outcome;
use fadu_proof::{Options, check, render};
use fadu_term::Calendar;

#[derive(serde::Deserialize)]
struct Defect {
    name: String,
    base: String,
    property: String,
    change: Vec<Change>,
}

#[derive(serde::Deserialize)]
struct Change {
    file: String,
    old: String,
    new: String,
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/defects");
    let mut files = Vec::new();
    packs::below(&folder, "toml", &mut files);
    files
}

fn planted(file: &Path) -> (Outcome, String) {
    let defect: Defect = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let change = |inside: &str, mut text: String| {
        for change in defect.change.iter().filter(|c| c.file == inside) {
            assert!(
                text.contains(&change.old),
                "{}: {}",
                file.display(),
                change.old
            );
            text = text.replacen(&change.old, &change.new, 1);
        }
        text
    };
    let model = packs::changed(&defect.base, &change)
        .unwrap_or_else(|errors| panic!("{}: {errors}", file.display()));
    let options = Options {
        property: Some(defect.property.clone()),
        mutate: false,
        tick: &mut || true,
        now: &|| 0,
    };
    let report = check(&model, Calendar::builtin(), options);
    let property = &report.properties[0];
    let text: Vec<String> = render(&report).lines().skip(1).map(str::to_owned).collect();
    (
        property.result,
        format!("缺陷：{}\n{}\n", defect.name, text.join("\n")),
    )
}

/// All of one procedure, so that they run beside each other.
fn all_of(base: &str) {
    let mut found = 0;
    for file in files() {
        if !std::fs::read_to_string(&file).unwrap().contains(base) {
            continue;
        }
        let (result, text) = planted(&file);
        expect_file![file.with_extension("txt")].assert_eq(&text);
        assert_eq!(result, Outcome::Violated, "{}", file.display());
        found += 1;
    }
    assert!(found > 0, "{base}");
}

#[test]
fn in_the_summary_penalty() {
    all_of("base = \"enforcement/penalty-summary/procedure.fd\"");
}

#[test]
fn there_are_at_least_twenty() {
    assert!(files().len() >= 20);
}

#[test]
fn in_decisions_and_reconsideration() {
    all_of("base = \"decisions/major-decision/procedure.fd\"");
    all_of("base = \"disputes/reconsideration/procedure.fd\"");
}
