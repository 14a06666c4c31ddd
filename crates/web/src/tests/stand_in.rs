//! A desk of fixed answers, for looking at pages in every state without a store. Tests and the example `pages` use it; nothing is recorded.
#![allow(clippy::expect_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use fadu_base::Date;
use fadu_desk::view::*;
use fadu_desk::{Conflict, Refusal};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Person id.
    pub person: String,
    /// Name.
    pub name: String,
    /// From outside.
    pub external: bool,
    /// The post to act from.
    pub post: Option<String>,
    /// Kind of administrator.
    pub admin: String,
    /// Posts.
    pub posts: Vec<PostView>,
}

/// A session.
pub struct Login {
    /// For the cookie.
    pub token: String,
}

/// The stand-in.
#[derive(Default)]
pub struct Desk {
    drafts: Mutex<BTreeMap<String, ActInput>>,
    done: Mutex<BTreeSet<String>>,
}

pub(super) type Out<T> = Result<T, Refusal>;

fn d(text: &str) -> Date {
    text.parse().expect("a day")
}

#[allow(non_snake_case)]
pub fn TODAY() -> Date {
    "2026-10-12".parse().expect("a day")
}

fn chip(label: &str, citation: &str, title: &str, article: &str) -> NormChip {
    NormChip {
        label: label.into(),
        citation: citation.into(),
        title: title.into(),
        article: article.into(),
        on: TODAY(),
    }
}

pub(super) fn p58() -> NormChip {
    chip(
        "行政处罚法第58条第1款",
        "《行政处罚法》58.1",
        "行政处罚法",
        "58",
    )
}
pub(super) fn p63() -> NormChip {
    chip("行政处罚法第63条", "《行政处罚法》63", "行政处罚法", "63")
}

pub(super) fn act(name: &str, slug: &str, button: &str) -> ActLink {
    ActLink {
        name: name.into(),
        slug: slug.into(),
        button: button.into(),
        hint: String::new(),
        kinds: vec![],
        draft: false,
        hidden: false,
    }
}

pub(super) fn head() -> CaseHead {
    let stages = [
        "收案",
        "调查",
        "告知",
        "听取意见",
        "听证",
        "审核",
        "讨论决定",
        "送达",
        "执行",
        "结案",
    ];
    CaseHead {
        id: "01".into(),
        alias: "c26-000341-7".into(),
        number: Some("示住建立〔2026〕31号".into()),
        title: "示例建筑工程有限公司未采取防尘措施施工案".into(),
        procedure: "行政处罚普通程序".into(),
        procedure_slug: "penalty-ordinary".into(),
        version: "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0".into(),
        stage: "听证".into(),
        stages: stages
            .iter()
            .enumerate()
            .map(|(i, s)| Stage {
                name: (*s).into(),
                done: i < 5,
                current: i == 4,
            })
            .collect(),
        party: "示例建筑工程有限公司".into(),
        office: "示例县住房和城乡建设局".into(),
        officers: vec!["王建国".into(), "李晓敏".into()],
        opened: Some(d("2026-09-01")),
        closed: None,
        seq: 12,
        from_paper: false,
        erased: false,
        sample: true,
    }
}

fn reasons() -> Vec<ReasonView> {
    vec![
        ReasonView {
            norm: "可 作出处罚决定/听证".into(),
            text: "当事人 10月9日要求听证，还没有举行。".into(),
            chips: vec![p63()],
            breach: Some("违反法定程序，可能被撤销".into()),
            breach_chips: vec![chip("行政复议法第64条第1款第3项", "", "行政复议法", "64")],
            missing: vec![],
            earliest: None,
        },
        ReasonView {
            norm: "可 作出处罚决定/审核".into(),
            text: "还没有通过法制审核：直接关系当事人重大权益，经过听证程序的，决定前要审核。"
                .into(),
            chips: vec![p58()],
            missing: vec!["审核.结论".into()],
            earliest: Some(d("2026-10-22")),
            ..Default::default()
        },
    ]
}

fn blocked(name: &str, slug: &str) -> BlockedAct {
    BlockedAct {
        act: act(name, slug, name),
        reasons: reasons(),
        way: vec![
            WayStep {
                text: "听证通知".into(),
                act: Some(act("听证通知", "notify_hearing", "发听证通知")),
                party_decides: false,
            },
            WayStep {
                text: "期满 听证通知 7工作日".into(),
                act: None,
                party_decides: false,
            },
            WayStep {
                text: "举行听证".into(),
                act: None,
                party_decides: false,
            },
            WayStep {
                text: "法制审核".into(),
                act: None,
                party_decides: false,
            },
        ],
        earliest: Some(d("2026-10-22")),
    }
}

