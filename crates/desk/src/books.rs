//! Books that everybody may look into: numbers and registers.

use std::collections::BTreeMap;

use fadu_authz::Action;
use fadu_base::Date;
use fadu_law::Citation;
use fadu_store::WriteError;
use fadu_store::numbers::NumberRow as Row;
use serde_json::json;

use crate::book::{BookAct, Entry, Written};
use crate::documents::number_text;
use crate::error::Refusal;
use crate::load::day;
use crate::people::Actor;
use crate::setup::Desk;
use crate::view::{NumberRow, NumberSeries, NumberState, RegisterLink, RegisterPage, RegisterRow};
use crate::words;

/// Rows of a page of a register.
const PAGE: u32 = 100;

impl Desk {
    /// 编号册: every series with its last number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn numbers(&self, actor: &Actor) -> Result<Vec<NumberSeries>, Refusal> {
        let mut list = Vec::new();
        for row in self.store().all_series().await? {
            list.push(NumberSeries {
                office_name: self.office_name(&row.office).await?,
                pattern: row.series,
                year: i32::try_from(row.year).unwrap_or(0),
                last: u32::try_from(row.last).unwrap_or(0),
                rows: Vec::new(),
                yours: self.keeps_numbers(actor, &row.office).is_ok(),
                office: row.office,
            });
        }
        Ok(list)
    }

    /// One series: each number from 1 to the last in exactly one state, newest first, below `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series(
        &self,
        actor: &Actor,
        office: &str,
        pattern: &str,
        year: i32,
        before: Option<u32>,
    ) -> Result<NumberSeries, Refusal> {
        let before = before.map_or(i64::MAX, i64::from);
        let rows = self
            .store()
            .numbers(office, pattern, i64::from(year), before)
            .await?;
        let names = self
            .names(
                rows.iter()
                    .map(|r| r.person.clone())
                    .filter(|p| !p.is_empty()),
            )
            .await?;
        let since = |r: &Row| r.day.parse().unwrap_or(Date::MIN);
        let view = |r: &Row| NumberRow {
            n: u32::try_from(r.n).unwrap_or(0),
            text: r.text.clone(),
            state: match r.state.as_str() {
                "reserved" => NumberState::Reserved {
                    by: names.get(&r.person).cloned().unwrap_or_default(),
                    since: since(r),
                    why: r.why.clone(),
                    act: r.act_id.clone(),
                },
                "void" => NumberState::Void {
                    why: r.why.clone(),
                    since: since(r),
                    act: r.act_id.clone(),
                },
                _ => NumberState::Issued {
                    what: r.what.clone(),
                    act: r.act_id.clone(),
                },
            },
        };
        let last = self
            .store()
            .last_number(office, pattern, i64::from(year))
            .await?;
        Ok(NumberSeries {
            office: office.to_owned(),
            office_name: self.office_name(office).await?,
            pattern: pattern.to_owned(),
            year,
            last: u32::try_from(last).unwrap_or(0),
            rows: rows.iter().map(view).collect(),
            yours: self.keeps_numbers(actor, office).is_ok(),
        })
    }

    /// Numbers of a series that wait to be used, oldest first.
    pub(crate) async fn reserved(
        &self,
        office: &str,
        series: &str,
        year: i64,
    ) -> Result<Vec<Row>, Refusal> {
        Ok(self.store().reserved_numbers(office, series, year).await?)
    }

    /// Reserves the next numbers of a series, for instance for a visit without a network: an act of the office's book.
    /// Says them.
    ///
    /// # Errors
    /// `Forbidden`, `Fields`.
    pub async fn reserve_numbers(
        &self,
        actor: &Actor,
        office: &str,
        pattern: &str,
        count: u32,
        why: &str,
    ) -> Result<Vec<String>, Refusal> {
        self.keeps_numbers(actor, office)?;
        if why.trim().is_empty() {
            return Err(Refusal::field("why", "请写明预留给谁用、做什么用"));
        }
        if !(1..=100).contains(&count) {
            return Err(Refusal::field("count", "一次可以预留 1 到 100 个号"));
        }
        let year = i64::from(self.checked_today().await?.year());
        for _ in 0..5 {
            let last = self.store().last_number(office, pattern, year).await?;
            let numbers: Vec<(i64, String)> = (last + 1..=last + i64::from(count))
                .map(|n| (n, number_text(pattern, year, n)))
                .collect();
            let texts: Vec<String> = numbers.iter().map(|(_, t)| t.clone()).collect();
            let act = BookAct {
                entry: Entry::Reserve,
                office,
                facts: BTreeMap::from([("编号".to_owned(), json!(texts))]),
                why: why.trim(),
            };
            let row = |n: i64, text: &str, written: &Written| Row {
                office: office.to_owned(),
                series: pattern.to_owned(),
                year,
                n,
                text: text.to_owned(),
                state: "reserved".to_owned(),
                what: String::new(),
                act_id: Some(written.act.clone()),
                person: actor.person.clone(),
                why: why.trim().to_owned(),
                day: written.today.to_string(),
            };
            let taken = self
                .write_book(actor, &act, |batch, written| {
                    for (n, text) in &numbers {
                        batch.take_number(&row(*n, text, written));
                    }
                })
                .await?;
            if taken.is_none() {
                return Ok(texts);
            }
        }
        Err(Refusal::field("", "编号变化太快，请再试一次"))
    }

    /// Makes a reserved number void, with the reason, for ever: an act of the office's book.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `Fields` when it is not reserved any more.
    pub async fn void_number(&self, actor: &Actor, text: &str, why: &str) -> Result<(), Refusal> {
        let row = self
            .store()
            .number(&words::typed_number(text))
            .await?
            .ok_or_else(|| Refusal::NotFound("这个编号".to_owned()))?;
        self.keeps_numbers(actor, &row.office)?;
        if why.trim().is_empty() {
            return Err(Refusal::field("why", "请写明为什么不用了"));
        }
        let act = BookAct {
            entry: Entry::Void,
            office: &row.office,
            facts: BTreeMap::from([("编号".to_owned(), json!(row.text))]),
            why: why.trim(),
        };
        let taken = self
            .write_book(actor, &act, |batch, written| {
                batch.settle_number(&Row {
                    state: "void".to_owned(),
                    why: why.trim().to_owned(),
                    act_id: Some(written.act.clone()),
                    person: actor.person.clone(),
                    day: written.today.to_string(),
                    ..row.clone()
                });
            })
            .await?;
        match taken {
            None => Ok(()),
            Some(_) => Err(Refusal::field("number", "只有预留的编号可以记为空号")),
        }
    }

    fn keeps_numbers(&self, actor: &Actor, office: &str) -> Result<(), Refusal> {
        if self
            .0
            .authz
            .allows_here(&actor.reader, Action::Numbers, office)
        {
            return Ok(());
        }
        Err(Refusal::Forbidden("编号由本单位的人保管".to_owned()))
    }

    /// Registers that procedures read, with entries valid today.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn registers(&self) -> Result<Vec<RegisterLink>, Refusal> {
        let counts: BTreeMap<String, i64> = self
            .store()
            .registers_on(&self.today_day().to_string())
            .await?
            .into_iter()
            .collect();
        let packs = self.packs();
        let mut list: BTreeMap<String, RegisterLink> = BTreeMap::new();
        for register in packs
            .procedures
            .values()
            .flat_map(|p| &p.model.registers)
            .filter(|r| !r.within_case)
        {
            let slug = if register.slug.is_empty() {
                &register.name
            } else {
                &register.slug
            };
            let link = RegisterLink {
                name: register.name.to_string(),
                slug: slug.to_string(),
                valid: counts
                    .get(&*register.name)
                    .map_or(0, |n| u64::try_from(*n).unwrap_or(0)),
            };
            let better = register.declared || !list.contains_key(&*register.name);
            if better {
                list.insert(register.name.to_string(), link);
            }
        }
        Ok(list.into_values().collect())
    }

    /// A register as it stood on a day. Personal fields are shown to people of the offices only.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn register(
        &self,
        actor: Option<&Actor>,
        slug: &str,
        on: Option<Date>,
        cursor: Option<&str>,
    ) -> Result<RegisterPage, Refusal> {
        let packs = self.packs();
        let all = || {
            packs
                .procedures
                .values()
                .flat_map(|p| &p.model.registers)
                .filter(|r| !r.within_case)
        };
        let named = |declared: bool| {
            all().find(|r| r.declared == declared && (*r.slug == *slug || *r.name == *slug))
        };
        let register = named(true)
            .or_else(|| named(false))
            .ok_or_else(|| Refusal::NotFound("这个名录".to_owned()))?;
        let on = on.unwrap_or_else(|| self.today_day());
        let inside = actor.is_some_and(|a| !a.held.is_empty());
        let mut columns: Vec<String> = register
            .fields
            .iter()
            .filter(|f| inside || !(f.personal || f.trade_secret))
            .map(|f| f.name.to_string())
            .collect();
        let key = register.keys.first().map(ToString::to_string);
        columns.retain(|c| Some(c) != key.as_ref());
        let mut rows = self
            .store()
            .entries_on(
                &register.name,
                &on.to_string(),
                cursor.unwrap_or(""),
                PAGE + 1,
            )
            .await?;
        let next = (rows.len() > PAGE as usize)
            .then(|| rows.get(PAGE as usize - 1).map(|r| r.id.clone()))
            .flatten();
        rows.truncate(PAGE as usize);
        let names = self.names(rows.iter().map(|r| r.subject.clone())).await?;
        let mut list = Vec::new();
        for row in rows {
            let entry = crate::load::entry(&row, register).map_err(|e| self.bug(&e))?;
            let cell = |c: &String| {
                entry
                    .fields
                    .get(c.as_str())
                    .map(fadu_norm::engine::words::value_text)
                    .unwrap_or_default()
            };
            let act = match (&row.case_id, &row.act_id) {
                (Some(case), Some(act)) => self
                    .store()
                    .case(case)
                    .await?
                    .map(|c| (c.alias, act.clone())),
                _ => None,
            };
            list.push(RegisterRow {
                person: names
                    .get(&row.subject)
                    .cloned()
                    .unwrap_or_else(|| row.subject.clone()),
                from: day(row.from_day.as_deref()),
                to: day(row.to_day.as_deref()),
                cells: columns.iter().map(cell).collect(),
                act,
                id: row.id,
            });
        }
        Ok(RegisterPage {
            name: register.name.to_string(),
            slug: slug.to_owned(),
            on,
            columns,
            rows: list,
            next,
        })
    }

    /// Brings an entry that was made before the installation: only into a store with no act on that register yet, or a sample.
    ///
    /// # Errors
    /// `Forbidden`, `Fields`.
    pub async fn import_entry(
        &self,
        actor: Option<&Actor>,
        entry: &fadu_store::registers::EntryRow,
    ) -> Result<(), Refusal> {
        actor.map_or(Ok(()), |a| self.must(a, Action::ManageSystem))?;
        if !self.is_sample()
            && self
                .store()
                .entries_made()
                .await?
                .iter()
                .any(|e| e.register == entry.register)
        {
            return Err(Refusal::Forbidden(
                "这个名录已经由程序里的行为维护，不能再直接导入".to_owned(),
            ));
        }
        let id = if entry.id.is_empty() {
            self.new_id()
        } else {
            entry.id.clone()
        };
        let mut batch = self.store().batch();
        batch.entry(&fadu_store::registers::EntryRow {
            id,
            act_id: None,
            case_id: None,
            ended_by: None,
            ..entry.clone()
        });
        match self.store().write(batch).await {
            Ok(()) => Ok(()),
            Err(WriteError::Taken(_)) => Err(Refusal::field("id", "这一项已经在名录里")),
            Err(error) => Err(self.bug(&error)),
        }
    }

    /// Text of an article for the chip that names it, as in force on the chip's day.
    pub fn chip_text(&self, chip: &crate::view::NormChip) -> Option<String> {
        let citation: Citation = chip.citation.parse().ok()?;
        self.laws()
            .resolve(&citation, chip.on)
            .ok()
            .map(|p| p.text())
    }
}
