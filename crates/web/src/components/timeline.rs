//! Case timeline 办案经过: newest first, nothing disappears; what was corrected points to its correction.

use fadu_desk::view::TimelineItem;
use maud::{Markup, html};

use super::{joined, receipt_mark};
use crate::url;

/// The list. `side` is `/office` or `/my`: where the links lead.
pub fn timeline(items: &[TimelineItem], side: &str) -> Markup {
    html! {
        ol.tl { @for item in items { (one_item(item, side)) } }
    }
}

fn one_item(item: &TimelineItem, side: &str) -> Markup {
    html! {
        li id={ "n" (item.seq) } class=[item.revoked_by.map(|_| "void")] {
            div { time datetime=(item.on) { (item.on) } }
            div.what {
                a href=(url::to(format!("{side}/acts/{}", item.alias))) { (item.act) }
                @for (name, value) in &item.changes { " " span.small { (name) "：" (value) } }
                @for paper in &item.documents {
                    " " a href=(url::to(format!("{side}/documents/{}", paper.id))) {
                        (paper.name) @if let Some(no) = &paper.number { " " span.no { (no) } }
                    }
                }
                p.sub { (sub_line(item)) }
            }
        }
    }
}

fn sub_line(item: &TimelineItem) -> Markup {
    html! {
        (joined(&item.by)) " · 第 " (item.seq) " 项 · " span.no { (item.alias) } " · " (receipt_mark(&item.receipt))
        @if let Some(day) = item.recorded { " · " time datetime=(day) { (day) } " 补记" }
        @if let Some(day) = item.effective { " · " time datetime=(day) { (day) } " 起生效" }
        @if item.from_paper { " · " span.tag { "纸质承接" } }
        @if let Some(by) = item.revoked_by { " · " a.stop href={ "#n" (by) } { "已由第 " (by) " 项撤销" } }
    }
}
