//! The first plan: what the abstract history says, and ordinary values for what it leaves open.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::{Date, Money, Number};
use fadu_norm::abstraction::{Classes, InputKey, Label, Meaning, Quantity, Subject, Vocabulary};
use fadu_norm::history::{Entry, OtherCase};
use fadu_norm::model::{ActId, FactId, Model, Origin, RegisterId, RoleId, Type};
use fadu_norm::value::Value;

use crate::concretise::plan::{Plan, Planned};
use crate::refine::Suspect;
use crate::symbolic::Taken;

/// A Monday in a year whose calendar is certain.
const FIRST_DAY: (i32, u32, u32) = (2026, 3, 2);
/// The person in view.
const IN_VIEW: &str = "某甲";
const ORDINALS: [&str; 5] = ["甲", "乙", "丙", "丁", "戊"];

/// The plan that an abstract history suggests.
pub fn plan(
    vocabulary: &Vocabulary<'_>,
    suspect: &Suspect,
    earlier: Option<&Plan>,
) -> Option<Plan> {
    let mut plan = Plan {
        acts: Vec::new(),
        prefix: Vec::new(),
        parameters: BTreeMap::new(),
        registers: BTreeMap::new(),
        start: Date::new(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2).ok()?,
    };
    let mut values: BTreeMap<FactId, Value> = BTreeMap::new();
    let (mut waits, mut effects) = (Vec::new(), Vec::new());
    let mut before: Option<&Taken> = None;
    for taken in &suspect.trace {
        match taken.label {
            Label::Time => waits.extend(ended(vocabulary, suspect, before, taken)),
            Label::TakesEffect(act) => effects.push(act),
            Label::Act { act } | Label::Undone(act) => {
                let hints = Hints {
                    vocabulary,
                    suspect,
                    taken,
                };
                let mut planned = hints.act(act, &values);
                planned.revokes = vocabulary.model.act(act).revokes_record.then_some(None);
                if planned.revokes.is_some() && plan.acts.is_empty() {
                    // The abstract history leaves out what is taken back.
                    let opening = vocabulary.model.opens.first();
                    plan.acts
                        .extend(opening.map(|open| hints.act(*open, &values)));
                }
                recorder(vocabulary.model, &plan, &mut planned);
                planned.waits = std::mem::take(&mut waits);
                planned.effects = std::mem::take(&mut effects);
                values.extend(planned.facts.iter().map(|(f, v)| (*f, v.clone())));
                let by = planned.by.clone();
                plan.acts.push(planned);
                if matches!(taken.label, Label::Undone(_)) {
                    plan.acts.extend(revocation(vocabulary.model, act, by));
                }
            }
        }
        before = Some(taken);
    }
    if let Some(earlier) = earlier {
        learn(vocabulary, suspect, earlier, &mut plan);
    }
    registers(vocabulary.model, &mut plan);
    Some(plan)
}

// What an earlier attempt found out about values that the abstract history leaves open.
fn learn(vocabulary: &Vocabulary<'_>, suspect: &Suspect, earlier: &Plan, plan: &mut Plan) {
    plan.registers = earlier.registers.clone();
    let mut used = std::collections::BTreeSet::new();
    for planned in &mut plan.acts {
        let same = |(i, p): &(usize, &Planned)| p.act == planned.act && !used.contains(i);
        let Some((place, before)) = earlier.acts.iter().enumerate().find(same) else {
            continue;
        };
        used.insert(place);
        let open = |f: &FactId| !suspect.tracked.contains(&Quantity::Fact(*f));
        let told: Vec<(FactId, Value)> = before
            .facts
            .iter()
            .filter(|(f, _)| open(f))
            .map(|(f, v)| (*f, v.clone()))
            .collect();
        planned.facts.extend(told);
        let told = |key: &Arc<str>| {
            key.split_once('.')
                .is_some_and(|(_, field)| !followed(suspect, planned.act, field))
        };
        planned.behaviour.extend(
            before
                .behaviour
                .iter()
                .filter(|(k, _)| told(k))
                .map(|(k, v)| (k.clone(), v.clone())),
        );
        let follows_persons = suspect
            .tracked
            .iter()
            .any(|q| matches!(q, Quantity::Person(_)));
        if !follows_persons
            && !vocabulary.model.act(planned.act).corrects
            && planned.revokes.is_none()
        {
            (planned.by, planned.role) = (before.by.clone(), before.role);
        }
    }
}

