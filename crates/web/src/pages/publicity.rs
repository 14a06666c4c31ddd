//! 执法公示: who may enforce what and how, with what result; the office's side: what is to be put out or taken off.

use fadu_desk::publicity::{
    DictionaryRow, Publication, PublicationAsk, PublicationList, PublicityHome, PublicityPreview,
    PublicityTask,
};
use fadu_desk::view::{Choice, RegisterPage};
use maud::{Markup, html};

use crate::components::{
    Empty, FilterField, Tone, chips, day_words, empty, filter_bar, notice, pagination,
};
use crate::url;

/// The page of everybody: three stages.
pub fn home(home: &PublicityHome, list: &PublicationList, ask: &PublicationAsk) -> Markup {
    html! {
        h1 { "执法公示" }
        section.box aria-labelledby="before" {
            h2 id="before" { "事前：谁能执法，依据什么，怎样办" }
            ul.doors {
                @for r in &home.registers { li {
                    a href=(url::to(format!("/publicity/registers/{}", url::segment(&r.slug)))) { (r.name) }
                    p { "今天有效 " (r.valid) " 项" }
                } }
                li { a href=(url::to("/procedures")) { "程序" } p { "每一步的依据和期限" } }
                li { a href=(url::to("/discretion")) { "裁量基准" } p { "什么情形怎样处理" } }
            }
        }
        section.box aria-labelledby="during" {
            h2 id="during" { "事中：执法时要出示证件" }
            p { "执法人员来找您，要先亮明证件，告诉您为什么来、依据什么、您有哪些权利。证件上的编号可以在上面的名录里查。" }
            p { "和您有关的办件，办到哪一步、到哪天为止，在" a href=(url::to("/my")) { "我的事" } "里看。" }
        }
        section aria-labelledby="after" {
            h2 id="after" { "事后：执法结果" }
            (filter_bar("/publicity", &fields(home, ask)))
            (results(list, ask))
            (pagination("/publicity", &query(ask), ask.cursor.is_none(), list.next.as_deref()))
            p.small { "数据下载：" (downloads(ask)) " · " a href=(url::to("/open-data")) { "每一栏是什么意思" } }
        }
    }
}

fn fields(home: &PublicityHome, ask: &PublicationAsk) -> Vec<FilterField> {
    let choice = |(value, label): (&String, &String)| Choice {
        value: value.clone(),
        label: label.clone(),
    };
    vec![
        FilterField {
            name: "office",
            label: "机关",
            value: ask.office.clone(),
            choices: home
                .offices
                .iter()
                .map(|(id, name)| choice((id, name)))
                .collect(),
        },
        FilterField {
            name: "kind",
            label: "种类",
            value: ask.kind.clone(),
            choices: home
                .kinds
                .iter()
                .map(|(slug, name, _)| choice((slug, name)))
                .collect(),
        },
        FilterField {
            name: "from",
            label: "决定日期从",
            value: ask.from.clone(),
            choices: Vec::new(),
        },
        FilterField {
            name: "to",
            label: "到",
            value: ask.to.clone(),
            choices: Vec::new(),
        },
    ]
}

/// The filter in an address, without the cursor.
pub fn query(ask: &PublicationAsk) -> String {
    let parts = [
        ("office", &ask.office),
        ("kind", &ask.kind),
        ("from", &ask.from),
        ("to", &ask.to),
    ];
    let given: Vec<String> = parts
        .into_iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| format!("{k}={}", url::segment(v)))
        .collect();
    given.join("&")
}

fn downloads(ask: &PublicationAsk) -> Markup {
    let query = query(ask);
    html! {
        @for (ending, name) in [("csv", "表格（csv）"), ("json", "json"), ("atom", "订阅（atom）")] {
            a href=(url::to(format!("/publicity/data.{ending}?{query}"))) { (name) } " "
        }
    }
}

