//! Sets of boolean valuations as reduced ordered decision diagrams with shared nodes: every operation is
//! bounded, so a question that is too hard ends with an answer that says so.

use crate::symbolic::budget::{Budget, OutOfBudget};

/// A set, by its topmost node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Set(u32);

impl Set {
    /// No valuation.
    pub const NONE: Set = Set(0);
    /// Every valuation.
    pub const ALL: Set = Set(1);

    /// Whether no valuation is in it.
    pub fn is_empty(self) -> bool {
        self == Set::NONE
    }
}

#[derive(Clone, Copy)]
struct Node {
    level: u32,
    low: u32,
    high: u32,
}

#[derive(Clone, Copy)]
struct Known {
    what: u32,
    a: u32,
    b: u32,
    c: u32,
    result: u32,
}

const NOTHING: Known = Known {
    what: 0,
    a: 0,
    b: 0,
    c: 0,
    result: 0,
};
const LEAF: Node = Node {
    level: u32::MAX,
    low: 0,
    high: 0,
};
const AND: u32 = 1;
const OR: u32 = 2;
const DIFFERENCE: u32 = 3;
const EXISTS: u32 = 4;
const AND_EXISTS: u32 = 5;
const NOT: u32 = 6;
const FEWEST: usize = 1 << 12;
const MOST_KNOWN: usize = 1 << 19;

/// Nodes, each once, and results of operations.
pub struct Store {
    nodes: Vec<Node>,
    table: Vec<u32>,
    known: Vec<Known>,
}

type Answer = Result<u32, OutOfBudget>;

