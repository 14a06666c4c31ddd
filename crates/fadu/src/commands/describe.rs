//! `fadu describe` and `fadu draw`: a procedure for legal staff, as text and as a picture.

use std::fs;
use std::path::{Path, PathBuf};

use fadu_pack::describe::{Beside, describe};
use fadu_pack::story::Story;
use fadu_pack::{Found, draw};

use crate::commands::check::report;
use crate::exit::{FINE, Outcome, Stop, WRONG_USE, print, print_line, unreadable};
use crate::files;

/// 程序的中文说明。例：fadu describe packs/enforcement --out .
#[derive(clap::Args)]
pub struct Args {
    /// 文件或者文件夹
    path: PathBuf,
    /// 写到这里：一个程序一个 README.md；不写就印出来
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// 程序图，SVG。例：fadu draw procedure.fd > picture.svg
#[derive(clap::Args)]
pub struct DrawArgs {
    /// 程序文件 .fd
    procedure: PathBuf,
}

pub fn run(args: &Args) -> Outcome {
    let found = resolved(&args.path)?;
    for procedure in &found {
        let Some(model) = &procedure.model else {
            eprint!("{}", report(&procedure.problems));
            return Ok(WRONG_USE);
        };
        let folder = Path::new(&*procedure.source.name)
            .parent()
            .unwrap_or(Path::new("."));
        let gaps = fs::read_to_string(folder.join("gaps.md")).ok();
        let beside = Beside {
            gaps: gaps.as_deref(),
            proofs: Vec::new(),
            stories: stories(folder),
        };
        let text = describe(model, &beside);
        match &args.out {
            None => print(&text),
            Some(out) => {
                let target = if found.len() == 1 {
                    out.clone()
                } else {
                    out.join(&*model.slug)
                };
                fs::create_dir_all(&target).map_err(|e| {
                    unreadable(format!("{}：建不了文件夹（{e}）", target.display()))
                })?;
                let file = target.join("README.md");
                fs::write(&file, text)
                    .map_err(|e| unreadable(format!("{}：写不进（{e}）", file.display())))?;
                print_line(&file.display().to_string());
            }
        }
    }
    Ok(FINE)
}

pub fn run_draw(args: &DrawArgs) -> Outcome {
    for procedure in resolved(&args.procedure)? {
        let Some(model) = &procedure.model else {
            eprint!("{}", report(&procedure.problems));
            return Ok(WRONG_USE);
        };
        print(&draw::draw(model));
    }
    Ok(FINE)
}

fn resolved(path: &Path) -> Result<Vec<Found>, Stop> {
    let workspace = files::workspace(&[path.to_path_buf()])?;
    if workspace.problems.iter().any(|p| p.is_error()) {
        return Err(unreadable(report(&workspace.problems)));
    }
    let found = workspace.procedures();
    if found.is_empty() {
        return Err(unreadable(format!("{}：没有程序", path.display())));
    }
    Ok(found)
}

fn stories(folder: &Path) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder.join("stories"))
        .into_iter()
        .flatten()
        .filter_map(|e| e.ok().map(|e| e.path()))
        .collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|p| fs::read_to_string(p).ok())
        .filter_map(|text| Story::read(&text).ok())
        .map(|s| (s.name, s.source))
        .collect()
}
