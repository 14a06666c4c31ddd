//! Head of a case: whose it is, its number, stage and days; and the pages of the case.

use fadu_desk::view::CaseHead;
use maud::{Markup, html};

use super::joined;
use crate::url;

/// The head as `<h1>` with its lines.
pub fn case_head(head: &CaseHead) -> Markup {
    html! {
        header.case-head {
            h1 { (head.title) }
            ul.meta {
                li.no { (head.alias) }
                @if let Some(no) = &head.number { li.no { (no) } }
                li { (head.procedure) }
                li { "阶段：" b { (head.stage) } }
                @if !head.party.is_empty() { li { "当事人：" (head.party) } }
                @if !head.officers.is_empty() { li { "承办：" (joined(&head.officers)) } }
                li { (head.office) }
                @if let Some(day) = head.opened { li { "开始 " time datetime=(day) { (day) } } }
                @if let Some(day) = head.closed { li { "办结 " time datetime=(day) { (day) } } }
                @if head.from_paper { li { span.tag { "纸质承接" } } }
                @if head.erased { li { span.tag { "个人信息已依法清除" } } }
            }
            @if !head.stages.is_empty() { (rail(head)) }
        }
    }
}

fn rail(head: &CaseHead) -> Markup {
    html! {
        ol.rail aria-label="阶段" {
            @for stage in &head.stages {
                @if stage.current { li.current aria-current="step" { span aria-hidden="true" { "● " } (stage.name) span.vh { "（现在）" } } }
                @else if stage.done { li.done { span aria-hidden="true" { "✓ " } (stage.name) span.vh { "（已办）" } } }
                @else { li { span aria-hidden="true" { "○ " } (stage.name) span.vh { "（没有到）" } } }
            }
        }
    }
}

/// Links between the pages of a case; `here` is the last part of the address of the page shown.
pub fn case_nav(alias: &str, here: &str) -> Markup {
    let pages = [
        ("", "办件"),
        ("/evidence", "证据"),
        ("/documents", "文书"),
        ("/review", "审核"),
        ("/hearing", "听证"),
        ("/meeting", "讨论"),
        ("/people", "经办"),
    ];
    html! {
        nav.subnav aria-label="办件的各页" {
            ul {
                @for (path, name) in pages {
                    li {
                        a href=(url::to(format!("/office/cases/{alias}{path}"))) aria-current=[(path == here).then_some("page")] { (name) }
                    }
                }
            }
        }
    }
}