fn followed(suspect: &Suspect, act: ActId, field: &str) -> bool {
    suspect
        .tracked
        .iter()
        .any(|q| matches!(q, Quantity::Member(a, f) if *a == act && **f == *field))
}

// Whoever recorded the act takes it back at once.
fn revocation(model: &Model, of: ActId, by: Vec<Arc<str>>) -> Option<Planned> {
    let act = model.act_ids().find(|a| model.act(*a).revokes_record)?;
    let typed = |f: &&FactId| matches!(model.fact(**f).origin, Origin::Typed);
    let facts = model.act(act).fills.iter().filter(typed);
    Some(Planned {
        act,
        role: model.act(act).roles.first().copied(),
        by,
        facts: facts.map(|f| (*f, ordinary(model, *f))).collect(),
        behaviour: BTreeMap::new(),
        revokes: Some(Some(of)),
        waits: Vec::new(),
        effects: Vec::new(),
        delay: 0,
        days: 0,
    })
}

// A correction and a revocation are for who recorded it (M13).
fn recorder(model: &Model, plan: &Plan, planned: &mut Planned) {
    let of = model.act(planned.act);
    let corrected = |p: &&Planned| {
        p.facts
            .keys()
            .any(|f| planned.facts.contains_key(f) && !of.fills.contains(f))
            && of.corrects
            || planned
                .revokes
                .is_some_and(|r| r.is_none_or(|a| a == p.act))
    };
    if let Some(by) = plan.acts.iter().rev().find(corrected).map(|p| p.by.clone()) {
        planned.by = by;
    }
}

// Terms that were over after a wait and not before.
pub(crate) fn ended(
    vocabulary: &Vocabulary<'_>,
    suspect: &Suspect,
    before: Option<&Taken>,
    after: &Taken,
) -> Vec<(ActId, fadu_norm::model::TermExpr)> {
    let mut ended = Vec::new();
    for (i, info) in suspect.built.program.vars.iter().enumerate() {
        let Meaning::State(Quantity::Expired(act, number), 0) = &info.meaning else {
            continue;
        };
        let was = before
            .and_then(|b| b.values.get(i))
            .copied()
            .unwrap_or(false);
        let is = info.tracked && after.values.get(i).copied().unwrap_or(false);
        if let Some(term) = vocabulary
            .terms
            .get(usize::from(*number))
            .filter(|_| is && !was)
        {
            ended.push((*act, term.clone()));
        }
    }
    ended
}

struct Hints<'h, 'v> {
    vocabulary: &'h Vocabulary<'v>,
    suspect: &'h Suspect,
    taken: &'h Taken,
}

impl Hints<'_, '_> {
    fn input(&self, key: &InputKey) -> Option<bool> {
        crate::refine::input(&self.suspect.built, self.taken, key)
    }

    fn bit(&self, quantity: &Quantity, bit: u8) -> Option<bool> {
        let is = |v: &fadu_norm::abstraction::VarInfo| {
            v.tracked && v.meaning == Meaning::State(quantity.clone(), bit)
        };
        let var = self.suspect.built.program.vars.iter().position(is)?;
        self.taken.values.get(var).copied()
    }

    fn act(&self, act: ActId, values: &BTreeMap<FactId, Value>) -> Planned {
        let model = self.vocabulary.model;
        let of = model.act(act);
        let role = self.role(act);
        let mut planned = Planned {
            act,
            role,
            by: persons(model, act, role, self.persons()),
            facts: BTreeMap::new(),
            behaviour: self.behaviour(act),
            revokes: None,
            waits: Vec::new(),
            effects: Vec::new(),
            delay: 0,
            days: 0,
        };
        if self.input(&InputKey::Person) == Some(true)
            && let Some(first) = planned.by.first_mut()
        {
            *first = IN_VIEW.into();
        }
        let typed = |f: &&FactId| matches!(model.fact(**f).origin, Origin::Typed);
        for fact in of.fills.iter().filter(typed) {
            let changed = self.input(&InputKey::Change(*fact)) == Some(true);
            let value = match values.get(fact) {
                Some(value)
                    if !changed && self.suspect.tracked.contains(&Quantity::Fact(*fact)) =>
                {
                    value.clone()
                }
                before => self.new_value(*fact, before.filter(|_| changed)),
            };
            planned.facts.insert(*fact, value);
        }
        for fact in of
            .may_fill
            .iter()
            .filter(typed)
            .filter(|f| !of.fills.contains(f))
        {
            if self.input(&InputKey::Change(*fact)) == Some(true) && self.matters(*fact) {
                let before = values.get(fact).or(model.fact(*fact).initial.as_ref());
                planned.facts.insert(*fact, self.new_value(*fact, before));
            }
        }
        let pending = self.bit(&Quantity::Done(act), 1) == Some(true);
        planned.delay = if pending { 3 } else { 0 };
        planned
    }

