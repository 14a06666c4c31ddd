//! Receipt 凭证: the number in the log and the short code, in groups of four.

use fadu_desk::view::ReceiptMark;
use maud::{Markup, html};

use crate::url;

/// A code in groups of four.
pub fn grouped(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    chars
        .chunks(4)
        .map(|g| g.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The mark in lists: in the log with a number, or waiting.
pub fn receipt_mark(mark: &ReceiptMark) -> Markup {
    match mark {
        ReceiptMark::Logged(n) => {
            html! { span.mark.ok { span aria-hidden="true" { "✓ " } "已登记第 " (n) " 号" } }
        }
        ReceiptMark::Queued => {
            html! { span.mark.warn { span aria-hidden="true" { "◐ " } "凭证待登记" } }
        }
    }
}

/// The block on the page of an act: what is proven, and how to check it without us.
pub fn receipt_block(mark: &ReceiptMark, leaf: &str, download: Option<&str>) -> Markup {
    let bare = leaf.split_once(':').map_or(leaf, |(_, hex)| hex);
    let short: String = bare.chars().take(16).collect();
    html! {
        section.receipt aria-labelledby="receipt-h" {
            h2 id="receipt-h" { "凭证" }
            p { (receipt_mark(mark)) }
            p.short { (grouped(&short)) }
            details.more {
                summary { "完整指纹" }
                p.code { (leaf) }
            }
            @if let Some(href) = download {
                p {
                    a.btn href=(url::to(href)) { "下载凭证" } " "
                    a href=(url::to("/verify")) { "自己核验" }
                }
                p.small.muted { "核验只说明这一步确实登记过、没有被改动，不说明它对不对。" }
            } @else {
                p.small.muted { "记录已经生效。登记进编号册还要等一会儿，之后可以在这里下载凭证。" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn codes_are_read_in_fours() {
        assert_eq!(grouped("7a3f00c9b1"), "7a3f 00c9 b1");
    }
}
