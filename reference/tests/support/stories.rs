//! Every story of the packs.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// A story's file, its history, its last day.
pub struct Story {
    pub path: PathBuf,
    pub history: Json,
    pub on: String,
}

/// Procedures with their stories.
pub fn all(packs: &Path) -> Vec<(PathBuf, Vec<Story>)> {
    let mut out = Vec::new();
    walk(packs, &mut out);
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

fn walk(folder: &Path, out: &mut Vec<(PathBuf, Vec<Story>)>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    paths.sort();
    let procedure = folder.join("procedure.fd");
    if procedure.exists() {
        let mut stories: Vec<PathBuf> = fs::read_dir(folder.join("stories")).into_iter().flatten().map(|f| f.unwrap().path()).collect();
        stories.sort();
        out.push((procedure, stories.iter().filter(|s| s.extension().is_some_and(|e| e == "toml")).map(|s| story(s)).collect()));
    }
    for path in paths.iter().filter(|p| p.is_dir()) {
        walk(path, out);
    }
}

fn story(path: &Path) -> Story {
    let table: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let mut history = serde_json::Map::new();
    for key in ["parameters", "registers", "posts", "acts"] {
        if let Some(value) = table.get(key) {
            history.insert(key.to_owned(), serde_json::to_value(value).unwrap());
        }
    }
    let acts = history.get("acts").and_then(Json::as_array).cloned().unwrap_or_default();
    let last = acts.last().map(|a| a["recorded"].as_str().or(a["on"].as_str()).unwrap().to_owned());
    let on = table.get("on").map(|d| d.as_str().map_or_else(|| d.to_string(), str::to_owned));
    Story { path: path.to_owned(), history: history.into(), on: on.or(last).unwrap() }
}
