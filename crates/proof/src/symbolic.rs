//! Sets of states as decision diagrams: what a program reaches, and the shortest way there.
//!
//! No primed copies: a step is a list of operations on a set (performance.md section 2.4).

use std::ops::Range;

use biodivine_lib_bdd::{Bdd, BddValuation, BddVariable, BddVariableSet};
use fadu_norm::abstraction::{
    Bool, Label, Meaning, Op, Owner, Place, Program, Quantity, Step, Var,
};
use fadu_norm::model::Model;

/// The search was cut short.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfBudget;

/// How much may be spent: nodes of one diagram, and the caller's patience.
pub struct Budget<'t> {
    /// Most nodes of one diagram.
    pub nodes: usize,
    /// Nodes that may still be made, all together: the same on every machine.
    pub work: u64,
    /// Asked at every operation; false ends the search.
    pub tick: &'t mut dyn FnMut() -> bool,
}

impl Budget<'_> {
    fn check(&mut self, set: &Bdd) -> Result<(), OutOfBudget> {
        if set.size() > self.nodes {
            Err(OutOfBudget)
        } else {
            self.spend(set.size() as u64 + 20)
        }
    }

    /// Takes so much of the work.
    ///
    /// # Errors
    /// `OutOfBudget` when it is used up or the caller has no patience left.
    pub fn spend(&mut self, work: u64) -> Result<(), OutOfBudget> {
        self.work = self.work.saturating_sub(work);
        if self.work > 0 && (self.tick)() {
            Ok(())
        } else {
            Err(OutOfBudget)
        }
    }
}

enum SetOp {
    Havoc {
        var: BddVariable,
        when: Bdd,
        owner: Owner,
    },
    Set {
        var: BddVariable,
        to: Bdd,
    },
    Assume(Bdd),
    Domain(Bdd, Owner),
}

/// An operation with the open values that nothing reads after it, and that nothing read before it.
struct Placed {
    op: SetOp,
    read_last: Vec<BddVariable>,
    read_first: Vec<BddVariable>,
    /// Those of `read_last` that a history does not need to know either.
    idle: Vec<BddVariable>,
}

/// What becomes of open values that nothing reads any more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Forget {
    /// They are dropped.
    All,
    /// Choices of content and persons are kept: a history is made from them.
    Idle,
}

struct SetStep {
    label: Label,
    before: Vec<Placed>,
    after: Vec<Placed>,
    /// The same before it was compressed, for whoever needs every open value.
    all_before: Vec<Placed>,
    all_after: Vec<Placed>,
}

/// A program on sets of states.
pub struct Space {
    variables: BddVariableSet,
    place: Vec<BddVariable>,
    tracked: Vec<Var>,
    open: Vec<BddVariable>,
    choices: Vec<bool>,
    steps: Vec<SetStep>,
    bads: Vec<(
        Option<fadu_norm::model::ActId>,
        Vec<fadu_norm::model::ActId>,
        Bdd,
    )>,
    init: Vec<Placed>,
}

/// A step with who chooses its open values.
pub struct OwnedStep {
    step: SetStep,
    owners: Vec<(BddVariable, Owner)>,
}

/// A layer of the search: states first reached by one more act, or by waiting.
pub struct Ring {
    set: Bdd,
    sources: Range<usize>,
}

/// What a search found.
pub struct Reached {
    /// Layers, in order.
    pub rings: Vec<Ring>,
    /// All states.
    pub all: Bdd,
    /// The first bad thing: which, the ring before it, the step.
    pub found: Option<Found>,
}

/// A bad moment or state that is reached.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its number.
    pub bad: usize,
    ring: usize,
    step: usize,
}

/// One step of a trace, with every variable's value at its end (for the last: at the bad moment).
#[derive(Clone, Debug)]
pub struct Taken {
    /// What was done.
    pub label: Label,
    /// Values by variable.
    pub values: Vec<bool>,
}

