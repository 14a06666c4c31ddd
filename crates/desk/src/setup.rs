//! Opening the desk: store, packs, calendar, statutes, key of the log, clock and randomness.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

use fadu_authz::Authz;
use fadu_base::{Algorithm, Date};
use fadu_law::Library;
use fadu_pack::Folder;
use fadu_paper::Fonts;
use fadu_store::{Place, Store, StoreError, WriteError};
use fadu_term::Calendar;
use fadu_tlog::Ed25519Signer;

use crate::error::Refusal;
use crate::packs::{Packs, Procedure};

/// Microseconds since 1970 in UTC.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;
/// Fills with random bytes.
pub type Rng = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What a desk is opened with.
pub struct Setup {
    /// The data folder.
    pub data: PathBuf,
    /// SQLite in it, or PostgreSQL.
    pub place: Place,
    /// The jurisdiction; one for the life of a data folder. Empty: the one that is there.
    pub org: String,
    /// The packs.
    pub packs: Folder,
    /// Fonts; `None`: acts that give out documents are refused.
    pub fonts: Option<Fonts>,
    /// A sample store: other clocks and randomness are accepted, every page says 示例数据.
    pub sample: bool,
    /// `None`: the system's.
    pub clock: Option<Clock>,
    /// `None`: the system's.
    pub rng: Option<Rng>,
    /// Cheap password hashes, for tests and sample stores.
    pub weak_passwords: bool,
}

/// Entries of a register as of one of its revisions.
pub(crate) type Entries = (i64, Arc<Vec<fadu_store::registers::EntryRow>>);

/// The use cases. Cheap to clone.
#[derive(Clone)]
pub struct Desk(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub store: Store,
    pub packs: RwLock<Arc<Packs>>,
    pub old: Mutex<HashMap<String, Arc<Procedure>>>,
    pub calendar: RwLock<Arc<Calendar>>,
    pub laws: RwLock<Arc<Library>>,
    pub fonts: Option<Fonts>,
    pub authz: Authz,
    pub signer: Ed25519Signer,
    pub origin: String,
    pub algorithm: Algorithm,
    pub sample: bool,
    pub weak_passwords: bool,
    pub sequencer: tokio::sync::Mutex<()>,
    pub trials: tokio::sync::Mutex<()>,
    pub logged: tokio::sync::Notify,
    pub queued: tokio::sync::Notify,
    pub entries: Mutex<HashMap<String, Entries>>,
    pub finder: crate::law_search::Finder,
    clock: Clock,
    rng: Rng,
}

const KEY_FILE: &str = "log.key";
const ORG: &str = "org";
const SAMPLE: &str = "sample";
const ORIGIN: &str = "log_origin";
const ALGORITHM: &str = "log_hash";
const CALENDAR: &str = "calendar";

impl Desk {
    /// Opens or makes a store with everything that the use cases need.
    ///
    /// # Errors
    /// `Operator`, naming file, key or address.
    pub async fn open(setup: Setup) -> Result<Desk, Refusal> {
        std::fs::create_dir_all(&setup.data)
            .map_err(|e| Refusal::Operator(format!("数据文件夹 {}：{e}", setup.data.display())))?;
        let authz = Authz::new().map_err(|e| Refusal::Operator(e.to_string()))?;
        let store = open_store(&setup.place, &setup.data, &setup.org).await?;
        let foreign = setup.clock.is_some() || setup.rng.is_some();
        let rng = setup.rng.unwrap_or_else(system_rng);
        let clock = setup.clock.unwrap_or_else(system_clock);
        let sample = settle(&store, SAMPLE, if setup.sample { "1" } else { "0" }).await? == "1";
        let org = store.org().to_owned();
        settle(&store, ORG, &org).await?;
        if foreign && !sample {
            return Err(Refusal::Operator(
                "只有示例数据可以用别的时钟和随机数；正式的数据文件夹只用系统的".to_owned(),
            ));
        }
        let origin = settle(&store, ORIGIN, &new_origin(&org, sample, &rng)).await?;
        let algorithm = settle(&store, ALGORITHM, Algorithm::Sm3.name()).await?;
        let algorithm = algorithm
            .parse()
            .map_err(|_| Refusal::Operator(format!("设置 {ALGORITHM} 不认识：{algorithm}")))?;
        let signer = signer(&setup.data, &origin, &rng)?;
        let packs = Packs::load(&setup.packs);
        for problem in &packs.problems {
            tracing::error!(%problem, "程序文件有错，没有启用");
        }
        let calendar = match store.meta(CALENDAR).await? {
            Some(version) => {
                let texts = store.calendar_version(&version).await?.unwrap_or_default();
                let text = |e: fadu_term::CalendarError| {
                    Refusal::Operator(format!("节假日表 {version}：{e}"))
                };
                Arc::new(Calendar::builtin().import(&texts).map_err(text)?)
            }
            None => Arc::new(Calendar::builtin().clone()),
        };
        let inner = Inner {
            packs: RwLock::new(Arc::new(packs)),
            old: Mutex::default(),
            calendar: RwLock::new(calendar),
            laws: RwLock::new(Arc::new(Library::new())),
            fonts: setup.fonts,
            authz,
            signer,
            origin,
            algorithm,
            sample,
            weak_passwords: setup.weak_passwords && sample,
            sequencer: tokio::sync::Mutex::default(),
            trials: tokio::sync::Mutex::default(),
            logged: tokio::sync::Notify::new(),
            queued: tokio::sync::Notify::new(),
            entries: Mutex::default(),
            finder: crate::law_search::Finder::new(&setup.data),
            clock,
            rng,
            store,
        };
        let desk = Desk(Arc::new(inner));
        desk.load_laws().await?;
        desk.keep_versions().await?;
        desk.switch().await?;
        Ok(desk)
    }

