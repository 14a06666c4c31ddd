//! 执法公示: what goes on the public site, masked; what is taken off again; what is still to be put out or taken off.
//!
//! A publication is what an act of the pack left standing: nobody types it, nobody edits it. Its text is made from the
//! facts that the pack names, without anything marked 个人信息 or 商业秘密.

use std::collections::{BTreeMap, BTreeSet};

use fadu_authz::Action;
use fadu_base::Date;
use fadu_norm::model::FactId;
use fadu_store::people::Office;
use fadu_store::publicity::{PublicationRow, PublicationSearch};
use serde_json::Value as Json;

use crate::error::Refusal;
use crate::masked::{About, Masked, decision, number, publications};
use crate::people::Actor;
use crate::record::Canonical;
use crate::setup::Desk;
use crate::view::{NormChip, RegisterLink};
use crate::views::{PublicLine, Views};

/// Publications on one page, and in one file of open data.
pub const PAGE: u32 = 50;
/// See `PAGE`.
pub const FILE: u32 = 1_000;
/// Duties looked through for the page of what is to be done.
const DUTIES: u32 = 2_000;
/// Rows of a file for the credit platform.
const CREDIT: usize = 20_000;

/// A publication that stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Publication {
    /// Its address.
    pub alias: String,
    /// 文号
    pub number: String,
    /// Title, masked.
    pub title: String,
    /// Office.
    pub office: String,
    /// Slug and name of the procedure.
    pub kind: (String, String),
    /// What such publications are called.
    pub name: String,
    /// Day of the decision.
    pub decided: String,
    /// Day on which it went out.
    pub published: String,
    /// Label and text.
    pub lines: Vec<(String, String)>,
}

/// What an address of a publication answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Published {
    /// It stands.
    Standing(Box<Publication>),
    /// It was taken off.
    Withdrawn {
        /// 文号
        number: String,
        /// Office.
        office: String,
        /// Day.
        on: String,
        /// Why.
        reason: String,
    },
}

/// A page of publications.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublicationList {
    /// Newest first.
    pub rows: Vec<Publication>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Which publications.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublicationAsk {
    /// Office id, or empty.
    pub office: String,
    /// Slug of a procedure, or empty.
    pub kind: String,
    /// Decided from, or empty.
    pub from: String,
    /// Decided to, or empty.
    pub to: String,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// The three stages on one page: what may be read beforehand, and kinds of results.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublicityHome {
    /// Offices: id and name.
    pub offices: Vec<(String, String)>,
    /// Registers that anybody may read.
    pub registers: Vec<RegisterLink>,
    /// Procedures with results on the site: slug, name, what a result is called.
    pub kinds: Vec<(String, String, String)>,
}

/// What would go out, beside what stands in the case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublicityPreview {
    /// Title of the case.
    pub case_title: String,
    /// Title as it would stand there.
    pub title: String,
    /// Label, text in the case, text on the site.
    pub lines: Vec<(String, String, String)>,
    /// Facts that have a value and never go out, with the reason.
    pub left_out: Vec<(String, &'static str)>,
    /// The act that puts it out: slug, button.
    pub act: Option<(String, String)>,
    /// Its address, when it stands there now.
    pub standing: Option<String>,
}

/// Something to be put out or taken off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicityTask {
    /// Alias of the case.
    pub alias: String,
    /// Its title.
    pub title: String,
    /// The act, its slug.
    pub act: (String, String),
    /// Whether it is to be taken off.
    pub withdraw: bool,
    /// Last day.
    pub due: Option<Date>,
    /// Articles.
    pub cites: Vec<NormChip>,
}

/// A field of the open data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DictionaryRow {
    /// Procedure.
    pub kind: String,
    /// Name of the field.
    pub field: String,
    /// What it means.
    pub means: String,
}

