//! Types of expressions, and values written in a file.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_base::Number;

use crate::model::Type;
use crate::resolve::suggestion;
use crate::tree::{self, LiteralKind, TypeKind};
use crate::value::Value;

/// The model's type for a type as written.
pub(crate) fn of_tree(ty: &tree::Type) -> Type {
    let values = |names: &[tree::Name]| names.iter().map(|n| Arc::from(n.text.as_str())).collect();
    match &ty.kind {
        TypeKind::Bool => Type::Bool,
        TypeKind::Choice { values: v, ordered } => Type::Choice {
            values: values(v),
            ordered: *ordered,
        },
        TypeKind::Multi { values: v, ordered } => Type::Multi {
            values: values(v),
            ordered: *ordered,
        },
        TypeKind::Integer => Type::Integer,
        TypeKind::Number => Type::Number,
        TypeKind::Money => Type::Money,
        TypeKind::Date => Type::Date,
        TypeKind::Moment => Type::Moment,
        TypeKind::Term => Type::Term,
        TypeKind::Text => Type::Text,
        TypeKind::Party => Type::Party,
        TypeKind::Person => Type::Person,
        TypeKind::Office => Type::Office,
        TypeKind::Matter => Type::Matter,
        TypeKind::Attachment => Type::Attachment,
        TypeKind::Case => Type::Case,
        TypeKind::List(inner) => Type::List(Box::new(of_tree(inner))),
    }
}

impl Type {
    /// As written in a file, for messages.
    pub fn zh(&self) -> String {
        match self {
            Type::Bool => "是否".into(),
            Type::Choice { .. } => "单选".into(),
            Type::Multi { .. } => "多选".into(),
            Type::Integer => "整数".into(),
            Type::Number => "数".into(),
            Type::Money => "金额".into(),
            Type::Date => "日期".into(),
            Type::Moment => "时刻".into(),
            Type::Term => "期限".into(),
            Type::Text => "文本".into(),
            Type::Party => "主体".into(),
            Type::Person => "人员".into(),
            Type::Office => "机构".into(),
            Type::Matter => "事项".into(),
            Type::Attachment => "附件".into(),
            Type::Case => "案件".into(),
            Type::List(inner) => format!("列 {}", inner.zh()),
            Type::Open => "名称".into(),
        }
    }

    /// Values of this type are names or texts that compare only for equality.
    pub fn is_textual(&self) -> bool {
        matches!(
            self,
            Type::Moment
                | Type::Text
                | Type::Party
                | Type::Person
                | Type::Office
                | Type::Matter
                | Type::Attachment
                | Type::Open
        )
    }

    /// The values of a choice.
    pub fn choices(&self) -> Option<&Arc<[Arc<str>]>> {
        match self {
            Type::Choice { values, .. } | Type::Multi { values, .. } => Some(values),
            Type::List(inner) => inner.choices(),
            _ => None,
        }
    }
}

/// A written value of a type.
///
/// # Errors
/// A Chinese sentence that says what was expected.
pub(crate) fn value_of(literal: &LiteralKind, ty: &Type) -> Result<Value, String> {
    match (literal, ty) {
        (LiteralKind::Bool(b), Type::Bool) => Ok(Value::Bool(*b)),
        (LiteralKind::Number(n), Type::Number) => Ok(Value::Number(*n)),
        (LiteralKind::Number(n), Type::Integer) if n.is_integer() => Ok(Value::Number(*n)),
        (LiteralKind::Money(m), Type::Money) => Ok(Value::Money(*m)),
        (LiteralKind::Date(d), Type::Date) => Ok(Value::Date(*d)),
        (LiteralKind::Term(t), Type::Term) => Ok(Value::Term(*t)),
        (LiteralKind::Text(t), ty) if ty.is_textual() => Ok(Value::Text(t.as_str().into())),
        (LiteralKind::Name(n), ty) if ty.is_textual() => Ok(Value::Text(n.as_str().into())),
        (LiteralKind::Name(n), Type::Choice { values, .. }) => choice(n, values).map(Value::Choice),
        (LiteralKind::Name(n), Type::Multi { values, .. }) => {
            choice(n, values).map(|v| Value::Multi(BTreeSet::from([v])))
        }
        (LiteralKind::Bool(b), Type::Choice { values, .. }) => {
            choice(if *b { "是" } else { "否" }, values).map(Value::Choice)
        }
        _ => Err(format!(
            "这里要写{}的值，写的是{}",
            ty.zh(),
            literal_zh(literal)
        )),
    }
}

