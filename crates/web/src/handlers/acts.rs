//! Doing an act: form → 核对 → 办理前确认 → done. The answers live in a server draft, so each step has an address.

use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use fadu_desk::view::{ActForm, ActInput, BlockedAct, FieldError};
use fadu_desk::{Conflict, Refusal};

use super::{Answer, Ask};
use crate::layout::Page;
use crate::pages::failure::{self, Blocked};
use crate::pages::form::{self, Kept};
use crate::pages::{act, check};
use crate::posted::{Form, Upload};
use crate::target::Target;
use crate::visit::{Known, see};
use crate::{input, limits};

/// GET the form.
pub async fn ask(known: Known, target: Target) -> Answer {
    let draft = draft(&known, &target).await?;
    let form = load(&known, &target, draft.as_ref()).await?;
    let kept = draft.as_ref().map(input::kept).unwrap_or_default();
    let kept = Kept {
        office: target.office.clone().unwrap_or(kept.office),
        ..kept
    };
    Ok(shown(&known, &target, StatusCode::OK, &form, &[], &kept))
}

/// POST the form: save, check, go on; or drop the draft.
pub async fn answer(target: Target, form: Form) -> Answer {
    let Form { known, posted } = form;
    if posted.one("step") == "drop" {
        let dropped = known.desk().drop_draft(&known.actor, &target.input).await;
        dropped.map_err(|r| known.refused(&r))?;
        return Ok(see(&target.base));
    }
    let mut input = input::read(&posted, target.input.clone());
    let errors = take_files(&known, posted.files, &mut input).await?;
    let saved = known.desk().save_draft(&known.actor, &input).await;
    if posted.quiet {
        return Ok(quiet(&saved));
    }
    saved.map_err(|r| known.refused(&r))?;
    if !errors.is_empty() {
        return invalid(&known, &target, &input, &errors).await;
    }
    if posted_step(&posted.fields) == "draft" {
        return Ok(see(&target.action));
    }
    match known.desk().check_act(&known.actor, &input).await {
        Ok(_) => Ok(see(&format!("{}/check", target.action))),
        Err(refusal) => stopped(&known, &target, &input, refusal).await,
    }
}

fn posted_step(fields: &[(String, String)]) -> &str {
    fields
        .iter()
        .rev()
        .find(|(k, _)| k == "step")
        .map_or("check", |(_, v)| v.as_str())
}

fn quiet<T>(saved: &Result<T, Refusal>) -> Response {
    match saved {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(Refusal::Login(_)) => StatusCode::UNAUTHORIZED.into_response(),
        Err(_) => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    }
}

/// Uploads what came along and notes its ids: under the field that asked, else with the act.
async fn take_files(
    known: &Known,
    files: Vec<Upload>,
    input: &mut ActInput,
) -> Result<Vec<FieldError>, Response> {
    let mut errors = Vec::new();
    for file in files {
        let field = file.field.trim_start_matches("u.").to_owned();
        let too_large = limits::FILE < file.size;
        let text = if too_large {
            Some(large_words(&file.name, file.size))
        } else {
            unwanted(&file.name)
        };
        if let Some(text) = text {
            errors.push(FieldError { field, text });
            continue;
        }
        let id = known
            .desk()
            .upload(&known.actor, &file.name, &file.media, file.bytes)
            .await
            .map_err(|r| known.refused(&r))?;
        if field == "files" {
            input.files.push(id);
        } else {
            input.values.entry(field).or_default().push(id);
        }
    }
    Ok(errors)
}

fn large_words(name: &str, size: u64) -> String {
    format!(
        "「{name}」有 {}，单个文件最多 {}。请压缩或者分成几个再传。",
        crate::components::size_words(size),
        crate::components::size_words(limits::FILE)
    )
}

/// Why a file of this name is not taken.
pub fn unwanted(name: &str) -> Option<String> {
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_lowercase();
    if limits::ENDINGS.contains(&ending.as_str()) {
        return None;
    }
    Some(format!(
        "请上传 PDF、OFD、JPG、PNG、音频或者视频。您选的是「{name}」。"
    ))
}

async fn draft(known: &Known, target: &Target) -> Result<Option<ActInput>, Response> {
    known
        .desk()
        .draft(&known.actor, &target.input)
        .await
        .map_err(|r| known.refused(&r))
}

/// The blank form, or filled with the draft that the desk knows.
async fn load(
    known: &Known,
    target: &Target,
    draft: Option<&ActInput>,
) -> Result<ActForm, Response> {
    let (actor, act) = (&known.actor, target.input.act.as_str());
    let office = target
        .office
        .as_deref()
        .or(draft.and_then(|d| d.office.as_deref()));
    let loaded = match (&target.input.case, &target.input.procedure) {
        (Some(case), _) => known.desk().act_form(actor, case, act).await,
        (None, procedure) => {
            let procedure = procedure.as_deref().unwrap_or_default();
            known.desk().open_form(actor, procedure, act, office).await
        }
    };
    match loaded {
        Ok(form) => Ok(form),
        Err(Refusal::Fields(errors)) if errors.iter().any(|e| e.field == "office") => {
            Err(which_office(known, target).await)
        }
        Err(refusal) => Err(refused(known, target, &refusal, maud::html! {}).await),
    }
}

