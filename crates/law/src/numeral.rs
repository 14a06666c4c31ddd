//! Chinese numerals as statutes write them, 1 to 9999, and digits of either width.

const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The value of one Chinese digit; `〇` is `零`.
fn digit(c: char) -> Option<u16> {
    let c = if c == '〇' { '零' } else { c };
    DIGITS
        .iter()
        .position(|d| *d == c)
        .and_then(|n| u16::try_from(n).ok())
}

fn unit(c: char) -> Option<u16> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// The number at the start of the text (Chinese, ASCII or full-width digits) and its length in bytes.
/// `None` when there is none, or it is outside 1 to 9999.
pub fn prefix(text: &str) -> Option<(u16, usize)> {
    digits(text).or_else(|| chinese(text))
}

/// A number in ASCII or full-width digits at the start of the text, and its length in bytes.
pub fn digits(text: &str) -> Option<(u16, usize)> {
    let (mut value, mut len) = (0_u16, 0);
    for c in text.chars() {
        let Some(d) = ascii(c).to_digit(10) else {
            break;
        };
        value = value.checked_mul(10)?.checked_add(u16::try_from(d).ok()?)?;
        len += c.len_utf8();
    }
    (1..=9999).contains(&value).then_some((value, len))
}

/// A Chinese numeral at the start of the text, and its length in bytes.
pub fn chinese(text: &str) -> Option<(u16, usize)> {
    let (mut total, mut last, mut len) = (0_u16, None, 0);
    let mut below = u16::MAX; // units must fall: 一千二百, never 二百一千
    for c in text.chars() {
        if let Some(d) = digit(c) {
            match last {
                None | Some(0) => last = Some(d),
                Some(_) => return None, // 一二 is no numeral of a statute
            }
        } else if let Some(u) = unit(c) {
            if u >= below {
                return None;
            }
            below = u;
            let count = match last {
                None if u == 10 => 1,
                None | Some(0) if u != 10 => return None,
                Some(0) | None => 1,
                Some(n) => n,
            };
            total = total.checked_add(count.checked_mul(u)?)?;
            last = None;
        } else {
            break;
        }
        len += c.len_utf8();
    }
    let value = total.checked_add(last.unwrap_or(0))?;
    (1..=9999).contains(&value).then_some((value, len))
}

/// The Chinese numeral of a number: `120` is `一百二十`, `13` is `十三`.
pub fn zh(n: u16) -> String {
    let name = |d: u16| DIGITS.get(usize::from(d)).copied().unwrap_or('零');
    if (10..20).contains(&n) {
        let rest = n % 10;
        return if rest == 0 {
            "十".into()
        } else {
            format!("十{}", name(rest))
        };
    }
    let (mut out, mut gap) = (String::new(), false);
    for (scale, word) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let d = n / scale % 10;
        if d == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        out.push(name(d));
        out.push_str(word);
    }
    out
}

/// A full-width ASCII character (`（`, `．`, `５`) as its ASCII one; others stay.
pub(crate) fn ascii(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_goes_there_and_back() {
        for n in 1..=9999 {
            let text = zh(n);
            assert_eq!(prefix(&text), Some((n, text.len())), "{text}");
        }
    }

    #[test]
    fn forms_of_statutes() {
        for (text, n) in [
            ("一百〇一", 101),
            ("一百零一", 101),
            ("十", 10),
            ("一千二百四十二", 1242),
            ("５８", 58),
            ("120", 120),
            ("一百十", 110),
        ] {
            assert_eq!(prefix(text).map(|p| p.0), Some(n), "{text}");
        }
        for bad in [
            "",
            "条",
            "零",
            "0",
            "10000",
            "99999999999",
            "一二三",
            "二百一千",
            "百",
        ] {
            assert_eq!(prefix(bad), None, "{bad}");
        }
    }
}
