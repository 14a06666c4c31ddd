//! The piece of a text that shows why it was found, with the words marked.

use crate::cut::fold;

/// A run of text, marked or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is what was asked for.
    pub marked: bool,
}

/// Characters shown.
const WIDTH: usize = 90;
/// Characters shown before the first mark, at most.
const LEAD: usize = 30;

/// The first place where one of the words stands, from the beginning of its clause where that is
/// near, with all words in it marked. Earlier words are looked for first.
pub(crate) fn snippet(text: &str, words: &[String]) -> Vec<Piece> {
    let shown: Vec<char> = text
        .chars()
        .map(|c| if c == '\n' { ' ' } else { c })
        .collect();
    let folded: Vec<char> = shown.iter().map(|c| fold(*c)).collect();
    let words: Vec<Vec<char>> = words
        .iter()
        .map(|w| w.chars().map(fold).collect())
        .filter(|w: &Vec<char>| !w.is_empty())
        .collect();
    let first = words
        .iter()
        .find_map(|w| places(&folded, w).next())
        .unwrap_or(0);
    let start = beginning(&folded, first);
    let end = (start + WIDTH).min(shown.len());
    let marks = marks(folded.get(start..end).unwrap_or(&[]), &words);
    let mut pieces = Vec::new();
    if start > 0 {
        pieces.push(Piece {
            text: "…".to_owned(),
            marked: false,
        });
    }
    for (c, marked) in shown.get(start..end).unwrap_or(&[]).iter().zip(marks) {
        add(&mut pieces, *c, marked);
    }
    if end < shown.len() {
        add(&mut pieces, '…', false);
    }
    pieces
}

fn add(pieces: &mut Vec<Piece>, c: char, marked: bool) {
    match pieces.last_mut() {
        Some(last) if last.marked == marked => last.text.push(c),
        _ => pieces.push(Piece {
            text: c.to_string(),
            marked,
        }),
    }
}

fn places<'a>(text: &'a [char], word: &'a [char]) -> impl Iterator<Item = usize> {
    text.windows(word.len().max(1))
        .enumerate()
        .filter(move |(_, window)| *window == word)
        .map(|(at, _)| at)
}

/// Right after the last end of a sentence or clause before the mark, when it is near enough.
fn beginning(text: &[char], first: usize) -> usize {
    let near = first.saturating_sub(LEAD);
    let stop = |c: &char| matches!(c, '。' | ';' | '；' | ' ' | ':' | '：');
    match text.get(near..first).unwrap_or(&[]).iter().rposition(stop) {
        Some(at) => near + at + 1,
        None => near,
    }
}

fn marks(text: &[char], words: &[Vec<char>]) -> Vec<bool> {
    let mut marks = vec![false; text.len()];
    for word in words {
        for at in places(text, word) {
            for mark in marks.iter_mut().skip(at).take(word.len()) {
                *mark = true;
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, words: &[&str], expected: Expect) {
        let words: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
        let shown: String = snippet(text, &words)
            .iter()
            .map(|p| match p.marked {
                true => format!("[{}]", p.text),
                false => p.text.clone(),
            })
            .collect();
        expected.assert_eq(&shown);
    }

    #[test]
    fn words_are_marked_and_neighbours_joined() {
        check(
            "喂猫以前应当洗手；喂猫以后也洗手。",
            &["喂猫", "猫以"],
            expect!["[喂猫以]前应当洗手；[喂猫以]后也洗手。"],
        );
    }

    #[test]
    fn a_long_text_starts_at_the_clause_and_is_cut_short() {
        let text = format!(
            "{}。喂猫的人应当洗手。{}",
            "前".repeat(100),
            "后".repeat(100)
        );
        let pieces = snippet(&text, &["洗手".to_owned()]);
        let shown: Vec<&str> = pieces.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(
            shown.get(..3),
            Some(&["…喂猫的人应当", "洗手", shown[2]][..])
        );
        assert!(shown[2].ends_with("后…"));
        let length: usize = shown.iter().map(|s| s.chars().count()).sum();
        assert_eq!(length, WIDTH + 2);
    }

    #[test]
    fn without_a_mark_the_text_begins_at_its_beginning() {
        check("短文。", &["没有"], expect!["短文。"]);
        check("", &["没有"], expect![""]);
    }
}
