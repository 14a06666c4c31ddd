//! Field of a form: label, hint, why we ask, the control that its kind needs, and its own error beside it.

use fadu_base::Date;
use fadu_desk::view::{Choice, Field, Input, PersonChoice};
use maud::{Markup, html};

use super::{chips, day_words, joined};

/// The id of a field's control: what an error summary links to.
pub fn field_id(name: &str) -> String {
    let safe: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    format!("f-{safe}")
}

/// The field. Its control posts under `v.NAME`; a date as three boxes, a file as `u.NAME`.
pub fn field(field: &Field) -> Markup {
    let id = field_id(&field.name);
    html! {
        div.f.bad[field.error.is_some()] {
            @if grouped(&field.input) {
                fieldset id=(id) aria-describedby=[described(field, &id)] {
                    legend { (label(field)) }
                    (help(field, &id))
                    (control(field, &id))
                }
            } @else {
                label for=(id) { (label(field)) }
                (help(field, &id))
                (control(field, &id))
            }
            (why(field))
        }
    }
}

fn grouped(input: &Input) -> bool {
    matches!(
        input,
        Input::YesNo | Input::Many(_) | Input::People(_) | Input::Date
    ) || matches!(input, Input::One(c) if c.len() <= 7)
}

fn label(field: &Field) -> Markup {
    html! { (field.label) @if !field.required { span.muted { "（可不填）" } } }
}

fn described(field: &Field, id: &str) -> Option<String> {
    let mut ids = Vec::new();
    if !field.hint.is_empty() {
        ids.push(format!("{id}-hint"));
    }
    if field.error.is_some() {
        ids.push(format!("{id}-err"));
    }
    (!ids.is_empty()).then(|| ids.join(" "))
}

fn help(field: &Field, id: &str) -> Markup {
    html! {
        @if !field.hint.is_empty() { p.hint id={ (id) "-hint" } { (field.hint) } }
        @if let Some(error) = &field.error { p.err id={ (id) "-err" } { span.vh { "错误：" } (error) } }
        @if let Some(known) = &field.known {
            p.hint { "现在是：" (known.value) @if let Some(day) = known.since { "（" time datetime=(day) { (day) } "）" } }
        }
    }
}

fn why(field: &Field) -> Markup {
    if field.why.is_empty() && field.chips.is_empty() {
        return html! {};
    }
    html! {
        details.why {
            summary { "为什么要问" span.vh { (field.label) } }
            p { (field.why) " " (chips(&field.chips)) }
        }
    }
}

fn control(field: &Field, id: &str) -> Markup {
    let name = format!("v.{}", field.name);
    let first = field.values.first().map_or("", String::as_str);
    let bad = field.error.as_ref().map(|_| "true");
    let by = described(field, id);
    match &field.input {
        Input::YesNo => radios(&name, id, &yes_no(), first),
        Input::One(choices) if choices.len() <= 7 => radios(&name, id, choices, first),
        Input::One(choices) => select(&name, id, choices, first, by, bad),
        Input::Many(choices) => boxes(&name, id, choices, &field.values),
        Input::People(people) => boxes(&name, id, &as_choices(people), &field.values),
        Input::Person(people) => person(&name, id, people, first, by, bad),
        Input::Day(days) => select(&name, id, &as_days(days), first, by, bad),
        Input::Date => date_boxes(&name, id, first, bad),
        Input::Money => html! {
            span.unit {
                input id=(id) name=(name) value=(first) inputmode="decimal" autocomplete="off" aria-describedby=[by] aria-invalid=[bad];
                span { "元" }
            }
        },
        Input::Integer | Input::Number => html! {
            input id=(id) name=(name) value=(first) inputmode="decimal" autocomplete="off" aria-describedby=[by] aria-invalid=[bad];
        },
        Input::Text | Input::Lines => html! {
            textarea id=(id) name=(name) rows="5" aria-describedby=[by] aria-invalid=[bad] { (field.values.join("\n")) }
        },
        Input::File => file(field, id, by),
        Input::Entry { choices, .. } if !choices.is_empty() => {
            select(&name, id, choices, first, by, bad)
        }
        Input::Entry { .. } | Input::Line | Input::Term | Input::Case => html! {
            input.line id=(id) name=(name) value=(first) autocomplete="off" aria-describedby=[by] aria-invalid=[bad];
        },
    }
}

