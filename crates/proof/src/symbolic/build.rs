//! A program's steps as operations on sets: formulas as diagrams, open values dropped as soon as nothing
//! reads them any more.

use std::collections::BTreeSet;

use fadu_norm::abstraction::{
    Bool, Label, Meaning, Op, Owner, Place, Program, Quantity, Step, Var,
};
use fadu_norm::model::Model;

use crate::symbolic::budget::{Budget, OutOfBudget};
use crate::symbolic::store::{Set, Store};
use crate::symbolic::{Sought, Space};

/// Most nodes that writing a program down may take.
const NODES: usize = 4_000_000;
const WORK: u64 = 40_000_000;

#[derive(Clone, Copy)]
pub(super) enum SetOp {
    Havoc {
        level: u32,
        when: Set,
        owner: Owner,
    },
    Set {
        level: u32,
        to: Set,
    },
    /// Several variables at once: forgotten, then these values.
    Assign {
        forget: Set,
        values: Set,
    },
    Assume(Set),
    Domain(Set, Owner),
}

/// An operation with the open values that nothing reads after it, and that nothing read before it.
#[derive(Clone)]
pub(super) struct Placed {
    pub op: SetOp,
    read_last: Vec<u32>,
    read_first: Vec<u32>,
    /// Those of `read_last` that a history does not need to know either.
    idle: Vec<u32>,
    pub last_cube: Set,
    pub first_cube: Set,
    pub idle_cube: Set,
}

impl Placed {
    fn bare(op: SetOp) -> Placed {
        Placed {
            op,
            read_last: Vec::new(),
            read_first: Vec::new(),
            idle: Vec::new(),
            last_cube: Set::ALL,
            first_cube: Set::ALL,
            idle_cube: Set::ALL,
        }
    }
}

pub(super) struct SetStep {
    pub label: Label,
    pub before: Vec<Placed>,
    pub after: Vec<Placed>,
    /// The same before it was compressed, for whoever needs every open value.
    pub all_before: Vec<Placed>,
    pub all_after: Vec<Placed>,
}

/// Variables in an order that keeps together what belongs together: acts in the order of the file,
/// each with its orders, terms and facts; open values last.
fn rank(program: &Program, fact_places: &[u32], var: usize) -> (u8, u32, u32) {
    let act = |a: fadu_norm::model::ActId| a.index() as u32;
    let fact = |f: fadu_norm::model::FactId| fact_places.get(f.index()).copied().unwrap_or(0);
    let place = |p: Place| match p {
        Place::Act(a) => act(a),
        Place::Fact(f) => fact(f),
    };
    let Some(info) = program.vars.get(var) else {
        return (2, 0, 0);
    };
    match &info.meaning {
        Meaning::Input(_) => (1, 0, var as u32),
        Meaning::State(quantity, bit) => {
            let at = match quantity {
                Quantity::Done(a) | Quantity::Expired(a, _) | Quantity::Member(a, _) => act(*a),
                Quantity::Person(a) => act(*a),
                Quantity::Order(a, b) => place(*a).max(place(*b)),
                Quantity::Fact(f) | Quantity::Changed(f) => fact(*f),
                Quantity::At(f, a) => fact(*f).max(act(*a)),
                Quantity::Times(acts) => acts.ids.iter().map(|a| act(*a)).max().unwrap_or(0),
                Quantity::Pair(_) | Quantity::Param(_) => 0,
            };
            (
                u8::from(!info.tracked),
                at,
                var as u32 * 8 + u32::from(*bit),
            )
        }
    }
}

// The first act that sets each fact.
fn fact_places(model: &Model) -> Vec<u32> {
    let first = |f: fadu_norm::model::FactId| {
        let fills = |a: &fadu_norm::model::Act| {
            a.fills.contains(&f) || (!a.corrects && a.may_fill.contains(&f))
        };
        model.acts.iter().position(fills).unwrap_or(0) as u32
    };
    model.fact_ids().map(first).collect()
}

