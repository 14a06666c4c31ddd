//! Citations (language.md S5): `《某法》58.1(1)`, and the list a clause gives.

use std::fmt;
use std::str::FromStr;

use crate::place::Place;
use crate::reader::Reader;

/// A place in a statute, by title; the version is chosen by date, never written (S5).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Citation {
    /// The title between `《》`, canonically the short one.
    pub title: String,
    /// Article, paragraph, item.
    pub place: Place,
}

/// The citations of one clause, in their order: `《甲法》57.2、58、《乙法》3`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Citations(pub Vec<Citation>);

/// Why a text is no citation: where, and what was expected there.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("不是引用：`{text}`，第{column}个字处应是{expected}，如 《某法》58.1(1)")]
pub struct CitationError {
    /// The text, its first 60 characters.
    pub text: String,
    /// Character, from 1, at which something else was expected.
    pub column: usize,
    /// What was expected.
    pub expected: &'static str,
}

impl CitationError {
    pub(crate) fn several(text: &str) -> CitationError {
        error(text, text.len(), "一处引用，不是几处")
    }
}

impl Citation {
    /// As pages write it: `某法第58条第1款第1项`.
    pub fn human(&self) -> String {
        format!("{}{}", self.title, self.place.human())
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "《{}》{}", self.title, self.place)
    }
}

impl FromStr for Citation {
    type Err = CitationError;
    fn from_str(text: &str) -> Result<Citation, CitationError> {
        let Citations(list) = text.parse()?;
        match <[Citation; 1]>::try_from(list) {
            Ok([citation]) => Ok(citation),
            Err(_) => Err(CitationError::several(text)),
        }
    }
}

impl Citations {
    /// Reads citations at the start of a text, and gives the byte at which they end; a separator
    /// that no citation follows is left. Blanks before the first are stepped over.
    ///
    /// # Errors
    /// When the text does not start with a citation.
    pub fn parse_prefix(text: &str) -> Result<(Citations, usize), CitationError> {
        let mut reader = Reader::new(text);
        reader.blanks();
        let mut title = read_title(&mut reader).map_err(|(at, what)| error(text, at, what))?;
        let place = reader
            .place()
            .ok_or_else(|| error(text, reader.pos(), "条号"))?;
        let mut list = vec![Citation {
            title: title.clone(),
            place,
        }];
        while let Some(next) = reader.attempt(|r| next_citation(r, &title)) {
            title.clone_from(&next.title);
            list.push(next);
        }
        Ok((Citations(list), reader.pos()))
    }

    /// As pages write them: `某法第57条第2款、第58条`.
    pub fn human(&self) -> String {
        self.joined("", "", Place::human)
    }

    fn joined(&self, open: &str, close: &str, place: impl Fn(&Place) -> String) -> String {
        let mut out = String::new();
        let mut title: Option<&str> = None;
        for citation in &self.0 {
            if title.is_some() {
                out.push('、');
            }
            if title != Some(&citation.title) {
                out.push_str(&format!("{open}{}{close}", citation.title));
            }
            title = Some(&citation.title);
            out.push_str(&place(&citation.place));
        }
        out
    }
}

impl fmt::Display for Citations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.joined("《", "》", Place::to_string))
    }
}

impl FromStr for Citations {
    type Err = CitationError;
    fn from_str(text: &str) -> Result<Citations, CitationError> {
        let (list, end) = Citations::parse_prefix(text)?;
        let mut reader = Reader::at(text, end);
        reader.blanks();
        if reader.rest().trim().is_empty() {
            Ok(list)
        } else {
            Err(error(text, reader.pos(), "引用的结尾，或 、 和下一条"))
        }
    }
}

fn next_citation(reader: &mut Reader<'_>, title: &str) -> Option<Citation> {
    let blank = reader.blanks();
    let separated = ['、', ',', ';'].iter().any(|c| reader.eat(*c));
    reader.blanks();
    let title = match reader.peek() {
        Some('《') if separated || blank => read_title(reader).ok()?,
        _ if separated => title.to_owned(),
        _ => return None,
    };
    let place = reader.place()?;
    Some(Citation { title, place })
}

fn read_title(reader: &mut Reader<'_>) -> Result<String, (usize, &'static str)> {
    let start = reader.pos();
    if !reader.eat('《') {
        return Err((start, "《"));
    }
    let rest = reader.rest();
    let line = rest.split('\n').next().unwrap_or(rest);
    let end = closing(line).ok_or((start, "成对的《》"))?;
    let title = line.get(..end).unwrap_or("").trim();
    if title.is_empty() {
        return Err((reader.pos(), "题名"));
    }
    reader.eat_str(line.get(..end).unwrap_or(""));
    reader.eat('》');
    reader.blanks();
    Ok(title.to_owned())
}

/// The byte of the `》` that closes a title whose `《` was just read; titles may hold titles.
pub(crate) fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices().take(200) {
        match c {
            '《' => depth += 1,
            '》' if depth == 0 => return Some(at),
            '》' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

fn error(text: &str, at: usize, expected: &'static str) -> CitationError {
    let column = text.char_indices().take_while(|(i, _)| *i < at).count() + 1;
    CitationError {
        text: text.trim().chars().take(60).collect(),
        column,
        expected,
    }
}

impl serde::Serialize for Citation {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Citation {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Citation, D::Error> {
        String::deserialize(d)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl serde::Serialize for Citations {
    /// A list of strings, the form of the JSON contract (cli.md).
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Citations {
    /// From a list of strings, or from one string with several.
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Citations, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Form {
            List(Vec<Citation>),
            Text(String),
        }
        match Form::deserialize(d)? {
            Form::List(list) => Ok(Citations(list)),
            Form::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}
