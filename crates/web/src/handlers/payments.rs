//! 银行缴款入账.

use axum::http::StatusCode;
use fadu_desk::Refusal;
use fadu_desk::view::{FieldError, PaymentRow};

use super::{Answer, key};
use crate::layout::Page;
use crate::pages::payments;
use crate::posted::Form;
use crate::visit::Known;

/// GET /office/payments
pub async fn show(known: Known) -> Answer {
    Ok(page(&known, StatusCode::OK, &[], "", false, &[]))
}

fn page(
    known: &Known,
    status: StatusCode,
    rows: &[PaymentRow],
    text: &str,
    booked: bool,
    errors: &[FieldError],
) -> axum::response::Response {
    let mark = if errors.is_empty() { "" } else { "错误：" };
    let title = format!("{mark}银行缴款入账");
    let body = payments::body(rows, text, booked, &key(), errors);
    let shown = Page::new(&title, "/office/cases", body).crumb("/office/cases", "办件");
    known.page_as(status, &shown)
}

/// POST /office/payments: reads and shows, or books.
pub async fn settle(form: Form) -> Answer {
    let Form { known, posted } = form;
    let text = match posted.files.first() {
        None => Ok(posted.one("text").to_owned()),
        Some(file) => String::from_utf8(file.bytes.clone()).map_err(|_| {
            Refusal::field(
                "file",
                "文件不是 UTF-8 编码。请在表格软件里另存为“CSV UTF-8”再选",
            )
        }),
    };
    let book = posted.one("step") == "book";
    let read = match &text {
        Ok(text) => known.desk().payments(&known.actor, text, book).await,
        Err(_) => Ok(Vec::new()),
    };
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    match (text, read) {
        (Err(Refusal::Fields(errors)), _) => Ok(page(&known, wrong, &[], "", false, &errors)),
        (Ok(text), Ok(rows)) => Ok(page(&known, StatusCode::OK, &rows, &text, book, &[])),
        (Ok(text), Err(Refusal::Fields(errors))) => {
            Ok(page(&known, wrong, &[], &text, false, &errors))
        }
        (_, Err(other)) | (Err(other), _) => Err(known.refused(&other)),
    }
}
