//! From trees to a model: parents and parts flattened in, names looked up, types checked.
//!
//! Reads nothing from outside: the files that a procedure names come in a `Context`.

mod changes;
mod compare;
mod declare;
mod flatten;
mod formula;
mod habits;
mod names;
mod norms;
mod properties;
mod references;
mod registers;
mod sound;
mod tables;
mod terms;
mod types;

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_term::DayRule;

use crate::behaviour::Notice;
use crate::model::Model;
use crate::text::{Diagnostic, Severity};
use crate::tree::{File, Span};

pub use names::suggestion;

/// A parsed file with its name and text.
#[derive(Clone, Debug)]
pub struct Source {
    /// As shown in messages: a path.
    pub name: Arc<str>,
    /// The characters.
    pub text: Arc<str>,
    /// What they say.
    pub file: Arc<File>,
}

impl Source {
    /// Parses; what is wrong comes back beside it.
    pub fn parse(name: &str, text: &str) -> (Source, Vec<Diagnostic>) {
        let (file, problems) = crate::text::parse(text);
        (
            Source {
                name: name.into(),
                text: text.into(),
                file: Arc::new(file),
            },
            problems,
        )
    }
}

/// What a procedure may refer to outside its own file.
#[derive(Clone, Debug)]
pub struct Context {
    /// `用`: parts by name.
    pub parts: BTreeMap<String, Source>,
    /// `承`: files of procedures by their Chinese name.
    pub procedures: BTreeMap<String, Source>,
    /// `族`: files by family.
    pub families: BTreeMap<String, Source>,
    /// Files with `性质` that say `属`.
    pub properties: Vec<Source>,
    /// Files that declare registers for others.
    pub registers: Vec<Source>,
    /// Day rules by the short title of the statute (T5).
    pub day_rules: BTreeMap<String, Arc<DayRule>>,
    /// How long a public notice runs (M4).
    pub notice: Notice,
}

/// A problem and the file it is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Name of the file.
    pub file: Arc<str>,
    /// Text of the file.
    pub text: Arc<str>,
    /// What and where.
    pub diagnostic: Diagnostic,
}

impl Problem {
    /// Whether the file cannot be used because of it.
    pub fn is_error(&self) -> bool {
        self.diagnostic.severity == Severity::Error
    }
}

/// The procedure, if nothing stands against it, and what was noticed.
#[derive(Debug)]
pub struct Resolved {
    /// `None` when there is an error.
    pub model: Option<Model>,
    /// Errors and warnings.
    pub problems: Vec<Problem>,
}

/// Resolves the procedure of a file.
pub fn resolve(main: &Source, context: &Context) -> Resolved {
    let mut problems = Problems::default();
    let model = flatten::flatten(main, context, &mut problems)
        .and_then(|flat| declare::model(&flat, context, &mut problems))
        .filter(|_| !problems.list.iter().any(Problem::is_error));
    Resolved {
        model,
        problems: problems.list,
    }
}

/// Resolves the tables of a file without a procedure: facts, parameters, registers, tables.
pub fn tables_only(main: &Source, context: &Context) -> Resolved {
    let mut problems = Problems::default();
    let model = declare::tables_only(main, context, &mut problems);
    let model = model.filter(|_| !problems.list.iter().any(Problem::is_error));
    Resolved {
        model,
        problems: problems.list,
    }
}

/// Problems as they are found, each with the file being read.
#[derive(Default)]
pub(crate) struct Problems {
    pub(crate) list: Vec<Problem>,
}

impl Problems {
    pub(crate) fn error(&mut self, source: &Source, span: Span, message: impl Into<String>) {
        self.push(source, Diagnostic::error(span, message));
    }

    pub(crate) fn warning(&mut self, source: &Source, span: Span, message: impl Into<String>) {
        self.push(source, Diagnostic::warning(span, message));
    }

    fn push(&mut self, source: &Source, diagnostic: Diagnostic) {
        let problem = Problem {
            file: source.name.clone(),
            text: source.text.clone(),
            diagnostic,
        };
        if !self.list.contains(&problem) {
            self.list.push(problem);
        }
    }
}
