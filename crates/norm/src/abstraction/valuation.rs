//! The abstract state of a case as the engine has it: every bit of every quantity.

use crate::abstraction::quantity::{Place, Quantity};
use crate::abstraction::vocabulary::{Classes, Subject, Vocabulary};
use crate::engine::View;
use crate::model::{ActId, Acts, Expr, FactId};
use crate::value::Value;

/// A bit of a quantity on the day of the view; `None`: it is not a matter of one case (the person in view).
pub fn bit_of(
    vocabulary: &Vocabulary<'_>,
    view: &View<'_>,
    quantity: &Quantity,
    bit: u8,
) -> Option<bool> {
    let case = Case { vocabulary, view };
    match quantity {
        Quantity::Done(act) => Some(case.done(*act, bit)),
        Quantity::Order(first, second) => Some(case.order(*first, *second, bit)),
        Quantity::Expired(act, number) => Some(case.expired(*act, *number)),
        Quantity::Fact(fact) => Some(case.fact(*fact, bit)),
        Quantity::Changed(fact) => Some(view.changed(*fact).is_some()),
        Quantity::At(fact, act) => Some(case.at(*fact, *act, bit)),
        Quantity::Member(act, field) => Some(case.member(*act, field, bit)),
        Quantity::Times(acts) => Some(view.counting(acts).len().min(3) & (1 << bit) != 0),
        Quantity::Pair(number) => Some(case.pair(*number, bit)),
        Quantity::Param(id) => {
            let value = view.session.parameter(*id)?;
            let classes = match value {
                Value::Bool(_) => Classes::Bool,
                _ => vocabulary.classes_of(&Subject::Param(*id)),
            };
            Some(classes.of(value) & (1 << bit) != 0)
        }
        Quantity::Person(_) => None,
        Quantity::Last(act) => Some(case.last(*act, bit)),
    }
}

struct Case<'c, 'v, 'm> {
    vocabulary: &'c Vocabulary<'m>,
    view: &'c View<'v>,
}

fn one(act: ActId) -> Acts {
    Acts {
        ids: vec![act],
        text: "".into(),
    }
}

impl Case<'_, '_, '_> {
    fn pending(&self, act: ActId) -> Vec<usize> {
        let places = self.view.session.places(act).iter().copied();
        places
            .filter(|p| self.view.stands(*p) && !self.view.counts(*p))
            .collect()
    }

    fn done(&self, act: ActId, bit: u8) -> bool {
        match bit {
            0 => self.view.done(act),
            1 => !self.pending(act).is_empty(),
            2 => self.pending(act).len() > 1,
            _ => {
                self.view
                    .session
                    .places(act)
                    .iter()
                    .filter(|p| self.view.stands(**p))
                    .count()
                    > 1
            }
        }
    }

    fn place(&self, place: Place) -> Option<usize> {
        match place {
            Place::Act(act) => self.view.last(&one(act)),
            Place::Fact(fact) => self.view.changed(fact),
        }
    }

    fn waiting(&self, place: Place) -> Option<usize> {
        match place {
            Place::Act(act) => self.pending(act).last().copied(),
            Place::Fact(_) => None,
        }
    }

    fn order(&self, first: Place, second: Place, bit: u8) -> bool {
        let (mut a, mut b) = (self.place(first), self.place(second));
        if bit == 1 {
            a = self.waiting(first).or(a);
            b = self.waiting(second).or(b);
        }
        match (a, b) {
            (Some(a), Some(b)) if matches!((first, second), (Place::Act(_), Place::Fact(_))) => {
                a >= b
            }
            (Some(a), Some(b)) => a > b,
            (Some(_), None) => true,
            _ => false,
        }
    }

    fn expired(&self, act: ActId, number: u16) -> bool {
        let Some(term) = self.vocabulary.terms.get(usize::from(number)) else {
            return false;
        };
        self.view.truth(&Expr::Expired(one(act), term.clone())) == Some(true)
    }

    fn fact(&self, fact: FactId, bit: u8) -> bool {
        let value = self.view.fact(fact);
        if bit == 0 {
            return value.is_some();
        }
        let Some(value) = value else { return false };
        let classes = self.vocabulary.classes_of(&Subject::Fact(fact));
        match (&classes, &value) {
            (Classes::Elements(elements), Value::Multi(set)) => elements
                .get(usize::from(bit - 1))
                .is_some_and(|e| set.contains(e)),
            _ => classes.of(&value) & (1 << (bit - 1)) != 0,
        }
    }

    fn at(&self, fact: FactId, act: ActId, bit: u8) -> bool {
        let then = self.view.value(&Expr::ValueAt(fact, one(act)));
        if bit == 0 {
            return then.is_some();
        }
        let (Some(now), Some(then)) = (self.view.fact(fact), then) else {
            return false;
        };
        code(&now, &then) & (1 << (bit - 1)) != 0
    }

    fn member(&self, act: ActId, field: &std::sync::Arc<str>, bit: u8) -> bool {
        let value = self.view.value(&Expr::Member(one(act), field.clone()));
        if bit == 0 {
            return value.is_some();
        }
        let Some(value) = value else { return false };
        let classes = match value {
            Value::Bool(_) => Classes::Bool,
            _ => self.vocabulary.classes_of(&Subject::Field(field.clone())),
        };
        classes.of(&value) & (1 << (bit - 1)) != 0
    }

    fn pair(&self, number: u16, bit: u8) -> bool {
        let Some(pair) = self.vocabulary.pairs.get(usize::from(number)) else {
            return false;
        };
        let both = self.view.value(&pair.a).zip(self.view.value(&pair.b));
        match (both, bit) {
            (both, 2) => both.is_some(),
            (Some((a, b)), bit) => code(&a, &b) & (1 << bit) != 0,
            (None, _) => false,
        }
    }

    fn last(&self, act: ActId, bit: u8) -> bool {
        let model = self.view.session.model;
        let records = self.view.session.records();
        let Some(last) = self
            .view
            .session
            .places(act)
            .iter()
            .rev()
            .copied()
            .find(|p| self.view.stands(*p))
        else {
            return false;
        };
        let mut later = records
            .iter()
            .enumerate()
            .skip(last + 1)
            .filter(|(p, _)| self.view.stands(*p));
        match bit {
            0 => later.all(|(_, k)| model.act(k.record.act).revokes_record),
            _ => later.all(|(_, k)| model.act(k.record.act).issues.is_empty()),
        }
    }
}

// Equal 0, less (or part of) 1, more 2.
fn code(a: &Value, b: &Value) -> usize {
    match (a, b) {
        _ if a == b => 0,
        (Value::Multi(a), Value::Multi(b)) if a.is_subset(b) => 1,
        _ if a < b => 1,
        _ => 2,
    }
}
