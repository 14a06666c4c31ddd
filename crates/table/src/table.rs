//! A decision table: inputs with their domains, rows of cells, one output.

use std::sync::Arc;

use fadu_base::Number;

use crate::index::Index;
use crate::space::Space;
use crate::value::{Kind, Value, ValueError};

/// What an input is called and which values it can have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// The name of the fact.
    pub name: Arc<str>,
    /// Its type.
    pub kind: Kind,
    /// Its type cut by the fact's `限`.
    pub domain: Domain,
}

/// Which values of a kind can occur.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Domain {
    /// All of them.
    #[default]
    All,
    /// Those between two ends; true: the end is included.
    Between {
        low: Option<(Value, bool)>,
        high: Option<(Value, bool)>,
    },
    /// Only these options.
    Only(Vec<Arc<str>>),
}

/// `< ≤ > ≥ = ≠`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    Lt,
    Le,
    Gt,
    Ge,
    Eq,
    Ne,
}

/// What a cell accepts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Empty or `-`.
    Any,
    /// `< v` …
    Compare(Op, Value),
    /// `[a, b)` …; true: the end is included.
    Range {
        low: (Value, bool),
        high: (Value, bool),
    },
    /// `甲、乙`; of a multi-choice: holds any of them.
    OneOf(Vec<Value>),
}

/// A row: one cell for each input, and what follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// In the order of the inputs.
    pub cells: Vec<Cell>,
    /// The output.
    pub output: Value,
    /// Where it stands, as the data says it.
    pub cite: Option<String>,
}

/// What a table computes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// The name of the fact.
    pub name: Arc<str>,
    /// Its type.
    pub kind: Kind,
}

/// `唯一` or `首中`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HitPolicy {
    /// At most one row accepts a case.
    Unique,
    /// The first row that accepts counts.
    First,
}

/// `升` or `降`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// The greater the input, the greater the output or the same.
    Up,
    /// The greater the input, the smaller the output or the same.
    Down,
}

/// A checked decision table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Arc<str>,
    pub(crate) inputs: Vec<Input>,
    pub(crate) output: Output,
    pub(crate) rows: Vec<Row>,
    pub(crate) hit: HitPolicy,
    pub(crate) monotone: Vec<(usize, Direction)>,
    pub(crate) space: Space,
    pub(crate) index: Option<Index>,
}

