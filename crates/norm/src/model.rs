//! A resolved procedure: names looked up, parents and parts flattened in, types checked.
//!
//! Everything after `resolve` (engine, abstraction, checker, pages) reads this and nothing else.
//! Lists keep the order of the files, parents first. Rule numbers are those of docs/language.md.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_base::Date;
use fadu_base::hash::Digest;
use fadu_law::Citation;
use fadu_term::{DayRule, Term};

pub use crate::tree::{ArithOp, CompareOp};
use crate::value::Value;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub u16);
        impl $name {
            /// As a place in the model's list.
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    )+};
}
ids!(
    /// A role of the model.
    RoleId,
    /// A parameter of the model.
    ParamId,
    /// A fact of the model.
    FactId,
    /// An act of the model.
    ActId,
    /// A condition of the model.
    ConditionId,
    /// A duty of the model.
    DutyId,
    /// A register of the model.
    RegisterId,
    /// A table of the model.
    TableId
);

/// A procedure, resolved.
#[derive(Clone, Debug)]
pub struct Model {
    /// Chinese name.
    pub name: Arc<str>,
    /// Address-safe name.
    pub slug: Arc<str>,
    /// The family its properties come from.
    pub family: Option<Arc<str>>,
    /// `承`: names of the procedures it starts from, nearest first.
    pub bases: Vec<Arc<str>>,
    /// Acts that open a case.
    pub opens: Vec<ActId>,
    /// Acts that close it.
    pub closes: Vec<ActId>,
    /// Pattern of the case number.
    pub number: Option<Arc<str>>,
    /// `依据`
    pub basis: Vec<Citation>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Parameters, with the value in force.
    pub parameters: Vec<Parameter>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// Acts, in the order of the file.
    pub acts: Vec<Act>,
    /// Conditions, each for one act.
    pub conditions: Vec<Condition>,
    /// Duties.
    pub duties: Vec<Duty>,
    /// Properties: those of the procedure's own file and of its family.
    pub properties: Vec<Property>,
    /// Registers declared or named.
    pub registers: Vec<Register>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Meanings of the family; empty when no `族` was at hand.
    pub meanings: Meanings,
    /// How long a public notice runs when an act does not say (M4).
    pub notice: crate::behaviour::Notice,
    /// What `改` changed, for the description.
    pub changes: Vec<Changed>,
    /// Hash of the canonical text of everything flattened in.
    pub version: Digest,
}

/// A change that a variant made to what it inherited.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Of what.
    pub name: Arc<str>,
    /// `因`
    pub reason: Arc<str>,
}

/// The meanings that a family lists.
#[derive(Clone, Debug, Default)]
pub struct Meanings {
    /// `行为义`; true: required.
    pub acts: BTreeMap<Arc<str>, bool>,
    /// `事实义`
    pub facts: BTreeMap<Arc<str>, bool>,
    /// `角色义`
    pub roles: BTreeMap<Arc<str>, bool>,
}

/// `角色`
#[derive(Clone, Debug)]
pub struct Role {
    /// Its name.
    pub name: Arc<str>,
    /// `持`
    pub holds: Vec<RegisterId>,
    /// `外部`
    pub external: bool,
    /// `系统`
    pub system: bool,
    /// `义`
    pub meanings: Vec<Arc<str>>,
}

/// `参数`
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// The default of the file.
    pub default: Value,
    /// The value in force (`设`, else the default).
    pub value: Value,
    /// `限`, over this parameter and others.
    pub limit: Option<Expr>,
    /// `据`
    pub cites: Vec<Citation>,
}

/// A type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// `是否`
    Bool,
    /// `单选`
    Choice {
        /// Values as written.
        values: Arc<[Arc<str>]>,
        /// `序`: ascends as written.
        ordered: bool,
    },
    /// `多选`
    Multi {
        /// Values as written.
        values: Arc<[Arc<str>]>,
        /// `序`
        ordered: bool,
    },
    /// `整数`
    Integer,
    /// `数`
    Number,
    /// `金额`
    Money,
    /// `日期`
    Date,
    /// `时刻`
    Moment,
    /// `期限`
    Term,
    /// `文本`
    Text,
    /// `主体`
    Party,
    /// `人员`
    Person,
    /// `机构`
    Office,
    /// `事项`
    Matter,
    /// `附件`
    Attachment,
    /// `案件`
    Case,
    /// `列`
    List(Box<Type>),
    /// A field of a behaviour whose values are open names (`结论`).
    Open,
}

