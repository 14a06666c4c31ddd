//! Whether a history that the engine accepts reaches what was looked for.

use fadu_norm::abstraction::{Search, Want, moment};
use fadu_norm::engine::{Session, View};
use fadu_norm::history::Record;
use fadu_norm::model::Expr;

/// The last record is lawful; whether it, or the state after it, is what was looked for.
pub fn reached(search: &Search, session: &Session<'_>, record: &Record) -> bool {
    match search.act {
        Some(act) => {
            act == record.act && holds(&search.want, &moment(session, record), session, record)
        }
        None => {
            let covered = search.after.is_empty() || search.after.contains(&record.act);
            let mut after = session.clone();
            after.push(record.clone());
            covered && holds(&search.want, &after.view(record.recorded), &after, record)
        }
    }
}

fn holds(want: &Want, view: &View<'_>, session: &Session<'_>, record: &Record) -> bool {
    match want {
        Want::Fails(expr) => view.truth(expr) != Some(true),
        Want::Holds(expr) => view.truth(expr) == Some(true),
        Want::Any => true,
        Want::After(first, unless) => {
            let excused = unless.as_ref().is_some_and(|u| view.truth(u) == Some(true));
            first.ids.iter().any(|a| view.done(*a)) && !excused
        }
        Want::Unfinished(given) => {
            let model = session.model;
            let open = model.opens.iter().any(|a| view.done(*a))
                && !model.closes.iter().any(|a| view.done(*a));
            open && given.as_ref().is_none_or(|g| view.truth(g) == Some(true))
        }
        Want::ClosedOrNot(expr) => {
            session.model.closes.iter().any(|a| view.done(*a)) || view.truth(expr) == Some(false)
        }
        Want::SamePerson(others) => session
            .records()
            .iter()
            .filter(|k| others.ids.contains(&k.record.act))
            .any(|k| k.record.by.iter().any(|p| record.by.contains(p))),
    }
}

/// The formulas that decide it.
pub fn formulas(search: &Search) -> Vec<Expr> {
    match &search.want {
        Want::Fails(expr) | Want::Holds(expr) => vec![expr.clone()],
        Want::After(first, unless) => {
            let mut all = vec![Expr::Done(first.clone())];
            all.extend(unless.clone());
            all
        }
        Want::Unfinished(given) => given.iter().cloned().collect(),
        Want::ClosedOrNot(expr) => vec![expr.clone()],
        Want::Any | Want::SamePerson(_) => Vec::new(),
    }
}
