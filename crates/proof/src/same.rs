//! Whether two formulas say the same, however acts and facts are named in them.

use std::sync::Arc;

use fadu_norm::model::{Acts, Expr, Facts, Point};
use fadu_norm::value::Value;

/// The formula without the names it was written with.
pub fn plain(expr: &Expr) -> Expr {
    let acts = |a: &Acts| Acts {
        ids: a.ids.clone(),
        text: Arc::from(""),
    };
    let point = |p: &Point| match p {
        Point::Acts(a) => Point::Acts(acts(a)),
        Point::Facts(f) => Point::Facts(Facts {
            ids: f.ids.clone(),
            text: Arc::from(""),
        }),
    };
    let boxed = |e: &Expr| Box::new(plain(e));
    match expr {
        Expr::Done(a) => Expr::Done(acts(a)),
        Expr::After(x, y) => Expr::After(point(x), point(y)),
        Expr::Expired(a, t) => Expr::Expired(acts(a), t.clone()),
        Expr::Within(a, t) => Expr::Within(acts(a), t.clone()),
        Expr::ValueAt(f, a) => Expr::ValueAt(*f, acts(a)),
        Expr::Different(a) => Expr::Different(acts(a)),
        Expr::Same(a) => Expr::Same(acts(a)),
        Expr::Times(a) => Expr::Times(acts(a)),
        Expr::Member(a, f) => Expr::Member(acts(a), f.clone()),
        Expr::EffectiveDay(a) => Expr::EffectiveDay(acts(a)),
        Expr::ByRole(roles, _) => Expr::ByRole(roles.clone(), Arc::from("")),
        Expr::And(parts) => Expr::And(flat(parts, true)),
        Expr::Or(parts) => Expr::Or(flat(parts, false)),
        Expr::Not(inner) => match plain(inner) {
            Expr::Not(double) => *double,
            other => Expr::Not(Box::new(other)),
        },
        // `F = 是` is `F`, `F = 否` is `非 F`.
        Expr::Compare(fadu_norm::model::CompareOp::Eq, a, b, _)
            if **b == Expr::Const(Value::Bool(true)) =>
        {
            plain(a)
        }
        Expr::Compare(fadu_norm::model::CompareOp::Eq, a, b, _)
            if **b == Expr::Const(Value::Bool(false)) =>
        {
            Expr::Not(boxed(a))
        }
        Expr::Compare(op, a, b, order) => Expr::Compare(*op, boxed(a), boxed(b), order.clone()),
        Expr::Arith(op, a, b) => Expr::Arith(*op, boxed(a), boxed(b)),
        Expr::Subset(a, b) => Expr::Subset(boxed(a), boxed(b)),
        other => other.clone(),
    }
}

fn flat(parts: &[Expr], conjunction: bool) -> Vec<Expr> {
    let mut all = Vec::new();
    for part in parts {
        match (plain(part), conjunction) {
            (Expr::And(inner), true) | (Expr::Or(inner), false) => all.extend(inner),
            (other, _) => all.push(other),
        }
    }
    all
}

/// Whether two formulas say the same.
pub fn same_expr(a: &Expr, b: &Expr) -> bool {
    plain(a) == plain(b)
}

/// Whether the first surely implies the second: every conjunct of the second is one of the first.
pub fn implied(from: &Expr, to: &Expr) -> bool {
    let conjuncts = |e: &Expr| match plain(e) {
        Expr::And(parts) => parts,
        one => vec![one],
    };
    let given = conjuncts(from);
    conjuncts(to).iter().all(|c| {
        given.contains(c) || matches!(c, Expr::Or(ways) if ways.iter().any(|w| given.contains(w)))
    })
}