/// `事实`
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// Where its value comes from.
    pub origin: Origin,
    /// `初`
    pub initial: Option<Value>,
    /// `限`
    pub limit: Option<Expr>,
    /// `个人信息`
    pub personal: bool,
    /// `商业秘密`
    pub trade_secret: bool,
    /// `不入考核`
    pub not_assessed: bool,
    /// `义`
    pub meanings: Vec<Arc<str>>,
    /// `注`
    pub note: Option<Arc<str>>,
}

/// Where a fact's value comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Acts set it.
    Typed,
    /// `= 式`
    Computed(Expr),
    /// `源 名录.字段 按 事实`
    Register {
        /// The register.
        register: RegisterId,
        /// Its field.
        field: Arc<str>,
        /// The fact that names the entry.
        by: FactId,
    },
    /// The output of tables, the first whose validity covers the day.
    Table(Vec<TableId>),
}

/// `行为`
#[derive(Clone, Debug)]
pub struct Act {
    /// Chinese name.
    pub name: Arc<str>,
    /// Address-safe name.
    pub slug: Arc<str>,
    /// `由`; empty: any role that is not `系统`.
    pub roles: Vec<RoleId>,
    /// `填`
    pub fills: Vec<FactId>,
    /// `选填`; for `选填 *` every typed fact.
    pub may_fill: Vec<FactId>,
    /// `选填 *`: a correction (M13).
    pub corrects: bool,
    /// `出`
    pub issues: Vec<Issue>,
    /// `载`
    pub carries: Vec<FactId>,
    /// `义`
    pub meanings: Vec<Arc<str>>,
    /// `无义 因`
    pub no_meaning: Option<Arc<str>>,
    /// `类`
    pub behaviours: Vec<&'static crate::behaviour::Behaviour>,
    /// `批`
    pub approvers: Vec<RoleId>,
    /// `多次`
    pub repeats: bool,
    /// `撤`
    pub revokes: Vec<ActId>,
    /// `撤 *`: revokes the one record named (M13).
    pub revokes_record: bool,
    /// `结后`
    pub after_close: bool,
    /// `补录`
    pub late_entry: Option<TermExpr>,
    /// Its conditions, in order.
    pub conditions: Vec<ConditionId>,
}

/// `出 文书 [号 "…"]`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issue {
    /// The document.
    pub document: Arc<str>,
    /// The pattern of its number.
    pub number: Option<Arc<str>>,
}

/// One condition of one act.
#[derive(Clone, Debug)]
pub struct Condition {
    /// `可 行为/名` or `可 行为/n` (M7).
    pub id: Arc<str>,
    /// Its own name.
    pub name: Option<Arc<str>>,
    /// The act it binds.
    pub act: ActId,
    /// `须 φ` (`不得 φ` is `须 非 φ`, M6), without `若`.
    pub must: Expr,
    /// Whether it was written `不得`: `must` is then `非 …`.
    pub forbids: bool,
    /// `若`
    pub given: Option<Expr>,
    /// `据`
    pub cites: Vec<Citation>,
    /// `违`
    pub breach: Option<Breach>,
    /// `言`
    pub words: Option<Arc<str>>,
}

impl Condition {
    /// The whole condition, `非 ψ 或 φ` (M6).
    pub fn formula(&self) -> Expr {
        match &self.given {
            None => self.must.clone(),
            Some(given) => Expr::Or(vec![Expr::Not(Box::new(given.clone())), self.must.clone()]),
        }
    }
}

/// What a breach leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Breach {
    /// `无效`, `可撤销` or `瑕疵`.
    pub consequence: Arc<str>,
    /// Where the law says so.
    pub cites: Vec<Citation>,
}

/// One or several acts: a name, or all acts with a meaning.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Acts {
    /// Sorted.
    pub ids: Vec<ActId>,
    /// As written: `告知` or `〔告知〕`.
    pub text: Arc<str>,
}

