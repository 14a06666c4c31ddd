//! Fixed answers about what an office keeps: its book, its discussions, cleared data, grants of two administrators.
#![allow(missing_docs)]

use fadu_desk::Refusal;
use fadu_desk::view::*;

use super::stand_in::{Actor, Desk, Out, TODAY};

impl Desk {
    pub async fn reserve_numbers(
        &self,
        _: &Actor,
        _: &str,
        _: &str,
        count: u32,
        why: &str,
    ) -> Out<Vec<String>> {
        if why.is_empty() {
            return Err(Refusal::field("why", "请写明预留给谁用、做什么用"));
        }
        Ok((0..count).map(|n| n.to_string()).collect())
    }
    pub async fn void_number(&self, _: &Actor, _: &str, why: &str) -> Out<()> {
        if why.is_empty() {
            return Err(Refusal::field("why", "请写明为什么不用了"));
        }
        Ok(())
    }
    pub async fn book_act(&self, _: &Actor, id: &str) -> Out<BookPage> {
        Ok(BookPage {
            office: "示例县住建局".into(),
            act: "预留编号".into(),
            alias: id.into(),
            by: vec!["王建国".into()],
            on: TODAY(),
            recorded_at: "2026-10-12T09:00:00+08:00".into(),
            data: vec![("编号".into(), "示住建罚决〔2026〕2号".into())],
            canonical: "{}".into(),
            leaf: "sm3:00ff".into(),
            mark: ReceiptMark::Logged(8),
            receipt: Some("receipt".into()),
        })
    }
    pub async fn call_meeting(&self, _: &Actor, _: &str, members: &[String], _: &str) -> Out<()> {
        if members.is_empty() {
            return Err(Refusal::field("members", "请选参加讨论的人和主持人"));
        }
        Ok(())
    }
    pub async fn give_opinion(&self, _: &Actor, _: &str, opinion: &str, _: &str) -> Out<()> {
        if opinion.is_empty() {
            return Err(Refusal::field("opinion", "请写明意见和理由"));
        }
        Ok(())
    }
    pub async fn erase(&self, _: &Actor, _: &str, ground: &str) -> Out<()> {
        if ground.is_empty() {
            return Err(Refusal::field("ground", "请写明清除的法律依据"));
        }
        Ok(())
    }
}
