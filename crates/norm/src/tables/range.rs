//! `幅度` and `限` as conditions on the inputs and the output of a table.
//!
//! Facts that only the formula reads become further inputs; computed facts are written out. What is
//! not linear, or speaks of acts and days, is not said: the reason comes back.

use fadu_base::Number;
use fadu_table::{Cell, Condition, Var};

use super::adapt;
use super::linear::{MOST, Piece, Sum, place, plain_days};
use crate::model::{ArithOp, CompareOp, Expr, Fact, FactId, Model, Origin, ParamId, Type};
use crate::value::Value;

/// Computed facts stand in each other at most so deep.
const DEPTH: usize = 32;

/// Turns formulas into conditions.
pub(crate) struct Lower<'m> {
    pub model: &'m Model,
    /// The inputs so far; more are added as the formula reads them.
    pub inputs: Vec<FactId>,
    /// What the table gives.
    pub output: Option<FactId>,
    /// Choices that are compared by their place, so that all their options must stay.
    pub by_place: Vec<FactId>,
    depth: usize,
}

type Lowered<T> = Result<T, String>;

fn fixed(truth: bool) -> Condition {
    if truth {
        Condition::And(Vec::new())
    } else {
        Condition::Or(Vec::new())
    }
}

fn not_linear() -> String {
    "公式里有不能逐格判定的部分（只能是数额、日期和选项的比较，不能是两个事实相乘、行为或者名录）"
        .to_owned()
}

impl<'m> Lower<'m> {
    pub fn new(model: &'m Model, inputs: Vec<FactId>, output: Option<FactId>) -> Lower<'m> {
        Lower {
            model,
            inputs,
            output,
            by_place: Vec::new(),
            depth: 0,
        }
    }

    /// A formula as a condition.
    ///
    /// # Errors
    /// Why it is none.
    pub fn condition(&mut self, expr: &Expr) -> Lowered<Condition> {
        match expr {
            Expr::And(parts) => Ok(Condition::And(self.all(parts)?)),
            Expr::Or(parts) => Ok(Condition::Or(self.all(parts)?)),
            Expr::Not(inner) => Ok(Condition::Not(Box::new(self.condition(inner)?))),
            Expr::Const(Value::Bool(b)) => Ok(fixed(*b)),
            Expr::Param(id) => match self.parameter(*id) {
                Value::Bool(b) => Ok(fixed(b)),
                _ => Err(not_linear()),
            },
            // Every case of a table has all its inputs.
            Expr::Filled(_) => Ok(fixed(true)),
            Expr::Fact(id) => self.yes(*id),
            Expr::Contains(set, value) => self.holds(set, std::slice::from_ref(value)),
            Expr::ContainsAny(set, values) => self.holds(set, values),
            Expr::Subset(set, among) => self.subset(set, among),
            Expr::Compare(op, a, b, order) => self.compare(*op, a, b, order.is_some()),
            _ => Err(not_linear()),
        }
    }

    fn all(&mut self, parts: &[Expr]) -> Lowered<Vec<Condition>> {
        parts.iter().map(|p| self.condition(p)).collect()
    }

    fn parameter(&self, id: ParamId) -> Value {
        self.model.parameter(id).value.clone()
    }

    fn fact(&self, id: FactId) -> &'m Fact {
        self.model.fact(id)
    }

