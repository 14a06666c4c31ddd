//! Errors and warnings of a source file: where they are and how they are shown (S6).

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::tree::Span;

/// No more than this many errors of one file are shown.
pub const MAX_SHOWN: usize = 100;
/// A source line is shown up to this many columns.
const MAX_COLUMNS: usize = 120;

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// Worth a look.
    Warning,
}

/// One thing wrong with a file, in one Chinese sentence that says what was expected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Where.
    pub span: Span,
    /// How bad.
    pub severity: Severity,
    /// What was expected.
    pub message: String,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            span,
            severity: Severity::Error,
            message: message.into(),
        }
    }

    /// A warning at a place.
    pub fn warning(span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            span,
            severity: Severity::Warning,
            message: message.into(),
        }
    }
}

/// An error as `check --json` prints it (cli.md).
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Position {
    /// The file as it was named.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1 (S1).
    pub column: usize,
    /// The sentence.
    pub message: String,
}

/// The place of a diagnostic as line and column.
pub fn position(diagnostic: &Diagnostic, file: &str, source: &str) -> Position {
    let place = Place::of(diagnostic.span, source);
    Position {
        file: file.to_owned(),
        line: place.line,
        column: place.column,
        message: diagnostic.message.clone(),
    }
}

/// The whole report for people: each error with its source line and a caret under the place.
pub fn render(diagnostics: &[Diagnostic], file: &str, source: &str) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.iter().take(MAX_SHOWN) {
        render_one(&mut out, diagnostic, file, source);
    }
    if diagnostics.len() > MAX_SHOWN {
        out.push_str(&format!(
            "{file}: 还有 {} 处没有列出\n",
            diagnostics.len() - MAX_SHOWN
        ));
    }
    out
}

fn render_one(out: &mut String, diagnostic: &Diagnostic, file: &str, source: &str) {
    let place = Place::of(diagnostic.span, source);
    let kind = match diagnostic.severity {
        Severity::Error => "错误",
        Severity::Warning => "警告",
    };
    let number = place.line.to_string();
    let margin = " ".repeat(number.len());
    let (text, before, width) = place.window();
    out.push_str(&format!(
        "{file}:{}:{}: {kind}：{}\n",
        place.line, place.column, diagnostic.message
    ));
    out.push_str(format!(" {number} | {text}").trim_end());
    out.push_str(&format!(
        "\n {margin} | {}{}\n",
        " ".repeat(before),
        "^".repeat(width)
    ));
}

/// A span seen as a part of its line.
struct Place<'a> {
    line: usize,
    column: usize,
    before: &'a str,
    inside: &'a str,
    after: &'a str,
}

impl<'a> Place<'a> {
    fn of(span: Span, source: &'a str) -> Place<'a> {
        let start = floor(source, span.start as usize);
        let end = floor(source, (span.end as usize).max(start));
        let (head, tail) = source.split_at(start);
        let line_start = head.rfind('\n').map_or(0, |n| n + 1);
        let line_end = tail.find('\n').map_or(source.len(), |n| start + n);
        let cut = |from: usize, to: usize| source.get(from..to).unwrap_or_default();
        let before = cut(line_start, start).trim_start_matches('\u{feff}');
        Place {
            line: head.matches('\n').count() + 1,
            column: before.chars().count() + 1,
            before,
            inside: cut(start, end.min(line_end)),
            after: cut(end.min(line_end), line_end),
        }
    }

    /// The shown part of the line, the columns before the caret and the caret's width.
    fn window(&self) -> (String, usize, usize) {
        let before: String = shown(self.before);
        let inside: String = shown(self.inside).chars().take(MAX_COLUMNS).collect();
        let before = if before.width() <= MAX_COLUMNS {
            before
        } else {
            format!("…{}", tail(&before, MAX_COLUMNS / 2))
        };
        let room = MAX_COLUMNS.saturating_sub(before.width() + inside.width());
        let after = head(&shown(self.after), room);
        let width = inside.trim_end().width().max(1);
        let columns = before.width();
        (format!("{before}{inside}{after}"), columns, width)
    }
}

/// The last place at or before `at` where a character starts.
fn floor(source: &str, at: usize) -> usize {
    let mut at = at.min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Tabs count as one blank; what cannot be seen, or would move the cursor, is replaced.
fn shown(text: &str) -> String {
    let sight = |c: char| match c {
        '\t' | '\u{a0}' => ' ',
        '\r' => ' ',
        c if c == '\u{3000}' || c.width().unwrap_or(0) > 0 => c,
        _ => '\u{fffd}',
    };
    text.trim_end_matches('\r')
        .chars()
        .take(4 * MAX_COLUMNS + 4096)
        .map(sight)
        .collect()
}

fn head(text: &str, columns: usize) -> String {
    let mut left = columns;
    let mut out = String::new();
    for c in text.chars() {
        let width = c.width().unwrap_or(1);
        if width > left {
            out.push('…');
            break;
        }
        left -= width;
        out.push(c);
    }
    out
}

fn tail(text: &str, columns: usize) -> String {
    let mut left = columns;
    let mut out = Vec::new();
    for c in text.chars().rev() {
        let width = c.width().unwrap_or(1);
        if width > left {
            break;
        }
        left -= width;
        out.push(c);
    }
    out.into_iter().rev().collect()
}

/// Collects the errors of one file; when it is full, reading stops.
#[derive(Default)]
pub(crate) struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    /// Takes an error, unless one at the same place is known or enough are.
    pub(crate) fn error(&mut self, span: Span, message: impl Into<String>) {
        if self.full() {
            return;
        }
        let known = self.found.iter().any(|d| d.span.start == span.start);
        if !known {
            self.found.push(Diagnostic::error(span, message));
        }
    }

    /// Enough errors for one run.
    pub(crate) fn full(&self) -> bool {
        MAX_SHOWN <= self.found.len()
    }

    /// All of them, in the order of the file.
    pub(crate) fn done(mut self) -> Vec<Diagnostic> {
        if self.full() {
            let end = self.found.iter().map(|d| d.span.end).max().unwrap_or(0);
            self.found.truncate(MAX_SHOWN - 1);
            self.found.sort_by_key(|d| d.span);
            let span = Span { start: end, end };
            self.found.push(Diagnostic::error(
                span,
                "错误太多，读到这里为止；先改上面这些",
            ));
        }
        self.found.sort_by_key(|d| d.span);
        self.found
    }
}
