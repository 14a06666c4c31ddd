//! `fadu replay`: options and duties after a history, with the keys of docs/cli.md.

use std::sync::Arc;

use fadu_base::Date;
use fadu_law::Citation;
use fadu_term::Calendar;
use serde_json::{Value as Json, json};

use crate::engine::{ActOption, DutyState, DutyStatus, Reason, Session, Verdict};
use crate::history::{PostEntry, Record};
use crate::json::read::Input;
use crate::json::value::value_to_json;
use crate::model::{ActId, Model};

/// The first act of a history that was not lawful.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal {
    /// Its place in the history, from 0.
    pub index: usize,
    /// Which act.
    pub act: ActId,
    /// Every failing norm.
    pub reasons: Vec<Reason>,
}

/// What stands after a history.
pub struct Replay<'a> {
    /// The acts before the refused one, or all.
    pub session: Session<'a>,
    /// The refused act.
    pub refused: Option<Refusal>,
}

/// Checks every act of a history in turn.
pub fn replay<'a>(model: &'a Model, calendar: &'a Calendar, input: Input) -> Replay<'a> {
    let posts = input.world.posts.clone();
    let mut session = Session::new(model, calendar, input.world);
    if let Some(list) = &mut session.world.posts {
        list.extend(roles_acted_in(list, &input.records));
    }
    let mut refused = None;
    for (index, record) in input.records.into_iter().enumerate() {
        if let Err(reasons) = session.check(&record) {
            refused = Some(Refusal {
                index,
                act: record.act,
                reasons,
            });
            break;
        }
        session.push(record);
    }
    session.world.posts = posts;
    Replay { session, refused }
}

// `posts` answers `--as`; of whom it does not name at all, the record's role is believed.
fn roles_acted_in(posts: &[PostEntry], records: &[Record]) -> Vec<PostEntry> {
    let named = |person: &Arc<str>| posts.iter().any(|p| p.person == *person);
    let acted = |r: &Record| -> Vec<PostEntry> {
        let post = |(person, role): (&Arc<str>, _)| PostEntry {
            person: person.clone(),
            role,
            from: None,
            to: None,
        };
        r.by.iter()
            .filter(|p| !named(p))
            .zip(std::iter::repeat(r.role))
            .filter_map(|(p, role)| Some(post((p, role?))))
            .collect()
    };
    records.iter().flat_map(acted).collect()
}

impl Replay<'_> {
    /// The whole answer. `ways` gives the shortest way to a blocked act.
    pub fn to_json(
        &self,
        on: Date,
        person: Option<&str>,
        ways: &dyn Fn(ActId) -> Option<Vec<String>>,
    ) -> Json {
        let model = self.session.model;
        let person: Option<Arc<str>> = person.map(Arc::from);
        let view = self.session.view(on);
        let options: Vec<Json> = view
            .options(person.as_ref())
            .iter()
            .map(|o| option_json(model, o, ways))
            .collect();
        let duties: Vec<Json> = view.duties().iter().map(|d| duty_json(model, d)).collect();
        let facts: serde_json::Map<String, Json> = self
            .session
            .facts(on)
            .iter()
            .map(|(name, value)| (name.to_string(), value_to_json(value)))
            .collect();
        json!({
            "procedure": &*model.slug,
            "version": model.version.named(fadu_base::hash::Algorithm::Sm3).to_string(),
            "on": on,
            "refused": self.refused.as_ref().map(|r| refusal_json(model, r)),
            "options": options,
            "duties": duties,
            "facts": facts,
        })
    }
}

fn refusal_json(model: &Model, refusal: &Refusal) -> Json {
    let reasons: Vec<Json> = refusal.reasons.iter().map(reason_json).collect();
    json!({"index": refusal.index, "act": &*model.act(refusal.act).name, "reasons": reasons})
}

/// One option with the keys of the contract.
pub fn option_json(
    model: &Model,
    option: &ActOption,
    ways: &dyn Fn(ActId) -> Option<Vec<String>>,
) -> Json {
    let act = model.act(option.act);
    let (name, slug) = (&*act.name, &*act.slug);
    match &option.verdict {
        Verdict::Allowed => json!({"act": name, "slug": slug, "verdict": "allowed"}),
        Verdict::NotYours(roles) => {
            let roles: Vec<&str> = roles.iter().map(|r| &*model.role(*r).name).collect();
            json!({"act": name, "slug": slug, "verdict": "not_yours", "roles": roles})
        }
        Verdict::Blocked(reasons) => {
            let reasons: Vec<Json> = reasons.iter().map(reason_json).collect();
            json!({"act": name, "slug": slug, "verdict": "blocked", "reasons": reasons, "way": ways(option.act)})
        }
    }
}

fn cites(citations: &[Citation]) -> Vec<String> {
    citations.iter().map(ToString::to_string).collect()
}

/// One reason with the keys of the contract.
pub fn reason_json(reason: &Reason) -> Json {
    let unknown: Vec<&str> = reason.unknown.iter().map(|u| &**u).collect();
    json!({
        "norm": &*reason.norm,
        "cite": cites(&reason.cite),
        "breach": reason.breach.as_deref(),
        "breach_cite": cites(&reason.breach_cite),
        "unknown": unknown,
        "text": reason.text,
        "earliest": reason.earliest,
    })
}

fn duty_json(model: &Model, status: &DutyStatus) -> Json {
    let duty = model.duty(status.duty);
    let state = match status.state {
        DutyState::Open => "open",
        DutyState::Discharged => "discharged",
        DutyState::Overdue => "overdue",
        DutyState::Lapsed => "lapsed",
        DutyState::Undetermined => "undetermined",
    };
    let unknown: Vec<&str> = status.unknown.iter().map(|u| &**u).collect();
    json!({
        "norm": &*duty.id,
        "act": &*duty.target.text,
        "cite": cites(&duty.cites),
        "unknown": unknown,
        "assumed_calendar": status.assumed_calendar,
        "state": state,
        "from": status.from,
        "due": status.due,
        "derivation": status.derivation,
    })
}
