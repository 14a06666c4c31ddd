//! Exact arithmetic on boxes of whole numbers: meeting, taking away, covering.

use std::rc::Rc;

use crate::budget::{Budget, Exceeded};
use crate::space::Block;

/// A box of a row: a half-open span on each axis.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Piece {
    pub row: u32,
    /// Its place among all boxes of the rows.
    pub id: usize,
    pub sides: Block,
}

/// Whether two boxes share a point.
pub(crate) fn meet(a: &[(u32, u32)], b: &[(u32, u32)]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.0.max(b.0) < a.1.min(b.1))
}

fn covers(a: &[(u32, u32)], b: &[(u32, u32)]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.0 <= b.0 && b.1 <= a.1)
}

/// What two boxes share.
pub(crate) fn common(a: &[(u32, u32)], b: &[(u32, u32)]) -> Block {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a.0.max(b.0), a.1.min(b.1)))
        .collect()
}

/// The least corner.
pub(crate) fn corner(sides: &[(u32, u32)]) -> Vec<u32> {
    sides.iter().map(|side| side.0).collect()
}

/// `from` without `taken`, as boxes that do not meet.
pub(crate) fn without(from: &[(u32, u32)], taken: &[(u32, u32)]) -> Vec<Block> {
    if !meet(from, taken) {
        return vec![from.to_vec()];
    }
    let mut out = Vec::new();
    let mut rest = from.to_vec();
    for axis in 0..rest.len() {
        let (Some(&side), Some(&cut)) = (rest.get(axis), taken.get(axis)) else {
            continue;
        };
        for slab in [(side.0, cut.0.max(side.0)), (cut.1.min(side.1), side.1)] {
            if slab.0 < slab.1 {
                out.push(replaced(&rest, axis, slab));
            }
        }
        if let Some(side) = rest.get_mut(axis) {
            *side = (side.0.max(cut.0), side.1.min(cut.1));
        }
    }
    out
}

fn replaced(sides: &[(u32, u32)], axis: usize, side: (u32, u32)) -> Block {
    let mut out = sides.to_vec();
    if let Some(place) = out.get_mut(axis) {
        *place = side;
    }
    out
}

/// The number of points; `None` beyond 128 bits.
pub(crate) fn volume(sides: &[(u32, u32)]) -> Option<u128> {
    sides.iter().try_fold(1_u128, |v, side| {
        v.checked_mul(u128::from(side.1.saturating_sub(side.0)))
    })
}

fn side(piece: &Piece, axis: usize) -> (u32, u32) {
    piece.sides.get(axis).copied().unwrap_or((0, 0))
}

/// Where to cut a set of boxes in two: axis, place, and the larger of both halves.
fn best_cut(
    list: &[&Piece],
    axes: &[usize],
    budget: &mut Budget,
) -> Result<Option<(usize, u32)>, Exceeded> {
    budget.spend(list.len().saturating_mul(axes.len().max(1)))?;
    let mut best: Option<(usize, usize, u32)> = None;
    for &axis in axes {
        let mut lows: Vec<u32> = list.iter().map(|piece| side(piece, axis).0).collect();
        let middle = lows.len() / 2;
        let least = lows.iter().min().copied().unwrap_or(0);
        let (_, &mut median, after) = lows.select_nth_unstable(middle);
        let place = if least < median {
            Some(median)
        } else {
            after.iter().filter(|&&low| median < low).min().copied()
        };
        let Some(place) = place else { continue };
        let left = list
            .iter()
            .filter(|piece| side(piece, axis).0 < place)
            .count();
        let right = list
            .iter()
            .filter(|piece| place < side(piece, axis).1)
            .count();
        let worse = left.max(right);
        if best.is_none_or(|(size, ..)| worse < size) {
            best = Some((worse, axis, place));
        }
    }
    Ok(best
        .filter(|(size, ..)| size * 8 <= list.len() * 7)
        .map(|(_, axis, place)| (axis, place)))
}

/// Two boxes that meet on `axes` and pass the test (asked both ways round), if there are any.
pub(crate) fn find_pair<'p>(
    list: &[&'p Piece],
    axes: &[usize],
    budget: &mut Budget,
    test: &mut dyn FnMut(&Piece, &Piece) -> bool,
) -> Result<Option<(&'p Piece, &'p Piece)>, Exceeded> {
    let cut = if list.len() <= 24 {
        None
    } else {
        best_cut(list, axes, budget)?
    };
    let Some((axis, place)) = cut else {
        return every_pair(list, axes, budget, test);
    };
    let left: Vec<&Piece> = list
        .iter()
        .filter(|piece| side(piece, axis).0 < place)
        .copied()
        .collect();
    if let Some(found) = find_pair(&left, axes, budget, test)? {
        return Ok(Some(found));
    }
    let right: Vec<&Piece> = list
        .iter()
        .filter(|piece| place < side(piece, axis).1)
        .copied()
        .collect();
    find_pair(&right, axes, budget, test)
}

fn every_pair<'p>(
    list: &[&'p Piece],
    axes: &[usize],
    budget: &mut Budget,
    test: &mut dyn FnMut(&Piece, &Piece) -> bool,
) -> Result<Option<(&'p Piece, &'p Piece)>, Exceeded> {
    let meet_on = |a: &Piece, b: &Piece| {
        axes.iter().all(|&axis| {
            let (a, b) = (side(a, axis), side(b, axis));
            a.0.max(b.0) < a.1.min(b.1)
        })
    };
    for (i, &a) in list.iter().enumerate() {
        budget.spend(i)?;
        for &b in list.iter().take(i) {
            if meet_on(a, b) && test(b, a) {
                return Ok(Some((b, a)));
            }
            if meet_on(a, b) && test(a, b) {
                return Ok(Some((a, b)));
            }
        }
    }
    Ok(None)
}

