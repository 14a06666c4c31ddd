//! 我的设置: posts held and deputised, sessions, certificates, password, naming a deputy.

use fadu_desk::view::{FactorView, FieldError, MePage, PostView};
use maud::{Markup, html};

use crate::components::{Tone, date_boxes, error_summary, grouped, notice, stamp};
use crate::url;

/// The page; `saved` says what was just changed, `post` is the one to act from.
pub fn body(
    post: Option<&str>,
    page: &MePage,
    key: &str,
    errors: &[FieldError],
    saved: Option<&str>,
) -> Markup {
    html! {
        (error_summary(errors))
        @if let Some(text) = saved { (notice(Tone::Done, html! { p { (text) } })) }
        h1 { (page.name) " " small.muted { (page.login) } }
        (posts(page, post, key))
        @if !page.certificates.is_empty() {
            section.box { h2 { "我的证件" } ul { @for (name, from, to) in &page.certificates { li {
                (name) "：" @if let Some(d) = from { time datetime=(d) { (d) } } " 到 " @if let Some(d) = to { time datetime=(d) { (d) } } @else { "长期" }
            } } } }
        }
        @if !page.posts.is_empty() { (deputy_form(page, key)) }
        (factor_form(page, key, errors))
        (password_form(key))
        section.box { h2 { "登录的地方" } ul { @for (_, begun, used, this) in &page.sessions { li {
            (stamp(begun)) " 登录，" (stamp(used)) " 用过" @if *this { " " span.tag { "就是现在这个" } }
        } } }
            @if 1 < page.sessions.len() {
                form method="post" action=(url::to("/office/me/sessions")) {
                    input type="hidden" name="idempotency" value=(key);
                    button.second type="submit" { "退出别处的登录" }
                }
            }
        }
    }
}

// Two steps: something known, and the telephone at hand.
fn factor_form(page: &MePage, key: &str, errors: &[FieldError]) -> Markup {
    let wrong = errors.iter().find(|e| e.field == "code");
    html! {
        section.box {
            h2 { "两步登录" }
            @match &page.factor {
                FactorView::Off => {
                    p { "开通以后，登录除了密码，还要填手机验证器上的六位动态码。密码被人知道了，也进不来。" }
                    form method="post" action=(url::to("/office/me/factor/begin")) {
                        input type="hidden" name="idempotency" value=(key);
                        button.second type="submit" { "开通两步登录" }
                    }
                }
                FactorView::Waiting { secret, address } => {
                    ol {
                        li { "在手机上打开验证器（任何支持 TOTP 的都可以），选“手工输入密钥”。" }
                        li { "输入密钥：" span.code { (grouped(secret)) } "，类型选“基于时间”。在手机上看这一页的，" a href=(address) { "点开直接加入" } "。" }
                        li { "把手机上显示的六位数字填在下面。" }
                    }
                    (code_form("/office/me/factor/confirm", "确认开通", key, wrong))
                }
                FactorView::On => {
                    p { span.ok { span aria-hidden="true" { "✓ " } "已开通" } "。换手机的，先在这里关闭；手机丢了的，请安全管理员关闭。" }
                    (code_form("/office/me/factor/end", "关闭两步登录", key, wrong))
                }
            }
        }
    }
}

fn code_form(action: &str, button: &str, key: &str, wrong: Option<&FieldError>) -> Markup {
    html! {
        form method="post" action=(url::to(action)) {
            input type="hidden" name="idempotency" value=(key);
            div.f.bad[wrong.is_some()] {
                label for="f-code" { "动态码" }
                @if let Some(e) = wrong { p.err { span.vh { "错误：" } (e.text) } }
                input id="f-code" name="code" inputmode="numeric" autocomplete="one-time-code";
            }
            button.second type="submit" { (button) }
        }
    }
}

fn posts(page: &MePage, now: Option<&str>, key: &str) -> Markup {
    html! {
        section.box {
            h2 { "我的岗位" }
            @if page.posts.is_empty() { p.muted { "没有岗位。岗位由安全管理员按任职文件设置。" } }
            ul.rows { @for p in &page.posts { li { (post_words(p)) @if 1 < page.posts.len() { (switch(p, now, key)) } } } }
        }
    }
}

/// Which post to act from, for who holds several.
fn switch(post: &PostView, now: Option<&str>, key: &str) -> Markup {
    if now == Some(post.id.as_str()) {
        return html! { " " span.tag { "现在用这个岗位" } };
    }
    html! {
        form method="post" action=(url::to("/office/me/post")) {
            input type="hidden" name="idempotency" value=(key);
            input type="hidden" name="post" value=(post.id);
            button.plain type="submit" { "换到这个岗位" span.vh { (post.office_name) (post.role) } }
        }
    }
}

fn post_words(post: &PostView) -> Markup {
    html! {
        b { (post.office_name) " " (post.role) }
        @if let Some(d) = post.from { " " time datetime=(d) { (d) } " 起" }
        @if let Some(d) = post.to { " 到 " time datetime=(d) { (d) } }
        @if let Some((name, ground)) = &post.deputy { br; span.small { "代理 " (name) "，依据 " (ground) } }
        @if !post.procedure.is_empty() { " " span.tag { "限一种程序" } }
    }
}

fn deputy_form(page: &MePage, key: &str) -> Markup {
    html! {
        form.box method="post" action=(url::to("/office/me/deputy")) {
            h2 { "请人代理" }
            @if !page.deputies.is_empty() { ul { @for (post, name) in &page.deputies { li { (name) " 代理 " (post_words(post)) } } } }
            p.hint { "代理人办的，记录里写两个人的名字。依法要您本人办的，代理人办不了。" }
            input type="hidden" name="idempotency" value=(key);
            div.f { label for="f-post" { "哪个岗位" } select id="f-post" name="post" { option value="" { "请选择" } @for p in page.posts.iter().filter(|p| p.deputy.is_none()) { option value=(p.id) { (p.office_name) " " (p.role) } } } }
            div.f { label for="f-person" { "请谁代理" } select id="f-person" name="person" { option value="" { "请选择" } @for p in &page.people { option value=(p.id) { (p.name) } } } }
            div.f { fieldset id="f-from" { legend { "从哪天" } (date_boxes("from", "f-from", "", None)) } }
            div.f { fieldset id="f-to" { legend { "到哪天" } (date_boxes("to", "f-to", "", None)) } }
            div.f { label for="f-ground" { "依据" } p.hint id="ground-hint" { "例如授权书的文号" } input.line id="f-ground" name="ground" autocomplete="off" aria-describedby="ground-hint"; }
            button.second type="submit" { "设置代理" }
        }
    }
}

fn password_form(key: &str) -> Markup {
    html! {
        form.box method="post" action=(url::to("/office/me/password")) {
            h2 { "改密码" }
            input type="hidden" name="idempotency" value=(key);
            div.f { label for="f-old" { "现在的密码" } input id="f-old" type="password" name="old" autocomplete="current-password"; }
            div.f { label for="f-new" { "新密码" } p.hint id="new-hint" { "至少十二个字，可以是一句话" } input id="f-new" type="password" name="new" autocomplete="new-password" aria-describedby="new-hint"; }
            button.second type="submit" { "改密码" }
        }
    }
}
