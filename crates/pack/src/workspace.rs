//! Files that belong together: what procedures among them may refer to, and which there are.
//!
//! A name is looked for in the files given first, then in the packs folder that they stand in,
//! then in the packs of the working directory, then in those built into the binary (T5).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fadu_norm::behaviour::Notice;
use fadu_norm::model::Model;
use fadu_norm::resolve::{Context, Problem, Source, resolve};
use fadu_norm::text::Diagnostic;
use fadu_norm::tree::{Span, StatementKind};
use fadu_term::{DayRule, Term};

use crate::folder::{Folder, stem};
use crate::statute;

/// The file that says how long a public notice runs.
const BEHAVIOURS: &str = "general/behaviours.toml";

/// Where a packs folder keeps what the statutes want of every history.
const STATUTES: &str = "statutes/";

/// Folders of discretion standards and other tables, and of what localities add.
const TABLES: [&str; 2] = ["tables/", "localities/"];

/// Parsed files and what they may refer to.
#[derive(Debug)]
pub struct Workspace {
    /// Files given, in order.
    pub sources: Vec<Source>,
    /// What is wrong with them before anything is resolved.
    pub problems: Vec<Problem>,
    /// Files whose tables may be a superior's (`上级`), nearest first.
    pub(crate) tables: Vec<Source>,
    context: Context,
}

/// A resolved procedure of a workspace.
#[derive(Debug)]
pub struct Found {
    /// The file.
    pub source: Source,
    /// The model, if nothing stands against it.
    pub model: Option<Arc<Model>>,
    /// Errors and warnings.
    pub problems: Vec<Problem>,
}

impl Workspace {
    /// `files`: the paths and texts given. `full`: the packs folder that they stand in, read whole.
    /// `spare`: folders from which only parts, day rules, registers and procedures to start from are taken.
    pub fn new(files: &[(String, String)], full: Option<&Folder>, spare: &[&Folder]) -> Workspace {
        let mut workspace = Workspace {
            sources: Vec::new(),
            problems: Vec::new(),
            tables: Vec::new(),
            context: empty_context(),
        };
        for (name, text) in files {
            let source = workspace.parse(name, text, true);
            workspace.take(&source, true);
            workspace.take_tables(&source);
            workspace.sources.push(source);
        }
        let given: BTreeSet<Arc<str>> = workspace.sources.iter().map(|s| s.text.clone()).collect();
        if let Some(folder) = full {
            workspace.take_folder(folder, true, &given);
        }
        for folder in spare {
            workspace.take_folder(folder, false, &given);
        }
        workspace
    }

    /// Everything of one folder.
    pub fn of_folder(folder: &Folder) -> Workspace {
        let mut workspace = Workspace {
            sources: Vec::new(),
            problems: Vec::new(),
            tables: Vec::new(),
            context: empty_context(),
        };
        for (path, text) in folder.ending(".fd") {
            let source = workspace.parse(path, text, true);
            workspace.sources.push(source);
        }
        workspace.take_folder(folder, true, &BTreeSet::new());
        workspace
    }

    fn parse(&mut self, name: &str, text: &str, report: bool) -> Source {
        let (source, problems) = Source::parse(name, text);
        if report {
            self.problems
                .extend(problems.into_iter().map(|diagnostic| Problem {
                    file: source.name.clone(),
                    text: source.text.clone(),
                    diagnostic,
                }));
        }
        source
    }

    fn take_folder(&mut self, folder: &Folder, full: bool, given: &BTreeSet<Arc<str>>) {
        for (path, text) in folder.ending("/law.toml") {
            self.take_statute(path, text);
        }
        if let Some(text) = folder.get(BEHAVIOURS) {
            self.take_behaviours(text);
        }
        for (path, text) in folder.ending(".fd") {
            let part = path.strip_prefix("general/");
            let is_given = given.contains(text);
            if is_given && part.is_none() {
                continue;
            }
            let source = self.parse(path, text, false);
            // A part is found by its place in the folder, which a file given by path does not tell.
            if let Some(part) = part {
                self.context
                    .parts
                    .entry(stem(part).to_owned())
                    .or_insert_with(|| source.clone());
            }
            if !is_given && TABLES.iter().any(|folder| path.starts_with(folder)) {
                self.take_tables(&source);
            }
            if !is_given {
                // Families and properties of a packs folder are those of its statutes (section 4).
                self.take(&source, full && path.starts_with(STATUTES));
            }
        }
    }

