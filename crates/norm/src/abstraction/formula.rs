//! Formulas as pairs of booleans over the variables of a program: known to be true, known to be false (M6).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::abstraction::program::{Bool, Meaning, Owner, Var, VarInfo};
use crate::abstraction::quantity::{Place, Quantity};
use crate::abstraction::vocabulary::{Classes, Side, Subject, Vocabulary, at, bits_for, flipped};
use crate::model::{
    ActId, Acts, CompareOp, Expr, FactId, Origin, Point, TermExpr, TermValue, Trigger, Type,
};
use crate::value::Value;

/// Both ways in which a Kleene formula can be known.
#[derive(Clone, PartialEq, Debug)]
pub struct Truth {
    /// Known to be true.
    pub yes: Bool,
    /// Known to be false.
    pub no: Bool,
}

impl Truth {
    fn known(formula: Bool) -> Truth {
        Truth {
            no: formula.clone().not(),
            yes: formula,
        }
    }

    fn when(known: Bool, formula: Bool) -> Truth {
        Truth {
            yes: Bool::and([known.clone(), formula.clone()]),
            no: Bool::and([known, formula.not()]),
        }
    }

    fn not(self) -> Truth {
        Truth {
            yes: self.no,
            no: self.yes,
        }
    }
}

/// An open value of one moment.
#[derive(Clone, PartialEq, Debug)]
pub enum InputKey {
    /// The truth (0) or the being known (1) of an atom.
    Atom(Expr, u8),
    /// A bit of `本.字段`.
    Own(Arc<str>, u8),
    /// A bit of `人数`.
    Persons(u8),
    /// The record's role is this place in the act's list.
    Role(u16),
    /// The fact gets another value by the act at hand.
    Change(FactId),
    /// A choice of the step, by number.
    Choice(u16),
    /// The person in view performs the act at hand.
    Person,
}

/// Writes formulas over variables that it numbers as they come.
pub struct Coder<'v, 'm> {
    /// The vocabulary.
    pub vocabulary: &'v Vocabulary<'m>,
    /// Variables so far.
    pub vars: Vec<VarInfo>,
    states: BTreeMap<(Quantity, u8), Var>,
    /// Quantities that have variables.
    pub seen: BTreeSet<Quantity>,
    inputs: Vec<(InputKey, Var, Owner)>,
    compared: Vec<(Expr, Expr)>,
    /// Orders that have variables, by their places.
    pub(crate) orders: BTreeMap<Place, BTreeSet<Quantity>>,
    /// The act at hand.
    pub act: Option<ActId>,
}

impl<'v, 'm> Coder<'v, 'm> {
    /// Without variables.
    pub fn new(vocabulary: &'v Vocabulary<'m>) -> Coder<'v, 'm> {
        Coder {
            vocabulary,
            vars: Vec::new(),
            states: BTreeMap::new(),
            seen: BTreeSet::new(),
            inputs: Vec::new(),
            compared: Vec::new(),
            orders: BTreeMap::new(),
            act: None,
        }
    }

    /// The variable of a bit of the state.
    pub fn bit(&mut self, quantity: Quantity, bit: u8) -> Var {
        if let Some(var) = self.states.get(&(quantity.clone(), bit)) {
            return *var;
        }
        let var = Var(self.vars.len() as u32);
        self.vars.push(VarInfo {
            meaning: Meaning::State(quantity.clone(), bit),
            tracked: false,
        });
        if let Quantity::Order(first, second) = &quantity {
            for place in [first, second] {
                let orders = self.orders.entry(*place).or_default();
                orders.insert(quantity.clone());
            }
        }
        self.seen.insert(quantity.clone());
        self.states.insert((quantity, bit), var);
        var
    }

    fn state(&mut self, quantity: Quantity, bit: u8) -> Bool {
        Bool::Var(self.bit(quantity, bit))
    }

