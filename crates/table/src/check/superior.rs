//! Not laxer than the superior's table: no case where both have a row and ours gives less.

use std::sync::Arc;

use super::{Shape, effective_pieces, number, raw_pieces, too_much};
use crate::boxes::{Piece, common, corner, find_pair};
use crate::budget::Exceeded;
use crate::report::{Case, Failure, Finding};
use crate::space::Space;
use crate::table::{Cell, HitPolicy, Input, Table};

pub(super) fn check(shape: &Shape<'_>, superior: &Table) -> Finding {
    if let Some(reason) = incomparable(shape.table, superior) {
        return Finding::NotDecided(reason);
    }
    let inputs = joined_inputs(shape.table, superior);
    match laxer(shape, superior, &inputs) {
        Err(Exceeded) => too_much(),
        Ok(None) => Finding::Holds,
        Ok(Some(failure)) => Finding::Fails(Box::new(failure)),
    }
}

fn incomparable(ours: &Table, theirs: &Table) -> Option<String> {
    if ours.output.kind != theirs.output.kind {
        return Some(format!(
            "`{}` 与上级表 `{}` 的类型不同",
            ours.output.name, theirs.output.name
        ));
    }
    if !ours.output.kind.is_ordered() {
        return Some(format!("`{}` 没有顺序，不能比较宽严", ours.output.name));
    }
    let differs = |input: &&Input| {
        let same_name = theirs.inputs.iter().find(|other| other.name == input.name);
        same_name.is_some_and(|other| other.kind != input.kind)
    };
    let input = ours.inputs.iter().find(differs)?;
    Some(format!("输入 `{}` 在上级表里是另一种类型", input.name))
}

/// Our inputs with our domains, then those that only the superior asks for.
fn joined_inputs(ours: &Table, theirs: &Table) -> Vec<Input> {
    let new = |input: &&Input| ours.inputs.iter().all(|other| other.name != input.name);
    ours.inputs
        .iter()
        .chain(theirs.inputs.iter().filter(new))
        .cloned()
        .collect()
}

fn laxer(
    shape: &Shape<'_>,
    superior: &Table,
    inputs: &[Input],
) -> Result<Option<Failure>, Exceeded> {
    let cells = |table: &Table| -> Vec<Vec<Cell>> {
        table
            .rows
            .iter()
            .map(|row| spread(table, &row.cells, inputs))
            .collect()
    };
    let (ours, theirs) = (cells(shape.table), cells(superior));
    let space = Space::joint(
        inputs,
        &[
            ours.iter().map(Vec::as_slice).collect(),
            theirs.iter().map(Vec::as_slice).collect(),
        ],
    );
    let count = ours.len();
    let mut pieces = decided(&space, 0..count, shape.table.hit, shape)?;
    pieces.extend(decided(
        &space,
        count..count + theirs.len(),
        superior.hit,
        shape,
    )?);
    let offset = u32::try_from(count).map_err(|_| Exceeded)?;
    let mut lighter = |a: &Piece, b: &Piece| {
        a.row < offset
            && offset <= b.row
            && shape.table.weight(a.row) < superior.weight(b.row - offset)
    };
    let list: Vec<&Piece> = pieces.iter().collect();
    let axes: Vec<usize> = (0..space.axes.len()).collect();
    let found = find_pair(&list, &axes, &mut shape.budget(), &mut lighter)?;
    Ok(found.map(|(a, b)| {
        let point = corner(&common(&a.sides, &b.sides));
        let case = Case::new(inputs, space.case(&point));
        failure(shape.table, superior, case, a.row, b.row - offset)
    }))
}

fn decided(
    space: &Space,
    rows: std::ops::Range<usize>,
    hit: HitPolicy,
    shape: &Shape<'_>,
) -> Result<Vec<Piece>, Exceeded> {
    let raw = raw_pieces(space, rows, &shape.limits)?;
    match hit {
        HitPolicy::Unique => Ok(raw),
        HitPolicy::First => effective_pieces(&raw, &shape.limits),
    }
}

/// The cells of a row in the order of the joined inputs.
fn spread(table: &Table, cells: &[Cell], inputs: &[Input]) -> Vec<Cell> {
    let cell = |name: &Arc<str>| {
        let i = table.inputs.iter().position(|input| input.name == *name);
        i.and_then(|i| cells.get(i)).cloned().unwrap_or(Cell::Any)
    };
    inputs.iter().map(|input| cell(&input.name)).collect()
}

fn failure(ours: &Table, theirs: &Table, case: Case, a: u32, b: u32) -> Failure {
    let output = |table: &Table, row: u32| {
        let row = usize::try_from(row).ok().and_then(|i| table.rows.get(i));
        row.map(|row| row.output.clone())
    };
    let (x, y) = (output(ours, a), output(theirs, b));
    let shown =
        |value: &Option<crate::Value>| value.as_ref().map(ToString::to_string).unwrap_or_default();
    let text = format!(
        "{case} 时第{}行给出 {}，轻于上级表 `{}` 第{}行的 {}",
        number(a),
        shown(&x),
        theirs.name,
        number(b),
        shown(&y)
    );
    let outputs = [x, y].into_iter().flatten().collect();
    Failure {
        case: Some(case),
        other: None,
        rows: vec![number(a), number(b)],
        outputs,
        text,
    }
}