/// Somebody with posts in several offices says first for which one.
async fn which_office(known: &Known, target: &Target) -> Response {
    let mut offices: Vec<(String, String)> = match known.desk().me(&known.actor).await {
        Ok(me) => me
            .posts
            .into_iter()
            .map(|p| (p.office, p.office_name))
            .collect(),
        Err(refusal) => return known.refused(&refusal),
    };
    offices.sort();
    offices.dedup();
    let body = form::which_office(&target.action, &offices);
    known.page(&around(target, "由哪个单位办", body))
}

/// The form with what was typed and what is wrong.
async fn again(
    known: &Known,
    target: &Target,
    input: &ActInput,
    errors: &[FieldError],
) -> Result<ActForm, Response> {
    match known.desk().form_again(&known.actor, input, errors).await {
        Ok(form) => Ok(form),
        Err(refusal) => Err(refused(known, target, &refusal, kept_texts(input)).await),
    }
}

fn shown(
    known: &Known,
    target: &Target,
    status: StatusCode,
    form: &ActForm,
    errors: &[FieldError],
    kept: &Kept,
) -> Response {
    let mark = if errors.is_empty() { "" } else { "错误：" };
    let title = format!("{mark}{} · {}", form.act.name, form.head.title);
    let body = form::body(form, &target.action, errors, kept);
    known.page_as(status, &around(target, &title, body))
}

fn around<'a>(target: &Target, title: &'a str, body: maud::Markup) -> Page<'a> {
    let (section, list) = if target.side == "/my" {
        ("/my", "我的事")
    } else {
        ("/office/cases", "办件")
    };
    let page = Page::new(title, section, body).crumb(section, list);
    match &target.input.case {
        Some(case) => page.crumb(target.base.clone(), case.clone()),
        None => page,
    }
}

/// 422: the same form with what was typed.
async fn invalid(
    known: &Known,
    target: &Target,
    input: &ActInput,
    errors: &[FieldError],
) -> Answer {
    let form = again(known, target, input, errors).await?;
    let kept = input::kept(input);
    Ok(shown(
        known,
        target,
        StatusCode::UNPROCESSABLE_ENTITY,
        &form,
        errors,
        &kept,
    ))
}

/// 409 after somebody acted first: the form with the news, the new `seen` and what was typed.
async fn overtaken(known: &Known, target: &Target, input: &ActInput, conflict: Conflict) -> Answer {
    let mut form = again(known, target, input, &[]).await?;
    form.seen = conflict.seen;
    let kept = Kept {
        news: conflict.news,
        ..input::kept(input)
    };
    Ok(shown(
        known,
        target,
        StatusCode::CONFLICT,
        &form,
        &[],
        &kept,
    ))
}

async fn stopped(known: &Known, target: &Target, input: &ActInput, refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Fields(errors) => invalid(known, target, input, &errors).await,
        Refusal::Conflict(conflict) => overtaken(known, target, input, conflict).await,
        other => Ok(refused(known, target, &other, kept_texts(input)).await),
    }
}

fn kept_texts(input: &ActInput) -> maud::Markup {
    let values: Vec<(String, String)> = input
        .values
        .iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| (k.clone(), v.join("、")))
        .collect();
    form::kept_texts(&values)
}

/// 409 of a blocked act: the same row as in the act bar, with its way.
async fn refused(
    known: &Known,
    target: &Target,
    refusal: &Refusal,
    kept: maud::Markup,
) -> Response {
    match refusal {
        Refusal::Blocked(reasons) => {
            let row = row_of(known, target).await;
            let case = target.input.case.as_deref().unwrap_or_default();
            // Looked for here alone: on the page of the case it would be asked for every blocked act.
            let way = known
                .desk()
                .way(&known.actor, case, &target.input.act)
                .await
                .unwrap_or_default();
            let name = row
                .as_ref()
                .map_or(target.input.act.as_str(), |r| r.act.name.as_str());
            let body = failure::blocked(&Blocked {
                act: name,
                base: &target.base,
                reasons: row.as_ref().map_or(reasons, |r| &r.reasons),
                way: &way,
                earliest: row.as_ref().and_then(|r| r.earliest),
                kept,
            });
            let title = format!("现在还不能{name}");
            known.page_as(StatusCode::CONFLICT, &around(target, &title, body))
        }
        Refusal::NotYours(turn) => {
            let body = failure::not_yours(turn, &target.base);
            known.page_as(StatusCode::FORBIDDEN, &around(target, "不由您办", body))
        }
        other => known.refused(other),
    }
}

