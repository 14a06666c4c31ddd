//! Fixed answers about procedures, tables and amendments: on, waiting, violated, taken on, with cases to move.
#![allow(clippy::expect_used, missing_docs)]

use fadu_base::Date;
use fadu_desk::LookupError;
use fadu_desk::moving::{Moved, MoverRow};
use fadu_desk::procedures::Description;
use fadu_desk::proof_view::{HistoryStep, MarginRow, OtherRow, ProofSheet, WaitingView};
use fadu_desk::proved::Accepted;
use fadu_desk::standards::{
    AskField, ComparedRow, ResultRow, StandardAsk, StandardPage, StandardRow, TableView, Verdict,
};
use fadu_desk::trial::{TrialAsk, TrialError, TrialPage, TrialResult, Tried};
use fadu_desk::view::*;
use fadu_desk::{ArticleChange, Impact, ImpactCase, ImpactRow, Refusal, TemplateRow, TextRun};

use super::stand_in::{Actor, Desk, Out, act, head, p58, p63};

fn proof(name: &str, result: &str) -> ProofRow {
    let steps = vec![
        HistoryStep {
            day: "2026-03-02".into(),
            act: "立案".into(),
            by: "承办人 王一、李二".into(),
            facts: vec![("违法事实".into(), "未覆盖".into())],
        },
        HistoryStep {
            day: "2026-03-03".into(),
            act: "作出处罚决定".into(),
            by: "机关负责人 赵三".into(),
            facts: Vec::new(),
        },
    ];
    ProofRow {
        name: name.into(),
        result: result.into(),
        reason: "听证以前不作决定".into(),
        chips: vec![p63()],
        detail: if result == "not_proved" {
            "状态太多，在给定的计算量内没有得出结论".into()
        } else {
            String::new()
        },
        steps: if result == "violated" {
            steps
        } else {
            Vec::new()
        },
    }
}

fn sheet(worst: &str) -> ProofSheet {
    ProofSheet {
        day: "2026-10-01".into(),
        checker: "fadu 0.1.0".into(),
        assumption: "假定每个角色都配齐了规范要求的人数和资格的人员。".into(),
        properties: vec![
            proof("先告知后决定", "proved"),
            proof("听证期满", worst),
            proof("行政复议的要求", "not_applicable"),
        ],
        others: vec![OtherRow {
            result: "warning".into(),
            subject: "性质：先告知后决定".into(),
            detail: "性质和条件写的是同一句话".into(),
        }],
        others_hold: 12,
        redundant: Some(vec!["作出处罚决定的第3个条件".into()]),
        margins: vec![MarginRow {
            duty: "期限“决定期限”".into(),
            options: vec!["要求听证".into()],
            days: 11,
            fits: true,
        }],
        accepted: (worst == "not_proved").then(|| Accepted {
            by: "示例县司法局".into(),
            because: "先试行，三个月内补证".into(),
            day: "2026-10-02".into(),
            open: vec!["听证期满".into()],
        }),
    }
}

fn page(slug: &str, on: bool) -> ProcedurePage {
    let norm = NormRow {
        id: "可 作出处罚决定/审核".into(),
        act: "作出处罚决定".into(),
        text: "法制审核通过以后".into(),
        chips: vec![p58()],
        articles: vec![(p58(), "有下列情形之一……".into())],
        breach: Some("可撤销".into()),
    };
    let worst = match slug {
        "open" => "not_proved",
        "broken" => "violated",
        _ => "proved",
    };
    let waits = slug == "broken" || slug == "unproved" || !on;
    let sheet = (slug != "unproved").then(|| sheet(if on { worst } else { "violated" }));
    ProcedurePage {
        name: "行政处罚普通程序".into(),
        slug: slug.into(),
        version: head().version,
        family: "行政执法".into(),
        stages: vec![("调查".into(), vec!["立案".into()])],
        acts: vec![ProcedureAct {
            act: act("立案", "file", "立案"),
            roles: vec!["承办人".into()],
            fills: vec!["案由".into()],
            documents: vec!["立案审批表".into()],
        }],
        conditions: vec![norm.clone(); 3],
        duties: vec![norm],
        sheet: sheet.clone(),
        demands: vec![proof("先告知后决定", ""), proof("听证期满", "")],
        on: on && slug != "broken" && slug != "unproved",
        waiting: waits.then(|| WaitingView {
            version: "sm3:next".into(),
            why: "有办理经过会违反法律的要求：听证期满。改好程序，重新证明，才能启用。".into(),
            sheet,
        }),
        running: vec![("sm3:a".into(), 3)],
        text: "程序 行政处罚".into(),
        gaps: "# 说不了的\n\n还没有包括：一、跨区域协作".into(),
    }
}

