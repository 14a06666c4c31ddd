//! The steps, in the order in which CI runs them: the cheap ones first.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use super::count::Count;
use super::stream;
use crate::tree::{field, metadata, text};
use crate::{deny, tidy};

/// Where a step runs.
pub struct Place<'a> {
    pub root: &'a Path,
    /// The step `test` has run, so every program is built. Building one by itself would build much of it again:
    /// cargo chooses features for the packages that are named together.
    pub built: bool,
}

pub struct Step {
    pub name: &'static str,
    pub what: &'static str,
    pub run: fn(&Place) -> Result<Count>,
}

/// The step that builds everything.
pub const BUILDS: &str = "test";

pub const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "every file is formatted",
        run: fmt,
    },
    Step {
        name: "tidy",
        what: "fences of the architecture",
        run: |place| Ok(Count::of_one(tidy::run(place.root)?)),
    },
    Step {
        name: "deny",
        what: "licences, bans, sources",
        run: |place| Ok(Count::of_one(deny::run(place.root)?)),
    },
    Step {
        name: "clippy",
        what: "lints of all targets",
        run: clippy,
    },
    Step {
        name: BUILDS,
        what: "tests of all crates, on both databases; stories of packs; the second engine",
        run: test,
    },
    Step {
        name: "doc",
        what: "examples in documentation",
        run: doc,
    },
    Step {
        name: "packs",
        what: "every pack stands in the canonical layout (its proofs take longer: fadu check packs)",
        run: packs,
    },
    Step {
        name: "browser",
        what: "a penalty case through real pages",
        run: browser,
    },
];

/// A command that is one test. Words are parted by blanks.
fn command(place: &Place, line: &str) -> Result<Count> {
    Ok(Count::of_one(run(place, line)?.ended_well))
}

/// A command that runs many tests and counts them.
fn tests(place: &Place, line: &str) -> Result<Count> {
    let ran = run(place, line)?;
    Ok(Count::of_tests(&ran.output, ran.ended_well))
}

fn run(place: &Place, line: &str) -> Result<stream::Ran> {
    stream::run(place.root, &line.split_whitespace().collect::<Vec<_>>())
}

fn fmt(place: &Place) -> Result<Count> {
    command(place, "cargo fmt --all -- --check -l")
}

fn clippy(place: &Place) -> Result<Count> {
    command(
        place,
        "cargo clippy --workspace --all-targets --locked -- -D warnings",
    )
}

/// On a throwaway PostgreSQL where Debian's server is at hand; without it the tests of that database say that they are left out.
fn test(place: &Place) -> Result<Count> {
    let server = if Path::new("/usr/lib/postgresql").is_dir() {
        "tools/pg_test.sh"
    } else {
        ""
    };
    let runner = if starts("cargo", &["nextest", "--version"]) {
        "cargo nextest run --workspace --locked --no-fail-fast"
    } else {
        "cargo test --workspace --lib --bins --tests --examples --locked --no-fail-fast"
    };
    tests(place, &format!("{server} {runner}"))
}

fn doc(place: &Place) -> Result<Count> {
    tests(
        place,
        "cargo test --workspace --doc --locked --no-fail-fast",
    )
}

fn packs(place: &Place) -> Result<Count> {
    if !place.built && !run(place, "cargo build --quiet --locked -p fadu")?.ended_well {
        return Ok(Count::of_one(false));
    }
    let metadata = metadata(place.root)?;
    let fadu = format!("{}/debug/fadu", text(field(&metadata, "target_directory")));
    Ok(Count::of_one(
        stream::run(place.root, &[&fadu, "fmt", "--check", "packs"])?.ended_well,
    ))
}

fn browser(place: &Place) -> Result<Count> {
    let built = if place.built { "FADU_BUILT=1" } else { "" };
    command(place, &format!("env {built} tests/browser/run"))
}

fn starts(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
