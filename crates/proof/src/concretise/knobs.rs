//! What may be changed in a plan so that a refused act becomes lawful: values, fields, persons, days.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_base::Number;
use fadu_norm::abstraction::{Search, Want, moment};
use fadu_norm::engine::{Reason, View};
use fadu_norm::history::OtherCase;
use fadu_norm::model::{Acts, Expr, FactId, Model, Origin, RegisterId, RoleId, TermValue, Type};
use fadu_norm::value::Value;
use fadu_term::Calendar;

use crate::concretise::plan::{Plan, Planned};
use crate::concretise::start::{another, certify, ordinary, persons, shifted};

/// Plans that differ from this one in one thing that its refusal speaks of.
pub fn changed(
    model: &Model,
    calendar: &Calendar,
    search: &Search,
    plan: &Plan,
    goal: &[Expr],
) -> Vec<Plan> {
    let played = plan.play(model, calendar);
    let Some(record) = played.records.last().cloned() else {
        return Vec::new();
    };
    let at = played.records.len() - 1;
    let view = moment(&played.session, &record);
    let mut turner = Turner {
        model,
        plan,
        at,
        view,
        day: record.on,
        plans: Vec::new(),
        seen: BTreeSet::new(),
    };
    match &played.refused {
        Some((record, _)) => {
            let reasons = played.session.check(record).err().unwrap_or_default();
            reasons.iter().for_each(|r| turner.reason(r));
        }
        None => {
            goal.iter().for_each(|e| turner.expr(e, 0));
            if let Want::SamePerson(others) = &search.want {
                turner.same_persons(others);
            }
        }
    }
    turner.plans
}

struct Turner<'t> {
    model: &'t Model,
    plan: &'t Plan,
    at: usize,
    view: View<'t>,
    day: fadu_base::Date,
    plans: Vec<Plan>,
    seen: BTreeSet<FactId>,
}

