//! A history as JSON (docs/cli.md): parameters, registers, posts, acts.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Date;
use serde_json::Value as Json;

use crate::history::{Entry, PostEntry, Record, World};
use crate::json::value::value_from_json;
use crate::model::{Act, ActId, Model, Type};
use crate::resolve::suggestion;
use crate::value::Value;

/// The input cannot be used; says where and why.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{place}：{message}")]
pub struct HistoryError {
    /// `acts[3].facts.拟罚款`
    pub place: String,
    /// What was expected.
    pub message: String,
}

/// A history that was read.
#[derive(Clone, Debug)]
pub struct Input {
    /// Registers, posts and parameters.
    pub world: World,
    /// The acts, in order.
    pub records: Vec<Record>,
}

type Read<T> = Result<T, HistoryError>;

fn error<T>(place: impl Into<String>, message: impl Into<String>) -> Read<T> {
    Err(HistoryError {
        place: place.into(),
        message: message.into(),
    })
}

/// Reads a history for a procedure. `on` is the day of the question: no date may lie after it.
///
/// # Errors
/// Unknown names, values of another type, recorded days that decrease, days after `on`.
pub fn read_history(json: &Json, model: &Model, on: Option<Date>) -> Read<Input> {
    let Json::Object(top) = json else {
        return error("历史", "要写成一个 JSON 对象");
    };
    const KEYS: [&str; 4] = ["parameters", "registers", "posts", "acts"];
    if let Some(key) = top.keys().find(|k| !KEYS.contains(&k.as_str())) {
        return error(
            key.as_str(),
            format!("没有这个键{}", suggestion(key, KEYS.into_iter())),
        );
    }
    let world = World {
        registers: registers(top.get("registers"), model)?,
        posts: posts(top.get("posts"), model)?,
        parameters: parameters(top.get("parameters"), model)?,
    };
    let acts = match top.get("acts") {
        None => &[][..],
        Some(Json::Array(acts)) => acts,
        Some(_) => return error("acts", "要写成一个列"),
    };
    let records = acts
        .iter()
        .enumerate()
        .map(|(i, a)| record(a, i, model))
        .collect::<Read<Vec<Record>>>()?;
    in_order(&records, on)?;
    Ok(Input { world, records })
}

fn in_order(records: &[Record], on: Option<Date>) -> Read<()> {
    let mut last: Option<Date> = None;
    for (i, record) in records.iter().enumerate() {
        let place = format!("acts[{i}]");
        if last.is_some_and(|l| record.recorded < l) {
            return error(
                place,
                format!("记录的日期 {} 早于前一个行为的记录日期", record.recorded),
            );
        }
        if record.recorded < record.on {
            return error(
                place,
                format!("办理日期 {} 晚于记录日期 {}", record.on, record.recorded),
            );
        }
        if on.is_some_and(|on| on < record.recorded) {
            return error(place, format!("日期 {} 晚于所问的那一天", record.recorded));
        }
        last = Some(record.recorded);
    }
    Ok(())
}

fn object<'j>(
    json: Option<&'j Json>,
    place: &str,
) -> Read<impl Iterator<Item = (&'j String, &'j Json)>> {
    match json {
        None | Some(Json::Null) => Ok(None.into_iter().flatten()),
        Some(Json::Object(map)) => Ok(Some(map.iter()).into_iter().flatten()),
        Some(_) => error(place, "要写成一个 JSON 对象"),
    }
}

fn parameters(json: Option<&Json>, model: &Model) -> Read<BTreeMap<Arc<str>, Value>> {
    let mut found = BTreeMap::new();
    for (name, value) in object(json, "parameters")? {
        let place = format!("parameters.{name}");
        let Some(id) = model.parameter_named(name) else {
            let hint = suggestion(name, model.parameters.iter().map(|p| &*p.name));
            return error(place, format!("没有叫“{name}”的参数{hint}"));
        };
        let parameter = model.parameter(id);
        match value_from_json(value, &parameter.ty) {
            Ok(value) => found.insert(parameter.name.clone(), value),
            Err(message) => return error(place, message),
        };
    }
    outside_limits(model, &found)?;
    Ok(found)
}

// A parameter outside its `限` is an error wherever it comes from.
fn outside_limits(model: &Model, parameters: &BTreeMap<Arc<str>, Value>) -> Read<()> {
    if parameters.is_empty() {
        return Ok(());
    }
    let world = World {
        parameters: parameters.clone(),
        ..World::default()
    };
    let session = crate::engine::Session::new(model, fadu_term::Calendar::builtin(), world);
    let view = session.view(Date::MIN);
    for parameter in &model.parameters {
        if let Some(limit) = &parameter.limit
            && view.truth(limit) != Some(true)
        {
            let phrase = crate::engine::words::required(model, limit);
            return error(
                format!("parameters.{}", parameter.name),
                format!("超出了限：{phrase}"),
            );
        }
    }
    Ok(())
}

