//! What people type, made plain: full-width signs become half-width, blanks go.

/// Full-width letters, digits and signs (U+FF01 to U+FF5E) become their half-width forms,
/// the ideographic blank an ordinary one; everything else stays.
pub fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

/// One sign in its half-width form.
pub fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// The form in which numbers of persons and bodies are checked: half-width, no blanks, upper case.
pub fn normalise_code(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_codes_are_made_plain() {
        assert_eq!(normalise_code(" ４１ａb－３　x "), "41AB-3X");
        assert_eq!(half_width("〔２０２６〕（Ａ）"), "〔2026〕(A)");
    }
}
