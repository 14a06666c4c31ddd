//! What pages show: plain data out of the use cases. Every text for a person is Chinese and complete; addresses are the web's.

use fadu_base::Date;

/// An article that a sentence rests on, to be shown as a chip that opens its text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NormChip {
    /// `行政处罚法第58条第1款`
    pub label: String,
    /// `《行政处罚法》58.1`, as the norm language writes it.
    pub citation: String,
    /// Title of the statute, as cited (short title).
    pub title: String,
    /// Article in the form of addresses: `58`, `58-1` for 58之一.
    pub article: String,
    /// The version in force on this day applies.
    pub on: Date,
}

/// Why an act is not possible, and what helps.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReasonView {
    /// Id of the norm: `可 作出处罚决定/听证期满`.
    pub norm: String,
    /// The sentence that a person reads.
    pub text: String,
    /// Its articles.
    pub chips: Vec<NormChip>,
    /// `可撤销`, with the articles that say so.
    pub breach: Option<String>,
    /// Articles of the breach.
    pub breach_chips: Vec<NormChip>,
    /// Facts that are missing.
    pub missing: Vec<String>,
    /// The first day on which this reason is gone if nothing else happens.
    pub earliest: Option<Date>,
}

/// An act in the act bar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActLink {
    /// Chinese name.
    pub name: String,
    /// Address-safe name.
    pub slug: String,
    /// What the button says (views.toml `button`, else the name).
    pub button: String,
    /// A sentence of help (views.toml `hint`).
    pub hint: String,
    /// Behaviours, by their words: `听证`, `会议`, `审查`.
    pub kinds: Vec<String>,
    /// Whether a draft of this person waits.
    pub draft: bool,
    /// views.toml `hidden`: the page shows it only under 其他. (Asked for by web.)
    pub hidden: bool,
}

/// An act that another person must do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OthersTurn {
    /// Which.
    pub act: ActLink,
    /// Roles that may do it.
    pub roles: Vec<String>,
    /// Whether the party decides.
    pub party: bool,
    /// The last day if a duty names this act.
    pub due: Option<Date>,
    /// views.toml `waiting`: `等当事人陈述申辩或者要求听证`, or empty. (Asked for by web.)
    pub waiting: String,
}

/// An act that is blocked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockedAct {
    /// Which.
    pub act: ActLink,
    /// All reasons.
    pub reasons: Vec<ReasonView>,
    /// A shortest way there, for reading: acts and waits, `〈待填〉` for open values. Empty: none is known.
    pub way: Vec<WayStep>,
    /// The first day on which every reason is gone by waiting alone.
    pub earliest: Option<Date>,
}

/// A step of a way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WayStep {
    /// `期满 告知 5工作日`, `法制审核`.
    pub text: String,
    /// Set when it is an act that is allowed now.
    pub act: Option<ActLink>,
    /// The party decides whether this happens.
    pub party_decides: bool,
}

/// The act bar 办理条: the engine's options, nothing added.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActBar {
    /// The day that was asked about.
    pub today: Option<Date>,
    /// 现在可以办
    pub now: Vec<ActLink>,
    /// 轮到别人办
    pub others: Vec<OthersTurn>,
    /// 暂时不能办
    pub blocked: Vec<BlockedAct>,
}

/// One rule that moved a last day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DerivationRow {
    /// The day after this rule.
    pub day: Date,
    /// `start length stop extension restart rest_day`
    pub rule: String,
    /// In words.
    pub text: String,
    /// Its articles.
    pub chips: Vec<NormChip>,
}

/// State of a clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockState {
    /// 进行
    Open,
    /// 中止: no last day while it stands still.
    Stopped,
    /// 及时: no day in the law.
    Promptly,
    /// 已履行
    Discharged,
    /// 已过
    Overdue,
    /// 未履行而办结
    Lapsed,
    /// A right that was not used in its time.
    Gone,
    /// 情况不明
    Undetermined,
}

/// A statutory clock 法定期限.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// Id of the duty: `应 〔结论〕/决定期限`.
    pub norm: String,
    /// Its name: `决定期限`, else the act.
    pub name: String,
    /// What is due.
    pub act: String,
    /// State.
    pub state: ClockState,
    /// First day.
    pub from: Date,
    /// Last day.
    pub due: Option<Date>,
    /// Days from the day of the question to the last day; negative when over.
    pub days_left: Option<i32>,
    /// One line: `还有 49 天，到 11月30日（周一）`.
    pub summary: String,
    /// How it came about.
    pub derivation: Vec<DerivationRow>,
    /// The calendar of that year is assumed, not announced.
    pub assumed_calendar: bool,
    /// Articles.
    pub chips: Vec<NormChip>,
    /// Legal effect of expiry.
    pub expiry: Option<String>,
    /// Facts that decide an undetermined duty.
    pub unknown: Vec<String>,
    /// A time in which something may be done, not one in which it must be.
    pub right: bool,
}