/// One or several facts: a name, or all facts with a meaning (only in `后于`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Facts {
    /// Sorted.
    pub ids: Vec<FactId>,
    /// As written.
    pub text: Arc<str>,
}

/// What stands beside `后于`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Point {
    /// The last standing effective instance of any of them.
    Acts(Acts),
    /// The last change of any of them.
    Facts(Facts),
}

/// A term with the day rule that its citation gives it (T5).
#[derive(Clone, Debug)]
pub struct TermExpr {
    /// The length.
    pub term: TermValue,
    /// What `日` means and whether the last day moves.
    pub rule: Arc<DayRule>,
}

impl PartialEq for TermExpr {
    fn eq(&self, other: &TermExpr) -> bool {
        self.term == other.term && (Arc::ptr_eq(&self.rule, &other.rule) || self.rule == other.rule)
    }
}

/// The length of a term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TermValue {
    /// Written.
    Literal(Term),
    /// A parameter.
    Param(ParamId),
    /// A fact.
    Fact(FactId),
}

/// The time that a duty or a deadline gives.
#[derive(Clone, PartialEq, Debug)]
pub enum Within {
    /// `后 期限 内`
    After(TermExpr),
    /// `前 期限`
    Before(TermExpr),
    /// `及时`
    Promptly,
}

/// What starts a duty.
#[derive(Clone, PartialEq, Debug)]
pub enum Trigger {
    /// Each standing effective instance.
    Acts(Acts),
    /// A date fact while it has a value.
    Fact(FactId),
}

/// `应`
#[derive(Clone, Debug)]
pub struct Duty {
    /// `应 行为/名` or `应 行为/n` (M7).
    pub id: Arc<str>,
    /// Its own name.
    pub name: Option<Arc<str>>,
    /// What is due.
    pub target: Acts,
    /// What starts it.
    pub trigger: Trigger,
    /// By when.
    pub within: Within,
    /// `若`
    pub given: Option<Expr>,
    /// `据`
    pub cites: Vec<Citation>,
    /// `不顺延`
    pub hard: bool,
    /// `延`
    pub extends: Vec<Extend>,
    /// `停`
    pub stops: Vec<Stop>,
    /// `重起`
    pub restarts: Vec<Acts>,
    /// `逾`
    pub expiry: Option<Arc<str>>,
    /// `违`
    pub breach: Option<Breach>,
}

/// `延 行为 期限 [n次]`
#[derive(Clone, PartialEq, Debug)]
pub struct Extend {
    /// The act that extends.
    pub act: Acts,
    /// By how much.
    pub term: TermExpr,
    /// How often at most.
    pub times: Option<u32>,
}

/// `停 行为 至 行为`
#[derive(Clone, PartialEq, Debug)]
pub struct Stop {
    /// From here
    pub from: Acts,
    /// to here.
    pub until: Acts,
}

/// A property to be proved.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name.
    pub name: Arc<str>,
    /// Whether it comes from a statute's file (not the procedure's own).
    pub of_family: bool,
    /// What it claims; `Err`: it names meanings, none of which occurs (not applicable), with them.
    pub template: Result<Template, Vec<Arc<str>>>,
    /// `据`
    pub cites: Vec<Citation>,
    /// `因`
    pub reason: Option<Arc<str>>,
}

/// The templates of section 4.
#[derive(Clone, Debug)]
pub enum Template {
    /// `凡 X 时 φ`
    Whenever(Acts, Expr),
    /// `恒 φ`
    Always(Expr),
    /// `终局时 φ`
    AtClose(Expr),
    /// `凡 X 后 不得 Y [除非 φ]`
    NotAfter {
        /// X
        first: Acts,
        /// Y
        then: Acts,
        /// φ
        unless: Option<Expr>,
    },
    /// `分离 X Y`
    Separate(Acts, Acts),
    /// `限期`
    Deadline {
        /// X
        trigger: Trigger,
        /// The longest time.
        within: Within,
        /// Y
        target: Acts,
        /// `若`
        given: Option<Expr>,
        /// `许停`
        stops: Vec<Stop>,
        /// `许延`
        extends: Vec<(TermExpr, Option<u32>)>,
    },
    /// `恒可 X [若 φ]`
    AlwaysMay(Acts, Option<Expr>),
    /// `总能 X [若 φ]`
    CanAlways(Acts, Option<Expr>),
    /// `可达 φ`
    Reachable(Expr),
}