fn bar() -> ActBar {
    let mut draft = act("收集证据", "collect", "收集证据");
    draft.draft = true;
    let mut rare = act("更正", "correct", "更正");
    rare.hidden = true;
    ActBar {
        today: Some(TODAY()),
        now: vec![
            act("听证通知", "notify_hearing", "发听证通知"),
            draft,
            act("责令改正", "order_correction", "责令改正"),
            rare,
        ],
        others: vec![
            OthersTurn {
                act: act("指定主持人", "appoint_chair", "指定主持人"),
                roles: vec!["机关负责人".into()],
                party: false,
                due: Some(d("2026-10-16")),
                waiting: "等负责人指定听证主持人".into(),
            },
            OthersTurn {
                act: act("撤回听证", "withdraw_hearing", "撤回听证"),
                roles: vec!["当事人".into()],
                party: true,
                due: None,
                waiting: String::new(),
            },
        ],
        blocked: [
            "作出处罚决定",
            "法制审核",
            "集体讨论",
            "送达决定",
            "公开决定",
            "结案",
            "归档",
            "举行听证",
        ]
        .iter()
        .zip([
            "decide",
            "legal_review",
            "discuss",
            "serve",
            "publish",
            "close",
            "archive",
            "hold_hearing",
        ])
        .map(|(n, s)| blocked(n, s))
        .collect(),
    }
}

fn row(day: &str, rule: &str, text: &str) -> DerivationRow {
    DerivationRow {
        day: d(day),
        rule: rule.into(),
        text: text.into(),
        chips: vec![chip("行政处罚法第85条", "", "行政处罚法", "85")],
    }
}

fn clock(
    name: &str,
    state: ClockState,
    due: Option<&str>,
    left: Option<i32>,
    summary: &str,
) -> Clock {
    Clock {
        norm: format!("应 {name}"),
        name: name.into(),
        act: name.into(),
        state,
        from: d("2026-09-28"),
        due: due.map(d),
        days_left: left,
        summary: summary.into(),
        derivation: vec![
            row("2026-09-28", "start", "送达当天不计"),
            row("2026-10-08", "length", "五个工作日；10月1日至7日放假不计"),
            row(
                "2026-10-10",
                "rest_day",
                "10月10日（周六）调休上班，是最后一天",
            ),
        ],
        assumed_calendar: false,
        chips: vec![p63()],
        expiry: Some("视为放弃听证".into()),
        unknown: vec![],
        right: false,
    }
}

fn all_clocks() -> Vec<Clock> {
    vec![
        clock(
            "作出决定",
            ClockState::Open,
            Some("2026-11-30"),
            Some(49),
            "还有 49 天，到 11月30日（周一）",
        ),
        clock(
            "指定主持人",
            ClockState::Open,
            Some("2026-10-14"),
            Some(2),
            "还有 2 个工作日，到 10月14日（周三）",
        ),
        clock(
            "公开决定",
            ClockState::Stopped,
            None,
            None,
            "中止，剩 7 个工作日",
        ),
        clock(
            "复查改正",
            ClockState::Overdue,
            Some("2026-10-09"),
            Some(-3),
            "应在 10月9日（周五）以前办，已过 3 天",
        ),
        clock(
            "要求听证",
            ClockState::Discharged,
            Some("2026-10-10"),
            None,
            "已履行 10月9日（到 10月10日）",
        ),
    ]
}

fn item(seq: u32, name: &str, day: &str) -> TimelineItem {
    TimelineItem {
        id: format!("a{seq}"),
        alias: format!("a26-zj-000{seq:02}"),
        seq,
        act: name.into(),
        slug: "notify".into(),
        by: vec!["王建国（承办人）".into(), "李晓敏（承办人）".into()],
        on: d(day),
        recorded: (seq == 3).then(|| d("2026-09-10")),
        effective: (seq == 5).then(|| d("2026-09-28")),
        changes: if seq == 5 {
            vec![("拟罚款".into(), "30,000.00 元".into())]
        } else {
            vec![]
        },
        documents: if seq == 5 {
            vec![DocumentLink {
                id: "d1".into(),
                name: "行政处罚告知书".into(),
                number: Some("示住建罚告〔2026〕31号".into()),
            }]
        } else {
            vec![]
        },
        receipt: if seq == 7 {
            ReceiptMark::Queued
        } else {
            ReceiptMark::Logged(u64::from(seq) + 40)
        },
        from_paper: seq == 1,
        revoked_by: (seq == 4).then_some(6),
    }
}

fn items() -> Vec<TimelineItem> {
    vec![
        item(7, "要求听证", "2026-10-09"),
        item(6, "撤销记录", "2026-09-28"),
        item(5, "告知", "2026-09-28"),
        item(4, "调查终结", "2026-09-25"),
        item(3, "现场检查", "2026-09-08"),
        item(2, "立案", "2026-09-01"),
        item(1, "登记线索", "2026-08-30"),
    ]
}

fn fact(name: &str, value: &str, source: FactSource) -> FactRow {
    FactRow {
        name: name.into(),
        label: name.into(),
        value: value.into(),
        source,
        since: Some(d("2026-09-01")),
        personal: name == "住所",
    }
}

