//! Options and refusals (section 3): every act of a history in turn, every act on offer.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Case, Record};
use crate::day::Day;
use crate::eval::{At, Hand, R};
use crate::tree::{Act, E, Procedure, Ref};
use crate::value::V;

#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    pub norm: String,
    pub unknown: BTreeSet<String>,
    pub earliest: Option<Day>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Verdict {
    Allowed,
    Blocked(Vec<Reason>),
    NotYours(Vec<String>),
}

fn reason(norm: String, unknown: BTreeSet<String>) -> Reason {
    Reason { norm, unknown, earliest: None }
}

/// Every failing norm of an act at a moment.
pub fn reasons(case: &Case, n: usize, hand: Hand, day: Day, within: Day) -> Vec<Reason> {
    let (p, act) = match hand {
        Hand::Record(r) => (case.p, case.p.act(&r.act)),
        Hand::Offer(a, _) => (case.p, Some(a)),
        Hand::Nothing => return Vec::new(),
    };
    let Some(act) = act else { return Vec::new() };
    let mut out = states(case, n, act, day);
    let at = At { within, ..At::new(case, n, day, hand) };
    if let Some(first) = p.acts.iter().find(|a| p.is_system(a) && lawful_system(case, n, a, day))
        && first.name != act.name
    {
        out.push(reason(format!("行为 {}/先行", first.name), BTreeSet::new()));
    }
    match hand {
        Hand::Record(r) => of_record(&at, act, r, &mut out),
        Hand::Offer(_, actor) => of_actor(&at, act, actor, &mut out),
        Hand::Nothing => {}
    }
    let (mut count, own) = (0, p.own(act));
    for c in p.conditions.iter().filter(|c| p.is_act(&c.target, &act.name)) {
        count += 1;
        if let Some(miss) = fails(&at.cited(&c.titles), &c.formula, &own) {
            let name = c.name.clone().unwrap_or_else(|| count.to_string());
            out.push(reason(format!("可 {}/{name}", act.name), miss));
        }
    }
    out
}

// M7.
fn states(case: &Case, n: usize, act: &Act, day: Day) -> Vec<Reason> {
    let (p, mut out) = (case.p, Vec::new());
    let mut add = |norm: String| out.push(reason(norm, BTreeSet::new()));
    if !p.opens.is_empty() && !p.opens.contains(&act.name) && !case.opened(n, day) {
        add(format!("程序 {}/起", p.name));
    }
    if case.closed(n, day) && !act.after_end {
        add(format!("程序 {}/终", p.name));
    }
    if !act.many && (0..n).any(|i| case.records[i].act == act.name && !case.revoked(i, n, day)) {
        add(format!("行为 {}/一次", act.name));
    }
    out
}

// M10: would be allowed but for other system acts.
fn lawful_system(case: &Case, n: usize, act: &Act, day: Day) -> bool {
    let at = At::new(case, n, day, Hand::Offer(act, None));
    let own = case.p.own(act);
    let mut all = case.p.conditions.iter().filter(|c| case.p.is_act(&c.target, &act.name));
    states(case, n, act, day).is_empty() && all.all(|c| fails(&at.cited(&c.titles), &c.formula, &own).is_none())
}

fn of_record(at: &At, act: &Act, r: &Record, out: &mut Vec<Reason>) {
    let p = at.case.p;
    let mut add = |norm: String, miss: BTreeSet<String>| out.push(reason(norm, miss));
    let role_fits = act.roles.is_empty() || r.role.as_ref().is_some_and(|x| act.roles.contains(x));
    // Whom the posts name holds no other role than they say.
    let elsewhere = |who: &String| {
        let named = at.case.posts.iter().flatten().any(|p| p.person == *who);
        named && r.role.as_ref().is_some_and(|x| !roles_of(at.case, at.n, who, r.on).contains(x))
    };
    if !p.is_system(act) && (!role_fits || r.by.is_empty() || r.by.iter().any(elsewhere)) {
        add(format!("行为 {}/由", act.name), BTreeSet::new());
    }
    if let Some(role) = r.role.as_ref().and_then(|x| p.role(x)) {
        for register in &role.registers {
            if !r.by.iter().all(|x| at.holds(x, register)) {
                add(format!("角色 {}/持 {register}", role.name), BTreeSet::new());
            }
        }
    }
    let own = p.own(act);
    for f in act.fills.iter().filter(|f| own.contains(f) && r.sets(f).is_none()) {
        add(format!("行为 {}/填 {f}", act.name), [f.clone()].into());
    }
    if r.facts.iter().any(|f| !own.contains(&f.0)) {
        add(format!("行为 {}/填", act.name), BTreeSet::new());
    }
    for (name, _) in &r.facts {
        if let Some(limit) = p.fact(name).and_then(|f| f.limit.as_ref()) {
            let x = at.eval(limit);
            if x.v != Some(V::Bool(true)) {
                add(format!("事实 {name}/限"), x.miss);
            }
        }
    }
    let recorder = |f: &str| at.case.records[..at.n].iter().rfind(|x| x.sets(f).is_some());
    let mine = |x: &Record| r.by.iter().any(|b| x.by.contains(b));
    let foreign = |f: &(String, V)| !act.fills.contains(&f.0) && recorder(&f.0).is_some_and(|x| !mine(x));
    if act.fills_all && r.facts.iter().any(foreign) {
        add(format!("行为 {}/本人", act.name), BTreeSet::new());
    }
    if r.recorded > r.on && !p.is_system(act) {
        let end = act.late.as_ref().and_then(|e| match at.eval(e).v {
            Some(V::Term(t)) => Some(at.case.clock(&[]).last_day(r.on, t)),
            _ => None,
        });
        if end.is_none_or(|e| e < r.recorded) {
            add(format!("行为 {}/补录", act.name), BTreeSet::new());
        }
    }
}

