//! 今日 and 查找.

use axum::extract::Query;
use fadu_desk::view::{CaseList, CaseQuery, Found};

use super::{Answer, Ask};
use crate::layout::Page;
use crate::pages::{cases, today};
use crate::url;
use crate::visit::{Known, see};

/// GET /office
pub async fn today(known: Known) -> Answer {
    let page = known
        .desk()
        .today(&known.actor)
        .await
        .map_err(|r| known.refused(&r))?;
    Ok(known.page(&Page::new("今日", "/office", today::body(&page))))
}

/// GET /find?no=
pub async fn find(known: Known, Query(ask): Query<Ask>) -> Answer {
    let found = known
        .desk()
        .find(&known.actor, ask.no.trim())
        .await
        .map_err(|r| known.refused(&r))?;
    Ok(match found {
        Found::Case { alias } => see(&format!("/office/cases/{alias}")),
        Found::Act { alias } => see(&format!("/office/acts/{alias}")),
        Found::Document { id } => see(&format!("/office/documents/{id}")),
        Found::Article(chip) => see(&format!(
            "/law/{}/a{}?on={}",
            url::segment(&chip.title),
            url::segment(&chip.article),
            chip.on
        )),
        Found::Cases(rows) => {
            let query = CaseQuery {
                words: ask.no,
                ..CaseQuery::default()
            };
            let list = CaseList {
                rows,
                next: None,
                procedures: Vec::new(),
                open: Vec::new(),
                nothing_exists: false,
                sample: known.shell.sample,
            };
            known.page(&Page::new(
                "查找",
                "/office/cases",
                cases::body(&list, &query),
            ))
        }
    })
}
