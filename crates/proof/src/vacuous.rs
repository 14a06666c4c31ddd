//! Properties that hold only because what they speak of never happens: they stay proved, with a note.

use std::collections::BTreeSet;

use fadu_norm::abstraction::{Search, Want};
use fadu_norm::model::{ActId, Acts, Expr, Property, Template, Trigger};

use crate::check::Checker;
use crate::refine::{Answer, Asked, search};
use crate::report::{ImplicitResult, Outcome, PropertyResult};
use crate::symbolic::Budget;

/// Little is spent on a note.
const NODES: usize = 300_000;
const WORK: u64 = 2_000_000;

/// Adds the notes.
pub fn add_notes(
    checker: &mut Checker<'_, '_>,
    properties: &[&Property],
    implicit: &[ImplicitResult],
    results: &mut [PropertyResult],
) {
    let impossible: BTreeSet<ActId> = implicit
        .iter()
        .filter(|i| i.check == "reachable" && i.result == Outcome::Violated)
        .filter_map(|i| checker.model.act_named(&i.subject))
        .collect();
    let looked = !implicit.is_empty();
    for (property, result) in properties.iter().zip(results) {
        let Ok(template) = &property.template else {
            continue;
        };
        if result.result != Outcome::Proved {
            continue;
        }
        let mut view = View {
            checker,
            impossible: &impossible,
            looked,
        };
        if let Some(why) = view.empty(template) {
            let note = format!("{why}，所以这条性质自然成立，说明不了什么");
            result.vacuous = true;
            result.note = Some(match result.note.take() {
                Some(before) => format!("{before}；{note}"),
                None => note,
            });
        }
    }
}

struct View<'w, 'c, 'o> {
    checker: &'w mut Checker<'c, 'o>,
    impossible: &'w BTreeSet<ActId>,
    looked: bool,
}

impl View<'_, '_, '_> {
    // Why the property says nothing; `None`: it says something, or that is not known.
    fn empty(&mut self, template: &Template) -> Option<String> {
        match template {
            Template::Whenever(acts, formula) => self
                .none_happens(acts)
                .or_else(|| self.never_asked(acts, formula)),
            Template::NotAfter { first, then, .. } => {
                self.none_happens(first).or_else(|| self.none_happens(then))
            }
            Template::Separate(first, second) => self
                .none_happens(first)
                .or_else(|| self.none_happens(second)),
            Template::Deadline { trigger, given, .. } => match trigger {
                Trigger::Acts(acts) => self.none_happens(acts),
                Trigger::Fact(_) => None,
            }
            .or_else(|| self.never_holds(given.as_ref())),
            Template::AlwaysMay(_, given) | Template::CanAlways(_, given) => {
                self.never_holds(given.as_ref())
            }
            Template::AtClose(_) => {
                let closes = self.checker.model.closes.clone();
                let all = closes.iter().all(|act| self.never(Some(*act), Want::Any));
                (all && !closes.is_empty()).then(|| "案件在任何经过里都不能终结".to_owned())
            }
            Template::Always(_) | Template::Reachable(_) => None,
        }
    }

    fn none_happens(&mut self, acts: &Acts) -> Option<String> {
        let none = !acts.ids.is_empty() && acts.ids.iter().all(|act| self.never_happens(*act));
        none.then(|| format!("“{}”在任何经过里都不会发生", acts.text))
    }

    fn never_happens(&mut self, act: ActId) -> bool {
        if self.looked {
            self.impossible.contains(&act)
        } else {
            self.never(Some(act), Want::Any)
        }
    }

    // `凡 X 时 φ 若 ψ` is `非 ψ 或 φ`.
    fn never_asked(&mut self, acts: &Acts, formula: &Expr) -> Option<String> {
        let Expr::Or(parts) = formula else {
            return None;
        };
        let given: Vec<Expr> = parts
            .iter()
            .filter_map(|part| match part {
                Expr::Not(given) => Some((**given).clone()),
                _ => None,
            })
            .collect();
        if given.is_empty() || acts.ids.is_empty() {
            return None;
        }
        let given = Expr::And(given);
        let never = acts
            .ids
            .iter()
            .all(|act| self.never(Some(*act), Want::Holds(given.clone())));
        never.then(|| format!("办“{}”时，它的前提在任何经过里都不成立", acts.text))
    }

    fn never_holds(&mut self, given: Option<&Expr>) -> Option<String> {
        let given = given?.clone();
        self.never(None, Want::Holds(given))
            .then(|| "它的前提在任何经过里都不成立".to_owned())
    }

    fn never(&mut self, act: Option<ActId>, want: Want) -> bool {
        let wanted = [Search {
            act,
            after: Vec::new(),
            want,
        }];
        let mut budget = Budget {
            nodes: NODES,
            work: WORK,
            tick: self.checker.options.tick,
        };
        let mut tracked = BTreeSet::new();
        let answer = search(
            &self.checker.in_force,
            &wanted,
            &mut tracked,
            Asked::Doubt,
            &mut budget,
        );
        matches!(answer, Answer::Never { .. })
    }
}
