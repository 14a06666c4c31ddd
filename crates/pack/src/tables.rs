//! Tables of the files given: resolved with or without a procedure, and proved against the superior's.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Date;
use fadu_law::Citation;
use fadu_norm::engine::words::{required, value_text};
use fadu_norm::model::{Model, Table};
use fadu_norm::resolve::{Problem, Source, resolve, tables_only};
use fadu_norm::tables::{cell_text, prove};
use fadu_norm::tree::StatementKind;
use fadu_table::{Finding, Limits, Report};

use crate::workspace::{Found, Workspace};

/// One proof of a table as `fadu check` lists it among its implicit checks.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct TableCheck {
    /// `table total`, `table unique`, `table monotone`, `table range`, `table superior`.
    pub check: String,
    /// `proved`, `violated` or `not_proved`.
    pub result: &'static str,
    /// The table.
    pub subject: String,
    /// Why not, with one case, in Chinese.
    pub detail: Option<String>,
}

/// What became of the files in which a superior's table may stand.
type Files = BTreeMap<Arc<str>, Option<Arc<Model>>>;

impl Workspace {
    /// Every file given that has tables, resolved; a file that does not parse is left out.
    pub fn table_files(&self) -> Vec<Found> {
        let parses = |s: &&Source| {
            !self
                .problems
                .iter()
                .any(|p| p.file == s.name && p.is_error())
        };
        self.sources
            .iter()
            .filter(parses)
            .filter(|s| has_table(s, None))
            .map(|s| self.with_tables(s))
            .collect()
    }

    /// Those of them without a procedure: `procedures()` has the others.
    pub fn loose_tables(&self) -> Vec<Found> {
        self.table_files()
            .into_iter()
            .filter(|f| !has_procedure(&f.source))
            .collect()
    }

    fn with_tables(&self, source: &Source) -> Found {
        let context = self.context();
        let resolved = if has_procedure(source) {
            resolve(source, context)
        } else {
            tables_only(source, context)
        };
        Found {
            source: source.clone(),
            model: resolved.model.map(Arc::new),
            problems: resolved.problems,
        }
    }

    /// The proofs of every table of a model, in their order.
    pub fn prove_tables(&self, model: &Model) -> Vec<Report> {
        let mut files = Files::new();
        model
            .tables
            .iter()
            .map(|table| self.prove_table(model, table, &mut files))
            .collect()
    }

    fn prove_table(&self, model: &Model, table: &Table, files: &mut Files) -> Report {
        let Some(name) = &table.superior else {
            return prove(model, table, None, Limits::default());
        };
        if let Some(superior) = named(model, name) {
            return prove(model, table, Some((model, superior)), Limits::default());
        }
        let source = self.tables.iter().find(|s| has_table(s, Some(name)));
        let found = source.map(|s| {
            files
                .entry(s.name.clone())
                .or_insert_with(|| self.with_tables(s).model)
                .clone()
        });
        let superior = found
            .as_ref()
            .and_then(Option::as_ref)
            .and_then(|m| named(m, name).map(|t| (&**m, t)));
        let mut report = prove(model, table, superior, Limits::default());
        if let (Some(source), Some(None)) = (source, &found) {
            let reason = format!("上级表“{name}”所在的文件 {} 有错", source.name);
            report.superior = Finding::NotDecided(reason);
        }
        report
    }

    /// The proofs of a model's tables as implicit checks.
    pub fn table_checks(&self, model: &Model) -> Vec<TableCheck> {
        self.prove_tables(model).iter().flat_map(checks).collect()
    }
}

/// The findings of a report that were asked for.
pub fn checks(report: &Report) -> Vec<TableCheck> {
    let all = [
        ("total", &report.total),
        ("unique", &report.unique),
        ("monotone", &report.monotone),
        ("range", &report.range),
        ("superior", &report.superior),
    ];
    all.into_iter()
        .filter_map(|(name, finding)| check(&report.table, name, finding))
        .collect()
}

fn check(table: &str, name: &str, finding: &Finding) -> Option<TableCheck> {
    let (result, detail) = match finding {
        Finding::NotAsked => return None,
        Finding::Holds => ("proved", None),
        Finding::Fails(failure) => ("violated", Some(failure.text.clone())),
        Finding::NotDecided(reason) => ("not_proved", Some(reason.clone())),
    };
    Some(TableCheck {
        check: format!("table {name}"),
        result,
        subject: table.to_owned(),
        detail,
    })
}

fn named<'m>(model: &'m Model, name: &str) -> Option<&'m Table> {
    model.table_named(name).map(|id| model.table(id))
}

fn has_procedure(source: &Source) -> bool {
    source
        .file
        .statements
        .iter()
        .any(|s| matches!(s.kind, StatementKind::Procedure(_)))
}

fn has_table(source: &Source, name: Option<&str>) -> bool {
    source.file.statements.iter().any(|s| match &s.kind {
        StatementKind::Table(table) => name.is_none_or(|n| table.name.text == n),
        _ => false,
    })
}

/// Problems of files, each once.
pub fn problems(files: &[Found]) -> Vec<Problem> {
    let mut all: Vec<Problem> = Vec::new();
    for problem in files.iter().flat_map(|f| &f.problems) {
        if !all.contains(problem) {
            all.push(problem.clone());
        }
    }
    all
}

/// A table with its proofs, in the words of a page.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its name.
    pub name: Arc<str>,
    /// First and last day.
    pub valid: Option<(Date, Date)>,
    /// Where it stands.
    pub cites: Vec<Citation>,
    /// Names of the inputs, then of the output.
    pub columns: Vec<Arc<str>>,
    /// For each row the cells, then the output.
    pub rows: Vec<Vec<String>>,
    /// `幅度` in words.
    pub range: Option<String>,
    /// `上级`
    pub superior: Option<Arc<str>>,
    /// What was proved of it.
    pub report: Report,
}

impl Workspace {
    /// Every table of a model as a page shows it; the row of a case is `norm::tables::explain`.
    pub fn shown_tables(&self, model: &Model) -> Vec<Shown> {
        let reports = self.prove_tables(model);
        model
            .tables
            .iter()
            .zip(reports)
            .map(|(table, report)| shown(model, table, report))
            .collect()
    }
}

fn shown(model: &Model, table: &Table, report: Report) -> Shown {
    let columns = table
        .inputs
        .iter()
        .chain([&table.output])
        .map(|f| model.fact(*f).name.clone());
    let row = |row: &fadu_norm::model::Row| {
        row.cells
            .iter()
            .map(cell_text)
            .chain([value_text(&row.output)])
            .collect()
    };
    Shown {
        name: table.name.clone(),
        valid: table.valid,
        cites: table.cites.clone(),
        columns: columns.collect(),
        rows: table.rows.iter().map(row).collect(),
        range: table.range.as_ref().map(|formula| required(model, formula)),
        superior: table.superior.clone(),
        report,
    }
}
