//! `fadu table`: the proofs of decision tables, and a row with its trace.

use std::path::PathBuf;

use fadu_norm::model::Model;
use fadu_norm::resolve::Problem;
use fadu_pack::Found;
use serde_json::{Value as Json, json};

use crate::commands::check::report;
use crate::commands::table_facts::{case_facts, date};
use crate::commands::table_text;
use crate::exit::{DOES_NOT_HOLD, FINE, Outcome, Stop, WRONG_USE, print, print_json, unreadable};
use crate::files;

/// 裁量基准等决定表：证明，试算
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// 证明表无空档、无重叠、情节重者不轻、不出法定幅度、不宽于上级
    Check(Check),
    /// 按事实试算，看是哪一行、每一格怎样
    Eval(Eval),
}

/// 证明决定表。例：fadu table check packs/tables
#[derive(clap::Args)]
struct Check {
    /// 有表的 .fd 文件或者文件夹；没有程序也可以
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 一个 JSON 文档
    #[arg(long)]
    json: bool,
}

/// 按事实试算。例：fadu table eval 表.fd 事实.json --on 2026-09-01 --at-act 2026-07-01
#[derive(clap::Args)]
struct Eval {
    /// 有表的 .fd 文件
    file: PathBuf,
    /// 事实，JSON 文件，如 {"情节": "一般"}；- 是标准输入
    facts: PathBuf,
    /// 只算这张表
    #[arg(long, value_name = "NAME")]
    table: Option<String>,
    /// 用哪一天有效的表，默认今天
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// 行为那一天：两天的表都算，比较哪个轻
    #[arg(long = "at-act", value_name = "DATE")]
    at_act: Option<String>,
    /// 一个 JSON 文档
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::Check(args) => check(args),
        Command::Eval(args) => eval(args),
    }
}

fn check(args: &Check) -> Outcome {
    let workspace = files::workspace(&args.files)?;
    let found = workspace.table_files();
    let problems = together(&workspace.problems, &found);
    eprint!("{}", report(&problems));
    if problems.iter().any(Problem::is_error) {
        return Ok(WRONG_USE);
    }
    let models = found.iter().filter_map(|f| f.model.as_ref());
    let reports: Vec<_> = models.flat_map(|m| workspace.prove_tables(m)).collect();
    if reports.is_empty() {
        return Err(unreadable("文件里没有表"));
    }
    if args.json {
        let all: Result<Vec<Json>, _> = reports.iter().map(serde_json::to_value).collect();
        print_json(&one_or_list(all.map_err(|e| unreadable(e.to_string()))?));
    } else {
        print(&reports.iter().map(ToString::to_string).collect::<String>());
    }
    Ok(if reports.iter().all(|r| r.holds()) {
        FINE
    } else {
        DOES_NOT_HOLD
    })
}

fn eval(args: &Eval) -> Outcome {
    let on = args
        .on
        .as_deref()
        .map_or_else(|| Ok(files::today()), date)?;
    let at_act = args.at_act.as_deref().map(date).transpose()?;
    if at_act.is_some_and(|then| on < then) {
        return Err(unreadable("行为那一天不能晚于 --on 那一天"));
    }
    let workspace = files::workspace(std::slice::from_ref(&args.file))?;
    let found = workspace.table_files();
    let problems = together(&workspace.problems, &found);
    if problems.iter().any(Problem::is_error) {
        eprint!("{}", report(&problems));
        return Ok(WRONG_USE);
    }
    let [
        Found {
            model: Some(model), ..
        },
    ] = found.as_slice()
    else {
        return Err(unreadable(format!("{}：文件里没有表", args.file.display())));
    };
    let question = table_text::Question {
        model,
        case: case_facts(model, &args.facts)?,
        only: only(model, args)?,
    };
    let now = question.ask(on)?;
    let then = at_act.map(|day| question.ask(day)).transpose()?;
    let answered = then
        .iter()
        .flatten()
        .chain(&now)
        .all(|a| a.found.row.is_some());
    match (&then, args.json) {
        (None, true) => print_json(&one_or_list(
            now.iter().map(table_text::Answer::to_json).collect(),
        )),
        (None, false) => print(&now.iter().map(|a| question.text(a)).collect::<String>()),
        (Some(then), json) => both(&question, then, &now, json),
    }
    Ok(if answered { FINE } else { DOES_NOT_HOLD })
}

// What the tables of the day of the act and those of the later day give, and which is the lighter.
fn both(
    question: &table_text::Question<'_>,
    then: &[table_text::Answer],
    now: &[table_text::Answer],
    as_json: bool,
) {
    let lighter = question.lighter(then, now);
    if as_json {
        let list = |answers: &[table_text::Answer]| {
            answers
                .iter()
                .map(table_text::Answer::to_json)
                .collect::<Vec<_>>()
        };
        print_json(&json!({"at_act": list(then), "on": list(now), "lighter": lighter}));
        return;
    }
    let texts = |answers: &[table_text::Answer]| {
        answers.iter().map(|a| question.text(a)).collect::<String>()
    };
    print(&format!("行为时：\n{}现在：\n{}", texts(then), texts(now)));
    print(&table_text::lighter_text(&lighter));
}

fn only(model: &Model, args: &Eval) -> Result<Option<String>, Stop> {
    let Some(name) = &args.table else {
        return Ok(None);
    };
    if model.table_named(name).is_none() {
        let hint = fadu_norm::resolve::suggestion(name, model.tables.iter().map(|t| &*t.name));
        return Err(unreadable(format!("没有叫“{name}”的表{hint}")));
    }
    Ok(Some(name.clone()))
}

fn together(parsing: &[Problem], found: &[Found]) -> Vec<Problem> {
    let mut all = parsing.to_vec();
    all.extend(fadu_pack::tables::problems(found));
    all
}

fn one_or_list(mut all: Vec<Json>) -> Json {
    if all.len() == 1 {
        all.remove(0)
    } else {
        Json::Array(all)
    }
}
