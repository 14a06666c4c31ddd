//! 我的事: a party's matters.

use axum::extract::Path;

use super::Answer;
use crate::layout::Page;
use crate::pages::my;
use crate::visit::{Known, see};

/// GET /my
pub async fn list(known: Known) -> Answer {
    let only = known.desk().only_matter(&known.actor).await;
    if let Some(alias) = only.map_err(|r| known.refused(&r))? {
        return Ok(see(&format!("/my/{alias}")));
    }
    let rows = known
        .desk()
        .my_matters(&known.actor)
        .await
        .map_err(|r| known.refused(&r))?;
    Ok(known.page(&Page::new("我的事", "/my", my::list(&rows))))
}

/// GET /my/{matter}
pub async fn show(known: Known, Path(id): Path<String>) -> Answer {
    let page = known
        .desk()
        .matter(&known.actor, &id)
        .await
        .map_err(|r| known.refused(&r))?;
    let title = format!("我的事 · {}", page.head.title);
    let shown = Page::new(&title, "/my", my::body(&page)).crumb("/my", "我的事");
    Ok(known.page(&shown.with_acts()))
}
