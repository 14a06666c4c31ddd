//! Opinion sheet 集体讨论: one row a member, sealed until everybody present has given theirs.

use fadu_desk::view::{OpinionRow, OpinionSheet};
use maud::{Markup, html};

/// The sheet as a table.
pub fn opinion_sheet(sheet: &OpinionSheet) -> Markup {
    html! {
        div.region role="region" tabindex="0" aria-label="意见单" {
            table.stack {
                caption { "意见单" @if !sheet.open { "（全部交齐以后一起打开）" } }
                thead { tr { th scope="col" { "成员" } th scope="col" { "意见" } th scope="col" { "理由" } } }
                tbody { @for row in &sheet.rows { (one_row(row, sheet.open)) } }
            }
        }
    }
}

fn one_row(row: &OpinionRow, open: bool) -> Markup {
    html! {
        tr {
            th scope="row" { (row.name) @if row.chair { " " span.tag { "主持" } } }
            @if open {
                td data-l="意见" { (row.opinion.as_deref().unwrap_or("没有提交")) }
                td data-l="理由" { (row.reason.as_deref().unwrap_or("没有写")) }
            } @else {
                td data-l="意见" { @if row.given { "✓ 已提交，未打开" } @else { "○ 还没有提交" } }
                td data-l="理由" { "未打开" }
            }
        }
    }
}
