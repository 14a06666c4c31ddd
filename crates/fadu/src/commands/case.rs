//! `fadu case`: the whole file of a case as a folder, and that folder read again.

use std::path::{Component, Path, PathBuf};

use clap::Subcommand;
use fadu_desk::{CaseFolder, check_case};
use serde_json::json;

use crate::exit::{
    DOES_NOT_HOLD, FINE, Outcome, Stop, operator, print_json, print_line, unreadable,
};
use crate::installation::{Store, refused, run as with};

/// 办件的整个案卷。例：fadu case export c26-000341-7 案卷
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: Store,
    /// 一个 JSON 文档
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 导出：记录、文书、证据、凭证、目录
    Export {
        /// 办件编号或者案号
        no: String,
        /// 空的文件夹
        dir: PathBuf,
    },
    /// 重新读导出的案卷：记录、指纹、文书、凭证
    Check {
        /// 导出的文件夹
        dir: PathBuf,
    },
}

pub fn run(args: &Args) -> Outcome {
    match &args.what {
        What::Export { no, dir } => with(export(args, no, dir)),
        What::Check { dir } => check(args, dir),
    }
}

async fn export(args: &Args, no: &str, dir: &Path) -> Outcome {
    let taken = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if taken {
        return Err(unreadable(format!(
            "{} 里已经有东西，请换一个空的文件夹",
            dir.display()
        )));
    }
    let desk = args.store.open().await?;
    let actor = desk.officer_of(no).await.map_err(refused)?;
    let folder = desk.export_case(&actor, no).await.map_err(refused)?;
    for (path, bytes) in &folder {
        write(&inside(dir, path)?, bytes)?;
    }
    print_line(&format!("{}：{} 个文件", dir.display(), folder.len()));
    Ok(FINE)
}

// Paths of an export stay in its folder.
fn inside(dir: &Path, path: &str) -> Result<PathBuf, Stop> {
    let plain = Path::new(path)
        .components()
        .all(|c| matches!(c, Component::Normal(_)));
    if plain {
        Ok(dir.join(path))
    } else {
        Err(operator(format!("案卷里的路径不对：{path}")))
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let failed = |e: std::io::Error| operator(format!("{}：写不进（{e}）", path.display()));
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    std::fs::write(path, bytes).map_err(failed)
}

fn check(args: &Args, dir: &Path) -> Outcome {
    let mut folder = CaseFolder::new();
    read(dir, "", &mut folder)?;
    let found = check_case(&folder);
    if args.json {
        print_json(
            &json!({"acts": found.acts, "documents": found.documents, "files": found.files, "faults": found.faults}),
        );
    } else {
        print_line(&format!(
            "办理 {} 项，文书 {} 份，附件 {} 个",
            found.acts, found.documents, found.files
        ));
        found
            .faults
            .iter()
            .for_each(|f| print_line(&format!("  不符：{f}")));
    }
    Ok(if found.faults.is_empty() {
        FINE
    } else {
        DOES_NOT_HOLD
    })
}

fn read(dir: &Path, below: &str, folder: &mut CaseFolder) -> Result<(), Stop> {
    let failed = |e: std::io::Error| unreadable(format!("{}：读不出（{e}）", dir.display()));
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            read(&entry.path(), &format!("{name}/"), folder)?;
        } else {
            folder.insert(name, std::fs::read(entry.path()).map_err(failed)?);
        }
    }
    Ok(())
}
