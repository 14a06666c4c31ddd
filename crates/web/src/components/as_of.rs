//! As-of bar 当时视图, and the small form that asks for a day.

use fadu_base::Date;
use maud::{Markup, html};

use super::day_words;
use crate::url;

/// The bar over a page that shows the past.
pub fn as_of_bar(day: Date, now: &str) -> Markup {
    html! {
        div.notice {
            p {
                "当时视图：" time datetime=(day) { (day_words(day)) } " 结束时的样子。这里不能办理。"
                a href=(url::to(now)) { "回到现在" }
            }
        }
    }
}

/// A GET form for one day; `keep` are further values of the query.
pub fn day_picker(
    action: &str,
    name: &str,
    label: &str,
    day: Option<Date>,
    keep: &[(&str, &str)],
) -> Markup {
    html! {
        form.filter method="get" action=(url::to(action)) {
            div.fields {
                @for (k, v) in keep { input type="hidden" name=(k) value=(v); }
                div {
                    label for={ "day-" (name) } { (label) }
                    input id={ "day-" (name) } name=(name) inputmode="numeric" autocomplete="off" value=[day] placeholder="2026-11-09";
                }
                button.second type="submit" { "查看" }
            }
        }
    }
}
