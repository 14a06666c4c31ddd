//! Developer's tool: everything that CI runs (`check`), and the fences of the architecture (`tidy`).

mod check;
mod compare;
mod deny;
mod rust;
mod tidy;
mod tree;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask tidy             fences of docs/architecture.md section 1, map, names, sizes
cargo xtask deny             licences, banned crates and sources (deny.toml)
cargo xtask check [STEP]...  everything CI runs, in order, with times; or only the named steps
cargo xtask compare [--seeds N]  both engines on N random procedures; without N until a difference or Ctrl-C
";

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether what was asked for holds.
fn run(args: &[String]) -> anyhow::Result<bool> {
    let root = tree::root()?;
    match args.split_first() {
        Some((command, [])) if command == "tidy" => tidy::run(&root),
        Some((command, [])) if command == "deny" => deny::run(&root),
        Some((command, steps)) if command == "check" => check::run(&root, steps),
        Some((command, options)) if command == "compare" => compare::run(&root, options),
        _ => {
            print!("{HELP}");
            Ok(false)
        }
    }
}
