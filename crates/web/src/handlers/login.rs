//! 登录, 退出登录, and coming back to what was typed before.

use axum::extract::Query;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fadu_desk::Refusal;
use serde::Deserialize;

use super::Answer;
use crate::layout::Page;
use crate::pages::login::{self, Carry};
use crate::posted::{Form, OpenForm, Posted};
use crate::url;
use crate::visit::{COOKIE, Visit, see};

/// Where to go after it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// GET /login
pub async fn show(visit: Visit, Query(next): Query<Next>) -> Answer {
    let carry = Carry {
        next: local(&next.next),
        kept: Vec::new(),
    };
    let body = login::body("", &carry, None, &visit.app.options.sample_logins);
    Ok(visit.page(&Page::new("登录", "", body)))
}

/// POST /login
pub async fn enter(form: OpenForm) -> Answer {
    let OpenForm { visit, posted } = form;
    let name = posted.one("name").trim().to_owned();
    let carry = carried(&posted);
    let entered = visit
        .desk()
        .login_with(&name, posted.one("password"), posted.one("code"))
        .await;
    match entered {
        Ok(login) => Ok(welcome(&visit, &login.token, &carry)),
        Err(Refusal::Login(text) | Refusal::Forbidden(text)) => Ok(again(
            &visit,
            StatusCode::UNPROCESSABLE_ENTITY,
            &name,
            &carry,
            &text,
        )),
        Err(Refusal::Fields(errors)) => {
            let text = errors
                .first()
                .map_or("请填用户名和密码。", |e| e.text.as_str());
            Ok(again(
                &visit,
                StatusCode::UNPROCESSABLE_ENTITY,
                &name,
                &carry,
                text,
            ))
        }
        Err(other) => Err(visit.refused(&other)),
    }
}

/// GET /my/find
pub async fn ask_number(visit: Visit) -> Answer {
    Ok(visit.page(&Page::new(
        "凭编号和电话查看",
        "/my",
        login::guest("", None),
    )))
}

/// POST /my/find
pub async fn enter_by_number(form: OpenForm) -> Answer {
    let OpenForm { visit, posted } = form;
    let number = posted.one("number").trim();
    match visit.desk().guest_login(number, posted.one("phone")).await {
        Ok(login) => {
            let carry = Carry {
                next: "/my".to_owned(),
                kept: Vec::new(),
            };
            Ok(welcome(&visit, &login.token, &carry))
        }
        Err(Refusal::Login(text)) => {
            let body = login::guest(number, Some(&text));
            let page = Page::new("错误：凭编号和电话查看", "/my", body);
            Ok(visit.page_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(other) => Err(visit.refused(&other)),
    }
}

fn again(visit: &Visit, status: StatusCode, name: &str, carry: &Carry, text: &str) -> Response {
    let body = login::body(name, carry, Some(text), &visit.app.options.sample_logins);
    visit.page_as(status, &Page::new("错误：登录", "", body))
}

fn carried(posted: &Posted) -> Carry {
    Carry {
        next: local(posted.one("next")),
        kept: posted
            .fields
            .iter()
            .filter_map(|(k, v)| Some((k.strip_prefix("kept.")?.to_owned(), v.clone())))
            .collect(),
    }
}

/// Only addresses of this site are followed.
fn local(next: &str) -> String {
    if url::is_local(next) {
        next.to_owned()
    } else {
        String::new()
    }
}

fn welcome(visit: &Visit, token: &str, carry: &Carry) -> Response {
    let mut answer = if !carry.kept.is_empty() && !carry.next.is_empty() {
        visit.page(&Page::new("您填的内容还在", "", login::resume(carry)))
    } else if carry.next.is_empty() {
        see("/go")
    } else {
        see(&carry.next)
    };
    let secure = if visit.app.options.secure {
        "; Secure"
    } else {
        ""
    };
    let path = format!("{}/", url::prefix());
    let cookie = format!("{COOKIE}={token}; Path={path}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = cookie.parse() {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    answer
}

/// GET /go: staff to 今日, others to 我的事.
pub async fn go(visit: Visit) -> Answer {
    Ok(match &visit.actor {
        Some(actor) if actor.external => see("/my"),
        Some(actor) => see(match actor.admin.as_str() {
            "" => "/office",
            "security" | "system" => "/admin/security",
            "audit" => "/admin/audit",
            _ => "/log",
        }),
        None => see("/login"),
    })
}

/// POST /logout
pub async fn leave(headers: axum::http::HeaderMap, form: Form) -> Answer {
    if let Some(token) = crate::visit::cookie(&headers, COOKIE) {
        let known = form.known;
        known
            .desk()
            .logout(&token)
            .await
            .map_err(|r| known.refused(&r))?;
    }
    let path = format!("{}/", url::prefix());
    let gone = format!("{COOKIE}=; Path={path}; HttpOnly; SameSite=Lax; Max-Age=0");
    Ok(([(header::SET_COOKIE, gone)], see("/")).into_response())
}
