//! 影响面: what an amendment touches, for everybody; the open cases for people of the offices.

use axum::extract::Path;
use axum::http::StatusCode;
use fadu_base::Date;
use fadu_desk::Refusal;

use super::{Answer, day};
use crate::layout::Page;
use crate::pages::{impact, law};
use crate::visit::Visit;

/// GET /law/{law}/v/{version}/impact
pub async fn show(visit: Visit, Path((title, version)): Path<(String, String)>) -> Answer {
    let Some(date) = day(&version) else {
        return Err(visit.refused(&Refusal::NotFound(format!("{title}的这一版"))));
    };
    let Ok(found) = visit.desk().impact(&title, date) else {
        return Ok(first(&visit, &title, date));
    };
    let cases = match visit.actor.as_ref().filter(|a| !a.external) {
        Some(actor) => Some(
            visit
                .desk()
                .impact_cases(actor, &found, date)
                .await
                .map_err(|r| visit.refused(&r))?,
        ),
        None => None,
    };
    let name = format!("{}的影响面", found.title);
    let body = impact::body(&found, date, cases.as_deref());
    Ok(visit.page(&Page::new(&name, "/law", body).crumb("/law", "法规")))
}

// Nothing was in force the day before: a first version touches nothing that stood before.
fn first(visit: &Visit, title: &str, date: Date) -> axum::response::Response {
    let body = law::no_earlier(title, date);
    visit.page_as(
        StatusCode::NOT_FOUND,
        &Page::new("没有影响面", "/law", body).crumb("/law", "法规"),
    )
}
