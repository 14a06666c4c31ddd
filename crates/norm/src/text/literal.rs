//! Literals: how far one reaches in the text, and what it is worth (S4, S5).

use fadu_base::{Date, Money, Number};

use super::lexer::{Kind, in_name};

/// How far a literal reaches, and what is wrong with it.
pub(crate) struct Scan {
    pub(crate) kind: Kind,
    pub(crate) length: usize,
    pub(crate) problem: Option<String>,
}

/// Units, longer ones first where one begins another.
const UNITS: &[(&str, Kind)] = &[
    ("工作日", Kind::Term),
    ("自然日", Kind::Term),
    ("日", Kind::Term),
    ("个月", Kind::Term),
    ("年", Kind::Term),
    ("小时", Kind::Term),
    ("万元", Kind::Money),
    ("亿元", Kind::Money),
    ("元", Kind::Money),
    ("次", Kind::Count),
];

/// Reads a literal at the start of `text`, which starts with a digit.
pub(crate) fn scan(text: &str) -> Scan {
    let whole = |kind: Kind, length: usize| Scan {
        kind,
        length,
        problem: None,
    };
    if let Some(length) = date_length(text) {
        return whole(Kind::Date, length);
    }
    let number = number_length(text);
    let after = text.get(number..).unwrap_or_default();
    if let Some(c @ ('%' | '％')) = after.chars().next() {
        return whole(Kind::Number, number + c.len_utf8());
    }
    let suffix = run(after, |c| c.is_alphanumeric() || c == '_');
    if suffix.is_empty() {
        return whole(Kind::Number, number);
    }
    if let Some((unit, kind)) = unit(suffix) {
        return whole(kind, number + unit.len());
    }
    let length = number + run(after, in_name).len();
    let problem = Some(no_literal(text.get(..length).unwrap_or_default()));
    Scan {
        kind: Kind::Bad,
        length,
        problem,
    }
}

/// The characters at the start that are of a kind.
fn run(text: &str, inside: impl Fn(char) -> bool) -> &str {
    let end = text.find(|c| !inside(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The unit that letters are, or are with `内` behind it.
fn unit(letters: &str) -> Option<(&'static str, Kind)> {
    let is = |unit: &str| {
        letters
            .strip_prefix(unit)
            .is_some_and(|rest| matches!(rest, "" | "内"))
    };
    UNITS.iter().copied().find(|(unit, _)| is(unit))
}

fn no_literal(text: &str) -> String {
    let shown: String = text.chars().take(40).collect();
    format!(
        "不认得 `{shown}`：期限写作 5日、5工作日、5自然日、3个月、2年、24小时，金额写作 5000元、3万元，名字不能以数字开头"
    )
}

fn number_length(text: &str) -> usize {
    let digits = |s: &str| {
        s.find(|c: char| !(c.is_ascii_digit() || c == '_'))
            .unwrap_or(s.len())
    };
    let whole = digits(text);
    let after = text.get(whole..).unwrap_or_default();
    match after.strip_prefix('.') {
        Some(part) if part.starts_with(|c: char| c.is_ascii_digit()) => whole + 1 + digits(part),
        _ => whole,
    }
}

/// `2026-01-31`; also `2026-1-31`, so that the error can speak of a date.
fn date_length(text: &str) -> Option<usize> {
    let mut parts = 0;
    let mut at = 0;
    for (minimum, maximum) in [(4, 4), (1, 2), (1, 2)] {
        let rest = text.get(at..)?;
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        if digits < minimum || maximum < digits {
            return None;
        }
        at += digits;
        parts += 1;
        if parts < 3 {
            text.get(at..)?.starts_with('-').then_some(())?;
            at += 1;
        }
    }
    let next = text.get(at..)?.chars().next();
    next.is_none_or(|c| !in_name(c)).then_some(at)
}

/// How far an article reaches: `58`, `58.1`, `58.1(1)`, `58之一`, `64(1)`, full-width brackets too.
pub(crate) fn article_length(text: &str) -> usize {
    let inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | '．' | '之') || numeral(c);
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let run = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        at += run;
        let item = bracket_length(text.get(at..).unwrap_or_default());
        at += item;
        if item == 0 {
            return at;
        }
    }
}

fn bracket_length(text: &str) -> usize {
    let Some(open) = text.chars().next().filter(|c| matches!(c, '(' | '（')) else {
        return 0;
    };
    let inside = text.get(open.len_utf8()..).unwrap_or_default();
    let run = inside
        .find(|c: char| !(c.is_ascii_digit() || numeral(c)))
        .unwrap_or(inside.len());
    match inside.get(run..).and_then(|r| r.chars().next()) {
        Some(close @ (')' | '）')) if 0 < run => open.len_utf8() + run + close.len_utf8(),
        _ => 0,
    }
}

fn numeral(c: char) -> bool {
    "〇零一二三四五六七八九十百".contains(c)
}

/// Characters without width that are no control characters: zero-width blanks, marks of direction.
pub(crate) fn unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// `12`, `1_000`, `12.5`, `30%`.
pub(crate) fn number(text: &str) -> Option<Number> {
    let (body, percent) = match text.strip_suffix(['%', '％']) {
        Some(body) => (body, 100),
        None => (text, 1),
    };
    let clean: String = body.chars().filter(|c| *c != '_').collect();
    let (whole, part) = clean.split_once('.').unwrap_or((&clean, ""));
    if 18 < whole.len() || 12 < part.len() {
        return None;
    }
    let scale = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
    let part = if part.is_empty() {
        0
    } else {
        part.parse::<i128>().ok()?
    };
    let numerator = whole
        .parse::<i128>()
        .ok()?
        .checked_mul(scale)?
        .checked_add(part)?;
    Some(Number::new(numerator, scale.checked_mul(percent)?))
}

/// `5000元`, `3万元`.
pub(crate) fn money(text: &str) -> Result<Money, String> {
    Money::parse(text).map_err(|e| e.to_string())
}

/// `2026-01-31`.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    text.parse::<Date>().map_err(|e| e.to_string())
}
