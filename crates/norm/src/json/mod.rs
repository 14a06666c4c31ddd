//! Histories and answers as JSON, the contract of docs/cli.md.

mod read;
mod replay;
mod value;

pub use read::{HistoryError, Input, read_history};
pub use replay::{Refusal, Replay, option_json, reason_json, replay};
pub use value::{value_from_json, value_to_json};
