//! `行为`.

use super::cursor::{Mark, Parser, Read};
use super::layout::Block;
use super::lexer::Kind;
use crate::tree::{Act, Issue, Span};

const ACT: &[&str] = &[
    "由", "填", "选填", "出", "载", "义", "无义", "类", "批", "多次", "撤", "结后", "补录",
];

impl Parser<'_> {
    pub(crate) fn act(&mut self, block: &Block) -> Act {
        let name = self.header_name("行为的名字");
        let slug = self.slug(&name);
        let mut act = Act {
            name,
            slug,
            by: Vec::new(),
            fills: Vec::new(),
            may_fill: Vec::new(),
            fills_any: None,
            issues: Vec::new(),
            carries: Vec::new(),
            meanings: Vec::new(),
            no_meaning: None,
            behaviours: Vec::new(),
            approvers: Vec::new(),
            repeats: false,
            revokes: Vec::new(),
            revokes_record: None,
            after_close: false,
            late_entry: None,
        };
        self.clauses(block, ACT, &mut act, Self::act_clause);
        act
    }

    fn act_clause(&mut self, act: &mut Act, word: &'static str) -> Read<()> {
        let at = self.start();
        match word {
            "由" => self.names("角色的名字", &mut act.by)?,
            "填" => self.names("事实的名字", &mut act.fills)?,
            "选填" if self.kind() == Some(Kind::Times) => act.fills_any = self.star(),
            "撤" if self.kind() == Some(Kind::Times) => act.revokes_record = self.star(),
            "选填" => self.names("事实的名字", &mut act.may_fill)?,
            "出" => self.issues(&mut act.issues)?,
            "载" => self.names("事实的名字", &mut act.carries)?,
            "义" => self.names("含义的名字", &mut act.meanings)?,
            "无义" => {
                self.expect_word("因")?;
                let reason = self.text("引号里的理由")?;
                self.once(&mut act.no_meaning, reason, word, at);
            }
            "类" => self.names("行为类的名字，如 `送达`", &mut act.behaviours)?,
            "批" => self.names("审批人的角色", &mut act.approvers)?,
            "多次" => act.repeats = true,
            "撤" => self.names("行为的名字", &mut act.revokes)?,
            "结后" => act.after_close = true,
            _ => {
                let term = self.term("期限，如 `3日`")?;
                self.once(&mut act.late_entry, term, word, at);
            }
        }
        Ok(())
    }

    /// The `*` of `选填 *` and `撤 *` (M13).
    fn star(&mut self) -> Option<Span> {
        let span = self.token(0).map(|t| t.span);
        self.mark(Mark::Tight);
        self.at += 1;
        span
    }

    /// `出 文书 [号 "…"]`, several with commas.
    pub(crate) fn issues(&mut self, into: &mut Vec<Issue>) -> Read<()> {
        into.extend(self.list(|p| {
            let document = p.name("文书的名字")?;
            let number = if p.eat_word("号") {
                Some(p.text("文号的格式，写在引号里")?)
            } else {
                None
            };
            Ok(Issue { document, number })
        })?);
        Ok(())
    }
}
