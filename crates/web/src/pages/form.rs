//! 行为表单: one page for every act, made from the pack. Known facts are shown; only unknown ones are asked.

use fadu_desk::view::{ActForm, Choice, FieldError, PartyInput, PersonChoice};
use maud::{Markup, html};

use crate::components::{
    Tone, chips_folded, error_summary, fact_list, field, field_id, joined, notice, size_words,
    stamp,
};
use crate::url;

/// What of an answer the form's struct does not carry back.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Chosen role.
    pub role: String,
    /// Chosen record to revoke.
    pub revokes: String,
    /// Title of a case to open.
    pub title: String,
    /// 纸质承接
    pub from_paper: bool,
    /// Office of a case to open, when it was asked.
    pub office: String,
    /// Reserved numbers chosen, by document.
    pub numbers: std::collections::BTreeMap<String, String>,
    /// What somebody else did meanwhile.
    pub news: Vec<String>,
}

/// The form at `action`, with what is wrong.
pub fn body(form: &ActForm, action: &str, errors: &[FieldError], kept: &Kept) -> Markup {
    html! {
        (error_summary(errors))
        @if !kept.news.is_empty() { (meanwhile(&kept.news)) }
        @if !form.head.alias.is_empty() { p.muted { (form.head.title) " · " span.no { (form.head.alias) } } }
        h1 { (form.act.name) }
        @if !form.act.hint.is_empty() { p { (form.act.hint) } }
        @if !form.chips.is_empty() { div.chips { "依据：" (chips_folded(&form.chips)) } }
        @if let Some(saved) = &form.draft_saved {
            (notice(Tone::Info, html! { p { "下面是 " (stamp(saved)) " 保存的草稿。" } }))
        }
        div.case {
            div.side { (beside(form)) }
            div.body { (questions(form, action, kept)) }
        }
    }
}

fn meanwhile(news: &[String]) -> Markup {
    notice(
        Tone::Warn,
        html! {
            h2 { "您填写时，这个办件有了新的办理" }
            ul { @for line in news { li { (line) } } }
            p { "您填的内容都在下面。请对照后再办。" }
        },
    )
}

fn beside(form: &ActForm) -> Markup {
    html! {
        @if !form.known.is_empty() {
            section.box aria-labelledby="known-h" {
                h2 id="known-h" { "已有信息，不用再填" }
                (fact_list(&form.known))
                @if !form.head.alias.is_empty() {
                    p.small { "信息不对？" a href=(url::to(format!("/office/cases/{}", form.head.alias))) { "到办件页更正" } }
                }
            }
        }
        @if !form.documents.is_empty() || !form.approval.is_empty() {
            section.box aria-labelledby="out-h" {
                h2 id="out-h" { "办了以后" }
                ul {
                    @for d in &form.documents { li { (d.name) @if let Some(no) = &d.number { "，预计编号 " span.no { (no) } } } }
                    @if !form.approval.is_empty() { li { "先送 " (joined(&form.approval)) " 审批" } }
                }
            }
        }
    }
}

fn questions(form: &ActForm, action: &str, kept: &Kept) -> Markup {
    html! {
        form.box method="post" action=(url::to(action)) enctype="multipart/form-data" data-draft data-main novalidate {
            input type="hidden" name="seen" value=(form.seen);
            input type="hidden" name="idempotency" value=(form.idempotency);
            @if !kept.office.is_empty() { input type="hidden" name="office" value=(kept.office); }
            @if let Some(party) = &form.party { (party_fields(party)) }
            @if form.party.is_some() { (line("title", "标题", "不填的，用程序名和当事人名", &kept.title)) }
            @for f in &form.fields { (field(f)) }
            @if !form.revocable.is_empty() { (choose("revokes", "撤销哪一项记录", &form.revocable, &kept.revokes)) }
            @if form.roles.len() > 1 { (choose("role", "以什么身份办", &form.roles, &kept.role)) }
            @if !form.people.is_empty() { (together(&form.people, &form.with)) }
            @if let Some(date) = &form.date { (when(date, kept.from_paper)) }
            @if form.files { (files(form)) }
            (reserved_numbers(form, kept))
            @if nothing_asked(form) { p { "这一步没有要填的。请看过依据和已有信息，再往下办。" } }
            div.actions {
                button type="submit" name="step" value="check" data-main { "下一步" }
                button.second type="submit" name="step" value="draft" { "保存草稿" }
                @if form.draft_saved.is_some() { button.second type="submit" name="step" value="drop" { "丢掉草稿" } }
            }
        }
    }
}

/// Where the office keeps numbers free, one of them may be given out instead of the next.
fn reserved_numbers(form: &ActForm, kept: &Kept) -> Markup {
    html! {
        @for (i, plan) in form.documents.iter().enumerate().filter(|(_, p)| !p.reserved.is_empty()) {
            @let id = if i == 0 { "f-number".to_owned() } else { format!("f-number-{i}") };
            @let chosen = kept.numbers.get(&plan.name).map_or("", String::as_str);
            div.f {
                label for=(id) { (plan.name) "的文号" span.muted { "（可不填）" } }
                p.hint { "不选的，用下一个号" @if let Some(no) = &plan.number { " " (no) } }
                select id=(id) name={ "number." (plan.name) } {
                    option value="" { "下一个号" }
                    @for no in &plan.reserved { option value=(no) selected[no == chosen] { "预留的 " (no) } }
                }
            }
        }
    }
}

