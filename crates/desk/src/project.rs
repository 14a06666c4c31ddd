//! Projections of one case: a row for lists, officers, typed facts, open duties. A function of the record alone, so that a
//! rebuild gives the same.

use std::collections::BTreeSet;

use fadu_norm::engine::{DutyState, Session};
use fadu_norm::json::value_to_json;
use fadu_norm::model::{Model, Origin};
use fadu_store::cases::{CaseRow, DutyRow};
use fadu_store::desk_rows::HandOverRow;
use serde_json::json;

use crate::documents::title;
use crate::load::{Loaded, Names};
use crate::prepare::party_name;
use crate::record::Canonical;
use crate::setup::Desk;
use crate::view::Stage;
use crate::views::Views;
use crate::write::last_day;

/// What the store keeps besides the acts.
pub(crate) struct Projection {
    pub row: CaseRow,
    pub officers: Vec<String>,
    pub facts: Vec<(String, String)>,
    pub duties: Vec<DutyRow>,
    pub publications: Vec<fadu_store::publicity::PublicationRow>,
}

pub(crate) fn project(
    case: &Loaded,
    session: &Session<'_>,
    acts: &[&Canonical],
    hand_overs: &[HandOverRow],
    names: &Names,
    number: Option<String>,
) -> Projection {
    let model = case.model();
    let day = last_day(session);
    let view = session.view(day);
    let party = case
        .file
        .party
        .as_ref()
        .and_then(|p| names.get(p))
        .map(String::as_str);
    let stages = stages(&case.procedure.views, session);
    let opening = session
        .records()
        .iter()
        .find(|k| model.opens.contains(&k.record.act))
        .or(session.records().first());
    let closing = session.records().iter().rev().enumerate().find(|(i, k)| {
        let place = session.records().len() - 1 - i;
        model.closes.contains(&k.record.act) && view.counts(place)
    });
    let row = CaseRow {
        case_id: case.file.id.clone(),
        title: title(case, session, day, number.as_deref(), names),
        number,
        party: party_name(session, day, party),
        stage: stages
            .iter()
            .find(|s| s.current)
            .map(|s| s.name.clone())
            .unwrap_or_default(),
        version: case.procedure.version(),
        opened: opening.map_or(day, |k| k.record.on).to_string(),
        closed: closing.map(|(_, k)| k.record.on.to_string()),
        seq: i64::try_from(acts.len()).unwrap_or(0),
        last_day: acts.last().map_or(day, |a| a.on).to_string(),
    };
    Projection {
        row,
        officers: officers(model, acts, hand_overs),
        facts: facts(session),
        duties: duties(case, session),
        publications: crate::masked::publications(case, session, acts, names),
    }
}

/// The stages with what is reached: the last one begun is current.
pub(crate) fn stages(views: &Views, session: &Session<'_>) -> Vec<Stage> {
    let model = session.model;
    let day = last_day(session);
    let view = session.view(day);
    let begun = |acts: &[String]| {
        acts.iter()
            .filter_map(|a| model.act_named(a))
            .any(|a| view.done(a))
    };
    let mut stages: Vec<Stage> = views
        .stage
        .iter()
        .map(|s| Stage {
            name: s.name.clone(),
            done: begun(&s.acts),
            current: false,
        })
        .collect();
    match stages.iter().rposition(|s| s.done) {
        Some(last) => {
            if let Some(stage) = stages.get_mut(last) {
                stage.current = true;
            }
        }
        None => {
            // A pack without stages: the last act is where the case stands.
            let last = session
                .records()
                .iter()
                .rev()
                .map(|k| model.act(k.record.act).name.to_string())
                .next();
            if let (true, Some(name)) = (stages.is_empty(), last) {
                stages.push(Stage {
                    name,
                    done: true,
                    current: true,
                });
            }
        }
    }
    stages
}

