//! `fadu term`: the last day of a term, with its derivation.

use std::sync::Arc;

use fadu_base::Date;
use fadu_pack::{Folder, Workspace};
use fadu_term::{Calendar, DayRule, Question, Stop, Term, answer};

use crate::exit::{FINE, Outcome, Stop as Ended, print, print_json, unreadable};

/// 期限的最后一天。例：fadu term 2026-09-28 5日 --law 行政处罚法
#[derive(clap::Args)]
pub struct Args {
    /// 起算的那一天（当日不计）
    start: String,
    /// 期限，如 5工作日、7日、3个月
    term: String,
    /// 哪部法律说的日：日是不是工作日由它定
    #[arg(long)]
    law: Option<String>,
    /// 停止计算的一段，从 A 到 B，不含 B；可以写几次
    #[arg(long, value_name = "A..B")]
    stop: Vec<String>,
    /// 延长多少；可以写几次
    #[arg(long, value_name = "TERM")]
    extend: Vec<String>,
    /// 一个 JSON 文档
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    let question = Question {
        start: date(&args.start)?,
        term: term(&args.term)?,
        rule: args
            .law
            .as_deref()
            .map_or_else(|| Ok(DayRule::PLAIN.clone()), rule)?,
        stops: args
            .stop
            .iter()
            .map(|s| span(s))
            .collect::<Result<_, _>>()?,
        extensions: args
            .extend
            .iter()
            .map(|t| term(t))
            .collect::<Result<_, _>>()?,
    };
    let found = answer(&question, Calendar::builtin()).map_err(|e| unreadable(e.to_string()))?;
    if args.json {
        print_json(&serde_json::to_value(&found).map_err(|e| unreadable(e.to_string()))?);
    } else {
        print(&found.to_string());
    }
    Ok(FINE)
}

fn date(text: &str) -> Result<Date, Ended> {
    text.parse()
        .map_err(|e: fadu_base::date::DateError| unreadable(e.to_string()))
}

fn term(text: &str) -> Result<Term, Ended> {
    text.parse()
        .map_err(|e: fadu_term::TermError| unreadable(e.to_string()))
}

fn span(text: &str) -> Result<Stop, Ended> {
    let (from, to) = text
        .split_once("..")
        .ok_or_else(|| unreadable(format!("停止写作 A..B：{text}")))?;
    let (from, to) = (
        date(from)?,
        if to.is_empty() { None } else { Some(date(to)?) },
    );
    if to.is_some_and(|to| to < from) {
        return Err(unreadable(format!("停止的一段倒着写了：{text}")));
    }
    Ok(Stop { from, to })
}

fn rule(law: &str) -> Result<DayRule, Ended> {
    let here = std::path::Path::new("packs");
    let near = if here.join("statutes").is_dir() {
        Some(crate::files::read_folder(here)?)
    } else {
        None
    };
    let mut folders: Vec<&Folder> = near.iter().collect();
    folders.push(Folder::builtin());
    let workspace = Workspace::new(&[], None, &folders);
    let rules = &workspace.context().day_rules;
    let name = law.trim_start_matches('《').trim_end_matches('》');
    let found: Option<&Arc<DayRule>> = rules.get(name);
    found.map(|r| (**r).clone()).ok_or_else(|| {
        let hint = fadu_norm::resolve::suggestion(name, rules.keys().map(String::as_str));
        unreadable(format!("没有《{name}》怎么算期限的数据{hint}"))
    })
}
