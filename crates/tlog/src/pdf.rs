//! As much of PDF as an appended receipt needs: the newest trailer, the cross-reference tables and
//! the entries of a dictionary, kept as the bytes they are. Tables only; that is what typst writes.

/// Why a document cannot take a receipt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PdfError {
    #[error("不是 PDF 文件")]
    NotPdf,
    #[error("PDF 的交叉引用表读不出（只支持传统的表，不支持压缩的表）")]
    Xref,
    #[error("PDF 的文件尾读不出")]
    Trailer,
    #[error("PDF 的目录对象读不出")]
    Catalog,
    #[error("PDF 已有附件，不能再附凭证")]
    HasAttachment,
    #[error("PDF 已加密，不能附凭证")]
    Encrypted,
    #[error("PDF 太大，不能附凭证")]
    TooBig,
}

/// A dictionary's entries in the order they stand: name without the slash, value as its bytes.
pub type Entries<'a> = Vec<(&'a [u8], &'a [u8])>;

/// What an update has to know of the document below it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Base<'a> {
    /// Where the newest cross-reference table begins.
    pub startxref: usize,
    /// One more than the biggest object number.
    pub size: u32,
    /// The number of the catalog; its generation is 0.
    pub root: u32,
    pub trailer: Entries<'a>,
    pub catalog: Entries<'a>,
}

impl<'a> Base<'a> {
    /// # Errors
    /// When the file is no PDF with a cross-reference table, or encrypted.
    pub fn read(pdf: &'a [u8]) -> Result<Base<'a>, PdfError> {
        if !pdf.starts_with(b"%PDF-") {
            return Err(PdfError::NotPdf);
        }
        let startxref = start_of_table(pdf).ok_or(PdfError::Trailer)?;
        let (_, trailer) = table(pdf, startxref)?;
        if get(&trailer, b"Encrypt").is_some() {
            return Err(PdfError::Encrypted);
        }
        let size = get(&trailer, b"Size")
            .and_then(number)
            .ok_or(PdfError::Trailer)?;
        let root = get(&trailer, b"Root")
            .and_then(reference)
            .ok_or(PdfError::Trailer)?;
        let at = find_object(pdf, startxref, root)?;
        let body = pdf
            .get(at..)
            .and_then(|b| after_header(b, root))
            .ok_or(PdfError::Catalog)?;
        let (catalog, _) = dictionary(body).ok_or(PdfError::Catalog)?;
        Ok(Base {
            startxref,
            size,
            root,
            trailer,
            catalog,
        })
    }
}

/// The value of an entry.
pub fn get<'a>(entries: &Entries<'a>, key: &[u8]) -> Option<&'a [u8]> {
    entries.iter().find(|(k, _)| *k == key).map(|(_, v)| *v)
}

// The number between the last `startxref` and the `%%EOF` that ends the file.
fn start_of_table(pdf: &[u8]) -> Option<usize> {
    let rest = pdf
        .trim_ascii_end()
        .strip_suffix(b"%%EOF")?
        .trim_ascii_end();
    let digits = rest.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let (before, digits) = rest.split_at(rest.len() - digits);
    before.trim_ascii_end().strip_suffix(b"startxref")?;
    number(digits)
}

// Object number → offset of the objects in use, and the trailer, of the table at `at`.
fn table(pdf: &[u8], at: usize) -> Result<(Vec<(u32, usize)>, Entries<'_>), PdfError> {
    let mut rest = pdf
        .get(at..)
        .and_then(|b| b.strip_prefix(b"xref"))
        .ok_or(PdfError::Xref)?;
    let mut objects = Vec::new();
    loop {
        let word = word(&mut rest).ok_or(PdfError::Xref)?;
        if word == b"trailer" {
            break;
        }
        let first: u32 = number(word).ok_or(PdfError::Xref)?;
        let count: u32 = word_number(&mut rest).ok_or(PdfError::Xref)?;
        for i in 0..count {
            let offset = word_number(&mut rest).ok_or(PdfError::Xref)?;
            let generation: u32 = word_number(&mut rest).ok_or(PdfError::Xref)?;
            let in_use = self::word(&mut rest).ok_or(PdfError::Xref)? == b"n";
            if in_use && generation == 0 {
                objects.push((first.checked_add(i).ok_or(PdfError::Xref)?, offset));
            }
        }
    }
    let (trailer, _) = dictionary(rest.trim_ascii_start()).ok_or(PdfError::Trailer)?;
    if get(&trailer, b"XRefStm").is_some() {
        return Err(PdfError::Xref);
    }
    Ok((objects, trailer))
}