/// Head of a case page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CaseHead {
    /// Record id.
    pub id: String,
    /// Speakable id for addresses: `c26-000341-7`.
    pub alias: String,
    /// Case number 文号, when it has one.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// Procedure's name and slug, and the version its last act was done under.
    pub procedure: String,
    /// Slug.
    pub procedure_slug: String,
    /// `sm3:…`
    pub version: String,
    /// Stage by views.toml, else the last act's name.
    pub stage: String,
    /// All stages in order with what is done: name, done, current.
    pub stages: Vec<Stage>,
    /// Name of the party, masked where this reader may not see it.
    pub party: String,
    /// The office.
    pub office: String,
    /// Names of the officers in charge.
    pub officers: Vec<String>,
    /// The day of the opening act.
    pub opened: Option<Date>,
    /// The day of the closing act.
    pub closed: Option<Date>,
    /// Number of acts: give it back as `seen` with an act.
    pub seq: u32,
    /// Taken over from paper.
    pub from_paper: bool,
    /// Personal data was erased.
    pub erased: bool,
    /// Sample store: the page says 示例数据.
    pub sample: bool,
}

/// A stage of a case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Whether an act of it stands.
    pub done: bool,
    /// Whether it is the last one reached.
    pub current: bool,
}

/// State of the proof that an act is in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReceiptMark {
    /// 凭证待登记
    Queued,
    /// In the log with this number.
    Logged(u64),
}

/// An item of 办案经过.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimelineItem {
    /// Record id of the act.
    pub id: String,
    /// Speakable id.
    pub alias: String,
    /// Place in the case, from 1.
    pub seq: u32,
    /// Act.
    pub act: String,
    /// Its slug.
    pub slug: String,
    /// Who, with the post they acted in.
    pub by: Vec<String>,
    /// Legal date.
    pub on: Date,
    /// The day it was recorded, when it is another.
    pub recorded: Option<Date>,
    /// The day from which it has effect, when it is another.
    pub effective: Option<Date>,
    /// What changed: fact and value.
    pub changes: Vec<(String, String)>,
    /// Documents: id, name, number.
    pub documents: Vec<DocumentLink>,
    /// Proof.
    pub receipt: ReceiptMark,
    /// 纸质承接
    pub from_paper: bool,
    /// It was revoked by the act with this place.
    pub revoked_by: Option<u32>,
}

/// A link to a document.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct DocumentLink {
    /// Document id.
    pub id: String,
    /// Name: `行政处罚告知书`.
    pub name: String,
    /// 文号
    pub number: Option<String>,
}

/// A row of 已知事实.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FactRow {
    /// Name of the fact.
    pub name: String,
    /// Label from views.toml, else the name.
    pub label: String,
    /// Value for reading.
    pub value: String,
    /// Where it comes from.
    pub source: FactSource,
    /// The day it last changed.
    pub since: Option<Date>,
    /// Personal: masked for most readers.
    pub personal: bool,
}

/// Where a known value comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FactSource {
    /// Set by the act with this place.
    Act {
        /// From 1.
        seq: u32,
        /// Its name.
        name: String,
    },
    /// Computed from others.
    Computed,
    /// From a decision table.
    Table(String),
    /// From a register.
    Register(String),
    /// Its `初` value.
    Initial,
}

/// A file of 证据.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvidenceRow {
    /// File id.
    pub id: String,
    /// Number in the case.
    pub number: u32,
    /// As uploaded.
    pub name: String,
    /// Kind, as chosen at the act.
    pub kind: String,
    /// Takers.
    pub takers: Vec<String>,
    /// Time and place, as given.
    pub taken: String,
    /// `sm3:…`
    pub hash: String,
    /// Bytes.
    pub size: u64,
    /// Proof of its act.
    pub receipt: ReceiptMark,
    /// The fingerprint on disk is another one.
    pub damaged: bool,
}

