//! Many versions, and which of them is in force on a day. Texts are parsed when they are needed.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use fadu_base::Date;
use sha2::{Digest, Sha256};

use crate::version::{Refusal, Version, period};

/// What a store keeps of a version beside its text.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Index {
    /// The short title; with `effective` the key of a version.
    pub short: String,
    /// The full title.
    pub title: String,
    /// What kind of instrument it is.
    pub kind: String,
    /// The first day of this version.
    pub effective: Date,
    /// The first day on which it no longer applied, as its file says.
    pub repealed: Option<Date>,
    /// Number of articles.
    pub articles: usize,
    /// SHA-256 of the text (without BOM, lines ending in LF), in hexadecimal.
    pub sha: String,
}

impl Index {
    /// `自2021-07-15起施行`.
    pub fn period(&self) -> String {
        period(self.effective, self.repealed)
    }
}

/// Where the text of a version that is known by its index comes from.
pub trait Source: Send + Sync {
    /// The Markdown text of the version.
    ///
    /// # Errors
    /// Why it cannot be had, in Chinese.
    fn markdown(&self, index: &Index) -> Result<String, String>;
}

impl<F: Fn(&Index) -> Result<String, String> + Send + Sync> Source for F {
    fn markdown(&self, index: &Index) -> Result<String, String> {
        self(index)
    }
}

/// What adding a text to a library did.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Added {
    /// No version of that title and day was there.
    New(Index),
    /// The same text was there.
    Equal(Index),
    /// Another text for that title and day was there and has been replaced.
    Changed {
        /// What was there.
        before: Index,
        /// What is there now.
        after: Index,
    },
    /// A text for that title and day was there; the new one comes from a weaker source and was left.
    Kept(Index),
    /// Nothing was added.
    Refused(Refusal),
}

/// Why no version answers.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LookupError {
    /// No statute of that title.
    #[error("没有收录《{name}》{}", also(near))]
    NoSuchStatute {
        /// The title asked for.
        name: String,
        /// Titles that resemble it.
        near: Vec<String>,
    },
    /// The statute has no version on that day.
    #[error("《{short}》在{date}没有施行中的版本；收录的是：{}", periods.join("；"))]
    NotInForce {
        /// The short title.
        short: String,
        /// The day asked for.
        date: Date,
        /// When its versions apply.
        periods: Vec<String>,
    },
    /// The stored text cannot be had or read.
    #[error("《{short}》{effective}的文本不可用：{why}")]
    Broken {
        /// The short title.
        short: String,
        /// The first day of the version.
        effective: Date,
        /// Why.
        why: String,
    },
}

fn also(near: &[String]) -> String {
    if near.is_empty() {
        return String::new();
    }
    let names: Vec<String> = near.iter().map(|n| format!("《{n}》")).collect();
    format!("；名称相近的有{}", names.join(""))
}

/// A set of statute versions. Titles are found by short title, full title (with or without the
/// name of the state) or an alias.
#[derive(Default)]
pub struct Library {
    statutes: BTreeMap<String, Vec<Slot>>,
    names: BTreeMap<String, String>,
    source: Option<Box<dyn Source>>,
}

struct Slot {
    index: Index,
    parsed: OnceLock<Result<Arc<Version>, String>>,
}

impl Library {
    /// An empty library that holds its texts in memory.
    pub fn new() -> Library {
        Library::default()
    }

    /// A library over texts kept elsewhere; each is fetched and parsed when first needed.
    pub fn with_source(
        indexes: impl IntoIterator<Item = Index>,
        source: impl Source + 'static,
    ) -> Library {
        let mut library = Library {
            source: Some(Box::new(source)),
            ..Library::default()
        };
        for index in indexes {
            library.put(index, OnceLock::new());
        }
        library
    }