/// A name with the people of the office as suggestions: not everybody who speaks in a case works here.
fn person(
    name: &str,
    id: &str,
    people: &[PersonChoice],
    value: &str,
    by: Option<String>,
    bad: Option<&str>,
) -> Markup {
    let twice = |p: &PersonChoice| people.iter().filter(|q| q.name == p.name).count() > 1;
    let shown = people
        .iter()
        .find(|p| p.id == value && !twice(p))
        .map_or(value, |p| p.name.as_str());
    html! {
        input id=(id) name=(name) value=(shown) list={ (id) "-list" } autocomplete="off" aria-describedby=[by] aria-invalid=[bad];
        datalist id={ (id) "-list" } {
            @for p in people {
                option value=(if twice(p) { &p.id } else { &p.name }) { (p.name) " " (joined(&p.posts)) }
            }
        }
    }
}

fn file(field: &Field, id: &str, by: Option<String>) -> Markup {
    html! {
        @if !field.values.is_empty() {
            p.small { "已上传 " (field.values.len()) " 个文件，可以再加" }
            @for value in &field.values { input type="hidden" name={ "v." (field.name) } value=(value); }
        }
        input id=(id) type="file" name={ "u." (field.name) } multiple aria-describedby=[by];
    }
}

fn yes_no() -> Vec<Choice> {
    ["是", "否"]
        .map(|w| Choice {
            value: w.to_owned(),
            label: w.to_owned(),
        })
        .to_vec()
}

fn as_choices(people: &[PersonChoice]) -> Vec<Choice> {
    people
        .iter()
        .map(|p| Choice {
            value: p.id.clone(),
            label: if p.posts.is_empty() {
                p.name.clone()
            } else {
                format!("{}，{}", p.name, joined(&p.posts))
            },
        })
        .collect()
}

fn as_days(days: &[Date]) -> Vec<Choice> {
    days.iter()
        .map(|d| Choice {
            value: d.to_string(),
            label: day_words(*d),
        })
        .collect()
}

fn radios(name: &str, id: &str, choices: &[Choice], chosen: &str) -> Markup {
    html! {
        @for (i, c) in choices.iter().enumerate() {
            div.choice {
                input type="radio" id={ (id) "-" (i) } name=(name) value=(c.value) checked[c.value == chosen];
                label for={ (id) "-" (i) } { (c.label) }
            }
        }
    }
}

fn boxes(name: &str, id: &str, choices: &[Choice], chosen: &[String]) -> Markup {
    html! {
        div.choices {
            @for (i, c) in choices.iter().enumerate() {
                div.choice {
                    input type="checkbox" id={ (id) "-" (i) } name=(name) value=(c.value) checked[chosen.contains(&c.value)];
                    label for={ (id) "-" (i) } { (c.label) }
                }
            }
        }
    }
}

fn select(
    name: &str,
    id: &str,
    choices: &[Choice],
    chosen: &str,
    by: Option<String>,
    bad: Option<&str>,
) -> Markup {
    html! {
        select id=(id) name=(name) aria-describedby=[by] aria-invalid=[bad] {
            option value="" { "请选择" }
            @for c in choices { option value=(c.value) selected[c.value == chosen] { (c.label) } }
        }
    }
}

/// Three boxes for a day; what is not a day stays in the first box as it was typed.
pub fn date_boxes(name: &str, id: &str, value: &str, bad: Option<&str>) -> Markup {
    let (year, month, day) = split_date(value);
    html! {
        div.date {
            (date_box("y", name, id, "年", &year, bad))
            (date_box("m", name, id, "月", &month, bad))
            (date_box("d", name, id, "日", &day, bad))
        }
    }
}

fn date_box(
    part: &str,
    name: &str,
    id: &str,
    word: &str,
    value: &str,
    bad: Option<&str>,
) -> Markup {
    html! {
        div class=(part) {
            label for={ (id) "-" (part) } { (word) }
            input id={ (id) "-" (part) } name={ (name) "~" (part) } value=(value) inputmode="numeric" autocomplete="off" aria-invalid=[bad];
        }
    }
}

/// Year, month and day of an ISO day; else the text, whole, as the year.
fn split_date(value: &str) -> (String, String, String) {
    match value.parse::<Date>() {
        Ok(day) => {
            let (y, m, d) = day.ymd();
            (y.to_string(), m.to_string(), d.to_string())
        }
        Err(_) => (value.to_owned(), String::new(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_day_is_kept_as_typed() {
        assert_eq!(split_date("2026-03-09").1, "3");
        assert_eq!(split_date("上周五").0, "上周五");
    }

    #[test]
    fn ids_have_no_dots() {
        assert_eq!(field_id("送达.方式"), "f-送达-方式");
    }
}
