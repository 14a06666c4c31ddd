//! The style sheet and the script: built into the binary, addressed by their content so that they may be kept for ever.

use std::sync::OnceLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

/// The style sheet.
pub const CSS: &str = include_str!("../../../assets/fadu.css");
/// The script.
pub const JS: &str = include_str!("../../../assets/fadu.js");

/// The verifier of 核验.
pub const VERIFY: &str = include_str!("../../../assets/verify.js");

/// `/assets/fadu.1a2b3c4d.css`
pub fn css_path() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| named("css", CSS))
}

/// `/assets/fadu.1a2b3c4d.js`
pub fn js_path() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| named("js", JS))
}

/// `/assets/fadu.5e6f7a8b.verify.js`
pub fn verify_path() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| named("verify.js", VERIFY))
}

fn named(kind: &str, content: &str) -> String {
    let digest = fadu_base::Algorithm::Sha256.digest(content.as_bytes());
    let hex: String = digest
        .bytes()
        .iter()
        .take(4)
        .map(|b| format!("{b:02x}"))
        .collect();
    format!("/assets/fadu.{hex}.{kind}")
}

/// Serves the style sheet.
pub async fn css() -> Response {
    serve("text/css; charset=utf-8", CSS)
}

/// Serves the script.
pub async fn js() -> Response {
    serve("text/javascript; charset=utf-8", JS)
}

/// Serves the verifier.
pub async fn verify() -> Response {
    serve("text/javascript; charset=utf-8", VERIFY)
}

fn serve(kind: &'static str, content: &'static str) -> Response {
    (
        [
            (CONTENT_TYPE, kind),
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ],
        content,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_keep_to_their_budgets() {
        assert!(CSS.len() <= 40 * 1024, "{} bytes of CSS", CSS.len());
        assert!(
            VERIFY.len() <= 80 * 1024,
            "{} bytes of verifier",
            VERIFY.len()
        );
        assert!(JS.len() <= 20 * 1024, "{} bytes of script", JS.len());
    }
}
