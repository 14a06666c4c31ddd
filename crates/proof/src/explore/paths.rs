//! A step taken apart: every way through its operations, values chosen only when something reads them.

use std::collections::BTreeSet;

use fadu_norm::abstraction::{Bad, Bool, Label, Op, Program, Var};

use super::bits::Bits;

/// What is known of a variable on the way through a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Known {
    No,
    Yes,
    /// Either; nobody has looked yet.
    Free,
    /// As before the step; nobody has looked yet.
    Old,
}

impl Known {
    fn of(value: bool) -> Known {
        if value { Known::Yes } else { Known::No }
    }

    fn value(self) -> Option<bool> {
        match self {
            Known::No => Some(false),
            Known::Yes => Some(true),
            Known::Free | Known::Old => None,
        }
    }
}

/// A way through a step: what was looked at in the state before it, and what is known now.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Path<const W: usize> {
    pub(super) care: Bits<W>,
    pub(super) value: Bits<W>,
    now: Vec<Known>,
}

/// What happens to states that look like this.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Rule<const W: usize> {
    pub(super) care: Bits<W>,
    pub(super) value: Bits<W>,
    pub(super) written: Bits<W>,
    pub(super) set: Bits<W>,
    pub(super) free: Bits<W>,
}

/// A state that looks like this leads to something that was looked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Alarm<const W: usize> {
    pub(super) care: Bits<W>,
    pub(super) value: Bits<W>,
    pub(super) bad: usize,
}

/// All ways through a step.
pub(super) struct Ways<const W: usize> {
    pub(super) rules: Vec<Rule<W>>,
    pub(super) alarms: Vec<Alarm<W>>,
}

/// A step cannot be taken apart within the limit.
pub(super) struct TooMany;

/// Most values tried for one formula on one way.
const SPLITS: usize = 10_000;
/// Most ways looked at to see that a step is over.
const FEW: usize = 50;

/// A step, and from where on nothing reads an open value any more.
pub(super) struct Route<'p> {
    ops: Vec<&'p Op>,
    moment: usize,
    dead: Vec<Vec<Var>>,
    bads: Vec<(usize, &'p Bad)>,
}

/// Where each tracked variable is in a state.
pub(super) struct Places {
    of: Vec<Option<usize>>,
    tracked: Vec<Var>,
}

impl Places {
    pub(super) fn new(program: &Program) -> Places {
        let mut of = Vec::new();
        let mut tracked = Vec::new();
        for (var, info) in program.vars.iter().enumerate() {
            of.push(info.tracked.then_some(tracked.len()));
            if info.tracked {
                tracked.push(Var(var as u32));
            }
        }
        Places { of, tracked }
    }

    /// How many bits a state has.
    pub(super) fn len(&self) -> usize {
        self.tracked.len()
    }

    fn bit(&self, var: Var) -> Option<usize> {
        self.of.get(var.index()).copied().flatten()
    }

    /// Before a step: nothing of the state was looked at.
    pub(super) fn unseen<const W: usize>(&self) -> Path<W> {
        let known = |bit: &Option<usize>| bit.map_or(Known::Free, |_| Known::Old);
        Path {
            care: Bits::NONE,
            value: Bits::NONE,
            now: self.of.iter().map(known).collect(),
        }
    }

    /// Before a step in this state.
    pub(super) fn seen<const W: usize>(&self, state: Bits<W>) -> Path<W> {
        let known = |bit: &Option<usize>| bit.map_or(Known::Free, |b| Known::of(state.has(b)));
        Path {
            now: self.of.iter().map(known).collect(),
            ..self.unseen()
        }
    }

    fn rule<const W: usize>(&self, path: &Path<W>) -> Rule<W> {
        let mut rule = Rule {
            care: path.care,
            value: path.value,
            written: Bits::NONE,
            set: Bits::NONE,
            free: Bits::NONE,
        };
        for (bit, var) in self.tracked.iter().enumerate() {
            let before = path.care.has(bit).then(|| path.value.has(bit));
            match path.now(*var) {
                Known::Old => {}
                Known::Free => {
                    rule.written = rule.written.with(bit);
                    rule.free = rule.free.with(bit);
                }
                known if known.value() == before => {}
                known => {
                    rule.written = rule.written.with(bit);
                    if known == Known::Yes {
                        rule.set = rule.set.with(bit);
                    }
                }
            }
        }
        rule
    }
}

impl<const W: usize> Path<W> {
    fn now(&self, var: Var) -> Known {
        self.now.get(var.index()).copied().unwrap_or(Known::Free)
    }

    fn put(&mut self, var: Var, known: Known) {
        if let Some(place) = self.now.get_mut(var.index()) {
            *place = known;
        }
    }

    fn choose(&self, places: &Places, var: Var, value: bool) -> Path<W> {
        let mut path = self.clone();
        if let (Known::Old, Some(bit)) = (self.now(var), places.bit(var)) {
            path.care = path.care.with(bit);
            if value {
                path.value = path.value.with(bit);
            }
        }
        path.put(var, Known::of(value));
        path
    }

