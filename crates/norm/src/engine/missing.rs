//! Which typed facts keep a formula from being known (M6).

use std::collections::BTreeSet;

use crate::engine::reads;
use crate::engine::view::View;
use crate::model::{Expr, FactId, Origin};

impl<'s> View<'s> {
    /// Typed facts without a value below the parts of the formula that are unknown.
    pub(crate) fn missing_facts(&self, expr: &Expr) -> BTreeSet<FactId> {
        let mut found = BTreeSet::new();
        self.gather(expr, &mut found, 0);
        found
    }

    fn gather(&self, expr: &Expr, found: &mut BTreeSet<FactId>, depth: usize) {
        // Computed facts cannot refer to each other in a circle; the bound is for hostile models.
        if depth > 64 {
            return;
        }
        match expr {
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter().filter(|p| self.truth(p).is_none()).for_each(|p| self.gather(p, found, depth + 1));
            }
            Expr::Not(inner) => self.gather(inner, found, depth + 1),
            Expr::ValueAt(fact, acts) => {
                if let Some(place) = self.last(acts) {
                    let then = self.after(place);
                    if then.fact(*fact).is_none() {
                        then.gather_fact(*fact, found, depth + 1);
                    }
                }
            }
            other => {
                let (mut facts, mut inner) = (Vec::new(), Vec::new());
                reads::direct(other, &mut facts, &mut inner);
                facts.into_iter().filter(|f| self.fact(*f).is_none()).for_each(|f| self.gather_fact(f, found, depth + 1));
                inner.into_iter().for_each(|e| self.gather(e, found, depth + 1));
            }
        }
    }

    fn gather_fact(&self, fact: FactId, found: &mut BTreeSet<FactId>, depth: usize) {
        let model = self.session.model;
        match &model.fact(fact).origin {
            Origin::Typed => {
                found.insert(fact);
            }
            Origin::Computed(expr) => self.gather(expr, found, depth),
            Origin::Register { by, .. } if self.fact(*by).is_none() => self.gather_fact(*by, found, depth),
            Origin::Register { .. } => {}
            Origin::Table(tables) => {
                let inputs = tables.iter().flat_map(|t| &model.table(*t).inputs);
                inputs.filter(|f| self.fact(**f).is_none()).for_each(|f| self.gather_fact(*f, found, depth));
            }
        }
    }
}