    /// The jurisdiction.
    pub fn org(&self) -> &str {
        self.0.store.org()
    }

    /// A password that nobody can guess and a person can type.
    pub fn new_password(&self) -> String {
        const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
        let sign = |b: &u8| {
            SIGNS
                .get(usize::from(*b) % SIGNS.len())
                .copied()
                .map(char::from)
        };
        let text: Vec<char> = self.random::<16>().iter().filter_map(sign).collect();
        text.chunks(4)
            .map(|c| c.iter().collect::<String>())
            .collect::<Vec<_>>()
            .join("-")
    }

    /// Whether the store holds sample data.
    pub fn is_sample(&self) -> bool {
        self.0.sample
    }

    /// Whether the store holds sample data, as pages ask it.
    pub fn sample(&self) -> bool {
        self.0.sample
    }

    /// The day of the clock, in UTC+8.
    pub fn now_day(&self) -> Date {
        self.today_day()
    }

    pub(crate) fn today_day(&self) -> Date {
        day_of(self.now())
    }

    pub(crate) fn now(&self) -> i64 {
        (self.0.clock)()
    }

    pub(crate) fn packs(&self) -> Arc<Packs> {
        read(&self.0.packs)
    }

    pub(crate) fn put_packs(&self, packs: Packs) {
        let mut slot = self
            .0
            .packs
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *slot = Arc::new(packs);
    }

    /// Working days as they stand.
    pub fn calendar(&self) -> Arc<Calendar> {
        read(&self.0.calendar)
    }

    pub(crate) fn laws(&self) -> Arc<Library> {
        read(&self.0.laws)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0.rng)(&mut bytes);
        bytes
    }

    /// A UUIDv7.
    pub(crate) fn new_id(&self) -> String {
        let millis = u64::try_from(self.now() / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random())
            .into_uuid()
            .to_string()
    }

    /// A speakable id that nobody has yet: six digits while there is room, then more.
    pub(crate) async fn new_alias(&self, kind: char, year: i32) -> Result<String, Refusal> {
        for digits in [6_usize, 6, 7, 8, 9, 10] {
            let n = u64::from_be_bytes(self.random());
            let n: String = format!("{n:020}").chars().rev().take(digits).collect();
            let year = year.rem_euclid(100);
            let alias = (0..10)
                .filter_map(|check| format!("{kind}{year:02}-{n}-{check}").parse().ok())
                .map(|id: fadu_base::SpeakableId| id.to_string())
                .next();
            let Some(alias) = alias else { continue };
            let taken = match kind {
                'c' => self.store().case(&alias).await?.is_some(),
                _ => self.store().act(&alias).await?.is_some(),
            };
            if !taken {
                return Ok(alias);
            }
        }
        Err(self.bug(&"没有抽到空的编号"))
    }

    /// A random name for a file.
    pub(crate) fn new_place(&self) -> String {
        hex::encode(self.random::<16>())
    }

    // Every version of a procedure that may be acted under is kept for ever.
    async fn keep_versions(&self) -> Result<(), Refusal> {
        let packs = self.packs();
        let row =
            |hash: &str, slug: &str, name: &str, text: String| fadu_store::rules::ProcedureRow {
                hash: hash.to_owned(),
                slug: slug.to_owned(),
                name: name.to_owned(),
                text,
            };
        let mut batch = self.store().batch();
        batch.procedure_version(&row(&packs.hash, "", "packs", packs.to_json()), self.now());
        for p in packs.candidates.values() {
            batch.procedure_version(
                &row(
                    &p.version(),
                    &p.model.slug,
                    &p.model.name,
                    packs.hash.clone(),
                ),
                self.now(),
            );
        }
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// The procedure in one of its versions: the one in force, or one kept from before.
    pub(crate) async fn procedure_version(&self, version: &str) -> Result<Arc<Procedure>, Refusal> {
        if let Some(found) = self.packs().by_version(version) {
            return Ok(found);
        }
        if let Some(found) = lock(&self.0.old).get(version) {
            return Ok(found.clone());
        }
        let found = self.stored_version(version).await?;
        lock(&self.0.old).insert(version.to_owned(), found.clone());
        Ok(found)
    }

    /// A version as it was when it was first kept, with what the law wanted of it then.
    pub(crate) async fn stored_version(&self, version: &str) -> Result<Arc<Procedure>, Refusal> {
        let missing = || Refusal::Operator(format!("程序版本 {version} 不在数据库里"));
        let row = self
            .store()
            .procedure_version(version)
            .await?
            .ok_or_else(missing)?;
        let packs = self
            .store()
            .procedure_version(&row.text)
            .await?
            .ok_or_else(missing)?;
        let packs = Packs::from_json(&packs.text).ok_or_else(missing)?;
        packs.by_version(version).ok_or_else(missing)
    }

    /// A bug or a failing database: the id stands in the journal and on the page.
    pub(crate) fn bug(&self, error: &dyn std::fmt::Display) -> Refusal {
        let id = hex::encode(self.random::<6>());
        tracing::error!(%id, %error, "系统出错");
        Refusal::Bug(id)
    }
}

