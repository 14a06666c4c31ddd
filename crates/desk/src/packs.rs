//! The packs that are switched on here: resolved procedures with how pages show them and their templates.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Algorithm;
use fadu_norm::model::Model;
use fadu_pack::{Folder, Workspace};
use fadu_paper::Papers;
use serde_json::{Value as Json, json};

use crate::views::Views;

/// A procedure.
pub struct Procedure {
    /// Acts and norms.
    pub model: Arc<Model>,
    /// Titles, stages, labels.
    pub views: Views,
    /// Templates of its documents.
    pub papers: Papers,
    /// Canonical text of its file.
    pub text: String,
    /// What one case cannot state.
    pub gaps: String,
}

/// All procedures of one folder of packs.
pub struct Packs {
    /// By slug.
    pub procedures: BTreeMap<String, Arc<Procedure>>,
    /// Files that cannot be used, for the operator.
    pub problems: Vec<String>,
    /// Hash of all files.
    pub hash: String,
    files: BTreeMap<String, String>,
}

const SHARED_PAPERS: &str = "general/papers";

impl Packs {
    /// Resolves every procedure of a folder. A file with an error is left out and named in `problems`.
    pub fn load(folder: &Folder) -> Packs {
        let workspace = Workspace::of_folder(folder);
        let mut problems: Vec<String> = workspace
            .problems
            .iter()
            .filter(|p| p.is_error())
            .map(problem)
            .collect();
        let mut procedures = BTreeMap::new();
        for found in workspace.procedures() {
            problems.extend(found.problems.iter().filter(|p| p.is_error()).map(problem));
            let Some(model) = found.model else { continue };
            match procedure(folder, &found.source.name, &found.source.text, model) {
                Ok(p) => {
                    procedures.insert(p.model.slug.to_string(), Arc::new(p));
                }
                Err(why) => problems.push(why),
            }
        }
        let files = snapshot(folder);
        Packs {
            procedures,
            problems,
            hash: hash(&files),
            files,
        }
    }

    /// The folder as one text, for keeping the version that a running case was done under.
    pub(crate) fn to_json(&self) -> String {
        json!(self.files).to_string()
    }

    /// From the text that `to_json` wrote.
    pub(crate) fn from_json(text: &str) -> Option<Packs> {
        let json: Json = serde_json::from_str(text).ok()?;
        let mut folder = Folder::default();
        for (path, text) in json.as_object()? {
            folder.add(path, text.as_str()?);
        }
        Some(Packs::load(&folder))
    }

    /// The procedure whose model has this version.
    pub(crate) fn by_version(&self, version: &str) -> Option<Arc<Procedure>> {
        self.procedures
            .values()
            .find(|p| p.version() == version)
            .cloned()
    }
}

impl Procedure {
    /// `sm3:…` of everything flattened in.
    pub fn version(&self) -> String {
        self.model.version.named(Algorithm::Sm3).to_string()
    }
}

fn procedure(
    folder: &Folder,
    path: &str,
    text: &str,
    model: Arc<Model>,
) -> Result<Procedure, String> {
    let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
    let beside = |name: &str| folder.get(&format!("{dir}/{name}")).map(|t| t.to_string());
    let views = match beside("views.toml") {
        Some(text) => Views::parse(&text).map_err(|why| format!("{dir}/views.toml：{why}"))?,
        None => Views::default(),
    };
    let papers = |dir: &str| -> Vec<(String, String)> {
        folder
            .below(dir)
            .map(|(name, text)| (name.to_owned(), text.to_string()))
            .collect()
    };
    let papers = Papers::new(&papers(SHARED_PAPERS), &papers(&format!("{dir}/papers")));
    Ok(Procedure {
        model,
        views,
        papers,
        text: text.to_owned(),
        gaps: beside("gaps.md").unwrap_or_default(),
    })
}

// What a model, its pages and its papers are made of; stories and examples are not.
fn snapshot(folder: &Folder) -> BTreeMap<String, String> {
    let kept = |path: &str| {
        [
            ".fd",
            ".typ",
            "law.toml",
            "views.toml",
            "behaviours.toml",
            "gaps.md",
        ]
        .iter()
        .any(|end| path.ends_with(end))
    };
    folder
        .iter()
        .filter(|(path, _)| kept(path))
        .map(|(path, text)| (path.to_string(), text.to_string()))
        .collect()
}

fn hash(files: &BTreeMap<String, String>) -> String {
    Algorithm::Sm3
        .hash(json!(files).to_string().as_bytes())
        .to_string()
}

fn problem(problem: &fadu_norm::resolve::Problem) -> String {
    format!("{}：{}", problem.file, problem.diagnostic.message)
}
