//! The book of an office: acts that belong to no case (numbers reserved and made void, personal data erased).
//!
//! They stand in the same record and the same log as the acts of cases, each with the leaf of the one before it.

use std::collections::BTreeMap;

use fadu_authz::Action;
use fadu_base::Date;
use fadu_store::acts::{ActRow, ValueRow};
use fadu_store::{Batch, WriteError};
use fadu_tlog::Salt;
use fadu_tlog::commit::{commit, commit_json};
use serde_json::{Value as Json, json};

use crate::error::Refusal;
use crate::people::Actor;
use crate::record::{Canonical, FORMAT, Performer};
use crate::setup::{Desk, time_text};
use crate::view::{BookPage, ReceiptMark};

/// So often somebody else may write the book meanwhile.
const ATTEMPTS: usize = 8;
/// Books are told from cases by this.
const BOOK: &str = "book:";

/// What an office does to its own books.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Entry {
    /// Numbers are kept free for later.
    Reserve,
    /// A kept number is given up for ever.
    Void,
    /// Personal data of a closed case is destroyed.
    Erase,
}

impl Entry {
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Entry::Reserve => ("预留编号", "reserve_numbers"),
            Entry::Void => ("记为空号", "void_number"),
            Entry::Erase => ("清除个人信息", "erase_personal_data"),
        }
    }
}

/// An act of the book to be written.
pub(crate) struct BookAct<'a> {
    pub entry: Entry,
    pub office: &'a str,
    /// Stands in the record.
    pub facts: BTreeMap<String, Json>,
    /// A free text: the record only commits to it.
    pub why: &'a str,
}

/// What was written.
pub(crate) struct Written {
    /// Record id of the act, for the rows that it made.
    pub act: String,
    pub today: Date,
}