/// Variables in an order that keeps together what belongs together: acts in the order of the file,
/// each with its orders, terms and facts; open values last.
fn rank(program: &Program, model: &Model, var: usize) -> (u8, u32, u32) {
    let act = |a: fadu_norm::model::ActId| a.index() as u32;
    let fact = |f: fadu_norm::model::FactId| {
        let fills = |a: &fadu_norm::model::Act| {
            a.fills.contains(&f) || (!a.corrects && a.may_fill.contains(&f))
        };
        model.acts.iter().position(fills).unwrap_or(0) as u32
    };
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
                Quantity::Person(a) | Quantity::Last(a) => act(*a),
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

impl Space {
    /// A program, its formulas as diagrams.
    pub fn new(program: &Program, model: &Model) -> Space {
        let count = program.vars.len().min(usize::from(u16::MAX) - 1) as u16;
        let variables = BddVariableSet::new_anonymous(count);
        let mut order: Vec<usize> = (0..program.vars.len()).collect();
        order.sort_by_key(|v| rank(program, model, *v));
        let all = variables.variables();
        let mut place = vec![BddVariable::from_index(0); program.vars.len()];
        for (at, var) in order.iter().enumerate() {
            if let (Some(slot), Some(variable)) = (place.get_mut(*var), all.get(at)) {
                *slot = *variable;
            }
        }
        let is_tracked = |v: &usize| program.vars.get(*v).is_some_and(|i| i.tracked);
        let tracked: Vec<Var> = (0..program.vars.len())
            .filter(is_tracked)
            .map(|v| Var(v as u32))
            .collect();
        let open = (0..program.vars.len())
            .filter(|v| !is_tracked(v))
            .filter_map(|v| place.get(v).copied())
            .collect();
        let is_atom = |m: &Meaning| matches!(m, Meaning::Input(text) if !text.starts_with("Atom"));
        let choices = program.vars.iter().map(|i| is_atom(&i.meaning)).collect();
        let mut space = Space {
            variables,
            place,
            tracked,
            open,
            choices,
            steps: Vec::new(),
            bads: Vec::new(),
            init: Vec::new(),
        };
        let untracked: Vec<bool> = program.vars.iter().map(|i| !i.tracked).collect();
        space.init = space.ops(&program.init, &untracked, &[]);
        space.steps = program
            .steps
            .iter()
            .map(|s| space.step(s, program, &untracked))
            .collect();
        space.bads = program
            .bads
            .iter()
            .map(|b| (b.act, b.after.clone(), space.diagram(&b.formula)))
            .collect();
        space
    }

    fn is_choice(&self, var: Var) -> bool {
        self.choices.get(var.index()).copied().unwrap_or(false)
    }

    fn at(&self, var: Var) -> BddVariable {
        self.place
            .get(var.index())
            .copied()
            .unwrap_or(BddVariable::from_index(0))
    }

    /// A formula as a diagram.
    pub fn diagram(&self, formula: &Bool) -> Bdd {
        match formula {
            Bool::Const(true) => self.variables.mk_true(),
            Bool::Const(false) => self.variables.mk_false(),
            Bool::Var(v) => self.variables.mk_var(self.at(*v)),
            Bool::Not(inner) => self.diagram(inner).not(),
            Bool::And(parts) => parts
                .iter()
                .fold(self.variables.mk_true(), |all, p| all.and(&self.diagram(p))),
            Bool::Or(parts) => parts
                .iter()
                .fold(self.variables.mk_false(), |all, p| all.or(&self.diagram(p))),
        }
    }

    fn step(&self, step: &Step, program: &Program, untracked: &[bool]) -> SetStep {
        let of_bad = |b: &&fadu_norm::abstraction::Bad| match (b.act, step.label) {
            (Some(of), Label::Act { act, .. }) => of == act,
            (None, Label::Act { act, .. }) => b.after.is_empty() || b.after.contains(&act),
            _ => false,
        };
        let mut kept = Vec::new();
        program
            .bads
            .iter()
            .filter(of_bad)
            .for_each(|b| b.formula.vars(&mut kept));
        let mut all = step.before.clone();
        all.extend(step.after.iter().cloned());
        // What is open anyway need not be opened.
        let mut before_all = self.ops(&all, untracked, &kept);
        let all_after = before_all.split_off(step.before.len());
        let mut read = std::collections::BTreeSet::new();
        let mut useful = |op: &&Op| {
            let needed = match op {
                Op::Havoc { var, .. } => {
                    !untracked.get(var.index()).copied().unwrap_or(false) || read.contains(var)
                }
                _ => true,
            };
            read.extend(op_reads(op));
            needed
        };
        let few_before: Vec<Op> = step.before.iter().filter(&mut useful).cloned().collect();
        let few_after: Vec<Op> = step.after.iter().filter(&mut useful).cloned().collect();
        let mut few = few_before.clone();
        few.extend(few_after);
        let mut before = self.ops(&few, untracked, &kept);
        let after = before.split_off(few_before.len());
        SetStep {
            label: step.label,
            before: self.compressed(before),
            after: self.compressed(after),
            all_before: before_all,
            all_after,
        }
    }

    // Runs of demands become one, without the open values that only they read.
    fn compressed(&self, placed: Vec<Placed>) -> Vec<Placed> {
        let mut result: Vec<Placed> = Vec::new();
        let mut run: Vec<Placed> = Vec::new();
        for place in placed {
            if matches!(place.op, SetOp::Assume(_) | SetOp::Domain(..)) {
                run.push(place);
            } else {
                self.finish_run(&mut run, &mut result);
                result.push(place);
            }
        }
        self.finish_run(&mut run, &mut result);
        result
    }

    fn finish_run(&self, run: &mut Vec<Placed>, result: &mut Vec<Placed>) {
        let first: std::collections::BTreeSet<BddVariable> =
            run.iter().flat_map(|p| p.read_first.clone()).collect();
        let mut local = std::collections::BTreeSet::new();
        let mut all = self.variables.mk_true();
        let (mut read_last, mut read_first) = (Vec::new(), Vec::new());
        for place in run.drain(..) {
            let (SetOp::Assume(that) | SetOp::Domain(that, _)) = &place.op else {
                continue;
            };
            let (here, later): (Vec<BddVariable>, Vec<BddVariable>) = place
                .read_last
                .iter()
                .copied()
                .partition(|v| first.contains(v));
            all =
                Bdd::binary_op_with_exists(&all, that, biodivine_lib_bdd::op_function::and, &here);
            local.extend(here);
            read_last.extend(later);
            read_first.extend(place.read_first);
        }
        if !all.is_true() || !read_last.is_empty() {
            read_first.retain(|v| !local.contains(v));
            result.push(Placed {
                op: SetOp::Assume(all),
                idle: read_last.clone(),
                read_last,
                read_first,
            });
        }
    }

    // Open values are dropped as soon as nothing reads them any more: the sets stay small.
    fn ops(&self, ops: &[Op], untracked: &[bool], kept: &[Var]) -> Vec<Placed> {
        let reads: Vec<Vec<Var>> = ops.iter().map(op_reads).collect();
        let is_open =
            |v: &Var| untracked.get(v.index()).copied().unwrap_or(false) && !kept.contains(v);
        let mut placed: Vec<Placed> = ops
            .iter()
            .map(|op| Placed {
                op: self.op(op),
                read_last: Vec::new(),
                read_first: Vec::new(),
                idle: Vec::new(),
            })
            .collect();
        let mut seen = std::collections::BTreeSet::new();
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
        }
        placed
    }

    fn op(&self, op: &Op) -> SetOp {
        match op {
            Op::Havoc { var, when, owner } => SetOp::Havoc {
                var: self.at(*var),
                when: self.diagram(when),
                owner: *owner,
            },
            Op::Set { var, to } => SetOp::Set {
                var: self.at(*var),
                to: self.diagram(to),
            },
            Op::Assume { that, .. } => SetOp::Assume(self.diagram(that)),
            Op::Domain { that, owner } => SetOp::Domain(self.diagram(that), *owner),
        }
    }

    /// States from which nothing has been done.
    fn start(&self, budget: &mut Budget<'_>) -> Result<Bdd, OutOfBudget> {
        let literals: Vec<(BddVariable, bool)> =
            self.tracked.iter().map(|v| (self.at(*v), false)).collect();
        let nothing = self.variables.mk_true().select(&literals);
        let start = forward(nothing, &self.init, budget)?;
        Ok(start.exists(&self.open))
    }

    /// Everything reachable, layer by layer; ends at the first bad thing when there is one.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn reach(&self, budget: &mut Budget<'_>) -> Result<Reached, OutOfBudget> {
        let start = self.start(budget)?;
        let mut reached = Reached {
            all: start.clone(),
            rings: vec![Ring {
                set: start,
                sources: 0..0,
            }],
            found: None,
        };
        let mut layer = 0..1;
        loop {
            layer = self.wait(layer, &mut reached, budget)?;
            let sources = layer.clone();
            let mut next = self.variables.mk_false();
            let states = self.union(&reached, &sources);
            for (number, step) in self
                .steps
                .iter()
                .enumerate()
                .filter(|(_, s)| matches!(s.label, Label::Act { .. }))
            {
                let moment = forward(states.clone(), &step.before, budget)?;
                if moment.is_false() {
                    continue;
                }
                if let Some(bad) = self.bad_at(step, &moment, true) {
                    reached.found = Some(self.found(bad, number, &sources, &reached, budget)?);
                    return Ok(reached);
                }
                let after = forward(moment, &step.after, budget)?;
                if let Some(bad) = self.bad_at(step, &after, false) {
                    reached.found = Some(self.found(bad, number, &sources, &reached, budget)?);
                    return Ok(reached);
                }
                next = next.or(&after.exists(&self.open));
                budget.check(&next)?;
            }
            let new = next.and_not(&reached.all);
            if new.is_false() {
                return Ok(reached);
            }
            reached.all = reached.all.or(&new);
            budget.check(&reached.all)?;
            let at = reached.rings.len();
            reached.rings.push(Ring { set: new, sources });
            layer = at..at + 1;
        }
    }

    // Waiting costs no act: closes a layer under it.
    fn wait(
        &self,
        layer: Range<usize>,
        reached: &mut Reached,
        budget: &mut Budget<'_>,
    ) -> Result<Range<usize>, OutOfBudget> {
        let mut at = layer.start;
        while at < reached.rings.len() {
            let Some(states) = reached.rings.get(at).map(|r| r.set.clone()) else {
                break;
            };
            let mut next = self.variables.mk_false();
            for step in self
                .steps
                .iter()
                .filter(|s| !matches!(s.label, Label::Act { .. }))
            {
                next = next.or(&forward(states.clone(), &step.before, budget)?.exists(&self.open));
            }
            let new = next.and_not(&reached.all);
            if !new.is_false() {
                reached.all = reached.all.or(&new);
                budget.check(&reached.all)?;
                reached.rings.push(Ring {
                    set: new,
                    sources: at..at + 1,
                });
            }
            at += 1;
        }
        Ok(layer.start..reached.rings.len())
    }

    fn union(&self, reached: &Reached, rings: &Range<usize>) -> Bdd {
        let each = reached.rings.get(rings.clone()).unwrap_or_default();
        each.iter()
            .fold(self.variables.mk_false(), |all, r| all.or(&r.set))
    }

    fn bad_at(&self, step: &SetStep, set: &Bdd, moment: bool) -> Option<usize> {
        let Label::Act { act, .. } = step.label else {
            return None;
        };
        let here = |(of, after, _): &&(Option<_>, Vec<_>, Bdd)| match of {
            Some(of) => moment && *of == act,
            None => !moment && (after.is_empty() || after.contains(&act)),
        };
        self.bads
            .iter()
            .position(|b| here(&b) && !b.2.and(set).is_false())
    }

    // The earliest ring from which the bad thing is one step away.
    fn found(
        &self,
        bad: usize,
        step: usize,
        sources: &Range<usize>,
        reached: &Reached,
        budget: &mut Budget<'_>,
    ) -> Result<Found, OutOfBudget> {
        for ring in sources.clone() {
            let Some(states) = reached.rings.get(ring) else {
                continue;
            };
            if !self
                .bad_moments(bad, step, states.set.clone(), Forget::All, budget)?
                .is_false()
            {
                return Ok(Found { bad, ring, step });
            }
        }
        Err(OutOfBudget)
    }

    fn bad_moments(
        &self,
        bad: usize,
        step: usize,
        from: Bdd,
        forget: Forget,
        budget: &mut Budget<'_>,
    ) -> Result<Bdd, OutOfBudget> {
        let (Some(step), Some((at, _, formula))) = (self.steps.get(step), self.bads.get(bad))
        else {
            return Ok(self.variables.mk_false());
        };
        let (before, after) = match forget {
            Forget::All => (&step.before, &step.after),
            Forget::Idle => (&step.all_before, &step.all_after),
        };
        let mut set = run(from, before, forget, budget)?;
        if at.is_none() {
            set = run(set, after, forget, budget)?;
        }
        Ok(set.and(formula))
    }

    /// How many states, by tracked bits; saturating.
    pub fn count(&self, set: &Bdd) -> u64 {
        let scale = 2_f64.powi(self.open.len() as i32);
        let count = set.cardinality() / scale;
        if count.is_finite() {
            count as u64
        } else {
            u64::MAX
        }
    }

    /// The shortest history to what was found.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn trace(
        &self,
        reached: &Reached,
        found: &Found,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Taken>, OutOfBudget> {
        let Some(ring) = reached.rings.get(found.ring) else {
            return Err(OutOfBudget);
        };
        // States of the ring from which the bad moment can be had.
        let states = self.before_bad(found, &ring.set, budget)?;
        let mut path: Vec<(usize, Bdd)> = vec![(found.step, self.variables.mk_true())];
        let mut state = self.pick(&states);
        let mut at = found.ring;
        while let Some(ring) = reached.rings.get(at).filter(|r| !r.sources.is_empty()) {
            let (source, number, earlier) =
                self.step_back(reached, ring.sources.clone(), &state, budget)?;
            path.push((number, state));
            state = self.pick(&earlier);
            at = source;
        }
        path.reverse();
        self.forwards(state, path, found, budget)
    }

    fn before_bad(
        &self,
        found: &Found,
        states: &Bdd,
        budget: &mut Budget<'_>,
    ) -> Result<Bdd, OutOfBudget> {
        let (Some(step), Some((at, _, formula))) =
            (self.steps.get(found.step), self.bads.get(found.bad))
        else {
            return Err(OutOfBudget);
        };
        let mut set = formula.clone();
        if at.is_none() {
            set = backward(set, &step.after, budget)?;
        }
        let set = backward(set, &step.before, budget)?.exists(&self.open);
        Ok(set.and(states))
    }

    fn step_back(
        &self,
        reached: &Reached,
        sources: Range<usize>,
        state: &Bdd,
        budget: &mut Budget<'_>,
    ) -> Result<(usize, usize, Bdd), OutOfBudget> {
        for source in sources {
            let Some(ring) = reached.rings.get(source) else {
                continue;
            };
            for (number, step) in self.steps.iter().enumerate() {
                let set = backward(state.clone(), &step.after, budget)?;
                let set = backward(set, &step.before, budget)?
                    .exists(&self.open)
                    .and(&ring.set);
                if !set.is_false() {
                    return Ok((source, number, set));
                }
            }
        }
        Err(OutOfBudget)
    }

    // One state of a set, as a set.
    fn pick(&self, set: &Bdd) -> Bdd {
        let Some(valuation) = set.first_valuation() else {
            return set.clone();
        };
        let literals: Vec<(BddVariable, bool)> = self
            .tracked
            .iter()
            .map(|v| (self.at(*v), valuation.value(self.at(*v))))
            .collect();
        self.variables.mk_true().select(&literals)
    }

    fn forwards(
        &self,
        start: Bdd,
        path: Vec<(usize, Bdd)>,
        found: &Found,
        budget: &mut Budget<'_>,
    ) -> Result<Vec<Taken>, OutOfBudget> {
        let mut state = start;
        let mut trace = Vec::new();
        let length = path.len();
        for (i, (number, goal)) in path.into_iter().enumerate() {
            let Some(step) = self.steps.get(number) else {
                return Err(OutOfBudget);
            };
            let set = if i + 1 == length {
                self.bad_moments(found.bad, number, state.clone(), Forget::Idle, budget)?
            } else {
                let moment = run(state.clone(), &step.all_before, Forget::Idle, budget)?;
                run(moment, &step.all_after, Forget::Idle, budget)?.and(&goal)
            };
            let Some(valuation) = set.first_valuation() else {
                return Err(OutOfBudget);
            };
            trace.push(Taken {
                label: step.label,
                values: self.values(&valuation),
            });
            state = goal;
        }
        Ok(trace)
    }

    fn values(&self, valuation: &BddValuation) -> Vec<bool> {
        self.place.iter().map(|v| valuation.value(*v)).collect()
    }

    /// States from which the step surely leads into `goal`, whatever the adversary chooses.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn surely(
        &self,
        step: &OwnedStep,
        goal: &Bdd,
        budget: &mut Budget<'_>,
    ) -> Result<Bdd, OutOfBudget> {
        let set = surely(goal.clone(), &step.step.all_after, budget)?;
        self.surely_before(step, set, budget)
    }

    /// States in which the moment of the step is surely had.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn surely_moment(
        &self,
        step: &OwnedStep,
        budget: &mut Budget<'_>,
    ) -> Result<Bdd, OutOfBudget> {
        self.surely_before(step, self.variables.mk_true(), budget)
    }

    fn surely_before(
        &self,
        step: &OwnedStep,
        set: Bdd,
        budget: &mut Budget<'_>,
    ) -> Result<Bdd, OutOfBudget> {
        let set = surely(set, &step.step.all_before, budget)?;
        // Open values have no operation of their own: the office's are chosen, the others suffered.
        let chosen: Vec<BddVariable> = step
            .owners
            .iter()
            .filter(|(_, o)| *o != Owner::Adversary)
            .map(|(v, _)| *v)
            .collect();
        let set = set.exists(&chosen);
        let suffered: Vec<BddVariable> = self
            .open
            .iter()
            .filter(|v| !chosen.contains(v))
            .copied()
            .collect();
        let set = set.for_all(&suffered);
        budget.check(&set)?;
        Ok(set)
    }

    /// The step with who chooses its open values.
    pub fn owned(&self, step: &Step, program: &Program, owners: &[(Var, Owner)]) -> OwnedStep {
        OwnedStep {
            step: self.step(step, program, &[]),
            owners: owners.iter().map(|(v, o)| (self.at(*v), *o)).collect(),
        }
    }

    /// The states that the program starts in.
    pub(crate) fn first(&self, budget: &mut Budget<'_>) -> Result<Bdd, OutOfBudget> {
        self.start(budget)
    }

    /// States after one act, or after one wait.
    pub(crate) fn image(
        &self,
        states: &Bdd,
        acts: bool,
        budget: &mut Budget<'_>,
    ) -> Result<Bdd, OutOfBudget> {
        let mut next = self.variables.mk_false();
        for step in self
            .steps
            .iter()
            .filter(|s| matches!(s.label, Label::Act { .. }) == acts)
        {
            let moment = forward(states.clone(), &step.before, budget)?;
            next = next.or(&forward(moment, &step.after, budget)?.exists(&self.open));
        }
        Ok(next)
    }

    /// If what is looked for can be had from this cell: the history there.
    pub(crate) fn goal_from(
        &self,
        at: (usize, usize),
        cells: &[((usize, usize), Bdd)],
        budget: &mut Budget<'_>,
    ) -> Result<Option<Vec<Taken>>, OutOfBudget> {
        let cell = |at: (usize, usize)| cells.iter().find(|(c, _)| *c == at).map(|(_, s)| s);
        let Some(states) = cell(at) else {
            return Ok(None);
        };
        for (number, step) in self.steps.iter().enumerate() {
            let Label::Act { act, .. } = step.label else {
                continue;
            };
            let Some(bad) = self.bads.iter().position(|b| b.0 == Some(act)) else {
                continue;
            };
            let found = Found {
                bad,
                ring: 0,
                step: number,
            };
            let ready = self.before_bad(&found, states, budget)?;
            if ready.is_false() {
                continue;
            }
            let mut state = self.pick(&ready);
            let mut path: Vec<(usize, Bdd)> = vec![(number, self.variables.mk_true())];
            let mut here = at;
            while here != (0, 0) {
                // Waits as early as can be.
                let sources = [
                    (here.0.wrapping_sub(1), here.1),
                    (here.0, here.1.wrapping_sub(1)),
                ];
                let Some((from, number, earlier)) =
                    self.step_between(&sources, &cell, &state, budget)?
                else {
                    return Ok(None);
                };
                path.push((number, state));
                state = self.pick(&earlier);
                here = from;
            }
            path.reverse();
            return self.forwards(state, path, &found, budget).map(Some);
        }
        Ok(None)
    }

    #[expect(
        clippy::type_complexity,
        reason = "a place, a step and its states, taken apart by the one caller"
    )]
    fn step_between<'c>(
        &self,
        sources: &[(usize, usize)],
        cell: &impl Fn((usize, usize)) -> Option<&'c Bdd>,
        state: &Bdd,
        budget: &mut Budget<'_>,
    ) -> Result<Option<((usize, usize), usize, Bdd)>, OutOfBudget> {
        for (waits, source) in sources.iter().enumerate().map(|(i, s)| (i == 1, *s)) {
            let Some(states) = cell(source) else { continue };
            for (number, step) in self.steps.iter().enumerate() {
                if matches!(step.label, Label::Act { .. }) == waits {
                    continue;
                }
                let set = backward(state.clone(), &step.after, budget)?;
                let set = backward(set, &step.before, budget)?
                    .exists(&self.open)
                    .and(states);
                if !set.is_false() {
                    return Ok(Some((source, number, set)));
                }
            }
        }
        Ok(None)
    }

    fn state_of(&self, bits: &[Option<bool>]) -> Bdd {
        let literal = |v: &Var| Some((self.at(*v), bits.get(v.index()).copied().flatten()?));
        let literals: Vec<(BddVariable, bool)> = self.tracked.iter().filter_map(literal).collect();
        self.variables.mk_true().select(&literals)
    }

    /// Whether some step of this act leads from one state to another, each given by the bits known of it.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn act_leads(
        &self,
        act: fadu_norm::model::ActId,
        from: &[Option<bool>],
        to: &[Option<bool>],
        budget: &mut Budget<'_>,
    ) -> Result<bool, OutOfBudget> {
        let (from, to) = (self.state_of(from), self.state_of(to));
        let mut stays = true;
        for step in &self.steps {
            if matches!(step.label, Label::Act { act: of, .. } if of == act) {
                stays = false;
                let moment = forward(from.clone(), &step.before, budget)?;
                if !forward(moment, &step.after, budget)?.and(&to).is_false() {
                    return Ok(true);
                }
            }
        }
        // A step that writes nothing tracked is left out of the program.
        Ok(stays && !from.and(&to).is_false())
    }

    /// Whether waiting leads from one state to another.
    ///
    /// # Errors
    /// `OutOfBudget`.
    pub fn waits_lead(
        &self,
        from: &[Option<bool>],
        to: &[Option<bool>],
        budget: &mut Budget<'_>,
    ) -> Result<bool, OutOfBudget> {
        let (mut all, to) = (self.state_of(from), self.state_of(to));
        loop {
            if !all.and(&to).is_false() {
                return Ok(true);
            }
            let next = all.or(&self.image(&all, false, budget)?);
            if next == all {
                return Ok(false);
            }
            all = next;
        }
    }

    /// Takes over what is looked for, and looks for nothing from now on.
    pub fn take_bads(&mut self) -> Vec<Bdd> {
        let open = self.open.clone();
        std::mem::take(&mut self.bads)
            .into_iter()
            .map(|(.., formula)| formula.exists(&open))
            .collect()
    }

    /// Looks for these states, after any act.
    pub fn look_for(&mut self, states: Bdd) {
        self.bads = vec![(None, Vec::new(), states)];
    }

    /// No state.
    pub fn none(&self) -> Bdd {
        self.variables.mk_false()
    }

    /// The values of a state of the set.
    pub fn example(&self, set: &Bdd) -> Option<Vec<bool>> {
        set.first_valuation().map(|v| self.values(&v))
    }
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

