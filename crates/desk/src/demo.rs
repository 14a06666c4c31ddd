//! The sample county: made through the use cases only, on a clock that moves from day to day.
//!
//! Deterministic: the same packs, fonts and county give the same acts. Everything it says is data (`demo/*.toml`).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fadu_base::Date;
use fadu_pack::sample::{Case, Cases, County, PARTY, Planned, RegisterAct};
use fadu_pack::story::Story;
use fadu_pack::{Folder, folder};
use fadu_paper::Fonts;
use fadu_store::Place;
use fadu_store::people::Office;
use serde_json::Value as Json;

use crate::error::Refusal;
use crate::people::{NewPerson, NewPost};
use crate::setup::{Clock, Desk, Rng, Setup};
use crate::view::{ActInput, PartyInput};

const COUNTY: &str = include_str!("../../../demo/county.toml");
const CASES: &str = include_str!("../../../demo/cases.toml");
/// An act that is put off more often than this stands in a story that cannot be told.
const MOST_DELAYS: u32 = 12;
/// Seed of the sample's randomness.
const SEED: u64 = 20_261_124;
const HOUR: i64 = 3_600_000_000;
const SAMPLE_DAY: &str = "sample_day";
const DAY: i64 = 24 * HOUR;

/// A log-in of the sample county.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleLogin {
    /// Log-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// What they do, or what is special about them.
    pub role: String,
}

/// What came out.
pub struct Demo {
    /// The open desk.
    pub desk: Desk,
    /// Its clock.
    pub clock: SampleClock,
    /// Log-ins to try, a handler, a reviewer, a head and a party among them.
    pub logins: Vec<SampleLogin>,
    /// Password of all of them.
    pub password: String,
    /// Cases made.
    pub cases: usize,
    /// Acts done.
    pub acts: usize,
}

/// The clock of a sample store: stands on a day, goes on with the time of day.
#[derive(Clone, Debug)]
pub struct SampleClock(Arc<AtomicI64>);

impl Desk {
    // The day to which a visitor moved the clock of a sample.
    async fn sample_day(&self) -> Result<Option<Date>, Refusal> {
        Ok(self
            .store()
            .meta(SAMPLE_DAY)
            .await?
            .and_then(|day| day.parse().ok()))
    }

    /// Moves the clock of a sample store on to a day and keeps that.
    ///
    /// # Errors
    /// `Fields` for a day that is over or more than a year ahead.
    pub async fn move_sample_day(&self, clock: &SampleClock, day: Date) -> Result<(), Refusal> {
        let today = self.today_day();
        if day < today || today.add_days(366).is_some_and(|most| most < day) {
            return Err(Refusal::field("day", "请填今天以后一年以内的日期"));
        }
        clock.move_to(day);
        let mut batch = self.store().batch();
        batch.meta(SAMPLE_DAY, &day.to_string());
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }
}

impl SampleClock {
    /// Nine in the morning of a day.
    pub fn at(day: Date) -> SampleClock {
        SampleClock(Arc::new(AtomicI64::new(morning(day))))
    }

    /// For `Setup`: every reading is a little later than the one before.
    pub fn clock(&self) -> Clock {
        let now = self.0.clone();
        Arc::new(move || now.fetch_add(1_000, Ordering::Relaxed))
    }

    /// Moves to the morning of a day, never back.
    pub fn move_to(&self, day: Date) {
        self.0.fetch_max(morning(day), Ordering::Relaxed);
    }
}

// Nine in the morning, UTC+8, in microseconds since 1970 UTC.
fn morning(day: Date) -> i64 {
    i64::from(day.number()) * DAY + HOUR
}

/// Randomness from a seed: the same in every run.
pub fn seeded_rng(seed: u64) -> Rng {
    let state = Arc::new(std::sync::Mutex::new((seed, 0_u64)));
    Arc::new(move |bytes: &mut [u8]| {
        let mut state = state
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            state.1 += 1;
            let block = [state.0.to_be_bytes(), state.1.to_be_bytes()].concat();
            let digest = fadu_base::Algorithm::Sha256.digest(&block);
            for (to, from) in chunk.iter_mut().zip(digest.bytes()) {
                *to = *from;
            }
        }
    })
}

