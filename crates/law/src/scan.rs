//! Citations found in any text, in the long form of statutes and the short form of language.md S5,
//! and what each says on a day.

use std::collections::BTreeMap;

use fadu_base::Date;

use crate::citation::{Citation, closing};
use crate::library::{Library, key};
use crate::numeral::{self, ascii};
use crate::place::{ArticleNumber, Place};
use crate::reader::Reader;

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

/// A mention with its position for people, and what it says.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Found {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The words in the text.
    pub text: String,
    /// The canonical citation; `None` when the statute cannot be told.
    pub citation: Option<Citation>,
    /// Whether it resolves.
    pub ok: bool,
    /// The text it points to.
    pub says: Option<String>,
    /// Why it points to nothing.
    pub problem: Option<String>,
}

/// Names under which statutes may stand in a text without `《》`.
#[derive(Default)]
pub struct Names {
    /// By last character, longest first.
    by_end: BTreeMap<char, Vec<(String, String)>>,
    /// The statute that 本法, 本条例 and so on mean.
    own: Option<String>,
}

impl Names {
    /// The names (titles, short titles, aliases) of a library.
    pub fn of(library: &Library) -> Names {
        let mut names = Names::default();
        for (name, short) in library.names() {
            names.add(name, short);
        }
        names
    }

    /// Adds a name for a short title. Names of one character are passed over.
    pub fn add(&mut self, name: &str, short: &str) {
        let Some(last) = name.chars().next_back().filter(|_| name.chars().nth(1).is_some()) else { return };
        let list = self.by_end.entry(last).or_default();
        list.push((name.to_owned(), short.to_owned()));
        list.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }

    /// Says which statute 本法, 本条例 … mean; without it they are passed over.
    pub fn own(mut self, short: &str) -> Names {
        self.own = Some(short.to_owned());
        self
    }

    /// The short title of a name.
    fn exact(&self, name: &str) -> Option<&str> {
        let list = self.by_end.get(&name.chars().next_back()?)?;
        list.iter().find(|(known, _)| known == name).map(|(_, short)| short.as_str())
    }

    /// The longest name that the text ends with: where it starts, and its short title.
    fn ending(&self, text: &str) -> Option<(usize, &str)> {
        let list = self.by_end.get(&text.chars().next_back()?)?;
        let (name, short) = list.iter().find(|(name, _)| text.ends_with(name.as_str()))?;
        Some((text.len() - name.len(), short))
    }
}

/// Words that point to the text's own statute, or to one named before.
const OWN: [&str; 8] = ["本法", "本法典", "本条例", "本办法", "本规定", "本解释", "本细则", "本规则"];

/// What a title of a statute ends with.
const TITLE_ENDS: [&str; 9] = ["法", "法典", "条例", "办法", "规定", "细则", "规则", "解释", "决定"];

/// Every citation of a text, in order. The time is linear in the text but for the names.
pub fn mentions(text: &str, names: &Names) -> Vec<Mention> {
    let mut scan = Scan { text, names, found: Vec::new(), done: 0 };
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at = scan.step(at, c).unwrap_or(at + c.len_utf8());
    }
    scan.found
}

