//! What is checked without being written down: every act can happen, no case is stuck, every duty can be
//! ended, no property merely repeats a condition.

use std::collections::BTreeSet;

use fadu_norm::abstraction::{Search, Want};
use fadu_norm::model::{ActId, DutyId, Expr, Template};

use crate::check::Checker;
use crate::game::{Ending, Game};
use crate::refine::Answer;
use crate::report::{ImplicitResult, Outcome};
use crate::same::same_expr;

/// All of them.
pub fn all(checker: &mut Checker<'_, '_>) -> Vec<ImplicitResult> {
    let mut results = reachable_acts(checker);
    results.push(never_stuck(checker));
    results.extend(duties_can_end(checker));
    results.extend(copied(checker));
    results
}

fn result(check: &'static str, result: Outcome, subject: &str, detail: String) -> ImplicitResult {
    ImplicitResult {
        check,
        result,
        subject: subject.to_owned(),
        detail,
    }
}

// Later acts first: their histories show the earlier ones too.
fn reachable_acts(checker: &mut Checker<'_, '_>) -> Vec<ImplicitResult> {
    let model = checker.model;
    let mut seen: BTreeSet<ActId> = BTreeSet::new();
    let mut results = Vec::new();
    let all: Vec<ActId> = model.act_ids().collect();
    for act in all.into_iter().rev() {
        let name = model.act(act).name.to_string();
        if seen.contains(&act) {
            results.push(result("reachable", Outcome::Proved, &name, String::new()));
            continue;
        }
        let search = Search {
            act: Some(act),
            after: Vec::new(),
            want: Want::Any,
        };
        let (outcome, detail) = match checker.look(&[search]) {
            Answer::Found { history, .. } => {
                seen.extend(history.records.iter().map(|r| r.act));
                (Outcome::Proved, String::new())
            }
            Answer::Never { .. } => (Outcome::Violated, contradiction(checker, act)),
            Answer::Open { norms, .. } => {
                let norms: Vec<&str> = norms.iter().map(|n| &**n).collect();
                (
                    Outcome::NotProved,
                    format!("没有找到能办成它的经过（挡住的规范：{}）", norms.join("、")),
                )
            }
            Answer::Unknown => (
                Outcome::NotProved,
                "在给定的计算量内没有得出结论".to_owned(),
            ),
        };
        results.push(result("reachable", outcome, &name, detail));
    }
    results.reverse();
    results
}

// Two conditions that cannot hold at once.
fn contradiction(checker: &mut Checker<'_, '_>, act: ActId) -> String {
    let ids = checker.model.act(act).conditions.clone();
    for (i, one) in ids.iter().enumerate() {
        for other in ids.iter().skip(i + 1) {
            let (a, b) = (
                checker.model.condition(*one),
                checker.model.condition(*other),
            );
            if crate::contradict::cannot_both_hold(
                &checker.in_force,
                act,
                &a.formula(),
                &b.formula(),
            ) {
                return format!("任何经过都办不成：“{}”和“{}”不能同时满足", a.id, b.id);
            }
        }
    }
    "任何经过都办不成".to_owned()
}

fn never_stuck(checker: &mut Checker<'_, '_>) -> ImplicitResult {
    let model = checker.model;
    let acts = model.act_ids().filter(|a| {
        !model.is_external(*a) && !model.act(*a).revokes_record && !model.act(*a).corrects
    });
    let game = Game {
        region: Want::Unfinished(None),
        done: None,
        acts: acts.collect(),
        plan: true,
    };
    let (outcome, detail) = told(checker, &game);
    result("stuck", outcome, &model.name, detail)
}

fn told(checker: &mut Checker<'_, '_>, game: &Game) -> (Outcome, String) {
    match checker.play_in_force(game) {
        Ending::Won { .. } => (Outcome::Proved, String::new()),
        Ending::Open { acts, norms, .. } => (Outcome::NotProved, checker.no_plan(&acts, &norms)),
        Ending::Unknown => (
            Outcome::NotProved,
            "在给定的计算量内没有得出结论".to_owned(),
        ),
    }
}

fn duties_can_end(checker: &mut Checker<'_, '_>) -> Vec<ImplicitResult> {
    let model = checker.model;
    let mut results = Vec::new();
    for (i, duty) in model.duties.iter().enumerate() {
        let own: Vec<ActId> = duty
            .target
            .ids
            .iter()
            .copied()
            .filter(|a| !model.is_external(*a))
            .collect();
        if own.is_empty() {
            continue;
        }
        let pending = Expr::Pending(DutyId(i as u16));
        let game = Game {
            region: Want::Unfinished(Some(pending.clone())),
            done: Some(Want::ClosedOrNot(pending)),
            acts: own,
            plan: true,
        };
        let (outcome, detail) = told(checker, &game);
        results.push(result("duty", outcome, &duty.id, detail));
    }
    results
}

// A property is written from the article; one that repeats a condition proves nothing.
fn copied(checker: &Checker<'_, '_>) -> Vec<ImplicitResult> {
    let model = checker.model;
    let mut results = Vec::new();
    for property in &model.properties {
        let Ok(Template::Whenever(acts, formula)) = &property.template else {
            continue;
        };
        let repeats = |a: &ActId| {
            model
                .act(*a)
                .conditions
                .iter()
                .map(|c| model.condition(*c))
                .find(|c| same_expr(&c.formula(), formula))
        };
        if let Some(condition) = acts.ids.iter().find_map(repeats) {
            let detail = format!(
                "性质和“{}”写的是同一句话：性质要从条文写出，不要抄规范",
                condition.id
            );
            results.push(result("copied", Outcome::Warning, &property.name, detail));
        }
    }
    results
}