    /// The variable of an open value.
    pub fn input(&mut self, key: InputKey, owner: Owner) -> Var {
        if let Some((_, var, _)) = self.inputs.iter().find(|(k, ..)| *k == key) {
            return *var;
        }
        let var = Var(self.vars.len() as u32);
        self.vars.push(VarInfo {
            meaning: Meaning::Input(format!("{key:?}").into()),
            tracked: false,
        });
        self.inputs.push((key, var, owner));
        var
    }

    /// Known open atoms so far.
    pub fn inputs(&self) -> &[(InputKey, Var, Owner)] {
        &self.inputs
    }

    /// An instance of the act stands and is effective.
    pub fn done(&mut self, act: ActId) -> Bool {
        self.state(Quantity::Done(act), 0)
    }

    /// Some instance of these acts stands and is effective.
    pub fn any_done(&mut self, acts: &[ActId]) -> Bool {
        Bool::or(acts.iter().map(|a| self.done(*a)).collect::<Vec<_>>())
    }

    /// Some instance of the act stands, effective or not yet.
    pub fn stands(&mut self, act: ActId) -> Bool {
        let done = self.done(act);
        if self.delays(act) {
            Bool::or([done, self.state(Quantity::Done(act), 1)])
        } else {
            done
        }
    }

    /// Whether the act's effect may come later.
    pub fn delays(&self, act: ActId) -> bool {
        self.vocabulary
            .model
            .act(act)
            .behaviours
            .iter()
            .any(|b| b.delays)
    }

    /// Whether the act may be entered later than its date (M5, M10).
    pub fn late(&self, act: ActId) -> bool {
        self.vocabulary.model.act(act).late_entry.is_some() || self.vocabulary.model.is_system(act)
    }

    /// The first place comes after the second, both being there.
    pub fn order(&mut self, first: Place, second: Place) -> Bool {
        match (first, second) {
            (Place::Act(a), Place::Act(b)) if b < a => {
                self.state(Quantity::Order(second, first), 0).not()
            }
            (Place::Fact(_), Place::Act(_)) => self.state(Quantity::Order(second, first), 0).not(),
            _ => self.state(Quantity::Order(first, second), 0),
        }
    }

    /// The act's last instance is the last of all these acts.
    fn is_last(&mut self, act: ActId, acts: &[ActId]) -> Bool {
        let mut parts = vec![self.done(act)];
        for other in acts.iter().filter(|o| **o != act) {
            let absent = self.done(*other).not();
            let order = self.order(Place::Act(act), Place::Act(*other));
            parts.push(Bool::or([absent, order]));
        }
        Bool::and(parts)
    }

    fn atom(&mut self, expr: &Expr) -> Truth {
        let owner = self.atom_owner(expr);
        let value = Bool::Var(self.input(InputKey::Atom(expr.clone(), 0), owner));
        let known = Bool::Var(self.input(InputKey::Atom(expr.clone(), 1), owner));
        Truth::when(known, value)
    }

    fn known_atom(&mut self, expr: &Expr) -> Bool {
        let owner = self.atom_owner(expr);
        Bool::Var(self.input(InputKey::Atom(expr.clone(), 0), owner))
    }

    fn atom_owner(&self, expr: &Expr) -> Owner {
        let (mut facts, mut inner) = (Vec::new(), Vec::new());
        crate::engine::reads_direct(expr, &mut facts, &mut inner);
        match expr {
            Expr::Different(_)
            | Expr::Same(_)
            | Expr::ValidIn(_)
            | Expr::Avoids(_)
            | Expr::Persons => Owner::Staffing,
            Expr::ByRole(..) | Expr::Own(_) => Owner::Content,
            _ => {
                let owners = inner
                    .iter()
                    .map(|e| self.atom_owner(e))
                    .filter(|o| *o != Owner::Adversary);
                owners.min().unwrap_or(Owner::Adversary)
            }
        }
    }

