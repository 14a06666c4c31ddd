//! The one write path. Authority, engine on the fresh state, record, documents, number, log queue, registers and
//! projections: one batch, written whole or not at all. Taken places and changed registers lead to another look.

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::Date;
use fadu_norm::engine::Session;
use fadu_norm::history::Record;
use fadu_norm::json::value_to_json;
use fadu_norm::model::RegisterChangeKind;
use fadu_norm::value::Value;
use fadu_store::acts::{ActRow, DocumentRow, FileRow, SealRow};
use fadu_store::registers::EntryRow;
use fadu_store::{Batch, WriteError};
use fadu_tlog::Salt;
use fadu_tlog::commit::commit_json;
use fadu_tlog::receipt::DocumentProof;
use serde_json::{Map, Value as Json, json};

use crate::documents::{Draft, Sheet, title};
use crate::error::{Conflict, Refusal};
use crate::load::{Loaded, Names};
use crate::people::Actor;
use crate::prepare::{Ask, Prepared, party_name};
use crate::project::project;
use crate::record::{Approval, Attached, Canonical, FORMAT, Issued, Performer, Sealer};
use crate::setup::{Desk, time_text};
use crate::view::{ActInput, DocumentLink, Done};

/// So often a number or register may be taken meanwhile before the person is told.
const ATTEMPTS: u32 = 6;

impl Desk {
    /// Opens a case; see [`Desk::do_act`].
    ///
    /// # Errors
    /// As `do_act`.
    pub async fn open_case(&self, actor: &Actor, input: &ActInput) -> Result<Done, Refusal> {
        self.do_act(
            actor,
            &ActInput {
                case: None,
                ..input.clone()
            },
        )
        .await
    }

    /// Does an act: the only way in which a case changes. Where the act needs approval first, it is sent for approval.
    ///
    /// # Errors
    /// `Fields`, `Blocked`, `NotYours`, `Conflict`, `NotFound`, `Forbidden`, `ClockSetBack`, `Operator`.
    pub async fn do_act(&self, actor: &Actor, input: &ActInput) -> Result<Done, Refusal> {
        if let Some(done) = self.done_before(actor, input).await? {
            return Ok(done);
        }
        let prepared = self.prepare(actor, input, Ask::Lawful, &[]).await?;
        let approved = prepared.from_paper || prepared.act().approvers.is_empty();
        if !approved {
            return self.send_for_approval(actor, input, &prepared).await;
        }
        self.record(actor, input, &[], Some(prepared), |_| {}).await
    }

    async fn done_before(&self, actor: &Actor, input: &ActInput) -> Result<Option<Done>, Refusal> {
        if input.idempotency.is_empty() {
            return Ok(None);
        }
        let Some(text) = self
            .store()
            .done_once(&actor.person, &input.idempotency)
            .await?
        else {
            return Ok(None);
        };
        let done: Done = serde_json::from_str(&text).map_err(|e| self.bug(&e))?;
        Ok(Some(Done {
            repeated: true,
            ..done
        }))
    }

