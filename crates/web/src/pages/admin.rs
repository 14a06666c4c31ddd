//! 安全管理 and 审计: who has which post, and what happened to accounts. Neither shows the content of a case.

use fadu_desk::view::AccountRow;
use maud::{Markup, html};

use crate::components::{Empty, empty, stamp};

/// An event: time, who, what, to whom or what.
pub type Event = (String, String, String, String);

/// All accounts.
pub fn accounts(rows: &[AccountRow]) -> Markup {
    html! {
        h1 { "账号和岗位" }
        p { "增加人员、设置岗位、重设密码，在服务器上用 fadu user 命令办理，每一步都有记录。" }
        @if rows.is_empty() { div.box { (empty(&Empty::Nothing("还没有账号。"))) } }
        @else {
            div.region role="region" tabindex="0" aria-label="账号" {
                table.stack {
                    caption { "共 " (rows.len()) " 个账号" }
                    thead { tr { th scope="col" { "姓名" } th scope="col" { "用户名" } th scope="col" { "岗位" } th scope="col" { "状态" } } }
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
                @if row.posts.is_empty() { "没有岗位" }
                @for p in &row.posts {
                    div {
                        (p.office_name) " " (p.role)
                        @if let Some(d) = p.from { " " time datetime=(d) { (d) } " 起" }
                        @if let Some(d) = p.to { " 到 " time datetime=(d) { (d) } }
                        @if let Some((name, _)) = &p.deputy { "，代理 " (name) }
                    }
                }
            }
            td data-l="状态" { @if row.disabled { span.stop { "✕ 停用" } } @else { span.ok { "✓ 在用" } } }
        }
    }
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
