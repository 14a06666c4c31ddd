//! Skeleton of every page: skip links, header, strips, navigation, main, live line, footer, in this order.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::url;

/// Name of the platform, last part of every title.
pub const PLATFORM: &str = "法治政府平台";

/// Who looks, and how the page is to be shown.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// Name of the reader, when logged in.
    pub name: Option<String>,
    /// The reader acts from outside the offices (a party).
    pub external: bool,
    /// Kind of administrator: `system`, `security`, `audit`, or empty.
    pub admin: String,
    /// `您正在代理 …`
    pub deputy: Option<String>,
    /// 大字版
    pub large: bool,
    /// Sample store.
    pub sample: bool,
    /// Its day, when visitors may move it on.
    pub sample_day: Option<fadu_base::Date>,
    /// Path and query of this page.
    pub path: String,
}

/// One page.
pub struct Page<'a> {
    /// What and whose, without the platform's name.
    pub title: &'a str,
    /// The address of the navigation item that is current (`/office`).
    pub section: &'a str,
    /// Links above the page: address and name.
    pub crumbs: Vec<(String, String)>,
    /// Whether an act bar is there to skip to.
    pub acts: bool,
    /// The main part.
    pub body: Markup,
}

impl<'a> Page<'a> {
    /// A page without crumbs or act bar.
    pub fn new(title: &'a str, section: &'a str, body: Markup) -> Page<'a> {
        Page {
            title,
            section,
            crumbs: Vec::new(),
            acts: false,
            body,
        }
    }

    /// The same page with a link above it.
    pub fn crumb(mut self, path: impl Into<String>, name: impl Into<String>) -> Page<'a> {
        self.crumbs.push((path.into(), name.into()));
        self
    }

    /// The same page with a skip link to its act bar.
    pub fn with_acts(mut self) -> Page<'a> {
        self.acts = true;
        self
    }
}

const OFFICE: &[(&str, &str)] = &[
    ("/office", "今日"),
    ("/office/cases", "办件"),
    ("/office/approvals", "审批"),
    ("/office/registers", "登记册"),
    ("/office/numbers", "编号册"),
    ("/law", "法规"),
    ("/procedures", "程序"),
];

const ADMIN: &[(&str, &str)] = &[
    ("/admin/security", "账号和岗位"),
    ("/admin/grants", "申请和确认"),
    ("/admin/audit", "审计"),
    ("/log", "编号登记"),
    ("/law", "法规"),
    ("/procedures", "程序"),
];

const PUBLIC: &[(&str, &str)] = &[
    ("/my", "我的事"),
    ("/publicity", "查公示"),
    ("/verify", "核验"),
    ("/law", "法规"),
    ("/procedures", "程序"),
    ("/log", "编号登记"),
];

/// The whole document.
pub fn render(shell: &Shell, page: &Page<'_>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" class=[shell.large.then_some("large")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="renderer" content="webkit";
                meta name="robots" content="noindex";
                title { (page.title) " · " (PLATFORM) }
                link rel="stylesheet" href=(url::to(crate::assets::css_path()));
                link rel="icon" href="data:,";
                script src=(url::to(crate::assets::js_path())) defer {}
            }
            body {
                a.skip href="#main" { "跳到正文" }
                @if page.acts { a.skip href="#acts" { "跳到办理条" } }
                (header(shell, page))
                (strips(shell))
                div.wrap {
                    @if !page.crumbs.is_empty() { (crumbs(page)) }
                    main id="main" tabindex="-1" { (page.body) }
                }
                p id="live" role="status" {}
                (footer(shell))
            }
        }
    }
}

fn header(shell: &Shell, page: &Page<'_>) -> Markup {
    let staff = shell.name.is_some() && !shell.external;
    let items = match (staff, shell.admin.is_empty()) {
        (true, true) => OFFICE,
        (true, false) => ADMIN,
        (false, _) => PUBLIC,
    };
    html! {
        header.top {
            div.in {
                a.brand href=(url::to("/")) { (PLATFORM) }
                nav.main-nav aria-label="主导航" {
                    ul { @for (path, name) in items { li { a href=(url::to(path)) aria-current=[(*path == page.section).then_some("true")] { (name) } } } }
                }
                div.right {
                    @if staff && shell.admin.is_empty() { (find()) }
                    a href=(size_link(shell)) { @if shell.large { "标准字号" } @else { "大字版" } }
                    (account(shell))
                }
            }
        }
    }
}

fn find() -> Markup {
    html! {
        form.find role="search" aria-label="全站查找" method="get" action=(url::to("/find")) {
            label.vh for="find" { "查找文号、办件、法条" }
            input id="find" name="no" type="search" autocomplete="off" placeholder="文号、办件、法条";
            button type="submit" { "查找" }
        }
    }
}

fn size_link(shell: &Shell) -> String {
    let to = if shell.large { "normal" } else { "large" };
    let path = shell.path.split('?').next().unwrap_or("/");
    let kept: Vec<&str> = shell
        .path
        .split_once('?')
        .map_or("", |(_, q)| q)
        .split('&')
        .filter(|p| !p.is_empty() && !p.starts_with("size="))
        .collect();
    let mut query = kept.join("&");
    if !query.is_empty() {
        query.push('&');
    }
    url::to(format!("{path}?{query}size={to}"))
}

fn account(shell: &Shell) -> Markup {
    html! {
        @match &shell.name {
            Some(name) => {
                @if shell.external { span { (name) } }
                @else { a href=(url::to("/office/me")) { (name) } }
                form method="post" action=(url::to("/logout")) { button type="submit" { "退出登录" } }
            }
            None => a href=(url::to("/login")) { "登录" },
        }
    }
}

fn strips(shell: &Shell) -> Markup {
    if !shell.sample && shell.deputy.is_none() {
        return html! {};
    }
    html! {
        aside aria-label="提示" {
        @if shell.sample { div.strip { p { "示例数据：这里的单位、人员和办件都是编的，没有法律效力。"
            @if let Some(day) = shell.sample_day { "今天是 " time datetime=(day) { (day.zh_weekday()) } "。" a href=(url::to("/sample")) { "换一天" } }
        } } }
        @if let Some(text) = &shell.deputy { div.strip.info { p { (text) } } }
        }
    }
}

fn crumbs(page: &Page<'_>) -> Markup {
    html! {
        nav.crumbs aria-label="面包屑" {
            ol { @for (path, name) in &page.crumbs { li { a href=(url::to(path)) { (name) } } } }
        }
    }
}

fn footer(shell: &Shell) -> Markup {
    html! {
        footer.foot {
            div.in {
                p { a href=(url::to("/feedback")) { "意见建议" } }
                p { a href=(url::to("/accessibility")) { "无障碍说明" } }
                p { "版本 " (env!("CARGO_PKG_VERSION")) }
                p { "咨询和投诉可以拨打 12345" }
            }
            div.printfoot { "工作页打印 · 非正式文书 · " (PreEscaped("&#8203;")) (shell.path) }
        }
    }
}