    /// Records an act with its approvals; `also` adds to the batch what must happen with it.
    pub(crate) async fn record(
        &self,
        actor: &Actor,
        input: &ActInput,
        approvals: &[Approval],
        mut first: Option<Prepared>,
        also: impl Fn(&mut Batch) + Send + Sync,
    ) -> Result<Done, Refusal> {
        for _ in 0..ATTEMPTS {
            let prepared = match first.take() {
                Some(prepared) => prepared,
                None => self.prepare(actor, input, Ask::Lawful, approvals).await?,
            };
            let (mut batch, done, places) =
                self.compose(actor, input, &prepared, approvals).await?;
            also(&mut batch);
            let written = self.store().write(batch).await;
            if matches!(written, Err(WriteError::Taken(_) | WriteError::Stale(_))) {
                // Papers of an act that certainly did not happen must not lie about.
                for place in &places {
                    self.store().files().destroy(place)?;
                }
            }
            match written {
                Ok(()) => {
                    self.0.queued.notify_one();
                    return Ok(done);
                }
                Err(WriteError::Taken("act")) => {
                    // Without news it was only the speakable id: draw another.
                    if let Some(conflict) = self.conflict(&prepared.case).await? {
                        return Err(conflict);
                    }
                }
                Err(WriteError::Taken("seal")) => {
                    return Err(Refusal::field("seals", "这份文书已经有签章的扫描件"));
                }
                Err(WriteError::Taken("once")) => {
                    if let Some(done) = self.done_before(actor, input).await? {
                        return Ok(done);
                    }
                }
                // A number, an alias or a register moved on meanwhile: look again.
                Err(WriteError::Taken(_)) => (),
                Err(WriteError::Stale(key)) if key == "file" => {
                    return Err(Refusal::field(
                        "files",
                        "附件已经用在别的办理里，请重新上传",
                    ));
                }
                Err(WriteError::Stale(key)) if key == "number" => {
                    return Err(Refusal::field("number", "预留的号刚被用掉，请重新选"));
                }
                Err(WriteError::Stale(key)) if key == "approval" => {
                    return Err(Refusal::Conflict(Conflict {
                        news: vec!["这份草稿已经有人批过或退回".to_owned()],
                        seen: prepared.case.seq(),
                    }));
                }
                Err(WriteError::Stale(_)) => (),
                Err(error) => return Err(self.bug(&error)),
            }
        }
        Err(Refusal::Conflict(Conflict {
            news: vec!["编号或名录变化太快，请再试一次".to_owned()],
            seen: input.seen.unwrap_or(0),
        }))
    }

    async fn conflict(&self, case: &Loaded) -> Result<Option<Refusal>, Refusal> {
        if self.store().case(&case.file.id).await?.is_none() {
            return Ok(None);
        }
        let now = self.load_file(case.file.clone()).await?;
        let news: Vec<String> = now
            .acts
            .iter()
            .skip(case.acts.len())
            .map(|a| format!("{} {}", a.on, a.act))
            .collect();
        let seen = now.seq();
        Ok((!news.is_empty()).then_some(Refusal::Conflict(Conflict { news, seen })))
    }

    // Everything that the act writes.
    async fn compose(
        &self,
        actor: &Actor,
        input: &ActInput,
        prepared: &Prepared,
        approvals: &[Approval],
    ) -> Result<(Batch, Done, Vec<String>), Refusal> {
        let office = self
            .office(&prepared.case.file.office)
            .await?
            .ok_or_else(|| Refusal::Operator("办件的单位不在登记里".to_owned()))?;
        let names = self.names_for(prepared, actor).await?;
        let files = self.files_of(actor, input).await?;
        let mut batch = self.store().batch();
        for (key, n) in &prepared.around.guards {
            batch.expect(key, *n);
        }
        if let Some(person) = &prepared.new_party {
            batch.person(person);
        }
        if prepared.opens {
            batch.case(&prepared.case.file);
        }
        let mut writer = Writer::new(self, prepared);
        for _ in 0..=prepared.first.len() {
            writer
                .aliases
                .push(self.new_alias('a', prepared.today.year()).await?);
        }
        for record in &prepared.first {
            writer.system(&mut batch, record)?;
        }
        let number = self.case_number(prepared, &office, input, &writer).await?;
        let known_number = number
            .as_ref()
            .map(|n| n.text.clone())
            .or_else(|| known_number(&prepared.case));
        let (party, title_text) = {
            let session = prepared.after();
            let person = prepared
                .case
                .file
                .party
                .as_ref()
                .and_then(|p| names.get(p))
                .map(String::as_str);
            let on = prepared.record.on;
            (
                party_name(&session, on, person),
                title(
                    &prepared.case,
                    &session,
                    on,
                    known_number.as_deref(),
                    &names,
                ),
            )
        };
        let party = self.party_json(&prepared.case, &party).await?;
        let sheet = Sheet {
            office: &office,
            names: &names,
            case_number: known_number.clone(),
            title: title_text,
            party,
        };
        let drafts = self
            .render(prepared, &sheet, &input.numbers, "issued")
            .await?;
        let mut done = writer.main(
            &mut batch,
            input,
            drafts,
            &files,
            approvals,
            number.as_ref().map(|n| n.text.clone()),
        )?;
        if let Some(row) = number.filter(|n| !n.series.is_empty()) {
            batch.take_number(&fadu_store::numbers::NumberRow {
                what: "办件".to_owned(),
                act_id: Some(done.act.clone()),
                ..row
            });
        }
        self.change_registers(&mut batch, prepared, &done.act)?;
        writer.project(&mut batch, &names, known_number).await?;
        self.drop_own_draft(&mut batch, actor, input, &prepared.case);
        batch.outbox(
            &self.new_id(),
            "act",
            &json!({"act": done.act}).to_string(),
            self.now(),
        );
        done.repeated = false;
        if !input.idempotency.is_empty() {
            let result = serde_json::to_string(&done).map_err(|e| self.bug(&e))?;
            batch.done_once(&actor.person, &input.idempotency, &result, self.now());
        }
        Ok((batch, done, writer.places))
    }

