//! What the formulas of a procedure tell apart: for each fact or field the classes of its values,
//! the terms that are counted, and the pairs of expressions that are compared.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fadu_term::Calendar;

use crate::model::{
    ActId, Acts, CompareOp, Expr, FactId, Model, Origin, ParamId, Template, TermExpr, TermValue,
    Type, Within,
};
use crate::value::Value;

/// Whose values are told apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Subject {
    /// A typed fact.
    Fact(FactId),
    /// A field of behaviours, `X.字段` and `本.字段` alike.
    Field(Arc<str>),
    /// A parameter whose value is left open.
    Param(ParamId),
    /// `人数`
    Persons,
}

/// The classes of a subject's values: two values of a class are the same to every formula.
#[derive(Clone, PartialEq, Debug)]
pub enum Classes {
    /// No, yes.
    Bool,
    /// Each named value, and perhaps any other.
    Named {
        /// The names.
        values: Vec<Arc<str>>,
        /// Whether others exist.
        other: bool,
    },
    /// Below the first constant, it, between it and the next, …
    Ordered(Vec<Value>),
    /// Membership of each element.
    Elements(Vec<Arc<str>>),
    /// Nothing is asked of the value.
    One,
}

impl Classes {
    /// How many classes; for elements how many bits.
    pub fn count(&self) -> usize {
        match self {
            Classes::Bool => 2,
            Classes::Named { values, other } => values.len() + usize::from(*other),
            Classes::Ordered(constants) => 2 * constants.len() + 1,
            Classes::Elements(_) | Classes::One => 1,
        }
    }

    /// How many bits.
    pub fn bits(&self) -> u8 {
        match self {
            Classes::Elements(elements) => elements.len() as u8,
            other => bits_for(other.count()),
        }
    }

    /// The class of a value.
    pub fn of(&self, value: &Value) -> usize {
        match (self, value) {
            (Classes::Bool, Value::Bool(b)) => usize::from(*b),
            (Classes::Named { values, .. }, v) => {
                let text = v.as_text().cloned().unwrap_or_else(|| v.to_string().into());
                values
                    .iter()
                    .position(|n| *n == text)
                    .unwrap_or(values.len())
            }
            (Classes::Ordered(constants), v) => {
                let below = constants.iter().filter(|c| *c < v).count();
                2 * below + usize::from(constants.get(below) == Some(v))
            }
            _ => 0,
        }
    }
}

/// How many bits tell so many classes apart.
pub fn bits_for(classes: usize) -> u8 {
    usize::BITS.saturating_sub(classes.saturating_sub(1).leading_zeros()) as u8
}

/// Two expressions that are compared with each other.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    /// Left.
    pub a: Expr,
    /// Right.
    pub b: Expr,
    /// The typed facts both read.
    pub facts: BTreeSet<FactId>,
    /// The acts whose instances both read.
    pub acts: BTreeSet<ActId>,
    /// More is needed for it to be known than that the facts are.
    pub partial: bool,
}

/// What an expression is, seen from a comparison.
pub(crate) enum Side<'e> {
    Subject(Subject),
    Member(&'e Acts, &'e Arc<str>),
    Own(&'e Arc<str>),
    Times(&'e Acts),
    Const(Value),
    Other,
}

/// The vocabulary of a model.
pub struct Vocabulary<'m> {
    /// The procedure.
    pub model: &'m Model,
    /// Working days.
    pub calendar: &'m Calendar,
    /// Values of the parameters; `None`: any lawful value.
    pub parameters: Option<Vec<Value>>,
    /// Classes by subject.
    pub classes: BTreeMap<Subject, Classes>,
    /// Terms counted from acts.
    pub terms: Vec<TermExpr>,
    /// Pairs compared.
    pub pairs: Vec<Pair>,
    order: RefCell<BTreeMap<(u16, u16), bool>>,
}

