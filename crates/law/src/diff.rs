//! Two versions of a statute, article by article: what stayed, changed, moved, came and went.

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::Date;

use crate::library::{Library, LookupError};
use crate::place::ArticleNumber;
use crate::version::{Article, Version};
use crate::words;

/// The difference of two versions.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct VersionDiff {
    /// The short title.
    pub short: String,
    /// First day of the older version.
    pub from: Date,
    /// First day of the newer version.
    pub to: Date,
    /// Every article of both, in the order of the newer; what went stands where it stood.
    pub articles: Vec<ArticleDiff>,
}

/// What became of one article.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct ArticleDiff {
    /// What happened.
    pub change: Change,
    /// Its number before.
    pub old: Option<ArticleNumber>,
    /// Its number after.
    pub new: Option<ArticleNumber>,
    /// The text: what stays, goes and comes.
    pub runs: Vec<Run>,
}

/// What happened to an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Same number, same text.
    Same,
    /// Another number, same text.
    Renumbered,
    /// Another text; the number may have changed too.
    Changed,
    /// New.
    Added,
    /// Gone.
    Removed,
}

/// A run of text.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Run {
    /// Whether it stays, goes or comes.
    pub kind: RunKind,
    /// The text.
    pub text: String,
}

/// Whether a run stays, goes or comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// In both.
    Same,
    /// Only in the older.
    Deleted,
    /// Only in the newer.
    Inserted,
}

impl VersionDiff {
    /// Articles of the older version whose text changed or that went: citations of them need review.
    pub fn touched(&self) -> BTreeSet<ArticleNumber> {
        let touched = self.articles.iter().filter(|a| a.change != Change::Same);
        touched.filter_map(|a| a.old).collect()
    }

    /// What became of an article of the older version: the blast radius of a citation.
    pub fn fate(&self, old: ArticleNumber) -> Option<&ArticleDiff> {
        self.articles
            .iter()
            .find(|article| article.old == Some(old))
    }

    /// How many articles had this fate.
    pub fn count(&self, change: Change) -> usize {
        self.articles.iter().filter(|a| a.change == change).count()
    }
}

impl Library {
    /// The difference between the versions in force on two days.
    ///
    /// # Errors
    /// No such statute, or no version on one of the days.
    pub fn diff(&self, name: &str, from: Date, to: Date) -> Result<VersionDiff, LookupError> {
        Ok(compare(
            &*self.in_force(name, from)?,
            &*self.in_force(name, to)?,
        ))
    }
}

/// Compares two versions. Articles are paired by equal text, then by likeness (a pair with the
/// same number a little before others); what is too unlike is gone or new.
pub fn compare(old: &Version, new: &Version) -> VersionDiff {
    let pairs = pair(&old.articles, &new.articles);
    let mut articles = Vec::new();
    let taken: BTreeSet<usize> = pairs.values().copied().collect();
    let mut gone = (0..old.articles.len())
        .filter(|i| !taken.contains(i))
        .peekable();
    let mut reached = 0;
    for (j, article) in new.articles.iter().enumerate() {
        let before = pairs.get(&j).copied();
        if let Some(i) = before {
            reached = reached.max(i);
        }
        while let Some(i) = gone.next_if(|i| *i < reached) {
            articles.extend(old.articles.get(i).map(removed));
        }
        articles.push(match before.and_then(|i| old.articles.get(i)) {
            Some(before) => kept(before, article),
            None => added(article),
        });
    }
    articles.extend(gone.filter_map(|i| old.articles.get(i)).map(removed));
    VersionDiff {
        short: new.head.short.clone(),
        from: old.head.effective,
        to: new.head.effective,
        articles,
    }
}

