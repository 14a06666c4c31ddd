//! Facts that are settled when the case is opened: each valuation for itself, and of those that leave the
//! same rules only one.

use std::collections::BTreeMap;

use super::bits::{Bits, Seen};
use super::paths::{Alarm, Rule, fewest_rules};
use super::rules::{Group, Piece, Rules};
use super::search::{Search, Steps, Tables};
use super::{Explored, Limit};

/// How a program falls apart.
pub(super) struct Split<const W: usize> {
    /// The bit that says that the case is opened.
    opened: Bits<W>,
    /// Bits that nothing writes once it is.
    settled: Bits<W>,
    /// Which acts open.
    openers: Vec<bool>,
}

/// Where some bits are settled by the acts that open, and only by them.
pub(super) fn split<const W: usize>(rules: &Rules<'_, W>) -> Option<Split<W>> {
    let waits = tables(rules.waits.iter())?;
    let still = |bit: Bits<W>| {
        let kept = |g: &&Group<W>| g.rules.iter().all(|r| r.written.and(bit).is_none());
        waits.iter().all(kept)
    };
    let bits = (0..rules.places.len()).map(|at| (at, Bits::one(at)));
    let (opened, openers) = bits
        .filter(|(_, bit)| still(*bit))
        .find_map(|(at, bit)| Some((bit, openers(rules, at, bit)?)))?;
    let later = tables(rest(&rules.acts, &openers))?;
    let written = waits
        .into_iter()
        .chain(later)
        .flat_map(|g| &g.rules)
        .fold(Bits::NONE, |all, r| all.or(r.written));
    let every = (0..rules.places.len()).fold(Bits::NONE, Bits::with);
    let settled = every.without(written).without(opened);
    (!settled.is_none()).then_some(Split {
        opened,
        settled,
        openers,
    })
}

// Which acts open, where every other act needs the bit and leaves it.
fn openers<const W: usize>(rules: &Rules<'_, W>, at: usize, bit: Bits<W>) -> Option<Vec<bool>> {
    let mut openers = Vec::new();
    for piece in &rules.acts {
        openers.push(match piece {
            Piece::Table(group) if needs(group, bit) => false,
            Piece::Table(group) if opens(group, bit) => true,
            // Too big for a table: it must be out of the question once the case is open.
            Piece::Walked(route) if route.is_over(&rules.places, at) => true,
            _ => return None,
        });
    }
    openers.contains(&true).then_some(openers)
}

fn needs<const W: usize>(group: &Group<W>, bit: Bits<W>) -> bool {
    let held = |r: &Rule<W>| !r.value.and(bit).is_none() && r.written.and(bit).is_none();
    let seen = |a: &Alarm<W>| !a.value.and(bit).is_none();
    group.rules.iter().all(held) && group.alarms.iter().all(seen)
}

fn opens<const W: usize>(group: &Group<W>, bit: Bits<W>) -> bool {
    let opens = |r: &Rule<W>| {
        !r.care.and(bit).is_none() && r.value.and(bit).is_none() && !r.set.and(bit).is_none()
    };
    let seen = |a: &Alarm<W>| !a.care.and(bit).is_none() && a.value.and(bit).is_none();
    group.rules.iter().all(opens) && group.alarms.iter().all(seen)
}

fn rest<'r, 'p, const W: usize>(
    acts: &'r [Piece<'p, W>],
    openers: &[bool],
) -> impl Iterator<Item = &'r Piece<'p, W>> {
    acts.iter()
        .zip(openers)
        .filter(|(_, o)| !**o)
        .map(|(p, _)| p)
}

fn tables<'r, 'p: 'r, const W: usize>(
    pieces: impl Iterator<Item = &'r Piece<'p, W>>,
) -> Option<Vec<&'r Group<W>>> {
    let table = |p: &'r Piece<'p, W>| match p {
        Piece::Table(group) => Some(group),
        Piece::Walked(_) => None,
    };
    pieces.map(table).collect()
}

/// States and rules that a valuation leaves.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rest<const W: usize> {
    starts: Vec<Bits<W>>,
    waits: Vec<Residue<W>>,
    acts: Vec<Residue<W>>,
}

type Residue<const W: usize> = (Vec<Rule<W>>, Vec<Alarm<W>>);