    /// Adds a version in the Markdown layout; replaces another text of the same title and day.
    pub fn add(&mut self, markdown: &str) -> Added {
        let version = match Version::parse(markdown) {
            Ok(version) => version,
            Err(refusal) => return Added::Refused(refusal),
        };
        let index = index_of(&version, markdown);
        if let Some(other) = self.name_taken(&index) {
            return Added::Refused(Refusal::one(
                2,
                format!("名称与已收录的《{other}》相同，简称却是`{}`", index.short),
            ));
        }
        let before = self.index(&index.short, index.effective).cloned();
        if before.as_ref().is_some_and(|b| b.sha == index.sha) {
            return Added::Equal(index);
        }
        self.put(index.clone(), OnceLock::from(Ok(Arc::new(version))));
        match before {
            None => Added::New(index),
            Some(before) => Added::Changed {
                before,
                after: index,
            },
        }
    }

    /// Adds a version from a weaker source: one that is there stays as it is.
    pub fn add_weaker(&mut self, markdown: &str) -> Added {
        if let Ok(version) = Version::parse(markdown)
            && let Some(there) = self.index(&version.head.short, version.head.effective)
            && there.sha != index_of(&version, markdown).sha
        {
            return Added::Kept(there.clone());
        }
        self.add(markdown)
    }

    /// Another short title, from a pack's `law.toml`. `false` when `short` is not in the library
    /// or the name already means another statute.
    pub fn alias(&mut self, name: &str, short: &str) -> bool {
        let known = self
            .names
            .get(&key(name))
            .is_none_or(|owner| owner == short);
        if known && self.statutes.contains_key(short) {
            self.names.insert(key(name), short.to_owned());
            return true;
        }
        false
    }

    /// The short title that a name means.
    pub fn short(&self, name: &str) -> Option<&str> {
        self.names.get(&key(name)).map(String::as_str)
    }

    /// Every name by which a statute can be called (folded: no blanks, without the name of the
    /// state, `〈〉` as `《》`), with its short title.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.names
            .iter()
            .map(|(name, short)| (name.as_str(), short.as_str()))
    }

    /// Every version, by short title and day.
    pub fn indexes(&self) -> impl Iterator<Item = &Index> {
        self.statutes.values().flatten().map(|slot| &slot.index)
    }

    /// The versions of a statute, oldest first; empty when there is none of that name.
    pub fn versions(&self, name: &str) -> Vec<&Index> {
        self.short(name)
            .and_then(|short| self.statutes.get(short))
            .into_iter()
            .flatten()
            .map(|slot| &slot.index)
            .collect()
    }

    /// The version of a short title that took effect on that very day.
    pub fn index(&self, short: &str, effective: Date) -> Option<&Index> {
        let slots = self.statutes.get(short)?;
        slots
            .iter()
            .map(|slot| &slot.index)
            .find(|index| index.effective == effective)
    }

    /// The first day on which a version no longer applied: its own `repealed`, or the first day
    /// of the next version, whichever is earlier.
    pub fn end(&self, index: &Index) -> Option<Date> {
        let slots = self.statutes.get(&index.short)?;
        let next = slots
            .iter()
            .map(|slot| slot.index.effective)
            .find(|day| *day > index.effective);
        next.into_iter().chain(index.repealed).min()
    }

    /// The index of the version in force on a day: effective ≤ day < end.
    ///
    /// # Errors
    /// No such statute, or none in force that day.
    pub fn index_in_force(&self, name: &str, date: Date) -> Result<&Index, LookupError> {
        let indexes = self.versions(name);
        if indexes.is_empty() {
            return Err(LookupError::NoSuchStatute {
                name: name.trim().chars().take(60).collect(),
                near: self.near(name),
            });
        }
        let open = |index: &&&Index| {
            index.effective <= date && self.end(index).is_none_or(|end| date < end)
        };
        match indexes.iter().find(open) {
            Some(index) => Ok(index),
            None => Err(LookupError::NotInForce {
                short: indexes.first().map(|i| i.short.clone()).unwrap_or_default(),
                date,
                periods: indexes
                    .iter()
                    .map(|i| period(i.effective, self.end(i)))
                    .collect(),
            }),
        }
    }

    /// The version in force on a day.
    ///
    /// # Errors
    /// No such statute, none in force that day, or its text cannot be read.
    pub fn in_force(&self, name: &str, date: Date) -> Result<Arc<Version>, LookupError> {
        self.version(self.index_in_force(name, date)?)
    }

    /// The text of a version, parsed on first use.
    ///
    /// # Errors
    /// Its text cannot be had, cannot be read, or is of another version.
    pub fn version(&self, index: &Index) -> Result<Arc<Version>, LookupError> {
        let broken = |why: String| LookupError::Broken {
            short: index.short.clone(),
            effective: index.effective,
            why,
        };
        let slots = self
            .statutes
            .get(&index.short)
            .map_or(&[][..], Vec::as_slice);
        let slot = slots
            .iter()
            .find(|slot| slot.index.effective == index.effective);
        let slot = slot.ok_or_else(|| broken("没有收录".into()))?;
        slot.parsed
            .get_or_init(|| self.fetch(&slot.index))
            .clone()
            .map_err(broken)
    }

    fn fetch(&self, index: &Index) -> Result<Arc<Version>, String> {
        let source = self.source.as_ref().ok_or("没有文本来源")?;
        let markdown = source.markdown(index)?;
        if sha(&markdown) != index.sha {
            return Err("文本与登记的校验值不符".into());
        }
        Version::parse(&markdown)
            .map(Arc::new)
            .map_err(|refusal| refusal.to_string())
    }

    fn put(&mut self, index: Index, parsed: OnceLock<Result<Arc<Version>, String>>) {
        self.names.insert(key(&index.title), index.short.clone());
        self.names.insert(key(&index.short), index.short.clone());
        let slots = self.statutes.entry(index.short.clone()).or_default();
        slots.retain(|slot| slot.index.effective != index.effective);
        slots.push(Slot { index, parsed });
        slots.sort_by_key(|slot| slot.index.effective);
    }

    fn name_taken(&self, index: &Index) -> Option<&str> {
        let owners = [self.short(&index.title), self.short(&index.short)];
        owners
            .into_iter()
            .flatten()
            .find(|owner| *owner != index.short)
    }

    /// Up to three short titles that hold the name or are held by it, or share most characters.
    fn near(&self, name: &str) -> Vec<String> {
        let name = key(name);
        let mut found: Vec<(usize, &String)> = self
            .statutes
            .keys()
            .filter_map(|s| Some((likeness(s, &name)?, s)))
            .collect();
        found.sort();
        found
            .into_iter()
            .take(3)
            .map(|(_, short)| short.clone())
            .collect()
    }
}