/// The case page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CasePage {
    /// Head.
    pub head: CaseHead,
    /// Act bar; empty in an as-of view.
    pub bar: ActBar,
    /// Clocks, running ones first.
    pub clocks: Vec<Clock>,
    /// Newest first.
    pub timeline: Vec<TimelineItem>,
    /// Facts.
    pub facts: Vec<FactRow>,
    /// Documents, newest first.
    pub documents: Vec<DocumentRow>,
    /// Files.
    pub evidence: Vec<EvidenceRow>,
    /// Drafts that wait for approval.
    pub approvals: Vec<ApprovalRow>,
    /// Set in an as-of view.
    pub as_of: Option<Date>,
    /// The people who may take part: for pickers.
    pub people: Vec<PersonChoice>,
}

/// A person to choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonChoice {
    /// Person id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Posts in words: `承办人（示例县住建局）`.
    pub posts: Vec<String>,
}

/// What kind of input a field is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// 是 / 否
    YesNo,
    /// One of these.
    One(Vec<Choice>),
    /// Some of these.
    Many(Vec<Choice>),
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// 元
    Money,
    /// 年 月 日
    Date,
    /// One of these days only (views.toml widget `day`: the lawful ones). (Asked for by web.)
    Day(Vec<fadu_base::Date>),
    /// `5工作日`
    Term,
    /// One line.
    Line,
    /// Several lines.
    Text,
    /// A person of the office.
    Person(Vec<PersonChoice>),
    /// Several persons of the office.
    People(Vec<PersonChoice>),
    /// Another case, by its number or alias.
    Case,
    /// An entry of a register: choices when it is small, else its key is typed.
    Entry {
        /// Register's name.
        register: String,
        /// Its entries today; empty when there are too many.
        choices: Vec<Choice>,
    },
    /// A file.
    File,
    /// Several lines, one value each.
    Lines,
}

/// A choice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// A question of a form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Name in the form: a fact, or `送达.方式`.
    pub name: String,
    /// Label.
    pub label: String,
    /// Help below the label.
    pub hint: String,
    /// 为什么要问: sentence and articles.
    pub why: String,
    /// Articles of `why`.
    pub chips: Vec<NormChip>,
    /// Kind of input.
    pub input: Input,
    /// Must be given.
    pub required: bool,
    /// Texts as typed or from the draft or the known value, one each for `Many` and `People`.
    pub values: Vec<String>,
    /// Where a value that stands there already comes from.
    pub known: Option<FactRow>,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// What is wrong with a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldError {
    /// Name of the field, or empty for the whole form.
    pub field: String,
    /// What to do.
    pub text: String,
}

/// The form of an act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActForm {
    /// Head of the case; with an empty id when the act opens one.
    pub head: CaseHead,
    /// The act.
    pub act: ActLink,
    /// Articles of the act's conditions.
    pub chips: Vec<NormChip>,
    /// Known facts that the document carries, with their sources.
    pub known: Vec<FactRow>,
    /// Questions: facts first, then fields of behaviours.
    pub fields: Vec<Field>,
    /// Legal date, when it may be another than today (late entry, paper file).
    pub date: Option<Field>,
    /// Further performers, from whom the actor may choose.
    pub people: Vec<PersonChoice>,
    /// Chosen further performers.
    pub with: Vec<String>,
    /// Roles the actor may act in; more than one: must be chosen.
    pub roles: Vec<Choice>,
    /// Documents that come out.
    pub documents: Vec<DocumentPlan>,
    /// Whether approval is needed first, by which roles.
    pub approval: Vec<String>,
    /// Whether files may be added.
    pub files: bool,
    /// Files already with the draft.
    pub attached: Vec<EvidenceRow>,
    /// Records that this act may revoke (撤销记录): id and words.
    pub revocable: Vec<Choice>,
    /// The party's fields, when the act opens a case.
    pub party: Option<PartyInput>,
    /// When the draft was saved (RFC 3339).
    pub draft_saved: Option<String>,
    /// Fresh key for the POST.
    pub idempotency: String,
    /// What the form was made from: give back as `seen`.
    pub seen: u32,
}

/// A document to come.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentPlan {
    /// Name.
    pub name: String,
    /// 预计编号
    pub number: Option<String>,
    /// Numbers of the series that were reserved and can be given out instead.
    pub reserved: Vec<String>,
}

/// Whose case it is.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct PartyInput {
    /// Name of person or body.
    pub name: String,
    /// Identity number or credit code, or empty.
    pub code: String,
    /// Telephone, or empty.
    pub phone: String,
    /// Address, or empty.
    pub address: String,
}

