//! The words of a citation: places in long and short form, separators, remarks.

use crate::numeral::{self, ascii};
use crate::place::{ArticleNumber, Place};
use crate::reader::Reader;

#[derive(PartialEq)]
pub(super) enum Separator {
    List,
    Range,
}

pub(super) fn separator(reader: &mut Reader<'_>) -> Option<Separator> {
    if ["至", "到", "—", "－", "-", "~"]
        .iter()
        .any(|word| reader.eat_str(word))
    {
        return Some(Separator::Range);
    }
    let words = [
        "、", "，", ",", "以及", "或者", "和", "及", "或", "与", "并",
    ];
    words
        .iter()
        .any(|word| reader.eat_str(word))
        .then_some(Separator::List)
}

/// The bytes of `本` and what stands between it and the last word of a title (本实施细则) at the end
/// of a text; `None` where 本 is part of a name (基本法).
pub(super) fn own_word(head: &str) -> Option<usize> {
    let (at, _) = head
        .char_indices()
        .rev()
        .take(3)
        .find(|(_, c)| *c == '本')?;
    let (before, word) = head.split_at_checked(at)?;
    let named = before.ends_with(['基', '根']) || !word.chars().all(char::is_alphabetic);
    (!named).then_some(word.len())
}

/// A remark after a title, in round brackets: the year of revision, or a name given to it.
pub(super) fn remark<'a>(reader: &mut Reader<'a>) -> Option<&'a str> {
    if !reader.eat('(') {
        return None;
    }
    let rest = reader.rest();
    let end = rest
        .char_indices()
        .take(60)
        .find(|(_, c)| matches!(ascii(*c), ')' | '\n'))
        .map(|(at, _)| at)?;
    let inside = rest.get(..end)?;
    reader.eat_str(inside);
    reader.eat(')').then_some(inside)
}

/// The name that a remark gives: `以下简称《某法》`.
pub(super) fn given_name(remark: &str) -> Option<&str> {
    let start = ["以下简称", "以下称", "下称", "简称"]
        .iter()
        .find_map(|word| remark.trim().strip_prefix(word))?;
    let name = start.trim_matches(|c: char| !c.is_alphabetic());
    (!name.is_empty()).then_some(name)
}

/// `58.1(1)`, unless the digits are a year, an amount or part of another word.
pub(super) fn short_place(reader: &mut Reader<'_>) -> Option<Place> {
    reader.attempt(|r| {
        let place = r.place()?;
        let follows = r.peek();
        let other = follows.is_some_and(|c| {
            c.is_ascii_alphanumeric() || "年月日号条款项届次部章个倍万亿元%-".contains(c)
        });
        let year = place.paragraph.is_none()
            && place.item.is_none()
            && (1900..2200).contains(&place.article.main);
        let decimal = follows == Some('.')
            && r.rest()
                .chars()
                .nth(1)
                .is_some_and(|c| ascii(c).is_ascii_digit());
        (!other && !decimal && !year).then_some(place)
    })
}

/// `第五十八条第一款第（一）项`; with a place before it also `第二款`, `第（二）项`.
pub(super) fn long_places(reader: &mut Reader<'_>, last: Option<Place>) -> Option<Vec<Place>> {
    if let Some(articles) = reader.attempt(articles) {
        return Some(spread(
            articles,
            |article| Place::whole(*article),
            |base| inner(reader, base),
        ));
    }
    let last = last?;
    if let Some(paragraphs) = reader.attempt(|r| ordinals(r, '款')) {
        let place = |n: &u16| Place {
            paragraph: Some(*n),
            item: None,
            ..last
        };
        return Some(spread(paragraphs, place, |base| with_items(reader, base)));
    }
    let items = reader.attempt(|r| ordinals(r, '项'))?;
    reader.attempt(|r| ordinals(r, '目'));
    Some(
        items
            .into_iter()
            .map(|n| Place {
                item: Some(n),
                ..last
            })
            .collect(),
    )
}

/// Places of all numbers; what follows narrows the last of them.
fn spread<T>(
    numbers: Vec<T>,
    place: impl Fn(&T) -> Place,
    narrow: impl FnOnce(Place) -> Vec<Place>,
) -> Vec<Place> {
    let mut places: Vec<Place> = numbers.iter().map(place).collect();
    if let Some(last) = places.pop() {
        places.extend(narrow(last));
    }
    places
}

fn inner(reader: &mut Reader<'_>, base: Place) -> Vec<Place> {
    match reader.attempt(|r| ordinals(r, '款')) {
        Some(paragraphs) => spread(
            paragraphs,
            |n| Place {
                paragraph: Some(*n),
                ..base
            },
            |p| with_items(reader, p),
        ),
        None => with_items(reader, base),
    }
}

fn with_items(reader: &mut Reader<'_>, base: Place) -> Vec<Place> {
    let Some(items) = reader.attempt(|r| ordinals(r, '项')) else {
        return vec![base];
    };
    reader.attempt(|r| ordinals(r, '目'));
    items
        .into_iter()
        .map(|n| Place {
            item: Some(n),
            ..base
        })
        .collect()
}

/// `第四十四条`, `第四十四、四十五条`, `第一百二十条之一`.
fn articles(reader: &mut Reader<'_>) -> Option<Vec<ArticleNumber>> {
    let numbers = ordinals(reader, '条')?;
    let sub = reader.inserted();
    let mut found: Vec<ArticleNumber> = numbers.into_iter().map(ArticleNumber::new).collect();
    if let Some(last) = found.last_mut() {
        last.sub = sub;
    }
    Some(found)
}

/// `第一款`, `第（一）项`, `第一、二款`, `第（一）至（三）项`: the numbers, all of them.
fn ordinals(reader: &mut Reader<'_>, unit: char) -> Option<Vec<u16>> {
    reader.blanks();
    if !reader.eat('第') {
        return None;
    }
    let mut numbers = vec![ordinal(reader)?];
    while !reader.eat(unit) {
        let range = separator(reader)? == Separator::Range;
        let next = ordinal(reader)?;
        let last = *numbers.last()?;
        if range {
            numbers.extend((last.saturating_add(1)..next).take(MOST_IN_RANGE));
        }
        numbers.push(next);
    }
    Some(numbers)
}

fn ordinal(reader: &mut Reader<'_>) -> Option<u16> {
    reader.blanks();
    let number = reader
        .bracketed()
        .or_else(|| reader.number(numeral::prefix))?;
    reader.blanks();
    Some(number)
}

/// A range names its ends; what lies between is cited too. More than this is a slip.
const MOST_IN_RANGE: usize = 500;

/// The places strictly between two of the same rank.
pub(super) fn between(from: Place, to: Place) -> Vec<Place> {
    let numbers = |a: u16, b: u16| (a.saturating_add(1)..b).take(MOST_IN_RANGE);
    match (from, to) {
        _ if from.article != to.article => numbers(from.article.main, to.article.main)
            .map(|n| Place::whole(ArticleNumber::new(n)))
            .collect(),
        (Place { item: Some(a), .. }, Place { item: Some(b), .. }) => numbers(a, b)
            .map(|n| Place {
                item: Some(n),
                ..to
            })
            .collect(),
        (
            Place {
                paragraph: Some(a), ..
            },
            Place {
                paragraph: Some(b), ..
            },
        ) => numbers(a, b)
            .map(|n| Place {
                paragraph: Some(n),
                item: None,
                ..to
            })
            .collect(),
        _ => Vec::new(),
    }
}
