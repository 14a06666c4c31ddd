//! A case as the public site may show it: the lines that the pack names, without what may not leave.

use fadu_base::Date;
use fadu_norm::engine::Session;
use fadu_norm::model::{FactId, Model, Type};
use fadu_norm::value::Value;
use fadu_store::publicity::PublicationRow;
use serde_json::json;

use crate::load::{Loaded, Names, person_ids, spoken};
use crate::record::Canonical;
use crate::redact::Secrets;
use crate::views::{PublicLine, PublicityText, Views};
use crate::write::last_day;

/// The publications that the acts of a case left; newest last.
pub(crate) fn publications(
    case: &Loaded,
    session: &Session<'_>,
    acts: &[&Canonical],
    names: &Names,
) -> Vec<PublicationRow> {
    let Some(text) = &case.procedure.views.publicity else {
        return Vec::new();
    };
    if case.file.erased != 0 {
        return Vec::new();
    }
    let stands = |at: usize| {
        session
            .records()
            .get(at)
            .is_some_and(|k| k.revoked_by.is_empty())
    };
    let named = |name: &str| -> Vec<usize> {
        let of = |(at, act): (usize, &&Canonical)| (act.act == name && stands(at)).then_some(at);
        acts.iter().enumerate().filter_map(of).collect()
    };
    let withdrawn = named(&text.withdraw);
    let page = Masked::new(case, session, names, text);
    let row = |at: usize| {
        let act = acts.get(at)?;
        let end = withdrawn
            .iter()
            .find(|w| at < **w)
            .and_then(|w| acts.get(*w));
        Some(page.row(act, end.copied(), decision(acts, at, text)))
    };
    named(&text.publish).into_iter().filter_map(row).collect()
}

/// The last deciding act before a place.
pub(crate) fn decision<'a>(
    acts: &[&'a Canonical],
    at: usize,
    text: &PublicityText,
) -> Option<&'a Canonical> {
    let before = acts.get(..at).unwrap_or_default();
    before
        .iter()
        .rev()
        .copied()
        .find(|a| text.decided.contains(&a.act))
}

/// A case as the site may show it.
pub(crate) struct Masked<'a> {
    case: &'a Loaded,
    session: &'a Session<'a>,
    names: &'a Names,
    text: &'a PublicityText,
    secrets: Secrets,
    day: Date,
}

