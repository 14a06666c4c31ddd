//! Runs a command, shows what it prints as it comes, and keeps it.

use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};

use anyhow::{Context, Result};

/// What a command printed, both streams, and whether it ended with 0.
pub struct Ran {
    pub output: String,
    pub ended_well: bool,
}

pub fn run(root: &Path, words: &[&str]) -> Result<Ran> {
    let (program, args) = words.split_first().context("no command")?;
    println!("$ {}", words.join(" "));
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{program}`"))?;
    let (sender, lines) = channel();
    let out = child
        .stdout
        .take()
        .map(|stream| reader(stream, sender.clone()));
    let err = child
        .stderr
        .take()
        .map(|stream| reader(stream, sender.clone()));
    drop(sender);
    let mut output = String::new();
    for line in lines {
        println!("{line}");
        output.push_str(&line);
        output.push('\n');
    }
    for thread in [out, err].into_iter().flatten() {
        let _ = thread.join(); // It only reads; what it read is here already.
    }
    Ok(Ran {
        output,
        ended_well: child.wait()?.success(),
    })
}

fn reader(
    stream: impl Read + Send + 'static,
    sender: Sender<String>,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut lines = BufReader::new(stream);
        let mut bytes = Vec::new();
        while lines.read_until(b'\n', &mut bytes).is_ok_and(|n| n > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            if sender.send(line).is_err() {
                return;
            }
            bytes.clear();
        }
    })
}