struct Scan<'a> {
    text: &'a str,
    names: &'a Names,
    found: Vec<Mention>,
    /// The end of the last citation: no title is looked for before it.
    done: usize,
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
        reader.attempt(skip_remark);
        reader.blanks();
        let title = self.names.exact(&key(title)).unwrap_or(title.trim()).to_owned();
        self.list(at, reader, Some(title))
    }

    /// A place with a title before it that stands without `《》`.
    fn bare(&mut self, at: usize, long: bool) -> Option<usize> {
        let before = self.text.get(self.done..at)?.trim_end_matches([' ', '\u{3000}']);
        let reader = Reader::at(self.text, at);
        if let Some((start, short)) = self.names.ending(before) {
            let (start, title) = (self.done + start, short.to_owned());
            return self.list(start, reader, Some(title));
        }
        if !long {
            return None;
        }
        if let Some(word) = OWN.iter().find(|word| before.ends_with(**word)) {
            let start = self.done + before.len() - word.len();
            return match self.names.own.clone() {
                Some(own) => self.list(start, reader, Some(own)),
                None => None,
            };
        }
        let loose = ["该", "前述", "上述", "其他"].iter().any(|w| TITLE_ENDS.iter().any(|e| before.ends_with(&format!("{w}{e}"))));
        let titled = !loose && TITLE_ENDS.iter().any(|end| before.ends_with(end));
        if titled { self.list(at, reader, None) } else { None }
    }

    /// A list of places: `第四十四条、第四十五条第一款`, `57.2、58`, `第五十八条至第六十条`.
    fn list(&mut self, start: usize, mut reader: Reader<'_>, title: Option<String>) -> Option<usize> {
        let mut last = self.push(start, &mut reader, None, title.as_deref())?;
        loop {
            let mut next = reader;
            next.blanks();
            let Some(separator) = separator(&mut next) else { break };
            next.blanks();
            let from = next.pos();
            let context = Context { last, range: separator == Separator::Range };
            let Some(reached) = self.push(from, &mut next, Some(context), title.as_deref()) else { break };
            (last, reader) = (reached, next);
        }
        self.done = reader.pos();
        Some(reader.pos())
    }

    /// Reads one element of a list and records what it cites; gives the last place.
    fn push(&mut self, start: usize, reader: &mut Reader<'_>, context: Option<Context>, title: Option<&str>) -> Option<Place> {
        let mut places = long_places(reader, context.map(|c| c.last)).or_else(|| short_place(reader).map(|p| vec![p]))?;
        if let Some(Context { last, range: true }) = context {
            places.splice(0..0, between(last, *places.first()?));
        }
        let end = reader.pos();
        let last = *places.last()?;
        let mention = |place| Mention { start, end, title: title.map(str::to_owned), place };
        self.found.extend(places.into_iter().map(mention));
        Some(last)
    }
}

#[derive(Clone, Copy)]
struct Context {
    last: Place,
    range: bool,
}

#[derive(PartialEq)]
enum Separator {
    List,
    Range,
}

fn separator(reader: &mut Reader<'_>) -> Option<Separator> {
    if ["至", "到", "—", "－", "-", "~"].iter().any(|word| reader.eat_str(word)) {
        return Some(Separator::Range);
    }
    let words = ["、", "，", ",", "以及", "或者", "和", "及", "或", "与", "并"];
    words.iter().any(|word| reader.eat_str(word)).then_some(Separator::List)
}

/// A remark between a title and its place, such as the year of revision, in round brackets.
fn skip_remark(reader: &mut Reader<'_>) -> Option<()> {
    if !reader.eat('(') {
        return None;
    }
    let rest = reader.rest();
    let inside: String = rest.chars().take(30).take_while(|c| !matches!(ascii(*c), ')' | '\n')).collect();
    reader.eat_str(&inside);
    reader.eat(')').then_some(())
}

/// `58.1(1)`, unless the digits are a year, an amount or part of another word.
fn short_place(reader: &mut Reader<'_>) -> Option<Place> {
    reader.attempt(|r| {
        let place = r.place()?;
        let follows = r.peek();
        let other = follows.is_some_and(|c| c.is_ascii_alphanumeric() || "年月日号条款项届次部章个倍万亿元%-".contains(c));
        let decimal = follows == Some('.') && r.rest().chars().nth(1).is_some_and(|c| ascii(c).is_ascii_digit());
        (!other && !decimal).then_some(place)
    })
}

/// `第五十八条第一款第（一）项`; with a place before it also `第二款`, `第（二）项`.
fn long_places(reader: &mut Reader<'_>, last: Option<Place>) -> Option<Vec<Place>> {
    if let Some(articles) = reader.attempt(articles) {
        return Some(spread(articles, |article| Place::whole(*article), |base| inner(reader, base)));
    }
    let last = last?;
    if let Some(paragraphs) = reader.attempt(|r| ordinals(r, '款')) {
        let place = |n: &u16| Place { paragraph: Some(*n), item: None, ..last };
        return Some(spread(paragraphs, place, |base| with_items(reader, base)));
    }
    let items = reader.attempt(|r| ordinals(r, '项'))?;
    reader.attempt(|r| ordinals(r, '目'));
    Some(items.into_iter().map(|n| Place { item: Some(n), ..last }).collect())
}

/// Places of all numbers; what follows narrows the last of them.
fn spread<T>(numbers: Vec<T>, place: impl Fn(&T) -> Place, narrow: impl FnOnce(Place) -> Vec<Place>) -> Vec<Place> {
    let mut places: Vec<Place> = numbers.iter().map(place).collect();
    if let Some(last) = places.pop() {
        places.extend(narrow(last));
    }
    places
}