    fn matters(&self, fact: FactId) -> bool {
        self.suspect.tracked.iter().any(|q| match q {
            Quantity::Fact(f) | Quantity::Changed(f) | Quantity::At(f, _) => *f == fact,
            Quantity::Order(a, b) => [*a, *b].contains(&fadu_norm::abstraction::Place::Fact(fact)),
            _ => false,
        })
    }

    fn role(&self, act: ActId) -> Option<RoleId> {
        let model = self.vocabulary.model;
        let roles = &model.act(act).roles;
        if model.is_system(act) {
            return None;
        }
        let chosen = roles
            .iter()
            .find(|r| self.input(&InputKey::Role(r.0)) == Some(true));
        chosen
            .or_else(|| roles.iter().find(|r| !model.role(**r).system))
            .copied()
    }

    fn persons(&self) -> usize {
        let classes = self.vocabulary.classes_of(&Subject::Persons);
        let class = (0..classes.bits())
            .filter(|b| self.input(&InputKey::Persons(*b)) == Some(true))
            .map(|b| 1 << b)
            .sum();
        match (representative(&classes, class), &classes) {
            (Some(Value::Number(n)), Classes::Ordered(_)) => {
                usize::try_from(n.to_integer()).unwrap_or(1).clamp(1, 5)
            }
            _ => 1,
        }
    }

    fn behaviour(&self, act: ActId) -> BTreeMap<Arc<str>, Value> {
        let mut given = BTreeMap::new();
        for behaviour in &self.vocabulary.model.act(act).behaviours {
            for field in behaviour.fields {
                let name: Arc<str> = field.name.into();
                if self.input(&InputKey::Own(name.clone(), 0)) != Some(true) {
                    continue;
                }
                let classes = self.vocabulary.classes_of(&Subject::Field(name.clone()));
                let bit = |b: u8| self.input(&InputKey::Own(name.clone(), 1 + b)) == Some(true);
                let class = (0..classes.bits())
                    .filter(|b| bit(*b))
                    .map(|b| 1 << b)
                    .sum();
                if let Some(value) = representative(&classes, class) {
                    given.insert(format!("{}.{}", behaviour.name, field.name).into(), value);
                }
            }
        }
        given
    }

    // A change is one to another value.
    fn new_value(&self, fact: FactId, before: Option<&Value>) -> Value {
        let value = self.value(fact);
        if before == Some(&value) {
            another(&value)
        } else {
            value
        }
    }

    fn value(&self, fact: FactId) -> Value {
        let quantity = Quantity::Fact(fact);
        let model = self.vocabulary.model;
        if !self.suspect.tracked.contains(&quantity) {
            return ordinary(model, fact);
        }
        let classes = self.vocabulary.classes_of(&Subject::Fact(fact));
        let bit = |b: u8| self.bit(&quantity, 1 + b) == Some(true);
        if let Classes::Elements(elements) = &classes {
            let chosen = elements
                .iter()
                .enumerate()
                .filter(|(i, _)| bit(*i as u8))
                .map(|(_, e)| e.clone());
            return Value::Multi(chosen.collect());
        }
        let class = (0..classes.bits())
            .filter(|b| bit(*b))
            .map(|b| 1 << b)
            .sum();
        let value = representative(&classes, class);
        value
            .and_then(|v| in_type(v, &model.fact(fact).ty))
            .unwrap_or_else(|| ordinary(model, fact))
    }
}

// A named value is a text or a choice, as the type has it.
fn in_type(value: Value, ty: &Type) -> Option<Value> {
    match (value, ty) {
        (Value::Choice(t) | Value::Text(t), Type::Choice { values, .. }) => {
            let known = values.contains(&t);
            known.then_some(Value::Choice(t))
        }
        (Value::Choice(t) | Value::Text(t), _) => Some(Value::Text(t)),
        (other, _) => Some(other),
    }
}