fn places(program: &Program, model: &Model) -> Vec<u32> {
    let facts = fact_places(model);
    let mut order: Vec<usize> = (0..program.vars.len()).collect();
    order.sort_by_cached_key(|v| rank(program, &facts, *v));
    let mut place = vec![0; program.vars.len()];
    for (at, var) in order.iter().enumerate() {
        if let Some(slot) = place.get_mut(*var) {
            *slot = at as u32;
        }
    }
    place
}

impl Space {
    /// A program, its formulas as diagrams.
    pub fn new(program: &Program, model: &Model) -> Space {
        let place = places(program, model);
        let tracked: Vec<Var> = (0..program.vars.len())
            .filter(|v| program.vars.get(*v).is_some_and(|i| i.tracked))
            .map(|v| Var(v as u32))
            .collect();
        let open: Vec<u32> = program
            .vars
            .iter()
            .zip(&place)
            .filter(|(info, _)| !info.tracked)
            .map(|(_, at)| *at)
            .collect();
        let is_choice =
            |m: &Meaning| matches!(m, Meaning::Input(text) if !text.starts_with("Atom"));
        let mut space = Space {
            store: Store::new().into(),
            place,
            tracked,
            open_cube: Set::ALL,
            choices: program.vars.iter().map(|i| is_choice(&i.meaning)).collect(),
            open,
            steps: Vec::new(),
            bads: Vec::new(),
            init: Vec::new(),
            broken: false,
        };
        space.open_cube = space.cube(&space.open);
        let mut budget = Budget {
            nodes: NODES,
            work: WORK,
            tick: &mut || true,
        };
        space.broken = space.write(program, &mut budget).is_err();
        space
    }

    fn write(&mut self, program: &Program, budget: &mut Budget<'_>) -> Result<(), OutOfBudget> {
        let untracked: Vec<bool> = program.vars.iter().map(|i| !i.tracked).collect();
        self.init = self.ops(&program.init, &untracked, &[], budget)?;
        self.steps = program
            .steps
            .iter()
            .map(|s| self.step(s, program, &untracked, budget))
            .collect::<Result<_, _>>()?;
        for bad in &program.bads {
            let set = self.diagram(&bad.formula, budget)?;
            self.bads.push(Sought {
                act: bad.act,
                after: bad.after.clone(),
                set,
            });
        }
        Ok(())
    }

    pub(super) fn cube(&self, levels: &[u32]) -> Set {
        let literals: Vec<(u32, bool)> = levels.iter().map(|l| (*l, true)).collect();
        self.store.borrow_mut().cube(&literals)
    }

