//! Values as JSON: money `"5万元"`, dates `"2026-03-02"`, terms `"5工作日"`, sets as lists.

use std::sync::Arc;

use fadu_base::{Date, Money, Number};
use serde_json::Value as Json;

use crate::history::OtherCase;
use crate::model::Type;
use crate::value::{Value, number_text};

/// Reads a value of a type.
///
/// # Errors
/// A Chinese sentence that says what was expected.
pub fn value_from_json(json: &Json, ty: &Type) -> Result<Value, String> {
    match (ty, json) {
        (Type::Bool, Json::Bool(b)) => Ok(Value::Bool(*b)),
        (Type::Bool, Json::String(s)) if s == "是" || s == "否" => Ok(Value::Bool(s == "是")),
        (Type::Choice { values, .. }, Json::String(s)) => choice(s, values).map(Value::Choice),
        (Type::Choice { values, .. }, Json::Bool(b)) => {
            choice(if *b { "是" } else { "否" }, values).map(Value::Choice)
        }
        (Type::Multi { values, .. }, Json::Array(items)) => items
            .iter()
            .map(|item| match item {
                Json::String(s) => choice(s, values),
                other => Err(format!("多选的每一项要写成文字，写的是 {}", shown(other))),
            })
            .collect::<Result<_, _>>()
            .map(Value::Multi),
        (Type::Multi { values, .. }, Json::String(s)) => {
            choice(s, values).map(|v| Value::Multi([v].into()))
        }
        (Type::Integer, Json::Number(n)) => match n.as_i64() {
            Some(n) => Ok(Value::Number(Number::from_integer(i128::from(n)))),
            None => Err(format!("要写整数，写的是 {n}")),
        },
        (Type::Number, Json::Number(n)) => decimal(&n.to_string()).map(Value::Number),
        (Type::Integer, Json::String(s)) => match decimal(s)? {
            n if n.is_integer() => Ok(Value::Number(n)),
            _ => Err(format!("要写整数，写的是 {s}")),
        },
        (Type::Number, Json::String(s)) => decimal(s).map(Value::Number),
        (Type::Money, Json::String(s)) => {
            Money::parse(s).map(Value::Money).map_err(|e| e.to_string())
        }
        (Type::Date, Json::String(s)) => s
            .parse::<Date>()
            .map(Value::Date)
            .map_err(|e| e.to_string()),
        (Type::Term, Json::String(s)) => s
            .parse()
            .map(Value::Term)
            .map_err(|e: fadu_term::TermError| e.to_string()),
        (Type::List(inner), Json::Array(items)) => items
            .iter()
            .map(|item| value_from_json(item, inner))
            .collect::<Result<_, _>>()
            .map(Value::List),
        (Type::Case, Json::Object(_)) => other_case(json).map(|c| Value::Case(Arc::new(c))),
        (Type::Open, Json::String(s)) => Ok(Value::Choice(s.as_str().into())),
        (Type::Open, Json::Bool(b)) => Ok(Value::Bool(*b)),
        (ty, Json::String(s)) if ty.is_textual() => Ok(Value::Text(s.as_str().into())),
        (ty, other) => Err(format!("要写{}，写的是 {}", ty.zh(), shown(other))),
    }
}

fn choice(text: &str, values: &[Arc<str>]) -> Result<Arc<str>, String> {
    values
        .iter()
        .find(|v| &***v == text)
        .cloned()
        .ok_or_else(|| {
            let hint = crate::resolve::suggestion(text, values.iter().map(|v| &**v));
            format!("没有“{text}”这个选项{hint}；可以写：{}", values.join("、"))
        })
}

fn decimal(text: &str) -> Result<Number, String> {
    let bad = || {
        format!(
            "不是可以精确计算的数：{}",
            text.chars().take(40).collect::<String>()
        )
    };
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit()) && s.len() <= 18;
    if whole.is_empty() || !plain(whole) || !plain(part) {
        return Err(bad());
    }
    let scale = 10_i128.checked_pow(part.len() as u32).ok_or_else(bad)?;
    let all: i128 = format!("{whole}{part}").parse().map_err(|_| bad())?;
    Ok(Number::new(sign * all, scale))
}

fn shown(json: &Json) -> String {
    let text = json.to_string();
    if text.chars().count() <= 40 {
        text
    } else {
        format!("{}…", text.chars().take(40).collect::<String>())
    }
}

// `{"procedure": …, "acts": […]}`: what stands in it, read without its procedure.
fn other_case(json: &Json) -> Result<OtherCase, String> {
    let procedure = json
        .get("procedure")
        .and_then(Json::as_str)
        .ok_or("案件要写明 procedure")?;
    let mut case = OtherCase {
        procedure: procedure.to_owned(),
        ..OtherCase::default()
    };
    let acts = json
        .get("acts")
        .and_then(Json::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for act in acts {
        let name = act
            .get("act")
            .and_then(Json::as_str)
            .ok_or("案件的每个行为要写明 act")?;
        let on = act
            .get("on")
            .and_then(Json::as_str)
            .ok_or("案件的每个行为要写明 on")?;
        let day: Date = on
            .parse()
            .map_err(|e: fadu_base::date::DateError| e.to_string())?;
        case.done.push((name.into(), day));
        for (fact, value) in act
            .get("facts")
            .and_then(Json::as_object)
            .into_iter()
            .flatten()
        {
            case.facts
                .push((fact.as_str().into(), day, untyped(value)?));
        }
    }
    Ok(case)
}

// The type of another case's fact is read off its form.
fn untyped(json: &Json) -> Result<Value, String> {
    Ok(match json {
        Json::Bool(b) => Value::Bool(*b),
        Json::Number(n) => Value::Number(decimal(&n.to_string())?),
        Json::String(s) => match (
            Money::parse(s),
            s.parse::<Date>(),
            s.parse::<fadu_term::Term>(),
        ) {
            (Ok(money), ..) => Value::Money(money),
            (_, Ok(date), _) => Value::Date(date),
            (_, _, Ok(term)) => Value::Term(term),
            _ => Value::Choice(s.as_str().into()),
        },
        Json::Array(items) => {
            let names: Option<_> = items.iter().map(|i| i.as_str().map(Arc::from)).collect();
            Value::Multi(names.ok_or("案件里的多选要写成文字的列")?)
        }
        other => return Err(format!("案件里的事实写不成 {}", shown(other))),
    })
}

/// Writes a value as the answers do: `"50000.00元"`, `true`, `["罚款"]`.
pub fn value_to_json(value: &Value) -> Json {
    match value {
        Value::Bool(b) => Json::Bool(*b),
        Value::Multi(set) => Json::Array(set.iter().map(|v| Json::String(v.to_string())).collect()),
        Value::List(items) => Json::Array(items.iter().map(value_to_json).collect()),
        Value::Number(n) => number_text(n)
            .parse::<serde_json::Number>()
            .map_or_else(|_| number_text(n).into(), Json::Number),
        other => Json::String(other.to_string()),
    }
}