/// Makes the sample county in an empty data folder.
///
/// # Errors
/// `Operator` when the county's data does not fit the packs: names the case and the reason.
pub async fn make(
    data: PathBuf,
    fonts: Option<Fonts>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Demo, Refusal> {
    let county: County = read(COUNTY, "demo/county.toml")?;
    let cases: Cases = read(CASES, "demo/cases.toml")?;
    let clock = SampleClock::at(county.first_day);
    let desk = Desk::open(setup(&county, data, fonts, &clock)).await?;
    take_on(&desk, &county).await?;
    let mut maker = Maker {
        county: &county,
        desk: desk.clone(),
        clock,
        codes: BTreeMap::new(),
        serial: 0,
        acts: 0,
    };
    maker.offices_and_people().await?;
    maker.certificates().await?;
    maker.parties(&cases).await?;
    maker.tell(&cases, progress).await?;
    maker.clock.move_to(county.today);
    desk.sequence().await?;
    let logins = maker.logins();
    Ok(Demo {
        clock: maker.clock.clone(),
        desk,
        logins,
        password: county.password.clone(),
        cases: cases.case.len(),
        acts: maker.acts,
    })
}

// The sample shows its procedures even where something about them is not proved yet, and says so on their pages.
// What breaks the law, or was never proved, stays off here too.
async fn take_on(desk: &Desk, county: &County) -> Result<(), Refusal> {
    for waiting in desk.waiting_procedures() {
        let taken = desk
            .accept_unproved(&waiting.slug, &county.accepts.by, &county.accepts.because)
            .await;
        if let Err(why) = taken {
            tracing::warn!(slug = waiting.slug, %why, "示例里没有启用这个程序");
        }
    }
    if desk.packs().procedures.contains_key(&county.slug) {
        return Ok(());
    }
    let why = desk
        .waiting_procedures()
        .into_iter()
        .find(|w| w.slug == county.slug)
        .map_or_else(|| "没有这个程序".to_owned(), |w| w.why);
    Err(Refusal::Operator(format!(
        "示例要用的程序“{}”没有启用：{why}",
        county.slug
    )))
}

/// A sample county that was made before.
///
/// # Errors
/// `Operator` when the folder holds no sample.
pub async fn open(data: PathBuf, fonts: Option<Fonts>) -> Result<Demo, Refusal> {
    let county: County = read(COUNTY, "demo/county.toml")?;
    let cases: Cases = read(CASES, "demo/cases.toml")?;
    let clock = SampleClock::at(county.today);
    // Randomness goes on from the system: the seed's first values were given out when the county was made.
    let desk = Desk::open(Setup {
        rng: None,
        ..setup(&county, data, fonts, &clock)
    })
    .await?;
    if !desk.sample() {
        return Err(Refusal::Operator("这个数据文件夹不是示例数据".to_owned()));
    }
    if let Some(day) = desk.sample_day().await? {
        clock.move_to(day);
    }
    let mut maker = Maker {
        county: &county,
        desk: desk.clone(),
        clock,
        codes: BTreeMap::new(),
        serial: 0,
        acts: 0,
    };
    for case in &cases.case {
        maker.party_code(case);
    }
    let (logins, clock) = (maker.logins(), maker.clock.clone());
    Ok(Demo {
        clock,
        desk,
        logins,
        password: county.password.clone(),
        cases: cases.case.len(),
        acts: 0,
    })
}

fn setup(county: &County, data: PathBuf, fonts: Option<Fonts>, clock: &SampleClock) -> Setup {
    Setup {
        data,
        place: Place::Lite,
        org: county.org.clone(),
        packs: Folder::builtin().clone(),
        fonts,
        sample: true,
        clock: Some(clock.clock()),
        rng: Some(seeded_rng(SEED)),
        weak_passwords: true,
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str, name: &str) -> Result<T, Refusal> {
    toml::from_str(text).map_err(|e| Refusal::Operator(format!("{name}：{}", e.message())))
}

struct Maker<'c> {
    county: &'c County,
    desk: Desk,
    clock: SampleClock,
    /// Credit codes of the parties.
    codes: BTreeMap<String, String>,
    serial: u32,
    acts: usize,
}

/// A case under way.
struct Running<'c> {
    case: &'c Case,
    planned: VecDeque<Planned>,
    next: Date,
    record: Option<String>,
    delays: u32,
}

