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

/// What people and registers said; what follows from it and what the procedure starts with are one step away.
pub fn fact_list_folded(facts: &[FactRow]) -> Markup {
    let said = |f: &FactRow| {
        matches!(
            f.source,
            FactSource::Act { .. } | FactSource::Register(_) | FactSource::Table(_)
        )
    };
    let (known, more): (Vec<FactRow>, Vec<FactRow>) = facts.iter().cloned().partition(said);
    html! {
        @if known.is_empty() { p.muted { "还没有记录事实。" } } @else { (fact_list(&known)) }
        @if !more.is_empty() {
            details.more {
                summary { "推算的和程序规定的 " (more.len()) " 项" }
                (fact_list(&more))
            }
        }
    }
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