/// A point of `target` that no box holds, where no two boxes meet: the missing volume is followed.
/// `None`: all is covered. Volumes beyond 128 bits are `Exceeded`.
pub(crate) fn missing_point(
    target: &Block,
    list: &[&Piece],
    budget: &mut Budget,
) -> Result<Option<Vec<u32>>, Exceeded> {
    let mut target = target.clone();
    let mut list: Vec<&Piece> = list.to_vec();
    loop {
        budget.spend(
            list.len()
                .saturating_mul(target.len().max(1))
                .saturating_add(1),
        )?;
        list.retain(|piece| meet(&piece.sides, &target));
        let filled = filled(&target, &list).ok_or(Exceeded)?;
        let whole = volume(&target).ok_or(Exceeded)?;
        if filled >= whole {
            return Ok(None);
        }
        if list.is_empty() {
            return Ok(Some(corner(&target)));
        }
        let Some((axis, place)) = halving(&target) else {
            return Ok(Some(corner(&target)));
        };
        let side = target.get(axis).copied().unwrap_or((0, 0));
        let left = replaced(&target, axis, (side.0, place));
        let short = filled_short(&left, &list)?;
        target = if short {
            left
        } else {
            replaced(&target, axis, (place, side.1))
        };
    }
}

fn filled(target: &Block, list: &[&Piece]) -> Option<u128> {
    list.iter()
        .filter(|piece| meet(&piece.sides, target))
        .try_fold(0_u128, |sum, piece| {
            sum.checked_add(volume(&common(&piece.sides, target))?)
        })
}

fn filled_short(target: &Block, list: &[&Piece]) -> Result<bool, Exceeded> {
    Ok(filled(target, list).ok_or(Exceeded)? < volume(target).ok_or(Exceeded)?)
}

/// The longest axis and its middle.
fn halving(target: &Block) -> Option<(usize, u32)> {
    let longest = target
        .iter()
        .enumerate()
        .max_by_key(|(_, side)| side.1 - side.0);
    longest
        .filter(|(_, side)| side.1 - side.0 > 1)
        .map(|(axis, side)| (axis, side.0 + (side.1 - side.0) / 2))
}

/// A point of `target` that no box holds; the boxes may meet.
pub(crate) fn uncovered(
    target: &Block,
    list: &[&Piece],
    budget: &mut Budget,
) -> Result<Option<Vec<u32>>, Exceeded> {
    let axes: Vec<usize> = (0..target.len()).collect();
    let mut open: Vec<(Block, Rc<Vec<&Piece>>)> = vec![(target.clone(), Rc::new(list.to_vec()))];
    while let Some((target, list)) = open.pop() {
        budget.spend(
            list.len()
                .saturating_mul(axes.len().max(1))
                .saturating_add(1),
        )?;
        let list: Vec<&Piece> = list
            .iter()
            .filter(|piece| meet(&piece.sides, &target))
            .copied()
            .collect();
        if list.is_empty() {
            return Ok(Some(corner(&target)));
        }
        if list.iter().any(|piece| covers(&piece.sides, &target)) {
            continue;
        }
        let cut = if list.len() <= 48 {
            None
        } else {
            best_cut(&list, &axes, budget)?
        };
        let parts = match cut.and_then(|(axis, place)| split(&target, axis, place)) {
            Some(parts) => parts,
            None => largest(&target, &list)
                .map(|piece| without(&target, &piece.sides))
                .unwrap_or_default(),
        };
        let list = Rc::new(list);
        open.extend(parts.into_iter().map(|part| (part, Rc::clone(&list))));
    }
    Ok(None)
}

fn split(target: &Block, axis: usize, place: u32) -> Option<Vec<Block>> {
    let side = target.get(axis)?;
    let inside = side.0 < place && place < side.1;
    inside.then(|| {
        vec![
            replaced(target, axis, (side.0, place)),
            replaced(target, axis, (place, side.1)),
        ]
    })
}

/// The box that takes the largest part of the target.
fn largest<'p>(target: &Block, list: &[&'p Piece]) -> Option<&'p Piece> {
    let part = |piece: &Piece| -> f64 {
        let share = |(a, b): (&(u32, u32), &(u32, u32))| {
            f64::from(a.1.min(b.1) - a.0.max(b.0)) / f64::from(b.1 - b.0)
        };
        piece.sides.iter().zip(target).map(share).product()
    };
    list.iter()
        .copied()
        .max_by(|a, b| part(a).total_cmp(&part(b)))
}

/// `piece` without all of `taken`, as boxes that do not meet.
pub(crate) fn remains(
    piece: &Piece,
    taken: &[&Piece],
    budget: &mut Budget,
) -> Result<Vec<Piece>, Exceeded> {
    let mut left: Vec<Block> = vec![piece.sides.clone()];
    for other in taken {
        budget.spend(
            left.len()
                .saturating_mul(piece.sides.len().max(1))
                .saturating_add(1),
        )?;
        if left.iter().any(|block| meet(block, &other.sides)) {
            left = left
                .iter()
                .flat_map(|block| without(block, &other.sides))
                .collect();
        }
        if left.is_empty() || left.len() > budget.boxes {
            break;
        }
    }
    budget.boxes = budget.boxes.checked_sub(left.len()).ok_or(Exceeded)?;
    Ok(left
        .into_iter()
        .map(|sides| Piece {
            row: piece.row,
            id: piece.id,
            sides,
        })
        .collect())
}
