//! Whether a document says what its act must make it say (载).

use std::collections::BTreeSet;

use fadu_base::Date;
use serde_json::Value;

use crate::frames::{Layout, squeeze};

/// One thing that the act must make its document say (载), and whether it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// The fact's name.
    pub name: String,
    /// Its value as people read it; empty while nobody has filled it in.
    pub value: String,
    /// Whether the text carries the value; `false` for what is not filled in.
    pub shown: bool,
    /// What the words of this element should speak of, as the template lists it (`#wants`).
    pub wants: Vec<String>,
}

/// The paragraphs of a text that people write, for editing one by one; blank lines are none.
pub fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

/// The text that these paragraphs make; the inverse of [`paragraphs`].
pub fn join_paragraphs<S: AsRef<str>>(list: &[S]) -> String {
    let lines = list.iter().flat_map(|p| paragraphs(p.as_ref()));
    lines.collect::<Vec<_>>().join("\n")
}

/// Every element of the document and every text for which the template says what it should speak of, in order.
pub(crate) fn read(layout: &Layout, data: &Value) -> Vec<Element> {
    let missing = unshown(layout, data);
    let mut names: Vec<&str> = names(data).collect();
    names.extend(layout.wants.iter().map(|(name, _)| name.as_str()));
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    let one = |name: &str| {
        let value = value_of(data, name);
        let wants = layout.wants.iter().filter(|(of, _)| of == name);
        Element {
            name: name.to_owned(),
            value: value.map(spoken).unwrap_or_default(),
            shown: value.is_some() && !missing.iter().any(|m| m == name),
            wants: wants.flat_map(|(_, list)| list.clone()).collect(),
        }
    };
    names.into_iter().map(one).collect()
}

/// A value as people read it.
fn spoken(value: &Value) -> String {
    match value {
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::String(text) => text
            .parse::<Date>()
            .map_or_else(|_| text.clone(), |day| day.zh()),
        Value::Array(items) => items.iter().map(spoken).collect::<Vec<_>>().join("、"),
        Value::Object(map) => {
            let text = map.get("text").or_else(|| map.get("name"));
            text.map(spoken).unwrap_or_default()
        }
        Value::Number(number) => number.to_string(),
        Value::Null => String::new(),
    }
}

fn names(data: &Value) -> impl Iterator<Item = &str> {
    let list = data.get("elements").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

/// The elements of `data.elements` that have a value which the document does not carry.
///
/// A sum counts as carried in words or in figures, and a sum of nothing need not be named. A text of several lines is
/// looked for line by line, since a list may number them. A yes-or-no fact is carried
/// by a passage that the template marks with its name, or by a row `name … 是`.
pub(crate) fn unshown(layout: &Layout, data: &Value) -> Vec<String> {
    let text = Text {
        squeezed: squeeze(&layout.text()),
        pages: layout.pages.len(),
        marked: &layout.marked,
    };
    let lacks = |name: &&str| value_of(data, name).is_some_and(|value| !text.carries(name, value));
    names(data).filter(lacks).map(str::to_owned).collect()
}

/// The value that a template finds under the name: of this act first, then of the case.
fn value_of<'a>(data: &'a Value, name: &str) -> Option<&'a Value> {
    let sources = [
        "/act/money",
        "/act/facts",
        "/act/behaviour",
        "/case/money",
        "/case/facts",
        "/texts",
    ];
    let empty = |value: &&Value| match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    sources
        .iter()
        .filter_map(|source| data.pointer(source)?.get(name))
        .find(|value| !empty(value))
}

struct Text<'a> {
    squeezed: String,
    pages: usize,
    marked: &'a BTreeSet<String>,
}

impl Text<'_> {
    fn carries(&self, name: &str, value: &Value) -> bool {
        match value {
            Value::Bool(yes) => self.answers(name, if *yes { "是" } else { "否" }),
            Value::String(text) if text == "是" || text == "否" => self.answers(name, text),
            Value::String(text) => {
                self.has(text)
                    || text.parse::<Date>().is_ok_and(|day| self.has(&day.zh()))
                    || self.has_lines(text)
            }
            Value::Array(items) => items.iter().all(|item| self.carries(name, item)),
            Value::Object(map) => match map.get("fen").and_then(Value::as_i64) {
                Some(0) => true,
                Some(_) => ["figure", "words"]
                    .iter()
                    .any(|key| self.has_text(map.get(*key))),
                None => self.has_text(map.get("name")),
            },
            Value::Number(number) => self.has(&number.to_string()),
            Value::Null => true,
        }
    }

    fn answers(&self, name: &str, answer: &str) -> bool {
        self.marked.contains(name)
            || ["", "："]
                .iter()
                .any(|colon| self.has(&format!("{name}{colon}{answer}")))
    }

    fn has_lines(&self, text: &str) -> bool {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        text.contains('\n') && lines.all(|line| self.has(line))
    }

    fn has_text(&self, value: Option<&Value>) -> bool {
        value
            .and_then(Value::as_str)
            .is_some_and(|text| self.has(text))
    }

    /// A value may be cut where a box of a form runs on to the next page: once for each page but the last.
    fn has(&self, value: &str) -> bool {
        let value: Vec<char> = squeeze(value).chars().collect();
        let mut rest = value.as_slice();
        for _ in 0..self.pages.max(1) {
            rest = rest.get(self.longest_start(rest)..).unwrap_or_default();
            if rest.is_empty() {
                return !value.is_empty();
            }
        }
        false
    }

    /// How many characters from the start stand together in the text; if n do, fewer do too.
    fn longest_start(&self, value: &[char]) -> usize {
        let (mut found, mut over) = (0, value.len() + 1);
        while over - found > 1 {
            let middle = found + (over - found) / 2;
            let start: String = value.iter().take(middle).collect();
            if self.squeezed.contains(&start) {
                found = middle
            } else {
                over = middle
            }
        }
        found
    }
}
