//! Behaviours (`类`, language.md section 5): the closed set of mechanisms that an act may have.
//!
//! A behaviour says which facts it contributes and whether it puts the act's effect later.
//! It holds no number, title or article: those stand in `packs/general/behaviours.toml`.

mod served;

pub use served::{Notice, effective_day};

use crate::model::Type;

/// A mechanism of an act.
#[derive(PartialEq, Eq, Debug)]
pub struct Behaviour {
    /// The word of the language.
    pub name: &'static str,
    /// The facts it contributes.
    pub fields: &'static [BehaviourField],
    /// Whether the act's effect may come later than its date (M4).
    pub delays: bool,
}

/// A fact of a behaviour.
#[derive(PartialEq, Eq, Debug)]
pub struct BehaviourField {
    /// Its name.
    pub name: &'static str,
    /// Its kind.
    pub kind: FieldKind,
}

/// Kinds of behaviour facts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldKind {
    /// An open name: `通过`, `直接`.
    Open,
    /// A day.
    Date,
    /// A term.
    Term,
    /// A whole number.
    Integer,
    /// An amount.
    Money,
    /// Yes or no.
    Bool,
    /// A text.
    Text,
    /// Another case.
    Case,
}

impl FieldKind {
    /// The type of the language that values of this kind have.
    pub fn ty(self) -> Type {
        match self {
            FieldKind::Open => Type::Open,
            FieldKind::Date => Type::Date,
            FieldKind::Term => Type::Term,
            FieldKind::Integer => Type::Integer,
            FieldKind::Money => Type::Money,
            FieldKind::Bool => Type::Bool,
            FieldKind::Text => Type::Text,
            FieldKind::Case => Type::Case,
        }
    }
}

const fn field(name: &'static str, kind: FieldKind) -> BehaviourField {
    BehaviourField { name, kind }
}

const fn plain(name: &'static str, fields: &'static [BehaviourField]) -> Behaviour {
    Behaviour {
        name,
        fields,
        delays: false,
    }
}

use FieldKind::{Bool, Case, Date, Integer, Money, Open, Term, Text};

/// All behaviours.
pub static BEHAVIOURS: &[Behaviour] = &[
    plain("审批", &[]),
    Behaviour {
        name: served::NAME,
        fields: &[
            field(served::MODE, Open),
            field(served::DAY, Date),
            field(served::NOTICE_TERM, Term),
        ],
        delays: true,
    },
    plain("取证", &[field("地点", Text), field("时间", Text)]),
    plain("审查", &[field("结论", Open)]),
    plain("听证", &[field("结论", Open), field("到场", Bool)]),
    plain("会议", &[field("结论", Open), field("出席人数", Integer)]),
    plain("抽取", &[field("结果", Text)]),
    plain(
        "征求",
        &[
            field("起日", Date),
            field("止日", Date),
            field("意见数", Integer),
        ],
    ),
    plain("公示", &[field("起日", Date), field("撤回日", Date)]),
    plain("收款", &[field("金额", Money), field("收款日", Date)]),
    plain("转接", &[field("案", Case)]),
    plain("考试", &[]),
    plain("评分", &[]),
];

/// The behaviour with this name.
pub fn named(name: &str) -> Option<&'static Behaviour> {
    BEHAVIOURS.iter().find(|b| b.name == name)
}

impl Behaviour {
    /// Its field with this name.
    pub fn field(&self, name: &str) -> Option<&'static BehaviourField> {
        self.fields.iter().find(|f| f.name == name)
    }
}
