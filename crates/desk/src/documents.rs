//! Documents that an act gives out: number predicted, data gathered, rendered outside the transaction.

use std::collections::BTreeMap;

use fadu_base::Date;
use fadu_norm::engine::{Session, View};
use fadu_norm::json::value_to_json;
use fadu_norm::model::{Issue, Model, Type};
use fadu_norm::value::Value;
use fadu_paper::{PaperError, Rendered};
use fadu_store::numbers::NumberRow;
use fadu_store::people::Office;
use serde_json::{Map, Value as Json, json};

use crate::error::Refusal;
use crate::load::{Loaded, Names, spoken};
use crate::prepare::{Prepared, party_name};
use crate::setup::Desk;

/// Said of an issued number that was reserved before: since when.
pub(crate) const KEPT: &str = "原为预留号，预留于";

/// A document ready to be given out.
pub(crate) struct Draft {
    pub name: String,
    pub number: Option<NumberRow>,
    pub data: Json,
    pub rendered: Rendered,
}

/// What a document is made from besides the act.
pub(crate) struct Sheet<'a> {
    pub office: &'a Office,
    pub names: &'a Names,
    pub case_number: Option<String>,
    pub title: String,
    pub party: Json,
}

impl Desk {
    /// Numbers that would come next for the documents of an act: predictions until they are written.
    pub(crate) async fn predict(
        &self,
        office: &Office,
        issues: &[Issue],
        on: Date,
        wanted: &BTreeMap<String, String>,
    ) -> Result<Vec<Option<NumberRow>>, Refusal> {
        let mut taken: BTreeMap<String, i64> = BTreeMap::new();
        let mut list = Vec::new();
        for issue in issues {
            let wish = wanted.get(&*issue.document).filter(|w| !w.is_empty());
            let row = match (&issue.number, wish) {
                (Some(pattern), Some(wish)) => {
                    Some(self.kept_number(office, pattern, on, wish).await?)
                }
                (Some(pattern), None) => {
                    Some(self.next_number(office, pattern, on, &mut taken).await?)
                }
                (None, _) => None,
            };
            list.push(row);
        }
        Ok(list)
    }

    // A number that was reserved before, to be given out now.
    async fn kept_number(
        &self,
        office: &Office,
        pattern: &str,
        on: Date,
        wish: &str,
    ) -> Result<NumberRow, Refusal> {
        let kept = self
            .reserved(&office.id, &series(pattern, office), i64::from(on.year()))
            .await?;
        let found = kept.into_iter().find(|r| r.text == wish);
        let row = found.ok_or_else(|| {
            Refusal::field("number", format!("“{wish}”已经不是预留的号，请重新选"))
        })?;
        Ok(NumberRow {
            state: "issued".to_owned(),
            day: on.to_string(),
            why: format!("{KEPT}{}", row.day),
            ..row
        })
    }

    /// The next number of a series; `taken`: how many of each series this act takes before.
    pub(crate) async fn next_number(
        &self,
        office: &Office,
        pattern: &str,
        on: Date,
        taken: &mut BTreeMap<String, i64>,
    ) -> Result<NumberRow, Refusal> {
        let series = series(pattern, office);
        let year = i64::from(on.year());
        let more = taken.entry(series.clone()).or_insert(0);
        *more += 1;
        let n = self.store().last_number(&office.id, &series, year).await? + *more;
        Ok(NumberRow {
            office: office.id.clone(),
            text: number_text(&series, year, n),
            series,
            year,
            n,
            state: "issued".to_owned(),
            what: String::new(),
            act_id: None,
            person: String::new(),
            why: String::new(),
            day: on.to_string(),
        })
    }

    /// Renders the documents of a prepared act.
    pub(crate) async fn render(
        &self,
        prepared: &Prepared,
        sheet: &Sheet<'_>,
        wanted: &BTreeMap<String, String>,
        state: &str,
    ) -> Result<Vec<Draft>, Refusal> {
        let issues = prepared.act().issues.clone();
        if issues.is_empty() || prepared.from_paper {
            return Ok(Vec::new());
        }
        let numbers = self
            .predict(sheet.office, &issues, prepared.record.on, wanted)
            .await?;
        let before = self.before(prepared).await?;
        let mut drafts = Vec::new();
        for (issue, number) in issues.iter().zip(numbers) {
            let mut data = {
                let session = prepared.after();
                self.data(prepared, &session, sheet, number.as_ref(), state)
            };
            if let Some(map) = data.as_object_mut() {
                map.insert("documents".to_owned(), before.clone());
            }
            let rendered = self
                .paper(&prepared.case, &issue.document, data.clone())
                .await?;
            drafts.push(Draft {
                name: issue.document.to_string(),
                number,
                data,
                rendered,
            });
        }
        Ok(drafts)
    }

