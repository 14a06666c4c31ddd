//! The law library of an installation: statutes imported by the office, read, searched and cited.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::{Algorithm, Date};
use fadu_law::{Added, Article, ArticleNumber, Index, Library, Version};
use fadu_norm::model::Model;
use fadu_store::rules::StatuteRow;

use crate::error::Refusal;
use crate::setup::Desk;
use crate::view::{ArticlePage, LawHit, LawRow};

/// What a new version of a statute touches.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Impact {
    /// Short title.
    pub title: String,
    /// Articles that changed, were added or went.
    pub articles: Vec<String>,
    /// Norms, properties and tables that rest on one of them.
    pub norms: Vec<ImpactRow>,
}

/// Something that cites a changed article.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct ImpactRow {
    /// Slug of the procedure.
    pub procedure: String,
    /// Id of the norm, or the name of the property or table.
    pub norm: String,
    /// As cited.
    pub citation: String,
    /// What became of the article.
    pub change: String,
}

/// Hits of one search.
const HITS: usize = 50;

impl Desk {
    /// Reads the statutes of the store into the library.
    pub(crate) async fn load_laws(&self) -> Result<(), Refusal> {
        let mut library = Library::new();
        for row in self.0.store.statutes().await? {
            if let Added::Refused(why) = library.add(&row.text) {
                tracing::error!(
                    title = row.title,
                    version = row.version,
                    ?why,
                    "法规的文本读不出，没有载入"
                );
            }
        }
        for (name, short) in self.short_names() {
            library.alias(&name, &short);
        }
        self.put_laws(library);
        Ok(())
    }

    fn put_laws(&self, library: Library) {
        let mut slot = self
            .0
            .laws
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *slot = Arc::new(library);
    }

    /// The library as it stands.
    pub fn library(&self) -> Arc<Library> {
        self.laws()
    }

    // Other names of statutes are data of the packs.
    fn short_names(&self) -> Vec<(String, String)> {
        let folder = fadu_pack::Folder::builtin();
        let files = folder
            .ending("/law.toml")
            .filter_map(|(_, text)| fadu_pack::statute::read(text).ok());
        files
            .flat_map(|f| {
                f.short_names
                    .clone()
                    .into_iter()
                    .map(move |name| (name, f.short.clone()))
            })
            .collect()
    }