fn nothing_asked(form: &ActForm) -> bool {
    form.fields.is_empty() && form.party.is_none() && form.people.is_empty() && !form.files
}

fn line(name: &str, label: &str, hint: &str, value: &str) -> Markup {
    let id = field_id(name);
    html! {
        div.f {
            label for=(id) { (label) span.muted { "（可不填）" } }
            p.hint id={ (id) "-hint" } { (hint) }
            input.line id=(id) name=(name) value=(value) autocomplete="off" aria-describedby={ (id) "-hint" };
        }
    }
}

fn party_fields(party: &PartyInput) -> Markup {
    html! {
        fieldset.f {
            legend { "当事人" }
            div.f { label for="f-party-name" { "姓名或者名称" } input.line id="f-party-name" name="party.name" value=(party.name) autocomplete="off"; }
            div.f {
                label for="f-party-code" { "证件号码" span.muted { "（可不填）" } }
                p.hint id="party-code-hint" { "单位填统一社会信用代码，个人填身份证号码" }
                input.line id="f-party-code" name="party.code" value=(party.code) autocomplete="off" aria-describedby="party-code-hint";
            }
            div.f { label for="f-party-phone" { "电话" span.muted { "（可不填）" } } input id="f-party-phone" name="party.phone" value=(party.phone) inputmode="tel" autocomplete="off"; }
            div.f { label for="f-party-address" { "地址" span.muted { "（可不填）" } } input.line id="f-party-address" name="party.address" value=(party.address) autocomplete="off"; }
        }
    }
}

fn choose(name: &str, label: &str, choices: &[Choice], chosen: &str) -> Markup {
    let id = field_id(name);
    html! {
        div.f {
            label for=(id) { (label) }
            select id=(id) name=(name) {
                option value="" { "请选择" }
                @for c in choices { option value=(c.value) selected[c.value == chosen] { (c.label) } }
            }
        }
    }
}

fn together(people: &[PersonChoice], with: &[String]) -> Markup {
    html! {
        div.f {
            fieldset id=(field_id("with")) {
                legend { "还有谁一起办" span.muted { "（可不填）" } }
                p.hint { "您自己不用选" }
                div.choices { @for (i, p) in people.iter().enumerate() {
                    div.choice {
                        input type="checkbox" id={ "with-" (i) } name="with" value=(p.id) checked[with.contains(&p.id)];
                        label for={ "with-" (i) } { (p.name) span.small.muted { " " (joined(&p.posts)) } }
                    }
                } }
            }
        }
    }
}

fn when(date: &fadu_desk::view::Field, from_paper: bool) -> Markup {
    // The handler reads this field by this name, whatever the desk calls it.
    let date = fadu_desk::view::Field {
        name: "on".to_owned(),
        ..date.clone()
    };
    html! {
        details.more open[from_paper || date.error.is_some() || !date.values.is_empty()] {
            summary { "不是今天办的" }
            (field(&date))
            div.choice {
                input type="checkbox" id="from-paper" name="from_paper" value="1" checked[from_paper];
                label for="from-paper" { "从纸质案卷补录" }
            }
        }
    }
}

fn files(form: &ActForm) -> Markup {
    html! {
        div.f {
            @if !form.attached.is_empty() {
                fieldset {
                    legend { "已上传的文件" }
                    p.hint { "去掉勾选，就不随这一步登记" }
                    @for (i, f) in form.attached.iter().enumerate() {
                        div.choice {
                            input type="checkbox" id={ "file-" (i) } name="files" value=(f.id) checked;
                            label for={ "file-" (i) } { (f.name) " " span.small.muted { (size_words(f.size)) " " span.code { (f.hash) } } }
                        }
                    }
                }
            }
            label for="f-files" { "附文件" span.muted { "（可不填）" } }
            p.hint id="files-hint" { "PDF、OFD、JPG、PNG 或者音频、视频，单个文件最多 " (size_words(crate::limits::FILE)) "。上传时就计算指纹" }
            input id="f-files" type="file" name="u.files" multiple aria-describedby="files-hint";
        }
    }
}

/// For somebody with posts in several offices: which one opens the case.
pub fn which_office(action: &str, offices: &[(String, String)]) -> Markup {
    html! {
        h1 { "由哪个单位办" }
        @if offices.is_empty() { p { "您没有岗位，不能登记新办件。岗位由安全管理员按任职文件设置。" } }
        ul.doors { @for (id, name) in offices { li { a href=(url::to(format!("{action}?office={}", url::segment(id)))) { (name) } } } }
    }
}

/// A form of an act that cannot be done now keeps what was typed: the texts, for reading and copying.
pub fn kept_texts(values: &[(String, String)]) -> Markup {
    if values.is_empty() {
        return html! {};
    }
    html! {
        section.box {
            h2 { "您填的内容还在" }
            p.hint { "已存为草稿。能办的时候打开这一步，内容会在那里。" }
            dl.sum { @for (name, value) in values { div { dt { (name) } dd { (value) } } } }
        }
    }
}