    fn eval(&self, formula: &Bool) -> Option<bool> {
        formula.eval(&|var| self.now(var).value())
    }

    // A variable that decides; one that is free anyway rather than one of the state.
    fn deciding(&self, formula: &Bool) -> Option<Var> {
        let mut of_state = None;
        self.deciding_free(formula, &mut of_state).or(of_state)
    }

    fn deciding_free(&self, formula: &Bool, of_state: &mut Option<Var>) -> Option<Var> {
        match formula {
            Bool::Const(_) => None,
            Bool::Var(var) => match self.now(*var) {
                Known::Free => Some(*var),
                Known::Old => {
                    of_state.get_or_insert(*var);
                    None
                }
                _ => None,
            },
            Bool::Not(inner) => self.deciding_free(inner, of_state),
            Bool::And(parts) | Bool::Or(parts) => parts
                .iter()
                .filter(|part| self.eval(part).is_none())
                .find_map(|part| self.deciding_free(part, of_state)),
        }
    }

    // Splits until the formula has a value.
    fn decide(
        self,
        places: &Places,
        formula: &Bool,
        out: &mut impl FnMut(Path<W>, bool) -> Result<(), TooMany>,
    ) -> Result<(), TooMany> {
        let mut open = vec![self];
        let mut splits = 0;
        while let Some(path) = open.pop() {
            splits += 1;
            if splits > SPLITS {
                return Err(TooMany);
            }
            match path.eval(formula) {
                Some(value) => out(path, value)?,
                None => {
                    let Some(var) = path.deciding(formula) else {
                        return Err(TooMany);
                    };
                    open.push(path.choose(places, var, true));
                    open.push(path.choose(places, var, false));
                }
            }
        }
        Ok(())
    }

    // Whether all that this way allows is allowed by the other.
    fn within(&self, other: &Path<W>, places: &Places) -> bool {
        let as_it_was = |var: usize, own: Known| {
            let bit = places.bit(Var(var as u32));
            bit.is_some_and(|b| self.care.has(b) && own.value() == Some(self.value.has(b)))
        };
        let covered = |(var, (own, others)): (usize, (&Known, &Known))| match others {
            Known::Free => true,
            Known::Old => own == others || as_it_was(var, *own),
            _ => own == others,
        };
        looks_like(self.value, self.care, other.value, other.care)
            && self.now.iter().zip(&other.now).enumerate().all(covered)
    }
}

// Whether whatever looks like the first looks like the second.
fn looks_like<const W: usize>(value: Bits<W>, care: Bits<W>, of: Bits<W>, on: Bits<W>) -> bool {
    on.without(care).is_none() && value.and(on) == of
}

impl<const W: usize> Rule<W> {
    // Whether the other does all that this does.
    fn within(&self, other: &Rule<W>) -> bool {
        let stays = other.written.without(self.written);
        let same_set = self.set.without(other.free) == other.set.and(self.written);
        let kept = stays.without(other.free);
        looks_like(self.value, self.care, other.value, other.care)
            && self.written.without(other.written).is_none()
            && self.free.without(other.free).is_none()
            && same_set
            && kept.without(self.care).is_none()
            && self.value.and(kept) == other.set.and(kept)
    }
}

/// Without those that lie within another.
pub(super) fn fewest_rules<const W: usize>(mut rules: Vec<Rule<W>>) -> Vec<Rule<W>> {
    rules.sort_by_key(|r| (r.care.count(), *r));
    let mut kept: Vec<Rule<W>> = Vec::new();
    for rule in rules {
        if !kept.iter().any(|other| rule.within(other)) {
            kept.push(rule);
        }
    }
    kept
}

