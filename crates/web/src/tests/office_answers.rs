//! What the pages of numbers, discussions, grants, payments and erasure answer: refusals keep what was typed.

use axum::http::StatusCode;

use super::answers::{office, post};

const SERIES: &[(&str, &str)] = &[("office", "zj"), ("pattern", "x"), ("year", "2026")];

/// Posts a form that is refused: 422, a title that says so, and everything typed still there.
async fn refused(path: &str, fields: &[(&str, &str)], kept: &[&str]) {
    let page = post(&office(), path, "wang", fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    assert!(page.text.contains("<title>错误："), "{path}");
    assert!(page.text.contains("id=\"errors\""), "{path}");
    for text in kept {
        assert!(page.text.contains(text), "{path} lost {text}");
    }
}

async fn taken(path: &str, fields: &[(&str, &str)]) {
    let page = post(&office(), path, "wang", fields).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{path}");
}

#[tokio::test]
async fn refused_forms_come_back_filled_in() {
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> {
        SERIES.iter().chain(more).copied().collect()
    };
    let reserve = with(&[("count", "7"), ("why", "")]);
    refused("/office/numbers/reserve", &reserve, &["value=\"7\""]).await;
    let void = with(&[("number", "示住建罚决〔2026〕2号"), ("void_why", "")]);
    refused("/office/numbers/void", &void, &["f-void-why-err"]).await;
    let case = "/office/cases/c26-000341-7";
    let opinion = [("opinion", ""), ("reason", "事实清楚，我的理由")];
    refused(&format!("{case}/meeting/opinion"), &opinion, &["我的理由"]).await;
    refused(&format!("{case}/erase"), &[("ground", "")], &["法律依据"]).await;
    refused(
        "/office/payments",
        &[("text", ""), ("step", "check")],
        &["文件是空的"],
    )
    .await;
    let person = [("kind", "person"), ("name", "")];
    taken("/admin/grants", &person).await;
    let nobody = [("kind", "post"), ("role", "承办人"), ("account", "")];
    refused("/admin/grants", &nobody, &["value=\"承办人\""]).await;
    refused(
        "/my/find",
        &[("number", ""), ("phone", "1")],
        &["编号和电话对不上"],
    )
    .await;
    refused(
        "/office/me/factor/confirm",
        &[("code", "")],
        &["动态码不对"],
    )
    .await;
}

#[tokio::test]
async fn what_is_done_leads_on() {
    let reserve: Vec<(&str, &str)> = SERIES
        .iter()
        .copied()
        .chain([("count", "2"), ("why", "现场检查")])
        .collect();
    taken("/office/numbers/reserve", &reserve).await;
    let case = "/office/cases/c26-000341-7";
    let meeting = [("members", "p1"), ("chair", "p2")];
    taken(&format!("{case}/meeting/call"), &meeting).await;
    taken(
        &format!("{case}/erase"),
        &[("ground", "《个人信息保护法》47")],
    )
    .await;
    taken("/admin/grants/g1", &[("step", "grant")]).await;
    let book = post(
        &office(),
        "/office/payments",
        "wang",
        &[("text", "文号"), ("step", "book")],
    )
    .await;
    assert_eq!(book.status, StatusCode::OK);
    assert!(book.text.contains("已入账 1 + 以前记过 1 + 有问题 1"));
}
