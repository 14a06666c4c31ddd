//! The answer of `fadu replay` for people: what may be done, what not yet and why, what is due.

use serde_json::Value as Json;

/// The answer as plain text.
pub fn text(answer: &Json) -> String {
    let mut out = format!("{} · {}\n", str(answer, "procedure"), str(answer, "on"));
    if let Some(refused) = answer.get("refused").filter(|r| !r.is_null()) {
        let place = refused
            .get("index")
            .and_then(Json::as_u64)
            .unwrap_or_default()
            + 1;
        out.push_str(&format!(
            "第 {place} 个行为“{}”不合法：\n",
            str(refused, "act")
        ));
        list(refused, "reasons").for_each(|r| reason(&mut out, r));
    }
    let options: Vec<&Json> = list(answer, "options").collect();
    let names = |verdict: &str| -> Vec<&str> {
        options
            .iter()
            .filter(|o| str(o, "verdict") == verdict)
            .map(|o| str(o, "act"))
            .collect()
    };
    out.push_str(&format!("可以办：{}\n", or_none(&names("allowed"))));
    if !names("not_yours").is_empty() {
        out.push_str(&format!("轮到别人办：{}\n", or_none(&names("not_yours"))));
    }
    for option in options.iter().filter(|o| str(o, "verdict") == "blocked") {
        out.push_str(&format!("暂时不能办：{}\n", str(option, "act")));
        list(option, "reasons").for_each(|r| reason(&mut out, r));
        let way: Vec<&str> = list(option, "way").filter_map(Json::as_str).collect();
        if !way.is_empty() {
            out.push_str(&format!("    怎么办：{}\n", way.join(" → ")));
        }
    }
    for duty in list(answer, "duties") {
        duty_line(&mut out, duty);
    }
    out
}

fn reason(out: &mut String, reason: &Json) {
    let cites: Vec<&str> = list(reason, "cite").filter_map(Json::as_str).collect();
    let cites = if cites.is_empty() {
        String::new()
    } else {
        format!("（{}）", cites.join("、"))
    };
    out.push_str(&format!("  · {}{cites}\n", str(reason, "text")));
    if let Some(day) = reason.get("earliest").and_then(Json::as_str) {
        out.push_str(&format!("    最早 {day}\n"));
    }
}

fn duty_line(out: &mut String, duty: &Json) {
    let state = match str(duty, "state") {
        "open" => "进行",
        "discharged" => "已办",
        "overdue" => "已过期",
        "lapsed" => "不再适用",
        _ => "还不能确定",
    };
    let due = duty
        .get("due")
        .and_then(Json::as_str)
        .map_or_else(String::new, |d| format!("，最后一天 {d}"));
    out.push_str(&format!(
        "应办 {}：{state}{due}\n",
        str(duty, "act").trim_matches(['〔', '〕'])
    ));
    for step in list(duty, "derivation") {
        out.push_str(&format!("    {} {}\n", str(step, "day"), str(step, "text")));
    }
}

fn str<'j>(json: &'j Json, key: &str) -> &'j str {
    json.get(key).and_then(Json::as_str).unwrap_or_default()
}

fn list<'j>(json: &'j Json, key: &str) -> impl Iterator<Item = &'j Json> {
    json.get(key).and_then(Json::as_array).into_iter().flatten()
}

fn or_none(names: &[&str]) -> String {
    if names.is_empty() {
        "没有".to_owned()
    } else {
        names.join("、")
    }
}
