//! Fonts, templates and sample data that the tests share.
#![allow(dead_code)]

use std::path::PathBuf;
use std::sync::OnceLock;

use fadu_paper::{Fonts, PaperError, Papers, Rendered, Template, render};
use serde_json::{Value, json};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn shared_papers() -> PathBuf {
    root().join("packs/general/papers")
}

/// The fonts of the machine; without them a test says that it was left out.
pub fn fonts() -> Option<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    let load = || {
        let dir =
            std::env::var_os("FADU_FONTS").map_or_else(|| root().join("fonts"), PathBuf::from);
        Fonts::load(&dir)
            .inspect_err(|e| println!("left out, no fonts: {e}"))
            .ok()
    };
    FONTS.get_or_init(load).as_ref()
}

/// Every folder of templates in the packs but the shared one.
pub fn paper_folders() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![root().join("packs")];
    while let Some(dir) = todo.pop() {
        let entries = std::fs::read_dir(&dir)
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.is_dir());
        for path in entries {
            if path.ends_with("papers") && !path.ends_with("general/papers") {
                found.push(path);
            } else {
                todo.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The least data that a document needs.
pub fn data() -> Value {
    json!({
        "office": { "name": "示例县住房和城乡建设局" },
        "number": "示住建罚告〔2026〕31号", "date": "2026-04-07", "state": "issued",
        "case": { "title": "示例案", "party": { "name": "王喆" }, "facts": {} },
        "act": { "name": "告知", "facts": {} }
    })
}

/// A template of the test's own over the shared parts.
pub fn template(text: &str) -> Template {
    let papers = Papers::read(&shared_papers(), &root().join("none")).unwrap();
    Template::new("试用文书", text, papers.parts())
}

pub fn set(text: &str, data: &Value) -> Result<Rendered, PaperError> {
    render(
        &template(text),
        data,
        fonts().expect("asked for fonts first"),
    )
}
