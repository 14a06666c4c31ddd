//! The routes with everything around them: limits, protection against forged requests, headers, ids, panics.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::app::{App, Options};
use crate::layout::{self, Page, Shell};
use crate::pages::failure;
use crate::routes::routes;
use crate::visit::SIZE;
use crate::{Desk, limits, url};

const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The whole site over a desk.
pub fn site(desk: Arc<Desk>, options: Options) -> Router {
    url::mount(&options.prefix);
    let id = HeaderName::from_static("x-request-id");
    let all = routes()
        .with_state(Arc::new(App { desk, options }))
        .layer(DefaultBodyLimit::max(
            usize::try_from(limits::BODY).unwrap_or(usize::MAX),
        ))
        .layer(middleware::from_fn(headers))
        .layer(CsrfLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_secs(limits::SECONDS),
        ))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(PropagateRequestIdLayer::new(id.clone()))
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::new(id, NewId));
    if url::prefix().is_empty() {
        all
    } else {
        Router::new().nest(url::prefix(), all)
    }
}

/// Serves the site until `stopped` is over; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    desk: Arc<Desk>,
    listener: tokio::net::TcpListener,
    options: Options,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, site(desk, options).into_make_service())
        .with_graceful_shutdown(stopped)
        .await
}

#[derive(Clone, Copy)]
struct NewId;

impl MakeRequestId for NewId {
    fn make_request_id<B>(&mut self, _: &axum::http::Request<B>) -> Option<RequestId> {
        let id = uuid::Uuid::now_v7().simple().to_string();
        HeaderValue::from_str(&id).ok().map(RequestId::new)
    }
}

/// Security headers, and the cookie of 大字版 when a link asked for it.
async fn headers(req: Request, next: Next) -> Response {
    let size = match req.uri().query() {
        Some(q) if q.contains("size=large") => Some("large"),
        Some(q) if q.contains("size=normal") => Some("normal"),
        _ => None,
    };
    let mut answer = next.run(req).await;
    let set = answer.headers_mut();
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ] {
        set.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    if !set.contains_key(header::CACHE_CONTROL) {
        set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(size) = size {
        let cookie = format!(
            "{SIZE}={size}; Path={}/; Max-Age=31536000; SameSite=Lax",
            url::prefix()
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            set.append(header::SET_COOKIE, value);
        }
    }
    answer
}

/// A bug: a page with a number that stands in the journal too.
fn panicked(cause: Box<dyn std::any::Any + Send>) -> axum::http::Response<Body> {
    let whole = uuid::Uuid::now_v7().simple().to_string().to_uppercase();
    let id = format!("E-{}", whole.get(24..).unwrap_or("0"));
    let words = cause
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(bug = %id, %words, "a handler panicked");
    let page = Page::new("没有办成", "", failure::broken(&id));
    (
        StatusCode::INTERNAL_SERVER_ERROR,
        layout::render(&Shell::default(), &page),
    )
        .into_response()
}