    /// Where a fact stands; `Err(Some)`: it is computed by this formula.
    fn var(&mut self, id: FactId) -> Result<Var, Option<&'m Expr>> {
        if self.output == Some(id) {
            return Ok(Var::Output);
        }
        if let Some(i) = self.inputs.iter().position(|f| *f == id) {
            return Ok(Var::Input(i));
        }
        let fact = self.fact(id);
        match &fact.origin {
            Origin::Computed(expr) => Err(Some(expr)),
            _ if adapt::kind(&fact.ty) == fadu_table::Kind::Text => Err(None),
            _ => {
                self.inputs.push(id);
                Ok(Var::Input(self.inputs.len() - 1))
            }
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Lowered<T>) -> Lowered<T> {
        if DEPTH < self.depth {
            return Err("算出的事实套得太深".to_owned());
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn yes(&mut self, id: FactId) -> Lowered<Condition> {
        match self.var(id) {
            Ok(Var::Input(input)) => Ok(accepts(input, [Value::Bool(true)])),
            Ok(Var::Output) => {
                Sum::variable(Var::Output).compared(CompareOp::Eq, &Sum::constant(1.into()))
            }
            Err(Some(expr)) => self.deeper(|l| l.condition(expr)),
            Err(None) => Err(not_linear()),
        }
    }

    // `F 含任一 (…)`
    fn holds(&mut self, set: &Expr, values: &[Value]) -> Lowered<Condition> {
        let Expr::Fact(id) = set else {
            return Err(not_linear());
        };
        match (self.var(*id), &self.fact(*id).ty) {
            (Ok(Var::Input(input)), Type::Multi { .. }) => {
                Ok(accepts(input, values.iter().cloned()))
            }
            _ => Err(not_linear()),
        }
    }

    // `F 皆在 (…)`: holds none of the others.
    fn subset(&mut self, set: &Expr, among: &Expr) -> Lowered<Condition> {
        let (Expr::Fact(id), Expr::Const(Value::Multi(among))) = (set, among) else {
            return Err(not_linear());
        };
        let Type::Multi { values, .. } = &self.fact(*id).ty else {
            return Err(not_linear());
        };
        let others: Vec<Value> = values
            .iter()
            .filter(|v| !among.contains(*v))
            .cloned()
            .map(Value::Choice)
            .collect();
        Ok(Condition::Not(Box::new(self.holds(set, &others)?)))
    }

    fn compare(&mut self, op: CompareOp, a: &Expr, b: &Expr, ordered: bool) -> Lowered<Condition> {
        match (a, b) {
            (Expr::Const(Value::Choice(_) | Value::Multi(_)), Expr::Fact(id)) => {
                self.option(*id, turned(op), a)
            }
            (Expr::Fact(id), Expr::Const(Value::Choice(_) | Value::Multi(_))) => {
                self.option(*id, op, b)
            }
            (Expr::Fact(x), Expr::Fact(y)) if self.fact(*x).ty.choices().is_some() => {
                self.options(*x, op, *y, ordered)
            }
            _ if self.is_truth(a) || self.is_truth(b) => self.truths(op, a, b),
            _ => {
                let (left, right) = (self.sums(a)?, self.sums(b)?);
                let compared = |x: &Sum, y: &Sum| x.compared(op, y);
                joined(&left, &right, compared)
            }
        }
    }

    /// A choice beside one of its options.
    fn option(&mut self, id: FactId, op: CompareOp, written: &Expr) -> Lowered<Condition> {
        let Expr::Const(value) = written else {
            return Err(not_linear());
        };
        let fact = self.fact(id);
        match (self.var(id), value) {
            (Ok(Var::Input(input)), _) => {
                let value = adapt::value(&as_set(value, &fact.ty));
                Ok(Condition::Accepts {
                    input,
                    cell: Cell::Compare(adapt::op(op), value),
                })
            }
            (Ok(Var::Output), Value::Choice(option)) => {
                let place = fact
                    .ty
                    .choices()
                    .and_then(|all| all.iter().position(|o| o == option));
                let place = place
                    .and_then(|p| i128::try_from(p).ok())
                    .ok_or_else(not_linear)?;
                Sum::variable(Var::Output).compared(op, &Sum::constant(Number::from_integer(place)))
            }
            (Err(Some(Expr::Fact(of))), _) => self.deeper(|l| l.option(*of, op, written)),
            _ => Err(not_linear()),
        }
    }

    /// Two choices of the same options, by their places.
    fn options(
        &mut self,
        x: FactId,
        op: CompareOp,
        y: FactId,
        ordered: bool,
    ) -> Lowered<Condition> {
        let (a, b) = (&self.fact(x).ty, &self.fact(y).ty);
        let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
        let single = |ty: &Type| matches!(ty, Type::Choice { .. });
        if !single(a) || !single(b) || a.choices() != b.choices() || !(ordered || equality) {
            return Err(not_linear());
        }
        let (Ok(left), Ok(right)) = (self.var(x), self.var(y)) else {
            return Err(not_linear());
        };
        self.by_place.extend([x, y]);
        Sum::variable(left).compared(op, &Sum::variable(right))
    }

    fn is_truth(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Const(value) => matches!(value, Value::Bool(_)),
            Expr::Fact(id) => self.fact(*id).ty == Type::Bool,
            Expr::Param(id) => self.model.parameter(*id).ty == Type::Bool,
            other => matches!(
                other,
                Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::Compare(..)
            ),
        }
    }

    fn truths(&mut self, op: CompareOp, a: &Expr, b: &Expr) -> Lowered<Condition> {
        let (a, b) = (self.condition(a)?, self.condition(b)?);
        let not = |c: &Condition| Condition::Not(Box::new(c.clone()));
        let same = Condition::Or(vec![
            Condition::And(vec![a.clone(), b.clone()]),
            Condition::And(vec![not(&a), not(&b)]),
        ]);
        match op {
            CompareOp::Eq => Ok(same),
            CompareOp::Ne => Ok(not(&same)),
            _ => Err(not_linear()),
        }
    }

    fn sums(&mut self, expr: &Expr) -> Lowered<Vec<Piece>> {
        let whole = |sum: Sum| Ok(vec![(Vec::new(), sum)]);
        match expr {
            Expr::Const(value) => whole(Sum::constant(place(value).ok_or_else(not_linear)?)),
            Expr::Param(id) => whole(Sum::constant(
                place(&self.parameter(*id)).ok_or_else(not_linear)?,
            )),
            Expr::Fact(id) => self.number(*id),
            Expr::Days(from, to) => self.both(to, from, |to, from| to.minus(from)),
            Expr::Smaller(a, b) => self.picked(CompareOp::Le, a, b),
            Expr::Larger(a, b) => self.picked(CompareOp::Ge, a, b),
            Expr::Arith(op, a, b) => self.arithmetic(*op, a, b),
            _ => Err(not_linear()),
        }
    }

    fn number(&mut self, id: FactId) -> Lowered<Vec<Piece>> {
        if self.fact(id).ty.choices().is_some() {
            return Err(not_linear());
        }
        match self.var(id) {
            Ok(var) => Ok(vec![(Vec::new(), Sum::variable(var))]),
            Err(Some(expr)) => {
                let sums = self.deeper(|l| l.sums(expr))?;
                // A computed amount is rounded to 分 (section 2.2), which is not linear.
                if self.fact(id).ty == Type::Money
                    && !sums.iter().all(|(_, sum)| self.is_whole(sum))
                {
                    return Err(format!(
                        "“{}”是四舍五入到分的数额，不能逐格判定",
                        self.fact(id).name
                    ));
                }
                Ok(sums)
            }
            Err(None) => Err(not_linear()),
        }
    }

    fn is_whole(&self, sum: &Sum) -> bool {
        let whole = |var: &Var| {
            let fact = match var {
                Var::Output => self.output,
                Var::Input(i) => self.inputs.get(*i).copied(),
            };
            fact.is_some_and(|f| self.fact(f).ty != Type::Number)
        };
        sum.is_whole() && sum.terms.iter().all(|(var, _)| whole(var))
    }

    fn both(
        &mut self,
        a: &Expr,
        b: &Expr,
        join: impl Fn(&Sum, &Sum) -> Lowered<Sum>,
    ) -> Lowered<Vec<Piece>> {
        let (left, right) = (self.sums(a)?, self.sums(b)?);
        pairs(&left, &right)?
            .into_iter()
            .map(|(x, y)| Ok((guards(x, y), join(&x.1, &y.1)?)))
            .collect()
    }

    // `较小 (a, b)` is a where a ≤ b, else b.
    fn picked(&mut self, op: CompareOp, a: &Expr, b: &Expr) -> Lowered<Vec<Piece>> {
        let (left, right) = (self.sums(a)?, self.sums(b)?);
        let mut out = Vec::new();
        for (x, y) in pairs(&left, &right)? {
            let first = x.1.compared(op, &y.1)?;
            let other = Condition::Not(Box::new(first.clone()));
            for (condition, sum) in [(first, &x.1), (other, &y.1)] {
                let mut all = guards(x, y);
                all.push(condition);
                out.push((all, sum.clone()));
            }
        }
        Ok(out)
    }

    fn arithmetic(&mut self, op: ArithOp, a: &Expr, b: &Expr) -> Lowered<Vec<Piece>> {
        let term = |e: &Expr, model: &Model| match e {
            Expr::Const(Value::Term(term)) => plain_days(term),
            Expr::Param(id) => match &model.parameter(*id).value {
                Value::Term(term) => plain_days(term),
                _ => None,
            },
            _ => None,
        };
        if let (ArithOp::Add | ArithOp::Sub, Some(days)) = (op, term(b, self.model)) {
            let days = Sum::constant(if op == ArithOp::Sub { -days } else { days });
            return self
                .sums(a)?
                .into_iter()
                .map(|(g, sum)| Ok((g, sum.plus(&days)?)))
                .collect();
        }
        self.both(a, b, |x, y| match op {
            ArithOp::Add => x.plus(y),
            ArithOp::Sub => x.minus(y),
            ArithOp::Mul => match (x.fixed(), y.fixed()) {
                (Some(factor), _) => y.times(&factor),
                (_, Some(factor)) => x.times(&factor),
                _ => Err(not_linear()),
            },
            ArithOp::Div => match y.fixed() {
                Some(by) if by != Number::default() => x.times(&by.recip()),
                _ => Err(not_linear()),
            },
        })
    }
}

/// A set beside `=` of a multi-choice, one option beside that of a choice.
fn as_set(value: &Value, ty: &Type) -> Value {
    match (value, ty) {
        (Value::Choice(one), Type::Multi { .. }) => Value::Multi([one.clone()].into()),
        _ => value.clone(),
    }
}

fn accepts(input: usize, values: impl IntoIterator<Item = Value>) -> Condition {
    let values = values.into_iter().map(|v| adapt::cell_value(&v)).collect();
    Condition::Accepts {
        input,
        cell: Cell::OneOf(values),
    }
}

fn guards(x: &Piece, y: &Piece) -> Vec<Condition> {
    x.0.iter().chain(&y.0).cloned().collect()
}

fn pairs<'p>(left: &'p [Piece], right: &'p [Piece]) -> Lowered<Vec<(&'p Piece, &'p Piece)>> {
    if MOST < left.len().saturating_mul(right.len()) {
        return Err("较大、较小套得太多".to_owned());
    }
    Ok(left
        .iter()
        .flat_map(|x| right.iter().map(move |y| (x, y)))
        .collect())
}

// In one of the cases the comparison holds.
fn joined(
    left: &[Piece],
    right: &[Piece],
    compare: impl Fn(&Sum, &Sum) -> Lowered<Condition>,
) -> Lowered<Condition> {
    let mut ways = Vec::new();
    for (x, y) in pairs(left, right)? {
        let mut all = guards(x, y);
        all.push(compare(&x.1, &y.1)?);
        ways.push(if all.len() == 1 {
            all.remove(0)
        } else {
            Condition::And(all)
        });
    }
    Ok(if ways.len() == 1 {
        ways.remove(0)
    } else {
        Condition::Or(ways)
    })
}

/// `b op a` for `a op b`.
fn turned(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        same => same,
    }
}
