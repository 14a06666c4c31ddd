//! What the pages of procedures, tables, amendments and trials answer: proofs, refusals, kept input, and who may come.

use axum::http::StatusCode;

use super::answers::{get, office, post};

fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{word} is missing");
    }
}

#[tokio::test]
async fn a_procedure_says_what_is_proved_and_what_the_proof_assumes() {
    let page = get("/procedures/penalty-ordinary", "").await;
    has(
        &page.text,
        &[
            "已证明 <b>2</b> 项",
            "2026-10-01",
            "假定每个角色都配齐了",
            "作出处罚决定的第3个条件",
            "11 天",
            "picture.svg",
        ],
    );
    assert!(!page.text.contains("没有启用"), "it is switched on");
}

#[tokio::test]
async fn what_is_not_switched_on_says_why_and_shows_the_history_that_breaks_the_law() {
    let page = get("/procedures/broken", "").await;
    has(
        &page.text,
        &[
            "这一版没有启用，不能用来开办新案",
            "有反例",
            "最短的违法经过",
            "承办人 王一、李二",
            "违法事实：未覆盖",
        ],
    );
    let unproved = get("/procedures/unproved", "").await;
    has(&unproved.text, &["还没有证明过", "有 2 项", "还没有检验"]);
    let waiting = get("/procedures/broken/waiting", "").await;
    has(&waiting.text, &["没有启用的版本", "最短的违法经过"]);
    let none = get("/procedures/penalty-ordinary/waiting", "").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_an_office_took_on_unproved_stands_on_top_with_its_name() {
    let page = get("/procedures/open", "").await;
    has(
        &page.text,
        &[
            "带着 1 项没有证出的启用",
            "示例县司法局",
            "先试行，三个月内补证",
        ],
    );
    has(
        &get("/procedures", "").await.text,
        &["1 项没有证出，由单位承担", "✕ 没有启用"],
    );
}

#[tokio::test]
async fn cases_move_by_a_choice_and_those_that_stay_say_why() {
    let path = "/office/procedures/penalty-ordinary/cases";
    let page = get(path, "wang").await;
    has(
        &page.text,
        &[
            "能转的 2 件",
            "不能转的 1 件",
            "立案满30天后才能告知",
            "由办这件事的单位转",
        ],
    );
    let site = office();
    let moved = post(&site, path, "wang", &[("case", "c26-000341-7")]).await;
    has(&moved.text, &["已转 1 件：c26-000341-7", "没有转的"]);
    let none = post(&site, path, "wang", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(
        &none.text,
        &["错误：转到新版本", "请选择要转到新版本的办件"],
    );
    let stranger = get(path, "").await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    let empty = get("/office/procedures/open/cases", "wang").await;
    has(&empty.text, &["没有要转的"]);
}

#[tokio::test]
async fn a_standard_computes_then_and_now_and_marks_the_row_of_the_case() {
    let blank = get("/discretion/construction-dust", "").await;
    assert!(!blank.text.contains("id=\"result\""));
    let page = get(
        "/discretion/construction-dust?asked=1&act=2026-08-10&f.裸露面积=2500",
        "",
    )
    .await;
    has(
        &page.text,
        &[
            "行为时的（2026年8月10日）",
            "现在的轻",
            "还缺：改正情况",
            "本案",
            "不宽于上级",
            "面积 2500 时上级较重",
            "value=\"2500\"",
            "示例县的基准",
        ],
    );
    let wrong = get("/discretion/construction-dust?asked=1&f.裸露面积=很多", "").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(
        &wrong.text,
        &["错误：", "要写数", "value=\"很多\"", "href=\"#f-裸露面积\""],
    );
    let none = get("/discretion/nothing", "").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_amendment_names_norms_templates_and_text_and_open_cases_to_staff_only() {
    let path = "/law/行政处罚法/v/2021-07-15/impact";
    let page = get(path, "").await;
    has(
        &page.text,
        &[
            "行政处罚普通程序",
            "文字变了",
            "<del>",
            "<ins>",
            "行政处罚决定书",
            "第 12 行",
        ],
    );
    assert!(
        !page.text.contains("c26-000341-7"),
        "cases are not for everybody"
    );
    has(
        &get(path, "wang").await.text,
        &["c26-000341-7", "正在走的期限：决定期限"],
    );
    let first = get("/law/民法典/v/2021-01-01/impact", "").await;
    assert_eq!(first.status, StatusCode::NOT_FOUND);
    has(&first.text, &["没有可以比的旧版"]);
    let odd = get("/law/行政处罚法/v/昨天/impact", "").await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_trial_shows_errors_by_line_and_what_breaks_and_keeps_the_text() {
    let site = office();
    let sent = |text: &'static str, version: &'static str| {
        [
            ("procedure", "penalty-ordinary"),
            ("at", "0"),
            ("version", version),
            ("text", text),
        ]
    };
    let bad = post(
        &site,
        "/office/trial",
        "wang",
        &sent("可 甲\n  须 须", "sm3:1"),
    )
    .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(
        &bad.text,
        &["第 2 行第 5 个字", "这里要写条件", "可 甲\n  须 须"],
    );
    let broken = post(
        &site,
        "/office/trial",
        "wang",
        &sent("可 作出处罚决定", "sm3:1"),
    )
    .await;
    assert_eq!(broken.status, StatusCode::OK);
    has(
        &broken.text,
        &[
            "1 项法律的要求守不住",
            "最短的违法经过",
            "改之前也没有证出",
            "来不及检验的 1 项",
            "不保存，也不启用",
        ],
    );
    let moved = post(&site, "/office/trial", "wang", &sent("可 乙", "sm3:0")).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&moved.text, &["程序已经换了版本", "可 乙"]);
    assert_eq!(get("/office/trial", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        get("/office/trial", "party").await.status,
        StatusCode::FORBIDDEN
    );
}