fn mixed(a: u32, b: u32, c: u32) -> usize {
    let x = u64::from(a)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(u64::from(b).wrapping_mul(0xC2B2_AE3D_27D4_EB4F))
        .wrapping_add(u64::from(c).wrapping_mul(0x1656_67B1_9E37_79F9));
    (x ^ (x >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) as usize >> 20
}

impl Store {
    /// Without sets but the two that always are.
    pub fn new() -> Store {
        Store {
            nodes: vec![LEAF, LEAF],
            table: vec![0; FEWEST],
            known: vec![NOTHING; FEWEST],
        }
    }

    /// How many nodes there are.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, at: u32) -> Node {
        self.nodes.get(at as usize).copied().unwrap_or(LEAF)
    }

    fn make(&mut self, level: u32, low: u32, high: u32, budget: &Budget<'_>) -> Answer {
        if low == high {
            return Ok(low);
        }
        let mask = self.table.len() - 1;
        let mut slot = mixed(level, low, high) & mask;
        loop {
            let at = self.table.get(slot).copied().unwrap_or(0);
            if at == 0 {
                break;
            }
            let node = self.node(at);
            if (node.level, node.low, node.high) == (level, low, high) {
                return Ok(at);
            }
            slot = (slot + 1) & mask;
        }
        if self.nodes.len() >= budget.nodes.min(u32::MAX as usize) {
            return Err(OutOfBudget);
        }
        let at = self.nodes.len() as u32;
        self.nodes.push(Node { level, low, high });
        if let Some(place) = self.table.get_mut(slot) {
            *place = at;
        }
        if self.nodes.len() * 2 > self.table.len() {
            self.grow();
        }
        Ok(at)
    }

    fn grow(&mut self) {
        let size = self.table.len() * 2;
        self.fill_table(size);
        if self.known.len() < MOST_KNOWN {
            self.known = vec![NOTHING; self.known.len() * 2];
        }
    }

    fn fill_table(&mut self, size: usize) {
        self.table = vec![0; size];
        for (at, node) in self.nodes.iter().enumerate().skip(2) {
            let mut slot = mixed(node.level, node.low, node.high) & (size - 1);
            while self.table.get(slot).is_some_and(|s| *s != 0) {
                slot = (slot + 1) & (size - 1);
            }
            if let Some(place) = self.table.get_mut(slot) {
                *place = at as u32;
            }
        }
    }

    fn recall(&self, what: u32, a: u32, b: u32, c: u32) -> Option<u32> {
        let slot = mixed(a.wrapping_add(what), b, c) & (self.known.len() - 1);
        let known = self.known.get(slot)?;
        ((known.what, known.a, known.b, known.c) == (what, a, b, c)).then_some(known.result)
    }

    fn learn(&mut self, what: u32, a: u32, b: u32, c: u32, result: u32) -> u32 {
        let slot = mixed(a.wrapping_add(what), b, c) & (self.known.len() - 1);
        if let Some(known) = self.known.get_mut(slot) {
            *known = Known {
                what,
                a,
                b,
                c,
                result,
            };
        }
        result
    }

    /// Valuations where the variable at this level has the value.
    pub fn literal(&mut self, level: u32, value: bool) -> Set {
        let free = Budget {
            nodes: usize::MAX,
            work: u64::MAX,
            tick: &mut || true,
        };
        let (low, high) = if value { (0, 1) } else { (1, 0) };
        Set(self.make(level, low, high, &free).unwrap_or(0))
    }

    /// Valuations where each of these variables has its value; levels rise.
    pub fn cube(&mut self, literals: &[(u32, bool)]) -> Set {
        let free = Budget {
            nodes: usize::MAX,
            work: u64::MAX,
            tick: &mut || true,
        };
        let mut sorted = literals.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let mut all = 1;
        for (level, value) in sorted.into_iter().rev() {
            let (low, high) = if value { (0, all) } else { (all, 0) };
            all = self.make(level, low, high, &free).unwrap_or(0);
        }
        Set(all)
    }

    /// Both.
    ///
    /// # Errors
    /// `OutOfBudget`, as for every operation.
    pub fn and(&mut self, a: Set, b: Set, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.apply(AND, a.0, b.0, budget).map(Set)
    }

    /// Either.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn or(&mut self, a: Set, b: Set, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.apply(OR, a.0, b.0, budget).map(Set)
    }

    /// The first without the second.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn without(&mut self, a: Set, b: Set, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.apply(DIFFERENCE, a.0, b.0, budget).map(Set)
    }

    /// All others.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn not(&mut self, a: Set, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        self.negated(a.0, budget).map(Set)
    }

    /// Whatever the variables of the cube are.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn exists(
        &mut self,
        a: Set,
        cube: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        self.some(a.0, cube.0, budget).map(Set)
    }

    /// Both, whatever the variables of the cube are.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn and_exists(
        &mut self,
        a: Set,
        b: Set,
        cube: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        self.both_some(a.0, b.0, cube.0, budget).map(Set)
    }

    /// For every value of the variables of the cube.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn for_all(
        &mut self,
        a: Set,
        cube: Set,
        budget: &mut Budget<'_>,
    ) -> Result<Set, OutOfBudget> {
        let not = self.not(a, budget)?;
        let some = self.exists(not, cube, budget)?;
        self.not(some, budget)
    }

    fn apply(&mut self, what: u32, a: u32, b: u32, budget: &mut Budget<'_>) -> Answer {
        match (what, a, b) {
            (AND, 0, _) | (AND, _, 0) => return Ok(0),
            (AND, 1, x) | (AND, x, 1) | (OR, 0, x) | (OR, x, 0) => return Ok(x),
            (OR, 1, _) | (OR, _, 1) => return Ok(1),
            (DIFFERENCE, 0, _) | (DIFFERENCE, _, 1) => return Ok(0),
            (DIFFERENCE, x, 0) => return Ok(x),
            (DIFFERENCE, 1, x) => return self.negated(x, budget),
            (DIFFERENCE, x, y) if x == y => return Ok(0),
            (_, x, y) if x == y => return Ok(x),
            _ => {}
        }
        let (a, b) = if what != DIFFERENCE && b < a {
            (b, a)
        } else {
            (a, b)
        };
        if let Some(known) = self.recall(what, a, b, 0) {
            return Ok(known);
        }
        budget.spend(1)?;
        let (x, y) = (self.node(a), self.node(b));
        let level = x.level.min(y.level);
        let (a0, a1) = if x.level == level {
            (x.low, x.high)
        } else {
            (a, a)
        };
        let (b0, b1) = if y.level == level {
            (y.low, y.high)
        } else {
            (b, b)
        };
        let low = self.apply(what, a0, b0, budget)?;
        let high = self.apply(what, a1, b1, budget)?;
        let result = self.make(level, low, high, budget)?;
        Ok(self.learn(what, a, b, 0, result))
    }

    fn negated(&mut self, a: u32, budget: &mut Budget<'_>) -> Answer {
        if a < 2 {
            return Ok(1 - a);
        }
        if let Some(known) = self.recall(NOT, a, 0, 0) {
            return Ok(known);
        }
        budget.spend(1)?;
        let node = self.node(a);
        let low = self.negated(node.low, budget)?;
        let high = self.negated(node.high, budget)?;
        let result = self.make(node.level, low, high, budget)?;
        Ok(self.learn(NOT, a, 0, 0, result))
    }

    // The cube from this level on.
    fn below(&self, mut cube: u32, level: u32) -> u32 {
        while cube > 1 && self.node(cube).level < level {
            cube = self.node(cube).high;
        }
        cube
    }

    fn some(&mut self, a: u32, cube: u32, budget: &mut Budget<'_>) -> Answer {
        if a < 2 {
            return Ok(a);
        }
        let node = self.node(a);
        let cube = self.below(cube, node.level);
        if cube < 2 {
            return Ok(a);
        }
        if let Some(known) = self.recall(EXISTS, a, cube, 0) {
            return Ok(known);
        }
        budget.spend(1)?;
        let low = self.some(node.low, cube, budget)?;
        let result = if self.node(cube).level == node.level {
            if low == 1 {
                1
            } else {
                let high = self.some(node.high, cube, budget)?;
                self.apply(OR, low, high, budget)?
            }
        } else {
            let high = self.some(node.high, cube, budget)?;
            self.make(node.level, low, high, budget)?
        };
        Ok(self.learn(EXISTS, a, cube, 0, result))
    }

    fn both_some(&mut self, a: u32, b: u32, cube: u32, budget: &mut Budget<'_>) -> Answer {
        if a == 0 || b == 0 {
            return Ok(0);
        }
        if a == 1 || a == b {
            return self.some(b, cube, budget);
        }
        if b == 1 {
            return self.some(a, cube, budget);
        }
        let (a, b) = if b < a { (b, a) } else { (a, b) };
        let (x, y) = (self.node(a), self.node(b));
        let level = x.level.min(y.level);
        let cube = self.below(cube, level);
        if cube < 2 {
            return self.apply(AND, a, b, budget);
        }
        if let Some(known) = self.recall(AND_EXISTS, a, b, cube) {
            return Ok(known);
        }
        budget.spend(1)?;
        let (a0, a1) = if x.level == level {
            (x.low, x.high)
        } else {
            (a, a)
        };
        let (b0, b1) = if y.level == level {
            (y.low, y.high)
        } else {
            (b, b)
        };
        let low = self.both_some(a0, b0, cube, budget)?;
        let result = if self.node(cube).level == level {
            if low == 1 {
                1
            } else {
                let high = self.both_some(a1, b1, cube, budget)?;
                self.apply(OR, low, high, budget)?
            }
        } else {
            let high = self.both_some(a1, b1, cube, budget)?;
            self.make(level, low, high, budget)?
        };
        Ok(self.learn(AND_EXISTS, a, b, cube, result))
    }

    /// The part of all valuations of these many variables that is in the set.
    pub fn share(&self, set: Set) -> f64 {
        let mut known: std::collections::BTreeMap<u32, f64> =
            [(0, 0.0), (1, 1.0)].into_iter().collect();
        let mut open = vec![set.0];
        while let Some(at) = open.last().copied() {
            if known.contains_key(&at) {
                open.pop();
                continue;
            }
            let node = self.node(at);
            match (known.get(&node.low), known.get(&node.high)) {
                (Some(low), Some(high)) => {
                    let half = (low + high) / 2.0;
                    known.insert(at, half);
                    open.pop();
                }
                _ => open.extend([node.low, node.high]),
            }
        }
        known.get(&set.0).copied().unwrap_or(0.0)
    }

    /// The first valuation, false before true: levels that are true; `None`: the set is empty.
    pub fn first(&self, set: Set) -> Option<Vec<u32>> {
        if set.is_empty() {
            return None;
        }
        let mut trues = Vec::new();
        let mut at = set.0;
        while at > 1 {
            let node = self.node(at);
            if node.low == 0 {
                trues.push(node.level);
                at = node.high;
            } else {
                at = node.low;
            }
        }
        Some(trues)
    }

    /// Forgets everything made after `kept` nodes but what these sets are made of.
    pub fn collect(&mut self, kept: usize, roots: &mut [&mut Set]) {
        let mut used = vec![false; self.nodes.len()];
        let mut open: Vec<u32> = roots.iter().map(|r| r.0).collect();
        while let Some(at) = open.pop() {
            if (at as usize) < kept {
                continue;
            }
            if let Some(mark) = used.get_mut(at as usize)
                && !*mark
            {
                *mark = true;
                let node = self.node(at);
                open.extend([node.low, node.high]);
            }
        }
        // Parts are older than what is made of them, so their new places are known.
        let mut places: Vec<u32> = (0..self.nodes.len() as u32).collect();
        let mut next = kept;
        for at in kept..self.nodes.len() {
            if !used.get(at).copied().unwrap_or(false) {
                continue;
            }
            let node = self.node(at as u32);
            let moved = Node {
                level: node.level,
                low: places.get(node.low as usize).copied().unwrap_or(0),
                high: places.get(node.high as usize).copied().unwrap_or(0),
            };
            if let (Some(slot), Some(place)) = (self.nodes.get_mut(next), places.get_mut(at)) {
                (*slot, *place) = (moved, next as u32);
            }
            next += 1;
        }
        self.nodes.truncate(next.max(2));
        for root in roots.iter_mut() {
            root.0 = places.get(root.0 as usize).copied().unwrap_or(0);
        }
        self.fill_table(self.table.len());
        self.known.fill(NOTHING);
    }
}

impl Default for Store {
    fn default() -> Store {
        Store::new()
    }
}