    fn take_tables(&mut self, source: &Source) {
        if source
            .file
            .statements
            .iter()
            .any(|s| matches!(s.kind, StatementKind::Table(_)))
        {
            self.tables.push(source.clone());
        }
    }

    fn take_statute(&mut self, path: &str, text: &str) {
        match statute::read(text) {
            Ok(file) => {
                for (name, rule) in file.names() {
                    self.context.day_rules.entry(name).or_insert(rule);
                }
            }
            Err(message) => self.problems.push(Problem {
                file: path.into(),
                text: text.into(),
                diagnostic: Diagnostic::error(Span::default(), format!("读不懂：{message}")),
            }),
        }
    }

    // `[送达] 公告期 = "30日"`, `据 = "《…》95"`.
    fn take_behaviours(&mut self, text: &str) {
        let Ok(table) = text.parse::<toml::Table>() else {
            return;
        };
        for behaviour in fadu_norm::behaviour::BEHAVIOURS.iter().filter(|b| b.delays) {
            let Some(section) = table.get(behaviour.name).and_then(toml::Value::as_table) else {
                continue;
            };
            let field = behaviour
                .fields
                .iter()
                .find_map(|f| section.get(f.name))
                .and_then(toml::Value::as_str);
            let cites = section
                .get("据")
                .and_then(toml::Value::as_str)
                .and_then(|t| t.parse::<fadu_law::Citations>().ok());
            let Some(term) = field.and_then(|t| t.parse::<Term>().ok()) else {
                continue;
            };
            let cites = cites.map(|c| c.0).unwrap_or_default();
            let rule = cites
                .iter()
                .find_map(|c| self.context.day_rules.get(&c.title).cloned());
            if self.context.notice.cites.is_empty() {
                let rule = rule.unwrap_or_else(|| Arc::new(DayRule::PLAIN.clone()));
                self.context.notice = Notice { term, rule, cites };
            }
        }
    }

    fn take(&mut self, source: &Source, full: bool) {
        let mut procedure = None;
        let (mut properties, mut registers) = (false, false);
        for statement in &source.file.statements {
            match &statement.kind {
                StatementKind::Procedure(p) => procedure = Some(p.name.text.clone()),
                StatementKind::Family(f) if full => {
                    self.context
                        .families
                        .entry(f.name.text.clone())
                        .or_insert_with(|| source.clone());
                }
                StatementKind::Property(_) => properties = true,
                StatementKind::Register(_) => registers = true,
                _ => {}
            }
        }
        if registers {
            self.context.registers.push(source.clone());
        }
        if properties && procedure.is_none() && full {
            self.context.properties.push(source.clone());
        }
        if let Some(name) = procedure {
            self.context
                .procedures
                .entry(name)
                .or_insert_with(|| source.clone());
        }
    }

    /// What procedures may refer to.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Every procedure among the files given, resolved. A file that does not parse is left out.
    pub fn procedures(&self) -> Vec<Found> {
        let parses = |s: &&Source| {
            !self
                .problems
                .iter()
                .any(|p| p.file == s.name && p.is_error())
        };
        let is_procedure = |s: &&Source| {
            s.file
                .statements
                .iter()
                .any(|s| matches!(s.kind, StatementKind::Procedure(_)))
        };
        self.sources
            .iter()
            .filter(parses)
            .filter(is_procedure)
            .map(|source| {
                let resolved = resolve(source, &self.context);
                Found {
                    source: source.clone(),
                    model: resolved.model.map(Arc::new),
                    problems: resolved.problems,
                }
            })
            .collect()
    }
}

fn empty_context() -> Context {
    // Without data a public notice has no length of its own: it takes effect on its day.
    let notice = Notice {
        term: Term::ZERO,
        rule: Arc::new(DayRule::PLAIN.clone()),
        cites: Vec::new(),
    };
    Context {
        parts: BTreeMap::new(),
        procedures: BTreeMap::new(),
        families: BTreeMap::new(),
        properties: Vec::new(),
        registers: Vec::new(),
        day_rules: BTreeMap::new(),
        notice,
    }
}
