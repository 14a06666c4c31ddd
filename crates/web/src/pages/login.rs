//! 登录, and coming back after it to what was typed before.

use maud::{Markup, html};

use crate::components::{Tone, notice};
use crate::url;

/// What a log-in page carries along.
#[derive(Clone, Debug, Default)]
pub struct Carry {
    /// Address to go to afterwards.
    pub next: String,
    /// Fields of a POST that came without a session; they are shown again and never sent by themselves.
    pub kept: Vec<(String, String)>,
}

/// The form.
pub fn body(
    name: &str,
    carry: &Carry,
    error: Option<&str>,
    sample: &[(String, String, String)],
) -> Markup {
    html! {
        div.narrow {
            @if let Some(text) = error {
                div.error-summary id="errors" role="alert" tabindex="-1" { h2 { "没有登录成功" } p { a href="#name" { (text) } } }
            }
            h1 { "登录" }
            @if !carry.kept.is_empty() {
                (notice(Tone::Warn, html! { p { "您离开较久，已为您退出。您填的内容还在，登录后回到原处，不会自动提交。" } }))
            }
            form.box method="post" action=(url::to("/login")) {
                input type="hidden" name="next" value=(carry.next);
                @for (k, v) in &carry.kept { input type="hidden" name={ "kept." (k) } value=(v); }
                div.f { label for="name" { "用户名" } input id="name" name="name" value=(name) autocomplete="username" autocapitalize="none"; }
                div.f { label for="password" { "密码" } input id="password" type="password" name="password" autocomplete="current-password"; }
                div.f {
                    label for="code" { "动态码" span.muted { "（开通了两步登录的才填）" } }
                    p.hint id="code-hint" { "手机验证器上的六位数字" }
                    input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" aria-describedby="code-hint";
                }
                button type="submit" { "登录" }
            }
            p { "没有账号的当事人，" a href=(url::to("/my/find")) { "凭文书上的编号和电话查看自己的事" } "。" }
            @if !sample.is_empty() { (accounts(sample)) }
        }
    }
}

/// For a party without an account: number and telephone.
pub fn guest(number: &str, error: Option<&str>) -> Markup {
    html! {
        div.narrow {
            @if let Some(text) = error {
                div.error-summary id="errors" role="alert" tabindex="-1" { h2 { "没有打开" } p { a href="#number" { (text) } } }
            }
            h1 { "凭编号和电话查看" }
            p { "不用账号。只打开这一件事，一小时后自动退出。" }
            form.box method="post" action=(url::to("/my/find")) {
                div.f {
                    label for="number" { "办件编号或者文书的文号" }
                    p.hint id="number-hint" { "在收到的文书上，例如 c26-000341-7，或者“示住建罚告〔2026〕8号”" }
                    input.line id="number" name="number" value=(number) autocomplete="off" aria-describedby="number-hint";
                }
                div.f {
                    label for="phone" { "您留给承办人的电话" }
                    input id="phone" name="phone" inputmode="tel" autocomplete="tel";
                }
                button type="submit" { "查看这件事" }
            }
            p { "有账号的，" a href=(url::to("/login?next=/my")) { "登录查看全部" } "。" }
        }
    }
}

fn accounts(sample: &[(String, String, String)]) -> Markup {
    html! {
        section.box {
            h2 { "示例帐号" }
            table { caption { "只有示例数据里有" } thead { tr { th scope="col" { "用户名" } th scope="col" { "密码" } th scope="col" { "是谁" } } }
                tbody { @for (login, password, who) in sample { tr { td { (login) } td.code { (password) } td { (who) } } } } }
        }
    }
}

/// After a log-in that interrupted a POST: the same fields, to be sent by hand.
pub fn resume(carry: &Carry) -> Markup {
    let shown: Vec<&(String, String)> = carry
        .kept
        .iter()
        .filter(|(k, v)| {
            !v.is_empty() && !["idempotency", "seen", "step", "hash"].contains(&k.as_str())
        })
        .collect();
    html! {
        div.narrow {
            h1 { "您填的内容还在" }
            p { "登录以前没有提交成功。请看过以后再提交一次。上传的文件要重新选。" }
            dl.sum { @for (k, v) in shown { div { dt { (k.trim_start_matches("v.")) } dd { (v) } } } }
            form.actions method="post" action=(url::to(&carry.next)) {
                @for (k, v) in &carry.kept { input type="hidden" name=(k) value=(v); }
                button type="submit" { "再提交一次" }
                a.btn href=(url::to("/office")) { "不提交了" }
            }
        }
    }
}
