//! A case as it stands: its acts, read again from the record, and what the engine reads besides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fadu_authz::CaseFacts;
use fadu_base::Date;
use fadu_norm::engine::Session;
use fadu_norm::history::{Entry, OtherCase, PostEntry, Record, World};
use fadu_norm::json::value_from_json;
use fadu_norm::model::{Model, Register, Type};
use fadu_norm::value::Value;
use fadu_store::acts::ActRow;
use fadu_store::cases::CaseFile;
use fadu_store::people::{Post, post_key};
use fadu_store::registers::{EntryRow, register_key};
use fadu_term::Calendar;
use serde_json::Value as Json;

use crate::error::Refusal;
use crate::packs::Procedure;
use crate::record::{Beside, Canonical};
use crate::setup::{Desk, lock};

/// Registers up to this size are read whole; of bigger ones the entries of the persons and bodies at hand.
const WHOLE: u32 = 5_000;

/// Performer of acts in an external role that is not the party's: `role:代收机构`.
pub(crate) const ROLE_PERSON: &str = "role:";

/// A case and its acts.
pub(crate) struct Loaded {
    pub file: CaseFile,
    pub rows: Vec<ActRow>,
    pub acts: Vec<Canonical>,
    pub records: Vec<Record>,
    pub procedure: Arc<Procedure>,
    pub calendar: Arc<Calendar>,
    pub officers: Vec<String>,
}

/// What the engine reads besides, and what must still be so when the act is written.
#[derive(Default)]
pub(crate) struct Around {
    pub world: World,
    pub guards: Vec<(String, i64)>,
    /// Entry ids by register, in the order of the world's lists.
    pub entry_ids: BTreeMap<String, Vec<String>>,
}

impl Loaded {
    pub(crate) fn model(&self) -> &Model {
        &self.procedure.model
    }

    /// The case for the engine.
    pub(crate) fn session(&self, world: World) -> Session<'_> {
        let mut session = Session::new(self.model(), &self.calendar, world);
        for record in &self.records {
            session.push(record.clone());
        }
        session
    }

    /// The acts up to a day of recording.
    pub(crate) fn at_day(mut self, day: Date) -> Loaded {
        let keep = self.acts.iter().take_while(|a| a.recorded <= day).count();
        self.rows.truncate(keep);
        self.acts.truncate(keep);
        self.records.truncate(keep);
        self
    }

    pub(crate) fn facts(&self) -> CaseFacts {
        CaseFacts {
            id: self.file.id.clone(),
            office: self.file.office.clone(),
            procedure: self.file.procedure_slug.clone(),
            party: self.file.party.clone().unwrap_or_default(),
            secret: false,
            officers: self.officers.iter().cloned().collect(),
        }
    }

    /// Number of acts.
    pub(crate) fn seq(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }

    /// The day of the last record.
    pub(crate) fn last_recorded(&self) -> Option<Date> {
        self.records.last().map(|r| r.recorded)
    }
}

impl Desk {
    /// The case by id, speakable id or number.
    pub(crate) async fn find_case(&self, name: &str) -> Result<CaseFile, Refusal> {
        let missing = || Refusal::NotFound("这个办件".to_owned());
        if let Some(file) = self.store().case(name.trim()).await? {
            return Ok(file);
        }
        if let Ok(alias) = name.parse::<fadu_base::SpeakableId>()
            && let Some(file) = self.store().case(&alias.to_string()).await?
        {
            return Ok(file);
        }
        self.store()
            .case_by_number(&crate::words::typed_number(name))
            .await?
            .ok_or_else(missing)
    }

    /// Reads a case again from its acts.
    pub(crate) async fn load(&self, name: &str) -> Result<Loaded, Refusal> {
        let file = self.find_case(name).await?;
        self.load_file(file).await
    }

