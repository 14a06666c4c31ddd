//! Pagination 分页: to the next fifty by where the last page ended, and back to the start.

use maud::{Markup, html};

use crate::url;

/// Links to the first and the next page; `query` is the filter without the cursor.
pub fn pagination(action: &str, query: &str, first: bool, next: Option<&str>) -> Markup {
    if first && next.is_none() {
        return html! {};
    }
    let glue = if query.is_empty() { "" } else { "&" };
    html! {
        nav.pages aria-label="分页" {
            @if !first {
                @let ask = if query.is_empty() { String::new() } else { format!("?{query}") };
                a href=(url::to(format!("{action}{ask}"))) { "回到第一页" }
            }
            @if let Some(cursor) = next {
                a rel="next" href=(url::to(format!("{action}?{query}{glue}cursor={}", url::segment(cursor)))) { "下一页" }
            }
        }
    }
}
