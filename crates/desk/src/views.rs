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
    /// Pages of behaviours, by the behaviour's word: which acts and facts belong on them.
    pub page: BTreeMap<String, PageView>,
    /// Fields of behaviours, by `行为.栏目` or `类.栏目`.
    pub field: BTreeMap<String, FieldView>,
    /// How payments of a bank's file are noted.
    pub payment: Option<PaymentView>,
    /// What somebody may do who does not accept a decision.
    pub remedy: Vec<RemedyText>,
    /// What the party sees.
    pub public: Public,
    /// What goes on the public site, and when it goes off again.
    pub publicity: Option<PublicityText>,
}

/// `[publicity]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PublicityText {
    /// What it is called: 处罚信息.
    pub name: String,
    /// The act that puts it out.
    pub publish: String,
    /// The act that takes it off again.
    pub withdraw: String,
    /// The fact that says why it was taken off.
    pub reason: String,
    /// The acts that decided; the last one that stands gives day and number.
    pub decided: Vec<String>,
    /// As in a title.
    pub title: String,
    /// The fact with the party's name, and the one that is true of a natural person: then the name is masked.
    pub party: String,
    /// See `party`.
    pub natural: String,
    /// Facts that never leave when the party is a natural person.
    pub hidden: Vec<String>,
    /// Registers that anybody may read beforehand.
    pub before: Vec<String>,
    /// Lines of the page.
    pub line: Vec<PublicLine>,
    /// Columns of the file for the credit platform, in its order.
    pub credit: Vec<PublicLine>,
}

/// `[[publicity.line]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PublicLine {
    /// Label or heading of the column.
    pub label: String,
    /// As in a title; also `{office}`, `{office:FIELD}`, `{number}`, `{decided}`, `{published}`.
    pub value: String,
    /// What it means, for the dictionary of the open data.
    pub means: String,
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

/// `[payment]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PaymentView {
    /// The act that notes one.
    pub act: String,
    /// The fact that adds up what was paid.
    pub total: String,
    /// The fact with the number of the voucher.
    pub voucher: String,
}

/// `[[remedy]]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RemedyText {
    /// What one does.
    pub name: String,
    /// Acts with whose effect the time begins.
    pub after: Vec<String>,
    /// How long.
    pub term: String,
    /// Article that gives it; its statute's rule counts the days.
    pub cite: String,
    /// Where.
    #[serde(rename = "where")]
    pub place: String,
    /// What one should know.
    pub note: String,
}

/// `[page."类"]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PageView {
    /// Further acts beside those with the behaviour.
    pub acts: Vec<String>,
    /// What stands on top.
    pub facts: Vec<String>,
}

/// `[field."类.栏目"]`
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct FieldView {
    /// Label.
    pub label: String,
    /// Help.
    pub hint: String,
    /// The only answers.
    pub choices: Vec<String>,
    /// Must be answered.
    pub required: bool,
}

/// `[public]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Public {
    /// Acts.
    pub acts: Vec<String>,
    /// Documents that the party receives; without a list, those of acts that are served and the party's own.
    pub papers: Option<Vec<String>>,
    /// What the party learns only once another act stands: act, and the act that tells it.
    pub after: BTreeMap<String, String>,
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

    /// What is not said here is taken from the views that hold for all procedures.
    #[must_use]
    pub fn over(mut self, general: &Views) -> Views {
        for (name, view) in &general.field {
            self.field
                .entry(name.clone())
                .or_insert_with(|| view.clone());
        }
        self
    }

    /// How a field of a behaviour is asked in an act: the act's own words, else those of its behaviour.
    pub fn field(&self, act: &str, name: &str) -> FieldView {
        let own = name
            .split_once('.')
            .and_then(|(_, field)| self.field.get(&format!("{act}.{field}")));
        let general = self.field.get(name).cloned().unwrap_or_default();
        let Some(own) = own.cloned() else {
            return general;
        };
        let pick = |own: String, general: String| if own.is_empty() { general } else { own };
        FieldView {
            label: pick(own.label, general.label),
            hint: pick(own.hint, general.hint),
            choices: if own.choices.is_empty() {
                general.choices
            } else {
                own.choices
            },
            required: own.required || general.required,
        }
    }

    /// Label of a field of a behaviour in an act.
    pub fn field_label(&self, act: &str, name: &str) -> String {
        let label = self.field(act, name).label;
        if label.is_empty() {
            let short = name.split_once('.').map_or(name, |(_, field)| field);
            return short.to_owned();
        }
        label
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
