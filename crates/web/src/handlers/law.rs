//! 法规, 条文 and 程序: for everybody, with or without a log-in.

use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use fadu_base::Date;
use fadu_desk::Refusal;

use super::{Answer, Ask, day};
use crate::layout::Page;
use crate::pages::{law, procedure};
use crate::visit::{Visit, see};

/// The day of the question: as typed, else today.
fn asked_day(visit: &Visit, text: &str) -> Date {
    day(text).unwrap_or_else(|| visit.desk().now_day())
}

/// GET /law
pub async fn list(visit: Visit, Query(ask): Query<Ask>) -> Answer {
    let on = asked_day(&visit, &ask.on);
    let rows = visit.desk().law_rows();
    let words = ask.words.trim();
    let hits = if words.is_empty() {
        None
    } else {
        let found = visit.desk().search_law(words, Some(on));
        Some(found.map_err(|r| visit.refused(&r))?)
    };
    let body = law::list(&rows, hits.as_deref(), words, on);
    Ok(visit.page(&Page::new("法规", "/law", body)))
}

/// GET /law/{law}/{article}?on= → the version in force on that day
pub async fn on_day(
    visit: Visit,
    Path((title, article)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Answer {
    let on = asked_day(&visit, &ask.on);
    let number = article_number(&article);
    match visit.desk().article(&title, None, on, number) {
        Ok(page) => Ok(see(&law::address(&page.title, page.version, &page.article))),
        Err(Refusal::NotFound(_)) => {
            let shown = format!("{title} 第{number}条");
            let body = law::absent(&title, number, on);
            Ok(visit.page_as(StatusCode::NOT_FOUND, &Page::new(&shown, "/law", body)))
        }
        Err(other) => Err(visit.refused(&other)),
    }
}

/// GET /law/{law}/v/{version}/{article}
pub async fn version(
    visit: Visit,
    Path((title, version, article)): Path<(String, String, String)>,
) -> Answer {
    let number = article_number(&article);
    let Some(version) = day(&version) else {
        return Err(visit.refused(&Refusal::NotFound(format!("{title}的这一版"))));
    };
    let page = visit
        .desk()
        .article(&title, Some(version), version, number)
        .map_err(|r| visit.refused(&r))?;
    let title = format!("{} {}", page.title, page.number);
    Ok(visit.page(&Page::new(&title, "/law", law::article(&page)).crumb("/law", "法规")))
}

fn article_number(text: &str) -> &str {
    text.strip_prefix('a').unwrap_or(text)
}

/// GET /procedures
pub async fn procedures(visit: Visit) -> Answer {
    let rows = visit
        .desk()
        .procedures()
        .await
        .map_err(|r| visit.refused(&r))?;
    Ok(visit.page(&Page::new("程序", "/procedures", procedure::list(&rows))))
}

/// GET /procedures/{slug}
pub async fn procedure(visit: Visit, Path(slug): Path<String>, Query(ask): Query<Ask>) -> Answer {
    let on = asked_day(&visit, &ask.on);
    let page = visit
        .desk()
        .procedure(&slug, on)
        .await
        .map_err(|r| visit.refused(&r))?;
    let title = format!("程序 · {}", page.name);
    let body = procedure::body(&page, on);
    Ok(visit.page(&Page::new(&title, "/procedures", body).crumb("/procedures", "程序")))
}

/// GET /procedures/{slug}/acts/{act}
pub async fn procedure_act(
    visit: Visit,
    Path((slug, act)): Path<(String, String)>,
    Query(ask): Query<Ask>,
) -> Answer {
    let on = asked_day(&visit, &ask.on);
    let page = visit
        .desk()
        .procedure(&slug, on)
        .await
        .map_err(|r| visit.refused(&r))?;
    let Some(body) = procedure::act(&page, &act, on) else {
        return Err(visit.refused(&Refusal::NotFound("这个行为".to_owned())));
    };
    let shown = Page::new("程序里的行为", "/procedures", body)
        .crumb("/procedures", "程序")
        .crumb(format!("/procedures/{slug}"), page.name.clone());
    Ok(visit.page(&shown))
}

/// GET /procedures/{slug}/text: the canonical text, as it is proved and hashed.
pub async fn procedure_text(visit: Visit, Path(slug): Path<String>) -> Answer {
    let on = visit.desk().now_day();
    let page = visit
        .desk()
        .procedure(&slug, on)
        .await
        .map_err(|r| visit.refused(&r))?;
    Ok((
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        page.text,
    )
        .into_response())
}
