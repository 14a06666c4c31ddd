//! Every case has a row.

use super::{Shape, too_much};
use crate::boxes::{Piece, missing_point, uncovered};
use crate::budget::Exceeded;
use crate::report::Finding;

/// `disjoint`: no two of the effective boxes meet, so that their volumes may be added up.
pub(super) fn check(shape: &Shape<'_>, disjoint: bool) -> Finding {
    let by_volume = || -> Result<Option<Vec<u32>>, Exceeded> {
        let effective = shape.effective.as_ref().map_err(|e| *e)?;
        let list: Vec<&Piece> = effective.iter().collect();
        missing_point(&shape.table.space.all(), &list, &mut shape.budget())
    };
    let by_parts = || {
        let list: Vec<&Piece> = shape.raw.iter().collect();
        uncovered(&shape.table.space.all(), &list, &mut shape.budget())
    };
    let found = if disjoint {
        by_volume().or_else(|_| by_parts())
    } else {
        by_parts()
    };
    match found {
        Err(Exceeded) => too_much(),
        Ok(None) => Finding::Holds,
        Ok(Some(point)) => {
            let case = shape.case(&point);
            let text = format!("{case} 时没有一行适用");
            shape.failure(Some(case), &[], text)
        }
    }
}
