//! What a formula reads: facts, acts, the act at hand. Static, from the model alone.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::model::{ActId, Acts, Expr, FactId, Model, Origin, Point, TermExpr, TermValue};

/// The facts that an expression node reads itself, and the expressions below it.
pub(crate) fn direct<'e>(expr: &'e Expr, facts: &mut Vec<FactId>, inner: &mut Vec<&'e Expr>) {
    match expr {
        Expr::Fact(f)
        | Expr::Avoids(f)
        | Expr::CaseDone(f, _)
        | Expr::CaseFact(f, _)
        | Expr::Filled(f) => facts.push(*f),
        Expr::ValueAt(f, _) => facts.push(*f),
        Expr::Expired(_, t) | Expr::Within(_, t) => term_fact(t, facts),
        Expr::PastDate(d, t) | Expr::LastDay(d, t) => {
            inner.push(d);
            term_fact(t, facts);
        }
        Expr::Days(a, b)
        | Expr::Smaller(a, b)
        | Expr::Larger(a, b)
        | Expr::Subset(a, b)
        | Expr::Compare(_, a, b, _)
        | Expr::Arith(_, a, b) => inner.extend([&**a, &**b]),
        Expr::Size(e) | Expr::Not(e) | Expr::Contains(e, _) | Expr::ContainsAny(e, _) => {
            inner.push(e)
        }
        Expr::Some(_, e) | Expr::Every(_, e) | Expr::Count(_, e) => inner.extend(e.as_deref()),
        Expr::And(parts) | Expr::Or(parts) => inner.extend(parts),
        _ => {}
    }
}

fn term_fact(term: &TermExpr, facts: &mut Vec<FactId>) {
    if let TermValue::Fact(f) = term.term {
        facts.push(f);
    }
}

/// Whether an atom's value is open while the act is only offered (M2): it reads a fact that the act
/// sets (also through computed facts), `本.字段`, `人数` or `由`; without an actor also the performers.
pub(crate) fn is_open(model: &Model, act: ActId, with_actor: bool, expr: &Expr) -> bool {
    Opener {
        model,
        act,
        with_actor,
        known: RefCell::default(),
    }
    .expr(expr, 0)
}

struct Opener<'m> {
    model: &'m Model,
    act: ActId,
    with_actor: bool,
    // Facts that were asked before: computed facts share their parts, and asking anew grows exponentially.
    known: RefCell<BTreeMap<FactId, bool>>,
}

impl Opener<'_> {
    fn expr(&self, expr: &Expr, depth: usize) -> bool {
        if depth > 64 {
            return true;
        }
        match expr {
            Expr::Own(_) | Expr::Persons | Expr::ByRole(..) => return true,
            Expr::Different(_) | Expr::Same(_) | Expr::ValidIn(_) | Expr::Avoids(_)
                if !self.with_actor =>
            {
                return true;
            }
            Expr::After(x, y) if self.point(x, depth) || self.point(y, depth) => return true,
            Expr::Pending(id) | Expr::Overdue(id) => {
                let duty = self.model.duty(*id);
                let given = duty.given.as_ref().is_some_and(|g| self.expr(g, depth + 1));
                return given
                    || matches!(duty.trigger, crate::model::Trigger::Fact(f) if self.fact(f, depth + 1));
            }
            // The value at an earlier act is settled.
            Expr::ValueAt(..) => return false,
            _ => {}
        }
        let (mut facts, mut inner) = (Vec::new(), Vec::new());
        direct(expr, &mut facts, &mut inner);
        facts.into_iter().any(|f| self.fact(f, depth + 1))
            || inner.into_iter().any(|e| self.expr(e, depth + 1))
    }

    fn point(&self, point: &Point, depth: usize) -> bool {
        match point {
            Point::Acts(_) => false,
            Point::Facts(facts) => facts.ids.iter().any(|f| self.fact(*f, depth + 1)),
        }
    }

    fn fact(&self, fact: FactId, depth: usize) -> bool {
        if let Some(open) = self.known.borrow().get(&fact) {
            return *open;
        }
        let open = self.fresh(fact, depth);
        self.known.borrow_mut().insert(fact, open);
        open
    }

    fn fresh(&self, fact: FactId, depth: usize) -> bool {
        match &self.model.fact(fact).origin {
            Origin::Typed => {
                let act = self.model.act(self.act);
                act.fills.contains(&fact) || act.may_fill.contains(&fact)
            }
            Origin::Computed(expr) => self.expr(expr, depth + 1),
            Origin::Register { by, .. } => self.fact(*by, depth + 1),
            Origin::Table(tables) => tables.iter().any(|t| {
                self.model
                    .table(*t)
                    .inputs
                    .iter()
                    .any(|f| self.fact(*f, depth + 1))
            }),
        }
    }
}