fn registers(json: Option<&Json>, model: &Model) -> Read<BTreeMap<Arc<str>, Vec<Entry>>> {
    let mut found: BTreeMap<Arc<str>, Vec<Entry>> = BTreeMap::new();
    for (name, entries) in object(json, "registers")? {
        let place = format!("registers.{name}");
        let Json::Array(entries) = entries else {
            return error(place, "要写成一个列");
        };
        let fields = model.register_named(name).map(|id| model.register(id));
        let mut list = Vec::new();
        for (i, entry) in entries.iter().enumerate() {
            list.push(register_entry(entry, fields, &format!("{place}[{i}]"))?);
        }
        found.insert(name.as_str().into(), list);
    }
    Ok(found)
}

fn register_entry(
    json: &Json,
    register: Option<&crate::model::Register>,
    place: &str,
) -> Read<Entry> {
    let Json::Object(map) = json else {
        return error(place, "要写成一个 JSON 对象");
    };
    let mut entry = Entry::default();
    for (key, value) in map {
        let place = format!("{place}.{key}");
        match key.as_str() {
            "person" => entry.person = Some(text(value, &place)?),
            "from" => entry.from = date_or_null(value, &place)?,
            "to" => entry.to = date_or_null(value, &place)?,
            name => {
                let ty = register
                    .and_then(|r| r.fields.iter().find(|f| &*f.name == name))
                    .map(|f| f.ty.clone());
                let value = match ty {
                    Some(ty) => value_from_json(value, &ty),
                    None if register.is_some_and(|r| r.declared) => {
                        let known = register
                            .into_iter()
                            .flat_map(|r| &r.fields)
                            .map(|f| &*f.name);
                        Err(format!(
                            "名录没有叫“{name}”的字段{}",
                            suggestion(name, known)
                        ))
                    }
                    None => value_from_json(value, &Type::Open)
                        .or_else(|_| value_from_json(value, &Type::Number)),
                };
                match value {
                    Ok(value) => entry.fields.insert(name.into(), value),
                    Err(message) => return error(place, message),
                };
            }
        }
    }
    if let Some(register) = register {
        by_declared_names(&mut entry, register);
    }
    Ok(entry)
}

// An entry may give its key and validity by their declared names too.
fn by_declared_names(entry: &mut Entry, register: &crate::model::Register) {
    if let Some((from, to)) = &register.valid {
        let date = |v: Option<&Value>| match v {
            Some(Value::Date(d)) => Some(*d),
            _ => None,
        };
        entry.from = entry.from.or(date(entry.fields.get(from)));
        entry.to = entry.to.or(date(entry.fields.get(to)));
    }
    if entry.person.is_none() {
        let key = register.keys.first().and_then(|k| entry.fields.get(k));
        entry.person = key.and_then(Value::as_text).cloned();
    }
}

fn posts(json: Option<&Json>, model: &Model) -> Read<Option<Vec<PostEntry>>> {
    let entries = match json {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::Array(entries)) => entries,
        Some(_) => return error("posts", "要写成一个列"),
    };
    let mut list = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        let place = format!("posts[{i}]");
        let get = |key: &str| entry.get(key);
        let role = role_named(get("role"), model, &place)?;
        let (Some(person), Some(role)) = (get("person"), role) else {
            return error(place, "要写明 person 和 role");
        };
        let day =
            |key: &str| get(key).map_or(Ok(None), |v| date_or_null(v, &format!("{place}.{key}")));
        list.push(PostEntry {
            person: text(person, &place)?,
            role,
            from: day("from")?,
            to: day("to")?,
        });
    }
    Ok(Some(list))
}

fn role_named(
    json: Option<&Json>,
    model: &Model,
    place: &str,
) -> Read<Option<crate::model::RoleId>> {
    let name = match json {
        None | Some(Json::Null) => return Ok(None),
        Some(name) => text(name, place)?,
    };
    match model.role_named(&name) {
        Some(id) => Ok(Some(id)),
        None => {
            let hint = suggestion(&name, model.roles.iter().map(|r| &*r.name));
            error(
                format!("{place}.role"),
                format!("没有叫“{name}”的角色{hint}"),
            )
        }
    }
}

fn text(json: &Json, place: &str) -> Read<Arc<str>> {
    match json {
        Json::String(s) => Ok(s.as_str().into()),
        _ => error(place, "要写文字"),
    }
}

fn date(json: &Json, place: &str) -> Read<Date> {
    match json {
        Json::String(s) => s
            .parse()
            .or_else(|e: fadu_base::date::DateError| error(place, e.to_string())),
        _ => error(place, "要写日期，例如 2026-01-31"),
    }
}

fn date_or_null(json: &Json, place: &str) -> Read<Option<Date>> {
    if json.is_null() {
        Ok(None)
    } else {
        date(json, place).map(Some)
    }
}

