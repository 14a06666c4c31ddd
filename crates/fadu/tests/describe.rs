//! The README of every procedure is what `fadu describe` makes of it now: legal staff review what runs.
#![allow(clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn procedures(at: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(at).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            procedures(&path, found);
        } else if is_described(&path) {
            found.push(path);
        }
    }
}

// Procedures, and the files of tables.
fn is_described(path: &Path) -> bool {
    let inside = |folder: &str| path.iter().any(|p| p == folder);
    let is_norms = path.extension().is_some_and(|e| e == "fd");
    path.ends_with("procedure.fd") || is_norms && (inside("tables") || inside("localities"))
}

#[test]
fn every_readme_is_what_its_procedure_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    procedures(&root.join("packs"), &mut found);
    assert!(found.len() > 4, "the packs are where this test looks");
    let mut stale = Vec::new();
    for path in found {
        let made = Command::new(env!("CARGO_BIN_EXE_fadu"))
            .arg("describe")
            .arg(&path)
            .output()
            .expect("the command runs");
        let made = String::from_utf8(made.stdout).expect("UTF-8");
        let readme = path.with_file_name("README.md");
        let kept = std::fs::read_to_string(&readme).unwrap_or_default();
        if made.is_empty() || made != kept {
            stale.push(readme.display().to_string());
        }
    }
    assert!(
        stale.is_empty(),
        "run `fadu describe packs --out packs`: {stale:#?}"
    );
}
