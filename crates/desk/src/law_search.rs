//! 查条文: articles by words, through an index that is made when it is missing or stale.

use std::path::Path;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use fadu_base::Date;
use fadu_law::Library;
use fadu_search::{Answer, LawIndex, LawQuestion, SearchError};

use crate::error::Refusal;
use crate::law::slug;
use crate::setup::{Desk, lock};
use crate::view::{LawRow, NormChip};

/// Articles on one page of hits.
pub const PAGE: usize = 20;
/// The last page: whoever gets so far asks better.
const LAST_PAGE: usize = 50;
/// Statutes named beside the articles.
const STATUTES: usize = 8;
/// Where the index lies in the data folder.
const FOLDER: &str = "search";

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LawAsk {
    /// As typed.
    pub words: String,
    /// Only what is in force on this day; `None`: the newest version of each statute.
    pub on: Option<Date>,
    /// Only this statute, by any of its names; empty: all.
    pub title: String,
    /// From 1.
    pub page: usize,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LawFound {
    /// Why nothing could be looked for, in words for the reader.
    pub problem: Option<String>,
    /// The article that was named rather than described.
    pub named: Option<NormChip>,
    /// Statutes whose title has the words.
    pub statutes: Vec<LawRow>,
    /// Articles of this page.
    pub hits: Vec<FoundArticle>,
    /// How many articles there are.
    pub total: usize,
    /// How many of them hold every word as typed; they come first.
    pub exact: usize,
    /// No article holds all words; these hold some.
    pub loose: bool,
    /// From 1.
    pub page: usize,
    /// Whether there is a page after this one.
    pub more: bool,
}

/// One article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundArticle {
    /// Short title.
    pub title: String,
    /// First day of the version.
    pub version: Date,
    /// `第五十八条`
    pub number: String,
    /// Form of addresses.
    pub article: String,
    /// Headings it stands under.
    pub path: String,
    /// Text around the words; marked where it is what was asked for.
    pub pieces: Vec<(String, bool)>,
}

/// The index as it was last opened.
pub(crate) struct Finder {
    folder: PathBuf,
    open: Mutex<Option<(String, Arc<LawIndex>)>>,
}

impl Finder {
    pub(crate) fn new(data: &Path) -> Finder {
        Finder {
            folder: data.join(FOLDER),
            open: Mutex::default(),
        }
    }

    // One at a time: who comes second while the index is made waits for it rather than making it again.
    fn index(&self, library: &Library) -> Result<Arc<LawIndex>, SearchError> {
        let stamp = fadu_search::stamp(library);
        let mut open = lock(&self.open);
        if let Some((seen, index)) = open.as_ref()
            && *seen == stamp
        {
            return Ok(index.clone());
        }
        let index = Arc::new(LawIndex::open_or_build(&self.folder, library)?);
        *open = Some((stamp, index.clone()));
        Ok(index)
    }
}

impl Desk {
    /// Articles and statutes for what a reader typed. A question that cannot be asked is answered in `problem`.
    ///
    /// # Errors
    /// `Operator` when the index cannot be made or read.
    pub async fn find_law(&self, ask: &LawAsk) -> Result<LawFound, Refusal> {
        let page = ask.page.clamp(1, LAST_PAGE);
        let mut found = LawFound {
            named: self.find_article(&ask.words),
            statutes: self.titled(&ask.words),
            page,
            ..LawFound::default()
        };
        if ask.words.chars().count() > fadu_search::LONGEST {
            found.named = None;
        }
        match self.look(ask, (page - 1) * PAGE, PAGE).await {
            Ok(answer) => {
                found.total = answer.total;
                found.exact = answer.exact;
                found.loose = answer.loose;
                found.more = page * PAGE < answer.total && page < LAST_PAGE;
                found.hits = answer.hits.into_iter().map(article).collect();
            }
            Err(why) if why.is_readers() => found.problem = Some(why.to_string()),
            Err(why) => return Err(Refusal::Operator(why.to_string())),
        }
        Ok(found)
    }

    /// The same as the command line prints it.
    ///
    /// # Errors
    /// `Fields` for a question that cannot be asked, `Operator` for an index that cannot be read.
    pub async fn law_hits(
        &self,
        ask: &LawAsk,
        limit: usize,
    ) -> Result<Vec<fadu_law::Hit>, Refusal> {
        let answer = self.look(ask, 0, limit).await.map_err(|why| match why {
            why if why.is_readers() => Refusal::field("words", why.to_string()),
            why => Refusal::Operator(why.to_string()),
        })?;
        Ok(answer.hits.into_iter().map(plain).collect())
    }

    async fn look(&self, ask: &LawAsk, skip: usize, limit: usize) -> Result<Answer, SearchError> {
        let (desk, ask) = (self.clone(), ask.clone());
        // Making an index takes seconds, and even a short look reads a disk.
        let work = tokio::task::spawn_blocking(move || {
            let library = desk.laws();
            // An unknown title finds nothing, rather than everything.
            let title = ask.title.trim();
            let short = library.short(title).unwrap_or(title);
            let question = LawQuestion {
                words: &ask.words,
                on: ask.on,
                statute: (!title.is_empty()).then_some(short),
                skip,
                limit,
            };
            desk.0.finder.index(&library)?.search(&question)
        });
        work.await.unwrap_or_else(|why| {
            Err(SearchError::Index {
                folder: FOLDER.to_owned(),
                why: why.to_string(),
            })
        })
    }

    /// Statutes whose title holds all the words.
    fn titled(&self, words: &str) -> Vec<LawRow> {
        let words: Vec<String> = words
            .split_whitespace()
            .map(|w| w.trim_matches(['《', '》', '“', '”', '"']).to_owned())
            .filter(|w| 1 < w.chars().count())
            .collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut rows = self.law_rows();
        rows.retain(|row| words.iter().all(|w| row.title.contains(w.as_str())));
        rows.truncate(STATUTES);
        rows
    }
}

fn article(hit: fadu_search::Hit) -> FoundArticle {
    let number = hit.citation.place.article;
    FoundArticle {
        title: hit.citation.title,
        version: hit.effective,
        number: number.zh(),
        article: slug(number),
        path: hit.path,
        pieces: hit
            .snippet
            .into_iter()
            .map(|p| (p.text, p.marked))
            .collect(),
    }
}

fn plain(hit: fadu_search::Hit) -> fadu_law::Hit {
    fadu_law::Hit {
        citation: hit.citation,
        effective: hit.effective,
        snippet: hit.snippet.into_iter().map(|p| p.text).collect(),
        // Hundredths: the ranking has fractions, the contract whole numbers.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a ranking, cut to a whole number"
        )]
        score: (hit.score.max(0.0) * 100.0) as u32,
    }
}
