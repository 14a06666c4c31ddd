//! Duties after a history on a day: state, start, due day (M9, T1 to T7).

use std::collections::BTreeSet;

use crate::day::{Clock, Day, Unit};
use crate::eval::At;
use crate::tree::{Length, Must, Procedure, Ref};
use crate::value::V;

#[derive(Clone, Debug)]
pub struct Duty {
    pub norm: String,
    pub name: Option<String>,
    pub target: Ref,
    pub state: &'static str,
    pub from: Day,
    pub due: Option<Day>,
    pub unknown: BTreeSet<String>,
}

pub fn shown(r: &Ref) -> String {
    match r {
        Ref::Name(n) => n.clone(),
        Ref::Meaning(m) => format!("〔{m}〕"),
    }
}

/// `应 目标/名`, or the number among all duties with that target.
pub fn id(p: &Procedure, index: usize) -> String {
    let duty = &p.duties[index];
    let n = p.duties[..=index].iter().filter(|d| d.target == duty.target).count();
    format!("应 {}/{}", shown(&duty.target), duty.name.clone().unwrap_or(n.to_string()))
}

/// A date fact, not an act, starts the clock.
pub fn is_date(p: &Procedure, r: &Ref) -> bool {
    !p.acts.iter().any(|a| p.is_act(r, &a.name))
}

/// All duties, or those of one name.
pub fn duties(at: &At, name: Option<&str>) -> Vec<Duty> {
    let p = at.case.p;
    let mut out = Vec::new();
    let wanted = |m: &&(usize, &Must)| name.is_none() || m.1.name.as_deref() == name;
    for (i, must) in p.duties.iter().enumerate().filter(|m| wanted(&m)) {
        for (start, index) in triggers(at, must) {
            out.extend(one(at, must, id(p, i), start, index));
        }
    }
    out
}

// Each start with the place in the record from which targets count.
fn triggers(at: &At, must: &Must) -> Vec<(Day, usize)> {
    let case = at.case;
    if !is_date(case.p, &must.trigger) {
        let all = case.standing(&must.trigger, at.n, at.day);
        return all.into_iter().map(|i| (case.records[i].eff, i + 1)).collect();
    }
    let Some(fact) = case.p.facts_of(&must.trigger).pop() else {
        return Vec::new();
    };
    match at.fact(&fact).v {
        Some(V::Date(d)) => vec![(d, at.changed(&fact).map_or(0, |i| i + 1))],
        _ => Vec::new(),
    }
}

fn one(at: &At, must: &Must, norm: String, start: Day, since: usize) -> Option<Duty> {
    let case = at.case;
    let done = case.standing(&must.target, at.n, at.day).into_iter().find(|i| *i >= since);
    let due = due(at, must, start, since, done.map_or(at.n, |d| d + 1));
    let mut duty =
        Duty { norm, name: must.name.clone(), target: must.target.clone(), state: "discharged", from: start, due, unknown: BTreeSet::new() };
    if done.is_some() {
        return Some(duty);
    }
    let mut sure = true;
    if let Some(e) = &must.condition {
        let r = at.cited(&must.titles).eval(e);
        match r.v {
            Some(V::Bool(false)) => return None,
            Some(_) => {}
            None => (sure, duty.unknown) = (false, r.miss),
        }
    }
    let after_end = case.p.acts.iter().any(|a| a.after_end && case.p.is_act(&must.target, &a.name));
    duty.state = if case.closed(at.n, at.day) && !after_end {
        "lapsed"
    } else if !sure {
        "undetermined"
    } else if due.is_some_and(|d| d < at.day) {
        "overdue"
    } else {
        "open"
    };
    if duty.state != "undetermined" {
        duty.unknown.clear();
    }
    Some(duty)
}

fn due(at: &At, must: &Must, start: Day, since: usize, upto: usize) -> Option<Day> {
    let case = at.case;
    let at = at.cited(&must.titles);
    let term = |e| match at.eval(e).v {
        Some(V::Term(t)) => Some(t),
        _ => None,
    };
    let mut rule = case.rule(&must.titles);
    rule.rest &= !must.no_rest;
    let length = match &must.length {
        Length::Soon => return None,
        Length::After(e) => term(e)?,
        Length::Before(e) => {
            // T7: the last day d with `末日 d 期限` before the date.
            let (t, clock) = (term(e)?, Clock { cal: &case.world.cal, rule, stopped: &crate::case::never });
            return (start - 6000..start).rev().find(|d| clock.last_day(*d, t) < start);
        }
    };
    let live = |acts: &[&String], from: usize| -> Vec<usize> {
        let hit = |i: &usize| acts.contains(&&case.records[*i].act) && case.counts(*i, at.n, at.day);
        (from..upto).filter(hit).collect()
    };
    // T4: a restart forgets what was before it.
    let restart = live(&must.restart.iter().collect::<Vec<_>>(), since).pop();
    let (start, from) = restart.map_or((start, 0), |i| (case.records[i].eff, i));
    // T3: half-open spans in record order.
    let mut spans = Vec::new();
    for (a, b) in &must.stop {
        let mut open: Option<Day> = None;
        for i in live(&[a, b], from) {
            let r = &case.records[i];
            match open {
                Some(from) if r.act == *b => {
                    spans.push((from, r.eff));
                    open = None;
                }
                None if r.act == *a => open = Some(r.eff),
                _ => {}
            }
        }
        spans.extend(open.map(|from| (from, Day::MAX)));
    }
    let stopped = |d: Day| spans.iter().any(|(a, b)| *a <= d && d < *b);
    let clock = Clock { cal: &case.world.cal, rule, stopped: &stopped };
    let rest = |raw: Day, unit: Unit| clock.rested(raw, unit);
    let mut raw = clock.raw(start, length);
    let mut due = rest(raw, length.1);
    let mut used = vec![0; must.extend.len()];
    for i in live(&must.extend.iter().map(|e| &e.0).collect::<Vec<_>>(), from) {
        let r = &case.records[i];
        for (k, (act, e, times)) in must.extend.iter().enumerate() {
            if r.act == *act && r.eff > start && r.eff <= due && times.is_none_or(|n| used[k] < n) {
                used[k] += 1;
                let t = term(e)?;
                raw = clock.raw(raw, t);
                due = rest(raw, t.1);
            }
        }
    }
    // A stop without an end, met before the end.
    Some(due).filter(|d| *d < start + crate::day::FAR)
}
