//! How much work a proof may take. Counted in steps, not in time, so that every machine answers the same.

/// Limits of one check.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Elementary steps (one box looked at on one axis) of each of the checks.
    pub steps: u64,
    /// Boxes that the rows may fall apart into.
    pub boxes: usize,
}

impl Default for Limits {
    /// About a second in an optimised build.
    fn default() -> Limits {
        Limits {
            steps: 200_000_000,
            boxes: 2_000_000,
        }
    }
}

/// The work was more than allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Exceeded;

pub(crate) struct Budget {
    left: u64,
    pub boxes: usize,
}

impl Budget {
    pub fn new(limits: Limits) -> Budget {
        Budget {
            left: limits.steps,
            boxes: limits.boxes,
        }
    }

    pub fn spend(&mut self, steps: usize) -> Result<(), Exceeded> {
        self.left = self.left.checked_sub(steps as u64).ok_or(Exceeded)?;
        Ok(())
    }
}
