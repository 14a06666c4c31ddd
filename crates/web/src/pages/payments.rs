//! 银行缴款入账: a bank's file, line by line against the cases, first shown, then booked.

use fadu_desk::view::{FieldError, PaymentRow, PaymentState};
use maud::{Markup, html};

use crate::components::{error_summary, field_id};
use crate::url;

/// The page; `rows` once a file was read, `text` its content, `booked` after booking.
pub fn body(
    rows: &[PaymentRow],
    text: &str,
    booked: bool,
    key: &str,
    errors: &[FieldError],
) -> Markup {
    let ready = rows
        .iter()
        .filter(|r| matches!(r.state, PaymentState::Ready { .. }))
        .count();
    html! {
        (error_summary(errors))
        h1 { "银行缴款入账" }
        @if !rows.is_empty() { (table(rows, booked)) }
        @if 0 < ready && !booked {
            form.box method="post" action=(url::to("/office/payments")) {
                input type="hidden" name="idempotency" value=(key);
                input type="hidden" name="text" value=(text);
                p { "入账以后写进各个办件的办案经过。有问题的行不入账，可以改好文件再来。" }
                button type="submit" name="step" value="book" { "入账 " (ready) " 笔" }
            }
        }
        form.box method="post" action=(url::to("/office/payments")) enctype="multipart/form-data" {
            h2 { @if rows.is_empty() { "选银行发来的文件" } @else { "再来一个文件" } }
            p { "CSV 文件，UTF-8 编码，第一行是栏目名称：文号、金额、日期、凭证号、缴款人。文号可以是决定书文号、案号或者办件编号。同一个凭证号只记一次。" }
            input type="hidden" name="idempotency" value=(key);
            div.f {
                label for=(field_id("file")) { "文件" }
                input id=(field_id("file")) type="file" name="u.file" accept=".csv,.txt";
            }
            div.f {
                label for="f-text" { "或者把内容贴在这里" }
                textarea id="f-text" name="text" rows="4" { @if rows.is_empty() { (text) } }
            }
            button type="submit" name="step" value="check" { "核对" }
        }
    }
}

fn table(rows: &[PaymentRow], booked: bool) -> Markup {
    let count = |is: fn(&PaymentState) -> bool| rows.iter().filter(|r| is(&r.state)).count();
    let good = count(|s| matches!(s, PaymentState::Ready { .. } | PaymentState::Booked { .. }));
    let noted = count(|s| matches!(s, PaymentState::Noted { .. }));
    let wrong = count(|s| matches!(s, PaymentState::Wrong(_)));
    html! {
        p {
            "共 " (rows.len()) " 行 = " @if booked { "已入账 " } @else { "可以入账 " } (good)
            " + 以前记过 " (noted) " + 有问题 " (wrong)
        }
        div.region role="region" tabindex="0" aria-label="缴款" {
            table.stack {
                caption { "逐行核对" }
                thead { tr { th scope="col" { "行" } th scope="col" { "文号" } th scope="col" { "金额" } th scope="col" { "日期" } th scope="col" { "凭证号" } th scope="col" { "缴款人" } th scope="col" { "结果" } } }
                tbody { @for row in rows { tr {
                    th scope="row" { (row.line) }
                    td.no data-l="文号" { (row.number) }
                    td.num data-l="金额" { (row.amount) }
                    td data-l="日期" { @if let Some(day) = row.day { time datetime=(day) { (day) } } }
                    td data-l="凭证号" { (row.voucher) }
                    td data-l="缴款人" { (row.payer) }
                    td data-l="结果" { (state(&row.state)) }
                } } }
            }
        }
    }
}

fn state(state: &PaymentState) -> Markup {
    let link = |case: &str, words: &str| {
        html! { a href=(url::to(format!("/office/cases/{case}"))) { (words) } }
    };
    html! {
        @match state {
            PaymentState::Ready { case, title, total } => {
                span.ok { span aria-hidden="true" { "○ " } "可以入账" } "：" (link(case, title)) "，入账后一共缴了 " (total)
            }
            PaymentState::Booked { title, total, act, .. } => {
                span.ok { span aria-hidden="true" { "✓ " } "已入账" } "："
                a href=(url::to(format!("/office/acts/{act}"))) { (title) } "，一共缴了 " (total)
            }
            PaymentState::Noted { case } => { span.muted { "以前记过：" } (link(case, case)) }
            PaymentState::Wrong(why) => { span.stop { span aria-hidden="true" { "✕ " } "没有入账" } "：" (why) }
        }
    }
}
