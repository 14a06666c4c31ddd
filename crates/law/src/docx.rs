//! Official texts as `.docx`: what the paragraphs say, one a line, as [`crate::Plain`] reads it.
//!
//! A file from outside is not believed in anything: lengths it claims are limits, not sizes.

mod paragraphs;
mod zip;

use crate::version::Refusal;

/// Where a text document keeps its paragraphs.
const PARAGRAPHS: &str = "word/document.xml";
/// The most that the paragraphs may unfold to; the longest code of law unfolds to six megabytes.
const MOST: usize = 32 << 20;

/// Whether the bytes begin like a `.docx` (any zip does).
pub fn is_docx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The text of a `.docx`.
///
/// # Errors
/// What is wrong with the file, in Chinese.
pub fn text(bytes: &[u8]) -> Result<String, Refusal> {
    let refuse = |why: String| Refusal::one(1, why);
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(refuse(
            "这是旧的 .doc 文件，或者是加了密码的文件。请用办公软件另存为 .docx 再导入".to_owned(),
        ));
    }
    if !is_docx(bytes) {
        return Err(refuse("不是 .docx 文件".to_owned()));
    }
    let xml = match zip::unfold(bytes, PARAGRAPHS, MOST) {
        Ok(Some(xml)) => xml,
        Ok(None) => {
            return Err(refuse(
                "压缩包里没有文档正文，不是 .docx 文件（表格、演示文稿不能导入）".to_owned(),
            ));
        }
        Err(why) => return Err(refuse(format!(".docx 文件损坏：{why}"))),
    };
    let text =
        paragraphs::read(&xml).map_err(|why| refuse(format!(".docx 的正文读不出：{why}")))?;
    if text.trim().is_empty() {
        return Err(refuse("文档里没有文字（扫描成图片的不能导入）".to_owned()));
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
