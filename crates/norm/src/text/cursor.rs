//! The reader's place among the tokens of one clause, and the small things that every statement reads.

use super::diagnostic::Sink;
use super::lexer::{Kind, Lexed, Token};
use super::literal;
use super::words;
use crate::tree::{Cite, Name, Ref, Span, TermRef, Text};

/// Something went wrong and has been reported; the rest of the clause is left out.
pub(crate) struct Failed;
pub(crate) type Read<T> = Result<T, Failed>;

/// What the printer (`fmt`) must know of a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    /// A clause starts here.
    Clause,
    /// A clause that stands on the statement's line while it fits.
    Join,
    /// A part of a condition that may move to the next line: `若 据 违 言`.
    Tail,
    /// A sign, not a difference; `/` inside a name.
    Tight,
}

/// Reads tokens; knows the end of the clause at hand.
pub(crate) struct Parser<'a> {
    pub(crate) source: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) at: usize,
    pub(crate) end: usize,
    pub(crate) sink: Sink,
    pub(crate) marks: Vec<(usize, Mark)>,
    /// Open brackets and `非` around the formula part at hand.
    pub(crate) depth: usize,
    /// Parts of the formula at hand.
    pub(crate) parts: usize,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(source: &'a str, lexed: &'a Lexed, sink: Sink) -> Parser<'a> {
        Parser {
            source,
            tokens: &lexed.tokens,
            at: 0,
            end: 0,
            sink,
            marks: Vec::new(),
            depth: 0,
            parts: 0,
        }
    }

    pub(crate) fn token(&self, ahead: usize) -> Option<Token> {
        let index = self.at + ahead;
        self.tokens.get(index).copied().filter(|_| index < self.end)
    }

    pub(crate) fn kind(&self) -> Option<Kind> {
        self.token(0).map(|t| t.kind)
    }

    pub(crate) fn kind_at(&self, ahead: usize) -> Option<Kind> {
        self.token(ahead).map(|t| t.kind)
    }

    pub(crate) fn raw(&self, span: Span) -> &'a str {
        self.source
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// The word at hand (any word, reserved or not).
    pub(crate) fn word(&self) -> Option<&'a str> {
        self.word_at(0)
    }

    pub(crate) fn word_at(&self, ahead: usize) -> Option<&'a str> {
        self.token(ahead)
            .filter(|t| t.kind == Kind::Name)
            .map(|t| self.raw(t.span))
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub(crate) fn done(&self) -> bool {
        self.end <= self.at
    }

    /// Start of the token at hand, or the place after the last one.
    pub(crate) fn start(&self) -> u32 {
        match self.token(0) {
            Some(token) => token.span.start,
            None => self.last_end(),
        }
    }

    /// End of the token before.
    pub(crate) fn last_end(&self) -> u32 {
        let before = self.at.min(self.end).checked_sub(1);
        before
            .and_then(|n| self.tokens.get(n))
            .map_or(0, |t| t.span.end)
    }

    pub(crate) fn span_from(&self, start: u32) -> Span {
        Span {
            start,
            end: self.last_end().max(start),
        }
    }

    pub(crate) fn mark(&mut self, mark: Mark) {
        self.marks.push((self.at, mark));
    }

    /// Reports what should stand here.
    pub(crate) fn expected<T>(&mut self, what: &str) -> Read<T> {
        let what = if what.starts_with('`') {
            format!(" {what}")
        } else {
            what.to_owned()
        };
        match self.token(0) {
            Some(Token {
                kind: Kind::Bad, ..
            }) => {}
            Some(token) => {
                let shown = clip(self.raw(token.span));
                self.sink
                    .error(token.span, format!("这里应是{what}，而不是 `{shown}`"));
            }
            None => {
                let at = self.last_end();
                self.sink
                    .error(Span { start: at, end: at }, format!("这里还缺{what}"));
            }
        }
        Err(Failed)
    }

    pub(crate) fn fail<T>(&mut self, span: Span, message: impl Into<String>) -> Read<T> {
        self.sink.error(span, message);
        Err(Failed)
    }

    pub(crate) fn eat(&mut self, kind: Kind) -> bool {
        let found = self.kind() == Some(kind);
        self.at += usize::from(found);
        found
    }

    pub(crate) fn expect(&mut self, kind: Kind, what: &str) -> Read<Span> {
        let span = self.token(0).map(|t| t.span).unwrap_or_default();
        if self.eat(kind) {
            Ok(span)
        } else {
            self.expected(what)
        }
    }

    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    pub(crate) fn expect_word(&mut self, word: &str) -> Read<()> {
        if self.eat_word(word) {
            Ok(())
        } else {
            self.expected(&format!("`{word}`"))
        }
    }

    /// A name (S3); statement keywords are reserved.
    pub(crate) fn name(&mut self, what: &str) -> Read<Name> {
        let Some(word) = self.word() else {
            return self.expected(what);
        };
        let span = self.token(0).map(|t| t.span).unwrap_or_default();
        if words::STATEMENTS.contains(&word) {
            return self.fail(
                span,
                format!("`{word}` 是语句的关键字，不能作名字；这里应是{what}"),
            );
        }
        self.at += 1;
        Ok(Name {
            text: word.to_owned(),
            span,
        })
    }

    /// Items with commas between them.
    pub(crate) fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut items = vec![item(self)?];
        while self.eat(Kind::Comma) {
            items.push(item(self)?);
        }
        Ok(items)
    }

    /// Adds to a list of names.
    pub(crate) fn names(&mut self, what: &str, into: &mut Vec<Name>) -> Read<()> {
        into.extend(self.list(|p| p.name(what))?);
        Ok(())
    }

    /// A name or `〔含义〕`.
    pub(crate) fn reference(&mut self, what: &str) -> Read<Ref> {
        if self.eat(Kind::OpenMeaning) {
            return Ok(Ref::Meaning(self.meaning()?));
        }
        Ok(Ref::Name(self.name(what)?))
    }

    /// The rest of `〔含义〕`; its span is that of the word.
    pub(crate) fn meaning(&mut self) -> Read<Name> {
        let name = self.name("一个含义，如 `〔告知〕`")?;
        self.expect(Kind::CloseMeaning, "`〕`")?;
        Ok(name)
    }

    pub(crate) fn term(&mut self, what: &str) -> Read<TermRef> {
        let Some(token) = self.token(0) else {
            return self.expected(what);
        };
        let unit = self
            .word_at(1)
            .filter(|w| matches!(*w, "日" | "工作日" | "自然日" | "个月" | "年" | "小时"));
        match token.kind {
            Kind::Term => {
                self.at += 1;
                let term = self.raw(token.span).parse::<fadu_term::Term>();
                term.map(|t| TermRef::Literal(t, token.span))
                    .or_else(|e| self.fail(token.span, e.to_string()))
            }
            Kind::Number if unit.is_some() => {
                let joined = format!("{}{}", self.raw(token.span), unit.unwrap_or_default());
                self.fail(
                    token.span,
                    format!("期限的数字和单位之间不空格，写作 `{joined}`"),
                )
            }
            Kind::Number => self.expected(what),
            _ if self.word().is_some_and(words::stops) => self.expected(what),
            _ => Ok(TermRef::Name(self.name(what)?)),
        }
    }

    pub(crate) fn text(&mut self, what: &str) -> Read<Text> {
        let span = self.expect(Kind::Text, what)?;
        Ok(Text {
            text: unquote(self.raw(span)).to_owned(),
            span,
        })
    }

    /// `《…》57.2、58、《…》3` (S5).
    pub(crate) fn cites(&mut self, into: &mut Vec<Cite>) -> Read<()> {
        loop {
            let title = self.expect(Kind::Title, "引用，如 `《行政处罚法》58.1(1)`")?;
            let mut start = title.start;
            loop {
                into.push(self.article(title, start)?);
                let another =
                    self.kind() == Some(Kind::Comma) && self.kind_at(1) == Some(Kind::Article);
                if !another {
                    break;
                }
                self.at += 1;
                start = self.start();
            }
            if !self.eat(Kind::Comma) && self.kind() != Some(Kind::Title) {
                return Ok(());
            }
        }
    }

    fn article(&mut self, title: Span, start: u32) -> Read<Cite> {
        if self.kind() != Some(Kind::Article) {
            return self.expected("条款号，写作 58、58.1、58.1(1) 或 58之一");
        }
        let span = self.token(0).map(|t| t.span).unwrap_or_default();
        self.at += 1;
        let text = format!("{}{}", self.raw(title), plain_article(self.raw(span)));
        match text.parse() {
            Ok(citation) => Ok(Cite {
                citation,
                span: Span {
                    start,
                    end: span.end,
                },
            }),
            Err(_) => self.fail(
                span,
                format!(
                    "不是条款号：`{}`，应写作 58、58.1、58.1(1) 或 58之一",
                    self.raw(span)
                ),
            ),
        }
    }

    pub(crate) fn date(&mut self) -> Read<fadu_base::Date> {
        let span = self.expect(Kind::Date, "日期，如 2026-01-31")?;
        literal::date(self.raw(span)).or_else(|message| self.fail(span, message))
    }

    /// Puts a clause's only value in its place.
    pub(crate) fn once<T>(&mut self, place: &mut Option<T>, value: T, word: &str, at: u32) {
        if place.is_some() {
            let span = Span {
                start: at,
                end: self.last_end(),
            };
            self.sink
                .error(span, format!("`{word}` 写了两次，只能有一个"));
        }
        *place = Some(value);
    }
}

/// The text of a string without its quotes.
pub(crate) fn unquote(raw: &str) -> &str {
    let inside = raw.strip_prefix(['"', '“']).unwrap_or(raw);
    inside.strip_suffix(['"', '”']).unwrap_or(inside)
}

/// An article with ASCII brackets and full stop.
pub(crate) fn plain_article(raw: &str) -> String {
    raw.replace('（', "(").replace('）', ")").replace('．', ".")
}

/// As much of a text as fits into a message.
pub(crate) fn clip(text: &str) -> String {
    let mut out: String = text.chars().take(24).collect();
    if 24 < text.chars().count() {
        out.push('…');
    }
    out
}
