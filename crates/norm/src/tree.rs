//! What a file says, before names are looked up: statements, clauses and formulas with their places.
//!
//! The parser (`text`) makes it, `fmt` prints it, `resolve` turns it into a `model`.
//! Nothing here knows what a name stands for. Numbers in comments are rules of `docs/language.md`.

use fadu_base::{Date, Money, Number};
use fadu_law::Citation;
use fadu_term::Term;

/// A place in the source: byte offsets, half-open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A name as written (S3), with its place.
#[derive(Clone, Debug)]
pub struct Name {
    /// The characters.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// A string in quotes, without them.
#[derive(Clone, Debug)]
pub struct Text {
    /// The characters between the quotes.
    pub text: String,
    /// Where, quotes included.
    pub span: Span,
}

/// A citation clause (`据`, `依据`, tail of `违`) with its place (S5).
#[derive(Clone, Debug)]
pub struct Cite {
    /// One article, paragraph or item.
    pub citation: Citation,
    /// Where.
    pub span: Span,
}

/// An act, fact or role as written: by name, or by legal meaning `〔…〕`.
#[derive(Clone, Debug)]
pub enum Ref {
    /// Its own name.
    Name(Name),
    /// `〔含义〕`
    Meaning(Name),
}

/// A place for a term: a literal, a parameter or a fact of type `期限`.
#[derive(Clone, Debug)]
pub enum TermRef {
    /// `5工作日`
    Literal(Term, Span),
    /// A parameter or fact.
    Name(Name),
}

/// One source file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// In the order of the file.
    pub statements: Vec<Statement>,
}

/// A statement (section 2.1).
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// From its keyword to the end of its last clause.
    pub span: Span,
}

/// The statements of section 2.1.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// `程序`
    Procedure(Procedure),
    /// `族`
    Family(Family),
    /// `角色`
    Role(Role),
    /// `参数`
    Parameter(Parameter),
    /// `设 名 = 值`
    Set(Set),
    /// `事实`
    Fact(Fact),
    /// `行为`
    Act(Act),
    /// `可`
    May(May),
    /// `应`
    Must(Must),
    /// `性质`
    Property(Property),
    /// `改`
    Change(Change),
    /// `名录`
    Register(Register),
    /// `表`
    Table(Table),
}

/// `程序 名 slug`
#[derive(Clone, Debug)]
pub struct Procedure {
    /// Chinese name.
    pub name: Name,
    /// Address-safe name.
    pub slug: Name,
    /// `属`
    pub family: Option<Name>,
    /// `承`
    pub base: Option<Name>,
    /// `起`
    pub opens: Vec<Name>,
    /// `终`
    pub closes: Vec<Name>,
    /// `号`
    pub number: Option<Text>,
    /// `依据`
    pub basis: Vec<Cite>,
    /// `用`
    pub uses: Vec<Name>,
}

/// `族 名`
#[derive(Clone, Debug)]
pub struct Family {
    /// The family's name.
    pub name: Name,
    /// `行为义`
    pub acts: Vec<Meaning>,
    /// `事实义`
    pub facts: Vec<Meaning>,
    /// `角色义`
    pub roles: Vec<Meaning>,
}

/// A meaning listed by a family; `告知 必`.
#[derive(Clone, Debug)]
pub struct Meaning {
    /// The meaning.
    pub name: Name,
    /// `必`: must occur in every procedure of the family.
    pub required: bool,
}

/// `角色 名`
#[derive(Clone, Debug)]
pub struct Role {
    /// Its name.
    pub name: Name,
    /// `持 名录`
    pub holds: Vec<Name>,
    /// `外部`
    pub external: bool,
    /// `系统`
    pub system: bool,
    /// `义`
    pub meanings: Vec<Name>,
}

/// `参数 名 类型 = 默认`
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// The default.
    pub default: Formula,
    /// `限`
    pub limit: Option<Formula>,
    /// `据`
    pub cites: Vec<Cite>,
}

/// `设 名 = 值`
#[derive(Clone, Debug)]
pub struct Set {
    /// The parameter.
    pub name: Name,
    /// The locality's value.
    pub value: Formula,
    /// `据`
    pub cites: Vec<Cite>,
}

