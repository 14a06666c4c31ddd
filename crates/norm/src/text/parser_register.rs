//! `名录`: fields, validity, and the acts that make and end entries.

use super::cursor::{Parser, Read};
use super::layout::Block;
use super::lexer::Kind;
use crate::tree::{Field, Register, RegisterChange, RegisterChangeKind};

const REGISTER: &[&str] = &["字段", "效期", "键", "由", "案内"];

impl Parser<'_> {
    pub(crate) fn register(&mut self, block: &Block) -> Register {
        let name = self.header_name("名录的名字");
        let slug = self.slug(&name);
        let mut register = Register {
            name,
            slug,
            fields: Vec::new(),
            valid: None,
            keys: Vec::new(),
            changes: Vec::new(),
            within_case: false,
        };
        self.clauses(block, REGISTER, &mut register, Self::register_clause);
        register
    }

    fn register_clause(&mut self, register: &mut Register, word: &'static str) -> Read<()> {
        let at = self.start();
        match word {
            "字段" => self.fields(&mut register.fields)?,
            "效期" => {
                let from = self.name("起始日的字段")?;
                self.expect_word("至")?;
                let until = self.name("截止日的字段")?;
                self.once(&mut register.valid, (from, until), word, at);
            }
            "键" => self.names("字段的名字", &mut register.keys)?,
            "案内" => register.within_case = true,
            _ => {
                let acts = self.list(|p| p.name("行为的名字"))?;
                let kind = self.register_change()?;
                register
                    .changes
                    .extend(acts.into_iter().map(|act| RegisterChange {
                        act,
                        kind: kind.clone(),
                    }));
            }
        }
        Ok(())
    }

    /// `名 类型 [个人信息] [商业秘密]`, several in a row or with commas.
    fn fields(&mut self, into: &mut Vec<Field>) -> Read<()> {
        loop {
            let name = self.name("字段的名字")?;
            let mut field = Field {
                name,
                ty: self.ty()?,
                personal: false,
                trade_secret: false,
            };
            loop {
                if self.eat_word("个人信息") {
                    field.personal = true;
                } else if self.eat_word("商业秘密") {
                    field.trade_secret = true;
                } else {
                    break;
                }
            }
            into.push(field);
            let another = self.kind() == Some(Kind::Name) && self.is_type(1);
            if !self.eat(Kind::Comma) && !another {
                return Ok(());
            }
        }
    }

    fn register_change(&mut self) -> Read<RegisterChangeKind> {
        if self.eat_word("立") {
            return Ok(RegisterChangeKind::Enter(self.entry()?));
        }
        let suspends = self.eat_word("停");
        if !suspends && !self.eat_word("销") {
            return self.expected("`立`、`停` 或 `销`");
        }
        self.expect_word("按")?;
        let by = self.name("指明条目的事实")?;
        Ok(if suspends {
            RegisterChangeKind::Suspend(by)
        } else {
            RegisterChangeKind::End(by)
        })
    }

    /// `(字段 = 事实, …)`
    fn entry(&mut self) -> Read<Vec<(crate::tree::Name, crate::tree::Formula)>> {
        self.expect(Kind::Open, "`(字段 = 事实, …)`")?;
        let values = self.list(|p| {
            let field = p.name("字段的名字")?;
            p.expect(Kind::Eq, "`=`")?;
            Ok((field, p.formula("事实或值")?))
        })?;
        self.expect(Kind::Close, "`)`")?;
        Ok(values)
    }
}
