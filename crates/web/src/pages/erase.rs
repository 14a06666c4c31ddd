//! 清除个人信息: what goes, what stays, under which ground. A page of its own, never a window over one.

use fadu_desk::view::{CaseHead, FieldError};
use maud::{Markup, html};

use crate::components::{Tone, case_head, case_nav, error_summary, field_id, notice};
use crate::url;

/// The form; `ground` is what was typed before an error.
pub fn body(head: &CaseHead, key: &str, errors: &[FieldError], ground: &str) -> Markup {
    let id = field_id("ground");
    let error = errors.iter().find(|e| e.field == "ground");
    html! {
        (error_summary(errors))
        (case_head(head))
        (case_nav(&head.alias, "/people"))
        h2 { "清除个人信息" }
        @if head.erased { (notice(Tone::Info, html! { p { "这个办件的个人信息已经依法清除。" } })) }
        @else if head.closed.is_none() {
            (notice(Tone::Warn, html! { p { "只有办结的办件可以清除个人信息。这个办件还在办理。" } }))
        } @else {
            div.box {
                h3 { "清除以后没有了的" }
                p { "当事人的姓名、证件号码、电话、地址，自由填写的文字，证据文件，文书正文。备份里以后也没有。" }
                h3 { "留下的" }
                p { "哪一天由谁办了哪一步、程序用到的事实、每一步的指纹。办件仍能按程序重算，以前发出的凭证仍能核验。" }
                p.stop { "清除以后不能恢复。清除本身是一项办理，写进编号册。" }
            }
            form.box method="post" action=(url::to(format!("/office/cases/{}/erase", head.alias))) {
                input type="hidden" name="idempotency" value=(key);
                div.f.bad[error.is_some()] {
                    label for=(id) { "法律依据" }
                    p.hint id={ (id) "-hint" } { "写明哪部法律哪一条，以及什么情形，例如保存期限已经届满" }
                    @if let Some(e) = error { p.err { span.vh { "错误：" } (e.text) } }
                    input.line id=(id) name="ground" value=(ground) autocomplete="off" aria-describedby={ (id) "-hint" };
                }
                div.actions {
                    button type="submit" { "清除个人信息" }
                    a.btn href=(url::to(format!("/office/cases/{}", head.alias))) { "回到办件" }
                }
            }
        }
    }
}
