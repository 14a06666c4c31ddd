//! Why the engine refuses what the abstraction allows: the fewest quantities that, followed, would have told.

use std::collections::{BTreeMap, BTreeSet};

use fadu_base::Number;
use fadu_norm::abstraction::{
    Bool, Built, InputKey, Label, Meaning, Op, Quantity, Subject, Var, Vocabulary, bit_of, moment,
};
use fadu_norm::engine::{Session, View};
use fadu_norm::history::Record;
use fadu_norm::model::RoleId;
use fadu_norm::value::Value;

use crate::concretise::plan::Plan;
use crate::refine::Suspect;

/// What to follow from now on.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Blame {
    /// The fewest.
    pub quantities: BTreeSet<Quantity>,
    /// Other content might do as well: values, fields.
    pub soft: bool,
}

/// What the refusal of a plan rests on: of its act `act`, or of what was looked for when all acts are lawful.
pub fn blamed(vocabulary: &Vocabulary<'_>, suspect: &Suspect, plan: &Plan) -> Blame {
    let played = plan.play(vocabulary.model, vocabulary.calendar);
    let Some(record) = played.records.last() else {
        return Blame::default();
    };
    let session = &played.session;
    let act = played.records.len() - 1;
    if played.refused.is_none() {
        return missed(vocabulary, suspect, session, record);
    }
    // An act that is taken back is planned with what takes it back.
    let times = |l: &Label| match l {
        Label::Act { .. } => 1,
        Label::Undone(_) => 2,
        _ => 0,
    };
    let labels = suspect.trace.iter().map(|t| t.label);
    let label = labels
        .flat_map(|l| std::iter::repeat_n(l, times(&l)))
        .nth(act);
    let Some(step) = label.and_then(|l| suspect.built.program.step(l)) else {
        return Blame::default();
    };
    let judge = Judge::new(vocabulary, &suspect.built, moment(session, record), record);
    let demands = step.before.iter().chain(&step.after);
    let blames = demands.filter_map(|op| match op {
        Op::Assume { that, .. } => judge.blame(that, true),
        _ => None,
    });
    best(blames)
}

// All acts are lawful, but what was looked for is not there.
fn missed(
    vocabulary: &Vocabulary<'_>,
    suspect: &Suspect,
    session: &Session<'_>,
    record: &Record,
) -> Blame {
    let Some(bad) = suspect.built.program.bads.get(suspect.bad) else {
        return Blame::default();
    };
    if bad.act.is_some() {
        let judge = Judge::new(vocabulary, &suspect.built, moment(session, record), record);
        return best(judge.blame(&bad.formula, true).into_iter());
    }
    let mut after = session.clone();
    after.push(record.clone());
    let judge = Judge::new(
        vocabulary,
        &suspect.built,
        after.view(record.recorded),
        record,
    );
    best(judge.blame(&bad.formula, true).into_iter())
}

fn best(blames: impl Iterator<Item = BTreeSet<Quantity>>) -> Blame {
    let rank = |q: &BTreeSet<Quantity>| (is_soft(q), q.len());
    let quantities = blames
        .filter(|q| !q.is_empty())
        .min_by_key(rank)
        .unwrap_or_default();
    Blame {
        soft: is_soft(&quantities),
        quantities,
    }
}

// Whoever plans a history chooses the content of its acts.
fn is_soft(quantities: &BTreeSet<Quantity>) -> bool {
    quantities.iter().any(|q| {
        matches!(
            q,
            Quantity::Fact(_)
                | Quantity::At(..)
                | Quantity::Member(..)
                | Quantity::Pair(_)
                | Quantity::Param(_)
        )
    })
}

