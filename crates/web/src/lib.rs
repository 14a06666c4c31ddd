//! The pages of Fadu: from requests to use cases of the desk, and from its structs to HTML. No rule of its own.

mod app;
mod assets;
pub mod components;
mod handlers;
mod input;
mod layout;
mod limits;
pub mod pages;
mod posted;
mod routes;
mod serve;
#[doc(hidden)]
pub mod stand_in;
mod target;
mod url;
mod visit;

#[cfg(test)]
mod tests;

pub use app::Options;
pub use serve::site;
pub use stand_in::{Actor, Desk};
