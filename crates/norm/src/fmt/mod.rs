//! Prints a file of norms in its one canonical layout (S6); printing it again changes nothing.
//!
//! The printer works on tokens, so that comments, the order of clauses and the spelling of literals stay
//! as their author put them; blanks, punctuation, line breaks and the columns of tables are ours.

mod line;
mod table;
mod word;

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::text::cursor::Mark;
use crate::text::lexer::{Comment, Kind};
use crate::text::{Diagnostic, Reading, Severity, read};

/// Lines are broken before this many columns (a Chinese character has two), where there is a place for it.
pub const WIDTH: usize = 112;

/// The file in its canonical layout, comments and single blank lines kept at their place.
///
/// # Errors
/// The errors of the file, when it has any.
pub fn print(source: &str) -> Result<String, Vec<Diagnostic>> {
    whole(source, false)
}

/// The canonical text that a version is the hash of (section 6): no comments, no blank lines, no `|---|`.
///
/// # Errors
/// The errors of the file, when it has any.
pub fn canonical(source: &str) -> Result<String, Vec<Diagnostic>> {
    whole(source, true)
}

fn whole(source: &str, bare: bool) -> Result<String, Vec<Diagnostic>> {
    let reading = read(source);
    if reading
        .diagnostics
        .iter()
        .any(|d| d.severity == Severity::Error)
    {
        return Err(reading.diagnostics);
    }
    let marks = marks(&reading);
    let mut printer = Printer {
        source,
        reading: &reading,
        marks,
        bare,
        comment: 0,
        out: String::new(),
    };
    for block in &reading.blocks {
        printer.block(
            block.segments.first().map_or(0, |s| s.start)
                ..block.segments.last().map_or(0, |s| s.end),
        );
    }
    printer.comments_before(reading.lexed.tokens.len(), true);
    Ok(printer.out)
}

/// The marks by token.
fn marks(reading: &Reading) -> Vec<Option<Mark>> {
    let mut marks = vec![None; reading.lexed.tokens.len()];
    for (index, mark) in &reading.marks {
        if let Some(place) = marks.get_mut(*index) {
            *place = Some(*mark);
        }
    }
    marks
}

struct Printer<'a> {
    source: &'a str,
    reading: &'a Reading,
    marks: Vec<Option<Mark>>,
    bare: bool,
    /// The next comment to print.
    comment: usize,
    out: String,
}

impl<'a> Printer<'a> {
    fn block(&mut self, tokens: Range<usize>) {
        let mut pieces = self.pieces(tokens).into_iter().peekable();
        let Some(head) = pieces.next() else {
            return;
        };
        self.comments_before(head.start, true);
        self.blank_before(head.start);
        let join = pieces.next_if(|p| self.joins(&head, p));
        let head = head.start..join.map_or(head.end, |j| j.end);
        self.piece(head, 0);
        while let Some(piece) = pieces.next() {
            self.comments_before(piece.start, false);
            self.blank_before(piece.start);
            if !self.is_row(&piece) {
                self.piece(piece, 2);
                continue;
            }
            let mut rows = vec![piece];
            while let Some(row) = pieces.next_if(|p| self.is_row(p)) {
                rows.push(row);
            }
            self.table(rows);
        }
    }

    /// The statement's line and its clauses.
    fn pieces(&self, tokens: Range<usize>) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = tokens.start;
        for index in tokens.clone() {
            let starts = matches!(self.mark(index), Some(Mark::Clause | Mark::Join));
            if starts && start < index {
                pieces.push(start..index);
                start = index;
            }
        }
        pieces.push(start..tokens.end);
        pieces
    }

    fn mark(&self, index: usize) -> Option<Mark> {
        self.marks.get(index).copied().flatten()
    }

    fn kind(&self, index: usize) -> Option<Kind> {
        self.reading.lexed.tokens.get(index).map(|t| t.kind)
    }

    fn is_row(&self, piece: &Range<usize>) -> bool {
        self.kind(piece.start) == Some(Kind::Pipe)
    }

    /// The clause fits on the statement's line, and no comment stands between or inside.
    fn joins(&self, head: &Range<usize>, clause: &Range<usize>) -> bool {
        let both = head.start..clause.end;
        let width: usize = self
            .words(both.clone())
            .iter()
            .map(|w| w.space + w.text.width())
            .sum();
        self.mark(clause.start) == Some(Mark::Join) && width <= WIDTH && !self.has_comment(&both)
    }

    /// A comment stands between two tokens of the range.
    fn has_comment(&self, tokens: &Range<usize>) -> bool {
        let comments = &self.reading.lexed.comments;
        let next = comments.get(comments.partition_point(|c| c.before <= tokens.start));
        !self.bare && next.is_some_and(|c| c.before < tokens.end)
    }

    /// Comments on lines of their own before a token.
    fn comments_before(&mut self, token: usize, statement: bool) {
        while let Some(comment) = self.next_comment(token) {
            let first = self.out.is_empty();
            let indent = if statement && (comment.indent == 0 || first) {
                0
            } else {
                2
            };
            if self.blank_between(comment.before, comment.span.start) && !first {
                self.out.push('\n');
            }
            self.comment_line(comment, indent);
        }
    }

    /// Takes the next comment that stands before a token.
    fn next_comment(&mut self, token: usize) -> Option<Comment> {
        let comment = self.reading.lexed.comments.get(self.comment).copied();
        let comment = comment.filter(|c| c.before <= token && !self.bare)?;
        self.comment += 1;
        Some(comment)
    }

    fn comment_line(&mut self, comment: Comment, indent: usize) {
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(self.raw(comment.span));
        self.out.push('\n');
    }

    fn raw(&self, span: crate::tree::Span) -> &'a str {
        self.source
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    fn blank_before(&mut self, token: usize) {
        let start = self
            .reading
            .lexed
            .tokens
            .get(token)
            .map_or(0, |t| t.span.start);
        if self.blank_between(token, start) && !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// An empty line stands between what comes before (`token - 1`, or a comment) and a place.
    fn blank_between(&self, token: usize, start: u32) -> bool {
        let lexed = &self.reading.lexed;
        let before = token
            .checked_sub(1)
            .and_then(|n| lexed.tokens.get(n))
            .map_or(0, |t| t.span.end);
        let comment = lexed
            .comments
            .partition_point(|c| c.span.start < start)
            .checked_sub(1);
        let comment = comment
            .and_then(|n| lexed.comments.get(n))
            .map_or(0, |c| c.span.end);
        let last = lexed
            .blanks
            .partition_point(|b| *b < start)
            .checked_sub(1)
            .and_then(|n| lexed.blanks.get(n));
        !self.bare && last.is_some_and(|blank| before.max(comment) < *blank)
    }
}
