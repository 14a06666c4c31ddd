//! Taking statutes in: Markdown, official `.docx` and collections in SQLite files. All that can be taken is written in one
//! transaction; a file that cannot changes nothing and says why.

use std::path::PathBuf;

use fadu_base::Date;
use fadu_law::collection::{ActRow, ArticleRow, collect};
use fadu_law::{Added, Given, Library, Plain, docx};
use fadu_pack::versions::{self, Versions};
use fadu_store::foreign::{self, ForeignAct};

use crate::error::Refusal;
use crate::law::row;
use crate::setup::Desk;

/// A file of statutes as it was given.
#[derive(Clone, Debug)]
pub struct LawFile {
    /// Its name, for messages.
    pub name: String,
    /// What is in it.
    pub content: LawContent,
    /// What its text does not say; only for official texts.
    pub told: LawTold,
}

/// What is in a file.
#[derive(Clone, Debug)]
pub enum LawContent {
    /// The Markdown layout.
    Markdown(String),
    /// An official text.
    Docx(Vec<u8>),
    /// A SQLite file with tables `laws` and `articles`.
    Collection(PathBuf),
}

/// What whoever imports knows and the text does not say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LawTold {
    /// Short title.
    pub short: Option<String>,
    /// Kind of instrument.
    pub kind: Option<String>,
    /// Day of adoption.
    pub adopted: Option<Date>,
    /// First day of the version.
    pub effective: Option<Date>,
}

/// One statute of a file: its label, and its Markdown or why there is none.
struct Offer {
    label: String,
    text: Result<String, fadu_law::Refusal>,
    /// From a collection: what is there stays.
    weaker: bool,
}

impl Desk {
    /// Takes statutes in the Markdown layout in, each with what became of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import_law(
        &self,
        files: &[(String, String)],
    ) -> Result<Vec<(String, Added)>, Refusal> {
        let file = |(name, text): &(String, String)| LawFile {
            name: name.clone(),
            content: LawContent::Markdown(text.clone()),
            told: LawTold::default(),
        };
        self.import_law_files(files.iter().map(file).collect())
            .await
    }

    /// Takes statutes of any known form in, each with what became of it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import_law_files(
        &self,
        files: Vec<LawFile>,
    ) -> Result<Vec<(String, Added)>, Refusal> {
        let mut library = Library::new();
        for row in self.store().statutes().await? {
            library.add(&row.text);
        }
        let versions = self.versions()?;
        let mut offers = Vec::new();
        for file in files {
            offers.extend(offered(file, &versions, &library).await);
        }
        let mut batch = self.store().batch();
        let mut results = Vec::new();
        for offer in offers {
            let added = match &offer.text {
                Err(refusal) => Added::Refused(refusal.clone()),
                Ok(text) if offer.weaker => library.add_weaker(text),
                Ok(text) => library.add(text),
            };
            if let Added::New(index) | Added::Changed { after: index, .. } = &added
                && let Ok(text) = &offer.text
            {
                batch.statute(&row(index, &offer.label, text), self.now());
            }
            results.push((offer.label, added));
        }
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        self.load_laws().await?;
        Ok(results)
    }

    fn versions(&self) -> Result<Versions, Refusal> {
        let folder = fadu_pack::Folder::builtin();
        let text = folder.get(versions::PATH).map_or("", |t| &**t);
        versions::read(text).map_err(|why| Refusal::Operator(format!("{}：{why}", versions::PATH)))
    }
}

async fn offered(file: LawFile, versions: &Versions, library: &Library) -> Vec<Offer> {
    let one = |text| {
        vec![Offer {
            label: file.name.clone(),
            text,
            weaker: false,
        }]
    };
    match file.content {
        LawContent::Markdown(text) => one(Ok(text)),
        LawContent::Docx(bytes) => one(official(&bytes, &file.told, versions)),
        LawContent::Collection(path) => match foreign::read_laws(&path).await {
            Err(why) => one(Err(fadu_law::Refusal::one(1, why.to_string()))),
            Ok(acts) => acts
                .iter()
                .map(|act| collected(&file.name, act, versions, library))
                .collect(),
        },
    }
}

/// An official text; days that it does not say are looked up, then asked for.
fn official(
    bytes: &[u8],
    told: &LawTold,
    versions: &Versions,
) -> Result<String, fadu_law::Refusal> {
    let plain = Plain::read(&docx::text(bytes)?)?;
    let adopted = told.adopted.or(plain.adopted);
    let known = adopted.and_then(|day| versions.known.get(&(plain.title.clone(), day)));
    let kind = versions
        .kinds
        .iter()
        .find(|(words, _)| plain.note.contains(words.as_str()))
        .map(|(_, kind)| kind.clone());
    let kind = told.kind.clone().or(kind).ok_or_else(|| {
        fadu_law::Refusal::one(1, "题名下的括注看不出是哪一类文件，请另外给出（--kind）")
    })?;
    plain.markdown(&Given {
        short: told.short.clone().or(known.map(|k| k.short.clone())),
        kind,
        issuer: String::new(),
        number: String::new(),
        adopted: told.adopted,
        effective: told.effective.or(known.map(|k| k.effective)),
        source: "官方文本".to_owned(),
    })
}

fn collected(file: &str, act: &ForeignAct, versions: &Versions, library: &Library) -> Offer {
    let label = format!("{file} 《{}》", act.title);
    let row = ActRow {
        title: act.title.clone(),
        kind: match act.kind.trim() {
            "" => "未注明".to_owned(),
            kind => kind.to_owned(),
        },
        issuer: act.issuer.clone(),
        version: act.version.clone(),
        effective: act.effective.clone(),
    };
    let articles: Vec<ArticleRow> = act
        .articles
        .iter()
        .map(|a| ArticleRow {
            chapter: a.chapter.clone(),
            section: a.section.clone(),
            number: a.number.clone(),
            text: a.text.clone(),
        })
        .collect();
    let short = library.short(&act.title);
    let made = collect(&row, &articles, &versions.known, short, file);
    let text = made.and_then(|made| {
        let over = versions
            .ended
            .iter()
            .any(|w| act.status.contains(w.as_str()));
        // Without its last day it would go on applying for ever.
        if over && !made.ends {
            return Err(fadu_law::Refusal::one(
                1,
                format!(
                    "《{}》已经不再适用，里面没有写从哪天起，不能收录",
                    act.title
                ),
            ));
        }
        Ok(made.markdown)
    });
    Offer {
        label,
        text,
        weaker: true,
    }
}
