//! 安全管理, 审计, and what two administrators do together.

use std::collections::BTreeMap;

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use fadu_desk::Refusal;
use fadu_desk::grants::GrantAsk;
use fadu_desk::view::FieldError;
use serde::Deserialize;

use super::{Answer, day, key};
use crate::layout::Page;
use crate::pages::admin::{self, Asked, Together};
use crate::posted::{Form, Posted};
use crate::visit::{Known, see};

/// GET /admin/security
pub async fn security(known: Known) -> Answer {
    let rows = known
        .desk()
        .accounts(&known.actor)
        .await
        .map_err(|r| known.refused(&r))?;
    let page = Page::new("账号和岗位", "/admin/security", admin::accounts(&rows));
    Ok(known.page(&page))
}

/// GET /admin/audit
pub async fn audit(known: Known) -> Answer {
    let rows = known
        .desk()
        .events(&known.actor)
        .await
        .map_err(|r| known.refused(&r))?;
    let page = Page::new("审计", "/admin/audit", admin::events(&rows));
    Ok(known.page(&page))
}

/// Which kind of request.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Kind {
    kind: String,
}

/// GET /admin/grants
pub async fn grants(known: Known, Query(kind): Query<Kind>) -> Answer {
    let asked = Asked::default();
    grants_page(&known, &kind.kind, &asked, StatusCode::OK, &[]).await
}

async fn grants_page(
    known: &Known,
    kind: &str,
    asked: &Asked,
    status: StatusCode,
    errors: &[FieldError],
) -> Answer {
    let refused = |r: Refusal| known.refused(&r);
    let rows = known.desk().grants(&known.actor).await.map_err(refused)?;
    let accounts = known.desk().accounts(&known.actor).await.map_err(refused)?;
    let offices = known.desk().office_names().await.map_err(refused)?;
    let mark = if errors.is_empty() { "" } else { "错误：" };
    let title = format!("{mark}申请和确认");
    let body = admin::grants(&Together {
        rows: &rows,
        accounts: &accounts,
        offices: &offices,
        kind,
        asked,
        errors,
        key: &key(),
    });
    Ok(known.page_as(status, &Page::new(&title, "/admin/grants", body)))
}

/// POST /admin/grants
pub async fn ask(form: Form) -> Answer {
    let Form { known, posted } = form;
    let kind = posted.one("kind").to_owned();
    let done = match asked_for(&kind, &posted) {
        Ok(ask) => known.desk().ask_grant(&known.actor, ask).await.map(|_| ()),
        Err(error) => Err(error),
    };
    let kept = |(k, v): &(String, String)| (k != "password").then(|| (k.clone(), v.clone()));
    let asked = Asked {
        values: posted
            .fields
            .iter()
            .filter_map(kept)
            .collect::<BTreeMap<_, _>>(),
    };
    settle(&known, &kind, &asked, done).await
}

/// POST /admin/grants/{id}
pub async fn decide(Path(id): Path<String>, form: Form) -> Answer {
    let Form { known, posted } = form;
    let grant = posted.one("step") == "grant";
    let done = known
        .desk()
        .decide_grant(&known.actor, &id, grant, posted.one("reason"))
        .await;
    settle(&known, "", &Asked::default(), done).await
}

async fn settle(known: &Known, kind: &str, asked: &Asked, done: Result<(), Refusal>) -> Answer {
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    match done {
        Ok(()) => Ok(see("/admin/grants")),
        Err(Refusal::Fields(errors)) => grants_page(known, kind, asked, wrong, &errors).await,
        Err(other) => Err(known.refused(&other)),
    }
}

fn asked_for(kind: &str, posted: &Posted) -> Result<GrantAsk, Refusal> {
    let text = |name: &str| posted.one(name).trim().to_owned();
    let login = text("account");
    if login.is_empty() && !["person", "endpost"].contains(&kind) {
        return Err(Refusal::field("account", "请选是谁的账号"));
    }
    Ok(match kind {
        "person" => GrantAsk::Person {
            name: text("name"),
            login: text("login"),
            password: posted.one("password").to_owned(),
            phone: text("phone"),
            admin: text("admin"),
        },
        "post" => GrantAsk::Post {
            login,
            role: text("role"),
            office: text("office"),
            from: day(posted.one("from")),
            to: day(posted.one("to")),
        },
        "endpost" => GrantAsk::EndPost {
            post: text("post"),
            last: day(posted.one("to"))
                .ok_or_else(|| Refusal::field("to", "请填到哪天为止，例如 2026-11-09"))?,
        },
        "password" => GrantAsk::Password {
            login,
            password: posted.one("password").to_owned(),
        },
        "disable" => GrantAsk::Disable { login },
        "enable" => GrantAsk::Enable { login },
        "endfactor" => GrantAsk::EndFactor { login },
        _ => return Err(Refusal::field("kind", "请先选要办什么")),
    })
}
