//! Looking names up, and guessing what was meant.

/// `，是“…”吗` for the nearest name, or nothing.
pub fn suggestion<'n>(wrong: &str, known: impl Iterator<Item = &'n str>) -> String {
    let limit = (wrong.chars().count() / 2).max(1);
    let nearest = known
        .map(|name| (distance(wrong, name), name))
        .filter(|(d, _)| *d <= limit)
        .min();
    nearest.map_or_else(String::new, |(_, name)| format!("，是“{name}”吗"))
}

/// Edit distance in characters (Levenshtein), with one row.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (slot, y) in row.iter_mut().skip(1).zip(&b) {
            let change = diagonal + usize::from(x != *y);
            diagonal = *slot;
            left = change.min(left + 1).min(*slot + 1);
            *slot = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_guessed() {
        let known = ["告知", "调查终结", "陈述申辩"];
        assert_eq!(
            suggestion("陈述申辨", known.into_iter()),
            "，是“陈述申辩”吗"
        );
        assert_eq!(suggestion("听证", known.into_iter()), "");
        assert_eq!(
            (
                distance("", "ab"),
                distance("abc", "abc"),
                distance("kitten", "sitting")
            ),
            (2, 0, 3)
        );
    }
}
