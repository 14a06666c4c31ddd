//! Words to lines: one line while it fits, else broken at the loosest place that fits.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::word::{Part, Word};
use super::{Printer, WIDTH};
use crate::text::lexer::Comment;

impl Printer<'_> {
    /// Prints a statement's line (indent 0) or a clause (indent 2) with the comments inside and behind it.
    pub(super) fn piece(&mut self, tokens: Range<usize>, indent: usize) {
        let words = self.words(tokens.clone());
        let below = if indent == 0 { 2 } else { 4 };
        let (norm, said) = words.split_at(first(&words, Part::Words));
        let width: usize = norm.iter().map(|w| w.space + w.text.width()).sum();
        let fits = indent + width <= WIDTH && !self.has_comment(&tokens);
        let (norm, grounds) = norm.split_at(if fits {
            norm.len()
        } else {
            first(norm, Part::Grounds)
        });
        self.lines(norm, indent, below, grounds.is_empty() && said.is_empty());
        self.lines(grounds, below, below, said.is_empty());
        self.lines(said, below, below, true);
    }

    /// Words on one or more lines, the first at column `indent`, the others at `below`.
    fn lines(&mut self, words: &[Word], indent: usize, below: usize, last: bool) {
        let mut rest = words;
        let mut column = indent;
        while !rest.is_empty() {
            let end = self.line_end(rest, column, 0 < indent);
            let (line, after) = rest.split_at(end.clamp(1, rest.len()));
            self.line(line, column);
            rest = after;
            column = below;
            self.end_line(line, last && rest.is_empty(), column);
        }
    }

    fn line(&mut self, words: &[Word], indent: usize) {
        self.out.push_str(&" ".repeat(indent));
        for (index, word) in words.iter().enumerate() {
            self.out
                .push_str(&" ".repeat(if index == 0 { 0 } else { word.space }));
            self.out.push_str(&word.text);
        }
    }

    /// How many words go on this line.
    fn line_end(&self, words: &[Word], indent: usize, breakable: bool) -> usize {
        let mut width = indent;
        let mut best: Option<(usize, usize)> = None;
        for (index, word) in words.iter().enumerate() {
            if 0 < index && self.comment_at(word.token).is_some() {
                return best.map_or(index, |(at, _)| if width <= WIDTH { index } else { at });
            }
            let here = word.breaks.filter(|_| 0 < index && breakable);
            if let (true, Some((at, _))) = (WIDTH < width, best) {
                return at;
            }
            if let Some(level) = here {
                if WIDTH < width {
                    return index;
                }
                best = best
                    .filter(|(_, known)| *known < level)
                    .or(Some((index, level)));
            }
            width += word.text.width() + if index == 0 { 0 } else { word.space };
        }
        match best {
            Some((at, _)) if WIDTH < width => at,
            _ => words.len(),
        }
    }

    /// The comment that stands right before a token, so that its line must start there.
    fn comment_at(&self, token: usize) -> Option<Comment> {
        let comments = &self.reading.lexed.comments;
        let found = comments
            .get(comments.partition_point(|c| c.before < token))
            .copied();
        found.filter(|c| c.before == token && !self.bare)
    }

    /// Ends a line with the comment behind it, then those on lines of their own inside the clause.
    pub(super) fn end_line(&mut self, line: &[Word], last: bool, indent: usize) {
        let after = line.last().map_or(0, |w| w.token + 1);
        let behind = self.reading.lexed.comments.get(self.comment).copied();
        if let Some(comment) = behind.filter(|c| c.before == after && !c.alone && !self.bare) {
            self.comment += 1;
            self.out.push_str("  ");
            self.out.push_str(self.raw(comment.span));
        }
        self.out.push('\n');
        while !last && let Some(comment) = self.next_comment(after) {
            self.comment_line(comment, indent);
        }
    }
}

/// Where the first word of a part stands, or the end.
fn first(words: &[Word], part: Part) -> usize {
    words
        .iter()
        .position(|w| w.part == part)
        .unwrap_or(words.len())
}
