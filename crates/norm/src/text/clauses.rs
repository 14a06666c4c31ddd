//! The clauses of a statement, one after the other, and what is said of one that nobody knows.

use super::cursor::{Failed, Mark, Parser, Read, clip};
use super::layout::Block;
use super::lexer::Kind;
use super::words;

impl<'a> Parser<'a> {
    /// Reads the rest of the first line and every clause: a word of `words`, then what `read` makes of it.
    /// False when something could not be read.
    pub(crate) fn clauses<S>(
        &mut self,
        block: &Block,
        words: &'static [&'static str],
        state: &mut S,
        read: fn(&mut Self, &mut S, &'static str) -> Read<()>,
    ) -> bool {
        let mut fine = true;
        for (index, segment) in block.segments.iter().enumerate() {
            if 0 < index {
                self.at = segment.start;
                self.end = segment.end;
            }
            while !self.done() && !self.sink.full() {
                let first = 0 < index && self.at == segment.start;
                let result = self
                    .clause_word(block, words, first)
                    .and_then(|word| read(self, state, word));
                if result.is_err() {
                    fine = false;
                    self.at = self.end;
                }
            }
        }
        fine
    }

    fn clause_word(
        &mut self,
        block: &Block,
        words: &'static [&'static str],
        first: bool,
    ) -> Read<&'static str> {
        let written = match self.kind() {
            Some(Kind::Eq) => "=",
            Some(Kind::Pipe) => "|",
            _ => self.word().unwrap_or_default(),
        };
        if let Some(word) = words.iter().find(|w| **w == written) {
            let keyword = self.keyword(block);
            let joins = matches!(
                (keyword, *word),
                ("参数", "=") | ("应", "若") | ("改", "因")
            );
            self.mark(if joins { Mark::Join } else { Mark::Clause });
            self.at += 1;
            return Ok(word);
        }
        self.unknown_clause(block, words, first)
    }

    pub(crate) fn keyword(&self, block: &Block) -> &'a str {
        let head = block
            .segments
            .first()
            .and_then(|s| self.tokens.get(s.start));
        head.map_or("", |t| self.raw(t.span))
    }

    fn unknown_clause<T>(&mut self, block: &Block, words: &[&str], first: bool) -> Read<T> {
        let Some(token) = self.token(0).filter(|t| t.kind != Kind::Bad) else {
            return Err(Failed);
        };
        let written = clip(self.raw(token.span));
        let message = if first {
            no_clause(self.keyword(block), &written, token.kind, words)
        } else {
            left_over(&written, token.kind, words)
        };
        self.fail(token.span, message)
    }
}

/// A clause starts with something that is no clause of this statement.
fn no_clause(keyword: &str, written: &str, kind: Kind, words: &[&str]) -> String {
    if let Some(word) = words::suggest(written, words) {
        return format!("没有 `{written}` 这个子句，是 `{word}` 吗");
    }
    if words::ENDS.contains(&written) {
        return format!("`{written}` 要写在所属子句的同一行，或缩进得比它更深");
    }
    if words::INFIX.contains(&written) || !matches!(kind, Kind::Name | Kind::Title | Kind::Text) {
        return format!("子句不能以 `{written}` 开头；接着上一行写的，要缩进得更深");
    }
    let list = words.join("、");
    format!("没有 `{written}` 这个子句，`{keyword}` 下可写：{list}")
}

/// Something stands behind a whole clause.
fn left_over(written: &str, kind: Kind, words: &[&str]) -> String {
    if matches!(
        kind,
        Kind::Lt | Kind::Le | Kind::Gt | Kind::Ge | Kind::Eq | Kind::Ne
    ) {
        return format!("`{written}` 是多余的：比较不能连写，用 `且` 分开");
    }
    if let Some(word) = words::suggest(written, words::INFIX) {
        return format!("没有 `{written}` 这个连接词，是 `{word}` 吗");
    }
    match words::suggest(written, words) {
        Some(word) => format!("没有 `{written}` 这个子句，是 `{word}` 吗"),
        None => format!("`{written}` 是多余的：前面的内容到此已经完整"),
    }
}
