//! What the checks of a table found, as JSON and as text.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use serde::ser::SerializeMap;

use crate::table::{HitPolicy, Input};
use crate::value::Value;

/// Plain values, one for each input.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case(pub Vec<(Arc<str>, Value)>);

/// How a check fails, with one case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The case; `None` for a row whose cells no value can meet.
    pub case: Option<Case>,
    /// Of `monotone`: the case with the greater input.
    pub other: Option<Case>,
    /// The rows that take part, counted from 1; of `superior` ours, then the superior's.
    pub rows: Vec<usize>,
    /// What these rows give.
    pub outputs: Vec<Value>,
    /// For people.
    pub text: String,
}

/// The result of one check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// The table does not ask for it.
    NotAsked,
    /// Proved for every case.
    Holds,
    /// Refuted by a case.
    Fails(Box<Failure>),
    /// Neither, and why.
    NotDecided(String),
}

/// `table check --json` of cli.md.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Report {
    /// The table's name.
    pub table: String,
    /// Every case has a row.
    pub total: Finding,
    /// `唯一`: no case has two rows. `首中`: every row is the first for some case.
    pub unique: Finding,
    /// As declared with `单调`.
    pub monotone: Finding,
    /// Inside the statutory range.
    pub range: Finding,
    /// Not laxer than the superior's table.
    pub superior: Finding,
    /// Which rule `unique` speaks of.
    #[serde(skip)]
    pub hit: HitPolicy,
}

impl Case {
    pub(crate) fn new(inputs: &[Input], values: Vec<Value>) -> Case {
        Case(
            inputs
                .iter()
                .map(|input| input.name.clone())
                .zip(values)
                .collect(),
        )
    }
}

impl Report {
    /// Whether nothing failed and nothing was left undecided.
    pub fn holds(&self) -> bool {
        self.findings()
            .iter()
            .all(|(_, finding)| matches!(finding, Finding::Holds | Finding::NotAsked))
    }

    fn findings(&self) -> [(&'static str, &Finding); 5] {
        let unique = match self.hit {
            HitPolicy::Unique => "无重叠",
            HitPolicy::First => "没有用不到的行",
        };
        [
            ("无空档", &self.total),
            (unique, &self.unique),
            ("情节重者不轻", &self.monotone),
            ("不出法定幅度", &self.range),
            ("不宽于上级", &self.superior),
        ]
    }
}

impl Serialize for Case {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(Some(self.0.len()))?;
        self.0
            .iter()
            .try_for_each(|(name, value)| map.serialize_entry(&**name, value))?;
        map.end()
    }
}

impl Serialize for Finding {
    /// Null, or `holds` with what goes with it; `holds` is null where nothing is decided.
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let failure = match self {
            Finding::NotAsked => return s.serialize_none(),
            Finding::Holds => {
                let mut map = s.serialize_map(Some(1))?;
                map.serialize_entry("holds", &true)?;
                return map.end();
            }
            Finding::NotDecided(reason) => {
                let mut map = s.serialize_map(Some(2))?;
                map.serialize_entry("holds", &None::<bool>)?;
                map.serialize_entry("reason", reason)?;
                return map.end();
            }
            Finding::Fails(failure) => failure,
        };
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("holds", &false)?;
        map.serialize_entry("witness", &failure.case)?;
        if let Some(other) = &failure.other {
            map.serialize_entry("other", other)?;
        }
        if !failure.rows.is_empty() {
            map.serialize_entry("rows", &failure.rows)?;
            map.serialize_entry("outputs", &failure.outputs)?;
        }
        map.serialize_entry("text", &failure.text)?;
        map.end()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        f.write_str(&parts.join("，"))
    }
}

impl fmt::Display for Report {
    /// One line for each check that was asked for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "表 {}", self.table)?;
        for (name, finding) in self.findings() {
            match finding {
                Finding::NotAsked => {}
                Finding::Holds => writeln!(f, "  ✓ {name}")?,
                Finding::Fails(failure) => writeln!(f, "  ✕ {name}：{}", failure.text)?,
                Finding::NotDecided(reason) => writeln!(f, "  ? {name}：未能判定，{reason}")?,
            }
        }
        Ok(())
    }
}
