//! 首页, 编号登记, 核验 and the pages of the footer.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;

use super::Answer;
use crate::layout::Page;
use crate::pages::{home, log, verify};
use crate::posted::OpenForm;
use crate::visit::{Visit, see};
use fadu_desk::Refusal;

/// GET /
pub async fn home(visit: Visit) -> Answer {
    let staff = visit.actor.as_ref().is_some_and(|a| !a.external);
    let body = home::body(staff, visit.actor.is_some());
    Ok(visit.page(&Page::new("首页", "/", body)))
}

/// GET /verify
pub async fn verify(visit: Visit) -> Answer {
    let page = visit.desk().log().await.map_err(|r| visit.refused(&r))?;
    Ok(visit.page(&Page::new("核验文书", "/verify", verify::body(&page.key))))
}

/// GET /log
pub async fn log(visit: Visit) -> Answer {
    let page = visit.desk().log().await.map_err(|r| visit.refused(&r))?;
    Ok(visit.page(&Page::new("编号登记", "/log", log::body(&page))))
}

/// GET /log/checkpoint
pub async fn checkpoint(visit: Visit) -> Answer {
    let page = visit.desk().log().await.map_err(|r| visit.refused(&r))?;
    Ok((
        [
            (CONTENT_TYPE, "text/plain; charset=utf-8"),
            (CONTENT_DISPOSITION, "attachment; filename=\"checkpoint\""),
        ],
        page.checkpoint,
    )
        .into_response())
}

/// GET /sample
pub async fn sample(visit: Visit) -> Answer {
    if visit.app.options.sample_clock.is_none() {
        return Err(visit.refused(&Refusal::NotFound("这个地址".to_owned())));
    }
    let body = home::sample(visit.desk().now_day(), &[]);
    Ok(visit.page(&Page::new("换一天", "", body)))
}

/// POST /sample
pub async fn move_day(form: OpenForm) -> Answer {
    let OpenForm { visit, posted } = form;
    let Some(clock) = &visit.app.options.sample_clock else {
        return Err(visit.refused(&Refusal::NotFound("这个地址".to_owned())));
    };
    let moved = match posted.day("day").parse() {
        Ok(day) => visit.desk().move_sample_day(clock, day).await,
        Err(_) => Err(Refusal::field("day", "请填日期，例如 2026年11月9日。")),
    };
    match moved {
        Ok(()) => Ok(see("/go")),
        Err(Refusal::Fields(errors)) => {
            let body = home::sample(visit.desk().now_day(), &errors);
            Ok(visit.page_as(
                StatusCode::UNPROCESSABLE_ENTITY,
                &Page::new("错误：换一天", "", body),
            ))
        }
        Err(other) => Err(visit.refused(&other)),
    }
}

/// GET /feedback
pub async fn feedback(visit: Visit) -> Answer {
    Ok(visit.page(&Page::new("意见建议", "", home::feedback())))
}

/// GET /accessibility
pub async fn accessibility(visit: Visit) -> Answer {
    Ok(visit.page(&Page::new("无障碍说明", "", home::accessibility())))
}

/// Browsers ask for it; pages have none.
pub async fn no_icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Everything else.
pub async fn nothing(visit: Visit) -> Answer {
    Err(visit.refused(&Refusal::NotFound("这个地址".to_owned())))
}
