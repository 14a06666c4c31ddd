//! The office's plan from one start day: when each act can be done at the earliest.

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::Date;
use fadu_norm::abstraction::Vocabulary;
use fadu_norm::model::{
    ActId, Acts, CompareOp, Expr, FactId, Model, Origin, Point, TermExpr, Type,
};
use fadu_norm::value::Value;
use fadu_term::{Count, last_day};

/// From when on a formula holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum When {
    Never,
    /// From this day; `sure`: whatever the facts are.
    From {
        day: Date,
        sure: bool,
    },
}

/// A plan for one start day.
pub(super) struct Plan<'p> {
    vocabulary: &'p Vocabulary<'p>,
    start: Date,
    options: &'p BTreeSet<ActId>,
    before: &'p BTreeSet<ActId>,
    needed: &'p BTreeSet<ActId>,
    days: BTreeMap<ActId, Option<Date>>,
    // The party takes its time.
    party: bool,
}

impl<'p> Plan<'p> {
    pub(super) fn new(
        vocabulary: &'p Vocabulary<'p>,
        start: Date,
        options: &'p BTreeSet<ActId>,
        before: &'p BTreeSet<ActId>,
        needed: &'p BTreeSet<ActId>,
    ) -> Plan<'p> {
        Plan {
            vocabulary,
            start,
            options,
            before,
            needed,
            days: BTreeMap::new(),
            party: false,
        }
    }

    /// The earliest day of an act (the party's: the latest that it may choose); `None`: not on this plan.
    pub(super) fn act(&mut self, act: ActId) -> Option<Date> {
        let model = self.vocabulary.model;
        if self.before.contains(&act) {
            return Some(self.start);
        }
        let external = model.is_external(act);
        if external && !self.options.contains(&act) {
            return None;
        }
        if let Some(day) = self.days.get(&act) {
            return *day;
        }
        // What leads back to the act itself is not waited for.
        self.days.insert(act, Some(self.start));
        let outer = std::mem::replace(&mut self.party, external);
        let mut day = Some(self.start);
        for id in &model.act(act).conditions {
            let when = self.truth(&model.condition(*id).formula(), true);
            day = match (day, when) {
                (Some(so_far), When::From { day, .. }) => Some(so_far.max(day)),
                _ => None,
            };
        }
        self.party = outer;
        self.days.insert(act, day);
        day
    }

    /// The day of an act that happens anyway: it did before, it is the party's option, or the plan needs it.
    pub(super) fn happens(&mut self, act: ActId) -> Option<Date> {
        let happens =
            self.before.contains(&act) || self.options.contains(&act) || self.needed.contains(&act);
        if happens { self.act(act) } else { None }
    }

    fn at_once(&self, sure: bool) -> When {
        When::From {
            day: self.start,
            sure,
        }
    }

    fn earliest(&mut self, acts: &Acts) -> Option<Date> {
        acts.ids.iter().filter_map(|a| self.act(*a)).min()
    }

    fn truth(&mut self, expr: &Expr, positive: bool) -> When {
        match expr {
            Expr::Const(Value::Bool(value)) if *value != positive => When::Never,
            Expr::Const(_) => self.at_once(true),
            Expr::Not(inner) => self.truth(inner, !positive),
            Expr::And(parts) if positive => self.all(parts, positive),
            Expr::Or(parts) if !positive => self.all(parts, positive),
            Expr::And(parts) | Expr::Or(parts) => self.any(parts, positive),
            Expr::Done(acts) => self.done(acts, positive),
            Expr::After(first, second) => self.after(first, second, positive),
            Expr::Expired(acts, term) => self.expired(acts, term, positive),
            Expr::Within(acts, term) => self.within(acts, term, positive),
            Expr::Compare(CompareOp::Eq, a, b, _) => match &**b {
                Expr::Const(Value::Bool(value)) => self.truth(a, positive == *value),
                _ => self.at_once(false),
            },
            Expr::Fact(id) => match self.computed(*id) {
                Some(below) => self.truth(below, positive),
                None => self.at_once(false),
            },
            // Staffed as the norms ask, registers in order.
            Expr::Persons | Expr::ByRole(..) | Expr::Avoids(_) | Expr::Different(_) => {
                self.at_once(true)
            }
            Expr::Same(_) | Expr::ValidIn(_) => self.at_once(true),
            _ => self.at_once(false),
        }
    }

    fn computed(&self, fact: FactId) -> Option<&'p Expr> {
        let fact = self.vocabulary.model.fact(fact);
        match &fact.origin {
            Origin::Computed(below) if fact.ty == Type::Bool => Some(below),
            _ => None,
        }
    }

    fn all(&mut self, parts: &[Expr], positive: bool) -> When {
        let mut whole = self.at_once(true);
        for part in parts {
            whole = match (whole, self.truth(part, positive)) {
                (
                    When::From { day, sure },
                    When::From {
                        day: also,
                        sure: too,
                    },
                ) => When::From {
                    day: day.max(also),
                    sure: sure && too,
                },
                _ => return When::Never,
            };
        }
        whole
    }

    // The office takes the quickest way that does not depend on facts; else the facts take the slowest.
    fn any(&mut self, parts: &[Expr], positive: bool) -> When {
        let (mut sure_day, mut slowest): (Option<Date>, Option<Date>) = (None, None);
        for part in parts {
            match self.truth(part, positive) {
                When::Never => {}
                When::From { day, sure: true } => {
                    sure_day = Some(sure_day.map_or(day, |so_far| so_far.min(day)));
                }
                When::From { day, sure: false } => {
                    slowest = Some(slowest.map_or(day, |so_far| so_far.max(day)));
                }
            }
        }
        match (sure_day, slowest) {
            (Some(day), _) => When::From { day, sure: true },
            (None, Some(day)) => When::From { day, sure: false },
            (None, None) => When::Never,
        }
    }

    fn done(&mut self, acts: &Acts, positive: bool) -> When {
        if positive {
            return match self.earliest(acts) {
                Some(day) => When::From { day, sure: true },
                None => When::Never,
            };
        }
        let chosen = |act: &ActId| self.options.contains(act) || self.before.contains(act);
        if acts.ids.iter().any(chosen) {
            When::Never
        } else {
            self.at_once(true)
        }
    }

    fn after(&mut self, first: &Point, second: &Point, positive: bool) -> When {
        if !positive {
            return self.at_once(true);
        }
        let then = match second {
            Point::Acts(acts) => acts.ids.iter().filter_map(|a| self.happens(*a)).max(),
            Point::Facts(_) => Some(self.start),
        };
        let Some(then) = then else {
            return self.at_once(true);
        };
        let day = match first {
            Point::Acts(acts) => self.earliest(acts).map(|day| day.max(then)),
            Point::Facts(_) => Some(then),
        };
        match day {
            Some(day) => When::From { day, sure: true },
            None => When::Never,
        }
    }

    fn expired(&mut self, acts: &Acts, term: &TermExpr, positive: bool) -> When {
        if !positive {
            return self.at_once(true);
        }
        match self.earliest(acts) {
            None => When::Never,
            Some(from) => match self.end(from, term) {
                Some(end) => When::From {
                    day: end.succ(),
                    sure: true,
                },
                None => When::From {
                    day: from,
                    sure: false,
                },
            },
        }
    }

    fn within(&mut self, acts: &Acts, term: &TermExpr, positive: bool) -> When {
        if !positive {
            return self.at_once(true);
        }
        let Some(from) = self.earliest(acts) else {
            return When::Never;
        };
        let day = if self.party {
            self.end(from, term).unwrap_or(from)
        } else {
            from
        };
        When::From { day, sure: true }
    }

    fn end(&self, from: Date, term: &TermExpr) -> Option<Date> {
        let length = self.vocabulary.length_of(term)?;
        let count = Count::new(from, length).under(&term.rule);
        last_day(&count, self.vocabulary.calendar).ok()?.last_day
    }
}