/// What a person fills in for an act. The same struct for check, confirm, draft and the act itself.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ActInput {
    /// Case by id, alias or number; `None`: the act opens one.
    pub case: Option<String>,
    /// Slug of the procedure, when it opens one.
    pub procedure: Option<String>,
    /// Office id, when it opens one and the actor has posts in several (or none: an application).
    pub office: Option<String>,
    /// Slug of the act.
    pub act: String,
    /// Legal date as typed; empty: today.
    pub on: String,
    /// Role's name, where the actor holds several.
    pub role: String,
    /// Further performers, by person id.
    pub with: Vec<String>,
    /// Texts as typed, by field name.
    pub values: std::collections::BTreeMap<String, Vec<String>>,
    /// Ids of files uploaded before.
    pub files: Vec<String>,
    /// The record to revoke, by id (撤销记录).
    pub revokes: Option<String>,
    /// The issued document whose signed or sealed original is the one file of this act, by id.
    pub seals: Option<String>,
    /// Reserved numbers to give out instead of the next ones, by document.
    pub numbers: std::collections::BTreeMap<String, String>,
    /// Title of the case, when it opens one; empty: made from the procedure and the party.
    pub title: String,
    /// The party, when it opens one.
    pub party: Option<PartyInput>,
    /// Number of acts that the form was made from.
    pub seen: Option<u32>,
    /// Key against doing it twice.
    pub idempotency: String,
    /// Entered from the paper file (M5 Taking over).
    pub from_paper: bool,
}

/// 核对: every answer before it counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckPage {
    /// Head.
    pub head: CaseHead,
    /// The act.
    pub act: ActLink,
    /// Field name, label, value for reading.
    pub answers: Vec<(String, String, String)>,
    /// Legal date.
    pub on: Date,
    /// Performers.
    pub by: Vec<String>,
}

/// A clock that an act would start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClockPlan {
    /// Name of the duty.
    pub name: String,
    /// What is due.
    pub act: String,
    /// Last day.
    pub due: Option<Date>,
    /// In one line.
    pub text: String,
    /// Articles.
    pub chips: Vec<NormChip>,
    /// How the last day comes about.
    pub derivation: Vec<DerivationRow>,
}

/// 办理前确认
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfirmPage {
    /// The answers.
    pub check: CheckPage,
    /// Documents with 预计编号.
    pub documents: Vec<DocumentPlan>,
    /// Number of the case to come, if the act gives it one.
    pub case_number: Option<String>,
    /// Who receives what and how.
    pub served: Vec<String>,
    /// Clocks that start, with their last day.
    pub clocks: Vec<ClockPlan>,
    /// Clocks that end.
    pub discharged: Vec<String>,
    /// What cannot be undone, and the lawful route to correct it.
    pub final_words: Vec<String>,
    /// What the button says.
    pub button: String,
    /// Roles that must approve first; the button then sends it for approval.
    pub approval: Vec<String>,
    /// Acts that the platform records first (M10).
    pub system_first: Vec<String>,
}

/// An act that was done.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Done {
    /// Case id.
    pub case: String,
    /// Case alias.
    pub case_alias: String,
    /// Act id.
    pub act: String,
    /// Act alias.
    pub act_alias: String,
    /// Its place in the case.
    pub seq: u32,
    /// Documents.
    pub documents: Vec<DocumentLink>,
    /// Waits for approval instead: the draft's id.
    pub waiting: Option<String>,
    /// The same POST was done before: this is its result.
    pub repeated: bool,
}

/// Page of one act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActPage {
    /// Head of its case.
    pub head: CaseHead,
    /// The item.
    pub item: TimelineItem,
    /// Facts set and fields of behaviours: label and value.
    pub data: Vec<(String, String)>,
    /// Version of the procedure.
    pub version: String,
    /// Version of the calendar.
    pub calendar: String,
    /// Approvals: name, role, day.
    pub approvals: Vec<(String, String, Date)>,
    /// Time of recording, RFC 3339 with +08:00.
    pub recorded_at: String,
    /// The canonical record, for who wants to check.
    pub canonical: String,
    /// Leaf hash.
    pub leaf: String,
    /// Whole receipt as text, when logged.
    pub receipt: Option<String>,
    /// Clocks that it started.
    pub started: Vec<Clock>,
    /// Files.
    pub files: Vec<EvidenceRow>,
}

/// A row of a list of documents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentRow {
    /// Document id.
    pub id: String,
    /// Name.
    pub name: String,
    /// 文号
    pub number: Option<String>,
    /// Date it bears.
    pub date: Date,
    /// The act that gave it out.
    pub act: String,
    /// Id of that act.
    pub act_id: String,
    /// Signed paper was scanned back.
    pub sealed: bool,
}

