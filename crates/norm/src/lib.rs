//! The norm language (docs/language.md): text → tree → resolved → model → engine.

pub mod tree;