/// Explores each valuation that differs.
pub(super) fn run<const W: usize>(
    rules: &Rules<'_, W>,
    split: &Split<W>,
    limit: &mut Limit,
) -> Option<Explored> {
    let (before, bad, by_valuation) = open(rules, split, limit)?;
    if bad {
        return Some(Explored {
            states: before,
            found: Some(1),
            visited: before,
        });
    }
    let waits = tables(rules.waits.iter())?;
    let acts = tables(rest(&rules.acts, &split.openers))?;
    let mut rests: BTreeMap<Rest<W>, u64> = BTreeMap::new();
    for (valuation, starts) in by_valuation {
        limit.spend(acts.len() as u64, rests.len())?;
        let left = |groups: &[&Group<W>]| -> Vec<Residue<W>> {
            let all = groups.iter().map(|g| residue(g, valuation, split.settled));
            all.filter(|(r, a)| !r.is_empty() || !a.is_empty())
                .collect()
        };
        let rest = Rest {
            starts,
            waits: left(&waits),
            acts: left(&acts),
        };
        *rests.entry(rest).or_insert(0) += 1;
    }
    each(rests, before, limit)
}

fn each<const W: usize>(
    rests: BTreeMap<Rest<W>, u64>,
    before: u64,
    limit: &mut Limit,
) -> Option<Explored> {
    let mut search = Search::new();
    let (mut counts, mut found, mut visited) = (vec![before], None, before);
    for (rest, times) in rests {
        let grouped =
            |all: Vec<Residue<W>>| all.into_iter().map(|(r, a)| Group::new(r, a)).collect();
        let steps = Tables {
            waits: grouped(rest.waits),
            acts: grouped(rest.acts),
        };
        let layers = search.run(&steps, &rest.starts, limit)?;
        for (depth, count) in layers.counts.iter().enumerate() {
            if counts.len() <= depth + 1 {
                counts.push(0);
            }
            if let Some(all) = counts.get_mut(depth + 1) {
                *all += count * times;
            }
            visited += count;
        }
        if layers.bad.is_some() {
            let acts = layers.counts.len() + 1;
            found = Some(found.map_or(acts, |f: usize| f.min(acts)));
        }
    }
    let depth = found.unwrap_or(counts.len());
    Some(Explored {
        states: counts.iter().take(depth).sum(),
        found,
        visited,
    })
}

type Valuations<const W: usize> = BTreeMap<Bits<W>, Vec<Bits<W>>>;

// The states before anything is opened, whether an act that opens is bad, and the states right after.
fn open<const W: usize>(
    rules: &Rules<'_, W>,
    split: &Split<W>,
    limit: &mut Limit,
) -> Option<(u64, bool, Valuations<W>)> {
    let mut seen = Seen::new();
    let mut order: Vec<Bits<W>> = Vec::new();
    for state in &rules.starts {
        if !state.and(split.opened).is_none() {
            return None;
        }
        if seen.insert(*state) {
            order.push(*state);
        }
    }
    let mut at = 0;
    while let Some(state) = order.get(at).copied() {
        let add = |next| {
            if seen.insert(next) {
                order.push(next);
            }
        };
        let work = rules.waits(state, add)?;
        limit.spend(work, order.len())?;
        at += 1;
    }
    let before = order.len() as u64;
    let mut by_valuation: Valuations<W> = BTreeMap::new();
    let mut alarm = None;
    for state in &order {
        let openers = rules.acts.iter().zip(&split.openers).filter(|(_, o)| **o);
        for (piece, _) in openers {
            let mut opened = true;
            let work = piece.apply(&rules.places, *state, &mut alarm, |next| {
                opened &= !next.and(split.opened).is_none();
                if seen.insert(next) {
                    let settled = next.and(split.settled);
                    by_valuation
                        .entry(settled)
                        .or_default()
                        .push(next.without(split.settled));
                }
            })?;
            limit.spend(work, seen.len())?;
            if !opened {
                return None;
            }
        }
    }
    by_valuation.values_mut().for_each(|s| s.sort());
    Some((before, alarm.is_some(), by_valuation))
}

// What a step is once these bits have these values.
fn residue<const W: usize>(group: &Group<W>, valuation: Bits<W>, settled: Bits<W>) -> Residue<W> {
    let fits =
        |care: Bits<W>, value: Bits<W>| care.and(settled).and(valuation) == value.and(settled);
    let rules = group.rules.iter().filter(|r| fits(r.care, r.value));
    let rules = rules.map(|r| Rule {
        care: r.care.without(settled),
        value: r.value.without(settled),
        ..*r
    });
    let alarms = group.alarms.iter().filter(|a| fits(a.care, a.value));
    let mut alarms: Vec<Alarm<W>> = alarms
        .map(|a| Alarm {
            care: a.care.without(settled),
            value: a.value.without(settled),
            bad: 0,
        })
        .collect();
    alarms.sort();
    alarms.dedup();
    (fewest_rules(rules.collect()), alarms)
}
