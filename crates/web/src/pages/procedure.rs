//! 程序: which steps, which norms with their articles on a day, which clocks, and whether it is proven.

use fadu_base::Date;
use fadu_desk::view::{NormRow, ProcedurePage, ProcedureRow};
use maud::{Markup, html};

use super::proof;
use crate::components::{Empty, chips, day_picker, day_words, empty, joined, markdown};
use crate::url;

/// The list of procedures.
pub fn list(rows: &[ProcedureRow], staff: bool) -> Markup {
    html! {
        h1 { "程序" }
        p.hint { "程序先证明、再启用：对每一种可能的办理经过，检验法律的要求都守得住。" }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("还没有启用程序。"))) } }
        ul.doors { @for row in rows { li {
            a href=(url::to(format!("/procedures/{}", row.slug))) { (row.name) }
            p { @if !row.family.is_empty() { (row.family) " · " } (state(row)) @if row.open_cases > 0 { " · 在办 " (row.open_cases) " 件" } }
            @if let Some(why) = &row.waits { p.small { @if row.on { "新版本没有启用：" } (why) } }
        } } }
        nav.actions aria-label="相关" { a href=(url::to("/discretion")) { "裁量基准" } @if staff { a href=(url::to("/office/trial")) { "试改程序" } } }
    }
}

fn state(row: &ProcedureRow) -> Markup {
    html! {
        @if !row.on { span.stop { "✕ 没有启用" } }
        @else {
            span.ok { "✓ 在用，已证明" @if row.proved > 0 { " " (row.proved) " 项要求" } }
            @if row.taken_on > 0 { "，" span.warn { "◐ " (row.taken_on) " 项没有证出，由单位承担" } }
        }
    }
}

/// One procedure: stages, acts, duties, proofs. Conditions stand on the page of their act.
pub fn body(page: &ProcedurePage, staff: bool, on: Date) -> Markup {
    let to = |part: &str| url::to(format!("/procedures/{}/{part}", page.slug));
    html! {
        h1 { (page.name) }
        p.muted { @if !page.family.is_empty() { (page.family) " · " } "版本 " span.code { (page.version) } }
        (proof::standing(page))
        nav.actions aria-label="本页内容" { a href="#proofs" { "证明" } a href="#stages" { "阶段" } a href="#acts-list" { "行为和条件" } a href="#duties" { "期限" } a href="#gaps" { "没有包括的" } a href=(to("description")) { "中文说明" } a href=(to("text")) { "程序原文" } @if staff { a href=(url::to(format!("/office/trial?procedure={}", page.slug))) { "试改" } } }
        (proof::section(page))
        section.box id="stages" {
            h2 { "阶段" }
            ol { @for (name, acts) in &page.stages { li { b { (name) } "：" (joined(acts)) } } }
            div.picture aria-hidden="true" { a href=(to("picture.svg")) tabindex="-1" { img src=(to("picture.svg")) alt="" loading="lazy"; } }
            p.small { a href=(to("picture.svg")) { "单独看程序图" } }
        }
        (acts(page, on))
        section.box id="duties" {
            h2 { "必须办的和期限" }
            @if page.duties.is_empty() { p.muted { "没有。" } }
            ul.rows { @for row in &page.duties { li { (norm(row, false)) } } }
        }
        @if !page.running.is_empty() { section.box {
            h2 { "在办的办件用哪个版本" }
            p { "下面的办件还在用别的版本：" }
            ul { @for (v, n) in &page.running { li { span.code { (v) } "：" (n) " 件" } } }
            @if staff { p { a href=(url::to(format!("/office/procedures/{}/cases", page.slug))) { "看哪些能转到现在的版本" } } }
        } }
        section.box id="gaps" { h2 { "这个程序没有包括的" } @if page.gaps.is_empty() { p.muted { "没有写明。" } } @else { (markdown(&page.gaps)) } }
    }
}

fn acts(page: &ProcedurePage, on: Date) -> Markup {
    html! {
        section.box id="acts-list" {
            h2 { "行为和条件" }
            p.hint { "共 " (page.acts.len()) " 个行为，点开看什么时候可以办、依据哪一条" }
            details { summary { "列出全部" }
                ul.rows { @for a in &page.acts { li {
                    a.title href=(url::to(format!("/procedures/{}/acts/{}?on={on}", page.slug, a.act.slug))) { (a.act.name) } "：" (joined(&a.roles))
                    @if !a.documents.is_empty() { br; span.small.muted { "文书 " (joined(&a.documents)) } }
                } } }
            }
        }
    }
}

/// One act of a procedure with its norms and their articles as they stood on a day.
pub fn act(page: &ProcedurePage, slug: &str, on: Date) -> Option<Markup> {
    let one = page.acts.iter().find(|a| a.act.slug == slug)?;
    let own = |rows: &'_ [NormRow]| -> Vec<NormRow> {
        rows.iter()
            .filter(|r| r.act == one.act.name)
            .cloned()
            .collect()
    };
    Some(html! {
        h1 { (one.act.name) }
        p.muted { (page.name) " · 由" (joined(&one.roles)) "办" }
        @if !one.act.hint.is_empty() { p { (one.act.hint) } }
        (day_picker(&format!("/procedures/{}/acts/{slug}", page.slug), "on", "按哪一天的条文", Some(on), &[]))
        @if !one.fills.is_empty() { section.box { h2 { "填写" } p { (joined(&one.fills)) } } }
        @if !one.documents.is_empty() { section.box { h2 { "文书" } p { (joined(&one.documents)) } } }
        (norms("conditions", "什么时候可以办", &own(&page.conditions)))
        (norms("duties", "必须办的和期限", &own(&page.duties)))
        p.small.muted { "条文按 " time datetime=(on) { (day_words(on)) } " 有效的版本显示。" }
    })
}

fn norms(id: &str, title: &str, rows: &[NormRow]) -> Markup {
    html! {
        section.box id=(id) {
            h2 { (title) }
            @if rows.is_empty() { p.muted { "没有专门规定。" } }
            ul.rows { @for row in rows { li { (norm(row, true)) } } }
        }
    }
}

fn norm(row: &NormRow, articles: bool) -> Markup {
    html! {
        b { (row.act) } " " (row.text) " " (chips(&row.chips))
        @if let Some(breach) = &row.breach { br; span.small.muted { "违反的后果：" (breach) } }
        @if articles && !row.articles.is_empty() {
            details.why { summary { "条文" } @for (chip, text) in &row.articles { p.law-in-place { b { (chip.label) } " " (text) } } }
        }
    }
}
