//! Formulas in plain words: what still has to be so.

use fadu_term::{DayRule, Term, Unit};

use crate::engine::view::View;
use crate::engine::words::acts_text;
use crate::model::{ArithOp, CompareOp, Condition, Expr, Model, Point, TermExpr, TermValue};
use crate::value::Value;

/// `现在还不能甲：…。` from the part of the condition that fails.
pub fn needed(view: &View<'_>, condition: &Condition, with_actor: bool) -> String {
    let model = view.session.model;
    let act = &model.act(condition.act).name;
    let phraser = Phraser {
        model,
        view: Some(view),
        act: Some(condition.act),
        with_actor,
    };
    let body = phraser.wanted(&condition.must, true);
    format!("现在还不能{act}：{body}。")
}

/// What the formula asks for, without a case: for `限` and descriptions.
pub fn required(model: &Model, expr: &Expr) -> String {
    Phraser {
        model,
        view: None,
        act: None,
        with_actor: true,
    }
    .wanted(expr, true)
}

/// A value as a person writes it: `5万元`, `2026年3月2日`.
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Money(m) => m.short(),
        Value::Date(d) => d.zh(),
        Value::Term(t) => t.spoken(),
        other => other.to_string(),
    }
}

/// A term as a person reads it: `5个工作日` where the statute makes working days of its 日, else `15天`.
pub fn term_text(term: Term, rule: &DayRule) -> String {
    match term.unit() {
        Unit::Day if rule.working_day_terms.covers(term.n()) => format!("{}个工作日", term.n()),
        Unit::Day | Unit::CalendarDay => format!("{}天", term.n()),
        _ => term.spoken(),
    }
}

struct Phraser<'m> {
    model: &'m Model,
    view: Option<&'m View<'m>>,
    act: Option<crate::model::ActId>,
    with_actor: bool,
}

