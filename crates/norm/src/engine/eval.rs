//! Formulas at a moment, in Kleene logic (M6): `None` is unknown. Arithmetic is exact.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_base::{Date, Money, Number};
use fadu_term::{Calendar, Count, Term, last_day};
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Zero};

use crate::engine::view::View;
use crate::history::Entry;
use crate::model::{
    ArithOp, CompareOp, Expr, FactId, Point, RegisterId, TermExpr, TermValue, Type,
};
use crate::value::Value;

/// A value during arithmetic: money as an exact number of 分.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Exact {
    Number(Number),
    Money(Number),
    Other(Value),
}

impl Exact {
    fn of(value: Value) -> Exact {
        match value {
            Value::Number(n) => Exact::Number(n),
            Value::Money(m) => Exact::Money(Number::from_integer(i128::from(m.0))),
            other => Exact::Other(other),
        }
    }

    // A computed amount is rounded half up to 分.
    fn value(self) -> Option<Value> {
        match self {
            Exact::Number(n) => Some(Value::Number(n)),
            Exact::Money(fen) => {
                let half = Number::new(1, 2);
                let rounded = fen.checked_add(&half)?.floor();
                i64::try_from(rounded.to_integer())
                    .ok()
                    .map(|n| Value::Money(Money(n)))
            }
            Exact::Other(v) => Some(v),
        }
    }
}

impl<'s> View<'s> {
    /// The truth of a condition; `None`: unknown.
    pub fn truth(&self, expr: &Expr) -> Option<bool> {
        self.truth_in(expr, None)
    }

    /// The value of an expression; `None`: unknown, or beyond what can be written.
    pub fn value(&self, expr: &Expr) -> Option<Value> {
        self.exact(expr, None)?.value()
    }

    /// The value of a computed fact.
    pub(crate) fn computed(&self, id: FactId, expr: &Expr) -> Option<Value> {
        if self.session.model.fact(id).ty == Type::Bool {
            return self.truth(expr).map(Value::Bool);
        }
        self.value(expr)
    }

    fn truth_in(&self, expr: &Expr, entry: Option<(&Entry, RegisterId)>) -> Option<bool> {
        match expr {
            Expr::And(parts) => kleene_all(parts.iter().map(|p| self.truth_in(p, entry))),
            Expr::Or(parts) => {
                kleene_all(parts.iter().map(|p| self.truth_in(p, entry).map(|b| !b))).map(|b| !b)
            }
            Expr::Not(inner) => self.truth_in(inner, entry).map(|b| !b),
            Expr::Done(acts) => Some(acts.ids.iter().any(|a| self.done(*a))),
            Expr::After(x, y) => Some(self.after_holds(x, y)),
            Expr::Expired(acts, term) => self.expired(acts, term),
            Expr::Within(acts, term) => self.within(acts, term),
            Expr::PastDate(date, term) => Some(self.day > self.last_day_of(date, term, entry)?),
            Expr::ByRole(roles, _) => self.by_role(roles),
            Expr::Avoids(fact) => self.avoids(*fact),
            Expr::Different(acts) => self.different(acts),
            Expr::Same(acts) => self.same(acts),
            Expr::ValidIn(register) => self.valid_in(*register),
            Expr::Some(register, formula) => {
                let any = self
                    .over_entries(*register, formula.as_deref())
                    .map(|t| t.map(|b| !b));
                kleene_all(any).map(|b| !b)
            }
            Expr::Every(register, formula) => {
                kleene_all(self.over_entries(*register, formula.as_deref()))
            }
            Expr::Filled(fact) => Some(self.fact(*fact).is_some()),
            Expr::Pending(duty) => self.pending(*duty),
            Expr::CaseDone(fact, act) => self.case_done(*fact, act),
            Expr::Subset(a, b) => self.subset(a, b, entry),
            Expr::Contains(set, value) => self.contains(set, std::slice::from_ref(value), entry),
            Expr::ContainsAny(set, values) => self.contains(set, values, entry),
            Expr::Compare(op, a, b, order) => compare(
                *op,
                self.exact(a, entry)?,
                self.exact(b, entry)?,
                order.as_deref(),
            ),
            Expr::Unknown(_) => None,
            _ => match self.exact(expr, entry)? {
                Exact::Other(Value::Bool(b)) => Some(b),
                _ => None,
            },
        }
    }

