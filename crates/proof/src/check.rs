//! Checks one procedure: its properties, and what is checked without being written down.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_norm::abstraction::{Quantity, Search, Vocabulary};
use fadu_norm::model::{Model, Property, Template};
use fadu_norm::value::Value;
use fadu_term::Calendar;

use crate::properties;
use crate::refine::{Answer, search};
use crate::report::{Outcome, PropertyResult, Report, history_json};
use crate::symbolic::Budget;

/// Most nodes of one diagram.
const NODES: usize = 300_000;
/// Nodes for one question.
const WORK: u64 = 120_000_000;

/// What to check and how long.
pub struct Options<'o> {
    /// Only the property of this name.
    pub property: Option<String>,
    /// The mutation audit too.
    pub mutate: bool,
    /// False ends the work; what is not decided by then is not proved.
    pub tick: &'o mut dyn FnMut() -> bool,
    /// Milliseconds by some clock; for the report only.
    pub now: &'o dyn Fn() -> u64,
}

/// Everything a question needs.
pub struct Checker<'c, 'o> {
    /// The procedure.
    pub model: &'c Model,
    /// Working days.
    pub calendar: &'c Calendar,
    /// Formulas where parameters have any lawful value.
    pub lawful: Vocabulary<'c>,
    /// Formulas where they have the value in force.
    pub in_force: Vocabulary<'c>,
    /// What was asked for.
    pub options: Options<'o>,
}

/// A decided safety question.
pub struct Decided {
    /// How it came out.
    pub answer: Answer,
    /// Only for the values in force.
    pub only_in_force: bool,
}

impl<'c, 'o> Checker<'c, 'o> {
    /// For a procedure.
    pub fn new(model: &'c Model, calendar: &'c Calendar, options: Options<'o>) -> Checker<'c, 'o> {
        let values: Vec<Value> = model.parameters.iter().map(|p| p.value.clone()).collect();
        Checker {
            model,
            calendar,
            lawful: Vocabulary::new(model, calendar, None),
            in_force: Vocabulary::new(model, calendar, Some(values)),
            options,
        }
    }

    /// Searches over all lawful parameters, then over the values in force.
    pub fn decide(&mut self, searches: &[Search]) -> Decided {
        let nothing: BTreeSet<Quantity> = BTreeSet::new();
        let mut budget = Budget { nodes: NODES, work: WORK, tick: self.options.tick };
        let answer = search(&self.lawful, searches, &nothing, &mut budget);
        if self.model.parameters.is_empty() || matches!(answer, Answer::Never { .. } | Answer::Found { .. }) {
            return Decided { answer, only_in_force: false };
        }
        let mut budget = Budget { nodes: NODES, work: WORK, tick: self.options.tick };
        let answer = search(&self.in_force, searches, &nothing, &mut budget);
        Decided { answer, only_in_force: true }
    }

    /// A budget for one question.
    pub fn budget(&mut self) -> Budget<'_> {
        Budget { nodes: NODES, work: WORK, tick: self.options.tick }
    }

    fn property(&mut self, property: &Property) -> PropertyResult {
        let started = (self.options.now)();
        let mut result = PropertyResult {
            name: property.name.to_string(),
            result: Outcome::NotApplicable,
            cite: property.cites.iter().map(ToString::to_string).collect(),
            states: 0,
            ms: 0,
            note: None,
            counterexample: None,
            reason: property.reason.as_ref().map(ToString::to_string),
        };
        match &property.template {
            Err(absent) => result.note = Some(format!("程序里没有这些含义：{}", bracketed(absent))),
            Ok(template) => self.template(template, &mut result),
        }
        result.ms = (self.options.now)().saturating_sub(started);
        result
    }

    fn template(&mut self, template: &Template, result: &mut PropertyResult) {
        if let Some(searches) = properties::forbidden(self.model, template) {
            let decided = self.decide(&searches);
            self.safety(decided, result);
        } else {
            result.result = Outcome::NotProved;
            result.note = Some("还不能检查这一种性质".into());
        }
    }

    fn safety(&self, decided: Decided, result: &mut PropertyResult) {
        match decided.answer {
            Answer::Never { states, .. } => {
                (result.result, result.states) = (Outcome::Proved, states);
                if decided.only_in_force {
                    result.note = Some("只对现行的参数值成立，换成其他合法的值没有证明".into());
                }
            }
            Answer::Found { history, states, .. } => {
                (result.result, result.states) = (Outcome::Violated, states);
                result.counterexample = Some(history_json(self.model, &history));
            }
            Answer::Open { acts, norms, states } => {
                (result.result, result.states) = (Outcome::NotProved, states);
                let names: Vec<&str> = acts.iter().map(|a| &*self.model.act(*a).name).collect();
                let norms: Vec<&str> = norms.iter().map(|n| &**n).collect();
                result.note = Some(format!(
                    "抽象里有这样的经过，没有找到能在程序里重放的：{}{}",
                    names.join("、"),
                    if norms.is_empty() { String::new() } else { format!("（重放时挡住的规范：{}）", norms.join("、")) }
                ));
            }
            Answer::Unknown => {
                result.result = Outcome::NotProved;
                result.note = Some("状态太多，在给定的计算量内没有得出结论".into());
            }
        }
    }
}

fn bracketed(names: &[Arc<str>]) -> String {
    names.iter().map(|n| format!("〔{n}〕")).collect::<Vec<_>>().join("、")
}

/// Checks a procedure.
pub fn check(model: &Model, calendar: &Calendar, options: Options<'_>) -> Report {
    let mut checker = Checker::new(model, calendar, options);
    let only = checker.options.property.clone();
    let wanted: Vec<&Property> =
        model.properties.iter().filter(|p| only.as_ref().is_none_or(|o| **o == *p.name)).collect();
    let properties = wanted.into_iter().map(|p| checker.property(p)).collect();
    Report {
        slug: model.slug.to_string(),
        family: model.family.as_ref().map(ToString::to_string),
        acts: model.acts.len(),
        norms: model.conditions.len() + model.duties.len(),
        properties,
        implicit: Vec::new(),
        margins: Vec::new(),
        mutants: None,
        name: model.name.to_string(),
    }
}
