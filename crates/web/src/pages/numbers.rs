//! 编号册: every number of a series is issued, reserved or void; none is missing.

use fadu_desk::view::{FieldError, NumberRow, NumberSeries, NumberState};
use maud::{Markup, html};

use crate::components::{Empty, empty, error_summary, field_id};
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
            a.no href=(url::to(address(s))) { (shown(&s.pattern, s.year)) }
            p { (s.office_name) " · 编到 " (s.last) " 号" }
        } } }
    }
}

/// The address of a series.
pub fn address(s: &NumberSeries) -> String {
    format!(
        "/office/numbers/series?office={}&pattern={}&year={}",
        url::segment(&s.office),
        url::segment(&s.pattern),
        s.year
    )
}

/// What was typed into the two forms of a series before an error.
#[derive(Default)]
pub struct Typed {
    /// How many to reserve.
    pub count: String,
    /// For what.
    pub why: String,
    /// The number to make void.
    pub number: String,
    /// Why.
    pub void_why: String,
}

/// One series.
pub fn series(s: &NumberSeries, key: &str, errors: &[FieldError], typed: &Typed) -> Markup {
    html! {
        (error_summary(errors))
        h1 { (s.office_name) " " span.no { (shown(&s.pattern, s.year)) } }
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
        @if s.yours { (reserve_form(s, key, errors, typed)) (void_form(s, key, errors, typed)) }
    }
}

fn own(s: &NumberSeries, key: &str) -> Markup {
    html! {
        input type="hidden" name="idempotency" value=(key);
        input type="hidden" name="office" value=(s.office);
        input type="hidden" name="pattern" value=(s.pattern);
        input type="hidden" name="year" value=(s.year);
    }
}

fn problem<'a>(errors: &'a [FieldError], field: &str) -> Option<&'a str> {
    errors
        .iter()
        .find(|e| e.field == field)
        .map(|e| e.text.as_str())
}

fn box_of(name: &str, label: &str, hint: &str, value: &str, error: Option<&str>) -> Markup {
    let id = field_id(name);
    html! {
        div.f.bad[error.is_some()] {
            label for=(id) { (label) }
            p.hint id={ (id) "-hint" } { (hint) }
            @if let Some(e) = error { p.err id={ (id) "-err" } { span.vh { "错误：" } (e) } }
            input.line id=(id) name=(name) value=(value) autocomplete="off" aria-describedby={ (id) "-hint" } aria-invalid=[error.map(|_| "true")];
        }
    }
}

fn reserve_form(s: &NumberSeries, key: &str, errors: &[FieldError], typed: &Typed) -> Markup {
    html! {
        form.box method="post" action=(url::to("/office/numbers/reserve")) {
            h2 { "预留编号" }
            p { "从 " (s.last.saturating_add(1)) " 号起连着留。留下的号发文书时可以选用；不用的要写明原因记为空号，不会再发。预留本身记入编号册。" }
            (own(s, key))
            (box_of("count", "留几个", "1 到 100", &typed.count, problem(errors, "count")))
            (box_of("why", "给谁用、做什么用", "例如：城区中队 11月25日外出用", &typed.why, problem(errors, "why")))
            button.second type="submit" { "预留编号" }
        }
    }
}

fn void_form(s: &NumberSeries, key: &str, errors: &[FieldError], typed: &Typed) -> Markup {
    let reserved: Vec<&NumberRow> = s
        .rows
        .iter()
        .filter(|r| matches!(r.state, NumberState::Reserved { .. }))
        .collect();
    if reserved.is_empty() {
        return html! {};
    }
    html! {
        form.box method="post" action=(url::to("/office/numbers/void")) {
            h2 { "预留的号不用了" }
            (own(s, key))
            div.f.bad[problem(errors, "number").is_some()] {
                label for="f-number" { "哪个号" }
                @if let Some(e) = problem(errors, "number") { p.err { span.vh { "错误：" } (e) } }
                select id="f-number" name="number" {
                    option value="" { "请选择" }
                    @for row in reserved { option value=(row.text) selected[row.text == typed.number] { (row.text) } }
                }
            }
            (box_of("void_why", "为什么不用", "例如：现场没有发现违法行为", &typed.void_why, problem(errors, "void_why")))
            button.second type="submit" { "记为空号" }
        }
    }
}

/// `示住建罚决〔2026〕 号`: the pattern as people know it.
fn shown(pattern: &str, year: i32) -> String {
    pattern
        .replace("{年}", &year.to_string())
        .replace("{序}", " ")
}

fn because(act: Option<&String>, words: Markup) -> Markup {
    html! {
        @if let Some(id) = act { a href=(url::to(format!("/office/book/{id}"))) { (words) } } @else { (words) }
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
                NumberState::Reserved { by, since, why, act } => {
                    td data-l="状态" { span.warn { "◐ 留号" } }
                    td data-l="说明" { (because(act.as_ref(), html! { (by) " " time datetime=(since) { (since) } " 起" })) "：" (why) }
                }
                NumberState::Void { why, since, act } => {
                    td data-l="状态" { span.stop { "✕ 空号" } }
                    td data-l="说明" { (because(act.as_ref(), html! { time datetime=(since) { (since) } " 记为空号" })) "：" (why) }
                }
            }
        }
    }
}
