//! One file a command.

pub mod case;
pub mod check;
mod check_text;
pub mod describe;
pub mod fmt;
pub mod keep;
pub mod law;
pub mod procedure;
pub mod replay;
mod replay_text;
pub mod serve;
pub mod table;
mod table_facts;
mod table_text;
pub mod term;
pub mod verify;
