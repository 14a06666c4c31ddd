//! 登记册 and 编号册.

use axum::extract::{Path, Query};

use super::{Answer, Ask, day};
use crate::layout::Page;
use crate::pages::{numbers, registers};
use crate::visit::Known;

/// GET /office/registers
pub async fn list(known: Known) -> Answer {
    let rows = known
        .desk()
        .registers()
        .await
        .map_err(|r| known.refused(&r))?;
    Ok(known.page(&Page::new(
        "登记册",
        "/office/registers",
        registers::list(&rows),
    )))
}

/// GET /office/registers/{slug}
pub async fn show(known: Known, Path(slug): Path<String>, Query(ask): Query<Ask>) -> Answer {
    let cursor = ask.cursor.filter(|c| !c.is_empty());
    let page = known
        .desk()
        .register(Some(&known.actor), &slug, day(&ask.on), cursor.as_deref())
        .await
        .map_err(|r| known.refused(&r))?;
    let title = format!("登记册 · {}", page.name);
    let body = registers::body(&page, cursor.is_none());
    Ok(known
        .page(&Page::new(&title, "/office/registers", body).crumb("/office/registers", "登记册")))
}

/// GET /office/numbers
pub async fn numbers(known: Known, Query(ask): Query<Ask>) -> Answer {
    let year = ask.year.unwrap_or_else(|| known.desk().now_day().year());
    let all = known
        .desk()
        .numbers()
        .await
        .map_err(|r| known.refused(&r))?
        .into_iter()
        .filter(|s| s.year == year)
        .collect::<Vec<_>>();
    let title = format!("{year} 年编号册");
    Ok(known.page(&Page::new(
        &title,
        "/office/numbers",
        numbers::list(&all, year),
    )))
}

/// GET /office/numbers/series?office=&pattern=&year=
pub async fn series(known: Known, Query(ask): Query<Ask>) -> Answer {
    let year = ask.year.unwrap_or_else(|| known.desk().now_day().year());
    let one = known
        .desk()
        .series(&ask.office, &ask.pattern, year, ask.before)
        .await
        .map_err(|r| known.refused(&r))?;
    let title = format!("编号册 · {}", one.pattern);
    let page = Page::new(&title, "/office/numbers", numbers::series(&one));
    Ok(known.page(&page.crumb("/office/numbers", "编号册")))
}
