//! The proofs of a model's table: total, unambiguous, monotone, in range, not laxer (section 4).

use fadu_table::{Condition, Domain, Finding, HitPolicy, Limits, Report};

use super::adapt;
use super::domain::domain;
use super::range::Lower;
use crate::model::{FactId, Model, Table};

/// Proves a table. `superior`: the table that `上级` names, with its own model; `None` where the
/// table names one means that it was not found, and nothing is proved of it.
pub fn prove(
    model: &Model,
    table: &Table,
    superior: Option<(&Model, &Table)>,
    limits: Limits,
) -> Report {
    let mut lower = Lower::new(model, table.inputs.clone(), Some(table.output));
    let range = table.range.as_ref().map(|formula| lower.condition(formula));
    if !matches!(range, Some(Ok(_))) {
        lower.inputs.truncate(table.inputs.len());
    }
    let inputs = |fact: &FactId| {
        let whole = lower.by_place.contains(fact);
        adapt::input(
            model,
            *fact,
            if whole {
                Domain::All
            } else {
                domain(model, *fact)
            },
        )
    };
    let ours = adapt::table(model, table, lower.inputs.iter().map(inputs).collect());
    let ours = match ours {
        Ok(ours) => ours,
        Err(errors) => {
            let reasons: Vec<String> = errors
                .iter()
                .map(|e| adapt::quoted(&e.to_string()))
                .collect();
            return nothing(table, &reasons.join("；"));
        }
    };
    let theirs = superior.map(|(m, t)| {
        let inputs = t
            .inputs
            .iter()
            .map(|f| adapt::input(m, *f, domain(m, *f)))
            .collect();
        adapt::table(m, t, inputs)
    });
    let theirs_fine = theirs.as_ref().and_then(|t| t.as_ref().ok());
    let condition: Option<&Condition> = range.as_ref().and_then(|r| r.as_ref().ok());
    let mut report = ours.check(condition, theirs_fine, limits);
    if let Some(Err(reason)) = &range {
        report.range = Finding::NotDecided(reason.clone());
    }
    if let (Some(name), None) = (&table.superior, theirs_fine) {
        let reason = match theirs {
            None => format!("没有找到上级表“{name}”"),
            Some(_) => format!("上级表“{name}”本身有错"),
        };
        report.superior = Finding::NotDecided(reason);
    }
    in_our_marks(report)
}

/// A report in which everything asked for is left open.
fn nothing(table: &Table, reason: &str) -> Report {
    let open = |asked: bool| {
        if asked {
            Finding::NotDecided(reason.to_owned())
        } else {
            Finding::NotAsked
        }
    };
    Report {
        table: table.name.to_string(),
        total: open(true),
        unique: open(true),
        monotone: open(!table.monotone.is_empty()),
        range: open(table.range.is_some()),
        superior: open(table.superior.is_some()),
        hit: if table.first_hit {
            HitPolicy::First
        } else {
            HitPolicy::Unique
        },
    }
}

fn in_our_marks(mut report: Report) -> Report {
    for finding in [
        &mut report.total,
        &mut report.unique,
        &mut report.monotone,
        &mut report.range,
        &mut report.superior,
    ] {
        match finding {
            Finding::Fails(failure) => failure.text = adapt::quoted(&failure.text),
            Finding::NotDecided(reason) => *reason = adapt::quoted(reason),
            Finding::NotAsked | Finding::Holds => {}
        }
    }
    report
}
