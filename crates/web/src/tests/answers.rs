//! What the routes answer: statuses, kept input, one POST once, headers, weight, and markup that needs no script.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::stand_in::Desk;
use crate::{Options, site};

const CASE: &str = "/office/cases/c26-000341-7";
const NOTICE: &str = "/office/cases/c26-000341-7/acts/new/notify_hearing";

pub(super) fn office() -> Router {
    site(Arc::new(Desk::default()), Options::default())
}

pub(super) struct Page {
    pub(super) status: StatusCode,
    location: String,
    headers: axum::http::HeaderMap,
    pub(super) text: String,
}

async fn send(site: &Router, request: Request<Body>) -> Page {
    let answer: Response<Body> = site.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = answer.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    let location = parts
        .headers
        .get(header::LOCATION)
        .map(|v| v.to_str().expect("ASCII").to_owned());
    Page {
        status: parts.status,
        location: location.unwrap_or_default(),
        headers: parts.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

fn request(method: Method, path: &str, who: &str, body: Body) -> Request<Body> {
    let mut builder = Request::builder()
        .method(method)
        .uri(crate::url::location(path))
        .header("host", "x");
    if !who.is_empty() {
        builder = builder.header(header::COOKIE, format!("fadu={who}"));
    }
    builder
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .expect("a request")
}

pub(super) async fn get(path: &str, who: &str) -> Page {
    send(&office(), request(Method::GET, path, who, Body::empty())).await
}

fn form(fields: &[(&str, &str)]) -> Body {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (k, v) in fields {
        out.append_pair(k, v);
    }
    Body::from(out.finish())
}

pub(super) async fn post(site: &Router, path: &str, who: &str, fields: &[(&str, &str)]) -> Page {
    send(site, request(Method::POST, path, who, form(fields))).await
}

const PAGES: &[&str] = &[
    "/",
    "/verify",
    "/admin/security",
    "/admin/audit",
    "/login",
    "/law",
    "/law?words=听证",
    "/law/行政处罚法/v/2021-07-15/a58",
    "/procedures",
    "/procedures/penalty-ordinary",
    "/procedures/penalty-ordinary/acts/file",
    "/procedures/open",
    "/procedures/unproved",
    "/procedures/broken",
    "/procedures/broken/waiting",
    "/procedures/penalty-ordinary/description",
    "/procedures/penalty-ordinary/description?part=2",
    "/office/procedures/penalty-ordinary/cases",
    "/office/procedures/open/cases",
    "/office/trial",
    "/office/trial?procedure=penalty-ordinary",
    "/office/trial?procedure=penalty-ordinary&at=0",
    "/discretion",
    "/discretion/construction-dust",
    "/discretion/construction-dust?asked=1&act=2026-08-10&f.裸露面积=2500",
    "/law/行政处罚法/v/2021-07-15/impact",
    "/log",
    "/feedback",
    "/accessibility",
    "/office",
    "/office/cases",
    "/office/intake/new",
    "/office/intake/penalty-ordinary/register_lead",
    CASE,
    "/office/cases/c26-000341-7/evidence",
    "/office/cases/c26-000341-7/documents",
    "/office/cases/c26-000341-7/people",
    "/office/cases/c26-000341-7/review",
    "/office/cases/c26-000341-7/hearing",
    "/office/cases/c26-000341-7/meeting",
    NOTICE,
    "/office/acts/a26-zj-00005",
    "/office/documents/d1",
    "/office/approvals",
    "/office/approvals/w1",
    "/office/registers",
    "/office/registers/certificates",
    "/office/numbers",
    "/office/numbers/series?office=zj&pattern=x&year=2026",
    "/office/me",
    "/office/payments",
    "/office/book/a26-zj-00006",
    "/office/cases/c26-000341-7/erase",
    "/admin/grants",
    "/admin/grants?kind=person",
    "/admin/grants?kind=post",
    "/my/find",
    "/my",
    "/my/c26-000341-7",
    "/my/acts/a26-zj-00005",
    "/my/documents/d1",
    "/my/c26-000341-7/acts/new/request_hearing",
];

#[tokio::test]
async fn every_page_is_light_and_needs_no_script() {
    for path in PAGES {
        let page = get(path, "wang").await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            page.text.len() <= 100 * 1024,
            "{path}: {} bytes",
            page.text.len()
        );
        for bad in [
            " style=",
            " onclick=",
            " onload=",
            "javascript:",
            "http://",
            "https://",
            "<script>",
            " disabled",
        ] {
            assert!(!page.text.contains(bad), "{path} contains {bad}");
        }
        assert_eq!(page.text.matches("<h1").count(), 1, "{path} has one h1");
        assert!(page.text.contains("意见建议"), "{path} has its footer");
    }
}

#[tokio::test]
async fn ids_are_unique_on_every_page() {
    for path in PAGES {
        let page = get(path, "wang").await;
        let mut ids: Vec<&str> = page
            .text
            .split(" id=\"")
            .skip(1)
            .filter_map(|t| t.split('"').next())
            .collect();
        ids.sort_unstable();
        let twice = ids.windows(2).find(|w| w[0] == w[1]);
        assert_eq!(twice, None, "{path}");
    }
}

#[tokio::test]
async fn every_page_has_its_headers() {
    let page = get("/office", "wang").await;
    let policy = page.headers["content-security-policy"]
        .to_str()
        .expect("ASCII");
    assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"));
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store");
    assert!(page.headers.contains_key("x-request-id"));
}

#[tokio::test]
async fn without_a_session_pages_ask_for_it_and_come_back() {
    let page = get("/office/cases?state=open", "").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(
        page.location,
        "/login?next=%2Foffice%2Fcases%3Fstate%3Dopen"
    );
    let site = office();
    let page = post(
        &site,
        "/login",
        "",
        &[
            ("name", "wang"),
            ("password", "demo"),
            ("next", "/office/cases?state=open"),
        ],
    )
    .await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (StatusCode::SEE_OTHER, "/office/cases?state=open")
    );
    let cookie = page.headers[header::SET_COOKIE].to_str().expect("ASCII");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_log_in_leads_to_no_other_site() {
    let page = post(
        &office(),
        "/login",
        "",
        &[
            ("name", "wang"),
            ("password", "demo"),
            ("next", "//evil.example"),
        ],
    )
    .await;
    assert_eq!(page.location, "/go");
}

#[tokio::test]
async fn a_wrong_password_says_what_to_do_and_keeps_the_name() {
    let page = post(
        &office(),
        "/login",
        "",
        &[("name", "wang"), ("password", "x")],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("value=\"wang\"") && page.text.contains("用户名或者密码不对"));
}

#[tokio::test]
async fn a_post_after_the_session_ended_is_kept_and_not_sent_by_itself() {
    let site = office();
    let page = post(
        &site,
        NOTICE,
        "",
        &[("v.理由", "写了很久"), ("step", "check")],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(
        page.text
            .contains("name=\"kept.v.理由\" value=\"写了很久\"")
    );
    let fields = [
        ("name", "wang"),
        ("password", "demo"),
        ("next", NOTICE),
        ("kept.v.理由", "写了很久"),
    ];
    let page = post(&site, "/login", "", &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("再提交一次")
            && page.text.contains("name=\"v.理由\" value=\"写了很久\"")
    );
}

#[tokio::test]
async fn a_quiet_save_says_only_whether_it_was_kept() {
    let site = office();
    for (who, status) in [
        ("wang", StatusCode::NO_CONTENT),
        ("", StatusCode::UNAUTHORIZED),
    ] {
        let mut ask = request(
            Method::POST,
            NOTICE,
            who,
            form(&[("v.理由", "草稿"), ("step", "draft")]),
        );
        ask.headers_mut()
            .insert("x-fadu-draft", "1".parse().expect("a value"));
        assert_eq!(send(&site, ask).await.status, status);
    }
    let page = send(&site, request(Method::GET, NOTICE, "wang", Body::empty())).await;
    assert!(page.text.contains("草稿</textarea>"));
}

#[tokio::test]
async fn an_incomplete_form_comes_back_filled_in_with_links_to_its_fields() {
    let page = post(
        &office(),
        NOTICE,
        "wang",
        &[("v.理由", "为了查清"), ("step", "check")],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("<title>错误："));
    assert!(page.text.contains("href=\"#f-听证地点\"") && page.text.contains("id=\"f-听证地点\""));
    assert!(page.text.contains("为了查清</textarea>"));
    assert!(page.text.contains("aria-invalid=\"true\""));
}

#[tokio::test]
async fn an_act_goes_through_its_four_addresses() {
    let site = office();
    let fields = [
        ("v.听证地点", "三楼"),
        ("v.听证日期", "2026-10-22"),
        ("step", "check"),
        ("idempotency", "k1"),
        ("seen", "12"),
    ];
    let page = post(&site, NOTICE, "wang", &fields).await;
    assert_eq!(
        (page.status, page.location),
        (StatusCode::SEE_OTHER, format!("{NOTICE}/check"))
    );
    let page = send(
        &site,
        request(
            Method::GET,
            &format!("{NOTICE}/check"),
            "wang",
            Body::empty(),
        ),
    )
    .await;
    assert!(page.text.contains("#f-听证日期") && page.text.contains("修改"));
    let page = send(
        &site,
        request(
            Method::GET,
            &format!("{NOTICE}/confirm"),
            "wang",
            Body::empty(),
        ),
    )
    .await;
    assert!(
        page.text.contains("预计编号")
            && page.text.contains("签发并送达")
            && page.text.contains("value=\"k1\"")
    );
    for _ in 0..2 {
        let page = post(
            &site,
            &format!("{NOTICE}/do"),
            "wang",
            &[("idempotency", "k1"), ("seen", "12")],
        )
        .await;
        assert_eq!(
            (page.status, page.location.as_str()),
            (StatusCode::SEE_OTHER, "/office/acts/a26-zj-00007?done=1")
        );
    }
}

#[tokio::test]
async fn confirming_without_answers_goes_back_to_the_form() {
    let page = get(&format!("{NOTICE}/confirm"), "wang").await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (StatusCode::SEE_OTHER, NOTICE)
    );
}

#[tokio::test]
async fn who_comes_second_sees_the_news_and_keeps_the_text() {
    let site = office();
    let fields = [
        ("v.听证地点", "三楼"),
        ("v.听证日期", "2026-10-22"),
        ("step", "check"),
    ];
    post(&site, NOTICE, "wang", &fields).await;
    let page = post(
        &site,
        &format!("{NOTICE}/do"),
        "wang",
        &[("idempotency", "k2"), ("seen", "11")],
    )
    .await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("收到听证申请（王一）") && page.text.contains("value=\"三楼\""));
    assert!(page.text.contains("name=\"seen\" value=\"12\""));
}

