//! 中文说明: what a procedure says, chapter by chapter, for the legal staff who review and sign it.

use fadu_desk::procedures::Description;
use maud::{Markup, html};

use crate::components::markdown;
use crate::url;

/// One chapter with links to the others.
pub fn body(page: &Description, chapter: usize) -> Option<Markup> {
    let (heading, text) = page.chapters.get(chapter)?;
    let link = |i: usize| {
        url::to(format!(
            "/procedures/{}/description?part={}",
            page.slug,
            i + 1
        ))
    };
    Some(html! {
        h1 { (page.name) "：说明" }
        p.hint { "由程序原文生成，写的就是运行的。法制人员据此审核、签署。" }
        nav.actions aria-label="章节" { @for (i, (name, _)) in page.chapters.iter().enumerate() {
            a href=(link(i)) aria-current=[(i == chapter).then_some("page")] { (name) }
        } }
        section.box { h2 { (heading) } (markdown(text)) }
        nav.actions aria-label="前后章" {
            @if let Some(before) = chapter.checked_sub(1) { a rel="prev" href=(link(before)) { "上一章" } }
            @if chapter + 1 < page.chapters.len() { a rel="next" href=(link(chapter + 1)) { "下一章" } }
        }
    })
}