impl<'c> Maker<'c> {
    async fn offices_and_people(&mut self) -> Result<(), Refusal> {
        for office in &self.county.office {
            let details = serde_json::json!({"address": office.address, "phone": office.phone});
            let new = Office {
                id: office.id.clone(),
                name: office.name.clone(),
                short: office.short.clone(),
                letters: office.letters.clone(),
                details: self.county.documents(details, office).to_string(),
            };
            self.desk.add_office(None, &new).await?;
        }
        for person in &self.county.person {
            let new = NewPerson {
                id: person.id.clone(),
                name: person.name.clone(),
                kind: "staff".to_owned(),
                login: person.id.clone(),
                password: self.county.password.clone(),
                ..NewPerson::default()
            };
            self.desk.add_person(None, &new).await?;
            for role in &person.roles {
                let post = NewPost {
                    person: person.id.clone(),
                    role: role.clone(),
                    office: person.office.clone(),
                    from: Some(self.county.first_day),
                    ..NewPost::default()
                };
                self.desk.add_post(None, &post).await?;
            }
        }
        Ok(())
    }

    async fn certificates(&mut self) -> Result<(), Refusal> {
        for person in &self.county.person {
            let mut words = words(&[("id", &person.id), ("name", &person.name)]);
            let office = self.county.office.iter().find(|o| o.id == person.office);
            words.insert(
                "office".to_owned(),
                office.map(|o| o.name.clone()).into_iter().collect(),
            );
            for (kind, days) in [
                ("certificate", &person.certificate),
                ("review", &person.review),
            ] {
                let Some(from) = days.first() else { continue };
                words.insert("from".to_owned(), vec![from.to_string()]);
                words.insert(
                    "to".to_owned(),
                    days.get(1).map(ToString::to_string).into_iter().collect(),
                );
                self.enter(kind, words.clone()).await?;
            }
        }
        Ok(())
    }

    // A matter can be published from the day on which it applies.
    async fn matters(&mut self, day: Date, done: &mut BTreeSet<String>) -> Result<(), Refusal> {
        for matter in &self.county.matter {
            if matter.from <= day && done.insert(matter.id.clone()) {
                let mut words = words(&[("id", &matter.id), ("level", &matter.level)]);
                for (field, value) in &matter.fields {
                    words.insert(field.clone(), texts(value));
                }
                self.enter("matter", words).await?;
            }
        }
        Ok(())
    }

    async fn parties(&mut self, cases: &Cases) -> Result<(), Refusal> {
        // Codes follow the order of the cases alone, so that they can be told again later.
        self.serial = 0;
        let codes: Vec<String> = cases.case.iter().map(|c| self.party_code(c)).collect();
        for (case, code) in cases.case.iter().zip(codes) {
            let login = if self.county.party_logins.contains(&case.party) {
                code.clone()
            } else {
                String::new()
            };
            let person = NewPerson {
                name: case.party.clone(),
                code: code.clone(),
                kind: "party".to_owned(),
                login,
                password: self.county.password.clone(),
                address: self.county.name.clone(),
                ..NewPerson::default()
            };
            self.desk.add_person(None, &person).await?;
            let words = words(&[
                ("party", &case.party),
                ("kind", &case.kind),
                ("code", &code),
                (
                    "address",
                    &format!(
                        "{}{}",
                        self.county.name,
                        case.words.get("place").map_or("", String::as_str)
                    ),
                ),
            ]);
            self.enter("party", words).await?;
        }
        Ok(())
    }

    // Invented codes begin their organisation part with YYYY; the last sign is the one that checks.
    fn party_code(&mut self, case: &Case) -> String {
        self.serial += 1;
        let stem = format!("91330100YYYY{:05}", self.serial);
        let signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
        let fits =
            |sign: &char| fadu_base::checkdigit::credit_code(&format!("{stem}{sign}")).is_ok();
        let sign = signs.chars().find(fits).unwrap_or('0');
        let code = format!("{stem}{sign}");
        self.codes.insert(case.party.clone(), code.clone());
        code
    }

