//! `限期 X 后 期限 内 Y [若 φ]`: the procedure has a duty of that kind whose last day is never later.

use fadu_base::Date;
use fadu_norm::abstraction::Vocabulary;
use fadu_norm::model::{ActId, Acts, Duty, Extend, Stop, TermExpr, Trigger, Within};
use fadu_term::{Plain, first_start_later};

use crate::same::{self, same_expr};

/// A deadline that the law sets.
pub struct Claim<'p> {
    /// X
    pub trigger: &'p Trigger,
    /// The longest time.
    pub within: &'p Within,
    /// Y
    pub target: &'p Acts,
    /// φ
    pub given: Option<&'p fadu_norm::model::Expr>,
    /// `许停`
    pub stops: &'p [Stop],
    /// `许延`
    pub extends: &'p [(TermExpr, Option<u32>)],
}

/// Why a duty does not do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Short {
    /// Its term is later on this start day.
    Later(Date),
    /// It may be stopped, extended or restarted as the law does not allow.
    Moves,
    /// It has no term.
    NoTerm,
    /// It is due only under a condition.
    Conditional,
}

/// Acts of X that no duty covers, each with the duties that come near.
#[expect(
    clippy::type_complexity,
    reason = "acts with their duties, read once where it is made"
)]
pub fn uncovered(
    vocabulary: &Vocabulary<'_>,
    claim: &Claim<'_>,
) -> Vec<(Option<ActId>, Vec<(String, Short)>)> {
    let starts: Vec<Option<ActId>> = match claim.trigger {
        Trigger::Acts(acts) => acts.ids.iter().map(|a| Some(*a)).collect(),
        Trigger::Fact(_) => vec![None],
    };
    let mut missing = Vec::new();
    for start in starts {
        let near: Vec<&Duty> = vocabulary
            .model
            .duties
            .iter()
            .filter(|d| is_of_kind(d, claim, start))
            .collect();
        let short: Vec<(String, Option<Short>)> = near
            .iter()
            .map(|d| (d.id.to_string(), short(vocabulary, d, claim)))
            .collect();
        if !short.iter().any(|(_, s)| s.is_none()) {
            missing.push((
                start,
                short
                    .into_iter()
                    .filter_map(|(id, s)| Some((id, s?)))
                    .collect(),
            ));
        }
    }
    missing
}

fn is_of_kind(duty: &Duty, claim: &Claim<'_>, start: Option<ActId>) -> bool {
    let triggered = match (&duty.trigger, claim.trigger, start) {
        (Trigger::Acts(acts), Trigger::Acts(_), Some(start)) => acts.ids.contains(&start),
        (Trigger::Fact(a), Trigger::Fact(b), _) => a == b,
        _ => false,
    };
    triggered
        && !duty.target.ids.is_empty()
        && duty.target.ids.iter().all(|a| claim.target.ids.contains(a))
}

// `None`: the duty does what the law wants.
fn short(vocabulary: &Vocabulary<'_>, duty: &Duty, claim: &Claim<'_>) -> Option<Short> {
    let conditional = match (&duty.given, claim.given) {
        (None, _) => false,
        (Some(own), Some(law)) => !same::implied(law, own),
        (Some(_), None) => true,
    };
    if conditional {
        return Some(Short::Conditional);
    }
    let moves = duty
        .stops
        .iter()
        .any(|s| !claim.stops.iter().any(|c| same_stop(s, c)))
        || duty
            .extends
            .iter()
            .any(|e| !claim.extends.iter().any(|c| allowed(vocabulary, e, c)))
        || !duty.restarts.is_empty();
    if moves && !matches!(claim.within, Within::Promptly) {
        return Some(Short::Moves);
    }
    match (&duty.within, claim.within) {
        (_, Within::Promptly) => None,
        (Within::After(own), Within::After(law)) => {
            later(vocabulary, own, duty.hard, law).map(Short::Later)
        }
        // An earlier last day is a longer term before the date.
        (Within::Before(own), Within::Before(law)) => {
            later(vocabulary, law, false, own).map(Short::Later)
        }
        _ => Some(Short::NoTerm),
    }
}

fn later(
    vocabulary: &Vocabulary<'_>,
    one: &TermExpr,
    hard: bool,
    other: &TermExpr,
) -> Option<Date> {
    let (Some(x), Some(y)) = (vocabulary.length_of(one), vocabulary.length_of(other)) else {
        return Some(Date::MIN);
    };
    let own = Plain {
        term: x,
        rule: &one.rule,
        hard,
    };
    let law = Plain {
        term: y,
        rule: &other.rule,
        hard: false,
    };
    first_start_later(&own, &law, vocabulary.calendar).unwrap_or(Some(Date::MIN))
}

fn same_stop(own: &Stop, law: &Stop) -> bool {
    own.from.ids.iter().all(|a| law.from.ids.contains(a))
        && law.until.ids.iter().all(|a| own.until.ids.contains(a))
}

fn allowed(vocabulary: &Vocabulary<'_>, own: &Extend, law: &(TermExpr, Option<u32>)) -> bool {
    let often = match (own.times, law.1) {
        (_, None) => true,
        (Some(own), Some(law)) => own <= law,
        (None, Some(_)) => false,
    };
    often && later(vocabulary, &own.term, false, &law.0).is_none()
}

/// Whether two formulas say the same.
pub fn same_given(a: Option<&fadu_norm::model::Expr>, b: Option<&fadu_norm::model::Expr>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => same_expr(a, b),
        _ => false,
    }
}