    pub(crate) fn exact(&self, expr: &Expr, entry: Option<(&Entry, RegisterId)>) -> Option<Exact> {
        let date = |d: Date| Exact::Other(Value::Date(d));
        let integer = |n: usize| Some(Exact::Number(Number::from_integer(i128::try_from(n).ok()?)));
        match expr {
            Expr::Const(value) => Some(Exact::of(value.clone())),
            Expr::Fact(id) => self.fact(*id).map(Exact::of),
            Expr::Param(id) => self.session.parameter(*id).cloned().map(Exact::of),
            Expr::EntryField(name) => {
                let (entry, register) = entry?;
                let register = self.session.model.register(register);
                super::entries::entry_field(entry, register, name).map(Exact::of)
            }
            Expr::LastDay(start, term) => self.last_day_of(start, term, entry).map(date),
            Expr::EffectiveDay(acts) => self.last(acts).and_then(|p| self.effective(p)).map(date),
            Expr::ValueAt(fact, acts) => self.after(self.last(acts)?).fact(*fact).map(Exact::of),
            Expr::Days(a, b) => {
                let (a, b) = (self.date(a, entry)?, self.date(b, entry)?);
                Some(Exact::Number(Number::from_integer(i128::from(
                    b.number() - a.number(),
                ))))
            }
            Expr::Today => Some(date(self.day)),
            Expr::Persons => integer(self.performers()?.iter().collect::<BTreeSet<_>>().len()),
            Expr::Count(register, formula) => {
                let mut n = 0;
                for truth in self.over_entries(*register, formula.as_deref()) {
                    n += usize::from(truth?);
                }
                integer(n)
            }
            Expr::Size(inner) => match self.exact(inner, entry)? {
                Exact::Other(Value::Multi(set)) => integer(set.len()),
                Exact::Other(Value::List(items)) => integer(items.len()),
                _ => None,
            },
            Expr::Times(acts) => integer(self.counting(acts).len()),
            Expr::Smaller(a, b) => self.pick(a, b, CompareOp::Le, entry),
            Expr::Larger(a, b) => self.pick(a, b, CompareOp::Ge, entry),
            Expr::Overdue(duty) => Some(Exact::Number(Number::from_integer(
                self.overdue_days(*duty)?.into(),
            ))),
            Expr::CaseFact(fact, name) => self.case_fact(*fact, name).map(Exact::of),
            Expr::Member(acts, field) => self.member(self.last(acts)?, field).map(Exact::of),
            Expr::Own(field) => self.own_field(field).map(Exact::of),
            Expr::Arith(op, a, b) => arithmetic(
                *op,
                self.exact(a, entry)?,
                self.exact(b, entry)?,
                self.session.calendar,
            ),
            Expr::Unknown(_) => None,
            _ => self
                .truth_in(expr, entry)
                .map(|b| Exact::Other(Value::Bool(b))),
        }
    }

    fn pick(
        &self,
        a: &Expr,
        b: &Expr,
        op: CompareOp,
        entry: Option<(&Entry, RegisterId)>,
    ) -> Option<Exact> {
        let (a, b) = (self.exact(a, entry)?, self.exact(b, entry)?);
        if compare(op, a.clone(), b.clone(), None)? {
            Some(a)
        } else {
            Some(b)
        }
    }

    fn date(&self, expr: &Expr, entry: Option<(&Entry, RegisterId)>) -> Option<Date> {
        match self.exact(expr, entry)? {
            Exact::Other(Value::Date(d)) => Some(d),
            _ => None,
        }
    }

