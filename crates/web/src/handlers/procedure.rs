//! 程序: norms, proofs, picture, description, and moving running cases to the version switched on.

use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use fadu_desk::Refusal;
use fadu_desk::moving::Moved;
use fadu_desk::view::FieldError;
use serde::Deserialize;

use super::{Answer, Ask, asked_day};
use crate::layout::Page;
use crate::pages::{description, movers, procedure, proof};
use crate::posted::Form;
use crate::visit::{Known, Visit};

/// GET /procedures
pub async fn list(visit: Visit) -> Answer {
    let rows = visit
        .desk()
        .procedures()
        .await
        .map_err(|r| visit.refused(&r))?;
    let staff = visit.actor.as_ref().is_some_and(|a| !a.external);
    let body = procedure::list(&rows, staff);
    Ok(visit.page(&Page::new("程序", "/procedures", body)))
}

/// GET /procedures/{slug}
pub async fn show(visit: Visit, Path(slug): Path<String>, Query(ask): Query<Ask>) -> Answer {
    let on = asked_day(&visit, &ask.on);
    let page = visit
        .desk()
        .procedure(&slug, on)
        .await
        .map_err(|r| visit.refused(&r))?;
    let staff = visit.actor.as_ref().is_some_and(|a| !a.external);
    let title = format!("程序 · {}", page.name);
    let body = procedure::body(&page, staff, on);
    Ok(visit.page(&Page::new(&title, "/procedures", body).crumb("/procedures", "程序")))
}

/// GET /procedures/{slug}/waiting
pub async fn waiting(visit: Visit, Path(slug): Path<String>) -> Answer {
    let on = visit.desk().now_day();
    let page = visit
        .desk()
        .procedure_waiting(&slug, on)
        .await
        .map_err(|r| visit.refused(&r))?;
    let Some(next) = &page.waiting else {
        return Err(visit.refused(&Refusal::NotFound("等着启用的版本".to_owned())));
    };
    let body = proof::waiting(&page.name, next);
    let shown = Page::new("没有启用的版本", "/procedures", body)
        .crumb("/procedures", "程序")
        .crumb(format!("/procedures/{slug}"), page.name.clone());
    Ok(visit.page(&shown))
}

/// GET /procedures/{slug}/acts/{act}
pub async fn act(
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
pub async fn text(visit: Visit, Path(slug): Path<String>) -> Answer {
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

/// GET /procedures/{slug}/picture.svg
pub async fn picture(visit: Visit, Path(slug): Path<String>) -> Answer {
    let svg = visit
        .desk()
        .procedure_picture(&slug)
        .map_err(|r| visit.refused(&r))?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

/// Which chapter, from 1.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Part {
    part: Option<usize>,
}

/// GET /procedures/{slug}/description?part=
pub async fn describe(visit: Visit, Path(slug): Path<String>, Query(ask): Query<Part>) -> Answer {
    let page = visit
        .desk()
        .procedure_description(&slug)
        .map_err(|r| visit.refused(&r))?;
    let chapter = ask.part.unwrap_or(1).saturating_sub(1);
    let Some(body) = description::body(&page, chapter) else {
        return Err(visit.refused(&Refusal::NotFound("这一章".to_owned())));
    };
    let shown = Page::new("程序说明", "/procedures", body)
        .crumb("/procedures", "程序")
        .crumb(format!("/procedures/{slug}"), page.name.clone());
    Ok(visit.page(&shown))
}

/// GET /office/procedures/{slug}/cases
pub async fn cases(known: Known, Path(slug): Path<String>) -> Answer {
    movers_page(&known, &slug, StatusCode::OK, None, &[]).await
}

/// POST /office/procedures/{slug}/cases
pub async fn move_cases(Path(slug): Path<String>, form: Form) -> Answer {
    let Form { known, posted } = form;
    let cases = posted.all("case");
    match known.desk().move_cases(&known.actor, &slug, &cases).await {
        Ok(done) => movers_page(&known, &slug, StatusCode::OK, Some(&done), &[]).await,
        Err(Refusal::Fields(errors)) => {
            movers_page(
                &known,
                &slug,
                StatusCode::UNPROCESSABLE_ENTITY,
                None,
                &errors,
            )
            .await
        }
        Err(other) => Err(known.refused(&other)),
    }
}

async fn movers_page(
    known: &Known,
    slug: &str,
    status: StatusCode,
    done: Option<&Moved>,
    errors: &[FieldError],
) -> Answer {
    let desk = known.desk();
    let page = desk.procedure(slug, desk.now_day()).await;
    let name = page.map_err(|r| known.refused(&r))?.name;
    let rows = desk
        .movers(&known.actor, slug)
        .await
        .map_err(|r| known.refused(&r))?;
    let body = movers::body(&name, slug, &rows, done, errors);
    let title = if errors.is_empty() {
        "转到新版本"
    } else {
        "错误：转到新版本"
    };
    let shown = Page::new(title, "/procedures", body)
        .crumb("/procedures", "程序")
        .crumb(format!("/procedures/{slug}"), name);
    Ok(known.page_as(status, &shown))
}
