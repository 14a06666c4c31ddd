//! 法规 and 条文: the text in force on a day, its other versions, and who relies on it.

use fadu_base::Date;
use fadu_desk::law_search::{FoundArticle, LawFound};
use fadu_desk::relied::{Compared, Relied, ReliedCase};
use fadu_desk::view::{ArticlePage, LawRow};
use maud::{Markup, html};

use crate::components::{Empty, Tone, day_words, empty, notice};
use crate::url;

/// What was asked of the library.
pub struct Asked<'a> {
    /// As typed.
    pub words: &'a str,
    /// Only this statute, or empty.
    pub title: &'a str,
    /// The day.
    pub on: Date,
}

/// The library, with what was found when something was looked for.
pub fn list(rows: &[LawRow], found: Option<&LawFound>, asked: &Asked<'_>) -> Markup {
    html! {
        h1 { "法规" }
        (question(rows, found, asked))
        @if let Some(found) = found { (answer(found, asked)) }
        @if rows.is_empty() {
            div.box { (empty(&Empty::Nothing("法规库还没有导入法规。系统管理员导入官方文本后，这里可以查到条文；没有导入的，依据照样显示，打开只见条号。"))) }
        } @else if found.is_none() { (library(rows)) }
    }
}

fn question(rows: &[LawRow], found: Option<&LawFound>, asked: &Asked<'_>) -> Markup {
    let wrong = found.and_then(|f| f.problem.as_deref());
    html! {
        form.filter role="search" aria-label="查条文" method="get" action=(url::to("/law")) {
            div.fields {
                div {
                    label for="words" { "查条文" }
                    input id="words" name="words" type="search" value=(cut(asked.words)) autocomplete="off"
                        aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "words-wrong")];
                }
                div {
                    label for="title" { "在哪一部里" }
                    input id="title" name="title" value=(cut(asked.title)) list="titles" autocomplete="off" placeholder="全部";
                    datalist id="titles" { @for row in rows { option value=(row.title) {} } }
                }
                div { label for="on" { "哪一天有效" } input id="on" name="on" value=(asked.on) inputmode="numeric" autocomplete="off"; }
                button.second type="submit" { "查找" }
            }
            p.small.muted { "几个词用空格隔开，都有的排在前面；一字不差的句子加引号；也可以直接写“处罚法58”。" }
        }
    }
}

/// What is too long to look for is too long to show again, too.
fn cut(text: &str) -> String {
    text.chars().take(300).collect()
}

fn answer(found: &LawFound, asked: &Asked<'_>) -> Markup {
    html! {
        section.box aria-labelledby="found" {
            @if let Some(problem) = &found.problem {
                h2 id="found" { "没有查" }
                p.stop id="words-wrong" role="alert" { (problem) }
            } @else {
                h2 id="found" { (heading(found)) }
                p.muted { (explained(found, asked)) }
            }
            @if let Some(chip) = &found.named {
                p { "您写的是一条条文：" a href=(url::to(format!("/law/{}/a{}?on={}", url::segment(&chip.title), url::segment(&chip.article), asked.on))) { (chip.label) } }
            }
            @if !found.statutes.is_empty() {
                p { "名称里有这些词的法规：" @for row in &found.statutes {
                    @if let Some(v) = row.versions.first() { a href=(url::to(address(&row.title, *v, "1"))) { (row.title) } " " }
                } }
            }
            ol.hits start=((found.page.saturating_sub(1)) * fadu_desk::law_search::PAGE + 1) {
                @for hit in &found.hits { li { (one(hit)) } }
            }
            (pages(found, asked))
        }
    }
}

fn heading(found: &LawFound) -> String {
    match (found.total, found.loose) {
        (0, _) => "没有找到".to_owned(),
        (n, true) => format!("没有同时含有这些词的条文；{n} 条含有其中一些"),
        (n, false) if found.exact == n => format!("找到 {n} 条"),
        (n, false) => format!("找到 {n} 条，{} 条一字不差，排在前面", found.exact),
    }
}

fn explained(found: &LawFound, asked: &Asked<'_>) -> Markup {
    html! {
        "只查" time datetime=(asked.on) { (day_words(asked.on)) } "有效的版本"
        @if !asked.title.trim().is_empty() { "，只在《" (cut(asked.title.trim())) "》里查" }
        "。"
        @if found.total == 0 {
            " 可以换个词、换一天"
            @if !asked.title.trim().is_empty() { "，或者" a href=(url::to(query(asked, "", 1))) { "在全部法规里查" } }
            "。"
        }
    }
}