fn facts() -> Vec<FactRow> {
    vec![
        fact(
            "案由",
            "施工未采取防尘降尘措施",
            FactSource::Act {
                seq: 2,
                name: "立案".into(),
            },
        ),
        fact(
            "当事人名称",
            "示例建筑工程有限公司",
            FactSource::Register("当事人登记".into()),
        ),
        fact(
            "住所",
            "示例县城关镇建设路8号",
            FactSource::Register("当事人登记".into()),
        ),
        fact("裁量档", "一般", FactSource::Table("防尘裁量基准".into())),
        fact("属听证范围", "是", FactSource::Computed),
    ]
}

fn paper() -> DocumentRow {
    DocumentRow {
        id: "d1".into(),
        name: "行政处罚告知书".into(),
        number: Some("示住建罚告〔2026〕31号".into()),
        date: d("2026-09-28"),
        act: "告知".into(),
        act_id: "a26-zj-00005".into(),
        sealed: false,
    }
}

fn evidence() -> Vec<EvidenceRow> {
    let hash = "sm3:7a3f00c966c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b";
    let one = |number, name: &str, damaged| EvidenceRow {
        id: format!("f{number}"),
        number,
        name: name.into(),
        kind: "书证".into(),
        takers: vec!["王建国".into(), "李晓敏".into()],
        taken: "9月8日 14:05 城南工地".into(),
        hash: hash.into(),
        size: 812_345,
        receipt: ReceiptMark::Logged(43),
        damaged,
    };
    vec![one(1, "照片1.jpg", false), one(2, "施工合同.pdf", true)]
}

fn people() -> Vec<PersonChoice> {
    ["李晓敏", "赵明华", "周正"]
        .iter()
        .enumerate()
        .map(|(i, n)| PersonChoice {
            id: format!("p{i}"),
            name: (*n).into(),
            posts: vec!["承办人（示例县住建局）".into()],
        })
        .collect()
}

fn field(name: &str, label: &str, hint: &str, input: Input, required: bool) -> Field {
    Field {
        name: name.into(),
        label: label.into(),
        hint: hint.into(),
        why: String::new(),
        chips: vec![],
        input,
        required,
        values: vec![],
        known: None,
        error: None,
    }
}

fn choices(words: &[&str]) -> Vec<Choice> {
    words
        .iter()
        .map(|w| Choice {
            value: (*w).into(),
            label: (*w).into(),
        })
        .collect()
}

fn form_fields() -> Vec<Field> {
    let mut day = field(
        "听证日期",
        "听证日期",
        "只列出依法可以选的日期",
        Input::Day(vec![d("2026-10-22"), d("2026-10-23"), d("2026-10-26")]),
        true,
    );
    day.why = "听证七日前要通知，七日是工作日，通知当天和听证当天都不算".into();
    day.chips = vec![chip("行政处罚法第64条第2项", "", "行政处罚法", "64")];
    vec![
        day,
        field("听证地点", "在哪里听证", "", Input::Line, true),
        field(
            "通知对象",
            "通知谁",
            "当事人和调查人员都要通知",
            Input::Many(choices(&["当事人", "调查人员", "利害关系人"])),
            true,
        ),
        field("公开", "是否公开举行", "", Input::YesNo, true),
        field(
            "主持人",
            "主持人",
            "不能是本案的调查人员",
            Input::Person(people()),
            true,
        ),
        field(
            "拟罚款",
            "罚款",
            "写数字，例如 30000；没有罚款的不填",
            Input::Money,
            false,
        ),
        field(
            "违法行为终了日",
            "违法行为结束的日期",
            "持续的行为写最后一天，例如 2026-08-27",
            Input::Date,
            true,
        ),
        field(
            "理由",
            "理由",
            "把事实、情节和依据联系起来写",
            Input::Text,
            true,
        ),
        field(
            "送达.方式",
            "送达方式",
            "",
            Input::One(choices(&["直接", "邮寄", "电子", "留置"])),
            true,
        ),
        field("附证", "证据文件", "", Input::File, false),
    ]
}

fn fill(form: &mut ActForm, input: &ActInput, errors: &[FieldError]) {
    for field in &mut form.fields {
        if let Some(values) = input.values.get(&field.name) {
            field.values.clone_from(values);
        }
        field.error = errors
            .iter()
            .find(|e| e.field == field.name)
            .map(|e| e.text.clone());
    }
}

fn check_page(name: &str) -> CheckPage {
    CheckPage {
        head: head(),
        act: act(name, "notify_hearing", "发听证通知"),
        answers: vec![
            (
                "听证日期".into(),
                "听证日期".into(),
                "2026年10月22日（周四）".into(),
            ),
            (
                "听证地点".into(),
                "在哪里听证".into(),
                "示例县住建局三楼会议室".into(),
            ),
            ("理由".into(), "理由".into(), "当事人依法要求听证".into()),
        ],
        on: TODAY(),
        by: vec!["王建国".into(), "李晓敏".into()],
    }
}

