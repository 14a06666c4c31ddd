//! Tokens as canonical words: their text, the blanks before them, and where a line may be broken.

use std::ops::Range;

use super::Printer;
use crate::text::cursor::{Mark, plain_article, unquote};
use crate::text::lexer::{Kind, Token};

/// A token as printed.
pub(super) struct Word {
    pub(super) text: String,
    /// Blanks before it when it does not start a line.
    pub(super) space: usize,
    /// A line may be broken before it; lower ones first.
    pub(super) breaks: Option<usize>,
    /// What starts here.
    pub(super) part: Part,
    /// Index of the token.
    pub(super) token: usize,
}

/// Parts of a condition that stand on lines of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// `据` or `违`: when the condition is long.
    Grounds,
    /// `言`: always.
    Words,
    Other,
}

impl Part {
    fn of(text: &str, tail: bool) -> Part {
        match text {
            "据" | "违" if tail => Part::Grounds,
            "言" if tail => Part::Words,
            _ => Part::Other,
        }
    }
}

impl Printer<'_> {
    /// The words of a clause.
    pub(super) fn words(&self, tokens: Range<usize>) -> Vec<Word> {
        let mut depth = 0_usize;
        let mut words: Vec<Word> = Vec::new();
        for token in tokens.clone() {
            let Some(kind) = self.kind(token) else {
                break;
            };
            if matches!(kind, Kind::Close | Kind::CloseRange) {
                depth = depth.saturating_sub(1);
            }
            words.push(self.word(token, depth, token == tokens.start));
            if matches!(kind, Kind::Open | Kind::OpenRange) {
                depth += 1;
            }
        }
        words
    }

    fn word(&self, token: usize, depth: usize, first: bool) -> Word {
        let text = self.text(token);
        let part = Part::of(&text, self.mark(token) == Some(Mark::Tail));
        let breaks = if first {
            None
        } else {
            self.breaks(token, depth)
        };
        let space = if first { 0 } else { self.space(token) };
        Word {
            text,
            space,
            breaks,
            part,
            token,
        }
    }

    fn breaks(&self, token: usize, depth: usize) -> Option<usize> {
        if self.mark(token) == Some(Mark::Tail) {
            return Some(0);
        }
        if self.kind(token.wrapping_sub(1)) == Some(Kind::Comma) {
            return Some(2 + 2 * depth);
        }
        let word = if self.kind(token) == Some(Kind::Name) {
            self.text(token)
        } else {
            String::new()
        };
        match word.as_str() {
            "或" => Some(1 + 2 * depth),
            "且" => Some(2 + 2 * depth),
            _ => None,
        }
    }

    fn space(&self, token: usize) -> usize {
        let last = token.wrapping_sub(1);
        let (Some(before), Some(kind)) = (self.kind(last), self.kind(token)) else {
            return 0;
        };
        let slash = kind == Kind::Divide && self.mark(token) == Some(Mark::Tight);
        let after_sign = self.mark(last) == Some(Mark::Tight);
        match self.mark(token) {
            _ if slash || after_sign || glued(before, kind) => 0,
            Some(Mark::Tail) => 2,
            _ => 1,
        }
    }

    /// The canonical text of a token: ASCII punctuation, mathematical signs, straight quotes.
    pub(super) fn text(&self, token: usize) -> String {
        let Some(Token { kind, span }) = self.reading.lexed.tokens.get(token).copied() else {
            return String::new();
        };
        let raw = self.raw(span);
        let text = match kind {
            Kind::Text => return quote(unquote(raw)),
            Kind::Article => return plain_article(raw),
            Kind::Number => return raw.replace('％', "%"),
            Kind::Comma
                if matches!(
                    self.kind(token.wrapping_sub(1)),
                    Some(Kind::Article | Kind::Title)
                ) =>
            {
                "、"
            }
            Kind::Times if self.mark(token) == Some(Mark::Tight) => "*",
            Kind::Divide if self.mark(token) == Some(Mark::Tight) => "/",
            _ => sign(kind).unwrap_or(raw),
        };
        text.to_owned()
    }
}

/// No blank between two kinds of tokens.
fn glued(before: Kind, kind: Kind) -> bool {
    use Kind::{
        Article, At, Close, CloseMeaning, CloseRange, Colon, Comma, Dot, Open, OpenMeaning,
        OpenRange, Pipe, Title,
    };
    let closes = matches!(
        kind,
        Comma | Colon | Close | CloseRange | CloseMeaning | Dot | At | Pipe
    );
    let opens = matches!(before, Open | OpenRange | OpenMeaning | Dot | At | Pipe);
    let citation = matches!((before, kind), (Title, Article) | (Comma, Article | Title));
    closes || opens || citation
}

fn quote(inside: &str) -> String {
    if inside.contains('"') {
        format!("“{inside}”")
    } else {
        format!("\"{inside}\"")
    }
}

fn sign(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Comma => ",",
        Kind::Colon => ":",
        Kind::Semicolon => ";",
        Kind::Open => "(",
        Kind::Close => ")",
        Kind::OpenRange => "[",
        Kind::CloseRange => "]",
        Kind::OpenMeaning => "〔",
        Kind::CloseMeaning => "〕",
        Kind::Eq => "=",
        Kind::Ne => "≠",
        Kind::Lt => "<",
        Kind::Le => "≤",
        Kind::Gt => ">",
        Kind::Ge => "≥",
        Kind::Plus => "+",
        Kind::Minus => "-",
        Kind::Times => "×",
        Kind::Divide => "÷",
        Kind::At => "@",
        Kind::Dot => ".",
        Kind::Pipe => "|",
        _ => return None,
    })
}