    /// A formula.
    pub fn truth(&mut self, expr: &Expr) -> Truth {
        match expr {
            Expr::Const(Value::Bool(b)) => Truth::known(Bool::Const(*b)),
            Expr::And(parts) => self.all(parts),
            Expr::Or(parts) => {
                let each: Vec<Truth> = parts.iter().map(|p| self.truth(p)).collect();
                Truth {
                    yes: Bool::or(each.iter().map(|t| t.yes.clone())),
                    no: Bool::and(each.into_iter().map(|t| t.no)),
                }
            }
            Expr::Not(inner) => self.truth(inner).not(),
            Expr::Done(acts) => Truth::known(self.any_done(&acts.ids)),
            Expr::After(x, y) => self.after(expr, x, y),
            Expr::Expired(acts, term) => self.expired(acts, term),
            Expr::Within(acts, term) => self.within(expr, acts, term),
            Expr::ByRole(roles, _) => self.by_role(expr, roles),
            Expr::Different(_) => Truth::known(self.known_atom(expr)),
            Expr::Same(acts) => {
                let (same, any) = (self.known_atom(expr), self.any_done(&acts.ids));
                Truth::known(Bool::and([same, any]))
            }
            Expr::ValidIn(_) => Truth::known(self.known_atom(expr)),
            Expr::Avoids(fact) => {
                let (avoids, known) = (self.known_atom(expr), self.filled(*fact));
                Truth::when(known, avoids)
            }
            Expr::Filled(fact) => Truth::known(self.filled(*fact)),
            Expr::Pending(id) => self.pending(expr, *id),
            Expr::Fact(id) => self.bool_fact(expr, *id),
            Expr::Param(_) | Expr::Member(..) | Expr::Own(_) => {
                self.compare(expr, CompareOp::Eq, expr, &YES, None)
            }
            Expr::Contains(set, value) => self.contains(expr, set, std::slice::from_ref(value)),
            Expr::ContainsAny(set, values) => self.contains(expr, set, values),
            Expr::Subset(a, b) => self.subset(expr, a, b),
            Expr::Compare(op, a, b, order) => self.compare(expr, *op, a, b, order.as_deref()),
            Expr::Unknown(_) => Truth {
                yes: Bool::FALSE,
                no: Bool::FALSE,
            },
            other => self.atom(other),
        }
    }

    fn all(&mut self, parts: &[Expr]) -> Truth {
        let each: Vec<Truth> = parts.iter().map(|p| self.truth(p)).collect();
        Truth {
            yes: Bool::and(each.iter().map(|t| t.yes.clone())),
            no: Bool::or(each.into_iter().map(|t| t.no)),
        }
    }

    fn after(&mut self, whole: &Expr, x: &Point, y: &Point) -> Truth {
        let (Some(first), Some(second)) = (self.places(x), self.places(y)) else {
            return Truth::known(self.known_atom(whole));
        };
        let mut parts = Vec::new();
        for place in &second {
            let mut ways = vec![self.there(*place).not()];
            for earlier in first.iter().filter(|p| *p != place) {
                let (there, order) = (self.there(*earlier), self.order(*earlier, *place));
                ways.push(Bool::and([there, order]));
            }
            parts.push(Bool::or(ways));
        }
        Truth::known(Bool::and(parts))
    }

    // `None`: a derived fact, whose changes are not followed.
    fn places(&self, point: &Point) -> Option<Vec<Place>> {
        match point {
            Point::Acts(acts) => Some(acts.ids.iter().map(|a| Place::Act(*a)).collect()),
            Point::Facts(facts) => {
                let typed =
                    |f: &FactId| matches!(self.vocabulary.model.fact(*f).origin, Origin::Typed);
                facts
                    .ids
                    .iter()
                    .all(typed)
                    .then(|| facts.ids.iter().map(|f| Place::Fact(*f)).collect())
            }
        }
    }

    fn there(&mut self, place: Place) -> Bool {
        match place {
            Place::Act(act) => self.done(act),
            Place::Fact(fact) => self.ever_changed(fact),
        }
    }

