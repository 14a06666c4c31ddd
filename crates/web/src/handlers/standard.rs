//! 裁量基准: a GET form of facts, so that an answer has an address.

use std::collections::BTreeMap;

use axum::extract::{Path, RawQuery};
use axum::http::StatusCode;
use fadu_desk::standards::StandardAsk;

use super::Answer;
use crate::layout::Page;
use crate::pages::standard;
use crate::visit::Visit;

/// GET /discretion
pub async fn list(visit: Visit) -> Answer {
    let rows = visit
        .desk()
        .standard_rows()
        .await
        .map_err(|r| visit.refused(&r))?;
    let body = standard::list(&rows);
    Ok(visit.page(&Page::new("裁量基准", "/procedures", body).crumb("/procedures", "程序")))
}

/// GET /discretion/{id}?act=&on=&f.…=
pub async fn show(visit: Visit, Path(id): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let ask = read(query.as_deref().unwrap_or_default());
    let page = visit
        .desk()
        .standard(&id, &ask)
        .await
        .map_err(|r| visit.refused(&r))?;
    let (status, title) = if page.errors.is_empty() {
        (StatusCode::OK, page.title.clone())
    } else {
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("错误：{}", page.title),
        )
    };
    let body = standard::body(&page);
    let shown = Page::new(&title, "/procedures", body).crumb("/discretion", "裁量基准");
    Ok(visit.page_as(status, &shown))
}

fn read(query: &str) -> StandardAsk {
    let mut ask = StandardAsk::default();
    let mut facts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match (&*key, key.strip_prefix("f.")) {
            ("act", _) => ask.act = value.into_owned(),
            ("on", _) => ask.on = value.into_owned(),
            ("asked", _) => ask.asked = true,
            (_, Some(name)) => facts
                .entry(name.to_owned())
                .or_default()
                .push(value.into_owned()),
            _ => {}
        }
    }
    ask.facts = facts;
    ask
}
