//! Which typed facts keep a formula from being known (M6).

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::ground::Ground;
use crate::engine::reads;
use crate::engine::view::{Own, View};
use crate::history::Entry;
use crate::model::{ActId, Expr, FactId, Origin, RegisterId, TermValue, Within};

impl<'s> View<'s> {
    /// Typed facts without a value below the parts of the formula that are unknown.
    pub(crate) fn missing_facts(&self, expr: &Expr) -> BTreeSet<FactId> {
        let mut found = BTreeSet::new();
        self.gather(expr, None, &mut found, 0);
        found
    }

    /// The typed facts that keep a condition from being known; of an offer (M2) those besides the act's
    /// own content, which is free. Sorted; none when the condition fails.
    pub(crate) fn missing_of(&self, act: ActId, with_actor: bool, formula: &Expr) -> Vec<Arc<str>> {
        if !matches!(self.own, Some(Own::Offered { .. })) {
            return if self.truth(formula).is_none() {
                self.missing(formula)
            } else {
                Vec::new()
            };
        }
        let open = |atom: &Expr| reads::is_open(self.session.model, act, with_actor, atom);
        if !Ground::of(self, formula, &open).may_be_unknown() {
            return Vec::new();
        }
        let mut found = BTreeSet::new();
        self.gather_settled(formula, &open, &mut found);
        let mut names: Vec<Arc<str>> = found
            .into_iter()
            .map(|f| self.session.model.fact(f).name.clone())
            .collect();
        names.sort();
        names
    }

    // Below the parts that are not open.
    fn gather_settled(
        &self,
        expr: &Expr,
        open: &impl Fn(&Expr) -> bool,
        found: &mut BTreeSet<FactId>,
    ) {
        match expr {
            Expr::And(parts) | Expr::Or(parts) => {
                if !Ground::of(self, expr, open).is_settled() {
                    parts
                        .iter()
                        .for_each(|p| self.gather_settled(p, open, found));
                }
            }
            Expr::Not(inner) => self.gather_settled(inner, open, found),
            atom if open(atom) => {}
            settled => {
                if self.truth(settled).is_none() {
                    self.gather(settled, None, found, 0);
                }
            }
        }
    }

    fn gather(
        &self,
        expr: &Expr,
        entry: Option<(&Entry, RegisterId)>,
        found: &mut BTreeSet<FactId>,
        depth: usize,
    ) {
        // Computed facts cannot refer to each other in a circle; the bound is for hostile models.
        if depth > 64 {
            return;
        }
        let model = self.session.model;
        match expr {
            Expr::And(parts) | Expr::Or(parts) => {
                let unknown = parts.iter().filter(|p| self.exact(p, entry).is_none());
                unknown.for_each(|p| self.gather(p, entry, found, depth + 1));
            }
            Expr::Not(inner) => self.gather(inner, entry, found, depth + 1),
            Expr::Pending(id) | Expr::Overdue(id) => {
                let duty = model.duty(*id);
                duty.given
                    .iter()
                    .filter(|g| self.truth(g).is_none())
                    .for_each(|g| self.gather(g, None, found, depth + 1));
                if let (Expr::Overdue(_), Within::After(term) | Within::Before(term)) =
                    (expr, &duty.within)
                    && let TermValue::Fact(fact) = term.term
                    && self.fact(fact).is_none()
                {
                    self.gather_fact(fact, found, depth + 1);
                }
            }
            Expr::Some(register, of) | Expr::Every(register, of) | Expr::Count(register, of) => {
                for (e, of) in self
                    .entries(*register)
                    .iter()
                    .zip(std::iter::repeat(of.as_deref()))
                {
                    let here = Some((e, *register));
                    of.into_iter()
                        .filter(|f| self.exact(f, here).is_none())
                        .for_each(|f| self.gather(f, here, found, depth + 1));
                }
            }
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
                facts
                    .into_iter()
                    .filter(|f| self.fact(*f).is_none())
                    .for_each(|f| self.gather_fact(f, found, depth + 1));
                let unknown = inner.into_iter().filter(|e| self.exact(e, entry).is_none());
                unknown.for_each(|e| self.gather(e, entry, found, depth + 1));
            }
        }
    }

    fn gather_fact(&self, fact: FactId, found: &mut BTreeSet<FactId>, depth: usize) {
        let model = self.session.model;
        match &model.fact(fact).origin {
            Origin::Typed => {
                found.insert(fact);
            }
            Origin::Computed(expr) => self.gather(expr, None, found, depth),
            Origin::Register { by, .. } if self.fact(*by).is_none() => {
                self.gather_fact(*by, found, depth)
            }
            Origin::Register { .. } => {}
            // A table without a fitting row misses nothing.
            Origin::Table(tables) => {
                let missing = self.missing_in_table(tables);
                missing
                    .into_iter()
                    .for_each(|f| self.gather_fact(f, found, depth + 1));
            }
        }
    }
}