/// `名录`
#[derive(Clone, Debug)]
pub struct Register {
    /// Chinese name.
    pub name: Arc<str>,
    /// Address-safe name; empty when only named, not declared.
    pub slug: Arc<str>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// `效期`: names of the fields with the first and the last day.
    pub valid: Option<(Arc<str>, Arc<str>)>,
    /// `键`
    pub keys: Vec<Arc<str>>,
    /// How acts change it.
    pub changes: Vec<RegisterChange>,
    /// `案内`
    pub within_case: bool,
    /// False: only named (`持`), nothing is known of its fields.
    pub declared: bool,
}

/// A field of a register.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub ty: Type,
    /// `个人信息`
    pub personal: bool,
    /// `商业秘密`
    pub trade_secret: bool,
}

/// How an act changes a register.
#[derive(Clone, Debug)]
pub struct RegisterChange {
    /// The act.
    pub act: ActId,
    /// What it does.
    pub kind: RegisterChangeKind,
}

/// `立`, `停` or `销`.
#[derive(Clone, Debug)]
pub enum RegisterChangeKind {
    /// A new entry with these fields.
    Enter(Vec<(Arc<str>, Expr)>),
    /// The entry that this fact names is suspended.
    Suspend(FactId),
    /// The entry that this fact names ends.
    End(FactId),
}

/// `表`
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Arc<str>,
    /// `入`
    pub inputs: Vec<FactId>,
    /// `出`
    pub output: FactId,
    /// Rows, in order.
    pub rows: Vec<Row>,
    /// `首中`: the first row that accepts counts; else `唯一`.
    pub first_hit: bool,
    /// `单调`; true: `升`.
    pub monotone: Vec<(FactId, bool)>,
    /// `幅度`, over inputs and output.
    pub range: Option<Expr>,
    /// `上级`
    pub superior: Option<Arc<str>>,
    /// `据`
    pub cites: Vec<Citation>,
    /// First and last day.
    pub valid: Option<(Date, Date)>,
    /// The same for evaluation, made once and shared by all copies; `None` only while it is made.
    pub prepared: Option<Arc<fadu_table::Table>>,
}

/// A row of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// One a column of `inputs`.
    pub cells: Vec<Cell>,
    /// The output.
    pub output: Value,
    /// Line in the file, from 1.
    pub line: u32,
}

/// What a cell accepts.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Anything.
    Any,
    /// `< v` …
    Compare(CompareOp, Value),
    /// `[a, b)` …; true: the end is included.
    Range {
        /// Lower end.
        low: Value,
        /// `[`
        low_closed: bool,
        /// Upper end.
        high: Value,
        /// `]`
        high_closed: bool,
    },
    /// One or several values.
    Values(Vec<Value>),
}

