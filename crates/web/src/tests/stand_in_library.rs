//! Fixed answers of the law library: hits, a question that cannot be asked, an article in two versions.
#![allow(clippy::expect_used, missing_docs)]

use fadu_base::Date;
use fadu_desk::Refusal;
use fadu_desk::law_search::{FoundArticle, LawAsk, LawFound};
use fadu_desk::relied::{Compared, Relied, ReliedCase};

use super::stand_in::{Actor, Desk, Out};

impl Desk {
    pub async fn find_law(&self, ask: &LawAsk) -> Out<LawFound> {
        if 200 < ask.words.chars().count() {
            return Ok(LawFound {
                problem: Some("查找的内容太长：最多 200 个字。请挑最要紧的几个词。".into()),
                ..LawFound::default()
            });
        }
        Ok(LawFound {
            statutes: self.law_rows(),
            hits: vec![FoundArticle {
                title: "行政处罚法".into(),
                version: "2021-07-15".parse().expect("a day"),
                number: "第五十八条".into(),
                article: "58".into(),
                path: "第五章 行政处罚的决定".into(),
                pieces: vec![
                    ("有下列情形之一，在作出".into(), false),
                    ("决定".into(), true),
                    ("之前……".into(), false),
                ],
            }],
            total: 41,
            exact: 40,
            page: ask.page.max(1),
            more: true,
            ..LawFound::default()
        })
    }
    pub fn relied(&self, _: &str, _: &str) -> Vec<Relied> {
        vec![Relied {
            procedure: "penalty-ordinary".into(),
            name: "行政处罚普通程序".into(),
            kind: "条件",
            text: "作出处罚决定：法制审核通过以后".into(),
            place: "第1款".into(),
        }]
    }
    pub async fn relied_cases(&self, _: &Actor, _: &str, _: &str) -> Out<Vec<ReliedCase>> {
        Ok(vec![ReliedCase {
            alias: "c26-000341-7".into(),
            title: "示例建筑公司施工扬尘案".into(),
            clocks: vec![("决定期限".into(), "2026-11-30".parse().ok())],
        }])
    }
    pub fn compare_article(&self, title: &str, _: &str, one: Date, other: Date) -> Out<Compared> {
        if one == other {
            return Err(Refusal::NotFound(format!("《{title}》的这两个版本")));
        }
        Ok(Compared {
            title: title.into(),
            from: one.min(other),
            to: one.max(other),
            before: Some("第三十八条".into()),
            after: Some("第五十八条".into()),
            slugs: (Some("38".into()), Some("58".into())),
            change: "文字变了",
            runs: vec![
                ("same", "在作出".into()),
                ("deleted", "处罚".into()),
                ("inserted", "决定".into()),
                ("same", "之前".into()),
            ],
        })
    }
}
