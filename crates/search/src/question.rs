//! What a reader typed, as words: blanks part words, quotation marks hold a phrase together.
//! Signs that search engines give a meaning to (`AND`, `*`, `-`, `:`) mean nothing here.

use crate::SearchError;
use crate::cut;

/// The longest question, in characters.
pub const LONGEST: usize = 200;
/// The most words of a question; more are left aside.
pub const MOST_WORDS: usize = 12;

/// The words of a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// Each as typed, without quotation marks; at least one, each with a letter or digit.
    pub words: Vec<Word>,
}

/// One word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// As typed.
    pub text: String,
    /// It stood in quotation marks: only exactly so.
    pub exactly: bool,
}

impl Words {
    /// Reads a question.
    ///
    /// # Errors
    /// Nothing, only punctuation, or more than [`LONGEST`] characters.
    pub fn read(typed: &str) -> Result<Words, SearchError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(SearchError::Nothing);
        }
        let length = typed.chars().count();
        if LONGEST < length {
            return Err(SearchError::TooLong {
                length,
                most: LONGEST,
            });
        }
        let mut words: Vec<Word> = Vec::new();
        for word in split(typed) {
            let says = cut::characters(&word.text).next().is_some();
            if says && !words.contains(&word) && words.len() < MOST_WORDS {
                words.push(word);
            }
        }
        if words.is_empty() {
            return Err(SearchError::OnlySigns);
        }
        Ok(Words { words })
    }
}

fn split(typed: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut text = String::new();
    let mut quoted = false;
    for c in typed.chars() {
        let mark = matches!(c, '"' | '“' | '”' | '＂' | '「' | '」');
        let parts = c.is_whitespace() || c.is_control();
        if !mark && (quoted || !parts) {
            // A control character inside a phrase is a blank there.
            text.push(if parts { ' ' } else { c });
            continue;
        }
        push(&mut words, &mut text, quoted);
        if mark {
            quoted = !quoted;
        }
    }
    // A quotation mark that nobody closed quotes nothing.
    push(&mut words, &mut text, false);
    words
}

fn push(words: &mut Vec<Word>, text: &mut String, exactly: bool) {
    let whole = std::mem::take(text);
    let whole = whole.trim();
    if !whole.is_empty() {
        words.push(Word {
            text: whole.to_owned(),
            exactly,
        });
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(typed: &str, expected: Expect) {
        let read = match Words::read(typed) {
            Ok(words) => words
                .words
                .iter()
                .map(|w| match w.exactly {
                    true => format!("\"{}\"", w.text),
                    false => w.text.clone(),
                })
                .collect::<Vec<_>>()
                .join(" | "),
            Err(why) => format!("✗ {why}"),
        };
        expected.assert_eq(&read);
    }

    #[test]
    fn blanks_part_words_and_marks_hold_phrases() {
        check("听证  罚款", expect!["听证 | 罚款"]);
        check("“五日内 提出” 听证", expect![[r#""五日内 提出" | 听证"#]]);
        check("罚款 罚款", expect!["罚款"]);
        check("没关的\"引号", expect!["没关的 | 引号"]);
    }

    #[test]
    fn signs_mean_nothing() {
        check("罚款 AND NOT (听证)", expect!["罚款 | AND | NOT | (听证)"]);
        check("a:* -b ~", expect!["a:* | -b"]);
    }

    #[test]
    fn hostile_questions_get_a_plain_answer() {
        check("  ", expect!["✗ 请写要找的词。"]);
        check(
            "，。*:()[]{}\\/'\"",
            expect!["✗ 只有标点符号，没有可以查找的字。请写要找的词。"],
        );
        check(
            &"罚".repeat(10_000),
            expect!["✗ 查找的内容太长：最多 200 个字，这里有 10000 个。请挑最要紧的几个词。"],
        );
        check("\0罚\0款", expect!["罚 | 款"]);
    }
}
