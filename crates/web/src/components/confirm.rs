//! Confirm with consequence 办理前确认: numbers, receivers, clocks, what cannot be undone. A page, never a window over one.

use fadu_desk::view::{ClockPlan, ConfirmPage};
use maud::{Markup, html};

use super::{chips, day_words, derivation, joined};

/// What follows from the act.
pub fn consequences(page: &ConfirmPage) -> Markup {
    html! {
        section.box aria-labelledby="after-h" {
            h2 id="after-h" { "办了以后" }
            ul {
                li { "写进办案经过，记下办理人和日期" }
                @if let Some(no) = &page.case_number { li { "案号：预计编号 " span.no { (no) } } }
                @for paper in &page.documents {
                    li { "发出" (paper.name) @if let Some(no) = &paper.number { "，预计编号 " span.no { (no) } } }
                }
                @for line in &page.served { li { (line) } }
                @for line in &page.discharged { li { "期限了结：" (line) } }
                @if !page.system_first.is_empty() { li { "系统先记录：" (joined(&page.system_first)) } }
                @if !page.approval.is_empty() { li { "先送 " (joined(&page.approval)) " 审批，批准后才生效" } }
            }
            @if !page.clocks.is_empty() {
                h3 { "开始走的期限" }
                @for clock in &page.clocks { (plan(clock)) }
            }
            @if !page.final_words.is_empty() {
                h3 { "不能反悔的" }
                ul { @for line in &page.final_words { li { (line) } } }
            }
        }
    }
}

fn plan(clock: &ClockPlan) -> Markup {
    html! {
        details.clock {
            summary {
                span.name { (clock.name) }
                @if let Some(day) = clock.due { "：到 " time datetime=(day) { (day_words(day)) } }
            }
            p { (clock.text) " " (chips(&clock.chips)) }
            (derivation(&clock.derivation))
        }
    }
}