/// Page of one document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentPage {
    /// Head of its case.
    pub head: CaseHead,
    /// The row.
    pub row: DocumentRow,
    /// Data-bound parts: label and value.
    pub data: Vec<(String, String)>,
    /// `载` elements: name, value, found in the text.
    pub carries: Vec<(String, String, bool)>,
    /// Running text, one paragraph each.
    pub paragraphs: Vec<String>,
    /// Pages.
    pub pages: u32,
    /// Hash of the issued bytes.
    pub hash: String,
    /// Size of the issued bytes.
    pub size: u64,
    /// Proof.
    pub receipt: ReceiptMark,
    /// The scanned signed original: file id, hash, day.
    pub seal: Option<(String, String, Date)>,
}

/// A file for download.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Download {
    /// File name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A draft that waits for approval.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApprovalRow {
    /// Draft id.
    pub id: String,
    /// Case alias.
    pub case_alias: String,
    /// Case title.
    pub title: String,
    /// Act.
    pub act: String,
    /// Who sent it.
    pub by: String,
    /// Since.
    pub since: Date,
    /// Roles, and the name of who approved already.
    pub steps: Vec<(String, Option<String>)>,
    /// This person may approve the next step.
    pub yours: bool,
    /// Returned, with this reason.
    pub returned: Option<String>,
}

/// Page of a draft at approval: review of what would be recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApprovalPage {
    /// The row.
    pub row: ApprovalRow,
    /// What it would do.
    pub confirm: ConfirmPage,
    /// Hash of the draft that the approval binds.
    pub hash: String,
    /// Preview of the documents: name and text.
    pub preview: Vec<(String, Vec<String>)>,
    /// Opinions so far: name, role, words.
    pub opinions: Vec<(String, String, String)>,
}

/// Why something falls under 今日.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TodayKind {
    /// 已过期限
    Overdue,
    /// 今天到期
    DueToday,
    /// 轮到我
    Mine,
    /// 等我审批
    Approve,
    /// 等别人
    Waiting,
}

/// A line of 今日.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TodayItem {
    /// Why.
    pub kind: TodayKind,
    /// Case alias.
    pub case_alias: String,
    /// Case title.
    pub title: String,
    /// Party.
    pub party: String,
    /// What is to be done.
    pub act: String,
    /// Slug of the act where there is exactly one.
    pub slug: Option<String>,
    /// Draft id for 等我审批.
    pub approval: Option<String>,
    /// Last day.
    pub due: Option<Date>,
    /// `还有 3 个工作日，到 10月10日（周六）`
    pub summary: String,
    /// Articles.
    pub chips: Vec<NormChip>,
}

/// 今日
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Today {
    /// The day.
    pub day: Date,
    /// Overdue first, then by last day.
    pub items: Vec<TodayItem>,
    /// More than are shown.
    pub more: bool,
    /// Drafts of this person: case alias or empty, procedure slug, act, slug, saved.
    pub drafts: Vec<DraftRow>,
    /// Certificates of this person that end soon: register and last day.
    pub certificates: Vec<(String, Date)>,
    /// Sample store.
    pub sample: bool,
}

/// A draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftRow {
    /// Case alias; `None`: opens one.
    pub case_alias: Option<String>,
    /// Title.
    pub title: String,
    /// Slug of the procedure.
    pub procedure_slug: String,
    /// Act.
    pub act: String,
    /// Its slug.
    pub slug: String,
    /// When, RFC 3339.
    pub saved: String,
}

/// Filters of the list of cases.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CaseQuery {
    /// Part of the party's name.
    pub party: String,
    /// Part of the number, or an alias.
    pub number: String,
    /// Part of an officer's name.
    pub officer: String,
    /// Words of the title, all of them.
    pub words: String,
    /// Slug of the procedure.
    pub procedure: String,
    /// `open`, `closed` or empty for both.
    pub state: String,
    /// Only cases of which the reader is an officer.
    pub mine: bool,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// A row of the list of cases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseRow {
    /// Alias.
    pub alias: String,
    /// Number.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// Party.
    pub party: String,
    /// Procedure's name.
    pub procedure: String,
    /// Stage.
    pub stage: String,
    /// Officers.
    pub officers: Vec<String>,
    /// Opening day.
    pub opened: Date,
    /// Closing day.
    pub closed: Option<Date>,
    /// The nearest last day and what is due.
    pub next: Option<(Date, String)>,
}

