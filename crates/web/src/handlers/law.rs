//! 法规 and 条文: for everybody, with or without a log-in.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use fadu_desk::Refusal;
use fadu_desk::law_search::LawAsk;
use serde::Deserialize;

use super::{Answer, Ask, asked_day, day};
use crate::layout::Page;
use crate::pages::law;
use crate::visit::{Visit, see};

/// What is asked of the library.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct LawQuery {
    words: String,
    title: String,
    on: String,
    page: String,
    with: String,
}

/// GET /law
pub async fn list(visit: Visit, Query(ask): Query<LawQuery>) -> Answer {
    let asked = law::Asked {
        words: ask.words.trim(),
        title: ask.title.trim(),
        on: asked_day(&visit, &ask.on),
    };
    let rows = visit.desk().law_rows();
    let question = LawAsk {
        words: asked.words.to_owned(),
        on: Some(asked.on),
        title: asked.title.to_owned(),
        page: ask.page.parse().unwrap_or(1),
    };
    let found = match asked.words {
        "" => None,
        _ => Some(visit.desk().find_law(&question).await),
    };
    let found = found.transpose().map_err(|r| visit.refused(&r))?;
    let wrong = found.as_ref().is_some_and(|f| f.problem.is_some());
    let body = law::list(&rows, found.as_ref(), &asked);
    Ok(match wrong {
        true => visit.page_as(
            StatusCode::UNPROCESSABLE_ENTITY,
            &Page::new("错误：查条文", "/law", body),
        ),
        false => visit.page(&Page::new("法规", "/law", body)),
    })
}

/// GET /law/{law}/v/{version}/{article}/compare?with=
pub async fn compare(
    visit: Visit,
    Path((title, version, article)): Path<(String, String, String)>,
    Query(ask): Query<LawQuery>,
) -> Answer {
    let missing = || Refusal::NotFound(format!("{title}的这两个版本"));
    let (Some(one), Some(other)) = (day(&version), day(&ask.with)) else {
        return Err(visit.refused(&missing()));
    };
    let number = article_number(&article);
    let page = visit
        .desk()
        .compare_article(&title, number, one, other)
        .map_err(|r| visit.refused(&r))?;
    let name = format!("{} 版本对照", page.title);
    let shown = Page::new(&name, "/law", law::compared(&page)).crumb("/law", "法规");
    Ok(visit.page(&shown))
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
    let relied = visit.desk().relied(&title, number);
    let cases = match visit
        .actor
        .as_ref()
        .filter(|a| !a.external && a.admin.is_empty())
    {
        Some(actor) => {
            let cases = visit.desk().relied_cases(actor, &title, number).await;
            Some(cases.map_err(|r| visit.refused(&r))?)
        }
        None => None,
    };
    let title = format!("{} {}", page.title, page.number);
    let body = law::article(&page, &relied, cases.as_deref());
    Ok(visit.page(&Page::new(&title, "/law", body).crumb("/law", "法规")))
}

fn article_number(text: &str) -> &str {
    text.strip_prefix('a').unwrap_or(text)
}
