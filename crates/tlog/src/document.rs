//! A receipt inside its document: the issued PDF of n bytes, followed by exactly one incremental
//! update that attaches the receipt (PDF/A-3b). The update is a function of the n bytes and the
//! receipt, so a reader makes it again and compares every byte. The rule is in docs/receipt.md.

use fadu_base::Date;

use crate::pdf::{Base, Entries, PdfError, dictionary, get};

/// The name of the attachment.
pub const FILE_NAME: &str = "fadu-receipt.json";

/// The issued document followed by the update that attaches `receipt`. `on` is the date of the act;
/// it stands as the attachment's date.
///
/// # Errors
/// When the document is no PDF that can take an attachment.
pub fn append_receipt(pdf: &[u8], receipt: &[u8], on: Date) -> Result<Vec<u8>, PdfError> {
    let base = Base::read(pdf)?;
    let filespec = base.size;
    let file = base.size.checked_add(1).ok_or(PdfError::TooBig)?;
    let mut out = pdf.to_vec();
    if out.last() != Some(&b'\n') {
        out.push(b'\n');
    }
    let catalog = catalog(&base, filespec)?;
    let mut offsets = Vec::new();
    for (number, body) in [
        (base.root, catalog),
        (filespec, specification(file)),
        (file, stream(receipt, on)),
    ] {
        offsets.push(out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(body);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    // Ten digits are what a cross-reference table can say.
    if table > 9_999_999_999 {
        return Err(PdfError::TooBig);
    }
    let mut lines = offsets.iter().map(|o| format!("{o:010} 00000 n \n"));
    let first = lines.next().unwrap_or_default();
    out.extend(format!("xref\n{} 1\n{first}{filespec} 2\n", base.root).bytes());
    lines.for_each(|line| out.extend(line.bytes()));
    out.extend(b"trailer\n");
    out.extend(trailer(&base, file)?);
    out.extend(format!("\nstartxref\n{table}\n%%EOF\n").bytes());
    Ok(out)
}

/// The receipt's bytes in a file that ends in such an update; `None` when there is none. That the
/// update is the right one, `is_exact` says.
pub fn find_receipt(file: &[u8]) -> Option<&[u8]> {
    let end = file.strip_suffix(b"\n%%EOF\n")?;
    let digits = end.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let table = std::str::from_utf8(end.get(end.len() - digits..)?)
        .ok()?
        .parse()
        .ok()?;
    let (before, after) = file.split_at_checked(table)?;
    // The last entry of the table is the attachment's.
    let trailer = find(after, b"trailer\n")?;
    let line = after.get(..trailer)?.strip_suffix(b" 00000 n \n")?;
    let offset = std::str::from_utf8(line.get(line.len().checked_sub(10)?..)?)
        .ok()?
        .parse()
        .ok()?;
    let object = before
        .get(offset..)?
        .strip_suffix(b"\nendstream\nendobj\n")?;
    let start = find(object, b"stream\n")?;
    object.get(start + b"stream\n".len()..)
}

/// Is the file exactly the issued document of `length` bytes and the update that attaches `receipt`?
pub fn is_exact(file: &[u8], length: u64, receipt: &[u8], on: Date) -> bool {
    let base = usize::try_from(length).ok().and_then(|n| file.get(..n));
    base.is_some_and(|base| append_receipt(base, receipt, on).is_ok_and(|whole| whole == file))
}

// The old entries in their order, without /AF and /Names, which come anew at the end.
fn catalog(base: &Base<'_>, filespec: u32) -> Result<Vec<u8>, PdfError> {
    if get(&base.catalog, b"AF").is_some_and(|v| !is_empty_array(v)) {
        return Err(PdfError::HasAttachment);
    }
    let mut out = b"<<".to_vec();
    write_except(&mut out, &base.catalog, &[b"AF", b"Names"]);
    out.extend(format!("/AF[{filespec} 0 R]/Names<<").bytes());
    if let Some(names) = get(&base.catalog, b"Names") {
        let (names, _) = dictionary(names).ok_or(PdfError::Catalog)?;
        if let Some(files) = get(&names, b"EmbeddedFiles") {
            let (files, _) = dictionary(files).ok_or(PdfError::HasAttachment)?;
            if files
                .iter()
                .any(|(k, v)| *k != b"Names" || !is_empty_array(v))
            {
                return Err(PdfError::HasAttachment);
            }
        }
        write_except(&mut out, &names, &[b"EmbeddedFiles"]);
    }
    out.extend(format!("/EmbeddedFiles<</Names[({FILE_NAME}){filespec} 0 R]>>>>>>").bytes());
    Ok(out)
}

fn write_except(out: &mut Vec<u8>, entries: &Entries<'_>, except: &[&[u8]]) {
    for (key, value) in entries.iter().filter(|(k, _)| !except.contains(k)) {
        out.push(b'/');
        out.extend_from_slice(key);
        out.push(b' ');
        out.extend_from_slice(value);
    }
}

fn is_empty_array(value: &[u8]) -> bool {
    value
        .strip_prefix(b"[")
        .and_then(|v| v.strip_suffix(b"]"))
        .is_some_and(|v| v.trim_ascii().is_empty())
}

fn specification(file: u32) -> Vec<u8> {
    format!(
        "<</Type/Filespec/F({FILE_NAME})/UF({FILE_NAME})/Desc(Fadu receipt)/AFRelationship/Supplement\
         /EF<</F {file} 0 R/UF {file} 0 R>>>>"
    )
    .into_bytes()
}

fn stream(receipt: &[u8], on: Date) -> Vec<u8> {
    let (year, month, day) = on.ymd();
    let length = receipt.len();
    let mut out = format!(
        "<</Type/EmbeddedFile/Subtype/application#2Fjson/Params<</ModDate\
         (D:{year:04}{month:02}{day:02}000000+08'00')/Size {length}>>/Length {length}>>\nstream\n"
    )
    .into_bytes();
    out.extend_from_slice(receipt);
    out.extend(b"\nendstream");
    out
}

fn trailer(base: &Base<'_>, file: u32) -> Result<Vec<u8>, PdfError> {
    let size = file.checked_add(1).ok_or(PdfError::TooBig)?;
    let mut out = format!("<</Size {size}/Root {} 0 R", base.root).into_bytes();
    for key in [b"Info".as_slice(), b"ID"] {
        if let Some(value) = get(&base.trailer, key) {
            write_except(&mut out, &vec![(key, value)], &[]);
        }
    }
    out.extend(format!("/Prev {}>>", base.startxref).bytes());
    Ok(out)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
