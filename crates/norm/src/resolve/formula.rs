//! Formulas: names become ids, every part gets a type, terms get the day rule of their citation (T5).

use std::sync::Arc;

use fadu_law::Citation;

use crate::model::{ActId, Acts, CompareOp, Expr, FactId, RegisterId, Type};
use crate::resolve::compare::Member;
use crate::resolve::declare::Builder;
use crate::resolve::references::{Found, ref_text, written};
use crate::resolve::{Source, suggestion, types};
use crate::tree::{Formula, FormulaKind, LiteralKind, Name, Ref, Span};
use crate::value::Value;

/// Where a formula stands: what its terms are counted by and what it may speak of.
pub(crate) struct Place<'a> {
    pub(crate) source: &'a Source,
    /// The citations of the same norm.
    pub(crate) cites: &'a [Citation],
    /// Whether there is no act at hand, so that `异人 本 …` are errors.
    pub(crate) no_act: bool,
    /// The register whose entry is at hand.
    pub(crate) entry: Option<RegisterId>,
    /// In a property: meanings that do not occur are no error.
    pub(crate) property: bool,
}

pub(super) type Typed = (Expr, Type);

impl<'s> Builder<'s, '_> {
    /// A formula that must be a condition.
    pub(crate) fn condition_formula(
        &mut self,
        source: &Source,
        formula: &Formula,
        cites: &[Citation],
        no_act: bool,
    ) -> Option<Expr> {
        let place = Place {
            source,
            cites,
            no_act,
            entry: None,
            property: false,
        };
        self.truth(&place, formula)
    }

    pub(crate) fn truth(&mut self, place: &Place<'_>, formula: &Formula) -> Option<Expr> {
        let (expr, ty) = self.lower(place, formula)?;
        match (&expr, &ty) {
            // What type a fact of another case has is not known here.
            (_, Type::Bool) | (Expr::CaseFact(..), _) => Some(expr),
            (Expr::Overdue(_), _) => Some(Expr::Compare(
                CompareOp::Gt,
                Box::new(expr),
                Box::new(Expr::Const(types::zero())),
                None,
            )),
            _ => {
                let message = format!("这里要写一个条件，写的是{}", ty.zh());
                self.problems.error(place.source, formula.span, message);
                None
            }
        }
    }

    pub(super) fn boxed(
        &mut self,
        place: &Place<'_>,
        formula: &Formula,
    ) -> Option<(Box<Expr>, Type)> {
        self.lower(place, formula).map(|(e, t)| (Box::new(e), t))
    }

    /// A formula of any type.
    pub(crate) fn lower(&mut self, place: &Place<'_>, formula: &Formula) -> Option<Typed> {
        let truth = |expr: Expr| Some((expr, Type::Bool));
        match &formula.kind {
            FormulaKind::And(..) => {
                let mut parts = Vec::new();
                spread(formula, true, &mut parts);
                truth(Expr::And(self.truths(place, &parts)?))
            }
            FormulaKind::Or(..) => {
                let mut parts = Vec::new();
                spread(formula, false, &mut parts);
                truth(Expr::Or(self.truths(place, &parts)?))
            }
            FormulaKind::Not(inner) => truth(Expr::Not(Box::new(self.truth(place, inner)?))),
            FormulaKind::Literal(literal) => self.literal(place, literal, formula.span),
            FormulaKind::Meaning(name) => self.fact_ref(place, &Ref::Meaning(name.clone())),
            FormulaKind::Done(x) => truth(Expr::Done(self.acts_ref(place, x)?)),
            FormulaKind::NotDone(x) => {
                truth(Expr::Not(Box::new(Expr::Done(self.acts_ref(place, x)?))))
            }
            FormulaKind::After(x, y) => {
                let (x, y) = (self.point(place, x), self.point(place, y));
                truth(Expr::After(x?, y?))
            }
            FormulaKind::Expired(x, t) => {
                let (x, t) = (self.acts_ref(place, x), self.place_term(place, t));
                truth(Expr::Expired(x?, t?))
            }
            FormulaKind::Within(x, t) => {
                let (x, t) = (self.acts_ref(place, x), self.place_term(place, t));
                truth(Expr::Within(x?, t?))
            }
            FormulaKind::PastDate(d, t) => {
                let (d, t) = (self.day(place, d), self.place_term(place, t));
                truth(Expr::PastDate(Box::new(d?), t?))
            }
            FormulaKind::LastDay(d, t) => {
                let (d, t) = (self.day(place, d), self.place_term(place, t));
                Some((Expr::LastDay(Box::new(d?), t?), Type::Date))
            }
            FormulaKind::EffectiveDay(x) => {
                Some((Expr::EffectiveDay(self.acts_ref(place, x)?), Type::Date))
            }
            FormulaKind::ValueAt(f, x) => {
                let (f, x) = (self.one_fact(place, f), self.acts_ref(place, x));
                let f = match f? {
                    Found::Fact(f) => f,
                    Found::Absent(name) => return Some((Expr::Unknown(name), Type::Open)),
                };
                Some((Expr::ValueAt(f, x?), self.model.fact(f).ty.clone()))
            }
            FormulaKind::Days(a, b) => {
                let (a, b) = (self.day(place, a), self.day(place, b));
                Some((Expr::Days(Box::new(a?), Box::new(b?)), Type::Integer))
            }
            FormulaKind::Today => Some((Expr::Today, Type::Date)),
            FormulaKind::Some(r, f) => self
                .entries(place, r, f.as_deref(), Expr::Some)
                .and_then(truth),
            FormulaKind::Every(r, f) => self
                .entries(place, r, f.as_deref(), Expr::Every)
                .and_then(truth),
            FormulaKind::Count(r, f) => self
                .entries(place, r, f.as_deref(), Expr::Count)
                .map(|e| (e, Type::Integer)),
            FormulaKind::Filled(f) => match self.one_fact(place, f)? {
                Found::Fact(f) => truth(Expr::Filled(f)),
                Found::Absent(name) => truth(Expr::Unknown(name)),
            },
            FormulaKind::Size(f) => {
                let (expr, ty) = self.fact_ref(place, f)?;
                self.expect(
                    place,
                    formula.span,
                    matches!(ty, Type::Multi { .. } | Type::List(_) | Type::Open),
                    "个数后面要写多选或者列",
                )?;
                Some((Expr::Size(Box::new(expr)), Type::Integer))
            }
            FormulaKind::Times(x) => Some((Expr::Times(self.acts_ref(place, x)?), Type::Integer)),
            FormulaKind::Smaller(a, b) => {
                self.smaller_larger(place, formula.span, a, b, Expr::Smaller)
            }
            FormulaKind::Larger(a, b) => {
                self.smaller_larger(place, formula.span, a, b, Expr::Larger)
            }
            FormulaKind::Subset(a, b) => {
                let ((a, x), (b, y)) = (self.boxed(place, a)?, self.boxed(place, b)?);
                let set = |t: &Type| {
                    matches!(
                        t,
                        Type::Multi { .. } | Type::List(_) | Type::Open | Type::Bool
                    ) || t.is_textual()
                        || matches!(t, Type::Choice { .. })
                };
                self.expect(
                    place,
                    formula.span,
                    set(&x) && set(&y),
                    "皆在两边要写多选、列或者名称",
                )?;
                truth(Expr::Subset(a, b))
            }
            FormulaKind::Pending(name) => truth(Expr::Pending(self.duty_named(place, name)?)),
            FormulaKind::Overdue(name) => {
                Some((Expr::Overdue(self.duty_named(place, name)?), Type::Integer))
            }
            FormulaKind::CaseDone(case, x) => {
                let fact = self.case_fact(place, case)?;
                truth(Expr::CaseDone(fact, ref_text(x).text.as_str().into()))
            }
            FormulaKind::Member(x, field) => self.member(place, x, field),
            FormulaKind::Contains(set, value) => {
                let (set, ty) = self.boxed(place, set)?;
                let mut values = self.members(place, &ty, std::slice::from_ref(value))?;
                match values.pop() {
                    Some(Member::Value(value)) => truth(Expr::Contains(set, value)),
                    Some(Member::Fact(fact)) => {
                        truth(Expr::Subset(Box::new(Expr::Fact(fact)), set))
                    }
                    None => None,
                }
            }
            FormulaKind::ContainsAny(set, values) => {
                let (set, ty) = self.boxed(place, set)?;
                let parts = self
                    .members(place, &ty, values)?
                    .into_iter()
                    .map(|m| match m {
                        Member::Value(value) => Expr::Contains(set.clone(), value),
                        Member::Fact(fact) => Expr::Subset(Box::new(Expr::Fact(fact)), set.clone()),
                    });
                let parts: Vec<Expr> = parts.collect();
                let plain: Option<Vec<Value>> = parts
                    .iter()
                    .map(|p| match p {
                        Expr::Contains(_, v) => Some(v.clone()),
                        _ => None,
                    })
                    .collect();
                truth(plain.map_or(Expr::Or(parts), |values| Expr::ContainsAny(set, values)))
            }
            FormulaKind::Compare(op, a, b) => self.compare(place, formula.span, *op, a, b),
            FormulaKind::Arith(op, a, b) => {
                let (a, b) = (self.boxed(place, a), self.boxed(place, b));
                let ((a, x), (mut b, y)) = (a?, b?);
                if x == Type::Date {
                    self.settle_days(&mut b, place.cites);
                }
                match types::arithmetic(*op, &x, &y) {
                    Some(ty) => Some((Expr::Arith(*op, a, b), ty)),
                    None => {
                        let message = format!("{}和{}不能这样运算", x.zh(), y.zh());
                        self.problems.error(place.source, formula.span, message);
                        None
                    }
                }
            }
            _ => self.of_the_act_at_hand(place, formula),
        }
    }

    fn of_the_act_at_hand(&mut self, place: &Place<'_>, formula: &Formula) -> Option<Typed> {
        if place.no_act {
            let message = "这里没有正在办的行为，不能写异人、同人、有效、人数、由、避、本";
            self.problems.error(place.source, formula.span, message);
            return None;
        }
        let truth = |expr: Expr| Some((expr, Type::Bool));
        match &formula.kind {
            FormulaKind::Persons => Some((Expr::Persons, Type::Integer)),
            FormulaKind::ByRole(role) => {
                let text: Arc<str> = written(role).into();
                truth(Expr::ByRole(self.roles_ref(place, role)?, text))
            }
            FormulaKind::Avoids(f) => match self.one_fact(place, f)? {
                Found::Fact(f) => truth(Expr::Avoids(f)),
                Found::Absent(name) => truth(Expr::Unknown(name)),
            },
            FormulaKind::Different(x) => truth(Expr::Different(self.acts_ref(place, x)?)),
            FormulaKind::Same(x) => truth(Expr::Same(self.acts_ref(place, x)?)),
            FormulaKind::ValidIn(register) => truth(Expr::ValidIn(self.register(register))),
            FormulaKind::Own(field) => Some((
                Expr::Own(field.text.as_str().into()),
                behaviour_type(&field.text)?,
            )),
            _ => None,
        }
    }

    fn truths(&mut self, place: &Place<'_>, parts: &[&Formula]) -> Option<Vec<Expr>> {
        // Every part is read, so that all errors come out in one run.
        let exprs: Vec<Option<Expr>> = parts.iter().map(|p| self.truth(place, p)).collect();
        exprs.into_iter().collect()
    }

    pub(super) fn expect(
        &mut self,
        place: &Place<'_>,
        span: Span,
        holds: bool,
        message: &str,
    ) -> Option<()> {
        if !holds {
            self.problems.error(place.source, span, message);
        }
        holds.then_some(())
    }

    fn literal(&mut self, place: &Place<'_>, literal: &LiteralKind, span: Span) -> Option<Typed> {
        let LiteralKind::Name(text) = literal else {
            return types::plain_value(literal).map(|(v, t)| (Expr::Const(v), t));
        };
        self.name(
            place,
            &Name {
                text: text.clone(),
                span,
            },
        )
    }

    // A field of the entry at hand first, then a fact, then a parameter.
    pub(super) fn name(&mut self, place: &Place<'_>, name: &Name) -> Option<Typed> {
        if let Some(field) = place.entry.and_then(|r| self.entry_field(r, &name.text)) {
            return Some(field);
        }
        if let Some(id) = self.model.fact_named(&name.text) {
            return Some((Expr::Fact(id), self.model.fact(id).ty.clone()));
        }
        if let Some(id) = self.model.parameter_named(&name.text) {
            return Some((Expr::Param(id), self.model.parameter(id).ty.clone()));
        }
        let facts = self.model.facts.iter().map(|f| &*f.name);
        let known = facts.chain(self.model.parameters.iter().map(|p| &*p.name));
        let hint = suggestion(&name.text, known);
        let message = match self.model.act_named(&name.text) {
            Some(_) => format!(
                "“{}”是行为，这里要写事实或者参数；问是否办过，写“已 {}”",
                name.text, name.text
            ),
            None => format!("没有叫“{}”的事实或者参数{hint}", name.text),
        };
        self.problems.error(place.source, name.span, message);
        None
    }

    pub(super) fn entry_field(&self, register: RegisterId, name: &str) -> Option<Typed> {
        let register = self.model.register(register);
        let field = register.fields.iter().find(|f| &*f.name == name)?;
        Some((Expr::EntryField(field.name.clone()), field.ty.clone()))
    }

    // A day: a date expression, or an act, which stands for its effective day.
    fn day(&mut self, place: &Place<'_>, formula: &Formula) -> Option<Expr> {
        if let FormulaKind::Literal(LiteralKind::Name(text)) = &formula.kind {
            let name = Name {
                text: text.clone(),
                span: formula.span,
            };
            let is_act = self.model.act_named(text).is_some();
            if is_act && self.model.fact_named(text).is_none() {
                return self
                    .acts_ref(place, &Ref::Name(name))
                    .map(Expr::EffectiveDay);
            }
        }
        if let FormulaKind::Meaning(name) = &formula.kind
            && self.facts_meaning(&name.text).is_empty()
        {
            return self
                .acts_ref(place, &Ref::Meaning(name.clone()))
                .map(Expr::EffectiveDay);
        }
        let (expr, ty) = self.lower(place, formula)?;
        if ty == Type::Date || matches!(expr, Expr::Unknown(_)) {
            return Some(expr);
        }
        self.problems.error(
            place.source,
            formula.span,
            format!("这里要写日期或者行为，写的是{}", ty.zh()),
        );
        None
    }

    fn entries(
        &mut self,
        place: &Place<'_>,
        register: &Name,
        formula: Option<&Formula>,
        make: fn(RegisterId, Option<Box<Expr>>) -> Expr,
    ) -> Option<Expr> {
        let Some(id) = self
            .model
            .register_named(&register.text)
            .filter(|r| self.model.register(*r).declared)
        else {
            let hint = suggestion(
                &register.text,
                self.model.registers.iter().map(|r| &*r.name),
            );
            self.problems.error(
                place.source,
                register.span,
                format!("没有叫“{}”的名录{hint}", register.text),
            );
            return None;
        };
        let inner = Place {
            entry: Some(id),
            ..*place
        };
        let formula = match formula {
            Some(f) => Some(Box::new(self.truth(&inner, f)?)),
            None => None,
        };
        Some(make(id, formula))
    }

    fn smaller_larger(
        &mut self,
        place: &Place<'_>,
        span: Span,
        a: &Formula,
        b: &Formula,
        make: fn(Box<Expr>, Box<Expr>) -> Expr,
    ) -> Option<Typed> {
        let ((a, x), (b, y)) = (self.boxed(place, a)?, self.boxed(place, b)?);
        let orders =
            |t: &Type| matches!(t, Type::Integer | Type::Number | Type::Money | Type::Date);
        self.expect(
            place,
            span,
            types::comparable(&x, &y) && orders(&x),
            "较小、较大里要写两个同类的数、金额或者日期",
        )?;
        let ty = if x == Type::Integer { y } else { x };
        Some((make(a, b), ty))
    }

    fn case_fact(&mut self, place: &Place<'_>, name: &Name) -> Option<FactId> {
        let fact = self.fact_id(place.source, name)?;
        let is_case = self.model.fact(fact).ty == Type::Case;
        self.expect(
            place,
            name.span,
            is_case,
            &format!("“{}”不是案件", name.text),
        )?;
        Some(fact)
    }

    // `X.字段` of an act, a meaning or a behaviour; `案.F` of another case.
    fn member(&mut self, place: &Place<'_>, x: &Ref, field: &Name) -> Option<Typed> {
        if let Ref::Name(name) = x {
            if let Some(fact) = self
                .model
                .fact_named(&name.text)
                .filter(|f| self.model.fact(*f).ty == Type::Case)
            {
                return Some((Expr::CaseFact(fact, field.text.as_str().into()), Type::Open));
            }
            if let Some(behaviour) = crate::behaviour::named(&name.text) {
                let does = |id: &ActId| self.model.act(*id).behaviours.contains(&behaviour);
                let ids: Vec<ActId> = self.model.act_ids().filter(does).collect();
                let acts = Acts {
                    ids,
                    text: behaviour.name.into(),
                };
                return self.behaviour_field(place, acts, field);
            }
        }
        let acts = self.acts_ref(place, x)?;
        self.behaviour_field(place, acts, field)
    }

    fn behaviour_field(&mut self, place: &Place<'_>, acts: Acts, field: &Name) -> Option<Typed> {
        let of_acts = acts
            .ids
            .iter()
            .flat_map(|a| self.model.act(*a).behaviours.iter().copied());
        let found = of_acts
            .filter_map(|b| b.field(&field.text))
            .next()
            .map(|f| f.kind.ty());
        let ty = match (found, acts.ids.is_empty()) {
            (Some(ty), _) => ty,
            (None, true) => behaviour_type(&field.text)?,
            (None, false) => {
                let names = acts
                    .ids
                    .iter()
                    .flat_map(|a| self.model.act(*a).behaviours.iter());
                let known: Vec<&str> = names.flat_map(|b| b.fields).map(|f| f.name).collect();
                let hint = suggestion(&field.text, known.into_iter());
                let message = format!("{}的类没有叫“{}”的字段{hint}", acts.text, field.text);
                self.problems.error(place.source, field.span, message);
                return None;
            }
        };
        Some((Expr::Member(acts, field.text.as_str().into()), ty))
    }
}

// A field of some behaviour, where the acts that have it are not known.
fn behaviour_type(field: &str) -> Option<Type> {
    let found = crate::behaviour::BEHAVIOURS
        .iter()
        .find_map(|b| b.field(field));
    Some(found.map_or(Type::Open, |f| f.kind.ty()))
}

fn spread<'f>(formula: &'f Formula, and: bool, parts: &mut Vec<&'f Formula>) {
    match (&formula.kind, and) {
        (FormulaKind::And(a, b), true) | (FormulaKind::Or(a, b), false) => {
            spread(a, and, parts);
            spread(b, and, parts);
        }
        _ => parts.push(formula),
    }
}
