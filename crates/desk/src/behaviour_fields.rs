//! Questions that a behaviour adds to an act: only those that something reads, each with the answers that count.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_norm::behaviour::{BehaviourField, FieldKind};
use fadu_norm::model::{Act, ActId, Expr, Model, Origin};
use fadu_norm::tree::CompareOp;
use fadu_norm::value::Value;

use crate::view::{Choice, Field, Input};
use crate::views::{FieldView, Views};

/// A field of a behaviour as it is asked in one act.
pub(crate) struct Asked {
    /// `送达.方式`
    pub name: String,
    pub kind: FieldKind,
    pub view: FieldView,
    /// The only answers, where they are known.
    pub choices: Vec<String>,
}

impl Asked {
    /// Whether the texts are an answer; the sentence says what to do.
    pub(crate) fn wrong(&self, label: &str, texts: &[String]) -> Option<String> {
        match texts.first().map(|t| t.trim()) {
            None if self.view.required => Some(format!("请填写“{label}”")),
            // Only the pack's own words bind; what the norms compare with is a proposal.
            Some(one)
                if !self.view.choices.is_empty() && !self.choices.iter().any(|c| c == one) =>
            {
                Some(format!("“{label}”请选：{}", self.choices.join("、")))
            }
            _ => None,
        }
    }
}

/// What the behaviours of an act ask.
pub(crate) fn asked(model: &Model, views: &Views, id: ActId) -> Vec<Asked> {
    let act = model.act(id);
    let mut list = Vec::new();
    for behaviour in &act.behaviours {
        for field in behaviour.fields {
            let name = format!("{}.{}", behaviour.name, field.name);
            let own = views
                .field
                .contains_key(&format!("{}.{}", act.name, field.name));
            let read = Reads::of(model, id, behaviour.name, field);
            if behaviour.delays || own || read.any {
                let view = views.field(&act.name, &name);
                list.push(Asked {
                    choices: choices(&view, &read, field),
                    kind: field.kind,
                    view,
                    name,
                });
            }
        }
    }
    list
}

// Without words of the pack: what the norms ask for, and its opposite.
fn choices(view: &FieldView, read: &Reads, field: &BehaviourField) -> Vec<String> {
    if !view.choices.is_empty() || field.kind != FieldKind::Open {
        return view.choices.clone();
    }
    let opposite = |v: &Arc<str>| [v.to_string(), format!("不{v}")];
    read.values.iter().flat_map(opposite).collect()
}

/// The same as fields of a form.
pub(crate) fn fields(model: &Model, views: &Views, id: ActId) -> Vec<Field> {
    let act = model.act(id);
    asked(model, views, id)
        .into_iter()
        .map(|a| one(act, views, a))
        .collect()
}

fn one(act: &Act, views: &Views, asked: Asked) -> Field {
    let choice = |c: &String| Choice {
        value: c.clone(),
        label: c.clone(),
    };
    let input = match asked.kind {
        _ if !asked.choices.is_empty() => Input::One(asked.choices.iter().map(choice).collect()),
        FieldKind::Date => Input::Date,
        FieldKind::Term => Input::Term,
        FieldKind::Integer => Input::Integer,
        FieldKind::Money => Input::Money,
        FieldKind::Bool => Input::YesNo,
        FieldKind::Case => Input::Case,
        FieldKind::Open | FieldKind::Text => Input::Line,
    };
    Field {
        label: views.field_label(&act.name, &asked.name),
        hint: asked.view.hint.clone(),
        why: String::new(),
        chips: Vec::new(),
        input,
        required: asked.view.required,
        values: Vec::new(),
        known: None,
        error: None,
        name: asked.name,
    }
}

/// Where the norms read a field of an act, and what they compare it with.
#[derive(Default)]
struct Reads {
    any: bool,
    values: BTreeSet<Arc<str>>,
}

impl Reads {
    fn of(model: &Model, act: ActId, behaviour: &str, field: &BehaviourField) -> Reads {
        let mut reads = Reads::default();
        let own = format!("{behaviour}.{}", field.name);
        let is_it = |expr: &Expr, here: bool| match expr {
            Expr::Member(acts, name) => acts.ids.contains(&act) && ends(name, field.name),
            Expr::Own(name) => here && (**name == *own || ends(name, field.name)),
            _ => false,
        };
        for condition in &model.conditions {
            let here = condition.act == act;
            reads.walk(&condition.formula(), &|e| is_it(e, here));
        }
        for fact in &model.facts {
            if let Origin::Computed(expr) = &fact.origin {
                reads.walk(expr, &|e| is_it(e, false));
            }
        }
        for given in model.duties.iter().filter_map(|d| d.given.as_ref()) {
            reads.walk(given, &|e| is_it(e, false));
        }
        reads
    }

    fn walk(&mut self, expr: &Expr, is_it: &impl Fn(&Expr) -> bool) {
        self.any = self.any || is_it(expr);
        if let Expr::Compare(CompareOp::Eq | CompareOp::Ne, a, b, _) = expr {
            for (field, other) in [(a, b), (b, a)] {
                if let (true, Expr::Const(Value::Choice(v) | Value::Text(v))) =
                    (is_it(field), &**other)
                {
                    self.values.insert(v.clone());
                }
            }
        }
        for inner in fadu_norm::engine::parts(expr) {
            self.walk(inner, is_it);
        }
    }
}

fn ends(name: &str, field: &str) -> bool {
    name.rsplit_once('.').map_or(name, |(_, last)| last) == field
}
