//! 证明: each demand of the law with its article and reason, failures as histories to read, what the proof assumes.

use fadu_desk::proof_view::{HistoryStep, ProofSheet, WaitingView};
use fadu_desk::view::{ProcedurePage, ProofRow};
use maud::{Markup, html};

use crate::components::{Tone, chips, joined, notice};
use crate::url;

/// So many demands are shown in full in one list.
const FULL: usize = 60;

/// What stands above everything else: not switched on, a newer version waits, or something was taken on.
pub fn standing(page: &ProcedurePage) -> Markup {
    let next = url::to(format!("/procedures/{}/waiting", page.slug));
    html! {
        @match (&page.waiting, page.on) {
            (Some(w), false) => { (notice(Tone::Stop, html! { p { b { "这一版没有启用，不能用来开办新案。" } (w.why) } })) }
            (Some(w), true) => { (notice(Tone::Warn, html! { p { "有一个新版本没有启用：" (w.why) " " a href=(next) { "看新版本" } } })) }
            (None, _) => {}
        }
        @if page.on { @if let Some(accepted) = page.sheet.as_ref().and_then(|s| s.accepted.as_ref()) {
            (notice(Tone::Warn, html! {
                p { b { "带着 " (accepted.open.len()) " 项没有证出的启用。" } }
                p { (accepted.by) " " time datetime=(accepted.day) { (accepted.day) } " 写明理由：" (accepted.because) }
                details { summary { "是哪些" } p { (joined(&accepted.open)) } }
            }))
        } }
    }
}

/// The section of a procedure's page.
pub fn section(page: &ProcedurePage) -> Markup {
    html! {
        section.box id="proofs" {
            h2 { "证明" }
            @match &page.sheet {
                Some(sheet) => (whole(sheet)),
                None => {
                    p { "这一版还没有证明过。法律对它的要求有 " (page.demands.len()) " 项：" }
                    (listed(&page.demands.iter().collect::<Vec<_>>()))
                }
            }
        }
    }
}

/// A version that waits, on a page of its own.
pub fn waiting(name: &str, waiting: &WaitingView) -> Markup {
    html! {
        h1 { (name) "：没有启用的版本" }
        p.muted { "版本 " span.code { (waiting.version) } }
        (notice(Tone::Stop, html! { p { (waiting.why) } }))
        section.box { h2 { "证明" } @match &waiting.sheet { Some(sheet) => (whole(sheet)), None => p { "还没有证明过。" } } }
    }
}

/// Everything that is known of a proof. Failures come first.
pub fn whole(sheet: &ProofSheet) -> Markup {
    let of = |result: &'static str| sheet.properties.iter().filter(move |p| p.result == result);
    let rest =
        |p: &&ProofRow| !["proved", "violated", "not_applicable"].contains(&p.result.as_str());
    let open: Vec<&ProofRow> = sheet.properties.iter().filter(rest).collect();
    html! {
        p {
            "已证明 " b { (of("proved").count()) } " 项，有反例 " b { (of("violated").count()) } " 项，没有证出 " b { (open.len()) }
            " 项，不适用 " (of("not_applicable").count()) " 项。"
        }
        p.small.muted { time datetime=(sheet.day) { (sheet.day) } " 由 " (sheet.checker) " 对每一种可能的办理经过检验。" (sheet.assumption) "证明的是这一版程序，不是某一件办件。" }
        ul.rows {
            @for row in of("violated") { li { (property(row)) } }
        }
        (listed(&open))
        (others(sheet))
        (folded("已证明的", &of("proved").collect::<Vec<_>>()))
        (folded("不适用的", &of("not_applicable").collect::<Vec<_>>()))
        (margins(sheet))
        (redundant(sheet))
    }
}

// The first in full; a page stays light, so the rest by name.
fn listed(rows: &[&ProofRow]) -> Markup {
    let (whole, names) = rows.split_at(rows.len().min(FULL));
    let names: Vec<String> = names.iter().map(|r| r.name.clone()).collect();
    html! {
        ul.rows { @for row in whole { li { (property(row)) } } }
        @if !names.is_empty() { p.small { "还有 " (names.len()) " 项：" (joined(&names)) } }
    }
}

fn folded(title: &str, rows: &[&ProofRow]) -> Markup {
    html! { @if !rows.is_empty() { details { summary { (title) " " (rows.len()) " 项" } (listed(rows)) } } }
}

fn others(sheet: &ProofSheet) -> Markup {
    html! {
        h3 { "另外检验的" }
        p.small.muted { "每个行为办得成、办件不会卡住、每个期限了结得了、裁量表没有毛病：" (sheet.others_hold) " 项成立" @if !sheet.others.is_empty() { "，" (sheet.others.len()) " 项要看" } "。" }
        @if !sheet.others.is_empty() { ul.rows { @for o in &sheet.others { li { (mark(&o.result)) " " b { (o.subject) } @if !o.detail.is_empty() { "：" (o.detail) } } } } }
    }
}

fn margins(sheet: &ProofSheet) -> Markup {
    html! {
        @if !sheet.margins.is_empty() {
            h3 { "期限够不够用" }
            div.region role="region" tabindex="0" aria-label="期限的余地" { table.stack {
                thead { tr { th scope="col" { "期限" } th scope="col" { "当事人用掉的" } th.r scope="col" { "最紧的那天还剩" } } }
                tbody { @for m in &sheet.margins { tr {
                    th scope="row" { (m.duty) }
                    td data-l="当事人用掉的" { @if m.options.is_empty() { "没有" } @else { (joined(&m.options)) } }
                    td.r data-l="最紧的那天还剩" { @if m.fits { (m.days) " 天" } @else { span.stop { "不够，差 " (m.days.abs()) " 天" } } }
                } } }
            } }
        }
    }
}

fn redundant(sheet: &ProofSheet) -> Markup {
    html! {
        h3 { "多余的规范" }
        @match &sheet.redundant {
            None => p.muted { "没有做过改坏检查，不知道有没有多余的。" },
            Some(list) if list.is_empty() => p { "没有。每一条去掉，都会有要求守不住。" },
            Some(list) => { p { "下面的去掉以后，能办的经过一个也不多：" } ul { @for n in list { li { (n) } } } }
        }
    }
}

fn property(row: &ProofRow) -> Markup {
    html! {
        (mark(&row.result)) " " b { (row.name) } " " (row.reason) " " (chips(&row.chips))
        @if !row.detail.is_empty() { p.small.muted { (row.detail) } }
        @if !row.steps.is_empty() { details.why open { summary { "最短的违法经过" } (history(&row.steps)) } }
    }
}

/// A history day by day.
pub fn history(steps: &[HistoryStep]) -> Markup {
    html! {
        ol.history { @for s in steps { li {
            time datetime=(s.day) { (s.day) } " " b { (s.act) } "（" (s.by) "）"
            @if !s.facts.is_empty() { br; span.small.muted { @for (i, (name, value)) in s.facts.iter().enumerate() { @if i > 0 { "，" } (name) "：" (value) } } }
        } } }
    }
}

/// Shape and word of a result.
pub fn mark(result: &str) -> Markup {
    let (class, word) = match result {
        "proved" => ("ok", "✓ 已证明"),
        "violated" => ("stop", "✕ 有反例"),
        "not_applicable" => ("muted", "○ 不适用"),
        "not_proved" => ("warn", "◐ 没有证出"),
        "warning" => ("warn", "⚠ 提醒"),
        _ => ("warn", "◐ 还没有检验"),
    };
    html! { span class=(class) { (word) } }
}