/// A type of a fact, parameter or field.
#[derive(Clone, Debug)]
pub struct Type {
    /// Which.
    pub kind: TypeKind,
    /// Where.
    pub span: Span,
}

/// The types of section 2.1.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `是否`
    Bool,
    /// `单选 甲|乙`, `序` when ordered.
    Choice {
        /// As written.
        values: Vec<Name>,
        /// `序`
        ordered: bool,
    },
    /// `多选 甲|乙`
    Multi {
        /// As written.
        values: Vec<Name>,
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
    /// `列 类型`
    List(Box<Type>),
}

/// `事实 名 类型`
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// `= 式`
    pub computed: Option<Formula>,
    /// `源 名录.字段 按 事实`
    pub source: Option<Source>,
    /// `个人信息`
    pub personal: bool,
    /// `商业秘密`
    pub trade_secret: bool,
    /// `限`
    pub limit: Option<Formula>,
    /// `初 值`
    pub initial: Option<Formula>,
    /// `不入考核`
    pub not_assessed: bool,
    /// `义`
    pub meanings: Vec<Name>,
    /// `注`
    pub note: Option<Text>,
}

/// `源 名录.字段 按 事实`
#[derive(Clone, Debug)]
pub struct Source {
    /// The register.
    pub register: Name,
    /// Its field.
    pub field: Name,
    /// The fact that names the entry.
    pub by: Name,
}

/// `行为 名 slug`
#[derive(Clone, Debug)]
pub struct Act {
    /// Chinese name.
    pub name: Name,
    /// Address-safe name.
    pub slug: Name,
    /// `由`
    pub by: Vec<Name>,
    /// `填`
    pub fills: Vec<Name>,
    /// `选填`; a lone `*` (every typed fact, M13) sets `fills_any`.
    pub may_fill: Vec<Name>,
    /// `选填 *`
    pub fills_any: Option<Span>,
    /// `出 文书 [号 "…"]`
    pub issues: Vec<Issue>,
    /// `载`
    pub carries: Vec<Name>,
    /// `义`
    pub meanings: Vec<Name>,
    /// `无义 因 "…"`
    pub no_meaning: Option<Text>,
    /// `类`
    pub behaviours: Vec<Name>,
    /// `批`
    pub approvers: Vec<Name>,
    /// `多次`
    pub repeats: bool,
    /// `撤`
    pub revokes: Vec<Name>,
    /// `撤 *`: the one record that the act names (M13).
    pub revokes_record: Option<Span>,
    /// `结后`
    pub after_close: bool,
    /// `补录 期限`
    pub late_entry: Option<TermRef>,
}

/// `出 文书 [号 "…"]`
#[derive(Clone, Debug)]
pub struct Issue {
    /// The document, also the name of its template.
    pub document: Name,
    /// The pattern of its number.
    pub number: Option<Text>,
}

/// `可 行为, …`
#[derive(Clone, Debug)]
pub struct May {
    /// The acts it binds.
    pub acts: Vec<Ref>,
    /// Its conditions.
    pub conditions: Vec<Condition>,
}

/// `须 …` or `不得 …`
#[derive(Clone, Debug)]
pub struct Condition {
    /// `名:`
    pub name: Option<Name>,
    /// `不得`
    pub forbids: bool,
    /// What must (or must not) hold.
    pub formula: Formula,
    /// `若`
    pub given: Option<Formula>,
    /// `据`
    pub cites: Vec<Cite>,
    /// `违`
    pub breach: Option<Breach>,
    /// `言`
    pub words: Option<Text>,
    /// From `须`/`不得` to the end.
    pub span: Span,
}

/// `违 无效/可撤销/瑕疵 [引用]`
#[derive(Clone, Debug)]
pub struct Breach {
    /// `无效`, `可撤销` or `瑕疵`.
    pub consequence: Name,
    /// Where the law says so.
    pub cites: Vec<Cite>,
}

