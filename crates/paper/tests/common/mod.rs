//! Fonts, templates and sample data that the tests share.
#![allow(dead_code)]

pub mod pdf;

use std::path::{Path, PathBuf};
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

/// The filled example of a document; nothing without fonts.
pub fn example(folder: &Path, document: &str) -> Option<Rendered> {
    let papers = Papers::read(&shared_papers(), folder).unwrap();
    let path = folder.join(format!("{document}.example.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let data = serde_json::from_str(&text).unwrap();
    let rendered = render(&papers.template(document).unwrap(), &data, fonts()?);
    Some(rendered.unwrap_or_else(|e| panic!("{e}")))
}

/// Folder and name of every document that has a template, those of the shared folder last.
pub fn documents() -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for folder in paper_folders() {
        let papers = Papers::read(&shared_papers(), &folder).unwrap();
        all.extend(papers.documents().map(|d| (folder.clone(), d.to_owned())));
    }
    let shared = Papers::read(&shared_papers(), &root().join("none")).unwrap();
    all.extend(
        shared
            .shared_documents()
            .map(|d| (shared_papers(), d.to_owned())),
    );
    all
}

/// Every document with its example, rendered once for all tests of a file.
pub fn each_document(check: impl Fn(&Path, &str, &Rendered)) {
    static ALL: OnceLock<Vec<(PathBuf, String, Rendered)>> = OnceLock::new();
    if fonts().is_none() {
        return;
    }
    let set = |(folder, document): (PathBuf, String)| {
        let rendered = example(&folder, &document).unwrap();
        (folder, document, rendered)
    };
    let all = ALL.get_or_init(|| documents().into_iter().map(set).collect());
    assert!(all.len() >= 60, "{} templates", all.len());
    for (folder, document, rendered) in all {
        check(folder, document, rendered);
    }
}

pub fn each_example(check: impl Fn(&str, &Rendered)) {
    each_document(|_, document, rendered| check(document, rendered));
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
