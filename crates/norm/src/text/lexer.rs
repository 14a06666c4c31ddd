//! Characters to tokens: full-width and ASCII punctuation alike (S2), names (S3), literals (S4), citations (S5).

use super::diagnostic::Sink;
use super::literal;
use crate::tree::Span;

/// What a token is; its text is found through the span.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Name,
    Number,
    Money,
    Date,
    Term,
    Count,
    Text,
    Title,
    Article,
    Comma,
    Colon,
    Semicolon,
    Open,
    Close,
    OpenRange,
    CloseRange,
    OpenMeaning,
    CloseMeaning,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Plus,
    Minus,
    Times,
    Divide,
    At,
    Dot,
    Pipe,
    /// Already reported.
    Bad,
}

/// A token and its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
}

/// A comment: from `#` to the end of its line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comment {
    pub(crate) span: Span,
    /// How many tokens stand before it in the file.
    pub(crate) before: usize,
    /// Nothing else on its line.
    pub(crate) alone: bool,
    /// Blanks before it on its line (only of use when alone).
    pub(crate) indent: usize,
}

/// A line that holds at least one token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Characters before the first token.
    pub(crate) indent: usize,
    /// Index of the first token.
    pub(crate) first: usize,
}

/// Everything that the characters say.
#[derive(Default)]
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    pub(crate) lines: Vec<Line>,
    pub(crate) comments: Vec<Comment>,
    /// Byte offsets where lines without token and comment end.
    pub(crate) blanks: Vec<u32>,
}

/// Splits a file into tokens; what is no token is reported and becomes `Bad`.
pub(crate) fn lex(source: &str, sink: &mut Sink) -> Lexed {
    let mut lexed = Lexed::default();
    let mut at = if source.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    while at < source.len() {
        let rest = source.get(at..).unwrap_or_default();
        let line = rest.find('\n').and_then(|n| rest.get(..n)).unwrap_or(rest);
        LineLexer {
            line,
            base: at,
            at: 0,
            lexed: &mut lexed,
            sink,
        }
        .run();
        at += line.len() + 1;
    }
    lexed
}

struct LineLexer<'a> {
    line: &'a str,
    base: usize,
    at: usize,
    lexed: &'a mut Lexed,
    sink: &'a mut Sink,
}

