//! 大写金额: an amount as it is written out in documents (ui.md section 6).

use crate::Money;

/// `人民币叁万元整`; `None` for a negative amount, which no document states.
///
/// 整 stands after 元 only. Zeros inside are written once as 零; zeros at the end of a group of
/// four that a full group follows are not written.
///
/// ```
/// use fadu_base::{Money, amount};
/// assert_eq!(amount::in_words(Money(3_000_000)).as_deref(), Some("人民币叁万元整"));
/// ```
pub fn in_words(amount: Money) -> Option<String> {
    let fen = u64::try_from(amount.0).ok()?;
    let (yuan, jiao, fen) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut out = String::from("人民币");
    if yuan > 0 || (jiao == 0 && fen == 0) {
        out.push_str(&whole(yuan));
        out.push('元');
    }
    if jiao == 0 && fen == 0 {
        out.push('整');
    }
    if jiao > 0 {
        out.push_str(digit(jiao));
        out.push('角');
    } else if fen > 0 && yuan > 0 {
        out.push('零');
    }
    if fen > 0 {
        out.push_str(digit(fen));
        out.push('分');
    }
    Some(out)
}

/// The form of a document: `人民币叁万元整（¥30,000.00）`; `None` for a negative amount.
pub fn in_document(amount: Money) -> Option<String> {
    Some(format!("{}（¥{}）", in_words(amount)?, amount.grouped()))
}

const UNITS: [(u64, &str); 5] = [
    (100_000_000, "亿"),
    (10_000, "万"),
    (1_000, "仟"),
    (100, "佰"),
    (10, "拾"),
];

fn whole(n: u64) -> String {
    if n < 10 {
        return digit(n).to_owned();
    }
    let Some(&(unit, name)) = UNITS.iter().find(|(unit, _)| *unit <= n) else {
        return String::new();
    };
    let rest = n % unit;
    let head = format!("{}{name}", whole(n / unit));
    match rest {
        0 => head,
        _ if rest < unit / 10 => format!("{head}零{}", whole(rest)),
        _ => format!("{head}{}", whole(rest)),
    }
}

fn digit(n: u64) -> &'static str {
    match n {
        1 => "壹",
        2 => "贰",
        3 => "叁",
        4 => "肆",
        5 => "伍",
        6 => "陆",
        7 => "柒",
        8 => "捌",
        9 => "玖",
        _ => "零",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_words() {
        for (fen, words) in [
            (140_950, "壹仟肆佰零玖元伍角"),
            (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
            (32_504, "叁佰贰拾伍元零肆分"),
            (3_000_000, "叁万元整"),
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角"),
            (1_000, "壹拾元整"),
            (600_714, "陆仟零柒元壹角肆分"),
            (168_032, "壹仟陆佰捌拾元叁角贰分"),
            (10_700_053, "壹拾万柒仟元伍角叁分"),
            (10_000_100, "壹拾万零壹元整"),
            (10_001_000_000, "壹亿零壹万元整"),
            (1_000_000_000_000_000_000, "壹亿亿元整"),
        ] {
            assert_eq!(
                in_words(Money(fen)).unwrap(),
                format!("人民币{words}"),
                "{fen}"
            );
        }
        assert_eq!(in_words(Money(-1)), None);
        assert_eq!(
            in_document(Money(3_000_000)).unwrap(),
            "人民币叁万元整（¥30,000.00）"
        );
    }
}
