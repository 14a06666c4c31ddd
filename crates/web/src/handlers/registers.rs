//! 登记册 and 编号册.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use fadu_desk::Refusal;
use fadu_desk::view::FieldError;

use super::{Answer, Ask, day, key};
use crate::layout::Page;
use crate::pages::numbers::Typed;
use crate::pages::{book, numbers, registers};
use crate::posted::{Form, Posted};
use crate::url;
use crate::visit::{Known, see};

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
        .numbers(&known.actor)
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
    let place = Place {
        office: ask.office,
        pattern: ask.pattern,
        year,
        before: ask.before,
    };
    series_page(&known, &place, StatusCode::OK, &[], &Typed::default()).await
}

/// Which series, and from where.
struct Place {
    office: String,
    pattern: String,
    year: i32,
    before: Option<u32>,
}

impl Place {
    fn posted(posted: &Posted) -> Place {
        Place {
            office: posted.one("office").to_owned(),
            pattern: posted.one("pattern").to_owned(),
            year: posted.one("year").parse().unwrap_or_default(),
            before: None,
        }
    }
}

async fn series_page(
    known: &Known,
    place: &Place,
    status: StatusCode,
    errors: &[FieldError],
    typed: &Typed,
) -> Answer {
    let one = known
        .desk()
        .series(
            &known.actor,
            &place.office,
            &place.pattern,
            place.year,
            place.before,
        )
        .await
        .map_err(|r| known.refused(&r))?;
    let mark = if errors.is_empty() { "" } else { "错误：" };
    let title = format!("{mark}编号册 · {}", one.office_name);
    let body = numbers::series(&one, &key(), errors, typed);
    let page = Page::new(&title, "/office/numbers", body);
    Ok(known.page_as(status, &page.crumb("/office/numbers", "编号册")))
}

/// POST /office/numbers/reserve
pub async fn reserve(form: Form) -> Answer {
    let Form { known, posted } = form;
    let place = Place::posted(&posted);
    let typed = Typed {
        count: posted.one("count").to_owned(),
        why: posted.one("why").to_owned(),
        ..Typed::default()
    };
    let count = typed.count.trim().parse().unwrap_or(0);
    let done = known
        .desk()
        .reserve_numbers(
            &known.actor,
            &place.office,
            &place.pattern,
            count,
            &typed.why,
        )
        .await
        .map(|_| ());
    settle(&known, &place, done, &typed).await
}

/// POST /office/numbers/void
pub async fn void(form: Form) -> Answer {
    let Form { known, posted } = form;
    let place = Place::posted(&posted);
    let typed = Typed {
        number: posted.one("number").to_owned(),
        void_why: posted.one("void_why").to_owned(),
        ..Typed::default()
    };
    let done = if typed.number.is_empty() {
        Err(Refusal::field("number", "请选不用了的号"))
    } else {
        known
            .desk()
            .void_number(&known.actor, &typed.number, &typed.void_why)
            .await
    };
    // On this page the other form has a field of that name.
    let done = done.map_err(|refusal| match refusal {
        Refusal::Fields(errors) => Refusal::Fields(errors.into_iter().map(renamed).collect()),
        other => other,
    });
    settle(&known, &place, done, &typed).await
}

fn renamed(error: FieldError) -> FieldError {
    FieldError {
        field: if error.field == "why" {
            "void_why".to_owned()
        } else {
            error.field
        },
        text: error.text,
    }
}

async fn settle(known: &Known, place: &Place, done: Result<(), Refusal>, typed: &Typed) -> Answer {
    match done {
        Ok(()) => Ok(see(&format!(
            "/office/numbers/series?office={}&pattern={}&year={}",
            url::segment(&place.office),
            url::segment(&place.pattern),
            place.year
        ))),
        Err(Refusal::Fields(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            series_page(known, place, status, &errors, typed).await
        }
        Err(other) => Err(known.refused(&other)),
    }
}

/// GET /office/book/{act}
pub async fn book(known: Known, Path(id): Path<String>) -> Answer {
    let page = known
        .desk()
        .book_act(&known.actor, &id)
        .await
        .map_err(|r| known.refused(&r))?;
    let title = format!("{} · {}", page.act, page.office);
    let shown = Page::new(&title, "/office/numbers", book::body(&page));
    Ok(known.page(&shown.crumb("/office/numbers", "编号册")))
}

/// GET /office/book/{act}/receipt
pub async fn book_receipt(known: Known, Path(id): Path<String>) -> Answer {
    let page = known
        .desk()
        .book_act(&known.actor, &id)
        .await
        .map_err(|r| known.refused(&r))?;
    let Some(text) = page.receipt else {
        return Err(known.refused(&Refusal::NotFound("凭证（还没有登记）".to_owned())));
    };
    Ok(super::acts::receipt_file(&page.alias, text))
}
