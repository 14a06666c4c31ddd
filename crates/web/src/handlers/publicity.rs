//! 执法公示 for everybody, as pages and as data; 公示 and 双公示 for the office.

use axum::extract::{Path, Query};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LINK};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fadu_desk::Refusal;
use fadu_desk::publicity::{FILE, PAGE, PublicationAsk, Published};
use serde::Deserialize;

use super::{Answer, Ask, day};
use crate::layout::Page;
use crate::pages::{open_data, publicity};
use crate::url;
use crate::visit::{Known, Visit};

/// The filter.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Filter {
    office: String,
    kind: String,
    from: String,
    to: String,
    cursor: Option<String>,
}

impl Filter {
    // A day that cannot be read filters nothing, and the bar shows it gone.
    fn ask(self) -> PublicationAsk {
        let plain = |text: &str| day(text).map(|d| d.to_string()).unwrap_or_default();
        PublicationAsk {
            from: plain(&self.from),
            to: plain(&self.to),
            office: self.office,
            kind: self.kind,
            cursor: self.cursor.filter(|c| !c.is_empty()),
        }
    }
}

/// GET /publicity
pub async fn home(visit: Visit, Query(filter): Query<Filter>) -> Answer {
    let ask = filter.ask();
    let refused = |r| visit.refused(&r);
    let home = visit.desk().publicity_home().await.map_err(refused)?;
    let list = visit.desk().published(&ask, PAGE).await.map_err(refused)?;
    let body = publicity::home(&home, &list, &ask);
    Ok(visit.page(&Page::new("执法公示", "/publicity", body)))
}

/// GET /publicity/results/{id}
pub async fn show(visit: Visit, Path(alias): Path<String>) -> Answer {
    let found = visit
        .desk()
        .publication(&alias)
        .await
        .map_err(|r| visit.refused(&r))?;
    Ok(match found {
        Published::Standing(row) => {
            let body = publicity::one(&row);
            visit.page(&Page::new(&row.title, "/publicity", body).crumb("/publicity", "执法公示"))
        }
        Published::Withdrawn {
            number,
            office,
            on,
            reason,
        } => {
            let body = publicity::withdrawn(&number, &office, &on, &reason);
            let page = Page::new("已经撤回", "/publicity", body).crumb("/publicity", "执法公示");
            visit.page_as(StatusCode::GONE, &page)
        }
    })
}

/// GET /publicity/registers/{slug}
pub async fn register(visit: Visit, Path(slug): Path<String>, Query(ask): Query<Ask>) -> Answer {
    let cursor = ask.cursor.filter(|c| !c.is_empty());
    let page = visit.desk().public_register(&slug, cursor.as_deref()).await;
    let page = page.map_err(|r| visit.refused(&r))?;
    let body = publicity::register(&page, cursor.is_none());
    Ok(visit.page(&Page::new(&page.name, "/publicity", body).crumb("/publicity", "执法公示")))
}

/// GET /open-data
pub async fn open_data_page(visit: Visit) -> Answer {
    let home = visit
        .desk()
        .publicity_home()
        .await
        .map_err(|r| visit.refused(&r))?;
    let body = publicity::open_data(&home, &visit.desk().dictionary());
    Ok(visit.page(&Page::new("开放数据", "/publicity", body).crumb("/publicity", "执法公示")))
}

/// GET /publicity/data.{csv,json,atom}
pub async fn data(
    visit: Visit,
    Path(form): Path<String>,
    headers: HeaderMap,
    Query(filter): Query<Filter>,
) -> Answer {
    let ask = filter.ask();
    let list = visit
        .desk()
        .published(&ask, FILE)
        .await
        .map_err(|r| visit.refused(&r))?;
    let site = site(&headers);
    let query = publicity::query(&ask);
    let next = list.next.as_ref().map(|cursor| {
        let glue = if query.is_empty() { "" } else { "&" };
        format!(
            "{site}{}",
            url::location(&format!("/publicity/{form}?{query}{glue}cursor={cursor}"))
        )
    });
    let (media, text) = match form.as_str() {
        "data.csv" => ("text/csv; charset=utf-8", open_data::csv(&list.rows, &site)),
        "data.json" => (
            "application/json",
            open_data::json(&list.rows, next.as_deref(), &site),
        ),
        "data.atom" => (
            "application/atom+xml; charset=utf-8",
            open_data::atom(&list.rows, next.as_deref(), &site),
        ),
        _ => return Err(visit.refused(&Refusal::NotFound("这个文件".to_owned()))),
    };
    let mut answer = file(
        media,
        &format!("publicity.{}", form.trim_start_matches("data.")),
        text,
    );
    if let Some(link) =
        next.and_then(|n| HeaderValue::from_str(&format!("<{n}>; rel=\"next\"")).ok())
    {
        answer.headers_mut().insert(LINK, link);
    }
    Ok(answer)
}

/// `https://host` as the reader wrote it; feeds need whole addresses.
fn site(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let plain = |host: &&str| {
        host.chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c))
    };
    let host = text("host").filter(plain).unwrap_or("localhost");
    let secure = text("x-forwarded-proto") == Some("https");
    format!("{}://{host}", if secure { "https" } else { "http" })
}

fn file(media: &'static str, name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [
            (CONTENT_TYPE, media.to_owned()),
            (CONTENT_DISPOSITION, disposition),
        ],
        text,
    )
        .into_response()
}

/// GET /office/publicity
pub async fn tasks(known: Known) -> Answer {
    let refused = |r| known.refused(&r);
    let tasks = known
        .desk()
        .publicity_tasks(&known.actor)
        .await
        .map_err(refused)?;
    let home = known.desk().publicity_home().await.map_err(refused)?;
    let exports: Vec<(String, String)> = home.kinds.into_iter().map(|(s, n, _)| (s, n)).collect();
    let mut offices: Vec<(String, String)> = Vec::new();
    for post in &known.actor.posts {
        let office = (post.office.clone(), post.office_name.clone());
        if !offices.contains(&office) {
            offices.push(office);
        }
    }
    let exports = if offices.is_empty() {
        Vec::new()
    } else {
        exports
    };
    let body = publicity::tasks(&tasks, &exports, &offices);
    Ok(known.page(&Page::new("公示", "/office/publicity", body)))
}

/// GET /office/publicity/credit/{procedure}
pub async fn credit(
    known: Known,
    Path(kind): Path<String>,
    Query(filter): Query<Filter>,
) -> Answer {
    let ask = PublicationAsk {
        kind,
        ..filter.ask()
    };
    let rows = known.desk().credit_file(&known.actor, &ask).await;
    let rows = rows.map_err(|r| known.refused(&r))?;
    let text = open_data::table(&rows);
    Ok(file("text/csv; charset=utf-8", "credit.csv", text))
}

/// GET /office/cases/{case}/publicity
pub async fn preview(known: Known, Path(case): Path<String>) -> Answer {
    let page = known.desk().publicity_preview(&known.actor, &case).await;
    let page = page.map_err(|r| known.refused(&r))?;
    let body = publicity::preview(&page, &case);
    let shown = Page::new("公示出去的样子", "/office/publicity", body)
        .crumb(format!("/office/cases/{case}"), "办件");
    Ok(known.page(&shown))
}