impl<'a> Masked<'a> {
    pub(crate) fn new(
        case: &'a Loaded,
        session: &'a Session<'a>,
        names: &'a Names,
        text: &'a PublicityText,
    ) -> Masked<'a> {
        let mut masked = Masked {
            case,
            session,
            names,
            text,
            secrets: Secrets::default(),
            day: last_day(session),
        };
        masked.secrets = masked.secrets();
        masked
    }

    pub(crate) fn model(&self) -> &Model {
        self.case.model()
    }

    pub(crate) fn value(&self, fact: FactId) -> Option<Value> {
        self.session.view(self.day).fact(fact)
    }

    fn is_natural(&self) -> bool {
        let fact = self.model().fact_named(&self.text.natural);
        // Unknown is treated as a natural person: too much masked can be mended.
        fact.and_then(|f| self.value(f)) != Some(Value::Bool(false))
    }

    /// Whether a fact never leaves, and why.
    pub(crate) fn barred(&self, fact: FactId) -> Option<&'static str> {
        let fact = self.model().fact(fact);
        match (fact.personal, fact.trade_secret) {
            (true, _) => Some("个人信息"),
            (_, true) => Some("商业秘密"),
            _ if self.text.hidden.iter().any(|h| *h == *fact.name) && self.is_natural() => {
                Some("个人信息")
            }
            _ => None,
        }
    }

    fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        for fact in self.model().fact_ids() {
            let Some(value) = self.value(fact) else {
                continue;
            };
            let ty = &self.model().fact(fact).ty;
            if self.barred(fact).is_some() {
                hide(&mut secrets, ty, &value, self.names);
            }
        }
        if self.is_natural() {
            if let Some(name) = self.model().fact_named(&self.text.party) {
                let name = self.value(name).map(|v| self.spoken(name, &v));
                secrets.mask_name(&name.unwrap_or_default());
            }
            let party = self
                .case
                .file
                .party
                .as_ref()
                .and_then(|p| self.names.get(p));
            secrets.mask_name(party.map_or("", String::as_str));
        }
        secrets
    }

    pub(crate) fn spoken(&self, fact: FactId, value: &Value) -> String {
        spoken(&self.model().fact(fact).ty, value, self.names)
    }

    /// What a name in a template stands for on the site; brackets of facts cannot become names.
    pub(crate) fn site(&self, key: &str, about: &About<'_>) -> Option<String> {
        if key == "office" || key.starts_with("office:") {
            return Some(format!("{{{key}}}"));
        }
        let text = match key {
            "number" => about.number.to_owned(),
            "decided" => about.decided.to_owned(),
            "published" => about.published.to_owned(),
            _ => self.fact(key)?,
        };
        Some(text.replace('{', "｛").replace('}', "｝"))
    }

    /// `{事实}`, or `{事实:万元}` for an amount as a bare number.
    fn fact(&self, key: &str) -> Option<String> {
        let (name, in_wan) = match key.strip_suffix(":万元") {
            Some(name) => (name, true),
            None => (key, false),
        };
        let fact = self.model().fact_named(name)?;
        if self.barred(fact).is_some() {
            return None;
        }
        match self.value(fact)? {
            Value::Money(money) if in_wan => Some(wan(money.0)),
            value => Some(self.secrets.redact(&self.spoken(fact, &value))),
        }
    }

    pub(crate) fn fill(&self, template: &str, about: &About<'_>) -> String {
        Views::fill(template, |key| self.site(key, about))
    }

    fn lines(&self, lines: &[PublicLine], about: &About<'_>) -> Vec<(String, String)> {
        let line = |l: &PublicLine| (l.label.clone(), self.fill(&l.value, about));
        lines.iter().map(line).collect()
    }

    fn row(
        &self,
        act: &Canonical,
        end: Option<&Canonical>,
        decided: Option<&Canonical>,
    ) -> PublicationRow {
        let decided_on = decided.map(|d| d.on.to_string()).unwrap_or_default();
        let number = decided.map(number).unwrap_or_default();
        let published = act.on.to_string();
        let about = About {
            number: &number,
            decided: &decided_on,
            published: &published,
        };
        let mut row = PublicationRow {
            alias: public_id(&act.id),
            case_id: self.case.file.id.clone(),
            office: self.case.file.office.clone(),
            kind: self.model().slug.to_string(),
            title: String::new(),
            shown: i64::from(end.is_none()),
            withdrawn: end.map(|e| e.on.to_string()),
            reason: String::new(),
            data: "[]".to_owned(),
            credit: "[]".to_owned(),
            number: number.clone(),
            decided: decided_on.clone(),
            published: published.clone(),
        };
        match end {
            Some(_) => row.reason = self.reason(),
            None => {
                row.title = self.fill(&self.text.title, &about);
                let mut lines = self.lines(&self.text.line, &about);
                lines.retain(|(_, text)| !text.is_empty());
                row.data = json!(lines).to_string();
                row.credit = json!(self.lines(&self.text.credit, &about)).to_string();
            }
        }
        row
    }

    fn reason(&self) -> String {
        let fact = self.model().fact_named(&self.text.reason);
        let value = fact.and_then(|f| self.value(f).map(|v| self.spoken(f, &v)));
        self.secrets.redact(&value.unwrap_or_default())
    }
}

pub(crate) struct About<'a> {
    pub number: &'a str,
    pub decided: &'a str,
    pub published: &'a str,
}

/// 分 as 万元, without zeros at the end: 5000000 is `5`.
fn wan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    let part = format!("{:06}", fen % 1_000_000);
    match part.trim_end_matches('0') {
        "" => format!("{sign}{}", fen / 1_000_000),
        part => format!("{sign}{}.{part}", fen / 1_000_000),
    }
}

// The id of the act is random in its second half and known before it is written; what is shown gives no count away.
fn public_id(id: &str) -> String {
    let plain: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let at = plain.len().saturating_sub(16);
    plain.get(at..).unwrap_or(&plain).to_owned()
}

pub(crate) fn number(act: &Canonical) -> String {
    let numbers = act.documents.iter().filter_map(|d| d.number.clone());
    numbers.into_iter().next().unwrap_or_default()
}

fn hide(secrets: &mut Secrets, ty: &Type, value: &Value, names: &Names) {
    let people = person_ids(ty, value);
    for id in &people {
        secrets.mask_name(names.get(id).map_or("", String::as_str));
    }
    match value {
        Value::List(items) => items.iter().for_each(|item| hide(secrets, ty, item, names)),
        _ if people.is_empty() => secrets.hide(&spoken(ty, value, names)),
        _ => (),
    }
}