/// The list of cases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseList {
    /// At most 50.
    pub rows: Vec<CaseRow>,
    /// For the next page.
    pub next: Option<String>,
    /// Procedures for the filter: slug and name.
    pub procedures: Vec<Choice>,
    /// Opening acts this person may do: procedure slug, act link.
    pub open: Vec<(String, String, ActLink)>,
    /// True: nothing exists at all. False with no rows: the filter hides it, or it is not yours to see.
    pub nothing_exists: bool,
    /// Sample store.
    pub sample: bool,
}

/// Page of a behaviour with its own page: 审查, 听证, 会议.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BehaviourPage {
    /// Head.
    pub head: CaseHead,
    /// The word: `听证`.
    pub behaviour: String,
    /// Acts with it: bar of these only.
    pub bar: ActBar,
    /// What was done, oldest first.
    pub items: Vec<TimelineItem>,
    /// What stands on top: label and value.
    pub last: Vec<(String, String)>,
    /// The file beside it.
    pub facts: Vec<FactRow>,
    /// Documents.
    pub documents: Vec<DocumentRow>,
    /// Files.
    pub evidence: Vec<EvidenceRow>,
    /// Clocks on these acts.
    pub clocks: Vec<Clock>,
    /// People of the office: who may take part.
    pub people: Vec<PersonChoice>,
    /// Opinion sheet (会议): sealed until everybody has given theirs.
    pub sheet: Option<OpinionSheet>,
}

/// Opinion sheet 集体讨论.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpinionSheet {
    /// Whether everybody has given an opinion: then it is open.
    pub open: bool,
    /// One row a member.
    pub rows: Vec<OpinionRow>,
    /// The reader still has to give one.
    pub yours: bool,
}

/// A member's opinion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpinionRow {
    /// Person id.
    pub person: String,
    /// Name.
    pub name: String,
    /// Chairs the meeting.
    pub chair: bool,
    /// Given already.
    pub given: bool,
    /// Shown only when open.
    pub opinion: Option<String>,
    /// Shown only when open.
    pub reason: Option<String>,
}

/// A register as it stood on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterPage {
    /// Name.
    pub name: String,
    /// Slug.
    pub slug: String,
    /// As of.
    pub on: Date,
    /// Columns: names of fields.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<RegisterRow>,
    /// For the next page.
    pub next: Option<String>,
}

/// An entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterRow {
    /// Entry id.
    pub id: String,
    /// Whose, by name.
    pub person: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// One text a column.
    pub cells: Vec<String>,
    /// The act that made it (case alias, act id), unless imported with the installation.
    pub act: Option<(String, String)>,
}

/// A row of the list of registers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterLink {
    /// Name.
    pub name: String,
    /// Slug.
    pub slug: String,
    /// Entries valid today.
    pub valid: u64,
}

/// A number of a series and its state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumberRow {
    /// From 1.
    pub n: u32,
    /// As written.
    pub text: String,
    /// Its state.
    pub state: NumberState,
}

/// Each number is in exactly one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NumberState {
    /// Given out with this document of this act.
    Issued {
        /// Document or case.
        what: String,
        /// Act id, where the reader may see it.
        act: Option<String>,
    },
    /// By whom, since when, for what.
    Reserved {
        /// Name.
        by: String,
        /// Day.
        since: Date,
        /// For what.
        why: String,
        /// The act that reserved it.
        act: Option<String>,
    },
    /// Why, since when.
    Void {
        /// Reason.
        why: String,
        /// Day.
        since: Date,
        /// The act that made it void.
        act: Option<String>,
    },
}

/// An act of an office's book: it belongs to no case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookPage {
    /// Name of the office.
    pub office: String,
    /// What was done.
    pub act: String,
    /// Speakable id.
    pub alias: String,
    /// Who.
    pub by: Vec<String>,
    /// Day.
    pub on: Date,
    /// Time of recording, RFC 3339 with +08:00.
    pub recorded_at: String,
    /// Label and value.
    pub data: Vec<(String, String)>,
    /// The canonical record.
    pub canonical: String,
    /// Leaf hash.
    pub leaf: String,
    /// Proof.
    pub mark: ReceiptMark,
    /// Whole receipt as text, when logged.
    pub receipt: Option<String>,
}

/// A series of numbers of an office and year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NumberSeries {
    /// Office id.
    pub office: String,
    /// Office name.
    pub office_name: String,
    /// Pattern with `{序}`.
    pub pattern: String,
    /// Year.
    pub year: i32,
    /// Last number taken.
    pub last: u32,
    /// Rows, newest first; empty in a list of series.
    pub rows: Vec<NumberRow>,
    /// Whether this reader keeps the numbers of the office.
    pub yours: bool,
}

