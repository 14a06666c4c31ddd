//! Norm chip 条文: an article that opens the text in force on the day it was applied.

use fadu_desk::view::NormChip;
use maud::{Markup, html};

use crate::url;

/// One chip. The address says the day, so that the page shows the version that applied.
fn chip(chip: &NormChip) -> Markup {
    let href = format!(
        "/law/{}/a{}?on={}",
        url::segment(&chip.title),
        url::segment(&chip.article),
        chip.on
    );
    html! { a.norm href=(url::to(href)) { (chip.label) } }
}

/// All chips of a sentence, in their order.
pub fn chips(all: &[NormChip]) -> Markup {
    html! { @for one in all { (chip(one)) " " } }
}
