//! What somebody may do who does not accept a decision: where, and to which day. Told by the pack, counted as any term.

use std::sync::Arc;

use fadu_law::Citation;
use fadu_norm::engine::Session;
use fadu_term::{Count, DayRule, Term, Words, derive};

use crate::load::Loaded;
use crate::view::RemedyView;
use crate::views::RemedyText;
use crate::words;

/// A remedy with its term ready to be counted.
#[derive(Clone, Debug)]
pub struct Remedy {
    /// What the pack says.
    pub text: RemedyText,
    /// The length.
    pub term: Term,
    /// How the statute that gives it counts.
    pub rule: Arc<DayRule>,
    /// Its articles.
    pub cites: Vec<Citation>,
}

impl Remedy {
    /// Reads what the pack says; `rule` finds the day rule of a statute by its short title.
    pub(crate) fn read(
        text: &RemedyText,
        rule: impl Fn(&str) -> Option<Arc<DayRule>>,
    ) -> Result<Remedy, String> {
        let wrong = |what: &str| format!("救济“{}”的{what}读不出", text.name);
        let term = text.term.parse::<Term>().map_err(|_| wrong("期限"))?;
        let cites = text
            .cite
            .parse::<fadu_law::Citations>()
            .map_err(|_| wrong("引用"))?;
        let first = cites.0.first().ok_or_else(|| wrong("引用"))?;
        Ok(Remedy {
            rule: rule(&first.title).ok_or_else(|| wrong("法律"))?,
            term,
            cites: cites.0,
            text: text.clone(),
        })
    }
}

/// The remedies that are open or were, each from the last act that opened it.
pub(crate) fn remedies(
    case: &Loaded,
    session: &Session<'_>,
    today: fadu_base::Date,
) -> Vec<RemedyView> {
    let list = case.procedure.remedies.iter();
    list.filter_map(|r| one(case, session, r, today)).collect()
}

fn one(
    case: &Loaded,
    session: &Session<'_>,
    remedy: &Remedy,
    today: fadu_base::Date,
) -> Option<RemedyView> {
    let opened = session.records().iter().rev().find(|k| {
        let act = &case.model().act(k.record.act).name;
        k.revoked_by.is_empty() && remedy.text.after.iter().any(|a| **a == **act)
    })?;
    let from = opened.effective.filter(|d| *d <= today)?;
    let count = Count::new(from, remedy.term).under(&remedy.rule);
    let began = case.model().act(opened.record.act).name.to_string();
    let told = derive(
        &count,
        &case.calendar,
        &Words {
            start: &began,
            cite: Some(&remedy.text.cite),
            ..Words::default()
        },
    )
    .ok()?;
    let last = told.last_day?;
    let end = words::short_day(last, &case.calendar);
    Some(RemedyView {
        name: remedy.text.name.clone(),
        place: remedy.text.place.clone(),
        note: remedy.text.note.clone(),
        last,
        over: last < today,
        summary: if last < today {
            format!("到 {end} 为止，已经过了")
        } else {
            words::left(last, today, &case.calendar)
        },
        derivation: told
            .derivation
            .iter()
            .map(|step| words::row(step, from))
            .collect(),
        assumed_calendar: told.assumed,
        chips: words::chips(&remedy.cites, from),
    })
}