/// A choice by name.
pub(crate) fn choice(name: &str, values: &[Arc<str>]) -> Result<Arc<str>, String> {
    values
        .iter()
        .find(|v| &***v == name)
        .cloned()
        .ok_or_else(|| {
            format!(
                "没有“{name}”这个选项{}",
                suggestion(name, values.iter().map(|v| &**v))
            )
        })
}

pub(crate) fn literal_zh(literal: &LiteralKind) -> String {
    match literal {
        LiteralKind::Number(n) => format!("数 {}", crate::value::number_text(n)),
        LiteralKind::Money(m) => format!("金额 {}", m.short()),
        LiteralKind::Date(d) => format!("日期 {d}"),
        LiteralKind::Term(t) => format!("期限 {t}"),
        LiteralKind::Bool(b) => (if *b { "是" } else { "否" }).to_owned(),
        LiteralKind::Text(_) => "文本".to_owned(),
        LiteralKind::Name(n) => format!("“{n}”"),
    }
}

/// The value and type of a literal that no type is known for.
pub(crate) fn plain_value(literal: &LiteralKind) -> Option<(Value, Type)> {
    match literal {
        LiteralKind::Bool(b) => Some((Value::Bool(*b), Type::Bool)),
        LiteralKind::Number(n) => Some((Value::Number(*n), Type::Number)),
        LiteralKind::Money(m) => Some((Value::Money(*m), Type::Money)),
        LiteralKind::Date(d) => Some((Value::Date(*d), Type::Date)),
        LiteralKind::Term(t) => Some((Value::Term(*t), Type::Term)),
        LiteralKind::Text(t) => Some((Value::Text(t.as_str().into()), Type::Text)),
        LiteralKind::Name(_) => None,
    }
}

/// Whether two types can be compared with each other.
pub(crate) fn comparable(a: &Type, b: &Type) -> bool {
    let number = |t: &Type| matches!(t, Type::Integer | Type::Number);
    let named = |t: &Type| t.is_textual() || matches!(t, Type::Choice { .. });
    let set = |t: &Type| matches!(t, Type::Multi { .. } | Type::List(_));
    (number(a) && number(b))
        || (named(a) && named(b))
        || (set(a) && (set(b) || named(b)))
        || (named(a) && set(b))
        || a == b
}

/// The type of `a op b`, when the language has it (language.md section 2.2).
pub(crate) fn arithmetic(op: tree::ArithOp, a: &Type, b: &Type) -> Option<Type> {
    use tree::ArithOp::{Add, Div, Mul, Sub};
    let number = |t: &Type| matches!(t, Type::Integer | Type::Number);
    match (op, a, b) {
        (Add | Sub | Mul, Type::Integer, Type::Integer) => Some(Type::Integer),
        (_, x, y) if number(x) && number(y) => Some(Type::Number),
        (Add | Sub, Type::Money, Type::Money) => Some(Type::Money),
        (Mul | Div, Type::Money, n) if number(n) => Some(Type::Money),
        (Mul, n, Type::Money) if number(n) => Some(Type::Money),
        (Div, Type::Money, Type::Money) => Some(Type::Number),
        (Add | Sub, Type::Date, Type::Term) => Some(Type::Date),
        (Sub, Type::Date, Type::Date) => Some(Type::Integer),
        _ => None,
    }
}

/// Zero, for `逾期 名` where a condition is wanted.
pub(crate) fn zero() -> Value {
    Value::Number(Number::from_integer(0))
}
