//! 裁量基准: the standards of the packs with their proofs, and what follows from the facts of one case, by the law at
//! the time of the act and by the law now.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Date;
use fadu_norm::engine::words::{required, value_text};
use fadu_norm::json::value_from_json;
use fadu_norm::model::{FactId, Model, Table, Type};
use fadu_norm::tables::{CaseFacts, Explained, explain, in_force, order};
use fadu_norm::value::Value;
use fadu_pack::tables::{Shown, checks};
use fadu_pack::{Found, Workspace};
use serde_json::Value as Json;

use crate::error::Refusal;
use crate::packs::Packs;
use crate::setup::Desk;
use crate::view::{FieldError, NormChip};
use crate::words;

/// Where packs say which articles choose between an older and a newer standard.
const CHOICE: &str = "general/standards.toml";

/// A file of tables.
pub(crate) struct Standard {
    pub id: String,
    pub title: String,
    pub model: Arc<Model>,
    pub shown: Vec<Shown>,
    pub gaps: String,
}

/// What somebody asked of a standard.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StandardAsk {
    /// Day of the act, as typed; empty: the same as `on`.
    pub act: String,
    /// Day of the question, as typed; empty: today.
    pub on: String,
    /// Whether facts were sent.
    pub asked: bool,
    /// Facts by name.
    pub facts: BTreeMap<String, Vec<String>>,
}

/// A line of the list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StandardRow {
    /// For the address.
    pub id: String,
    /// Title.
    pub title: String,
    /// How many tables.
    pub tables: usize,
    /// Whether every proof holds.
    pub holds: bool,
}

/// A standard, with what follows from the facts given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StandardPage {
    /// For the address.
    pub id: String,
    /// Title.
    pub title: String,
    /// The days asked for.
    pub act: Option<Date>,
    /// Day of the question.
    pub on: Option<Date>,
    /// Whether facts were sent.
    pub asked: bool,
    /// What may be asked.
    pub fields: Vec<AskField>,
    /// What is wrong with the input.
    pub errors: Vec<FieldError>,
    /// What follows, an output each.
    pub results: Vec<ResultRow>,
    /// Articles that choose between then and now.
    pub choice: Vec<NormChip>,
    /// Tables in force on the day of the act, where they are others.
    pub then: Vec<TableView>,
    /// Tables in force on the day of the question.
    pub now: Vec<TableView>,
    /// Days on which tables of this file hold.
    pub periods: Vec<(Date, Date)>,
    /// The superior's and the inferiors' standards: id, title.
    pub related: Vec<(String, String)>,
    /// What the superior's or an inferior's standard gives for the same facts, on the day of the question.
    pub compared: Vec<ComparedRow>,
    /// What tables cannot say.
    pub gaps: String,
}

/// A fact that a table reads.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AskField {
    /// Its name.
    pub name: String,
    /// What it means.
    pub hint: String,
    /// Choices; none: a number or an amount.
    pub choices: Vec<String>,
    /// Several may be chosen.
    pub many: bool,
    /// As given.
    pub given: Vec<String>,
}

/// One output, then and now.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ResultRow {
    /// The output.
    pub output: String,
    /// By the tables of the day of the act.
    pub then: Verdict,
    /// By those of the day of the question.
    pub now: Verdict,
    /// `then now equal`, or empty where they cannot be compared.
    pub lighter: String,
}

/// What one table says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    /// The value, or why there is none.
    pub text: String,
    /// Whether it is a value.
    pub known: bool,
    /// Its row, from 1.
    pub row: Option<usize>,
    /// The table.
    pub table: String,
    /// Its articles.
    pub chips: Vec<NormChip>,
}

/// A table as it stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TableView {
    /// Its name.
    pub name: String,
    /// First and last day.
    pub valid: Option<(Date, Date)>,
    /// Articles.
    pub chips: Vec<NormChip>,
    /// Inputs, then the output.
    pub columns: Vec<String>,
    /// Cells of each row.
    pub rows: Vec<Vec<String>>,
    /// The row of the case, from 1.
    pub hit: Option<usize>,
    /// The statutory range in words.
    pub range: Option<String>,
    /// Claims about it: `proved violated not_proved`, what, why not.
    pub proofs: Vec<(String, String, String)>,
}

/// The same case under another standard.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ComparedRow {
    /// Whose.
    pub title: String,
    /// The output.
    pub output: String,
    /// What it gives.
    pub verdict: Verdict,
    /// What ours gives.
    pub ours: Verdict,
}

