//! `fadu describe` and `fadu draw`: a procedure for legal staff, as text and as a picture.

use std::fs;
use std::path::{Path, PathBuf};

use fadu_base::Algorithm;
use fadu_desk::proved::Proof;
use fadu_norm::model::Model;
use fadu_pack::describe::{Beside, describe, describe_tables};
use fadu_pack::story::Story;
use fadu_pack::tables::Shown;
use fadu_pack::{Found, Workspace, draw};

use crate::commands::check::report;
use crate::exit::{FINE, Outcome, Stop, WRONG_USE, print, print_line, unreadable};
use crate::files;

/// 程序的中文说明。例：fadu describe packs --out packs（写在每个程序旁边）
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
    let (workspace, found) = resolved(&args.path)?;
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
            proofs: proofs(folder, model),
            stories: stories(folder),
        };
        let text = describe(model, &beside);
        match &args.out {
            None => print(&text),
            Some(out) => write(&target(args, out, folder, found.len(), &model.slug), &text)?,
        }
    }
    standards(args, &workspace)?;
    Ok(FINE)
}

fn write(target: &Path, text: &str) -> Result<(), Stop> {
    fs::create_dir_all(target)
        .map_err(|e| unreadable(format!("{}：建不了文件夹（{e}）", target.display())))?;
    let file = target.join("README.md");
    fs::write(&file, text).map_err(|e| unreadable(format!("{}：写不进（{e}）", file.display())))?;
    print_line(&file.display().to_string());
    Ok(())
}

// Tables without a procedure: those of one folder together.
fn standards(args: &Args, workspace: &Workspace) -> Result<(), Stop> {
    let loose = workspace.loose_tables();
    let folder = |f: &Found| {
        let path = Path::new(&*f.source.name);
        path.parent().unwrap_or(Path::new(".")).to_path_buf()
    };
    for files in loose.chunk_by(|a, b| folder(a) == folder(b)) {
        let Some(first) = files.first() else { continue };
        let place = folder(first);
        let shown: Vec<Shown> = files
            .iter()
            .filter_map(|f| f.model.as_ref())
            .flat_map(|m| workspace.shown_tables(m))
            .collect();
        let title = first.source.text.lines().next().unwrap_or_default();
        let title = title.trim_start_matches('#').trim().trim_end_matches('。');
        let gaps = fs::read_to_string(place.join("gaps.md")).ok();
        let text = describe_tables(title, &shown, gaps.as_deref());
        let slug = place.file_name().unwrap_or_default().to_string_lossy();
        match &args.out {
            None => print(&text),
            Some(out) => write(&target(args, out, &place, loose.len(), &slug), &text)?,
        }
    }
    Ok(())
}

// Into the folder described: each beside its procedure. Elsewhere: one folder a procedure.
fn target(args: &Args, out: &Path, folder: &Path, count: usize, slug: &str) -> PathBuf {
    let same = |a: &Path, b: &Path| {
        fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
    };
    match count {
        _ if same(&args.path, out) => folder.to_path_buf(),
        1 => out.to_path_buf(),
        _ => out.join(slug),
    }
}

// Results of the proof that lies beside the procedure, if it is of this very text.
fn proofs(folder: &Path, model: &Model) -> Vec<(String, String)> {
    let file = folder.join(fadu_desk::proved::FILE);
    let proof = fs::read_to_string(file)
        .ok()
        .and_then(|text| serde_json::from_str::<Proof>(&text).ok());
    let version = model.version.named(Algorithm::Sm3).to_string();
    proof
        .filter(|p| p.version == version)
        .map(|p| fadu_desk::proved::results(&p.report))
        .unwrap_or_default()
}

pub fn run_draw(args: &DrawArgs) -> Outcome {
    let (_, found) = resolved(&args.procedure)?;
    if found.is_empty() {
        return Err(unreadable(format!(
            "{}：没有程序",
            args.procedure.display()
        )));
    }
    for procedure in found {
        let Some(model) = &procedure.model else {
            eprint!("{}", report(&procedure.problems));
            return Ok(WRONG_USE);
        };
        print(&draw::draw(model));
    }
    Ok(FINE)
}

fn resolved(path: &Path) -> Result<(Workspace, Vec<Found>), Stop> {
    let workspace = files::workspace(&[path.to_path_buf()])?;
    if workspace.problems.iter().any(|p| p.is_error()) {
        return Err(unreadable(report(&workspace.problems)));
    }
    let found = workspace.procedures();
    if found.is_empty() && workspace.loose_tables().is_empty() {
        return Err(unreadable(format!(
            "{}：没有程序，也没有表",
            path.display()
        )));
    }
    Ok((workspace, found))
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
