//! Formulas: tokens to `E` (2.2, and the words and binding of the appendix).

use crate::day::{parse_day, parse_term};
use crate::lex::T;
use crate::tree::{E, Ref};
use crate::value::{Q, V, parse_money};

pub type Res<X> = Result<X, String>;

pub struct P<'a> {
    pub t: &'a [T],
    pub i: usize,
}

const BETWEEN: [&str; 12] = ["且", "或", "后于", "含", "含任一", "皆在", "至", "若", "据", "违", "言", "除非"];
const ONE_NAME: [&str; 16] = ["已", "未", "期满", "期内", "效日", "由", "避", "异人", "同人", "已填", "个数", "次数", "有效", "有", "尽", "计"];
const ONE_DUTY: [&str; 2] = ["未决", "逾期"];
const ONE_PART: [&str; 4] = ["逾", "末日", "日数", "非"];

pub fn literal(s: &str) -> Option<V> {
    if let Some(d) = parse_day(s) {
        return Some(V::Date(d));
    }
    if let Some(p) = s.strip_suffix('%') {
        return Q::parse(p)?.op('/', Q::int(100)).map(V::Num);
    }
    if let Some(m) = parse_money(s) {
        return Some(V::Money(m));
    }
    parse_term(s).map(V::Term).or_else(|| Q::parse(s).map(V::Num))
}

