//! A POST: its fields in order, its files, and who sent it. Without a session the fields travel through 登录 and back.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Multipart, Request};
use axum::http::{StatusCode, header};
use axum::response::Response;
use fadu_base::Date;

use crate::app::App;
use crate::limits;
use crate::pages::{failure, login};
use crate::visit::{Known, Visit};

/// A file that came with a form.
pub struct Upload {
    /// Name of the input.
    pub field: String,
    /// Name of the file, for reading only.
    pub name: String,
    /// Media type as the browser says.
    pub media: String,
    /// Content; left out where the file is too large.
    pub bytes: Vec<u8>,
    /// How large it was.
    pub size: u64,
}

/// The fields and files of a form.
#[derive(Default)]
pub struct Posted {
    /// Names and texts, in order.
    pub fields: Vec<(String, String)>,
    /// Files that are not empty.
    pub files: Vec<Upload>,
    /// The script's quiet save of a draft.
    pub quiet: bool,
}

impl Posted {
    /// The first text of a field, or an empty one.
    pub fn one(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(k, _)| k == name)
            .map_or("", |(_, v)| v.as_str())
    }

    /// All texts of a field that are not empty.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.fields
            .iter()
            .filter(|(k, v)| k == name && !v.is_empty())
            .map(|(_, v)| v.clone())
            .collect()
    }

    /// A day from its three boxes: ISO when it can be read, else what was typed.
    pub fn day(&self, name: &str) -> String {
        let part = |p: &str| narrow(self.one(&format!("{name}~{p}")).trim());
        read_day(&part("y"), &part("m"), &part("d"))
    }
}

/// Three boxes as one text; a whole day typed into the first box counts as well.
fn read_day(year: &str, month: &str, day: &str) -> String {
    if month.is_empty() && day.is_empty() {
        return whole_day(year).unwrap_or_else(|| year.to_owned());
    }
    let typed = format!("{year}-{month}-{day}");
    match (year.parse(), month.parse(), day.parse()) {
        (Ok(y), Ok(m), Ok(d)) => Date::new(y, m, d).map_or(typed, |d| d.to_string()),
        _ => typed,
    }
}

/// `2026-11-9`, `2026.11.9`, `2026年11月9日`, `20261109`
fn whole_day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .collect();
    let (y, m, d) = match parts.as_slice() {
        [y, m, d] => (*y, *m, *d),
        [all] if all.len() == 8 => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    let day = Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok()?;
    Some(day.to_string())
}

/// Full-width digits as half-width ones.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// A form with its sender.
pub struct Form {
    /// Who sent it.
    pub known: Known,
    /// What.
    pub posted: Posted,
}

impl<S> FromRequest<S> for Form
where
    Arc<App>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request(req: Request, state: &S) -> Result<Form, Response> {
        let (visit, posted) = parse(req, state).await?;
        let Visit { app, actor, shell } = visit;
        match actor {
            Some(actor) => Ok(Form {
                known: Known {
                    visit: Visit {
                        app,
                        actor: None,
                        shell,
                    },
                    actor,
                },
                posted,
            }),
            None => Err(ask_login(
                &Visit {
                    app,
                    actor: None,
                    shell,
                },
                posted,
            )),
        }
    }
}

/// A form that needs no session (登录).
pub struct OpenForm {
    /// The visit.
    pub visit: Visit,
    /// What was sent.
    pub posted: Posted,
}

impl<S> FromRequest<S> for OpenForm
where
    Arc<App>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Response;

    async fn from_request(req: Request, state: &S) -> Result<OpenForm, Response> {
        let (visit, posted) = parse(req, state).await?;
        Ok(OpenForm { visit, posted })
    }
}

