//! 法规 and 条文: the text in force on a day, its other versions, and who relies on it.

use fadu_base::Date;
use fadu_desk::view::{ArticlePage, LawHit, LawRow};
use maud::{Markup, html};

use crate::components::{Empty, Tone, day_words, empty, notice};
use crate::url;

/// The library, with hits when something was searched.
pub fn list(rows: &[LawRow], hits: Option<&[LawHit]>, words: &str, on: Date) -> Markup {
    html! {
        h1 { "法规" }
        form.filter role="search" aria-label="查条文" method="get" action=(url::to("/law")) {
            div.fields {
                div { label for="words" { "查条文" } input id="words" name="words" value=(words) autocomplete="off"; }
                div { label for="on" { "哪一天有效" } input id="on" name="on" value=(on) inputmode="numeric" autocomplete="off"; }
                button.second type="submit" { "查找" }
            }
        }
        @if let Some(hits) = hits { (found(hits, words)) }
        @if rows.is_empty() {
            div.box { (empty(&Empty::Nothing("法规库还没有导入法规。系统管理员导入官方文本后，这里可以查到条文；没有导入的，依据照样显示，打开只见条号。"))) }
        } @else { (library(rows)) }
    }
}

fn found(hits: &[LawHit], words: &str) -> Markup {
    html! {
        section.box aria-label="查找结果" {
            h2 { "「" (words) "」找到 " (hits.len()) " 条" }
            @if hits.is_empty() { p.muted { "没有找到。换个词，或者换一天再查。" } }
            ul.rows { @for h in hits { li {
                a.title href=(url::to(address(&h.title, h.version, &h.article))) { (h.title) (h.number) }
                br; (h.excerpt)
            } } }
        }
    }
}

fn library(rows: &[LawRow]) -> Markup {
    html! {
        div.region role="region" tabindex="0" aria-label="法规清单" {
            table.stack {
                caption { "共 " (rows.len()) " 部" }
                thead { tr { th scope="col" { "名称" } th scope="col" { "施行日期" } th.r scope="col" { "条数" } } }
                tbody { @for row in rows { tr {
                    th scope="row" { @if let Some(v) = row.versions.first() { a href=(url::to(address(&row.title, *v, "1"))) { (row.title) } } @else { (row.title) } }
                    td data-l="施行日期" { @for v in &row.versions { a href=(url::to(address(&row.title, *v, "1"))) { time datetime=(v) { (v) } } " " } }
                    td.r data-l="条数" { (row.articles) }
                } } }
            }
        }
    }
}

/// `/law/行政处罚法/v/2021-07-15/a58`
pub fn address(title: &str, version: Date, article: &str) -> String {
    format!(
        "/law/{}/v/{version}/a{}",
        url::segment(title),
        url::segment(article)
    )
}

/// One article in one version.
pub fn article(page: &ArticlePage) -> Markup {
    html! {
        h1 { (page.title) " " (page.number) }
        p { (page.period) " · 这一版施行于 " time datetime=(page.version) { (day_words(page.version)) } }
        div.law id="text" {
            @for (text, items) in &page.paragraphs {
                p { (text) }
                @for item in items { p.item { (item) } }
            }
        }
        nav.actions aria-label="前后条" {
            @if let Some(n) = &page.before { a rel="prev" href=(url::to(address(&page.title, page.version, n))) { "上一条" } }
            @if let Some(n) = &page.after { a rel="next" href=(url::to(address(&page.title, page.version, n))) { "下一条" } }
        }
        @if page.versions.len() > 1 { (versions(page)) }
        @if let Some(end) = page.ends { p { a href=(url::to(format!("/law/{}/v/{end}/impact", url::segment(&page.title)))) { time datetime=(end) { (end) } " 起不再适用，看影响面" } } }
        @if !page.cited_by.is_empty() { (relied_on(page)) }
    }
}

fn versions(page: &ArticlePage) -> Markup {
    let oldest = page.versions.iter().min();
    html! {
        section.box {
            h2 { "这一条的各个版本" }
            ul { @for v in &page.versions { li {
                a href=(url::to(address(&page.title, *v, &page.article))) aria-current=[(*v == page.version).then_some("page")] { time datetime=(v) { (v) } " 起施行" }
                @if oldest != Some(v) { " " a.small href=(url::to(format!("/law/{}/v/{v}/impact", url::segment(&page.title)))) { "影响面" } }
            } } }
        }
    }
}

/// No version was in force the day before.
pub fn no_earlier(title: &str, date: Date) -> Markup {
    html! {
        h1 { (title) "的影响面" }
        (notice(Tone::Info, html! {
            p { "法规库里没有 " time datetime=(date) { (day_words(date)) } " 前一天有效的" (title) "，没有可以比的旧版。" }
            p { "导入前一个版本以后，这里会列出受影响的规范、表、文书和办件；也可能是日期不对，请从条文页的版本点进来。" }
        }))
    }
}

fn relied_on(page: &ArticlePage) -> Markup {
    html! {
        section.box {
            h2 { "依据这一条的程序规定" }
            ul { @for (slug, name, norm) in &page.cited_by { li { a href=(url::to(format!("/procedures/{slug}"))) { (name) } "：" (norm) } } }
        }
    }
}

/// The statute is not in the library: the citation alone.
pub fn absent(title: &str, article: &str, on: Date) -> Markup {
    html! {
        h1 { (title) " 第" (article) "条" }
        (notice(Tone::Info, html! {
            p { "法规库里没有 " time datetime=(on) { (day_words(on)) } " 有效的" (title) "，这里只能给出条号。" }
            p { "官方文本见国家法律法规数据库。系统管理员导入以后，这个地址会显示条文。" }
        }))
    }
}
