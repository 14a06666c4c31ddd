//! 编号登记: the public head of the log, so that anybody can keep it and compare later.

use fadu_desk::view::LogPage;
use maud::{Markup, html};

use crate::components::{Row, summary_list};
use crate::url;

/// The page.
pub fn body(page: &LogPage) -> Markup {
    let rows = [
        Row::markup("名称", html! { span.code { (page.origin) } }),
        Row::text("已登记", format!("{} 项", page.size)),
        Row::text("等着登记", format!("{} 项", page.queued)),
        Row::markup("公钥", html! { span.code { (page.key) } }),
    ];
    html! {
        h1 { "编号登记" }
        p { "每一步办理都按顺序登记，登记过的不能改、不能删。下面是现在的签名，谁都可以留一份，以后拿来对照。" }
        div.box { (summary_list(&rows)) }
        section.box {
            h2 { "现在的签名" }
            pre tabindex="0" { (page.checkpoint) }
            p { a href=(url::to("/log/checkpoint")) { "下载签名" } " · " a href=(url::to("/verify")) { "核验文书" } }
        }
    }
}