/// A quantity in words, for whoever works on the checker.
#[cfg(feature = "talk")]
pub fn told(model: &fadu_norm::model::Model, quantity: &Quantity) -> String {
    use fadu_norm::abstraction::Place;
    let act = |a: &fadu_norm::model::ActId| model.act(*a).name.to_string();
    let fact = |f: &fadu_norm::model::FactId| model.fact(*f).name.to_string();
    let place = |p: &Place| match p {
        Place::Act(a) => act(a),
        Place::Fact(f) => fact(f),
    };
    match quantity {
        Quantity::Done(a) => format!("Done({})", act(a)),
        Quantity::Order(a, b) => format!("Order({},{})", place(a), place(b)),
        Quantity::Expired(a, n) => format!("Expired({},{n})", act(a)),
        Quantity::Fact(f) => format!("Fact({})", fact(f)),
        Quantity::Changed(f) => format!("Changed({})", fact(f)),
        Quantity::At(f, a) => format!("At({},{})", fact(f), act(a)),
        Quantity::Member(a, f) => format!("Member({},{f})", act(a)),
        Quantity::Person(a) => format!("Person({})", act(a)),
        other => format!("{other:?}"),
    }
}

struct Judge<'j, 'm> {
    vocabulary: &'j Vocabulary<'m>,
    built: &'j Built,
    inputs: BTreeMap<Var, &'j InputKey>,
    view: View<'j>,
    record: &'j Record,
}

impl<'j, 'm> Judge<'j, 'm> {
    fn new(
        vocabulary: &'j Vocabulary<'m>,
        built: &'j Built,
        view: View<'j>,
        record: &'j Record,
    ) -> Judge<'j, 'm> {
        Judge {
            vocabulary,
            built,
            inputs: built
                .inputs
                .iter()
                .map(|(key, var, _)| (*var, key))
                .collect(),
            view,
            record,
        }
    }

    fn known(&self, var: Var) -> Option<bool> {
        match &self.built.program.vars.get(var.index())?.meaning {
            Meaning::State(quantity, bit) => bit_of(self.vocabulary, &self.view, quantity, *bit),
            Meaning::Input(_) => self.input(self.inputs.get(&var)?),
        }
    }

    fn input(&self, key: &InputKey) -> Option<bool> {
        match key {
            InputKey::Atom(expr, 0) => Some(self.view.truth(expr) == Some(true)),
            InputKey::Atom(expr, _) => Some(self.view.truth(expr).is_some()),
            InputKey::Role(role) => Some(self.record.role == Some(RoleId(*role))),
            InputKey::Persons(bit) => {
                let persons: BTreeSet<_> = self.record.by.iter().collect();
                let count = Value::Number(Number::from_integer(persons.len() as i128));
                let classes = self.vocabulary.classes_of(&Subject::Persons);
                Some(classes.of(&count) & (1 << bit) != 0)
            }
            InputKey::Own(field, bit) => {
                let value = self.view.value(&fadu_norm::model::Expr::Own(field.clone()));
                if *bit == 0 {
                    return Some(value.is_some());
                }
                let classes = self.vocabulary.classes_of(&Subject::Field(field.clone()));
                Some(classes.of(&value?) & (1 << (bit - 1)) != 0)
            }
            _ => None,
        }
    }

    fn untracked(&self, var: Var) -> BTreeSet<Quantity> {
        match self.built.program.vars.get(var.index()) {
            Some(info) if !info.tracked => match &info.meaning {
                Meaning::State(quantity, _) => BTreeSet::from([quantity.clone()]),
                Meaning::Input(_) => BTreeSet::new(),
            },
            _ => BTreeSet::new(),
        }
    }

    // Why the formula is not as it should be; `None`: it is. Of several reasons that each suffice the one
    // that rests on least, and on something.
    fn blame(&self, formula: &Bool, wanted: bool) -> Option<BTreeSet<Quantity>> {
        match formula {
            Bool::Const(b) => (*b != wanted).then(BTreeSet::new),
            Bool::Var(var) => (self.known(*var) != Some(wanted)).then(|| self.untracked(*var)),
            Bool::Not(inner) => self.blame(inner, !wanted),
            Bool::And(parts) if wanted => self.any(parts, wanted),
            Bool::Or(parts) if !wanted => self.any(parts, wanted),
            Bool::And(parts) | Bool::Or(parts) => {
                let mut all = BTreeSet::new();
                for part in parts.iter() {
                    all.extend(self.blame(part, wanted)?);
                }
                Some(all)
            }
        }
    }

    fn any(&self, parts: &[Bool], wanted: bool) -> Option<BTreeSet<Quantity>> {
        let blames = parts.iter().filter_map(|p| self.blame(p, wanted));
        blames.min_by_key(|b| (b.is_empty(), is_soft(b), b.len()))
    }
}