/// The civil day of a time, in UTC+8.
pub(crate) fn day_of(micros: i64) -> Date {
    let days = (micros.div_euclid(1_000_000) + 8 * 3600).div_euclid(86_400);
    i32::try_from(days)
        .ok()
        .and_then(Date::from_number)
        .unwrap_or(Date::MIN)
}

/// RFC 3339 in UTC+8.
pub(crate) fn time_text(micros: i64) -> String {
    let seconds = micros.div_euclid(1_000_000) + 8 * 3600;
    let of_day = seconds.rem_euclid(86_400);
    let part = micros.rem_euclid(1_000_000);
    let (h, m, s) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{}T{h:02}:{m:02}:{s:02}.{part:06}+08:00", day_of(micros))
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::Operator(error.to_string())
    }
}

pub(crate) fn read<T: ?Sized>(lock: &RwLock<Arc<T>>) -> Arc<T> {
    // A writer that panicked leaves the old value, which is whole.
    match lock.read() {
        Ok(value) => value.clone(),
        Err(poisoned) => poisoned.into_inner().clone(),
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

// A data folder is of one jurisdiction: another name would show an empty office without a word.
async fn open_store(place: &Place, data: &Path, org: &str) -> Result<Store, Refusal> {
    let store = Store::open(place, data, org).await?;
    let there = store.orgs().await?;
    match (there.as_slice(), place) {
        ([one], _) if org.is_empty() => Ok(store.for_org(one)),
        ([one], Place::Lite) if one != org => Err(Refusal::Operator(format!(
            "数据文件夹 {} 属于“{one}”，不是“{org}”",
            data.display()
        ))),
        (_, _) if org.is_empty() => Err(Refusal::Operator(
            "请写明是哪个地方的数据（org）".to_owned(),
        )),
        _ => Ok(store),
    }
}

// A setting that is chosen once, at the first opening.
async fn settle(store: &Store, key: &str, value: &str) -> Result<String, Refusal> {
    if let Some(found) = store.meta(key).await? {
        return Ok(found);
    }
    let mut batch = store.batch();
    batch.meta_once(key, value);
    match store.write(batch).await {
        Ok(()) => Ok(value.to_owned()),
        Err(WriteError::Taken(_)) => Ok(store.meta(key).await?.unwrap_or_default()),
        Err(error) => Err(Refusal::Operator(error.to_string())),
    }
}

fn new_origin(org: &str, sample: bool, rng: &Rng) -> String {
    let mut bytes = [0; 4];
    rng(&mut bytes);
    let plain: String = org
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let kind = if sample { "sample" } else { "log" };
    format!(
        "fadu.{kind}/{}{}",
        if plain.is_empty() {
            String::new()
        } else {
            format!("{plain}-")
        },
        hex::encode(bytes)
    )
}

// 32 random bytes that only this user may read. A certified module would take the place of this.
fn signer(data: &Path, origin: &str, rng: &Rng) -> Result<Ed25519Signer, Refusal> {
    let path = data.join(KEY_FILE);
    let at = |e: &dyn std::fmt::Display| {
        Refusal::Operator(format!("登记册私钥 {}：{e}", path.display()))
    };
    let seed: [u8; 32] = match std::fs::read(&path) {
        Ok(bytes) => bytes.try_into().map_err(|_| at(&"应是 32 个字节"))?,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let mut seed = [0; 32];
            rng(&mut seed);
            write_secret(&path, &seed).map_err(|e| at(&e))?;
            seed
        }
        Err(e) => return Err(at(&e)),
    };
    Ed25519Signer::from_seed(origin, &seed).map_err(|e| at(&e))
}

pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn system_clock() -> Clock {
    Arc::new(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since
            .ok()
            .and_then(|d| i64::try_from(d.as_micros()).ok())
            .unwrap_or(0)
    })
}

fn system_rng() -> Rng {
    Arc::new(|bytes| rand::Rng::fill_bytes(&mut rand::rng(), bytes))
}