    /// What the case has given out before: a paper names the numbers of earlier ones, the index of the file lists them.
    async fn before(&self, prepared: &Prepared) -> Result<Json, Refusal> {
        let rows = self.store().documents_of(&prepared.case.file.id).await?;
        let one = |d: fadu_store::acts::DocumentRow| {
            let mut one = json!({"name": d.name, "day": d.day, "pages": d.pages});
            if let (Some(number), Some(map)) = (d.number, one.as_object_mut()) {
                map.insert("number".to_owned(), json!(number));
            }
            one
        };
        Ok(rows.into_iter().map(one).collect())
    }

    pub(crate) async fn paper(
        &self,
        case: &Loaded,
        document: &str,
        data: Json,
    ) -> Result<Rendered, Refusal> {
        let missing = || {
            Refusal::Operator("没有找到文书字体，不能出具文书；请先运行 tools 里的字体脚本，或把字体放进 fonts 文件夹".to_owned())
        };
        let fonts = self.0.fonts.clone().ok_or_else(missing)?;
        let template = case
            .procedure
            .papers
            .template(document)
            .map_err(|e| paper_error(&e))?;
        let work = move || fadu_paper::render(&template, &data, &fonts);
        let rendered = tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| self.bug(&e))?;
        rendered.map_err(|e| paper_error(&e))
    }

    fn data(
        &self,
        prepared: &Prepared,
        session: &Session<'_>,
        sheet: &Sheet<'_>,
        number: Option<&NumberRow>,
        state: &str,
    ) -> Json {
        let model = prepared.model();
        let act = prepared.act();
        let on = prepared.record.on;
        let view = session.view(on);
        let own: Vec<&str> = prepared
            .record
            .facts
            .iter()
            .map(|(f, _)| &*model.fact(*f).name)
            .collect();
        let (facts, money) = facts(model, &view, sheet.names, |name| !own.contains(&name));
        let (own_facts, own_money) = facts_own(model, &view, sheet.names, &own);
        let acts: Vec<Json> = session
            .records()
            .iter()
            .map(|k| json!({"name": model.act(k.record.act).name.to_string(), "day": k.record.on}))
            .collect();
        let texts: Map<String, Json> = model
            .parameters
            .iter()
            .enumerate()
            .map(|(i, p)| (p.name.to_string(), parameter(session, i, &p.value)))
            .collect();
        let approvals: Vec<Json> = prepared
            .record
            .approved
            .iter()
            .map(|p| json!({"name": name(sheet.names, p), "day": on}))
            .collect();
        let citations: Vec<String> = act
            .conditions
            .iter()
            .flat_map(|c| {
                model
                    .condition(*c)
                    .cites
                    .iter()
                    .map(fadu_law::Citation::human)
            })
            .collect();
        let mut data = json!({
            "office": office_json(sheet.office),
            "date": on,
            "state": state,
            "case": {
                "title": sheet.title,
                "number": sheet.case_number,
                "id": prepared.case.file.alias,
                "party": sheet.party,
                "facts": facts,
                "money": money,
            },
            "act": {
                "name": act.name.to_string(),
                "performers": performers(prepared, session, sheet.names),
                "facts": own_facts,
                "money": own_money,
                "behaviour": behaviour(prepared),
            },
            "elements": act.carries.iter().map(|f| model.fact(*f).name.to_string()).collect::<Vec<_>>(),
            "citations": citations,
            "acts": acts,
            "approvals": approvals,
            "texts": texts,
        });
        if let (Some(row), Some(map)) = (number, data.as_object_mut()) {
            map.insert("number".to_owned(), json!(row.text));
        }
        if let (true, Some(map)) = (self.is_sample(), data.as_object_mut()) {
            map.insert("sample".to_owned(), json!(true));
            map.insert("seal".to_owned(), json!({"kind": "sample"}));
        }
        data
    }

    /// The party for documents: what the person register knows, and the name the facts give.
    pub(crate) async fn party_json(
        &self,
        case: &Loaded,
        session_name: &str,
    ) -> Result<Json, Refusal> {
        let mut map = Map::new();
        let mut put = |key: &str, value: &str| {
            if !value.is_empty() {
                map.insert(key.to_owned(), json!(value));
            }
        };
        put("name", session_name);
        if let Some(id) = &case.file.party
            && let Some(person) = self.store().person(id).await?
        {
            put("code", &person.code);
            put("phone", &person.phone);
            put("address", &person.address);
            if session_name.is_empty() {
                put("name", &person.name);
            }
        }
        Ok(Json::Object(map))
    }
}

/// Pattern with the office put in: the identity of the series. `{年}` and `{序}` stay.
pub(crate) fn series(pattern: &str, office: &Office) -> String {
    pattern.replace("{机关简称}", &office.short)
}

/// `示住建罚〔2026〕31号`
pub(crate) fn number_text(series: &str, year: i64, n: i64) -> String {
    series
        .replace("{年}", &year.to_string())
        .replace("{序}", &n.to_string())
}