/// What is wrong with a table as written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TableError {
    /// A row has too many or too few cells.
    #[error("第{row}行有{found}格，应有{wanted}格")]
    Width {
        row: usize,
        found: usize,
        wanted: usize,
    },
    /// A value in a cell or domain does not fit.
    #[error("{place}：{error}")]
    Value { place: String, error: ValueError },
    /// `<` and the like on something without an order.
    #[error("{place}：{kind}没有顺序，不能比较大小")]
    Order { place: String, kind: &'static str },
    /// `[b, a)`.
    #[error("{place}：下限大于上限")]
    Backwards { place: String },
    /// No value is left.
    #[error("`{0}` 的取值范围是空的")]
    EmptyDomain(Arc<str>),
    /// An input of a type that cannot be an input.
    #[error("`{name}` 是{kind}，不能作表的输入")]
    InputKind { name: Arc<str>, kind: &'static str },
    /// Two inputs of one name.
    #[error("输入 `{0}` 写了两次")]
    Twice(Arc<str>),
    /// `单调` names something that is no input.
    #[error("`单调` 里的 `{0}` 不是这张表的输入")]
    Monotone(Arc<str>),
}

impl Table {
    /// A table whose every cell fits its input. `monotone` names inputs.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn new(
        name: impl Into<Arc<str>>,
        inputs: Vec<Input>,
        output: Output,
        rows: Vec<Row>,
        hit: HitPolicy,
        monotone: &[(Arc<str>, Direction)],
    ) -> Result<Table, Vec<TableError>> {
        let mut errors = Vec::new();
        check_inputs(&inputs, &mut errors);
        let monotone = check_monotone(&inputs, &output, monotone, &mut errors);
        for (i, row) in rows.iter().enumerate() {
            check_row(i + 1, row, &inputs, &output, &mut errors);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let space = Space::new(&inputs, &rows);
        match space.empty_input(&inputs) {
            Some(name) => Err(vec![TableError::EmptyDomain(name)]),
            None => {
                let index = Index::new(&space);
                Ok(Table {
                    name: name.into(),
                    inputs,
                    output,
                    rows,
                    hit,
                    monotone,
                    space,
                    index,
                })
            }
        }
    }

    /// The inputs, in order.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The output.
    pub fn output(&self) -> &Output {
        &self.output
    }

    /// The rows, in order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// `唯一` or `首中`.
    pub fn hit(&self) -> HitPolicy {
        self.hit
    }

    /// The place of a row's output in the order of the output; `None` where there is no order.
    pub(crate) fn weight(&self, row: u32) -> Option<Number> {
        let row = self.rows.get(usize::try_from(row).ok()?)?;
        self.output
            .kind
            .is_ordered()
            .then(|| self.output.kind.place(&row.output).ok())
            .flatten()
    }
}

fn check_inputs(inputs: &[Input], errors: &mut Vec<TableError>) {
    for (i, input) in inputs.iter().enumerate() {
        if input.kind == Kind::Text {
            errors.push(TableError::InputKind {
                name: input.name.clone(),
                kind: input.kind.name(),
            });
        }
        if inputs.iter().take(i).any(|other| other.name == input.name) {
            errors.push(TableError::Twice(input.name.clone()));
        }
        check_domain(input, errors);
    }
}

fn check_domain(input: &Input, errors: &mut Vec<TableError>) {
    let place = || format!("`{}` 的取值范围", input.name);
    match &input.domain {
        Domain::All => {}
        Domain::Between { low, high } => {
            for (value, _) in low.iter().chain(high) {
                check_compared(&input.kind, value, place, errors);
            }
        }
        Domain::Only(options) => {
            let all = match &input.kind {
                Kind::Choice { options, .. } | Kind::Choices { options } => options.as_slice(),
                _ => &[],
            };
            let unknown = options
                .iter()
                .filter_map(|option| crate::value::index(all, option).err());
            errors.extend(unknown.map(|error| TableError::Value {
                place: place(),
                error,
            }));
        }
    }
}

fn check_monotone(
    inputs: &[Input],
    output: &Output,
    monotone: &[(Arc<str>, Direction)],
    errors: &mut Vec<TableError>,
) -> Vec<(usize, Direction)> {
    let unordered = |name: &Arc<str>, kind: &Kind| {
        (!kind.is_ordered()).then(|| TableError::Order {
            place: format!("`单调` 的 `{name}`"),
            kind: kind.name(),
        })
    };
    let mut found = Vec::new();
    for (name, direction) in monotone {
        match inputs.iter().position(|input| input.name == *name) {
            None => errors.push(TableError::Monotone(name.clone())),
            Some(i) => {
                errors.extend(inputs.get(i).and_then(|input| unordered(name, &input.kind)));
                found.push((i, *direction));
            }
        }
    }
    if !monotone.is_empty() {
        errors.extend(unordered(&output.name, &output.kind));
    }
    found
}

fn check_row(
    number: usize,
    row: &Row,
    inputs: &[Input],
    output: &Output,
    errors: &mut Vec<TableError>,
) {
    if row.cells.len() != inputs.len() {
        errors.push(TableError::Width {
            row: number,
            found: row.cells.len(),
            wanted: inputs.len(),
        });
        return;
    }
    let place = |name: &str| format!("第{number}行 `{name}`");
    for (cell, input) in row.cells.iter().zip(inputs) {
        check_cell(cell, &input.kind, || place(&input.name), errors);
    }
    if let Err(error) = output.kind.check(&row.output) {
        errors.push(TableError::Value {
            place: place(&output.name),
            error,
        });
    }
}

fn check_cell(cell: &Cell, kind: &Kind, place: impl Fn() -> String, errors: &mut Vec<TableError>) {
    match cell {
        Cell::Any => {}
        Cell::Compare(Op::Eq | Op::Ne, value) => check_equal(kind, value, place, errors),
        Cell::Compare(_, value) => check_compared(kind, value, place, errors),
        Cell::OneOf(values) => values
            .iter()
            .for_each(|value| check_equal(kind, value, &place, errors)),
        Cell::Range {
            low: (low, _),
            high: (high, _),
        } => {
            check_compared(kind, low, &place, errors);
            check_compared(kind, high, &place, errors);
            if let (Ok(a), Ok(b)) = (kind.place(low), kind.place(high))
                && b < a
            {
                errors.push(TableError::Backwards { place: place() });
            }
        }
    }
}

/// A value that is looked for. In a column of whole numbers `12.5` fits nothing and is a slip.
fn check_equal(
    kind: &Kind,
    value: &Value,
    place: impl Fn() -> String,
    errors: &mut Vec<TableError>,
) {
    let found = match (kind, value) {
        (Kind::Choices { options }, Value::Choice(option)) => {
            crate::value::index(options, option).map(|_| ())
        }
        _ => kind.check(value),
    };
    if let Err(error) = found {
        errors.push(TableError::Value {
            place: place(),
            error,
        });
    }
}

/// A value that is an end.
fn check_compared(
    kind: &Kind,
    value: &Value,
    place: impl Fn() -> String,
    errors: &mut Vec<TableError>,
) {
    if !kind.is_ordered() {
        errors.push(TableError::Order {
            place: place(),
            kind: kind.name(),
        });
    } else if let Err(error) = kind.place(value) {
        errors.push(TableError::Value {
            place: place(),
            error,
        });
    }
}
