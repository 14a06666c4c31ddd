//! `可` and `应`: conditions and duties.

use super::cursor::{Failed, Mark, Parser, Read, clip};
use super::layout::Block;
use super::lexer::Kind;
use super::words;
use crate::tree::{Breach, Condition, Extend, May, Must, Name, Stop, Within};

const MAY: &[&str] = &["须", "不得"];
/// Clauses of a duty.
pub(crate) const MUST: &[&str] = &["若", "据", "不顺延", "延", "停", "重起", "逾", "违"];
const BREACHES: &[&str] = &["无效", "可撤销", "瑕疵"];

impl Parser<'_> {
    pub(crate) fn may(&mut self, block: &Block) -> May {
        let acts = self
            .list(|p| p.reference("行为的名字"))
            .unwrap_or_else(|Failed| {
                self.at = self.end;
                Vec::new()
            });
        let mut may = May {
            acts,
            conditions: Vec::new(),
        };
        self.clauses(block, MAY, &mut may, |p, may, word| {
            may.conditions.push(p.condition(word)?);
            Ok(())
        });
        may
    }

    /// What follows `须` or `不得`, with its tails.
    pub(crate) fn condition(&mut self, word: &str) -> Read<Condition> {
        let start = self
            .at
            .checked_sub(1)
            .and_then(|n| self.tokens.get(n))
            .map_or(0, |t| t.span.start);
        let name = self.label()?;
        let formula = self.formula("条件的公式")?;
        let mut condition = Condition {
            name,
            forbids: word == "不得",
            formula,
            given: None,
            cites: Vec::new(),
            breach: None,
            words: None,
            span: Default::default(),
        };
        while self.tail(&mut condition)? {}
        condition.span = self.span_from(start);
        Ok(condition)
    }

    /// `名:` before a norm.
    fn label(&mut self) -> Read<Option<Name>> {
        if self.kind() == Some(Kind::Name) && self.kind_at(1) == Some(Kind::Colon) {
            let name = self.name("规范的名字")?;
            self.at += 1;
            return Ok(Some(name));
        }
        Ok(None)
    }

    fn tail(&mut self, condition: &mut Condition) -> Read<bool> {
        let at = self.start();
        let Some(word) = self
            .word()
            .and_then(|w| ["若", "据", "违", "言"].into_iter().find(|t| *t == w))
        else {
            return Ok(false);
        };
        self.mark(Mark::Tail);
        self.at += 1;
        match word {
            "若" => {
                let given = self.formula("`若` 后面的公式")?;
                self.once(&mut condition.given, given, word, at);
            }
            "据" => self.cites(&mut condition.cites)?,
            "违" => {
                let breach = self.breach()?;
                self.once(&mut condition.breach, breach, word, at);
            }
            _ => {
                let words = self.text("引号里的一句话")?;
                self.once(&mut condition.words, words, word, at);
            }
        }
        Ok(true)
    }

    fn breach(&mut self) -> Read<Breach> {
        let what = "违反的后果：`无效`、`可撤销` 或 `瑕疵`";
        let consequence = self.name(what)?;
        if !BREACHES.contains(&consequence.text.as_str()) {
            let written = clip(&consequence.text);
            let message = match words::suggest(&consequence.text, BREACHES) {
                Some(meant) => format!("没有 `{written}` 这种后果，是 `{meant}` 吗"),
                None => format!("这里应是{what}，而不是 `{written}`"),
            };
            return self.fail(consequence.span, message);
        }
        let mut cites = Vec::new();
        if self.kind() == Some(Kind::Title) {
            self.cites(&mut cites)?;
        }
        Ok(Breach { consequence, cites })
    }

    pub(crate) fn must(&mut self, block: &Block) -> Option<Must> {
        let head = self.must_head();
        let failed = head.is_err();
        if failed {
            self.at = self.end;
        }
        let mut must = head.unwrap_or_else(|Failed| empty_must());
        self.clauses(block, MUST, &mut must, Self::must_clause);
        (!failed).then_some(must)
    }

    /// `[名:] 行为 于 行为 后 期限 内`
    pub(crate) fn must_head(&mut self) -> Read<Must> {
        let name = self.label()?;
        let target = self.reference("应做的行为")?;
        self.expect_word("于")?;
        let trigger = self.reference("起算的行为或日期事实")?;
        let within = self.within()?;
        Ok(Must {
            name,
            target,
            trigger,
            within,
            ..empty_must()
        })
    }

    /// `后 期限 内`, `后 及时`, `前 期限`
    pub(crate) fn within(&mut self) -> Read<Within> {
        if self.eat_word("前") {
            let term = self.term("期限，如 `7日`")?;
            self.eat_word("内");
            return Ok(Within::Before(term));
        }
        if !self.eat_word("后") {
            return self.expected("`后` 或 `前`");
        }
        if self.is_word("及时") {
            let span = self.token(0).map(|t| t.span).unwrap_or_default();
            self.at += 1;
            return Ok(Within::Promptly(span));
        }
        let term = self.term("期限，如 `7日`，或 `及时`")?;
        self.expect_word("内")?;
        Ok(Within::After(term))
    }

    pub(crate) fn must_clause(&mut self, must: &mut Must, word: &'static str) -> Read<()> {
        let at = self.start();
        match word {
            "若" => {
                let given = self.formula("`若` 后面的公式")?;
                self.once(&mut must.given, given, word, at);
            }
            "据" => self.cites(&mut must.cites)?,
            "不顺延" => must.hard = true,
            "延" => {
                let act = self.reference("延长期限的行为")?;
                let (term, times) = self.extension()?;
                must.extends.push(Extend { act, term, times });
            }
            "停" => must.stops.push(self.stop()?),
            "重起" => must
                .restarts
                .extend(self.list(|p| p.reference("重新起算的行为"))?),
            "逾" => {
                let expiry = self.text("引号里的逾期后果")?;
                self.once(&mut must.expiry, expiry, word, at);
            }
            _ => {
                let breach = self.breach()?;
                self.once(&mut must.breach, breach, word, at);
            }
        }
        Ok(())
    }

    /// `行为 至 行为`
    pub(crate) fn stop(&mut self) -> Read<Stop> {
        let from = self.reference("停止计算的行为")?;
        self.expect_word("至")?;
        Ok(Stop {
            from,
            until: self.reference("恢复计算的行为")?,
        })
    }

    /// `期限 [n次]`
    pub(crate) fn extension(&mut self) -> Read<(crate::tree::TermRef, Option<u32>)> {
        let term = self.term("延长的期限，如 `30日`")?;
        let Some(token) = self.token(0).filter(|t| t.kind == Kind::Count) else {
            return Ok((term, None));
        };
        self.at += 1;
        let digits = self.raw(token.span).trim_end_matches('次').replace('_', "");
        match digits.parse::<u32>() {
            Ok(times) if (1..=1000).contains(&times) => Ok((term, Some(times))),
            _ => self.fail(token.span, "次数应在 1次 到 1000次 之间"),
        }
    }
}

/// A duty without a head, so that the clauses of a wrong one are still read.
fn empty_must() -> Must {
    let nothing = || {
        crate::tree::Ref::Name(Name {
            text: String::new(),
            span: Default::default(),
        })
    };
    Must {
        name: None,
        target: nothing(),
        trigger: nothing(),
        within: Within::Promptly(Default::default()),
        given: None,
        cites: Vec::new(),
        hard: false,
        extends: Vec::new(),
        stops: Vec::new(),
        restarts: Vec::new(),
        expiry: None,
        breach: None,
    }
}
