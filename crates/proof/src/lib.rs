//! The checker (language.md section 4): properties over all histories, shortest counter-examples,
//! mutation audit, variants and safe migration.

pub mod blame;
pub mod check;
pub mod concretise;
pub mod contradict;
pub mod explore;
pub mod game;
pub mod implicit;
pub mod margins;
pub mod migrate;
pub mod mutate;
pub mod properties;
pub mod refine;
pub mod render;
pub mod report;
pub mod same;
pub mod second;
pub mod symbolic;
pub mod vacuous;
pub mod way;

pub use check::{Options, check};
pub use migrate::can_move;
pub use render::render;
pub use report::Report;
pub use way::Ways;
