//! Opinion sheet of a collective discussion: sealed until every member has spoken; the chair speaks last.
//!
//! It prepares the act that records the discussion; the act itself, with its norms, is what counts.

use fadu_store::WriteError;

use crate::error::Refusal;
use crate::load::Loaded;
use crate::people::Actor;
use crate::setup::Desk;
use crate::view::{OpinionRow, OpinionSheet};

/// The behaviour whose acts end a round.
const MEETING: &str = "会议";

impl Desk {
    /// Names members and chair of the next discussion of a case.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Fields` without members or chair.
    pub async fn call_meeting(
        &self,
        actor: &Actor,
        case: &str,
        members: &[String],
        chair: &str,
    ) -> Result<(), Refusal> {
        let case = self.visible(actor, case).await?;
        self.may_act(actor, &case)?;
        if members.is_empty() || chair.is_empty() {
            return Err(Refusal::field("members", "请选参加讨论的人和主持人"));
        }
        let people = self.people_of(&case.file.office).await?;
        if !members
            .iter()
            .map(String::as_str)
            .chain([chair])
            .all(|m| people.iter().any(|p| p.id == m))
        {
            return Err(Refusal::field("members", "参加讨论的人要在本单位有岗位"));
        }
        let round = round(&case);
        let mut batch = self.store().batch();
        for member in members.iter().filter(|m| *m != chair) {
            batch.seat(&case.file.id, round, member, false);
        }
        batch.seat(&case.file.id, round, chair, true);
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// A member's opinion and reason, once. The chair gives it after everybody else.
    ///
    /// # Errors
    /// `Forbidden` for who has no seat or for a chair who comes too early; `Fields`.
    pub async fn give_opinion(
        &self,
        actor: &Actor,
        case: &str,
        opinion: &str,
        reason: &str,
    ) -> Result<(), Refusal> {
        let case = self.visible(actor, case).await?;
        let round = round(&case);
        let seats = self.store().opinions(&case.file.id, round).await?;
        let seat = seats.iter().find(|s| s.person == actor.person);
        let seat = seat.ok_or_else(|| Refusal::Forbidden("您不在这次讨论的名单里".to_owned()))?;
        if opinion.trim().is_empty() || reason.trim().is_empty() {
            return Err(Refusal::field("opinion", "请写明意见和理由"));
        }
        if seat.chair != 0 && seats.iter().any(|s| s.chair == 0 && s.given.is_none()) {
            return Err(Refusal::Forbidden(
                "主持人最后发表意见，还有人没有提交".to_owned(),
            ));
        }
        let mut batch = self.store().batch();
        batch.opinion(
            &case.file.id,
            round,
            &actor.person,
            opinion.trim(),
            reason.trim(),
            self.now(),
        );
        match self.store().write(batch).await {
            Ok(()) => Ok(()),
            Err(WriteError::Stale(_)) => {
                Err(Refusal::Forbidden("您的意见已经提交，不能再改".to_owned()))
            }
            Err(error) => Err(self.bug(&error)),
        }
    }

    /// The sheet of the discussion that is called; without one, of none.
    pub(crate) async fn sheet(
        &self,
        actor: &Actor,
        case: &Loaded,
    ) -> Result<Option<OpinionSheet>, Refusal> {
        let seats = self.store().opinions(&case.file.id, round(case)).await?;
        if seats.is_empty() {
            return Ok(None);
        }
        // Before the chair speaks the others are open to the chair and to each other.
        let open = seats
            .iter()
            .filter(|s| s.chair == 0)
            .all(|s| s.given.is_some());
        let mut rows = Vec::new();
        for seat in &seats {
            let shown = open || seat.person == actor.person;
            rows.push(OpinionRow {
                name: self.name(&seat.person).await?,
                person: seat.person.clone(),
                chair: seat.chair != 0,
                given: seat.given.is_some(),
                opinion: seat.opinion.clone().filter(|_| shown),
                reason: seat.reason.clone().filter(|_| shown),
            });
        }
        let yours = seats
            .iter()
            .any(|s| s.person == actor.person && s.given.is_none() && (s.chair == 0 || open));
        Ok(Some(OpinionSheet { open, rows, yours }))
    }
}

/// What the sheet says for the act that records the discussion, once everybody has spoken.
pub(crate) struct Spoken {
    /// One paragraph each, the chair last.
    pub words: String,
    /// Person ids.
    pub members: Vec<String>,
}

impl Desk {
    /// The opinions of the discussion that is called; `None` while somebody is missing.
    pub(crate) async fn spoken_opinions(&self, case: &Loaded) -> Result<Option<Spoken>, Refusal> {
        let mut seats = self.store().opinions(&case.file.id, round(case)).await?;
        if seats.is_empty() || seats.iter().any(|s| s.given.is_none()) {
            return Ok(None);
        }
        seats.sort_by_key(|s| s.chair);
        let mut words = Vec::new();
        for seat in &seats {
            let chair = if seat.chair != 0 { "（主持）" } else { "" };
            words.push(format!(
                "{}{chair}：{}。理由：{}",
                self.name(&seat.person).await?,
                seat.opinion
                    .as_deref()
                    .unwrap_or_default()
                    .trim_end_matches('。'),
                seat.reason.as_deref().unwrap_or_default(),
            ));
        }
        Ok(Some(Spoken {
            words: words.join("\n"),
            members: seats.into_iter().map(|s| s.person).collect(),
        }))
    }
}

/// Whether an act records a discussion.
pub(crate) fn records_meeting(act: &fadu_norm::model::Act) -> bool {
    act.behaviours.iter().any(|b| b.name == MEETING)
}

// Every recorded discussion ends a round.
fn round(case: &Loaded) -> i64 {
    let model = case.model();
    let met = |r: &&fadu_norm::history::Record| records_meeting(model.act(r.act));
    i64::try_from(case.records.iter().filter(met).count()).unwrap_or(0)
}