#[tokio::test]
async fn a_blocked_act_answers_with_the_row_of_the_act_bar() {
    let page = get(&format!("{CASE}/acts/new/decide"), "wang").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(page.text.contains("现在还不能作出处罚决定"));
    let bar = get(CASE, "wang").await;
    for words in [
        "当事人 10月9日要求听证，还没有举行。",
        "还没有通过法制审核",
        "行政处罚法第63条",
        "发听证通知",
    ] {
        assert!(
            page.text.contains(words) && bar.text.contains(words),
            "{words}"
        );
    }
}

#[tokio::test]
async fn an_act_of_somebody_else_says_whose() {
    let page = get(&format!("{CASE}/acts/new/appoint_chair"), "wang").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.text.contains("机关负责人"));
}

#[tokio::test]
async fn what_does_not_exist_says_so() {
    for path in ["/office/cases/c26-000000-0", "/nowhere", "/office/acts/x"] {
        let page = get(path, "wang").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text.contains("没有找到"));
    }
}

#[tokio::test]
async fn an_article_of_a_day_leads_to_its_version_and_works_without_a_library() {
    let page = get("/law/行政处罚法/a58?on=2026-10-12", "").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(
        page.location.ends_with("/v/2021-07-15/a58"),
        "{}",
        page.location
    );
    let page = get("/law/没有的法/a3?on=2026-10-12", "").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("没有的法 第3条"));
}

