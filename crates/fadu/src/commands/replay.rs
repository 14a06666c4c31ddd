//! `fadu replay`: options and duties after a history.

use std::path::PathBuf;

use fadu_base::Date;
use fadu_norm::json::{read_history, replay};
use fadu_term::Calendar;

use crate::commands::check::report;
use crate::exit::{DOES_NOT_HOLD, FINE, Outcome, WRONG_USE, print, print_json, unreadable};
use crate::files;

/// 一段历史之后，可以办什么、应当办什么。例：fadu replay procedure.fd history.json --on 2026-04-10
#[derive(clap::Args)]
pub struct Args {
    /// 程序文件 .fd
    procedure: PathBuf,
    /// 历史，JSON 文件；- 是标准输入
    history: PathBuf,
    /// 问的是哪一天
    #[arg(long)]
    on: String,
    /// 问的是谁
    #[arg(long = "as", value_name = "PERSON")]
    person: Option<String>,
    /// 一个 JSON 文档
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    let on: Date = args
        .on
        .parse()
        .map_err(|e: fadu_base::date::DateError| unreadable(e.to_string()))?;
    let workspace = files::workspace(std::slice::from_ref(&args.procedure))?;
    if workspace.problems.iter().any(|p| p.is_error()) {
        eprint!("{}", report(&workspace.problems));
        return Ok(WRONG_USE);
    }
    let mut found = workspace.procedures();
    let Some(found) = found.pop() else {
        return Err(unreadable(format!(
            "{}：文件里没有程序",
            args.procedure.display()
        )));
    };
    let Some(model) = found.model else {
        eprint!("{}", report(&found.problems));
        return Ok(WRONG_USE);
    };
    let history = files::read_json(&args.history)?;
    let input = read_history(&history, &model, Some(on)).map_err(|e| unreadable(e.to_string()))?;
    let calendar = Calendar::builtin();
    let replayed = replay(&model, calendar, input);
    let code = if replayed.refused.is_some() {
        DOES_NOT_HOLD
    } else {
        FINE
    };
    let answer = replayed.to_json(on, args.person.as_deref(), &|act| {
        replayed.session.way_texts(act, on)
    });
    if args.json {
        print_json(&answer);
    } else {
        print(&crate::commands::replay_text::text(&answer));
    }
    Ok(code)
}