fn forward(set: Bdd, ops: &[Placed], budget: &mut Budget<'_>) -> Result<Bdd, OutOfBudget> {
    run(set, ops, Forget::All, budget)
}

// `forget`: open values that nothing reads any more are dropped.
fn run(
    mut set: Bdd,
    ops: &[Placed],
    forget: Forget,
    budget: &mut Budget<'_>,
) -> Result<Bdd, OutOfBudget> {
    for placed in ops {
        if set.is_false() {
            return Ok(set);
        }
        let dropped = if forget == Forget::All {
            &placed.read_last
        } else {
            &placed.idle
        };
        set = match &placed.op {
            SetOp::Havoc { var, when, .. } if when.is_true() => set.var_exists(*var),
            SetOp::Havoc { var, when, .. } => set.and_not(when).or(&set.and(when).var_exists(*var)),
            SetOp::Set { var, to } => {
                let yes = set.and(to).var_exists(*var).var_select(*var, true);
                let no = set.and_not(to).var_exists(*var).var_select(*var, false);
                yes.or(&no)
            }
            SetOp::Assume(that) | SetOp::Domain(that, _) if !dropped.is_empty() => {
                Bdd::binary_op_with_exists(&set, that, biodivine_lib_bdd::op_function::and, dropped)
            }
            SetOp::Assume(that) | SetOp::Domain(that, _) => set.and(that),
        };
        if !dropped.is_empty() && !matches!(placed.op, SetOp::Assume(_) | SetOp::Domain(..)) {
            set = set.exists(dropped);
        }
        budget.check(&set)?;
    }
    Ok(set)
}

