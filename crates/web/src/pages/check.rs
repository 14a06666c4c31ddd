//! 核对 and 办理前确认: every answer before it counts, then what follows from it.

use fadu_desk::view::{CheckPage, ConfirmPage};
use maud::{Markup, html};

use crate::components::{Row, consequences, day_words, field_id, joined, summary_list};
use crate::url;

/// 核对 at `action` + `/check`.
pub fn check(page: &CheckPage, action: &str) -> Markup {
    html! {
        p.muted { (page.head.title) }
        h1 { "核对：" (page.act.name) }
        div.box {
            (answers(page, Some(action)))
            div.actions {
                a.act href=(url::to(format!("{action}/confirm"))) { "下一步" }
                a.btn href=(url::to(action)) { "上一步" }
            }
        }
    }
}

fn answers(page: &CheckPage, change: Option<&str>) -> Markup {
    let mut rows: Vec<Row> = page
        .answers
        .iter()
        .map(|(name, label, value)| {
            let row = Row::text(label.clone(), value.clone());
            match change {
                Some(action) => row.change(format!("{}#{}", url::to(action), field_id(name))),
                None => row,
            }
        })
        .collect();
    rows.push(Row::text("日期", day_words(page.on)));
    rows.push(Row::text("办理人", joined(&page.by)));
    summary_list(&rows)
}

/// 办理前确认: the button is the act.
pub fn confirm(page: &ConfirmPage, action: &str, key: &str, seen: u32) -> Markup {
    html! {
        p.muted { (page.check.head.title) }
        h1 { "办理前确认：" (page.check.act.name) }
        (consequences(page))
        details.box {
            summary { "您填的内容" }
            (answers(&page.check, None))
        }
        form method="post" action=(url::to(format!("{action}/do"))) data-main {
            input type="hidden" name="idempotency" value=(key);
            input type="hidden" name="seen" value=(seen);
            div.actions {
                button type="submit" data-main { @if page.approval.is_empty() { (page.button) } @else { "送审" } }
                a.btn href=(url::to(format!("{action}/check"))) { "上一步" }
            }
        }
    }
}

/// The same for an approver, who reads and does not change.
pub fn for_approval(page: &ConfirmPage) -> Markup {
    html! {
        section.box { h2 { "送审的内容" } (answers(&page.check, None)) }
        (consequences(page))
    }
}
