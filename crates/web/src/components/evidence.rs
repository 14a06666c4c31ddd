//! Evidence list 证据: each file with its fingerprint and state. Names are shown, never used as paths.

use fadu_desk::view::EvidenceRow;
use maud::{Markup, html};

use super::{grouped, joined, receipt_mark, size_words};
use crate::url;

/// The table; the caller says what stands there when it is empty.
pub fn evidence_list(rows: &[EvidenceRow], caption: &str) -> Markup {
    html! {
        div.region role="region" tabindex="0" aria-label=(caption) {
            table.stack {
                caption { (caption) }
                thead { tr { th scope="col" { "编号" } th scope="col" { "种类" } th scope="col" { "名称" } th scope="col" { "取证人" } th scope="col" { "时间地点" } th scope="col" { "指纹" } th scope="col" { "状态" } } }
                tbody { @for row in rows { (one_row(row)) } }
            }
        }
    }
}

fn one_row(row: &EvidenceRow) -> Markup {
    let bare = row
        .hash
        .split_once(':')
        .map_or(row.hash.as_str(), |(_, h)| h);
    let head: String = bare.chars().take(16).collect();
    html! {
        tr {
            td data-l="编号" { (row.number) }
            td data-l="种类" { (row.kind) }
            td data-l="名称" {
                a href=(url::to(format!("/office/files/{}", row.id))) { (row.name) }
                " " span.muted { (size_words(row.size)) }
            }
            td data-l="取证人" { (joined(&row.takers)) }
            td data-l="时间地点" { (row.taken) }
            td data-l="指纹" { details { summary.num { (grouped(&head)) } span.code { (row.hash) } } }
            td data-l="状态" {
                @if row.damaged { span.stop { "✕ 指纹不符，不能使用" } }
                @else { (receipt_mark(&row.receipt)) }
            }
        }
    }
}
