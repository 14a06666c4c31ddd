//! An office for tests: people with posts, a clock that is set by hand, registers, and stories told through the desk.
#![allow(dead_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use fadu_base::Date;
use fadu_desk::view::{ActInput, Done, PartyInput};
use fadu_desk::{Actor, Desk, EntryRow, NewPerson, NewPost, Office, Place, Refusal, Setup};
use fadu_pack::Folder;
use fadu_paper::Fonts;

pub const OFFICE: &str = "zj";

pub struct Town {
    pub desk: Desk,
    pub clock: Arc<AtomicI64>,
    pub data: PathBuf,
    _dir: Option<tempfile::TempDir>,
}

pub fn fonts() -> Option<Fonts> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fonts");
    let fonts = Fonts::load(&dir).ok();
    if fonts.is_none() {
        eprintln!("no fonts in {}: documents left out", dir.display());
    }
    fonts
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Noon of a day in UTC+8.
pub fn noon(day: Date) -> i64 {
    (i64::from(day.number()) * 86_400 + 4 * 3600) * 1_000_000
}

pub fn setup(data: &Path, clock: &Arc<AtomicI64>, packs: Folder) -> Setup {
    let time = clock.clone();
    // Numbers that differ each time and look random enough for salts of tests.
    let seed = Arc::new(AtomicU64::new(u64::from(std::process::id()) << 20));
    let folder = data.to_owned();
    let start = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_nanos() as u64;
    Setup {
        data: folder,
        // The same tests on PostgreSQL: tools/pg_test.sh cargo test -p fadu-desk
        place: std::env::var("FADU_TEST_PG").map_or(Place::Lite, Place::Pg),
        org: format!("test{}", data.display()),
        packs,
        fonts: fonts(),
        sample: true,
        clock: Some(Arc::new(move || time.fetch_add(1, Ordering::SeqCst))),
        rng: Some(Arc::new(move |bytes| {
            let n = seed.fetch_add(1, Ordering::SeqCst) ^ start;
            for (i, chunk) in bytes.chunks_mut(32).enumerate() {
                let hash = fadu_base::Algorithm::Sha256.digest(format!("{n} {i}").as_bytes());
                chunk.copy_from_slice(&hash.bytes()[..chunk.len()]);
            }
        })),
        weak_passwords: true,
    }
}

/// What other tests are not about: the versions at hand count as proved.
pub async fn assume_proved(desk: &Desk) {
    for waiting in desk.waiting_procedures() {
        let proof = fadu_desk::proved::Proof {
            version: waiting.version,
            demands: waiting.demands,
            day: "2026-01-01".into(),
            checker: "test".into(),
            report: serde_json::json!({"properties": [], "implicit": []}),
            accepted: None,
        };
        desk.store_proof(&proof).await.unwrap();
    }
}

impl Town {
    pub async fn new(packs: Folder) -> Town {
        let town = Town::unproved(packs).await;
        assume_proved(&town.desk).await;
        town
    }

    pub async fn unproved(packs: Folder) -> Town {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(noon(day("2026-01-05"))));
        let data = dir.path().to_owned();
        let desk = Desk::open(setup(&data, &clock, packs)).await.unwrap();
        let office = Office {
            id: OFFICE.into(),
            name: "示例县住房和城乡建设局".into(),
            short: "示住建".into(),
            letters: "zj".into(),
            details: r#"{"address":"示例县人民路1号","contact":"王喆","phone":"0000-1234567","review":"示例县人民政府","court":"示例县人民法院","bank":{"name":"中国示例银行示例县支行","address":"示例县解放路8号","account":"0000 1111 2222"}}"#.into(),
        };
        desk.add_office(None, &office).await.unwrap();
        Town {
            desk,
            clock,
            data,
            _dir: Some(dir),
        }
    }

    pub fn set_day(&self, to: Date) {
        self.clock.store(noon(to), Ordering::SeqCst);
    }

    pub async fn person(&self, name: &str, roles: &[&str]) -> Actor {
        let new = NewPerson {
            id: name.into(),
            name: name.into(),
            login: name.into(),
            password: "correct horse".into(),
            ..NewPerson::default()
        };
        match self.desk.add_person(None, &new).await {
            Ok(_) | Err(Refusal::Fields(_)) => (),
            Err(e) => panic!("{e}"),
        }
        for role in roles {
            let post = NewPost {
                person: name.into(),
                role: (*role).into(),
                office: OFFICE.into(),
                ..NewPost::default()
            };
            self.desk.add_post(None, &post).await.unwrap();
        }
        self.actor(name).await
    }

    pub async fn actor(&self, name: &str) -> Actor {
        self.desk.actor(name).await.unwrap()
    }

    pub async fn entry(&self, register: &str, subject: &str, from: &str, fields: &str) {
        let row = EntryRow {
            register: register.into(),
            id: String::new(),
            subject: subject.into(),
            from_day: (!from.is_empty()).then(|| from.into()),
            to_day: None,
            fields: fields.into(),
            act_id: None,
            case_id: None,
            ended_by: None,
        };
        self.desk.import_entry(None, &row).await.unwrap();
    }

    /// Does an act and gives all approvals that it asks for.
    pub async fn do_all(
        &self,
        actor: &Actor,
        input: &ActInput,
        leader: &Actor,
    ) -> Result<Done, Refusal> {
        let done = self.desk.do_act(actor, input).await?;
        let Some(id) = done.waiting.clone() else {
            return Ok(done);
        };
        for _ in 0..5 {
            let page = self.desk.approval(leader, &id).await?;
            if let Some(done) = self.desk.approve(leader, &id, &page.hash, "同意").await? {
                return Ok(done);
            }
        }
        panic!("approval without end");
    }
}