/// Page of an article.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArticlePage {
    /// Full title.
    pub title: String,
    /// Version: first day in force.
    pub version: Date,
    /// `2021-07-15 起` or with an end.
    pub period: String,
    /// `第五十八条`
    pub number: String,
    /// Form of addresses.
    pub article: String,
    /// Paragraphs with their items.
    pub paragraphs: Vec<(String, Vec<String>)>,
    /// Other versions that have the article: first days.
    pub versions: Vec<Date>,
    /// Procedures that cite it: slug, name, norm id.
    pub cited_by: Vec<(String, String, String)>,
    /// The article before and after, form of addresses.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
    /// The day asked for, when the text applies on it.
    pub on: Date,
    /// The first day on which the statute is no more in force and no newer version is.
    pub ends: Option<Date>,
}

/// A statute of the library.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LawRow {
    /// Title.
    pub title: String,
    /// First days of its versions, newest first.
    pub versions: Vec<Date>,
    /// Articles of the newest.
    pub articles: u32,
}

/// A norm on the page of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NormRow {
    /// Id.
    pub id: String,
    /// Act.
    pub act: String,
    /// In words.
    pub text: String,
    /// Articles.
    pub chips: Vec<NormChip>,
    /// Text of the articles on the day asked for.
    pub articles: Vec<(NormChip, String)>,
    /// What a breach leads to.
    pub breach: Option<String>,
}

/// Result of a property, as stored with the version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProofRow {
    /// Property.
    pub name: String,
    /// `proved violated not_proved not_applicable`, or empty when not proved yet.
    pub result: String,
    /// Why in plain words.
    pub reason: String,
    /// Articles.
    pub chips: Vec<NormChip>,
    /// What should be known beside it.
    pub detail: String,
    /// Violated: the shortest history that breaks it.
    pub steps: Vec<crate::proof_view::HistoryStep>,
}

/// Page of a procedure.
#[derive(Clone, PartialEq, Debug)]
pub struct ProcedurePage {
    /// Name.
    pub name: String,
    /// Slug.
    pub slug: String,
    /// Version.
    pub version: String,
    /// Family.
    pub family: String,
    /// Stages: name and its acts.
    pub stages: Vec<(String, Vec<String>)>,
    /// Acts: link, roles, what it fills, documents.
    pub acts: Vec<ProcedureAct>,
    /// Conditions.
    pub conditions: Vec<NormRow>,
    /// Duties.
    pub duties: Vec<NormRow>,
    /// What was proved; `None`: this version is not switched on and was never proved.
    pub sheet: Option<crate::proof_view::ProofSheet>,
    /// What the law wants, where nothing was proved.
    pub demands: Vec<ProofRow>,
    /// Whether this version is switched on.
    pub on: bool,
    /// A version that waits for its proof.
    pub waiting: Option<crate::proof_view::WaitingView>,
    /// Running cases on another version: version and count.
    pub running: Vec<(String, u64)>,
    /// Canonical text.
    pub text: String,
    /// Hand-written gaps.md.
    pub gaps: String,
}

/// An act on the page of a procedure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcedureAct {
    /// Link.
    pub act: ActLink,
    /// Roles.
    pub roles: Vec<String>,
    /// Facts.
    pub fills: Vec<String>,
    /// Documents.
    pub documents: Vec<String>,
}

/// A row of the list of procedures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcedureRow {
    /// Name.
    pub name: String,
    /// Slug.
    pub slug: String,
    /// Family.
    pub family: String,
    /// Switched on here.
    pub on: bool,
    /// A version that waits for its proof: why.
    pub waits: Option<String>,
    /// So many demands of the law are proved.
    pub proved: usize,
    /// Demands that were taken on unproved.
    pub taken_on: usize,
    /// Running cases.
    pub open_cases: u64,
}

/// A line of a bank's file of payments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentRow {
    /// Line in the file, from 1.
    pub line: u32,
    /// Number as given.
    pub number: String,
    /// Amount; as typed where it cannot be read.
    pub amount: String,
    /// Day of the payment.
    pub day: Option<Date>,
    /// Voucher.
    pub voucher: String,
    /// Who paid.
    pub payer: String,
    /// What becomes of it.
    pub state: PaymentState,
}