fn one(hit: &FoundArticle) -> Markup {
    html! {
        a.title href=(url::to(address(&hit.title, hit.version, &hit.article))) { (hit.title) " " (hit.number) }
        @if !hit.path.is_empty() { " " span.small.muted { (hit.path) } }
        p.excerpt { @for (text, marked) in &hit.pieces { @if *marked { mark { (text) } } @else { (text) } } }
    }
}

fn pages(found: &LawFound, asked: &Asked<'_>) -> Markup {
    if found.page < 2 && !found.more {
        return html! {};
    }
    html! {
        nav.pages aria-label="分页" {
            @if 1 < found.page { a rel="prev" href=(url::to(query(asked, asked.title, found.page - 1))) { "上一页" } " " }
            "第 " (found.page) " 页 "
            @if found.more { a rel="next" href=(url::to(query(asked, asked.title, found.page + 1))) { "下一页" } }
        }
    }
}

fn query(asked: &Asked<'_>, title: &str, page: usize) -> String {
    format!(
        "/law?words={}&title={}&on={}&page={page}",
        url::segment(&cut(asked.words)),
        url::segment(&cut(title)),
        asked.on
    )
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
pub fn article(page: &ArticlePage, relied: &[Relied], cases: Option<&[ReliedCase]>) -> Markup {
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
        (relied_on(relied))
        @if let Some(cases) = cases { (relied_cases(cases)) }
    }
}

fn versions(page: &ArticlePage) -> Markup {
    let oldest = page.versions.iter().min();
    html! {
        section.box {
            h2 { "这一条的各个版本" }
            ul { @for v in &page.versions { li {
                a href=(url::to(address(&page.title, *v, &page.article))) aria-current=[(*v == page.version).then_some("page")] { time datetime=(v) { (v) } " 起施行" }
                @if *v != page.version { " " a.small href=(url::to(format!("{}/compare?with={v}", address(&page.title, page.version, &page.article)))) { "和这一版对照" } }
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

fn relied_on(rows: &[Relied]) -> Markup {
    let groups = rows.chunk_by(|a, b| a.procedure == b.procedure);
    html! {
        section.box aria-labelledby="relied" {
            h2 id="relied" { "谁依据这一条" }
            @if rows.is_empty() { p.muted { "在用的程序里，没有规范、表或者参数引用这一条。" } }
            @for group in groups { @if let Some(first) = group.first() {
                details open[group.len() < 12] {
                    summary { b { (first.name) } " " (group.len()) " 处" }
                    ul.rows { @for r in group { li {
                        span.tag { (r.kind) } " " (r.text)
                        @if !r.place.is_empty() { " " span.small.muted { (r.place) } }
                    } } }
                    p { a href=(url::to(format!("/procedures/{}", url::segment(&first.procedure)))) { "看这个程序" } }
                }
            } }
        }
    }
}

fn relied_cases(cases: &[ReliedCase]) -> Markup {
    html! {
        section.box aria-labelledby="relied-cases" {
            h2 id="relied-cases" { "正按这一条算期限的办件" }
            @if cases.is_empty() { p.muted { "您能查看的在办件里没有。" } }
            ul.rows { @for c in cases { li {
                a.title href=(url::to(format!("/office/cases/{}", c.alias))) { (c.title) }
                @for (name, due) in &c.clocks { br; (name) @if let Some(day) = due { "：到 " time datetime=(day) { (day_words(*day)) } } }
            } } }
        }
    }
}

/// An article beside itself in another version.
pub fn compared(page: &Compared) -> Markup {
    html! {
        h1 { (page.title) " " (page.after.as_ref().or(page.before.as_ref()).map_or("", String::as_str)) " 版本对照" }
        p { time datetime=(page.from) { (page.from) " 起施行" } @if let Some(n) = &page.before { "的" (n) } " → "
            time datetime=(page.to) { (page.to) " 起施行" } @if let Some(n) = &page.after { "的" (n) } " · " (page.change) }
        div.law { p.compare { @for (kind, text) in &page.runs { @match *kind {
            "deleted" => del { span.vh { "删去" } (text) },
            "inserted" => ins { span.vh { "新增" } (text) },
            _ => (text),
        } } } }
        p.small.muted { "划去的是旧版有、新版没有的字；下面画线的是新版加上的字。" }
        nav.actions aria-label="看全文" {
            @if let Some(n) = &page.slugs.0 { a href=(url::to(address(&page.title, page.from, n))) { "旧版这一条" } }
            @if let Some(n) = &page.slugs.1 { a href=(url::to(address(&page.title, page.to, n))) { "新版这一条" } }
            a href=(url::to(format!("/law/{}/v/{}/impact", url::segment(&page.title), page.to))) { "整部法规的影响面" }
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