fn results(list: &PublicationList, ask: &PublicationAsk) -> Markup {
    if list.rows.is_empty() {
        let why = match query(ask).is_empty() {
            true => Empty::Nothing("还没有公示的执法结果。"),
            false => Empty::Hidden("/publicity"),
        };
        return html! { div.box { (empty(&why)) } };
    }
    html! {
        div.region role="region" tabindex="0" aria-label="执法结果" {
            table.stack {
                caption { "执法结果，新的在前" }
                thead { tr { th scope="col" { "文号" } th scope="col" { "内容" } th scope="col" { "机关" } th scope="col" { "决定日期" } th scope="col" { "公示日期" } } }
                tbody { @for row in &list.rows { tr {
                    th scope="row" { a href=(url::to(address(row))) { @if row.number.is_empty() { (row.name) } @else { (row.number) } } }
                    td data-l="内容" { (row.title) }
                    td data-l="机关" { (row.office) }
                    td data-l="决定日期" { time datetime=(row.decided) { (row.decided) } }
                    td data-l="公示日期" { time datetime=(row.published) { (row.published) } }
                } } }
            }
        }
    }
}

/// Where one stands.
pub fn address(row: &Publication) -> String {
    format!("/publicity/results/{}", url::segment(&row.alias))
}

/// One publication.
pub fn one(row: &Publication) -> Markup {
    html! {
        h1 { (row.title) }
        p { (row.name) " · " (row.office) " · " time datetime=(row.published) { (row.published) " 公示" } }
        dl.facts { @for (label, text) in &row.lines { div { dt { (label) } dd { (text) } } } }
        (notice(Tone::Info, html! {
            p { "这里是遮去个人信息以后的内容，不是决定书原件。手里有决定书的，可以" a href=(url::to("/verify")) { "核验" } "是不是原件、登记过没有。" }
            p { "决定被依法变更或者撤销的，这个地址会在三个工作日内撤下，并写明原因。" }
        }))
    }
}

/// 410: it stood here, and why it does no more.
pub fn withdrawn(number: &str, office: &str, on: &str, reason: &str) -> Markup {
    html! {
        div.narrow {
            h1 { "这条公示已经撤回" }
            dl.facts {
                @if !number.is_empty() { div { dt { "决定书文号" } dd { (number) } } }
                div { dt { "机关" } dd { (office) } }
                div { dt { "撤回日期" } dd { time datetime=(on) { (on) } } }
                div { dt { "撤回原因" } dd { @if reason.is_empty() { "机关没有写明原因" } @else { (reason) } } }
            }
            p { "原来的内容不再公开。" a href=(url::to("/publicity")) { "看其他公示" } }
        }
    }
}

/// A register that anybody may read.
pub fn register(page: &RegisterPage, first: bool) -> Markup {
    let here = format!("/publicity/registers/{}", url::segment(&page.slug));
    html! {
        h1 { (page.name) }
        p { time datetime=(page.on) { (day_words(page.on)) } " 有效的登记。证件号码等个人信息不公开。" }
        @if page.rows.is_empty() { div.box { (empty(&Empty::Nothing("还没有有效的登记。"))) } }
        @else { div.region role="region" tabindex="0" aria-label=(page.name) { table.stack {
            caption { (page.name) }
            thead { tr {
                @if page.rows.iter().any(|r| !r.person.is_empty()) { th scope="col" { "姓名" } }
                @for c in &page.columns { th scope="col" { (c) } }
                th scope="col" { "有效期" }
            } }
            tbody { @for row in &page.rows { tr {
                @if page.rows.iter().any(|r| !r.person.is_empty()) { th scope="row" { (row.person) } }
                @for (name, cell) in page.columns.iter().zip(&row.cells) { td data-l=(name) { (cell) } }
                td data-l="有效期" {
                    @if let Some(d) = row.from { time datetime=(d) { (d) } } @else { "不限" } " 至 "
                    @if let Some(d) = row.to { time datetime=(d) { (d) } } @else { "不限" }
                }
            } } }
        } } }
        (pagination(&here, "", first, page.next.as_deref()))
    }
}

/// 开放数据: what there is, and what the fields mean.
pub fn open_data(home: &PublicityHome, rows: &[DictionaryRow]) -> Markup {
    let none = PublicationAsk::default();
    html! {
        h1 { "开放数据" }
        p { "执法结果的数据，随时可以下载，不用登录。每次最多一千条，从新到旧；还有的，文件里写着下一页的地址。撤回了的不在里面。" }
        p { (downloads(&none)) }
        @for (slug, name, _) in &home.kinds { p { (name) "：" (downloads(&PublicationAsk { kind: slug.clone(), ..none.clone() })) } }
        h2 { "各栏的意思" }
        div.region role="region" tabindex="0" aria-label="各栏的意思" { table.stack {
            caption { "数据字典" }
            thead { tr { th scope="col" { "种类" } th scope="col" { "栏目" } th scope="col" { "意思" } } }
            tbody {
                @for (field, means) in FIXED { tr { td data-l="种类" { "各种" } th scope="row" { (field) } td data-l="意思" { (means) } } }
                @for r in rows { tr { td data-l="种类" { (r.kind) } th scope="row" { (r.field) } td data-l="意思" { (r.means) } } }
            }
        } }
    }
}

