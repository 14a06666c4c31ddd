//! As declared with `单调`: with all other inputs equal, graver is never lighter.

use super::{Shape, number, too_much};
use crate::boxes::{Piece, common, corner, find_pair};
use crate::report::{Failure, Finding};
use crate::table::Direction;

pub(super) fn check(shape: &Shape<'_>) -> Finding {
    if shape.table.monotone.is_empty() {
        return Finding::NotAsked;
    }
    let mut open = None;
    for (input, direction) in &shape.table.monotone {
        match one(shape, *input, *direction) {
            Finding::Holds => {}
            Finding::NotDecided(reason) => open = Some(Finding::NotDecided(reason)),
            failure => return failure,
        }
    }
    open.unwrap_or(Finding::Holds)
}

fn one(shape: &Shape<'_>, input: usize, direction: Direction) -> Finding {
    let Ok(effective) = &shape.effective else {
        return too_much();
    };
    let Some(axis) = shape.table.space.of_input.get(input).map(|axes| axes.start) else {
        return too_much();
    };
    let weights: Vec<_> = (0..shape.table.rows.len())
        .map(|i| shape.table.weight(u32::try_from(i).ok()?))
        .collect();
    let weight = |piece: &Piece| {
        usize::try_from(piece.row)
            .ok()
            .and_then(|i| weights.get(i).copied().flatten())
    };
    let side = |piece: &Piece| piece.sides.get(axis).copied().unwrap_or((0, 0));
    // `a` holds a case with a smaller input than some case of `b`.
    let mut wrong = |a: &Piece, b: &Piece| {
        let (Some(x), Some(y)) = (weight(a), weight(b)) else {
            return false;
        };
        let out_of_order = match direction {
            Direction::Up => y < x,
            Direction::Down => x < y,
        };
        out_of_order && side(a).0 + 1 < side(b).1
    };
    let others: Vec<usize> = (0..shape.table.space.axes.len())
        .filter(|other| *other != axis)
        .collect();
    let list: Vec<&Piece> = effective.iter().collect();
    match find_pair(&list, &others, &mut shape.budget(), &mut wrong) {
        Err(_) => too_much(),
        Ok(None) => Finding::Holds,
        Ok(Some((a, b))) => witness(shape, input, axis, direction, (a, b)),
    }
}

fn witness(
    shape: &Shape<'_>,
    input: usize,
    axis: usize,
    direction: Direction,
    (a, b): (&Piece, &Piece),
) -> Finding {
    let side = |piece: &Piece| piece.sides.get(axis).copied().unwrap_or((0, 1));
    // Neighbours where possible, else the farthest.
    let (low, high) = match side(a).1 <= side(b).0 {
        true => (side(a).1 - 1, side(b).0),
        false => (side(a).0, side(b).1 - 1),
    };
    let mut point = corner(&common(&a.sides, &b.sides));
    let mut case = |piece: u32| {
        if let Some(place) = point.get_mut(axis) {
            *place = piece;
        }
        shape.case(&point)
    };
    let (first, second) = (case(low), case(high));
    let values = |case: &crate::Case| {
        case.0
            .get(input)
            .map(|(_, value)| value.to_string())
            .unwrap_or_default()
    };
    let outputs = |piece: &Piece| {
        let row = usize::try_from(piece.row)
            .ok()
            .and_then(|i| shape.table.rows.get(i));
        row.map(|row| row.output.clone())
    };
    let (x, y) = (outputs(a), outputs(b));
    let name = shape
        .table
        .inputs
        .get(input)
        .map(|input| input.name.clone())
        .unwrap_or_default();
    let said = match direction {
        Direction::Up => "反而更轻",
        Direction::Down => "反而更重",
    };
    let shown =
        |value: &Option<crate::Value>| value.as_ref().map(ToString::to_string).unwrap_or_default();
    let text = format!(
        "{name} 由 {} 升到 {} 时，{} 由 {}（第{}行）变为 {}（第{}行），{said}；前一情形：{first}",
        values(&first),
        values(&second),
        shape.table.output.name,
        shown(&x),
        number(a.row),
        shown(&y),
        number(b.row)
    );
    Finding::Fails(Box::new(Failure {
        case: Some(first),
        other: Some(second),
        rows: vec![number(a.row), number(b.row)],
        outputs: [x, y].into_iter().flatten().collect(),
        text,
    }))
}
