//! Small random tables in whole numbers, and what they mean, said as plainly as can be.

use std::sync::Arc;

use fadu_base::{Money, Number};
use fadu_table::{
    Case, Cell, Direction, Domain, HitPolicy, Input, Kind, Op, Output, Row, Table, Value,
};
use proptest::prelude::*;

/// Whole numbers stand for all values: doubled for `数`, so that odd ones lie between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sort {
    Bool,
    Grade,
    Integer,
    Money,
    Number,
    Set,
}

pub fn options() -> Vec<Arc<str>> {
    ["轻", "中", "重"].map(Arc::from).to_vec()
}

impl Sort {
    pub fn kind(self) -> Kind {
        match self {
            Sort::Bool => Kind::Bool,
            Sort::Grade => Kind::Choice {
                options: options(),
                ordered: true,
            },
            Sort::Integer => Kind::Integer,
            Sort::Money => Kind::Money,
            Sort::Number => Kind::Number,
            Sort::Set => Kind::Choices { options: options() },
        }
    }
    /// The codes of all cases that can differ.
    pub fn codes(self) -> std::ops::Range<i128> {
        match self {
            Sort::Bool => 0..2,
            Sort::Grade => 0..3,
            Sort::Integer | Sort::Money => 0..6,
            Sort::Number => 0..7,
            Sort::Set => 0..8,
        }
    }
    pub fn value(self, code: i128) -> Value {
        match self {
            Sort::Bool => Value::Bool(code == 1),
            Sort::Grade => Value::Choice(options()[code as usize].clone()),
            Sort::Integer => Value::Number(Number::from_integer(code)),
            Sort::Money => Value::Money(Money(code as i64)),
            Sort::Number => Value::Number(Number::new(code, 2)),
            Sort::Set => {
                let held = options()
                    .into_iter()
                    .enumerate()
                    .filter(|(i, _)| code >> i & 1 == 1);
                Value::Choices(held.map(|(_, o)| o).collect())
            }
        }
    }
    pub fn domain(self) -> Domain {
        let end = |code| Some((self.value(code), true));
        match self {
            Sort::Integer | Sort::Money => Domain::Between {
                low: end(0),
                high: end(5),
            },
            Sort::Number => Domain::Between {
                low: end(0),
                high: end(6),
            },
            _ => Domain::All,
        }
    }
    pub fn input(self, name: &str) -> Input {
        Input {
            name: name.into(),
            kind: self.kind(),
            domain: self.domain(),
        }
    }
}

/// A cell in codes.
#[derive(Clone, Debug)]
pub enum Code {
    Any,
    Compare(Op, i128),
    Range(i128, bool, i128, bool),
    OneOf(Vec<i128>),
}

pub fn accepts(sort: Sort, cell: &Code, code: i128) -> bool {
    // In a cell of a set, codes 0 to 2 name one option, 3 and more a whole set.
    let equal = |wanted: i128| match sort {
        Sort::Set if wanted < 3 => code >> wanted & 1 == 1,
        Sort::Set => code == wanted,
        _ => code == wanted,
    };
    match cell {
        Code::Any => true,
        Code::Compare(Op::Lt, v) => code < *v,
        Code::Compare(Op::Le, v) => code <= *v,
        Code::Compare(Op::Gt, v) => code > *v,
        Code::Compare(Op::Ge, v) => code >= *v,
        Code::Compare(Op::Eq, v) => equal(*v),
        Code::Compare(Op::Ne, v) => !equal(*v),
        Code::Range(a, x, b, y) => {
            (*a < code || (*x && *a == code)) && (code < *b || (*y && *b == code))
        }
        Code::OneOf(list) => list.iter().any(|v| equal(*v)),
    }
}

pub fn written(sort: Sort, cell: &Code) -> Cell {
    let value = |code: &i128| match sort {
        Sort::Set if *code < 3 => Value::Choice(options()[*code as usize].clone()),
        _ => sort.value(*code),
    };
    match cell {
        Code::Any => Cell::Any,
        Code::Compare(op, v) => Cell::Compare(*op, value(v)),
        Code::Range(a, x, b, y) => Cell::Range {
            low: (value(a), *x),
            high: (value(b), *y),
        },
        Code::OneOf(list) => Cell::OneOf(list.iter().map(value).collect()),
    }
}

pub fn a_sort() -> impl Strategy<Value = Sort> {
    prop_oneof![
        Just(Sort::Bool),
        Just(Sort::Grade),
        Just(Sort::Integer),
        Just(Sort::Money),
        Just(Sort::Number),
        Just(Sort::Set)
    ]
}