    pub(crate) async fn names_for(
        &self,
        prepared: &Prepared,
        actor: &Actor,
    ) -> Result<Names, Refusal> {
        let mut names = self.names_of(&prepared.case).await?;
        let model = prepared.model();
        let mut ids: BTreeSet<String> = prepared.by.iter().map(|p| p.person.clone()).collect();
        ids.extend(prepared.record.approved.iter().map(ToString::to_string));
        for (fact, value) in &prepared.record.facts {
            ids.extend(crate::load::person_ids(&model.fact(*fact).ty, value));
        }
        names.extend(self.names(ids).await?);
        names.insert(actor.person.clone(), actor.name.clone());
        if let Some(person) = &prepared.new_party {
            names.insert(person.id.clone(), person.name.clone());
        }
        Ok(names)
    }

    async fn files_of(&self, actor: &Actor, input: &ActInput) -> Result<Vec<FileRow>, Refusal> {
        let mut files = Vec::new();
        for id in &input.files {
            let file = self
                .store()
                .file(id)
                .await?
                .filter(|f| f.act_id.is_none() && f.erased == 0);
            let own = file.filter(|f| f.owner == actor.person);
            files.push(own.ok_or_else(|| Refusal::field("files", "附件找不到了，请重新上传"))?);
        }
        Ok(files)
    }

    // A case gets its number with the first opening act that has legal meaning (a lead is no case yet).
    pub(crate) async fn case_number_row(
        &self,
        prepared: &Prepared,
        office: &fadu_store::people::Office,
        input: &ActInput,
    ) -> Result<Option<fadu_store::numbers::NumberRow>, Refusal> {
        let model = prepared.model();
        let Some(pattern) = &model.number else {
            return Ok(None);
        };
        let counts = |act: fadu_norm::model::ActId| {
            let meaningful = model
                .opens
                .iter()
                .any(|a| model.act(*a).no_meaning.is_none());
            model.opens.contains(&act) && (!meaningful || model.act(act).no_meaning.is_none())
        };
        if known_number(&prepared.case).is_some() || !counts(prepared.record.act) {
            return Ok(None);
        }
        if prepared.from_paper {
            // The paper file has its number already; the series here does not know it.
            let typed = input
                .values
                .get("案号")
                .and_then(|v| v.first())
                .map(|t| crate::words::typed_number(t));
            let Some(text) = typed.filter(|t| !t.is_empty()) else {
                return Err(Refusal::field("案号", "请填写纸质案卷的案号"));
            };
            let row = fadu_store::numbers::NumberRow {
                office: office.id.clone(),
                series: String::new(),
                year: 0,
                n: 0,
                text,
                state: String::new(),
                what: String::new(),
                act_id: None,
                person: String::new(),
                why: String::new(),
                day: prepared.record.on.to_string(),
            };
            return Ok(Some(row));
        }
        let mut taken = BTreeMap::new();
        // The series may be the same as that of a document of this act: the case comes first.
        Ok(Some(
            self.next_number(office, pattern, prepared.record.on, &mut taken)
                .await?,
        ))
    }

