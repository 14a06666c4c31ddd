//! Error summary 填写有误: on top of the page, each line leads to its field and uses the field's own words.

use fadu_desk::view::FieldError;
use maud::{Markup, html};

use super::field_id;

/// Nothing when there are no errors.
pub fn error_summary(errors: &[FieldError]) -> Markup {
    if errors.is_empty() {
        return html! {};
    }
    html! {
        div.error-summary id="errors" role="alert" tabindex="-1" aria-labelledby="errors-h" {
            h2 id="errors-h" { "填写有误，请修改" }
            ul {
                @for e in errors {
                    li {
                        @if e.field.is_empty() { (e.text) }
                        @else { a href={ "#" (field_id(&e.field)) } { (e.text) } }
                    }
                }
            }
        }
    }
}
