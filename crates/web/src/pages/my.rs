//! 我的事: a party's matters, and the page of one: the same acts and clocks, from the party's side, on a phone first.

use fadu_desk::view::{
    ActLink, BlockedAct, CaseRow, Clock, ClockState, DocumentRow, MatterPage, RemedyView,
};
use maud::{Markup, html};

use crate::components::{
    Empty, blocked_reasons, chips, clocks, day_words, derivation, empty, timeline,
};
use crate::url;

/// The list.
pub fn list(rows: &[CaseRow]) -> Markup {
    html! {
        h1 { "我的事" }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("没有和您有关的办件。收到过文书却看不到的，请拨打文书上的电话，让承办人把您登记为当事人。"))) } }
        @else { div.box { ul.rows { @for row in rows { li {
            a.title href=(url::to(format!("/my/{}", row.alias))) { (row.title) }
            " " span.no.small.muted { (row.alias) }
            br; span.small.muted { (row.procedure) " · " (row.stage) }
            @if let Some((day, what)) = &row.next { br; span.small { (what) "：到 " time datetime=(day) { (day) } } }
        } } } } }
    }
}

/// One matter.
pub fn body(page: &MatterPage) -> Markup {
    let base = format!("/my/{}", page.head.alias);
    html! {
        div.case {
            header.case-head {
                h1 { (page.head.title) }
                ul.meta {
                    li.no { (page.head.alias) }
                    @if let Some(no) = &page.head.number { li.no { (no) } }
                    li { (page.head.office) }
                    li { "现在到：" b { (page.head.stage) } }
                }
            }
            div.side { (acts(page, &base)) (clocks(&page.clocks)) }
            div.body {
                (papers(&page.documents))
                @if !page.remedies.is_empty() { (remedies(&page.remedies)) }
                section.box { h2 { "办理经过" }
                    @if page.timeline.is_empty() { p.muted { "还没有可以公开给您的办理。" } }
                    @else { (timeline(&page.timeline, "/my")) }
                }
                p { "看不懂的，可以拨打文书上的电话问承办人；免费法律咨询拨打 12348。" }
            }
        }
    }
}

// What the party may do now, with the last day where the law sets one; the rest one step away.
fn acts(page: &MatterPage, base: &str) -> Markup {
    let (rare, usual): (Vec<&ActLink>, Vec<&ActLink>) = page.bar.now.iter().partition(|a| a.hidden);
    html! {
        section.acts.box id="acts" aria-labelledby="acts-h" tabindex="-1" {
            h2 id="acts-h" {
                "您现在可以"
                @if let Some(day) = page.bar.today { small { "今天 " time datetime=(day) { (day_words(day)) } } }
            }
            @if usual.is_empty() { p.muted { "现在没有要您办的。有新的进展会显示在这里。" } }
            @else { ul.can.wide { @for act in &usual { li { (can(act, page, base)) } } } }
            @if !rare.is_empty() {
                details.more { summary { "其他" } ul.can { @for act in &rare { li { (can(act, page, base)) } } } }
            }
            @if !page.bar.blocked.is_empty() {
                details.more {
                    summary { "现在不能办的 " (page.bar.blocked.len()) " 项，为什么" }
                    ul.cannot { @for act in &page.bar.blocked { li { (cannot(act, base)) } } }
                }
            }
        }
    }
}

fn can(act: &ActLink, page: &MatterPage, base: &str) -> Markup {
    let time = |c: &&Clock| c.right && c.act == act.name && c.state == ClockState::Open;
    html! {
        a.act href=(url::to(format!("{base}/acts/new/{}", act.slug))) { (act.button) }
        @if act.draft { " " span.tag { "有草稿" } }
        @if let Some(clock) = page.clocks.iter().find(time) { " " span.small { (clock.summary) } }
    }
}

fn cannot(blocked: &BlockedAct, base: &str) -> Markup {
    html! {
        details {
            summary { span aria-hidden="true" { "✕ " } (blocked.act.name) }
            (blocked_reasons(&blocked.reasons, &blocked.way, blocked.earliest, base))
        }
    }
}

fn papers(rows: &[DocumentRow]) -> Markup {
    html! {
        section.box {
            h2 { "发给您的文书" }
            @if rows.is_empty() { p.muted { "还没有。" } }
            @else { ul.rows { @for row in rows { li {
                a.title href=(url::to(format!("/my/documents/{}", row.id))) { (row.name) }
                @if let Some(no) = &row.number { " " span.no { (no) } }
                br; span.small.muted { time datetime=(row.date) { (day_words(row.date)) } }
                " " a.btn href=(url::to(format!("/my/documents/{}.pdf", row.id))) { "下载" span.vh { (row.name) } }
            } } } }
        }
    }
}

fn remedies(list: &[RemedyView]) -> Markup {
    html! {
        section.box {
            h2 { "不服决定，可以这样做" }
            @for remedy in list {
                details.clock.open open[!remedy.over] {
                    summary { span.name { (remedy.name) } br; (remedy.summary) }
                    p { (remedy.place) "。" (chips(&remedy.chips)) }
                    @if !remedy.note.is_empty() { p { (remedy.note) } }
                    (derivation(&remedy.derivation))
                    @if remedy.assumed_calendar { p.warn { "这一年的放假安排还没有公布，日期按周末和法定节日推算，公布后会重算。" } }
                }
            }
        }
    }
}
