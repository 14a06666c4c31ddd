//! `views.toml` of a pack: how the generic pages show a procedure. Nothing in it has legal effect.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What the file says; everything may be missing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Views {
    /// Title of a case with `{fact}`, `{number}`, `{act:NAME}`.
    pub title: String,
    /// Line below it.
    pub subtitle: String,
    /// What a case is called.
    pub noun: String,
    /// Alias of the list's address.
    pub alias: String,
    /// Order of the act bar.
    pub order: Vec<String>,
    /// Stages.
    pub stage: Vec<Stage>,
    /// Columns of lists.
    pub column: Vec<Column>,
    /// Facts by name.
    pub fact: BTreeMap<String, FactView>,
    /// Acts by name.
    pub act: BTreeMap<String, ActView>,
    /// What the party sees.
    pub public: Public,
}

/// `[[stage]]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Stage {
    /// Name.
    pub name: String,
    /// It begins when one of these first stands.
    pub acts: Vec<String>,
    /// The last one.
    pub done: bool,
}

/// `[[column]]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Column {
    /// Heading.
    pub label: String,
    /// As in a title.
    pub value: String,
    /// The stage.
    pub stage: bool,
    /// The nearest open duty.
    pub due: bool,
    /// `right`
    pub align: String,
}

/// `[fact."NAME"]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FactView {
    /// Label.
    pub label: String,
    /// Help.
    pub hint: String,
    /// Why we ask.
    pub why: String,
    /// Kind of input.
    pub widget: String,
    /// Article of `why`.
    pub cite: String,
    /// Text that a draft proposes, to be read and changed.
    pub draft: String,
}

/// `[act."NAME"]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ActView {
    /// Words of the button.
    pub button: String,
    /// Said to others.
    pub waiting: String,
    /// Line of the history.
    pub done: String,
    /// Said before it is done.
    pub consequence: String,
    /// Help.
    pub hint: String,
    /// Only under 其他.
    pub hidden: bool,
}

/// `[public]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Public {
    /// Acts.
    pub acts: Vec<String>,
    /// Facts.
    pub facts: Vec<String>,
    /// What may go on the public site.
    pub site: Vec<String>,
}

impl Views {
    /// Reads the file.
    ///
    /// # Errors
    /// Where it is no such file.
    pub fn parse(text: &str) -> Result<Views, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    /// A title with values put in; an unknown value goes with the punctuation before it.
    pub fn fill(template: &str, value: impl Fn(&str) -> Option<String>) -> String {
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, tail)) = after.split_once('}') else {
                break;
            };
            match value(name).filter(|v| !v.is_empty()) {
                Some(text) => {
                    out.push_str(before);
                    out.push_str(&text);
                }
                None => {
                    let kept = without_label(before);
                    out.push_str(kept);
                    // What the bracket would have held is unknown: it goes with its end.
                    let opened = before
                        .get(kept.len()..)
                        .unwrap_or_default()
                        .starts_with(['(', '（']);
                    if let (true, Some(tail)) = (opened, tail.strip_prefix([')', '）'])) {
                        rest = tail;
                        continue;
                    }
                }
            }
            rest = tail;
        }
        out.push_str(rest);
        out.trim_matches(|c: char| c.is_whitespace() || matches!(c, '·' | '，' | '、' | '；'))
            .to_owned()
    }

    /// Label of a fact.
    pub fn label(&self, fact: &str) -> String {
        self.fact
            .get(fact)
            .map(|f| f.label.clone())
            .filter(|l| !l.is_empty())
            .unwrap_or_else(|| fact.to_owned())
    }
}

// ` · 发生地 ` before an unknown value: nothing of it is said. A text without such punctuation stays.
fn without_label(text: &str) -> &str {
    text.rfind(['·', '，', '、', '；', '(', '（'])
        .map_or(text, |at| text.get(..at).unwrap_or(text).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_go_with_their_punctuation() {
        let fill = |t: &str| Views::fill(t, |n| (n == "甲").then(|| "一".to_owned()));
        assert_eq!(fill("{甲}{乙}案"), "一案");
        assert_eq!(fill("{乙} · 立案 {甲} · 发生地 {乙}"), "立案 一");
        assert_eq!(fill("{甲} · 立案 {乙} · 发生地 {甲}"), "一 · 发生地 一");
        assert_eq!(fill("{甲}（{乙}）案"), "一案");
        assert_eq!(fill("{"), "{");
    }
}