fn confirm_page() -> ConfirmPage {
    ConfirmPage {
        check: check_page("听证通知"),
        documents: vec![DocumentPlan {
            name: "听证通知书".into(),
            number: Some("示住建听通〔2026〕8号".into()),
            reserved: vec![],
        }],
        case_number: None,
        served: vec!["送给 示例建筑工程有限公司，方式：电子（有确认书）".into()],
        clocks: vec![ClockPlan {
            name: "举行听证".into(),
            act: "举行听证".into(),
            due: Some(d("2026-10-22")),
            text: "最早 10月22日（周四）".into(),
            chips: vec![p63()],
            derivation: vec![row("2026-10-12", "start", "通知当天不计")],
        }],
        discharged: vec!["指定主持人（到 10月16日）".into()],
        final_words: vec!["发出以后不能删除，只能更正或者依法撤销。".into()],
        button: "签发并送达".into(),
        approval: vec![],
        system_first: vec![],
    }
}

fn approval_row(id: &str, yours: bool) -> ApprovalRow {
    ApprovalRow {
        id: id.into(),
        case_alias: head().alias,
        title: head().title,
        act: "立案".into(),
        by: "王建国".into(),
        since: d("2026-10-10"),
        steps: vec![("机关负责人".into(), None)],
        yours,
        returned: (!yours).then(|| "缺现场照片，请补充。".into()),
    }
}

fn case_row() -> CaseRow {
    CaseRow {
        alias: head().alias,
        number: head().number,
        title: head().title,
        party: head().party,
        procedure: head().procedure,
        stage: head().stage,
        officers: head().officers,
        opened: d("2026-09-01"),
        closed: None,
        next: Some((d("2026-10-14"), "指定主持人".into())),
    }
}

#[allow(
    clippy::unused_async,
    clippy::missing_errors_doc,
    clippy::unused_self,
    clippy::expect_used,
    missing_docs
)]
impl Desk {
    pub fn sample(&self) -> bool {
        true
    }
    pub fn now_day(&self) -> Date {
        TODAY()
    }
    pub async fn move_sample_day(&self, _: &fadu_desk::demo::SampleClock, day: Date) -> Out<()> {
        if day < TODAY() {
            Err(Refusal::field("day", "请填今天以后一年以内的日期"))
        } else {
            Ok(())
        }
    }
    pub async fn login(&self, name: &str, password: &str) -> Out<Login> {
        if password != "demo" {
            return Err(Refusal::Login(
                "用户名或者密码不对。请再填一次，或者请安全管理员重设。".into(),
            ));
        }
        Ok(Login {
            token: name.to_owned(),
        })
    }
    pub async fn session(&self, token: &str) -> Out<Actor> {
        let deputy = Some(("周正".to_owned(), "授权书〔2026〕8号".to_owned()));
        let post = |deputy| PostView {
            id: "q1".into(),
            role: "机关负责人".into(),
            office: "zj".into(),
            office_name: "示例县住建局".into(),
            procedure: String::new(),
            from: None,
            to: Some(d("2026-11-20")),
            deputy,
        };
        let posts = match token {
            "party" => vec![],
            "deputy" => vec![post(deputy)],
            _ => vec![post(None)],
        };
        Ok(Actor {
            person: token.into(),
            name: "王建国".into(),
            external: posts.is_empty(),
            post: None,
            admin: if token == "audit" {
                "audit".into()
            } else {
                String::new()
            },
            posts,
        })
    }
    pub async fn logout(&self, _: &str) -> Out<()> {
        Ok(())
    }
    pub async fn today(&self, _: &Actor) -> Out<Today> {
        let one = |kind, a: &str, slug: Option<&str>, summary: &str| TodayItem {
            kind,
            case_alias: head().alias,
            title: head().title,
            party: head().party,
            act: a.into(),
            slug: slug.map(Into::into),
            approval: (kind == TodayKind::Approve).then(|| "w1".into()),
            due: None,
            summary: summary.into(),
            chips: vec![p63()],
        };
        Ok(Today {
            day: TODAY(),
            items: vec![
                one(
                    TodayKind::Overdue,
                    "复查改正",
                    None,
                    "应在 10月9日（周五）以前办，已过 3 天",
                ),
                one(
                    TodayKind::DueToday,
                    "听证通知",
                    Some("notify_hearing"),
                    "今天到期",
                ),
                one(
                    TodayKind::Mine,
                    "收集证据",
                    Some("collect"),
                    "还有 49 天，到 11月30日（周一）",
                ),
                one(TodayKind::Approve, "立案", None, "王建国 10月10日送审"),
                one(
                    TodayKind::Waiting,
                    "指定主持人",
                    None,
                    "等负责人指定听证主持人",
                ),
            ],
            more: true,
            drafts: vec![DraftRow {
                case_alias: Some(head().alias),
                title: head().title,
                procedure_slug: "penalty-ordinary".into(),
                act: "收集证据".into(),
                slug: "collect".into(),
                saved: "2026-10-12T10:42:11+08:00".into(),
            }],
            certificates: vec![("行政执法证".into(), d("2026-10-31"))],
            sample: true,
        })
    }
    pub async fn cases(&self, _: &Actor, query: &CaseQuery) -> Out<CaseList> {
        let hidden = query.party == "没有";
        Ok(CaseList {
            rows: if hidden { vec![] } else { vec![case_row(); 12] },
            next: (!hidden).then(|| "x".into()),
            procedures: choices(&["行政处罚普通程序"]),
            open: vec![(
                "penalty-ordinary".into(),
                "行政处罚普通程序".into(),
                act("登记线索", "register_lead", "登记线索"),
            )],
            nothing_exists: false,
            sample: true,
        })
    }
    pub async fn find(&self, _: &Actor, text: &str) -> Out<Found> {
        Ok(if text.starts_with('c') {
            Found::Case { alias: text.into() }
        } else {
            Found::Cases(vec![])
        })
    }
    pub async fn case(&self, _: &Actor, id: &str, as_of: Option<Date>) -> Out<CasePage> {
        if id != head().alias {
            return Err(Refusal::NotFound("这个办件".into()));
        }
        Ok(CasePage {
            head: head(),
            bar: bar(),
            clocks: all_clocks(),
            timeline: items(),
            facts: facts(),
            documents: vec![paper()],
            evidence: evidence(),
            approvals: vec![approval_row("w1", false)],
            as_of,
            people: people(),
        })
    }
    pub async fn way(&self, _: &Actor, _: &str, _: &str) -> Out<Vec<fadu_desk::view::WayStep>> {
        Ok(blocked("", "").way)
    }

