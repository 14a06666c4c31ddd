//! Speakable ids for addresses and telephones: `c26-000341-7`, `a26-zj-00064-8`. Random, with a
//! check sign, so that they tell no counts and a misheard one is noticed. They are aliases of the
//! record ids; the legal number of a document is something else.

use std::fmt;
use std::str::FromStr;

use crate::text::half_width;

/// Kind (one letter), year (two digits), office letters if any, a random number, a check digit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SpeakableId {
    kind: char,
    year: u8,
    office: String,
    digits: String,
}

/// The text is no speakable id.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IdError {
    /// Letters and digits stand in another order than in `c26-000341-7`.
    #[error("不是编号：`{0}`，应写作 c26-000341-7 的样子")]
    Form(String),
    /// The last digit does not fit the others.
    #[error("编号 `{0}` 的最后一位校验不对，请对照原件")]
    Check(String),
}

impl SpeakableId {
    /// An id like `c26-000341-7`: the number is `random` modulo 10^6. Whether it is taken already
    /// is for the caller to see; then it draws again.
    ///
    /// # Errors
    /// `Form` when `kind` is not one of a to z.
    pub fn new(kind: char, year: i32, random: u64) -> Result<SpeakableId, IdError> {
        SpeakableId::build(kind, year, "", &format!("{:06}", random % 1_000_000))
    }

    /// An id like `a26-zj-00064-8` of an office with one to eight letters: `random` modulo 10^5.
    ///
    /// # Errors
    /// `Form` when `kind` or `office` has other signs than a to z.
    pub fn with_office(
        kind: char,
        year: i32,
        office: &str,
        random: u64,
    ) -> Result<SpeakableId, IdError> {
        if office.is_empty() {
            return Err(IdError::Form(String::new()));
        }
        SpeakableId::build(kind, year, office, &format!("{:05}", random % 100_000))
    }

    fn build(kind: char, year: i32, office: &str, digits: &str) -> Result<SpeakableId, IdError> {
        let letters = office.len() <= 8 && office.bytes().all(|b| b.is_ascii_lowercase());
        let year = u8::try_from(year.rem_euclid(100)).unwrap_or(0);
        if !kind.is_ascii_lowercase() || !letters || !(4..=12).contains(&digits.len()) {
            return Err(IdError::Form(
                format!("{kind}{year:02}-{office}-{digits}")
                    .chars()
                    .take(40)
                    .collect(),
            ));
        }
        Ok(SpeakableId {
            kind,
            year,
            office: office.to_owned(),
            digits: digits.to_owned(),
        })
    }

    /// The letter that says what the id stands for.
    pub fn kind(&self) -> char {
        self.kind
    }

    /// The office letters, or empty.
    pub fn office(&self) -> &str {
        &self.office
    }

    /// 0 to 9: Damm's check over the signs before it, a letter counting as two digits (a = 10).
    pub fn check(&self) -> u8 {
        let text = format!(
            "{}{:02}{}{}",
            self.kind, self.year, self.office, self.digits
        );
        text.bytes().fold(0, |state, b| match b {
            b'a'..=b'z' => {
                let n = b - b'a' + 10;
                damm(damm(state, n / 10), n % 10)
            }
            _ => damm(state, b.wrapping_sub(b'0')),
        })
    }
}

impl fmt::Display for SpeakableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02}-", self.kind, self.year)?;
        if !self.office.is_empty() {
            write!(f, "{}-", self.office)?;
        }
        write!(f, "{}-{}", self.digits, self.check())
    }
}

impl FromStr for SpeakableId {
    type Err = IdError;
    /// Forgives full-width signs, blanks, capitals, and any or no dashes.
    fn from_str(text: &str) -> Result<SpeakableId, IdError> {
        let shown = || text.chars().take(40).collect::<String>();
        let form = || IdError::Form(shown());
        let plain: String = half_width(text)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '.' | '‐'..='―' | '−' | '─'))
            .flat_map(char::to_lowercase)
            .collect();
        if !plain.is_ascii() {
            return Err(form());
        }
        let (kind, rest) = plain.split_at_checked(1).ok_or_else(form)?;
        let (year, rest) = rest.split_at_checked(2).ok_or_else(form)?;
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_lowercase());
        let office = rest.strip_suffix(digits).ok_or_else(form)?;
        let (digits, check) = digits
            .split_at_checked(digits.len().saturating_sub(1))
            .ok_or_else(form)?;
        let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !numeric(year) || !numeric(digits) || !numeric(check) {
            return Err(form());
        }
        let kind = kind.chars().next().ok_or_else(form)?;
        let year = year.parse().map_err(|_| form())?;
        let id = SpeakableId::build(kind, year, office, digits).map_err(|_| form())?;
        if check == id.check().to_string() {
            Ok(id)
        } else {
            Err(IdError::Check(shown()))
        }
    }
}

impl serde::Serialize for SpeakableId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for SpeakableId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<SpeakableId, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

// H. M. Damm's quasigroup of order 10: notices every wrong digit and every exchange of neighbours.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

fn damm(state: u8, digit: u8) -> u8 {
    DAMM.get(usize::from(state))
        .and_then(|row| row.get(usize::from(digit)))
        .copied()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Result<String, IdError> {
        text.parse::<SpeakableId>().map(|id| id.to_string())
    }

    #[test]
    fn forgiving_but_checked() {
        let case = SpeakableId::new('c', 2026, 341).unwrap().to_string();
        assert_eq!(case, "c26-000341-3");
        for text in [
            " C26-000341-3",
            "ｃ２６－０００３４１－３",
            "c26 000341 3",
            "c260003413",
            "c26—000341—3",
        ] {
            assert_eq!(id(text), Ok(case.clone()), "{text}");
        }
        let act = SpeakableId::with_office('a', 2026, "zj", 64)
            .unwrap()
            .to_string();
        assert_eq!(id(&act.to_uppercase()), Ok(act.clone()));
        assert!(act.starts_with("a26-zj-00064-"), "{act}");
    }

    #[test]
    fn every_wrong_digit_and_every_exchange_is_noticed() {
        let good: Vec<char> = "c26-000341-3".chars().collect();
        for i in (0..good.len()).filter(|i| good[*i].is_ascii_digit()) {
            for d in '0'..='9' {
                let mut bad = good.clone();
                bad[i] = d;
                let text: String = bad.iter().collect();
                assert_eq!(id(&text).is_ok(), bad == good, "{text}");
            }
        }
        assert!(matches!(id("c26-000431-3"), Err(IdError::Check(_))));
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in [
            "",
            "c",
            "c2",
            "26-000341-3",
            "c26",
            "c26-3",
            "c26-00x341-3",
            "案26-000341-3",
            "c26-000341-3'",
        ] {
            assert!(matches!(id(bad), Err(IdError::Form(_))), "{bad}");
        }
    }
}
