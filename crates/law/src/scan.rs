//! Citations found in any text, in the long form of statutes and the short form of language.md S5.

mod grammar;
mod names;

use crate::citation::closing;
use crate::library::key;
use crate::numeral::ascii;
use crate::place::Place;
use crate::reader::Reader;

use grammar::{
    Separator, between, given_name, long_places, own_word, remark, separator, short_place,
};
pub use names::Names;

/// One place cited in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// First byte of the words that cite it (the title stands in the first of a list).
    pub start: usize,
    /// The byte after them.
    pub end: usize,
    /// What is cited; `None` when the text does not say of which statute (an unknown bare title).
    pub title: Option<String>,
    /// The place.
    pub place: Place,
}

/// What a title of a statute ends with.
const TITLE_ENDS: [&str; 9] = [
    "法", "法典", "条例", "办法", "规定", "细则", "规则", "解释", "决定",
];

/// Every citation of a text, in order. The time is linear in the text but for the names.
pub fn mentions(text: &str, names: &Names) -> Vec<Mention> {
    let mut scan = Scan {
        text,
        names,
        found: Vec::new(),
        given: Names::default(),
        done: 0,
        spare: MOST_ADDED,
        spare_names: MOST_GIVEN,
    };
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at = scan.step(at, c).unwrap_or(at + c.len_utf8());
    }
    scan.found
}

/// What the ranges of one text may add; then their ends alone are given. A text made of ranges
/// must not grow a thousandfold.
const MOST_ADDED: usize = 20_000;

/// The names that one text may give.
const MOST_GIVEN: usize = 300;

/// Whether a text is nothing but what may stand between two citations.
pub(crate) fn is_separator(text: &str) -> bool {
    let mut reader = Reader::new(text);
    reader.blanks();
    _ = separator(&mut reader);
    reader.blanks();
    reader.rest().is_empty()
}

struct Scan<'a> {
    text: &'a str,
    names: &'a Names,
    found: Vec<Mention>,
    /// Names that the text gives itself: 《某法》（以下简称《某》）.
    given: Names,
    /// The end of the last citation: no title is looked for before it.
    done: usize,
    /// How many places the ranges of this text may still add.
    spare: usize,
    /// How many names it may still give.
    spare_names: usize,
}

impl Scan<'_> {
    /// Reads the citations that start at a byte, and gives the byte after them.
    fn step(&mut self, at: usize, c: char) -> Option<usize> {
        match c {
            '《' => self.titled(at),
            '第' => self.bare(at, true),
            c if ascii(c).is_ascii_digit() => self.bare(at, false),
            _ => None,
        }
    }

    /// `《某法》` and the places after it.
    fn titled(&mut self, at: usize) -> Option<usize> {
        let inside = at + '《'.len_utf8();
        let title = self.text.get(inside..)?;
        let title = title.get(..closing(title)?)?;
        let mut reader = Reader::at(self.text, inside + title.len());
        reader.eat('》');
        reader.blanks();
        let folded = key(title);
        let named = self
            .given
            .exact(&folded)
            .or_else(|| self.names.exact(&folded));
        let title = named.unwrap_or(title.trim()).to_owned();
        if let Some(name) = reader.attempt(remark).and_then(given_name) {
            if self.spare_names > 0 {
                self.given.add(&key(name), &title);
            }
            self.spare_names = self.spare_names.saturating_sub(1);
        }
        reader.blanks();
        self.list(at, reader, Some(title))
    }

    /// A place with a title before it that stands without `《》`.
    fn bare(&mut self, at: usize, long: bool) -> Option<usize> {
        let before = self
            .text
            .get(self.done..at)?
            .trim_end_matches([' ', '\u{3000}']);
        let reader = Reader::at(self.text, at);
        let named = self
            .given
            .ending(before)
            .or_else(|| self.names.ending(before));
        if let Some((start, short)) = named {
            let (start, title) = (self.done + start, short.to_owned());
            return self.list(start, reader, Some(title));
        }
        let end = TITLE_ENDS
            .iter()
            .find(|end| before.ends_with(**end))
            .filter(|_| long)?;
        let head = before.strip_suffix(*end)?;
        if let Some(word) = own_word(head) {
            let start = self.done + head.len() - word;
            return self
                .names
                .own
                .clone()
                .and_then(|own| self.list(start, reader, Some(own)));
        }
        let pronoun = ["该", "前述", "上述", "其他"]
            .iter()
            .any(|word| head.ends_with(word));
        if pronoun {
            None
        } else {
            self.list(at, reader, None)
        }
    }

    /// A list of places: `第四十四条、第四十五条第一款`, `57.2、58`, `第五十八条至第六十条`.
    fn list(
        &mut self,
        start: usize,
        mut reader: Reader<'_>,
        title: Option<String>,
    ) -> Option<usize> {
        let mut last = self.push(start, &mut reader, None, title.as_deref())?;
        loop {
            let mut next = reader;
            next.blanks();
            let Some(separator) = separator(&mut next) else {
                break;
            };
            next.blanks();
            let from = next.pos();
            let context = Context {
                last,
                range: separator == Separator::Range,
            };
            let Some(reached) = self.push(from, &mut next, Some(context), title.as_deref()) else {
                break;
            };
            (last, reader) = (reached, next);
        }
        self.done = reader.pos();
        Some(reader.pos())
    }

    /// Reads one element of a list and records what it cites; gives the last place.
    fn push(
        &mut self,
        start: usize,
        reader: &mut Reader<'_>,
        context: Option<Context>,
        title: Option<&str>,
    ) -> Option<Place> {
        let mut places = long_places(reader, context.map(|c| c.last))
            .or_else(|| short_place(reader).map(|p| vec![p]))?;
        if let Some(Context { last, range: true }) = context {
            let added: Vec<Place> = between(last, *places.first()?)
                .into_iter()
                .take(self.spare)
                .collect();
            self.spare -= added.len();
            places.splice(0..0, added);
        }
        let end = reader.pos();
        let last = *places.last()?;
        let mention = |place| Mention {
            start,
            end,
            title: title.map(str::to_owned),
            place,
        };
        self.found.extend(places.into_iter().map(mention));
        Some(last)
    }
}

#[derive(Clone, Copy)]
struct Context {
    last: Place,
    range: bool,
}
