//! The packs that are switched on here: resolved procedures with how pages show them and their templates.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use fadu_base::Algorithm;
use fadu_norm::model::Model;
use fadu_norm::resolve::Source;
use fadu_pack::{Folder, Workspace};
use fadu_paper::Papers;
use fadu_term::DayRule;
use serde_json::{Value as Json, json};

use crate::error::Refusal;
use crate::proved::Proof;
use crate::remedies::Remedy;
use crate::standards::{Standard, standards};
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
    /// Folder below the packs folder.
    pub dir: String,
    /// What somebody may do who does not accept its decisions.
    pub remedies: Vec<crate::remedies::Remedy>,
    /// Hash of what the law wants of it, as its proof must have known it.
    pub demands: String,
}

/// A version that may not run.
#[derive(Clone)]
pub struct Waiting {
    /// The version.
    pub procedure: Arc<Procedure>,
    /// Why, with the way out.
    pub why: String,
    /// What was found about it, if anything.
    pub proof: Option<Proof>,
}

/// All procedures of one folder of packs.
pub struct Packs {
    /// Those switched on, by slug.
    pub procedures: BTreeMap<String, Arc<Procedure>>,
    /// All that the files hold, switched on or not.
    pub candidates: BTreeMap<String, Arc<Procedure>>,
    /// Versions that may not run.
    pub waiting: BTreeMap<String, Waiting>,
    /// What was proved of those switched on.
    pub proofs: BTreeMap<String, Proof>,
    /// Files that cannot be used, for the operator.
    pub problems: Vec<String>,
    /// Hash of all files.
    pub hash: String,
    files: BTreeMap<String, String>,
    standards: OnceLock<Arc<Vec<Standard>>>,
}

const SHARED_PAPERS: &str = "general/papers";
/// How the fields of behaviours are asked in every procedure.
const GENERAL_VIEWS: &str = "general/views.toml";

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
            let demands = fadu_pack::demands::hash(workspace.context(), &model);
            let rule = |title: &str| workspace.context().day_rules.get(title).cloned();
            match procedure(folder, &found.source, model, demands, &rule) {
                Ok(p) => {
                    procedures.insert(p.model.slug.to_string(), Arc::new(p));
                }
                Err(why) => problems.push(why),
            }
        }
        let files = snapshot(folder);
        Packs {
            candidates: procedures.clone(),
            procedures,
            waiting: BTreeMap::new(),
            proofs: BTreeMap::new(),
            problems,
            hash: hash(&files),
            files,
            standards: OnceLock::new(),
        }
    }

    /// The same files with what may run and what waits.
    pub(crate) fn sorted(
        all: &Packs,
        procedures: BTreeMap<String, Arc<Procedure>>,
        waiting: BTreeMap<String, Waiting>,
        proofs: BTreeMap<String, Proof>,
    ) -> Packs {
        Packs {
            procedures,
            candidates: all.candidates.clone(),
            waiting,
            proofs,
            problems: all.problems.clone(),
            hash: all.hash.clone(),
            files: all.files.clone(),
            standards: all.standards.clone(),
        }
    }

    /// Why no case can be opened under a procedure.
    pub(crate) fn refused(&self, slug: &str) -> Refusal {
        match self.waiting.get(slug) {
            Some(w) => Refusal::Forbidden(format!(
                "程序“{}”没有启用，不能开办新案：{}",
                w.procedure.model.name, w.why
            )),
            None => Refusal::NotFound("这个程序".to_owned()),
        }
    }

    /// The files, for reading them again.
    pub(crate) fn folder(&self) -> Folder {
        let mut folder = Folder::default();
        for (path, text) in &self.files {
            folder.add(path, text);
        }
        folder
    }

    /// The discretion standards, proved when they are first asked for.
    pub(crate) fn standards(&self) -> Arc<Vec<Standard>> {
        let made = || Arc::new(standards(self));
        self.standards.get_or_init(made).clone()
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
        self.candidates
            .values()
            .chain(self.procedures.values())
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
    source: &Source,
    model: Arc<Model>,
    demands: String,
    rule: &dyn Fn(&str) -> Option<Arc<DayRule>>,
) -> Result<Procedure, String> {
    let dir = fadu_pack::folder::parent(&source.name);
    let beside = |name: &str| folder.get(&format!("{dir}/{name}")).map(|t| t.to_string());
    let views = match beside("views.toml") {
        Some(text) => Views::parse(&text).map_err(|why| format!("{dir}/views.toml：{why}"))?,
        None => Views::default(),
    };
    let views = match folder.get(GENERAL_VIEWS) {
        Some(text) => {
            let general = Views::parse(text).map_err(|why| format!("{GENERAL_VIEWS}：{why}"))?;
            views.over(&general)
        }
        None => views,
    };
    let papers = |dir: &str| -> Vec<(String, String)> {
        folder
            .below(dir)
            .map(|(name, text)| (name.to_owned(), text.to_string()))
            .collect()
    };
    let papers = Papers::new(&papers(SHARED_PAPERS), &papers(&format!("{dir}/papers")));
    let remedies = views.remedy.iter().map(|r| Remedy::read(r, rule));
    Ok(Procedure {
        remedies: remedies
            .collect::<Result<_, _>>()
            .map_err(|why| format!("{dir}/views.toml：{why}"))?,
        model,
        views,
        papers,
        text: source.text.to_string(),
        gaps: beside("gaps.md").unwrap_or_default(),
        dir: dir.to_owned(),
        demands,
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
            "standards.toml",
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
