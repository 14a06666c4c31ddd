//! Plain search: articles that hold all words.

use fadu_base::Date;

use crate::citation::Citation;
use crate::library::{Index, Library, LookupError};
use crate::place::Place;
use crate::version::{Article, Version};

/// An article that holds all words.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Hit {
    /// The article.
    pub citation: Citation,
    /// The version it stands in.
    pub effective: Date,
    /// A piece of its text around the first word found.
    pub snippet: String,
    /// Higher is better: occurrences per length, more when the title or a heading has the word.
    pub score: u32,
}

impl Library {
    /// Articles that hold all words (parted by blanks), the best first, at most `limit`. With a
    /// date only versions in force that day, otherwise the newest version of each statute.
    ///
    /// # Errors
    /// A stored text that cannot be read.
    pub fn search(
        &self,
        words: &str,
        date: Option<Date>,
        limit: usize,
    ) -> Result<Vec<Hit>, LookupError> {
        let words: Vec<&str> = words.split_whitespace().collect();
        let mut hits = Vec::new();
        if words.is_empty() {
            return Ok(hits);
        }
        for index in self.indexes().filter(|index| self.searched(index, date)) {
            let version = self.version(index)?;
            let found = version
                .articles
                .iter()
                .filter_map(|article| hit(&version, article, &words));
            hits.extend(found);
        }
        hits.sort_by(|a, b| {
            b.score
                .cmp(&a.score)
                .then_with(|| a.citation.cmp(&b.citation))
        });
        hits.truncate(limit);
        Ok(hits)
    }

    fn searched(&self, index: &Index, date: Option<Date>) -> bool {
        match date {
            Some(date) => index.effective <= date && self.end(index).is_none_or(|end| date < end),
            None => self
                .versions(&index.short)
                .last()
                .is_some_and(|last| last.effective == index.effective),
        }
    }
}

fn hit(version: &Version, article: &Article, words: &[&str]) -> Option<Hit> {
    let holds = |word: &&str| article.lines().any(|line| line.contains(*word));
    if !words.iter().all(holds) {
        return None;
    }
    let text = article.text();
    let count: usize = words
        .iter()
        .map(|word| text.matches(word).count().min(20) * word.chars().count())
        .sum();
    let titled = words
        .iter()
        .filter(|word| {
            version.head.title.contains(**word) || article.path.iter().any(|h| h.contains(**word))
        })
        .count();
    let score = count * 1000 / (text.chars().count() + 40) + titled * 200;
    Some(Hit {
        citation: Citation {
            title: version.head.short.clone(),
            place: Place::whole(article.number),
        },
        effective: version.head.effective,
        snippet: snippet(&text, words.first()?),
        score: u32::try_from(score).unwrap_or(u32::MAX),
    })
}

/// The first word with up to 20 characters before and 40 after it.
fn snippet(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap_or(0);
    let (before, after) = text.split_at_checked(at).unwrap_or(("", text));
    let skipped = before.chars().count().saturating_sub(20);
    let head: String = before.chars().skip(skipped).collect();
    let tail: String = after.chars().take(word.chars().count() + 40).collect();
    let dots = |cut: bool| if cut { "…" } else { "" };
    let cut = tail.len() < after.len();
    format!("{}{head}{tail}{}", dots(skipped > 0), dots(cut)).replace('\n', " ")
}