/// What becomes of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaymentState {
    /// It can be booked.
    Ready {
        /// Case alias.
        case: String,
        /// Its title.
        title: String,
        /// What would be paid then in all.
        total: String,
    },
    /// It is booked.
    Booked {
        /// Case alias.
        case: String,
        /// Its title.
        title: String,
        /// What is paid in all.
        total: String,
        /// The act.
        act: String,
    },
    /// It was noted before.
    Noted {
        /// Case alias.
        case: String,
    },
    /// It cannot be booked: why, and what to do.
    Wrong(String),
}

/// What somebody may do who does not accept a decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemedyView {
    /// `申请行政复议`
    pub name: String,
    /// Where.
    pub place: String,
    /// What one should know.
    pub note: String,
    /// Last day.
    pub last: Date,
    /// It is over.
    pub over: bool,
    /// One line.
    pub summary: String,
    /// How the last day came about.
    pub derivation: Vec<DerivationRow>,
    /// The calendar of that year is assumed.
    pub assumed_calendar: bool,
    /// Articles.
    pub chips: Vec<NormChip>,
}

/// A party's page of a matter: what the party may see and do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MatterPage {
    /// Head, without officers' internal data.
    pub head: CaseHead,
    /// Act bar from the party's side: only acts of `外部` roles.
    pub bar: ActBar,
    /// Clocks that bind the office or the party, public ones, and the party's own times.
    pub clocks: Vec<Clock>,
    /// Public acts (views.toml), else acts that give out documents or that the party did.
    pub timeline: Vec<TimelineItem>,
    /// Documents served.
    pub documents: Vec<DocumentRow>,
    /// Remedies that are open or were.
    pub remedies: Vec<RemedyView>,
}

/// A post of a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PostView {
    /// Post id.
    pub id: String,
    /// Role.
    pub role: String,
    /// Office id.
    pub office: String,
    /// Office name.
    pub office_name: String,
    /// Procedure slug it is limited to, or empty.
    pub procedure: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Deputises for this person (name), under this ground.
    pub deputy: Option<(String, String)>,
}

/// 我的设置
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MePage {
    /// Person id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Log-in name.
    pub login: String,
    /// Posts, held and deputised.
    pub posts: Vec<PostView>,
    /// Sessions: id, begun, last used, whether it is this one.
    pub sessions: Vec<(String, String, String, bool)>,
    /// Certificates: register, from, to.
    pub certificates: Vec<(String, Option<Date>, Option<Date>)>,
    /// Deputies this person gave: post, name, from, to, ground.
    pub deputies: Vec<(PostView, String)>,
    /// For the picker.
    pub people: Vec<PersonChoice>,
    /// Second factor of the log-in.
    pub factor: FactorView,
}

/// Second factor of a log-in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum FactorView {
    /// Not used.
    #[default]
    Off,
    /// Made, and not confirmed by a first code.
    Waiting {
        /// To be typed into the telephone.
        secret: String,
        /// The same as an address.
        address: String,
    },
    /// In force.
    On,
}

/// What an administrator asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantView {
    /// Id.
    pub id: String,
    /// In words.
    pub words: String,
    /// Who asked.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
    /// `waiting`, `done`, `refused`.
    pub state: String,
    /// Who decided.
    pub decided_by: String,
    /// Why it was refused.
    pub reason: String,
    /// This reader may decide it.
    pub yours: bool,
}

/// An account, for the security administrator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountRow {
    /// Person id.
    pub person: String,
    /// Log-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Posts.
    pub posts: Vec<PostView>,
    /// Switched off.
    pub disabled: bool,
    /// Kind of administrator, or empty.
    pub admin: String,
    /// Logs in with a code.
    pub factor: bool,
}

/// The log, for everybody.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogPage {
    /// Origin of the log.
    pub origin: String,
    /// Leaves.
    pub size: u64,
    /// Signed checkpoint.
    pub checkpoint: String,
    /// Acts that wait.
    pub queued: u64,
    /// Verifier key.
    pub key: String,
}

/// Result of an audit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditReport {
    /// Leaves that were computed again.
    pub leaves: u64,
    /// What does not hold; empty: all is well.
    pub faults: Vec<String>,
}

/// What a text of 查找 turned out to be. (Asked for by web: it answers with 303 to the record.)
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// One case.
    Case {
        /// Its alias.
        alias: String,
    },
    /// One act.
    Act {
        /// Its alias.
        alias: String,
    },
    /// One document.
    Document {
        /// Its id.
        id: String,
    },
    /// An article.
    Article(NormChip),
    /// Several cases; empty: nothing, or nothing for this person.
    Cases(Vec<CaseRow>),
}
