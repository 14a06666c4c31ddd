//! Everything that CI runs, in order, each step with its time, and one line at the end that counts what passed.

mod browser;
mod count;
mod steps;
mod stream;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use count::Count;
use steps::{STEPS, Step};

/// How a step went.
struct Outcome {
    name: &'static str,
    took: Duration,
    count: Count,
    /// Why it was left out.
    left_out: Option<String>,
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
    let mut outcomes = Vec::new();
    for step in STEPS
        .iter()
        .filter(|step| names.is_empty() || names.iter().any(|name| name == step.name))
    {
        outcomes.push(run_step(root, step));
    }
    Ok(report(&outcomes))
}

fn run_step(root: &Path, step: &Step) -> Outcome {
    println!("── {}: {}", step.name, step.what);
    let start = Instant::now();
    let (count, left_out) = match (step.run)(root) {
        Ok(steps::Result::Done(count)) => (count, None),
        Ok(steps::Result::LeftOut(why)) => (Count::default(), Some(why)),
        Err(error) => {
            println!("{}: {error:#}", step.name);
            (
                Count {
                    passed: 0,
                    failed: 1,
                },
                None,
            )
        }
    };
    let outcome = Outcome {
        name: step.name,
        took: start.elapsed(),
        count,
        left_out,
    };
    println!("── {}\n", line(&outcome));
    outcome
}

fn line(outcome: &Outcome) -> String {
    let said = match &outcome.left_out {
        Some(why) => format!("left out: {why}"),
        None if outcome.count.failed == 0 => format!("ok ({})", outcome.count.passed),
        None => format!(
            "FAILED ({} of {})",
            outcome.count.failed,
            outcome.count.failed + outcome.count.passed
        ),
    };
    format!(
        "{:<10} {:>7.1} s  {said}",
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
    let left_out = outcomes
        .iter()
        .filter(|outcome| outcome.left_out.is_some())
        .count();
    let seconds: f64 = outcomes
        .iter()
        .map(|outcome| outcome.took.as_secs_f64())
        .sum();
    println!("{:<10} {seconds:>7.1} s", "all");
    let skipped = if left_out > 0 {
        format!(", {left_out} skipped")
    } else {
        String::new()
    };
    println!("{} passed, {} failed{skipped}", total.passed, total.failed);
    total.failed == 0
}
