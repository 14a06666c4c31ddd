//! Who asks: the reader of a request from its cookie, with or without a session, and how answers look for them.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use fadu_desk::Refusal;

use crate::app::App;
use crate::layout::{self, Page, Shell};
use crate::pages::{failure, login};
use crate::{Actor, Desk, url};

/// Name of the session cookie.
pub const COOKIE: &str = "fadu";
/// Name of the cookie of 大字版.
pub const SIZE: &str = "fadu_size";

/// A request with or without a session.
pub struct Visit {
    /// Shared state.
    pub app: Arc<App>,
    /// Who is logged in.
    pub actor: Option<Actor>,
    /// How pages look for them.
    pub shell: Shell,
}

impl Visit {
    /// The use cases.
    pub fn desk(&self) -> &Desk {
        &self.app.desk
    }

    /// A page with status 200.
    pub fn page(&self, page: &Page<'_>) -> Response {
        self.page_as(StatusCode::OK, page)
    }

    /// A page with a status.
    pub fn page_as(&self, status: StatusCode, page: &Page<'_>) -> Response {
        (status, layout::render(&self.shell, page)).into_response()
    }

    /// The page for a refusal that no handler knows better.
    pub fn refused(&self, refusal: &Refusal) -> Response {
        match refusal {
            Refusal::NotFound(what) => {
                self.fail(StatusCode::NOT_FOUND, "没有找到", failure::not_found(what))
            }
            Refusal::Forbidden(text) => {
                self.fail(StatusCode::FORBIDDEN, "不由您办", failure::forbidden(text))
            }
            Refusal::NotYours(turn) => self.fail(
                StatusCode::FORBIDDEN,
                "不由您办",
                failure::not_yours(turn, "/office"),
            ),
            Refusal::Login(text) => self.fail(
                StatusCode::UNAUTHORIZED,
                "登录",
                login::body("", &login::Carry::default(), Some(text), &[]),
            ),
            Refusal::Bug(id) => {
                tracing::error!(bug = %id, path = %self.shell.path, "a use case failed");
                self.fail(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "没有办成",
                    failure::broken(id),
                )
            }
            Refusal::Operator(text) => {
                tracing::error!(%text, "the installation is wrong");
                self.fail(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "现在不能办理",
                    failure::operator(&refusal.to_string()),
                )
            }
            Refusal::ClockSetBack { .. } => self.fail(
                StatusCode::SERVICE_UNAVAILABLE,
                "现在不能办理",
                failure::operator(&refusal.to_string()),
            ),
            Refusal::Fields(_) => self.fail(
                StatusCode::UNPROCESSABLE_ENTITY,
                "错误：填写有误",
                failure::forbidden(&refusal.to_string()),
            ),
            Refusal::Blocked(_) | Refusal::Conflict(_) => self.fail(
                StatusCode::CONFLICT,
                "现在不能办",
                failure::forbidden(&refusal.to_string()),
            ),
        }
    }

    /// A failure page.
    pub fn fail(&self, status: StatusCode, title: &str, body: maud::Markup) -> Response {
        self.page_as(status, &Page::new(title, "", body))
    }
}

/// A request of somebody who is logged in; others are sent to 登录 and come back.
pub struct Known {
    /// The visit.
    pub visit: Visit,
    /// Who.
    pub actor: Actor,
}

impl std::ops::Deref for Known {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl<S> FromRequestParts<S> for Visit
where
    Arc<App>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Visit, Response> {
        let app = Arc::<App>::from_ref(state);
        let actor = match cookie(&parts.headers, COOKIE) {
            Some(token) => app.desk.session(&token).await.ok(),
            None => None,
        };
        let shell = shell(&app, actor.as_ref(), parts);
        Ok(Visit { app, actor, shell })
    }
}

impl<S> FromRequestParts<S> for Known
where
    Arc<App>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Known, Response> {
        let mut visit = Visit::from_request_parts(parts, state).await?;
        match visit.actor.take() {
            Some(actor) => Ok(Known { visit, actor }),
            None => Err(to_login(&visit.shell.path)),
        }
    }
}

fn to_login(path: &str) -> Response {
    Redirect::to(&url::location(&format!(
        "/login?next={}",
        url::segment(path)
    )))
    .into_response()
}

fn shell(app: &App, actor: Option<&Actor>, parts: &Parts) -> Shell {
    let asked = parts.uri.query().unwrap_or_default();
    let large = if asked.contains("size=large") {
        true
    } else if asked.contains("size=normal") {
        false
    } else {
        cookie(&parts.headers, SIZE).as_deref() == Some("large")
    };
    Shell {
        name: actor.map(|a| a.name.clone()),
        external: actor.is_some_and(|a| a.external),
        deputy: actor.and_then(deputy_line),
        admin: actor.map(|a| a.admin.clone()).unwrap_or_default(),
        large,
        sample: app.desk.sample(),
        sample_day: app
            .options
            .sample_clock
            .as_ref()
            .map(|_| app.desk.now_day()),
        path: readable(parts),
    }
}

/// `您正在代理 县住建局 局长（授权书〔2026〕8号，至 2026年11月20日）办理`
fn deputy_line(actor: &Actor) -> Option<String> {
    let lines: Vec<String> = actor
        .posts
        .iter()
        .filter_map(|p| p.deputy.as_ref().map(|(name, ground)| (p, name, ground)))
        .map(|(p, name, ground)| {
            let until = p.to.map(|d| format!("，至 {}", d.zh())).unwrap_or_default();
            format!("{}{} {name}（{ground}{until}）", p.office_name, p.role)
        })
        .collect();
    (!lines.is_empty()).then(|| format!("您正在代理 {}办理", lines.join("；")))
}

/// The path and query as they were asked for, without the prefix; still escaped.
fn readable(parts: &Parts) -> String {
    parts
        .extensions
        .get::<axum::extract::OriginalUri>()
        .map_or(&parts.uri, |o| &o.0)
        .path_and_query()
        .map_or("/", |p| p.as_str())
        .strip_prefix(url::prefix())
        .unwrap_or("/")
        .to_owned()
}

/// The value of a cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(k, _)| *k == name)
        .map(|(_, v)| v.to_owned())
}

/// 303 to an address of this site.
pub fn see(path: &str) -> Response {
    (
        StatusCode::SEE_OTHER,
        [(header::LOCATION, url::location(path))],
    )
        .into_response()
}
