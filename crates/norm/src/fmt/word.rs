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
            let first = token == tokens.start;
            let space = if first { 0 } else { self.space(token) };
            let breaks = if first {
                None
            } else {
                self.breaks(token, depth)
            };
            let text = self.text(token);
            let tail = self.mark(token) == Some(Mark::Tail);
            let part = Part::of(&text, tail);
            words.push(Word {
                text,
                space,
                breaks,
                part,
                token,
            });
            if matches!(kind, Kind::Open | Kind::OpenRange) {
                depth += 1;
            }
        }
        words
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
        let (Some(before), Some(kind)) = (self.kind(token.wrapping_sub(1)), self.kind(token))
        else {
            return 0;
        };
        let sign = self.mark(token) == Some(Mark::Tight);
        let after_sign = self.mark(token.wrapping_sub(1)) == Some(Mark::Tight);
        let closes = matches!(
            kind,
            Kind::Comma
                | Kind::Colon
                | Kind::Close
                | Kind::CloseRange
                | Kind::CloseMeaning
                | Kind::Dot
                | Kind::At
        );
        let opens = matches!(
            before,
            Kind::Open | Kind::OpenRange | Kind::OpenMeaning | Kind::Dot | Kind::At
        );
        let citation = matches!((before, kind), (Kind::Title, Kind::Article))
            || (before == Kind::Comma && matches!(kind, Kind::Article | Kind::Title));
        let pipe = before == Kind::Pipe || kind == Kind::Pipe;
        let slash = sign && kind == Kind::Divide;
        if closes || opens || citation || pipe || slash || after_sign {
            return 0;
        }
        if self.mark(token) == Some(Mark::Tail) {
            2
        } else {
            1
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
