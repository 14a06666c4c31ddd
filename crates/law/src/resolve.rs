//! What a citation says on a day.

use std::sync::Arc;

use fadu_base::Date;

use crate::citation::Citation;
use crate::library::{Library, LookupError};
use crate::place::{ArticleNumber, Place};
use crate::version::{Article, Item, Paragraph, Version};

/// The text a citation points to, in the version in force.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The citation, with the short title.
    pub citation: Citation,
    /// The version.
    pub version: Arc<Version>,
    article: Article,
    part: Part,
}

#[derive(Clone, Debug)]
enum Part {
    Article,
    Paragraph(Paragraph),
    Item(Item),
}

/// Why a citation points to nothing.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ResolveError {
    /// No version of the statute answers.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// The version has no such article.
    #[error("《{short}》没有{}：{effective}起施行的版本到{}为止", article.human(), last.human())]
    NoSuchArticle {
        /// The short title.
        short: String,
        /// The first day of the version.
        effective: Date,
        /// The article asked for.
        article: ArticleNumber,
        /// The last article there is.
        last: ArticleNumber,
    },
    /// The article has no such paragraph.
    #[error("《{short}》{}没有第{asked}款：{effective}起施行的版本中该条共{has}款", article.human())]
    NoSuchParagraph {
        /// The short title.
        short: String,
        /// The first day of the version.
        effective: Date,
        /// The article.
        article: ArticleNumber,
        /// The paragraph asked for.
        asked: u16,
        /// How many there are.
        has: usize,
    },
    /// The paragraph, or the whole article, has no such item.
    #[error("《{short}》{}没有第{asked}项：{effective}起施行的版本中{}", at.human(), items(*has))]
    NoSuchItem {
        /// The short title.
        short: String,
        /// The first day of the version.
        effective: Date,
        /// The article, or paragraph, in which it was looked for.
        at: Place,
        /// The item asked for.
        asked: u16,
        /// How many there are.
        has: usize,
    },
    /// The paragraph is left out, but several have items.
    #[error("《{short}》{}第{asked}项说不清是哪一款：第{}款都有项，请写明款", article.human(), list(paragraphs))]
    Ambiguous {
        /// The short title.
        short: String,
        /// The article.
        article: ArticleNumber,
        /// The item asked for.
        asked: u16,
        /// The paragraphs that have items.
        paragraphs: Vec<usize>,
    },
}

fn items(has: usize) -> String {
    if has == 0 {
        "这里没有分项".into()
    } else {
        format!("这里共{has}项")
    }
}

fn list(numbers: &[usize]) -> String {
    numbers
        .iter()
        .map(usize::to_string)
        .collect::<Vec<_>>()
        .join("、")
}

impl Library {
    /// What a citation says on a day.
    ///
    /// # Errors
    /// No such statute, none in force that day, no such article, paragraph or item, or an item
    /// whose paragraph is left out though several paragraphs have items.
    pub fn resolve(&self, citation: &Citation, date: Date) -> Result<Passage, ResolveError> {
        Passage::find(self.in_force(&citation.title, date)?, citation.place)
    }
}

impl Passage {
    /// The place in one version.
    ///
    /// # Errors
    /// No such article, paragraph or item, or an ambiguous item.
    pub fn find(version: Arc<Version>, place: Place) -> Result<Passage, ResolveError> {
        let citation = Citation {
            title: version.head.short.clone(),
            place,
        };
        let article = version
            .article(place.article)
            .ok_or_else(|| no_article(&version, place.article))?
            .clone();
        let part = Finder {
            version: &version,
            article: &article,
            place,
        }
        .part()?;
        Ok(Passage {
            citation,
            version,
            article,
            part,
        })
    }

    /// The article that holds it.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// The text asked for: of the article, paragraph or item only.
    pub fn text(&self) -> String {
        match &self.part {
            Part::Article => self.article.text(),
            Part::Paragraph(paragraph) => paragraph.lines().collect::<Vec<_>>().join("\n"),
            Part::Item(item) => item.lines().collect::<Vec<_>>().join("\n"),
        }
    }
}

fn no_article(version: &Version, article: ArticleNumber) -> ResolveError {
    ResolveError::NoSuchArticle {
        short: version.head.short.clone(),
        effective: version.head.effective,
        article,
        last: version.articles.last().map_or(article, |a| a.number),
    }
}

struct Finder<'a> {
    version: &'a Version,
    article: &'a Article,
    place: Place,
}

impl Finder<'_> {
    fn part(&self) -> Result<Part, ResolveError> {
        match (self.place.paragraph, self.place.item) {
            (None, None) => Ok(Part::Article),
            (Some(n), None) => self.paragraph(n).cloned().map(Part::Paragraph),
            (Some(n), Some(item)) => self.item(self.paragraph(n)?, item),
            (None, Some(item)) => self.item(self.only_list(item)?, item),
        }
    }

    fn paragraph(&self, n: u16) -> Result<&Paragraph, ResolveError> {
        let found = usize::from(n)
            .checked_sub(1)
            .and_then(|at| self.article.paragraphs.get(at));
        found.ok_or_else(|| ResolveError::NoSuchParagraph {
            short: self.version.head.short.clone(),
            effective: self.version.head.effective,
            article: self.article.number,
            asked: n,
            has: self.article.paragraphs.len(),
        })
    }

    /// The one paragraph with items.
    fn only_list(&self, asked: u16) -> Result<&Paragraph, ResolveError> {
        let with_items = self
            .article
            .paragraphs
            .iter()
            .enumerate()
            .filter(|(_, p)| !p.items.is_empty());
        let lists: Vec<(usize, &Paragraph)> = with_items.collect();
        match lists.as_slice() {
            [] => Err(self.no_item(asked, 0)),
            [(_, paragraph)] => Ok(paragraph),
            several => Err(ResolveError::Ambiguous {
                short: self.version.head.short.clone(),
                article: self.article.number,
                asked,
                paragraphs: several.iter().map(|(at, _)| at + 1).collect(),
            }),
        }
    }

    fn item(&self, paragraph: &Paragraph, asked: u16) -> Result<Part, ResolveError> {
        let found = paragraph.items.iter().find(|item| item.number == asked);
        found
            .cloned()
            .map(Part::Item)
            .ok_or_else(|| self.no_item(asked, paragraph.items.len()))
    }

    fn no_item(&self, asked: u16, has: usize) -> ResolveError {
        ResolveError::NoSuchItem {
            short: self.version.head.short.clone(),
            effective: self.version.head.effective,
            at: Place {
                item: None,
                ..self.place
            },
            asked,
            has,
        }
    }
}