fn backward(mut set: Bdd, ops: &[Placed], budget: &mut Budget<'_>) -> Result<Bdd, OutOfBudget> {
    for placed in ops.iter().rev() {
        set = match &placed.op {
            SetOp::Havoc { var, when, .. } => set.and_not(when).or(&set.var_exists(*var).and(when)),
            SetOp::Set { var, to } => assigned(&set, *var, to),
            SetOp::Assume(that) | SetOp::Domain(that, _) => set.and(that),
        };
        if !placed.read_first.is_empty() {
            set = set.exists(&placed.read_first);
        }
        budget.check(&set)?;
    }
    Ok(set)
}

// What must hold before `var := to` so that `set` holds after.
fn assigned(set: &Bdd, var: BddVariable, to: &Bdd) -> Bdd {
    to.and(&set.var_restrict(var, true))
        .or(&set.var_restrict(var, false).and_not(to))
}

fn surely(mut set: Bdd, ops: &[Placed], budget: &mut Budget<'_>) -> Result<Bdd, OutOfBudget> {
    for placed in ops.iter().rev() {
        set = match &placed.op {
            SetOp::Havoc { var, when, owner } => {
                let any = if *owner == Owner::Adversary {
                    set.var_for_all(*var)
                } else {
                    set.var_exists(*var)
                };
                set.and_not(when).or(&any.and(when))
            }
            SetOp::Set { var, to } => assigned(&set, *var, to),
            SetOp::Domain(that, Owner::Adversary) => set.or(&that.not()),
            SetOp::Assume(that) | SetOp::Domain(that, _) => set.and(that),
        };
        budget.check(&set)?;
    }
    Ok(set)
}
