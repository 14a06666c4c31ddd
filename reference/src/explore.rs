//! Brute force over short histories: is a property violated by one that the engine accepts (section 4)?

use crate::case::{Case, Record};
use crate::day::Day;
use crate::engine::check;
use crate::eval::{At, Hand};
use crate::tree::{Act, Procedure, Property, Ref};
use crate::value::V;

/// What to try: days from the start on which acts may stand, persons, and values by fact.
pub struct Bounds<'a> {
    pub start: Day,
    pub steps: &'a [Day],
    pub persons: &'a [&'a str],
    pub values: &'a dyn Fn(&str) -> Vec<V>,
    pub length: usize,
    /// Records tried at most.
    pub budget: usize,
}

/// The shortest history found that violates the property.
pub fn violation(case: &mut Case, property: &Property, bounds: &Bounds) -> Option<Vec<Record>> {
    let mut left = bounds.budget;
    (1..=bounds.length).find_map(|length| search(case, property, bounds, length, &mut left))
}

fn search(case: &mut Case, property: &Property, b: &Bounds, length: usize, left: &mut usize) -> Option<Vec<Record>> {
    let from = case.records.last().map_or(b.start, |r| r.recorded);
    for r in candidates(case.p, b, from) {
        if *left == 0 {
            return None;
        }
        *left -= 1;
        let n = case.records.len();
        if !check(case, n, &r).is_empty() {
            continue;
        }
        if breaks(case, &r, property) {
            let mut all = case.records.clone();
            all.push(r);
            return Some(all);
        }
        if length > 1 {
            case.records.push(r);
            let found = search(case, property, b, length - 1, left);
            case.records.pop();
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

// Every act on every day by every person in every role, its facts in every combination of the values.
fn candidates(p: &Procedure, b: &Bounds, from: Day) -> Vec<Record> {
    let mut out = Vec::new();
    for act in &p.acts {
        for step in b.steps {
            for person in b.persons {
                for role in act.roles.iter() {
                    let by = if p.is_system(act) { Vec::new() } else { vec![(*person).to_owned()] };
                    let day = from + step;
                    let plain = Record { act: act.name.clone(), on: day, recorded: day, by, role: Some(role.clone()), eff: day, ..Record::default() };
                    out.extend(filled(p, act, plain, b));
                }
            }
        }
    }
    out
}

fn filled(p: &Procedure, act: &Act, plain: Record, b: &Bounds) -> Vec<Record> {
    let mut all = vec![plain];
    for fact in p.own(act) {
        let optional = !act.fills.contains(&fact);
        let mut next = Vec::new();
        for r in all {
            for v in (b.values)(&fact) {
                let mut with = r.clone();
                with.facts.push((fact.clone(), v));
                next.push(with);
            }
            if optional {
                next.push(r);
            }
        }
        all = next;
    }
    all
}

/// Does the record, lawful after those so far, break the property?
pub fn breaks(case: &mut Case, r: &Record, property: &Property) -> bool {
    let n = case.records.len();
    let is = |case: &Case, x: &Ref| case.p.is_act(x, &r.act);
    let before = |case: &Case, e| At::new(case, n, r.on, Hand::Record(r)).is(e) == Some(true);
    match property {
        Property::When(x, e) => is(case, x) && !before(case, e),
        Property::NotAfter(x, y, unless) => {
            let stood = !case.standing(x, n, r.on).is_empty();
            is(case, y) && stood && !unless.as_ref().is_some_and(|e| before(case, e))
        }
        Property::Apart(x, y) => {
            let (a, b) = (is(case, x), is(case, y));
            let other = |o: &&Record| a && case.p.is_act(y, &o.act) || b && case.p.is_act(x, &o.act);
            case.records.iter().filter(other).any(|o| o.by.iter().any(|who| r.by.contains(who)))
        }
        Property::Always(e) | Property::AtEnd(e) => {
            let closing = case.p.closes.contains(&r.act);
            if matches!(property, Property::AtEnd(_)) && !closing {
                return false;
            }
            case.records.push(r.clone());
            let holds = At::new(case, n + 1, r.on, Hand::Nothing).is(e) == Some(true);
            case.records.pop();
            !holds
        }
        Property::Other => false,
    }
}
