//! `fadu check`: parse, resolve, prove.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use fadu_norm::model::Model;
use fadu_norm::resolve::Problem;
use fadu_norm::text::{Diagnostic, position, render};
use fadu_norm::tree::Span;
use fadu_pack::{Found, Workspace};
use fadu_proof::Options;
use fadu_term::Calendar;
use serde_json::{Value as Json, json};

use crate::commands::check_text;
use crate::exit::{DOES_NOT_HOLD, FINE, Outcome, Stop, WRONG_USE, print, print_json, unreadable};
use crate::files;
use crate::installation::{Store, run as with};

/// 检查程序。例：fadu check packs/enforcement --mutate
#[derive(clap::Args)]
pub struct Args {
    /// 文件或者文件夹
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// 逐条去掉、放宽规范，看性质是不是都能发现
    #[arg(long)]
    mutate: bool,
    /// 只证明叫这个名字的性质
    #[arg(long, value_name = "NAME")]
    property: Option<String>,
    /// 引用的条文按哪一天查对，默认今天
    #[arg(long = "as-of", value_name = "DATE")]
    as_of: Option<String>,
    /// 每个程序最多证明多少秒；没有证完的算没有证明
    #[arg(long, default_value_t = 300)]
    seconds: u64,
    /// 一个 JSON 文档
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: Store,
}

pub fn run(args: &Args) -> Outcome {
    let workspace = files::workspace(&args.paths)?;
    let mut problems = workspace.problems.clone();
    let found = workspace.procedures();
    for procedure in &found {
        for problem in &procedure.problems {
            if !problems.contains(problem) {
                problems.push(problem.clone());
            }
        }
    }
    if problems.iter().any(Problem::is_error) {
        say_problems(args, &workspace, &problems, &[]);
        return Ok(WRONG_USE);
    }
    problems.extend(citations(args, &found)?);
    let mut reports = Vec::new();
    for model in found.iter().filter_map(|f| f.model.as_ref()) {
        reports.push(prove(args, &workspace, model)?);
    }
    say_problems(args, &workspace, &problems, &reports);
    let unresolved = problems.iter().any(Problem::is_error);
    let holds = reports.iter().all(|r| r.holds) && !unresolved;
    Ok(if holds { FINE } else { DOES_NOT_HOLD })
}

/// A procedure's report as JSON and as text.
struct Proved {
    json: Json,
    text: String,
    holds: bool,
}

fn prove(args: &Args, workspace: &Workspace, model: &Model) -> Result<Proved, Stop> {
    let began = Instant::now();
    let now = || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let limit = Duration::from_secs(args.seconds);
    let bar = indicatif::ProgressBar::new_spinner();
    bar.set_message(format!("证明 {}", model.name));
    let mut tick = || {
        bar.tick();
        began.elapsed() < limit
    };
    let options = Options {
        property: args.property.clone(),
        mutate: args.mutate,
        tick: &mut tick,
        now: &now,
    };
    let found = fadu_proof::check(model, Calendar::builtin(), options);
    bar.finish_and_clear();
    let tables = workspace.table_checks(model);
    let tables_hold = tables.iter().all(|t| t.result == "proved");
    let mut json = serde_json::to_value(&found).map_err(|e| unreadable(e.to_string()))?;
    let rows = serde_json::to_value(&tables).map_err(|e| unreadable(e.to_string()))?;
    if let (Some(list), Some(rows)) = (
        json.get_mut("implicit").and_then(Json::as_array_mut),
        rows.as_array(),
    ) {
        list.extend(rows.iter().cloned());
    }
    let text = check_text::text(&found, &tables);
    Ok(Proved {
        json,
        text,
        holds: found.holds() && tables_hold,
    })
}

fn say_problems(args: &Args, workspace: &Workspace, problems: &[Problem], reports: &[Proved]) {
    if args.json {
        let of = |errors: bool| -> Vec<Json> {
            problems
                .iter()
                .filter(|p| p.is_error() == errors)
                .map(position_json)
                .collect()
        };
        let procedures: Vec<&Json> = reports.iter().map(|r| &r.json).collect();
        print_json(
            &json!({"files": workspace.sources.len(), "procedures": procedures, "errors": of(true), "warnings": of(false)}),
        );
        return;
    }
    eprint!("{}", report(problems));
    reports.iter().for_each(|r| print(&r.text));
}

// Every citation resolves in the imported statutes on the day asked for; without statutes nothing is said.
fn citations(args: &Args, found: &[Found]) -> Result<Vec<Problem>, Stop> {
    if !args.store.exists() {
        return Ok(Vec::new());
    }
    with(async {
        let desk = args.store.open().await?;
        let library = desk.library();
        let on = match &args.as_of {
            Some(day) => day
                .parse()
                .map_err(|e: fadu_base::date::DateError| unreadable(e.to_string()))?,
            None => desk.now_day(),
        };
        if library.indexes().next().is_none() {
            return Ok(Vec::new());
        }
        Ok(found
            .iter()
            .flat_map(|f| unresolved(f, &library, on))
            .collect())
    })
}

fn unresolved(found: &Found, library: &fadu_law::Library, on: fadu_base::Date) -> Vec<Problem> {
    let Some(model) = &found.model else {
        return Vec::new();
    };
    let norms = model
        .conditions
        .iter()
        .flat_map(|c| &c.cites)
        .chain(model.duties.iter().flat_map(|d| &d.cites));
    let all = norms
        .chain(&model.basis)
        .chain(model.tables.iter().flat_map(|t| &t.cites));
    let mut seen = std::collections::BTreeSet::new();
    all.filter(|c| seen.insert(c.to_string()))
        .filter_map(|c| library.resolve(c, on).err().map(|why| (c, why)))
        .map(|(c, why)| {
            let start = found.source.text.find(&c.title).unwrap_or_default() as u32;
            let span = Span {
                start,
                end: start + c.title.len() as u32,
            };
            let diagnostic = Diagnostic::warning(span, format!("{c}：{why}"));
            Problem {
                file: found.source.name.clone(),
                text: found.source.text.clone(),
                diagnostic,
            }
        })
        .collect()
}

fn position_json(problem: &Problem) -> Json {
    let place = position(&problem.diagnostic, &problem.file, &problem.text);
    serde_json::to_value(place).unwrap_or_default()
}

/// Problems with their source lines, for people.
pub fn report(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(|p| render(std::slice::from_ref(&p.diagnostic), &p.file, &p.text))
        .collect()
}