/// All standards of a folder of packs. Their proofs take a moment.
pub(crate) fn standards(packs: &Packs) -> Vec<Standard> {
    let folder = packs.folder();
    let workspace = Workspace::of_folder(&folder);
    let standard = |found: Found| {
        let model = found.model?;
        let gaps = format!("{}/gaps.md", fadu_pack::folder::parent(&found.source.name));
        Some(Standard {
            id: id(&found.source.name),
            title: title(&found.source.text).unwrap_or_else(|| id(&found.source.name)),
            shown: workspace.shown_tables(&model),
            gaps: folder.get(&gaps).map(|t| t.to_string()).unwrap_or_default(),
            model,
        })
    };
    workspace
        .loose_tables()
        .into_iter()
        .filter_map(standard)
        .collect()
}

// `tables/construction-dust/standard.fd` is construction-dust; `localities/990100/construction-dust.fd` is 990100-construction-dust.
fn id(path: &str) -> String {
    let parts: Vec<&str> = path.trim_end_matches(".fd").split('/').skip(1).collect();
    parts
        .into_iter()
        .filter(|p| *p != "standard")
        .collect::<Vec<_>>()
        .join("-")
}

// What the file says of itself in its first line.
fn title(text: &str) -> Option<String> {
    let first = text.lines().next()?.strip_prefix('#')?;
    let title = first.trim().trim_end_matches('。');
    (!title.is_empty()).then(|| title.to_owned())
}

/// The case under one standard.
struct Case<'s> {
    standard: &'s Standard,
    facts: CaseFacts,
}

impl Case<'_> {
    fn table(&self, output: &str, day: Date) -> Option<&Table> {
        let model = &self.standard.model;
        model
            .tables
            .iter()
            .find(|t| in_force(t, day) && *model.fact(t.output).name == *output)
    }

    fn verdict(&self, output: &str, day: Date) -> (Verdict, Option<Value>) {
        let Some(table) = self.table(output, day) else {
            let text = format!("{} 没有有效的表", day.zh());
            return (
                Verdict {
                    text,
                    ..Verdict::default()
                },
                None,
            );
        };
        let said = explain(&self.facts, table, day);
        let value = said.as_ref().ok().and_then(|e| e.row).and_then(|row| {
            let row = table.rows.get(row.checked_sub(1)?)?;
            Some(row.output.clone())
        });
        let verdict = Verdict {
            text: match (&value, &said) {
                (Some(value), _) => value_text(value),
                (None, Ok(explained)) => unknown(explained),
                (None, Err(why)) => why.clone(),
            },
            known: value.is_some(),
            row: said.ok().and_then(|e| e.row),
            table: table.name.to_string(),
            chips: words::chips(&table.cites, day),
        };
        (verdict, value)
    }

    fn result(&self, output: FactId, then: Date, now: Date) -> ResultRow {
        let fact = self.standard.model.fact(output);
        let (was, a) = self.verdict(&fact.name, then);
        let (is, b) = self.verdict(&fact.name, now);
        let lighter = match (a, b) {
            (Some(a), Some(b)) => order(&fact.ty, &a, &b).map_or("", |o| match o {
                std::cmp::Ordering::Less => "then",
                std::cmp::Ordering::Equal => "equal",
                std::cmp::Ordering::Greater => "now",
            }),
            _ => "",
        };
        ResultRow {
            output: fact.name.to_string(),
            then: was,
            now: is,
            lighter: lighter.to_owned(),
        }
    }
}

fn unknown(explained: &Explained) -> String {
    if !explained.missing.is_empty() {
        return format!("还缺：{}", explained.missing.join("、"));
    }
    if !explained.ambiguous.is_empty() {
        return "有几行都适用，这张表有错".to_owned();
    }
    "没有一行适用".to_owned()
}

impl Standard {
    fn outputs(&self) -> Vec<FactId> {
        let mut list: Vec<FactId> = Vec::new();
        for table in &self.model.tables {
            if !list.contains(&table.output) {
                list.push(table.output);
            }
        }
        list
    }

    // What tables read and no table of the file puts out.
    fn inputs(&self) -> Vec<FactId> {
        let outputs = self.outputs();
        let mut list: Vec<FactId> = Vec::new();
        for fact in self.model.tables.iter().flat_map(|t| &t.inputs) {
            if !outputs.contains(fact) && !list.contains(fact) {
                list.push(*fact);
            }
        }
        list
    }

    fn fields(&self, ask: &StandardAsk) -> Vec<AskField> {
        let field = |id: FactId| {
            let fact = self.model.fact(id);
            let (choices, many) = match &fact.ty {
                Type::Bool => (vec!["是".to_owned(), "否".to_owned()], false),
                Type::Choice { values, .. } => (texts(values), false),
                Type::Multi { values, .. } => (texts(values), true),
                _ => (Vec::new(), false),
            };
            AskField {
                name: fact.name.to_string(),
                hint: fact.note.as_deref().unwrap_or_default().to_owned(),
                choices,
                many,
                given: ask.facts.get(&*fact.name).cloned().unwrap_or_default(),
            }
        };
        self.inputs().into_iter().map(field).collect()
    }

