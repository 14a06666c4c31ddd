//! Which row a case meets, with the cells that decided.

use serde::Serialize;

use crate::condition::cell_accepts;
use crate::index::Index;
use crate::space::Block;
use crate::table::{Cell, HitPolicy, Input, Row, Table};
use crate::value::{Kind, Value, ValueError};

/// What a table says to a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer<'t> {
    /// This row, and what it gives.
    Row(Hit<'t>),
    /// No row: the output is unknown.
    NoRow,
    /// It depends on inputs without a value, by their indices.
    Unknown { missing: Vec<usize> },
    /// `唯一` and several rows, by their indices: the table is wrong.
    Ambiguous { rows: Vec<usize> },
}

/// The row that was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hit<'t> {
    /// Its index, from 0.
    pub row: usize,
    /// What it gives.
    pub output: &'t Value,
    /// Where it stands.
    pub cite: Option<&'t str>,
}

/// One row and how each of its cells took the case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RowTrace {
    /// Its number, from 1 as people count.
    pub row: usize,
    /// One a cell, in the order of the inputs.
    pub cells: Vec<CellTrace>,
}

/// How a cell took a case.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CellTrace {
    /// It accepts the value, or anything.
    Accepts,
    /// It does not.
    Refuses,
    /// The input has no value.
    Unknown,
}

/// Where a value lies.
enum Point {
    /// No value.
    None,
    /// Outside the domain.
    Outside,
    /// A piece of the one axis.
    One(u32),
    /// A piece on each axis of a multi-choice.
    Many(Vec<u32>),
}

impl RowTrace {
    /// Whether all cells accept.
    pub fn accepts(&self) -> bool {
        self.cells.iter().all(|cell| *cell == CellTrace::Accepts)
    }
}

impl Table {
    /// The row that a case meets; one fact for each input, `None` where it has no value.
    ///
    /// # Errors
    /// When a value does not fit its input.
    pub fn evaluate(&self, facts: &[Option<&Value>]) -> Result<Answer<'_>, ValueError> {
        match &self.index {
            Some(index) => self.look_up(index, facts),
            None => self.walk(facts),
        }
    }

    /// Every row, with how its cells took the case.
    ///
    /// # Errors
    /// When a value does not fit its input.
    pub fn trace(&self, facts: &[Option<&Value>]) -> Result<Vec<RowTrace>, ValueError> {
        let fact = |input: usize| facts.get(input).copied().flatten();
        for (i, input) in self.inputs.iter().enumerate() {
            fact(i).map_or(Ok(()), |value| input.kind.check(value))?;
        }
        let cell = |(i, cell): (usize, &Cell)| trace_cell(cell, self.inputs.get(i), fact(i));
        let row = |(i, row): (usize, &Row)| RowTrace {
            row: i + 1,
            cells: row.cells.iter().enumerate().map(cell).collect(),
        };
        Ok(self.rows.iter().enumerate().map(row).collect())
    }

    fn look_up(&self, index: &Index, facts: &[Option<&Value>]) -> Result<Answer<'_>, ValueError> {
        let mut found = index.start();
        let mut outside = false;
        for input in 0..self.inputs.len() {
            match self.point(input, facts)? {
                Point::None => index.unknown(&mut found, input),
                Point::One(piece) => index.piece(&mut found, input, piece),
                Point::Outside | Point::Many(_) => outside = true,
            }
        }
        if outside {
            return Ok(Answer::NoRow);
        }
        let mut first = found.maybe();
        Ok(match (self.hit, first.next()) {
            (_, None) => Answer::NoRow,
            (HitPolicy::First, Some(row)) if found.sure().next() == Some(row) => self.hit_of(row),
            (HitPolicy::First, Some(row)) => self.unknown(&[row], facts),
            (HitPolicy::Unique, Some(row)) => {
                let mut certain = found.sure();
                match (certain.next(), certain.next()) {
                    (Some(row), None) => self.hit_of(row),
                    (Some(_), Some(_)) => Answer::Ambiguous {
                        rows: found.sure().collect(),
                    },
                    (None, _) => self.unknown(
                        &std::iter::once(row).chain(first).collect::<Vec<_>>(),
                        facts,
                    ),
                }
            }
        })
    }

    /// The same row by row.
    fn walk(&self, facts: &[Option<&Value>]) -> Result<Answer<'_>, ValueError> {
        let points: Result<Vec<Point>, ValueError> = (0..self.inputs.len())
            .map(|i| self.point(i, facts))
            .collect();
        let points = points?;
        let (mut sure, mut open) = (Vec::new(), Vec::new());
        for row in 0..self.rows.len() {
            match self.takes(row, &points) {
                Some(true) => sure.push(row),
                Some(false) => continue,
                None => open.push(row),
            }
            if self.hit == HitPolicy::First {
                break;
            }
        }
        Ok(match (sure.as_slice(), open.is_empty()) {
            ([row], _) => self.hit_of(*row),
            ([], true) => Answer::NoRow,
            ([], false) => self.unknown(&open, facts),
            _ => Answer::Ambiguous { rows: sure },
        })
    }

    fn hit_of(&self, row: usize) -> Answer<'_> {
        let found = self.rows.get(row);
        found.map_or(Answer::NoRow, |found| {
            Answer::Row(Hit {
                row,
                output: &found.output,
                cite: found.cite.as_deref(),
            })
        })
    }

    /// The inputs without a value that the open rows ask for.
    fn unknown(&self, open: &[usize], facts: &[Option<&Value>]) -> Answer<'_> {
        let asks = |input: &usize| {
            let blank = facts.get(*input).copied().flatten().is_none();
            let blocks = |row: &usize| self.space.rows.get(*row).and_then(|row| row.get(*input));
            blank
                && open
                    .iter()
                    .filter_map(blocks)
                    .any(|blocks| !self.is_whole(blocks, *input))
        };
        Answer::Unknown {
            missing: (0..self.inputs.len()).filter(asks).collect(),
        }
    }

    fn point(&self, input: usize, facts: &[Option<&Value>]) -> Result<Point, ValueError> {
        let (Some(fact), Some(kind)) = (self.inputs.get(input), self.space.kinds.get(input)) else {
            return Ok(Point::Outside);
        };
        let Some(value) = facts.get(input).copied().flatten() else {
            return Ok(Point::None);
        };
        if let (Kind::Choices { options }, Value::Choices(set)) = (kind, value) {
            fact.kind.check(value)?;
            let held = options
                .iter()
                .map(|option| u32::from(set.contains(option)))
                .collect();
            let inside = set.iter().all(|option| options.contains(option));
            return Ok(if inside {
                Point::Many(held)
            } else {
                Point::Outside
            });
        }
        let place = match kind.place(value) {
            Ok(place) => place,
            // Not among the options that can occur, though an option.
            Err(_) => return fact.kind.place(value).map(|_| Point::Outside),
        };
        let axis = self
            .space
            .of_input
            .get(input)
            .and_then(|axes| self.space.axes.get(axes.start));
        Ok(axis
            .and_then(|axis| axis.locate(&place))
            .map_or(Point::Outside, Point::One))
    }

    /// Whether a row accepts; `None`: it depends on an input without a value.
    fn takes(&self, row: usize, points: &[Point]) -> Option<bool> {
        let mut sure = true;
        for (input, (blocks, point)) in self.space.rows.get(row)?.iter().zip(points).enumerate() {
            let accepts = match point {
                Point::None => {
                    sure &= self.is_whole(blocks, input);
                    !blocks.is_empty()
                }
                Point::Outside => false,
                Point::One(piece) => blocks.iter().any(|block| holds(block, &[*piece])),
                Point::Many(held) => blocks.iter().any(|block| holds(block, held)),
            };
            if !accepts {
                return Some(false);
            }
        }
        sure.then_some(true)
    }

    fn is_whole(&self, blocks: &[Block], input: usize) -> bool {
        let axes = self
            .space
            .of_input
            .get(input)
            .and_then(|axes| self.space.axes.get(axes.clone()));
        let axes = axes.unwrap_or_default();
        blocks.iter().any(|block| {
            block
                .iter()
                .zip(axes)
                .all(|(side, axis)| *side == (0, axis.len()))
        })
    }
}