impl LineLexer<'_> {
    fn run(&mut self) {
        let first = self.lexed.tokens.len();
        let comments = self.lexed.comments.len();
        while let Some(c) = self.peek() {
            match c {
                '#' => return self.comment(first),
                c if c.is_whitespace() => self.at += c.len_utf8(),
                c => self.token(c, first),
            }
        }
        if self.lexed.tokens.len() == first && self.lexed.comments.len() == comments {
            self.lexed.blanks.push((self.base + self.line.len()) as u32);
        }
    }

    fn rest(&self) -> &str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn indent(&self) -> usize {
        self.line.get(..self.at).unwrap_or_default().chars().count()
    }

    fn comment(&mut self, first: usize) {
        let before = self.lexed.tokens.len();
        let alone = before == first;
        let indent = if alone { self.indent() } else { 0 };
        let length = self.rest().trim_end().len();
        let span = self.span(self.at, self.at + length);
        self.lexed.comments.push(Comment {
            span,
            before,
            alone,
            indent,
        });
    }

    fn span(&self, from: usize, to: usize) -> Span {
        Span {
            start: (self.base + from) as u32,
            end: (self.base + to) as u32,
        }
    }

    fn token(&mut self, c: char, first: usize) {
        if self.lexed.tokens.len() == first {
            let indent = self.indent();
            self.lexed.lines.push(Line { indent, first });
        }
        let from = self.at;
        let kind = match c {
            '"' => self.text('"'),
            '“' => self.text('”'),
            '《' => self.title(),
            c if c.is_ascii_digit() => self.literal(),
            c if c.is_alphabetic() || c == '_' => self.name(),
            _ => self.punctuation(c),
        };
        self.lexed.tokens.push(Token {
            kind,
            span: self.span(from, self.at),
        });
    }

    fn text(&mut self, close: char) -> Kind {
        let open = self.peek().map_or(1, char::len_utf8);
        let inside = self.line.get(self.at + open..).unwrap_or_default();
        match inside.find(close) {
            Some(n) => {
                self.at += open + n + close.len_utf8();
                Kind::Text
            }
            None => {
                let from = self.at;
                self.at = self.line.len();
                let message = format!("字符串没有结束：这一行里应当有 `{close}`");
                self.bad(from, from + open, message)
            }
        }
    }

    fn bad(&mut self, from: usize, to: usize, message: String) -> Kind {
        let span = self.span(from, to);
        self.sink.error(span, message);
        Kind::Bad
    }

    fn title(&mut self) -> Kind {
        match title_length(self.rest()) {
            Some(length) => {
                self.at += length;
                Kind::Title
            }
            None => {
                let from = self.at;
                self.at = self.line.len();
                self.bad(
                    from,
                    from + '《'.len_utf8(),
                    "书名号没有结束：应当有 `》`".to_owned(),
                )
            }
        }
    }

    /// After `《…》`, and after a comma in such a list, digits are an article, not a number.
    fn in_citation(&self) -> bool {
        let mut last = self.lexed.tokens.iter().rev().map(|t| t.kind);
        match last.next() {
            Some(Kind::Title) => true,
            Some(Kind::Comma) => matches!(last.next(), Some(Kind::Article | Kind::Title)),
            _ => false,
        }
    }

    fn literal(&mut self) -> Kind {
        let from = self.at;
        if self.in_citation() {
            self.at += literal::article_length(self.rest());
            return Kind::Article;
        }
        let found = literal::scan(self.rest());
        self.at += found.length;
        match found.problem {
            Some(message) => self.bad(from, from + found.length, message),
            None => found.kind,
        }
    }

    fn name(&mut self) -> Kind {
        let from = self.at;
        let length = self
            .rest()
            .find(|c| !in_name(c))
            .unwrap_or(self.rest().len());
        self.at += length;
        if self
            .line
            .get(from..self.at)
            .is_some_and(|n| n.ends_with('-'))
        {
            return self.bad(
                self.at - 1,
                self.at,
                "名字不能以 `-` 结尾；减号前要空一格".to_owned(),
            );
        }
        Kind::Name
    }

    fn punctuation(&mut self, c: char) -> Kind {
        let from = self.at;
        self.at += c.len_utf8();
        let next_eq = matches!(self.peek(), Some('=' | '＝'));
        if next_eq && matches!(c, '<' | '＜' | '>' | '＞' | '!' | '！') {
            self.at += self.peek().map_or(0, char::len_utf8);
            return match c {
                '<' | '＜' => Kind::Le,
                '>' | '＞' => Kind::Ge,
                _ => Kind::Ne,
            };
        }
        simple(c).unwrap_or_else(|| self.unknown(c, from))
    }

    /// Reports a run of characters that belong to nothing, once.
    fn unknown(&mut self, c: char, from: usize) -> Kind {
        let more = |c: char| {
            !(in_name(c) || c.is_whitespace() || simple(c).is_some() || "\"“《#".contains(c))
        };
        let length = self.rest().find(|c| !more(c)).unwrap_or(self.rest().len());
        self.at += length;
        let message = match c {
            '》' => "`》` 前面没有 `《`".to_owned(),
            '”' => "`”` 前面没有 `“`".to_owned(),
            '。' => "句末不用 `。`，换行就是结束".to_owned(),
            '＃' => "注释用半角 `#` 开头".to_owned(),
            '０'..='９' => "数字要用半角，例如 `5工作日`".to_owned(),
            c if c.is_control() || literal::unseen(c) => {
                format!("这里有看不见的字符 U+{:04X}，请删去", c as u32)
            }
            c => format!("这里不能用字符 `{c}`"),
        };
        self.bad(from, self.at, message)
    }
}

/// From `《` to the `》` that closes it; a title may hold titles.
fn title_length(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, c) in text.char_indices().take(200) {
        match c {
            '《' => open += 1,
            '》' if open == 1 => return Some(at + c.len_utf8()),
            '》' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// A character inside a name (S3).
pub(crate) fn in_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '·')
}

fn simple(c: char) -> Option<Kind> {
    Some(match c {
        ',' | '，' | '、' => Kind::Comma,
        ':' | '：' => Kind::Colon,
        ';' | '；' => Kind::Semicolon,
        '(' | '（' => Kind::Open,
        ')' | '）' => Kind::Close,
        '[' | '［' => Kind::OpenRange,
        ']' | '］' => Kind::CloseRange,
        '〔' => Kind::OpenMeaning,
        '〕' => Kind::CloseMeaning,
        '=' | '＝' => Kind::Eq,
        '≠' => Kind::Ne,
        '<' | '＜' => Kind::Lt,
        '≤' => Kind::Le,
        '>' | '＞' => Kind::Gt,
        '≥' => Kind::Ge,
        '+' | '＋' => Kind::Plus,
        '-' | '－' | '−' => Kind::Minus,
        '×' | '*' | '＊' => Kind::Times,
        '÷' | '/' | '／' => Kind::Divide,
        '@' | '＠' => Kind::At,
        '.' | '．' => Kind::Dot,
        '|' | '｜' => Kind::Pipe,
        _ => return None,
    })
}

/// A row of a table that only separates: `|---|---|`.
pub(crate) fn is_rule(row: &[Kind]) -> bool {
    let only = row
        .iter()
        .all(|k| matches!(k, Kind::Pipe | Kind::Minus | Kind::Colon));
    only && row.windows(2).any(|w| w.iter().all(|k| *k == Kind::Minus))
}