    fn case(&self, ask: &StandardAsk, errors: &mut Vec<FieldError>) -> Option<Case<'_>> {
        let mut given = Vec::new();
        for id in self.inputs() {
            let fact = self.model.fact(id);
            let typed = ask.facts.get(&*fact.name).map_or(&[][..], Vec::as_slice);
            match read(typed, &fact.ty) {
                Ok(Some(value)) => given.push((id, value)),
                Ok(None) => {}
                Err(why) => errors.push(error(&fact.name, &why)),
            }
        }
        if !errors.is_empty() {
            return None;
        }
        match CaseFacts::new(&self.model, given) {
            Ok(facts) => Some(Case {
                standard: self,
                facts,
            }),
            Err(outside) => {
                errors.extend(outside.iter().map(|id| self.outside(*id)));
                None
            }
        }
    }

    fn outside(&self, id: FactId) -> FieldError {
        let fact = self.model.fact(id);
        let limit = fact.limit.as_ref().map(|l| required(&self.model, l));
        error(
            &fact.name,
            &format!("超出了可以填的范围：{}", limit.unwrap_or_default()),
        )
    }

    fn tables(&self, day: Date, case: Option<&Case<'_>>) -> Vec<TableView> {
        let tables = self.model.tables.iter().zip(&self.shown);
        tables
            .filter(|(table, _)| in_force(table, day))
            .map(|(table, shown)| {
                let explained = case.and_then(|c| explain(&c.facts, table, day).ok());
                view(shown, explained.and_then(|e| e.row), day)
            })
            .collect()
    }

    fn periods(&self) -> Vec<(Date, Date)> {
        let mut list: Vec<(Date, Date)> =
            self.model.tables.iter().filter_map(|t| t.valid).collect();
        list.sort_unstable();
        list.dedup();
        list
    }

    fn names_superior(&self, other: &Standard) -> bool {
        let tables = self.model.tables.iter();
        tables
            .filter_map(|t| t.superior.as_deref())
            .any(|name| other.model.table_named(name).is_some())
    }
}

fn texts(values: &[Arc<str>]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

fn error(field: &str, text: &str) -> FieldError {
    FieldError {
        field: field.to_owned(),
        text: format!("{field}：{text}"),
    }
}

// Nothing chosen of several is an answer; nothing written is none.
fn read(typed: &[String], ty: &Type) -> Result<Option<Value>, String> {
    let typed: Vec<&str> = typed
        .iter()
        .map(|t| t.trim())
        .filter(|t| !t.is_empty())
        .collect();
    let json = match (ty, typed.first()) {
        (Type::Multi { .. }, _) => typed.iter().map(|t| Json::from(*t)).collect::<Json>(),
        (_, None) => return Ok(None),
        (Type::Number | Type::Integer, Some(text)) => Json::from(plain_number(text)),
        (Type::Money, Some(text))
            if text
                .chars()
                .all(|c| c.is_ascii_digit() || ".,，".contains(c)) =>
        {
            Json::from(format!("{}元", plain_number(text)))
        }
        (_, Some(text)) => Json::from(*text),
    };
    value_from_json(&json, ty).map(Some)
}

// `２，０００` → `2000`
fn plain_number(text: &str) -> String {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '．' => '.',
        other => other,
    };
    text.chars()
        .filter(|c| !",，_ ".contains(*c))
        .map(narrow)
        .collect()
}

fn view(shown: &Shown, hit: Option<usize>, day: Date) -> TableView {
    let proofs = checks(&shown.report).into_iter().map(|c| {
        let what = fadu_pack::describe::claim(&c.check);
        (
            c.result.to_owned(),
            what.to_owned(),
            c.detail.unwrap_or_default(),
        )
    });
    TableView {
        name: shown.name.to_string(),
        valid: shown.valid,
        chips: words::chips(&shown.cites, day),
        columns: texts(&shown.columns),
        rows: shown.rows.clone(),
        hit,
        range: shown.range.clone(),
        proofs: proofs.collect(),
    }
}

impl Desk {
    async fn all_standards(&self) -> Result<Arc<Vec<Standard>>, Refusal> {
        let packs = self.packs();
        let made = tokio::task::spawn_blocking(move || packs.standards());
        made.await.map_err(|e| self.bug(&e))
    }

    /// The standards of the packs.
    ///
    /// # Errors
    /// When the proofs of their tables panic.
    pub async fn standard_rows(&self) -> Result<Vec<StandardRow>, Refusal> {
        let all = self.all_standards().await?;
        let row = |s: &Standard| StandardRow {
            id: s.id.clone(),
            title: s.title.clone(),
            tables: s.shown.len(),
            holds: s.shown.iter().all(|t| t.report.holds()),
        };
        Ok(all.iter().map(row).collect())
    }

