//! Conditions and duties, with the ids of M7.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_law::Citation;

use crate::model::{
    ActId, Acts, Breach, Condition, ConditionId, Duty, DutyId, Expr, Extend, Stop, Trigger, Type,
    Within,
};
use crate::resolve::Source;
use crate::resolve::declare::{Builder, citations};
use crate::resolve::formula::Place;
use crate::resolve::suggestion;
use crate::tree::{self, Name, Ref};

impl<'s> Builder<'s, '_> {
    pub(crate) fn conditions_and_duties(&mut self) {
        let norms = std::mem::take(&mut self.norms);
        self.model.changes = norms
            .changed
            .iter()
            .map(|(name, reason)| crate::model::Changed {
                name: (*name).into(),
                reason: (*reason).into(),
            })
            .collect();
        // Duties first get their names, so that formulas may mention them.
        for placed in &norms.duties {
            self.duty_shell(placed.source, placed.must);
        }
        self.number_duties();
        let mut counts: BTreeMap<ActId, usize> = BTreeMap::new();
        for placed in &norms.conditions {
            let acts: Vec<ActId> = placed
                .may
                .acts
                .iter()
                .filter_map(|r| self.acts_ref(&plain(placed.source), r))
                .flat_map(|a| a.ids)
                .collect();
            let Some(shared) = self.condition(placed.source, placed.condition) else {
                continue;
            };
            for act in acts {
                self.add_condition(&shared, act, &mut counts, placed.condition);
            }
        }
        let mut slot = 0;
        for placed in &norms.duties {
            if self.duty_rest(placed.source, placed.must, slot) {
                slot += 1;
            }
        }
        self.norms = norms;
    }

    fn add_condition(
        &mut self,
        shared: &Condition,
        act: ActId,
        counts: &mut BTreeMap<ActId, usize>,
        written: &tree::Condition,
    ) {
        let n = counts.entry(act).or_default();
        *n += 1;
        let name = &self.model.act(act).name;
        let id = match &written.name {
            Some(own) => format!("可 {name}/{}", own.text),
            None => format!("可 {name}/{n}"),
        };
        let place = ConditionId(self.model.conditions.len() as u16);
        self.model.conditions.push(Condition {
            id: id.into(),
            act,
            ..shared.clone()
        });
        if let Some(slot) = self.model.acts.get_mut(act.index()) {
            slot.conditions.push(place);
        }
    }

    fn condition(&mut self, source: &Source, condition: &tree::Condition) -> Option<Condition> {
        let cites = citations(&condition.cites);
        let formula = self.condition_formula(source, &condition.formula, &cites, false);
        let given = match &condition.given {
            Some(given) => Some(self.condition_formula(source, given, &cites, false)?),
            None => None,
        };
        let formula = formula?;
        Some(Condition {
            id: "".into(),
            name: condition.name.as_ref().map(|n| n.text.as_str().into()),
            act: ActId(0),
            must: if condition.forbids {
                Expr::Not(Box::new(formula))
            } else {
                formula
            },
            forbids: condition.forbids,
            given,
            cites,
            breach: condition.breach.as_ref().map(|b| self.breach(source, b)),
            words: condition.words.as_ref().map(|t| t.text.as_str().into()),
        })
    }

    fn breach(&mut self, source: &Source, breach: &tree::Breach) -> Breach {
        const KNOWN: [&str; 3] = ["无效", "可撤销", "瑕疵"];
        if !KNOWN.contains(&breach.consequence.text.as_str()) {
            let message = format!(
                "违后面写无效、可撤销或者瑕疵，写的是“{}”",
                breach.consequence.text
            );
            self.problems
                .error(source, breach.consequence.span, message);
        }
        Breach {
            consequence: breach.consequence.text.as_str().into(),
            cites: citations(&breach.cites),
        }
    }

    fn duty_shell(&mut self, source: &Source, must: &tree::Must) {
        let place = plain(source);
        let Some(target) = self.acts_ref(&place, &must.target) else {
            return;
        };
        let Some(trigger) = self.trigger(&place, &must.trigger) else {
            return;
        };
        let cites = citations(&must.cites);
        let within = self.within(source, &must.within, &cites);
        let before_act = matches!(
            (&trigger, &within),
            (Trigger::Acts(_), Some(Within::Before(_)))
        );
        if before_act {
            let span = ref_name(&must.trigger).span;
            self.problems
                .error(source, span, "“前”要从一个日期事实倒数，这里是行为");
        }
        let Some(within) = within else { return };
        self.model.duties.push(Duty {
            id: "".into(),
            name: must.name.as_ref().map(|n| n.text.as_str().into()),
            target,
            trigger,
            within,
            given: None,
            cites,
            hard: must.hard,
            extends: Vec::new(),
            stops: Vec::new(),
            restarts: Vec::new(),
            expiry: must.expiry.as_ref().map(|t| t.text.as_str().into()),
            breach: None,
        });
    }

    fn number_duties(&mut self) {
        let mut counts: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        for duty in &mut self.model.duties {
            let n = counts.entry(duty.target.text.clone()).or_default();
            *n += 1;
            duty.id = match &duty.name {
                Some(name) => format!("应 {}/{name}", duty.target.text).into(),
                None => format!("应 {}/{n}", duty.target.text).into(),
            };
        }
    }

    // The parts of a duty that may mention other duties. Tells whether the shell was made.
    fn duty_rest(&mut self, source: &Source, must: &tree::Must, slot: usize) -> bool {
        let name = must.name.as_ref().map(|n| n.text.as_str());
        let target = written(&must.target);
        let fits = |d: &Duty| d.name.as_deref() == name && *d.target.text == *target;
        if !self.model.duties.get(slot).is_some_and(fits) {
            return false;
        }
        let cites = citations(&must.cites);
        let given = must
            .given
            .as_ref()
            .and_then(|g| self.condition_formula(source, g, &cites, true));
        let extends: Vec<Extend> = must
            .extends
            .iter()
            .filter_map(|e| self.extend(source, e, &cites))
            .collect();
        let place = plain(source);
        let stops = must
            .stops
            .iter()
            .filter_map(|s| self.stop(&place, s))
            .collect();
        let restarts: Vec<Acts> = must
            .restarts
            .iter()
            .filter_map(|r| self.acts_ref(&place, r))
            .collect();
        let breach = must.breach.as_ref().map(|b| self.breach(source, b));
        if let Some(duty) = self.model.duties.get_mut(slot) {
            duty.given = given;
            duty.extends = extends;
            duty.stops = stops;
            duty.restarts = restarts;
            duty.breach = breach;
        }
        true
    }

    fn extend(
        &mut self,
        source: &Source,
        extend: &tree::Extend,
        cites: &[Citation],
    ) -> Option<Extend> {
        let (act, term) = (
            self.acts_ref(&plain(source), &extend.act),
            self.term(source, &extend.term, cites),
        );
        Some(Extend {
            act: act?,
            term: term?,
            times: extend.times,
        })
    }

    pub(crate) fn stop(&mut self, place: &Place<'_>, stop: &tree::Stop) -> Option<Stop> {
        let (from, until) = (
            self.acts_ref(place, &stop.from),
            self.acts_ref(place, &stop.until),
        );
        Some(Stop {
            from: from?,
            until: until?,
        })
    }

    /// An act, a meaning, or a date fact.
    pub(crate) fn trigger(&mut self, place: &Place<'_>, r: &Ref) -> Option<Trigger> {
        let name = ref_name(r);
        let fact = match r {
            Ref::Name(name) if self.model.act_named(&name.text).is_none() => {
                self.model.fact_named(&name.text)
            }
            Ref::Meaning(name) if self.acts_meaning(&name.text).is_empty() => {
                self.facts_meaning(&name.text).first().copied()
            }
            _ => None,
        };
        let Some(fact) = fact else {
            return self.acts_ref(place, r).map(Trigger::Acts);
        };
        if self.model.fact(fact).ty != Type::Date {
            let message = format!("“{}”不是日期，期限不能从它起算", name.text);
            self.problems.error(place.source, name.span, message);
            return None;
        }
        Some(Trigger::Fact(fact))
    }

    pub(crate) fn within(
        &mut self,
        source: &Source,
        within: &tree::Within,
        cites: &[Citation],
    ) -> Option<Within> {
        Some(match within {
            tree::Within::After(term) => Within::After(self.term(source, term, cites)?),
            tree::Within::Before(term) => Within::Before(self.term(source, term, cites)?),
            tree::Within::Promptly(_) => Within::Promptly,
        })
    }

    pub(crate) fn duty_named(&mut self, place: &Place<'_>, name: &Name) -> Option<DutyId> {
        let is_named = |d: &Duty| d.name.as_deref() == Some(name.text.as_str());
        if let Some(i) = self.model.duties.iter().position(is_named) {
            return Some(DutyId(i as u16));
        }
        let known = self.model.duties.iter().filter_map(|d| d.name.as_deref());
        let hint = suggestion(&name.text, known);
        self.problems.error(
            place.source,
            name.span,
            format!("没有叫“{}”的应办事项{hint}", name.text),
        );
        None
    }
}

pub(crate) fn plain(source: &Source) -> Place<'_> {
    Place {
        source,
        cites: &[],
        no_act: true,
        entry: None,
        property: false,
    }
}

pub(crate) fn ref_name(r: &Ref) -> &Name {
    match r {
        Ref::Name(name) | Ref::Meaning(name) => name,
    }
}

pub(crate) fn written(r: &Ref) -> String {
    match r {
        Ref::Name(name) => name.text.clone(),
        Ref::Meaning(name) => format!("〔{}〕", name.text),
    }
}
