//! `唯一`: no case has two rows. `首中`: every row is the first for some case.

use super::{Shape, number, too_much};
use crate::boxes::{Piece, common, corner, find_pair, meet};
use crate::budget::Exceeded;
use crate::report::Finding;
use crate::table::HitPolicy;

pub(super) fn check(shape: &Shape<'_>) -> Finding {
    match shape.table.hit {
        HitPolicy::Unique => overlap(shape),
        HitPolicy::First => dead_row(shape),
    }
}

fn overlap(shape: &Shape<'_>) -> Finding {
    let list: Vec<&Piece> = shape.raw.iter().collect();
    let axes: Vec<usize> = (0..shape.table.space.axes.len()).collect();
    let mut differ = |a: &Piece, b: &Piece| a.row < b.row;
    match find_pair(&list, &axes, &mut shape.budget(), &mut differ) {
        Err(Exceeded) => too_much(),
        Ok(None) => Finding::Holds,
        Ok(Some((a, b))) => {
            let case = shape.case(&corner(&common(&a.sides, &b.sides)));
            let text = format!(
                "{case} 时第{}行和第{}行都适用",
                number(a.row),
                number(b.row)
            );
            shape.failure(Some(case), &[a.row, b.row], text)
        }
    }
}

fn dead_row(shape: &Shape<'_>) -> Finding {
    let Ok(effective) = &shape.effective else {
        return too_much();
    };
    let mut alive = vec![false; shape.table.rows.len()];
    for piece in effective {
        if let Some(place) = usize::try_from(piece.row)
            .ok()
            .and_then(|i| alive.get_mut(i))
        {
            *place = true;
        }
    }
    let dead = alive
        .iter()
        .position(|alive| !alive)
        .and_then(|row| u32::try_from(row).ok());
    let Some(dead) = dead else {
        return Finding::Holds;
    };
    let Some(piece) = shape.raw.iter().find(|piece| piece.row == dead) else {
        let text = format!("第{}行要的值不会出现，用不到", number(dead));
        return shape.failure(None, &[dead], text);
    };
    // The least corner of a dead row belongs to some row before it.
    let point: Vec<(u32, u32)> = corner(&piece.sides)
        .into_iter()
        .map(|i| (i, i + 1))
        .collect();
    let first = shape
        .raw
        .iter()
        .find(|other| meet(&other.sides, &point))
        .unwrap_or(piece);
    let case = shape.case(&corner(&piece.sides));
    let text = format!(
        "第{}行用不到：它适用的情形都先落在前面的行，例如 {case} 时先适用第{}行",
        number(dead),
        number(first.row)
    );
    shape.failure(Some(case), &[first.row, dead], text)
}
