//! 办件: where each case is; and 登记线索: which kind of case to open.

use fadu_desk::view::{CaseList, CaseQuery, CaseRow, Choice};
use maud::{Markup, html};

use crate::components::{Empty, FilterField, empty, filter_bar, joined, pagination};
use crate::url;

/// The list with its filter.
pub fn body(list: &CaseList, query: &CaseQuery) -> Markup {
    html! {
        h1 { "办件" }
        @if !list.open.is_empty() {
            p.actions { @for (procedure, name, act) in list.open.iter().take(3) {
                a.act href=(url::to(format!("/office/intake/{procedure}/{}", act.slug))) { (act.button) span.vh { "（" (name) "）" } }
            }
            a href=(url::to("/office/intake/new")) { "登记新办件" } " " a href=(url::to("/office/payments")) { "银行缴款入账" } }
        }
        (filter_bar("/office/cases", &fields(list, query)))
        @if list.rows.is_empty() { div.box { (empty(&why_empty(list))) } }
        @else { (table(list)) }
        (pagination("/office/cases", &as_query(query), query.cursor.is_none(), list.next.as_deref()))
    }
}

fn why_empty(list: &CaseList) -> Empty<'static> {
    if list.nothing_exists {
        Empty::Nothing("还没有办件。收到线索或者申请后，从「登记新办件」开始。")
    } else {
        Empty::Hidden("/office/cases")
    }
}

fn fields(list: &CaseList, query: &CaseQuery) -> Vec<FilterField> {
    let text = |name, label, value: &str| FilterField {
        name,
        label,
        value: value.to_owned(),
        choices: Vec::new(),
    };
    vec![
        text("party", "当事人", &query.party),
        text("number", "案号或编号", &query.number),
        text("words", "标题", &query.words),
        text("officer", "承办人", &query.officer),
        FilterField {
            name: "procedure",
            label: "程序",
            value: query.procedure.clone(),
            choices: list.procedures.clone(),
        },
        FilterField {
            name: "state",
            label: "状态",
            value: query.state.clone(),
            choices: choices(&[("open", "在办"), ("closed", "已办结")]),
        },
        FilterField {
            name: "mine",
            label: "范围",
            value: if query.mine {
                "1".to_owned()
            } else {
                String::new()
            },
            choices: choices(&[("1", "我承办的")]),
        },
    ]
}

fn choices(pairs: &[(&str, &str)]) -> Vec<Choice> {
    pairs
        .iter()
        .map(|(value, label)| Choice {
            value: (*value).to_owned(),
            label: (*label).to_owned(),
        })
        .collect()
}

/// The filter as a query string without the cursor.
pub fn as_query(query: &CaseQuery) -> String {
    let mine = if query.mine { "1" } else { "" };
    [
        ("party", query.party.as_str()),
        ("number", &query.number),
        ("words", &query.words),
        ("officer", &query.officer),
        ("procedure", &query.procedure),
        ("state", &query.state),
        ("mine", mine),
    ]
    .iter()
    .filter(|(_, v)| !v.is_empty())
    .map(|(k, v)| format!("{k}={}", url::segment(v)))
    .collect::<Vec<_>>()
    .join("&")
}

fn table(list: &CaseList) -> Markup {
    html! {
        div.region role="region" tabindex="0" aria-label="办件列表" {
            table.stack {
                caption { "本页 " (list.rows.len()) " 件" @if list.next.is_some() { "，后面还有" } }
                thead { tr {
                    th scope="col" { "办件" } th scope="col" { "当事人" } th scope="col" { "阶段" }
                    th scope="col" { "承办" } th scope="col" { "最近到期" } th scope="col" { "开始" }
                } }
                tbody { @for row in &list.rows { (line(row)) } }
            }
        }
    }
}

fn line(row: &CaseRow) -> Markup {
    html! {
        tr {
            th scope="row" {
                a href=(url::to(format!("/office/cases/{}", row.alias))) { (row.title) }
                br; span.no.muted { (row.number.as_deref().unwrap_or(&row.alias)) } " " span.muted { (row.procedure) }
            }
            td data-l="当事人" { (row.party) }
            td data-l="阶段" { (row.stage) }
            td data-l="承办" { (joined(&row.officers)) }
            td data-l="最近到期" {
                @if let Some((day, what)) = &row.next { time datetime=(day) { (day) } " " (what) }
                @else if let Some(day) = row.closed { "已办结 " time datetime=(day) { (day) } }
                @else { "没有" }
            }
            td data-l="开始" { time datetime=(row.opened) { (row.opened) } }
        }
    }
}

/// 登记线索: every opening act that this person may do.
pub fn intake(list: &CaseList) -> Markup {
    html! {
        h1 { "登记新办件" }
        @if list.open.is_empty() {
            div.box { p.muted { "您现在的岗位没有可以登记的办件。岗位由安全管理员按任职文件设置。" } }
        } @else {
            ul.doors { @for (procedure, name, act) in &list.open { li {
                a href=(url::to(format!("/office/intake/{procedure}/{}", act.slug))) { (name) }
                p { "从「" (act.name) "」开始" @if !act.hint.is_empty() { "：" (act.hint) } }
                p { a href=(url::to(format!("/procedures/{procedure}"))) { "看程序怎么走" } }
            } } }
        }
    }
}
