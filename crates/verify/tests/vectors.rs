//! The vectors of docs/vectors/receipt: made here, kept as files, checked by three verifiers (the
//! library, the program, tools/verify_receipt.py). `UPDATE_EXPECT=1` writes the files anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod cases;
mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use cases::{Case, cases};
use fadu_verify::{Options, log_key, verify, witness_key};
use serde_json::{Value, json};

/// Status and report of the library.
fn library(case: &Case) -> (i64, Value) {
    let options = Options {
        document: case.document.as_deref(),
        log_key: case.key.as_deref().map(|k| log_key(k).unwrap()),
        witnesses: case
            .witnesses
            .iter()
            .map(|w| witness_key(w).unwrap())
            .collect(),
    };
    match verify(&case.file, &options) {
        Ok(report) => (
            report.exit_code().into(),
            serde_json::from_str(&report.to_json()).unwrap(),
        ),
        Err(_) => (2, Value::Null),
    }
}

/// What a report says does not hold, in the words of `expected`.
fn summary(report: &Value) -> String {
    if report.is_null() {
        return "unreadable".into();
    }
    let mut failed = Vec::new();
    let witnesses = report["witnesses"].as_array().unwrap();
    let tests = [
        ("inclusion", report["inclusion"] == false),
        ("checkpoint", report["checkpoint"] == false),
        ("witnesses", witnesses.iter().any(|w| w["valid"] == false)),
        ("steps", report["steps"] == json!([])),
        ("document", report["document"] == "differs"),
    ];
    failed.extend(tests.iter().filter(|(_, bad)| *bad).map(|(name, _)| *name));
    match (report["valid"] == true, failed.is_empty()) {
        (true, true) => "valid".into(),
        (false, true) => "spelling".into(),
        (valid, false) => {
            assert!(!valid, "{report}");
            failed.join(" ")
        }
    }
}

#[test]
fn the_library_answers_as_written_by_hand() {
    for case in cases() {
        let (_, report) = library(&case);
        assert_eq!(summary(&report), case.expected, "{}", case.name);
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/vectors/receipt")
}

/// File names: a document beside the receipt has `.document.pdf`.
fn files(case: &Case) -> Vec<(String, &[u8])> {
    let kind = if case.file.starts_with(b"%PDF-") {
        "pdf"
    } else {
        "json"
    };
    let mut files = vec![(format!("{}.{kind}", case.name), case.file.as_slice())];
    files.extend(
        case.document
            .as_deref()
            .map(|d| (format!("{}.document.pdf", case.name), d)),
    );
    files
}

fn manifest(cases: &[Case]) -> String {
    let lines = cases.iter().map(|case| {
        let names: Vec<String> = files(case).into_iter().map(|(name, _)| name).collect();
        let (exit, report) = library(case);
        json!({"name": case.name, "file": names[0], "document": names.get(1), "key": case.key,
               "witness": case.witnesses, "exit": exit, "report": report})
    });
    let value = json!({"format": "fadu-receipt/1", "cases": lines.collect::<Vec<_>>()});
    serde_json::to_string_pretty(&value).unwrap() + "\n"
}

#[test]
fn the_files_are_those_of_this_version() {
    let cases = cases();
    let manifest = manifest(&cases);
    let mut all = vec![("manifest.json".to_owned(), manifest.as_bytes())];
    all.extend(cases.iter().flat_map(files));
    for (name, bytes) in &all {
        let path = folder().join(name);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, bytes).unwrap();
        }
        // The order of keys is that of the build, so JSON is compared as what it says.
        let read = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).ok();
        let same = |found: Vec<u8>| {
            found == *bytes
                || (name.ends_with(".json")
                    && read(&found).is_some()
                    && read(&found) == read(bytes))
        };
        assert!(std::fs::read(&path).is_ok_and(same), "{name} differs");
    }
    assert_eq!(
        std::fs::read_dir(folder()).unwrap().count(),
        all.len(),
        "a file belongs to no case"
    );
}

fn run(mut command: Command, case: &Value) -> (i64, Value) {
    let path = |key: &str| case[key].as_str().map(|name| folder().join(name));
    command.arg(path("file").unwrap()).arg("--json");
    if let Some(document) = path("document") {
        command.arg("--document").arg(document);
    }
    if let Some(key) = case["key"].as_str() {
        command.args(["--key", key]);
    }
    for witness in case["witness"].as_array().unwrap() {
        command.args(["--witness", witness.as_str().unwrap()]);
    }
    let output = command.output().unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().unwrap_or(-1).into(), report)
}

fn check_program(command: impl Fn() -> Command) {
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(folder().join("manifest.json")).unwrap()).unwrap();
    for case in manifest["cases"].as_array().unwrap() {
        let answer = run(command(), case);
        assert_eq!(
            answer,
            (case["exit"].as_i64().unwrap(), case["report"].clone()),
            "{}",
            case["name"]
        );
    }
}

#[test]
fn the_program_answers_the_same() {
    check_program(|| Command::new(env!("CARGO_BIN_EXE_fadu-verify")));
}

fn python() -> Option<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/verify_receipt.py");
    let found = Command::new("python3").arg("--version").output().is_ok();
    if !found {
        eprintln!("left out: python3 is absent");
    }
    found.then_some(script)
}

#[test]
fn the_verifier_in_python_answers_the_same() {
    let Some(script) = python() else { return };
    check_program(|| {
        let mut command = Command::new("python3");
        command.arg("-B").arg(&script);
        command
    });
}

/// Flips every 29th byte and compares the two verifiers' statuses, all in one run of Python.
#[test]
fn the_verifier_in_python_refuses_the_same_flips() {
    let Some(script) = python() else { return };
    let tools = script.parent().unwrap().to_owned();
    let driver = "import sys; sys.path.insert(0, sys.argv[1]); import verify_receipt as v
file = bytearray(open(sys.argv[2], 'rb').read())
for i in range(0, len(file), 29):
    file[i] ^= 1 << i % 8
    try: print(0 if v.verify(bytes(file))['valid'] else 1)
    except v.Unreadable: print(2)
    file[i] ^= 1 << i % 8";
    for name in ["sha256-pdf.pdf", "second-act-no-document.json"] {
        let path = folder().join(name);
        let output = Command::new("python3")
            .args(["-B", "-c", driver])
            .arg(&tools)
            .arg(&path)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let mut file = std::fs::read(&path).unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let mut told = told.lines();
        for i in (0..file.len()).step_by(29) {
            file[i] ^= 1 << (i % 8);
            let ours = verify(&file, &Options::default()).map_or(2, |r| r.exit_code());
            file[i] ^= 1 << (i % 8);
            assert_ne!(ours, 0);
            assert_eq!(
                told.next(),
                Some(ours.to_string().as_str()),
                "{name} byte {i}"
            );
        }
    }
}
