//! The pages of Fadu: from requests to use cases of the desk, and from its structs to HTML. No rule of its own.

mod app;
mod assets;
mod components;
mod handlers;
mod input;
mod layout;
mod limits;
mod pages;
mod posted;
mod routes;
mod serve;
mod target;
mod url;
mod visit;

#[cfg(test)]
mod tests;

pub use app::Options;
pub use serve::{serve, site};
// Tests of this crate run over fixed answers; `tests/browser` runs over a real store.
#[cfg(not(test))]
pub use fadu_desk::{Actor, Desk};
#[cfg(test)]
pub use tests::stand_in::{Actor, Desk};
