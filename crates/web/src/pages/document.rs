//! 文书: the text of the issued PDF for reading, its data, what it must carry, and the file itself.

use fadu_desk::view::DocumentPage;
use maud::{Markup, html};

use crate::components::{Row, Tone, day_words, notice, receipt_mark, size_words, summary_list};
use crate::url;

/// The page; `side` is `/office` or `/my`.
pub fn body(page: &DocumentPage, side: &str, key: &str) -> Markup {
    let row = &page.row;
    html! {
        h1 { (row.name) @if let Some(no) = &row.number { " " small.no { (no) } } }
        div.actions {
            a.act href=(url::to(format!("{side}/documents/{}.pdf", row.id))) { "下载 PDF" }
            a href=(url::to("/verify")) { "自己核验" }
        }
        (agreement(page))
        div.case {
            div.side { (about(page, side)) @if side == "/office" { (seal(page, key)) } }
            div.body {
                article.sheet aria-label="文书正文" {
                    @for (i, text) in page.paragraphs.iter().enumerate() {
                        (line(i, text, &[row.name.as_str(), row.number.as_deref().unwrap_or_default()]))
                    }
                    @if page.paragraphs.is_empty() { p { "这份文书没有可以在网页上读的文字，请下载 PDF。" } }
                }
                p.small.muted { "这是为了阅读的文字。正式文本是 PDF，打印也用 PDF。" }
            }
        }
    }
}

/// A line of the paper: the first is the office, number and name stand in the middle.
pub fn line(index: usize, text: &str, heads: &[&str]) -> Markup {
    if index == 0 {
        html! { p.office { (text) } }
    } else if heads.contains(&text.trim()) {
        html! { p.center { b { (text) } } }
    } else {
        html! { p { (text) } }
    }
}

fn agreement(page: &DocumentPage) -> Markup {
    let missing: Vec<&str> = page
        .carries
        .iter()
        .filter(|(_, _, found)| !found)
        .map(|(name, _, _)| name.as_str())
        .collect();
    if missing.is_empty() {
        notice(
            Tone::Done,
            html! { p { span aria-hidden="true" { "✓ " } "文书与数据一致：应当载明的 " (page.carries.len()) " 项都在正文里。" } },
        )
    } else {
        notice(
            Tone::Stop,
            html! { p { span aria-hidden="true" { "✕ " } "正文里没有找到：" (missing.join("、")) "。请核对后再送达。" } },
        )
    }
}

fn about(page: &DocumentPage, side: &str) -> Markup {
    let row = &page.row;
    let case = if side == "/my" {
        format!("/my/{}", page.head.alias)
    } else {
        format!("{side}/cases/{}", page.head.alias)
    };
    let mut rows = vec![
        Row::markup(
            "办件",
            html! { a href=(url::to(case)) { (page.head.title) } },
        ),
        Row::markup(
            "出自",
            html! { a href=(url::to(format!("{side}/acts/{}", row.act_id))) { (row.act) } },
        ),
        Row::text("日期", day_words(row.date)),
        Row::text("页数", page.pages.to_string()),
        Row::text("大小", size_words(page.size)),
        Row::markup("凭证", receipt_mark(&page.receipt)),
        Row::markup("指纹", html! { span.code { (page.hash) } }),
    ];
    rows.extend(
        page.data
            .iter()
            .map(|(l, v)| Row::text(l.clone(), v.clone())),
    );
    html! { section.box { h2 { "文书信息" } (summary_list(&rows)) } }
}

fn seal(page: &DocumentPage, key: &str) -> Markup {
    html! {
        section.box {
            h2 { "签章件" }
            @match &page.seal {
                Some((file, hash, day)) => {
                    p { a href=(url::to(format!("/office/files/{file}"))) { "查看签章件" } " " time datetime=(day) { (day_words(*day)) } }
                    p.code { (hash) }
                }
                None => form method="post" action=(url::to(format!("/office/documents/{}/seal", page.row.id))) enctype="multipart/form-data" {
                    input type="hidden" name="idempotency" value=(key);
                    div.f {
                        label for="seal" { "扫描的签章件" }
                        p.hint id="seal-hint" { "PDF、OFD、JPG 或者 PNG" }
                        input id="seal" type="file" name="u.seal" aria-describedby="seal-hint";
                    }
                    button.second type="submit" { "存入签章件" }
                },
            }
        }
    }
}
