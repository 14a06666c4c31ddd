//! The data of a document: what must be there, and the sums of money written out from their one value.

use fadu_base::{Date, Money, amount};
use serde_json::{Map, Value, json};

/// An empty space at which a line may end; it is no part of what was written.
pub(crate) const MAY_BREAK: char = '\u{200b}';

/// The data as a template sees it, and the date that the document bears.
pub(crate) struct Checked {
    pub data: Value,
    pub date: Date,
}

/// Checks the keys that every document needs and writes out every sum of money.
///
/// # Errors
/// The key and what is wrong, in Chinese.
pub(crate) fn check(data: &Value) -> Result<Checked, String> {
    let mut data = data.clone();
    let office = data
        .pointer("/office/name")
        .and_then(Value::as_str)
        .unwrap_or("");
    if office.is_empty() {
        return Err("缺少机关名称（office.name）".to_owned());
    }
    let state = data.get("state").and_then(Value::as_str).unwrap_or("");
    if !["draft", "issued"].contains(&state) {
        return Err(format!("state 只能是 draft 或 issued，现在是 `{state}`"));
    }
    let day = data.get("date").and_then(Value::as_str).unwrap_or("");
    let date = day
        .parse::<Date>()
        .map_err(|_| format!("date 应当像 2026-04-07，现在是 `{day}`"))?;
    for holder in ["case", "act"] {
        if let Some(holder) = data.get_mut(holder).and_then(Value::as_object_mut) {
            find_sums(holder);
        }
    }
    write_out_money(&mut data)?;
    let_break(&mut data);
    Ok(Checked { data, date })
}

/// Letters and digits without a space between them, from this length on, would run out of a line or a box.
const UNBROKEN: usize = 24;

/// After so many of them a line may end.
const PIECE: usize = 10;

/// Puts places where a line may end into long addresses and numbers.
fn let_break(value: &mut Value) {
    match value {
        Value::String(text) if text.len() >= UNBROKEN => {
            if let Some(broken) = broken(text) {
                *text = broken;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(let_break),
        Value::Object(map) => map.values_mut().for_each(let_break),
        _ => {}
    }
}

fn broken(text: &str) -> Option<String> {
    let is_long = |run: &str| run.len() >= UNBROKEN && run.is_ascii();
    let pieces = |c: char| !c.is_ascii_graphic();
    text.split(pieces).any(is_long).then(|| {
        let mut out = String::new();
        for run in text.split_inclusive(pieces) {
            let word = run.trim_end_matches(pieces);
            for (at, c) in run.chars().enumerate() {
                if is_long(word) && at > 0 && at % PIECE == 0 && at < word.len() {
                    out.push(MAY_BREAK);
                }
                out.push(c);
            }
        }
        out
    })
}

/// A fact such as `30,000.00元` is a sum: it joins those of `money`, unless it is there already.
fn find_sums(holder: &mut Map<String, Value>) {
    let facts = holder.get("facts").and_then(Value::as_object);
    let sum = |(name, value): (&String, &Value)| {
        Some((name.clone(), Money::parse(value.as_str()?).ok()?))
    };
    let sums: Vec<(String, Money)> = facts.into_iter().flatten().filter_map(sum).collect();
    let money = holder
        .entry("money")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(money) = money.as_object_mut() {
        for (name, sum) in sums {
            money.entry(name).or_insert_with(|| json!({ "fen": sum.0 }));
        }
    }
}

/// Every object with `fen` gets `figure`, `words` and `text` from it. Given ones must agree: nobody types the second.
fn write_out_money(value: &mut Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(write_out_money),
        Value::Object(map) => match map.get("fen") {
            Some(fen) => {
                let fen = fen
                    .as_i64()
                    .ok_or_else(|| format!("金额（fen）应当是整数分，现在是 {fen}"))?;
                complete(map, Money(fen))
            }
            None => map.values_mut().try_for_each(write_out_money),
        },
        _ => Ok(()),
    }
}

fn complete(map: &mut Map<String, Value>, money: Money) -> Result<(), String> {
    let negative = || format!("文书里的金额不能是负数：{} 分", money.0);
    let words = amount::in_words(money).ok_or_else(negative)?;
    let words = words.trim_start_matches("人民币").to_owned();
    let text = amount::in_document(money).ok_or_else(negative)?;
    for (key, right) in [
        ("figure", money.grouped()),
        ("words", words),
        ("text", text),
    ] {
        match map.get(key).and_then(Value::as_str) {
            Some(given) if given != right => {
                return Err(format!(
                    "{} 分应写作「{right}」，数据里却是「{given}」",
                    money.0
                ));
            }
            _ => map.insert(key.to_owned(), Value::String(right)),
        };
    }
    Ok(())
}