/// The time that a duty gives.
#[derive(Clone, Debug)]
pub enum Within {
    /// `后 期限 内`
    After(TermRef),
    /// `前 期限` (the trigger is a date fact)
    Before(TermRef),
    /// `后 及时` (no day in the law)
    Promptly(Span),
}

/// `应 [名:] 行为 于 行为 后 期限 内 [若 公式]`
#[derive(Clone, Debug)]
pub struct Must {
    /// `名:`
    pub name: Option<Name>,
    /// What is due.
    pub target: Ref,
    /// What starts it: an act, a meaning, or a date fact.
    pub trigger: Ref,
    /// By when.
    pub within: Within,
    /// `若`
    pub given: Option<Formula>,
    /// `据`
    pub cites: Vec<Cite>,
    /// `不顺延`
    pub hard: bool,
    /// `延 行为 期限 [n次]`
    pub extends: Vec<Extend>,
    /// `停 行为 至 行为`
    pub stops: Vec<Stop>,
    /// `重起 行为`
    pub restarts: Vec<Ref>,
    /// `逾 "…"`
    pub expiry: Option<Text>,
    /// `违`
    pub breach: Option<Breach>,
}

/// `延 行为 期限 [n次]`
#[derive(Clone, Debug)]
pub struct Extend {
    /// The act that extends.
    pub act: Ref,
    /// By how much.
    pub term: TermRef,
    /// How often at most.
    pub times: Option<u32>,
}

/// `停 行为 至 行为`
#[derive(Clone, Debug)]
pub struct Stop {
    /// The clock stands still from here,
    pub from: Ref,
    /// to here.
    pub until: Ref,
}

/// `性质 名`
#[derive(Clone, Debug)]
pub struct Property {
    /// Its name.
    pub name: Name,
    /// `属 类别` (in a file without a procedure)
    pub family: Option<Name>,
    /// What it claims.
    pub template: Template,
    /// `据`
    pub cites: Vec<Cite>,
    /// `因`
    pub reason: Option<Text>,
}

/// The templates of section 4.
#[derive(Clone, Debug)]
pub enum Template {
    /// `凡 X 时 φ`
    Whenever(Ref, Formula),
    /// `恒 φ`
    Always(Formula),
    /// `终局时 φ`
    AtClose(Formula),
    /// `凡 X 后 不得 Y [除非 φ]`
    NotAfter {
        /// X
        first: Ref,
        /// Y
        then: Ref,
        /// φ
        unless: Option<Formula>,
    },
    /// `分离 X Y`
    Separate(Ref, Ref),
    /// `限期 X 后 期限 内 Y`, `限期 X 后 及时 Y`, `限期 X 前 期限 Y`
    Deadline {
        /// X: an act or a date fact
        trigger: Ref,
        /// The longest time.
        within: Within,
        /// Y
        target: Ref,
        /// `若`
        given: Option<Formula>,
        /// `许停 行为 至 行为`
        stops: Vec<Stop>,
        /// `许延 期限 [n次]`
        extends: Vec<(TermRef, Option<u32>)>,
    },
    /// `恒可 X [若 φ]`
    AlwaysMay(Ref, Option<Formula>),
    /// `总能 X [若 φ]`
    CanAlways(Ref, Option<Formula>),
    /// `可达 φ`
    Reachable(Formula),
}

/// `改 名 因 "…"`: an inherited condition, duty, computed fact or act.
#[derive(Clone, Debug)]
pub struct Change {
    /// What is changed, as `行为/名` (a condition: `可 行为/名` is written `改 名`), a fact or an act.
    pub name: Name,
    /// `因`
    pub reason: Option<Text>,
    /// What replaces or extends it; empty: the norm is dropped.
    pub body: ChangeBody,
}

/// The clauses of `改`.
#[derive(Clone, Debug)]
pub enum ChangeBody {
    /// No clauses: the norm is dropped.
    Drop,
    /// `须`/`不得`: replaces a condition of that name.
    Conditions(Vec<Condition>),
    /// `应`-clauses: `应 …` replaces a duty of that name.
    Must(Box<Must>),
    /// `= 式`: replaces the formula of a computed fact.
    Computed(Formula),
    /// `由` (fewer roles), `填 选填 载 出 批` (more).
    Act(Box<ActChange>),
}