impl Turner<'_> {
    fn act(&self) -> Option<&Planned> {
        self.plan.acts.get(self.at)
    }

    fn change(&mut self, at: usize, change: impl FnOnce(&mut Planned)) {
        let mut plan = self.plan.clone();
        if let Some(planned) = plan.acts.get_mut(at) {
            change(planned);
            if plan != *self.plan {
                self.plans.push(plan);
            }
        }
    }

    fn reason(&mut self, reason: &Reason) {
        self.days(reason);
        if let Some(condition) = self.model.conditions.iter().find(|c| c.id == reason.norm) {
            self.expr(&condition.formula(), 0);
            return;
        }
        if let Some(name) = reason
            .norm
            .strip_prefix("事实 ")
            .and_then(|r| r.strip_suffix("/限"))
        {
            if let Some(limit) = self
                .model
                .fact_named(name)
                .and_then(|f| self.model.fact(f).limit.clone())
            {
                self.expr(&limit, 0);
            }
            return;
        }
        if let Some(name) = reason
            .norm
            .strip_prefix("行为 ")
            .and_then(|r| r.strip_suffix("/先行"))
        {
            self.system_first(name);
        }
        if reason.norm.starts_with("角色 ") {
            let holds = self
                .act()
                .and_then(|a| a.role)
                .map(|r| self.model.role(r).holds.clone())
                .unwrap_or_default();
            holds.into_iter().for_each(|r| self.certified(r));
        }
        if reason.norm.ends_with("/本人") || reason.norm.starts_with("行为 ") {
            self.recorders();
        }
    }

    // The first day on which it would hold.
    fn days(&mut self, reason: &Reason) {
        if let Some(day) = reason.earliest {
            let more = day.number() - self.day.number();
            self.change(self.at, |p| p.days += more);
        }
    }

    fn system_first(&mut self, name: &str) {
        let Some(act) = self.model.act_named(name) else {
            return;
        };
        let Some(next) = self.act().cloned() else {
            return;
        };
        let mut plan = self.plan.clone();
        let system = Planned {
            act,
            role: None,
            by: Vec::new(),
            facts: Default::default(),
            behaviour: Default::default(),
            revokes: None,
            ..next
        };
        plan.acts.insert(self.at, system);
        if let Some(after) = plan.acts.get_mut(self.at + 1) {
            (after.waits, after.effects, after.days) = (Vec::new(), Vec::new(), 0);
        }
        self.plans.push(plan);
    }

    // Only who recorded it may correct or revoke it.
    fn recorders(&mut self) {
        let earlier: BTreeSet<Vec<Arc<str>>> = self
            .plan
            .acts
            .iter()
            .take(self.at)
            .map(|p| p.by.clone())
            .collect();
        for by in earlier.into_iter().filter(|by| !by.is_empty()) {
            self.change(self.at, |p| p.by = by);
        }
    }

    fn expr(&mut self, expr: &Expr, depth: usize) {
        if depth > 24 {
            return;
        }
        match expr {
            Expr::Compare(_, a, b, _) => {
                self.towards(a, b, depth);
                self.towards(b, a, depth);
            }
            Expr::Subset(a, b) => {
                self.towards(a, b, depth);
                self.towards(b, a, depth);
            }
            Expr::Contains(set, value) => self.elements(set, std::slice::from_ref(value)),
            Expr::ContainsAny(set, values) => self.elements(set, values),
            Expr::Persons => (1..=5).for_each(|n| self.count(n)),
            Expr::ByRole(roles, _) => roles.clone().into_iter().for_each(|r| self.role(r)),
            Expr::Different(_) | Expr::Avoids(_) => self.others(),
            Expr::Same(acts) => {
                self.same_persons(acts);
                self.performed_before(acts);
            }
            Expr::ValidIn(register) => self.certified(*register),
            Expr::Expired(acts, term) => {
                if let TermValue::Fact(fact) = term.term {
                    self.fact(fact, &[], depth);
                }
                for act in acts.ids.clone() {
                    self.change(self.at, |p| p.waits.push((act, term.clone())));
                }
            }
            Expr::Within(..) => self.change(self.at, |p| {
                p.days = 0;
                p.waits.clear();
            }),
            Expr::Some(register, inner)
            | Expr::Every(register, inner)
            | Expr::Count(register, inner) => {
                self.entries(*register, inner.as_deref(), depth);
            }
            Expr::Fact(fact) | Expr::Filled(fact) => self.fact(*fact, &[], depth),
            Expr::Pending(duty) => {
                if let Some(given) = self.model.duty(*duty).given.clone() {
                    self.expr(&given, depth + 1);
                }
            }
            Expr::CaseDone(fact, act) => self.case(*fact, act),
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter().for_each(|p| self.expr(p, depth + 1))
            }
            Expr::Not(inner) | Expr::Size(inner) => self.expr(inner, depth + 1),
            Expr::PastDate(d, _) | Expr::LastDay(d, _) => self.expr(d, depth + 1),
            Expr::Arith(_, a, b) | Expr::Days(a, b) | Expr::Smaller(a, b) | Expr::Larger(a, b) => {
                self.expr(a, depth + 1);
                self.expr(b, depth + 1);
            }
            Expr::After(x, y) => {
                for point in [x, y] {
                    if let fadu_norm::model::Point::Facts(facts) = point {
                        facts
                            .ids
                            .clone()
                            .into_iter()
                            .for_each(|f| self.fact(f, &[], depth));
                    }
                }
            }
            _ => {}
        }
    }

    // Sets one side so that it meets the other: the same value, the next above, the next below.
    fn towards(&mut self, side: &Expr, other: &Expr, depth: usize) {
        let mut values = Vec::new();
        if let Some(value) = self.view.value(other) {
            values.extend([-1, 1].iter().filter_map(|by| shifted(&value, *by)));
            values.insert(0, value);
        }
        match side {
            Expr::Fact(fact) => self.fact(*fact, &values, depth),
            Expr::Member(acts, field) => self.member(acts, field, &values),
            Expr::Own(field) => self.field(self.at, field, &values),
            Expr::Today => {
                for value in &values {
                    if let Value::Date(day) = value {
                        let more = day.number() - self.day.number();
                        self.change(self.at, |p| p.days += more.max(0));
                    }
                }
            }
            Expr::CaseFact(fact, name) => self.case_fact(*fact, name, &values),
            _ => self.expr(side, depth + 1),
        }
    }

    fn fact(&mut self, fact: FactId, values: &[Value], depth: usize) {
        match &self.model.fact(fact).origin {
            Origin::Computed(expr) => {
                let expr = expr.clone();
                self.expr(&expr, depth + 1);
            }
            Origin::Register {
                register,
                field,
                by,
            } => {
                let (register, field, by) = (*register, field.clone(), *by);
                self.entry_field(register, &field, fact, by, values);
            }
            Origin::Table(tables) => {
                let inputs: Vec<FactId> = tables
                    .iter()
                    .flat_map(|t| self.model.table(*t).inputs.clone())
                    .collect();
                inputs
                    .into_iter()
                    .for_each(|f| self.fact(f, &[], depth + 1));
            }
            Origin::Typed => self.typed(fact, values),
        }
    }

    fn typed(&mut self, fact: FactId, values: &[Value]) {
        if values.is_empty() && !self.seen.insert(fact) {
            return;
        }
        let mut all: Vec<Value> = values
            .iter()
            .filter_map(|v| suited(v, &self.model.fact(fact).ty))
            .collect();
        all.extend(domain(self.model, fact, self.day));
        let can = |p: &Planned| {
            let act = self.model.act(p.act);
            act.fills.contains(&fact) || act.may_fill.contains(&fact)
        };
        let places: Vec<usize> = (0..=self.at)
            .rev()
            .filter(|i| self.plan.acts.get(*i).is_some_and(can))
            .take(6)
            .collect();
        for at in places {
            for value in &all {
                self.change(at, |p| {
                    p.facts.insert(fact, value.clone());
                });
            }
            let required = self
                .plan
                .acts
                .get(at)
                .is_some_and(|p| self.model.act(p.act).fills.contains(&fact));
            if !required {
                self.change(at, |p| {
                    p.facts.remove(&fact);
                });
            }
        }
    }

    fn elements(&mut self, set: &Expr, values: &[Value]) {
        let Expr::Fact(fact) = set else {
            return self.expr(set, 1);
        };
        let current = match self.view.value(set) {
            Some(Value::Multi(current)) => current,
            _ => BTreeSet::new(),
        };
        let mut wanted = Vec::new();
        let mut without = current.clone();
        for element in values.iter().filter_map(Value::as_text) {
            let mut with = current.clone();
            with.insert(element.clone());
            without.remove(element);
            wanted.push(Value::Multi(with));
        }
        wanted.push(Value::Multi(without));
        self.fact(*fact, &wanted, 0);
    }

    fn count(&mut self, n: usize) {
        let Some(planned) = self.act().cloned() else {
            return;
        };
        let mut by = persons(self.model, planned.act, planned.role, n);
        if let Some(first) = planned.by.first()
            && let (false, Some(slot)) = (by.contains(first), by.first_mut())
        {
            *slot = first.clone();
        }
        self.performed_by(by);
    }

    fn performed_by(&mut self, by: Vec<Arc<str>>) {
        let mut plan = self.plan.clone();
        let Some(planned) = plan.acts.get_mut(self.at) else {
            return;
        };
        planned.by = by.clone();
        let holds: Vec<RegisterId> = planned
            .role
            .map(|r| self.model.role(r).holds.clone())
            .unwrap_or_default();
        holds
            .into_iter()
            .for_each(|r| certify(self.model, &mut plan, r, &by));
        if plan != *self.plan {
            self.plans.push(plan);
        }
    }

    // Persons who act only here.
    fn others(&mut self) {
        let Some(planned) = self.act().cloned() else {
            return;
        };
        let name = &self.model.act(planned.act).name;
        let by = (1..=planned.by.len().max(1))
            .map(|i| format!("{name}人员{i}").into())
            .collect();
        self.performed_by(by);
    }

    fn same_persons(&mut self, acts: &Acts) {
        let earlier: Vec<Vec<Arc<str>>> = self
            .plan
            .acts
            .iter()
            .take(self.at)
            .filter(|p| acts.ids.contains(&p.act))
            .map(|p| p.by.clone())
            .collect();
        let own = self.act().map(|p| p.by.clone()).unwrap_or_default();
        for by in earlier {
            let mut joint = own.clone();
            if let (Some(slot), Some(person)) = (joint.first_mut(), by.first()) {
                *slot = person.clone();
            }
            self.performed_by(by);
            self.performed_by(joint);
        }
    }

    // Whoever acts now took part in the earlier acts too.
    fn performed_before(&mut self, acts: &Acts) {
        let by = self.act().map(|p| p.by.clone()).unwrap_or_default();
        let mut plan = self.plan.clone();
        for planned in plan
            .acts
            .iter_mut()
            .take(self.at)
            .filter(|p| acts.ids.contains(&p.act))
        {
            let new: Vec<Arc<str>> = by
                .iter()
                .filter(|p| !planned.by.contains(p))
                .cloned()
                .collect();
            planned.by.extend(new);
        }
        for planned in plan.acts.clone() {
            let holds = planned
                .role
                .map(|r| self.model.role(r).holds.clone())
                .unwrap_or_default();
            holds
                .into_iter()
                .for_each(|r| certify(self.model, &mut plan, r, &planned.by));
        }
        if plan != *self.plan {
            self.plans.push(plan);
        }
    }

    fn role(&mut self, role: RoleId) {
        let Some(planned) = self.act().cloned() else {
            return;
        };
        if self.model.act(planned.act).roles.contains(&role) {
            let by = persons(self.model, planned.act, Some(role), planned.by.len());
            let mut plan = self.plan.clone();
            if let Some(p) = plan.acts.get_mut(self.at) {
                (p.role, p.by) = (Some(role), by.clone());
            }
            self.model
                .role(role)
                .holds
                .clone()
                .into_iter()
                .for_each(|r| certify(self.model, &mut plan, r, &by));
            self.plans.push(plan);
        }
    }

    fn certified(&mut self, register: RegisterId) {
        let by = self.act().map(|p| p.by.clone()).unwrap_or_default();
        let mut plan = self.plan.clone();
        certify(self.model, &mut plan, register, &by);
        if plan != *self.plan {
            self.plans.push(plan);
        }
    }

    fn member(&mut self, acts: &Acts, field: &Arc<str>, values: &[Value]) {
        let last = (0..self.at).rev().find(|i| {
            self.plan
                .acts
                .get(*i)
                .is_some_and(|p| acts.ids.contains(&p.act))
        });
        if let Some(at) = last {
            self.field(at, field, values);
        }
    }

    fn field(&mut self, at: usize, field: &Arc<str>, values: &[Value]) {
        let Some(act) = self.plan.acts.get(at).map(|p| p.act) else {
            return;
        };
        for behaviour in self
            .model
            .act(act)
            .behaviours
            .iter()
            .filter(|b| b.field(field).is_some())
        {
            let key: Arc<str> = format!("{}.{field}", behaviour.name).into();
            for value in values {
                self.change(at, |p| {
                    p.behaviour.insert(key.clone(), value.clone());
                });
            }
            if values
                .iter()
                .any(|v| matches!(v, Value::Choice(_) | Value::Text(_)))
            {
                self.change(at, |p| {
                    p.behaviour
                        .insert(key.clone(), Value::Choice("其他".into()));
                });
            }
            self.change(at, |p| {
                p.behaviour.remove(&key);
            });
        }
    }

    // The entry from which a fact is taken gets another value.
    fn entry_field(
        &mut self,
        register: RegisterId,
        field: &Arc<str>,
        fact: FactId,
        by: FactId,
        values: &[Value],
    ) {
        let key = self.view.fact(by);
        let mut all: Vec<Value> = values
            .iter()
            .filter_map(|v| suited(v, &self.model.fact(fact).ty))
            .collect();
        all.extend(domain(self.model, fact, self.day));
        for value in all {
            let mut plan = self.plan.clone();
            let entries = plan
                .registers
                .entry(self.model.register(register).name.clone())
                .or_default();
            if entries.is_empty() {
                entries.push(Default::default());
            }
            if let Some(entry) = entries.first_mut() {
                if let (Some(name), Some(key)) = (self.model.register(register).keys.first(), &key)
                {
                    entry.fields.insert(name.clone(), key.clone());
                }
                entry.fields.insert(field.clone(), value);
            }
            if plan != *self.plan {
                self.plans.push(plan);
            }
        }
    }

    // An entry whose fields equal what the formula compares them with; or none at all.
    fn entries(&mut self, register: RegisterId, formula: Option<&Expr>, depth: usize) {
        let name = self.model.register(register).name.clone();
        let mut fields = Vec::new();
        formula
            .iter()
            .for_each(|f| self.wanted_fields(f, &mut fields));
        let mut plan = self.plan.clone();
        let entries = plan.registers.entry(name.clone()).or_default();
        if entries.is_empty() {
            entries.push(Default::default());
        }
        if let Some(entry) = entries.first_mut() {
            entry.fields.extend(fields);
        }
        self.plans.push(plan);
        let mut none = self.plan.clone();
        none.registers.remove(&name);
        self.plans.push(none);
        formula.iter().for_each(|f| self.expr(f, depth + 1));
    }

    fn wanted_fields(&self, formula: &Expr, into: &mut Vec<(Arc<str>, Value)>) {
        match formula {
            Expr::And(parts) | Expr::Or(parts) => {
                parts.iter().for_each(|p| self.wanted_fields(p, into))
            }
            Expr::Compare(op, a, b, _) => {
                let (field, other) = match (&**a, &**b) {
                    (Expr::EntryField(field), other) | (other, Expr::EntryField(field)) => {
                        (field, other)
                    }
                    _ => return,
                };
                let Some(value) = self.view.value(other) else {
                    return;
                };
                let by = match op {
                    fadu_norm::model::CompareOp::Gt => 1,
                    fadu_norm::model::CompareOp::Lt => -1,
                    _ => 0,
                };
                let value = if by == 0 {
                    Some(value)
                } else {
                    shifted(&value, by)
                };
                into.extend(value.map(|v| (field.clone(), v)));
            }
            Expr::EntryField(field) => into.push((field.clone(), Value::Bool(true))),
            _ => {}
        }
    }

    fn case(&mut self, fact: FactId, act: &Arc<str>) {
        let mut other = match self.view.fact(fact) {
            Some(Value::Case(case)) => (*case).clone(),
            _ => OtherCase::default(),
        };
        if other.done.iter().any(|(name, _)| name == act) {
            other.done.retain(|(name, _)| name != act);
        } else {
            other.done.push((act.clone(), self.plan.start));
        }
        self.fact(fact, &[Value::Case(Arc::new(other))], 0);
    }

    fn case_fact(&mut self, fact: FactId, name: &Arc<str>, values: &[Value]) {
        for value in values {
            let mut other = match self.view.fact(fact) {
                Some(Value::Case(case)) => (*case).clone(),
                _ => OtherCase::default(),
            };
            other.facts.retain(|(n, ..)| n != name);
            other
                .facts
                .push((name.clone(), self.plan.start, value.clone()));
            self.fact(fact, &[Value::Case(Arc::new(other))], 0);
        }
    }
}