fn inner(reader: &mut Reader<'_>, base: Place) -> Vec<Place> {
    match reader.attempt(|r| ordinals(r, '款')) {
        Some(paragraphs) => spread(paragraphs, |n| Place { paragraph: Some(*n), ..base }, |p| with_items(reader, p)),
        None => with_items(reader, base),
    }
}

fn with_items(reader: &mut Reader<'_>, base: Place) -> Vec<Place> {
    let Some(items) = reader.attempt(|r| ordinals(r, '项')) else { return vec![base] };
    reader.attempt(|r| ordinals(r, '目'));
    items.into_iter().map(|n| Place { item: Some(n), ..base }).collect()
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
    let number = reader.bracketed().or_else(|| reader.number(numeral::prefix))?;
    reader.blanks();
    Some(number)
}

/// A range names its ends; what lies between is cited too. More than this is a slip.
const MOST_IN_RANGE: usize = 500;

/// The places strictly between two of the same rank.
fn between(from: Place, to: Place) -> Vec<Place> {
    let numbers = |a: u16, b: u16| (a.saturating_add(1)..b).take(MOST_IN_RANGE);
    match (from, to) {
        _ if from.article != to.article => numbers(from.article.main, to.article.main).map(|n| Place::whole(ArticleNumber::new(n))).collect(),
        (Place { item: Some(a), .. }, Place { item: Some(b), .. }) => numbers(a, b).map(|n| Place { item: Some(n), ..to }).collect(),
        (Place { paragraph: Some(a), .. }, Place { paragraph: Some(b), .. }) => {
            numbers(a, b).map(|n| Place { paragraph: Some(n), item: None, ..to }).collect()
        }
        _ => Vec::new(),
    }
}

impl Library {
    /// Every citation of a text and what it says on a day. `own` is the short title that 本法 means.
    pub fn cites(&self, text: &str, date: Date, own: Option<&str>) -> Vec<Found> {
        let names = Names::of(self);
        let names = match own {
            Some(own) => names.own(own),
            None => names,
        };
        let mut places = Places::default();
        let check = |mention: Mention| {
            let (line, column) = places.of(text, mention.start);
            self.check(text, mention, date, line, column)
        };
        mentions(text, &names).into_iter().map(check).collect()
    }

    /// Reads one citation in any form: `《某法》58.1(1)`, `某法第五十八条第一款`, `某法58`.
    ///
    /// # Errors
    /// What the short form would have needed.
    pub fn read_citation(&self, text: &str) -> Result<Citation, crate::CitationError> {
        let error = match text.trim().parse::<Citation>() {
            Ok(citation) => return Ok(citation),
            Err(error) => error,
        };
        let text = text.trim();
        match mentions(text, &Names::of(self)).as_slice() {
            [Mention { start: 0, end, title: Some(title), place }] if *end == text.len() => {
                Ok(Citation { title: title.clone(), place: *place })
            }
            _ => Err(error),
        }
    }

    fn check(&self, text: &str, mention: Mention, date: Date, line: usize, column: usize) -> Found {
        let citation = mention.title.map(|title| Citation { title, place: mention.place });
        let outcome = match &citation {
            None => Err(format!("认不出引的是哪部法：{}前面的名称没有收录，也没有书名号", mention.place.human())),
            Some(citation) => self.resolve(citation, date).map_err(|e| e.to_string()),
        };
        let (says, problem) = match outcome {
            Ok(passage) => (Some(passage.text()), None),
            Err(problem) => (None, Some(problem)),
        };
        Found {
            line,
            column,
            start: mention.start,
            end: mention.end,
            text: text.get(mention.start..mention.end).unwrap_or("").to_owned(),
            citation,
            ok: problem.is_none(),
            says,
            problem,
        }
    }
}

/// Lines and columns of ascending bytes, in one pass over the text.
#[derive(Default)]
struct Places {
    at: usize,
    line: usize,
    column: usize,
}

impl Places {
    fn of(&mut self, text: &str, byte: usize) -> (usize, usize) {
        for c in text.get(self.at..byte).unwrap_or("").chars() {
            if c == '\n' {
                (self.line, self.column) = (self.line + 1, 0);
            } else {
                self.column += 1;
            }
        }
        self.at = self.at.max(byte);
        (self.line + 1, self.column + 1)
    }
}
