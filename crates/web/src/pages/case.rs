//! 办件页: what happened, what may be done now. Act bar and clocks stand beside the history, above it on narrow screens.

use fadu_base::Date;
use fadu_desk::view::{ActBar, ApprovalRow, CasePage, Clock, ClockState, FieldError};
use maud::{Markup, html};

use crate::components::{
    Tone, act_bar, as_of_bar, case_head, case_nav, clocks, day_picker, error_summary,
    fact_list_folded, joined, notice, paper_list, timeline,
};
use crate::url;

/// The page; `oldest` turns the history round.
pub fn body(page: &CasePage, oldest: bool) -> Markup {
    let alias = &page.head.alias;
    let base = format!("/office/cases/{alias}");
    let mut items = page.timeline.clone();
    if oldest {
        items.reverse();
    }
    html! {
        div.case {
            div.full {
                @if let Some(day) = page.as_of { (as_of_bar(day, &base)) }
                (case_head(&page.head))
                (case_nav(alias, ""))
            }
            div.side {
                @if page.as_of.is_none() { (act_bar(&nearest_first(page), &base)) }
                (clocks(&page.clocks))
            }
            div.body {
                @if !page.approvals.is_empty() { (waiting(&page.approvals)) }
                section.box aria-labelledby="tl-h" {
                    h2 id="tl-h" {
                        "办案经过 "
                        small { a href=(url::to(order_link(&base, oldest))) { @if oldest { "从新到旧" } @else { "从旧到新" } } }
                    }
                    @if items.is_empty() { p.muted { "还没有办理。" } }
                    @else { (timeline(&items, "/office")) }
                }
                section.box aria-labelledby="facts-h" {
                    h2 id="facts-h" { "已有信息" }
                    (fact_list_folded(&page.facts))
                }
                @if !page.documents.is_empty() { (paper_list(&page.documents, "/office", "文书")) }
                (day_picker(&base, "asof", "看某一天的样子", page.as_of, &[]))
            }
        }
    }
}

/// The bar with the blocked acts that a clock asks for on top, and those that stand already at the end.
fn nearest_first(page: &CasePage) -> ActBar {
    let asked = |name: &str| {
        let open = |c: &&Clock| {
            !matches!(
                c.state,
                ClockState::Discharged | ClockState::Lapsed | ClockState::Gone
            )
        };
        page.clocks
            .iter()
            .filter(open)
            .any(|c| c.act.split('、').any(|a| a == name))
    };
    let done = |name: &str| page.timeline.iter().any(|i| i.act == name);
    let mut bar = page.bar.clone();
    bar.blocked
        .sort_by_key(|b| match (asked(&b.act.name), done(&b.act.name)) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        });
    bar
}

fn order_link(base: &str, oldest: bool) -> String {
    if oldest {
        base.to_owned()
    } else {
        format!("{base}?order=oldest")
    }
}

fn waiting(rows: &[ApprovalRow]) -> Markup {
    notice(
        Tone::Warn,
        html! {
            @for row in rows { p {
                a href=(url::to(format!("/office/approvals/{}", row.id))) { (row.act) "正在审批" }
                "：" (row.by) " " time datetime=(row.since) { (row.since) } " 送审"
                @if let Some(why) = &row.returned { "，已退回：" (why) }
            } }
        },
    )
}

/// A hand-over: from, to, by, day, why.
pub type HandOver = (String, String, String, Date, String);

/// 经办: who works on it, and handing it over.
pub fn people(page: &CasePage, past: &[HandOver], key: &str, errors: &[FieldError]) -> Markup {
    let alias = &page.head.alias;
    html! {
        (error_summary(errors))
        (case_head(&page.head))
        (case_nav(alias, "/people"))
        section.box {
            h2 { "现在的承办人" }
            p { (joined(&page.head.officers)) }
            @if !past.is_empty() {
                h3 { "转交过的" }
                ul { @for (from, to, by, day, why) in past { li { time datetime=(day) { (day) } " " (from) " 交给 " (to) "（" (by) "办）：" (why) } } }
            }
        }
        @if page.head.closed.is_some() && !page.head.erased {
            p { a href=(url::to(format!("/office/cases/{alias}/erase"))) { "保存期限届满的，清除个人信息" } }
        }
        form.box method="post" action=(url::to(format!("/office/cases/{alias}/people"))) {
            h2 { "转交我承办的" }
            p.hint { "以前办的仍然算原来的人办的；转交本身也是记录。" }
            input type="hidden" name="idempotency" value=(key);
            div.f {
                label for="f-to" { "交给谁" }
                select id="f-to" name="to" {
                    option value="" { "请选择" }
                    @for p in &page.people { option value=(p.id) { (p.name) "，" (joined(&p.posts)) } }
                }
            }
            div.f { label for="f-why" { "为什么" } input.line id="f-why" name="why" autocomplete="off"; }
            button type="submit" { "转交承办" }
        }
    }
}
