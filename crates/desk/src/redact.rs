//! What may not leave, taken out of what leaves: values of facts marked 个人信息 or 商业秘密 wherever they stand, names of
//! natural persons, and numbers that look like somebody's wherever they come from.

/// What stands in place of a number of somebody.
const NUMBER: &str = "（号码已隐去）";
/// What stands in place of another value.
const HIDDEN: &str = "（已隐去）";
/// Shorter values (是, 无) would tear up every text.
const SHORTEST: usize = 2;

/// What may not leave.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secrets {
    /// Text and what stands in its place, longest first.
    values: Vec<(String, String)>,
}

impl Secrets {
    /// A value that may not leave.
    pub(crate) fn hide(&mut self, value: &str) {
        self.replace(value, HIDDEN.to_owned());
    }

    /// A natural person's name: the first character stays.
    pub(crate) fn mask_name(&mut self, name: &str) {
        self.replace(name, masked_name(name));
    }

    fn replace(&mut self, value: &str, by: String) {
        let value = value.trim();
        let known = self.values.iter().any(|(v, _)| v == value);
        if SHORTEST <= value.chars().count() && !known {
            self.values.push((value.to_owned(), by));
            // A short value inside a longer one must not break it up first.
            self.values.sort_by_key(|(v, _)| std::cmp::Reverse(v.len()));
        }
    }

    /// The text without what may not leave.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (value, by) in &self.values {
            if text.contains(value.as_str()) {
                text = text.replace(value.as_str(), by);
            }
        }
        numbers(&text)
    }
}

/// `王小明` is `王某某`; a compound surname is not known, so one character stays.
pub(crate) fn masked_name(name: &str) -> String {
    let mut chars = name.trim().chars();
    let first: String = chars.next().into_iter().collect();
    let rest = chars.filter(|c| !c.is_whitespace()).count();
    format!("{first}{}", "某".repeat(rest.clamp(1, 2)))
}

/// Numbers of identity cards (18 signs) and mobile telephones (11 digits from 1), and bank cards (16 to 19 digits).
/// A unified credit code is not somebody's: its letters part the digits.
fn numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        let ends_card = matches!(c, 'X' | 'x' | 'Ｘ') && run.chars().count() == 17;
        if is_digit(c) || ends_card {
            run.push(c);
            continue;
        }
        // A letter right after the digits makes it a code of something else.
        flush(&mut out, &mut run, c.is_ascii_alphabetic());
        out.push(c);
    }
    flush(&mut out, &mut run, false);
    out
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn flush(out: &mut String, run: &mut String, part_of_code: bool) {
    let length = run.chars().count();
    let after_letter = out
        .chars()
        .next_back()
        .is_some_and(|c| c.is_ascii_alphabetic());
    let phone = length == 11 && run.starts_with(['1', '１']);
    let card = (16..=19).contains(&length);
    if (phone || card) && !part_of_code && !after_letter {
        out.push_str(NUMBER);
    } else {
        out.push_str(run);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(secrets: &[&str], names: &[&str], text: &str, expected: &str) {
        let mut all = Secrets::default();
        secrets.iter().for_each(|s| all.hide(s));
        names.iter().for_each(|n| all.mask_name(n));
        assert_eq!(all.redact(text), expected);
    }

    #[test]
    fn flagged_values_and_names_go_wherever_they_stand() {
        check(
            &["示例县甲路1号", "甲路"],
            &["王小明"],
            "王小明住示例县甲路1号，王小明称……",
            "王某某住（已隐去），王某某称……",
        );
        check(&["是"], &[], "是否公开：是", "是否公开：是");
    }

    #[test]
    fn numbers_of_persons_go_and_codes_of_bodies_stay() {
        check(
            &[],
            &[],
            "身份证11010519491231002X，电话13812345678。",
            "身份证（号码已隐去），电话（号码已隐去）。",
        );
        check(
            &[],
            &[],
            "统一社会信用代码91110000MA01ABCD2X",
            "统一社会信用代码91110000MA01ABCD2X",
        );
        check(
            &[],
            &[],
            "罚款30000元，2026年11月9日，〔2026〕31号",
            "罚款30000元，2026年11月9日，〔2026〕31号",
        );
        check(&[], &[], "电话１３８１２３４５６７８", "电话（号码已隐去）");
    }

    #[test]
    fn names_keep_their_first_character() {
        for (name, masked) in [
            ("王一", "王某"),
            ("王小明", "王某某"),
            ("买买提·艾力", "买某某"),
            ("王", "王某"),
        ] {
            assert_eq!(masked_name(name), masked);
        }
    }
}
