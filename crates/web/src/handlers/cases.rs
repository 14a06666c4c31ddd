//! 办件, 登记, 办件页 and the pages beside it.

use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use fadu_desk::Refusal;
use fadu_desk::view::{CasePage, CaseQuery, FieldError};
use serde::Deserialize;

use super::{Answer, Ask, day, key};
use crate::layout::Page;
use crate::pages::behaviour::Meeting;
use crate::pages::{behaviour, case, cases, erase, evidence};
use crate::posted::Form;
use crate::visit::{Known, see};

/// The filter as it stands in an address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Filter {
    party: String,
    number: String,
    officer: String,
    words: String,
    procedure: String,
    state: String,
    mine: String,
    cursor: Option<String>,
}

impl From<Filter> for CaseQuery {
    fn from(f: Filter) -> CaseQuery {
        CaseQuery {
            party: f.party,
            number: f.number,
            officer: f.officer,
            words: f.words,
            procedure: f.procedure,
            state: f.state,
            mine: f.mine == "1",
            cursor: f.cursor.filter(|c| !c.is_empty()),
        }
    }
}

/// GET /office/cases
pub async fn list(known: Known, Query(filter): Query<Filter>) -> Answer {
    let query = CaseQuery::from(filter);
    let list = known
        .desk()
        .cases(&known.actor, &query)
        .await
        .map_err(|r| known.refused(&r))?;
    let body = cases::body(&list, &query);
    Ok(known.page(&Page::new("办件", "/office/cases", body)))
}

/// GET /office/intake/new
pub async fn intake(known: Known) -> Answer {
    let list = known
        .desk()
        .cases(&known.actor, &CaseQuery::default())
        .await
        .map_err(|r| known.refused(&r))?;
    let page = Page::new("登记新办件", "/office/cases", cases::intake(&list));
    Ok(known.page(&page.crumb("/office/cases", "办件")))
}

/// GET /office/cases/{case}
pub async fn show(known: Known, Path(id): Path<String>, Query(ask): Query<Ask>) -> Answer {
    let page = load(&known, &id, &ask.asof).await?;
    let title = format!("办件 · {}", page.head.title);
    let body = case::body(&page, ask.order == "oldest");
    let shown = Page::new(&title, "/office/cases", body);
    Ok(known.page(&if page.as_of.is_none() {
        shown.with_acts()
    } else {
        shown
    }))
}

async fn load(known: &Known, id: &str, asof: &str) -> Result<CasePage, Response> {
    known
        .desk()
        .case(&known.actor, id, day(asof))
        .await
        .map_err(|r| known.refused(&r))
}

/// GET /office/cases/{case}/evidence
pub async fn evidence(known: Known, Path(id): Path<String>) -> Answer {
    let page = load(&known, &id, "").await?;
    let title = format!("证据 · {}", page.head.title);
    Ok(known.page(
        &Page::new(&title, "/office/cases", evidence::body(&page)).crumb("/office/cases", "办件"),
    ))
}

/// GET /office/cases/{case}/documents
pub async fn documents(known: Known, Path(id): Path<String>) -> Answer {
    let page = load(&known, &id, "").await?;
    let title = format!("文书 · {}", page.head.title);
    Ok(known.page(
        &Page::new(&title, "/office/cases", evidence::documents(&page))
            .crumb("/office/cases", "办件"),
    ))
}

/// GET /office/cases/{case}/people
pub async fn people(known: Known, Path(id): Path<String>) -> Answer {
    people_page(&known, &id, StatusCode::OK, &[]).await
}

async fn people_page(known: &Known, id: &str, status: StatusCode, errors: &[FieldError]) -> Answer {
    let page = load(known, id, "").await?;
    let past = known
        .desk()
        .hand_overs(&known.actor, id)
        .await
        .map_err(|r| known.refused(&r))?;
    let mark = if errors.is_empty() { "" } else { "错误：" };
    let title = format!("{mark}经办 · {}", page.head.title);
    let body = case::people(&page, &past, &key(), errors);
    let shown = Page::new(&title, "/office/cases", body).crumb("/office/cases", "办件");
    Ok(known.page_as(status, &shown))
}

/// POST /office/cases/{case}/people
pub async fn hand_over(Path(id): Path<String>, form: Form) -> Answer {
    let Form { known, posted } = form;
    let given = known
        .desk()
        .hand_over(
            &known.actor,
            &id,
            posted.one("from"),
            posted.one("to"),
            posted.one("why"),
        )
        .await;
    match given {
        Ok(()) => Ok(see(&format!("/office/cases/{id}"))),
        Err(Refusal::Fields(errors)) => {
            people_page(&known, &id, StatusCode::UNPROCESSABLE_ENTITY, &errors).await
        }
        Err(other) => Err(known.refused(&other)),
    }
}

