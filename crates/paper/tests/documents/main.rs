//! Every template of the packs: its filled example gives the expected text and keeps the page of GB/T 9704.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "../common/mod.rs"]
mod common;

mod expected;
mod geometry;
