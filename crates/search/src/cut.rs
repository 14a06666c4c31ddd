//! How a text is cut for the index: into single characters, and into words of a dictionary.
//! Both count positions in characters, so that neighbours in the text are neighbours in the index.

use std::sync::OnceLock;

use jieba_rs::{Jieba, TokenizeMode};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Names under which the index knows the two ways.
pub(crate) const CHARACTERS: &str = "fadu_characters";
pub(crate) const DICTIONARY: &str = "fadu_dictionary";

/// Full-width signs as ASCII, capitals small: what a reader does not tell apart.
pub(crate) fn fold(c: char) -> char {
    let narrow = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    narrow.to_ascii_lowercase()
}

/// Every character that is a letter or digit, with its position among all characters.
pub(crate) fn characters(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.chars()
        .map(fold)
        .enumerate()
        .filter(|(_, c)| c.is_alphanumeric())
}

/// The dictionary, read once, when first needed.
pub(crate) fn dictionary() -> &'static Jieba {
    static DICTIONARY: OnceLock<Jieba> = OnceLock::new();
    DICTIONARY.get_or_init(Jieba::new)
}

/// The words of a question, whole ones only, folded.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text: String = text.chars().map(fold).collect();
    let mut words: Vec<String> = Vec::new();
    for token in dictionary().tokenize(&text, TokenizeMode::Default, false) {
        if is_word(token.word) && !words.iter().any(|w| w == token.word) {
            words.push(token.word.to_owned());
        }
    }
    words
}

fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// One token a character.
#[derive(Clone, Default)]
pub(crate) struct Characters;

/// Words of the dictionary and the words inside them.
#[derive(Clone, Default)]
pub(crate) struct Dictionary;

/// Tokens made beforehand.
pub(crate) struct Ready {
    tokens: std::vec::IntoIter<Token>,
    now: Token,
}

impl Ready {
    fn new(tokens: Vec<Token>) -> Ready {
        Ready {
            tokens: tokens.into_iter(),
            now: Token::default(),
        }
    }
}

impl TokenStream for Ready {
    fn advance(&mut self) -> bool {
        match self.tokens.next() {
            Some(token) => {
                self.now = token;
                true
            }
            None => false,
        }
    }

    fn token(&self) -> &Token {
        &self.now
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.now
    }
}

impl Tokenizer for Characters {
    type TokenStream<'a> = Ready;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Ready {
        let token = |(position, c): (usize, char)| Token {
            position,
            text: c.to_string(),
            ..Token::default()
        };
        Ready::new(characters(text).map(token).collect())
    }
}

impl Tokenizer for Dictionary {
    type TokenStream<'a> = Ready;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Ready {
        let folded: String = text.chars().map(fold).collect();
        // Invented words (HMM) differ between text and question, so they are left out.
        let mut found = dictionary().tokenize(&folded, TokenizeMode::Search, false);
        // The dictionary gives the words inside a word before it; the index wants them in order.
        found.sort_by_key(|t| (t.start, std::cmp::Reverse(t.end)));
        let token = |t: jieba_rs::Token<'_>| Token {
            position: t.start,
            position_length: t.end.saturating_sub(t.start).max(1),
            text: t.word.to_owned(),
            ..Token::default()
        };
        Ready::new(
            found
                .into_iter()
                .filter(|t| is_word(t.word))
                .map(token)
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_the_count_of_characters() {
        let text = "ＡＢ１２，Ａb《行政》";
        assert_eq!(text.chars().map(fold).count(), text.chars().count());
        assert_eq!(
            characters("Ａ，b。行").collect::<Vec<_>>(),
            [(0, 'a'), (2, 'b'), (4, '行')]
        );
    }

    #[test]
    fn tokens_never_step_back() {
        let mut cutter = Dictionary;
        let mut stream =
            cutter.token_stream("中华人民共和国行政处罚法规定，没收违法所得、吊销许可证件。");
        let mut last = 0;
        while stream.advance() {
            assert!(last <= stream.token().position);
            last = stream.token().position;
        }
        assert!(last > 20);
    }
}
