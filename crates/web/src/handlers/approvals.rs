//! 审批: the list, one draft, approving and returning it.

use axum::extract::Path;
use axum::http::StatusCode;
use fadu_desk::Refusal;
use fadu_desk::view::FieldError;

use super::{Answer, key};
use crate::layout::Page;
use crate::pages::approval;
use crate::posted::Form;
use crate::visit::{Known, see};

/// GET /office/approvals
pub async fn list(known: Known) -> Answer {
    let rows = known
        .desk()
        .approvals(&known.actor)
        .await
        .map_err(|r| known.refused(&r))?;
    Ok(known.page(&Page::new(
        "审批",
        "/office/approvals",
        approval::list(&rows),
    )))
}

/// GET /office/approvals/{id}
pub async fn show(known: Known, Path(id): Path<String>) -> Answer {
    page(&known, &id, StatusCode::OK, &[], "").await
}

async fn page(
    known: &Known,
    id: &str,
    status: StatusCode,
    errors: &[FieldError],
    reason: &str,
) -> Answer {
    let page = known
        .desk()
        .approval(&known.actor, id)
        .await
        .map_err(|r| known.refused(&r))?;
    let mark = if errors.is_empty() { "" } else { "错误：" };
    let title = format!("{mark}审批 · {} · {}", page.row.act, page.row.title);
    let body = approval::body(&page, &key(), errors, reason);
    let shown = Page::new(&title, "/office/approvals", body).crumb("/office/approvals", "审批");
    Ok(known.page_as(status, &shown))
}

/// POST /office/approvals/{id}
pub async fn decide(Path(id): Path<String>, form: Form) -> Answer {
    let Form { known, posted } = form;
    let reason = posted.one("reason").trim().to_owned();
    let outcome = match posted.one("step") {
        "return" if reason.is_empty() => {
            Err(Refusal::field("reason", "请写明退回的理由和怎么改。"))
        }
        "return" => known
            .desk()
            .return_draft(&known.actor, &id, &reason)
            .await
            .map(|()| None),
        _ => {
            known
                .desk()
                .approve(&known.actor, &id, posted.one("hash"), &reason)
                .await
        }
    };
    match outcome {
        Ok(Some(done)) => Ok(see(&format!("/office/acts/{}?done=1", done.act_alias))),
        Ok(None) => Ok(see("/office/approvals")),
        Err(Refusal::Fields(errors)) => {
            page(
                &known,
                &id,
                StatusCode::UNPROCESSABLE_ENTITY,
                &errors,
                &reason,
            )
            .await
        }
        Err(Refusal::Blocked(reasons)) => {
            let errors: Vec<FieldError> = reasons
                .into_iter()
                .map(|r| FieldError {
                    field: String::new(),
                    text: r.text,
                })
                .collect();
            page(&known, &id, StatusCode::CONFLICT, &errors, &reason).await
        }
        Err(Refusal::Conflict(c)) => {
            let text = format!(
                "送审以后，这个办件有了新的办理：{}。请看过再审批。",
                c.news.join("；")
            );
            let errors = [FieldError {
                field: String::new(),
                text,
            }];
            page(&known, &id, StatusCode::CONFLICT, &errors, &reason).await
        }
        Err(other) => Err(known.refused(&other)),
    }
}
