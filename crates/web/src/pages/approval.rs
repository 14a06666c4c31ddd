//! 审批: what waits for me, and the page on which one is approved or returned.

use fadu_desk::view::{ApprovalPage, ApprovalRow, FieldError};
use maud::{Markup, html};

use super::check;
use crate::components::{Empty, Tone, empty, error_summary, field_id, notice};
use crate::url;

/// The list.
pub fn list(rows: &[ApprovalRow]) -> Markup {
    let (mine, others): (Vec<_>, Vec<_>) = rows.iter().partition(|r| r.yours);
    html! {
        h1 { "审批" }
        section.box {
            h2 { "等我审批" }
            @if mine.is_empty() { (empty(&Empty::Nothing("现在没有等您审批的。"))) }
            @else { (lines(&mine)) }
        }
        @if !others.is_empty() { section.box { h2 { "我送的和别人审批的" } (lines(&others)) } }
    }
}

fn lines(rows: &[&ApprovalRow]) -> Markup {
    html! {
        ul.rows { @for row in rows { li {
            a.title href=(url::to(format!("/office/approvals/{}", row.id))) { (row.act) "：" (row.title) }
            " " span.no.small.muted { (row.case_alias) }
            br; span.small.muted { (row.by) " " time datetime=(row.since) { (row.since) } " 送审 · " (steps(row)) }
            @if let Some(why) = &row.returned { br; span.small.warn { "已退回：" (why) } }
        } } }
    }
}

fn steps(row: &ApprovalRow) -> String {
    row.steps
        .iter()
        .map(|(role, who)| match who {
            Some(name) => format!("✓ {role} {name}"),
            None => format!("○ {role}"),
        })
        .collect::<Vec<_>>()
        .join(" · ")
}

/// One draft; `reason` is what was typed before an error.
pub fn body(page: &ApprovalPage, key: &str, errors: &[FieldError], reason: &str) -> Markup {
    let row = &page.row;
    html! {
        (error_summary(errors))
        p.muted { a href=(url::to(format!("/office/cases/{}", row.case_alias))) { (row.title) } }
        h1 { "审批：" (row.act) }
        p { (row.by) " " time datetime=(row.since) { (row.since) } " 送审 · " (steps(row)) }
        @if let Some(why) = &row.returned { (notice(Tone::Warn, html! { p { "已退回：" (why) } })) }
        div.case {
            div.side {
                @if row.yours { (decide(page, key, errors, reason)) }
                @else { div.box { p.muted { "这一步现在不由您审批。您可以看内容和进度。" } } }
                @if !page.opinions.is_empty() { section.box { h2 { "已有意见" } ul { @for (name, role, words) in &page.opinions { li { (name) "（" (role) "）：" (words) } } } } }
                p.small.muted { "批准的是这份内容：" span.code { (page.hash) } }
            }
            div.body {
                (check::for_approval(&page.confirm))
                @for (name, paragraphs) in &page.preview {
                    article.sheet aria-label=(name) { @for (i, text) in paragraphs.iter().enumerate() { (super::document::line(i, text, &[name.as_str()])) } }
                    p.small.muted { "草稿，没有编号，没有效力。" }
                }
            }
        }
    }
}

fn decide(page: &ApprovalPage, key: &str, errors: &[FieldError], reason: &str) -> Markup {
    let id = field_id("reason");
    let error = errors.iter().find(|e| e.field == "reason");
    html! {
        form.box method="post" action=(url::to(format!("/office/approvals/{}", page.row.id))) {
            h2 { "您的审批" }
            input type="hidden" name="idempotency" value=(key);
            input type="hidden" name="hash" value=(page.hash);
            div.f.bad[error.is_some()] {
                label for=(id) { "意见" }
                p.hint id="reason-hint" { "退回的，要写明理由和怎么改" }
                @if let Some(e) = error { p.err id="reason-err" { span.vh { "错误：" } (e.text) } }
                textarea id=(id) name="reason" aria-describedby="reason-hint" { (reason) }
            }
            div.actions {
                button type="submit" name="step" value="approve" { "批准" }
                button.second type="submit" name="step" value="return" { "退回补正" }
            }
        }
    }
}