/// Fields that every publication has.
const FIXED: [(&str, &str); 6] = [
    ("address", "这条公示的地址；撤回以后这个地址写明原因和日期"),
    ("kind", "哪个程序"),
    ("title", "标题，姓名已遮"),
    ("office", "机关"),
    ("decided", "决定是哪天作出的"),
    ("published", "哪天公示的"),
];

/// 公示 of the office: what is to be put out or taken off.
pub fn tasks(
    tasks: &[PublicityTask],
    exports: &[(String, String)],
    offices: &[(String, String)],
) -> Markup {
    html! {
        h1 { "公示" }
        @if tasks.is_empty() { div.box { (empty(&Empty::Nothing("现在没有要公开或者要撤回的。"))) } }
        ul.rows { @for t in tasks { li {
            span.tag { @if t.withdraw { "要撤回" } @else { "要公开" } } " "
            a.title href=(url::to(format!("/office/cases/{}", t.alias))) { (t.title) }
            @if let Some(day) = t.due { " 到 " time datetime=(day) { (day_words(day)) } }
            " " (chips(&t.cites))
            br;
            a href=(url::to(format!("/office/cases/{}/publicity", t.alias))) { "看公示出去的样子" }
            @if !t.act.1.is_empty() { " · " a href=(url::to(format!("/office/cases/{}/acts/new/{}", t.alias, t.act.1))) { (t.act.0) } }
        } } }
        @if !exports.is_empty() { section.box aria-labelledby="credit" {
            h2 id="credit" { "双公示导出" }
            p { "已经公示、没有撤回的，按信用平台的栏目导出成表格。" }
            @for (slug, name) in exports { form method="get" action=(url::to(format!("/office/publicity/credit/{}", url::segment(slug)))) {
                div.fields {
                    div { label for={ "o-" (slug) } { (name) "，机关" } select id={ "o-" (slug) } name="office" { @for (id, office) in offices { option value=(id) { (office) } } } }
                    div { label for={ "f-" (slug) } { "决定日期从" } input id={ "f-" (slug) } name="from" placeholder="2026-01-01" autocomplete="off"; }
                    div { label for={ "t-" (slug) } { "到" } input id={ "t-" (slug) } name="to" placeholder="2026-12-31" autocomplete="off"; }
                    button.second type="submit" { "下载表格" }
                }
            } }
        } }
    }
}

/// What would go out, beside what stands in the case.
pub fn preview(page: &PublicityPreview, case: &str) -> Markup {
    html! {
        h1 { "公示出去的样子" }
        p { a href=(url::to(format!("/office/cases/{case}"))) { (page.case_title) } }
        @if let Some(alias) = &page.standing { p { "现在公示着：" a href=(url::to(format!("/publicity/results/{alias}"))) { (page.title) } } }
        @else { p { "标题：" b { (page.title) } } }
        div.region role="region" tabindex="0" aria-label="对照" { table.stack {
            caption { "左边是案卷里的，右边是公示出去的" }
            thead { tr { th scope="col" { "栏目" } th scope="col" { "案卷里" } th scope="col" { "公示出去" } } }
            tbody { @for (label, before, after) in &page.lines { tr {
                th scope="row" { (label) }
                td data-l="案卷里" { (before) }
                td data-l="公示出去" {
                    @if after.is_empty() { span.muted { "不公示" } }
                    @else { (after) @if before != after { " " span.tag { "遮过" } } }
                }
            } } }
        } }
        @if !page.left_out.is_empty() { details { summary { "不出去的 " (page.left_out.len()) " 项" }
            ul { @for (name, why) in &page.left_out { li { (name) "：" (why) } } }
        } }
        (notice(Tone::Warn, html! { p { "系统只能遮住登记过的个人信息和看得出的号码。事实和理由里写到的其他人，请自己看一遍；要改的，先改文书里的写法。" } }))
        @if let (Some((slug, name)), None) = (&page.act, &page.standing) {
            p.actions { a.btn href=(url::to(format!("/office/cases/{case}/acts/new/{slug}"))) { (name) } }
        }
    }
}