impl Phraser<'_> {
    // Whether this part already is as wanted; then it needs no words.
    fn settled(&self, expr: &Expr, wanted: bool) -> bool {
        let (Some(view), Some(act)) = (self.view, self.act) else {
            return false;
        };
        if wanted {
            view.satisfiable(act, self.with_actor, expr)
        } else {
            view.satisfiable(act, self.with_actor, &Expr::Not(Box::new(expr.clone())))
        }
    }

    fn wanted(&self, expr: &Expr, wanted: bool) -> String {
        match (expr, wanted) {
            (Expr::Not(inner), _) => self.wanted(inner, !wanted),
            (Expr::And(parts), true) | (Expr::Or(parts), false) => {
                self.join(parts, wanted, "，并且")
            }
            (Expr::Or(parts), true) | (Expr::And(parts), false) => {
                self.join(parts, wanted, "，或者")
            }
            (atom, true) => self.atom(atom),
            (atom, false) => self.denied(atom),
        }
    }

    fn join(&self, parts: &[Expr], wanted: bool, word: &str) -> String {
        let all = word == "，并且";
        let mut texts: Vec<String> = Vec::new();
        for part in parts {
            if all && self.settled(part, wanted) {
                continue;
            }
            let text = self.wanted(part, wanted);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts.join(word)
    }

    fn atom(&self, expr: &Expr) -> String {
        let acts = |a| acts_text(self.model, a);
        match expr {
            Expr::Done(a) => format!("要先{}", acts(a)),
            Expr::After(x, y) => format!("{}之后要{}", self.point_event(y), self.point_again(x)),
            Expr::Expired(a, t) => format!("{}后要满{}", acts(a), self.term(t)),
            Expr::Within(a, t) => format!("要在{}后{}内", acts(a), self.term(t)),
            Expr::PastDate(d, t) => format!("{}起要满{}", self.operand(d), self.term(t)),
            Expr::ByRole(_, text) => format!("要由{}办理", strip(text)),
            Expr::Avoids(f) => format!("办理人不能在{}之中", self.model.fact(*f).name),
            Expr::Different(a) => format!("办理人不能是办过{}的人", acts(a)),
            Expr::Same(a) => format!("要由办过{}的人办理", acts(a)),
            Expr::ValidIn(r) => format!("办理人当天要有有效的{}", self.model.register(*r).name),
            Expr::Some(r, f) => format!(
                "{}中要有{}的一项",
                self.model.register(*r).name,
                self.such(f.as_deref())
            ),
            Expr::Every(r, f) => format!(
                "{}中每一项都要{}",
                self.model.register(*r).name,
                self.such(f.as_deref())
            ),
            Expr::Filled(f) => format!("要先填写{}", self.model.fact(*f).name),
            Expr::Pending(d) => format!("{}要还没有办完", self.duty(*d)),
            Expr::CaseDone(f, act) => format!("{}中要已经{act}", self.model.fact(*f).name),
            Expr::Subset(a, b) => format!("{}都要在{}之中", self.operand(a), self.operand(b)),
            Expr::Contains(a, v) => format!("{}要包括{}", self.operand(a), value_text(v)),
            Expr::ContainsAny(a, v) => format!("{}要包括{}之一", self.operand(a), values(v)),
            Expr::Compare(op, a, b, _) => self.compare(*op, a, b),
            other => format!("{}要为是", self.operand(other)),
        }
    }

    fn denied(&self, expr: &Expr) -> String {
        let acts = |a| acts_text(self.model, a);
        match expr {
            Expr::Done(a) => format!("已经{}的不能再办", acts(a)),
            Expr::After(x, y) => format!(
                "{}之后又{}的不能办",
                self.point_event(y),
                self.point_again(x)
            ),
            Expr::Expired(a, t) => format!("{}后{}已满", acts(a), self.term(t)),
            Expr::Within(a, t) => format!("{}后{}内不能办", acts(a), self.term(t)),
            Expr::PastDate(d, t) => format!("{}起已满{}", self.operand(d), self.term(t)),
            Expr::ByRole(_, text) => format!("不能由{}办理", strip(text)),
            Expr::Some(r, f) => format!(
                "{}中不能有{}的一项",
                self.model.register(*r).name,
                self.such(f.as_deref())
            ),
            Expr::Filled(f) => format!("{}不能已经填写", self.model.fact(*f).name),
            Expr::Pending(d) => format!("{}要先办完", self.duty(*d)),
            Expr::CaseDone(f, act) => format!("{}中不能已经{act}", self.model.fact(*f).name),
            Expr::Contains(a, v) => format!("{}不能包括{}", self.operand(a), value_text(v)),
            Expr::ContainsAny(a, v) => format!("{}不能包括{}", self.operand(a), values(v)),
            Expr::Compare(op, a, b, _) => self.compare(opposite(*op), a, b),
            other => format!("{}不能为是", self.operand(other)),
        }
    }

    fn such(&self, formula: Option<&Expr>) -> String {
        formula.map_or_else(
            || "有效".to_owned(),
            |f| {
                let text = Phraser {
                    view: None,
                    ..*self
                }
                .wanted(f, true);
                format!("符合“{text}”")
            },
        )
    }

    fn point_event(&self, point: &Point) -> String {
        match point {
            Point::Acts(a) => acts_text(self.model, a),
            Point::Facts(f) => format!("{}变更", self.facts(f)),
        }
    }

    fn point_again(&self, point: &Point) -> String {
        match point {
            Point::Acts(a) => {
                let before = self.view.is_some_and(|v| v.last(a).is_some());
                format!(
                    "{}{}",
                    if before { "再" } else { "" },
                    acts_text(self.model, a)
                )
            }
            Point::Facts(f) => format!("重新填写{}", self.facts(f)),
        }
    }

    fn facts(&self, facts: &crate::model::Facts) -> String {
        let names: Vec<&str> = facts
            .ids
            .iter()
            .map(|f| &*self.model.fact(*f).name)
            .collect();
        names.join("、")
    }

    fn duty(&self, id: crate::model::DutyId) -> String {
        let duty = self.model.duty(id);
        duty.name
            .as_ref()
            .map_or_else(|| acts_text(self.model, &duty.target), ToString::to_string)
    }

    fn term(&self, term: &TermExpr) -> String {
        match (&term.term, self.view.and_then(|v| v.term(term))) {
            (TermValue::Literal(t), _) => term_text(*t, &term.rule),
            (_, Some(t)) => term_text(t, &term.rule),
            (TermValue::Param(p), None) => self.model.parameter(*p).name.to_string(),
            (TermValue::Fact(f), None) => self.model.fact(*f).name.to_string(),
        }
    }

    fn compare(&self, op: CompareOp, a: &Expr, b: &Expr) -> String {
        let word = match op {
            CompareOp::Eq => "要是",
            CompareOp::Ne => "不能是",
            CompareOp::Lt => "要小于",
            CompareOp::Le => "不能超过",
            CompareOp::Gt => "要超过",
            CompareOp::Ge => "不能少于",
        };
        format!("{}{word}{}", self.operand(a), self.operand(b))
    }

    fn operand(&self, expr: &Expr) -> String {
        let acts = |a| acts_text(self.model, a);
        match expr {
            Expr::Const(v) => value_text(v),
            Expr::Fact(f) => self.model.fact(*f).name.to_string(),
            Expr::Param(p) => self.model.parameter(*p).name.to_string(),
            Expr::EntryField(f) => f.to_string(),
            Expr::LastDay(d, t) => format!("{}起{}的最后一天", self.operand(d), self.term(t)),
            Expr::EffectiveDay(a) => format!("{}的生效日", acts(a)),
            Expr::ValueAt(f, a) => format!("{}时的{}", acts(a), self.model.fact(*f).name),
            Expr::Days(a, b) => format!("{}到{}的天数", self.operand(a), self.operand(b)),
            Expr::Today => "办理当天".to_owned(),
            Expr::Persons => "办理人数".to_owned(),
            Expr::Count(r, _) => format!("{}中符合条件的项数", self.model.register(*r).name),
            Expr::Size(e) => format!("{}的项数", self.operand(e)),
            Expr::Times(a) => format!("{}的次数", acts(a)),
            Expr::Smaller(a, b) => format!("{}与{}中较小的", self.operand(a), self.operand(b)),
            Expr::Larger(a, b) => format!("{}与{}中较大的", self.operand(a), self.operand(b)),
            Expr::Overdue(d) => format!("{}超过期限的天数", self.duty(*d)),
            Expr::CaseFact(f, name) => format!("{}的{name}", self.model.fact(*f).name),
            Expr::Member(a, field) => format!("{}的{field}", acts(a)),
            Expr::Own(field) => format!("这一步的{field}"),
            Expr::Arith(op, a, b) => {
                let word = match op {
                    ArithOp::Add => "加",
                    ArithOp::Sub => "减",
                    ArithOp::Mul => "乘以",
                    ArithOp::Div => "除以",
                };
                format!("{}{word}{}", self.operand(a), self.operand(b))
            }
            other => self.wanted(other, true),
        }
    }
}

fn strip(text: &str) -> &str {
    text.trim_start_matches('〔').trim_end_matches('〕')
}

fn values(values: &[Value]) -> String {
    values.iter().map(value_text).collect::<Vec<_>>().join("、")
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Eq => CompareOp::Ne,
        CompareOp::Ne => CompareOp::Eq,
        CompareOp::Lt => CompareOp::Ge,
        CompareOp::Le => CompareOp::Gt,
        CompareOp::Gt => CompareOp::Le,
        CompareOp::Ge => CompareOp::Lt,
    }
}