impl<'m> Vocabulary<'m> {
    /// Collects from every formula of the model.
    pub fn new(
        model: &'m Model,
        calendar: &'m Calendar,
        parameters: Option<Vec<Value>>,
    ) -> Vocabulary<'m> {
        let mut vocabulary = Vocabulary {
            model,
            calendar,
            parameters,
            classes: BTreeMap::new(),
            terms: Vec::new(),
            pairs: Vec::new(),
            order: RefCell::default(),
        };
        for fact in &model.facts {
            if let Origin::Computed(expr) = &fact.origin {
                vocabulary.expr(expr);
            }
            fact.limit.iter().for_each(|l| vocabulary.expr(l));
        }
        model
            .parameters
            .iter()
            .filter_map(|p| p.limit.as_ref())
            .for_each(|l| vocabulary.expr(l));
        for condition in &model.conditions {
            vocabulary.expr(&condition.must);
            condition.given.iter().for_each(|g| vocabulary.expr(g));
        }
        model
            .duties
            .iter()
            .filter_map(|d| d.given.as_ref())
            .for_each(|g| vocabulary.expr(g));
        for property in &model.properties {
            if let Ok(template) = &property.template {
                vocabulary.template(template);
            }
        }
        vocabulary.finish();
        vocabulary
    }

    fn template(&mut self, template: &Template) {
        match template {
            Template::Whenever(_, f)
            | Template::Always(f)
            | Template::AtClose(f)
            | Template::Reachable(f) => self.expr(f),
            Template::NotAfter { unless, .. } => unless.iter().for_each(|f| self.expr(f)),
            Template::AlwaysMay(_, f) | Template::CanAlways(_, f) => {
                f.iter().for_each(|f| self.expr(f))
            }
            Template::Separate(..) => {}
            Template::Deadline { given, .. } => given.iter().for_each(|f| self.expr(f)),
        }
    }

    // Constants in order; a fact of which only elements are asked keeps them in the order of its type.
    fn finish(&mut self) {
        for classes in self.classes.values_mut() {
            match classes {
                Classes::Ordered(constants) => {
                    constants.sort();
                    constants.dedup();
                }
                Classes::Elements(elements) => {
                    elements.sort();
                    elements.dedup();
                }
                _ => {}
            }
        }
        let model = self.model;
        for (subject, classes) in &mut self.classes {
            let (Subject::Fact(id), Classes::Named { values, other }) = (subject, classes) else {
                continue;
            };
            if let Type::Choice { values: all, .. } = &model.fact(*id).ty {
                *other = all.iter().any(|v| !values.contains(v));
            }
        }
    }

    /// The classes of a subject.
    pub fn classes_of(&self, subject: &Subject) -> Classes {
        if let Subject::Fact(id) = subject
            && self.model.fact(*id).ty == Type::Bool
        {
            return Classes::Bool;
        }
        self.classes.get(subject).cloned().unwrap_or(Classes::One)
    }

    pub(crate) fn side<'e>(&self, expr: &'e Expr) -> Side<'e> {
        match expr {
            Expr::Const(v) => Side::Const(v.clone()),
            Expr::Param(id) => match self.parameters.as_ref().and_then(|p| p.get(id.index())) {
                Some(value) => Side::Const(value.clone()),
                None => Side::Subject(Subject::Param(*id)),
            },
            Expr::Fact(id) if matches!(self.model.fact(*id).origin, Origin::Typed) => {
                Side::Subject(Subject::Fact(*id))
            }
            Expr::Persons => Side::Subject(Subject::Persons),
            Expr::Member(acts, field) => Side::Member(acts, field),
            Expr::Own(field) => Side::Own(field),
            Expr::Times(acts) => Side::Times(acts),
            _ => Side::Other,
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Compare(_, a, b, order) => self.comparison(expr, a, b, order.as_deref()),
            Expr::Contains(set, value) => self.elements(expr, set, std::slice::from_ref(value)),
            Expr::ContainsAny(set, values) => self.elements(expr, set, values),
            Expr::Subset(a, b) => self.pair(expr, a, b),
            Expr::Expired(_, term) | Expr::Within(_, term) if !self.terms.contains(term) => {
                self.terms.push(term.clone());
            }
            _ => {}
        }
        let (mut facts, mut inner) = (Vec::new(), Vec::new());
        crate::engine::reads_direct(expr, &mut facts, &mut inner);
        inner.into_iter().for_each(|e| self.expr(e));
    }

    fn comparison(&mut self, whole: &Expr, a: &Expr, b: &Expr, order: Option<&[Arc<str>]>) {
        let subject = match (self.side(a), self.side(b)) {
            (Side::Const(Value::Bool(_)), _) | (_, Side::Const(Value::Bool(_))) => return,
            (Side::Const(_), Side::Const(_)) => return,
            (Side::Subject(s), Side::Const(v)) | (Side::Const(v), Side::Subject(s)) => Some((s, v)),
            (Side::Member(_, f) | Side::Own(f), Side::Const(v))
            | (Side::Const(v), Side::Member(_, f) | Side::Own(f)) => {
                Some((Subject::Field(f.clone()), v))
            }
            (Side::Times(_), Side::Const(_)) | (Side::Const(_), Side::Times(_)) => return,
            _ => None,
        };
        match subject {
            Some((subject, value)) => {
                if !self.constant(subject, value, order) {
                    self.pair(whole, a, b);
                }
            }
            None if at(a, b).is_some_and(|(fact, acts, _)| self.is_kept(fact, acts)) => {}
            None => self.pair(whole, a, b),
        }
    }

    // `F@X` of a typed fact at a single act has a quantity of its own.
    fn is_kept(&self, fact: FactId, acts: &Acts) -> bool {
        acts.ids.len() == 1 && matches!(self.model.fact(fact).origin, Origin::Typed)
    }

    // False: values of this kind are not put into classes.
    fn constant(&mut self, subject: Subject, value: Value, order: Option<&[Arc<str>]>) -> bool {
        match value {
            Value::Choice(text) | Value::Text(text) => {
                let all = order.map(<[Arc<str>]>::to_vec).unwrap_or_default();
                let entry = self.classes.entry(subject).or_insert(Classes::Named {
                    values: Vec::new(),
                    other: true,
                });
                let Classes::Named { values, .. } = entry else {
                    return false;
                };
                for text in all.into_iter().chain([text]) {
                    if !values.contains(&text) {
                        values.push(text);
                    }
                }
                true
            }
            Value::Number(_) | Value::Money(_) | Value::Date(_) => {
                let entry = self
                    .classes
                    .entry(subject)
                    .or_insert(Classes::Ordered(Vec::new()));
                let Classes::Ordered(constants) = entry else {
                    return false;
                };
                constants.push(value);
                true
            }
            _ => false,
        }
    }

    fn elements(&mut self, whole: &Expr, set: &Expr, values: &[Value]) {
        let Side::Subject(subject @ Subject::Fact(_)) = self.side(set) else {
            return self.pair(whole, whole, &Expr::Const(Value::Bool(true)));
        };
        let entry = self
            .classes
            .entry(subject)
            .or_insert(Classes::Elements(Vec::new()));
        if let Classes::Elements(elements) = entry {
            elements.extend(values.iter().filter_map(Value::as_text).cloned());
        }
    }

    fn pair(&mut self, whole: &Expr, a: &Expr, b: &Expr) {
        if self.is_volatile(whole)
            || self
                .pairs
                .iter()
                .any(|p| (&p.a, &p.b) == (a, b) || (&p.b, &p.a) == (a, b))
        {
            return;
        }
        let mut pair = Pair {
            a: a.clone(),
            b: b.clone(),
            facts: BTreeSet::new(),
            acts: BTreeSet::new(),
            partial: false,
        };
        for side in [a, b] {
            self.depends(side, &mut pair);
        }
        self.pairs.push(pair);
    }

    fn depends(&self, expr: &Expr, pair: &mut Pair) {
        match expr {
            Expr::ValueAt(_, acts)
            | Expr::Member(acts, _)
            | Expr::Times(acts)
            | Expr::Done(acts) => {
                pair.acts.extend(acts.ids.iter().copied());
                pair.partial |= !matches!(expr, Expr::Done(_) | Expr::Times(_));
            }
            Expr::Arith(crate::model::ArithOp::Div | crate::model::ArithOp::Mul, ..) => {
                pair.partial = true
            }
            Expr::Fact(id) => {
                if let Origin::Computed(below) = &self.model.fact(*id).origin {
                    pair.partial |= self.model.fact(*id).ty == Type::Bool;
                    self.depends(below, pair);
                    return;
                }
            }
            Expr::Or(_) | Expr::And(_) | Expr::After(..) | Expr::Expired(..) | Expr::Within(..) => {
                pair.partial = true
            }
            _ => {}
        }
        let (mut facts, mut inner) = (Vec::new(), Vec::new());
        crate::engine::reads_direct(expr, &mut facts, &mut inner);
        pair.facts.extend(
            facts
                .into_iter()
                .filter(|f| matches!(self.model.fact(*f).origin, Origin::Typed)),
        );
        inner.into_iter().for_each(|e| self.depends(e, pair));
    }

    /// Whether the value may be another at every moment: the day, registers, other cases, who performs.
    pub(crate) fn is_volatile(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Today
            | Expr::Days(..)
            | Expr::LastDay(..)
            | Expr::PastDate(..)
            | Expr::EffectiveDay(_)
            | Expr::Overdue(_)
            | Expr::Pending(_)
            | Expr::Some(..)
            | Expr::Every(..)
            | Expr::Count(..)
            | Expr::CaseDone(..)
            | Expr::CaseFact(..)
            | Expr::EntryField(_)
            | Expr::Persons
            | Expr::Own(_)
            | Expr::Unknown(_)
            | Expr::After(..)
            | Expr::Expired(..)
            | Expr::Within(..)
            | Expr::Different(_)
            | Expr::Same(_)
            | Expr::ValidIn(_)
            | Expr::Avoids(_)
            | Expr::ByRole(..) => return true,
            Expr::ValueAt(f, _) if !matches!(self.model.fact(*f).origin, Origin::Typed) => {
                return true;
            }
            _ => {}
        }
        let (mut facts, mut inner) = (Vec::new(), Vec::new());
        crate::engine::reads_direct(expr, &mut facts, &mut inner);
        let derived = |f: &FactId| match &self.model.fact(*f).origin {
            Origin::Typed => false,
            Origin::Computed(below) => self.is_volatile(below),
            _ => true,
        };
        facts.iter().any(derived) || inner.into_iter().any(|e| self.is_volatile(e))
    }

    /// The number of a term.
    pub(crate) fn term(&self, term: &TermExpr) -> Option<u16> {
        self.terms.iter().position(|t| t == term).map(|i| i as u16)
    }

    /// The length of a term, a parameter's in force.
    pub fn length_of(&self, term: &TermExpr) -> Option<fadu_term::Term> {
        match term.term {
            TermValue::Param(id) => match &self.model.parameter(id).value {
                Value::Term(term) => Some(*term),
                _ => None,
            },
            _ => self.length(term),
        }
    }

    /// The length of a term where it is a constant.
    pub(crate) fn length(&self, term: &TermExpr) -> Option<fadu_term::Term> {
        match term.term {
            TermValue::Literal(term) => Some(term),
            TermValue::Param(id) => match self.parameters.as_ref()?.get(id.index())? {
                Value::Term(term) => Some(*term),
                _ => None,
            },
            TermValue::Fact(_) => None,
        }
    }

    /// Whether the first term is never over later than the second.
    pub(crate) fn ordered(&self, a: u16, b: u16) -> bool {
        if let Some(known) = self.order.borrow().get(&(a, b)) {
            return *known;
        }
        let (one, other) = (
            self.terms.get(usize::from(a)),
            self.terms.get(usize::from(b)),
        );
        let ordered = one.zip(other).is_some_and(|(a, b)| {
            let lengths = self.length(a).zip(self.length(b));
            lengths.is_some_and(|(x, y)| never_later(a, x, b, y, self.calendar))
        });
        self.order.borrow_mut().insert((a, b), ordered);
        ordered
    }
}