    pub async fn matter(&self, _: &Actor, _: &str) -> Out<MatterPage> {
        let mut bar = bar();
        bar.now = vec![
            act("要求听证", "request_hearing", "要求听证"),
            act("陈述申辩", "state", "提交意见"),
        ];
        bar.others.clear();
        bar.blocked = vec![blocked("缴纳罚款", "pay")];
        Ok(MatterPage {
            remedies: vec![RemedyView {
                name: "申请行政复议".into(),
                place: "向本级人民政府提出".into(),
                note: "申请不收费。".into(),
                last: d("2027-01-08"),
                over: false,
                summary: "还有 60 天，到 1月8日（周五）".into(),
                derivation: vec![row("2026-11-09", "start", "送达当天不计")],
                assumed_calendar: true,
                chips: vec![p63()],
            }],
            head: head(),
            bar,
            clocks: all_clocks(),
            timeline: items(),
            documents: vec![paper()],
        })
    }
    pub async fn my_matters(&self, _: &Actor) -> Out<Vec<CaseRow>> {
        Ok(vec![case_row()])
    }
    pub async fn act_form(&self, _: &Actor, case: &str, slug: &str) -> Out<ActForm> {
        self.form(Some(case), slug)
    }
    pub async fn open_form(&self, _: &Actor, _: &str, slug: &str, _: Option<&str>) -> Out<ActForm> {
        self.form(None, slug)
    }
    pub async fn form_again(
        &self,
        _: &Actor,
        input: &ActInput,
        errors: &[FieldError],
    ) -> Out<ActForm> {
        let mut form = self.form(input.case.as_deref(), &input.act)?;
        fill(&mut form, input, errors);
        Ok(form)
    }
    fn form(&self, case: Option<&str>, slug: &str) -> Out<ActForm> {
        let asked = ActInput {
            case: case.map(Into::into),
            procedure: case.is_none().then(|| "penalty-ordinary".into()),
            act: slug.into(),
            ..ActInput::default()
        };
        let draft = self
            .drafts
            .lock()
            .expect("a lock")
            .get(&Self::draft_key(&asked))
            .cloned();
        let mut form = Self::blank(case, slug)?;
        if let Some(draft) = draft {
            fill(&mut form, &draft, &[]);
        }
        Ok(form)
    }
    fn blank(case: Option<&str>, slug: &str) -> Out<ActForm> {
        if bar().blocked.iter().any(|b| b.act.slug == slug) {
            return Err(Refusal::Blocked(reasons()));
        }
        if let Some(turn) = bar().others.into_iter().find(|o| o.act.slug == slug) {
            return Err(Refusal::NotYours(Box::new(turn)));
        }
        Ok(ActForm {
            head: if case.is_some() {
                head()
            } else {
                CaseHead::default()
            },
            act: act("听证通知", slug, "发听证通知"),
            chips: vec![p63()],
            known: facts(),
            fields: form_fields(),
            date: Some(field(
                "on",
                "哪天办的",
                "例如 2026-10-09",
                Input::Date,
                false,
            )),
            people: people(),
            with: vec![],
            roles: choices(&["承办人", "案件审核人"]),
            documents: vec![DocumentPlan {
                name: "听证通知书".into(),
                number: Some("示住建听通〔2026〕8号".into()),
                reserved: vec!["示住建听通〔2026〕5号".into()],
            }],
            approval: vec![],
            files: true,
            attached: evidence(),
            revocable: vec![],
            party: case.is_none().then(PartyInput::default),
            draft_saved: None,
            idempotency: "key-1".into(),
            seen: 12,
        })
    }
    fn draft_key(input: &ActInput) -> String {
        format!("{:?}/{:?}/{}", input.case, input.procedure, input.act)
    }
    pub async fn draft(&self, _: &Actor, input: &ActInput) -> Out<Option<ActInput>> {
        Ok(self
            .drafts
            .lock()
            .expect("a lock")
            .get(&Self::draft_key(input))
            .cloned())
    }
    pub async fn save_draft(&self, _: &Actor, input: &ActInput) -> Out<()> {
        self.drafts
            .lock()
            .expect("a lock")
            .insert(Self::draft_key(input), input.clone());
        Ok(())
    }
    pub async fn drop_draft(&self, _: &Actor, input: &ActInput) -> Out<()> {
        self.drafts
            .lock()
            .expect("a lock")
            .remove(&Self::draft_key(input));
        Ok(())
    }
    pub async fn check_act(&self, _: &Actor, input: &ActInput) -> Out<CheckPage> {
        let typed = |n: &str| {
            input
                .values
                .get(n)
                .and_then(|v| v.first())
                .cloned()
                .unwrap_or_default()
        };
        let mut errors = vec![];
        if typed("听证地点").is_empty() {
            errors.push(FieldError {
                field: "听证地点".into(),
                text: "请填在哪里听证。".into(),
            });
        }
        if typed("听证日期").is_empty() {
            errors.push(FieldError {
                field: "听证日期".into(),
                text: "请选听证日期，最早 10月22日。".into(),
            });
        }
        if !errors.is_empty() {
            return Err(Refusal::Fields(errors));
        }
        Ok(check_page("听证通知"))
    }
    pub async fn confirm_act(&self, _: &Actor, _: &ActInput) -> Out<ConfirmPage> {
        Ok(confirm_page())
    }
    pub async fn do_act(&self, _: &Actor, input: &ActInput) -> Out<Done> {
        if input.seen == Some(11) {
            return Err(Refusal::Conflict(Conflict {
                news: vec!["10-09 收到听证申请（王一）".into()],
                seen: 12,
            }));
        }
        let repeated = !self
            .done
            .lock()
            .expect("a lock")
            .insert(input.idempotency.clone());
        self.drafts
            .lock()
            .expect("a lock")
            .remove(&Self::draft_key(input));
        Ok(Done {
            case: "01".into(),
            case_alias: head().alias,
            act: "a7".into(),
            act_alias: "a26-zj-00007".into(),
            seq: 13,
            documents: vec![],
            waiting: None,
            repeated,
        })
    }
    pub async fn approvals(&self, _: &Actor) -> Out<Vec<ApprovalRow>> {
        Ok(vec![approval_row("w1", true), approval_row("w2", false)])
    }
    pub async fn approval(&self, _: &Actor, id: &str) -> Out<ApprovalPage> {
        Ok(ApprovalPage {
            row: approval_row(id, id == "w1"),
            confirm: confirm_page(),
            hash: "sm3:66c7f0f4".into(),
            preview: vec![(
                "立案审批表".into(),
                vec![
                    "示例县住房和城乡建设局".into(),
                    "立案审批表".into(),
                    "案由：施工未采取防尘降尘措施".into(),
                ],
            )],
            opinions: vec![("孙丽".into(), "案件审核人".into(), "同意立案".into())],
        })
    }
    pub async fn approve(&self, _: &Actor, _: &str, _: &str, _: &str) -> Out<Option<Done>> {
        Ok(None)
    }
    pub async fn return_draft(&self, _: &Actor, _: &str, _: &str) -> Out<()> {
        Ok(())
    }
    pub async fn act(&self, _: &Actor, id: &str) -> Out<ActPage> {
        let item = items()
            .into_iter()
            .find(|i| i.alias == id)
            .ok_or_else(|| Refusal::NotFound("这个行为".into()))?;
        let receipt = matches!(item.receipt, ReceiptMark::Logged(_)).then(|| "receipt".to_owned());
        Ok(ActPage {
            head: head(),
            item,
            data: vec![
                ("拟罚款".into(), "30,000.00 元".into()),
                ("送达方式".into(), "电子".into()),
            ],
            version: head().version,
            calendar: "2026.2".into(),
            approvals: vec![("周正".into(), "机关负责人".into(), TODAY())],
            recorded_at: "2026-10-12T10:42:11+08:00".into(),
            canonical: "{\"act\":\"告知\"}".into(),
            leaf: head().version,
            receipt,
            started: all_clocks(),
            files: evidence(),
        })
    }
    pub async fn document(&self, _: &Actor, _: &str) -> Out<DocumentPage> {
        Ok(DocumentPage {
            head: head(),
            row: paper(),
            data: vec![("罚款".into(), "人民币叁万元整（¥30,000.00）".into())],
            carries: vec![
                ("事实".into(), "…".into(), true),
                ("权利".into(), "…".into(), true),
            ],
            paragraphs: [
                "示例县住房和城乡建设局",
                "行政处罚告知书",
                "示例建筑工程有限公司：",
                "你单位未采取防尘措施施工。本机关拟对你单位作出罚款人民币叁万元整的处罚。",
                "你单位可以自收到本告知书之日起五个工作日内提出陈述申辩，可以要求听证。",
            ]
            .map(Into::into)
            .to_vec(),
            pages: 2,
            hash: head().version,
            size: 45_123,
            receipt: ReceiptMark::Logged(45),
            seal: None,
        })
    }
    pub async fn download(&self, _: &Actor, _: &str) -> Out<Download> {
        Ok(Download {
            name: "行政处罚告知书.pdf".into(),
            media: "application/pdf".into(),
            bytes: b"%PDF-1.7\n".to_vec(),
        })
    }
    pub async fn upload(&self, _: &Actor, name: &str, _: &str, _: Vec<u8>) -> Out<String> {
        Ok(format!("up-{name}"))
    }
    pub async fn file(&self, _: &Actor, _: &str) -> Out<Download> {
        self.download(&self.session("x").await?, "").await
    }
    pub async fn seal(&self, _: &Actor, _: &str, _: &str) -> Out<()> {
        Ok(())
    }
    pub async fn behaviour(&self, _: &Actor, _: &str, word: &str) -> Out<BehaviourPage> {
        let row = |name: &str, given| OpinionRow {
            person: name.into(),
            name: name.into(),
            chair: name == "周正",
            given,
            opinion: None,
            reason: None,
        };
        Ok(BehaviourPage {
            head: head(),
            behaviour: word.into(),
            bar: bar(),
            items: items().into_iter().take(2).collect(),
            last: vec![("主持人".into(), "赵明华".into())],
            facts: facts(),
            documents: vec![paper()],
            evidence: evidence(),
            clocks: all_clocks(),
            people: people(),
            sheet: (word == "会议").then(|| OpinionSheet {
                open: false,
                rows: vec![row("周正", false), row("孙丽", true)],
                yours: true,
            }),
        })
    }
    pub async fn hand_over(&self, _: &Actor, _: &str, _: &str, _: &str, why: &str) -> Out<()> {
        if why.is_empty() {
            Err(Refusal::field("why", "请写明为什么移交"))
        } else {
            Ok(())
        }
    }
    pub async fn hand_overs(
        &self,
        _: &Actor,
        _: &str,
    ) -> Out<Vec<(String, String, String, Date, String)>> {
        Ok(vec![(
            "孙丽".into(),
            "王建国".into(),
            "孙丽".into(),
            TODAY(),
            "调岗".into(),
        )])
    }
    pub async fn receipt_text(&self, _: &Actor, _: &str) -> Out<Option<String>> {
        Ok(Some("receipt".into()))
    }
    pub async fn registers(&self) -> Out<Vec<RegisterLink>> {
        Ok(vec![
            RegisterLink {
                name: "行政执法证".into(),
                slug: "certificates".into(),
                valid: 12,
            },
            RegisterLink {
                name: "权责事项".into(),
                slug: "matters".into(),
                valid: 3,
            },
        ])
    }
    pub async fn register(
        &self,
        _: Option<&Actor>,
        slug: &str,
        on: Option<Date>,
        _: Option<&str>,
    ) -> Out<RegisterPage> {
        Ok(RegisterPage {
            name: "行政执法证".into(),
            slug: slug.into(),
            on: on.unwrap_or(TODAY()),
            columns: vec!["证号".into()],
            rows: vec![RegisterRow {
                id: "e1".into(),
                person: "王建国".into(),
                from: Some(d("2024-01-01")),
                to: Some(d("2029-01-01")),
                cells: vec!["33000001".into()],
                act: None,
            }],
            next: None,
        })
    }
    pub async fn numbers(&self, _: &Actor) -> Out<Vec<NumberSeries>> {
        let year = 2026;
        Ok(vec![NumberSeries {
            office: "zj".into(),
            office_name: "示例县住建局".into(),
            pattern: "示住建罚决〔{年}〕{序}号".into(),
            year,
            last: 3,
            rows: vec![],
            yours: true,
        }])
    }
    pub async fn series(
        &self,
        _: &Actor,
        _: &str,
        _: &str,
        year: i32,
        _: Option<u32>,
    ) -> Out<NumberSeries> {
        let text = |n| format!("示住建罚决〔2026〕{n}号");
        Ok(NumberSeries {
            office: "zj".into(),
            office_name: "示例县住建局".into(),
            pattern: "示住建罚决〔{年}〕{序}号".into(),
            year,
            last: 3,
            rows: vec![
                NumberRow {
                    n: 3,
                    text: text(3),
                    state: NumberState::Issued {
                        what: "行政处罚决定书".into(),
                        act: Some("a26-zj-00005".into()),
                    },
                },
                NumberRow {
                    n: 2,
                    text: text(2),
                    state: NumberState::Reserved {
                        by: "王建国".into(),
                        since: TODAY(),
                        why: "现场处罚".into(),
                        act: Some("a26-zj-00006".into()),
                    },
                },
                NumberRow {
                    n: 1,
                    text: text(1),
                    state: NumberState::Void {
                        why: "打印损坏".into(),
                        since: TODAY(),
                        act: None,
                    },
                },
            ],
            yours: true,
        })
    }
    pub fn law_rows(&self) -> Vec<LawRow> {
        vec![LawRow {
            title: "行政处罚法".into(),
            versions: vec![d("2021-07-15"), d("2018-01-01")],
            articles: 86,
        }]
    }
    pub fn article(
        &self,
        title: &str,
        version: Option<Date>,
        _: Date,
        number: &str,
    ) -> Out<ArticlePage> {
        if title != "行政处罚法" {
            return Err(Refusal::NotFound(title.into()));
        }
        Ok(ArticlePage {
            title: title.into(),
            version: version.unwrap_or(d("2021-07-15")),
            period: "2021-07-15 起".into(),
            number: "第五十八条".into(),
            article: number.into(),
            paragraphs: vec![(
                "有下列情形之一的：".into(),
                vec![
                    "（一）涉及重大公共利益的；".into(),
                    "（二）经过听证程序的。".into(),
                ],
            )],
            versions: vec![d("2021-07-15"), d("2018-01-01")],
            cited_by: vec![(
                "penalty-ordinary".into(),
                "行政处罚普通程序".into(),
                "可 作出处罚决定/审核".into(),
            )],
            before: Some("57".into()),
            after: Some("59".into()),
            on: TODAY(),
            ends: None,
        })
    }
    pub async fn log(&self) -> Out<LogPage> {
        Ok(LogPage {
            origin: "fadu.example/log".into(),
            size: 47,
            checkpoint: "fadu.example/log\n47\n…".into(),
            queued: 1,
            key: "fadu.example+…".into(),
        })
    }
    pub async fn me(&self, _: &Actor) -> Out<MePage> {
        let post = PostView {
            id: "q1".into(),
            role: "承办人".into(),
            office: "zj".into(),
            office_name: "示例县住建局".into(),
            procedure: String::new(),
            from: Some(d("2024-01-01")),
            to: None,
            deputy: None,
        };
        Ok(MePage {
            factor: FactorView::Waiting {
                secret: "GEZDGNBVGY3TQOJQGEZDGNBV".into(),
                address: "otpauth://totp/fadu:wang?secret=GEZDGNBVGY3TQOJQ".into(),
            },
            id: "p".into(),
            name: "王建国".into(),
            login: "wang".into(),
            posts: vec![
                post.clone(),
                PostView {
                    id: "q2".into(),
                    deputy: Some(("周正".into(), "授权书〔2026〕8号".into())),
                    ..post.clone()
                },
            ],
            sessions: vec![(
                "s".into(),
                "2026-10-12T08:01:00+08:00".into(),
                "2026-10-12T10:42:00+08:00".into(),
                true,
            )],
            certificates: vec![(
                "行政执法证".into(),
                Some(d("2024-01-01")),
                Some(d("2026-10-31")),
            )],
            deputies: vec![(post, "李晓敏".into())],
            people: people(),
        })
    }
    pub async fn accounts(&self, actor: &Actor) -> Out<Vec<AccountRow>> {
        let posts = actor.posts.clone();
        Ok(vec![AccountRow {
            person: "p".into(),
            login: "wang".into(),
            name: "王建国".into(),
            posts,
            disabled: false,
            admin: String::new(),
            factor: true,
        }])
    }
    pub async fn events(&self, _: &Actor) -> Out<Vec<(String, String, String, String)>> {
        let one = ["2026-10-12T10:42:11+08:00", "王建国", "登录", ""];
        Ok(vec![one.map(Into::into).into()])
    }
    pub async fn switch_post(&self, _: &Actor, _: &str) -> Out<()> {
        Ok(())
    }
    pub async fn change_password(&self, _: &Actor, _: &str, new: &str) -> Out<()> {
        if new.chars().count() < 12 {
            Err(Refusal::field("new", "新密码至少十二个字。"))
        } else {
            Ok(())
        }
    }
    pub async fn appoint_deputy(
        &self,
        _: &Actor,
        _: &str,
        _: &str,
        _: (Date, Date),
        ground: &str,
    ) -> Out<()> {
        if ground.is_empty() {
            Err(Refusal::field("ground", "请写依据，例如授权书的文号。"))
        } else {
            Ok(())
        }
    }
}