    /// The fact's value changed at least once.
    pub fn ever_changed(&mut self, fact: FactId) -> Bool {
        match self.vocabulary.model.fact(fact).initial {
            None => self.state(Quantity::Fact(fact), 0),
            Some(_) => self.state(Quantity::Changed(fact), 0),
        }
    }

    fn expired(&mut self, acts: &Acts, term: &TermExpr) -> Truth {
        let over = self.over(acts, term);
        let known = self.term_known(term);
        let absent = self.any_done(&acts.ids).not();
        Truth {
            yes: Bool::and([known.clone(), over.clone()]),
            no: Bool::or([absent, Bool::and([known, over.not()])]),
        }
    }

    fn within(&mut self, whole: &Expr, acts: &Acts, term: &TermExpr) -> Truth {
        let any = self.any_done(&acts.ids);
        if self.act.is_some_and(|a| self.late(a)) {
            let open = self.known_atom(whole);
            return Truth::known(Bool::and([any, open]));
        }
        let expired = self.expired(acts, term);
        let known = self.term_known(term);
        Truth {
            yes: Bool::and([any.clone(), known.clone(), expired.yes.clone().not()]),
            no: Bool::or([any.not(), expired.yes]),
        }
    }

    fn over(&mut self, acts: &Acts, term: &TermExpr) -> Bool {
        let Some(number) = self.vocabulary.term(term) else {
            return Bool::FALSE;
        };
        let mut ways = Vec::new();
        for act in &acts.ids {
            let last = self.is_last(*act, &acts.ids);
            let over = self.state(Quantity::Expired(*act, number), 0);
            ways.push(Bool::and([last, over]));
        }
        Bool::or(ways)
    }

    fn term_known(&mut self, term: &TermExpr) -> Bool {
        match term.term {
            TermValue::Fact(fact) => self.filled(fact),
            _ => Bool::TRUE,
        }
    }

    fn by_role(&mut self, whole: &Expr, roles: &[crate::model::RoleId]) -> Truth {
        let model = self.vocabulary.model;
        let Some(act) = self.act else {
            return self.atom(whole);
        };
        let own = &model.act(act).roles;
        if own.is_empty() {
            return Truth::known(self.known_atom(whole));
        }
        if model.is_system(act) {
            return Truth::known(Bool::FALSE);
        }
        if own.iter().all(|r| roles.contains(r)) {
            return Truth::known(Bool::TRUE);
        }
        let fits: Vec<Bool> = own
            .iter()
            .filter(|r| roles.contains(r))
            .map(|r| Bool::Var(self.input(InputKey::Role(r.0), Owner::Content)))
            .collect();
        Truth::known(Bool::or(fits))
    }

    /// `已填 F`
    pub fn filled(&mut self, fact: FactId) -> Bool {
        let model = self.vocabulary.model;
        match &model.fact(fact).origin {
            _ if model.fact(fact).initial.is_some() => Bool::TRUE,
            Origin::Typed => self.state(Quantity::Fact(fact), 0),
            Origin::Computed(expr) if model.fact(fact).ty == Type::Bool => {
                let truth = self.truth(expr);
                Bool::or([truth.yes, truth.no])
            }
            _ => self.known_atom(&Expr::Filled(fact)),
        }
    }

    // Exactly: 已 触发 且 非 目标 后于 触发 且 若.
    fn pending(&mut self, whole: &Expr, id: crate::model::DutyId) -> Truth {
        let duty = self.vocabulary.model.duty(id);
        let Trigger::Acts(trigger) = &duty.trigger else {
            return self.atom(whole);
        };
        let (target, trigger) = (
            Point::Acts(duty.target.clone()),
            Point::Acts(trigger.clone()),
        );
        let started = match &duty.trigger {
            Trigger::Acts(acts) => Expr::Done(acts.clone()),
            Trigger::Fact(fact) => Expr::Filled(*fact),
        };
        let mut parts = vec![started, Expr::Not(Box::new(Expr::After(target, trigger)))];
        parts.extend(duty.given.clone());
        self.all(&parts)
    }

