//! A history: what was recorded, what of it stands and counts on a day (M3, M4, M8).

use std::collections::BTreeMap;

use crate::day::{Calendar, Clock, Day, Rule, Rules, Term};
use crate::tree::{Procedure, Ref};
use crate::value::V;

#[derive(Clone, Debug, Default)]
pub struct Record {
    pub act: String,
    pub on: Day,
    pub recorded: Day,
    pub by: Vec<String>,
    pub role: Option<String>,
    pub facts: Vec<(String, V)>,
    pub behaviour: Vec<(String, V)>,
    pub approved: Vec<String>,
    pub revokes: Option<usize>,
    /// The effective day.
    pub eff: Day,
}

impl Record {
    pub fn sets(&self, fact: &str) -> Option<&V> {
        self.facts.iter().find(|f| f.0 == fact).map(|f| &f.1)
    }
    pub fn field(&self, field: &str) -> Option<&V> {
        self.behaviour.iter().find(|b| b.0.split('.').nth(1) == Some(field)).map(|b| &b.1)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub person: Option<String>,
    pub from: Option<Day>,
    pub to: Option<Day>,
    pub fields: BTreeMap<String, V>,
}

impl Entry {
    pub fn valid(&self, day: Day) -> bool {
        self.from.is_none_or(|f| f <= day) && self.to.is_none_or(|t| day <= t)
    }
}

pub struct Post {
    pub person: String,
    pub role: String,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

/// Everything read besides the procedure: calendar, day rules, the length of a public notice.
pub struct World {
    pub cal: Calendar,
    pub rules: Rules,
    pub notice: Term,
    pub notice_title: String,
}

pub struct Case<'a> {
    pub p: &'a Procedure,
    pub world: &'a World,
    pub parameters: BTreeMap<String, V>,
    pub registers: BTreeMap<String, Vec<Entry>>,
    pub posts: Option<Vec<Post>>,
    pub records: Vec<Record>,
}

pub fn never(_: Day) -> bool {
    false
}

impl<'a> Case<'a> {
    /// T5: the first cited statute that has a rule; nothing cited: the procedure's.
    pub fn rule(&self, titles: &[String]) -> Rule {
        let titles = if titles.is_empty() { &self.p.titles } else { titles };
        let found = titles.iter().find_map(|t| self.world.rules.get(t));
        found.cloned().unwrap_or(Rule { working: Vec::new(), rest: true })
    }

    pub fn clock(&self, titles: &[String]) -> Clock<'a> {
        Clock { cal: &self.world.cal, rule: self.rule(titles), stopped: &never }
    }

    /// M4: the day from which a record counts.
    pub fn effective_day(&self, r: &Record) -> Day {
        let served = self.p.act(&r.act).is_some_and(|a| a.behaviours.iter().any(|b| b == "送达"));
        if !served {
            return r.on;
        }
        if r.field("方式") != Some(&V::Text("公告".into())) {
            return match r.field("送达日") {
                Some(V::Date(d)) => *d.max(&r.on),
                _ => r.on,
            };
        }
        let term = match r.field("公告期") {
            Some(V::Term(t)) => *t,
            _ => self.world.notice,
        };
        self.clock(std::slice::from_ref(&self.world.notice_title)).last_day(r.on, term)
    }

    /// Is the `i`th of the first `n` records revoked on that day (M8)?
    pub fn revoked(&self, i: usize, n: usize, day: Day) -> bool {
        (i + 1..n).any(|j| self.revokes(j, i) && self.records[j].eff <= day && self.took_effect(j, n))
    }

    fn revokes(&self, j: usize, i: usize) -> bool {
        let (r, old) = (&self.records[j], &self.records[i]);
        let act = self.p.act(&r.act);
        act.is_some_and(|a| a.revokes.contains(&old.act) || a.revokes_one && r.revokes == Some(i))
    }

    // Not when it was itself revoked before its day came.
    fn took_effect(&self, j: usize, n: usize) -> bool {
        !(j + 1..n).any(|k| self.revokes(k, j) && self.records[k].eff < self.records[j].eff && self.took_effect(k, n))
    }

    /// Stands and is effective.
    pub fn counts(&self, i: usize, n: usize, day: Day) -> bool {
        self.records[i].eff <= day && !self.revoked(i, n, day)
    }

    /// Standing and effective instances, in the order of record.
    pub fn standing(&self, x: &Ref, n: usize, day: Day) -> Vec<usize> {
        (0..n).filter(|i| self.p.is_act(x, &self.records[*i].act) && self.counts(*i, n, day)).collect()
    }

    pub fn closed(&self, n: usize, day: Day) -> bool {
        self.p.closes.iter().any(|a| !self.standing(&Ref::Name(a.clone()), n, day).is_empty())
    }

    pub fn opened(&self, n: usize, day: Day) -> bool {
        self.p.opens.iter().any(|a| !self.standing(&Ref::Name(a.clone()), n, day).is_empty())
    }
}
