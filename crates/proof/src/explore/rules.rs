//! A program as rules on packed states: tables where a step is small, else walked through at every state.

use fadu_norm::abstraction::{Label, Program};

use super::bits::Bits;
use super::paths::{Alarm, Places, Route, Rule, TooMany};

/// Most ways through a step that is kept as a table, and through one that is walked.
const TABLE: usize = 400;
const WALK: usize = 4_000;
/// Most bits that a rule leaves open.
const OPEN: u32 = 12;

/// Rules of one step with what they have in common.
pub(super) struct Group<const W: usize> {
    pub(super) care: Bits<W>,
    pub(super) value: Bits<W>,
    pub(super) rules: Vec<Rule<W>>,
    pub(super) alarms: Vec<Alarm<W>>,
}

/// A step.
pub(super) enum Piece<'p, const W: usize> {
    Table(Group<W>),
    Walked(Route<'p>),
}

/// A program ready to be explored.
pub(super) struct Rules<'p, const W: usize> {
    pub(super) places: Places,
    pub(super) starts: Vec<Bits<W>>,
    pub(super) waits: Vec<Piece<'p, W>>,
    pub(super) acts: Vec<Piece<'p, W>>,
}

impl<const W: usize> Rule<W> {
    /// The states that follow from one that looks like this.
    #[inline(always)]
    pub(super) fn follow(&self, state: Bits<W>, mut each: impl FnMut(Bits<W>)) {
        let next = state.without(self.written).or(self.set);
        if self.free.is_none() {
            each(next);
        } else {
            self.free.subsets().for_each(|more| each(next.or(more)));
        }
    }
}

impl<const W: usize> Group<W> {
    pub(super) fn new(rules: Vec<Rule<W>>, alarms: Vec<Alarm<W>>) -> Group<W> {
        let looks = |r: &Rule<W>| (r.care, r.value);
        let all = rules
            .iter()
            .map(looks)
            .chain(alarms.iter().map(|a| (a.care, a.value)));
        let common = all.reduce(|(care, value), (also, has)| {
            let both = care.and(also);
            let differ = value.without(has).or(has.without(value));
            let same = both.without(differ);
            (same, value.and(same))
        });
        let (care, value) = common.unwrap_or((Bits::NONE, Bits::NONE));
        Group {
            care,
            value,
            rules,
            alarms,
        }
    }
}

impl<'p, const W: usize> Rules<'p, W> {
    /// `None`: too many bits or ways.
    pub(super) fn new(program: &'p Program) -> Option<Rules<'p, W>> {
        let places = Places::new(program);
        if places.len() > Bits::<W>::ROOM {
            return None;
        }
        let start = Route::new(program, Label::Time, &program.init, &[]);
        let ways = start
            .walk(&places, places.seen(Bits::<W>::NONE), WALK)
            .ok()?;
        let mut starts = Vec::new();
        for rule in &ways.rules {
            if rule.free.count() > OPEN + 4 {
                return None;
            }
            rule.follow(Bits::NONE, |state| starts.push(state));
        }
        starts.sort();
        starts.dedup();
        let (mut waits, mut acts) = (Vec::new(), Vec::new());
        for step in &program.steps {
            let route = Route::new(program, step.label, &step.before, &step.after);
            let list = match step.label {
                Label::Act { .. } => &mut acts,
                _ => &mut waits,
            };
            list.push(piece(route, &places)?);
        }
        Some(Rules {
            places,
            starts,
            waits,
            acts,
        })
    }
}

fn piece<'p, const W: usize>(route: Route<'p>, places: &Places) -> Option<Piece<'p, W>> {
    match route.walk(places, places.unseen(), TABLE) {
        Ok(ways) if ways.rules.iter().any(|r| r.free.count() > OPEN) => None,
        Ok(ways) => Some(Piece::Table(Group::new(ways.rules, ways.alarms))),
        Err(TooMany) => Some(Piece::Walked(route)),
    }
}

impl<const W: usize> Piece<'_, W> {
    /// What follows from a state, and what is found on the way; how much work it was, `None`: too much.
    #[inline(always)]
    pub(super) fn apply(
        &self,
        places: &Places,
        state: Bits<W>,
        alarm: &mut Option<usize>,
        each: impl FnMut(Bits<W>),
    ) -> Option<u64> {
        match self {
            Piece::Table(group) => Some(group.apply(state, alarm, each)),
            Piece::Walked(route) => walked(route, places, state, alarm, each),
        }
    }
}

impl<const W: usize> Group<W> {
    #[inline(always)]
    pub(super) fn apply(
        &self,
        state: Bits<W>,
        alarm: &mut Option<usize>,
        mut each: impl FnMut(Bits<W>),
    ) -> u64 {
        if state.and(self.care) != self.value {
            return 1;
        }
        let mut work = 1 + self.rules.len() as u64;
        for rule in &self.rules {
            if state.and(rule.care) == rule.value {
                rule.follow(state, &mut each);
                work += 1 << rule.free.count().min(40);
            }
        }
        for one in &self.alarms {
            if state.and(one.care) == one.value {
                alarm.get_or_insert(one.bad);
            }
        }
        work
    }
}

#[inline(never)]
fn walked<const W: usize>(
    route: &Route<'_>,
    places: &Places,
    state: Bits<W>,
    alarm: &mut Option<usize>,
    mut each: impl FnMut(Bits<W>),
) -> Option<u64> {
    let ways = route.walk(places, places.seen(state), WALK).ok()?;
    // Comparing the ways with each other is what takes long.
    let mut work = 5_000 + 20 * ways.rules.len() as u64;
    for rule in &ways.rules {
        if rule.free.count() > OPEN {
            return None;
        }
        rule.follow(state, &mut each);
        work += 1 << rule.free.count();
    }
    if let Some(one) = ways.alarms.first() {
        alarm.get_or_insert(one.bad);
    }
    Some(work)
}
