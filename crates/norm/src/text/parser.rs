//! Statements by their keyword, each in its own file (2.1).

use super::cursor::{Failed, Parser, Read, clip};
use super::layout::Block;
use super::lexer::Kind;
use super::words;
use crate::tree::{File, Name, Span, Statement, StatementKind};

impl Parser<'_> {
    /// Every statement that could be read.
    pub(crate) fn file(&mut self, blocks: &[Block]) -> File {
        let mut file = File::default();
        for block in blocks {
            if self.sink.full() {
                break;
            }
            file.statements.extend(self.statement(block));
        }
        file
    }

    fn statement(&mut self, block: &Block) -> Option<Statement> {
        let first = block.segments.first()?;
        self.at = first.start;
        self.end = first.end;
        let start = self.start();
        let kind = match self.statement_keyword(block) {
            Ok(keyword) => self.statement_kind(block, keyword),
            Err(Failed) => None,
        }?;
        let last = block
            .segments
            .last()
            .and_then(|s| s.end.checked_sub(1))
            .and_then(|n| self.tokens.get(n));
        let end = last.map_or(start, |t| t.span.end);
        Some(Statement {
            kind,
            span: Span { start, end },
        })
    }

    fn statement_kind(&mut self, block: &Block, keyword: &str) -> Option<StatementKind> {
        Some(match keyword {
            "程序" => StatementKind::Procedure(self.procedure(block)),
            "族" => StatementKind::Family(self.family(block)),
            "角色" => StatementKind::Role(self.role(block)),
            "参数" => StatementKind::Parameter(self.parameter(block)?),
            "设" => StatementKind::Set(self.set(block)?),
            "事实" => StatementKind::Fact(self.fact(block)?),
            "行为" => StatementKind::Act(self.act(block)),
            "可" => StatementKind::May(self.may(block)),
            "应" => StatementKind::Must(self.must(block)?),
            "性质" => StatementKind::Property(self.property(block)?),
            "改" => StatementKind::Change(self.change(block)),
            "名录" => StatementKind::Register(self.register(block)),
            _ => StatementKind::Table(self.table(block)),
        })
    }

    fn statement_keyword(&mut self, block: &Block) -> Read<&'static str> {
        let Some(token) = self.token(0) else {
            return Err(Failed);
        };
        let written = clip(self.raw(token.span));
        if block.stray {
            return self.fail(token.span, "语句要从第一列写起，前面不能有空格");
        }
        let known = words::STATEMENTS
            .iter()
            .find(|w| **w == written)
            .filter(|_| token.kind == Kind::Name);
        if let Some(keyword) = known {
            self.at += 1;
            return Ok(keyword);
        }
        if token.kind == Kind::Bad {
            return Err(Failed);
        }
        let message = match (words::suggest(&written, words::STATEMENTS), token.kind) {
            (Some(word), _) => format!("没有 `{written}` 这个语句，是 `{word}` 吗"),
            (None, Kind::Pipe) => "表的行属于上面的 `表`，前面要空格".to_owned(),
            _ => format!(
                "语句应以关键字开头（{}），而不是 `{written}`；子句要缩进",
                words::STATEMENTS.join("、")
            ),
        };
        self.fail(token.span, message)
    }

    /// The statement's name, or an empty one when it is missing (reported), so that its clauses are still read.
    pub(crate) fn header_name(&mut self, what: &str) -> Name {
        match self.name(what) {
            Ok(name) => name,
            Err(Failed) => {
                self.at = self.end;
                Name {
                    text: String::new(),
                    span: self.span_from(self.last_end()),
                }
            }
        }
    }

    /// The address-safe name after a statement's name: letters, digits, `-` and `_`.
    pub(crate) fn slug(&mut self, of: &Name) -> Name {
        if of.text.is_empty() {
            return of.clone();
        }
        let slug = self.header_name("英文短名，如 `penalty-ordinary`");
        let plain = slug
            .text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
        if !plain {
            let message = format!(
                "英文短名只用小写字母、数字、`-` 和 `_`，而不是 `{}`",
                clip(&slug.text)
            );
            self.sink.error(slug.span, message);
        }
        slug
    }
}
