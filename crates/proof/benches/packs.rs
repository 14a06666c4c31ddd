//! Checks packs folders with a time for each property: `cargo bench -p fadu-proof --bench packs -- PATH…
//! [--property NAME] [--mutate] [--seconds N] [--only SLUG] [--audit]`. Without a path: the shipped packs.
//! `--audit`: the mutation audit alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fadu_norm::model::Model;
use fadu_pack::{Folder, Workspace};
use fadu_proof::report::{Outcome, PropertyResult};
use fadu_proof::{Options, Report, check};
use fadu_term::Calendar;

struct Args {
    paths: Vec<PathBuf>,
    property: Option<String>,
    only: Option<String>,
    mutate: bool,
    audit: bool,
    seconds: u64,
}

fn args() -> Args {
    let mut args = Args {
        paths: Vec::new(),
        property: None,
        only: None,
        mutate: false,
        audit: false,
        seconds: 3_600,
    };
    let mut given = std::env::args().skip(1);
    while let Some(arg) = given.next() {
        match arg.as_str() {
            "--bench" => {}
            "--mutate" => args.mutate = true,
            "--audit" => args.audit = true,
            "--property" => args.property = given.next(),
            "--only" => args.only = given.next(),
            "--seconds" => {
                args.seconds = given.next().and_then(|s| s.parse().ok()).expect("seconds")
            }
            path => args.paths.push(path.into()),
        }
    }
    if args.paths.is_empty() {
        args.paths
            .push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs"));
    }
    args
}

fn below(path: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut inner: Vec<PathBuf> = fs::read_dir(path)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        inner.sort();
        inner.iter().for_each(|p| below(p, ending, into));
    } else if path.extension().is_some_and(|e| e == ending) {
        into.push(path.to_path_buf());
    }
}

fn folder(root: &Path) -> Folder {
    let mut folder = Folder::default();
    for ending in ["fd", "toml"] {
        let mut paths = Vec::new();
        below(root, ending, &mut paths);
        for path in paths {
            let inside = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            folder.add(&inside, &fs::read_to_string(&path).unwrap());
        }
    }
    folder
}

fn workspace(paths: &[PathBuf]) -> Workspace {
    let mut files = Vec::new();
    paths.iter().for_each(|p| below(p, "fd", &mut files));
    let texts: Vec<(String, String)> = files
        .iter()
        .map(|p| (p.display().to_string(), fs::read_to_string(p).unwrap()))
        .collect();
    let root = paths.iter().find_map(|p| {
        let absolute = fs::canonicalize(p).ok()?;
        absolute
            .ancestors()
            .find(|a| a.join("statutes").is_dir())
            .map(folder)
    });
    Workspace::new(&texts, root.as_ref(), &[Folder::builtin()])
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Proved => "证明",
        Outcome::Violated => "违反",
        Outcome::NotProved => "未证明",
        Outcome::NotApplicable => "不适用",
        Outcome::Warning => "提醒",
    }
}

fn history(property: &PropertyResult) -> String {
    let Some(history) = &property.counterexample else {
        return String::new();
    };
    let act = |a: &serde_json::Value| {
        let mut text = format!(
            "{} {} by {}",
            a["on"].as_str().unwrap(),
            a["act"].as_str().unwrap(),
            a["by"]
        );
        for key in ["facts", "behaviour"] {
            if a.get(key)
                .is_some_and(|v| v.as_object().is_some_and(|o| !o.is_empty()))
            {
                text.push_str(&format!(" {}", a[key]));
            }
        }
        text
    };
    history["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| format!("\n        {}", act(a)))
        .collect()
}

fn tell(report: &Report) {
    for property in &report.properties {
        println!(
            "  {:>7} ms  {}  {}  [{}] {}{}",
            property.ms,
            outcome(property.result),
            property.name,
            property.states,
            property.note.clone().unwrap_or_default(),
            history(property)
        );
    }
    for implicit in report
        .implicit
        .iter()
        .filter(|i| i.result != Outcome::Proved)
    {
        println!(
            "  {}  {} {}  {}",
            outcome(implicit.result),
            implicit.check,
            implicit.subject,
            implicit.detail
        );
    }
    if let Some(mutants) = &report.mutants {
        tell_mutants(mutants);
    }
}

fn tell_mutants(mutants: &fadu_proof::report::Mutants) {
    println!(
        "  mutants {} killed {} redundant {} holes {}",
        mutants.total,
        mutants.killed,
        mutants.redundant,
        mutants.holes.len()
    );
    for norm in &mutants.redundant_norms {
        println!("    redundant {norm}");
    }
    for hole in &mutants.holes {
        println!("    HOLE {} {}", hole.norm, hole.mutation);
    }
}

fn prove(model: &Model, args: &Args) {
    let began = Instant::now();
    let now = || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let limit = Duration::from_secs(args.seconds);
    let mut tick = || began.elapsed() < limit;
    let options = Options {
        property: args.property.clone(),
        mutate: args.mutate,
        tick: &mut tick,
        now: &now,
    };
    println!("{} ({} acts)", model.name, model.acts.len());
    if args.audit {
        let mutants = fadu_proof::mutate::audit(model, Calendar::builtin(), &mut tick);
        tell_mutants(&mutants);
        println!("  = {} ms", began.elapsed().as_millis());
        return;
    }
    let report = check(model, Calendar::builtin(), options);
    tell(&report);
    let count = |wanted: Outcome| {
        report
            .properties
            .iter()
            .filter(|p| p.result == wanted)
            .count()
    };
    println!(
        "  = {} ms; proved {} violated {} open {} not applicable {}; implicit {} of which open {}",
        began.elapsed().as_millis(),
        count(Outcome::Proved),
        count(Outcome::Violated),
        count(Outcome::NotProved),
        count(Outcome::NotApplicable),
        report.implicit.len(),
        report.implicit.iter().filter(|i| i.result.fails()).count()
    );
}

fn main() {
    let args = args();
    let workspace = workspace(&args.paths);
    for problem in workspace.problems.iter().filter(|p| p.is_error()) {
        eprintln!("{}: {}", problem.file, problem.diagnostic.message);
    }
    for found in workspace.procedures() {
        for problem in found.problems.iter().filter(|p| p.is_error()) {
            eprintln!("{}: {}", problem.file, problem.diagnostic.message);
        }
        let Some(model) = &found.model else { continue };
        if args.only.as_ref().is_none_or(|o| **o == *model.slug) {
            prove(model, &args);
        }
    }
}