/// Whether the value can change with the day alone, the records staying the same.
pub(crate) fn turns_with_days(model: &Model, expr: &Expr, depth: usize) -> bool {
    if depth > 64 {
        return true;
    }
    match expr {
        Expr::Expired(..)
        | Expr::Within(..)
        | Expr::PastDate(..)
        | Expr::Today
        | Expr::Days(..)
        | Expr::Some(..)
        | Expr::Every(..)
        | Expr::Count(..)
        | Expr::ValidIn(_)
        | Expr::Pending(_)
        | Expr::Overdue(_)
        | Expr::CaseDone(..)
        | Expr::CaseFact(..) => return true,
        Expr::ValueAt(..) => return false,
        _ => {}
    }
    let (mut facts, mut inner) = (Vec::new(), Vec::new());
    direct(expr, &mut facts, &mut inner);
    let derived = |f: &FactId| match &model.fact(*f).origin {
        Origin::Typed => false,
        Origin::Computed(below) => turns_with_days(model, below, depth + 1),
        Origin::Register { .. } | Origin::Table(_) => true,
    };
    facts.iter().any(derived)
        || inner
            .into_iter()
            .any(|e| turns_with_days(model, e, depth + 1))
}

/// The acts that an expression mentions, also below computed facts.
pub fn acts_mentioned(model: &Model, expr: &Expr, into: &mut Vec<ActId>) {
    let mut add = |acts: &Acts| into.extend(acts.ids.iter().copied());
    match expr {
        Expr::Done(a)
        | Expr::Expired(a, _)
        | Expr::Within(a, _)
        | Expr::EffectiveDay(a)
        | Expr::ValueAt(_, a)
        | Expr::Different(a)
        | Expr::Same(a)
        | Expr::Times(a)
        | Expr::Member(a, _) => add(a),
        Expr::After(x, y) => {
            for point in [x, y] {
                if let Point::Acts(acts) = point {
                    add(acts);
                }
            }
        }
        _ => {}
    }
    let (mut facts, mut inner) = (Vec::new(), Vec::new());
    direct(expr, &mut facts, &mut inner);
    for fact in facts {
        if let Origin::Computed(below) = &model.fact(fact).origin {
            acts_mentioned(model, below, into);
        }
    }
    for below in inner {
        acts_mentioned(model, below, into);
    }
}

/// The facts that an expression mentions itself, not below computed facts.
pub fn mentioned_facts(expr: &Expr) -> Vec<FactId> {
    let (mut facts, mut inner) = (Vec::new(), Vec::new());
    direct(expr, &mut facts, &mut inner);
    if let Expr::After(x, y) = expr {
        for point in [x, y] {
            if let Point::Facts(of) = point {
                facts.extend(&of.ids);
            }
        }
    }
    for below in inner {
        facts.extend(mentioned_facts(below));
    }
    facts
}

/// The expressions right below an expression.
pub fn parts(expr: &Expr) -> Vec<&Expr> {
    let (mut facts, mut inner) = (Vec::new(), Vec::new());
    direct(expr, &mut facts, &mut inner);
    inner
}
