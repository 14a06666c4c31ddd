//! Packs: folders of law as data. Finds what procedures refer to, and resolves them.
//!
//! Nothing is read from disk: whoever calls hands over a `Folder`; the shipped packs are built in.

pub mod demands;
pub mod describe;
pub mod draw;
pub mod folder;
pub mod sample;
pub mod statute;
pub mod story;
pub mod tables;
pub mod versions;
pub mod workspace;

pub use folder::Folder;
pub use workspace::{Found, Workspace};
