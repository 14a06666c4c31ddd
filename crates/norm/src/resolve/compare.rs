//! Comparisons of formulas: values beside a choice, a set or a name are what that is.

use crate::model::{CompareOp, Expr, FactId, Type};
use crate::resolve::declare::Builder;
use crate::resolve::formula::{Place, Typed};
use crate::resolve::types;
use crate::tree::{Formula, FormulaKind, Literal, LiteralKind, Span};
use crate::value::Value;

impl Builder<'_, '_> {
    // Values beside `含`: choices of the set, names, or a fact.
    pub(super) fn members(
        &mut self,
        place: &Place<'_>,
        ty: &Type,
        values: &[Literal],
    ) -> Option<Vec<Member>> {
        let mut members = Vec::new();
        for literal in values {
            let member = match (&literal.kind, ty.choices()) {
                (LiteralKind::Name(name), Some(choices)) => {
                    match (types::choice(name, choices), self.model.fact_named(name)) {
                        (Ok(choice), _) => Some(Member::Value(Value::Choice(choice))),
                        (Err(_), Some(fact)) => Some(Member::Fact(fact)),
                        (Err(message), None) => {
                            self.problems.error(place.source, literal.span, message);
                            None
                        }
                    }
                }
                (LiteralKind::Name(name), None) => match self.model.fact_named(name) {
                    Some(fact) if matches!(ty, Type::List(_)) => Some(Member::Fact(fact)),
                    _ => Some(Member::Value(Value::Choice(name.as_str().into()))),
                },
                (LiteralKind::Text(text), _) => {
                    Some(Member::Value(Value::Choice(text.as_str().into())))
                }
                (LiteralKind::Bool(b), Some(choices)) => {
                    types::choice(if *b { "是" } else { "否" }, choices)
                        .ok()
                        .map(|c| Member::Value(Value::Choice(c)))
                }
                (other, _) => types::plain_value(other).map(|(v, _)| Member::Value(v)),
            };
            members.push(member);
        }
        let is_set = matches!(
            ty,
            Type::Multi { .. } | Type::List(_) | Type::Open | Type::Choice { .. }
        ) || ty.is_textual();
        let span = values.first().map(|l| l.span).unwrap_or_default();
        self.expect(place, span, is_set, "含前面要写多选或者列")?;
        members.into_iter().collect()
    }

    pub(super) fn compare(
        &mut self,
        place: &Place<'_>,
        span: Span,
        op: CompareOp,
        a: &Formula,
        b: &Formula,
    ) -> Option<Typed> {
        let bare = |f: &Formula| match &f.kind {
            FormulaKind::Literal(LiteralKind::Name(text)) => Some(text.clone()),
            FormulaKind::Literal(LiteralKind::Bool(yes)) => {
                Some(if *yes { "是" } else { "否" }.to_owned())
            }
            _ => None,
        };
        // Beside a choice fact a bare name is a choice first.
        let own_choice = |builder: &Self, f: &Formula| {
            let name = bare(f)?;
            let id = builder.model.fact_named(&name)?;
            builder.model.fact(id).ty.choices().cloned()
        };
        let a_is_choice = bare(a)
            .is_some_and(|n| own_choice(self, b).is_some_and(|c| types::choice(&n, &c).is_ok()))
            && own_choice(self, a).is_none();
        let (left, right) = if a_is_choice { (b, a) } else { (a, b) };
        let (x, ty) = self.boxed(place, left)?;
        let (y, other) = match self.beside(place, &ty, right) {
            Some(found) => found?,
            None => self.boxed(place, right)?,
        };
        let untyped = |e: &Expr| matches!(e, Expr::Unknown(_) | Expr::CaseFact(..));
        let unknown = untyped(&x) || untyped(&y);
        if !unknown && !types::comparable(&ty, &other) {
            self.problems.error(
                place.source,
                span,
                format!("{}不能和{}比较", ty.zh(), other.zh()),
            );
            return None;
        }
        let order = match (&ty, &other) {
            (
                Type::Choice {
                    values,
                    ordered: true,
                },
                _,
            )
            | (
                Type::Open,
                Type::Choice {
                    values,
                    ordered: true,
                },
            ) => Some(values.clone()),
            _ => None,
        };
        let compares = matches!(op, CompareOp::Eq | CompareOp::Ne);
        let orders = matches!(ty, Type::Integer | Type::Number | Type::Money | Type::Date)
            || order.is_some();
        if !unknown && !compares && !orders {
            self.problems.error(
                place.source,
                span,
                format!("{}没有大小，只能写 = 或者 ≠", ty.zh()),
            );
            return None;
        }
        let op = if a_is_choice { mirrored(op) } else { op };
        Some((Expr::Compare(op, x, y, order), Type::Bool))
    }

    // A bare name beside a choice, a set or an open name.
    #[expect(
        clippy::option_option,
        reason = "outer: whether the name is a value here; inner: whether it is a good one"
    )]
    pub(super) fn beside(
        &mut self,
        place: &Place<'_>,
        ty: &Type,
        formula: &Formula,
    ) -> Option<Option<(Box<Expr>, Type)>> {
        let name = match &formula.kind {
            FormulaKind::Literal(LiteralKind::Name(text)) => text.clone(),
            FormulaKind::Literal(LiteralKind::Bool(yes))
                if ty.choices().is_some() || *ty == Type::Open =>
            {
                if *yes { "是" } else { "否" }.to_owned()
            }
            _ => return None,
        };
        let is_fact =
            self.model.fact_named(&name).is_some() || self.model.parameter_named(&name).is_some();
        match ty {
            Type::Choice { values, .. } | Type::Multi { values, .. } => {
                match types::choice(&name, values) {
                    Ok(choice) => {
                        let value = match ty {
                            Type::Multi { .. } => Value::Multi([choice].into()),
                            _ => Value::Choice(choice),
                        };
                        Some(Some((Box::new(Expr::Const(value)), ty.clone())))
                    }
                    Err(_) if is_fact => None,
                    Err(message) => {
                        self.problems.error(place.source, formula.span, message);
                        Some(None)
                    }
                }
            }
            ty if ty.is_textual()
                && !is_fact
                && place
                    .entry
                    .and_then(|r| self.entry_field(r, &name))
                    .is_none() =>
            {
                Some(Some((
                    Box::new(Expr::Const(Value::Choice(name.into()))),
                    ty.clone(),
                )))
            }
            _ => None,
        }
    }
}

pub(super) enum Member {
    Value(Value),
    Fact(FactId),
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
}