    fn bool_fact(&mut self, whole: &Expr, id: FactId) -> Truth {
        match &self.vocabulary.model.fact(id).origin {
            Origin::Typed => self.compare(whole, CompareOp::Eq, whole, &YES, None),
            Origin::Computed(expr) => self.truth(expr),
            _ => self.atom(whole),
        }
    }

    fn contains(&mut self, whole: &Expr, set: &Expr, values: &[Value]) -> Truth {
        if let Side::Subject(subject @ Subject::Fact(fact)) = self.vocabulary.side(set)
            && let Classes::Elements(elements) = self.vocabulary.classes_of(&subject)
        {
            let place = |v: &Value| elements.iter().position(|e| Some(e) == v.as_text());
            let bits: Vec<usize> = values.iter().filter_map(place).collect();
            let any = Bool::or(
                bits.iter()
                    .map(|i| self.state(Quantity::Fact(fact), 1 + *i as u8))
                    .collect::<Vec<_>>(),
            );
            return Truth::when(self.filled(fact), any);
        }
        match self.pair_code(whole, &Expr::Const(Value::Bool(true))) {
            Some((known, bits, _)) => Truth::when(known, code(&bits, 3, |c| c == EQUAL)),
            None => self.atom(whole),
        }
    }

    fn subset(&mut self, whole: &Expr, a: &Expr, b: &Expr) -> Truth {
        if let Some((known, bits)) = self.at_code(a, b).filter(|_| matches!(a, Expr::Fact(_))) {
            return Truth::when(known, code(&bits, 3, |c| c != MORE));
        }
        match self.pair_code(a, b) {
            Some((known, bits, false)) => Truth::when(known, code(&bits, 3, |c| c != MORE)),
            _ => self.atom(whole),
        }
    }

    fn compare(
        &mut self,
        whole: &Expr,
        op: CompareOp,
        a: &Expr,
        b: &Expr,
        order: Option<&[Arc<str>]>,
    ) -> Truth {
        match (self.vocabulary.side(a), self.vocabulary.side(b)) {
            (Side::Const(x), Side::Const(y)) => match order {
                None => Truth::known(Bool::Const(compares(op, x.cmp(&y)))),
                Some(_) => self.atom(whole),
            },
            (Side::Const(Value::Bool(wanted)), Side::Other) => {
                self.equals_bool(whole, op, b, wanted)
            }
            (Side::Other, Side::Const(Value::Bool(wanted))) => {
                self.equals_bool(whole, op, a, wanted)
            }
            (side, Side::Const(value)) => self
                .against(side, op, &value, order)
                .unwrap_or_else(|| self.two(whole, op, a, b)),
            (Side::Const(value), side) => self
                .against(side, flipped(op), &value, order)
                .unwrap_or_else(|| self.two(whole, op, a, b)),
            _ => self.two(whole, op, a, b),
        }
    }

    fn equals_bool(&mut self, whole: &Expr, op: CompareOp, other: &Expr, wanted: bool) -> Truth {
        let truth = self.truth(other);
        match op {
            CompareOp::Eq if wanted => truth,
            CompareOp::Ne if !wanted => truth,
            CompareOp::Eq | CompareOp::Ne => truth.not(),
            _ => self.atom(whole),
        }
    }