/// Clauses of `改` for an act.
#[derive(Clone, Debug, Default)]
pub struct ActChange {
    /// `由`: may only lose roles; empty = unchanged.
    pub by: Vec<Name>,
    /// `填`
    pub fills: Vec<Name>,
    /// `选填`
    pub may_fill: Vec<Name>,
    /// `载`
    pub carries: Vec<Name>,
    /// `出`
    pub issues: Vec<Issue>,
    /// `批`
    pub approvers: Vec<Name>,
}

/// `名录 名 slug`
#[derive(Clone, Debug)]
pub struct Register {
    /// Chinese name.
    pub name: Name,
    /// Address-safe name.
    pub slug: Name,
    /// `字段 名 类型 …`
    pub fields: Vec<Field>,
    /// `效期 字段 至 字段`
    pub valid: Option<(Name, Name)>,
    /// `键 字段`
    pub keys: Vec<Name>,
    /// `由 行为 立 (字段 = 事实, …)`, `由 行为 停/销 按 事实`
    pub changes: Vec<RegisterChange>,
    /// `案内`
    pub within_case: bool,
}

/// A field of a register.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// `个人信息`
    pub personal: bool,
    /// `商业秘密`
    pub trade_secret: bool,
}

/// How acts make and end entries.
#[derive(Clone, Debug)]
pub struct RegisterChange {
    /// The act.
    pub act: Name,
    /// What it does.
    pub kind: RegisterChangeKind,
}

/// `立`, `停` or `销`.
#[derive(Clone, Debug)]
pub enum RegisterChangeKind {
    /// `立 (字段 = 事实, …)`
    Enter(Vec<(Name, Formula)>),
    /// `停 按 事实`
    Suspend(Name),
    /// `销 按 事实`
    End(Name),
}

/// `表 名`
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// `入`
    pub inputs: Vec<Name>,
    /// `出`
    pub output: Option<Name>,
    /// `唯一` (default) or `首中`
    pub first_hit: bool,
    /// `单调 事实 升/降`; true: `升`
    pub monotone: Vec<(Name, bool)>,
    /// `幅度`
    pub range: Option<Formula>,
    /// `上级`
    pub superior: Option<Name>,
    /// `据`
    pub cites: Vec<Cite>,
    /// `效 A 至 B`: first and last day.
    pub valid: Option<(Date, Date)>,
    /// First row of the pipe table.
    pub header: Vec<Name>,
    /// The other rows.
    pub rows: Vec<Row>,
}

/// A row of a pipe table.
#[derive(Clone, Debug)]
pub struct Row {
    /// One cell a column, the output last or wherever the header names it.
    pub cells: Vec<Cell>,
    /// Where.
    pub span: Span,
}

/// A cell of a pipe table.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it accepts, or the output value.
    pub kind: CellKind,
    /// Where.
    pub span: Span,
}

/// Cells: empty or `-`; `< v`; `[a, b)`; `甲、乙`; `v`.
#[derive(Clone, Debug)]
pub enum CellKind {
    /// Empty or `-`.
    Any,
    /// `< v`, `≤ v`, `> v`, `≥ v`, `= v`, `≠ v`
    Compare(CompareOp, Literal),
    /// `[a, b)`; true: the end is included.
    Range {
        /// Lower end.
        low: Literal,
        /// `[`
        low_closed: bool,
        /// Upper end.
        high: Literal,
        /// `]`
        high_closed: bool,
    },
    /// One or several values.
    Values(Vec<Literal>),
}

/// A literal (S4), or a bare name that may be a choice.
#[derive(Clone, Debug)]
pub struct Literal {
    /// Which.
    pub kind: LiteralKind,
    /// Where.
    pub span: Span,
}

/// Literals of S4.
#[derive(Clone, Debug, PartialEq)]
pub enum LiteralKind {
    /// `12`, `1_000`, `12.5`, `30%`
    Number(Number),
    /// `5000元`, `3万元`
    Money(Money),
    /// `2026-01-31`
    Date(Date),
    /// `5工作日`
    Term(Term),
    /// `是` / `否`
    Bool(bool),
    /// `"…"`
    Text(String),
    /// A bare name: a choice, a fact or a parameter.
    Name(String),
}

