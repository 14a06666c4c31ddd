//! Known facts 已有信息: value, where it comes from, since when. Shown, never asked again.

use fadu_desk::view::{FactRow, FactSource};
use maud::{Markup, html};

use super::{Row, summary_list};

/// The list of known facts.
pub fn fact_list(facts: &[FactRow]) -> Markup {
    let rows: Vec<Row> = facts
        .iter()
        .filter(|f| !f.value.is_empty())
        .map(|f| {
            Row::markup(
                f.label.clone(),
                html! { (f.value) " " (source_badge(f)) @if f.personal { " " span.tag { "个人信息" } } },
            )
        })
        .collect();
    summary_list(&rows)
}

/// `已有 · 立案（第 1 项）· 2026-10-30`
fn source_badge(fact: &FactRow) -> Markup {
    html! {
        span.badge {
            (source_words(&fact.source))
            @if let Some(day) = fact.since { " · " time datetime=(day) { (day) } }
        }
    }
}

fn source_words(source: &FactSource) -> String {
    match source {
        FactSource::Act { seq, name } => format!("已有 · {name}（第 {seq} 项）"),
        FactSource::Computed => "已有 · 推算".to_owned(),
        FactSource::Table(name) => format!("已有 · {name}"),
        FactSource::Register(name) => format!("已有 · {name}"),
        FactSource::Initial => "已有 · 程序规定".to_owned(),
    }
}
