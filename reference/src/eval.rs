//! Truth of formulas at a moment, in Kleene logic, with the typed facts that are missing (2.2, M1, M6).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::case::{Case, Entry, Record};
use crate::day::Day;
use crate::duty;
use crate::tree::{Act, E, Length, Ref};
use crate::value::{Q, V, guess};

/// A value, or the facts that are missing for it.
#[derive(Clone, Debug, Default)]
pub struct R {
    pub v: Option<V>,
    pub miss: BTreeSet<String>,
}

pub fn known(v: V) -> R {
    R { v: Some(v), miss: BTreeSet::new() }
}
fn maybe(v: Option<V>) -> R {
    R { v, miss: BTreeSet::new() }
}
fn missing(name: &str) -> R {
    R { v: None, miss: [name.to_owned()].into() }
}
fn truth(b: bool) -> R {
    known(V::Bool(b))
}

/// The act at hand.
#[derive(Clone, Copy)]
pub enum Hand<'a> {
    Nothing,
    Record(&'a Record),
    Offer(&'a Act, Option<&'a str>),
}

/// A moment: after the first `n` records, on a day.
#[derive(Clone)]
pub struct At<'a> {
    pub case: &'a Case<'a>,
    pub n: usize,
    pub day: Day,
    /// The day for `期内` (M5).
    pub within: Day,
    pub hand: Hand<'a>,
    pub titles: Vec<String>,
    pub entry: Option<(&'a str, Entry)>,
    /// Values chosen for free atoms (M2).
    pub free: BTreeMap<String, bool>,
}

pub fn order(a: &V, b: &V) -> Option<Ordering> {
    Some(match (a, b) {
        (V::Num(a), V::Num(b)) | (V::Money(a), V::Money(b)) => a.order(*b),
        (V::Date(a), V::Date(b)) => a.cmp(b),
        _ => return None,
    })
}

fn same(a: &V, b: &V) -> bool {
    let bool_text = |b: bool, t: &str| t == if b { "是" } else { "否" };
    match (a, b) {
        (V::Set(s), V::Text(t)) | (V::Text(t), V::Set(s)) => s.len() == 1 && s.contains(t),
        (V::Bool(b), V::Text(t)) | (V::Text(t), V::Bool(b)) => bool_text(*b, t),
        _ => a == b,
    }
}