/// Whether one term is never over later than another, on every start day of the certain years.
pub fn never_later(
    a: &TermExpr,
    x: fadu_term::Term,
    b: &TermExpr,
    y: fadu_term::Term,
    calendar: &Calendar,
) -> bool {
    let plain = |term, rule| fadu_term::Plain {
        term,
        rule,
        hard: false,
    };
    matches!(
        fadu_term::first_start_later(&plain(x, &a.rule), &plain(y, &b.rule), calendar),
        Ok(None)
    )
}

/// `F` against `F@X`: the fact, the acts, and whether the sides are swapped.
pub(crate) fn at<'e>(a: &'e Expr, b: &'e Expr) -> Option<(FactId, &'e Acts, bool)> {
    match (a, b) {
        (Expr::Fact(f), Expr::ValueAt(g, acts)) if f == g => Some((*f, acts, false)),
        (Expr::ValueAt(g, acts), Expr::Fact(f)) if f == g => Some((*f, acts, true)),
        _ => None,
    }
}

/// The operator with its sides swapped.
pub(crate) fn flipped(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
}

/// The length that a duty or a property gives, where it is a term.
pub fn term_of(within: &Within) -> Option<&TermExpr> {
    match within {
        Within::After(term) | Within::Before(term) => Some(term),
        Within::Promptly => None,
    }
}