    // A subject against a constant; `None`: its values are not told apart this way.
    fn against(
        &mut self,
        side: Side<'_>,
        op: CompareOp,
        value: &Value,
        order: Option<&[Arc<str>]>,
    ) -> Option<Truth> {
        match side {
            Side::Subject(Subject::Fact(fact)) => {
                let classes = self.vocabulary.classes_of(&Subject::Fact(fact));
                let accepted = accepts(&classes, op, value, order)?;
                let bits = self.bits(&Quantity::Fact(fact), 1, classes.bits());
                Some(Truth::when(
                    self.filled(fact),
                    code(&bits, classes.count(), accepted),
                ))
            }
            Side::Subject(Subject::Param(id)) => {
                let classes = match value {
                    Value::Bool(_) => Classes::Bool,
                    _ => self.vocabulary.classes_of(&Subject::Param(id)),
                };
                let accepted = accepts(&classes, op, value, order)?;
                let bits = self.bits(&Quantity::Param(id), 0, classes.bits());
                Some(Truth::known(code(&bits, classes.count(), accepted)))
            }
            Side::Subject(subject @ Subject::Persons) => {
                let classes = self.vocabulary.classes_of(&subject);
                let accepted = accepts(&classes, op, value, order)?;
                let bits: Vec<Var> = (0..classes.bits())
                    .map(|i| self.input(InputKey::Persons(i), Owner::Staffing))
                    .collect();
                Some(Truth::known(code(&bits, classes.count(), accepted)))
            }
            Side::Member(acts, field) => self.member(acts, field, op, value, order),
            Side::Own(field) => {
                let classes = self.field_classes(field, value);
                let accepted = accepts(&classes, op, value, order)?;
                let bits = self.own_bits(field, classes.bits());
                let known = Bool::Var(self.input(InputKey::Own(field.clone(), 0), Owner::Content));
                Some(Truth::when(known, code(&bits, classes.count(), accepted)))
            }
            Side::Times(acts) => self.times(acts, op, value),
            _ => None,
        }
    }

    fn field_classes(&self, field: &Arc<str>, value: &Value) -> Classes {
        match value {
            Value::Bool(_) => Classes::Bool,
            _ => self.vocabulary.classes_of(&Subject::Field(field.clone())),
        }
    }

    /// The bits of `本.字段` from 1 on.
    pub fn own_bits(&mut self, field: &Arc<str>, count: u8) -> Vec<Var> {
        (0..count)
            .map(|i| self.input(InputKey::Own(field.clone(), 1 + i), Owner::Content))
            .collect()
    }

    fn member(
        &mut self,
        acts: &Acts,
        field: &Arc<str>,
        op: CompareOp,
        value: &Value,
        order: Option<&[Arc<str>]>,
    ) -> Option<Truth> {
        let classes = self.field_classes(field, value);
        let accepted = accepts(&classes, op, value, order)?;
        let (mut yes, mut no) = (Vec::new(), Vec::new());
        for act in &acts.ids {
            let last = self.is_last(*act, &acts.ids);
            let quantity = Quantity::Member(*act, field.clone());
            let known = self.state(quantity.clone(), 0);
            let bits = self.bits(&quantity, 1, classes.bits());
            let holds = code(&bits, classes.count(), &accepted);
            yes.push(Bool::and([last.clone(), known.clone(), holds.clone()]));
            no.push(Bool::and([last, known, holds.not()]));
        }
        Some(Truth {
            yes: Bool::or(yes),
            no: Bool::or(no),
        })
    }

    fn times(&mut self, acts: &Acts, op: CompareOp, value: &Value) -> Option<Truth> {
        let Value::Number(n) = value else { return None };
        let most = fadu_base::Number::from_integer(3);
        let number = |c: usize| fadu_base::Number::from_integer(c as i128);
        // Beyond saturation `3` stands for any number from 3 on.
        if *n > most || (*n == most && !matches!(op, CompareOp::Ge | CompareOp::Lt)) {
            return None;
        }
        let bits = self.bits(&Quantity::Times(acts.clone()), 0, 2);
        Some(Truth::known(code(&bits, 4, |c| {
            compares(op, number(c).cmp(n))
        })))
    }

    fn two(&mut self, whole: &Expr, op: CompareOp, a: &Expr, b: &Expr) -> Truth {
        if let Some((known, bits)) = self.at_code(a, b) {
            let swapped = matches!(a, Expr::ValueAt(..));
            let op = if swapped { flipped(op) } else { op };
            return Truth::when(known, code(&bits, 3, |c| compares(op, ordering(c))));
        }
        match self.pair_code(a, b) {
            Some((known, bits, swapped)) => {
                let op = if swapped { flipped(op) } else { op };
                Truth::when(known, code(&bits, 3, |c| compares(op, ordering(c))))
            }
            None => self.open_pair(whole, op, a, b),
        }
    }