/// Acts that must have been done before this one, whatever the facts are; with itself.
pub(super) fn demanded(model: &Model, act: ActId) -> BTreeSet<ActId> {
    let mut all = BTreeSet::new();
    let mut open = vec![act];
    while let Some(act) = open.pop() {
        if all.insert(act) {
            for id in &model.act(act).conditions {
                must(model, &model.condition(*id).formula(), &mut open, 0);
            }
        }
    }
    all
}

const DEEP: usize = 20;

fn must(model: &Model, expr: &Expr, into: &mut Vec<ActId>, depth: usize) {
    match expr {
        _ if depth > DEEP => {}
        Expr::And(parts) => parts.iter().for_each(|p| must(model, p, into, depth + 1)),
        Expr::Done(acts) | Expr::Expired(acts, _) | Expr::Within(acts, _)
            if acts.ids.len() == 1 =>
        {
            into.extend(acts.ids.iter().copied());
        }
        Expr::Fact(id) => {
            if let Origin::Computed(below) = &model.fact(*id).origin {
                must(model, below, into, depth + 1);
            }
        }
        Expr::Compare(CompareOp::Eq, a, b, _) if matches!(&**b, Expr::Const(Value::Bool(true))) => {
            must(model, a, into, depth + 1);
        }
        _ => {}
    }
}

/// Acts of the party that what leads to these acts speaks of.
pub(super) fn options_of(model: &Model, targets: &[ActId]) -> Vec<ActId> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<ActId> = targets.to_vec();
    while let Some(act) = open.pop() {
        if seen.insert(act) {
            for id in &model.act(act).conditions {
                spoken_of(model, &model.condition(*id).formula(), &mut open, 0);
            }
        }
    }
    seen.into_iter().filter(|a| model.is_external(*a)).collect()
}

fn spoken_of(model: &Model, expr: &Expr, into: &mut Vec<ActId>, depth: usize) {
    if depth > DEEP {
        return;
    }
    let mut add = |acts: &Acts| into.extend(acts.ids.iter().copied());
    match expr {
        Expr::Done(acts) | Expr::Expired(acts, _) | Expr::Within(acts, _) => add(acts),
        Expr::After(first, second) => {
            for point in [first, second] {
                if let Point::Acts(acts) = point {
                    add(acts);
                }
            }
        }
        Expr::And(parts) | Expr::Or(parts) => {
            parts
                .iter()
                .for_each(|p| spoken_of(model, p, into, depth + 1));
        }
        Expr::Not(inner) => spoken_of(model, inner, into, depth + 1),
        Expr::Compare(_, a, b, _) => {
            spoken_of(model, a, into, depth + 1);
            spoken_of(model, b, into, depth + 1);
        }
        Expr::Fact(id) => {
            if let Origin::Computed(below) = &model.fact(*id).origin {
                spoken_of(model, below, into, depth + 1);
            }
        }
        _ => {}
    }
}
