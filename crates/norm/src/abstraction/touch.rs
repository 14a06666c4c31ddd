//! Which quantities a step can write at all: what writes nothing that is followed need not be written down.

use crate::abstraction::quantity::{Place, Quantity};
use crate::abstraction::vocabulary::Vocabulary;
use crate::model::{ActId, FactId};

/// Whether the step of an act may write the quantity.
pub(crate) fn touches(vocabulary: &Vocabulary<'_>, act: ActId, quantity: &Quantity) -> bool {
    let of = vocabulary.model.act(act);
    let ends = |a: &ActId| *a == act || of.revokes.contains(a);
    let place = |p: &Place| match p {
        Place::Act(a) => ends(a),
        Place::Fact(f) => sets(vocabulary, act, *f),
    };
    match quantity {
        Quantity::Done(a) | Quantity::Expired(a, _) | Quantity::Member(a, _) => ends(a),
        Quantity::Person(a) => *a == act,
        Quantity::Order(a, b) => place(a) || place(b),
        Quantity::Fact(f) | Quantity::Changed(f) => sets(vocabulary, act, *f),
        Quantity::At(f, a) => ends(a) || sets(vocabulary, act, *f),
        Quantity::Times(acts) => acts.ids.iter().any(ends),
        Quantity::Pair(number) => {
            let pair = vocabulary.pairs.get(usize::from(*number));
            pair.is_some_and(|p| {
                p.acts.iter().any(ends) || p.facts.iter().any(|f| sets(vocabulary, act, *f))
            })
        }
        Quantity::Param(_) => false,
    }
}

/// Whether an act that is taken back at once may write it all the same.
pub(crate) fn touches_undone(vocabulary: &Vocabulary<'_>, act: ActId, quantity: &Quantity) -> bool {
    let of = vocabulary.model.act(act);
    let place = |p: &Place| match p {
        Place::Act(_) => false,
        Place::Fact(f) => sets(vocabulary, act, *f),
    };
    let ends = |a: &ActId| of.revokes.contains(a);
    match quantity {
        Quantity::Done(a) => ends(a),
        Quantity::Person(a) => *a == act,
        Quantity::Order(a, b) => place(a) || place(b),
        Quantity::Fact(f) | Quantity::Changed(f) | Quantity::At(f, _) => sets(vocabulary, act, *f),
        Quantity::Times(acts) => acts.ids.iter().any(ends),
        Quantity::Pair(number) => {
            let pair = vocabulary.pairs.get(usize::from(*number));
            pair.is_some_and(|p| {
                p.acts.iter().any(ends) || p.facts.iter().any(|f| sets(vocabulary, act, *f))
            })
        }
        Quantity::Expired(..) | Quantity::Member(..) | Quantity::Param(_) => false,
    }
}

fn sets(vocabulary: &Vocabulary<'_>, act: ActId, fact: FactId) -> bool {
    let of = vocabulary.model.act(act);
    of.fills.contains(&fact) || of.may_fill.contains(&fact)
}