    async fn enter(
        &mut self,
        kind: &str,
        mut words: BTreeMap<String, Vec<String>>,
    ) -> Result<(), Refusal> {
        let act: &RegisterAct = self
            .county
            .register
            .get(kind)
            .ok_or_else(|| missing(kind))?;
        self.serial += 1;
        words.insert("n".to_owned(), vec![format!("{:05}", self.serial)]);
        words.insert("today".to_owned(), vec![self.desk.today_day().to_string()]);
        let input = ActInput {
            procedure: Some(act.procedure.clone()),
            act: act.act.clone(),
            values: act.filled(&words),
            ..ActInput::default()
        };
        let actor = self.desk.actor(&act.by).await?;
        let done = self
            .desk
            .do_act(&actor, &input)
            .await
            .map_err(|e| told(&format!("{kind} {words:?}"), &e))?;
        self.acts += 1;
        if let Some(draft) = done.waiting {
            self.approve(&draft, act.approved_by.as_deref()).await?;
        }
        Ok(())
    }

    async fn approve(
        &mut self,
        draft: &str,
        by: Option<&str>,
    ) -> Result<Option<crate::view::Done>, Refusal> {
        let by = by.ok_or_else(|| Refusal::Operator(format!("草稿 {draft} 没有人批")))?;
        let actor = self.desk.actor(by).await?;
        let page = self.desk.approval(&actor, draft).await?;
        self.desk.approve(&actor, draft, &page.hash, "同意").await
    }

