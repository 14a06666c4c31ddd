//! The shortest way to an act that is blocked, for the page that says why it is.

use std::collections::BTreeSet;

use fadu_norm::engine::WayStep as Step;

use crate::error::Refusal;
use crate::people::Actor;
use crate::setup::Desk;
use crate::view::WayStep;
use crate::words;

impl Desk {
    /// What comes before an act of a case; empty when no way was found. The first step is a link where it may be done now.
    ///
    /// # Errors
    /// `NotFound` for a case or an act that is not there.
    pub async fn way(&self, actor: &Actor, case: &str, act: &str) -> Result<Vec<WayStep>, Refusal> {
        let case = self.visible(actor, case).await?;
        let people = BTreeSet::from([actor.person.clone()]);
        let around = self
            .around(&case.file, case.model(), &case.records, &people)
            .await?;
        let (model, day) = (case.model(), self.today_day());
        let goal = model.act_ids().find(|id| *model.act(*id).slug == *act);
        let goal = goal.ok_or_else(|| Refusal::NotFound(format!("行为“{act}”")))?;
        let session = case.session(around.world);
        let steps = session.way(goal, day).unwrap_or_default();
        let shown = |(i, step): (usize, Step)| match step {
            Step::Act(id) => WayStep {
                text: model.act(id).name.to_string(),
                act: (i == 0 && id != goal)
                    .then(|| words::act_link(model.act(id), &case.procedure.views, false)),
                party_decides: model.is_external(id),
            },
            Step::Wait(_, until) => WayStep {
                text: format!("等到{}", until.zh()),
                act: None,
                party_decides: false,
            },
        };
        Ok(steps.into_iter().enumerate().map(shown).collect())
    }
}