impl Desk {
    /// What may be read beforehand, and the kinds of results.
    ///
    /// # Errors
    /// When the store fails; so everywhere in this module.
    pub async fn publicity_home(&self) -> Result<PublicityHome, Refusal> {
        let offices = self.store().offices().await?;
        let packs = self.packs();
        let texts = packs
            .procedures
            .values()
            .filter_map(|p| p.views.publicity.as_ref().map(|t| (p, t)));
        let mut open: BTreeSet<String> = BTreeSet::new();
        let mut kinds = Vec::new();
        for (procedure, text) in texts {
            open.extend(text.before.iter().cloned());
            if !text.publish.is_empty() {
                let model = &procedure.model;
                kinds.push((
                    model.slug.to_string(),
                    model.name.to_string(),
                    text.name.clone(),
                ));
            }
        }
        let mut registers = self.registers().await?;
        registers.retain(|r| open.contains(&r.name));
        Ok(PublicityHome {
            offices: offices.into_iter().map(|o| (o.id, o.name)).collect(),
            registers,
            kinds,
        })
    }

    /// A register that anybody may read, without its personal fields.
    ///
    /// # Errors
    /// `NotFound` for every other register.
    pub async fn public_register(
        &self,
        slug: &str,
        cursor: Option<&str>,
    ) -> Result<crate::view::RegisterPage, Refusal> {
        let home = self.publicity_home().await?;
        if !home.registers.iter().any(|r| r.slug == slug) {
            return Err(Refusal::NotFound("这个名录".to_owned()));
        }
        self.register(None, slug, None, cursor).await
    }

