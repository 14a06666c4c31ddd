//! 安全管理 and 审计: who has which post, and what happened to accounts. Neither shows the content of a case.

use fadu_desk::view::{AccountRow, FieldError, GrantView};
use maud::{Markup, html};

use crate::components::{Empty, empty, error_summary, field_id, stamp};
use crate::url;

/// An event: time, who, what, to whom or what.
pub type Event = (String, String, String, String);

/// All accounts.
pub fn accounts(rows: &[AccountRow]) -> Markup {
    html! {
        h1 { "账号和岗位" }
        p { "增加人员、设置岗位、停用账号、重设密码，要两位管理员：一位提出申请，另一位确认。" a href=(url::to("/admin/grants")) { "申请和确认" } }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("还没有账号。"))) } }
        @else {
            div.region role="region" tabindex="0" aria-label="账号" {
                table.stack {
                    caption { "共 " (rows.len()) " 个账号" }
                    thead { tr { th scope="col" { "姓名" } th scope="col" { "用户名" } th scope="col" { "岗位" } th scope="col" { "两步登录" } th scope="col" { "状态" } } }
                    tbody { @for row in rows { (account(row)) } }
                }
            }
        }
    }
}

fn account(row: &AccountRow) -> Markup {
    html! {
        tr {
            th scope="row" { (row.name) }
            td data-l="用户名" { (row.login) }
            td data-l="岗位" {
                @if let Some(kind) = kind_words(&row.admin) { div { (kind) } }
                @else if row.posts.is_empty() { "没有岗位" }
                @for p in &row.posts {
                    div {
                        (p.office_name) " " (p.role)
                        @if let Some(d) = p.from { " " time datetime=(d) { (d) } " 起" }
                        @if let Some(d) = p.to { " 到 " time datetime=(d) { (d) } }
                        @if let Some((name, _)) = &p.deputy { "，代理 " (name) }
                    }
                }
            }
            td data-l="两步登录" { @if row.factor { "已开通" } @else { "没有开通" } }
            td data-l="状态" { @if row.disabled { span.stop { "✕ 停用" } } @else { span.ok { "✓ 在用" } } }
        }
    }
}

fn kind_words(admin: &str) -> Option<&'static str> {
    match admin {
        "system" => Some("系统管理员"),
        "security" => Some("安全管理员"),
        "audit" => Some("审计管理员"),
        _ => None,
    }
}

/// What was typed into the form of a request before an error.
#[derive(Default)]
pub struct Asked {
    /// Names and texts.
    pub values: std::collections::BTreeMap<String, String>,
}

impl Asked {
    fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
}

/// What two administrators do together.
pub struct Together<'a> {
    /// Requests.
    pub rows: &'a [GrantView],
    /// Accounts.
    pub accounts: &'a [AccountRow],
    /// Offices: id and name.
    pub offices: &'a [(String, String)],
    /// What kind of request is being made.
    pub kind: &'a str,
    /// What was typed.
    pub asked: &'a Asked,
    /// What is wrong.
    pub errors: &'a [FieldError],
    /// Fresh key.
    pub key: &'a str,
}

/// Kinds of requests: value, name, and the fields each needs.
const KINDS: &[(&str, &str, &[&str])] = &[
    (
        "person",
        "新增人员",
        &["name", "login", "password", "phone", "admin"],
    ),
    (
        "post",
        "授予岗位",
        &["account", "office", "role", "from", "to"],
    ),
    ("endpost", "结束岗位", &["post", "to"]),
    ("password", "重设密码", &["account", "password"]),
    ("disable", "停用账号", &["account"]),
    ("enable", "启用账号", &["account"]),
    ("endfactor", "关闭两步登录", &["account"]),
];

/// The page.
pub fn grants(page: &Together<'_>) -> Markup {
    html! {
        (error_summary(page.errors))
        h1 { "申请和确认" }
        p { "一位管理员提出，另一位管理员看过再确认；两位里有一位是安全管理员。每一步都有记录，审计管理员看得到。" }
        section.box {
            h2 { "等待确认" }
            @if page.rows.iter().all(|r| r.state != "waiting") { (empty(&Empty::Nothing("没有等待确认的申请。"))) }
            ul.rows { @for row in page.rows.iter().filter(|r| r.state == "waiting") { li { (waiting(row, page)) } } }
        }
        (ask_form(page))
        section.box {
            h2 { "办过的" }
            ul.rows { @for row in page.rows.iter().filter(|r| r.state != "waiting") { li {
                (row.words) br;
                span.small.muted { (row.by) " " (stamp(&row.at)) " 申请，" (row.decided_by)
                    @if row.state == "done" { " 确认" } @else { " 不同意：" (row.reason) } }
            } } }
        }
    }
}

