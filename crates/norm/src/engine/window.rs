//! Windows of time in which an act may be done (`期内 X 期限`): the same clock for office and party.

use fadu_base::Date;
use fadu_law::Citation;
use fadu_term::{Count, Step, Words, derive};

use crate::engine::view::View;
use crate::engine::words;
use crate::model::{ActId, Acts, Expr, TermExpr};

/// A window that is open or was.
#[derive(Clone, PartialEq, Debug)]
pub struct Window {
    /// The act that may be done in it.
    pub act: ActId,
    /// The act whose last instance began it.
    pub began_by: String,
    /// The day on which that took effect.
    pub from: Date,
    /// The last day.
    pub last: Date,
    /// How the last day came about.
    pub derivation: Vec<Step>,
    /// The calendar was assumed (T6).
    pub assumed_calendar: bool,
    /// The articles of the condition that sets it.
    pub cites: Vec<Citation>,
    /// The act was done in it.
    pub used: bool,
}

impl View<'_> {
    /// Every window of an act that has begun, the one that ends first on top; none where nothing began it.
    pub fn windows(&self, act: ActId) -> Vec<Window> {
        let model = self.session.model;
        let mut list: Vec<Window> = Vec::new();
        for id in &model.act(act).conditions {
            let condition = model.condition(*id);
            let mut found = Vec::new();
            if condition.given.as_ref().map(|g| self.truth(g)) != Some(Some(false)) {
                self.windows_in(&condition.must, &mut found);
            }
            for (acts, term) in found {
                list.extend(self.window(act, &acts, &term, &condition.cites));
            }
        }
        list.sort_by_key(|w| w.last);
        list.dedup_by(|a, b| (a.from, a.last) == (b.from, b.last));
        list
    }

    fn window(
        &self,
        act: ActId,
        acts: &Acts,
        term: &TermExpr,
        cites: &[Citation],
    ) -> Option<Window> {
        let place = self.last(acts)?;
        let from = self.effective(place)?;
        let count = Count::new(from, self.term(term)?).under(&term.rule);
        let cite = words::cites_text(cites);
        let began_by = self.kept(place).map_or_else(String::new, |k| {
            self.session.model.act(k.record.act).name.to_string()
        });
        let told = derive(
            &count,
            self.session.calendar,
            &Words {
                start: &began_by,
                cite: cite.as_deref(),
                ..Words::default()
            },
        )
        .ok()?;
        let done = |p: &usize| place < *p && self.stands(*p);
        Some(Window {
            act,
            from,
            last: told.last_day?,
            derivation: told.derivation,
            assumed_calendar: told.assumed,
            cites: cites.to_vec(),
            used: self.session.places(act).iter().any(done),
            began_by,
        })
    }

    // A window under `非` is none, and one beside something false in its branch is not the one that counts.
    fn windows_in(&self, expr: &Expr, into: &mut Vec<(Acts, TermExpr)>) {
        match expr {
            Expr::Within(acts, term) => into.push((acts.clone(), term.clone())),
            Expr::And(parts) if parts.iter().any(|p| self.shuts(p)) => {}
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter().for_each(|e| self.windows_in(e, into));
            }
            _ => {}
        }
    }

    fn shuts(&self, part: &Expr) -> bool {
        !matches!(part, Expr::Within(..) | Expr::And(_) | Expr::Or(_))
            && self.truth(part) == Some(false)
    }
}