    async fn case_number(
        &self,
        prepared: &Prepared,
        office: &fadu_store::people::Office,
        input: &ActInput,
        _: &Writer<'_>,
    ) -> Result<Option<fadu_store::numbers::NumberRow>, Refusal> {
        self.case_number_row(prepared, office, input).await
    }

    // Registers that the law depends on change in the transaction of their act.
    fn change_registers(
        &self,
        batch: &mut Batch,
        prepared: &Prepared,
        act_id: &str,
    ) -> Result<(), Refusal> {
        let model = prepared.model();
        let session = prepared.after();
        let view = session.view(prepared.record.on);
        let mut n = 0_u32;
        for register in model
            .registers
            .iter()
            .filter(|r| r.declared && !r.within_case)
        {
            for change in register
                .changes
                .iter()
                .filter(|c| c.act == prepared.record.act)
            {
                match &change.kind {
                    RegisterChangeKind::Enter(fields) => {
                        let values: BTreeMap<String, Value> = fields
                            .iter()
                            .filter_map(|(name, expr)| Some((name.to_string(), view.value(expr)?)))
                            .collect();
                        n += 1;
                        batch.entry(&entry_row(
                            register,
                            values,
                            act_id,
                            n,
                            &prepared.case.file.id,
                        ));
                    }
                    RegisterChangeKind::Suspend(fact) | RegisterChangeKind::End(fact) => {
                        let Some(key) = view.fact(*fact) else {
                            continue;
                        };
                        let last = prepared.record.on.pred().to_string();
                        batch.end_entries(&register.name, &key_text(&key), &last, act_id);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The number a case has.
pub(crate) fn known_number(case: &Loaded) -> Option<String> {
    case.acts.iter().find_map(|a| a.case_number.clone())
}

fn key_text(value: &Value) -> String {
    match value.as_text() {
        Some(text) => text.to_string(),
        None => value.to_string(),
    }
}

fn entry_row(
    register: &fadu_norm::model::Register,
    mut values: BTreeMap<String, Value>,
    act_id: &str,
    n: u32,
    case: &str,
) -> EntryRow {
    let mut day = |name: &std::sync::Arc<str>| match values.remove(&**name) {
        Some(Value::Date(d)) => Some(d.to_string()),
        _ => None,
    };
    let (from_day, to_day) = match &register.valid {
        Some((from, to)) => (day(from), day(to)),
        None => (None, None),
    };
    let subject = register
        .keys
        .first()
        .and_then(|k| values.remove(&**k))
        .map(|v| key_text(&v))
        .unwrap_or_default();
    let fields: Map<String, Json> = values
        .iter()
        .map(|(k, v)| (k.clone(), value_to_json(v)))
        .collect();
    EntryRow {
        register: register.name.to_string(),
        id: format!("{act_id}/{n}"),
        subject,
        from_day,
        to_day,
        fields: Json::Object(fields).to_string(),
        act_id: Some(act_id.to_owned()),
        case_id: Some(case.to_owned()),
        ended_by: None,
    }
}

/// Adds acts to a batch one after the other, each with the leaf of the one before.
struct Writer<'a> {
    desk: &'a Desk,
    prepared: &'a Prepared,
    previous: Option<String>,
    seq: u32,
    recorded: i64,
    written: Vec<Canonical>,
    /// Speakable ids for the acts to come.
    aliases: Vec<String>,
    /// Files that were put on the disk for this act.
    places: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(desk: &'a Desk, prepared: &'a Prepared) -> Writer<'a> {
        let previous = prepared.case.rows.last().map(|r| r.leaf.clone());
        Writer {
            desk,
            prepared,
            previous,
            seq: prepared.case.seq(),
            recorded: desk.now(),
            written: Vec::new(),
            aliases: Vec::new(),
            places: Vec::new(),
        }
    }

    fn blank(&self, record: &Record) -> Result<Canonical, Refusal> {
        let prepared = self.prepared;
        let act = prepared.model().act(record.act);
        let case = &prepared.case;
        Ok(Canonical {
            format: FORMAT.to_owned(),
            id: self.desk.new_id(),
            case: case.file.id.clone(),
            seq: self.seq + 1,
            act: act.name.to_string(),
            slug: act.slug.to_string(),
            procedure: case.file.procedure_slug.clone(),
            version: case.procedure.version(),
            calendar: case.calendar.version().to_owned(),
            office: case.file.office.clone(),
            on: record.on,
            recorded: record.recorded,
            recorded_at: time_text(self.recorded),
            by: Vec::new(),
            role: record
                .role
                .map(|r| prepared.model().role(r).name.to_string()),
            entered_by: None,
            approvals: Vec::new(),
            facts: BTreeMap::new(),
            behaviour: BTreeMap::new(),
            documents: Vec::new(),
            attachments: Vec::new(),
            registers: self.relied_on(record),
            case_number: None,
            revokes: None,
            seals: None,
            system: false,
            from_paper: prepared.from_paper,
            previous: self.previous.clone(),
        })
    }

    // Of each register read: the entries valid that day that concern the performers or what the case names.
    fn relied_on(&self, record: &Record) -> BTreeMap<String, Vec<String>> {
        let prepared = self.prepared;
        let records = prepared.case.records.iter().chain([record]);
        let mut subjects: BTreeSet<&str> = BTreeSet::new();
        for record in records {
            subjects.extend(record.by.iter().map(|p| &**p));
            subjects.extend(
                record
                    .facts
                    .iter()
                    .filter_map(|(_, v)| v.as_text().map(|t| &**t)),
            );
        }
        let mut list = BTreeMap::new();
        for (name, entries) in &prepared.around.world.registers {
            let Some(ids) = prepared.around.entry_ids.get(&**name) else {
                continue;
            };
            let hit = entries.iter().zip(ids).filter(|(e, _)| {
                e.valid_on(record.on) && e.person.as_deref().is_some_and(|p| subjects.contains(p))
            });
            let ids: Vec<String> = hit.map(|(_, id)| id.clone()).collect();
            if !ids.is_empty() {
                list.insert(name.to_string(), ids);
            }
        }
        list
    }

    fn system(&mut self, batch: &mut Batch, record: &Record) -> Result<(), Refusal> {
        let canonical = Canonical {
            system: true,
            ..self.blank(record)?
        };
        self.add(batch, canonical)?;
        Ok(())
    }

    fn main(
        &mut self,
        batch: &mut Batch,
        input: &ActInput,
        drafts: Vec<Draft>,
        files: &[FileRow],
        approvals: &[Approval],
        case_number: Option<String>,
    ) -> Result<Done, Refusal> {
        let prepared = self.prepared;
        let record = &prepared.record;
        let mut canonical = self.blank(record)?;
        canonical.by = prepared.by.clone();
        canonical.entered_by = prepared.entered_by.clone();
        canonical.approvals = approvals.to_vec();
        canonical.case_number = case_number;
        canonical.revokes = input.revokes.clone().filter(|_| record.revokes.is_some());
        canonical.seals = self.sealed(input, files)?;
        self.values(batch, &mut canonical, record)?;
        for file in files {
            let proof = json!({"hash": file.hash, "length": file.size});
            let commitment = commit_json(self.desk.0.algorithm, &salt_of(&file.salt), &proof)
                .map_err(|e| self.desk.bug(&e))?;
            canonical.attachments.push(Attached {
                id: file.id.clone(),
                commitment: commitment.to_string(),
            });
        }
        let mut links = Vec::new();
        let mut numbers = Vec::new();
        for draft in drafts {
            links.push(self.document(batch, &mut canonical, draft, &mut numbers)?);
        }
        let (row, alias) = self.add(batch, canonical)?;
        // After the act itself, so that a place taken in the case is what a loser hears first.
        for number in numbers {
            if number.why.starts_with(crate::documents::KEPT) {
                batch.settle_number(&number);
            } else {
                batch.take_number(&number);
            }
        }
        if let (Some(sealed), [file]) = (self.written.last().and_then(|c| c.seals.clone()), files) {
            batch.seal(&SealRow {
                document: sealed.id,
                file: file.id.clone(),
                person: self
                    .prepared
                    .by
                    .first()
                    .map(|p| p.person.clone())
                    .unwrap_or_default(),
                day: record.on.to_string(),
                act_id: Some(row.id.clone()),
            });
        }
        for file in files {
            batch.attach(&file.id, &prepared.case.file.id, &row.id);
        }
        Ok(Done {
            case: prepared.case.file.id.clone(),
            case_alias: prepared.case.file.alias.clone(),
            act: row.id,
            act_alias: alias,
            seq: self.seq,
            documents: links,
            waiting: None,
            repeated: false,
        })
    }

    // The scan of a signed original is bound to the document that was issued in this case.
    fn sealed(&self, input: &ActInput, files: &[FileRow]) -> Result<Option<Issued>, Refusal> {
        let Some(id) = &input.seals else {
            return Ok(None);
        };
        let issued = self
            .prepared
            .case
            .acts
            .iter()
            .flat_map(|a| &a.documents)
            .find(|d| d.id == *id);
        let issued = issued.ok_or_else(|| Refusal::field("seals", "请选本案已经出具的文书"))?;
        if files.len() != 1 {
            return Err(Refusal::field("files", "请上传一个签名或盖章后的扫描件"));
        }
        Ok(Some(issued.clone()))
    }

    fn values(
        &self,
        batch: &mut Batch,
        canonical: &mut Canonical,
        record: &Record,
    ) -> Result<(), Refusal> {
        let model = self.prepared.model();
        let id = canonical.id.clone();
        let salt = || Salt(self.desk.random());
        let mut sealer = Sealer {
            algorithm: self.desk.0.algorithm,
            act_id: &id,
            salt: &salt,
            values: Vec::new(),
        };
        for (fact, value) in &record.facts {
            let fact = model.fact(*fact);
            let json = sealer.fact(fact, value).map_err(|e| self.desk.bug(&e))?;
            canonical.facts.insert(fact.name.to_string(), json);
        }
        for (name, value) in &record.behaviour {
            let json = sealer
                .field(model.act(record.act), name, value)
                .map_err(|e| self.desk.bug(&e))?;
            canonical.behaviour.insert(name.to_string(), json);
        }
        for value in &sealer.values {
            batch.value(value);
        }
        Ok(())
    }

    fn document(
        &mut self,
        batch: &mut Batch,
        canonical: &mut Canonical,
        draft: Draft,
        numbers: &mut Vec<fadu_store::numbers::NumberRow>,
    ) -> Result<DocumentLink, Refusal> {
        let desk = self.desk;
        let salt = Salt(desk.random());
        let proof = DocumentProof::new(desk.0.algorithm, &draft.rendered.pdf, salt);
        let commitment = proof.commitment().map_err(|e| desk.bug(&e))?;
        let place = desk.new_place();
        // On the disk before the row that names it: a crash leaves at most a file that nobody names.
        desk.store().files().put(&place, &draft.rendered.pdf)?;
        let id = desk.new_id();
        let number = draft.number.as_ref().map(|n| n.text.clone());
        batch.document(&DocumentRow {
            id: id.clone(),
            case_id: canonical.case.clone(),
            act_id: canonical.id.clone(),
            name: draft.name.clone(),
            number: number.clone(),
            day: canonical.on.to_string(),
            place,
            hash: proof.hash.to_string(),
            size: i64::try_from(proof.length).unwrap_or(i64::MAX),
            salt: salt.to_string(),
            pages: i64::try_from(draft.rendered.pages).unwrap_or(0),
            text: draft.rendered.text,
            data: draft.data.to_string(),
            erased: 0,
        });
        if let Some(row) = draft.number {
            numbers.push(fadu_store::numbers::NumberRow {
                what: draft.name.clone(),
                act_id: Some(canonical.id.clone()),
                ..row
            });
        }
        canonical.documents.push(Issued {
            id: id.clone(),
            name: draft.name.clone(),
            number: number.clone(),
            commitment: commitment.to_string(),
        });
        Ok(DocumentLink {
            id,
            name: draft.name,
            number,
        })
    }

    fn add(
        &mut self,
        batch: &mut Batch,
        canonical: Canonical,
    ) -> Result<(ActRow, String), Refusal> {
        let desk = self.desk;
        let json = serde_json::to_value(&canonical).map_err(|e| desk.bug(&e))?;
        let text = fadu_base::json::canonical(&json).map_err(|e| desk.bug(&e))?;
        let salt = Salt(desk.random());
        let leaf = fadu_tlog::commit::commit(desk.0.algorithm, &salt, text.as_bytes()).to_string();
        let alias = self
            .aliases
            .pop()
            .ok_or_else(|| desk.bug(&"没有备好编号"))?;
        let row = ActRow {
            case_id: canonical.case.clone(),
            seq: i64::from(canonical.seq),
            id: canonical.id.clone(),
            alias: alias.clone(),
            canonical: text,
            salt: salt.to_string(),
            leaf: leaf.clone(),
            recorded: self.recorded,
        };
        batch.act(&row);
        self.seq = canonical.seq;
        self.previous = Some(leaf);
        self.written.push(canonical);
        Ok((row, alias))
    }

    // The projections as they are after this act; `rebuild` makes the same from the rows.
    async fn project(
        &self,
        batch: &mut Batch,
        names: &Names,
        number: Option<String>,
    ) -> Result<(), Refusal> {
        let prepared = self.prepared;
        let hand_overs = self.desk.store().hand_overs(&prepared.case.file.id).await?;
        let acts: Vec<&Canonical> = prepared.case.acts.iter().chain(&self.written).collect();
        let session = prepared.after();
        let projection = project(&prepared.case, &session, &acts, &hand_overs, names, number);
        batch.project(
            &projection.row,
            &projection.officers,
            &projection.facts,
            &projection.duties,
        );
        batch.publications(&prepared.case.file.id, &projection.publications);
        Ok(())
    }
}

/// A salt from its hex text; of zeros when it was destroyed.
pub(crate) fn salt_of(text: &str) -> Salt {
    fadu_base::Digest::from_hex(text).map_or(Salt([0; 32]), |d| Salt(d.0))
}

/// A performer for reading: `王一（承办人，代李二）`.
pub(crate) fn performer_text(performer: &Performer, role: Option<&str>, names: &Names) -> String {
    let name = names
        .get(&performer.person)
        .cloned()
        .unwrap_or_else(|| performer.person.clone());
    let role = role.filter(|r| *r != name).unwrap_or_default();
    match (role.is_empty(), performer.deputy_for.is_some()) {
        (true, false) => name,
        (true, true) => format!("{name}（代理）"),
        (false, false) => format!("{name}（{role}）"),
        (false, true) => format!("{name}（代理{role}）"),
    }
}

/// Whether a session's day is one on which a record may be made.
pub(crate) fn last_day(session: &Session<'_>) -> Date {
    session
        .records()
        .iter()
        .map(|k| k.record.recorded)
        .max()
        .unwrap_or(Date::MIN)
}
