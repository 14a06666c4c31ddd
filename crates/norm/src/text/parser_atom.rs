//! The forms of a formula that start with a word or a name: `已 X`, `期满 X 期限`, `F@X`, `X.字段` (2.2).

use super::cursor::{Parser, Read};
use super::lexer::Kind;
use super::parser_formula::name_or_bool;
use super::words::{self, Asks};
use crate::tree::{Formula, FormulaKind, Ref};

impl Parser<'_> {
    /// After the word at hand stands something it can speak of, so it is a formula word (S3).
    pub(crate) fn operand_follows(&self) -> bool {
        match self.kind_at(1) {
            Some(Kind::Name) => self.name_follows(),
            Some(Kind::Open | Kind::OpenMeaning | Kind::Minus) => true,
            Some(Kind::Number | Kind::Money | Kind::Date | Kind::Term | Kind::Text) => true,
            _ => false,
        }
    }

    fn name_follows(&self) -> bool {
        self.word_at(1).is_some_and(|w| !words::stops(w))
    }

    fn reference_follows(&self) -> bool {
        self.kind_at(1) == Some(Kind::OpenMeaning) || self.name_follows()
    }

    /// `今日` and `人数` stand alone, unless they are used as a name.
    fn stands_alone(&self) -> bool {
        let named = matches!(self.word_at(1), Some("后于" | "含" | "含任一" | "皆在"));
        !named && !matches!(self.kind_at(1), Some(Kind::Dot | Kind::At))
    }

    pub(crate) fn word_form(&mut self) -> Read<Formula> {
        let start = self.start();
        let word = self.word().unwrap_or_default();
        let is_form = match words::asks(word) {
            Some(Asks::Reference) => self.reference_follows(),
            Some(Asks::Name) => self.name_follows(),
            // `非` with something behind it is taken above comparisons.
            Some(Asks::Operand) => word != "非" && self.operand_follows(),
            Some(Asks::Bracket) => self.kind_at(1) == Some(Kind::Open),
            Some(Asks::Dot) => self.kind_at(1) == Some(Kind::Dot),
            Some(Asks::Nothing) => self.stands_alone(),
            None => false,
        };
        if word == "非" && self.operand_follows() {
            let span = self.token(0).map(|t| t.span).unwrap_or_default();
            return self.fail(span, "`非` 比比较和算术松，这里要加括号：`(非 …)`");
        }
        if !is_form {
            let name = self.name("一个事实、行为、值或公式")?;
            return self.suffix(Ref::Name(name), start);
        }
        self.at += 1;
        let kind = self.form(word)?;
        self.node(kind, start)
    }

    fn form(&mut self, word: &str) -> Read<FormulaKind> {
        Ok(match word {
            "已" => FormulaKind::Done(self.reference("行为或 `〔含义〕`")?),
            "未" => FormulaKind::NotDone(self.reference("行为或 `〔含义〕`")?),
            "效日" => FormulaKind::EffectiveDay(self.reference("行为或 `〔含义〕`")?),
            "由" => FormulaKind::ByRole(self.reference("角色")?),
            "避" => FormulaKind::Avoids(self.reference("事实")?),
            "异人" => FormulaKind::Different(self.reference("行为或 `〔含义〕`")?),
            "同人" => FormulaKind::Same(self.reference("行为或 `〔含义〕`")?),
            "已填" => FormulaKind::Filled(self.reference("事实")?),
            "个数" => FormulaKind::Size(self.reference("事实")?),
            "次数" => FormulaKind::Times(self.reference("行为或 `〔含义〕`")?),
            "有效" => FormulaKind::ValidIn(self.name("名录的名字")?),
            "未决" => FormulaKind::Pending(self.name("义务的名字")?),
            "逾期" => FormulaKind::Overdue(self.name("义务的名字")?),
            "本" => {
                self.at += 1;
                FormulaKind::Own(self.name("字段的名字")?)
            }
            "今日" => FormulaKind::Today,
            "人数" => FormulaKind::Persons,
            _ => return self.long_form(word),
        })
    }

    /// Forms with terms or formulas inside.
    fn long_form(&mut self, word: &str) -> Read<FormulaKind> {
        match word {
            "期满" | "期内" => {
                let act = self.reference("行为或 `〔含义〕`")?;
                let term = self.term("期限，如 `5工作日`")?;
                Ok(if word == "期满" {
                    FormulaKind::Expired(act, term)
                } else {
                    FormulaKind::Within(act, term)
                })
            }
            "逾" | "末日" => {
                let day = Box::new(self.deeper(Self::sum)?);
                let term = self.term("期限，如 `7日`")?;
                Ok(if word == "逾" {
                    FormulaKind::PastDate(day, term)
                } else {
                    FormulaKind::LastDay(day, term)
                })
            }
            "日数" => {
                let from = Box::new(self.deeper(Self::sum)?);
                self.expect_word("至")?;
                Ok(FormulaKind::Days(from, Box::new(self.deeper(Self::sum)?)))
            }
            "较小" | "较大" => {
                let (a, b) = self.pair()?;
                Ok(if word == "较小" {
                    FormulaKind::Smaller(a, b)
                } else {
                    FormulaKind::Larger(a, b)
                })
            }
            _ => self.quantifier(word),
        }
    }

    /// `有`, `尽` or `计` with a register and what its entries satisfy.
    fn quantifier(&mut self, word: &str) -> Read<FormulaKind> {
        let register = self.name("名录的名字")?;
        let entries = self.entries()?;
        Ok(match word {
            "有" => FormulaKind::Some(register, entries),
            "尽" => FormulaKind::Every(register, entries),
            _ => FormulaKind::Count(register, entries),
        })
    }

    /// `(公式)` after the name of a register.
    fn entries(&mut self) -> Read<Option<Box<Formula>>> {
        if !self.eat(Kind::Open) {
            return Ok(None);
        }
        let inside = self.deeper(Self::inner)?;
        self.expect(Kind::Close, "`)`")?;
        Ok(Some(Box::new(inside)))
    }

    /// `(a, b)`
    fn pair(&mut self) -> Read<(Box<Formula>, Box<Formula>)> {
        self.expect(Kind::Open, "`(a, b)`")?;
        let first = self.deeper(Self::sum)?;
        self.expect(Kind::Comma, "`,` 和第二个值")?;
        let second = self.deeper(Self::sum)?;
        self.expect(Kind::Close, "`)`")?;
        Ok((Box::new(first), Box::new(second)))
    }

    /// What may follow a name or a meaning: `@X`, `.字段`, `.已 X`.
    pub(crate) fn suffix(&mut self, reference: Ref, start: u32) -> Read<Formula> {
        if self.eat(Kind::At) {
            let act = self.reference("`@` 后面的行为或 `〔含义〕`")?;
            return self.node(FormulaKind::ValueAt(reference, act), start);
        }
        if self.eat(Kind::Dot) {
            let kind = self.member(reference)?;
            return self.node(kind, start);
        }
        let kind = match reference {
            Ref::Name(name) => FormulaKind::Literal(name_or_bool(name.text)),
            Ref::Meaning(name) => FormulaKind::Meaning(name),
        };
        self.node(kind, start)
    }

    fn member(&mut self, of: Ref) -> Read<FormulaKind> {
        let asks = self.reference_follows();
        if let (Some("已"), true, Ref::Name(case)) = (self.word(), asks, &of) {
            self.at += 1;
            return Ok(FormulaKind::CaseDone(
                case.clone(),
                self.reference("行为或 `〔含义〕`")?,
            ));
        }
        if let (Some("未"), true, Ref::Name(case)) = (self.word(), asks, &of) {
            let span = self.token(0).map(|t| t.span).unwrap_or_default();
            let case = super::cursor::clip(&case.text);
            return self.fail(span, format!("没有 `{case}.未`，写作 `非 {case}.已 …`"));
        }
        Ok(FormulaKind::Member(
            of,
            self.name("字段、事实的名字，或 `已 行为`")?,
        ))
    }
}
