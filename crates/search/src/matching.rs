//! What a word asks of a document: its characters as a phrase, or its words in any order.

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::cut;

/// More than any ranking by words: what holds the very phrase comes first.
const EXACT: f32 = 100.0;

/// The characters of a text one after the other, as they were typed.
pub(crate) fn phrase(field: Field, text: &str) -> Box<dyn Query> {
    let mut terms: Vec<(usize, Term)> = cut::characters(text)
        .map(|(at, c)| (at, Term::from_field_text(field, c.encode_utf8(&mut [0; 4]))))
        .collect();
    let first = terms.first().map_or(0, |(at, _)| *at);
    for (at, _) in &mut terms {
        *at -= first;
    }
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => match terms.pop() {
            Some((_, term)) => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            None => Box::new(EmptyQuery),
        },
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
    }
}

/// Every word of the text, anywhere.
pub(crate) fn all_words(field: Field, text: &str) -> Box<dyn Query> {
    words(field, text, Occur::Must)
}

/// One word of the text at least.
pub(crate) fn some_words(field: Field, text: &str) -> Box<dyn Query> {
    words(field, text, Occur::Should)
}

fn words(field: Field, text: &str, occur: Occur) -> Box<dyn Query> {
    let terms = cut::words(text).into_iter().map(|w| {
        let term = Term::from_field_text(field, &w);
        let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        (occur, query)
    });
    let clauses: Vec<_> = terms.collect();
    if clauses.is_empty() {
        return Box::new(EmptyQuery);
    }
    Box::new(BooleanQuery::new(clauses))
}

/// The query, with the same score for whatever it finds.
pub(crate) fn flat(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

/// Raised above everything that is not the very phrase.
pub(crate) fn exact(query: Box<dyn Query>) -> Box<dyn Query> {
    flat(query, EXACT)
}

/// One of them at least; scores add up.
pub(crate) fn any(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::union(queries))
}

/// All of them; scores add up.
pub(crate) fn all(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::intersection(queries))
}