fn record(json: &Json, index: usize, model: &Model) -> Read<Record> {
    let place = format!("acts[{index}]");
    let Json::Object(map) = json else {
        return error(place, "要写成一个 JSON 对象");
    };
    const KEYS: [&str; 9] = [
        "act",
        "on",
        "recorded",
        "by",
        "role",
        "facts",
        "behaviour",
        "approved",
        "revokes",
    ];
    if let Some(key) = map.keys().find(|k| !KEYS.contains(&k.as_str())) {
        return error(
            format!("{place}.{key}"),
            format!("没有这个键{}", suggestion(key, KEYS.into_iter())),
        );
    }
    let id = act_named(map.get("act"), model, &place)?;
    let act = model.act(id);
    let on = match map.get("on") {
        Some(on) => date(on, &format!("{place}.on"))?,
        None => return error(place, "要写明日期 on"),
    };
    let recorded = map
        .get("recorded")
        .map_or(Ok(on), |d| date(d, &format!("{place}.recorded")))?;
    let role = match role_named(map.get("role"), model, &place)? {
        Some(role) => Some(role),
        None => the_only_role(act, model, &place)?,
    };
    Ok(Record {
        act: id,
        on,
        recorded,
        by: persons(map.get("by"), &format!("{place}.by"))?,
        role,
        facts: facts(map.get("facts"), model, &place)?,
        behaviour: behaviour(map.get("behaviour"), act, &place)?,
        approved: persons(map.get("approved"), &format!("{place}.approved"))?,
        revokes: match map.get("revokes") {
            None | Some(Json::Null) => None,
            Some(n) => match n
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .filter(|n| *n < index)
            {
                Some(n) => Some(n),
                None => {
                    return error(
                        format!("{place}.revokes"),
                        "要写前面某个行为的序号，从 0 起",
                    );
                }
            },
        },
    })
}

fn act_named(json: Option<&Json>, model: &Model, place: &str) -> Read<ActId> {
    let Some(Json::String(name)) = json else {
        return error(place, "要写明行为 act");
    };
    let by_slug = || {
        model
            .acts
            .iter()
            .position(|a| *a.slug == **name)
            .map(|i| ActId(i as u16))
    };
    match model.act_named(name).or_else(by_slug) {
        Some(id) => Ok(id),
        None => {
            let hint = suggestion(name, model.acts.iter().map(|a| &*a.name));
            error(
                format!("{place}.act"),
                format!("没有叫“{name}”的行为{hint}"),
            )
        }
    }
}

// A record has one role; where the act knows only one it need not be said.
fn the_only_role(act: &Act, model: &Model, place: &str) -> Read<Option<crate::model::RoleId>> {
    match act.roles.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        many => {
            let names: Vec<&str> = many.iter().map(|r| &*model.role(*r).name).collect();
            error(
                place,
                format!("要写明 role，是其中一个：{}", names.join("、")),
            )
        }
    }
}

fn persons(json: Option<&Json>, place: &str) -> Read<Vec<Arc<str>>> {
    match json {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(Json::String(one)) => Ok(vec![one.as_str().into()]),
        Some(Json::Array(list)) => list.iter().map(|p| text(p, place)).collect(),
        Some(_) => error(place, "要写成一个列"),
    }
}

fn facts(
    json: Option<&Json>,
    model: &Model,
    place: &str,
) -> Read<Vec<(crate::model::FactId, Value)>> {
    let mut found = Vec::new();
    for (name, value) in object(json, &format!("{place}.facts"))? {
        let place = format!("{place}.facts.{name}");
        let Some(id) = model.fact_named(name) else {
            let hint = suggestion(name, model.facts.iter().map(|f| &*f.name));
            return error(place, format!("没有叫“{name}”的事实{hint}"));
        };
        match value_from_json(value, &model.fact(id).ty) {
            Ok(value) => found.push((id, value)),
            Err(message) => return error(place, message),
        }
    }
    Ok(found)
}

fn behaviour(json: Option<&Json>, act: &Act, place: &str) -> Read<BTreeMap<Arc<str>, Value>> {
    let mut found = BTreeMap::new();
    for (key, value) in object(json, &format!("{place}.behaviour"))? {
        let place = format!("{place}.behaviour.{key}");
        let field = key.split_once('.').and_then(|(behaviour, field)| {
            act.behaviours
                .iter()
                .find(|b| b.name == behaviour)
                .and_then(|b| b.field(field))
        });
        let Some(field) = field else {
            let known: Vec<String> = act
                .behaviours
                .iter()
                .flat_map(|b| b.fields.iter().map(|f| format!("{}.{}", b.name, f.name)))
                .collect();
            let hint = suggestion(key, known.iter().map(String::as_str));
            return error(place, format!("这个行为的类没有“{key}”{hint}"));
        };
        match value_from_json(value, &field.kind.ty()) {
            Ok(value) => found.insert(key.as_str().into(), value),
            Err(message) => return error(place, message),
        };
    }
    Ok(found)
}