    // Two expressions of which one may be another at every moment: all comparisons of them at one moment
    // agree with each other.
    fn open_pair(&mut self, whole: &Expr, op: CompareOp, a: &Expr, b: &Expr) -> Truth {
        let same = |p: &(Expr, Expr)| (&p.0, &p.1) == (a, b) || (&p.1, &p.0) == (a, b);
        let place = self.compared.iter().position(same).unwrap_or_else(|| {
            self.compared.push((a.clone(), b.clone()));
            self.compared.len() - 1
        });
        let Some((first, second)) = self.compared.get(place).cloned() else {
            return self.atom(whole);
        };
        let op = if first == *a { op } else { flipped(op) };
        let (x, y) = (Box::new(first), Box::new(second));
        let less = Expr::Compare(CompareOp::Lt, x.clone(), y.clone(), None);
        let more = Expr::Compare(CompareOp::Gt, x, y, None);
        let owner = self.atom_owner(whole);
        let known = Bool::Var(self.input(InputKey::Atom(less.clone(), 1), owner));
        let less = Bool::Var(self.input(InputKey::Atom(less, 0), owner));
        let more = Bool::Var(self.input(InputKey::Atom(more, 0), owner));
        let more = Bool::and([less.clone().not(), more]);
        let equal = Bool::or([less.clone(), more.clone()]).not();
        let holds = match op {
            CompareOp::Lt => less,
            CompareOp::Gt => more,
            CompareOp::Le => more.not(),
            CompareOp::Ge => less.not(),
            CompareOp::Eq => equal,
            CompareOp::Ne => equal.not(),
        };
        Truth::when(known, holds)
    }

    // `F` against `F@X` for one act X: known, and the code of now against then.
    fn at_code(&mut self, a: &Expr, b: &Expr) -> Option<(Bool, Vec<Var>)> {
        let (fact, acts, _) = at(a, b)?;
        let [act] = acts.ids.as_slice() else {
            return None;
        };
        if !matches!(self.vocabulary.model.fact(fact).origin, Origin::Typed) {
            return None;
        }
        let quantity = Quantity::At(fact, *act);
        let (done, then) = (self.done(*act), self.state(quantity.clone(), 0));
        let then = if self.vocabulary.model.fact(fact).initial.is_some() {
            Bool::TRUE
        } else {
            then
        };
        let now = self.filled(fact);
        Some((Bool::and([done, then, now]), self.bits(&quantity, 1, 2)))
    }

    // Two expressions: known, the code, and whether they are registered the other way round.
    fn pair_code(&mut self, a: &Expr, b: &Expr) -> Option<(Bool, Vec<Var>, bool)> {
        let found = |p: &crate::abstraction::vocabulary::Pair| {
            if (&p.a, &p.b) == (a, b) {
                Some(false)
            } else {
                ((&p.b, &p.a) == (a, b)).then_some(true)
            }
        };
        let (number, swapped) = self
            .vocabulary
            .pairs
            .iter()
            .enumerate()
            .find_map(|(i, p)| Some((i, found(p)?)))?;
        let vocabulary = self.vocabulary;
        let pair = vocabulary.pairs.get(number)?;
        let quantity = Quantity::Pair(number as u16);
        let mut known: Vec<Bool> = pair.facts.iter().map(|f| self.filled(*f)).collect();
        if pair.partial {
            // Where it needs more than its facts, being known is a bit of its own.
            known = vec![self.state(quantity.clone(), 2)];
        }
        let bits = self.bits(&quantity, 0, 2);
        Some((Bool::and(known), bits, swapped))
    }

