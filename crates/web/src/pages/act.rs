//! 行为: what exactly was done, by whom, under which version, and its proof.

use fadu_desk::view::ActPage;
use maud::{Markup, html};

use crate::components::{
    Row, Tone, day_words, evidence_list, joined, notice, one_clock, receipt_block, stamp,
    summary_list,
};
use crate::url;

/// The page; `fresh` after doing it, `side` is `/office` or `/my`.
pub fn body(page: &ActPage, fresh: bool, side: &str) -> Markup {
    let item = &page.item;
    let receipt = page
        .receipt
        .as_ref()
        .map(|_| format!("{side}/acts/{}/receipt", item.alias));
    html! {
        @if fresh { (done_line(page, side)) }
        p.muted { a href=(url::to(case_address(page, side))) { (page.head.title) } " · 第 " (item.seq) " 项" }
        h1 { (item.act) }
        @if let Some(by) = item.revoked_by {
            (notice(Tone::Stop, html! { p { "这一项已由第 " (by) " 项撤销，原样保留，不再有效。" } }))
        }
        div.case {
            div.side { (receipt_block(&item.receipt, &page.leaf, receipt.as_deref())) }
            div.body {
                div.box { (summary_list(&rows(page))) }
                @if !page.data.is_empty() { div.box { h2 { "记录的内容" } (summary_list(&data(page))) } }
                @if !item.documents.is_empty() { (papers(page, side)) }
                @if !page.started.is_empty() { section.box { h2 { "开始走的期限" } @for c in &page.started { (one_clock(c)) } } }
                @if !page.files.is_empty() { (evidence_list(&page.files, "附件")) }
                details.box { summary { "原始记录" } pre tabindex="0" { (page.canonical) } }
            }
        }
    }
}

fn done_line(page: &ActPage, side: &str) -> Markup {
    notice(
        Tone::Done,
        html! {
            p {
                span aria-hidden="true" { "✓ " } "已办：" (page.item.act) "。编号 " span.no { (page.item.alias) } "。"
                a href=(url::to(case_address(page, side))) { "回到办件，看下一步" }
            }
        },
    )
}

fn case_address(page: &ActPage, side: &str) -> String {
    if side == "/my" {
        format!("/my/{}", page.head.alias)
    } else {
        format!("{side}/cases/{}", page.head.alias)
    }
}

fn rows(page: &ActPage) -> Vec<Row> {
    let item = &page.item;
    let mut rows = vec![
        Row::text("办理人", joined(&item.by)),
        Row::text("日期", day_words(item.on)),
    ];
    if let Some(day) = item.effective {
        rows.push(Row::text("生效日", day_words(day)));
    }
    rows.push(Row::text("记录时间", stamp(&page.recorded_at)));
    for (name, role, day) in &page.approvals {
        rows.push(Row::text(
            "批准",
            format!("{name}（{role}）{}", day_words(*day)),
        ));
    }
    rows.push(Row::markup("编号", html! { span.no { (item.alias) } }));
    rows.push(Row::markup("程序版本", html! {
        a href=(url::to(format!("/procedures/{}", page.head.procedure_slug))) { (page.head.procedure) }
        " " span.code { (page.version) }
    }));
    rows.push(Row::markup(
        "日历版本",
        html! { span.code { (page.calendar) } },
    ));
    rows
}

fn data(page: &ActPage) -> Vec<Row> {
    page.data
        .iter()
        .map(|(label, value)| Row::text(label.clone(), value.clone()))
        .collect()
}

fn papers(page: &ActPage, side: &str) -> Markup {
    html! {
        section.box {
            h2 { "文书" }
            ul.rows { @for d in &page.item.documents { li {
                a.title href=(url::to(format!("{side}/documents/{}", d.id))) { (d.name) }
                @if let Some(no) = &d.number { " " span.no { (no) } }
                " " a.btn href=(url::to(format!("{side}/documents/{}.pdf", d.id))) { "下载" span.vh { (d.name) } }
            } } }
        }
    }
}
