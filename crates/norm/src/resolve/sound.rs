//! What must hold of a whole model: nothing is computed from itself, required meanings occur.

use crate::engine::mentioned_facts;
use crate::model::{Expr, FactId, Origin, Type};
use crate::resolve::declare::Builder;
use crate::tree::{Span, StatementKind};

impl<'s> Builder<'s, '_> {
    pub(crate) fn computed_origin(
        &mut self,
        from: &crate::resolve::Source,
        formula: &crate::tree::Formula,
        id: FactId,
    ) -> Option<Origin> {
        let cites = &[];
        let place = crate::resolve::formula::Place {
            source: from,
            cites,
            no_act: true,
            entry: None,
            property: false,
        };
        let wanted = self.model.fact(id).ty.clone();
        let (expr, ty) = if wanted == Type::Bool {
            (self.truth(&place, formula)?, Type::Bool)
        } else {
            self.lower_as(&place, formula, &wanted)?
        };
        if ty != wanted
            && !(wanted == Type::Number && ty == Type::Integer)
            && !crate::resolve::types::comparable(&ty, &wanted)
        {
            let message = format!(
                "“{}”是{}，式子算出的是{}",
                self.model.fact(id).name,
                wanted.zh(),
                ty.zh()
            );
            self.problems.error(from, formula.span, message);
            return None;
        }
        Some(Origin::Computed(expr))
    }

    // A bare name is a choice where the fact is one.
    fn lower_as(
        &mut self,
        place: &crate::resolve::formula::Place<'_>,
        formula: &crate::tree::Formula,
        wanted: &Type,
    ) -> Option<(Expr, Type)> {
        if let crate::tree::FormulaKind::Literal(literal) = &formula.kind
            && let Ok(value) = crate::resolve::types::value_of(literal, wanted)
            && (wanted.choices().is_some() || self.is_unknown_name(literal))
        {
            return Some((Expr::Const(value), wanted.clone()));
        }
        self.lower(place, formula)
    }

    fn is_unknown_name(&self, literal: &crate::tree::LiteralKind) -> bool {
        match literal {
            crate::tree::LiteralKind::Name(n) => {
                self.model.fact_named(n).is_none() && self.model.parameter_named(n).is_none()
            }
            _ => false,
        }
    }

    pub(crate) fn sound(&mut self) {
        self.no_circles();
        self.required_meanings();
    }

    fn no_circles(&mut self) {
        let mut circles: Vec<Vec<FactId>> = Vec::new();
        for id in self.model.fact_ids() {
            let mut path = Vec::new();
            if self.reaches(id, id, &mut path, 0) && !circles.iter().any(|c| c.contains(&id)) {
                circles.push(path);
            }
        }
        for circle in circles {
            let names: Vec<&str> = circle.iter().map(|f| &*self.model.fact(*f).name).collect();
            let first = names.first().copied().unwrap_or_default();
            let message = format!("算出的事实不能绕回自己：{} → {first}", names.join(" → "));
            let (source, span) = self.where_fact(first);
            self.problems.error(source, span, message);
            // What is left must not send the engine in circles.
            for id in circle {
                if let Some(fact) = self.model.facts.get_mut(id.index()) {
                    fact.origin = Origin::Typed;
                }
            }
        }
    }

    fn where_fact(&self, name: &str) -> (&'s crate::resolve::Source, Span) {
        let placed = self
            .flat
            .statements
            .iter()
            .find_map(|p| match &p.statement.kind {
                StatementKind::Fact(f) if f.name.text == name => Some((p.source, f.name.span)),
                _ => None,
            });
        placed.unwrap_or((self.flat.main(), Span::default()))
    }

    fn reaches(&self, from: FactId, goal: FactId, path: &mut Vec<FactId>, depth: usize) -> bool {
        if depth > self.model.facts.len() || path.contains(&from) {
            return false;
        }
        path.push(from);
        let next = below(&self.model, from);
        if next.contains(&goal)
            || next
                .into_iter()
                .any(|f| self.reaches(f, goal, path, depth + 1))
        {
            return true;
        }
        path.pop();
        false
    }

    fn required_meanings(&mut self) {
        if !self.has_family {
            return;
        }
        let missing: Vec<String> = self
            .model
            .meanings
            .acts
            .iter()
            .filter(|(name, required)| **required && self.acts_meaning(name).is_empty())
            .chain(
                self.model
                    .meanings
                    .facts
                    .iter()
                    .filter(|(n, r)| **r && self.facts_meaning(n).is_empty()),
            )
            .map(|(name, _)| name.to_string())
            .collect();
        if !missing.is_empty() {
            let span = self
                .flat
                .heads
                .last()
                .map(|(_, h)| h.name.span)
                .unwrap_or_default();
            let message = format!(
                "本族每个程序都要有这些含义，这里没有：{}",
                missing.join("、")
            );
            self.problems.error(self.flat.main(), span, message);
        }
    }
}

fn below(model: &crate::model::Model, fact: FactId) -> Vec<FactId> {
    match &model.fact(fact).origin {
        Origin::Typed => Vec::new(),
        Origin::Computed(expr) => mentioned_facts(expr),
        Origin::Register { by, .. } => vec![*by],
        Origin::Table(tables) => tables
            .iter()
            .flat_map(|t| model.table(*t).inputs.clone())
            .collect(),
    }
}