// The value as the type has it.
fn suited(value: &Value, ty: &Type) -> Option<Value> {
    match (value, ty) {
        (Value::Choice(t) | Value::Text(t), Type::Choice { .. }) => Some(Value::Choice(t.clone())),
        (Value::Choice(t) | Value::Text(t), Type::Multi { .. }) => {
            Some(Value::Multi([t.clone()].into()))
        }
        (Value::Choice(t), _) => Some(Value::Text(t.clone())),
        (Value::Number(_), Type::Money | Type::Date)
        | (Value::Money(_) | Value::Date(_), Type::Number | Type::Integer) => None,
        (Value::Bool(_), ty) if *ty != Type::Bool => None,
        (other, _) => Some(other.clone()),
    }
}

// Values that a type has on its own.
fn domain(model: &Model, fact: FactId, day: fadu_base::Date) -> Vec<Value> {
    match &model.fact(fact).ty {
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Choice { values, .. } => values.iter().cloned().map(Value::Choice).collect(),
        Type::Multi { values, .. } => {
            let one = values.iter().map(|v| Value::Multi([v.clone()].into()));
            let all = Value::Multi(values.iter().cloned().collect());
            one.chain([all, Value::Multi(BTreeSet::new())]).collect()
        }
        Type::Integer | Type::Number => [0, 1, 3]
            .map(|n| Value::Number(Number::from_integer(n)))
            .to_vec(),
        Type::Money => [0, 10_000]
            .map(|n| Value::Money(fadu_base::Money(n)))
            .to_vec(),
        Type::Date => [0, -1, 1, -400]
            .iter()
            .filter_map(|n| day.add_days(*n))
            .map(Value::Date)
            .collect(),
        _ => vec![ordinary(model, fact), another(&ordinary(model, fact))],
    }
}
