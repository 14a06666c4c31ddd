//! The example of docs/cli.md is what the engine says: the history there is replayed, and every line is compared.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[test]
fn the_replay_in_the_docs_is_what_the_engine_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/cli.md")).unwrap();
    let fence = |holds: &str| {
        let mut blocks = page.split("```json\n").skip(1);
        let block = blocks.find(|b| b.starts_with(holds)).unwrap();
        block.split("```").next().unwrap().to_owned()
    };
    let history = fence("{\"parameters\"");
    let told: Value = serde_json::from_str(&fence("{\"procedure\"")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("history.json");
    std::fs::write(&file, &history).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .arg("replay")
        .arg(root.join("crates/norm/tests/fixtures/example.fd"))
        .arg(&file)
        .args(["--on", told["on"].as_str().unwrap(), "--json"])
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let said: Value = serde_json::from_slice(&run.stdout).unwrap();
    for key in ["procedure", "version", "on", "refused", "duties", "facts"] {
        assert_eq!(told[key], said[key], "{key}");
    }
    let all = said["options"].as_array().unwrap();
    for option in told["options"].as_array().unwrap() {
        let same = all.iter().find(|o| o["slug"] == option["slug"]).unwrap();
        assert_eq!(option, same);
    }
}