fn of_actor(at: &At, act: &Act, actor: Option<&str>, out: &mut Vec<Reason>) {
    let p = at.case.p;
    let own = p.own(act);
    for f in act.fills.iter().filter(|f| own.contains(f)) {
        if let Some(limit) = p.fact(f).and_then(|f| f.limit.as_ref())
            && let Some(miss) = fails(at, limit, &own)
        {
            out.push(reason(format!("事实 {f}/限"), miss));
        }
    }
    let Some(actor) = actor else { return };
    let mut held = roles_of(at.case, at.n, actor, at.day);
    if !act.roles.iter().any(|r| held.contains(r)) {
        held.extend(act.roles.iter().cloned()); // a later day, after the post
    }
    let mut lacks = Vec::new();
    for role in act.roles.iter().filter(|r| held.contains(*r)).filter_map(|r| p.role(r)) {
        let none: Vec<&String> = role.registers.iter().filter(|x| !at.holds(actor, x)).collect();
        if none.is_empty() {
            return;
        }
        lacks.extend(none.into_iter().map(|x| reason(format!("角色 {}/持 {x}", role.name), BTreeSet::new())));
    }
    out.extend(lacks);
}

/// The roles a person holds: by posts, or without them the roles acted in.
pub fn roles_of(case: &Case, n: usize, person: &str, day: Day) -> BTreeSet<String> {
    match &case.posts {
        Some(posts) => {
            let valid = |p: &&crate::case::Post| p.from.is_none_or(|f| f <= day) && p.to.is_none_or(|t| day <= t);
            posts.iter().filter(valid).filter(|p| p.person == person).map(|p| p.role.clone()).collect()
        }
        None => {
            let mine = case.records[..n].iter().filter(|r| r.by.iter().any(|b| b == person));
            mine.filter_map(|r| r.role.clone()).collect()
        }
    }
}

/// None: holds, or could hold (M2). Some: fails, with the missing facts.
fn fails(at: &At, e: &E, own: &[String]) -> Option<BTreeSet<String>> {
    let Hand::Offer(_, actor) = at.hand else {
        let r = at.eval(e);
        return (r.v != Some(V::Bool(true))).then_some(r.miss);
    };
    let mut atoms = Vec::new();
    free_atoms(at.case.p, e, own, actor.is_some(), &mut atoms);
    let mut miss = BTreeSet::new();
    for bits in 0..1_u32 << atoms.len().min(16) {
        let chosen = atoms.iter().enumerate().map(|(i, a)| (a.clone(), bits >> i & 1 == 1));
        let R { v, miss: m } = At { free: chosen.collect::<BTreeMap<_, _>>(), ..at.clone() }.eval(e);
        match v {
            Some(V::Bool(true)) => return None,
            Some(_) => {}
            None => miss.extend(m),
        }
    }
    Some(miss)
}

fn free_atoms(p: &Procedure, e: &E, own: &[String], actor: bool, out: &mut Vec<String>) {
    match e {
        E::Or(l) | E::And(l) => l.iter().for_each(|e| free_atoms(p, e, own, actor, out)),
        E::Not(e) => free_atoms(p, e, own, actor, out),
        atom => {
            let key = format!("{atom:?}");
            if reads(p, atom, own, actor) && !out.contains(&key) {
                out.push(key);
            }
        }
    }
}

