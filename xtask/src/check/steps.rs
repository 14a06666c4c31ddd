//! The steps, in the order in which CI runs them: the cheap ones first.

use std::path::Path;
use std::process::{Command, Stdio};

use super::count::Count;
use super::{browser, stream};
use crate::{deny, tidy};

/// What came of a step.
pub enum Result {
    Done(Count),
    /// It could not run here, and why that is no fault.
    LeftOut(String),
}

pub struct Step {
    pub name: &'static str,
    pub what: &'static str,
    pub run: fn(&Path) -> anyhow::Result<Result>,
}

pub const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "every file is formatted",
        run: fmt,
    },
    Step {
        name: "tidy",
        what: "fences of the architecture",
        run: |root| one(tidy::run(root)),
    },
    Step {
        name: "deny",
        what: "licences, bans, sources",
        run: |root| one(deny::run(root)),
    },
    Step {
        name: "clippy",
        what: "lints of all targets",
        run: clippy,
    },
    Step {
        name: "test",
        what: "tests of all crates, the stories of packs and the second engine among them",
        run: test,
    },
    Step {
        name: "doc",
        what: "examples in documentation",
        run: doc,
    },
    Step {
        name: "packs",
        what: "every pack resolves, is proved, and stands in the canonical layout",
        run: packs,
    },
    Step {
        name: "browser",
        what: "pages in a real browser",
        run: browser::run,
    },
];

fn one(holds: anyhow::Result<bool>) -> anyhow::Result<Result> {
    Ok(Result::Done(Count::of_one(holds?)))
}

/// A command that is one test.
pub fn command(root: &Path, words: &[&str]) -> anyhow::Result<Result> {
    Ok(Result::Done(Count::of_one(
        stream::run(root, words)?.ended_well,
    )))
}

/// A command that runs many tests and counts them.
fn tests(root: &Path, words: &[&str]) -> anyhow::Result<Result> {
    let ran = stream::run(root, words)?;
    Ok(Result::Done(Count::of_tests(&ran.output, ran.ended_well)))
}

fn fmt(root: &Path) -> anyhow::Result<Result> {
    command(root, &["cargo", "fmt", "--all", "--check"])
}

fn clippy(root: &Path) -> anyhow::Result<Result> {
    command(
        root,
        &[
            "cargo",
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
    )
}

/// On a throwaway PostgreSQL where Debian's server is at hand; without it the tests of that database say that they are left out.
fn test(root: &Path) -> anyhow::Result<Result> {
    let mut words = Vec::new();
    if Path::new("/usr/lib/postgresql").is_dir() {
        words.push("tools/pg_test.sh");
    }
    if starts("cargo", &["nextest", "--version"]) {
        words.extend([
            "cargo",
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--no-fail-fast",
        ]);
    } else {
        words.extend([
            "cargo",
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--locked",
            "--no-fail-fast",
        ]);
    }
    tests(root, &words)
}

fn doc(root: &Path) -> anyhow::Result<Result> {
    tests(
        root,
        &[
            "cargo",
            "test",
            "--workspace",
            "--doc",
            "--locked",
            "--no-fail-fast",
        ],
    )
}

fn packs(root: &Path) -> anyhow::Result<Result> {
    let fadu = ["cargo", "run", "--quiet", "--locked", "-p", "fadu", "--"];
    let proved = stream::run(root, &[&fadu[..], &["check", "packs"]].concat())?.ended_well;
    let laid_out =
        stream::run(root, &[&fadu[..], &["fmt", "packs", "--check"]].concat())?.ended_well;
    Ok(Result::Done(
        Count::of_one(proved) + Count::of_one(laid_out),
    ))
}

fn starts(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
