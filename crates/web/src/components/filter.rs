//! Filter bar 筛选: a GET form whose choices stand in the address; each active one can be taken away.

use fadu_desk::view::Choice;
use maud::{Markup, html};

use crate::url;

/// One field of the bar.
#[derive(Clone, Debug)]
pub struct FilterField {
    /// Name in the query.
    pub name: &'static str,
    /// Label.
    pub label: &'static str,
    /// What stands there.
    pub value: String,
    /// Choices of a `<select>`; empty: a text.
    pub choices: Vec<Choice>,
}

/// The bar at `action`.
pub fn filter_bar(action: &str, fields: &[FilterField]) -> Markup {
    let active: Vec<&FilterField> = fields.iter().filter(|f| !f.value.is_empty()).collect();
    html! {
        form.filter method="get" action=(url::to(action)) aria-label="筛选" {
            div.fields {
                @for f in fields { div { label for={ "q-" (f.name) } { (f.label) } (control(f)) } }
                button.second type="submit" { "筛选" }
            }
            @if !active.is_empty() {
                ul.active {
                    @for f in &active { li { (f.label) "：" (shown(f)) " " a href=(without(action, fields, f.name)) { "去掉" span.vh { (f.label) } } } }
                    li { a href=(url::to(action)) { "清除筛选" } }
                }
            }
        }
    }
}

fn control(f: &FilterField) -> Markup {
    html! {
        @if f.choices.is_empty() {
            input id={ "q-" (f.name) } name=(f.name) value=(f.value) autocomplete="off";
        } @else {
            select id={ "q-" (f.name) } name=(f.name) {
                option value="" { "全部" }
                @for c in &f.choices { option value=(c.value) selected[c.value == f.value] { (c.label) } }
            }
        }
    }
}

fn shown(f: &FilterField) -> &str {
    f.choices
        .iter()
        .find(|c| c.value == f.value)
        .map_or(f.value.as_str(), |c| c.label.as_str())
}

fn without(action: &str, fields: &[FilterField], name: &str) -> String {
    let rest: Vec<String> = fields
        .iter()
        .filter(|f| f.name != name && !f.value.is_empty())
        .map(|f| format!("{}={}", f.name, url::segment(&f.value)))
        .collect();
    let query = if rest.is_empty() {
        String::new()
    } else {
        format!("?{}", rest.join("&"))
    };
    url::to(format!("{action}{query}"))
}