fn kept(old: &Article, new: &Article) -> ArticleDiff {
    let runs = words::runs(&old.text(), &new.text());
    let change = match (
        old.number == new.number,
        runs.iter().all(|run| run.kind == RunKind::Same),
    ) {
        (true, true) => Change::Same,
        (false, true) => Change::Renumbered,
        (_, false) => Change::Changed,
    };
    ArticleDiff {
        change,
        old: Some(old.number),
        new: Some(new.number),
        runs,
    }
}

fn added(article: &Article) -> ArticleDiff {
    let runs = vec![Run {
        kind: RunKind::Inserted,
        text: article.text(),
    }];
    ArticleDiff {
        change: Change::Added,
        old: None,
        new: Some(article.number),
        runs,
    }
}

fn removed(article: &Article) -> ArticleDiff {
    let runs = vec![Run {
        kind: RunKind::Deleted,
        text: article.text(),
    }];
    ArticleDiff {
        change: Change::Removed,
        old: Some(article.number),
        new: None,
        runs,
    }
}

/// Out of 1000, how much two articles must have in common to be taken for the same.
const ALIKE: usize = 380;
/// What the same number is worth.
const SAME_NUMBER: usize = 60;

/// For each new article (by index) the old one it comes from.
fn pair(old: &[Article], new: &[Article]) -> BTreeMap<usize, usize> {
    let old_prints: Vec<Print> = old.iter().map(Print::of).collect();
    let new_prints: Vec<Print> = new.iter().map(Print::of).collect();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (i, a) in old_prints.iter().enumerate() {
        for (j, b) in new_prints.iter().enumerate() {
            let score = a.likeness(b);
            if score >= ALIKE {
                let same = usize::from(a.number == b.number) * SAME_NUMBER;
                found.push((score + same, i, j));
            }
        }
    }
    // The likest first; among equals the nearest in the order of the text.
    found.sort_by_key(|(score, i, j)| (std::cmp::Reverse(*score), i.abs_diff(*j), *j));
    let (mut pairs, mut used) = (BTreeMap::new(), BTreeSet::new());
    for (_, i, j) in found {
        if !pairs.contains_key(&j) && used.insert(i) {
            pairs.insert(j, i);
        }
    }
    pairs
}

/// The pairs of neighbouring characters of an article, sorted.
struct Print {
    number: ArticleNumber,
    pairs: Vec<u64>,
}

/// Neighbours counted at most: no real article has more, a hostile one must not cost more.
const MOST_PAIRS: usize = 3_000;

/// An article with fewer pairs is too short to be recognised inside another.
const FEWEST_HELD: usize = 20;

impl Print {
    fn of(article: &Article) -> Print {
        let text: Vec<u32> = article
            .lines()
            .flat_map(str::chars)
            .filter(|c| c.is_alphanumeric())
            .map(u32::from)
            .take(MOST_PAIRS)
            .collect();
        let mut pairs: Vec<u64> = text
            .windows(2)
            .filter_map(|w| Some(u64::from(*w.first()?) << 32 | u64::from(*w.last()?)))
            .collect();
        pairs.sort_unstable();
        Print {
            number: article.number,
            pairs,
        }
    }

    /// Out of 1000: twice what is common over the sum of both (Dice); where the shorter is held
    /// almost whole by the longer (an article that grew), at least 600.
    fn likeness(&self, other: &Print) -> usize {
        let (a, b) = (self.pairs.len(), other.pairs.len());
        let common = self.common(other);
        let dice = (2000 * common).checked_div(a + b).unwrap_or(0);
        let held = a.min(b) >= FEWEST_HELD && common * 10 >= a.min(b) * 9;
        if held { dice.max(600) } else { dice }
    }

    /// How many pairs both have.
    fn common(&self, other: &Print) -> usize {
        let (mut left, mut right) = (self.pairs.iter().peekable(), other.pairs.iter().peekable());
        let mut common = 0;
        while let (Some(x), Some(y)) = (left.peek(), right.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => _ = left.next(),
                std::cmp::Ordering::Greater => _ = right.next(),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    (_, _) = (left.next(), right.next());
                }
            }
        }
        common
    }
}
