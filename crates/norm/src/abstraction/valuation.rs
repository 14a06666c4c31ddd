//! The abstract state of a case as the engine has it: every bit of every quantity.

use crate::abstraction::quantity::{Place, Quantity};
use crate::abstraction::vocabulary::{Classes, Subject, Vocabulary};
use crate::engine::View;
use crate::model::{ActId, Acts, Expr, FactId};
use crate::value::Value;

/// A bit of a quantity on the day of the view; `None`: it says nothing there (the act is absent, the value
/// unknown, the person in view nobody in particular).
pub fn bit_of(
    vocabulary: &Vocabulary<'_>,
    view: &View<'_>,
    quantity: &Quantity,
    bit: u8,
) -> Option<bool> {
    let case = Case { vocabulary, view };
    match quantity {
        Quantity::Done(act) => Some(case.done(*act, bit)),
        Quantity::Order(first, second) => case.order(*first, *second, bit),
        Quantity::Expired(act, number) => view.done(*act).then(|| case.expired(*act, *number)),
        Quantity::Fact(fact) => case.fact(*fact, bit),
        Quantity::Changed(fact) => Some(view.changed(*fact).is_some()),
        Quantity::At(fact, act) => case.at(*fact, *act, bit),
        Quantity::Member(act, field) => case.member(*act, field, bit),
        Quantity::Times(acts) => Some(view.counting(acts).len().min(3) & (1 << bit) != 0),
        Quantity::Pair(number) => case.pair(*number, bit),
        Quantity::Param(id) => {
            let value = view.session.parameter(*id)?;
            let classes = match value {
                Value::Bool(_) => Classes::Bool,
                _ => vocabulary.classes_of(&Subject::Param(*id)),
            };
            Some(classes.of(value) & (1 << bit) != 0)
        }
        Quantity::Person(_) => None,
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
            _ => self.pending(act).len() > 1,
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

    fn order(&self, first: Place, second: Place, bit: u8) -> Option<bool> {
        let (mut a, mut b) = (self.place(first), self.place(second));
        if bit == 1 {
            let (x, y) = (self.waiting(first), self.waiting(second));
            if x.is_some() == y.is_some() {
                return None;
            }
            (a, b) = (x.or(a), y.or(b));
        }
        let tie = matches!((first, second), (Place::Act(_), Place::Fact(_)));
        a.zip(b).map(|(a, b)| a > b || (tie && a == b))
    }

    fn expired(&self, act: ActId, number: u16) -> bool {
        let Some(term) = self.vocabulary.terms.get(usize::from(number)) else {
            return false;
        };
        self.view.truth(&Expr::Expired(one(act), term.clone())) == Some(true)
    }

    fn fact(&self, fact: FactId, bit: u8) -> Option<bool> {
        let value = self.view.fact(fact);
        if bit == 0 {
            return Some(value.is_some());
        }
        let value = value?;
        let classes = self.vocabulary.classes_of(&Subject::Fact(fact));
        match (&classes, &value) {
            (Classes::Elements(elements), Value::Multi(set)) => {
                elements.get(usize::from(bit - 1)).map(|e| set.contains(e))
            }
            _ => Some(classes.of(&value) & (1 << (bit - 1)) != 0),
        }
    }

    fn at(&self, fact: FactId, act: ActId, bit: u8) -> Option<bool> {
        self.view.last(&one(act))?;
        let then = self.view.value(&Expr::ValueAt(fact, one(act)));
        if bit == 0 {
            return Some(then.is_some());
        }
        Some(code(&self.view.fact(fact)?, &then?) & (1 << (bit - 1)) != 0)
    }

    fn member(&self, act: ActId, field: &std::sync::Arc<str>, bit: u8) -> Option<bool> {
        self.view.last(&one(act))?;
        let value = self.view.value(&Expr::Member(one(act), field.clone()));
        if bit == 0 {
            return Some(value.is_some());
        }
        let value = value?;
        let classes = match value {
            Value::Bool(_) => Classes::Bool,
            _ => self.vocabulary.classes_of(&Subject::Field(field.clone())),
        };
        Some(classes.of(&value) & (1 << (bit - 1)) != 0)
    }

    fn pair(&self, number: u16, bit: u8) -> Option<bool> {
        let pair = self.vocabulary.pairs.get(usize::from(number))?;
        let both = self.view.value(&pair.a).zip(self.view.value(&pair.b));
        if bit == 2 {
            return Some(both.is_some());
        }
        both.map(|(a, b)| code(&a, &b) & (1 << bit) != 0)
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