fn waiting(row: &GrantView, page: &Together<'_>) -> Markup {
    html! {
        b { (row.words) } br;
        span.small.muted { (row.by) " " (stamp(&row.at)) " 申请" }
        @if row.yours {
            form method="post" action=(url::to(format!("/admin/grants/{}", row.id))) {
                input type="hidden" name="idempotency" value=(page.key);
                div.f { label for={ "r-" (row.id) } { "不同意的，写明理由" } input.line id={ "r-" (row.id) } name="reason" autocomplete="off"; }
                div.actions {
                    button type="submit" name="step" value="grant" { "确认" }
                    button.second type="submit" name="step" value="refuse" { "不同意" }
                }
            }
        } @else { p.small { "等另一位管理员确认。" } }
    }
}

// The kind is chosen first, by a link, so that only its own fields are asked.
fn ask_form(page: &Together<'_>) -> Markup {
    let chosen = KINDS.iter().find(|(value, ..)| *value == page.kind);
    html! {
        section.box {
            h2 { "提出申请" }
            ul.kinds { @for (value, name, _) in KINDS { li {
                a href=(url::to(format!("/admin/grants?kind={value}"))) aria-current=[(*value == page.kind).then_some("true")] { (name) }
            } } }
            @if let Some((value, name, fields)) = chosen {
                form method="post" action=(url::to(format!("/admin/grants?kind={value}"))) {
                    h3 { (name) }
                    input type="hidden" name="idempotency" value=(page.key);
                    input type="hidden" name="kind" value=(value);
                    @for field in *fields { (asked_field(field, page)) }
                    button type="submit" { "提交申请" }
                }
            }
        }
    }
}

fn asked_field(name: &str, page: &Together<'_>) -> Markup {
    let id = field_id(name);
    let value = page.asked.get(name);
    let wrong = page.errors.iter().find(|e| e.field == name);
    let select = |options: Vec<(String, String)>| {
        html! {
            select id=(id) name=(name) {
                option value="" { "请选择" }
                @for (v, label) in options { option value=(v) selected[v == value] { (label) } }
            }
        }
    };
    let (label, control) = match name {
        "account" => (
            "谁",
            select(
                page.accounts
                    .iter()
                    .map(|a| (a.login.clone(), format!("{}（{}）", a.name, a.login)))
                    .collect(),
            ),
        ),
        "office" => ("哪个单位", select(page.offices.to_vec())),
        "post" => ("哪个岗位", select(posts_of(page.accounts))),
        "admin" => (
            "哪一种管理员（不是管理员的不选）",
            select(
                [
                    ("system", "系统管理员"),
                    ("security", "安全管理员"),
                    ("audit", "审计管理员"),
                ]
                .map(|(v, l)| (v.to_owned(), l.to_owned()))
                .to_vec(),
            ),
        ),
        "password" => (
            "第一个密码（至少八个字，本人登录后自己改）",
            html! { input id=(id) type="password" name=(name) autocomplete="new-password"; },
        ),
        "from" => (
            "从哪天（可不填）",
            html! { input id=(id) name=(name) value=(value) placeholder="2026-11-09" autocomplete="off"; },
        ),
        "to" => (
            "到哪天",
            html! { input id=(id) name=(name) value=(value) placeholder="2026-11-09" autocomplete="off"; },
        ),
        "name" => (
            "姓名",
            html! { input.line id=(id) name=(name) value=(value) autocomplete="off"; },
        ),
        "login" => (
            "登录名",
            html! { input id=(id) name=(name) value=(value) autocomplete="off" autocapitalize="none"; },
        ),
        "phone" => (
            "电话（可不填）",
            html! { input id=(id) name=(name) value=(value) inputmode="tel" autocomplete="off"; },
        ),
        _ => (
            "岗位名称，和程序里的角色一样，例如“承办人”",
            html! { input.line id=(id) name=(name) value=(value) autocomplete="off"; },
        ),
    };
    html! {
        div.f.bad[wrong.is_some()] {
            label for=(id) { (label) }
            @if let Some(e) = wrong { p.err { span.vh { "错误：" } (e.text) } }
            (control)
        }
    }
}

fn posts_of(accounts: &[AccountRow]) -> Vec<(String, String)> {
    let one = |a: &AccountRow| {
        let name = a.name.clone();
        let posts = a.posts.iter();
        posts
            .map(|p| {
                (
                    p.id.clone(),
                    format!("{name}：{} {}", p.office_name, p.role),
                )
            })
            .collect::<Vec<_>>()
    };
    accounts.iter().flat_map(one).collect()
}

/// The latest events of accounts, sessions and administration.
pub fn events(rows: &[Event]) -> Markup {
    html! {
        h1 { "审计" }
        p { "登录、改密码、岗位变动和管理动作，从新到旧。这里只能看，不能改。" }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("还没有记录。"))) } }
        @else {
            div.region role="region" tabindex="0" aria-label="审计记录" {
                table.stack {
                    caption { "最近 " (rows.len()) " 条" }
                    thead { tr { th scope="col" { "时间" } th scope="col" { "谁" } th scope="col" { "做了什么" } th scope="col" { "对象" } } }
                    tbody { @for (at, who, what, detail) in rows { tr {
                        td.num data-l="时间" { (stamp(at)) }
                        td data-l="谁" { (who) }
                        td data-l="做了什么" { (what) }
                        td data-l="对象" { (detail) }
                    } } }
                }
            }
        }
    }
}