    pub(crate) async fn load_file(&self, file: CaseFile) -> Result<Loaded, Refusal> {
        let rows = self.store().acts(&file.id).await?;
        let acts = read_acts(&rows).map_err(|e| self.bug(&e))?;
        let mut beside = Beside::new(self.store().values(&file.id).await?);
        for id in cases_named(&acts) {
            if let Some(other) = self.other_case(&id).await? {
                beside.cases.insert(id, Arc::new(other));
            }
        }
        let officers = self.store().officers(&file.id).await?;
        let (procedure, records) = self.in_force(&file, &acts, &beside).await?;
        Ok(Loaded {
            file,
            rows,
            acts,
            records,
            procedure,
            calendar: self.calendar(),
            officers,
        })
    }

    // A case stays under the version of its last act until somebody moves it; an empty one takes what is switched on.
    async fn in_force(
        &self,
        file: &CaseFile,
        acts: &[Canonical],
        beside: &Beside,
    ) -> Result<(Arc<Procedure>, Vec<Record>), Refusal> {
        let Some(last) = acts.last() else {
            let packs = self.packs();
            let found = packs.procedures.get(&file.procedure_slug).cloned();
            let found = found.ok_or_else(|| Refusal::NotFound("这个程序".to_owned()))?;
            return Ok((found, Vec::new()));
        };
        let count = i64::try_from(acts.len()).unwrap_or(i64::MAX);
        let moved = self.store().moved_to(&file.id, count).await?;
        let version = moved.unwrap_or_else(|| last.version.clone());
        let procedure = self.procedure_version(&version).await?;
        let records = read_records(acts, &procedure.model, beside).map_err(|e| self.bug(&e))?;
        Ok((procedure, records))
    }

    /// Registers and posts for a case and the persons at hand.
    pub(crate) async fn around(
        &self,
        file: &CaseFile,
        model: &Model,
        records: &[Record],
        people: &BTreeSet<String>,
    ) -> Result<Around, Refusal> {
        let mut around = Around::default();
        let mut subjects: BTreeSet<String> = people.clone();
        for record in records {
            subjects.extend(record.by.iter().map(ToString::to_string));
            subjects.extend(
                record
                    .facts
                    .iter()
                    .filter_map(|(_, v)| v.as_text().map(ToString::to_string)),
            );
        }
        for register in model.registers.iter().filter(|r| !r.within_case) {
            self.read_register(register, &subjects, &mut around).await?;
        }
        around.world.posts = Some(self.posts(file, model, people, &mut around.guards).await?);
        Ok(around)
    }

    async fn read_register(
        &self,
        register: &Register,
        subjects: &BTreeSet<String>,
        around: &mut Around,
    ) -> Result<(), Refusal> {
        let key = register_key(&register.name);
        let revision = self.store().revision(&key).await?;
        around.guards.push((key, revision));
        let rows = self.entry_rows(&register.name, revision, subjects).await?;
        let entries = rows
            .iter()
            .map(|row| entry(row, register))
            .collect::<Result<_, _>>()
            .map_err(|e| self.bug(&e))?;
        around.entry_ids.insert(
            register.name.to_string(),
            rows.iter().map(|r| r.id.clone()).collect(),
        );
        around
            .world
            .registers
            .insert(register.name.clone(), entries);
        Ok(())
    }

    // Small registers stay in memory as long as they do not change.
    async fn entry_rows(
        &self,
        register: &str,
        revision: i64,
        subjects: &BTreeSet<String>,
    ) -> Result<Arc<Vec<EntryRow>>, Refusal> {
        if let Some((seen, rows)) = lock(&self.0.entries).get(register)
            && *seen == revision
        {
            return Ok(rows.clone());
        }
        let mut rows = self.store().entries(register, "", WHOLE + 1).await?;
        if rows.len() > WHOLE as usize {
            let subjects: Vec<String> = subjects.iter().cloned().collect();
            rows = self.store().entries_of(register, &subjects).await?;
            return Ok(Arc::new(rows));
        }
        let rows = Arc::new(rows);
        lock(&self.0.entries).insert(register.to_owned(), (revision, rows.clone()));
        Ok(rows)
    }