    // No instance of Y counts, or the last X comes after the last Y. An act that sets a fact
    // itself counts as after that fact's change.
    fn after_holds(&self, x: &Point, y: &Point) -> bool {
        let place = |p: &Point| match p {
            Point::Acts(acts) => self.last(acts),
            Point::Facts(facts) => self.last_change(facts),
        };
        let Some(of_y) = place(y) else { return true };
        let Some(of_x) = place(x) else { return false };
        match (x, y) {
            (Point::Acts(_), Point::Facts(_)) => of_x >= of_y,
            _ => of_x > of_y,
        }
    }

    /// The length of a term here.
    pub(crate) fn term(&self, term: &TermExpr) -> Option<Term> {
        let value = match &term.term {
            TermValue::Literal(term) => return Some(*term),
            TermValue::Param(id) => self.session.parameter(*id)?.clone(),
            TermValue::Fact(id) => self.fact(*id)?,
        };
        match value {
            Value::Term(term) => Some(term),
            _ => None,
        }
    }

    /// The last day of a plain term from a day.
    pub(crate) fn end(&self, start: Date, term: &TermExpr) -> Option<Date> {
        let count = Count::new(start, self.term(term)?).under(&term.rule);
        last_day(&count, self.session.calendar).ok()?.last_day
    }

    fn expired(&self, acts: &crate::model::Acts, term: &TermExpr) -> Option<bool> {
        let Some(start) = self.last(acts).and_then(|p| self.effective(p)) else {
            return Some(false);
        };
        Some(self.day > self.end(start, term)?)
    }

    fn within(&self, acts: &crate::model::Acts, term: &TermExpr) -> Option<bool> {
        let Some(start) = self.last(acts).and_then(|p| self.effective(p)) else {
            return Some(false);
        };
        Some(self.within_day <= self.end(start, term)?)
    }

    fn last_day_of(
        &self,
        start: &Expr,
        term: &TermExpr,
        entry: Option<(&Entry, RegisterId)>,
    ) -> Option<Date> {
        self.end(self.date(start, entry)?, term)
    }

    fn by_role(&self, roles: &[crate::model::RoleId]) -> Option<bool> {
        match self.own {
            Some(super::view::Own::Judged(record)) => {
                Some(record.role.is_some_and(|r| roles.contains(&r)))
            }
            _ => None,
        }
    }

    fn avoids(&self, fact: FactId) -> Option<bool> {
        let named = self.fact(fact)?;
        let mut persons = BTreeSet::new();
        collect_persons(&named, &mut persons);
        Some(!self.performers()?.iter().any(|p| persons.contains(p)))
    }

    // No performer ever performed or approved it, revoked or not.
    fn different(&self, acts: &crate::model::Acts) -> Option<bool> {
        let performers = self.performers()?;
        let took_part = |place: &usize| {
            self.kept(*place).is_some_and(|k| {
                k.record
                    .by
                    .iter()
                    .chain(&k.record.approved)
                    .any(|p| performers.contains(p))
            })
        };
        Some(
            !acts
                .ids
                .iter()
                .any(|a| self.session.places(*a).iter().any(took_part)),
        )
    }

    fn same(&self, acts: &crate::model::Acts) -> Option<bool> {
        let performers = self.performers()?;
        let places = self.counting(acts);
        let did = |person: &Arc<str>| {
            places
                .iter()
                .any(|p| self.kept(*p).is_some_and(|k| k.record.by.contains(person)))
        };
        Some(!places.is_empty() && performers.iter().all(did))
    }

    /// Every performer holds a valid entry on the day.
    pub(crate) fn valid_in(&self, register: RegisterId) -> Option<bool> {
        let performers = self.performers()?;
        let entries = self.entries(register);
        let holds = |person: &Arc<str>| entries.iter().any(|e| e.person.as_ref() == Some(person));
        Some(performers.iter().all(holds))
    }