    /// Consecutive bits of a quantity.
    pub fn bits(&mut self, quantity: &Quantity, from: u8, count: u8) -> Vec<Var> {
        (from..from + count)
            .map(|i| self.bit(quantity.clone(), i))
            .collect()
    }
}

static YES: Expr = Expr::Const(Value::Bool(true));

/// Codes of a comparison of two.
pub(crate) const EQUAL: usize = 0;
pub(crate) const MORE: usize = 2;

fn ordering(code: usize) -> std::cmp::Ordering {
    match code {
        EQUAL => std::cmp::Ordering::Equal,
        MORE => std::cmp::Ordering::Greater,
        _ => std::cmp::Ordering::Less,
    }
}

/// Whether an operator accepts an ordering of its sides.
pub(crate) fn compares(op: CompareOp, ordering: std::cmp::Ordering) -> bool {
    match op {
        CompareOp::Eq => ordering.is_eq(),
        CompareOp::Ne => ordering.is_ne(),
        CompareOp::Lt => ordering.is_lt(),
        CompareOp::Le => ordering.is_le(),
        CompareOp::Gt => ordering.is_gt(),
        CompareOp::Ge => ordering.is_ge(),
    }
}

/// The formula that the code in these bits is one of the accepted classes. Codes beyond the classes stand for
/// the last one, so that two formulas never differ about a value that does not exist.
pub fn code(bits: &[Var], classes: usize, accepted: impl Fn(usize) -> bool) -> Bool {
    if (0..classes).all(&accepted) {
        return Bool::TRUE;
    }
    let literal = |class: usize, (i, var): (usize, &Var)| {
        let var = Bool::Var(*var);
        if class & (1 << i) == 0 {
            var.not()
        } else {
            var
        }
    };
    let last = classes.saturating_sub(1);
    let each = (0..1_usize << bits.len()).filter(|c| accepted((*c).min(last)));
    Bool::or(each.map(|c| {
        Bool::and(
            bits.iter()
                .enumerate()
                .map(|b| literal(c, b))
                .collect::<Vec<_>>(),
        )
    }))
}

/// The formula that the code in these bits is a class at all.
pub fn in_range(bits: &[Var], classes: usize) -> Bool {
    if classes == 1 << bits_for(classes) {
        Bool::TRUE
    } else {
        code(bits, 1 << bits.len(), |c| c < classes)
    }
}

// Which classes a comparison with a constant accepts; `None`: it cannot be said by classes.
fn accepts(
    classes: &Classes,
    op: CompareOp,
    value: &Value,
    order: Option<&[Arc<str>]>,
) -> Option<Box<dyn Fn(usize) -> bool>> {
    match classes {
        Classes::Bool => {
            let Value::Bool(b) = value else { return None };
            let wanted = usize::from(*b);
            matches!(op, CompareOp::Eq | CompareOp::Ne).then(|| -> Box<dyn Fn(usize) -> bool> {
                Box::new(move |c| (c == wanted) == (op == CompareOp::Eq))
            })
        }
        Classes::Named { values, .. } => {
            let text = value.as_text()?;
            let place = values.iter().position(|v| v == text)?;
            if matches!(op, CompareOp::Eq | CompareOp::Ne) {
                return Some(Box::new(move |c| (c == place) == (op == CompareOp::Eq)));
            }
            let order = order?;
            let rank = |v: &Arc<str>| order.iter().position(|o| o == v);
            let ranks: Vec<Option<usize>> = values.iter().map(rank).collect();
            let wanted = rank(text)?;
            Some(Box::new(move |c| {
                ranks
                    .get(c)
                    .copied()
                    .flatten()
                    .is_some_and(|r| compares(op, r.cmp(&wanted)))
            }))
        }
        Classes::Ordered(constants) => {
            let exact = 2 * constants.iter().position(|c| c == value)? + 1;
            Some(Box::new(move |c| compares(op, c.cmp(&exact))))
        }
        Classes::Elements(_) | Classes::One => None,
    }
}
