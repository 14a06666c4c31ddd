//! Moving running cases to the version that is switched on: only where the whole history is lawful there.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_authz::Action;
use fadu_proof::migrate::Hindrance;
use fadu_store::proofs::{MoveRow, OpenCase};

use crate::error::Refusal;
use crate::load::Loaded;
use crate::packs::Procedure;
use crate::people::Actor;
use crate::setup::Desk;

/// Most cases looked at in one go.
const CASES: u32 = 200;

/// A running case under another version than the one switched on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MoverRow {
    /// `c26-000341-7`
    pub alias: String,
    /// Title.
    pub title: String,
    /// The version it runs under.
    pub version: String,
    /// Why it cannot go on under the new one; `None`: it can.
    pub hindrance: Option<String>,
    /// Whether the reader may move it.
    pub yours: bool,
}

/// What became of the cases that somebody wanted to move.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Moved {
    /// Those that go on under the new version.
    pub moved: Vec<String>,
    /// Those that stay, each with the reason.
    pub stayed: Vec<(String, String)>,
}

impl Desk {
    /// Running cases of a procedure under other versions, as far as this person may see them.
    ///
    /// # Errors
    /// `NotFound` for a procedure that is not switched on.
    pub async fn movers(&self, actor: &Actor, slug: &str) -> Result<Vec<MoverRow>, Refusal> {
        let new = self.switched_on(slug)?;
        let mut rows = Vec::new();
        for open in self.elsewhere(&new).await? {
            let case = self.load(&open.case_id).await?;
            let facts = case.facts();
            if !self.0.authz.allows(&actor.reader, Action::ViewCase, &facts) {
                continue;
            }
            let title = self.store().case_row(&open.case_id).await?;
            rows.push(MoverRow {
                alias: case.file.alias.clone(),
                title: title.map(|r| r.title).unwrap_or_default(),
                version: open.version,
                hindrance: self.hindrance(&case, &new).await?,
                yours: self.0.authz.allows(&actor.reader, Action::Act, &facts),
            });
        }
        Ok(rows)
    }

    /// Lets cases go on under the version that is switched on. Each is looked at again; what is not lawful there stays.
    ///
    /// # Errors
    /// `NotFound`, `Fields` when none is named.
    pub async fn move_cases(
        &self,
        actor: &Actor,
        slug: &str,
        cases: &[String],
    ) -> Result<Moved, Refusal> {
        let new = self.switched_on(slug)?;
        if cases.is_empty() {
            return Err(Refusal::field("case", "请选择要转到新版本的办件"));
        }
        let mut result = Moved::default();
        for name in cases {
            let case = self.visible(actor, name).await?;
            let alias = case.file.alias.clone();
            match self.why_stays(actor, &case, &new).await? {
                Some(why) => result.stayed.push((alias, why)),
                None => {
                    self.move_one(actor, &case, &new).await?;
                    result.moved.push(alias);
                }
            }
        }
        Ok(result)
    }

    async fn why_stays(
        &self,
        actor: &Actor,
        case: &Loaded,
        new: &Arc<Procedure>,
    ) -> Result<Option<String>, Refusal> {
        let allowed = self
            .0
            .authz
            .allows(&actor.reader, Action::Act, &case.facts());
        if !allowed {
            return Ok(Some("这个办件不由您的岗位办".to_owned()));
        }
        if case.file.procedure_slug != *new.model.slug {
            return Ok(Some("这个办件不用这个程序".to_owned()));
        }
        if case.procedure.version() == new.version() {
            return Ok(Some("已经在用新版本".to_owned()));
        }
        self.hindrance(case, new).await
    }

    async fn move_one(
        &self,
        actor: &Actor,
        case: &Loaded,
        new: &Arc<Procedure>,
    ) -> Result<(), Refusal> {
        let row = MoveRow {
            case_id: case.file.id.clone(),
            // An act that comes in meanwhile is done under the old version, and the move counts no more.
            seq: i64::from(case.seq()),
            version: new.version(),
            person: actor.person.clone(),
        };
        let detail = format!("{} {}", case.file.alias, row.version);
        let mut batch = self.store().batch();
        batch.move_case(&row, self.now());
        batch.event(&self.event(&actor.person, "转到新版本", &detail));
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        self.rebuild_case(&case.file.id).await
    }

    fn switched_on(&self, slug: &str) -> Result<Arc<Procedure>, Refusal> {
        let packs = self.packs();
        let found = packs.procedures.get(slug).cloned();
        found.ok_or_else(|| Refusal::NotFound(format!("程序“{slug}”")))
    }

    async fn elsewhere(&self, new: &Procedure) -> Result<Vec<OpenCase>, Refusal> {
        let (slug, version) = (&new.model.slug, new.version());
        Ok(self.store().open_elsewhere(slug, &version, CASES).await?)
    }

    async fn hindrance(
        &self,
        case: &Loaded,
        new: &Arc<Procedure>,
    ) -> Result<Option<String>, Refusal> {
        let performers = case.records.iter().flat_map(|r| &r.by);
        let people: BTreeSet<String> = performers.map(ToString::to_string).collect();
        let around = self
            .around(&case.file, &new.model, &case.records, &people)
            .await?;
        let found = fadu_proof::can_move(
            &case.records,
            &around.world,
            case.model(),
            &new.model,
            &self.calendar(),
        );
        Ok(found.err().map(|h: Hindrance| h.to_string()))
    }
}