/// How far two names are apart; `None` when they have too little in common.
fn likeness(short: &str, name: &str) -> Option<usize> {
    let (a, b) = (short.chars().count(), name.chars().count());
    if b < 2 {
        return None;
    }
    let common = name.chars().filter(|c| short.contains(*c)).count();
    let held = short.contains(name) || name.contains(short);
    (held || common * 5 >= b.max(a) * 4).then(|| a.abs_diff(b))
}

fn index_of(version: &Version, markdown: &str) -> Index {
    let head = &version.head;
    Index {
        short: head.short.clone(),
        title: head.title.clone(),
        kind: head.kind.clone(),
        effective: head.effective,
        repealed: head.repealed,
        articles: version.articles.len(),
        sha: sha(markdown),
    }
}

fn sha(markdown: &str) -> String {
    let text = markdown.strip_prefix('\u{FEFF}').unwrap_or(markdown);
    let mut hash = Sha256::new();
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            hash.update(b"\n");
        }
        hash.update(line.strip_suffix('\r').unwrap_or(line).as_bytes());
    }
    hex::encode(hash.finalize())
}

/// The form of a title under which it is looked up.
pub(crate) fn key(name: &str) -> String {
    const STATE: &str = "中华人民共和国";
    let folded: String = name
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '〈' | '<' => '《',
            '〉' | '>' => '》',
            c => c,
        })
        .collect();
    let inner = folded
        .strip_prefix('《')
        .filter(|_| folded.matches('《').count() == 1)
        .and_then(|s| s.strip_suffix('》'));
    let bare = inner.unwrap_or(&folded).replace(STATE, "");
    if bare.is_empty() { folded } else { bare }
}
