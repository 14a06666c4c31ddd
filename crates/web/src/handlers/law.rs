//! 法规 and 条文: for everybody, with or without a log-in.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use fadu_desk::Refusal;

use super::{Answer, Ask, asked_day, day};
use crate::layout::Page;
use crate::pages::law;
use crate::visit::{Visit, see};

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
