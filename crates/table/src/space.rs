//! The axes of a table, and the blocks of them that each cell accepts.

use std::ops::Range;
use std::sync::Arc;

use fadu_base::{Date, Number};

use crate::axis::{Axis, Cut, Span, sample};
use crate::boxes::{Piece, without};
use crate::budget::Exceeded;
use crate::table::{Cell, Domain, Input, Op, Row};
use crate::value::{Kind, Value};

/// One alternative of a cell: a span of pieces on each axis of its input.
pub(crate) type Block = Vec<(u32, u32)>;

/// All axes, in the order of the inputs.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    pub axes: Vec<Axis>,
    /// The axes of each input: one, or one for each option of a multi-choice.
    pub of_input: Vec<Range<usize>>,
    /// The kind of each input, with only the options that can occur.
    pub kinds: Vec<Kind>,
    /// For each row and input, what the cell accepts.
    pub rows: Vec<Vec<Vec<Block>>>,
}

/// The kind with only the options that can occur.
fn narrowed(input: &Input) -> Kind {
    let Domain::Only(only) = &input.domain else {
        return input.kind.clone();
    };
    let keep = |options: &[Arc<str>]| {
        options
            .iter()
            .filter(|o| only.contains(o))
            .cloned()
            .collect()
    };
    match &input.kind {
        Kind::Choice { options, ordered } => Kind::Choice {
            options: keep(options),
            ordered: *ordered,
        },
        Kind::Choices { options } => Kind::Choices {
            options: keep(options),
        },
        other => other.clone(),
    }
}

impl Space {
    pub fn new(inputs: &[Input], rows: &[Row]) -> Space {
        Space::joint(
            inputs,
            &[rows.iter().map(|row| row.cells.as_slice()).collect()],
        )
    }

    /// One space for the rows of several tables that have the same inputs, one table after the other.
    pub fn joint(inputs: &[Input], tables: &[Vec<&[Cell]>]) -> Space {
        let mut space = Space {
            axes: Vec::new(),
            of_input: Vec::new(),
            kinds: Vec::new(),
            rows: Vec::new(),
        };
        let rows: Vec<&[Cell]> = tables.iter().flatten().copied().collect();
        space.rows.resize_with(rows.len(), Vec::new);
        for (i, input) in inputs.iter().enumerate() {
            let kind = narrowed(input);
            let cells: Vec<&Cell> = rows
                .iter()
                .map(|row| row.get(i).unwrap_or(&Cell::Any))
                .collect();
            match &kind {
                Kind::Choices { options } => space.add_choices(options, &cells),
                _ => space.add_plain(&kind, &input.domain, &cells),
            }
            space.kinds.push(kind);
        }
        space
    }

    fn add_plain(&mut self, kind: &Kind, domain: &Domain, cells: &[&Cell]) {
        let spans: Vec<Vec<Span>> = cells.iter().map(|cell| cell_spans(cell, kind)).collect();
        let axis = Axis::new(
            domain_span(kind, domain),
            spans.iter().flatten().copied(),
            kind.is_dense(),
        );
        for (row, spans) in self.rows.iter_mut().zip(&spans) {
            row.push(
                spans
                    .iter()
                    .filter_map(|span| axis.pieces(*span))
                    .map(|p| vec![p])
                    .collect(),
            );
        }
        self.of_input.push(self.axes.len()..self.axes.len() + 1);
        self.axes.push(axis);
    }

    fn add_choices(&mut self, options: &[Arc<str>], cells: &[&Cell]) {
        let whole = |n| Cut::before(Number::from_integer(n), false);
        let yes_no = Axis::new((whole(0), whole(2)), [(whole(0), whole(1))], false);
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            row.push(choice_blocks(cell, options));
        }
        self.of_input
            .push(self.axes.len()..self.axes.len() + options.len());
        self.axes.extend(std::iter::repeat_n(yes_no, options.len()));
    }

    /// The name of the first input that can have no value.
    pub fn empty_input(&self, inputs: &[Input]) -> Option<Arc<str>> {
        let none = |axes: &Range<usize>| {
            self.axes
                .get(axes.clone())
                .unwrap_or_default()
                .iter()
                .any(|axis| {
                    axis.span((0, axis.len()))
                        .is_none_or(|span| sample(span, axis.dense).is_none())
                })
        };
        let mut pairs = inputs.iter().zip(&self.of_input);
        pairs
            .find(|(_, axes)| none(axes))
            .map(|(input, _)| input.name.clone())
    }

    /// The whole domain as one box.
    pub fn all(&self) -> Block {
        self.axes.iter().map(|axis| (0, axis.len())).collect()
    }

    /// The boxes of a row, none of which meet.
    pub fn boxes(&self, row: usize, limit: usize) -> Result<Vec<Piece>, Exceeded> {
        let number = u32::try_from(row).map_err(|_| Exceeded)?;
        let mut sides: Vec<Block> = vec![Vec::new()];
        for blocks in self.rows.get(row).into_iter().flatten() {
            if sides.len().saturating_mul(blocks.len()) > limit {
                return Err(Exceeded);
            }
            let with = |side: &Block| -> Vec<Block> {
                blocks
                    .iter()
                    .map(|block| [side.as_slice(), block].concat())
                    .collect()
            };
            sides = sides.iter().flat_map(with).collect();
        }
        Ok(sides
            .into_iter()
            .map(|sides| Piece {
                row: number,
                id: 0,
                sides,
            })
            .collect())
    }

    /// Plain values at a point: one for each input.
    pub fn case(&self, point: &[u32]) -> Vec<Value> {
        let number = |axis: usize| match (self.axes.get(axis), point.get(axis)) {
            (Some(axis), Some(piece)) => axis.sample(*piece),
            _ => Number::default(),
        };
        self.case_at(number)
    }

    /// The same from the numbers on the axes.
    pub fn case_at(&self, number: impl Fn(usize) -> Number) -> Vec<Value> {
        let value = |(kind, axes): (&Kind, &Range<usize>)| {
            let Kind::Choices { options } = kind else {
                return kind.value_at(number(axes.start));
            };
            let held = axes
                .clone()
                .zip(options)
                .filter(|(axis, _)| number(*axis) != Number::default());
            Value::Choices(held.map(|(_, option)| option.clone()).collect())
        };
        self.kinds.iter().zip(&self.of_input).map(value).collect()
    }
}

