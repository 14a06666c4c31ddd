//! 裁量基准: what follows from these facts, by the law of the day of the act and by the law now, with the tables.

use fadu_desk::standards::{
    AskField, ComparedRow, ResultRow, StandardPage, StandardRow, TableView, Verdict,
};
use maud::{Markup, html};

use super::proof::mark;
use crate::components::{Empty, chips, day_words, empty, error_summary, markdown};
use crate::url;

/// The list.
pub fn list(rows: &[StandardRow]) -> Markup {
    html! {
        h1 { "裁量基准" }
        p.hint { "法律给一个幅度，基准把它分成档。每张表都证明过：没有空档，情节重的不轻，不出法定幅度，下级的不宽于上级。" }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("还没有裁量基准。"))) } }
        ul.doors { @for row in rows { li {
            a href=(url::to(format!("/discretion/{}", row.id))) { (row.title) }
            p { (row.tables) " 张表 · " @if row.holds { span.ok { "✓ 已证明" } } @else { span.stop { "✕ 有没证出的" } } }
        } } }
    }
}

/// One standard.
pub fn body(page: &StandardPage) -> Markup {
    let path = format!("/discretion/{}", page.id);
    html! {
        (error_summary(&page.errors))
        h1 { (page.title) }
        nav.actions aria-label="相关" {
            a href="#tables" { "看表" }
            @for (id, title) in &page.related { a href=(url::to(format!("/discretion/{id}"))) { (title) } }
        }
        @if page.asked && page.errors.is_empty() { (results(page)) }
        (ask(page, &path))
        (tables(page))
        @if !page.gaps.is_empty() { details.box { summary { "表说不了的" } (markdown(&page.gaps)) } }
    }
}

fn ask(page: &StandardPage, path: &str) -> Markup {
    let day = |d: Option<fadu_base::Date>| d.map(|d| d.to_string()).unwrap_or_default();
    html! {
        section.box aria-label="试算" {
            h2 { "试算" }
            form method="get" action=(url::to(path)) {
                input type="hidden" name="asked" value="1";
                div.fields {
                    div { label for="f-act" { "行为那天" } input id="f-act" name="act" value=(day(page.act)) inputmode="numeric" autocomplete="off" aria-invalid=[wrong(page, "act").then_some("true")]; }
                    div { label for="f-on" { "决定那天" } input id="f-on" name="on" value=(day(page.on)) inputmode="numeric" autocomplete="off" aria-invalid=[wrong(page, "on").then_some("true")]; }
                }
                @for field in &page.fields { (question(page, field)) }
                button type="submit" { "查看结果" }
            }
        }
    }
}

fn wrong(page: &StandardPage, field: &str) -> bool {
    page.errors.iter().any(|e| e.field == field)
}

fn question(page: &StandardPage, field: &AskField) -> Markup {
    let (name, id) = (format!("f.{}", field.name), format!("f-{}", field.name));
    let given = |value: &str| field.given.iter().any(|g| g == value);
    let error = page.errors.iter().find(|e| e.field == field.name);
    html! {
        div.f.bad[error.is_some()] {
            @if field.choices.is_empty() {
                label for=(id) { (field.name) }
                @if !field.hint.is_empty() { p.hint { (field.hint) } }
                @if let Some(e) = error { p.err { (e.text) } }
                input id=(id) name=(name) value=(field.given.first().map_or("", String::as_str)) inputmode="decimal" autocomplete="off" aria-invalid=[error.map(|_| "true")];
            } @else {
                fieldset id=(id) {
                    legend { (field.name) @if field.many { "（可以选几项）" } }
                    @if !field.hint.is_empty() { p.hint { (field.hint) } }
                    @if let Some(e) = error { p.err { (e.text) } }
                    div.choices { @for choice in &field.choices { label.choice {
                        @if field.many { input type="checkbox" name=(name) value=(choice) checked[given(choice)]; }
                        @else { input type="radio" name=(name) value=(choice) checked[given(choice)]; }
                        " " (choice)
                    } } }
                }
            }
        }
    }
}