    async fn tell(
        &mut self,
        cases: &'c Cases,
        progress: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<(), Refusal> {
        let mut running: Vec<Running<'c>> = cases
            .case
            .iter()
            .map(|c| self.running(c))
            .collect::<Result<_, _>>()?;
        let all: usize = running.iter().map(|r| r.planned.len()).sum();
        let mut published: BTreeSet<String> = BTreeSet::new();
        self.matters(self.county.first_day, &mut published).await?;
        let mut told = 0;
        // Always the earliest act of all cases, so that the clock never goes back.
        while let Some(place) = earliest(&running) {
            let Some(next) = running.get_mut(place) else {
                break;
            };
            self.clock.move_to(next.next);
            let day = self.desk.today_day();
            self.matters(day, &mut published).await?;
            if self.step(next, day).await? {
                told += 1;
                progress(told, all);
            }
        }
        Ok(())
    }

    fn running(&self, case: &'c Case) -> Result<Running<'c>, Refusal> {
        let packs = Folder::builtin();
        let wanted = format!("/stories/{}.toml", case.story);
        let text = packs
            .ending(&wanted)
            .find(|(path, _)| self.is_of_county(path))
            .map(|(_, text)| text);
        let story = text
            .ok_or_else(|| missing(&case.story))
            .and_then(|t| Story::read(t).map_err(Refusal::Operator))?;
        let planned = self
            .county
            .plan(case, &story, &self.desk.calendar())
            .map_err(Refusal::Operator)?;
        Ok(Running {
            case,
            planned: planned.into(),
            next: case.from,
            record: None,
            delays: 0,
        })
    }

    fn is_of_county(&self, path: &str) -> bool {
        folder::parent(folder::parent(path)).ends_with(&self.county.procedure)
    }

    // Does the next act of a case, or puts it off to the first day on which the law allows it.
    async fn step(&mut self, running: &mut Running<'c>, day: Date) -> Result<bool, Refusal> {
        let Some(planned) = running.planned.front().cloned() else {
            return Ok(false);
        };
        let input = self.input(running, &planned, day)?;
        let actor = self
            .desk
            .actor(&self.actor_of(running, &planned).await?)
            .await?;
        match self.desk.do_act(&actor, &input).await {
            Ok(done) => {
                self.acts += 1;
                let head = self.county.head_of(running.case);
                let done = match done.waiting {
                    Some(draft) => self
                        .approve(&draft, head)
                        .await?
                        .ok_or_else(|| missing("批准"))?,
                    None => done,
                };
                running.record.get_or_insert(done.case);
                running.planned.pop_front();
                running.delays = 0;
                let gap = running
                    .planned
                    .front()
                    .map_or(0, |p| u32::try_from(p.gap).unwrap_or(0));
                running.next = self.desk.calendar().add_working(day, gap).unwrap_or(day);
                Ok(true)
            }
            Err(Refusal::Blocked(reasons)) => {
                let later = reasons
                    .iter()
                    .map(|r| r.earliest)
                    .collect::<Option<Vec<Date>>>();
                running.delays += 1;
                match later.and_then(|days| days.into_iter().max()) {
                    Some(later) if running.delays < MOST_DELAYS => {
                        running.next = later;
                        Ok(false)
                    }
                    _ => Err(told(
                        &format!("{} {day} {}", running.case.party, planned.act),
                        &Refusal::Blocked(reasons),
                    )),
                }
            }
            Err(other) => Err(told(
                &format!("{} {day} {}", running.case.party, planned.act),
                &other,
            )),
        }
    }

    async fn actor_of(&self, running: &Running<'c>, planned: &Planned) -> Result<String, Refusal> {
        let first = planned.by.first().cloned().unwrap_or_default();
        if first != PARTY
            && self
                .county
                .person
                .iter()
                .any(|p| p.id == first && !self.county.outside(p))
        {
            return Ok(first);
        }
        // What the party says outside the pages, and what bodies from outside send, the officer enters.
        running
            .case
            .crew
            .first()
            .cloned()
            .ok_or_else(|| missing(&running.case.party))
    }

    fn input(
        &self,
        running: &Running<'c>,
        planned: &Planned,
        day: Date,
    ) -> Result<ActInput, Refusal> {
        let packs = self.desk.packs();
        let procedure = packs
            .procedures
            .get(&self.county.slug)
            .ok_or_else(|| missing(&self.county.slug))?;
        let model = &procedure.model;
        let act = model
            .act_named(&planned.act)
            .map(|id| model.act(id))
            .ok_or_else(|| missing(&planned.act))?;
        let facts = planned.facts_on(day, running.case.from, &self.desk.calendar());
        let mut values: BTreeMap<String, Vec<String>> =
            facts.iter().map(|(k, v)| (k.clone(), texts(v))).collect();
        values.extend(planned.behaviour.iter().map(|(k, v)| (k.clone(), texts(v))));
        let opens = running.record.is_none();
        let code = self
            .codes
            .get(&running.case.party)
            .cloned()
            .unwrap_or_default();
        let party = PartyInput {
            name: running.case.party.clone(),
            code,
            ..PartyInput::default()
        };
        Ok(ActInput {
            case: running.record.clone(),
            procedure: opens.then(|| self.county.slug.clone()),
            office: opens
                .then(|| self.county.office_of(running.case).map(|o| o.id.clone()))
                .flatten(),
            act: act.slug.to_string(),
            role: planned.role.clone().unwrap_or_default(),
            with: planned
                .by
                .iter()
                .skip(1)
                .filter(|id| *id != PARTY)
                .cloned()
                .collect(),
            values,
            party: opens.then_some(party),
            ..ActInput::default()
        })
    }

    fn logins(&self) -> Vec<SampleLogin> {
        let person = |p: &fadu_pack::sample::Person| SampleLogin {
            login: p.id.clone(),
            name: p.name.clone(),
            role: if p.note.is_empty() {
                p.roles.join("、")
            } else {
                format!("{}，{}", p.roles.join("、"), p.note)
            },
        };
        let party = |name: &String| SampleLogin {
            login: self.codes.get(name).cloned().unwrap_or_default(),
            name: name.clone(),
            role: "当事人".to_owned(),
        };
        let people = self
            .county
            .person
            .iter()
            .filter(|p| self.county.show.contains(&p.id))
            .map(person);
        people
            .chain(self.county.party_logins.iter().map(party))
            .collect()
    }
}

fn earliest(running: &[Running<'_>]) -> Option<usize> {
    let open = running
        .iter()
        .enumerate()
        .filter(|(_, r)| !r.planned.is_empty());
    open.min_by_key(|(i, r)| (r.next, *i)).map(|(i, _)| i)
}

fn words(pairs: &[(&str, &String)]) -> BTreeMap<String, Vec<String>> {
    pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), vec![(*v).clone()]))
        .collect()
}

// As a person would type it.
fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(s) => vec![s.clone()],
        Json::Bool(b) => vec![if *b { "是" } else { "否" }.to_owned()],
        Json::Array(items) => items.iter().flat_map(texts).collect(),
        Json::Null => Vec::new(),
        other => vec![other.to_string()],
    }
}

fn missing(what: &str) -> Refusal {
    Refusal::Operator(format!("示例数据里没有{what}"))
}

fn told(what: &str, why: &Refusal) -> Refusal {
    Refusal::Operator(format!("{what}：{why}"))
}