    fn over_entries(
        &self,
        register: RegisterId,
        formula: Option<&Expr>,
    ) -> impl Iterator<Item = Option<bool>> {
        let truths: Vec<Option<bool>> = self
            .entries(register)
            .iter()
            .map(|e| formula.map_or(Some(true), |f| self.truth_in(f, Some((e, register)))))
            .collect();
        truths.into_iter()
    }

    fn member(&self, place: usize, field: &str) -> Option<Value> {
        let kept = self.kept(place)?;
        let behaviours = &self.session.model.act(kept.record.act).behaviours;
        behaviours.iter().find_map(|b| {
            kept.record
                .behaviour
                .get(format!("{}.{field}", b.name).as_str())
                .cloned()
        })
    }

    fn own_field(&self, field: &str) -> Option<Value> {
        let Some(super::view::Own::Judged(record)) = self.own else {
            return None;
        };
        let behaviours = &self.session.model.act(record.act).behaviours;
        behaviours.iter().find_map(|b| {
            record
                .behaviour
                .get(format!("{}.{field}", b.name).as_str())
                .cloned()
        })
    }

    fn subset(&self, a: &Expr, b: &Expr, entry: Option<(&Entry, RegisterId)>) -> Option<bool> {
        let (Exact::Other(a), Exact::Other(b)) = (self.exact(a, entry)?, self.exact(b, entry)?)
        else {
            return None;
        };
        let (a, b) = (as_set(&a)?, as_set(&b)?);
        Some(a.is_subset(&b))
    }

    fn contains(
        &self,
        set: &Expr,
        values: &[Value],
        entry: Option<(&Entry, RegisterId)>,
    ) -> Option<bool> {
        let Exact::Other(value) = self.exact(set, entry)? else {
            return None;
        };
        let set = as_set(&value)?;
        Some(values.iter().any(|v| set.contains(v)))
    }

    fn other_case(&self, fact: FactId) -> Option<Arc<crate::history::OtherCase>> {
        match self.fact(fact)? {
            Value::Case(case) => Some(case),
            _ => None,
        }
    }

    fn case_done(&self, fact: FactId, act: &str) -> Option<bool> {
        let case = self.other_case(fact)?;
        Some(
            case.done
                .iter()
                .any(|(name, day)| &**name == act && *day <= self.day),
        )
    }

    fn case_fact(&self, fact: FactId, name: &str) -> Option<Value> {
        let case = self.other_case(fact)?;
        let known = case
            .facts
            .iter()
            .filter(|(n, day, _)| &**n == name && *day <= self.day);
        known
            .max_by_key(|(_, day, _)| *day)
            .map(|(_, _, v)| v.clone())
    }
}

/// All of them true; false if one is false, else unknown if one is unknown.
fn kleene_all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            None => known = false,
            Some(true) => {}
        }
    }
    known.then_some(true)
}

fn collect_persons(value: &Value, into: &mut BTreeSet<Arc<str>>) {
    match value {
        Value::List(items) => items.iter().for_each(|v| collect_persons(v, into)),
        Value::Multi(set) => into.extend(set.iter().cloned()),
        other => into.extend(other.as_text().cloned()),
    }
}

fn as_set(value: &Value) -> Option<BTreeSet<Value>> {
    match value {
        Value::Multi(set) => Some(set.iter().cloned().map(Value::Choice).collect()),
        Value::List(items) => Some(items.iter().map(as_member).collect()),
        Value::Choice(_) | Value::Text(_) => Some(BTreeSet::from([as_member(value)])),
        _ => None,
    }
}

// Names compare alike whether they are choices or texts.
fn as_member(value: &Value) -> Value {
    match value {
        Value::Text(t) => Value::Choice(t.clone()),
        other => other.clone(),
    }
}

