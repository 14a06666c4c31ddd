//! Check digits: 公民身份号码 (GB 11643) and 统一社会信用代码 (GB 32100). Texts are checked as they
//! stand; what a person typed goes through `text::normalise_code` first.

use crate::Date;

/// What a resident identity number says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResidentId {
    /// Six digits, GB/T 2260.
    pub region: String,
    pub birth: Date,
    /// The sequence number is even.
    pub female: bool,
}

/// What a unified social credit code says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditCode {
    /// The registering authority's sign.
    pub authority: char,
    /// The kind of body.
    pub kind: char,
    /// Six digits, GB/T 2260.
    pub region: String,
    /// Nine signs, GB 11714.
    pub organisation: String,
    /// False: the organisation code breaks GB 11714. Codes given before 2015 may; it is a warning.
    pub organisation_check: bool,
}

/// Which rule a number breaks, in plain words for the person who typed it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CheckError {
    #[error("没有填写{0}")]
    Empty(&'static str),
    #[error("{what}应为 18 位，现在是 {count} 位")]
    Length { what: &'static str, count: usize },
    #[error("这是 15 位旧号码，请填写 18 位{0}")]
    OldForm(&'static str),
    #[error("{what}第 {place} 位「{sign}」不能用：{rule}")]
    Sign {
        what: &'static str,
        place: usize,
        sign: char,
        rule: &'static str,
    },
    #[error("{what}第 {from} 至 {to} 位「{region}」不是行政区划代码")]
    Region {
        what: &'static str,
        from: usize,
        to: usize,
        region: String,
    },
    #[error("公民身份号码里的出生日期「{0}」不存在")]
    NoSuchDay(String),
    #[error("公民身份号码里的出生日期 {0} 晚于今天")]
    Future(Date),
    #[error("公民身份号码的顺序码不能是 000")]
    Sequence,
    #[error("统一社会信用代码第 1 位「{0}」不是登记管理部门代码")]
    Authority(char),
    #[error("统一社会信用代码第 2 位「{0}」不是该登记管理部门使用的机构类别代码")]
    Kind(char),
    #[error("{0}最后一位校验不对，请对照证件")]
    Check(&'static str),
}

const RESIDENT: &str = "公民身份号码";
const CREDIT: &str = "统一社会信用代码";
const CREDIT_SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Checks a 公民身份号码; `today` refuses births to come.
///
/// # Errors
/// The first rule that fails: length, signs, region, birth, sequence, check character.
pub fn resident_id(text: &str, today: Date) -> Result<ResidentId, CheckError> {
    let chars = eighteen(RESIDENT, text)?;
    for (i, &sign) in chars.iter().enumerate() {
        let place = i + 1;
        let fits = sign.is_ascii_digit() || (place == 18 && sign == 'X');
        if !fits {
            let rule = if place == 18 {
                "最后一位只能是数字或大写 X"
            } else {
                "前 17 位只能是半角数字"
            };
            return Err(CheckError::Sign {
                what: RESIDENT,
                place,
                sign,
                rule,
            });
        }
    }
    let part =
        |from: usize, to: usize| -> String { chars.iter().skip(from).take(to - from).collect() };
    let region = part(0, 6);
    if !is_province(&region) {
        return Err(CheckError::Region {
            what: RESIDENT,
            from: 1,
            to: 6,
            region,
        });
    }
    let birth = birth(&part(6, 14))?;
    if today < birth {
        return Err(CheckError::Future(birth));
    }
    if part(14, 17) == "000" {
        return Err(CheckError::Sequence);
    }
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = chars
        .iter()
        .zip(weights)
        .map(|(c, w)| c.to_digit(10).unwrap_or(0) * w)
        .sum();
    if chars.last() != "10X98765432".chars().nth((sum % 11) as usize).as_ref() {
        return Err(CheckError::Check(RESIDENT));
    }
    let female = chars
        .get(16)
        .and_then(|c| c.to_digit(10))
        .is_some_and(|d| d % 2 == 0);
    Ok(ResidentId {
        region,
        birth,
        female,
    })
}

/// Checks a 统一社会信用代码.
///
/// # Errors
/// The first rule that fails: length, signs, authority, kind, region, check character.
pub fn credit_code(text: &str) -> Result<CreditCode, CheckError> {
    let chars = eighteen(CREDIT, text)?;
    let mut sum = 0;
    let mut weight = 1;
    for (i, &sign) in chars.iter().enumerate() {
        let place = i + 1;
        let rule = "只能是半角数字和大写字母，且不用 I、O、S、V、Z";
        let value = CREDIT_SIGNS.find(sign).ok_or(CheckError::Sign {
            what: CREDIT,
            place,
            sign,
            rule,
        })?;
        if place < 18 {
            sum += value * weight;
            weight = weight * 3 % 31;
        }
    }
    let code = read_credit(&chars)?;
    if chars.last() != CREDIT_SIGNS.chars().nth((31 - sum % 31) % 31).as_ref() {
        return Err(CheckError::Check(CREDIT));
    }
    Ok(code)
}

fn read_credit(chars: &[char]) -> Result<CreditCode, CheckError> {
    let (authority, kind) = match chars {
        [a, k, ..] => (*a, *k),
        _ => return Err(CheckError::Empty(CREDIT)),
    };
    if !"123456789ANY".contains(authority) {
        return Err(CheckError::Authority(authority));
    }
    let kinds = if authority == '9' {
        "1239"
    } else {
        "123456789"
    };
    if !kinds.contains(kind) {
        return Err(CheckError::Kind(kind));
    }
    let region: String = chars.iter().skip(2).take(6).collect();
    // 100000 stands for bodies registered with the central authorities.
    if !(region.starts_with("1000") || is_province(&region)) {
        return Err(CheckError::Region {
            what: CREDIT,
            from: 3,
            to: 8,
            region,
        });
    }
    let organisation: String = chars.iter().skip(8).take(9).collect();
    let organisation_check = organisation_code(&organisation);
    Ok(CreditCode {
        authority,
        kind,
        region,
        organisation,
        organisation_check,
    })
}

// GB 11714: eight signs and their check character.
fn organisation_code(code: &str) -> bool {
    let weights = [3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = code
        .chars()
        .zip(weights)
        .map(|(c, w)| c.to_digit(36).unwrap_or(0) * w)
        .sum();
    let expected = match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        n => char::from_digit(n, 10),
    };
    code.chars().nth(8) == expected
}

fn eighteen(what: &'static str, text: &str) -> Result<Vec<char>, CheckError> {
    let chars: Vec<char> = text.chars().collect();
    match chars.len() {
        0 => Err(CheckError::Empty(what)),
        15 if text.bytes().all(|b| b.is_ascii_digit()) => Err(CheckError::OldForm(what)),
        18 => Ok(chars),
        count => match chars.iter().position(|c| c.is_whitespace() || *c == '-') {
            Some(i) => Err(CheckError::Sign {
                what,
                place: i + 1,
                sign: chars.get(i).copied().unwrap_or(' '),
                rule: "号码里不能有空格和横线",
            }),
            None => Err(CheckError::Length { what, count }),
        },
    }
}

fn birth(digits: &str) -> Result<Date, CheckError> {
    let missing = || CheckError::NoSuchDay(digits.to_owned());
    let number =
        |range: std::ops::Range<usize>| digits.get(range).and_then(|s| s.parse::<u32>().ok());
    let (Some(y), Some(m), Some(d)) = (number(0..4), number(4..6), number(6..8)) else {
        return Err(missing());
    };
    Date::new(y as i32, m, d).map_err(|_| missing())
}

// The first two digits of GB/T 2260; which counties existed on a day is a register, not a rule.
fn is_province(region: &str) -> bool {
    let province = region.get(0..2).and_then(|s| s.parse::<u8>().ok());
    region.bytes().all(|b| b.is_ascii_digit())
        && province.is_some_and(|p| matches!(p, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resident(text: &str) -> String {
        match resident_id(text, Date::new(2026, 11, 24).unwrap()) {
            Ok(id) => format!(
                "{} {} {}",
                id.region,
                id.birth,
                if id.female { "女" } else { "男" }
            ),
            Err(e) => e.to_string(),
        }
    }

    fn credit(text: &str) -> String {
        match credit_code(text) {
            Ok(c) => format!(
                "{} {} {} {} {}",
                c.authority, c.kind, c.region, c.organisation, c.organisation_check
            ),
            Err(e) => e.to_string(),
        }
    }

    #[test]
    fn resident_numbers() {
        for (text, expected) in [
            ("53010218831120692X", "530102 1883-11-20 女"),
            (
                "530102188311206923",
                "公民身份号码最后一位校验不对，请对照证件",
            ),
            (
                "53010218831120692x",
                "公民身份号码第 18 位「x」不能用：最后一位只能是数字或大写 X",
            ),
            (
                "150102188002301236",
                "公民身份号码里的出生日期「18800230」不存在",
            ),
            (
                "330102209912311234",
                "公民身份号码里的出生日期 2099-12-31 晚于今天",
            ),
            (
                "100101188506153219",
                "公民身份号码第 1 至 6 位「100101」不是行政区划代码",
            ),
            ("330102188506150009", "公民身份号码的顺序码不能是 000"),
            (
                "330102850615321",
                "这是 15 位旧号码，请填写 18 位公民身份号码",
            ),
            ("", "没有填写公民身份号码"),
        ] {
            assert_eq!(resident(text), expected);
        }
    }

    #[test]
    fn credit_codes() {
        for (text, expected) in [
            ("12350100YYYYCBYG7D", "1 2 350100 YYYYCBYG7 true"),
            (
                "12350100YYYYCBYG7R",
                "统一社会信用代码最后一位校验不对，请对照证件",
            ),
            (
                "12530102YYYYFIAFX1",
                "统一社会信用代码第 14 位「I」不能用：只能是半角数字和大写字母，且不用 I、O、S、V、Z",
            ),
            ("51360102YYYYYBRH1T", "5 1 360102 YYYYYBRH1 false"),
            (
                "96330102YYYY00039F",
                "统一社会信用代码第 2 位「6」不是该登记管理部门使用的机构类别代码",
            ),
            (
                " 35430100YYYY766B78",
                "统一社会信用代码第 1 位「 」不能用：号码里不能有空格和横线",
            ),
        ] {
            assert_eq!(credit(text), expected);
        }
    }
}