impl Desk {
    pub async fn procedures(&self) -> Out<Vec<ProcedureRow>> {
        let row = |slug: &str, on: bool| ProcedureRow {
            name: "行政处罚普通程序".into(),
            slug: slug.into(),
            family: "行政执法".into(),
            on,
            waits: (!on).then(|| "还没有证明这一版守住法律的要求。".into()),
            proved: 42,
            taken_on: usize::from(slug == "open"),
            open_cases: 7,
        };
        Ok(vec![
            row("penalty-ordinary", true),
            row("open", true),
            row("unproved", false),
        ])
    }
    pub async fn procedure(&self, slug: &str, _: Date) -> Out<ProcedurePage> {
        Ok(page(slug, true))
    }
    pub async fn procedure_waiting(&self, slug: &str, _: Date) -> Out<ProcedurePage> {
        match slug {
            "penalty-ordinary" => Err(Refusal::NotFound("等着启用的版本".into())),
            _ => Ok(page(slug, false)),
        }
    }
    pub fn procedure_description(&self, slug: &str) -> Out<Description> {
        Ok(Description {
            name: "行政处罚普通程序".into(),
            slug: slug.into(),
            chapters: vec![
                (
                    "概要".into(),
                    "<!-- 生成 -->\n\n- 类别：行政处罚\n- 共 3 个行为".into(),
                ),
                (
                    "谁来办".into(),
                    "| 角色 | 要求 |\n| --- | --- |\n| 承办人 | 持证 |".into(),
                ),
            ],
        })
    }
    pub fn procedure_picture(&self, _: &str) -> Out<String> {
        Ok("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"></svg>".into())
    }
    pub async fn movers(&self, _: &Actor, slug: &str) -> Out<Vec<MoverRow>> {
        if slug == "open" {
            return Ok(Vec::new());
        }
        let row = |n: &str, why: Option<&str>, yours: bool| MoverRow {
            alias: n.into(),
            title: "示例建筑公司施工扬尘案".into(),
            version: "sm3:a".into(),
            hindrance: why.map(Into::into),
            yours,
        };
        let why = "第3个行为“告知”在新版本里不合法：立案满30天后才能告知";
        Ok(vec![
            row("c26-000341-7", None, true),
            row("c26-000342-5", Some(why), true),
            row("c26-000343-3", None, false),
        ])
    }
    pub async fn move_cases(&self, _: &Actor, _: &str, cases: &[String]) -> Out<Moved> {
        if cases.is_empty() {
            return Err(Refusal::field("case", "请选择要转到新版本的办件"));
        }
        Ok(Moved {
            moved: cases.to_vec(),
            stayed: vec![("c26-000342-5".into(), "第3个行为在新版本里不合法".into())],
        })
    }
}

fn d(text: &str) -> Date {
    text.parse().expect("a day")
}

fn verdict(text: &str, row: usize) -> Verdict {
    Verdict {
        text: text.into(),
        known: row > 0,
        row: (row > 0).then_some(row),
        table: "施工扬尘档次".into(),
        chips: vec![p58()],
    }
}

fn table(hit: Option<usize>) -> TableView {
    TableView {
        name: "施工扬尘档次".into(),
        valid: Some((d("2026-08-15"), d("2030-12-31"))),
        chips: vec![p58()],
        columns: vec!["裸露面积".into(), "档次".into()],
        rows: vec![
            vec!["≥ 2,000".into(), "较重".into()],
            vec!["-".into(), "较轻".into()],
        ],
        hit,
        range: Some("罚款下限不低于法定下限".into()),
        proofs: vec![
            ("proved".into(), "无空档".into(), String::new()),
            (
                "violated".into(),
                "不宽于上级".into(),
                "面积 2500 时上级较重，本表一般".into(),
            ),
        ],
    }
}

impl Desk {
    pub async fn standard_rows(&self) -> Out<Vec<StandardRow>> {
        let row = |id: &str, holds: bool| StandardRow {
            id: id.into(),
            title: "示例市施工扬尘裁量基准".into(),
            tables: 8,
            holds,
        };
        Ok(vec![
            row("construction-dust", true),
            row("990100-construction-dust", false),
        ])
    }
    pub async fn standard(&self, id: &str, ask: &StandardAsk) -> Out<StandardPage> {
        if id == "nothing" {
            return Err(Refusal::NotFound("裁量基准“nothing”".into()));
        }
        let typed = ask.facts.get("裸露面积").and_then(|v| v.first()).cloned();
        let errors = match typed.as_deref() {
            Some("很多") => vec![FieldError {
                field: "裸露面积".into(),
                text: "裸露面积：要写数，写的是 很多".into(),
            }],
            _ => Vec::new(),
        };
        let asked = ask.asked && errors.is_empty();
        let fields = vec![
            AskField {
                name: "裸露面积".into(),
                hint: "平方米，现场测量".into(),
                given: typed.into_iter().collect(),
                ..AskField::default()
            },
            AskField {
                name: "缺少的防尘措施".into(),
                choices: vec!["硬质围挡".into(), "覆盖".into()],
                many: true,
                ..AskField::default()
            },
            AskField {
                name: "重污染天气".into(),
                choices: vec!["是".into(), "否".into()],
                ..AskField::default()
            },
        ];
        let row = ResultRow {
            output: "档次".into(),
            then: verdict("较重", 1),
            now: verdict("较轻", 2),
            lighter: "now".into(),
        };
        let open = ResultRow {
            output: "停工".into(),
            then: verdict("还缺：改正情况", 0),
            now: verdict("还缺：改正情况", 0),
            lighter: String::new(),
        };
        Ok(StandardPage {
            id: id.into(),
            title: "示例市施工扬尘裁量基准".into(),
            act: Some(d("2026-08-10")),
            on: Some(d("2026-10-12")),
            asked,
            fields,
            errors,
            results: if asked { vec![row, open] } else { Vec::new() },
            choice: vec![p58()],
            then: if asked {
                vec![table(Some(1))]
            } else {
                Vec::new()
            },
            now: vec![table(asked.then_some(2))],
            periods: vec![(d("2026-08-15"), d("2030-12-31"))],
            related: vec![("990100-construction-dust".into(), "示例县的基准".into())],
            compared: vec![ComparedRow {
                title: "示例县的基准".into(),
                output: "档次".into(),
                verdict: verdict("一般", 1),
                ours: verdict("较轻", 2),
            }],
            gaps: "# 表说不了的\n\n- **减轻**：由人决定".into(),
        })
    }
    pub fn impact(&self, title: &str, _: Date) -> Result<Impact, LookupError> {
        if title != "行政处罚法" {
            return Err(LookupError::NoSuchStatute {
                name: title.into(),
                near: Vec::new(),
            });
        }
        let row = |kind, text: &str| ImpactRow {
            procedure: "penalty-ordinary".into(),
            name: "行政处罚普通程序".into(),
            kind,
            norm: text.into(),
            text: text.into(),
            citation: "《行政处罚法》58.1".into(),
            label: "行政处罚法第58条第1款".into(),
            change: "文字变了".into(),
        };
        Ok(Impact {
            title: title.into(),
            articles: vec!["第五十八条".into()],
            norms: vec![
                row("条件", "作出处罚决定：法制审核通过"),
                row("性质", "审核在先"),
            ],
            changes: vec![ArticleChange {
                number: "第五十八条".into(),
                article: "58".into(),
                change: "文字变了".into(),
                runs: vec![
                    TextRun {
                        kind: "same",
                        text: "有下列情形".into(),
                    },
                    TextRun {
                        kind: "deleted",
                        text: "之一".into(),
                    },
                    TextRun {
                        kind: "inserted",
                        text: "的".into(),
                    },
                ],
            }],
            templates: vec![TemplateRow {
                document: "行政处罚决定书".into(),
                file: "a.typ".into(),
                line: 12,
                text: "《行政处罚法》第五十八条".into(),
                change: "文字变了".into(),
            }],
            ends: false,
        })
    }
    pub async fn impact_cases(&self, _: &Actor, _: &Impact, _: Date) -> Out<Vec<ImpactCase>> {
        Ok(vec![ImpactCase {
            alias: "c26-000341-7".into(),
            title: "示例建筑公司施工扬尘案".into(),
            procedure: "行政处罚普通程序".into(),
            clocks: vec!["决定期限".into()],
        }])
    }
    pub async fn trial(&self, ask: &TrialAsk) -> Out<TrialPage> {
        let before = "可 作出处罚决定\n  须 已 法制审核";
        if ask.text.is_some() && ask.version != "sm3:1" {
            return Err(Refusal::field(
                "text",
                "程序已经换了版本，请对照新的原文再改",
            ));
        }
        let tried = |name: &str, before: &str, broken: bool| Tried {
            name: name.into(),
            reason: "没有审核的决定不成立".into(),
            chips: vec![p58()],
            before: before.into(),
            note: String::new(),
            steps: if broken {
                proof(name, "violated").steps
            } else {
                Vec::new()
            },
        };
        let result = ask.text.as_ref().map(|text| match text.contains("须 须") {
            true => TrialResult {
                errors: vec![TrialError {
                    line: 2,
                    column: 5,
                    source: "须 须".into(),
                    text: "这里要写条件".into(),
                }],
                ..TrialResult::default()
            },
            false => TrialResult {
                unchanged: text == before,
                broken: if text == before {
                    Vec::new()
                } else {
                    vec![tried("审核在先", "proved", true)]
                },
                open: vec![tried("总有结论", "not_proved", false)],
                held: vec!["告知在先".into()],
                not_tried: vec!["五日内可要求听证".into()],
                seconds: 3,
                ..TrialResult::default()
            },
        });
        let chosen = !ask.procedure.is_empty();
        Ok(TrialPage {
            procedures: vec![("penalty-ordinary".into(), "行政处罚普通程序".into())],
            procedure: ask.procedure.clone(),
            name: if chosen {
                "行政处罚普通程序".into()
            } else {
                String::new()
            },
            version: "sm3:1".into(),
            statements: vec![("什么时候可以办".into(), vec![(0, "作出处罚决定".into())])],
            at: ask.at,
            before: before.into(),
            text: ask.text.clone().unwrap_or_else(|| before.into()),
            result,
        })
    }
}