/// A formula or expression over the model.
#[derive(Clone, PartialEq, Debug)]
pub enum Expr {
    /// A constant.
    Const(Value),
    /// A fact.
    Fact(FactId),
    /// A parameter.
    Param(ParamId),
    /// A field of the register entry at hand (inside `有 尽 计`).
    EntryField(Arc<str>),
    /// `已 X` (`未 X` is `非 已 X`)
    Done(Acts),
    /// `X 后于 Y`
    After(Point, Point),
    /// `期满 X 期限`
    Expired(Acts, TermExpr),
    /// `期内 X 期限`
    Within(Acts, TermExpr),
    /// `逾 D 期限`
    PastDate(Box<Expr>, TermExpr),
    /// `末日 D 期限`
    LastDay(Box<Expr>, TermExpr),
    /// `效日 X`, also an act as an end of `日数`
    EffectiveDay(Acts),
    /// `F@X`
    ValueAt(FactId, Acts),
    /// `日数 甲 至 乙`
    Days(Box<Expr>, Box<Expr>),
    /// `今日`
    Today,
    /// `人数`
    Persons,
    /// `由 角色`: every performer acts in one of these
    ByRole(Vec<RoleId>, Arc<str>),
    /// `避 F`
    Avoids(FactId),
    /// `异人 X`
    Different(Acts),
    /// `同人 X`
    Same(Acts),
    /// `有效 名录`
    ValidIn(RegisterId),
    /// `有 名录 (公式)`
    Some(RegisterId, Option<Box<Expr>>),
    /// `尽 名录 (公式)`
    Every(RegisterId, Option<Box<Expr>>),
    /// `计 名录 (公式)`
    Count(RegisterId, Option<Box<Expr>>),
    /// `已填 F`
    Filled(FactId),
    /// `个数 F`
    Size(Box<Expr>),
    /// `次数 X`
    Times(Acts),
    /// `较小`
    Smaller(Box<Expr>, Box<Expr>),
    /// `较大`
    Larger(Box<Expr>, Box<Expr>),
    /// `F 皆在 G`
    Subset(Box<Expr>, Box<Expr>),
    /// `未决 名`
    Pending(DutyId),
    /// `逾期 名`: days overdue, 0 when not
    Overdue(DutyId),
    /// `案.已 X`
    CaseDone(FactId, Arc<str>),
    /// `案.F`
    CaseFact(FactId, Arc<str>),
    /// `X.字段`: of the last standing effective instance
    Member(Acts, Arc<str>),
    /// `本.字段`
    Own(Arc<str>),
    /// `F 含 甲`
    Contains(Box<Expr>, Value),
    /// `F 含任一 (甲, 乙)`
    ContainsAny(Box<Expr>, Vec<Value>),
    /// `a < b`; `Some`: the values of an ordered choice, ascending
    Compare(CompareOp, Box<Expr>, Box<Expr>, Option<Arc<[Arc<str>]>>),
    /// `a + b`; the result is money when `money` (rounded only as a computed fact's value)
    Arith(ArithOp, Box<Expr>, Box<Expr>),
    /// `且`
    And(Vec<Expr>),
    /// `或`
    Or(Vec<Expr>),
    /// `非`
    Not(Box<Expr>),
    /// A fact by a meaning that no fact of this procedure carries (only in properties): never known.
    Unknown(Arc<str>),
}

macro_rules! lookups {
    ($($get:ident $by_name:ident $list:ident $id:ident $item:ident),+) => {
        impl Model {$(
            /// The item with this id; ids come from this model.
            #[expect(clippy::indexing_slicing, reason = "ids are made by resolve from these lists")]
            pub fn $get(&self, id: $id) -> &$item {
                &self.$list[id.index()]
            }
            /// The item with this name.
            pub fn $by_name(&self, name: &str) -> Option<$id> {
                self.$list.iter().position(|i| &*i.name == name).map(|i| $id(i as u16))
            }
        )+}
    };
}
lookups!(
    role role_named roles RoleId Role,
    parameter parameter_named parameters ParamId Parameter,
    fact fact_named facts FactId Fact,
    act act_named acts ActId Act,
    register register_named registers RegisterId Register,
    table table_named tables TableId Table
);

impl Model {
    /// The condition with this id.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by resolve from this list"
    )]
    pub fn condition(&self, id: ConditionId) -> &Condition {
        &self.conditions[id.index()]
    }
    /// The duty with this id.
    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by resolve from this list"
    )]
    pub fn duty(&self, id: DutyId) -> &Duty {
        &self.duties[id.index()]
    }
    /// All acts with their ids, in order.
    pub fn act_ids(&self) -> impl Iterator<Item = ActId> + use<> {
        (0..self.acts.len()).map(|i| ActId(i as u16))
    }
    /// All facts with their ids, in order.
    pub fn fact_ids(&self) -> impl Iterator<Item = FactId> + use<> {
        (0..self.facts.len()).map(|i| FactId(i as u16))
    }
    /// Whether the act's every role is `系统`.
    pub fn is_system(&self, act: ActId) -> bool {
        let roles = &self.act(act).roles;
        !roles.is_empty() && roles.iter().all(|r| self.role(*r).system)
    }
    /// Whether the act's every role is `外部`.
    pub fn is_external(&self, act: ActId) -> bool {
        let roles = &self.act(act).roles;
        !roles.is_empty() && roles.iter().all(|r| self.role(*r).external)
    }
}
