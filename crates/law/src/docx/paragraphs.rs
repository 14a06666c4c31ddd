//! The paragraphs of a document's XML, one a line. What was struck out, moved away, or stands there
//! a second time for older programs is left out.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Elements inside one another, at most; real documents have about thirty.
const DEEPEST: usize = 200;
/// Elements whose text is not part of the document as it stands.
const LEFT_OUT: [&str; 7] = [
    "del",
    "moveFrom",
    "Fallback",
    "instrText",
    "delText",
    "pPr",
    "rPr",
];

/// The text.
pub(super) fn read(xml: &[u8]) -> Result<String, String> {
    if xml.starts_with(&[0xFF, 0xFE]) || xml.starts_with(&[0xFE, 0xFF]) {
        return Err("编码是 UTF-16，请用办公软件另存一次".to_owned());
    }
    let xml = std::str::from_utf8(xml).map_err(|_| "不是 UTF-8 编码".to_owned())?;
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut out = Paragraphs::default();
    loop {
        let event = reader
            .read_event()
            .map_err(|e| format!("第 {} 字节处格式有错（{e}）", reader.error_position()))?;
        match event {
            Event::Start(start) => out.open(&start)?,
            Event::Empty(start) => out.sign(&start),
            Event::End(_) => out.close(),
            Event::Text(text) => out.add(&text),
            Event::CData(text) => out.add(&text),
            Event::GeneralRef(name) => out.add(&character(&name)?),
            // Entities of its own are how a small file becomes an endless one.
            Event::DocType(_) => return Err("带有文档类型声明，不能导入".to_owned()),
            Event::Eof if out.open.is_empty() => return Ok(out.text),
            Event::Eof => return Err("没有写完就断了".to_owned()),
            _ => (),
        }
    }
}

#[derive(Default)]
struct Paragraphs {
    text: String,
    /// Local names of the open elements.
    open: Vec<Kind>,
    /// Open elements that are left out.
    left_out: usize,
    /// Open elements that hold text.
    runs: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Paragraph,
    Text,
    LeftOut,
    Other,
}

impl Paragraphs {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        if DEEPEST <= self.open.len() {
            return Err("层次太深".to_owned());
        }
        let kind = match start.local_name().as_ref() {
            "p" => Kind::Paragraph,
            "t" => Kind::Text,
            name if LEFT_OUT.contains(&name) => Kind::LeftOut,
            _ => {
                self.sign(start);
                Kind::Other
            }
        };
        self.left_out += usize::from(kind == Kind::LeftOut);
        self.runs += usize::from(kind == Kind::Text);
        // A text box stands inside a paragraph: its own begins on a line of its own.
        if kind == Kind::Paragraph && !self.text.ends_with('\n') && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.open.push(kind);
        Ok(())
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Kind::LeftOut) => self.left_out = self.left_out.saturating_sub(1),
            Some(Kind::Text) => self.runs = self.runs.saturating_sub(1),
            Some(Kind::Paragraph) => self.text.push('\n'),
            Some(Kind::Other) | None => (),
        }
    }

    /// Tabulators and breaks.
    fn sign(&mut self, start: &BytesStart<'_>) {
        if 0 < self.left_out {
            return;
        }
        match start.local_name().as_ref() {
            "tab" => self.text.push(' '),
            "br" | "cr" => self.text.push('\n'),
            _ => (),
        }
    }

    fn add(&mut self, text: &str) {
        if 0 < self.runs && self.left_out == 0 {
            self.text.extend(text.chars().filter(|c| !c.is_control()));
        }
    }
}

/// What `&amp;` or `&#20013;` stands for.
fn character(name: &BytesRef<'_>) -> Result<String, String> {
    if let Some(c) = name.resolve_char_ref().map_err(|e| e.to_string())? {
        return Ok(c.to_string());
    }
    quick_xml::escape::resolve_xml_entity(name)
        .map(ToOwned::to_owned)
        .ok_or_else(|| format!("用了没有定义的实体 &{};", &**name))
}
