//! Act bar 办理条: what may be done now, by whom else, and why not yet. The lists are the engine's; the page adds no rule.

use fadu_desk::view::{ActBar, ActLink, BlockedAct, OthersTurn, ReasonView, WayStep};
use maud::{Markup, html};

use super::{chips, day_words, joined};
use crate::url;

/// Blocked acts that are listed at once; the others wait under one `<details>`.
const BLOCKED_SHOWN: usize = 4;

/// The bar of a case at `base` (`/office/cases/c26-…` or `/my/c26-…`).
pub fn act_bar(bar: &ActBar, base: &str) -> Markup {
    let (rare, usual): (Vec<_>, Vec<_>) = bar.now.iter().partition(|a| a.hidden);
    html! {
        section.acts.box id="acts" aria-labelledby="acts-h" tabindex="-1" {
            h2 id="acts-h" {
                "办理条"
                @if let Some(day) = bar.today { small { "今天 " time datetime=(day) { (day_words(day)) } } }
            }
            h3 { "现在可以办" }
            @if usual.is_empty() { p.muted { "现在没有轮到您的事。" } }
            @else { ul.can { @for act in &usual { li { (act_link(act, base)) } } } }
            @if !rare.is_empty() {
                details.more {
                    summary { "少用的 " (rare.len()) " 项" }
                    ul.can { @for act in &rare { li { (act_link(act, base)) } } }
                }
            }
            @if !bar.others.is_empty() { (others(&bar.others)) }
            @if !bar.blocked.is_empty() { (cannot(&bar.blocked, base)) }
        }
    }
}

fn act_link(act: &ActLink, base: &str) -> Markup {
    html! {
        a.act href=(url::to(format!("{base}/acts/new/{}", act.slug))) { (act.button) }
        @if act.draft { " " span.tag { "有草稿" } }
    }
}

fn others(list: &[OthersTurn]) -> Markup {
    html! {
        h3 { "轮到别人办" }
        ul.others { @for turn in list { li { (one_other(turn)) } } }
    }
}

/// `指定主持人：机关负责人，到 10月9日`
fn one_other(turn: &OthersTurn) -> Markup {
    html! {
        span aria-hidden="true" { "◐ " }
        (turn.act.name) "："
        @if turn.party { "由当事人决定" } @else { (joined(&turn.roles)) }
        @if let Some(day) = turn.due { "，到 " time datetime=(day) { (day_words(day)) } }
        @if !turn.waiting.is_empty() { br; span.small.muted { (turn.waiting) } }
    }
}

fn cannot(list: &[BlockedAct], base: &str) -> Markup {
    let (shown, more) = list.split_at(list.len().min(BLOCKED_SHOWN));
    html! {
        h3 { "暂时不能办" }
        ul.cannot { @for act in shown { li { (one_blocked(act, base)) } } }
        @if !more.is_empty() {
            details.more {
                summary { "还有 " (more.len()) " 项暂时不能办" }
                ul.cannot { @for act in more { li { (one_blocked(act, base)) } } }
            }
        }
    }
}

fn one_blocked(blocked: &BlockedAct, base: &str) -> Markup {
    html! {
        details {
            summary {
                span aria-hidden="true" { "✕ " } (blocked.act.name)
                "：还缺 " (blocked.reasons.len()) " 项"
            }
            (blocked_reasons(&blocked.reasons, &blocked.way, blocked.earliest, base))
        }
    }
}

/// Why not, the way and the earliest day: the same words here, on the form and on the page of a refusal.
pub fn blocked_reasons(
    reasons: &[ReasonView],
    way: &[WayStep],
    earliest: Option<fadu_base::Date>,
    base: &str,
) -> Markup {
    html! {
        p.small.muted { "缺什么" }
        ol { @for reason in reasons { li { (one_reason(reason)) } } }
        @if !way.is_empty() {
            p.small.muted { "怎么办" }
            ul.way { @for step in way { li { (one_step(step, base)) } } }
        }
        @if let Some(day) = earliest {
            p { "等到 " time datetime=(day) { (day_words(day)) } " 就可以办。" }
        }
    }
}

fn one_reason(reason: &ReasonView) -> Markup {
    html! {
        (reason.text) " " (chips(&reason.chips))
        @if !reason.missing.is_empty() { br; span.small.muted { "缺：" (joined(&reason.missing)) } }
        @if let Some(day) = reason.earliest {
            br; span.small.muted { "这一项最早 " time datetime=(day) { (day_words(day)) } " 具备" }
        }
        @if let Some(breach) = &reason.breach {
            br; span.small.muted { "违反的后果：" (breach) " " (chips(&reason.breach_chips)) }
        }
    }
}

fn one_step(step: &WayStep, base: &str) -> Markup {
    html! {
        @if let Some(act) = &step.act {
            a href=(url::to(format!("{base}/acts/new/{}", act.slug))) { (act.button) }
        } @else { (step.text) }
        @if step.party_decides { " " span.tag { "由当事人决定" } }
    }
}
