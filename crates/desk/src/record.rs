//! The canonical act: what is hashed, kept for ever, and handed out with a receipt. Personal facts, free texts and files
//! stand in it as commitments; their values lie beside it and can be destroyed (docs/architecture.md section 3).

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::{Algorithm, Date};
use fadu_norm::behaviour::FieldKind;
use fadu_norm::history::{OtherCase, Record};
use fadu_norm::json::{value_from_json, value_to_json};
use fadu_norm::model::{Act, Fact, Model, Type};
use fadu_norm::value::Value;
use fadu_store::acts::ValueRow;
use fadu_tlog::Salt;
use fadu_tlog::commit::commit_json;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// The form of the record.
pub const FORMAT: &str = "fadu-act/1";
/// What stands in place of a destroyed text, so that the case still replays.
pub const ERASED: &str = "〔已依法删除〕";

/// An act as recorded.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Canonical {
    pub format: String,
    pub id: String,
    pub case: String,
    /// From 1.
    pub seq: u32,
    pub act: String,
    pub slug: String,
    pub procedure: String,
    pub version: String,
    pub calendar: String,
    pub office: String,
    pub on: Date,
    /// The day by which it is judged besides `on` (M5).
    pub recorded: Date,
    /// True time of recording, RFC 3339.
    pub recorded_at: String,
    pub by: Vec<Performer>,
    pub role: Option<String>,
    /// Who entered what a party handed in on paper.
    pub entered_by: Option<Performer>,
    pub approvals: Vec<Approval>,
    pub facts: BTreeMap<String, Json>,
    pub behaviour: BTreeMap<String, Json>,
    pub documents: Vec<Issued>,
    pub attachments: Vec<Attached>,
    /// Registers read, each with the number of changes it had seen then, and entries relied on.
    pub registers: BTreeMap<String, Vec<String>>,
    /// 文号 of the case, where this act gave it one.
    pub case_number: Option<String>,
    /// The record that it revokes (M13).
    pub revokes: Option<String>,
    /// The issued document whose signed original is this act's one attachment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seals: Option<Issued>,
    /// A `系统` act (M10).
    pub system: bool,
    /// 纸质承接 (M5)
    pub from_paper: bool,
    /// The leaf of the act before it in the case.
    pub previous: Option<String>,
}

/// Who did it, from which post; for whom, when deputising.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Performer {
    pub person: String,
    pub post: Option<String>,
    pub deputy_for: Option<String>,
}

/// An approval (M11).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Approval {
    pub person: String,
    pub post: Option<String>,
    pub role: String,
    pub day: Date,
    /// Hash of the draft.
    pub draft: String,
}

/// A document that was given out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Issued {
    pub id: String,
    pub name: String,
    pub number: Option<String>,
    pub commitment: String,
}

/// A file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attached {
    pub id: String,
    pub commitment: String,
}

/// Whether the value of a fact stands in the record only as a commitment.
pub(crate) fn is_erasable(fact: &Fact) -> bool {
    fact.personal || fact.trade_secret || is_free(&fact.ty)
}

fn is_free(ty: &Type) -> bool {
    match ty {
        Type::Text | Type::Party | Type::Attachment => true,
        Type::List(inner) => is_free(inner),
        _ => false,
    }
}

/// Writes values into a record, and beside it what it only commits to.
pub(crate) struct Sealer<'a> {
    pub algorithm: Algorithm,
    pub act_id: &'a str,
    pub salt: &'a dyn Fn() -> Salt,
    pub values: Vec<ValueRow>,
}

impl Sealer<'_> {
    /// The value itself, or its commitment.
    pub(crate) fn fact(&mut self, fact: &Fact, value: &Value) -> Result<Json, String> {
        let json = stored(value);
        if is_erasable(fact) {
            self.seal(format!("facts/{}", fact.name), json)
        } else {
            Ok(json)
        }
    }

    /// A field of a behaviour.
    pub(crate) fn field(&mut self, act: &Act, name: &str, value: &Value) -> Result<Json, String> {
        let json = stored(value);
        let text = field_kind(act, name) == Some(FieldKind::Text);
        if text {
            self.seal(format!("behaviour/{name}"), json)
        } else {
            Ok(json)
        }
    }

    fn seal(&mut self, path: String, json: Json) -> Result<Json, String> {
        let salt = (self.salt)();
        let commitment = commit_json(self.algorithm, &salt, &json).map_err(|e| e.to_string())?;
        self.values.push(ValueRow {
            act_id: self.act_id.to_owned(),
            path,
            salt: Some(salt.to_string()),
            value: Some(json.to_string()),
        });
        Ok(json!({ "commitment": commitment }))
    }
}

