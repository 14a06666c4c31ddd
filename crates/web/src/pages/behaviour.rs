//! 审核页, 听证, 集体讨论: the acts of one behaviour with their own bar, clocks, what was said, and the file beside it.

use fadu_desk::view::BehaviourPage;
use maud::{Markup, html};

use crate::components::{
    Row, act_bar, case_head, case_nav, clocks, evidence_list, fact_list, opinion_sheet, paper_list,
    summary_list, timeline,
};

/// The page; `here` is the last part of its address.
pub fn body(page: &BehaviourPage, here: &str) -> Markup {
    let base = format!("/office/cases/{}", page.head.alias);
    html! {
        div.case {
            div.full { (case_head(&page.head)) (case_nav(&page.head.alias, here)) }
            div.side { (act_bar(&page.bar, &base)) (clocks(&page.clocks)) }
            div.body {
                section.box {
                    h2 { (page.behaviour) }
                    @if page.items.is_empty() { p.muted { "这个办件还没有" (page.behaviour) "。" } }
                    @else { (timeline(&page.items, "/office")) }
                }
                @if !page.last.is_empty() { section.box { h2 { "最近一次" } (summary_list(&last(page))) } }
                @if let Some(sheet) = &page.sheet {
                    (opinion_sheet(sheet))
                }
                details.box {
                    summary { "案卷里的事实" }
                    (fact_list(&page.facts))
                }
                @if !page.documents.is_empty() { (paper_list(&page.documents, "/office", "文书")) }
                @if !page.evidence.is_empty() { (evidence_list(&page.evidence, "证据")) }
            }
        }
    }
}

fn last(page: &BehaviourPage) -> Vec<Row> {
    page.last
        .iter()
        .map(|(l, v)| Row::text(l.clone(), v.clone()))
        .collect()
}
