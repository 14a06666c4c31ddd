//! 编号册: every number of a series is issued, reserved or void; none is missing.

use fadu_desk::view::{NumberRow, NumberSeries, NumberState};
use maud::{Markup, html};

use crate::components::{Empty, empty};
use crate::url;

/// All series of a year.
pub fn list(series: &[NumberSeries], year: i32) -> Markup {
    html! {
        h1 { (year) " 年编号册" }
        p.actions {
            a href=(url::to(format!("/office/numbers?year={}", year.saturating_sub(1)))) { (year.saturating_sub(1)) " 年" }
            a href=(url::to(format!("/office/numbers?year={}", year.saturating_add(1)))) { (year.saturating_add(1)) " 年" }
        }
        @if series.is_empty() { div.box { (empty(&Empty::Nothing("这一年还没有编号。发出第一份文书时开始编。"))) } }
        ul.doors { @for s in series { li {
            a.no href=(url::to(address(s))) { (s.pattern) }
            p { (s.office_name) " · 编到 " (s.last) " 号" }
        } } }
    }
}

fn address(s: &NumberSeries) -> String {
    format!(
        "/office/numbers/series?office={}&pattern={}&year={}",
        url::segment(&s.office),
        url::segment(&s.pattern),
        s.year
    )
}

/// One series.
pub fn series(s: &NumberSeries) -> Markup {
    html! {
        h1 { (s.office_name) " " span.no { (s.pattern) } }
        p { (s.year) " 年，编到 " (s.last) " 号。每个号只有一种状态：发出、留号或者空号。" }
        div.region role="region" tabindex="0" aria-label="编号" {
            table.stack {
                caption { "从新到旧" }
                thead { tr { th scope="col" { "编号" } th scope="col" { "状态" } th scope="col" { "说明" } } }
                tbody { @for row in &s.rows { (line(row)) } }
            }
        }
        @if let Some(last) = s.rows.last().filter(|r| 1 < r.n) {
            p.pages { a rel="next" href=(url::to(format!("{}&before={}", address(s), last.n))) { "看更早的号" } }
        }
    }
}

fn line(row: &NumberRow) -> Markup {
    html! {
        tr {
            th.no scope="row" { (row.text) }
            @match &row.state {
                NumberState::Issued { what, act } => {
                    td data-l="状态" { span.ok { "✓ 发出" } }
                    td data-l="说明" { @if let Some(id) = act { a href=(url::to(format!("/office/acts/{id}"))) { (what) } } @else { (what) } }
                }
                NumberState::Reserved { by, since, why } => {
                    td data-l="状态" { span.warn { "◐ 留号" } }
                    td data-l="说明" { (by) " " time datetime=(since) { (since) } " 起：" (why) }
                }
                NumberState::Void { why, since } => {
                    td data-l="状态" { span.stop { "✕ 空号" } }
                    td data-l="说明" { time datetime=(since) { (since) } "：" (why) }
                }
            }
        }
    }
}
