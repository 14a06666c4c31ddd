//! 今日: what is my turn, by which day. Grouped by why; no figures about colleagues.

use fadu_desk::view::{DraftRow, Today, TodayItem, TodayKind};
use maud::{Markup, html};

use crate::components::{Tone, chips, day_words, notice, stamp};
use crate::url;

const GROUPS: [(TodayKind, &str); 5] = [
    (TodayKind::Overdue, "已过期限"),
    (TodayKind::DueToday, "今天到期"),
    (TodayKind::Mine, "轮到我"),
    (TodayKind::Approve, "等我审批"),
    (TodayKind::Waiting, "等别人"),
];

/// The page.
pub fn body(page: &Today) -> Markup {
    html! {
        h1 { "今日 " small.muted { time datetime=(page.day) { (day_words(page.day)) } } }
        @for (register, day) in &page.certificates {
            (notice(Tone::Warn, html! { p { "您的" (register) " " time datetime=(day) { (day_words(*day)) } " 到期。到期以后不能参加需要它的行为，请先办换证。" } }))
        }
        @if page.items.is_empty() {
            div.box { p.muted { "今天没有轮到您的事，也没有到期的期限。" } p { a href=(url::to("/office/cases")) { "查看办件" } } }
        }
        @for (kind, name) in GROUPS { (group(page, kind, name)) }
        @if page.more { p { "还有没列出的。" a href=(url::to("/office/cases?mine=1&state=open")) { "查看我的全部办件" } } }
        @if !page.drafts.is_empty() { (drafts(&page.drafts)) }
    }
}

fn group(page: &Today, kind: TodayKind, name: &str) -> Markup {
    let items: Vec<&TodayItem> = page.items.iter().filter(|i| i.kind == kind).collect();
    if items.is_empty() {
        return html! {};
    }
    html! {
        section.box aria-label=(name) {
            h2 { (name) " " small.muted { (items.len()) " 件" } }
            ul.rows { @for item in items { li { (one(item)) } } }
        }
    }
}

fn one(item: &TodayItem) -> Markup {
    let class = match item.kind {
        TodayKind::Overdue => "stop",
        TodayKind::DueToday => "warn",
        _ => "muted",
    };
    html! {
        a.title href=(url::to(address(item))) { (item.act) "：" (item.title) }
        " " span.no.small.muted { (item.case_alias) }
        @if !item.summary.is_empty() { br; span class={ "small " (class) } { (item.summary) } " " (chips(&item.chips)) }
    }
}

fn address(item: &TodayItem) -> String {
    match (&item.approval, &item.slug, item.kind) {
        (Some(draft), _, _) => format!("/office/approvals/{draft}"),
        (None, Some(slug), TodayKind::Mine | TodayKind::DueToday) => {
            format!("/office/cases/{}/acts/new/{slug}", item.case_alias)
        }
        _ => format!("/office/cases/{}", item.case_alias),
    }
}

fn drafts(rows: &[DraftRow]) -> Markup {
    html! {
        section.box aria-label="草稿" {
            h2 { "没有办完的草稿" }
            ul.rows { @for row in rows { li {
                a.title href=(url::to(draft_address(row))) { (row.act) "：" (row.title) }
                " " span.small.muted { (stamp(&row.saved)) " 保存" }
            } } }
        }
    }
}

fn draft_address(row: &DraftRow) -> String {
    match &row.case_alias {
        Some(alias) => format!("/office/cases/{alias}/acts/new/{}", row.slug),
        None => format!("/office/intake/{}/{}", row.procedure_slug, row.slug),
    }
}