impl Desk {
    /// Writes an act of the book together with what it does; `with` may be asked again when somebody was faster.
    pub(crate) async fn write_book<'a, F>(
        &self,
        actor: &Actor,
        act: &BookAct<'a>,
        with: F,
    ) -> Result<Option<WriteError>, Refusal>
    where
        F: Fn(&mut Batch, &Written),
    {
        let today = self.checked_today().await?;
        for _ in 0..ATTEMPTS {
            let mut batch = self.store().batch();
            let row = self.book_row(&mut batch, actor, act, today).await?;
            with(
                &mut batch,
                &Written {
                    act: row.id.clone(),
                    today,
                },
            );
            let name = act.entry.name().0;
            batch.event(&self.event(&actor.person, name, &row.alias));
            match self.store().write(batch).await {
                Ok(()) => {
                    self.0.queued.notify_one();
                    return Ok(None);
                }
                Err(WriteError::Taken("act")) => (),
                Err(other @ (WriteError::Taken(_) | WriteError::Stale(_))) => {
                    return Ok(Some(other));
                }
                Err(error) => return Err(self.bug(&error)),
            }
        }
        Err(Refusal::field("", "编号册变化太快，请再试一次"))
    }

    async fn book_row(
        &self,
        batch: &mut Batch,
        actor: &Actor,
        act: &BookAct<'_>,
        today: Date,
    ) -> Result<ActRow, Refusal> {
        let book = format!("{BOOK}{}", act.office);
        let before = self.store().acts(&book).await?;
        let (name, slug) = act.entry.name();
        let id = self.new_id();
        let salt = Salt(self.random());
        let why = Json::String(act.why.to_owned());
        let sealed = commit_json(self.0.algorithm, &salt, &why).map_err(|e| self.bug(&e))?;
        let mut facts = act.facts.clone();
        facts.insert("理由".to_owned(), json!({ "commitment": sealed }));
        let post = actor.held.iter().find(|p| p.office == act.office);
        let recorded = self.now();
        let canonical = Canonical {
            format: FORMAT.to_owned(),
            id: id.clone(),
            case: book.clone(),
            seq: u32::try_from(before.len() + 1).unwrap_or(u32::MAX),
            act: name.to_owned(),
            slug: slug.to_owned(),
            procedure: String::new(),
            version: String::new(),
            calendar: self.calendar().version().to_owned(),
            office: act.office.to_owned(),
            on: today,
            recorded: today,
            recorded_at: time_text(recorded),
            by: vec![Performer {
                person: actor.person.clone(),
                post: post.map(|p| p.id.clone()),
                deputy_for: post.and_then(|p| p.deputy_for.clone()),
            }],
            role: post.map(|p| p.role.clone()),
            entered_by: None,
            approvals: Vec::new(),
            facts,
            behaviour: BTreeMap::new(),
            documents: Vec::new(),
            attachments: Vec::new(),
            registers: BTreeMap::new(),
            case_number: None,
            revokes: None,
            seals: None,
            system: false,
            from_paper: false,
            previous: before.last().map(|r| r.leaf.clone()),
        };
        let value = ValueRow {
            act_id: id.clone(),
            path: "facts/理由".to_owned(),
            salt: Some(salt.to_string()),
            value: Some(why.to_string()),
        };
        let row = self.sealed_row(&canonical, recorded).await?;
        batch.act(&row);
        batch.value(&value);
        Ok(row)
    }

    async fn sealed_row(&self, canonical: &Canonical, recorded: i64) -> Result<ActRow, Refusal> {
        let json = serde_json::to_value(canonical).map_err(|e| self.bug(&e))?;
        let text = fadu_base::json::canonical(&json).map_err(|e| self.bug(&e))?;
        let salt = Salt(self.random());
        let leaf = commit(self.0.algorithm, &salt, text.as_bytes()).to_string();
        Ok(ActRow {
            case_id: canonical.case.clone(),
            seq: i64::from(canonical.seq),
            id: canonical.id.clone(),
            alias: self.new_alias('a', canonical.on.year()).await?,
            canonical: text,
            salt: salt.to_string(),
            leaf,
            recorded,
        })
    }

    /// An act of a book, for the people of its office and for the auditor.
    ///
    /// # Errors
    /// `NotFound`, also when it is the act of a case.
    pub async fn book_act(&self, actor: &Actor, id: &str) -> Result<BookPage, Refusal> {
        let missing = || Refusal::NotFound("这一步".to_owned());
        let row = self.store().act(id).await?.ok_or_else(missing)?;
        let office = row
            .case_id
            .strip_prefix(BOOK)
            .ok_or_else(missing)?
            .to_owned();
        let may = self
            .0
            .authz
            .allows_here(&actor.reader, Action::Numbers, &office)
            || self
                .0
                .authz
                .allows_here(&actor.reader, Action::ViewEvents, "");
        if !may {
            return Err(missing());
        }
        let act: Canonical = serde_json::from_str(&row.canonical).map_err(|e| self.bug(&e))?;
        let values = self.store().values(&row.case_id).await?;
        let why = values
            .iter()
            .find(|v| v.act_id == row.id)
            .and_then(|v| serde_json::from_str::<String>(v.value.as_deref()?).ok());
        let mut data: Vec<(String, String)> = act
            .facts
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), text_of(value)?)))
            .collect();
        data.push(("理由".to_owned(), why.unwrap_or_default()));
        let mut by = Vec::new();
        for performer in &act.by {
            by.push(self.name(&performer.person).await?);
        }
        let rows = self.store().acts(&row.case_id).await?;
        let place = rows
            .iter()
            .position(|r| r.id == row.id)
            .unwrap_or(usize::MAX);
        let receipt = match self.receipt_of(&rows, place, None).await? {
            Some(receipt) => Some(receipt.to_text().map_err(|e| self.bug(&e))?),
            None => None,
        };
        let receipt_mark: ReceiptMark = self.receipt_mark(&row.id).await?;
        Ok(BookPage {
            office: self.office_name(&office).await?,
            act: act.act,
            alias: row.alias,
            by,
            on: act.on,
            recorded_at: act.recorded_at,
            data,
            canonical: row.canonical,
            leaf: row.leaf,
            mark: receipt_mark,
            receipt,
        })
    }
}

fn text_of(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Array(list) => {
            let texts: Vec<&str> = list.iter().filter_map(Json::as_str).collect();
            Some(texts.join("、"))
        }
        Json::Object(_) | Json::Null => None,
        other => Some(other.to_string()),
    }
}
