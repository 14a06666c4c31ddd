//! `fadu check`: parse, resolve, prove.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fadu_base::{Algorithm, Date};
use fadu_desk::proved::Proof;
use fadu_norm::model::Model;
use fadu_norm::resolve::Problem;
use fadu_norm::text::{Diagnostic, position, render};
use fadu_norm::tree::Span;
use fadu_pack::tables::TableCheck;
use fadu_pack::{Found, Workspace};
use fadu_proof::Options;
use fadu_term::Calendar;
use serde_json::{Value as Json, json};

use crate::commands::check_text;
use crate::exit::{
    DOES_NOT_HOLD, FINE, Outcome, Stop, WRONG_USE, operator, print, print_json, unreadable,
};
use crate::files;
use crate::installation::{Store, refused, run as with};

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
    /// 把证明的结果存进数据文件夹：证明通过的版本就此启用
    #[arg(long = "store")]
    keep: bool,
    /// 把证明的结果写在每个程序文件旁边（proof.json），随程序一起发布
    #[arg(long)]
    write: bool,
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
    let loose = workspace.loose_tables();
    for problem in fadu_pack::tables::problems(&loose) {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    if problems.iter().any(Problem::is_error) {
        say_problems(args, &workspace, &problems, &[], &[]);
        return Ok(WRONG_USE);
    }
    problems.extend(citations(args, found.iter().chain(&loose))?);
    let mut reports = Vec::new();
    for procedure in &found {
        if let Some(model) = &procedure.model {
            let mut proved = prove(args, &workspace, model)?;
            proved.file = procedure.source.name.to_string();
            reports.push(proved);
        }
    }
    keep(args, &reports)?;
    let tables = loose_tables(&workspace, &loose);
    say_problems(args, &workspace, &problems, &reports, &tables);
    let unresolved = problems.iter().any(Problem::is_error);
    let tables_hold = tables
        .iter()
        .flat_map(|t| &t.checks)
        .all(|c| c.result == "proved");
    let holds = reports.iter().all(|r| r.holds) && tables_hold && !unresolved;
    Ok(if holds { FINE } else { DOES_NOT_HOLD })
}

/// The tables of a file without a procedure.
struct Loose {
    file: String,
    checks: Vec<TableCheck>,
}

fn loose_tables(workspace: &Workspace, loose: &[Found]) -> Vec<Loose> {
    let of = |f: &Found| {
        f.model.as_ref().map(|model| Loose {
            file: f.source.name.to_string(),
            checks: workspace.table_checks(model),
        })
    };
    loose.iter().filter_map(of).collect()
}

/// A procedure's report as JSON and as text.
struct Proved {
    file: String,
    proof: Proof,
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
    let proof = Proof {
        version: model.version.named(Algorithm::Sm3).to_string(),
        demands: fadu_pack::demands::hash(workspace.context(), model),
        day: files::today().to_string(),
        checker: concat!("fadu ", env!("CARGO_PKG_VERSION")).to_owned(),
        report: json.clone(),
        accepted: None,
    };
    Ok(Proved {
        file: String::new(),
        proof,
        json,
        text,
        holds: found.holds() && tables_hold,
    })
}

// A proof of one property alone is no proof of the version.
fn keep(args: &Args, reports: &[Proved]) -> Result<(), Stop> {
    if !(args.keep || args.write) {
        return Ok(());
    }
    if args.property.is_some() {
        return Err(unreadable(
            "只证明了一条性质，不能当作整个程序的证明存下。去掉 --property 再来。",
        ));
    }
    if args.write {
        reports.iter().try_for_each(write_beside)?;
    }
    if args.keep {
        with(async {
            let desk = args.store.open().await?;
            for report in reports {
                desk.store_proof(&report.proof).await.map_err(refused)?;
            }
            let slugs: Vec<&str> = reports
                .iter()
                .filter_map(|r| r.json.get("slug").and_then(Json::as_str))
                .collect();
            for waiting in desk.waiting_procedures() {
                if slugs.contains(&&*waiting.slug) {
                    eprintln!("没有启用 {}：{}", waiting.name, waiting.why);
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn write_beside(report: &Proved) -> Result<(), Stop> {
    let path = Path::new(&report.file).with_file_name(fadu_desk::proved::FILE);
    let text =
        serde_json::to_string_pretty(&report.proof).map_err(|e| unreadable(e.to_string()))?;
    std::fs::write(&path, text + "\n")
        .map_err(|e| operator(format!("{}：写不进（{e}）", path.display())))
}

fn say_problems(
    args: &Args,
    workspace: &Workspace,
    problems: &[Problem],
    reports: &[Proved],
    tables: &[Loose],
) {
    if args.json {
        let of = |errors: bool| -> Vec<Json> {
            problems
                .iter()
                .filter(|p| p.is_error() == errors)
                .map(position_json)
                .collect()
        };
        let procedures: Vec<&Json> = reports.iter().map(|r| &r.json).collect();
        let tables: Vec<Json> = tables
            .iter()
            .map(|t| json!({"file": t.file, "implicit": t.checks}))
            .collect();
        print_json(
            &json!({"files": workspace.sources.len(), "procedures": procedures, "tables": tables, "errors": of(true), "warnings": of(false)}),
        );
        return;
    }
    eprint!("{}", report(problems));
    reports.iter().for_each(|r| print(&r.text));
    tables
        .iter()
        .for_each(|t| print(&check_text::tables(&t.file, &t.checks)));
}

// Every citation resolves in the imported statutes on the day asked for; without statutes nothing is said.
fn citations<'f>(
    args: &Args,
    found: impl Iterator<Item = &'f Found>,
) -> Result<Vec<Problem>, Stop> {
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
        Ok(found.flat_map(|f| unresolved(f, &library, on)).collect())
    })
}

fn unresolved(found: &Found, library: &fadu_law::Library, on: Date) -> Vec<Problem> {
    let Some(model) = &found.model else {
        return Vec::new();
    };
    let norms = model
        .conditions
        .iter()
        .flat_map(|c| &c.cites)
        .chain(model.duties.iter().flat_map(|d| &d.cites));
    let norms = norms.chain(&model.basis).map(|c| (c, on));
    // A table speaks of the days on which it holds, so its articles are those of such a day.
    let tables = model
        .tables
        .iter()
        .flat_map(|t| t.cites.iter().map(|c| (c, day_within(t.valid, on))));
    let mut seen = std::collections::BTreeSet::new();
    norms
        .chain(tables)
        .filter(|(c, day)| seen.insert((c.to_string(), *day)))
        .filter_map(|(c, day)| library.resolve(c, day).err().map(|why| (c, why)))
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

// The day asked for where it lies within, else the nearest that does.
fn day_within(valid: Option<(Date, Date)>, on: Date) -> Date {
    valid.map_or(on, |(from, to)| on.clamp(from, to.max(from)))
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