#[tokio::test]
async fn forged_requests_of_other_sites_are_refused() {
    let mut ask = request(Method::POST, NOTICE, "wang", form(&[("step", "draft")]));
    ask.headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().expect("a value"));
    assert_eq!(send(&office(), ask).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn files_of_other_kinds_are_named_and_refused() {
    let body = "--B\r\ncontent-disposition: form-data; name=\"u.files\"; filename=\"../bad.exe\"\r\ncontent-type: application/x\r\n\r\nMZ\r\n--B\r\ncontent-disposition: form-data; name=\"v.听证地点\"\r\n\r\n三楼\r\n--B--\r\n";
    let mut ask = request(Method::POST, NOTICE, "wang", Body::from(body));
    ask.headers_mut().insert(
        header::CONTENT_TYPE,
        "multipart/form-data; boundary=B".parse().expect("a value"),
    );
    let page = send(&office(), ask).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("您选的是「bad.exe」") && page.text.contains("value=\"三楼\""));
}

#[tokio::test]
async fn large_type_is_a_link_and_stays() {
    let page = get("/office?size=large", "wang").await;
    assert!(page.text.contains("<html lang=\"zh-CN\" class=\"large\">"));
    assert!(
        page.headers[header::SET_COOKIE]
            .to_str()
            .expect("ASCII")
            .starts_with("fadu_size=large")
    );
}

#[tokio::test]
async fn a_deputy_reads_it_on_every_page() {
    let page = get("/office", "deputy").await;
    assert!(page.text.contains(
        "您正在代理 示例县住建局机关负责人 周正（授权书〔2026〕8号，至 2026年11月20日）办理"
    ));
}

#[tokio::test]
async fn the_party_has_no_menu_of_the_office() {
    let page = get("/my/c26-000341-7", "party").await;
    assert!(page.text.contains("要求听证") && !page.text.contains("登记册"));
}

#[tokio::test]
async fn returning_a_draft_needs_a_reason() {
    let page = post(
        &office(),
        "/office/approvals/w1",
        "wang",
        &[("step", "return"), ("reason", "")],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("请写明退回的理由"));
}

#[tokio::test]
async fn downloads_are_attachments() {
    let page = get("/office/documents/d1.pdf", "wang").await;
    let how = page.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .expect("ASCII");
    assert!(how.starts_with("attachment; filename*=UTF-8''"), "{how}");
}

#[tokio::test]
async fn the_day_of_a_sample_can_be_moved_on_only() {
    let clock = fadu_desk::demo::SampleClock::at("2026-10-12".parse().expect("a day"));
    let options = Options {
        sample_clock: Some(clock),
        ..Options::default()
    };
    let site = site(Arc::new(Desk::default()), options);
    let page = post(&site, "/sample", "", &[("day~y", "2026-10-20")]).await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (StatusCode::SEE_OTHER, "/go")
    );
    let page = post(
        &site,
        "/sample",
        "",
        &[("day~y", "2026"), ("day~m", "1"), ("day~d", "1")],
    )
    .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(get("/sample", "").await.status, StatusCode::NOT_FOUND);
}