    /// Publications, newest first.
    ///
    /// # Errors
    /// As above.
    pub async fn published(
        &self,
        ask: &PublicationAsk,
        limit: u32,
    ) -> Result<PublicationList, Refusal> {
        let limit = limit.clamp(1, FILE);
        let mut rows = self.store().publications(&search(ask, limit + 1)).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|r| format!("{}_{}", r.published, r.alias));
        let offices = self.offices_by_id().await?;
        Ok(PublicationList {
            rows: rows
                .iter()
                .map(|r| self.publication_of(r, &offices))
                .collect(),
            next,
        })
    }

    /// What an address of a publication answers.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn publication(&self, alias: &str) -> Result<Published, Refusal> {
        let row = self.store().publication(alias).await?;
        let row = row.ok_or_else(|| Refusal::NotFound("这条公示".to_owned()))?;
        let offices = self.offices_by_id().await?;
        Ok(match &row.withdrawn {
            None => Published::Standing(Box::new(self.publication_of(&row, &offices))),
            Some(on) => Published::Withdrawn {
                number: row.number.clone(),
                office: offices
                    .get(&row.office)
                    .map(|o| o.name.clone())
                    .unwrap_or_default(),
                on: on.clone(),
                reason: row.reason.clone(),
            },
        })
    }

    async fn offices_by_id(&self) -> Result<BTreeMap<String, Office>, Refusal> {
        let offices = self.store().offices().await?;
        Ok(offices.into_iter().map(|o| (o.id.clone(), o)).collect())
    }

    fn publication_of(
        &self,
        row: &PublicationRow,
        offices: &BTreeMap<String, Office>,
    ) -> Publication {
        let office = offices.get(&row.office);
        let packs = self.packs();
        let procedure = packs.procedures.get(&row.kind);
        let name = procedure
            .and_then(|p| p.views.publicity.as_ref())
            .map(|t| t.name.clone());
        Publication {
            alias: row.alias.clone(),
            number: row.number.clone(),
            title: of_office(&row.title, office),
            office: office.map(|o| o.name.clone()).unwrap_or_default(),
            kind: (
                row.kind.clone(),
                procedure
                    .map(|p| p.model.name.to_string())
                    .unwrap_or_default(),
            ),
            name: name.unwrap_or_default(),
            decided: row.decided.clone(),
            published: row.published.clone(),
            lines: lines_of(&row.data, office),
        }
    }

    /// What would go out of a case, for whoever may see the case.
    ///
    /// # Errors
    /// `NotFound`, also where the procedure publishes nothing.
    pub async fn publicity_preview(
        &self,
        actor: &Actor,
        case: &str,
    ) -> Result<PublicityPreview, Refusal> {
        let missing = || Refusal::NotFound("这个办件的公示".to_owned());
        let case = self.load(case).await?;
        if !self
            .0
            .authz
            .allows(&actor.reader, Action::ViewCase, &case.facts())
        {
            return Err(missing());
        }
        let names = self.names_of(&case).await?;
        let around = self
            .around(&case.file, case.model(), &case.records, &BTreeSet::new())
            .await?;
        let row = self.store().case_row(&case.file.id).await?;
        let office = self.office(&case.file.office).await?;
        let session = case.session(around.world);
        let text = case
            .procedure
            .views
            .publicity
            .as_ref()
            .ok_or_else(missing)?;
        let acts: Vec<&Canonical> = case.acts.iter().collect();
        let page = Masked::new(&case, &session, &names, text);
        let decided = decision(&acts, acts.len(), text);
        let day = decided.map(|d| d.on.to_string()).unwrap_or_default();
        let number = decided.map(number).unwrap_or_default();
        let about = About {
            number: &number,
            decided: &day,
            published: "",
        };
        let inside = |key: &str| {
            let fact = page.model().fact_named(key);
            match fact {
                Some(fact) => page.value(fact).map(|v| page.spoken(fact, &v)),
                None => page.site(key, &about),
            }
        };
        let line = |l: &PublicLine| {
            let before = of_office(&Views::fill(&l.value, inside), office.as_ref());
            (
                l.label.clone(),
                before,
                of_office(&page.fill(&l.value, &about), office.as_ref()),
            )
        };
        let mut lines: Vec<(String, String, String)> = text.line.iter().map(line).collect();
        lines.retain(|(_, before, _)| !before.is_empty());
        let barred = |f: FactId| {
            let why = page.barred(f)?;
            page.value(f)
                .map(|_| (page.model().fact(f).name.to_string(), why))
        };
        let standing = publications(&case, &session, &acts, &names)
            .into_iter()
            .find(|p| p.shown == 1)
            .map(|p| p.alias);
        let act = case.model().act_named(&text.publish).map(|a| {
            let act = case.model().act(a);
            (act.slug.to_string(), act.name.to_string())
        });
        Ok(PublicityPreview {
            case_title: row.map(|r| r.title).unwrap_or_default(),
            title: page.fill(&text.title, &about),
            lines,
            left_out: case.model().fact_ids().filter_map(barred).collect(),
            act,
            standing,
        })
    }

    /// What is to be put out or taken off in the offices of this person, the nearest day first.
    ///
    /// # Errors
    /// As above.
    pub async fn publicity_tasks(&self, actor: &Actor) -> Result<Vec<PublicityTask>, Refusal> {
        let packs = self.packs();
        let texts = || {
            packs
                .procedures
                .values()
                .filter_map(|p| p.views.publicity.as_ref())
        };
        let publish: BTreeSet<&str> = texts().map(|t| &*t.publish).collect();
        let withdraw: BTreeSet<&str> = texts().map(|t| &*t.withdraw).collect();
        let offices: BTreeSet<String> = actor.posts.iter().map(|p| p.office.clone()).collect();
        let offices: Vec<String> = offices.into_iter().collect();
        let mut tasks = Vec::new();
        for duty in self.store().duties_in(&offices, None, DUTIES).await? {
            let off = withdraw.contains(&*duty.act);
            if !off && !publish.contains(&*duty.act) {
                continue;
            }
            let case = self.load(&duty.case_id).await?;
            if !self
                .0
                .authz
                .allows(&actor.reader, Action::ViewCase, &case.facts())
            {
                continue;
            }
            let row = self.store().case_row(&duty.case_id).await?;
            tasks.push(PublicityTask {
                alias: case.file.alias.clone(),
                title: row.map(|r| r.title).unwrap_or_default(),
                act: (duty.act, duty.slug.unwrap_or_default()),
                withdraw: off,
                due: duty.due.and_then(|d| d.parse().ok()),
                cites: crate::words::chips(
                    &duty
                        .cites
                        .parse::<fadu_law::Citations>()
                        .unwrap_or_default()
                        .0,
                    self.today_day(),
                ),
            });
        }
        Ok(tasks)
    }

    /// The file for the credit platform: headings, then a row a publication of this person's offices.
    ///
    /// # Errors
    /// `Forbidden` without a post in an office; `NotFound` where the procedure has no such file.
    pub async fn credit_file(
        &self,
        actor: &Actor,
        ask: &PublicationAsk,
    ) -> Result<Vec<Vec<String>>, Refusal> {
        let holds = actor.posts.iter().any(|p| p.office == ask.office);
        if actor.external || !holds {
            return Err(Refusal::Forbidden(
                "只有这个机关的工作人员可以导出。".to_owned(),
            ));
        }
        let packs = self.packs();
        let procedure = packs.procedures.get(&ask.kind);
        let text = procedure.and_then(|p| p.views.publicity.as_ref());
        let columns = text.map(|t| &t.credit).filter(|c| !c.is_empty());
        let columns = columns.ok_or_else(|| Refusal::NotFound("这个导出".to_owned()))?;
        let mut file = vec![columns.iter().map(|c| c.label.clone()).collect()];
        let offices = self.offices_by_id().await?;
        let mut after = search(ask, FILE);
        loop {
            let rows = self.store().publications(&after).await?;
            for row in &rows {
                let cells = lines_of(&row.credit, offices.get(&row.office));
                file.push(cells.into_iter().map(|(_, text)| text).collect());
            }
            match rows.last() {
                Some(last) if rows.len() == FILE as usize && file.len() < CREDIT => {
                    after.after = Some((last.published.clone(), last.alias.clone()));
                }
                _ => return Ok(file),
            }
        }
    }

    /// What the fields of the open data mean.
    pub fn dictionary(&self) -> Vec<DictionaryRow> {
        let packs = self.packs();
        let mut rows = Vec::new();
        for procedure in packs.procedures.values() {
            let lines = procedure.views.publicity.iter().flat_map(|t| &t.line);
            rows.extend(lines.map(|l| DictionaryRow {
                kind: procedure.model.name.to_string(),
                field: l.label.clone(),
                means: l.means.clone(),
            }));
        }
        rows
    }
}

fn search(ask: &PublicationAsk, limit: u32) -> PublicationSearch {
    let cursor = ask.cursor.as_deref().and_then(|c| c.split_once('_'));
    PublicationSearch {
        office: ask.office.clone(),
        kind: ask.kind.clone(),
        from: ask.from.clone(),
        to: ask.to.clone(),
        after: cursor.map(|(day, alias)| (day.to_owned(), alias.to_owned())),
        limit,
    }
}

/// What stood for the office when the row was made is filled with the office as it is.
fn of_office(text: &str, office: Option<&Office>) -> String {
    Views::fill(text, |key| {
        let office = office?;
        match key.strip_prefix("office:") {
            None => Some(office.name.clone()),
            Some(field) => {
                let details: Json = serde_json::from_str(&office.details).unwrap_or_default();
                details
                    .get(field)
                    .and_then(Json::as_str)
                    .map(ToOwned::to_owned)
            }
        }
    })
}

fn lines_of(data: &str, office: Option<&Office>) -> Vec<(String, String)> {
    let lines: Vec<(String, String)> = serde_json::from_str(data).unwrap_or_default();
    let line = |(label, text): (String, String)| (label, of_office(&text, office));
    lines.into_iter().map(line).collect()
}
