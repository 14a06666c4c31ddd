//! From what a person typed to values: one sentence for every field that is wrong, nothing thrown away.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::text::half_width;
use fadu_norm::json::value_from_json;
use fadu_norm::model::{ActId, Fact, FactId, Model, Origin, RegisterId, Type};
use fadu_norm::value::Value;
use serde_json::Value as Json;

use crate::error::Refusal;
use crate::load::Loaded;
use crate::setup::Desk;
use crate::view::{ActInput, FieldError};
use crate::words::typed_day;

/// What was typed, read.
#[derive(Default)]
pub(crate) struct Parsed {
    pub facts: Vec<(FactId, Value)>,
    pub behaviour: BTreeMap<Arc<str>, Value>,
    pub errors: Vec<FieldError>,
}

// All fields of the behaviours; what no form asks may still come in from a paper file or a program.
fn field_types(act: &fadu_norm::model::Act) -> Vec<(String, Type)> {
    let fields = act
        .behaviours
        .iter()
        .flat_map(|b| b.fields.iter().map(move |f| (b, f)));
    fields
        .map(|(b, f)| (format!("{}.{}", b.name, f.name), f.kind.ty()))
        .collect()
}

impl Desk {
    /// Reads the fields of an act. `current`: values that stand, by fact, for a correction.
    pub(crate) async fn parse(
        &self,
        case: &Loaded,
        act: ActId,
        input: &ActInput,
        current: &BTreeMap<FactId, Value>,
    ) -> Result<Parsed, Refusal> {
        let model = case.model();
        let asked_fields = crate::behaviour_fields::asked(model, &case.procedure.views, act);
        let act = model.act(act);
        let mut parsed = Parsed::default();
        let asked = |id: &FactId| matches!(model.fact(*id).origin, Origin::Typed);
        let required = act.fills.iter().copied().filter(asked).map(|id| (id, true));
        let optional = act
            .may_fill
            .iter()
            .copied()
            .filter(asked)
            .map(|id| (id, false));
        for (id, required) in required.chain(optional) {
            if parsed.facts.iter().any(|(f, _)| *f == id) {
                continue;
            }
            let fact = model.fact(id);
            let label = case.procedure.views.label(&fact.name);
            let texts = typed(input, &fact.name);
            if texts.is_empty() {
                if required {
                    parsed.wrong(&fact.name, format!("请填写“{label}”"));
                }
                continue;
            }
            match self.value(&fact.ty, &texts).await? {
                Ok(value) if act.corrects && !required && current.get(&id) == Some(&value) => (),
                Ok(value) => match self.known_entry(model, id, &value).await? {
                    Some(why) => parsed.wrong(&fact.name, format!("“{label}”：{why}")),
                    None => parsed.facts.push((id, value)),
                },
                Err(why) => parsed.wrong(&fact.name, format!("“{label}”：{why}")),
            }
        }
        for (name, ty) in field_types(act) {
            let texts = typed(input, &name);
            let label = case.procedure.views.field_label(&act.name, &name);
            let asked = asked_fields.iter().find(|a| a.name == name);
            if let Some(why) = asked.and_then(|a| a.wrong(&label, &texts)) {
                parsed.wrong(&name, why);
                continue;
            }
            if texts.is_empty() {
                continue;
            }
            match self.value(&ty, &texts).await? {
                Ok(value) => {
                    parsed.behaviour.insert(name.as_str().into(), value);
                }
                Err(why) => parsed.wrong(&name, format!("“{label}”：{why}")),
            }
        }
        Ok(parsed)
    }