    // Posts in the office of the case, for its procedure; the party holds the first external role, other
    // external roles are held by whom the record calls by the role's name.
    async fn posts(
        &self,
        file: &CaseFile,
        model: &Model,
        people: &BTreeSet<String>,
        guards: &mut Vec<(String, i64)>,
    ) -> Result<Vec<PostEntry>, Refusal> {
        let mut list = Vec::new();
        for person in people {
            let key = post_key(person);
            guards.push((key.clone(), self.store().revision(&key).await?));
            for post in self.store().posts_of(person).await? {
                if !concerns(&post, file) {
                    continue;
                }
                let Some(role) = model.role_named(&post.role) else {
                    continue;
                };
                let (from, to) = (day(post.from_day.as_deref()), day(post.to_day.as_deref()));
                list.push(PostEntry {
                    person: person.as_str().into(),
                    role,
                    from,
                    to,
                });
            }
        }
        for (index, role) in model.roles.iter().enumerate().filter(|(_, r)| r.external) {
            let Ok(id) = u16::try_from(index) else {
                continue;
            };
            let role_id = fadu_norm::model::RoleId(id);
            let mut holder = |person: &str| {
                list.push(PostEntry {
                    person: person.into(),
                    role: role_id,
                    from: None,
                    to: None,
                });
            };
            holder(&format!("{ROLE_PERSON}{}", role.name));
            if let Some(party) = file
                .party
                .as_deref()
                .filter(|_| is_party_role(model, role_id))
            {
                holder(party);
            }
        }
        Ok(list)
    }

    /// What stands and is known in another case.
    pub(crate) async fn other_case(&self, id: &str) -> Result<Option<OtherCase>, Refusal> {
        let Some(file) = self.store().case(id).await? else {
            return Ok(None);
        };
        let rows = self.store().acts(&file.id).await?;
        let acts = read_acts(&rows).map_err(|e| self.bug(&e))?;
        let beside = Beside::new(self.store().values(&file.id).await?);
        let Some(last) = acts.last() else {
            return Ok(None);
        };
        let procedure = self.procedure_version(&last.version).await?;
        let records = read_records(&acts, &procedure.model, &beside).map_err(|e| self.bug(&e))?;
        let calendar = self.calendar();
        let mut session = Session::new(&procedure.model, &calendar, World::default());
        records.into_iter().for_each(|r| session.push(r));
        // The id stands where the engine has the procedure's name: it only prints it, and the record is kept by it.
        let mut other = OtherCase {
            procedure: file.id.clone(),
            ..OtherCase::default()
        };
        for kept in session.records() {
            let act = procedure.model.act(kept.record.act);
            if let (Some(day), true) = (kept.effective, kept.revoked_by.is_empty()) {
                other.done.push((act.name.clone(), day));
            }
            for (fact, value) in &kept.record.facts {
                other.facts.push((
                    procedure.model.fact(*fact).name.clone(),
                    kept.record.on,
                    value.clone(),
                ));
            }
        }
        Ok(Some(other))
    }
}

/// Whether a role is the party's own: the first external one of the file.
pub(crate) fn is_party_role(model: &Model, role: fadu_norm::model::RoleId) -> bool {
    model.roles.iter().position(|r| r.external) == Some(role.index())
}

/// Whether a post counts in a case.
pub(crate) fn concerns(post: &Post, file: &CaseFile) -> bool {
    post.office == file.office
        && (post.procedure_slug.is_empty() || post.procedure_slug == file.procedure_slug)
}

pub(crate) fn day(text: Option<&str>) -> Option<Date> {
    text.and_then(|t| t.parse().ok())
}

pub(crate) fn read_acts(rows: &[ActRow]) -> Result<Vec<Canonical>, String> {
    rows.iter()
        .map(|row| {
            serde_json::from_str(&row.canonical)
                .map_err(|e| format!("行为 {} 的记录读不出：{e}", row.id))
        })
        .collect()
}

