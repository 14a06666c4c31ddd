//! Approval chains (M11): a draft waits with its hash; each role approves it in order; with the last approval it is recorded.

use fadu_store::desk_rows::{ApprovalRow as Row, StepRow};
use serde_json::json;

use crate::error::{Conflict, Refusal};
use crate::people::Actor;
use crate::prepare::{Ask, Prepared};
use crate::record::Approval;
use crate::setup::Desk;
use crate::view::{ActInput, ApprovalPage, ApprovalRow, Done};

impl Desk {
    // An act that needs approval is not recorded yet: it is checked as far as fields and persons go, and waits.
    pub(crate) async fn send_for_approval(
        &self,
        actor: &Actor,
        input: &ActInput,
        prepared: &Prepared,
    ) -> Result<Done, Refusal> {
        let roles: Vec<String> = prepared
            .act()
            .approvers
            .iter()
            .map(|r| prepared.model().role(*r).name.to_string())
            .collect();
        let id = self.new_id();
        // The draft binds what is recorded, not when the page was loaded.
        let draft = ActInput {
            seen: None,
            idempotency: format!("approval:{id}"),
            ..input.clone()
        };
        let text = serde_json::to_string(&draft).map_err(|e| self.bug(&e))?;
        let title = match &input.case {
            Some(_) => self
                .store()
                .case_row(&prepared.case.file.id)
                .await?
                .map(|r| r.title)
                .unwrap_or_default(),
            None => prepared.model().name.to_string(),
        };
        let row = Row {
            id: id.clone(),
            case_id: input.case.as_ref().map(|_| prepared.case.file.id.clone()),
            office: prepared.case.file.office.clone(),
            act: prepared.act().name.to_string(),
            title,
            person: actor.person.clone(),
            hash: self.draft_hash(&draft)?,
            input: text,
            roles: json!(roles).to_string(),
            state: "waiting".to_owned(),
            reason: String::new(),
            day: self.today_day().to_string(),
            made: self.now(),
        };
        let done = Done {
            case: row.case_id.clone().unwrap_or_default(),
            case_alias: if prepared.opens {
                String::new()
            } else {
                prepared.case.file.alias.clone()
            },
            waiting: Some(id),
            ..Done::default()
        };
        let mut batch = self.store().batch();
        batch.approval(&row);
        self.drop_own_draft(&mut batch, actor, input, &prepared.case);
        if !input.idempotency.is_empty() {
            let result = serde_json::to_string(&done).map_err(|e| self.bug(&e))?;
            batch.done_once(&actor.person, &input.idempotency, &result, self.now());
        }
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        Ok(done)
    }

    fn draft_hash(&self, draft: &ActInput) -> Result<String, Refusal> {
        let json = serde_json::to_value(draft).map_err(|e| self.bug(&e))?;
        let text = fadu_base::json::canonical(&json).map_err(|e| self.bug(&e))?;
        Ok(self.0.algorithm.hash(text.as_bytes()).to_string())
    }

