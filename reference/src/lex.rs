//! Text to statements: a head and its clauses, each a list of tokens (S1, S2, S4). Canonical files.

#[derive(Clone, PartialEq, Debug)]
pub enum T {
    Name(String),
    /// A literal as written: `12`, `30%`, `5000元`, `5工作日`, `2026-01-31`.
    Lit(String),
    Str(String),
    /// `〔…〕`
    Meaning(String),
    /// `《…》`
    Title(String),
    P(char),
}

#[derive(Clone, Debug, Default)]
pub struct Statement {
    pub word: String,
    pub head: Vec<T>,
    pub clauses: Vec<(String, Vec<T>)>,
    pub rows: Vec<Vec<Vec<T>>>,
}

fn plain(c: char) -> char {
    match c {
        '，' | '、' => ',',
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '；' => ';',
        '＝' => '=',
        '＜' => '<',
        '＞' => '>',
        '％' => '%',
        '｜' => '|',
        '［' => '[',
        '］' => ']',
        '＋' => '+',
        '－' => '-',
        '＊' | '×' => '*',
        '／' | '÷' => '/',
        '＠' => '@',
        '．' => '.',
        '\u{3000}' | '\t' => ' ',
        c => c,
    }
}

fn in_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-' || c == '·'
}

/// Cuts a line at its comment.
fn bare(line: &str) -> &str {
    let mut open = false;
    for (i, c) in line.char_indices() {
        match c {
            '"' | '“' | '”' => open = !open,
            '#' if !open => return line[..i].trim_end(),
            _ => {}
        }
    }
    line.trim_end()
}

pub fn tokens(text: &str) -> Vec<T> {
    let cs: Vec<char> = text.chars().collect();
    let (mut out, mut i) = (Vec::new(), 0);
    let upto = |i: usize, end: &[char]| (i..cs.len()).find(|k| end.contains(&cs[*k])).unwrap_or(cs.len());
    let part = |a: usize, b: usize| cs[a..b].iter().collect::<String>();
    while i < cs.len() {
        let c = plain(cs[i]);
        let end = match c {
            ' ' => i + 1,
            '"' | '“' => {
                let e = upto(i + 1, if c == '"' { &['"'] } else { &['”'] });
                out.push(T::Str(part(i + 1, e)));
                e + 1
            }
            '〔' => {
                let e = upto(i, &['〕']);
                out.push(T::Meaning(part(i + 1, e)));
                e + 1
            }
            '《' => {
                let e = upto(i, &['》']);
                out.push(T::Title(part(i + 1, e)));
                e + 1
            }
            c if c.is_ascii_digit() => {
                let mut e = i;
                let dotted = |e: usize| cs[e] == '.' && cs.get(e + 1).is_some_and(char::is_ascii_digit);
                while e < cs.len() && (cs[e].is_ascii_digit() || cs[e] == '_' || dotted(e)) {
                    e += 1;
                }
                let date: String = cs[i..].iter().take(10).collect();
                if crate::day::parse_day(&date).is_some() {
                    e = i + 10;
                } else {
                    while e < cs.len() && (cs[e].is_alphabetic() || plain(cs[e]) == '%') {
                        e += 1;
                    }
                }
                out.push(T::Lit(part(i, e).replace('％', "%")));
                e
            }
            c if c.is_alphabetic() || c == '_' => {
                let mut e = i;
                while e < cs.len() && in_name(cs[e]) && (cs[e] != '-' || cs.get(e + 1).is_some_and(|c| in_name(*c))) {
                    e += 1;
                }
                out.push(T::Name(part(i, e)));
                e
            }
            c => {
                let two = (c, cs.get(i + 1).map(|c| plain(*c)));
                let (p, n) = match two {
                    ('!', Some('=')) => ('≠', 2),
                    ('<', Some('=')) => ('≤', 2),
                    ('>', Some('=')) => ('≥', 2),
                    _ => (c, 1),
                };
                out.push(T::P(p));
                i + n
            }
        };
        i = end;
    }
    out
}

pub fn statements(text: &str) -> Vec<Statement> {
    let (mut out, mut last_line): (Vec<Statement>, String) = (Vec::new(), String::new());
    let mut clause_indent = None;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = bare(line);
        let body = line.trim_start_matches(|c| plain(c) == ' ');
        if body.is_empty() {
            continue;
        }
        let indent = line.chars().take_while(|c| plain(*c) == ' ').count();
        let mut toks = tokens(body);
        let table = out.last().is_some_and(|s| s.word == "表");
        let goes_on = last_line.ends_with([',', '，', '、']) || !table && last_line.ends_with(['|', '｜']);
        if table && indent > 0 && body.starts_with(['|', '｜']) {
            let row: Vec<Vec<T>> = toks.split(|t| *t == T::P('|')).map(<[T]>::to_vec).collect();
            if let (Some(s), Some(cells)) = (out.last_mut(), row.get(1..row.len() - 1)) {
                s.rows.push(cells.to_vec());
            }
        } else if indent == 0 && !goes_on {
            let T::Name(word) = toks.remove(0) else {
                continue;
            };
            out.push(Statement { word, head: toks, ..Statement::default() });
            clause_indent = None;
        } else if let Some(s) = out.last_mut() {
            let first = *clause_indent.get_or_insert(indent);
            match (goes_on || indent > first, s.clauses.last_mut()) {
                (false, _) => {
                    let word = match toks.remove(0) {
                        T::Name(w) => w,
                        T::P(c) => c.to_string(),
                        _ => String::new(),
                    };
                    s.clauses.push((word, toks));
                }
                (true, Some(c)) => c.1.extend(toks),
                (true, None) => s.head.extend(toks),
            }
        }
        last_line = body.to_owned();
    }
    out
}
