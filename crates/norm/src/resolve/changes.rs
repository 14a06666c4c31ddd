//! `改`: what a variant replaces, drops or extends of what it inherits (language.md section 6).

use std::collections::BTreeMap;

use crate::resolve::flatten::{Flat, Placed};
use crate::resolve::{Problems, Source, suggestion};
use crate::tree::{ActChange, Change, ChangeBody, Condition, Formula, May, Must, StatementKind};

/// A condition with the acts it binds and its file.
pub(crate) struct PlacedCondition<'s> {
    pub(crate) source: &'s Source,
    pub(crate) may: &'s May,
    pub(crate) condition: &'s Condition,
    level: usize,
}

/// A duty with its file.
pub(crate) struct PlacedMust<'s> {
    pub(crate) source: &'s Source,
    pub(crate) must: &'s Must,
    level: usize,
}

/// The norms after all changes, in order, and what changes facts and acts.
#[derive(Default)]
pub(crate) struct Norms<'s> {
    pub(crate) conditions: Vec<PlacedCondition<'s>>,
    pub(crate) duties: Vec<PlacedMust<'s>>,
    /// New formulas of computed facts by name.
    pub(crate) computed: BTreeMap<&'s str, (&'s Source, &'s Formula)>,
    /// What changes add to acts, by name.
    pub(crate) acts: BTreeMap<&'s str, Vec<(&'s Source, &'s ActChange)>>,
    /// What was changed, with the reason.
    pub(crate) changed: Vec<(&'s str, &'s str)>,
}

/// Gathers the norms of a procedure and applies its changes level by level.
pub(crate) fn gather<'s>(flat: &Flat<'s>, problems: &mut Problems) -> Norms<'s> {
    let mut norms = Norms::default();
    for placed in &flat.statements {
        let Placed {
            source,
            statement,
            level,
        } = *placed;
        match &statement.kind {
            StatementKind::May(may) => {
                let of = |condition| PlacedCondition {
                    source,
                    may,
                    condition,
                    level,
                };
                norms.conditions.extend(may.conditions.iter().map(of));
            }
            StatementKind::Must(must) => norms.duties.push(PlacedMust {
                source,
                must,
                level,
            }),
            _ => {}
        }
    }
    for placed in &flat.statements {
        if let StatementKind::Change(change) = &placed.statement.kind {
            norms.apply(flat, *placed, change, problems);
        }
    }
    norms
}

impl<'s> Norms<'s> {
    fn apply(
        &mut self,
        flat: &Flat<'s>,
        placed: Placed<'s>,
        change: &'s Change,
        problems: &mut Problems,
    ) {
        let (source, name) = (placed.source, change.name.text.as_str());
        match &change.reason {
            Some(reason) => self.changed.push((name, &reason.text)),
            None => problems.error(source, change.name.span, "改要写明原因：改 名 因 \"…\""),
        }
        let found = match &change.body {
            ChangeBody::Drop => self.drop_norm(name, placed.level),
            ChangeBody::Conditions(new) => self.replace_conditions(name, placed, new),
            ChangeBody::Must(must) => self.replace_duty(name, placed, must),
            ChangeBody::Computed(formula) => {
                self.computed.insert(name, (source, formula));
                inherited(
                    flat,
                    placed.level,
                    |k| matches!(k, StatementKind::Fact(f) if f.name.text == name && f.computed.is_some()),
                )
            }
            ChangeBody::Act(act) => {
                self.acts.entry(name).or_default().push((source, act));
                inherited(
                    flat,
                    placed.level,
                    |k| matches!(k, StatementKind::Act(a) if a.name.text == name),
                )
            }
        };
        if !found {
            let known = self.names(flat, placed.level);
            let hint = suggestion(name, known.iter().map(String::as_str));
            problems.error(
                source,
                change.name.span,
                format!("没有继承到叫“{name}”、可以这样改的规范{hint}"),
            );
        }
    }

    fn drop_norm(&mut self, name: &str, level: usize) -> bool {
        let before = (self.conditions.len(), self.duties.len());
        self.conditions
            .retain(|c| !(c.level < level && is_named(c.condition.name.as_ref(), name)));
        self.duties
            .retain(|d| !(d.level < level && is_named(d.must.name.as_ref(), name)));
        before != (self.conditions.len(), self.duties.len())
    }

    fn replace_conditions(&mut self, name: &str, placed: Placed<'s>, new: &'s [Condition]) -> bool {
        let (level, source) = (placed.level, placed.source);
        let replaced =
            |c: &PlacedCondition<'s>| c.level < level && is_named(c.condition.name.as_ref(), name);
        let Some(place) = self.conditions.iter().position(replaced) else {
            return false;
        };
        let mays: Vec<&'s May> = self
            .conditions
            .iter()
            .filter(|c| replaced(c))
            .map(|c| c.may)
            .collect();
        self.conditions.retain(|c| !replaced(c));
        let fresh: Vec<PlacedCondition<'s>> = mays
            .into_iter()
            .flat_map(|may| {
                new.iter().map(move |condition| PlacedCondition {
                    source,
                    may,
                    condition,
                    level,
                })
            })
            .collect();
        self.conditions.splice(place..place, fresh);
        true
    }

    fn replace_duty(&mut self, name: &str, placed: Placed<'s>, must: &'s Must) -> bool {
        let (level, source) = (placed.level, placed.source);
        let replaced = |d: &PlacedMust<'s>| d.level < level && is_named(d.must.name.as_ref(), name);
        let Some(place) = self.duties.iter().position(replaced) else {
            return false;
        };
        self.duties.retain(|d| !replaced(d));
        self.duties.insert(
            place,
            PlacedMust {
                source,
                must,
                level,
            },
        );
        true
    }

    fn names(&self, flat: &Flat<'s>, level: usize) -> Vec<String> {
        let norms = self
            .conditions
            .iter()
            .filter_map(|c| c.condition.name.as_ref());
        let duties = self.duties.iter().filter_map(|d| d.must.name.as_ref());
        let mut names: Vec<String> = norms.chain(duties).map(|n| n.text.clone()).collect();
        names.extend(
            flat.statements
                .iter()
                .filter(|p| p.level < level)
                .filter_map(|p| match &p.statement.kind {
                    StatementKind::Act(a) => Some(a.name.text.clone()),
                    StatementKind::Fact(f) => Some(f.name.text.clone()),
                    _ => None,
                }),
        );
        names
    }
}

fn inherited(flat: &Flat<'_>, level: usize, is: impl Fn(&StatementKind) -> bool) -> bool {
    flat.statements
        .iter()
        .any(|p| p.level < level && is(&p.statement.kind))
}

fn is_named(name: Option<&crate::tree::Name>, wanted: &str) -> bool {
    name.is_some_and(|n| n.text == wanted)
}
