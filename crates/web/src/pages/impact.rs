//! 影响面: what an amendment touches, with what changes.

use fadu_base::Date;
use fadu_desk::{ArticleChange, Impact, ImpactCase, ImpactRow};
use maud::{Markup, html};

use crate::components::{Empty, day_words, empty};
use crate::url;

/// Most changed articles shown with their text.
const SHOWN: usize = 60;

/// The page; cases for people of the offices only.
pub fn body(impact: &Impact, date: Date, cases: Option<&[ImpactCase]>) -> Markup {
    html! {
        h1 { (impact.title) "的影响面" }
        p { time datetime=(date) { (day_words(date)) } " 起"
            @if impact.ends { "，这部法规不再适用。" } @else { "的新版本改动 " (impact.articles.len()) " 条。" }
            "这一天以后办的行为用新的条文；以前办的行为，显示的还是当时的条文。" }
        ul.tiles {
            li { b { (count(impact, &["条件", "期限"])) } " 条规范" }
            li { b { (count(impact, &["性质"])) } " 条性质" }
            li { b { (count(impact, &["表", "参数"])) } " 张表和参数" }
            li { b { (impact.templates.len()) } " 处文书模板" }
            @if let Some(cases) = cases { li { b { (cases.len()) } " 件在办" } }
        }
        (norms(&impact.norms))
        (templates(impact))
        @if let Some(cases) = cases { (open(cases)) }
        (changes(impact, date))
    }
}

fn count(impact: &Impact, kinds: &[&str]) -> usize {
    let mut names: Vec<(&str, &str)> = impact
        .norms
        .iter()
        .filter(|r| kinds.contains(&r.kind))
        .map(|r| (&*r.procedure, &*r.norm))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.len()
}

fn norms(rows: &[ImpactRow]) -> Markup {
    let groups = rows.chunk_by(|a, b| a.procedure == b.procedure);
    html! {
        section.box {
            h2 { "引用它的规范和表" }
            @if rows.is_empty() { (empty(&Empty::Nothing("没有规范引用改动的条文。"))) }
            @for group in groups { @if let Some(first) = group.first() {
                details open[rows.len() < 40] {
                    summary { b { (first.name) } " " (group.len()) " 处" }
                    ul.rows { @for r in group { li {
                        span.tag { (r.kind) } " " (r.text) " "
                        span.small.muted { (r.label) " · " (r.change) }
                    } } }
                }
            } }
        }
    }
}

fn templates(impact: &Impact) -> Markup {
    html! {
        section.box {
            h2 { "文书模板" }
            @if impact.templates.is_empty() { p.muted { "没有模板写着改动的条文。" } }
            ul { @for t in &impact.templates { li { (t.document) "：第 " (t.line) " 行写着" (t.text) " " span.small.muted { (t.change) } } } }
        }
    }
}

fn open(cases: &[ImpactCase]) -> Markup {
    html! {
        section.box {
            h2 { "在办的办件" }
            @if cases.is_empty() { p.muted { "您能看到的办件里，没有用到这些程序的。" } }
            ul.rows { @for c in cases { li {
                a.title href=(url::to(format!("/office/cases/{}", c.alias))) { (c.alias) " " (c.title) }
                br; span.small.muted { (c.procedure) @if !c.clocks.is_empty() { " · 正在走的期限：" (c.clocks.join("、")) } }
            } } }
        }
    }
}

fn changes(impact: &Impact, date: Date) -> Markup {
    html! {
        section.box {
            h2 { @if impact.ends { "被引用的条文" } @else { "改动的条文" } }
            @if SHOWN < impact.changes.len() { p.small.muted { "共 " (impact.changes.len()) " 条，先列前 " (SHOWN) " 条；全文在法规页对照。" } }
            @for c in impact.changes.iter().take(SHOWN) { (change(impact, c, date)) }
        }
    }
}

fn change(impact: &Impact, c: &ArticleChange, date: Date) -> Markup {
    let link = url::to(format!(
        "/law/{}/a{}?on={}",
        url::segment(&impact.title),
        c.article,
        date.pred()
    ));
    html! {
        article.change {
            h3 { a href=(link) { (c.number) } " " small { (c.change) } }
            @if !c.runs.is_empty() { p.compare { @for run in &c.runs { @match run.kind {
                "deleted" => del { span.vh { "删去" } (run.text) },
                "inserted" => ins { span.vh { "新增" } (run.text) },
                _ => (run.text),
            } } } }
        }
    }
}
