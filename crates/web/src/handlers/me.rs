//! 我的设置: password, second factor, sessions and deputies.

use axum::extract::Query;
use axum::http::StatusCode;
use fadu_desk::Refusal;
use fadu_desk::view::FieldError;

use super::{Answer, Ask, key};
use crate::layout::Page;
use crate::pages::me;
use crate::posted::Form;
use crate::visit::{Known, see};

/// GET /office/me
pub async fn show(known: Known, Query(ask): Query<Ask>) -> Answer {
    let saved = match ask.saved.as_str() {
        "password" => Some("密码改好了。别处的登录已经退出。"),
        "post" => Some("换好了。从现在起用这个岗位办理。"),
        "deputy" => Some("代理设好了。"),
        "sessions" => Some("别处的登录都退出了。"),
        "begin" => Some("密钥做好了。照下面的步骤，填一次动态码就开通。"),
        "factor" => Some("开通好了。下次登录要填手机上的动态码。"),
        "end" => Some("关闭了。登录不用再填动态码。"),
        _ => None,
    };
    page(&known, StatusCode::OK, &[], saved).await
}

async fn page(
    known: &Known,
    status: StatusCode,
    errors: &[FieldError],
    saved: Option<&str>,
) -> Answer {
    let page = known
        .desk()
        .me(&known.actor)
        .await
        .map_err(|r| known.refused(&r))?;
    let title = if errors.is_empty() {
        "我的设置"
    } else {
        "错误：我的设置"
    };
    let body = me::body(known.actor.post.as_deref(), &page, &key(), errors, saved);
    Ok(known.page_as(status, &Page::new(title, "/office/me", body)))
}

/// POST /office/me/password
pub async fn password(form: Form) -> Answer {
    let Form { known, posted } = form;
    let changed = known
        .desk()
        .change_password(&known.actor, posted.one("old"), posted.one("new"))
        .await;
    settle(&known, changed, "password").await
}

/// POST /office/me/post
pub async fn switch(form: Form) -> Answer {
    let Form { known, posted } = form;
    let switched = known
        .desk()
        .switch_post(&known.actor, posted.one("post"))
        .await;
    settle(&known, switched, "post").await
}

/// POST /office/me/deputy
pub async fn deputy(form: Form) -> Answer {
    let Form { known, posted } = form;
    let (Ok(from), Ok(to)) = (posted.day("from").parse(), posted.day("to").parse()) else {
        let wrong = Refusal::field("from", "请填从哪天到哪天，例如 2026年11月9日。");
        return settle(&known, Err::<(), _>(wrong), "deputy").await;
    };
    let made = known
        .desk()
        .appoint_deputy(
            &known.actor,
            posted.one("post"),
            posted.one("person"),
            (from, to),
            posted.one("ground"),
        )
        .await;
    settle(&known, made, "deputy").await
}

/// POST /office/me/sessions
pub async fn sessions(form: Form) -> Answer {
    let known = form.known;
    let ended = known.desk().end_other_sessions(&known.actor).await;
    settle(&known, ended, "sessions").await
}

/// POST /office/me/factor/begin
pub async fn begin_factor(form: Form) -> Answer {
    let known = form.known;
    let begun = known.desk().begin_factor(&known.actor).await;
    settle(&known, begun, "begin").await
}

/// POST /office/me/factor/confirm
pub async fn confirm_factor(form: Form) -> Answer {
    let Form { known, posted } = form;
    let done = known
        .desk()
        .confirm_factor(&known.actor, posted.one("code"))
        .await;
    settle(&known, done, "factor").await
}

/// POST /office/me/factor/end
pub async fn end_factor(form: Form) -> Answer {
    let Form { known, posted } = form;
    let done = known
        .desk()
        .end_factor(&known.actor, posted.one("code"))
        .await;
    settle(&known, done, "end").await
}

async fn settle<T>(known: &Known, outcome: Result<T, Refusal>, what: &str) -> Answer {
    match outcome {
        Ok(_) => Ok(see(&format!("/office/me?saved={what}"))),
        Err(Refusal::Fields(errors)) => {
            page(known, StatusCode::UNPROCESSABLE_ENTITY, &errors, None).await
        }
        Err(Refusal::Login(text) | Refusal::Forbidden(text)) => {
            let errors = [FieldError {
                field: "old".to_owned(),
                text,
            }];
            page(known, StatusCode::UNPROCESSABLE_ENTITY, &errors, None).await
        }
        Err(other) => Err(known.refused(&other)),
    }
}
