//! What the tests of the parser and the printer share.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::path::{Path, PathBuf};

use fadu_norm::text;

/// The tree of a text that must have no errors, without places.
pub fn tree(source: &str) -> String {
    let (file, diagnostics) = text::parse(source);
    assert!(
        diagnostics.is_empty(),
        "{}",
        text::render(&diagnostics, "t.fd", source)
    );
    without_spans(&format!("{:?}", file.statements))
}

/// The errors of a text as people read them, after reading was done.
pub fn errors(source: &str) -> String {
    let (_, diagnostics) = text::parse(source);
    text::render(&diagnostics, "t.fd", source)
}

/// Takes `Span { start: 1, end: 2 }` out of a debug text.
pub fn without_spans(debug: &str) -> String {
    let mut out = String::new();
    let mut rest = debug;
    while let Some(at) = rest.find("Span { ") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.find('}').unwrap() + 1..];
    }
    out.push_str(rest);
    out
}

/// Every `.fd` file of the fixtures and of the packs beside the crate.
pub fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in [root.join("tests/fixtures"), root.join("../../packs")] {
        collect(&folder, &mut found);
    }
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.map(|e| e.unwrap().path()) {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|e| e == "fd") {
            found.push(path);
        }
    }
}
