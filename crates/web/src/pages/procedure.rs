//! 程序: which steps, which norms with their articles on a day, which clocks, and whether it is proven.

use fadu_base::Date;
use fadu_desk::view::{NormRow, ProcedurePage, ProcedureRow, ProofRow};
use maud::{Markup, html};

use crate::components::{Empty, chips, day_picker, day_words, empty, joined};
use crate::url;

/// The list of procedures.
pub fn list(rows: &[ProcedureRow]) -> Markup {
    html! {
        h1 { "程序" }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("还没有启用程序。"))) } }
        ul.doors { @for row in rows { li {
            a href=(url::to(format!("/procedures/{}", row.slug))) { (row.name) }
            p { (row.family) @if row.on { " · 在用" } @else { " · 没有启用" } " · 在办 " (row.open_cases) " 件" }
        } } }
    }
}

/// One procedure: stages, acts, duties, proofs. Conditions stand on the page of their act.
pub fn body(page: &ProcedurePage, on: Date) -> Markup {
    html! {
        h1 { (page.name) }
        p.muted { (page.family) " · 版本 " span.code { (page.version) } }
        nav.actions aria-label="本页内容" { a href="#stages" { "阶段" } a href="#acts-list" { "行为和条件" } a href="#duties" { "期限" } a href="#proofs" { "证明" } a href="#gaps" { "没有包括的" } a href=(url::to(format!("/procedures/{}/text", page.slug))) { "程序原文" } }
        section.box id="stages" { h2 { "阶段" } ol { @for (name, acts) in &page.stages { li { b { (name) } "：" (joined(acts)) } } } }
        (acts(page, on))
        section.box id="duties" {
            h2 { "必须办的和期限" }
            @if page.duties.is_empty() { p.muted { "没有。" } }
            ul.rows { @for row in &page.duties { li { (norm(row, false)) } } }
        }
        (proofs(&page.proofs))
        @if page.running.len() > 1 { section.box { h2 { "在办的办件用哪个版本" } ul { @for (v, n) in &page.running { li { span.code { (v) } "：" (n) " 件" } } } } }
        section.box id="gaps" { h2 { "这个程序没有包括的" } @if page.gaps.is_empty() { p.muted { "没有写明。" } } @else { pre tabindex="0" { (page.gaps) } } }
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

fn proofs(rows: &[ProofRow]) -> Markup {
    html! {
        section.box id="proofs" {
            h2 { "证明" }
            p.hint { "对照法律要求逐条检验过的结论。证明的是这一版程序，不是某一件办件。" }
            @if rows.is_empty() { p.muted { "没有适用的要求。" } }
            ul.rows { @for row in rows { li { (proof(row)) } } }
        }
    }
}

fn proof(row: &ProofRow) -> Markup {
    let (class, word) = match row.result.as_str() {
        "proved" => ("ok", "✓ 已证明"),
        "violated" => ("stop", "✕ 有反例"),
        "not_applicable" => ("muted", "○ 不适用"),
        "not_proved" => ("warn", "◐ 没有证出"),
        _ => ("warn", "◐ 还没有检验"),
    };
    html! {
        span class=(class) { (word) } " " b { (row.name) } " " (row.reason) " " (chips(&row.chips))
        @if !row.detail.is_empty() { details.why { summary { @if row.result == "violated" { "看反例" } @else { "说明" } } pre tabindex="0" { (row.detail) } } }
    }
}