async fn parse<S>(req: Request, state: &S) -> Result<(Visit, Posted), Response>
where
    Arc<App>: FromRef<S>,
    S: Send + Sync,
{
    let (mut parts, body) = req.into_parts();
    let visit = Visit::from_request_parts(&mut parts, state).await?;
    let kind = text_header(&parts.headers, header::CONTENT_TYPE.as_str());
    let quiet = parts.headers.contains_key("x-fadu-draft");
    let req = Request::from_parts(parts, body);
    let read = if kind.starts_with("multipart/form-data") {
        multipart(req, state).await
    } else {
        plain(req, state).await
    };
    match read {
        Ok(mut posted) => {
            posted.quiet = quiet;
            Ok((visit, posted))
        }
        Err(status) if status == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(visit.fail(status, "文件太大", failure::too_large()))
        }
        Err(status) => Err(visit.fail(
            status,
            "没有收到",
            failure::forbidden("表单没有完整收到。请回到上一页再试一次，您填的内容还在。"),
        )),
    }
}

fn text_header(headers: &axum::http::HeaderMap, name: &str) -> String {
    headers
        .get(name)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

async fn plain<S: Send + Sync>(req: Request, state: &S) -> Result<Posted, StatusCode> {
    let bytes = Bytes::from_request(req, state)
        .await
        .map_err(|e| axum::response::IntoResponse::into_response(e).status())?;
    let fields = form_urlencoded::parse(&bytes)
        .map(|(k, v)| (k.into_owned(), lines(&v)))
        .collect();
    Ok(Posted {
        fields,
        ..Posted::default()
    })
}

async fn multipart<S: Send + Sync>(req: Request, state: &S) -> Result<Posted, StatusCode> {
    let mut form = Multipart::from_request(req, state)
        .await
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    let mut posted = Posted::default();
    while let Some(part) = form.next_field().await.map_err(|e| e.status())? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let media = part.content_type().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|e| e.status())?;
        match file {
            None => posted
                .fields
                .push((name, lines(&String::from_utf8_lossy(&bytes)))),
            Some(_) if bytes.is_empty() => {}
            // What is too large is left out, not the whole form: it comes back filled in.
            Some(file) => posted.files.push(Upload {
                field: name,
                name: base_name(&file),
                media,
                size: bytes.len() as u64,
                bytes: if bytes.len() as u64 <= limits::FILE {
                    bytes.to_vec()
                } else {
                    Vec::new()
                },
            }),
        }
    }
    Ok(posted)
}

/// Line ends of forms as one sign, control signs left out.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
        .collect()
}

/// The last part of a path: a name for reading, never an address on our disk.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if clean.is_empty() {
        "未命名".to_owned()
    } else {
        clean
    }
}

fn ask_login(visit: &Visit, posted: Posted) -> Response {
    if posted.quiet {
        return axum::response::IntoResponse::into_response(StatusCode::UNAUTHORIZED);
    }
    let carry = login::Carry {
        next: visit.shell.path.clone(),
        kept: posted
            .fields
            .into_iter()
            .filter(|(k, _)| !["password", "old", "new"].contains(&k.as_str()))
            .collect(),
    };
    let body = login::body("", &carry, None, &visit.app.options.sample_logins);
    visit.fail(StatusCode::UNAUTHORIZED, "登录", body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        Posted {
            fields: fields
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            ..Posted::default()
        }
    }

    #[test]
    fn days_are_read_in_every_usual_form() {
        for typed in [
            "2026-11-9",
            "2026.11.9",
            "2026年11月9日",
            "20261109",
            "２０２６1109",
        ] {
            assert_eq!(
                posted(&[("on~y", typed)]).day("on"),
                "2026-11-09",
                "{typed}"
            );
        }
        let boxes = posted(&[("on~y", "２０２６"), ("on~m", "3"), ("on~d", "09")]);
        assert_eq!(boxes.day("on"), "2026-03-09");
    }

    #[test]
    fn what_is_no_day_stays_as_typed() {
        assert_eq!(posted(&[("on~y", "昨天")]).day("on"), "昨天");
        let boxes = posted(&[("on~y", "2026"), ("on~m", "2"), ("on~d", "30")]);
        assert_eq!(boxes.day("on"), "2026-2-30");
        assert_eq!(posted(&[]).day("on"), "");
    }

    #[test]
    fn a_file_name_is_never_a_path() {
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        assert_eq!(base_name("C:\\fakepath\\照片.jpg"), "照片.jpg");
        assert_eq!(base_name("a\0b.pdf"), "ab.pdf");
    }
}
