//! Values, exact numbers, and both as JSON.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::day::{Day, Term, parse_day, parse_term, show, show_term};

/// A fraction in lowest terms, denominator above zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Q(pub i128, pub i128);

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

impl Q {
    pub fn new(n: i128, d: i128) -> Option<Q> {
        if d == 0 {
            return None;
        }
        let g = gcd(n, d).max(1) * d.signum();
        Some(Q(n / g, d / g))
    }
    pub fn int(n: i64) -> Q {
        Q(i128::from(n), 1)
    }
    pub fn op(self, op: char, o: Q) -> Option<Q> {
        match op {
            '+' => Q::new(self.0.checked_mul(o.1)?.checked_add(o.0.checked_mul(self.1)?)?, self.1.checked_mul(o.1)?),
            '-' => self.op('+', Q(-o.0, o.1)),
            '*' => Q::new(self.0.checked_mul(o.0)?, self.1.checked_mul(o.1)?),
            _ => Q::new(self.0.checked_mul(o.1)?, self.1.checked_mul(o.0)?),
        }
    }
    pub fn order(self, o: Q) -> Ordering {
        (self.0 * o.1).cmp(&(o.0 * self.1))
    }
    pub fn parse(s: &str) -> Option<Q> {
        let s = s.replace('_', "");
        let (sign, s) = s.strip_prefix('-').map_or((1, &*s), |r| (-1, r));
        let (whole, part) = s.split_once('.').unwrap_or((s, ""));
        let digits = format!("{whole}{part}");
        if !digits.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        Q::new(sign * digits.parse::<i128>().ok()?, 10_i128.checked_pow(part.len() as u32)?)
    }
    /// Half up.
    pub fn round(self) -> i128 {
        (2 * self.0 + self.1).div_euclid(2 * self.1)
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum V {
    Bool(bool),
    Num(Q),
    /// In 分.
    Money(Q),
    Date(Day),
    Term(Term),
    /// A text, a choice, a person.
    Text(String),
    Set(BTreeSet<String>),
    List(Vec<V>),
    Case(Json),
}

pub fn parse_money(s: &str) -> Option<Q> {
    let s = s.strip_suffix('元')?;
    let (s, times) = if let Some(s) = s.strip_suffix('万') {
        (s, 1_000_000)
    } else if let Some(s) = s.strip_suffix('亿') {
        (s, 10_000_000_000)
    } else {
        (s, 100)
    };
    let times = Q::int(times);
    let text = s.trim();
    (!text.is_empty()).then(|| Q::parse(text)?.op('*', times)).flatten()
}

/// Reads a value of a type of the language.
pub fn from_json(j: &Json, ty: &str) -> Option<V> {
    let text = j.as_str();
    Some(match ty {
        "是否" => V::Bool(j.as_bool().or(text.map(|t| t == "是"))?),
        "整数" | "数" => V::Num(Q::parse(&text.map_or_else(|| j.to_string(), str::to_owned))?),
        "金额" => V::Money(parse_money(text?)?),
        "日期" => V::Date(parse_day(text?)?),
        "期限" => V::Term(parse_term(text?)?),
        "多选" => match j {
            Json::Array(a) => V::Set(a.iter().filter_map(|x| x.as_str().map(str::to_owned)).collect()),
            _ => V::Set([text?.to_owned()].into()),
        },
        "列" => V::List(j.as_array()?.iter().filter_map(|x| from_json(x, "文本")).collect()),
        "案件" => V::Case(j.clone()),
        "" => guess(j)?,
        _ => V::Text(text?.to_owned()),
    })
}

/// A value whose type nobody declared.
pub fn guess(j: &Json) -> Option<V> {
    Some(match j {
        Json::Bool(b) => V::Bool(*b),
        Json::Number(n) => V::Num(Q::parse(&n.to_string())?),
        Json::String(s) => match (parse_money(s), parse_day(s), parse_term(s)) {
            (Some(m), ..) => V::Money(m),
            (_, Some(d), _) => V::Date(d),
            (_, _, Some(t)) => V::Term(t),
            _ => V::Text(s.clone()),
        },
        Json::Array(a) => V::Set(a.iter().filter_map(|x| x.as_str().map(str::to_owned)).collect()),
        _ => return None,
    })
}

pub fn to_json(v: &V) -> Json {
    match v {
        V::Bool(b) => json!(b),
        V::Num(q) if q.1 == 1 => json!(q.0 as i64),
        V::Num(q) => json!(q.0 as f64 / q.1 as f64),
        V::Money(q) => {
            let n = q.round();
            let (sign, n) = (if n < 0 { "-" } else { "" }, n.abs());
            json!(format!("{sign}{}.{:02}元", n / 100, n % 100))
        }
        V::Date(d) => json!(show(*d)),
        V::Term(t) => json!(show_term(*t)),
        V::Text(s) => json!(s),
        V::Set(s) => json!(s),
        V::List(l) => Json::Array(l.iter().map(to_json).collect()),
        V::Case(c) => c.clone(),
    }
}
