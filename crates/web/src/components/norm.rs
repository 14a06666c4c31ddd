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

/// So many chips stand in one line; a decision rests on forty articles.
const FEW: usize = 6;

/// The first chips, the others one step away.
pub fn chips_folded(all: &[NormChip]) -> Markup {
    let (first, more) = all.split_at(all.len().min(FEW));
    html! {
        (chips(first))
        @if !more.is_empty() {
            details.more { summary { "还有 " (more.len()) " 条依据" } p { (chips(more)) } }
        }
    }
}

/// All chips of a sentence, in their order.
pub fn chips(all: &[NormChip]) -> Markup {
    html! { @for one in all { (chip(one)) " " } }
}
