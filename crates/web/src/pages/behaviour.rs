//! 审核页, 听证, 集体讨论: the acts of one behaviour with their own bar, clocks, what was said, and the file beside it.

use fadu_desk::view::{BehaviourPage, FieldError, PersonChoice};
use maud::{Markup, html};

use crate::components::{
    Row, Tone, act_bar, case_head, case_nav, clocks, error_summary, evidence_list,
    fact_list_folded, field_id, joined, notice, opinion_sheet, paper_list, summary_list, timeline,
};
use crate::url;

/// What was typed into the forms of a discussion before an error.
#[derive(Clone, Debug, Default)]
pub struct Meeting {
    /// Who takes part.
    pub members: Vec<String>,
    /// Who chairs.
    pub chair: String,
    /// The reader's own opinion.
    pub opinion: String,
    /// And its reason.
    pub reason: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// The page; `here` is the last part of its address.
pub fn body(page: &BehaviourPage, here: &str, key: &str, meeting: &Meeting) -> Markup {
    let base = format!("/office/cases/{}", page.head.alias);
    html! {
        (error_summary(&meeting.errors))
        div.case {
            div.full { (case_head(&page.head)) (case_nav(&page.head.alias, here)) }
            div.side { (act_bar(&page.bar, &base)) (clocks(&page.clocks)) }
            div.body {
                @if !page.last.is_empty() { section.box { h2 { "要点" } (summary_list(&last(page))) } }
                @if here == "/meeting" { (discussion(page, &base, key, meeting)) }
                section.box {
                    h2 { "经过" }
                    @if page.items.is_empty() { p.muted { "还没有办过。" } }
                    @else { (timeline(&page.items, "/office")) }
                }
                details.box {
                    summary { "案卷里的事实" }
                    (fact_list_folded(&page.facts))
                }
                @if !page.documents.is_empty() { (paper_list(&page.documents, "/office", "文书")) }
                @if !page.evidence.is_empty() { (evidence_list(&page.evidence, "证据")) }
            }
        }
    }
}

fn last(page: &BehaviourPage) -> Vec<Row> {
    page.last
        .iter()
        .map(|(l, v)| Row::text(l.clone(), v.clone()))
        .collect()
}

// Members first, then each opinion, the chair last; the act that records it all is in the bar.
fn discussion(page: &BehaviourPage, base: &str, key: &str, meeting: &Meeting) -> Markup {
    if page.head.closed.is_some() && page.sheet.is_none() {
        return html! {};
    }
    html! {
        @match &page.sheet {
            None => (call_form(page, base, key, meeting)),
            Some(sheet) => {
                (opinion_sheet(sheet))
                @if sheet.yours { (opinion_form(base, key, meeting)) }
                @else if sheet.rows.iter().all(|r| r.given) {
                    (notice(Tone::Done, html! { p { span aria-hidden="true" { "✓ " } "每个人都发表了意见。现在可以在办理条里记录讨论结果，意见会带进去。" } }))
                } @else {
                    (notice(Tone::Info, html! { p { "还没有交意见的：" (waiting(page)) "。其他人都交了以后，意见一起打开，主持人最后发表。" } }))
                }
            }
        }
    }
}

fn waiting(page: &BehaviourPage) -> String {
    let rows = page.sheet.iter().flat_map(|s| &s.rows);
    let names: Vec<String> = rows.filter(|r| !r.given).map(|r| r.name.clone()).collect();
    joined(&names)
}

fn error<'a>(meeting: &'a Meeting, field: &str) -> Option<&'a str> {
    let found = meeting.errors.iter().find(|e| e.field == field);
    found.map(|e| e.text.as_str())
}

fn call_form(page: &BehaviourPage, base: &str, key: &str, meeting: &Meeting) -> Markup {
    html! {
        form.box method="post" action=(url::to(format!("{base}/meeting/call"))) {
            h2 { "召集讨论" }
            p { "每个人在这里各写各的意见和理由，全部交齐以前互相看不到。主持人最后发表。" }
            input type="hidden" name="idempotency" value=(key);
            div.f.bad[error(meeting, "members").is_some()] {
                fieldset id=(field_id("members")) {
                    legend { "谁参加" }
                    @if let Some(e) = error(meeting, "members") { p.err { span.vh { "错误：" } (e) } }
                    div.choices { @for (i, p) in page.people.iter().enumerate() { (member(i, p, meeting)) } }
                }
            }
            div.f {
                label for="f-chair" { "谁主持" }
                select id="f-chair" name="chair" {
                    option value="" { "请选择" }
                    @for p in &page.people { option value=(p.id) selected[p.id == meeting.chair] { (p.name) "，" (joined(&p.posts)) } }
                }
            }
            button.second type="submit" { "召集讨论" }
        }
    }
}

fn member(i: usize, p: &PersonChoice, meeting: &Meeting) -> Markup {
    html! {
        div.choice {
            input type="checkbox" id={ "m-" (i) } name="members" value=(p.id) checked[meeting.members.contains(&p.id)];
            label for={ "m-" (i) } { (p.name) span.small.muted { " " (joined(&p.posts)) } }
        }
    }
}

fn opinion_form(base: &str, key: &str, meeting: &Meeting) -> Markup {
    let wrong = error(meeting, "opinion");
    html! {
        form.box method="post" action=(url::to(format!("{base}/meeting/opinion"))) {
            h2 { "您的意见" }
            p.hint { "提交以后不能再改。不同意见会完整记下来。" }
            input type="hidden" name="idempotency" value=(key);
            div.f.bad[wrong.is_some()] {
                label for="f-opinion" { "意见" }
                @if let Some(e) = wrong { p.err { span.vh { "错误：" } (e) } }
                input.line id="f-opinion" name="opinion" value=(meeting.opinion) autocomplete="off";
            }
            div.f { label for="f-reason" { "理由" } textarea id="f-reason" name="reason" rows="4" { (meeting.reason) } }
            button type="submit" { "提交意见" }
        }
    }
}
