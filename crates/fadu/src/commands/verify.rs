//! `fadu verify`: a document with its receipt; never uses the network.

use std::path::{Path, PathBuf};

use fadu_verify::{Options, log_key, verify, witness_key};

use crate::exit::{Outcome, Stop, print_line, unreadable};

/// 核验文书和凭证。例：fadu verify 决定书.pdf
#[derive(clap::Args)]
pub struct Args {
    /// 带凭证的 PDF，或者单独的凭证
    file: PathBuf,
    /// 单独的凭证所说的文书
    #[arg(long, value_name = "PDF")]
    document: Option<PathBuf>,
    /// 编号册的公钥
    #[arg(long, value_name = "LOGKEY")]
    key: Option<String>,
    /// 见证方的公钥；可以写几次
    #[arg(long, value_name = "KEY")]
    witness: Vec<String>,
    /// 一个 JSON 文档
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args) -> Outcome {
    let file = read(&args.file)?;
    let document = args.document.as_deref().map(read).transpose()?;
    let options = Options {
        document: document.as_deref(),
        log_key: args
            .key
            .as_deref()
            .map(log_key)
            .transpose()
            .map_err(|e| unreadable(e.to_string()))?,
        witnesses: args
            .witness
            .iter()
            .map(|k| witness_key(k))
            .collect::<Result<_, _>>()
            .map_err(|e| unreadable(e.to_string()))?,
    };
    let report = verify(&file, &options).map_err(|e| unreadable(e.to_string()))?;
    let text = if args.json {
        report.to_json()
    } else {
        report.to_text()
    };
    print_line(text.trim_end());
    Ok(report.exit_code())
}

fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|e| unreadable(format!("{}：读不出（{e}）", path.display())))
}