pub fn a_cell(sort: Sort) -> BoxedStrategy<Code> {
    // Ends of numbers are whole, so that halves stand for all that lies between.
    let codes = match sort {
        Sort::Number => (0..4_i128).prop_map(|v| 2 * v).boxed(),
        _ => sort.codes().boxed(),
    };
    let op = prop_oneof![
        Just(Op::Lt),
        Just(Op::Le),
        Just(Op::Gt),
        Just(Op::Ge),
        Just(Op::Eq),
        Just(Op::Ne)
    ];
    let some = prop::collection::vec(codes.clone(), 1..3).prop_map(Code::OneOf);
    if sort == Sort::Set {
        let equal = (prop_oneof![Just(Op::Eq), Just(Op::Ne)], codes)
            .prop_map(|(op, v)| Code::Compare(op, v));
        return prop_oneof![2 => Just(Code::Any), 2 => equal, 2 => some].boxed();
    }
    let compare = (op, codes.clone()).prop_map(|(op, v)| Code::Compare(op, v));
    let range = (codes.clone(), any::<bool>(), codes, any::<bool>())
        .prop_map(|(a, x, b, y)| Code::Range(a.min(b), x, a.max(b), y));
    prop_oneof![3 => Just(Code::Any), 3 => compare, 2 => range, 1 => some].boxed()
}

#[derive(Clone, Debug)]
pub struct Small {
    pub sorts: Vec<Sort>,
    pub rows: Vec<(Vec<Code>, i128)>,
    pub first: bool,
    pub monotone: Vec<(usize, bool)>,
}

pub fn rows(sorts: Vec<Sort>) -> impl Strategy<Value = Vec<(Vec<Code>, i128)>> {
    let cells: Vec<BoxedStrategy<Code>> = sorts.into_iter().map(a_cell).collect();
    prop::collection::vec((cells, 0..4_i128), 0..7)
}

pub fn a_table() -> impl Strategy<Value = Small> {
    prop::collection::vec(a_sort(), 1..4).prop_flat_map(|sorts| {
        let monotone = prop::collection::vec((0..sorts.len(), any::<bool>()), 0..2);
        (Just(sorts.clone()), rows(sorts), any::<bool>(), monotone).prop_map(
            |(sorts, rows, first, monotone)| {
                let monotone = monotone
                    .into_iter()
                    .filter(|(i, _)| sorts[*i] != Sort::Set)
                    .collect();
                Small {
                    sorts,
                    rows,
                    first,
                    monotone,
                }
            },
        )
    })
}

pub fn name(i: usize) -> Arc<str> {
    format!("入{i}").into()
}

impl Small {
    pub fn table(&self) -> Table {
        let inputs = self
            .sorts
            .iter()
            .enumerate()
            .map(|(i, sort)| sort.input(&name(i)))
            .collect();
        let row = |(cells, output): &(Vec<Code>, i128)| Row {
            cells: cells
                .iter()
                .zip(&self.sorts)
                .map(|(cell, sort)| written(*sort, cell))
                .collect(),
            output: Value::Money(Money(*output as i64)),
            cite: None,
        };
        let hit = if self.first {
            HitPolicy::First
        } else {
            HitPolicy::Unique
        };
        let direction = |up| if up { Direction::Up } else { Direction::Down };
        let monotone: Vec<_> = self
            .monotone
            .iter()
            .map(|(i, up)| (name(*i), direction(*up)))
            .collect();
        let output = Output {
            name: "罚款".into(),
            kind: Kind::Money,
        };
        Table::new(
            "小表",
            inputs,
            output,
            self.rows.iter().map(row).collect(),
            hit,
            &monotone,
        )
        .unwrap()
    }
    pub fn cases(&self) -> Vec<Vec<i128>> {
        self.sorts.iter().fold(vec![vec![]], |cases, sort| {
            cases
                .iter()
                .flat_map(|case| sort.codes().map(|c| [case.clone(), vec![c]].concat()))
                .collect()
        })
    }
    pub fn accepting(&self, case: &[i128]) -> Vec<usize> {
        let accepts = |cells: &[Code]| {
            cells
                .iter()
                .zip(&self.sorts)
                .zip(case)
                .all(|((cell, sort), c)| accepts(*sort, cell, *c))
        };
        (0..self.rows.len())
            .filter(|i| accepts(&self.rows[*i].0))
            .collect()
    }
    pub fn decided(&self, case: &[i128]) -> Vec<usize> {
        let mut rows = self.accepting(case);
        rows.truncate(if self.first { 1 } else { rows.len() });
        rows
    }
    pub fn codes(&self, case: &Case) -> Vec<i128> {
        let code = |(sort, (_, value)): (&Sort, &(Arc<str>, Value))| {
            sort.codes()
                .find(|c| sort.value(*c) == *value)
                .unwrap_or_else(|| panic!("{value:?} is no case"))
        };
        self.sorts.iter().zip(&case.0).map(code).collect()
    }
}
