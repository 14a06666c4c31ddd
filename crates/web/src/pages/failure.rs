//! Pages for what does not go on: not found, not yours, blocked, gone, too large, broken. Each says what to do.

use fadu_base::Date;
use fadu_desk::view::{OthersTurn, ReasonView, WayStep};
use maud::{Markup, html};

use crate::components::{blocked_reasons, day_words, joined};
use crate::url;

/// 404: the same answer whether it does not exist or may not be seen.
pub fn not_found(what: &str) -> Markup {
    html! {
        div.narrow {
            h1 { "没有找到" (what) }
            p { "地址可能不对，或者您现在的岗位不能查看。请核对编号，再查一次。" }
            p.actions { a.btn href=(url::to("/")) { "回到首页" } }
        }
    }
}

/// 403: may be seen, not done.
pub fn forbidden(text: &str) -> Markup {
    html! {
        div.narrow {
            h1 { "这一步不由您办" }
            p { (text) }
            p.actions { a.btn href=(url::to("/")) { "回到首页" } }
        }
    }
}

/// What a page of a blocked act shows.
pub struct Blocked<'a> {
    /// Act.
    pub act: &'a str,
    /// Address of its case.
    pub base: &'a str,
    /// Reasons.
    pub reasons: &'a [ReasonView],
    /// The way.
    pub way: &'a [WayStep],
    /// The first day.
    pub earliest: Option<Date>,
    /// What was typed.
    pub kept: Markup,
}

/// 409: the row of the act bar as a page.
pub fn blocked(page: &Blocked<'_>) -> Markup {
    html! {
        div.narrow {
            h1 { "现在还不能" (page.act) }
            section.box.acts { (blocked_reasons(page.reasons, page.way, page.earliest, page.base)) }
            (page.kept)
            p.actions { a.btn href=(url::to(page.base)) { "回到办件" } }
        }
    }
}

/// 409: somebody else's turn.
pub fn not_yours(turn: &OthersTurn, base: &str) -> Markup {
    html! {
        div.narrow {
            h1 { "这一步不由您办：" (turn.act.name) }
            p {
                @if turn.party { "这一步由当事人决定。" } @else { "这一步由" (joined(&turn.roles)) "办理。" }
                @if let Some(day) = turn.due { "最迟 " time datetime=(day) { (day_words(day)) } "。" }
                "您可以看进度。"
            }
            p.actions { a.btn href=(url::to(base)) { "回到办件" } }
        }
    }
}

/// 413: a file or a form over the limit.
pub fn too_large() -> Markup {
    html! {
        div.narrow {
            h1 { "文件太大，没有上传" }
            p { "单个文件最多 " (crate::components::size_words(crate::limits::FILE)) "，一次一共最多 " (crate::components::size_words(crate::limits::BODY)) "。请压缩或者分段后再上传；其他内容请点浏览器的后退，还在原来的页面里。" }
        }
    }
}

/// 500: a bug, by its number.
pub fn broken(id: &str) -> Markup {
    html! {
        div.narrow {
            h1 { "这一步没有办成" }
            p { "没有发出任何文书，也没有改动记录。编号 " span.no { (id) } "。" }
            p { "请稍后再试；还是不行的，把编号告诉运维人员。您填的内容可以点浏览器的后退找回。" }
            p.actions { a.btn href=(url::to("/")) { "回到首页" } }
        }
    }
}

/// 503: the installation is wrong; the operator reads the details in the journal.
pub fn operator(text: &str) -> Markup {
    html! {
        div.narrow {
            h1 { "现在不能办理" }
            p { (text) }
        }
    }
}