    /// A formula as a set.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn diagram(&self, formula: &Bool, budget: &mut Budget<'_>) -> Result<Set, OutOfBudget> {
        match formula {
            Bool::Const(true) => Ok(Set::ALL),
            Bool::Const(false) => Ok(Set::NONE),
            Bool::Var(v) => Ok(self.store.borrow_mut().literal(self.at(*v), true)),
            Bool::Not(inner) => {
                let inner = self.diagram(inner, budget)?;
                self.store.borrow_mut().not(inner, budget)
            }
            Bool::And(parts) => parts.iter().try_fold(Set::ALL, |all, p| {
                let part = self.diagram(p, budget)?;
                self.and(all, part, budget)
            }),
            Bool::Or(parts) => parts.iter().try_fold(Set::NONE, |all, p| {
                let part = self.diagram(p, budget)?;
                self.or(all, part, budget)
            }),
        }
    }

    pub(super) fn step(
        &self,
        step: &Step,
        program: &Program,
        untracked: &[bool],
        budget: &mut Budget<'_>,
    ) -> Result<SetStep, OutOfBudget> {
        let mut kept = Vec::new();
        program
            .bads
            .iter()
            .filter(|b| {
                let sought = Sought {
                    act: b.act,
                    after: b.after.clone(),
                    set: Set::NONE,
                };
                sought.is_here(step.label, b.act.is_some())
            })
            .for_each(|b| b.formula.vars(&mut kept));
        let mut all = step.before.clone();
        all.extend(step.after.iter().cloned());
        let mut all_before = self.ops(&all, untracked, &kept, budget)?;
        let all_after = all_before.split_off(step.before.len());
        let (few, moment) = useful(step, untracked);
        let mut before = self.ops(&few, untracked, &kept, budget)?;
        let after = before.split_off(moment);
        Ok(SetStep {
            label: step.label,
            before: self.compressed(before, budget)?,
            after: self.compressed(after, budget)?,
            all_before,
            all_after,
        })
    }

    // Runs of demands become one, without the open values that only they read; so do runs of values.
    fn compressed(
        &self,
        placed: Vec<Placed>,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Placed>, OutOfBudget> {
        let mut result: Vec<Placed> = Vec::new();
        let mut run: Vec<Placed> = Vec::new();
        let mut values: Vec<(u32, Option<bool>)> = Vec::new();
        for place in placed {
            let is_demand = matches!(place.op, SetOp::Assume(_) | SetOp::Domain(..));
            let value = constant(&place);
            if !is_demand {
                self.finish_run(&mut run, &mut result, budget)?;
            }
            if value.is_none() {
                self.finish_values(&mut values, &mut result);
            }
            match (is_demand, value) {
                (true, _) => run.push(place),
                (_, Some((level, value))) => {
                    values.retain(|(l, _)| *l != level);
                    values.push((level, value));
                }
                _ => result.push(place),
            }
        }
        self.finish_run(&mut run, &mut result, budget)?;
        self.finish_values(&mut values, &mut result);
        for place in &mut result {
            self.finish_cubes(place);
        }
        Ok(result)
    }

    fn finish_cubes(&self, place: &mut Placed) {
        place.last_cube = self.cube(&place.read_last);
        place.first_cube = self.cube(&place.read_first);
        place.idle_cube = self.cube(&place.idle);
    }

    fn finish_values(&self, values: &mut Vec<(u32, Option<bool>)>, result: &mut Vec<Placed>) {
        if values.is_empty() {
            return;
        }
        let levels: Vec<u32> = values.iter().map(|(l, _)| *l).collect();
        let set: Vec<(u32, bool)> = values
            .drain(..)
            .filter_map(|(l, v)| Some((l, v?)))
            .collect();
        result.push(Placed::bare(SetOp::Assign {
            forget: self.cube(&levels),
            values: self.store.borrow_mut().cube(&set),
        }));
    }

    fn finish_run(
        &self,
        run: &mut Vec<Placed>,
        result: &mut Vec<Placed>,
        budget: &mut Budget<'_>,
    ) -> Result<(), OutOfBudget> {
        let first: BTreeSet<u32> = run.iter().flat_map(|p| p.read_first.clone()).collect();
        let mut local = BTreeSet::new();
        let mut all = Set::ALL;
        let (mut read_last, mut read_first) = (Vec::new(), Vec::new());
        for place in run.drain(..) {
            let (SetOp::Assume(that) | SetOp::Domain(that, _)) = place.op else {
                continue;
            };
            let (here, later): (Vec<u32>, Vec<u32>) =
                place.read_last.iter().partition(|v| first.contains(v));
            let cube = self.cube(&here);
            all = self
                .store
                .borrow_mut()
                .and_exists(all, that, cube, budget)?;
            local.extend(here);
            read_last.extend(later);
            read_first.extend(place.read_first);
        }
        if all != Set::ALL || !read_last.is_empty() {
            read_first.retain(|v| !local.contains(v));
            let mut place = Placed::bare(SetOp::Assume(all));
            place.idle.clone_from(&read_last);
            (place.read_last, place.read_first) = (read_last, read_first);
            result.push(place);
        }
        Ok(())
    }

    // Open values are dropped as soon as nothing reads them any more: the sets stay small.
    fn ops(
        &self,
        ops: &[Op],
        untracked: &[bool],
        kept: &[Var],
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Placed>, OutOfBudget> {
        let reads: Vec<Vec<Var>> = ops.iter().map(op_reads).collect();
        let is_open =
            |v: &Var| untracked.get(v.index()).copied().unwrap_or(false) && !kept.contains(v);
        let mut placed: Vec<Placed> = Vec::with_capacity(ops.len());
        for op in ops {
            placed.push(Placed::bare(self.op(op, budget)?));
        }
        let mut seen = BTreeSet::new();
        for (place, vars) in placed.iter_mut().zip(&reads) {
            place.read_first = vars
                .iter()
                .filter(|v| is_open(v) && seen.insert(**v))
                .map(|v| self.at(*v))
                .collect();
        }
        seen.clear();
        for (place, vars) in placed.iter_mut().zip(&reads).rev() {
            let last: Vec<Var> = vars
                .iter()
                .filter(|v| is_open(v) && seen.insert(**v))
                .copied()
                .collect();
            place.idle = last
                .iter()
                .filter(|v| !self.is_choice(**v))
                .map(|v| self.at(*v))
                .collect();
            place.read_last = last.into_iter().map(|v| self.at(v)).collect();
            self.finish_cubes(place);
        }
        Ok(placed)
    }

    fn op(&self, op: &Op, budget: &mut Budget<'_>) -> Result<SetOp, OutOfBudget> {
        Ok(match op {
            Op::Havoc { var, when, owner } => SetOp::Havoc {
                level: self.at(*var),
                when: self.diagram(when, budget)?,
                owner: *owner,
            },
            Op::Set { var, to } => SetOp::Set {
                level: self.at(*var),
                to: self.diagram(to, budget)?,
            },
            Op::Assume { that, .. } => SetOp::Assume(self.diagram(that, budget)?),
            Op::Domain { that, owner } => SetOp::Domain(self.diagram(that, budget)?, *owner),
        })
    }
}

// A value that does not depend on the state; inner `None`: any.
fn constant(place: &Placed) -> Option<(u32, Option<bool>)> {
    if !place.read_last.is_empty() || !place.read_first.is_empty() {
        return None;
    }
    match place.op {
        SetOp::Havoc { level, when, .. } if when == Set::ALL => Some((level, None)),
        SetOp::Set { level, to } if to == Set::ALL => Some((level, Some(true))),
        SetOp::Set { level, to } if to.is_empty() => Some((level, Some(false))),
        _ => None,
    }
}

// Without opening what is open anyway; and how many of these operations come before the moment.
fn useful(step: &Step, untracked: &[bool]) -> (Vec<Op>, usize) {
    let mut read = BTreeSet::new();
    let mut is_useful = |op: &&Op| {
        let needed = match op {
            Op::Havoc { var, .. } => {
                !untracked.get(var.index()).copied().unwrap_or(false) || read.contains(var)
            }
            _ => true,
        };
        read.extend(op_reads(op));
        needed
    };
    let mut few: Vec<Op> = step.before.iter().filter(&mut is_useful).cloned().collect();
    let moment = few.len();
    few.extend(step.after.iter().filter(&mut is_useful).cloned());
    (few, moment)
}

fn op_reads(op: &Op) -> Vec<Var> {
    let mut vars = Vec::new();
    match op {
        Op::Havoc { var, when, .. } => {
            vars.push(*var);
            when.vars(&mut vars);
        }
        Op::Set { var, to } => {
            vars.push(*var);
            to.vars(&mut vars);
        }
        Op::Assume { that, .. } | Op::Domain { that, .. } => that.vars(&mut vars),
    }
    vars
}
