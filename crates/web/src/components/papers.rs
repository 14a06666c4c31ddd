//! List of documents 文书: name, number, day, and the act that gave it out.

use fadu_desk::view::DocumentRow;
use maud::{Markup, html};

use crate::url;

/// The table. `side` is `/office` or `/my`.
pub fn paper_list(rows: &[DocumentRow], side: &str, caption: &str) -> Markup {
    html! {
        div.region role="region" tabindex="0" aria-label=(caption) {
            table.stack {
                caption { (caption) }
                thead { tr { th scope="col" { "文书" } th scope="col" { "文号" } th scope="col" { "日期" } th scope="col" { "出自" } th scope="col" { "正本" } th scope="col" { "文件" } } }
                tbody {
                    @for row in rows {
                        tr {
                            td data-l="文书" { a href=(url::to(format!("{side}/documents/{}", row.id))) { (row.name) } }
                            td.no data-l="文号" { (row.number.as_deref().unwrap_or("不编号")) }
                            td data-l="日期" { time datetime=(row.date) { (row.date) } }
                            td data-l="出自" { (row.act) }
                            td data-l="正本" { @if row.sealed { "签章件已存" } @else { "没有签章件" } }
                            td data-l="文件" { a href=(url::to(format!("{side}/documents/{}.pdf", row.id))) { "下载" span.vh { (row.name) } } }
                        }
                    }
                }
            }
        }
    }
}