// Officers act in the roles that open the case (or that first acted from inside); hand-overs come after.
fn officers(model: &Model, acts: &[&Canonical], hand_overs: &[HandOverRow]) -> Vec<String> {
    let internal = |role: &String| {
        model
            .role_named(role)
            .is_some_and(|r| !model.role(r).external && !model.role(r).system)
    };
    let mut roles: BTreeSet<String> = model
        .opens
        .iter()
        .flat_map(|a| {
            model
                .act(*a)
                .roles
                .iter()
                .map(|r| model.role(*r).name.to_string())
        })
        .filter(internal)
        .collect();
    if roles.is_empty() {
        roles.extend(acts.iter().filter_map(|a| a.role.clone()).find(internal));
    }
    let mut people: BTreeSet<String> = BTreeSet::new();
    for act in acts
        .iter()
        .filter(|a| a.role.as_ref().is_some_and(|r| roles.contains(r)))
    {
        people.extend(act.by.iter().map(|p| p.person.clone()));
    }
    for step in hand_overs {
        people.remove(&step.from_person);
        people.insert(step.to_person.clone());
    }
    people.into_iter().collect()
}

// Typed facts only: computed ones may depend on the day of the question.
fn facts(session: &Session<'_>) -> Vec<(String, String)> {
    let model = session.model;
    let view = session.view(last_day(session));
    let typed = model
        .fact_ids()
        .filter(|f| matches!(model.fact(*f).origin, Origin::Typed));
    let value = |f| {
        view.fact(f).map(|v| {
            (
                model.fact(f).name.to_string(),
                value_to_json(&v).to_string(),
            )
        })
    };
    typed.filter_map(value).collect()
}

fn duties(case: &Loaded, session: &Session<'_>) -> Vec<DutyRow> {
    let model = session.model;
    let view = session.view(last_day(session));
    let mut rows = Vec::new();
    for status in view.duties() {
        let state = match status.state {
            DutyState::Open | DutyState::Overdue => "open",
            DutyState::Undetermined => "undetermined",
            DutyState::Discharged | DutyState::Lapsed => continue,
        };
        let duty = model.duty(status.duty);
        let acts = &duty.target.ids;
        let roles: BTreeSet<String> = acts
            .iter()
            .flat_map(|a| {
                model
                    .act(*a)
                    .roles
                    .iter()
                    .map(|r| model.role(*r).name.to_string())
            })
            .collect();
        let slug = match acts.as_slice() {
            [one] => Some(model.act(*one).slug.to_string()),
            _ => None,
        };
        rows.push(DutyRow {
            case_id: case.file.id.clone(),
            n: i64::try_from(rows.len()).unwrap_or(0),
            norm: duty.id.to_string(),
            name: duty.name.as_ref().unwrap_or(&duty.target.text).to_string(),
            // Of several acts that will do, the duty's own name says more than one of them.
            act: match (&slug, &duty.name) {
                (None, Some(name)) => name.to_string(),
                _ => duty.target.text.trim_matches(['〔', '〕']).to_owned(),
            },
            slug,
            state: state.to_owned(),
            from_day: status.from.to_string(),
            due: status.due.map(|d| d.to_string()),
            roles: json!(roles).to_string(),
            cites: duty
                .cites
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("、"),
        });
    }
    rows
}

impl Desk {
    /// Drops the projections and makes them again from the acts; says how many cases.
    ///
    /// # Errors
    /// When a record cannot be read or the database fails.
    pub async fn rebuild(&self) -> Result<u64, crate::Refusal> {
        let mut batch = self.store().batch();
        batch.drop_projections();
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        let (mut after, mut count) = (String::new(), 0);
        loop {
            let ids = self.store().case_ids(&after, 200).await?;
            let Some(last) = ids.last().cloned() else {
                return Ok(count);
            };
            for id in &ids {
                self.rebuild_case(id).await?;
                count += 1;
            }
            after = last;
        }
    }

    /// Everything of the projections as text, for comparing before and after a rebuild.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn projections(&self) -> Result<Vec<String>, crate::Refusal> {
        Ok(self.store().projections().await?)
    }

    pub(crate) async fn rebuild_case(&self, id: &str) -> Result<(), crate::Refusal> {
        let case = self.load(id).await?;
        let names = self.names_of(&case).await?;
        let around = self
            .around(&case.file, case.model(), &case.records, &BTreeSet::new())
            .await?;
        let hand_overs = self.store().hand_overs(&case.file.id).await?;
        let mut batch = self.store().batch();
        {
            let session = case.session(around.world);
            let acts: Vec<&Canonical> = case.acts.iter().collect();
            let p = project(
                &case,
                &session,
                &acts,
                &hand_overs,
                &names,
                crate::write::known_number(&case),
            );
            batch.project(&p.row, &p.officers, &p.facts, &p.duties);
            batch.publications(&case.file.id, &p.publications);
        }
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }
}