pub fn input(case: Option<&str>, act: &str, values: &[(&str, &str)]) -> ActInput {
    ActInput {
        case: case.map(Into::into),
        act: act.into(),
        values: values
            .iter()
            .map(|(k, v)| {
                (
                    (*k).to_owned(),
                    v.split('|').map(ToOwned::to_owned).collect(),
                )
            })
            .collect(),
        ..ActInput::default()
    }
}

pub fn open(procedure: &str, act: &str, values: &[(&str, &str)]) -> ActInput {
    ActInput {
        procedure: Some(procedure.into()),
        ..input(None, act, values)
    }
}

pub fn party(name: &str) -> Option<PartyInput> {
    Some(PartyInput {
        name: name.into(),
        ..PartyInput::default()
    })
}

/// What became of each act of a story, one line each.
pub async fn tell(town: &Town, packs: &Folder, procedure: &str, story: &str) -> Vec<String> {
    let story: toml::Table = story.parse().unwrap();
    let folder = fadu_desk::packs::Packs::load(packs);
    let model = folder.procedures[procedure].model.clone();
    for (register, entries) in story
        .get("registers")
        .and_then(|r| r.as_table())
        .into_iter()
        .flatten()
    {
        let key = model
            .register_named(register)
            .and_then(|r| model.register(r).keys.first().cloned());
        for entry in entries.as_array().unwrap() {
            let entry = entry.as_table().unwrap();
            let text = |k: &str| {
                entry
                    .get(k)
                    .and_then(|v| v.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            let subject = match &key {
                Some(key) if entry.contains_key(&**key) => text(key),
                _ => text("person"),
            };
            let fields: BTreeMap<&String, &toml::Value> = entry
                .iter()
                .filter(|(k, _)| {
                    !["person", "from", "to"].contains(&k.as_str())
                        && Some(k.as_str()) != key.as_deref()
                })
                .collect();
            town.entry(
                register,
                &subject,
                &text("from"),
                &serde_json::to_string(&fields).unwrap(),
            )
            .await;
        }
    }
    let acts = story["acts"].as_array().unwrap();
    let mut posts: BTreeSet<(String, String)> = BTreeSet::new();
    for act in acts {
        let role = act.get("role").and_then(|r| r.as_str()).unwrap_or_default();
        if model
            .role_named(role)
            .is_some_and(|r| !model.role(r).external && !model.role(r).system)
        {
            for person in act["by"].as_array().unwrap() {
                posts.insert((person.as_str().unwrap().to_owned(), role.to_owned()));
            }
        }
    }
    for (person, role) in &posts {
        town.person(person, &[role]).await;
    }
    let approvers: BTreeSet<String> = model
        .acts
        .iter()
        .flat_map(|a| a.approvers.iter().map(|r| model.role(*r).name.to_string()))
        .collect();
    let approvers: Vec<&str> = approvers.iter().map(String::as_str).collect();
    let leader = town.person("审批人", &approvers).await;
    let officer = posts.iter().next().unwrap().0.clone();
    let mut case: Option<String> = None;
    let mut issued: Option<String> = None;
    let mut lines = Vec::new();
    for act in acts {
        let text = |k: &str| {
            act.get(k)
                .and_then(|v| v.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let name = text("act");
        let id = model.act_named(&name).unwrap();
        if model.is_system(id) {
            continue;
        }
        let recorded = if text("recorded").is_empty() {
            text("on")
        } else {
            text("recorded")
        };
        town.set_day(day(&recorded));
        let by: Vec<String> = act["by"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p.as_str().unwrap().to_owned())
            .collect();
        let external = model
            .role_named(&text("role"))
            .is_some_and(|r| model.role(r).external);
        let first = if external {
            officer.clone()
        } else {
            by[0].clone()
        };
        let actor = town.actor(&first).await;
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for table in ["facts", "behaviour"] {
            for (k, v) in act
                .get(table)
                .and_then(|t| t.as_table())
                .into_iter()
                .flatten()
            {
                values.insert(k.clone(), typed(v));
            }
        }
        let what = ActInput {
            case: case.clone(),
            procedure: Some(procedure.to_owned()),
            act: model.act(id).slug.to_string(),
            on: text("on"),
            role: text("role"),
            with: if external {
                Vec::new()
            } else {
                by[1..].to_vec()
            },
            values,
            ..ActInput::default()
        };
        let what = match name.as_str() {
            "加盖印章" => {
                let scan =
                    town.desk
                        .upload(&actor, "盖章件.pdf", "application/pdf", b"scan".to_vec());
                ActInput {
                    files: vec![scan.await.unwrap()],
                    seals: issued.clone(),
                    ..what
                }
            }
            _ => what,
        };
        match town.do_all(&actor, &what, &leader).await {
            Ok(done) => {
                issued = done.documents.last().map(|d| d.id.clone()).or(issued);
                case = Some(done.case.clone());
                let documents: Vec<String> = done
                    .documents
                    .iter()
                    .map(|d| format!(" [{} {}]", d.name, d.number.clone().unwrap_or_default()))
                    .collect();
                lines.push(format!("{} {name}{}", text("on"), documents.concat()));
            }
            Err(refused) => {
                lines.push(format!("{} {name} ✕ {refused}", text("on")));
                break;
            }
        }
    }
    lines
}

fn typed(value: &toml::Value) -> Vec<String> {
    match value {
        toml::Value::Boolean(b) => vec![if *b { "是" } else { "否" }.to_owned()],
        toml::Value::Array(items) => items.iter().flat_map(typed).collect(),
        toml::Value::String(s) => vec![s.clone()],
        other => vec![other.to_string()],
    }
}