    /// Drafts that this person may approve now, and own ones that wait or came back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn approvals(&self, actor: &Actor) -> Result<Vec<ApprovalRow>, Refusal> {
        let offices: Vec<String> = actor.reader.scope().offices;
        let mut rows = Vec::new();
        for row in self.store().approvals_in(&offices).await? {
            let view = self.approval_row(actor, &row).await?;
            if view.yours {
                rows.push(view);
            }
        }
        for row in self.store().approvals_by(&actor.person).await? {
            if !rows.iter().any(|r: &ApprovalRow| r.id == row.id) {
                rows.push(self.approval_row(actor, &row).await?);
            }
        }
        Ok(rows)
    }

    pub(crate) async fn approval_row(
        &self,
        actor: &Actor,
        row: &Row,
    ) -> Result<ApprovalRow, Refusal> {
        let given = self.store().approval_steps(&row.id).await?;
        let roles: Vec<String> = serde_json::from_str(&row.roles).map_err(|e| self.bug(&e))?;
        let mut steps = Vec::new();
        for (n, role) in roles.iter().enumerate() {
            let by = match given.get(n) {
                Some(step) => Some(self.name(&step.person).await?),
                None => None,
            };
            steps.push((role.clone(), by));
        }
        let case_alias = match &row.case_id {
            Some(id) => self
                .store()
                .case(id)
                .await?
                .map(|c| c.alias)
                .unwrap_or_default(),
            None => String::new(),
        };
        let next = roles.get(given.len());
        let yours =
            row.state == "waiting" && next.is_some_and(|role| post_for(actor, row, role).is_some());
        Ok(ApprovalRow {
            id: row.id.clone(),
            case_alias,
            title: row.title.clone(),
            act: row.act.clone(),
            by: self.name(&row.person).await?,
            since: row.day.parse().unwrap_or(self.today_day()),
            steps,
            yours,
            returned: (row.state == "returned").then(|| row.reason.clone()),
        })
    }

    /// A draft at approval with what it would do.
    ///
    /// # Errors
    /// `NotFound`, and what `confirm_act` refuses: then the draft cannot be recorded any more as it is.
    pub async fn approval(&self, actor: &Actor, id: &str) -> Result<ApprovalPage, Refusal> {
        let (row, draft) = self.waiting(actor, id).await?;
        let view = self.approval_row(actor, &row).await?;
        let sender = self.actor(&row.person).await?;
        let approvals = self.given(&row).await?;
        let prepared = self
            .prepare(&sender, &draft, Ask::Lawful, &approvals)
            .await?;
        let confirm = self.confirm(&sender, &draft, &prepared).await?;
        let preview = self.preview(&sender, &draft, &prepared).await?;
        let mut opinions = Vec::new();
        for step in self.store().approval_steps(id).await? {
            opinions.push((self.name(&step.person).await?, step.role, step.words));
        }
        Ok(ApprovalPage {
            row: view,
            confirm,
            hash: row.hash,
            preview,
            opinions,
        })
    }

    async fn waiting(&self, actor: &Actor, id: &str) -> Result<(Row, ActInput), Refusal> {
        let missing = || Refusal::NotFound("这份送审的草稿".to_owned());
        let row = self.store().approval(id).await?.ok_or_else(missing)?;
        let scope = actor.reader.scope().offices;
        if row.person != actor.person && !scope.contains(&row.office) {
            return Err(missing());
        }
        // What was typed stands in the act by then, and nowhere else.
        if row.state == "done" {
            let news = vec!["这份草稿已经办完".to_owned()];
            return Err(Refusal::Conflict(Conflict { news, seen: 0 }));
        }
        let draft = serde_json::from_str(&row.input).map_err(|e| self.bug(&e))?;
        Ok((row, draft))
    }

    async fn given(&self, row: &Row) -> Result<Vec<Approval>, Refusal> {
        let steps = self.store().approval_steps(&row.id).await?;
        let valid = steps.into_iter().filter(|s| s.hash == row.hash);
        Ok(valid.map(|s| approval(&s)).collect())
    }

    /// Approves the draft with this hash. With the last approval the act is recorded in its sender's name.
    ///
    /// # Errors
    /// `Conflict` when the draft is another one by now, `Forbidden`, and all of `do_act`.
    pub async fn approve(
        &self,
        actor: &Actor,
        id: &str,
        hash: &str,
        words: &str,
    ) -> Result<Option<Done>, Refusal> {
        let (row, draft) = self.waiting(actor, id).await?;
        let gone = |why: &str| {
            Refusal::Conflict(Conflict {
                news: vec![why.to_owned()],
                seen: 0,
            })
        };
        if row.state != "waiting" {
            return Err(gone("这份草稿已经办完或退回"));
        }
        if row.hash != hash {
            return Err(gone("草稿改过，请重新看过再批"));
        }
        let mut approvals = self.given(&row).await?;
        let roles: Vec<String> = serde_json::from_str(&row.roles).map_err(|e| self.bug(&e))?;
        let role = roles
            .get(approvals.len())
            .ok_or_else(|| gone("这份草稿已经批完"))?;
        let post = post_for(actor, &row, role)
            .ok_or_else(|| Refusal::Forbidden(format!("这一步由{role}审批")))?;
        let step = StepRow {
            approval: row.id.clone(),
            n: i64::try_from(approvals.len()).unwrap_or(0),
            role: role.clone(),
            person: actor.person.clone(),
            post: Some(post.to_owned()),
            day: self.today_day().to_string(),
            hash: row.hash.clone(),
            words: words.trim().to_owned(),
        };
        approvals.push(approval(&step));
        if approvals.len() < roles.len() {
            let mut batch = self.store().batch();
            batch.approval_step(&step);
            return match self.store().write(batch).await {
                Ok(()) => Ok(None),
                Err(fadu_store::WriteError::Taken(_)) => Err(gone("这一步已经有人批过")),
                Err(error) => Err(self.bug(&error)),
            };
        }
        let sender = self.actor(&row.person).await?;
        let done = self
            .record(&sender, &draft, &approvals, None, |batch| {
                batch.approval_state(&row.id, "done", "");
                batch.approval_spent(&row.id);
                batch.approval_step(&step);
            })
            .await?;
        Ok(Some(done))
    }

    /// Returns a draft to its sender with a reason. The legal history is not touched.
    ///
    /// # Errors
    /// `Fields` without a reason, `Forbidden`, `Conflict`.
    pub async fn return_draft(&self, actor: &Actor, id: &str, reason: &str) -> Result<(), Refusal> {
        let (row, draft) = self.waiting(actor, id).await?;
        if reason.trim().is_empty() {
            return Err(Refusal::field("reason", "请写明退回的理由"));
        }
        let roles: Vec<String> = serde_json::from_str(&row.roles).map_err(|e| self.bug(&e))?;
        let given = self.store().approval_steps(id).await?.len();
        let yours = roles
            .get(given)
            .is_some_and(|role| post_for(actor, &row, role).is_some());
        if !yours && row.person != actor.person {
            return Err(Refusal::Forbidden("只有正在审批的岗位可以退回".to_owned()));
        }
        let mut batch = self.store().batch();
        batch.approval_state(id, "returned", reason.trim());
        // What was typed comes back as the sender's draft.
        let place = row
            .case_id
            .clone()
            .unwrap_or_else(|| format!("new:{}", draft.procedure.clone().unwrap_or_default()));
        batch.draft(&fadu_store::desk_rows::DraftRow {
            person: row.person.clone(),
            place,
            act: draft.act.clone(),
            input: row.input.clone(),
            saved: self.now(),
        });
        match self.store().write(batch).await {
            Ok(()) => Ok(()),
            Err(fadu_store::WriteError::Stale(_)) => Err(Refusal::Conflict(Conflict {
                news: vec!["这份草稿已经办完或退回".to_owned()],
                seen: 0,
            })),
            Err(error) => Err(self.bug(&error)),
        }
    }

    // What the documents would say, as text.
    async fn preview(
        &self,
        actor: &Actor,
        input: &ActInput,
        prepared: &Prepared,
    ) -> Result<Vec<(String, Vec<String>)>, Refusal> {
        let drafts = self.draft_documents(actor, input, prepared).await?;
        Ok(drafts
            .into_iter()
            .map(|d| {
                (
                    d.name,
                    d.rendered.text.lines().map(ToOwned::to_owned).collect(),
                )
            })
            .collect())
    }
}

fn approval(step: &StepRow) -> Approval {
    Approval {
        person: step.person.clone(),
        post: step.post.clone(),
        role: step.role.clone(),
        day: step.day.parse().unwrap_or(fadu_base::Date::MIN),
        draft: step.hash.clone(),
    }
}

// The actor's post that gives the role in the office of the draft.
fn post_for<'a>(actor: &'a Actor, row: &Row, role: &str) -> Option<&'a str> {
    let fits = |p: &&fadu_store::people::Post| p.office == row.office && p.role == role;
    actor.held.iter().find(fits).map(|p| p.id.as_str())
}
