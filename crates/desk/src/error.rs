//! What can go wrong: a user's mistake is a value with what to do, an operator's names the file or key, a bug has an id.

use crate::view::{FieldError, OthersTurn, ReasonView};

/// Why a use case did not happen. Nothing was written; the caller still holds the input and shows the form filled in.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Refusal {
    /// Fields are missing or wrong.
    #[error("{}", first(.0))]
    Fields(Vec<FieldError>),
    /// Norms that do not hold; pages answer 409 with the row of the act bar.
    #[error("{}", reasons(.0))]
    Blocked(Vec<ReasonView>),
    /// No post of this person gives a role of the act.
    #[error("这一步由{}办理", .0.roles.join("、"))]
    NotYours(Box<OthersTurn>),
    /// Somebody acted first. The new acts are named; the form still holds what was typed.
    #[error("您填写时，这个办件已有新的办理：{}。请看过后再办", .0.news.join("；"))]
    Conflict(Conflict),
    /// The record does not exist, or is not for this person to see: the answer is the same.
    #[error("没有找到{0}，或者您的岗位不能查看")]
    NotFound(String),
    /// The person may see it but not do this.
    #[error("{0}")]
    Forbidden(String),
    /// Not logged in, or for too long.
    #[error("{0}")]
    Login(String),
    /// The machine's clock stands before the last recorded act.
    #[error("服务器时钟是 {now}，早于本系统最近一次记录的 {last}。请系统管理员先校正时钟，再办理")]
    ClockSetBack {
        /// Day of the clock.
        now: String,
        /// Day of the last record.
        last: String,
    },
    /// The installation is wrong: names file, key or address.
    #[error("{0}")]
    Operator(String),
    /// A bug: the id stands in the journal too.
    #[error("系统出错，编号 {0}。您填写的内容没有丢失，请稍后再试或把编号告诉管理员")]
    Bug(String),
}

/// What happened since the form was made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Conflict {
    /// `10-09 收到听证申请（王一）`
    pub news: Vec<String>,
    /// Number of acts now: the form's new `seen`.
    pub seen: u32,
}

fn first(errors: &[FieldError]) -> String {
    errors
        .iter()
        .map(|e| e.text.as_str())
        .collect::<Vec<_>>()
        .join("；")
}

fn reasons(reasons: &[ReasonView]) -> String {
    reasons
        .iter()
        .map(|r| r.text.as_str())
        .collect::<Vec<_>>()
        .join("；")
}

impl Refusal {
    /// One wrong field.
    pub fn field(field: &str, text: impl Into<String>) -> Refusal {
        Refusal::Fields(vec![FieldError {
            field: field.to_owned(),
            text: text.into(),
        }])
    }
}