fn compare(op: CompareOp, a: Exact, b: Exact, order: Option<&[Arc<str>]>) -> Option<bool> {
    use std::cmp::Ordering;
    let ordering = match (&a, &b) {
        (Exact::Number(x), Exact::Number(y)) | (Exact::Money(x), Exact::Money(y)) => x.cmp(y),
        (Exact::Other(Value::Date(x)), Exact::Other(Value::Date(y))) => x.cmp(y),
        (Exact::Other(x), Exact::Other(y)) => match (order, x.as_text(), y.as_text()) {
            (Some(order), Some(x), Some(y)) => {
                let rank = |t: &Arc<str>| order.iter().position(|v| v == t);
                rank(x)?.cmp(&rank(y)?)
            }
            _ => return equal_only(op, x, y),
        },
        _ => return None,
    };
    Some(match op {
        CompareOp::Eq => ordering == Ordering::Equal,
        CompareOp::Ne => ordering != Ordering::Equal,
        CompareOp::Lt => ordering == Ordering::Less,
        CompareOp::Le => ordering != Ordering::Greater,
        CompareOp::Gt => ordering == Ordering::Greater,
        CompareOp::Ge => ordering != Ordering::Less,
    })
}

fn equal_only(op: CompareOp, x: &Value, y: &Value) -> Option<bool> {
    let equal = match (as_set(x), as_set(y)) {
        (Some(a), Some(b)) => a == b,
        // `是` beside an open name is a name.
        _ => match (x, y) {
            (Value::Bool(b), Value::Choice(name)) | (Value::Choice(name), Value::Bool(b)) => {
                &**name == if *b { "是" } else { "否" }
            }
            _ => x == y,
        },
    };
    match op {
        CompareOp::Eq => Some(equal),
        CompareOp::Ne => Some(!equal),
        _ => None,
    }
}

// Money ± money, money × or ÷ number, money ÷ money, numbers, date ± term, date − date.
fn arithmetic(op: ArithOp, a: Exact, b: Exact, calendar: &Calendar) -> Option<Exact> {
    use Exact::{Money, Number as Num, Other};
    match (op, a, b) {
        (ArithOp::Add, Num(x), Num(y)) => x.checked_add(&y).map(Num),
        (ArithOp::Sub, Num(x), Num(y)) => x.checked_sub(&y).map(Num),
        (ArithOp::Mul, Num(x), Num(y)) => x.checked_mul(&y).map(Num),
        (ArithOp::Div, Num(x), Num(y)) => divide(&x, &y).map(Num),
        (ArithOp::Add, Money(x), Money(y)) => x.checked_add(&y).map(Money),
        (ArithOp::Sub, Money(x), Money(y)) => x.checked_sub(&y).map(Money),
        (ArithOp::Mul, Money(x), Num(y)) | (ArithOp::Mul, Num(y), Money(x)) => {
            x.checked_mul(&y).map(Money)
        }
        (ArithOp::Div, Money(x), Num(y)) => divide(&x, &y).map(Money),
        (ArithOp::Div, Money(x), Money(y)) => divide(&x, &y).map(Num),
        (ArithOp::Add, Other(Value::Date(d)), Other(Value::Term(t))) => moved(d, t, 1, calendar),
        (ArithOp::Sub, Other(Value::Date(d)), Other(Value::Term(t))) => moved(d, t, -1, calendar),
        (ArithOp::Sub, Other(Value::Date(x)), Other(Value::Date(y))) => Some(Num(
            Number::from_integer(i128::from(x.number() - y.number())),
        )),
        _ => None,
    }
}

fn divide(x: &Number, y: &Number) -> Option<Number> {
    if y.is_zero() { None } else { x.checked_div(y) }
}

// Date ± term knows no rest-day rule. What `日` means was settled where the formula was resolved (T5).
fn moved(day: Date, term: Term, sign: i32, calendar: &Calendar) -> Option<Exact> {
    let shift = if sign < 0 {
        fadu_term::shift_back
    } else {
        fadu_term::shift_forward
    };
    shift(day, term, fadu_term::DayRule::PLAIN, calendar)
        .ok()
        .map(|(d, _)| Exact::Other(Value::Date(d)))
}
