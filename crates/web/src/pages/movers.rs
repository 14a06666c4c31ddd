//! 转到新版本: which running cases may go on under the version that is switched on, and why others may not.

use fadu_desk::moving::{Moved, MoverRow};
use fadu_desk::view::FieldError;
use maud::{Markup, html};

use crate::components::{Empty, Tone, empty, error_summary, notice};
use crate::url;

/// The page.
pub fn body(
    name: &str,
    slug: &str,
    rows: &[MoverRow],
    done: Option<&Moved>,
    errors: &[FieldError],
) -> Markup {
    let can: Vec<&MoverRow> = rows.iter().filter(|r| r.hindrance.is_none()).collect();
    let cannot: Vec<&MoverRow> = rows.iter().filter(|r| r.hindrance.is_some()).collect();
    html! {
        (error_summary(errors))
        h1 { (name) "：在办的办件转到新版本" }
        p { "办件从头到现在的每一步，在新版本里也都合法，才能转。不转的照原来的版本办完。" }
        @if let Some(done) = done { (result(done)) }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("您能看到的在办办件都在用现在的版本，没有要转的。"))) } }
        @if !can.is_empty() { (movable(slug, &can)) }
        @if !cannot.is_empty() { section.box {
            h2 { "不能转的 " (cannot.len()) " 件" }
            ul.rows { @for r in &cannot { li { (link(r)) p.small { (r.hindrance.as_deref().unwrap_or_default()) } } } }
        } }
    }
}

fn movable(slug: &str, rows: &[&MoverRow]) -> Markup {
    let yours = rows.iter().any(|r| r.yours);
    html! {
        section.box {
            h2 { "能转的 " (rows.len()) " 件" }
            form method="post" action=(url::to(format!("/office/procedures/{slug}/cases"))) {
                ul.rows { @for r in rows { li {
                    @if r.yours { label.choice { input type="checkbox" name="case" value=(r.alias) checked; " " (r.alias) " " (r.title) } }
                    @else { (link(r)) p.small.muted { "由办这件事的单位转。" } }
                } } }
                @if yours { button type="submit" { "转到新版本" } }
            }
        }
    }
}

fn link(row: &MoverRow) -> Markup {
    html! { a.title href=(url::to(format!("/office/cases/{}", row.alias))) { (row.alias) " " (row.title) } }
}

fn result(done: &Moved) -> Markup {
    html! {
        @if !done.moved.is_empty() { (notice(Tone::Done, html! { p { "已转 " (done.moved.len()) " 件：" (done.moved.join("、")) } })) }
        @if !done.stayed.is_empty() { (notice(Tone::Warn, html! { p { "没有转的：" } ul { @for (alias, why) in &done.stayed { li { (alias) "：" (why) } } } })) }
    }
}
