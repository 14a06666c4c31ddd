//! Lines to statements and clauses by their indentation (S1).

use std::ops::Range;

use super::lexer::{Kind, Lexed};

/// A statement's tokens: its first line, then each clause with its continuation lines.
#[derive(Debug)]
pub(crate) struct Block {
    /// Token ranges; the first is the line with the keyword.
    pub(crate) segments: Vec<Range<usize>>,
    /// Its first line is indented: it belongs to nothing.
    pub(crate) stray: bool,
}

/// Groups the lines. A line in column 1 starts a statement; an indented one starts a clause,
/// or continues the clause above when it is indented deeper, or when the line above ends with a separator.
pub(crate) fn blocks(lexed: &Lexed, source: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut clause_indent = 0;
    for (index, line) in lexed.lines.iter().enumerate() {
        let end = lexed
            .lines
            .get(index + 1)
            .map_or(lexed.tokens.len(), |next| next.first);
        let range = line.first..end;
        let Some(block) = blocks.last_mut().filter(|_| 0 < line.indent) else {
            blocks.push(Block {
                segments: vec![range],
                stray: 0 < line.indent,
            });
            clause_indent = usize::MAX;
            continue;
        };
        let continues =
            goes_on(lexed, source, block, line.first).unwrap_or(clause_indent < line.indent);
        match block.segments.last_mut().filter(|_| continues) {
            Some(segment) => segment.end = end,
            None => {
                block.segments.push(range);
                clause_indent = line.indent;
            }
        }
    }
    blocks
}

/// Whether a line goes on with the one above, or not, whatever its indentation; none where that decides.
fn goes_on(lexed: &Lexed, source: &str, block: &Block, first: usize) -> Option<bool> {
    let keyword = word(lexed, source, block.segments.first().map_or(0, |s| s.start));
    if starts_row(lexed, first) {
        return Some(keyword != "表");
    }
    let head = block.segments.len() == 1 && heads_on(keyword, word(lexed, source, first));
    (head || open_ended(lexed, block, first)).then_some(true)
}

/// The line goes on with the statement's own line: a long `应 甲` may be followed by `于 乙 后 7日 内`.
fn heads_on(keyword: &str, first: &str) -> bool {
    keyword == "应" && matches!(first, "于" | "后" | "前")
}

fn starts_row(lexed: &Lexed, first: usize) -> bool {
    lexed
        .tokens
        .get(first)
        .is_some_and(|t| t.kind == Kind::Pipe)
}

/// The text of a token.
fn word<'a>(lexed: &Lexed, source: &'a str, index: usize) -> &'a str {
    let span = lexed.tokens.get(index).map(|t| t.span).unwrap_or_default();
    source
        .get(span.start as usize..span.end as usize)
        .unwrap_or_default()
}

/// The line above ends with `,` or (outside a table) with `|`: the list goes on.
fn open_ended(lexed: &Lexed, block: &Block, first: usize) -> bool {
    let last = first
        .checked_sub(1)
        .and_then(|n| lexed.tokens.get(n))
        .map(|t| t.kind);
    let row = block
        .segments
        .last()
        .is_some_and(|s| starts_row(lexed, s.start));
    match last {
        Some(Kind::Comma) => !row,
        Some(Kind::Pipe) => !row,
        _ => false,
    }
}
