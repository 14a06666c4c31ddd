//! 我的事: a party's matters, and the page of one: the same acts and clocks, from the party's side.

use fadu_desk::view::{CaseRow, MatterPage};
use maud::{Markup, html};

use crate::components::{Empty, act_bar, clocks, empty, paper_list, timeline};
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
            div.side { (act_bar(&page.bar, &base)) (clocks(&page.clocks)) }
            div.body {
                @if page.documents.is_empty() { div.box { h2 { "发给您的文书" } p.muted { "还没有。" } } }
                @else { (paper_list(&page.documents, "/my", "发给您的文书")) }
                section.box { h2 { "办理经过" }
                    @if page.timeline.is_empty() { p.muted { "还没有可以公开给您的办理。" } }
                    @else { (timeline(&page.timeline, "/my")) }
                }
                p { "对处理不服的，文书最后一页写明了到哪里、在哪一天以前申请复议或者起诉。免费法律咨询拨打 12348。" }
            }
        }
    }
}
