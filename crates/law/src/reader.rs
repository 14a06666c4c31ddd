//! A cursor over a text that reads the short form of a place (language.md S5) and never steps back
//! into the middle of a character.

use crate::numeral::{self, ascii};
use crate::place::{ArticleNumber, Place};

#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    pos: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Reader<'a> {
        Reader { text, pos: 0 }
    }

    /// A reader that starts at a byte; at the end when the byte is no boundary.
    pub(crate) fn at(text: &'a str, pos: usize) -> Reader<'a> {
        Reader {
            text,
            pos: if text.is_char_boundary(pos) {
                pos
            } else {
                text.len()
            },
        }
    }

    pub(crate) fn pos(&self) -> usize {
        self.pos
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.pos..).unwrap_or("")
    }

    /// The next character, its width folded.
    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next().map(ascii)
    }

    /// Steps over the next character if it is `c` in either width.
    pub(crate) fn eat(&mut self, c: char) -> bool {
        match self.rest().chars().next() {
            Some(next) if ascii(next) == c => {
                self.pos += next.len_utf8();
                true
            }
            _ => false,
        }
    }

    pub(crate) fn eat_str(&mut self, word: &str) -> bool {
        let hit = self.rest().starts_with(word);
        if hit {
            self.pos += word.len();
        }
        hit
    }

    /// Steps over blanks of a line, and says whether there were any.
    pub(crate) fn blanks(&mut self) -> bool {
        let before = self.pos;
        while self.eat(' ') || self.eat('\t') {}
        self.pos > before
    }

    /// Steps over a number that `read` finds.
    pub(crate) fn number(&mut self, read: fn(&str) -> Option<(u16, usize)>) -> Option<u16> {
        let (n, len) = read(self.rest())?;
        self.pos += len;
        Some(n)
    }

    /// Runs `read`; when it gives nothing, the reader stands where it stood.
    pub(crate) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let saved = *self;
        let found = read(self);
        if found.is_none() {
            *self = saved;
        }
        found
    }

    /// `58`, `58之一`.
    pub(crate) fn article(&mut self) -> Option<ArticleNumber> {
        let main = self.number(numeral::digits)?;
        Some(ArticleNumber {
            main,
            sub: self.inserted(),
        })
    }

    /// `之一` after an article number; 0 when there is none.
    pub(crate) fn inserted(&mut self) -> u16 {
        self.attempt(|r| {
            if r.eat('之') {
                r.number(numeral::prefix)
            } else {
                None
            }
        })
        .unwrap_or(0)
    }

    /// `58.1(1)`: everything that can be read; what follows is left.
    pub(crate) fn place(&mut self) -> Option<Place> {
        let article = self.article()?;
        let paragraph = self.attempt(|r| {
            if r.eat('.') {
                r.number(numeral::digits)
            } else {
                None
            }
        });
        Some(Place {
            article,
            paragraph,
            item: self.bracketed(),
        })
    }

    /// `(1)`, `（一）`.
    pub(crate) fn bracketed(&mut self) -> Option<u16> {
        self.attempt(|r| {
            let n = if r.eat('(') {
                r.number(numeral::prefix)?
            } else {
                return None;
            };
            r.eat(')').then_some(n)
        })
    }
}
