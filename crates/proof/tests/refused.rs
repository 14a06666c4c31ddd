//! Variants that break the statute are refused, each broken demand with its history.
//! `examples/refused/CODE/NAME.fd` is the variant; `NAME.txt` beside it what the checker says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::path::Path;

use common::packs;
use expect_test::expect_file;
use fadu_pack::Workspace;
use fadu_proof::report::Outcome;
use fadu_proof::{Options, check, render};
use fadu_term::Calendar;

/// Asks a variant for these properties: each must be broken, and the text is kept beside the variant.
fn refused(file: &str, properties: &[&str]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples/refused")
        .join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let folder = packs::folder(&|_, text| text);
    let workspace = Workspace::new(&[(file.to_owned(), text)], Some(&folder), &[]);
    let found = workspace.procedures().remove(0);
    let model = found.model.expect("the variant resolves");
    let mut said = String::new();
    for name in properties {
        let options = Options {
            property: Some((*name).to_owned()),
            mutate: false,
            tick: &mut || true,
            now: &|| 0,
        };
        let report = check(&model, Calendar::builtin(), options);
        assert_eq!(report.properties[0].result, Outcome::Violated, "{name}");
        let lines: Vec<String> = render(&report).lines().skip(1).map(str::to_owned).collect();
        said.push_str(&lines.join("\n"));
        said.push('\n');
    }
    expect_file![path.with_extension("txt")].assert_eq(&said);
}

#[test]
fn hearing_given_up_by_word_of_mouth() {
    refused("990200/penalty-ordinary.fd", &["放弃听证出自当事人"]);
}
