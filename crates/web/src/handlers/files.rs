//! Files: always sent as a download, never shown as part of our site.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fadu_desk::view::Download;

use super::Answer;
use crate::visit::Known;

/// GET /office/files/{id}
pub async fn show(known: Known, Path(id): Path<String>) -> Answer {
    let file = known
        .desk()
        .file(&known.actor, &id)
        .await
        .map_err(|r| known.refused(&r))?;
    Ok(download(file))
}

/// A file as an attachment, with its Chinese name.
pub fn download(file: Download) -> Response {
    let mut headers = HeaderMap::new();
    let media = HeaderValue::from_str(&file.media)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media);
    if let Ok(value) = HeaderValue::from_str(&disposition(&file.name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    (headers, file.bytes).into_response()
}

/// RFC 6266 with the name in UTF-8.
fn disposition(name: &str) -> String {
    let mut escaped = String::new();
    for b in name.bytes() {
        if b.is_ascii_alphanumeric() || b"-._".contains(&b) {
            escaped.push(char::from(b));
        } else {
            escaped.push_str(&format!("%{b:02X}"));
        }
    }
    format!("attachment; filename*=UTF-8''{escaped}")
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn names_cannot_break_the_header() {
        assert_eq!(
            disposition("告知书\r\n\".pdf"),
            "attachment; filename*=UTF-8''%E5%91%8A%E7%9F%A5%E4%B9%A6%0D%0A%22.pdf"
        );
    }
}
