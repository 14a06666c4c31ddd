//! Terms of formulas and norms, each under the day rule of its citation (T5).

use std::sync::Arc;

use fadu_law::Citation;
use fadu_term::{DayRule, Term, Unit};

use crate::model::{Expr, TermExpr, TermValue, Type};
use crate::resolve::declare::Builder;
use crate::resolve::formula::Place;
use crate::resolve::{Source, suggestion};
use crate::tree::{Name, Span, TermRef};
use crate::value::Value;

impl Builder<'_, '_> {
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

    pub(super) fn named_term(&mut self, source: &Source, name: &Name) -> Option<TermValue> {
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
    pub(super) fn rule(&self, cites: &[Citation]) -> Arc<DayRule> {
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
    pub(super) fn settle_days(&self, term: &mut Expr, cites: &[Citation]) {
        if let Expr::Const(Value::Term(t)) = term
            && t.unit() == Unit::Day
            && self.rule(cites).working_day_terms.covers(t.n())
            && let Ok(working) = fadu_term::Term::new(t.n(), Unit::WorkingDay)
        {
            *t = working;
        }
    }

    // T5: `check` warns when short terms in 日 cite no statute that says what 日 is.
    pub(super) fn uncertain_days(
        &mut self,
        source: &Source,
        term: Term,
        span: Span,
        cites: &[Citation],
    ) {
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