async fn row_of(known: &Known, target: &Target) -> Option<BlockedAct> {
    let case = target.input.case.as_deref()?;
    let bar = if target.side == "/my" {
        known.desk().matter(&known.actor, case).await.ok()?.bar
    } else {
        known.desk().case(&known.actor, case, None).await.ok()?.bar
    };
    bar.blocked
        .into_iter()
        .find(|b| b.act.slug == target.input.act)
}

/// The draft with the act's address, or back to the form when there is none.
async fn drafted(known: &Known, target: &Target) -> Result<ActInput, Response> {
    draft(known, target)
        .await?
        .ok_or_else(|| see(&target.action))
}

/// GET 核对
pub async fn check(known: Known, target: Target) -> Answer {
    let input = drafted(&known, &target).await?;
    match known.desk().check_act(&known.actor, &input).await {
        Ok(page) => {
            let title = format!("核对 · {}", page.act.name);
            let body = check::check(&page, &target.action);
            Ok(known.page(&around(&target, &title, body)))
        }
        Err(refusal) => stopped(&known, &target, &input, refusal).await,
    }
}

/// GET 办理前确认
pub async fn confirm(known: Known, target: Target) -> Answer {
    let input = drafted(&known, &target).await?;
    match known.desk().confirm_act(&known.actor, &input).await {
        Ok(page) => {
            let title = format!("办理前确认 · {}", page.check.act.name);
            let seen = input.seen.unwrap_or(page.check.head.seq);
            let body = check::confirm(&page, &target.action, &input.idempotency, seen);
            Ok(known.page(&around(&target, &title, body)))
        }
        Err(refusal) => stopped(&known, &target, &input, refusal).await,
    }
}

/// POST the act itself.
pub async fn perform(target: Target, form: Form) -> Answer {
    let Form { known, posted } = form;
    let mut input = draft(&known, &target)
        .await?
        .unwrap_or(target.input.clone());
    input.idempotency = posted.one("idempotency").to_owned();
    input.seen = posted.one("seen").parse().ok();
    match known.desk().do_act(&known.actor, &input).await {
        Ok(done) => Ok(match &done.waiting {
            Some(id) if target.side == "/office" => see(&format!("/office/approvals/{id}")),
            Some(_) => see(&target.base),
            None => see(&format!("{}/acts/{}?done=1", target.side, done.act_alias)),
        }),
        Err(refusal) => stopped(&known, &target, &input, refusal).await,
    }
}

/// GET /office/acts/{act}, /my/acts/{act}
pub async fn show(
    known: Known,
    uri: axum::http::Uri,
    Path(id): Path<String>,
    Query(ask): Query<Ask>,
) -> Answer {
    let page = known
        .desk()
        .act(&known.actor, &id)
        .await
        .map_err(|r| known.refused(&r))?;
    let side = side_of(&uri);
    let title = format!("{} · {}", page.item.act, page.head.title);
    let body = act::body(&page, ask.done.is_some(), side);
    Ok(known.page(&Page::new(&title, section_of(side), body)))
}

/// `/office` or `/my`, from the address.
pub fn side_of(uri: &axum::http::Uri) -> &'static str {
    if uri.path().starts_with("/my/") {
        "/my"
    } else {
        "/office"
    }
}

fn section_of(side: &str) -> &'static str {
    if side == "/my" {
        "/my"
    } else {
        "/office/cases"
    }
}

/// GET …/receipt: the receipt as a file.
pub async fn receipt(known: Known, Path(id): Path<String>) -> Answer {
    let page = known
        .desk()
        .act(&known.actor, &id)
        .await
        .map_err(|r| known.refused(&r))?;
    let receipt = known
        .desk()
        .receipt_text(&known.actor, &id)
        .await
        .map_err(|r| known.refused(&r))?;
    let Some(text) = receipt else {
        return Err(known.refused(&Refusal::NotFound("凭证（还没有登记）".to_owned())));
    };
    Ok(receipt_file(&page.item.alias, text))
}

/// A receipt for keeping.
pub fn receipt_file(alias: &str, text: String) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        axum::http::HeaderValue::from_static("application/octet-stream"),
    );
    if let Ok(name) = format!("attachment; filename=\"{alias}.receipt\"").parse() {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_kinds_of_files_are_taken() {
        assert!(unwanted("照片.JPG").is_none());
        assert!(unwanted("病毒.exe").is_some_and(|t| t.contains("病毒.exe")));
        assert!(unwanted("没有后缀").is_some());
    }

    #[test]
    fn the_last_button_counts() {
        let fields =
            [("step", "check"), ("step", "draft")].map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(posted_step(&fields), "draft");
    }
}
