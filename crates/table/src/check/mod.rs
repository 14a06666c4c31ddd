//! The proofs of a table, one file each.

mod monotone;
mod range;
mod superior;
mod total;
mod unique;

use crate::boxes::{Piece, find_pair, remains};
use crate::budget::{Budget, Exceeded, Limits};
use crate::condition::Condition;
use crate::report::{Case, Failure, Finding, Report};
use crate::space::Space;
use crate::table::{HitPolicy, Table};

/// The rows of a table as boxes, and what each row really decides.
pub(crate) struct Shape<'t> {
    pub table: &'t Table,
    pub limits: Limits,
    /// Every box of every row.
    pub raw: Vec<Piece>,
    /// Under `首中` what the rows before leave; under `唯一` the same as `raw`.
    pub effective: Result<Vec<Piece>, Exceeded>,
}

impl Table {
    /// All proofs: total, unambiguous, monotone as declared, inside `range`, not laxer than `superior`.
    pub fn check(
        &self,
        range: Option<&Condition>,
        superior: Option<&Table>,
        limits: Limits,
    ) -> Report {
        let report = |total, unique, monotone, range, superior| Report {
            table: self.name.to_string(),
            total,
            unique,
            monotone,
            range,
            superior,
            hit: self.hit,
        };
        let Ok(raw) = raw_pieces(&self.space, 0..self.rows.len(), &limits) else {
            let open = || too_much();
            let asked = |asked: bool| if asked { open() } else { Finding::NotAsked };
            let (monotone, range, superior) = (
                !self.monotone.is_empty(),
                range.is_some(),
                superior.is_some(),
            );
            return report(
                open(),
                open(),
                asked(monotone),
                asked(range),
                asked(superior),
            );
        };
        let effective = match self.hit {
            HitPolicy::Unique => Ok(raw.clone()),
            HitPolicy::First => effective_pieces(&raw, &limits),
        };
        let shape = Shape {
            table: self,
            limits,
            raw,
            effective,
        };
        let unique = unique::check(&shape);
        let disjoint = self.hit == HitPolicy::First || unique == Finding::Holds;
        report(
            total::check(&shape, disjoint),
            unique,
            monotone::check(&shape),
            range.map_or(Finding::NotAsked, |condition| {
                range::check(&shape, condition)
            }),
            superior.map_or(Finding::NotAsked, |other| superior::check(&shape, other)),
        )
    }
}

/// All boxes of some rows.
pub(crate) fn raw_pieces(
    space: &Space,
    rows: std::ops::Range<usize>,
    limits: &Limits,
) -> Result<Vec<Piece>, Exceeded> {
    let mut pieces: Vec<Piece> = Vec::new();
    for row in rows {
        for piece in space.boxes(row, limits.boxes)? {
            pieces.push(Piece {
                id: pieces.len(),
                ..piece
            });
        }
        if pieces.len() > limits.boxes {
            return Err(Exceeded);
        }
    }
    Ok(pieces)
}

/// What each row decides under `首中`: its boxes without those of the rows before.
pub(crate) fn effective_pieces(raw: &[Piece], limits: &Limits) -> Result<Vec<Piece>, Exceeded> {
    let mut budget = Budget::new(*limits);
    let before = met_before(raw, &mut budget)?;
    let mut out = Vec::new();
    for (piece, before) in raw.iter().zip(before) {
        out.extend(remains(piece, &before, &mut budget)?);
    }
    Ok(out)
}

/// For each box, those of earlier rows that it meets.
fn met_before<'p>(raw: &'p [Piece], budget: &mut Budget) -> Result<Vec<Vec<&'p Piece>>, Exceeded> {
    let axes: Vec<usize> = (0..raw.first().map_or(0, |piece| piece.sides.len())).collect();
    let list: Vec<&Piece> = raw.iter().collect();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let most = budget.boxes;
    let mut note = |a: &Piece, b: &Piece| {
        if a.row < b.row {
            pairs.push((b.id, a.id));
        }
        most < pairs.len()
    };
    if find_pair(&list, &axes, budget, &mut note)?.is_some() {
        return Err(Exceeded);
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut before: Vec<Vec<&Piece>> = vec![Vec::new(); raw.len()];
    for (later, earlier) in pairs {
        if let (Some(list), Some(piece)) = (before.get_mut(later), raw.get(earlier)) {
            list.push(piece);
        }
    }
    Ok(before)
}

pub(crate) fn too_much() -> Finding {
    Finding::NotDecided("表太大，超出了证明的工作量上限".into())
}

impl Shape<'_> {
    pub fn budget(&self) -> Budget {
        Budget::new(self.limits)
    }

    pub fn case(&self, point: &[u32]) -> Case {
        Case::new(&self.table.inputs, self.table.space.case(point))
    }

    /// A failure at a case where these rows take part.
    pub fn failure(&self, case: Option<Case>, rows: &[u32], text: String) -> Finding {
        let row = |row: &u32| {
            usize::try_from(*row)
                .ok()
                .and_then(|i| self.table.rows.get(i))
        };
        Finding::Fails(Box::new(Failure {
            case,
            other: None,
            rows: rows.iter().map(|row| number(*row)).collect(),
            outputs: rows
                .iter()
                .filter_map(row)
                .map(|row| row.output.clone())
                .collect(),
            text,
        }))
    }
}

/// Rows as people count them.
pub(crate) fn number(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1)
}
