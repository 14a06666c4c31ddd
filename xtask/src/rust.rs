//! Reads just enough Rust to tell code, comments and literals apart, and to leave tests out.

/// A literal of a Rust text.
#[derive(PartialEq, Eq, Debug)]
pub struct Literal {
    /// From 1.
    pub line: usize,
    pub text: String,
}

/// A Rust text without comments, and with its literals set apart.
#[derive(Default, Debug)]
pub struct Source {
    /// As long as the text, with blanks in place of comments and of what stands in literals.
    pub code: String,
    pub literals: Vec<Literal>,
}

/// Reads a text, tests included.
fn read(text: &str) -> Source {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader {
        chars: &chars,
        at: 0,
        line: 1,
        out: Source::default(),
    };
    while reader.at < chars.len() {
        reader.step();
    }
    reader.out
}

/// Reads a text and leaves out everything under `#[cfg(test)]`.
pub fn read_without_tests(text: &str) -> Source {
    let mut source = read(text);
    let spans = test_spans(&source.code);
    let lines: Vec<(usize, usize)> = spans
        .iter()
        .map(|(start, end)| (line_of(&source.code, *start), line_of(&source.code, *end)))
        .collect();
    source.literals.retain(|literal| {
        !lines
            .iter()
            .any(|(first, last)| *first <= literal.line && literal.line <= *last)
    });
    for (start, end) in spans {
        let item = source.code.get(start..end).unwrap_or_default();
        let blank: String = item.chars().map(blanked).collect();
        source.code.replace_range(start..end, &blank);
    }
    source
}

/// Blanks of as many bytes, so that places in the code stay right.
fn blanked(c: char) -> String {
    if c == '\n' {
        "\n".into()
    } else {
        " ".repeat(c.len_utf8())
    }
}

/// Names of modules that a file declares under `#[cfg(test)]` and keeps in files of their own.
pub fn test_modules(text: &str) -> Vec<String> {
    let code = read(text).code;
    test_spans(&code)
        .into_iter()
        .filter_map(|(start, end)| {
            let item = code.get(start..end)?.strip_suffix(';')?;
            let (_, name) = item.rsplit_once("mod ")?;
            Some(name.trim().to_owned())
        })
        .collect()
}

/// The line of a byte, from 1.
pub fn line_of(code: &str, byte: usize) -> usize {
    code.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

/// Byte ranges of items under `#[cfg(test)]`, attribute included.
fn test_spans(code: &str) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (start, mark) in code.match_indices("#[cfg(test)]") {
        if spans.last().is_some_and(|(_, end)| start < *end) {
            continue;
        }
        let end = item_end(code, start + mark.len());
        spans.push((start, end));
    }
    spans
}

/// Where the item that starts here ends: behind its `;`, or behind its closing brace.
fn item_end(code: &str, from: usize) -> usize {
    let mut depth = 0i32;
    for (at, c) in code.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    line: usize,
    out: Source,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    /// Takes one character; as code it is kept, else blanked.
    fn take(&mut self, as_code: bool) -> char {
        let c = self.peek(0);
        self.at += 1;
        if c == '\n' {
            self.line += 1;
        }
        self.out
            .code
            .push(if as_code || c == '\n' { c } else { ' ' });
        c
    }

    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.line_comment(),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('r', '"' | '#') if !self.in_name() => self.raw_string(),
            ('\'', _) => self.quote(),
            _ => {
                self.take(true);
            }
        }
    }

    /// Whether the character before belongs to a name (`for"x"` is not raw; `br"x"` is).
    fn in_name(&self) -> bool {
        let before = self
            .at
            .checked_sub(1)
            .and_then(|at| self.chars.get(at))
            .copied();
        before.is_some_and(|c| (c.is_alphanumeric() || c == '_') && c != 'b' && c != 'c')
    }

    fn line_comment(&mut self) {
        while self.at < self.chars.len() && self.peek(0) != '\n' {
            self.take(false);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.chars.len() {
            match (self.peek(0), self.peek(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.take(false);
                    continue;
                }
            }
            self.take(false);
            self.take(false);
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        let mut text = String::new();
        self.take(true);
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                text.push(self.take(false));
            }
            text.push(self.take(false));
        }
        self.take(true);
        self.out.literals.push(Literal { line, text });
    }

    fn raw_string(&mut self) {
        let mut hashes = 0;
        while self.peek(1 + hashes) == '#' {
            hashes += 1;
        }
        if self.peek(1 + hashes) != '"' {
            self.take(true); // A raw name such as `r#type`.
            return;
        }
        let line = self.line;
        let mut text = String::new();
        for _ in 0..hashes + 2 {
            self.take(true);
        }
        while self.at < self.chars.len() && !self.closes_raw(hashes) {
            text.push(self.take(false));
        }
        for _ in 0..=hashes {
            self.take(true);
        }
        self.out.literals.push(Literal { line, text });
    }

    fn closes_raw(&self, hashes: usize) -> bool {
        self.peek(0) == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == '#')
    }

    /// A character literal, or a lifetime.
    fn quote(&mut self) {
        let literal = self.peek(1) == '\\' || self.peek(2) == '\'';
        self.take(true);
        if !literal {
            return;
        }
        let line = self.line;
        let mut text = String::new();
        loop {
            if self.peek(0) == '\\' {
                text.push(self.take(false));
            }
            text.push(self.take(false));
            if self.peek(0) == '\'' || self.at >= self.chars.len() {
                break;
            }
        }
        self.take(true);
        self.out.literals.push(Literal { line, text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: Expect) {
        let source = read_without_tests(text);
        assert_eq!(source.code.lines().count(), text.lines().count());
        let literals: Vec<String> = source
            .literals
            .iter()
            .map(|l| format!("{} {}", l.line, l.text))
            .collect();
        let code: Vec<&str> = source.code.lines().map(str::trim_end).collect();
        expected.assert_eq(&format!(
            "{}\n--\n{}\n",
            code.join("\n"),
            literals.join("\n")
        ));
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        check(
            "let a = \"std::fs // no\"; // std::net\n/* a /* b */ c */ let c = 'x'; fn f<'a>() {}\nlet r = br#\"q\"q\"#; let n = '\\'';",
            expect![[r##"
                let a = "             ";
                                  let c = ' '; fn f<'a>() {}
                let r = br#"   "#; let n = '  ';
                --
                1 std::fs // no
                2 x
                3 q"q
                3 \'
            "##]],
        );
    }

    #[test]
    fn what_stands_under_cfg_test_is_left_out() {
        check(
            "fn a() { \"x\"; }\n#[cfg(test)]\nmod tests {\n    fn b() { \"y\"; }\n}\n#[cfg(test)]\nuse z::w;\nfn c() { 'z'; }",
            expect![[r#"
                fn a() { " "; }






                fn c() { ' '; }
                --
                1 x
                8 z
            "#]],
        );
    }

    #[test]
    fn test_modules_in_files_of_their_own_are_named() {
        let text =
            "#[cfg(test)]\nmod worked_cases;\nmod real;\n#[cfg(test)]\nmod inline { fn f() {} }\n";
        assert_eq!(test_modules(text), ["worked_cases"]);
    }
}