impl<'a> P<'a> {
    pub fn new(t: &'a [T]) -> P<'a> {
        P { t, i: 0 }
    }
    pub fn at(&self, k: usize) -> Option<&'a T> {
        self.t.get(self.i + k)
    }
    pub fn name_at(&self, k: usize) -> Option<&'a str> {
        match self.at(k) {
            Some(T::Name(n)) => Some(n),
            _ => None,
        }
    }
    pub fn done(&self) -> bool {
        self.i >= self.t.len()
    }
    pub fn eat(&mut self, c: char) -> bool {
        let hit = self.at(0) == Some(&T::P(c));
        self.i += usize::from(hit);
        hit
    }
    pub fn word(&mut self, w: &str) -> bool {
        let hit = self.name_at(0) == Some(w);
        self.i += usize::from(hit);
        hit
    }
    pub fn need(&mut self, c: char) -> Res<()> {
        if self.eat(c) { Ok(()) } else { Err(format!("{c} expected at {:?}", self.at(0))) }
    }
    pub fn name(&mut self) -> Res<String> {
        match self.name_at(0) {
            Some(n) => {
                self.i += 1;
                Ok(n.to_owned())
            }
            None => Err(format!("name expected at {:?}", self.at(0))),
        }
    }
    pub fn reference(&mut self) -> Res<Ref> {
        if let Some(T::Meaning(m)) = self.at(0) {
            self.i += 1;
            return Ok(Ref::Meaning(m.clone()));
        }
        self.name().map(Ref::Name)
    }
    pub fn all(mut self) -> Res<E> {
        let e = self.or()?;
        if self.done() { Ok(e) } else { Err(format!("too much: {:?}", &self.t[self.i..])) }
    }

    pub fn or(&mut self) -> Res<E> {
        let mut parts = vec![self.and()?];
        while self.word("或") {
            parts.push(self.and()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { E::Or(parts) })
    }
    fn and(&mut self) -> Res<E> {
        let mut parts = vec![self.not()?];
        while self.word("且") {
            parts.push(self.not()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { E::And(parts) })
    }
    fn not(&mut self) -> Res<E> {
        if self.is_word("非") {
            self.i += 1;
            return Ok(E::Not(Box::new(self.not()?)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Res<E> {
        let left = self.sum()?;
        let op = match self.at(0) {
            Some(T::P(c)) if "=≠<≤>≥".contains(*c) => c.to_string(),
            Some(T::Name(n)) if ["后于", "含", "含任一", "皆在"].contains(&n.as_str()) => n.clone(),
            _ => return Ok(left),
        };
        self.i += 1;
        if op == "后于" {
            let left = match left {
                E::Name(n) => Ref::Name(n),
                E::Meaning(m) => Ref::Meaning(m),
                other => return Err(format!("后于 after {other:?}")),
            };
            return Ok(E::After(left, self.reference()?));
        }
        Ok(E::Cmp(op, Box::new(left), Box::new(self.sum()?)))
    }

    fn sum(&mut self) -> Res<E> {
        let mut left = self.product()?;
        while let Some(T::P(c @ ('+' | '-'))) = self.at(0) {
            self.i += 1;
            left = E::Arith(*c, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }
    fn product(&mut self) -> Res<E> {
        let mut left = self.part()?;
        while let Some(T::P(c @ ('*' | '/'))) = self.at(0) {
            self.i += 1;
            left = E::Arith(*c, Box::new(left), Box::new(self.part()?));
        }
        Ok(left)
    }

    fn is_word(&self, w: &str) -> bool {
        if self.name_at(0) != Some(w) {
            return false;
        }
        let plain = self.name_at(1).is_some_and(|n| !BETWEEN.contains(&n));
        let meaning = matches!(self.at(1), Some(T::Meaning(_)));
        if ONE_NAME.contains(&w) {
            plain || meaning
        } else if ONE_DUTY.contains(&w) {
            plain
        } else if ONE_PART.contains(&w) {
            plain || meaning || matches!(self.at(1), Some(T::Lit(_) | T::Str(_) | T::P('(')))
        } else if w == "较小" || w == "较大" {
            self.at(1) == Some(&T::P('('))
        } else if w == "本" {
            self.at(1) == Some(&T::P('.'))
        } else {
            let names = self.name_at(1).is_some_and(|n| ["后于", "含", "含任一", "皆在"].contains(&n));
            !names && !matches!(self.at(1), Some(T::P('.' | '@')))
        }
    }

    fn part(&mut self) -> Res<E> {
        match self.at(0) {
            Some(T::Lit(s)) => {
                self.i += 1;
                return literal(s).map(E::Lit).ok_or(format!("literal {s}"));
            }
            Some(T::Str(s)) => {
                self.i += 1;
                return Ok(E::Lit(V::Text(s.clone())));
            }
            Some(T::P('-')) => {
                self.i += 1;
                let zero = E::Lit(V::Num(Q::int(0)));
                return Ok(match self.part()? {
                    E::Lit(V::Num(q)) => E::Lit(V::Num(Q(-q.0, q.1))),
                    E::Lit(V::Money(q)) => E::Lit(V::Money(Q(-q.0, q.1))),
                    other => E::Arith('-', Box::new(zero), Box::new(other)),
                });
            }
            Some(T::P('(')) => {
                self.i += 1;
                let mut list = vec![self.or()?];
                while self.eat(',') {
                    list.push(self.or()?);
                }
                self.need(')')?;
                return Ok(if list.len() == 1 { list.remove(0) } else { E::Many(list) });
            }
            _ => {}
        }
        let words = ONE_NAME.iter().chain(&ONE_DUTY).chain(&ONE_PART).chain(&["较小", "较大", "本", "今日", "人数"]);
        match words.copied().find(|w| self.is_word(w)) {
            Some(w) => {
                self.i += 1;
                self.after_word(w)
            }
            None => self.plain(),
        }
    }

    fn after_word(&mut self, w: &str) -> Res<E> {
        Ok(match w {
            "已" => E::Done(self.reference()?),
            "未" => E::Not(Box::new(E::Done(self.reference()?))),
            "期满" => E::Expired(self.reference()?, self.term()?),
            "期内" => E::Within(self.reference()?, self.term()?),
            "效日" => E::EffDay(self.reference()?),
            "由" => E::ByRole(self.reference()?),
            "避" => E::Avoids(self.reference()?),
            "异人" => E::Differs(self.reference()?),
            "同人" => E::Same(self.reference()?),
            "已填" => E::Filled(self.reference()?),
            "个数" => E::Size(self.reference()?),
            "次数" => E::Times(self.reference()?),
            "有效" => E::Valid(self.name()?),
            "有" | "尽" | "计" => {
                let register = self.name()?;
                self.need('(')?;
                let inner = Box::new(self.or()?);
                self.need(')')?;
                match w {
                    "有" => E::Some(register, inner),
                    "尽" => E::Every(register, inner),
                    _ => E::Count(register, inner),
                }
            }
            "未决" => E::Open(self.name()?),
            "逾期" => E::Late(self.name()?),
            "逾" => E::Past(Box::new(self.sum()?), self.term()?),
            "末日" => E::LastDay(Box::new(self.sum()?), self.term()?),
            "日数" => {
                let from = self.sum()?;
                if !self.word("至") {
                    return Err("至 expected".into());
                }
                E::Days(Box::new(from), Box::new(self.sum()?))
            }
            "较小" | "较大" => {
                self.need('(')?;
                let mut list = vec![self.sum()?];
                while self.eat(',') {
                    list.push(self.sum()?);
                }
                self.need(')')?;
                if w == "较小" { E::Least(list) } else { E::Most(list) }
            }
            "本" => {
                self.need('.')?;
                E::Own(self.name()?)
            }
            "今日" => E::Today,
            "人数" => E::Persons,
            other => return Err(format!("word {other}")),
        })
    }

    /// A literal, a parameter or a fact.
    pub fn term(&mut self) -> Res<Box<E>> {
        if let Some(T::Lit(s)) = self.at(0) {
            self.i += 1;
            return literal(s).map(|v| Box::new(E::Lit(v))).ok_or(format!("term {s}"));
        }
        Ok(Box::new(E::Name(self.name()?)))
    }

    fn plain(&mut self) -> Res<E> {
        let r = self.reference()?;
        if self.eat('@') {
            return Ok(E::At(r, self.reference()?));
        }
        let name = match r {
            Ref::Meaning(m) if self.eat('.') => return Ok(E::Dot(Ref::Meaning(m), self.name()?)),
            Ref::Meaning(m) => return Ok(E::Meaning(m)),
            Ref::Name(n) => n,
        };
        if self.at(0) == Some(&T::P('.')) && self.name_at(1) == Some("已") && self.name_at(2).is_some() {
            self.i += 2;
            return Ok(E::CaseDone(name, self.name()?));
        }
        if self.eat('.') {
            return Ok(E::Dot(Ref::Name(name), self.name()?));
        }
        Ok(match name.as_str() {
            "是" => E::Lit(V::Bool(true)),
            "否" => E::Lit(V::Bool(false)),
            _ => E::Name(name),
        })
    }
}