fn results(page: &StandardPage) -> Markup {
    let same = page.then.is_empty();
    let (act, on) = (page.act, page.on);
    let title = |what: &str, d: Option<fadu_base::Date>| match d {
        Some(d) => format!("{what}（{}）", d.zh()),
        None => what.to_owned(),
    };
    html! {
        section.box id="result" {
            h2 { "结果" }
            div.region role="region" tabindex="0" aria-label="试算结果" { table.stack {
                thead { tr {
                    th scope="col" { "结论" }
                    @if same { th scope="col" { (title("按现在的基准", on)) } }
                    @else { th scope="col" { (title("行为时的", act)) } th scope="col" { (title("现在的", on)) } th scope="col" { "哪个轻" } }
                } }
                tbody { @for row in &page.results { (result(row, same)) } }
            } }
            @if !same { p { "行为以后基准换过，两版都算在上面。适用行为时的；现在的处罚较轻的，用现在的 " (chips(&page.choice)) "。各项不是同一版都轻的，由承办人认定哪一版处罚较轻、审核的人审查。" } }
            @if !page.compared.is_empty() { (compared(&page.compared)) }
            p.small.muted { "结果是基准给的档和幅度，不是决定。要从轻、减轻、从重，或者不照基准的，另写理由。" }
        }
    }
}

fn result(row: &ResultRow, same: bool) -> Markup {
    let lighter = match row.lighter.as_str() {
        "then" => "行为时的轻",
        "now" => "现在的轻",
        "equal" => "一样",
        _ => "不能比较",
    };
    html! {
        tr {
            th scope="row" { (row.output) }
            @if !same { td data-l="行为时的" { (verdict(&row.then)) } }
            td data-l="现在的" { (verdict(&row.now)) }
            @if !same { td data-l="哪个轻" { (lighter) } }
        }
    }
}

fn verdict(v: &Verdict) -> Markup {
    html! {
        @if v.known { b { (v.text) } } @else { span.warn { (v.text) } }
        @if let Some(row) = v.row { span.small.muted { " 第 " (row) " 行" } }
        @if v.known { " " (chips(&v.chips)) }
    }
}

fn compared(rows: &[ComparedRow]) -> Markup {
    html! {
        h3 { "和上下级的基准比" }
        div.region role="region" tabindex="0" aria-label="和上下级的基准比" { table.stack {
            thead { tr { th scope="col" { "基准" } th scope="col" { "结论" } th scope="col" { "它的" } th scope="col" { "本基准的" } } }
            tbody { @for row in rows { tr {
                th scope="row" { (row.title) }
                td data-l="结论" { (row.output) }
                td data-l="它的" { (row.verdict.text) }
                td data-l="本基准的" { b { (row.ours.text) } }
            } } }
        } }
    }
}

fn tables(page: &StandardPage) -> Markup {
    html! {
        section id="tables" {
            @if !page.then.is_empty() {
                h2 { "行为那天的表" @if let Some(d) = page.act { small { " " (day_words(d)) } } }
                @for t in &page.then { (table(t)) }
            }
            h2 { @if page.then.is_empty() { "基准表" } @else { "现在的表" } @if let Some(d) = page.on { small { " " (day_words(d)) } } }
            @if page.now.is_empty() { div.box { p { "这一天没有有效的表。有效的日期：" @for (i, (from, to)) in page.periods.iter().enumerate() { @if i > 0 { "，" } time { (from) } " 至 " time { (to) } } "。" } } }
            @for t in &page.now { (table(t)) }
        }
    }
}

/// A table with its proofs, and the row of the case.
pub fn table(t: &TableView) -> Markup {
    let hit = |i: usize| t.hit == Some(i + 1);
    html! {
        section.box {
            h3 { (t.name) }
            p.small { @if let Some((from, to)) = t.valid { "有效 " time { (from) } " 至 " time { (to) } " · " } (chips(&t.chips)) @if let Some(range) = &t.range { br; "法定幅度：" (range) } }
            div.region role="region" tabindex="0" aria-label=(t.name) { table.stack {
                thead { tr { th scope="col" { "行" } @for c in &t.columns { th scope="col" { (c) } } } }
                tbody { @for (i, row) in t.rows.iter().enumerate() { tr.hit[hit(i)] {
                    th scope="row" { (i + 1) @if hit(i) { " " span.badge { "本案" } } }
                    @for (j, c) in row.iter().enumerate() { td data-l=(t.columns.get(j).map_or("", String::as_str)) { (cell(c)) } }
                } } }
            } }
            ul.proofs { @for (result, what, why) in &t.proofs { li { (mark(result)) " " (what) @if !why.is_empty() { "：" (why) } } } }
        }
    }
}

fn cell(text: &str) -> Markup {
    html! { @if text == "-" { span.muted { "不限" } } @else { (text) } }
}
