//! Answers a question from the index of articles.

use std::ops::Bound;

use fadu_base::Date;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, Term};

use super::{Answer, DEEPEST, Hit, LawIndex, LawQuestion};
use crate::SearchError;
use crate::cut;
use crate::matching::{all, all_words, any, exact, flat, phrase, some_words};
use crate::question::{Word, Words};
use crate::snippet::snippet;

/// What a word in a title or heading adds, beside what the text has.
const IN_TITLE: f32 = 6.0;
const IN_HEADING: f32 = 3.0;

pub(super) fn answer(index: &LawIndex, question: &LawQuestion<'_>) -> Result<Answer, SearchError> {
    let words = Words::read(question.words)?;
    let asking = Asking {
        index,
        question,
        words: &words.words,
        searcher: index.reader.searcher(),
    };
    asking.answer().map_err(|why| SearchError::Index {
        folder: "law".to_owned(),
        why: why.to_string(),
    })
}

struct Asking<'a> {
    index: &'a LawIndex,
    question: &'a LawQuestion<'a>,
    words: &'a [Word],
    searcher: Searcher,
}

impl Asking<'_> {
    fn answer(&self) -> tantivy::Result<Answer> {
        let exactly = self.words.iter().map(|w| self.exactly(w)).collect();
        let exact = self.searcher.search(&self.limited(all(exactly)), &Count)?;
        let each = self.words.iter().map(|w| self.word(w)).collect();
        let (found, total) = self.best(self.limited(all(each)))?;
        let quoted = self.words.iter().any(|w| w.exactly);
        if 0 < total || quoted {
            return self.shown(&found, total, exact, false);
        }
        let some = self
            .words
            .iter()
            .map(|w| some_words(self.index.fields.words, &w.text));
        let (found, total) = self.best(self.limited(any(some.collect())))?;
        self.shown(&found, total, 0, true)
    }

    /// The word as it was typed: in the text, or, beside other words, in a title or heading.
    fn exactly(&self, word: &Word) -> Box<dyn Query> {
        let fields = &self.index.fields;
        let mut places = vec![phrase(fields.characters, &word.text)];
        if 1 < self.words.len() && !word.exactly {
            places.push(phrase(fields.title, &word.text));
            places.push(phrase(fields.path, &word.text));
        }
        any(places)
    }

    /// The word, or the words that it is made of.
    fn word(&self, word: &Word) -> Box<dyn Query> {
        let fields = &self.index.fields;
        let typed = phrase(fields.characters, &word.text);
        if word.exactly {
            return typed;
        }
        let mut ways = vec![exact(typed), all_words(fields.words, &word.text)];
        if 1 < self.words.len() {
            ways.push(flat(phrase(fields.title, &word.text), IN_TITLE));
            ways.push(flat(phrase(fields.path, &word.text), IN_HEADING));
        }
        any(ways)
    }

    /// Only what the question is about: a day, a statute.
    fn limited(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        let fields = &self.index.fields;
        let mut all_of = vec![query];
        match self.question.on {
            Some(day) => {
                all_of.push(flat(until(fields.from, day), 0.0));
                all_of.push(flat(after(fields.until, day), 0.0));
            }
            None => all_of.push(flat(is(Term::from_field_u64(fields.newest, 1)), 0.0)),
        }
        if let Some(short) = self.question.statute {
            all_of.push(flat(is(Term::from_field_text(fields.statute, short)), 0.0));
        }
        all(all_of)
    }

    fn best(&self, query: Box<dyn Query>) -> tantivy::Result<(Vec<(f32, DocAddress)>, usize)> {
        let limit = self.question.limit.clamp(1, DEEPEST);
        let skip = self.question.skip.min(DEEPEST);
        let top = TopDocs::with_limit(limit).and_offset(skip).order_by_score();
        self.searcher.search(&query, &(top, Count))
    }

    fn shown(
        &self,
        found: &[(f32, DocAddress)],
        total: usize,
        exact: usize,
        loose: bool,
    ) -> tantivy::Result<Answer> {
        let mut marked: Vec<String> = self.words.iter().map(|w| w.text.clone()).collect();
        for word in self.words.iter().filter(|w| !w.exactly) {
            // One character alone would mark half the text.
            marked.extend(
                cut::words(&word.text)
                    .into_iter()
                    .filter(|w| 1 < w.chars().count()),
            );
        }
        let hit = |(score, at): &(f32, DocAddress)| self.hit(*score, *at, &marked);
        Ok(Answer {
            hits: found.iter().map(hit).collect::<tantivy::Result<_>>()?,
            total,
            exact,
            loose,
        })
    }

    fn hit(&self, score: f32, at: DocAddress, marked: &[String]) -> tantivy::Result<Hit> {
        let place = usize::try_from(at.doc_id).unwrap_or(usize::MAX);
        let shown = self.index.shown.get(place);
        let shown =
            shown.ok_or_else(|| tantivy::TantivyError::InternalError("条文不在".to_owned()))?;
        Ok(Hit {
            citation: shown.citation.clone(),
            effective: shown.effective,
            path: shown.path.join(" › "),
            snippet: snippet(&shown.text, marked),
            score,
        })
    }
}

fn is(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

fn until(field: Field, day: Date) -> Box<dyn Query> {
    let day = Term::from_field_i64(field, i64::from(day.number()));
    Box::new(RangeQuery::new(Bound::Unbounded, Bound::Included(day)))
}

fn after(field: Field, day: Date) -> Box<dyn Query> {
    let day = Term::from_field_i64(field, i64::from(day.number()));
    Box::new(RangeQuery::new(Bound::Excluded(day), Bound::Unbounded))
}
