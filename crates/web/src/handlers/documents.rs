//! 文书: its page, its PDF, its signed original.

use axum::extract::Path;
use axum::http::Uri;

use super::acts::{side_of, unwanted};
use super::files::download;
use super::{Answer, key};
use crate::layout::Page;
use crate::pages::document;
use crate::posted::Form;
use crate::visit::{Known, see};
use fadu_desk::Refusal;

/// GET /office/documents/{id} and …/{id}.pdf
pub async fn show(known: Known, uri: Uri, Path(id): Path<String>) -> Answer {
    if let Some(id) = id.strip_suffix(".pdf") {
        let file = known
            .desk()
            .download(&known.actor, id)
            .await
            .map_err(|r| known.refused(&r))?;
        return Ok(download(file));
    }
    let page = known
        .desk()
        .document(&known.actor, &id)
        .await
        .map_err(|r| known.refused(&r))?;
    let side = side_of(&uri);
    let title = format!("{} · {}", page.row.name, page.head.title);
    let section = if side == "/my" {
        "/my"
    } else {
        "/office/cases"
    };
    Ok(known.page(&Page::new(
        &title,
        section,
        document::body(&page, side, &key()),
    )))
}

/// POST /office/documents/{id}/seal
pub async fn seal(Path(id): Path<String>, form: Form) -> Answer {
    let Form { known, posted } = form;
    let Some(file) = posted.files.into_iter().next() else {
        return Err(known.refused(&Refusal::field("seal", "请选择扫描的签章件。")));
    };
    if let Some(text) = unwanted(&file.name) {
        return Err(known.refused(&Refusal::field("seal", text)));
    }
    let uploaded = known
        .desk()
        .upload(&known.actor, &file.name, &file.media, file.bytes)
        .await
        .map_err(|r| known.refused(&r))?;
    known
        .desk()
        .seal(&known.actor, &id, &uploaded)
        .await
        .map_err(|r| known.refused(&r))?;
    Ok(see(&format!("/office/documents/{id}")))
}