/// Does it read own facts, also through computed facts, or performers?
fn reads(p: &Procedure, e: &E, own: &[String], actor: bool) -> bool {
    let sub = |e: &E| reads(p, e, own, actor);
    let fact = |r: &Ref| p.facts_of(r).iter().any(|f| reads_fact(p, f, own, actor));
    let name = |n: &String| reads_fact(p, n, own, actor);
    match e {
        E::Or(l) | E::And(l) | E::Many(l) | E::Least(l) | E::Most(l) => l.iter().any(sub),
        E::Not(a) => sub(a),
        E::Cmp(_, a, b) | E::Arith(_, a, b) | E::Days(a, b) | E::Past(a, b) | E::LastDay(a, b) => sub(a) || sub(b),
        E::After(x, y) => fact(x) || fact(y),
        E::Expired(_, t) | E::Within(_, t) => sub(t),
        E::Persons | E::ByRole(_) | E::Own(_) => true,
        E::Avoids(f) => !actor || fact(f),
        E::Differs(_) | E::Same(_) | E::Valid(_) => !actor,
        E::Some(r, e) | E::Every(r, e) | E::Count(r, e) => {
            let fields: Vec<String> = p.register(r).map(|r| r.fields.iter().map(|f| f.0.clone()).collect()).unwrap_or_default();
            let rest: Vec<String> = own.iter().filter(|o| !fields.contains(o)).cloned().collect();
            reads(p, e, &rest, actor)
        }
        E::Filled(f) | E::Size(f) => fact(f),
        E::Open(n) | E::Late(n) => p
            .duties
            .iter()
            .filter(|d| d.name.as_ref() == Some(n))
            .any(|d| d.condition.as_ref().is_some_and(sub) || crate::duty::is_date(p, &d.trigger) && fact(&d.trigger)),
        E::CaseDone(f, _) => name(f),
        E::Dot(Ref::Name(x), _) => name(x),
        E::Dot(Ref::Meaning(_), _) => false,
        E::Name(n) => name(n),
        E::Meaning(m) => fact(&Ref::Meaning(m.clone())),
        E::Done(_) | E::EffDay(_) | E::At(..) | E::Today | E::Times(_) | E::Lit(_) => false,
    }
}

fn reads_fact(p: &Procedure, name: &str, own: &[String], actor: bool) -> bool {
    let Some(f) = p.fact(name) else { return false };
    own.contains(&f.name)
        || f.formula.as_ref().is_some_and(|e| reads(p, e, own, actor))
        || f.source.as_ref().is_some_and(|s| reads_fact(p, &s.2, own, actor))
        || p.table_for(name).iter().any(|t| t.columns.iter().any(|c| c != name && reads_fact(p, c, own, actor)))
}

/// Checks a record against those before it, on both its days (M5).
pub fn check(case: &Case, n: usize, r: &Record) -> Vec<Reason> {
    let mut out = reasons(case, n, Hand::Record(r), r.on, r.on);
    if r.recorded != r.on {
        for x in reasons(case, n, Hand::Record(r), r.recorded, r.on) {
            if !out.iter().any(|o| o.norm == x.norm) {
                out.push(x);
            }
        }
    }
    out
}

/// The verdict for every act, in the order of the procedure.
pub fn options(case: &Case, day: Day, actor: Option<&str>, horizon: Day) -> Vec<(String, Verdict)> {
    let n = case.records.len();
    let held = actor.map(|a| roles_of(case, n, a, day));
    let verdict = |act: &Act| {
        if let Some(held) = &held
            && !act.roles.is_empty()
            && (case.p.is_system(act) || !act.roles.iter().any(|r| held.contains(r)))
        {
            return Verdict::NotYours(act.roles.clone());
        }
        let hand = Hand::Offer(act, actor);
        let mut all = reasons(case, n, hand, day, day);
        if all.is_empty() {
            return Verdict::Allowed;
        }
        earliest(&mut all, day, horizon, |d| reasons(case, n, hand, d, d));
        Verdict::Blocked(all)
    };
    case.p.acts.iter().map(|a| (a.name.clone(), verdict(a))).collect()
}

/// The first later day on which each reason is gone.
pub fn earliest(all: &mut [Reason], day: Day, horizon: Day, again: impl Fn(Day) -> Vec<Reason>) {
    for d in day + 1..=day + horizon {
        if all.iter().all(|r| r.earliest.is_some()) {
            return;
        }
        let then = again(d);
        for r in all.iter_mut().filter(|r| r.earliest.is_none()) {
            if !then.iter().any(|t| t.norm == r.norm) {
                r.earliest = Some(d);
            }
        }
    }
}
