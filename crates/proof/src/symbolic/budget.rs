//! How much a question may cost: counted in steps of work, so that the answer is the same on every machine.

/// The search was cut short.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfBudget;

/// Work between two looks at the caller's patience.
const PATIENCE: u64 = 1 << 12;

/// How much may be spent: memory, work, and the caller's patience.
pub struct Budget<'t> {
    /// Most nodes that are kept at once.
    pub nodes: usize,
    /// Steps that may still be made, all together: the same on every machine.
    pub work: u64,
    /// Asked now and then; false ends the search.
    pub tick: &'t mut dyn FnMut() -> bool,
}

impl Budget<'_> {
    /// Takes so much of the work.
    ///
    /// # Errors
    /// `OutOfBudget` when it is used up or the caller has no patience left.
    pub fn spend(&mut self, work: u64) -> Result<(), OutOfBudget> {
        let before = self.work / PATIENCE;
        self.work = self.work.saturating_sub(work);
        if self.work == 0 || (self.work / PATIENCE != before && !(self.tick)()) {
            Err(OutOfBudget)
        } else {
            Ok(())
        }
    }
}