    /// A standard with what follows from facts. Wrong input is said in `errors`, and nothing follows.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn standard(&self, id: &str, ask: &StandardAsk) -> Result<StandardPage, Refusal> {
        let all = self.all_standards().await?;
        let found = all.iter().find(|s| s.id == id);
        let standard = found.ok_or_else(|| Refusal::NotFound(format!("裁量基准“{id}”")))?;
        let mut errors = Vec::new();
        let today = self.today_day();
        let on = day(&ask.on, "on", "决定那天", today, &mut errors);
        let act = day(&ask.act, "act", "行为那天", on, &mut errors);
        if on < act {
            errors.push(error("act", "行为那天不能晚于决定那天"));
        }
        let case = (ask.asked && errors.is_empty())
            .then(|| standard.case(ask, &mut errors))
            .flatten();
        let results = case.iter().flat_map(|c| {
            let outputs = standard.outputs().into_iter();
            outputs.map(move |output| c.result(output, act, on))
        });
        let same = standard.tables(act, None) == standard.tables(on, None);
        Ok(StandardPage {
            id: standard.id.clone(),
            title: standard.title.clone(),
            act: Some(act),
            on: Some(on),
            asked: ask.asked,
            fields: standard.fields(ask),
            results: results
                .filter(|r| r.now.known || r.then.known || !r.now.table.is_empty())
                .collect(),
            choice: self.choice(on),
            then: if same {
                Vec::new()
            } else {
                standard.tables(act, case.as_ref())
            },
            now: standard.tables(on, case.as_ref()),
            periods: standard.periods(),
            related: related(&all, standard),
            compared: compared(&all, standard, case.as_ref(), ask, on),
            gaps: standard.gaps.clone(),
            errors,
        })
    }

    // Which articles say that the law of the day of the act counts, and the milder later one instead.
    fn choice(&self, on: Date) -> Vec<NormChip> {
        let folder = self.packs().folder();
        let text = folder
            .get(CHOICE)
            .and_then(|t| t.parse::<toml::Table>().ok());
        let cites = text.and_then(|t| {
            let text = t.get("从旧从轻")?.get("据")?.as_str()?.to_owned();
            text.parse::<fadu_law::Citations>().ok()
        });
        words::chips(&cites.unwrap_or_default().0, on)
    }
}

fn day(text: &str, field: &str, name: &str, default: Date, errors: &mut Vec<FieldError>) -> Date {
    if text.trim().is_empty() {
        return default;
    }
    words::typed_day(text).unwrap_or_else(|| {
        errors.push(FieldError {
            field: field.to_owned(),
            text: format!("{name}请填日期，例如 2026年8月15日。"),
        });
        default
    })
}

fn related(all: &[Standard], own: &Standard) -> Vec<(String, String)> {
    all.iter()
        .filter(|s| s.id != own.id && (own.names_superior(s) || s.names_superior(own)))
        .map(|s| (s.id.clone(), s.title.clone()))
        .collect()
}

fn compared(
    all: &[Standard],
    own: &Standard,
    case: Option<&Case<'_>>,
    ask: &StandardAsk,
    on: Date,
) -> Vec<ComparedRow> {
    let Some(case) = case else {
        return Vec::new();
    };
    let others = all
        .iter()
        .filter(|s| s.id != own.id && (own.names_superior(s) || s.names_superior(own)));
    let mut rows = Vec::new();
    for other in others {
        let Some(theirs) = other.case(ask, &mut Vec::new()) else {
            continue;
        };
        for output in own.outputs() {
            let name = &own.model.fact(output).name;
            let (verdict, _) = theirs.verdict(name, on);
            let (ours, _) = case.verdict(name, on);
            if !verdict.table.is_empty() && !ours.table.is_empty() {
                rows.push(ComparedRow {
                    title: other.title.clone(),
                    output: name.to_string(),
                    verdict,
                    ours,
                });
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_titles_come_from_the_files() {
        assert_eq!(
            id("tables/construction-dust/standard.fd"),
            "construction-dust"
        );
        assert_eq!(
            id("localities/990100/construction-dust.fd"),
            "990100-construction-dust"
        );
        assert_eq!(title("# 基准。\n表 甲").as_deref(), Some("基准"));
        assert_eq!(title("表 甲"), None);
    }

    #[test]
    fn what_is_typed_becomes_a_value_or_a_sentence() {
        let one = |text: &str, ty: &Type| read(&[text.to_owned()], ty);
        assert_eq!(one("２，０００", &Type::Number), one("2000", &Type::Number));
        assert_eq!(one(" ", &Type::Number), Ok(None));
        assert!(one("很多", &Type::Integer).is_err());
        assert!(one("3.5", &Type::Integer).is_err());
        assert_eq!(one("30000", &Type::Money), one("3万元", &Type::Money));
    }
}
