//! `改`: what a variant replaces, drops or extends (section 6).

use super::cursor::{Mark, Parser, Read};
use super::layout::Block;
use super::lexer::Kind;
use crate::tree::{ActChange, Change, ChangeBody, Name, Text};

const CHANGE: &[&str] = &[
    "因",
    "须",
    "不得",
    "应",
    "=",
    "由",
    "填",
    "选填",
    "载",
    "出",
    "批",
    "若",
    "据",
    "不顺延",
    "延",
    "停",
    "重起",
    "逾",
    "违",
];

struct Clauses {
    reason: Option<Text>,
    body: ChangeBody,
}

impl Parser<'_> {
    pub(crate) fn change(&mut self, block: &Block) -> Change {
        let name = self.changed_name();
        let mut clauses = Clauses {
            reason: None,
            body: ChangeBody::Drop,
        };
        self.clauses(block, CHANGE, &mut clauses, Self::change_clause);
        if clauses.reason.is_none() {
            self.sink
                .error(name.span, "`改` 要说明理由：`改 名 因 \"…\"`");
        }
        Change {
            name,
            reason: clauses.reason,
            body: clauses.body,
        }
    }

    /// A name, or `行为/名`.
    fn changed_name(&mut self) -> Name {
        let mut name = self.header_name("要改的规范、事实或行为的名字");
        if self.kind() == Some(Kind::Divide) {
            self.mark(Mark::Tight);
            self.at += 1;
            let part = self.header_name("规范的名字");
            name.text = format!("{}/{}", name.text, part.text);
            name.span.end = part.span.end;
        }
        name
    }

    fn change_clause(&mut self, clauses: &mut Clauses, word: &'static str) -> Read<()> {
        let at = self.start();
        match (word, &mut clauses.body) {
            ("因", _) => {
                let reason = self.text("引号里的理由")?;
                self.once(&mut clauses.reason, reason, word, at);
                Ok(())
            }
            ("须" | "不得", body) => self.changed_condition(body, word),
            ("应", ChangeBody::Drop) => {
                clauses.body = ChangeBody::Must(Box::new(self.must_head()?));
                Ok(())
            }
            ("=", ChangeBody::Drop) => {
                clauses.body = ChangeBody::Computed(self.formula("算式")?);
                Ok(())
            }
            ("由" | "填" | "选填" | "载" | "出" | "批", body) => {
                self.changed_act(body, word)
            }
            (_, ChangeBody::Must(must)) if super::parser_norm::MUST.contains(&word) => {
                self.must_clause(must, word)
            }
            _ => self.mixed(word),
        }
    }

    /// The clauses of one change belong to one kind of thing.
    fn mixed<T>(&mut self, word: &str) -> Read<T> {
        let span = self
            .at
            .checked_sub(1)
            .and_then(|n| self.tokens.get(n))
            .map(|t| t.span)
            .unwrap_or_default();
        let message = if super::parser_norm::MUST.contains(&word) {
            format!("`改` 里 `{word}` 前面要先写 `应 …`，或写在 `须` 的同一行")
        } else {
            format!("`{word}` 和前面的子句不是一类；一个 `改` 只改一个条件、义务、算式或行为")
        };
        self.fail(span, message)
    }

    fn changed_condition(&mut self, body: &mut ChangeBody, word: &'static str) -> Read<()> {
        if let ChangeBody::Drop = body {
            *body = ChangeBody::Conditions(Vec::new());
        }
        let ChangeBody::Conditions(list) = body else {
            return self.mixed(word);
        };
        list.push(self.condition(word)?);
        Ok(())
    }

    fn changed_act(&mut self, body: &mut ChangeBody, word: &'static str) -> Read<()> {
        if let ChangeBody::Drop = body {
            *body = ChangeBody::Act(Box::default());
        }
        let ChangeBody::Act(act) = body else {
            return self.mixed(word);
        };
        let ActChange {
            by,
            fills,
            may_fill,
            carries,
            issues,
            approvers,
        } = &mut **act;
        match word {
            "由" => self.names("角色的名字", by),
            "填" => self.names("事实的名字", fills),
            "选填" => self.names("事实的名字", may_fill),
            "载" => self.names("事实的名字", carries),
            "批" => self.names("审批人的角色", approvers),
            _ => self.issues(issues),
        }
    }
}
