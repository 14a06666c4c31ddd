//! Official documents: a template of a pack and the data of an act become a PDF/A-3b file.
//!
//! The only crate that knows typst. It may read files (fonts, templates of a folder), nothing else of the world:
//! the same template, data and fonts give the same bytes in every process and on every day.
//! The data contract and the way to add a template are in `docs/papers.md`.

mod data;
mod elements;
mod error;
mod fonts;
mod frames;
mod print;
mod render;
mod template;
mod world;

pub use elements::{Element, join_paragraphs, paragraphs};
pub use error::{PaperError, Problem};
pub use fonts::Fonts;
pub use frames::{Layout, PageLayout, Rule, Run, TEXT_AREA, TextArea, carries};
pub use print::{Check, print_copy};
pub use render::{Attachments, Rendered, render, render_with};
pub use template::{Papers, Parts, Template};
