//! Fixed answers about publications: one that stands, one that was withdrawn, a preview, what is to be done.
#![allow(clippy::expect_used, missing_docs)]

use fadu_desk::Refusal;
use fadu_desk::publicity::*;
use fadu_desk::view::{RegisterLink, RegisterPage};

use super::stand_in::{Actor, Desk, Out, TODAY, p63};

fn standing() -> Publication {
    Publication {
        alias: "8f3a".into(),
        number: "示住建罚决〔2026〕31号".into(),
        title: "示例建筑公司施工扬尘案".into(),
        office: "示例县住房和城乡建设局".into(),
        kind: ("penalty-ordinary".into(), "行政处罚普通程序".into()),
        name: "处罚信息".into(),
        decided: "2026-10-30".into(),
        published: "2026-11-05".into(),
        lines: vec![
            ("当事人".into(), "示例建筑公司".into()),
            ("罚款".into(), "30000.00元".into()),
        ],
    }
}

impl Desk {
    pub async fn publicity_home(&self) -> Out<PublicityHome> {
        Ok(PublicityHome {
            offices: vec![("o1".into(), "示例县住房和城乡建设局".into())],
            registers: vec![RegisterLink {
                name: "行政执法证".into(),
                slug: "officer-certificate".into(),
                valid: 40,
            }],
            kinds: vec![(
                "penalty-ordinary".into(),
                "行政处罚普通程序".into(),
                "处罚信息".into(),
            )],
        })
    }
    pub async fn public_register(&self, slug: &str, _: Option<&str>) -> Out<RegisterPage> {
        if slug != "officer-certificate" {
            return Err(Refusal::NotFound("这个名录".into()));
        }
        self.register(None, slug, None, None).await
    }
    pub async fn published(&self, ask: &PublicationAsk, _: u32) -> Out<PublicationList> {
        let rows = if ask.office == "nobody" {
            vec![]
        } else {
            vec![standing()]
        };
        Ok(PublicationList {
            rows,
            next: Some("2026-11-05_8f3a".into()),
        })
    }
    pub async fn publication(&self, alias: &str) -> Out<Published> {
        match alias {
            "8f3a" => Ok(Published::Standing(Box::new(standing()))),
            "gone" => Ok(Published::Withdrawn {
                number: "示住建罚决〔2026〕30号".into(),
                office: "示例县住房和城乡建设局".into(),
                on: "2026-11-09".into(),
                reason: "处罚决定已经撤销".into(),
            }),
            _ => Err(Refusal::NotFound("这条公示".into())),
        }
    }
    pub async fn publicity_preview(&self, _: &Actor, _: &str) -> Out<PublicityPreview> {
        Ok(PublicityPreview {
            case_title: "王小明占道经营案".into(),
            title: "王某某占道经营案".into(),
            lines: vec![("当事人".into(), "王小明".into(), "王某某".into())],
            left_out: vec![("当事人证件号码".into(), "个人信息")],
            act: Some(("publish".into(), "公开决定".into())),
            standing: None,
        })
    }
    pub async fn publicity_tasks(&self, _: &Actor) -> Out<Vec<PublicityTask>> {
        Ok(vec![PublicityTask {
            alias: "c26-000341-7".into(),
            title: "示例建筑公司施工扬尘案".into(),
            act: ("公开决定".into(), "publish".into()),
            withdraw: false,
            due: Some(TODAY()),
            cites: vec![p63()],
        }])
    }
    pub async fn credit_file(&self, _: &Actor, _: &PublicationAsk) -> Out<Vec<Vec<String>>> {
        Ok(vec![
            vec!["行政相对人名称".into()],
            vec!["示例建筑公司".into()],
        ])
    }
    pub fn dictionary(&self) -> Vec<DictionaryRow> {
        vec![DictionaryRow {
            kind: "行政处罚普通程序".into(),
            field: "罚款".into(),
            means: "罚款的数额".into(),
        }]
    }
}