/// A value of a class.
pub fn representative(classes: &Classes, class: usize) -> Option<Value> {
    match classes {
        Classes::Bool => Some(Value::Bool(class == 1)),
        Classes::Named { values, .. } => values.get(class).cloned().map(Value::Choice),
        Classes::Ordered(constants) => {
            let constant = constants.get(class / 2);
            match (class % 2, constant) {
                (1, Some(c)) => Some(c.clone()),
                (_, Some(c)) => shifted(c, -1),
                (_, None) => constants.last().and_then(|c| shifted(c, 1)),
            }
        }
        Classes::Elements(_) | Classes::One => None,
    }
}

/// The next value above or below.
pub fn shifted(value: &Value, by: i8) -> Option<Value> {
    match value {
        Value::Number(n) => Some(Value::Number(n + Number::from_integer(i128::from(by)))),
        Value::Money(m) => Some(Value::Money(Money(m.0.checked_add(i64::from(by))?))),
        Value::Date(d) => d.add_days(i32::from(by)).map(Value::Date),
        _ => None,
    }
}

/// A value beside this one.
pub fn another(value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(format!("{text}（改）").into()),
        other => shifted(other, 1).unwrap_or_else(|| other.clone()),
    }
}

/// An ordinary value of a fact's type.
pub fn ordinary(model: &Model, fact: FactId) -> Value {
    let fact = model.fact(fact);
    if let Some(initial) = &fact.initial {
        return initial.clone();
    }
    of_type(&fact.ty, &fact.name)
}

fn of_type(ty: &Type, name: &str) -> Value {
    let day = Date::new(FIRST_DAY.0, FIRST_DAY.1, FIRST_DAY.2).unwrap_or(Date::MIN);
    match ty {
        Type::Bool => Value::Bool(false),
        Type::Choice { values, .. } => Value::Choice(values.first().cloned().unwrap_or_default()),
        Type::Multi { values, .. } => Value::Multi(values.first().cloned().into_iter().collect()),
        Type::Integer | Type::Number => Value::Number(Number::from_integer(1)),
        Type::Money => Value::Money(Money(100)),
        Type::Date => Value::Date(day),
        Type::Term => "5日".parse().map_or(Value::Bool(false), Value::Term),
        Type::List(_) => Value::List(Vec::new()),
        Type::Case => Value::Case(Arc::new(OtherCase::default())),
        Type::Moment => Value::Text(format!("{day}T09:00").into()),
        _ => Value::Text(format!("（{name}）").into()),
    }
}

/// So many persons of a role; for an act that anybody may do, of that act.
pub fn persons(model: &Model, act: ActId, role: Option<RoleId>, count: usize) -> Vec<Arc<str>> {
    if model.is_system(act) {
        return Vec::new();
    }
    let of = role.map_or(&model.act(act).name, |r| &model.role(r).name);
    ORDINALS
        .iter()
        .take(count.max(1))
        .map(|o| format!("{of}{o}").into())
        .collect()
}

// Whoever acts holds what the role asks for; registers that facts come from have one entry.
fn registers(model: &Model, plan: &mut Plan) {
    for planned in &plan.acts.clone() {
        for register in planned
            .role
            .map(|r| model.role(r).holds.clone())
            .unwrap_or_default()
        {
            certify(model, plan, register, &planned.by);
        }
    }
    for fact in model.fact_ids() {
        if let Origin::Register {
            register,
            field,
            by,
        } = &model.fact(fact).origin
        {
            let key = plan.acts.iter().find_map(|a| a.facts.get(by).cloned());
            let Some(key) = key else { continue };
            let name = model.register(*register).name.clone();
            let entries = plan.registers.entry(name).or_default();
            if entries.is_empty() {
                entries.push(Entry::default());
            }
            let Some(entry) = entries.first_mut() else {
                continue;
            };
            if let Some(first) = model.register(*register).keys.first() {
                entry.fields.insert(first.clone(), key.clone());
            }
            let value = of_type(&model.fact(fact).ty, field);
            entry.fields.entry(field.clone()).or_insert(value);
        }
    }
}

/// Valid entries of a register for these persons.
pub fn certify(model: &Model, plan: &mut Plan, register: RegisterId, persons: &[Arc<str>]) {
    let entries = plan
        .registers
        .entry(model.register(register).name.clone())
        .or_default();
    for person in persons {
        if !entries.iter().any(|e| e.person.as_ref() == Some(person)) {
            entries.push(Entry {
                person: Some(person.clone()),
                ..Entry::default()
            });
        }
    }
}