impl<'p> Route<'p> {
    pub(super) fn new(
        program: &'p Program,
        label: Label,
        before: &'p [Op],
        after: &'p [Op],
    ) -> Route<'p> {
        let bads: Vec<(usize, &Bad)> = program
            .bads
            .iter()
            .enumerate()
            .filter(|(_, bad)| is_of(bad, label))
            .collect();
        let mut kept: BTreeSet<Var> = BTreeSet::new();
        for (_, bad) in &bads {
            let mut vars = Vec::new();
            bad.formula.vars(&mut vars);
            kept.extend(vars);
        }
        let ops: Vec<&Op> = before.iter().chain(after).collect();
        let dead = dead(program, &ops, kept);
        Route {
            ops,
            moment: before.len(),
            dead,
            bads,
        }
    }

    /// Whether nothing of it can be done where this bit is set.
    pub(super) fn is_over(&self, places: &Places, bit: usize) -> bool {
        let Some(var) = places.tracked.get(bit) else {
            return false;
        };
        let from = places.unseen::<4>().choose(places, *var, true);
        let ways = self.walk(places, from, FEW);
        ways.is_ok_and(|w| w.rules.is_empty() && w.alarms.is_empty())
    }

    /// All ways from here to the end, and what was looked for on them; at most so many at a time.
    pub(super) fn walk<const W: usize>(
        &self,
        places: &Places,
        from: Path<W>,
        most: usize,
    ) -> Result<Ways<W>, TooMany> {
        let mut paths = vec![from];
        let mut alarms = BTreeSet::new();
        for (number, op) in self.ops.iter().enumerate() {
            if number == self.moment {
                self.alarms(places, &paths, true, most, &mut alarms)?;
            }
            let dead = self.dead.get(number).map(Vec::as_slice).unwrap_or_default();
            paths = pass(places, op, paths, dead, most)?;
            if paths.is_empty() {
                break;
            }
        }
        if self.ops.len() == self.moment {
            self.alarms(places, &paths, true, most, &mut alarms)?;
        }
        self.alarms(places, &paths, false, most, &mut alarms)?;
        let rules: BTreeSet<Rule<W>> = paths.iter().map(|p| places.rule(p)).collect();
        Ok(Ways {
            rules: fewest_rules(rules.into_iter().collect()),
            alarms: alarms.into_iter().collect(),
        })
    }

    fn alarms<const W: usize>(
        &self,
        places: &Places,
        paths: &[Path<W>],
        moment: bool,
        most: usize,
        into: &mut BTreeSet<Alarm<W>>,
    ) -> Result<(), TooMany> {
        for (bad, what) in self.bads.iter().filter(|(_, b)| b.act.is_some() == moment) {
            for path in paths {
                path.clone()
                    .decide(places, &what.formula, &mut |path, holds| {
                        if holds {
                            into.insert(Alarm {
                                care: path.care,
                                value: path.value,
                                bad: *bad,
                            });
                        }
                        if into.len() > most {
                            Err(TooMany)
                        } else {
                            Ok(())
                        }
                    })?;
            }
        }
        Ok(())
    }
}

fn is_of(bad: &Bad, label: Label) -> bool {
    let Label::Act { act, .. } = label else {
        return false;
    };
    match bad.act {
        Some(of) => of == act,
        None => bad.after.is_empty() || bad.after.contains(&act),
    }
}

// Open values that nothing reads after each operation.
fn dead(program: &Program, ops: &[&Op], kept: BTreeSet<Var>) -> Vec<Vec<Var>> {
    let mut later = kept;
    let mut all: Vec<Vec<Var>> = Vec::new();
    for op in ops.iter().rev() {
        let mut vars = reads(op);
        vars.sort();
        vars.dedup();
        let open = |v: &Var| program.vars.get(v.index()).is_some_and(|i| !i.tracked);
        all.push(
            vars.iter()
                .filter(|v| open(v) && !later.contains(v))
                .copied()
                .collect(),
        );
        later.extend(vars);
    }
    all.reverse();
    all
}

fn reads(op: &Op) -> Vec<Var> {
    let mut vars = Vec::new();
    match op {
        Op::Havoc { when, var, .. } => {
            when.vars(&mut vars);
            vars.push(*var);
        }
        Op::Set { to, var } => {
            to.vars(&mut vars);
            vars.push(*var);
        }
        Op::Assume { that, .. } | Op::Domain { that, .. } => that.vars(&mut vars),
    }
    vars
}

fn pass<const W: usize>(
    places: &Places,
    op: &Op,
    paths: Vec<Path<W>>,
    dead: &[Var],
    most: usize,
) -> Result<Vec<Path<W>>, TooMany> {
    let mut next: BTreeSet<Path<W>> = BTreeSet::new();
    let mut add = |mut path: Path<W>| {
        dead.iter().for_each(|var| path.put(*var, Known::Free));
        next.insert(path);
        if next.len() > most {
            Err(TooMany)
        } else {
            Ok(())
        }
    };
    for path in paths {
        match op {
            Op::Assume { that, .. } | Op::Domain { that, .. } => {
                path.decide(places, that, &mut |path, holds| {
                    if holds { add(path) } else { Ok(()) }
                })?;
            }
            Op::Set { var, to } => path.decide(places, to, &mut |mut path, value| {
                path.put(*var, Known::of(value));
                add(path)
            })?,
            Op::Havoc { var, when, .. } => path.decide(places, when, &mut |mut path, holds| {
                if holds {
                    path.put(*var, Known::Free);
                }
                add(path)
            })?,
        }
    }
    let all: Vec<Path<W>> = next.into_iter().collect();
    Ok(fewest(all, places))
}

// Without those that lie within another.
fn fewest<const W: usize>(paths: Vec<Path<W>>, places: &Places) -> Vec<Path<W>> {
    let mut order: Vec<(u32, Path<W>)> = paths.into_iter().map(|p| (p.care.count(), p)).collect();
    order.sort_by_key(|(count, _)| *count);
    let mut kept: Vec<Path<W>> = Vec::new();
    for (_, path) in order {
        if !kept.iter().any(|other| path.within(other, places)) {
            kept.push(path);
        }
    }
    kept
}
