//! Summary list 核对: label and answer, with a way back to the question.

use maud::{Markup, html};

/// One line.
#[derive(Clone, Debug)]
pub struct Row {
    /// Label.
    pub label: String,
    /// Answer.
    pub value: Markup,
    /// Where it can be changed.
    pub change: Option<String>,
}

impl Row {
    /// A line of plain text that cannot be changed here.
    pub fn text(label: impl Into<String>, value: impl Into<String>) -> Row {
        let value: String = value.into();
        Row {
            label: label.into(),
            value: html! { (value) },
            change: None,
        }
    }

    /// A line of markup.
    pub fn markup(label: impl Into<String>, value: Markup) -> Row {
        Row {
            label: label.into(),
            value,
            change: None,
        }
    }

    /// The same line with a link to its question.
    pub fn change(mut self, href: impl Into<String>) -> Row {
        self.change = Some(href.into());
        self
    }
}

/// The list; nothing for no rows.
pub fn summary_list(rows: &[Row]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let links = rows.iter().any(|r| r.change.is_some());
    html! {
        dl.sum.with-link[links] {
            @for row in rows {
                div {
                    dt { (row.label) }
                    dd { (row.value) }
                    @if links {
                        dd {
                            @if let Some(href) = &row.change {
                                a href=(href) { "修改" span.vh { (row.label) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