    // One value of a type; the inner error is a sentence for the person.
    async fn value(&self, ty: &Type, texts: &[String]) -> Result<Result<Value, String>, Refusal> {
        let one = texts.first().map(|t| t.trim()).unwrap_or_default();
        Ok(match ty {
            Type::Date => typed_day(one)
                .map(Value::Date)
                .ok_or_else(|| format!("“{one}”不是日期，写作 2026-11-09 的样子")),
            Type::Money => value_from_json(&Json::String(money(one)), ty)
                .map_err(|_| format!("“{one}”不是金额，写作 50000 或 5万元 的样子")),
            Type::Bool => match one {
                "是" | "true" | "1" => Ok(Value::Bool(true)),
                "否" | "false" | "0" => Ok(Value::Bool(false)),
                _ => Err("请选是或者否".to_owned()),
            },
            Type::Integer | Type::Number => {
                value_from_json(&Json::String(half_width(one).replace(',', "")), ty)
            }
            Type::Multi { .. } => value_from_json(
                &Json::Array(
                    texts
                        .iter()
                        .map(|t| Json::String(t.trim().to_owned()))
                        .collect(),
                ),
                ty,
            ),
            Type::Person => self.staff(one).await?,
            Type::Case => match self.find_case(one).await {
                Ok(file) => match self.other_case(&file.id).await? {
                    Some(case) => Ok(Value::Case(Arc::new(case))),
                    None => Err(format!("办件“{one}”还没有任何办理")),
                },
                Err(Refusal::NotFound(_)) => Err(format!("没有找到办件“{one}”")),
                Err(other) => return Err(other),
            },
            Type::List(inner) => {
                let mut items = Vec::new();
                for line in texts
                    .iter()
                    .flat_map(|t| t.lines())
                    .map(str::trim)
                    .filter(|l| !l.is_empty())
                {
                    match Box::pin(self.value(inner, &[line.to_owned()])).await? {
                        Ok(value) => items.push(value),
                        Err(why) => return Ok(Err(why)),
                    }
                }
                Ok(Value::List(items))
            }
            Type::Open => Ok(Value::Choice(one.into())),
            Type::Text => Ok(Value::Text(texts.join("\n").trim().into())),
            _ => value_from_json(&Json::String(half_width_if_term(ty, one)), ty),
        })
    }

    async fn staff(&self, typed: &str) -> Result<Result<Value, String>, Refusal> {
        if self.store().person(typed).await?.is_some() {
            return Ok(Ok(Value::Text(typed.into())));
        }
        let named: Vec<String> = self.store().persons_named(typed).await?;
        let mut exact = Vec::new();
        for person in self.store().persons(&named).await? {
            if person.name == typed {
                exact.push(person.id);
            }
        }
        Ok(match exact.as_slice() {
            [one] => Ok(Value::Text(one.as_str().into())),
            // Not everybody who is questioned or speaks is registered here.
            [] => Ok(Value::Text(typed.into())),
            _ => Err(format!("有几位“{typed}”，请从名单里选")),
        })
    }

    // A fact that names an entry must name one that is there.
    async fn known_entry(
        &self,
        model: &Model,
        id: FactId,
        value: &Value,
    ) -> Result<Option<String>, Refusal> {
        let (Some(register), Some(key)) = (register_of(model, id), value.as_text()) else {
            return Ok(None);
        };
        let name = model.register(register).name.clone();
        let found = self.store().entries_of(&name, &[key.to_string()]).await?;
        Ok(found
            .is_empty()
            .then(|| format!("{name}里没有“{key}”，请先登记，或核对写法")))
    }
}

impl Parsed {
    fn wrong(&mut self, field: &str, text: String) {
        self.errors.push(FieldError {
            field: field.to_owned(),
            text,
        });
    }
}

/// The register whose entry a fact names (`源 … 按 事实`).
pub(crate) fn register_of(model: &Model, id: FactId) -> Option<RegisterId> {
    model.facts.iter().find_map(|f: &Fact| match f.origin {
        Origin::Register { register, by, .. }
            if by == id && !model.register(register).within_case =>
        {
            Some(register)
        }
        _ => None,
    })
}

fn typed(input: &ActInput, name: &str) -> Vec<String> {
    let texts = input.values.get(name).cloned().unwrap_or_default();
    texts.into_iter().filter(|t| !t.trim().is_empty()).collect()
}

// `50000`, `50,000.00`, `5万`: an amount without its unit is in 元.
fn money(text: &str) -> String {
    let plain: String = half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',' && *c != '¥')
        .collect();
    if plain.ends_with('元') {
        plain
    } else {
        format!("{plain}元")
    }
}

fn half_width_if_term(ty: &Type, text: &str) -> String {
    if *ty == Type::Term {
        half_width(text).replace("个工作日", "工作日")
    } else {
        text.to_owned()
    }
}
