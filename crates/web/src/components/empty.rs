//! Empty state 空: says whether nothing exists or the filter (or the reader's post) hides it, and what to do.

use maud::{Markup, html};

use crate::url;

/// Why a list has no rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Empty<'a> {
    /// Nothing exists yet; the sentence says what would make the first one.
    Nothing(&'a str),
    /// The filter hides it; the address shows all.
    Hidden(&'a str),
}

/// The sentence in place of the list.
pub fn empty(why: &Empty<'_>) -> Markup {
    match why {
        Empty::Nothing(text) => html! { p.muted { (text) } },
        Empty::Hidden(all) => html! {
            p.muted { "没有符合筛选条件的内容，或者您的岗位不能查看。" a href=(url::to(all)) { "清除筛选" } }
        },
    }
}
