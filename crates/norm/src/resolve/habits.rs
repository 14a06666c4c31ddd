//! Warnings about what is lawful to write and mostly not meant.

use crate::model::{ActId, FactId, Origin};
use crate::resolve::declare::Builder;
use crate::tree::{self, Condition, Formula, FormulaKind, Ref, StatementKind};

impl<'s> Builder<'s, '_> {
    pub(crate) fn habits(&mut self) {
        self.asked_twice();
        self.typed_although_computed();
        self.without_meaning();
        self.after_under_or();
    }

    // The same thing asked twice for no reason: two acts in `填`, neither `多次`.
    fn asked_twice(&mut self) {
        for placed in self.statements() {
            let StatementKind::Fact(fact) = &placed.statement.kind else {
                continue;
            };
            let Some(id) = self.model.fact_named(&fact.name.text) else {
                continue;
            };
            let asking: Vec<&str> = self
                .fillers(id)
                .filter(|a| !self.model.act(*a).repeats)
                .map(|a| &*self.model.act(a).name)
                .collect();
            if let [first, second, ..] = asking.as_slice() {
                let message = format!(
                    "“{}”在“{first}”和“{second}”都要填，同一件事问了两次",
                    fact.name.text
                );
                self.problems
                    .warning(placed.source, fact.name.span, message);
            }
        }
    }

    fn fillers(&self, fact: FactId) -> impl Iterator<Item = ActId> + '_ {
        self.model
            .act_ids()
            .filter(move |a| self.model.act(*a).fills.contains(&fact))
    }

    // What is computed is never typed in; only a `系统` act may name it in `填`.
    fn typed_although_computed(&mut self) {
        for placed in self.statements() {
            let StatementKind::Act(act) = &placed.statement.kind else {
                continue;
            };
            let Some(id) = self.model.act_named(&act.name.text) else {
                continue;
            };
            for name in act.fills.iter().chain(&act.may_fill) {
                let Some(fact) = self.model.fact_named(&name.text) else {
                    continue;
                };
                let computed = !matches!(self.model.fact(fact).origin, Origin::Typed);
                let system = self.model.is_system(id);
                if computed && !system {
                    let message = format!("“{}”是算出来的，不能填写", name.text);
                    self.problems.error(placed.source, name.span, message);
                }
                if !computed && system {
                    let message = format!("系统行为只能填算出来的事实，“{}”要人填写", name.text);
                    self.problems.error(placed.source, name.span, message);
                }
            }
        }
    }

    // Opening, closing, issuing, or filling a fact with a meaning: carries a meaning or says why not.
    fn without_meaning(&mut self) {
        if !self.has_family {
            return;
        }
        for placed in self.statements() {
            let StatementKind::Act(act) = &placed.statement.kind else {
                continue;
            };
            let Some(id) = self.model.act_named(&act.name.text) else {
                continue;
            };
            let model = &self.model;
            let found = model.act(id);
            let weighty = model.opens.contains(&id)
                || model.closes.contains(&id)
                || !found.issues.is_empty()
                || (!found.corrects
                    && found
                        .fills
                        .iter()
                        .chain(&found.may_fill)
                        .any(|f| !model.fact(*f).meanings.is_empty()));
            if weighty && found.meanings.is_empty() && found.no_meaning.is_none() {
                let message = format!("“{}”要写义，或者写无义 因 \"…\"", act.name.text);
                self.problems.warning(placed.source, act.name.span, message);
            }
        }
    }

    // `X 后于 Y` under `或` is true where Y never happened; the author seldom means that.
    fn after_under_or(&mut self) {
        for placed in self.statements() {
            if let StatementKind::May(may) = &placed.statement.kind {
                may.conditions
                    .iter()
                    .for_each(|c| self.check_after(placed.source, c));
            }
        }
    }

    fn check_after(&mut self, source: &crate::resolve::Source, condition: &Condition) {
        if condition.forbids {
            return;
        }
        let mut found = Vec::new();
        walk(&condition.formula, false, &mut Vec::new(), &mut found);
        for (x, y, span) in found {
            let message =
                format!("没有“{y}”时，“{x} 后于 {y}”在或里也成立；要问过{y}的，另写“已 {y}”");
            self.problems.warning(source, span, message);
        }
    }
}

fn walk(
    formula: &Formula,
    under_or: bool,
    done: &mut Vec<String>,
    found: &mut Vec<(String, String, tree::Span)>,
) {
    match &formula.kind {
        FormulaKind::And(..) => {
            let mut parts = Vec::new();
            conjuncts(formula, &mut parts);
            let before = done.len();
            done.extend(parts.iter().filter_map(|p| match &p.kind {
                FormulaKind::Done(x) | FormulaKind::Expired(x, _) | FormulaKind::Within(x, _) => {
                    Some(text(x))
                }
                _ => None,
            }));
            parts
                .into_iter()
                .for_each(|p| walk(p, under_or, done, found));
            done.truncate(before);
        }
        FormulaKind::Or(a, b) => {
            walk(a, true, done, found);
            walk(b, true, done, found);
        }
        FormulaKind::After(x, y) if under_or && !done.contains(&text(y)) => {
            found.push((text(x), text(y), formula.span));
        }
        _ => {}
    }
}

fn conjuncts<'f>(formula: &'f Formula, parts: &mut Vec<&'f Formula>) {
    match &formula.kind {
        FormulaKind::And(a, b) => {
            conjuncts(a, parts);
            conjuncts(b, parts);
        }
        _ => parts.push(formula),
    }
}

fn text(r: &Ref) -> String {
    match r {
        Ref::Name(n) => n.text.clone(),
        Ref::Meaning(n) => format!("〔{}〕", n.text),
    }
}
