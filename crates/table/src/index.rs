//! For each piece of each axis the set of rows that accept it, so that a case is a few ANDs.

use crate::space::Space;

/// Rows as bits; at most [`WORDS`] words.
type Rows = [u64; WORDS];

/// 1,024 rows; larger tables are walked.
const WORDS: usize = 16;
/// Words in all masks together.
const MOST: usize = 1 << 20;

#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// Words in use.
    words: usize,
    inputs: Vec<Masks>,
    /// Every row.
    every: Rows,
}

#[derive(Clone, Debug)]
struct Masks {
    /// `words` for each piece.
    pieces: Vec<u64>,
    /// Rows that accept every value.
    whole: Vec<u64>,
    /// Rows that accept some value.
    some: Vec<u64>,
}

/// The rows that surely accept, and those that may.
pub(crate) struct Found {
    sure: Rows,
    maybe: Rows,
    words: usize,
}

impl Found {
    pub fn sure(&self) -> impl Iterator<Item = usize> {
        rows(self.sure.get(..self.words).unwrap_or_default())
    }

    pub fn maybe(&self) -> impl Iterator<Item = usize> {
        rows(self.maybe.get(..self.words).unwrap_or_default())
    }
}

impl Index {
    /// `None` for tables with a multi-choice, and for large ones.
    pub fn new(space: &Space) -> Option<Index> {
        let words = space.rows.len().div_ceil(64);
        let pieces: usize = space
            .axes
            .iter()
            .map(|axis| usize::try_from(axis.len()).unwrap_or(usize::MAX))
            .sum();
        let plain = space.axes.len() == space.of_input.len()
            && space.of_input.iter().all(|axes| axes.len() == 1);
        if !plain || words > WORDS || pieces.checked_mul(words.max(1))? > MOST {
            return None;
        }
        let mut every = [0; WORDS];
        (0..space.rows.len()).for_each(|row| set(&mut every, row));
        let inputs = (0..space.axes.len())
            .map(|input| Masks::new(space, input, words))
            .collect();
        Some(Index {
            words,
            inputs,
            every,
        })
    }

    pub fn start(&self) -> Found {
        Found {
            sure: self.every,
            maybe: self.every,
            words: self.words,
        }
    }

    /// Keeps the rows that accept a piece of an input.
    pub fn piece(&self, found: &mut Found, input: usize, piece: u32) {
        let masks = self.inputs.get(input);
        let from = usize::try_from(piece)
            .unwrap_or(usize::MAX)
            .saturating_mul(self.words);
        let mask = masks
            .and_then(|m| m.pieces.get(from..from.saturating_add(self.words)))
            .unwrap_or_default();
        and(&mut found.sure, mask);
        and(&mut found.maybe, mask);
    }

    /// An input without a value.
    pub fn unknown(&self, found: &mut Found, input: usize) {
        if let Some(masks) = self.inputs.get(input) {
            and(&mut found.sure, &masks.whole);
            and(&mut found.maybe, &masks.some);
        }
    }
}

impl Masks {
    fn new(space: &Space, input: usize, words: usize) -> Masks {
        let count = space.axes.get(input).map_or(0, |axis| axis.len());
        let length = usize::try_from(count).unwrap_or(0) * words;
        let mut masks = Masks {
            pieces: vec![0; length],
            whole: vec![0; words],
            some: vec![0; words],
        };
        for (row, cells) in space.rows.iter().enumerate() {
            for (low, high) in cells.get(input).into_iter().flatten().flatten() {
                set(&mut masks.some, row);
                if (*low, *high) == (0, count) {
                    set(&mut masks.whole, row);
                }
                for piece in *low..*high {
                    let from = usize::try_from(piece).unwrap_or(0) * words;
                    set(masks.pieces.get_mut(from..).unwrap_or_default(), row);
                }
            }
        }
        masks
    }
}

fn set(words: &mut [u64], row: usize) {
    if let Some(word) = words.get_mut(row / 64) {
        *word |= 1 << (row % 64);
    }
}

fn and(rows: &mut Rows, mask: &[u64]) {
    rows.iter_mut()
        .zip(mask)
        .for_each(|(word, mask)| *word &= mask);
}

/// The rows of a set, in order.
fn rows(set: &[u64]) -> impl Iterator<Item = usize> {
    set.iter().enumerate().flat_map(|(i, word)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (bit < 64).then_some(i * 64 + bit)
        })
    })
}
