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
    pub async fn login_with(
        &self,
        name: &str,
        password: &str,
        _: &str,
    ) -> Out<super::stand_in::Login> {
        self.login(name, password).await
    }
    pub async fn guest_login(&self, number: &str, _: &str) -> Out<super::stand_in::Login> {
        if number.is_empty() {
            return Err(Refusal::Login("编号和电话对不上。请核对以后再填。".into()));
        }
        self.login("party", "right").await
    }
    pub async fn only_matter(&self, _: &Actor) -> Out<Option<String>> {
        Ok(None)
    }
    pub async fn end_other_sessions(&self, _: &Actor) -> Out<()> {
        Ok(())
    }
    pub async fn begin_factor(&self, _: &Actor) -> Out<()> {
        Ok(())
    }
    pub async fn confirm_factor(&self, _: &Actor, code: &str) -> Out<()> {
        if code.is_empty() {
            return Err(Refusal::field("code", "动态码不对。请填手机上的六位数字"));
        }
        Ok(())
    }
    pub async fn end_factor(&self, actor: &Actor, code: &str) -> Out<()> {
        self.confirm_factor(actor, code).await
    }
    pub async fn grants(&self, _: &Actor) -> Out<Vec<GrantView>> {
        let one = |id: &str, state: &str, yours| GrantView {
            id: id.into(),
            words: "授予 李晓敏（li） 示例县住建局 承办人，2026-10-12 起".into(),
            by: "钱安".into(),
            at: "2026-10-12T09:00:00+08:00".into(),
            state: state.into(),
            decided_by: "孙全".into(),
            reason: String::new(),
            yours,
        };
        Ok(vec![
            one("g1", "waiting", true),
            one("g2", "waiting", false),
            one("g3", "done", false),
        ])
    }
    pub async fn ask_grant(&self, _: &Actor, _: fadu_desk::grants::GrantAsk) -> Out<String> {
        Ok("g4".into())
    }
    pub async fn decide_grant(&self, _: &Actor, _: &str, grant: bool, reason: &str) -> Out<()> {
        if !grant && reason.is_empty() {
            return Err(Refusal::field("reason", "请写明为什么不同意"));
        }
        Ok(())
    }
    pub async fn office_names(&self) -> Out<Vec<(String, String)>> {
        Ok(vec![("zj".into(), "示例县住建局".into())])
    }
    pub async fn payments(&self, _: &Actor, text: &str, book: bool) -> Out<Vec<PaymentRow>> {
        if text.is_empty() {
            return Err(Refusal::field("file", "文件是空的。第一行写栏目名称"));
        }
        let (case, title) = ("c26-000341-7".to_owned(), "示例建筑公司扬尘案".to_owned());
        let total = "30,000.00".to_owned();
        let good = if book {
            PaymentState::Booked {
                case: case.clone(),
                title,
                total,
                act: "a26-zj-00005".into(),
            }
        } else {
            PaymentState::Ready {
                case: case.clone(),
                title,
                total,
            }
        };
        let row = |line, state| PaymentRow {
            line,
            number: "示住建罚决〔2026〕31号".into(),
            amount: "30,000.00".into(),
            day: Some(TODAY()),
            voucher: "DS1".into(),
            payer: "示例建筑工程有限公司".into(),
            state,
        };
        Ok(vec![
            row(2, good),
            row(3, PaymentState::Noted { case }),
            row(4, PaymentState::Wrong("没有找到这个文号的办件".into())),
        ])
    }
}