fn texts(v: &V) -> Vec<String> {
    match v {
        V::Text(t) => vec![t.clone()],
        V::Set(s) => s.iter().cloned().collect(),
        V::List(l) => l.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

impl<'a> At<'a> {
    pub fn new(case: &'a Case<'a>, n: usize, day: Day, hand: Hand<'a>) -> At<'a> {
        At { case, n, day, within: day, hand, titles: Vec::new(), entry: None, free: BTreeMap::new() }
    }

    pub fn cited(&self, titles: &[String]) -> At<'a> {
        At { titles: titles.to_vec(), ..self.clone() }
    }

    pub fn is(&self, e: &E) -> Option<bool> {
        match self.eval(e).v {
            Some(V::Bool(b)) => Some(b),
            _ => None,
        }
    }

    pub fn last(&self, x: &Ref) -> Option<usize> {
        self.case.standing(x, self.n, self.day).pop()
    }

    // ── facts ──

    pub fn fact(&self, name: &str) -> R {
        let p = self.case.p;
        let Some(f) = p.fact(name) else {
            return maybe(None);
        };
        let outside = At { titles: Vec::new(), entry: None, ..self.clone() };
        if let Some(e) = &f.formula {
            let mut r = outside.eval_for(e, &f.ty.choices);
            if let (Some(V::Money(q)), "金额") = (&r.v, f.ty.word.as_str()) {
                r.v = Some(V::Money(Q(q.round(), 1)));
            }
            return r;
        }
        if let Some((register, field, key)) = &f.source {
            let k = outside.fact(key);
            let Some(value) = k.v else { return k };
            let key_field = p.register(register).and_then(|r| r.key.clone());
            let fits = |e: &Entry| match &key_field {
                Some(k) => e.fields.get(k).is_some_and(|v| same(v, &value)),
                None => e.person.as_ref().is_some_and(|x| V::Text(x.clone()) == value),
            };
            let entry = self.entries(register).into_iter().rfind(|e| e.valid(self.day) && fits(e));
            return maybe(entry.and_then(|e| e.fields.get(field).cloned()));
        }
        if !p.table_for(name).is_empty() {
            return outside.table(name);
        }
        if let Hand::Record(r) = self.hand
            && let Some(v) = r.sets(name)
        {
            return known(v.clone());
        }
        let set = self.case.records[..self.n].iter().rev().find_map(|r| r.sets(name));
        match set.cloned().or_else(|| self.initial(name)) {
            Some(v) => known(v),
            None => missing(name),
        }
    }

    fn initial(&self, name: &str) -> Option<V> {
        let f = self.case.p.fact(name)?;
        let v = At::new(self.case, 0, self.day, Hand::Nothing).eval_for(f.initial.as_ref()?, &f.ty.choices).v?;
        Some(if f.ty.word == "多选" { V::Set(texts(&v).into_iter().collect()) } else { v })
    }

    // A bare name is a choice first.
    fn eval_for(&self, e: &E, choices: &[String]) -> R {
        match e {
            E::Name(n) if choices.contains(n) => known(V::Text(n.clone())),
            E::Many(l) => {
                let all: Vec<R> = l.iter().map(|e| self.eval_for(e, choices)).collect();
                self.lift(&all, |v| Some(V::List(v)))
            }
            _ => self.eval(e),
        }
    }

    fn table(&self, output: &str) -> R {
        let p = self.case.p;
        let in_force = |t: &&crate::tree::Table| t.from.is_none_or(|d| d <= self.day) && t.to.is_none_or(|d| self.day <= d);
        let choices = |name: &str| p.fact(name).map(|f| f.ty.choices.clone()).unwrap_or_default();
        let mut miss = BTreeSet::new();
        let Some(table) = p.table_for(output).into_iter().find(in_force) else { return maybe(None) };
        let mut found: Option<R> = None;
        for row in &table.rows {
            let (mut fits, mut lacks) = (Some(true), BTreeSet::new());
            let mut out = None;
            for (cell, column) in row.iter().zip(&table.columns) {
                if column == output {
                    out = Some(cell);
                    continue;
                }
                let r = self.fact(column);
                match crate::read::cell(cell, r.v.as_ref(), &choices(column)) {
                    Some(true) => {}
                    Some(false) => fits = Some(false),
                    None => {
                        fits = fits.filter(|f| !f);
                        lacks.extend(r.miss);
                    }
                }
            }
            match (fits, out) {
                (Some(true), Some(out)) => {
                    let e = crate::formula::P::new(out).all();
                    let r = e.map_or(maybe(None), |e| self.eval_for(&e, &choices(output)));
                    if found.is_some() {
                        return maybe(None); // 唯一, and several rows
                    }
                    if table.first {
                        return if miss.is_empty() { r } else { R { v: None, miss } };
                    }
                    found = Some(r);
                }
                // Of 首中 the first open row decides what is asked.
                (None, _) if !table.first || miss.is_empty() => miss.extend(lacks),
                _ => {}
            }
        }
        found.unwrap_or(R { v: None, miss })
    }

    /// The last change of a fact (M8): the index of the record; `n` for the act at hand.
    pub fn changed(&self, name: &str) -> Option<usize> {
        let p = self.case.p;
        let f = p.fact(name)?;
        if p.computed(f) {
            // As seen today: the last record after which it has another value.
            let after = |n: usize| At::new(self.case, n, self.day, Hand::Nothing).fact(name).v;
            let value = |n: usize| if n == 0 { None } else { after(n) };
            let now = self.fact(name).v;
            if now != after(self.n) {
                return now.map(|_| self.n);
            }
            return (0..self.n).rfind(|i| value(*i) != now).filter(|_| now.is_some());
        }
        let (mut now, mut last) = (self.initial(name), None);
        for (i, r) in self.case.records[..self.n].iter().enumerate() {
            if let Some(v) = r.sets(name).filter(|v| now.as_ref() != Some(v)) {
                now = Some(v.clone());
                last = Some(i);
            }
        }
        if let Hand::Record(r) = self.hand
            && r.sets(name).is_some_and(|v| now.as_ref() != Some(v))
        {
            last = Some(self.n);
        }
        last
    }

    // For `后于`: an act's last instance, or a fact's last change; the act that sets a fact is after it.
    fn moment(&self, x: &Ref) -> Option<usize> {
        if !duty::is_date(self.case.p, x) {
            return self.last(x).map(|i| 2 * i + 1);
        }
        self.case.p.facts_of(x).iter().filter_map(|f| self.changed(f)).max().map(|i| 2 * i)
    }

    fn after(&self, x: &Ref, y: &Ref) -> bool {
        self.moment(y).is_none_or(|y| self.moment(x).is_some_and(|x| x > y))
    }

    // ── registers ──

    pub fn entries(&self, register: &str) -> Vec<Entry> {
        let mut all = self.case.registers.get(register).cloned().unwrap_or_default();
        let Some(r) = self.case.p.register(register) else {
            return all;
        };
        let own_from = all.len();
        for i in (0..self.n).filter(|i| r.inner && self.case.counts(*i, self.n, self.day)) {
            let record = &self.case.records[i];
            let then = At::new(self.case, i + 1, record.on, Hand::Nothing);
            for (acts, word, pairs) in r.by.iter().filter(|b| b.0.contains(&record.act)) {
                let key = r.key.clone().unwrap_or_default();
                let mut fields = BTreeMap::new();
                for (field, fact) in pairs {
                    if let Some(v) = then.fact(fact).v {
                        fields.insert(if word == "立" { field.clone() } else { key.clone() }, v);
                    }
                }
                let same_key = |e: &Entry| e.fields.contains_key(&key) && e.fields.get(&key) == fields.get(&key);
                let mut k = 0;
                all.retain(|e| {
                    k += 1;
                    k <= own_from || !same_key(e)
                });
                if word == "立" && !acts.is_empty() {
                    let date = |f: Option<&String>| match f.and_then(|f| fields.get(f)) {
                        Some(V::Date(d)) => Some(*d),
                        _ => None,
                    };
                    let from = date(r.valid.as_ref().map(|v| &v.0)).or(Some(record.eff));
                    let to = date(r.valid.as_ref().map(|v| &v.1));
                    all.push(Entry { person: None, from, to, fields });
                }
            }
        }
        all
    }

    pub fn holds(&self, person: &str, register: &str) -> bool {
        let key = self.case.p.register(register).and_then(|r| r.key.clone());
        self.entries(register).iter().any(|e| {
            let by_key = key.as_ref().and_then(|k| e.fields.get(k)) == Some(&V::Text(person.to_owned()));
            e.valid(self.day) && (e.person.as_deref() == Some(person) || by_key)
        })
    }

    fn each_entry(&self, register: &'a str, e: &E) -> Vec<R> {
        let valid = self.entries(register).into_iter().filter(|x| x.valid(self.day));
        valid.map(|x| At { entry: Some((register, x)), ..self.clone() }.eval(e)).collect()
    }

    fn register_atom(&self, register: &str, e: &E, word: char) -> R {
        // The name lives as long as the procedure.
        let Some(name) = self.case.p.register(register).map(|r| r.name.as_str()) else {
            return maybe(None);
        };
        let all = self.each_entry(name, e);
        match word {
            '有' => any(all),
            '尽' => not(any(all.into_iter().map(not).collect())),
            _ => {
                let count = all.iter().filter(|r| r.v == Some(V::Bool(true))).count();
                let unknown: Vec<R> = all.into_iter().filter(|r| r.v.is_none()).collect();
                if unknown.is_empty() { known(V::Num(Q::int(count as i64))) } else { all_missing(&unknown) }
            }
        }
    }

    // ── formulas ──

    fn lift(&self, all: &[R], f: impl Fn(Vec<V>) -> Option<V>) -> R {
        match all.iter().map(|r| r.v.clone()).collect::<Option<Vec<V>>>() {
            Some(values) => maybe(f(values)),
            None => all_missing(all),
        }
    }

    fn performers(&self) -> Vec<String> {
        match self.hand {
            Hand::Record(r) => r.by.clone(),
            Hand::Offer(_, Some(p)) => vec![p.to_owned()],
            _ => Vec::new(),
        }
    }

    fn term_end(&self, start: Day, term: &E) -> R {
        let t = self.eval(term);
        let clock = self.case.clock(&self.titles);
        self.lift(&[t], |v| match v[0] {
            V::Term(t) => Some(V::Date(clock.last_day(start, t))),
            _ => None,
        })
    }

    fn compare_end(&self, x: &Ref, term: &E, f: impl Fn(Day) -> bool) -> R {
        let Some(i) = self.last(x) else {
            return truth(false);
        };
        let end = self.term_end(self.case.records[i].eff, term);
        self.lift(&[end], |v| match v[0] {
            V::Date(d) => Some(V::Bool(f(d))),
            _ => None,
        })
    }

    // A date, or the effective day of an act's last instance.
    fn date(&self, e: &E) -> R {
        let act = match e {
            E::Name(n) if self.case.p.act(n).is_some() => Ref::Name(n.clone()),
            E::Meaning(m) if self.case.p.acts.iter().any(|a| a.meanings.contains(m)) => Ref::Meaning(m.clone()),
            _ => return self.eval(e),
        };
        maybe(self.last(&act).map(|i| V::Date(self.case.records[i].eff)))
    }

    fn one_fact(&self, r: &Ref) -> R {
        match self.case.p.facts_of(r).first() {
            Some(f) => self.fact(f),
            None => maybe(None),
        }
    }

    pub fn eval(&self, e: &E) -> R {
        if let Some(b) = self.free.get(&format!("{e:?}")) {
            return truth(*b);
        }
        let p = self.case.p;
        match e {
            E::Or(l) => any(l.iter().map(|e| self.eval(e)).collect()),
            E::And(l) => not(any(l.iter().map(|e| not(self.eval(e))).collect())),
            E::Not(e) => not(self.eval(e)),
            E::Cmp(op, a, b) => self.compare(op, a, b),
            E::Many(_) => self.eval_for(e, &[]),
            E::After(x, y) => truth(self.after(x, y)),
            E::Done(x) => truth(self.last(x).is_some()),
            E::Expired(x, t) => self.compare_end(x, t, |end| end < self.day),
            E::Within(x, t) => self.compare_end(x, t, |end| self.within <= end),
            E::Past(d, t) | E::LastDay(d, t) => {
                let d = self.date(d);
                let Some(V::Date(start)) = d.v else {
                    return all_missing(&[d, self.eval(t)]);
                };
                let end = self.term_end(start, t);
                if matches!(e, E::LastDay(..)) {
                    return end;
                }
                self.lift(&[end], |v| order(&v[0], &V::Date(self.day)).map(|o| V::Bool(o.is_lt())))
            }
            E::EffDay(x) => maybe(self.last(x).map(|i| V::Date(self.case.records[i].eff))),
            E::At(f, x) => match self.last(x) {
                Some(i) => At::new(self.case, i + 1, self.case.records[i].on, Hand::Nothing).one_fact(f),
                None => maybe(None),
            },
            E::Days(a, b) => self.lift(&[self.date(a), self.date(b)], |v| match (&v[0], &v[1]) {
                (V::Date(a), V::Date(b)) => Some(V::Num(Q::int(b - a))),
                _ => None,
            }),
            E::Today => known(V::Date(self.day)),
            E::Persons => {
                let distinct: BTreeSet<String> = self.performers().into_iter().collect();
                known(V::Num(Q::int(distinct.len() as i64)))
            }
            E::ByRole(r) => {
                let Hand::Record(record) = self.hand else {
                    return maybe(None);
                };
                let role = record.role.as_ref().and_then(|n| p.role(n));
                truth(role.is_some_and(|role| match r {
                    Ref::Name(n) => role.name == *n,
                    Ref::Meaning(m) => role.meanings.contains(m),
                }))
            }
            E::Avoids(f) => {
                let r = self.one_fact(f);
                self.lift(&[r], |v| Some(V::Bool(!self.performers().iter().any(|p| texts(&v[0]).contains(p)))))
            }
            E::Differs(x) => {
                let mut mine = self.performers();
                if let Hand::Record(r) = self.hand {
                    mine.extend(r.approved.iter().cloned());
                }
                let them = self.case.records[..self.n].iter().filter(|r| p.is_act(x, &r.act));
                truth(!them.flat_map(|r| r.by.iter().chain(&r.approved)).any(|p| mine.contains(p)))
            }
            E::Same(x) => {
                let standing = self.case.standing(x, self.n, self.day);
                let did = |who: &String| standing.iter().any(|i| self.case.records[*i].by.contains(who));
                truth(!standing.is_empty() && self.performers().iter().all(did))
            }
            E::Valid(register) => truth(self.performers().iter().all(|p| self.holds(p, register))),
            E::Some(r, e) => self.register_atom(r, e, '有'),
            E::Every(r, e) => self.register_atom(r, e, '尽'),
            E::Count(r, e) => self.register_atom(r, e, '计'),
            E::Filled(f) => truth(self.one_fact(f).v.is_some()),
            E::Size(f) => {
                let r = self.one_fact(f);
                self.lift(&[r], |v| Some(V::Num(Q::int(texts(&v[0]).len() as i64))))
            }
            E::Times(x) => known(V::Num(Q::int(self.case.standing(x, self.n, self.day).len() as i64))),
            E::Least(l) | E::Most(l) => {
                let sign = if matches!(e, E::Least(_)) { Ordering::Less } else { Ordering::Greater };
                let all: Vec<R> = l.iter().map(|e| self.eval(e)).collect();
                self.lift(&all, |v| {
                    let mut best = v[0].clone();
                    for x in &v[1..] {
                        if order(x, &best)? == sign {
                            best = x.clone();
                        }
                    }
                    Some(best)
                })
            }
            E::Open(name) => any_duty(p, name).map_or(maybe(None), |d| {
                let date = duty::is_date(p, &d.trigger);
                let done = if date { E::Filled(d.trigger.clone()) } else { E::Done(d.trigger.clone()) };
                let again = E::Not(Box::new(E::After(d.target.clone(), d.trigger.clone())));
                let all: Vec<E> = [done, again].into_iter().chain(d.condition.clone()).collect();
                self.cited(&d.titles).eval(&E::And(all))
            }),
            E::Late(name) => {
                let open = self.eval(&E::Open(name.clone()));
                let lacks = any_duty(p, name).and_then(|d| self.lacks_term(d));
                if open.v == Some(V::Bool(false)) {
                    return known(V::Num(Q::int(0)));
                }
                if open.v.is_none() || lacks.is_some() {
                    return all_missing(&[open, lacks.unwrap_or(known(V::Bool(true)))]);
                }
                let all = duty::duties(self, Some(name));
                let late = all.iter().filter(|d| d.state != "discharged" && d.due.is_some_and(|due| due < self.day));
                let days = late.filter_map(|d| d.due.map(|due| self.day - due)).max().unwrap_or(0);
                known(V::Num(Q::int(days)))
            }
            E::CaseDone(f, x) => {
                let r = self.fact(f);
                self.lift(&[r], |v| Some(V::Bool(self.other_acts(&v[0]).iter().any(|a| a["act"] == **x))))
            }
            E::Dot(x, field) => self.dot(x, field),
            E::Own(field) => match self.hand {
                Hand::Record(r) => maybe(r.field(field).cloned()),
                _ => maybe(None),
            },
            E::Name(n) => self.name(n),
            E::Meaning(m) => self.one_fact(&Ref::Meaning(m.clone())),
            E::Lit(v) => known(v.clone()),
            E::Arith(op, a, b) => self.lift(&[self.eval(a), self.eval(b)], |v| self.arith(*op, &v[0], &v[1])),
        }
    }

    fn lacks_term(&self, d: &crate::tree::Must) -> Option<R> {
        match &d.length {
            Length::After(e) | Length::Before(e) => Some(self.cited(&d.titles).eval(e)).filter(|r| r.v.is_none()),
            Length::Soon => None,
        }
    }

    fn other_acts(&self, v: &V) -> Vec<serde_json::Value> {
        let V::Case(j) = v else { return Vec::new() };
        let day = |a: &serde_json::Value| a["on"].as_str().and_then(crate::day::parse_day);
        let acts = j["acts"].as_array().cloned().unwrap_or_default();
        acts.into_iter().filter(|a| day(a).is_some_and(|d| d <= self.day)).collect()
    }

    fn dot(&self, x: &Ref, field: &str) -> R {
        let p = self.case.p;
        let Ref::Name(x) = x else {
            return maybe(self.last(x).and_then(|i| self.case.records[i].field(field).cloned()));
        };
        if p.fact(x).is_some_and(|f| f.ty.word == "案件") {
            let r = self.fact(x);
            return self.lift(&[r], |v| {
                let acts = self.other_acts(&v[0]);
                acts.iter().rev().find_map(|a| a["facts"].get(field)).and_then(guess)
            });
        }
        let fits = |act: &str| match p.act(x) {
            Some(_) => act == x.as_str(),
            None => p.act(act).is_some_and(|a| a.behaviours.iter().any(|b| b == x)),
        };
        let last = (0..self.n).rfind(|i| fits(&self.case.records[*i].act) && self.case.counts(*i, self.n, self.day));
        maybe(last.and_then(|i| self.case.records[i].field(field).cloned()))
    }

    fn name(&self, n: &str) -> R {
        if let Some((register, entry)) = &self.entry
            && self.case.p.register(register).is_some_and(|r| r.fields.iter().any(|f| f.0 == n))
        {
            return maybe(entry.fields.get(n).cloned());
        }
        let p = self.case.p;
        if p.fact(n).is_some() {
            return self.fact(n);
        }
        let Some(parameter) = p.parameter(n) else {
            return maybe(None);
        };
        if let Some(v) = self.case.parameters.get(n) {
            return known(v.clone());
        }
        parameter.default.as_ref().map_or(maybe(None), |e| self.eval_for(e, &parameter.ty.choices))
    }

    // The choices of what stands beside a name; None: it has none; an empty list: any name.
    fn choices(&self, e: &E) -> Option<Vec<String>> {
        let p = self.case.p;
        let of = |t: &crate::tree::Type| (!t.choices.is_empty()).then(|| t.choices.clone());
        let of_ref = |r: &Ref| p.facts_of(r).first().and_then(|f| p.fact(f)).and_then(|f| of(&f.ty));
        match e {
            E::Name(n) => {
                let register = self.entry.as_ref().and_then(|(r, _)| p.register(r));
                if let Some(f) = register.and_then(|r| r.fields.iter().find(|f| f.0 == *n)) {
                    return of(&f.1);
                }
                of_ref(&Ref::Name(n.clone())).or_else(|| p.parameter(n).and_then(|x| of(&x.ty)))
            }
            E::Meaning(m) => of_ref(&Ref::Meaning(m.clone())),
            E::At(r, _) => of_ref(r),
            E::Dot(..) | E::Own(_) => Some(Vec::new()),
            _ => None,
        }
    }

    fn beside(&self, e: &E, choices: Option<&Vec<String>>) -> R {
        match (e, choices) {
            (E::Name(n), Some(c)) if c.is_empty() => known(V::Text(n.clone())),
            (E::Many(l), Some(_)) => {
                let all: Vec<R> = l.iter().map(|e| self.beside(e, choices)).collect();
                self.lift(&all, |v| Some(V::List(v)))
            }
            (e, Some(c)) => self.eval_for(e, c),
            (e, None) => self.eval(e),
        }
    }

    fn compare(&self, op: &str, a: &E, b: &E) -> R {
        let (ca, cb) = (self.choices(a), self.choices(b));
        let left = if ca.is_some() { self.eval(a) } else { self.beside(a, cb.as_ref()) };
        let right = self.beside(b, ca.as_ref());
        let list = ca.filter(|c| !c.is_empty()).or(cb).unwrap_or_default();
        let rank = |v: &V| match v {
            V::Text(t) => list.iter().position(|c| c == t).map(|i| V::Num(Q::int(i as i64))),
            other => Some(other.clone()),
        };
        self.lift(&[left, right], |v| {
            let (a, b) = (&v[0], &v[1]);
            let less = || order(&rank(a)?, &rank(b)?);
            let inside = |x: &String| texts(a).contains(x);
            Some(V::Bool(match op {
                "=" | "≠" => {
                    let sets = matches!((a, b), (V::Set(_), V::List(_)) | (V::List(_), V::Set(_)));
                    let set = |v: &V| texts(v).into_iter().collect::<BTreeSet<_>>();
                    (op == "=") == if sets { set(a) == set(b) } else { same(a, b) }
                }
                "<" => less()?.is_lt(),
                "≤" => less()?.is_le(),
                ">" => less()?.is_gt(),
                "≥" => less()?.is_ge(),
                "含" => texts(b).iter().all(inside),
                "含任一" => texts(b).iter().any(inside),
                _ => texts(a).iter().all(|x| texts(b).contains(x)),
            }))
        })
    }

    fn arith(&self, op: char, a: &V, b: &V) -> Option<V> {
        Some(match (a, b) {
            (V::Num(x), V::Num(y)) => V::Num(x.op(op, *y)?),
            (V::Money(x), V::Money(y)) if op == '/' => V::Num(x.op(op, *y)?),
            (V::Money(x), V::Money(y)) if op != '*' => V::Money(x.op(op, *y)?),
            (V::Money(x), V::Num(y)) if op == '*' || op == '/' => V::Money(x.op(op, *y)?),
            (V::Num(x), V::Money(y)) if op == '*' => V::Money(x.op(op, *y)?),
            (V::Date(x), V::Date(y)) if op == '-' => V::Num(Q::int(x - y)),
            (V::Date(x), V::Term(t)) if op == '+' || op == '-' => V::Date(self.case.clock(&self.titles).plus(*x, *t, if op == '+' { 1 } else { -1 })),
            _ => return None,
        })
    }
}

fn any_duty<'p>(p: &'p crate::tree::Procedure, name: &str) -> Option<&'p crate::tree::Must> {
    p.duties.iter().find(|d| d.name.as_deref() == Some(name))
}

fn all_missing(all: &[R]) -> R {
    R { v: None, miss: all.iter().filter(|r| r.v.is_none()).flat_map(|r| r.miss.clone()).collect() }
}

pub fn not(r: R) -> R {
    match r.v {
        Some(V::Bool(b)) => truth(!b),
        _ => R { v: None, miss: r.miss },
    }
}

pub fn any(all: Vec<R>) -> R {
    if all.iter().any(|r| r.v == Some(V::Bool(true))) {
        return truth(true);
    }
    if all.iter().all(|r| r.v == Some(V::Bool(false))) { truth(false) } else { all_missing(&all) }
}
