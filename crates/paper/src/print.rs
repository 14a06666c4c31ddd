//! A copy for paper: the issued pages as they are, and one page more to check them with.

use fadu_base::Date;
use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};

use crate::render::{self, Attachments};
use crate::{Fonts, PaperError, Template};

/// Free space around a code, in modules, so that a camera finds it.
const QUIET: usize = 4;

/// What the last page says of the document.
#[derive(Debug, Clone)]
pub struct Check<'a> {
    /// Name of the document.
    pub document: &'a str,
    /// 文号
    pub number: Option<&'a str>,
    /// The body that issued it.
    pub office: &'a str,
    /// The date that it bears.
    pub date: Date,
    /// Pages of the issued file.
    pub pages: usize,
    /// Name of the hash, e.g. SM3.
    pub algorithm: &'a str,
    /// Hash of the issued file in hex.
    pub hash: &'a str,
    /// Where to check it; the first code holds this.
    pub address: &'a str,
    /// The receipt in pieces of at most 900 bytes, one code each; may be empty.
    pub receipt: &'a [String],
    /// Sample data say so on every page.
    pub sample: bool,
}

/// Sets the copy. It is for the printer only: the file that counts is the issued one.
///
/// # Errors
/// When the issued file cannot be read, a code is too long, or the template has a fault.
pub fn print_copy(
    template: &Template,
    issued: &[u8],
    check: &Check<'_>,
    fonts: &Fonts,
) -> Result<Vec<u8>, PaperError> {
    let mut files: Attachments = vec![("issued.pdf".to_owned(), issued.to_vec())];
    let mut codes = Vec::new();
    let texts = std::iter::once(check.address).chain(check.receipt.iter().map(String::as_str));
    for (index, text) in texts.enumerate() {
        let name = format!("code-{index}.svg");
        files.push((name.clone(), code_svg(text, template.name())?.into_bytes()));
        codes.push(name);
    }
    render::plain(template, &data(check, &codes), fonts, files)
}

fn data(check: &Check<'_>, codes: &[String]) -> Value {
    let mut data = json!({
        "office": { "name": check.office },
        "state": "issued",
        "date": check.date,
        "sample": check.sample,
        "check": {
            "document": check.document,
            "pages": check.pages,
            "algorithm": check.algorithm,
            "hash": check.hash,
            "address": check.address,
            "codes": codes,
        },
    });
    if let (Some(number), Some(map)) = (check.number, data.as_object_mut()) {
        map.insert("number".to_owned(), json!(number));
    }
    data
}

/// A QR code as one path.
fn code_svg(text: &str, paper: &str) -> Result<String, PaperError> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|why| PaperError::Data {
            paper: paper.to_owned(),
            why: format!("{} 个字节放不进一个二维码（{why}）", text.len()),
        })?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate();
    let squares: String = dark
        .filter(|(_, color)| *color == Color::Dark)
        .map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET))
        .collect();
    let side = width + 2 * QUIET;
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\"><path d=\"{squares}\"/></svg>"
    ))
}
