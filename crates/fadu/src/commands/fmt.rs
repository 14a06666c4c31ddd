//! `fadu fmt`: the one canonical layout.

use std::fs;
use std::path::PathBuf;

use fadu_norm::text::render;

use crate::exit::{DOES_NOT_HOLD, FINE, Outcome, WRONG_USE, print_line, unreadable};
use crate::files;

/// 排成标准的写法。例：fadu fmt packs/enforcement
#[derive(clap::Args)]
pub struct Args {
    /// 文件或者文件夹
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// 只检查，不改写；有不标准的，退出码 1
    #[arg(long)]
    check: bool,
}

pub fn run(args: &Args) -> Outcome {
    let mut code = FINE;
    for path in files::procedure_files(&args.paths)? {
        let (name, text) = (path.display().to_string(), files::read_text(&path)?);
        match fadu_norm::fmt::print(&text) {
            Err(problems) => {
                eprint!("{}", render(&problems, &name, &text));
                code = WRONG_USE;
            }
            Ok(printed) if printed == text => {}
            Ok(_) if args.check => {
                print_line(&name);
                code = code.max(DOES_NOT_HOLD);
            }
            Ok(printed) => {
                fs::write(&path, printed)
                    .map_err(|e| unreadable(format!("{name}：写不进（{e}）")))?;
                print_line(&name);
            }
        }
    }
    Ok(code)
}
