//! An act of an office's book: numbers kept free or given up, personal data cleared. It belongs to no case.

use fadu_desk::view::BookPage;
use maud::{Markup, html};

use crate::components::{Row, day_words, joined, receipt_block, stamp, summary_list};

/// The page.
pub fn body(page: &BookPage) -> Markup {
    let receipt = page
        .receipt
        .as_ref()
        .map(|_| format!("/office/book/{}/receipt", page.alias));
    let mut rows = vec![
        Row::text("办理人", joined(&page.by)),
        Row::text("单位", page.office.clone()),
        Row::text("日期", day_words(page.on)),
        Row::text("记录时间", stamp(&page.recorded_at)),
    ];
    let data = page.data.iter().filter(|(_, v)| !v.is_empty());
    rows.extend(data.map(|(l, v)| Row::text(l.clone(), v.clone())));
    html! {
        h1 { (page.act) }
        p.muted { span.no { (page.alias) } }
        div.case {
            div.side { (receipt_block(&page.mark, &page.leaf, receipt.as_deref())) }
            div.body {
                div.box { (summary_list(&rows)) }
                details.box { summary { "原始记录" } pre tabindex="0" { (page.canonical) } }
            }
        }
    }
}
