//! 试改: for people of the offices; a proof takes a processor for a while.

use axum::extract::Query;
use axum::http::StatusCode;
use fadu_desk::Refusal;
use fadu_desk::trial::TrialAsk;
use serde::Deserialize;

use super::Answer;
use crate::layout::Page;
use crate::pages::trial;
use crate::posted::Form;
use crate::visit::Known;

/// What to try.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Chosen {
    procedure: String,
    at: String,
}

/// GET /office/trial?procedure=&at=
pub async fn show(known: Known, Query(chosen): Query<Chosen>) -> Answer {
    staff(&known).map_err(|r| known.refused(&r))?;
    let ask = TrialAsk {
        procedure: chosen.procedure,
        at: chosen.at.parse().ok(),
        ..TrialAsk::default()
    };
    page(&known, &ask).await
}

/// POST /office/trial: changes nothing; the text is too long for an address.
pub async fn run(form: Form) -> Answer {
    let Form { known, posted } = form;
    staff(&known).map_err(|r| known.refused(&r))?;
    let ask = TrialAsk {
        procedure: posted.one("procedure").to_owned(),
        at: posted.one("at").parse().ok(),
        text: Some(posted.one("text").to_owned()),
        version: posted.one("version").to_owned(),
    };
    page(&known, &ask).await
}

fn staff(known: &Known) -> Result<(), Refusal> {
    if known.actor.external {
        let words = "试改由机关的法制人员办。您可以看程序和它的证明。";
        return Err(Refusal::Forbidden(words.to_owned()));
    }
    Ok(())
}

async fn page(known: &Known, ask: &TrialAsk) -> Answer {
    match known.desk().trial(ask).await {
        Ok(found) => {
            let bad = found.result.as_ref().is_some_and(|r| !r.errors.is_empty());
            Ok(shown(known, bad, trial::body(&found, &[])))
        }
        // The page as it stands, with what was typed.
        Err(Refusal::Fields(wrong)) => {
            let before = TrialAsk {
                text: None,
                ..ask.clone()
            };
            let found = known.desk().trial(&before).await;
            let mut found = found.map_err(|r| known.refused(&r))?;
            found.text = ask.text.clone().unwrap_or_default();
            Ok(shown(known, true, trial::body(&found, &wrong)))
        }
        Err(other) => Err(known.refused(&other)),
    }
}

fn shown(known: &Known, bad: bool, body: maud::Markup) -> axum::response::Response {
    let (status, title) = match bad {
        true => (StatusCode::UNPROCESSABLE_ENTITY, "错误：试改程序"),
        false => (StatusCode::OK, "试改程序"),
    };
    let page = Page::new(title, "/procedures", body).crumb("/procedures", "程序");
    known.page_as(status, &page)
}
