//! 登记册: who or what was valid on a day, and the act that made each entry.

use fadu_desk::view::{RegisterLink, RegisterPage, RegisterRow};
use maud::{Markup, html};

use crate::components::{Empty, day_picker, day_words, empty, pagination};
use crate::url;

/// The list of registers.
pub fn list(rows: &[RegisterLink]) -> Markup {
    html! {
        h1 { "登记册" }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("还没有启用带登记册的程序。"))) } }
        ul.doors { @for row in rows { li {
            a href=(url::to(format!("/office/registers/{}", url::segment(&row.slug)))) { (row.name) }
            p { "今天有效 " (row.valid) " 项" }
        } } }
    }
}

/// One register on a day.
pub fn body(page: &RegisterPage, first: bool) -> Markup {
    let here = format!("/office/registers/{}", url::segment(&page.slug));
    html! {
        h1 { (page.name) }
        p { time datetime=(page.on) { (day_words(page.on)) } " 有效的登记" }
        (day_picker(&here, "on", "看某一天的登记", Some(page.on), &[]))
        @if page.rows.is_empty() { div.box { (empty(&Empty::Nothing("这一天没有有效的登记。换一天，或者先办登记。"))) } }
        @else { (table(page)) }
        (pagination(&here, &format!("on={}", page.on), first, page.next.as_deref()))
    }
}

fn table(page: &RegisterPage) -> Markup {
    html! {
        div.region role="region" tabindex="0" aria-label=(page.name) {
            table.stack {
                caption { (page.name) }
                thead { tr {
                    th scope="col" { "谁" }
                    @for c in &page.columns { th scope="col" { (c) } }
                    th scope="col" { "从" } th scope="col" { "到" } th scope="col" { "由来" }
                } }
                tbody { @for row in &page.rows { (line(page, row)) } }
            }
        }
    }
}

fn line(page: &RegisterPage, row: &RegisterRow) -> Markup {
    html! {
        tr {
            th scope="row" { @if row.person.is_empty() { "不属于个人" } @else { (row.person) } }
            @for (name, cell) in page.columns.iter().zip(&row.cells) { td data-l=(name) { (cell) } }
            td data-l="从" { @if let Some(d) = row.from { time datetime=(d) { (d) } } @else { "不限" } }
            td data-l="到" { @if let Some(d) = row.to { time datetime=(d) { (d) } } @else { "不限" } }
            td data-l="由来" {
                @if let Some((_, act)) = &row.act { a href=(url::to(format!("/office/acts/{act}"))) { "查看登记" } }
                @else { "随系统导入" }
            }
        }
    }
}