pub(crate) fn office_json(office: &Office) -> Json {
    let mut details: Json = serde_json::from_str(&office.details).unwrap_or_else(|_| json!({}));
    if let Some(map) = details.as_object_mut() {
        map.insert("name".to_owned(), json!(office.name));
        map.insert("short".to_owned(), json!(office.short));
    }
    details
}

fn paper_error(error: &PaperError) -> Refusal {
    match error {
        // What the act does not say yet is for the person at the form.
        PaperError::Data { .. } | PaperError::NoGlyph { .. } => {
            Refusal::field("", error.to_string())
        }
        other => Refusal::field("", format!("文书没有生成：{other}")),
    }
}

fn name(names: &Names, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

fn fact_json(ty: &Type, value: &Value, names: &Names) -> Json {
    match (ty, value) {
        (Type::Person | Type::List(_), _) => json!(spoken(ty, value, names)),
        (_, Value::Term(t)) => json!(t.spoken()),
        (_, Value::Case(_)) => json!(spoken(ty, value, names)),
        _ => value_to_json(value),
    }
}

fn facts(
    model: &Model,
    view: &View<'_>,
    names: &Names,
    take: impl Fn(&str) -> bool,
) -> (Map<String, Json>, Map<String, Json>) {
    let (mut plain, mut money) = (Map::new(), Map::new());
    for id in model.fact_ids() {
        let fact = model.fact(id);
        if !take(&fact.name) {
            continue;
        }
        match view.fact(id) {
            Some(Value::Money(m)) => {
                money.insert(fact.name.to_string(), json!({"fen": m.0}));
            }
            Some(value) => {
                plain.insert(fact.name.to_string(), fact_json(&fact.ty, &value, names));
            }
            None => (),
        }
    }
    (plain, money)
}

fn facts_own(
    model: &Model,
    view: &View<'_>,
    names: &Names,
    own: &[&str],
) -> (Map<String, Json>, Map<String, Json>) {
    facts(model, view, names, |name| own.contains(&name))
}

fn parameter(session: &Session<'_>, index: usize, default: &Value) -> Json {
    let id = u16::try_from(index).ok().map(fadu_norm::model::ParamId);
    let value = id.and_then(|id| session.parameter(id)).unwrap_or(default);
    match value {
        Value::Term(t) => json!(t.spoken()),
        Value::Money(m) => json!(m.short()),
        other => value_to_json(other),
    }
}

// The number of a certificate: the first text of the entry that the role must hold.
fn performers(prepared: &Prepared, session: &Session<'_>, names: &Names) -> Vec<Json> {
    let model = prepared.model();
    let holds = prepared
        .record
        .role
        .map(|r| model.role(r).holds.clone())
        .unwrap_or_default();
    let certificate = |person: &str| {
        let entries = holds
            .iter()
            .filter_map(|r| session.world.registers.get(&model.register(*r).name));
        let own = entries
            .flatten()
            .filter(|e| e.person.as_deref() == Some(person) && e.valid_on(prepared.record.on));
        own.flat_map(|e| e.fields.values())
            .find_map(|v| v.as_text().map(ToString::to_string))
    };
    let one = |p: &std::sync::Arc<str>| match certificate(p) {
        Some(number) => json!({"name": name(names, p), "certificate": number}),
        None => json!({"name": name(names, p)}),
    };
    prepared.record.by.iter().map(one).collect()
}

fn behaviour(prepared: &Prepared) -> Map<String, Json> {
    prepared
        .record
        .behaviour
        .iter()
        .map(|(k, v)| (k.to_string(), value_to_json(v)))
        .collect()
}

/// Title by views.toml, else the procedure and the party.
pub(crate) fn title(
    case: &Loaded,
    session: &Session<'_>,
    day: Date,
    number: Option<&str>,
    names: &Names,
) -> String {
    if !case.file.title.is_empty() {
        return case.file.title.clone();
    }
    let view = session.view(day);
    let model = case.model();
    let value = |key: &str| -> Option<String> {
        if key == "number" {
            return number.map(ToOwned::to_owned);
        }
        if let Some(act) = key.strip_prefix("act:") {
            let last = session
                .records()
                .iter()
                .rev()
                .find(|k| &*model.act(k.record.act).name == act);
            return last.map(|k| k.record.on.zh());
        }
        let id = model.fact_named(key)?;
        view.fact(id).map(|v| spoken(&model.fact(id).ty, &v, names))
    };
    let title = crate::views::Views::fill(&case.procedure.views.title, value);
    if !title.is_empty() && !case.procedure.views.title.is_empty() {
        return title;
    }
    let party = party_name(
        session,
        day,
        case.file
            .party
            .as_ref()
            .and_then(|p| names.get(p))
            .map(String::as_str),
    );
    if party.is_empty() {
        model.name.to_string()
    } else {
        format!("{party}：{}", model.name)
    }
}
