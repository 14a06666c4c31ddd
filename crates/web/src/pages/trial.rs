//! 试改: change one statement of a procedure, and see by line what is wrong and which demands of the law break.

use fadu_desk::trial::{TrialError, TrialPage, TrialResult, Tried};
use fadu_desk::view::FieldError;
use maud::{Markup, html};

use super::proof::{history, mark};
use crate::components::{Tone, chips, error_summary, joined, notice};
use crate::url;

/// The page.
pub fn body(page: &TrialPage, errors: &[FieldError]) -> Markup {
    html! {
        (error_summary(errors))
        h1 { "试改程序" @if !page.name.is_empty() { "：" (page.name) } }
        p { "改一条规范，马上看到法律的哪些要求守不住。" b { "只是试，不保存，也不启用。" } }
        (choose(page))
        @if page.at.is_some() { (form(page)) }
        @if let Some(result) = &page.result { (outcome(page, result)) }
    }
}

fn choose(page: &TrialPage) -> Markup {
    html! {
        form.filter method="get" action=(url::to("/office/trial")) { div.fields {
            div { label for="procedure" { "程序" } select id="procedure" name="procedure" {
                @for (slug, name) in &page.procedures { option value=(slug) selected[*slug == page.procedure] { (name) } }
            } }
            @if !page.statements.is_empty() { div { label for="at" { "改哪一条" } select id="at" name="at" {
                @for (kind, list) in &page.statements { optgroup label=(kind) {
                    @for (place, name) in list { option value=(place) selected[page.at == Some(*place)] { (name) } }
                } }
            } } }
            button.second type="submit" { @if page.statements.is_empty() { "看规范" } @else { "看这一条" } }
        } }
    }
}

fn form(page: &TrialPage) -> Markup {
    let rows = page.text.lines().count().clamp(6, 24);
    html! {
        form.box method="post" action=(url::to("/office/trial")) {
            input type="hidden" name="procedure" value=(page.procedure);
            input type="hidden" name="at" value=(page.at.unwrap_or_default());
            input type="hidden" name="version" value=(page.version);
            label for="text" { "规范原文" }
            p.hint { "一行一个条件。写法见程序原文；改坏了不要紧，会指出是哪一行。" }
            textarea.source id="text" name="text" rows=(rows) spellcheck="false" { (page.text) }
            div.actions { button type="submit" { "查看影响" } a href=(url::to(format!("/office/trial?procedure={}&at={}", page.procedure, page.at.unwrap_or_default()))) { "换回原文" } }
            p.small.muted { "检验最多 20 秒，来不及的会写明。" }
        }
    }
}

fn outcome(page: &TrialPage, result: &TrialResult) -> Markup {
    html! {
        section.box id="result" {
            h2 { "结果" }
            @if !result.errors.is_empty() {
                (notice(Tone::Stop, html! { p { "这样写程序读不懂，还没有检验。请改下面 " (result.errors.len()) " 处：" } }))
                (problems(&result.errors))
            } @else { (tried(result)) }
            @if !result.warnings.is_empty() { h3 { "提醒" } (problems(&result.warnings)) }
            @if result.errors.is_empty() { p.small.muted { "用了 " (result.seconds) " 秒。对照的是版本 " span.code { (page.version) } } }
        }
    }
}

fn problems(list: &[TrialError]) -> Markup {
    html! {
        ol.problems { @for p in list { li {
            @if p.line > 0 { b { "第 " (p.line) " 行第 " (p.column) " 个字" } "：" } @else { b { "程序的其他地方" } "：" }
            (p.text)
            @if !p.source.is_empty() { pre tabindex="0" { (p.source) } }
        } } }
    }
}

fn tried(result: &TrialResult) -> Markup {
    let fresh: Vec<&Tried> = result
        .broken
        .iter()
        .filter(|t| t.before != "violated")
        .collect();
    html! {
        @if result.unchanged { (notice(Tone::Info, html! { p { "和原文一样，没有改动。" } })) }
        @if fresh.is_empty() && result.broken.is_empty() {
            @if result.open.is_empty() && result.not_tried.is_empty() { (notice(Tone::Done, html! { p { "法律的要求都还守得住。" } })) }
            @else { (notice(Tone::Info, html! { p { "没有发现守不住的要求。" } })) }
        } @else { (notice(Tone::Stop, html! { p { "有 " (result.broken.len()) " 项法律的要求守不住，这样改不能启用。" } })) }
        ul.rows { @for t in &result.broken { li { (one(t, "violated")) } } }
        @if !result.open.is_empty() {
            h3 { "没有证出的" }
            ul.rows { @for t in &result.open { li { (one(t, "not_proved")) @if t.before == "not_proved" || t.before.is_empty() { p.small.muted { "改之前也没有证出。" } } @else { p.small { "改之前是证明了的。" } } } } }
        }
        @if !result.held.is_empty() { details { summary { "仍然守得住的 " (result.held.len()) " 项" } p { (joined(&result.held)) } } }
        @if !result.not_tried.is_empty() { details { summary { "来不及检验的 " (result.not_tried.len()) " 项" } p { (joined(&result.not_tried)) } p.small { "启用以前会全部证明。" } } }
    }
}

fn one(t: &Tried, result: &str) -> Markup {
    html! {
        (mark(result)) " " b { (t.name) } " " (t.reason) " " (chips(&t.chips))
        @if !t.note.is_empty() { p.small.muted { (t.note) } }
        @if !t.steps.is_empty() { details.why open { summary { "最短的违法经过" } (history(&t.steps)) } }
    }
}