/// GET /office/cases/{case}/review
pub async fn review(known: Known, Path(id): Path<String>) -> Answer {
    behaviour_page(&known, &id, "审查", "/review", Meeting::default()).await
}

/// GET /office/cases/{case}/hearing
pub async fn hearing(known: Known, Path(id): Path<String>) -> Answer {
    behaviour_page(&known, &id, "听证", "/hearing", Meeting::default()).await
}

/// GET /office/cases/{case}/meeting
pub async fn meeting(known: Known, Path(id): Path<String>) -> Answer {
    behaviour_page(&known, &id, "会议", "/meeting", Meeting::default()).await
}

async fn behaviour_page(
    known: &Known,
    id: &str,
    word: &str,
    here: &str,
    meeting: Meeting,
) -> Answer {
    let page = known
        .desk()
        .behaviour(&known.actor, id, word)
        .await
        .map_err(|r| known.refused(&r))?;
    let wrong = !meeting.errors.is_empty();
    let mark = if wrong { "错误：" } else { "" };
    let title = format!("{mark}{word} · {}", page.head.title);
    let body = behaviour::body(&page, here, &key(), &meeting);
    let shown = Page::new(&title, "/office/cases", body).crumb("/office/cases", "办件");
    let status = if wrong {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok(known.page_as(status, &shown.with_acts()))
}

/// POST /office/cases/{case}/meeting/call
pub async fn call_meeting(Path(id): Path<String>, form: Form) -> Answer {
    let Form { known, posted } = form;
    let meeting = Meeting {
        members: posted.all("members"),
        chair: posted.one("chair").to_owned(),
        ..Meeting::default()
    };
    let called = known
        .desk()
        .call_meeting(&known.actor, &id, &meeting.members, &meeting.chair)
        .await;
    meeting_settled(&known, &id, called, meeting).await
}

/// POST /office/cases/{case}/meeting/opinion
pub async fn give_opinion(Path(id): Path<String>, form: Form) -> Answer {
    let Form { known, posted } = form;
    let meeting = Meeting {
        opinion: posted.one("opinion").to_owned(),
        reason: posted.one("reason").to_owned(),
        ..Meeting::default()
    };
    let given = known
        .desk()
        .give_opinion(&known.actor, &id, &meeting.opinion, &meeting.reason)
        .await;
    meeting_settled(&known, &id, given, meeting).await
}

async fn meeting_settled(
    known: &Known,
    id: &str,
    done: Result<(), Refusal>,
    mut meeting: Meeting,
) -> Answer {
    match done {
        Ok(()) => Ok(see(&format!("/office/cases/{id}/meeting"))),
        Err(Refusal::Fields(errors)) => {
            meeting.errors = errors;
            behaviour_page(known, id, "会议", "/meeting", meeting).await
        }
        Err(Refusal::Forbidden(text)) => {
            meeting.errors = vec![FieldError {
                field: String::new(),
                text,
            }];
            behaviour_page(known, id, "会议", "/meeting", meeting).await
        }
        Err(other) => Err(known.refused(&other)),
    }
}

/// GET /office/cases/{case}/erase
pub async fn erase(known: Known, Path(id): Path<String>) -> Answer {
    erase_page(&known, &id, StatusCode::OK, &[], "").await
}

async fn erase_page(
    known: &Known,
    id: &str,
    status: StatusCode,
    errors: &[FieldError],
    ground: &str,
) -> Answer {
    let page = load(known, id, "").await?;
    let mark = if errors.is_empty() { "" } else { "错误：" };
    let title = format!("{mark}清除个人信息 · {}", page.head.title);
    let body = erase::body(&page.head, &key(), errors, ground);
    let shown = Page::new(&title, "/office/cases", body).crumb("/office/cases", "办件");
    Ok(known.page_as(status, &shown))
}

/// POST /office/cases/{case}/erase
pub async fn erase_now(Path(id): Path<String>, form: Form) -> Answer {
    let Form { known, posted } = form;
    let ground = posted.one("ground");
    match known.desk().erase(&known.actor, &id, ground).await {
        Ok(()) => Ok(see(&format!("/office/cases/{id}"))),
        Err(Refusal::Fields(errors)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            erase_page(&known, &id, status, &errors, ground).await
        }
        Err(other) => Err(known.refused(&other)),
    }
}
