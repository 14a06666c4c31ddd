//! The citations of a text checked against a library (`law cites`), and one citation in any form.

use std::sync::Arc;

use fadu_base::Date;

use crate::citation::{Citation, CitationError, Citations};
use crate::library::Library;
use crate::resolve::{Passage, ResolveError};
use crate::scan::{Mention, Names, is_separator, mentions};
use crate::version::Version;

/// A mention with its position for people, and what it says.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Found {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words in the text.
    pub text: String,
    /// The canonical citation; `None` when the statute cannot be told.
    pub citation: Option<Citation>,
    /// Whether it resolves.
    pub ok: bool,
    /// The first 200 characters of the text it points to.
    pub says: Option<String>,
    /// Why it points to nothing.
    pub problem: Option<String>,
}

/// What `law show` was asked for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// A whole statute.
    Whole(Arc<Version>),
    /// Places, in the order of the question.
    Passages(Vec<Passage>),
}

/// Why a question has no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AskError {
    /// It cannot be read: wrong use, exit status 2 (cli.md).
    #[error(transparent)]
    Citation(#[from] CitationError),
    /// It can be read, but nothing is there on that day: exit status 1.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
}

/// The characters of the cited text that an answer carries.
const MOST_SAID: usize = 200;

impl Library {
    /// Every citation of a text and what it says on a day. `own` is the short title that 本法 means.
    pub fn cites(&self, text: &str, date: Date, own: Option<&str>) -> Vec<Found> {
        let names = Names::of(self);
        let names = match own {
            Some(own) => names.own(own),
            None => names,
        };
        let mut places = Places::default();
        let check = |mention: Mention| {
            let (line, column) = places.of(text, mention.start);
            self.check(text, mention, date, line, column)
        };
        mentions(text, &names).into_iter().map(check).collect()
    }

    /// Reads citations in any form: `《某法》57.2、58`, `某法第五十八条第一款`, `某法58`.
    ///
    /// # Errors
    /// What the short form would have needed.
    pub fn read_citations(&self, text: &str) -> Result<Citations, CitationError> {
        let text = text.trim();
        let error = match text.parse::<Citations>() {
            Ok(citations) => return Ok(citations),
            Err(error) => error,
        };
        let found = mentions(text, &Names::of(self));
        let whole = found.first().is_some_and(|m| m.start == 0)
            && found.last().is_some_and(|m| m.end == text.len());
        let joined = found.windows(2).all(|pair| match pair {
            [a, b] => is_separator(text.get(a.end..b.start).unwrap_or("")),
            _ => true,
        });
        let citation = |m: Mention| {
            m.title.map(|title| Citation {
                title,
                place: m.place,
            })
        };
        match found.into_iter().map(citation).collect::<Option<Vec<_>>>() {
            Some(list) if whole && joined => Ok(Citations(list)),
            _ => Err(error),
        }
    }

    /// Reads one citation in any form.
    ///
    /// # Errors
    /// What the short form would have needed; also when there are several.
    pub fn read_citation(&self, text: &str) -> Result<Citation, CitationError> {
        let Citations(list) = self.read_citations(text)?;
        match <[Citation; 1]>::try_from(list) {
            Ok([citation]) => Ok(citation),
            Err(_) => Err(CitationError::several(text)),
        }
    }

    /// What `law show` was asked for: a whole statute by title, or places in one or more.
    ///
    /// # Errors
    /// The text is neither a title nor a citation, or what it names is not there on that day.
    pub fn ask(&self, text: &str, date: Date) -> Result<Asked, AskError> {
        if self.short(text).is_some() {
            return Ok(Asked::Whole(
                self.in_force(text, date).map_err(ResolveError::from)?,
            ));
        }
        let citations = self.read_citations(text)?;
        let passages: Result<Vec<_>, ResolveError> =
            citations.0.iter().map(|c| self.resolve(c, date)).collect();
        Ok(Asked::Passages(passages?))
    }

    fn check(&self, text: &str, mention: Mention, date: Date, line: usize, column: usize) -> Found {
        let citation = mention.title.map(|title| Citation {
            title,
            place: mention.place,
        });
        let outcome = match &citation {
            None => Err(format!(
                "认不出引的是哪部法：{}前面的名称没有收录，也没有书名号",
                mention.place.human()
            )),
            Some(citation) => self.resolve(citation, date).map_err(|e| e.to_string()),
        };
        let (says, problem) = match outcome {
            Ok(passage) => (Some(passage.text().chars().take(MOST_SAID).collect()), None),
            Err(problem) => (None, Some(problem)),
        };
        Found {
            line,
            column,
            start: mention.start,
            end: mention.end,
            text: text
                .get(mention.start..mention.end)
                .unwrap_or("")
                .to_owned(),
            citation,
            ok: problem.is_none(),
            says,
            problem,
        }
    }
}

/// Lines and columns of ascending bytes, in one pass over the text.
#[derive(Default)]
struct Places {
    at: usize,
    line: usize,
    column: usize,
}

impl Places {
    fn of(&mut self, text: &str, byte: usize) -> (usize, usize) {
        for c in text.get(self.at..byte).unwrap_or("").chars() {
            if c == '\n' {
                (self.line, self.column) = (self.line + 1, 0);
            } else {
                self.column += 1;
            }
        }
        self.at = self.at.max(byte);
        (self.line + 1, self.column + 1)
    }
}
