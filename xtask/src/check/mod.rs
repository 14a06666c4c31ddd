//! Everything that CI runs, in order, each step with its time, and one line at the end that counts what passed.

mod count;
mod steps;
mod stream;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use count::Count;
use steps::{BUILDS, Place, STEPS, Step};

/// How a step went.
struct Outcome {
    name: &'static str,
    took: Duration,
    count: Count,
}

/// Runs the named steps, or all; whether nothing failed. A failure does not keep the other steps from running.
pub fn run(root: &Path, names: &[String]) -> Result<bool> {
    if let Some(unknown) = names
        .iter()
        .find(|name| !STEPS.iter().any(|step| step.name == **name))
    {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        bail!("no step `{unknown}`; there are: {}", known.join(" "));
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    for step in STEPS
        .iter()
        .filter(|step| names.is_empty() || names.iter().any(|name| name == step.name))
    {
        let built = outcomes.iter().any(|outcome| outcome.name == BUILDS);
        outcomes.push(run_step(&Place { root, built }, step));
    }
    Ok(report(&outcomes))
}

fn run_step(place: &Place, step: &Step) -> Outcome {
    println!("── {}: {}", step.name, step.what);
    let start = Instant::now();
    let count = (step.run)(place).unwrap_or_else(|error| {
        println!("{}: {error:#}", step.name);
        Count::of_one(false)
    });
    let outcome = Outcome {
        name: step.name,
        took: start.elapsed(),
        count,
    };
    println!("── {}\n", line(&outcome));
    outcome
}

fn line(outcome: &Outcome) -> String {
    let Count { passed, failed } = outcome.count;
    let said = if failed == 0 {
        format!("ok ({passed})")
    } else {
        format!("FAILED ({failed} of {})", failed + passed)
    };
    format!(
        "{:<8} {:>7.1} s  {said}",
        outcome.name,
        outcome.took.as_secs_f64()
    )
}

/// The last line is the one that CI tools read.
fn report(outcomes: &[Outcome]) -> bool {
    for outcome in outcomes {
        println!("{}", line(outcome));
    }
    let total = outcomes
        .iter()
        .fold(Count::default(), |total, outcome| total + outcome.count);
    let seconds: f64 = outcomes
        .iter()
        .map(|outcome| outcome.took.as_secs_f64())
        .sum();
    println!("{:<8} {seconds:>7.1} s", "all");
    println!("{} passed, {} failed", total.passed, total.failed);
    total.failed == 0
}