// Looks from the newest table back along /Prev; 64 updates are more than any issued document has.
fn find_object(pdf: &[u8], startxref: usize, wanted: u32) -> Result<usize, PdfError> {
    let mut at = startxref;
    for _ in 0..64 {
        let (objects, trailer) = table(pdf, at)?;
        if let Some((_, offset)) = objects.iter().find(|(n, _)| *n == wanted) {
            return Ok(*offset);
        }
        at = get(&trailer, b"Prev")
            .and_then(number)
            .ok_or(PdfError::Catalog)?;
    }
    Err(PdfError::Catalog)
}

// What follows `N 0 obj`.
fn after_header(mut bytes: &[u8], wanted: u32) -> Option<&[u8]> {
    let number: u32 = word_number(&mut bytes)?;
    let generation: u32 = word_number(&mut bytes)?;
    let rest = bytes.trim_ascii_start().strip_prefix(b"obj")?;
    (number == wanted && generation == 0).then(|| rest.trim_ascii_start())
}

/// Reads the dictionary that `bytes` begin with: its entries, and what follows it. No comments.
pub fn dictionary(bytes: &[u8]) -> Option<(Entries<'_>, &[u8])> {
    let mut rest = bytes.strip_prefix(b"<<")?.trim_ascii_start();
    let mut entries = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(b">>") {
            return Some((entries, after));
        }
        let key = rest.strip_prefix(b"/")?;
        let (key, after) = key.split_at(name_length(key));
        let after = after.trim_ascii_start();
        let (value, after) = after.split_at_checked(value_length(after)?)?;
        entries.push((key, value.trim_ascii_end()));
        rest = after.trim_ascii_start();
    }
}

fn name_length(bytes: &[u8]) -> usize {
    let ends = |b: &u8| b.is_ascii_whitespace() || *b == 0 || b"/<>[](){}%".contains(b);
    bytes.iter().position(ends).unwrap_or(bytes.len())
}

// A dictionary, array, string or name; else everything (a number, reference or word) up to the
// next name or end of dictionary.
fn value_length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'/', rest @ ..] => Some(1 + name_length(rest)),
        [b'(' | b'[' | b'<', ..] => bracket_length(bytes),
        _ => bytes
            .iter()
            .position(|b| b"/>".contains(b))
            .filter(|n| 0 < *n),
    }
}

// From an opening sign to the one that closes it; strings are passed over as a whole.
fn bracket_length(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|r| !r.is_empty()) {
        let (step, change) = match rest {
            [b'(', ..] => (string_length(rest)?, 0),
            [b'<', b'<', ..] => (2, 1),
            [b'>', b'>', ..] => (2, -1),
            [b'<', ..] => (1 + rest.iter().position(|b| *b == b'>')?, 0),
            [b'[', ..] => (1, 1),
            [b']', ..] => (1, -1),
            _ => (1, 0),
        };
        depth = depth.checked_add_signed(change)?;
        at += step;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (i, b) in bytes.iter().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(i + 1),
            b')' => depth -= 1,
            _ => (),
        }
    }
    None
}

fn word<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let bytes = rest.trim_ascii_start();
    let end = bytes
        .iter()
        .position(|b| b.is_ascii_whitespace() || *b == b'<');
    let (word, after) = bytes.split_at(end.unwrap_or(bytes.len()));
    *rest = after;
    (!word.is_empty()).then_some(word)
}

fn word_number<T: std::str::FromStr>(rest: &mut &[u8]) -> Option<T> {
    number(word(rest)?)
}

fn number<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    let digits = !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(bytes)
        .ok()
        .filter(|_| digits)?
        .parse()
        .ok()
}

// `N 0 R`.
fn reference(mut bytes: &[u8]) -> Option<u32> {
    let number = word_number(&mut bytes)?;
    let generation: u32 = word_number(&mut bytes)?;
    let last = word(&mut bytes)?;
    (generation == 0 && last == b"R" && bytes.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = match dictionary(text.as_bytes()) {
            None => "none".to_owned(),
            Some((entries, rest)) => {
                let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
                let parts: Vec<_> = entries
                    .iter()
                    .map(|(k, v)| format!("{}={}", text(k), text(v)))
                    .collect();
                format!("{} | {}", parts.join("; "), text(rest))
            }
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn dictionaries() {
        check("<<>>x", " | x");
        check(
            "<</A/B/C 1 0 R/D[1 (>>)<41> [2]]/E<</F(a\\)(b))>>/G true >>end",
            "A=/B; C=1 0 R; D=[1 (>>)<41> [2]]; E=<</F(a\\)(b))>>; G=true | end",
        );
        check(
            "<<\n  /Size 3\n  /ID [(\\(]) (x)]\n>>",
            "Size=3; ID=[(\\(]) (x)] | ",
        );
        for bad in [
            "",
            "<<",
            "<</A",
            "<</A>>",
            "<</A (x>>",
            "<< A 1>>",
            "<</A [1>>",
        ] {
            check(bad, "none");
        }
    }
}
