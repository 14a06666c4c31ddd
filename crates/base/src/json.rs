//! Canonical JSON (RFC 8785, JCS): one text for one value, so that it can be hashed.

use serde_json::{Number, Value};

/// The value has no canonical text.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JsonError {
    /// Not a finite number.
    #[error("数不能写成规范 JSON：{0}")]
    NotFinite(String),
    /// RFC 8785 knows only IEEE-754 doubles; a bigger integer would lose digits without notice.
    #[error("整数 {0} 超出双精度能准确表示的范围，请写作文本")]
    TooBig(String),
    /// The bytes are no JSON.
    #[error("不是 JSON：{0}")]
    Syntax(String),
    /// The bytes are JSON, but not in the canonical form (blanks, order, repeated keys, spelling of a number or sign).
    #[error("不是规范 JSON（RFC 8785）")]
    NotCanonical,
}

/// The canonical text of a value.
///
/// # Errors
/// Numbers that are not finite, and integers that no double holds.
pub fn canonical(value: &Value) -> Result<String, JsonError> {
    let mut out = String::new();
    write_value(value, &mut out)?;
    Ok(out)
}

/// Reads bytes that must already be the canonical text of their value; nothing else is accepted.
///
/// # Errors
/// `Syntax` or `NotCanonical`.
pub fn parse_canonical(bytes: &[u8]) -> Result<Value, JsonError> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|e| JsonError::Syntax(e.to_string()))?;
    if canonical(&value)?.as_bytes() == bytes {
        Ok(value)
    } else {
        Err(JsonError::NotCanonical)
    }
}

/// A finite double as ECMAScript writes it (RFC 8785 section 3.2.2.3).
///
/// # Errors
/// `NotFinite`.
pub fn number(value: f64) -> Result<String, JsonError> {
    if !value.is_finite() {
        return Err(JsonError::NotFinite(value.to_string()));
    }
    if value == 0.0 {
        return Ok("0".to_owned());
    }
    let scientific = shortest(value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let exponent: i32 = exponent
        .parse()
        .map_err(|_| JsonError::NotFinite(scientific.clone()))?;
    let sign = if value < 0.0 { "-" } else { "" };
    Ok(format!("{sign}{}", place_point(&digits, exponent + 1)))
}

// Rust's shortest digits round a tie up, ECMAScript takes the even one (1424953923781206.25 → …6.2);
// writing the same number of digits exactly rounds ties to even and reads back to the same double.
fn shortest(value: f64) -> String {
    let up = format!("{value:e}");
    let digits = up
        .bytes()
        .take_while(|b| *b != b'e')
        .filter(u8::is_ascii_digit)
        .count();
    let even = format!("{value:.*e}", digits.saturating_sub(1));
    if even.parse() == Ok(value) { even } else { up }
}

// `point` is n of ECMA-262 Number::toString: the value is 0.digits × 10^point.
fn place_point(digits: &str, point: i32) -> String {
    let count = digits.len() as i32;
    if count <= point && point <= 21 {
        format!("{digits}{}", "0".repeat((point - count) as usize))
    } else if 0 < point && point <= 21 {
        let (whole, part) = digits.split_at(point as usize);
        format!("{whole}.{part}")
    } else if -6 < point && point <= 0 {
        format!("0.{}{digits}", "0".repeat((-point) as usize))
    } else {
        let (first, rest) = digits.split_at(1);
        let dot = if rest.is_empty() { "" } else { "." };
        format!("{first}{dot}{rest}e{:+}", point - 1)
    }
}

fn write_value(value: &Value, out: &mut String) -> Result<(), JsonError> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => out.push_str(&write_number(n)?),
        Value::String(s) => write_string(s, out),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_value(item, out)?;
            }
            out.push(']');
        }
        Value::Object(map) => write_object(map, out)?,
    }
    Ok(())
}

fn write_object(map: &serde_json::Map<String, Value>, out: &mut String) -> Result<(), JsonError> {
    let mut entries: Vec<_> = map.iter().collect();
    // Keys are ordered by UTF-16 code units, not by code points.
    entries.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
    out.push('{');
    for (i, (key, item)) in entries.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_string(key, out);
        out.push(':');
        write_value(item, out)?;
    }
    out.push('}');
    Ok(())
}

fn write_number(n: &Number) -> Result<String, JsonError> {
    let whole = n
        .as_i64()
        .map(i128::from)
        .or_else(|| n.as_u64().map(i128::from));
    let double = n
        .as_f64()
        .ok_or_else(|| JsonError::NotFinite(n.to_string()))?;
    let text = number(double)?;
    match whole {
        Some(whole) if double as i128 != whole && text != whole.to_string() => {
            Err(JsonError::TooBig(whole.to_string()))
        }
        _ => Ok(text),
    }
}

fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &str) {
        let value: Value = serde_json::from_str(input).unwrap();
        assert_eq!(canonical(&value).unwrap(), expected);
        assert_eq!(
            parse_canonical(expected.as_bytes()).unwrap(),
            serde_json::from_str::<Value>(expected).unwrap()
        );
    }

    #[test]
    fn keys_blanks_and_signs() {
        check(
            r#"{ "b" : 1, "a":[ true ,null], "文":"\u20ac\u000f/" }"#,
            "{\"a\":[true,null],\"b\":1,\"文\":\"€\\u000f/\"}",
        );
        // U+FB33 comes after the surrogates of U+1F602 in UTF-16, before it in code points.
        check(
            "{\"\u{fb33}\":1,\"\u{1f602}\":2}",
            "{\"\u{1f602}\":2,\"\u{fb33}\":1}",
        );
    }

    #[test]
    fn numbers() {
        check(
            "[1e30,4.50,2e-3,1e-27,-0.0,1e21,123456789012345680000,-3,56.0]",
            "[1e+30,4.5,0.002,1e-27,0,1e+21,123456789012345680000,-3,56]",
        );
        assert_eq!(number(f64::NAN), Err(JsonError::NotFinite("NaN".into())));
        let lost: Value = serde_json::from_str("9007199254740993").unwrap();
        assert_eq!(
            canonical(&lost),
            Err(JsonError::TooBig("9007199254740993".into()))
        );
        check("9223372036854775808", "9223372036854776000");
    }

    #[test]
    fn what_is_not_canonical_is_refused() {
        for bad in [
            "{ }",
            "{\"a\":1,\"a\":1}",
            "{\"b\":1,\"a\":2}",
            "1.0",
            "\"\\u0041\"",
            "[1,2]\n",
        ] {
            assert_eq!(
                parse_canonical(bad.as_bytes()),
                Err(JsonError::NotCanonical),
                "{bad}"
            );
        }
        assert!(matches!(parse_canonical(b"{"), Err(JsonError::Syntax(_))));
    }
}
