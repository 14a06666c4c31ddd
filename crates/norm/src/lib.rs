//! The norm language (docs/language.md): text → tree → resolved → model → engine.

pub mod abstraction;
pub mod behaviour;
pub mod engine;
pub mod fmt;
pub mod history;
pub mod json;
pub mod model;
pub mod resolve;
pub mod tables;
pub mod text;
pub mod tree;
pub mod value;