// Numbers as texts: canonical JSON knows doubles only, and a fact is exact. Another case is kept by its id.
fn stored(value: &Value) -> Json {
    match value {
        Value::Number(_) => Json::String(value.to_string()),
        Value::Case(case) => json!({ "case": case.procedure }),
        other => value_to_json(other),
    }
}

/// The kind of `送达.方式` in an act.
pub(crate) fn field_kind(act: &Act, name: &str) -> Option<FieldKind> {
    let (behaviour, field) = name.split_once('.')?;
    let behaviour = act.behaviours.iter().find(|b| b.name == behaviour)?;
    behaviour.field(field).map(|f| f.kind)
}

/// Values of a case by act and path, and the other cases that it points to by id.
#[derive(Default)]
pub(crate) struct Beside {
    pub values: BTreeMap<(String, String), String>,
    pub cases: BTreeMap<String, Arc<OtherCase>>,
}

impl Beside {
    pub(crate) fn new(rows: Vec<ValueRow>) -> Beside {
        let values = rows
            .into_iter()
            .filter_map(|r| Some(((r.act_id, r.path), r.value?)))
            .collect();
        Beside {
            values,
            cases: BTreeMap::new(),
        }
    }
}

impl Canonical {
    /// What the engine reads of it.
    ///
    /// # Errors
    /// When the procedure has no such act, fact or role: the record is of another version.
    pub(crate) fn to_record(
        &self,
        model: &Model,
        beside: &Beside,
        places: &BTreeMap<String, usize>,
    ) -> Result<Record, String> {
        let act = model
            .act_named(&self.act)
            .ok_or_else(|| format!("程序里没有行为“{}”", self.act))?;
        let role = match &self.role {
            Some(name) => Some(
                model
                    .role_named(name)
                    .ok_or_else(|| format!("程序里没有角色“{name}”"))?,
            ),
            None => None,
        };
        let mut facts = Vec::new();
        for (name, json) in &self.facts {
            let id = model
                .fact_named(name)
                .ok_or_else(|| format!("程序里没有事实“{name}”"))?;
            if let Some(value) =
                self.value(json, &format!("facts/{name}"), &model.fact(id).ty, beside)?
            {
                facts.push((id, value));
            }
        }
        let mut behaviour = BTreeMap::new();
        for (name, json) in &self.behaviour {
            let kind = field_kind(model.act(act), name)
                .ok_or_else(|| format!("行为“{}”没有“{name}”", self.act))?;
            if let Some(value) =
                self.value(json, &format!("behaviour/{name}"), &kind.ty(), beside)?
            {
                behaviour.insert(Arc::from(name.as_str()), value);
            }
        }
        Ok(Record {
            act,
            on: self.on,
            recorded: self.recorded,
            by: self
                .by
                .iter()
                .map(|p| Arc::from(p.person.as_str()))
                .collect(),
            role,
            facts,
            behaviour,
            approved: self
                .approvals
                .iter()
                .map(|a| Arc::from(a.person.as_str()))
                .collect(),
            revokes: self.revokes.as_ref().and_then(|id| places.get(id).copied()),
        })
    }

    fn value(
        &self,
        json: &Json,
        path: &str,
        ty: &Type,
        beside: &Beside,
    ) -> Result<Option<Value>, String> {
        let wrong = |e: String| format!("{}第 {} 步的 {path}：{e}", self.case, self.seq);
        if json.get("commitment").is_some() {
            let Some(text) = beside.values.get(&(self.id.clone(), path.to_owned())) else {
                return Ok(erased(ty));
            };
            let json: Json = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
            return value_from_json(&json, ty).map(Some).map_err(wrong);
        }
        if let Some(id) = json.get("case").and_then(Json::as_str) {
            return Ok(beside.cases.get(id).cloned().map(Value::Case));
        }
        value_from_json(json, ty).map(Some).map_err(wrong)
    }
}

// A destroyed text is still one that was given; of another type nothing is known any more.
fn erased(ty: &Type) -> Option<Value> {
    match ty {
        Type::List(inner) => erased(inner).map(|v| Value::List(vec![v])),
        ty if ty.is_textual() => Some(Value::Text(ERASED.into())),
        _ => None,
    }
}