pub(crate) fn read_records(
    acts: &[Canonical],
    model: &Model,
    beside: &Beside,
) -> Result<Vec<Record>, String> {
    let places: BTreeMap<String, usize> = acts
        .iter()
        .enumerate()
        .map(|(i, a)| (a.id.clone(), i))
        .collect();
    acts.iter()
        .map(|a| a.to_record(model, beside, &places))
        .collect()
}

fn cases_named(acts: &[Canonical]) -> BTreeSet<String> {
    let values = acts
        .iter()
        .flat_map(|a| a.facts.values().chain(a.behaviour.values()));
    values
        .filter_map(|v| v.get("case").and_then(Json::as_str).map(ToOwned::to_owned))
        .collect()
}

/// A row of a register as the engine reads it.
pub(crate) fn entry(row: &EntryRow, register: &Register) -> Result<Entry, String> {
    let json: Json = serde_json::from_str(&row.fields)
        .map_err(|e| format!("名录 {} 的 {}：{e}", row.register, row.id))?;
    let mut entry = Entry {
        person: (!row.subject.is_empty()).then(|| row.subject.as_str().into()),
        from: day(row.from_day.as_deref()),
        to: day(row.to_day.as_deref()),
        fields: BTreeMap::new(),
    };
    for (name, value) in json.as_object().into_iter().flatten() {
        let ty = register
            .fields
            .iter()
            .find(|f| *f.name == **name)
            .map_or(Type::Text, |f| f.ty.clone());
        let value = value_from_json(value, &ty)
            .map_err(|e| format!("名录 {} 的 {} 的 {name}：{e}", row.register, row.id))?;
        entry.fields.insert(name.as_str().into(), value);
    }
    Ok(entry)
}

/// Names of persons for reading; ids of nobody stay as they are.
pub(crate) type Names = BTreeMap<String, String>;

impl Desk {
    /// Names of the persons in acts.
    pub(crate) async fn names(
        &self,
        ids: impl IntoIterator<Item = String>,
    ) -> Result<Names, Refusal> {
        let mut names = Names::new();
        for id in ids.into_iter().collect::<BTreeSet<_>>() {
            let name = match id.strip_prefix(ROLE_PERSON) {
                Some(role) => role.to_owned(),
                None => match self.store().person(&id).await? {
                    Some(p) if p.erased != 0 => crate::record::ERASED.to_owned(),
                    Some(p) => p.name,
                    None => id.clone(),
                },
            };
            names.insert(id, name);
        }
        Ok(names)
    }

    /// Names of everybody whom a case names.
    pub(crate) async fn names_of(&self, case: &Loaded) -> Result<Names, Refusal> {
        let mut ids: BTreeSet<String> = case.officers.iter().cloned().collect();
        ids.extend(case.file.party.clone());
        for act in &case.acts {
            ids.extend(act.by.iter().map(|p| p.person.clone()));
            ids.extend(act.entered_by.iter().map(|p| p.person.clone()));
            ids.extend(act.approvals.iter().map(|a| a.person.clone()));
        }
        for (fact, value) in case.records.iter().flat_map(|r| &r.facts) {
            ids.extend(person_ids(&case.model().fact(*fact).ty, value));
        }
        self.names(ids).await
    }
}

/// Ids of persons in a value of type `人员`.
pub(crate) fn person_ids(ty: &Type, value: &Value) -> Vec<String> {
    match (ty, value) {
        (Type::Person, Value::Text(t)) => vec![t.to_string()],
        (Type::List(inner), Value::List(items)) => {
            items.iter().flat_map(|v| person_ids(inner, v)).collect()
        }
        _ => Vec::new(),
    }
}

/// A value for reading.
pub(crate) fn spoken(ty: &Type, value: &Value, names: &Names) -> String {
    match (ty, value) {
        (Type::Person, Value::Text(t)) => names.get(&**t).cloned().unwrap_or_else(|| t.to_string()),
        (Type::List(inner), Value::List(items)) => items
            .iter()
            .map(|v| spoken(inner, v, names))
            .collect::<Vec<_>>()
            .join("、"),
        _ => fadu_norm::engine::words::value_text(value),
    }
}
