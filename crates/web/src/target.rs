//! Which act of which case an address speaks of: the same form serves office, party and the opening of a case.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use fadu_desk::view::ActInput;
use serde::Deserialize;

/// The act, and the addresses around it.
#[derive(Clone, Debug)]
pub struct Target {
    /// Case or procedure and the act, all else empty.
    pub input: ActInput,
    /// Address of the form.
    pub action: String,
    /// Address of the case, or of the list when the act opens one.
    pub base: String,
    /// `/office` or `/my`
    pub side: &'static str,
    /// The office that opens a case, as the address says.
    pub office: Option<String>,
}

#[derive(Deserialize)]
struct Names {
    case: Option<String>,
    procedure: Option<String>,
    act: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Target {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Target, Response> {
        let Path(names) = Path::<Names>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let mine = parts.uri.path().starts_with("/my/");
        let mut target = Target::of(names, if mine { "/my" } else { "/office" });
        target.office = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .find(|(k, _)| k == "office")
            .map(|(_, v)| v.into_owned());
        Ok(target)
    }
}

impl Target {
    fn of(names: Names, side: &'static str) -> Target {
        let act = names.act;
        let base = match (&names.case, &names.procedure) {
            (Some(case), _) if side == "/my" => format!("/my/{case}"),
            (Some(case), _) => format!("/office/cases/{case}"),
            (None, _) => "/office/cases".to_owned(),
        };
        let action = match (&names.case, &names.procedure) {
            (None, Some(procedure)) => format!("/office/intake/{procedure}/{act}"),
            _ => format!("{base}/acts/new/{act}"),
        };
        Target {
            input: ActInput {
                case: names.case,
                procedure: names.procedure,
                act,
                ..ActInput::default()
            },
            action,
            base,
            side,
            office: None,
        }
    }
}