    /// Takes statutes in, each with what became of it. A text that is refused changes nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn import_law(
        &self,
        files: &[(String, String)],
    ) -> Result<Vec<(String, Added)>, Refusal> {
        let mut library = Library::new();
        for row in self.0.store.statutes().await? {
            library.add(&row.text);
        }
        let mut batch = self.0.store.batch();
        let mut results = Vec::new();
        for (file, text) in files {
            let added = library.add(text);
            if let Added::New(index) | Added::Changed { after: index, .. } = &added {
                batch.statute(&row(index, file, text), self.now());
            }
            results.push((file.clone(), added));
        }
        self.0.store.write(batch).await.map_err(|e| self.bug(&e))?;
        self.load_laws().await?;
        Ok(results)
    }

    /// All statutes, by title.
    pub fn law_rows(&self) -> Vec<LawRow> {
        let library = self.library();
        let mut rows: BTreeMap<String, Vec<&Index>> = BTreeMap::new();
        for index in library.indexes() {
            rows.entry(index.short.clone()).or_default().push(index);
        }
        let row = |(title, mut versions): (String, Vec<&Index>)| {
            versions.sort_by_key(|i| std::cmp::Reverse(i.effective));
            let articles = versions
                .first()
                .map_or(0, |i| u32::try_from(i.articles).unwrap_or(u32::MAX));
            LawRow {
                title,
                versions: versions.iter().map(|i| i.effective).collect(),
                articles,
            }
        };
        rows.into_iter().map(row).collect()
    }

    /// An article as it stood on a day; `version` names the first day of a version instead.
    ///
    /// # Errors
    /// `NotFound` when no text was imported, none was in force, or it has no such article.
    pub fn article(
        &self,
        title: &str,
        version: Option<Date>,
        on: Date,
        article: &str,
    ) -> Result<ArticlePage, Refusal> {
        let library = self.library();
        let missing = || Refusal::NotFound(format!("《{title}》第{article}条"));
        let number = number(article).ok_or_else(missing)?;
        let found = match version {
            Some(day) => {
                let short = library.short(title).ok_or_else(missing)?.to_owned();
                let index = library.index(&short, day).ok_or_else(missing)?;
                library.version(index)
            }
            None => library.in_force(title, on),
        };
        let found = found.map_err(|why| Refusal::NotFound(why.to_string()))?;
        let text = found.article(number).ok_or_else(missing)?;
        Ok(self.article_page(&library, &found, text, on))
    }

    fn article_page(
        &self,
        library: &Library,
        version: &Version,
        article: &Article,
        on: Date,
    ) -> ArticlePage {
        let head = &version.head;
        let place = version
            .articles
            .iter()
            .position(|a| a.number == article.number)
            .unwrap_or_default();
        let near = |step: Option<usize>| {
            step.and_then(|i| version.articles.get(i))
                .map(|a| slug(a.number))
        };
        let has = |index: &&Index| {
            library
                .version(index)
                .is_ok_and(|v| v.article(article.number).is_some())
        };
        let versions = library
            .versions(&head.short)
            .into_iter()
            .filter(|i| has(i))
            .map(|i| i.effective)
            .collect();
        let paragraphs = article.paragraphs.iter().map(|p| {
            let items = p.items.iter().map(|i| {
                std::iter::once(&i.text)
                    .chain(&i.more)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join("\n")
            });
            (p.text.clone(), items.collect())
        });
        ArticlePage {
            title: head.title.clone(),
            version: head.effective,
            period: version.period(),
            number: article.number.zh(),
            article: slug(article.number),
            paragraphs: paragraphs.collect(),
            versions,
            cited_by: self.cited_by(&head.short, article.number),
            before: near(place.checked_sub(1)),
            after: near(Some(place + 1)),
            on,
        }
    }

    // Norms of the procedures switched on here that rest on the article: slug, name, id.
    fn cited_by(&self, short: &str, number: ArticleNumber) -> Vec<(String, String, String)> {
        let cites = |c: &fadu_law::Citation| c.title == short && c.place.article == number;
        let mut found = Vec::new();
        for procedure in self.packs().procedures.values() {
            let model: &Model = &procedure.model;
            let conditions = model
                .conditions
                .iter()
                .filter(|c| c.cites.iter().any(cites))
                .map(|c| &c.id);
            let duties = model
                .duties
                .iter()
                .filter(|d| d.cites.iter().any(cites))
                .map(|d| &d.id);
            for id in conditions.chain(duties) {
                found.push((
                    model.slug.to_string(),
                    model.name.to_string(),
                    id.to_string(),
                ));
            }
        }
        found
    }

    /// What the version of a statute that takes effect on a day touches in the procedures switched on here.
    ///
    /// # Errors
    /// When one of the two versions is not there.
    pub fn impact(&self, title: &str, date: Date) -> Result<Impact, fadu_law::LookupError> {
        let library = self.laws();
        let before = library.in_force(title, date.pred())?;
        // A statute that ends on the day takes all its articles with it.
        let fates: BTreeMap<ArticleNumber, &'static str> =
            match library.diff(title, date.pred(), date) {
                Ok(diff) => {
                    let of = |n: &ArticleNumber| (*n, diff.fate(*n).map_or("", |a| fate(a.change)));
                    diff.touched().iter().map(of).collect()
                }
                Err(_) => before
                    .articles
                    .iter()
                    .map(|a| (a.number, "整部法规不再适用"))
                    .collect(),
            };
        let short = &before.head.short;
        let touched =
            |c: &fadu_law::Citation| c.title == *short && fates.contains_key(&c.place.article);
        let mut norms = Vec::new();
        for procedure in self.packs().procedures.values() {
            let model: &Model = &procedure.model;
            let conditions = model.conditions.iter().map(|c| (&c.id, &c.cites));
            let duties = model.duties.iter().map(|d| (&d.id, &d.cites));
            let properties = model.properties.iter().map(|p| (&p.name, &p.cites));
            let tables = model.tables.iter().map(|t| (&t.name, &t.cites));
            for (id, cites) in conditions.chain(duties).chain(properties).chain(tables) {
                norms.extend(cites.iter().filter(|c| touched(c)).map(|c| {
                    ImpactRow {
                        procedure: model.slug.to_string(),
                        norm: id.to_string(),
                        citation: c.to_string(),
                        change: fates
                            .get(&c.place.article)
                            .copied()
                            .unwrap_or_default()
                            .to_owned(),
                    }
                }));
            }
        }
        let articles = fates.keys().map(|n| n.zh()).collect();
        Ok(Impact {
            title: short.clone(),
            articles,
            norms,
        })
    }

    /// Articles that hold all the words, in the versions in force on the day or in all.
    ///
    /// # Errors
    /// When a text cannot be read.
    pub fn search_law(&self, words: &str, on: Option<Date>) -> Result<Vec<LawHit>, Refusal> {
        let hits = self
            .library()
            .search(words, on, HITS)
            .map_err(|e| Refusal::Operator(e.to_string()))?;
        Ok(hits.into_iter().map(law_hit).collect())
    }
}

fn fate(change: fadu_law::Change) -> &'static str {
    match change {
        fadu_law::Change::Same => "没有改动",
        fadu_law::Change::Renumbered => "条号变了，文字没有变",
        fadu_law::Change::Changed => "文字变了",
        fadu_law::Change::Added => "新增",
        fadu_law::Change::Removed => "删去了",
    }
}

fn law_hit(hit: fadu_law::Hit) -> LawHit {
    let number = hit.citation.place.article;
    LawHit {
        title: hit.citation.title,
        version: hit.effective,
        number: number.zh(),
        article: slug(number),
        excerpt: hit.snippet,
    }
}

fn row(index: &Index, file: &str, text: &str) -> StatuteRow {
    StatuteRow {
        title: index.short.clone(),
        version: index.effective.to_string(),
        file: file.to_owned(),
        hash: Algorithm::Sm3.hash(text.as_bytes()).to_string(),
        text: text.to_owned(),
    }
}

/// The form of addresses: `58`, `58-1`.
pub(crate) fn slug(number: ArticleNumber) -> String {
    if number.sub == 0 {
        number.main.to_string()
    } else {
        format!("{}-{}", number.main, number.sub)
    }
}

fn number(text: &str) -> Option<ArticleNumber> {
    let (main, sub) = text.split_once('-').unwrap_or((text, "0"));
    Some(ArticleNumber {
        main: main.parse().ok()?,
        sub: sub.parse().ok()?,
    })
}