/// The ends of a domain on its axis.
fn domain_span(kind: &Kind, domain: &Domain) -> Span {
    let whole = |n: i128| Cut::before(Number::from_integer(n), false);
    let natural = match kind {
        Kind::Bool => (whole(0), whole(2)),
        Kind::Choice { options, .. } => {
            (whole(0), whole(i128::try_from(options.len()).unwrap_or(0)))
        }
        Kind::Date => (
            whole(Date::MIN.number().into()),
            whole(i128::from(Date::MAX.number()) + 1),
        ),
        _ => (Cut::Low, Cut::High),
    };
    let Domain::Between { low, high } = domain else {
        return natural;
    };
    let dense = kind.is_dense();
    let low = low
        .as_ref()
        .and_then(|(value, closed)| low_cut(kind, value, *closed, dense));
    let high = high
        .as_ref()
        .and_then(|(value, closed)| high_cut(kind, value, *closed, dense));
    (
        low.map_or(natural.0, |cut| cut.max(natural.0)),
        high.map_or(natural.1, |cut| cut.min(natural.1)),
    )
}

fn low_cut(kind: &Kind, value: &Value, closed: bool, dense: bool) -> Option<Cut> {
    let place = kind.place(value).ok()?;
    Some(if closed {
        Cut::before(place, dense)
    } else {
        Cut::after(place, dense)
    })
}

fn high_cut(kind: &Kind, value: &Value, closed: bool, dense: bool) -> Option<Cut> {
    let place = kind.place(value).ok()?;
    Some(if closed {
        Cut::after(place, dense)
    } else {
        Cut::before(place, dense)
    })
}

/// What a cell accepts, as sorted spans that do not meet. A value that cannot occur gives none.
pub(crate) fn cell_spans(cell: &Cell, kind: &Kind) -> Vec<Span> {
    let dense = kind.is_dense();
    let low = |value: &Value, closed| low_cut(kind, value, closed, dense);
    let high = |value: &Value, closed| high_cut(kind, value, closed, dense);
    let one = |value: &Value| Some((low(value, true)?, high(value, true)?));
    let spans: Vec<Option<Span>> = match cell {
        Cell::Any => vec![Some((Cut::Low, Cut::High))],
        Cell::Compare(Op::Lt, v) => vec![high(v, false).map(|cut| (Cut::Low, cut))],
        Cell::Compare(Op::Le, v) => vec![high(v, true).map(|cut| (Cut::Low, cut))],
        Cell::Compare(Op::Gt, v) => vec![low(v, false).map(|cut| (cut, Cut::High))],
        Cell::Compare(Op::Ge, v) => vec![low(v, true).map(|cut| (cut, Cut::High))],
        Cell::Compare(Op::Eq, v) => vec![one(v)],
        Cell::Compare(Op::Ne, v) => match one(v) {
            Some((low, high)) => vec![Some((Cut::Low, low)), Some((high, Cut::High))],
            None => vec![Some((Cut::Low, Cut::High))],
        },
        Cell::Range {
            low: (a, x),
            high: (b, y),
        } => vec![low(a, *x).zip(high(b, *y))],
        Cell::OneOf(values) => values.iter().map(one).collect(),
    };
    merged(
        spans
            .into_iter()
            .flatten()
            .filter(|(low, high)| low < high)
            .collect(),
    )
}

fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
            _ => out.push(span),
        }
    }
    out
}

const NO: (u32, u32) = (0, 1);
const YES: (u32, u32) = (1, 2);
const EITHER: (u32, u32) = (0, 2);

/// What a cell of a multi-choice accepts, as blocks that do not meet.
pub(crate) fn choice_blocks(cell: &Cell, options: &[Arc<str>]) -> Vec<Block> {
    let any = vec![EITHER; options.len()];
    let holds = |option: &Arc<str>, side: (u32, u32)| -> Block {
        options
            .iter()
            .map(|o| if o == option { side } else { EITHER })
            .collect()
    };
    let accepts = |value: &Value| match value {
        Value::Choice(option) if options.contains(option) => Some(holds(option, YES)),
        // A set with an option that cannot occur equals nothing.
        Value::Choices(set) if set.iter().all(|o| options.contains(o)) => Some(
            options
                .iter()
                .map(|o| if set.contains(o) { YES } else { NO })
                .collect(),
        ),
        _ => None,
    };
    match cell {
        Cell::Compare(Op::Eq, value) => accepts(value).into_iter().collect(),
        Cell::Compare(Op::Ne, value) => {
            accepts(value).map_or(vec![any.clone()], |block| without(&any, &block))
        }
        Cell::OneOf(values) => {
            let mut out: Vec<Block> = Vec::new();
            for block in values.iter().filter_map(accepts) {
                let rest = |left: Vec<Block>, taken: &Block| {
                    left.iter().flat_map(|b| without(b, taken)).collect()
                };
                let left: Vec<Block> = out.iter().fold(vec![block], rest);
                out.extend(left);
            }
            out
        }
        _ => vec![any],
    }
}
