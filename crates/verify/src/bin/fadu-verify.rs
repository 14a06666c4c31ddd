//! `fadu-verify`: the verifier as a program of its own. Reads the files it is given and nothing else.

use std::process::ExitCode;

use fadu_verify::{Options, log_key, verify, witness_key};

const USAGE: &str = "用法：fadu-verify 文件 [--document 文书.pdf] [--key 登记册公钥] [--witness 见证人公钥]… [--json]
文件是带凭证的 PDF，或单独的凭证。不连网络。
退出码：0 真实，1 不能证明，2 读不出或用法不对。
例：fadu-verify 决定书.pdf --key 'log.example+1a2b3c4d+AR…'";

#[derive(Default)]
struct Arguments {
    file: Option<String>,
    document: Option<String>,
    key: Option<String>,
    witnesses: Vec<String>,
    json: bool,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    if words.iter().any(|w| w == "--help" || w == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match read(words).and_then(|arguments| run(&arguments)) {
        Ok(code) => ExitCode::from(code),
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::from(2)
        }
    }
}

fn read(words: Vec<String>) -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    let mut words = words.into_iter();
    let mut only_files = false;
    while let Some(word) = words.next() {
        let (name, inline) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => {
                (name.to_owned(), Some(value.to_owned()))
            }
            _ => (word.clone(), None),
        };
        let mut value = || {
            inline
                .clone()
                .or_else(|| words.next())
                .ok_or(format!("{name} 后面缺内容\n{USAGE}"))
        };
        match name.as_str() {
            _ if only_files => file(&mut arguments, word)?,
            "--document" => arguments.document = Some(value()?),
            "--key" => arguments.key = Some(value()?),
            "--witness" => arguments.witnesses.push(value()?),
            "--json" => arguments.json = true,
            "--" => only_files = true,
            other if other.starts_with("--") => {
                return Err(format!("不认识的选项 {other}\n{USAGE}"));
            }
            _ => file(&mut arguments, word)?,
        }
    }
    Ok(arguments)
}

fn file(arguments: &mut Arguments, word: String) -> Result<(), String> {
    match arguments.file.replace(word) {
        None => Ok(()),
        Some(_) => Err(format!("一次只核验一个文件\n{USAGE}")),
    }
}

fn run(arguments: &Arguments) -> Result<u8, String> {
    let path = arguments.file.as_deref().ok_or(USAGE)?;
    let file = load(path)?;
    let document = arguments.document.as_deref().map(load).transpose()?;
    let witnesses = arguments
        .witnesses
        .iter()
        .map(|w| witness_key(w))
        .collect::<Result<_, _>>();
    let options = Options {
        document: document.as_deref(),
        log_key: arguments
            .key
            .as_deref()
            .map(log_key)
            .transpose()
            .map_err(|e| e.to_string())?,
        witnesses: witnesses.map_err(|e| e.to_string())?,
    };
    let report = verify(&file, &options).map_err(|e| format!("{path}：{e}"))?;
    if arguments.json {
        println!("{}", report.to_json())
    } else {
        print!("{}", report.to_text())
    }
    Ok(report.exit_code())
}

fn load(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("{path}：读不出文件（{e}）"))
}