fn holds(block: &Block, piece: &[u32]) -> bool {
    block
        .iter()
        .zip(piece)
        .all(|(side, piece)| side.0 <= *piece && *piece < side.1)
}

fn trace_cell(cell: &Cell, input: Option<&Input>, fact: Option<&Value>) -> CellTrace {
    match (input, fact) {
        (Some(input), Some(value)) if cell_accepts(cell, &input.kind, value) => CellTrace::Accepts,
        (_, Some(_)) => CellTrace::Refuses,
        (_, None) if *cell == Cell::Any => CellTrace::Accepts,
        (_, None) => CellTrace::Unknown,
    }
}

/// `table eval --json`: the row of a case with its trace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Explained {
    /// The table's name.
    pub table: String,
    /// The row that was met, from 1; null: none, or not known.
    pub row: Option<usize>,
    /// What it gives.
    pub output: Option<Value>,
    /// Where it stands.
    pub cite: Option<String>,
    /// Inputs without a value that decide.
    pub missing: Vec<String>,
    /// `唯一` and several rows, from 1: the table is wrong.
    pub ambiguous: Vec<usize>,
    /// Every row with its cells.
    pub trace: Vec<RowTrace>,
}

impl Table {
    /// The answer to a case and how each row took it.
    ///
    /// # Errors
    /// When a value does not fit its input.
    pub fn explain(&self, facts: &[Option<&Value>]) -> Result<Explained, ValueError> {
        let mut explained = Explained {
            table: self.name.to_string(),
            row: None,
            output: None,
            cite: None,
            missing: Vec::new(),
            ambiguous: Vec::new(),
            trace: self.trace(facts)?,
        };
        let name = |input: &usize| self.inputs.get(*input).map(|input| input.name.to_string());
        match self.evaluate(facts)? {
            Answer::Row(hit) => {
                explained.row = Some(hit.row + 1);
                explained.output = Some(hit.output.clone());
                explained.cite = hit.cite.map(str::to_owned);
            }
            Answer::NoRow => {}
            Answer::Unknown { missing } => {
                explained.missing = missing.iter().filter_map(name).collect()
            }
            Answer::Ambiguous { rows } => {
                explained.ambiguous = rows.iter().map(|row| row + 1).collect()
            }
        }
        Ok(explained)
    }
}
