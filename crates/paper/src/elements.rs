//! Whether a document says what its act must make it say (载).

use std::collections::BTreeSet;

use fadu_base::Date;
use serde_json::Value;

use crate::frames::{Layout, squeeze};

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
    let names = data
        .get("elements")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let lacks = |name: &&str| value_of(data, name).is_some_and(|value| !text.carries(name, value));
    names
        .iter()
        .filter_map(Value::as_str)
        .filter(lacks)
        .map(str::to_owned)
        .collect()
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
