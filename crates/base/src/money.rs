//! Money in whole 分 (0.01 yuan), exact. Never a float.

use std::fmt;

/// An amount in 分; may be negative in a difference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Money(pub i64);

/// The text is no amount.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("不是金额：`{0}`，应写作 5000元、3万元 或 12.50元")]
pub struct MoneyError(pub String);

impl Money {
    /// Reads `5000元`, `3万元`, `1.5亿元`, `12.50元`, `-3元`, `1_000元`; exact, else an error.
    ///
    /// # Errors
    /// When the text has another form, parts of a 分, or is beyond 9×10^16 元.
    pub fn parse(text: &str) -> Result<Money, MoneyError> {
        Money::read(text).ok_or_else(|| MoneyError(text.chars().take(40).collect()))
    }

    fn read(text: &str) -> Option<Money> {
        let body = text.strip_suffix('元')?;
        let (body, scale) = match (body.strip_suffix('万'), body.strip_suffix('亿')) {
            (Some(b), _) => (b, 1_000_000),
            (_, Some(b)) => (b, 10_000_000_000),
            _ => (body, 100),
        };
        let (sign, digits) = match body.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, body),
        };
        let clean: String = digits.chars().filter(|c| !matches!(c, '_' | ',')).collect();
        let (whole, part) = clean.split_once('.').unwrap_or((&clean, ""));
        let plain =
            |s: &str| !s.is_empty() && s.len() <= 18 && s.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || (clean.contains('.') && !plain(part)) {
            return None;
        }
        let mut fen = whole.parse::<i128>().ok()?.checked_mul(scale)?;
        if !part.is_empty() {
            let numerator = part.parse::<i128>().ok()?.checked_mul(scale)?;
            let unit = 10_i128.checked_pow(u32::try_from(part.len()).ok()?)?;
            if numerator % unit != 0 {
                return None;
            }
            fen = fen.checked_add(numerator / unit)?;
        }
        i64::try_from(fen * sign).ok().map(Money)
    }

    /// `30,000.00` with thousands separators, for screens.
    pub fn grouped(self) -> String {
        let fen = self.0.unsigned_abs();
        let whole = (fen / 100).to_string();
        let mut out = String::new();
        for (i, c) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(c);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{out}.{:02}", fen % 100)
    }

    /// The shortest exact text a person would write: `5万元`, `12.5万元`, `300元`, `0.05元`.
    pub fn short(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        let (scale, unit) = if fen >= 1_000_000 && fen.is_multiple_of(10_000) {
            (1_000_000, "万元")
        } else {
            (100, "元")
        };
        let (whole, rest) = (fen / scale, fen % scale);
        if rest == 0 {
            return format!("{sign}{whole}{unit}");
        }
        let width = if scale == 100 { 2 } else { 6 };
        let part = format!("{rest:0width$}");
        format!("{sign}{whole}.{}{unit}", part.trim_end_matches('0'))
    }
}

impl fmt::Display for Money {
    /// `50000.00元`, the form of the JSON output (cli.md).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}元", fen / 100, fen % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_an_amount() {
        for (text, fen) in [
            ("5000元", 500_000),
            ("3万元", 3_000_000),
            ("1.5亿元", 15_000_000_000),
            ("12.50元", 1_250),
            ("0.0001万元", 100),
            ("1_000元", 100_000),
            ("-3元", -300),
        ] {
            assert_eq!(Money::parse(text), Ok(Money(fen)), "{text}");
        }
        for bad in [
            "",
            "元",
            "5",
            "0.001元",
            "1..2元",
            ".5元",
            "5.元",
            "99999999999999999999元",
            "五元",
        ] {
            assert!(Money::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn texts_of_an_amount() {
        let five = Money(5_000_000);
        assert_eq!(
            (five.to_string(), five.grouped(), five.short()),
            ("50000.00元".into(), "50,000.00".into(), "5万元".into())
        );
        assert_eq!(Money(12_500_000).short(), "12.5万元");
        assert_eq!(Money(30_005).short(), "300.05元");
    }
}
