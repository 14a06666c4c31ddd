//! The law library of an installation: statutes imported by the office, read, searched and cited.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::{Algorithm, Date};
use fadu_law::{Added, Article, ArticleNumber, Index, Library, Version};
use fadu_norm::model::Model;
use fadu_store::rules::StatuteRow;

use crate::error::Refusal;
use crate::setup::Desk;
use crate::view::{ArticlePage, LawRow};

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
    pub(crate) fn short_names(&self) -> Vec<(String, String)> {
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
            ends: head.repealed,
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
}

pub(crate) fn row(index: &Index, file: &str, text: &str) -> StatuteRow {
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

pub(crate) fn number(text: &str) -> Option<ArticleNumber> {
    let (main, sub) = text.split_once('-').unwrap_or((text, "0"));
    Some(ArticleNumber {
        main: main.parse().ok()?,
        sub: sub.parse().ok()?,
    })
}