/// A formula or expression with its place.
#[derive(Clone, Debug)]
pub struct Formula {
    /// What it says.
    pub kind: FormulaKind,
    /// Where.
    pub span: Span,
}

/// Comparison operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CompareOp {
    /// `=`
    Eq,
    /// `≠`
    Ne,
    /// `<`
    Lt,
    /// `≤`
    Le,
    /// `>`
    Gt,
    /// `≥`
    Ge,
}

/// Arithmetic operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ArithOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `×`
    Mul,
    /// `÷`
    Div,
}

/// A point of time in `日数 甲 至 乙` and as `D` of `逾`, `末日`: a date expression or an act.
pub type DateExpr = Box<Formula>;

/// The forms of section 2.2. Which kind of thing a name is, is found by `resolve`.
#[derive(Clone, Debug)]
pub enum FormulaKind {
    /// A literal; `LiteralKind::Name` stands for a fact, a parameter or a choice.
    Literal(LiteralKind),
    /// `〔含义〕` where a fact or an act is expected (also `〔义〕 含 甲`).
    Meaning(Name),
    /// `已 X`
    Done(Ref),
    /// `未 X`
    NotDone(Ref),
    /// `X 后于 Y` (acts or facts)
    After(Ref, Ref),
    /// `期满 X 期限`
    Expired(Ref, TermRef),
    /// `期内 X 期限`
    Within(Ref, TermRef),
    /// `逾 D 期限`
    PastDate(DateExpr, TermRef),
    /// `末日 D 期限`
    LastDay(DateExpr, TermRef),
    /// `效日 X`
    EffectiveDay(Ref),
    /// `F@X`
    ValueAt(Ref, Ref),
    /// `日数 甲 至 乙`: each a date expression or an act's name
    Days(DateExpr, DateExpr),
    /// `今日`
    Today,
    /// `人数` (a number; compared as `人数 ≥ n`)
    Persons,
    /// `由 角色`
    ByRole(Ref),
    /// `避 F`
    Avoids(Ref),
    /// `异人 X`
    Different(Ref),
    /// `同人 X`
    Same(Ref),
    /// `有效 名录`
    ValidIn(Name),
    /// `有 名录 (公式)`
    Some(Name, Option<Box<Formula>>),
    /// `尽 名录 (公式)`
    Every(Name, Option<Box<Formula>>),
    /// `计 名录 (公式)` (a number)
    Count(Name, Option<Box<Formula>>),
    /// `已填 F`
    Filled(Ref),
    /// `个数 F` (a number)
    Size(Ref),
    /// `次数 X` (a number)
    Times(Ref),
    /// `较小 (a, b)`
    Smaller(Box<Formula>, Box<Formula>),
    /// `较大 (a, b)`
    Larger(Box<Formula>, Box<Formula>),
    /// `F 皆在 G`
    Subset(Box<Formula>, Box<Formula>),
    /// `未决 名`
    Pending(Name),
    /// `逾期 名`
    Overdue(Name),
    /// `案.已 X`
    CaseDone(Name, Ref),
    /// `X.字段`, `案.F`: which of the two is found by `resolve`; X may be a meaning or a behaviour.
    Member(Ref, Name),
    /// `本.字段`
    Own(Name),
    /// `F 含 甲`
    Contains(Box<Formula>, Literal),
    /// `F 含任一 (甲, 乙)`
    ContainsAny(Box<Formula>, Vec<Literal>),
    /// `a < b` …
    Compare(CompareOp, Box<Formula>, Box<Formula>),
    /// `a + b` …
    Arith(ArithOp, Box<Formula>, Box<Formula>),
    /// `φ 且 ψ`
    And(Box<Formula>, Box<Formula>),
    /// `φ 或 ψ`
    Or(Box<Formula>, Box<Formula>),
    /// `非 φ`
    Not(Box<Formula>),
}
