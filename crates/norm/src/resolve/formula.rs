//! Formulas: names become ids, every part gets a type, terms get the day rule of their citation (T5).

use std::sync::Arc;

use fadu_law::Citation;
use fadu_term::{DayRule, Term, Unit};

use crate::model::{
    ActId, Acts, CompareOp, Expr, FactId, Facts, Point, RegisterId, RoleId, TermExpr, TermValue,
    Type,
};
use crate::resolve::declare::Builder;
use crate::resolve::{Source, suggestion, types};
use crate::tree::{Formula, FormulaKind, Literal, LiteralKind, Name, Ref, Span, TermRef};
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

type Typed = (Expr, Type);

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

    fn boxed(&mut self, place: &Place<'_>, formula: &Formula) -> Option<(Box<Expr>, Type)> {
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

    fn expect(&mut self, place: &Place<'_>, span: Span, holds: bool, message: &str) -> Option<()> {
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
    fn name(&mut self, place: &Place<'_>, name: &Name) -> Option<Typed> {
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

    fn entry_field(&self, register: RegisterId, name: &str) -> Option<Typed> {
        let register = self.model.register(register);
        let field = register.fields.iter().find(|f| &*f.name == name)?;
        Some((Expr::EntryField(field.name.clone()), field.ty.clone()))
    }

    /// Acts by name or meaning.
    pub(crate) fn acts_ref(&mut self, place: &Place<'_>, r: &Ref) -> Option<Acts> {
        match r {
            Ref::Name(name) => {
                let id = self.act_id(place.source, name)?;
                Some(Acts {
                    ids: vec![id],
                    text: name.text.as_str().into(),
                })
            }
            Ref::Meaning(name) => {
                self.known_meaning(place, name, MeaningOf::Act)?;
                Some(Acts {
                    ids: self.acts_meaning(&name.text),
                    text: format!("〔{}〕", name.text).into(),
                })
            }
        }
    }

    pub(crate) fn acts_meaning(&self, meaning: &str) -> Vec<ActId> {
        let carries = |id: &ActId| self.model.act(*id).meanings.iter().any(|m| &**m == meaning);
        self.model.act_ids().filter(carries).collect()
    }

    pub(crate) fn facts_meaning(&self, meaning: &str) -> Vec<FactId> {
        let carries = |id: &FactId| {
            self.model
                .fact(*id)
                .meanings
                .iter()
                .any(|m| &**m == meaning)
        };
        self.model.fact_ids().filter(carries).collect()
    }

    // With a family at hand, a meaning that it does not list is an error.
    fn known_meaning(&mut self, place: &Place<'_>, name: &Name, of: MeaningOf) -> Option<()> {
        let meanings = &self.model.meanings;
        let known = match of {
            MeaningOf::Act => meanings.acts.contains_key(name.text.as_str()),
            MeaningOf::Fact => meanings.facts.contains_key(name.text.as_str()),
            MeaningOf::ActOrFact => {
                meanings.acts.contains_key(name.text.as_str())
                    || meanings.facts.contains_key(name.text.as_str())
            }
            MeaningOf::Role => meanings.roles.contains_key(name.text.as_str()),
        };
        if known || !self.has_family {
            return Some(());
        }
        let all = meanings
            .acts
            .keys()
            .chain(meanings.facts.keys())
            .chain(meanings.roles.keys());
        let hint = suggestion(&name.text, all.map(|k| &**k));
        self.problems.error(
            place.source,
            name.span,
            format!("本族没有列出〔{}〕这个含义{hint}", name.text),
        );
        None
    }

    fn point(&mut self, place: &Place<'_>, r: &Ref) -> Option<Point> {
        match r {
            Ref::Name(name) => {
                if self.model.act_named(&name.text).is_some() {
                    return self.acts_ref(place, r).map(Point::Acts);
                }
                if let Some(id) = self.model.fact_named(&name.text) {
                    return Some(Point::Facts(Facts {
                        ids: vec![id],
                        text: name.text.as_str().into(),
                    }));
                }
                let acts = self.model.acts.iter().map(|a| &*a.name);
                let hint = suggestion(
                    &name.text,
                    acts.chain(self.model.facts.iter().map(|f| &*f.name)),
                );
                let message = format!("没有叫“{}”的行为或者事实{hint}", name.text);
                self.problems.error(place.source, name.span, message);
                None
            }
            Ref::Meaning(name) => {
                self.known_meaning(place, name, MeaningOf::ActOrFact)?;
                let (acts, facts) = (
                    self.acts_meaning(&name.text),
                    self.facts_meaning(&name.text),
                );
                let text: Arc<str> = format!("〔{}〕", name.text).into();
                let listed_fact = self.model.meanings.facts.contains_key(name.text.as_str())
                    && !self.model.meanings.acts.contains_key(name.text.as_str());
                if acts.is_empty() && (!facts.is_empty() || listed_fact) {
                    return Some(Point::Facts(Facts { ids: facts, text }));
                }
                Some(Point::Acts(Acts { ids: acts, text }))
            }
        }
    }

    // Elsewhere than in `后于`, exactly one fact may carry a meaning.
    fn one_fact(&mut self, place: &Place<'_>, r: &Ref) -> Option<Found> {
        match r {
            Ref::Name(name) => self.fact_id(place.source, name).map(Found::Fact),
            Ref::Meaning(name) => {
                self.known_meaning(place, name, MeaningOf::Fact)?;
                let facts = self.facts_meaning(&name.text);
                match facts.as_slice() {
                    [one] => Some(Found::Fact(*one)),
                    [] if place.property => Some(Found::Absent(name.text.as_str().into())),
                    [] => {
                        let message = format!("没有事实带有〔{}〕这个含义", name.text);
                        self.problems.error(place.source, name.span, message);
                        None
                    }
                    many => {
                        let names: Vec<&str> =
                            many.iter().map(|f| &*self.model.fact(*f).name).collect();
                        let message = format!(
                            "〔{}〕在这里只能对应一个事实，现在有：{}",
                            name.text,
                            names.join("、")
                        );
                        self.problems.error(place.source, name.span, message);
                        None
                    }
                }
            }
        }
    }

    fn fact_ref(&mut self, place: &Place<'_>, r: &Ref) -> Option<Typed> {
        if let Ref::Name(name) = r {
            return self.name(place, name);
        }
        match self.one_fact(place, r)? {
            Found::Fact(id) => Some((Expr::Fact(id), self.model.fact(id).ty.clone())),
            Found::Absent(name) => Some((Expr::Unknown(name), Type::Bool)),
        }
    }

    fn roles_ref(&mut self, place: &Place<'_>, r: &Ref) -> Option<Vec<RoleId>> {
        match r {
            Ref::Name(name) => self.role_id(place.source, name).map(|id| vec![id]),
            Ref::Meaning(name) => {
                self.known_meaning(place, name, MeaningOf::Role)?;
                let carries = |r: &crate::model::Role| r.meanings.iter().any(|m| **m == *name.text);
                let ids = self
                    .model
                    .roles
                    .iter()
                    .enumerate()
                    .filter(|(_, r)| carries(r));
                Some(ids.map(|(i, _)| RoleId(i as u16)).collect())
            }
        }
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

    // Values beside `含`: choices of the set, names, or a fact.
    fn members(&mut self, place: &Place<'_>, ty: &Type, values: &[Literal]) -> Option<Vec<Member>> {
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

    fn compare(
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
    fn beside(
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

    /// A term under the rule that the norm's citations give it.
    pub(crate) fn place_term(&mut self, place: &Place<'_>, term: &TermRef) -> Option<TermExpr> {
        self.term(place.source, term, place.cites)
    }

    pub(crate) fn term(
        &mut self,
        source: &Source,
        term: &TermRef,
        cites: &[Citation],
    ) -> Option<TermExpr> {
        let value = match term {
            TermRef::Literal(term, span) => {
                self.uncertain_days(source, *term, *span, cites);
                TermValue::Literal(*term)
            }
            TermRef::Name(name) => self.named_term(source, name)?,
        };
        Some(TermExpr {
            term: value,
            rule: self.rule(cites),
        })
    }

    fn named_term(&mut self, source: &Source, name: &Name) -> Option<TermValue> {
        let found = match (
            self.model.parameter_named(&name.text),
            self.model.fact_named(&name.text),
        ) {
            (Some(p), _) if self.model.parameter(p).ty == Type::Term => Some(TermValue::Param(p)),
            (_, Some(f)) if self.model.fact(f).ty == Type::Term => Some(TermValue::Fact(f)),
            _ => None,
        };
        if found.is_none() {
            let terms = self
                .model
                .parameters
                .iter()
                .filter(|p| p.ty == Type::Term)
                .map(|p| &*p.name);
            let hint = suggestion(&name.text, terms);
            self.problems
                .error(source, name.span, format!("“{}”不是期限{hint}", name.text));
        }
        found
    }

    /// T5: the first cited statute that has a rule; nothing cited: the procedure's basis in its order.
    fn rule(&self, cites: &[Citation]) -> Arc<DayRule> {
        let rules = &self.context.day_rules;
        let cites = if cites.is_empty() {
            &self.model.basis[..]
        } else {
            cites
        };
        let found = cites.iter().find_map(|c| rules.get(&c.title));
        found
            .cloned()
            .unwrap_or_else(|| Arc::new(DayRule::PLAIN.clone()))
    }

    // T5: `日` beside a date is what the cited statute makes of it.
    fn settle_days(&self, term: &mut Expr, cites: &[Citation]) {
        if let Expr::Const(Value::Term(t)) = term
            && t.unit() == Unit::Day
            && self.rule(cites).working_day_terms.covers(t.n())
            && let Ok(working) = fadu_term::Term::new(t.n(), Unit::WorkingDay)
        {
            *t = working;
        }
    }

    // T5: `check` warns when short terms in 日 cite no statute that says what 日 is.
    fn uncertain_days(&mut self, source: &Source, term: Term, span: Span, cites: &[Citation]) {
        let short = term.unit() == Unit::Day && matches!(term.n(), 2 | 3 | 5 | 7);
        let cites = if cites.is_empty() {
            &self.model.basis[..]
        } else {
            cites
        };
        if short
            && !cites
                .iter()
                .any(|c| self.context.day_rules.contains_key(&c.title))
        {
            let message = format!(
                "{term}没有引用规定日是不是工作日的法律，按自然日计算；请写明工作日或者自然日"
            );
            self.problems.warning(source, span, message);
        }
    }
}

#[derive(Clone, Copy)]
enum MeaningOf {
    Act,
    Fact,
    ActOrFact,
    Role,
}

enum Found {
    Fact(FactId),
    /// No fact of this procedure carries the meaning.
    Absent(Arc<str>),
}

enum Member {
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

fn ref_text(r: &Ref) -> &Name {
    match r {
        Ref::Name(name) | Ref::Meaning(name) => name,
    }
}

fn written(r: &Ref) -> String {
    match r {
        Ref::Name(name) => name.text.clone(),
        Ref::Meaning(name) => format!("〔{}〕", name.text),
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
