//! Formulas: `或` under `且` under `非` under comparisons under `+ -` under `× ÷` (2.2).

use super::cursor::{Mark, Parser, Read};
use super::lexer::{Kind, Token};
use super::literal;
use super::words;
use super::{MAX_DEPTH, MAX_PARTS};
use crate::tree::{ArithOp, Formula, FormulaKind, Literal, LiteralKind, Name, Ref, Span};

impl Parser<'_> {
    /// A whole formula. `what` is named when there is none.
    pub(crate) fn formula(&mut self, what: &str) -> Read<Formula> {
        self.parts = 0;
        self.depth = 0;
        if self.done() {
            return self.expected(what);
        }
        self.or()
    }

    /// Joins parts; the number of parts of one formula is limited, so that no later walk runs out of stack.
    pub(crate) fn node(&mut self, kind: FormulaKind, start: u32) -> Read<Formula> {
        self.parts += 1;
        let span = self.span_from(start);
        if MAX_PARTS < self.parts {
            return self.fail(
                span,
                format!("公式太长：最多 {MAX_PARTS} 个部分，请分成几个事实"),
            );
        }
        Ok(Formula { kind, span })
    }

    /// Reads one level deeper.
    pub(crate) fn deeper<T>(&mut self, read: fn(&mut Self) -> Read<T>) -> Read<T> {
        if MAX_DEPTH <= self.depth {
            let span = self.token(0).map(|t| t.span).unwrap_or_default();
            return self.fail(
                span,
                format!("公式套得太深：最多 {MAX_DEPTH} 层，请分成几个事实"),
            );
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// A formula inside another one.
    pub(crate) fn inner(&mut self) -> Read<Formula> {
        self.or()
    }

    fn or(&mut self) -> Read<Formula> {
        let start = self.start();
        let mut left = self.and()?;
        while self.eat_word("或") {
            let right = self.and()?;
            left = self.node(FormulaKind::Or(Box::new(left), Box::new(right)), start)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Read<Formula> {
        let start = self.start();
        let mut left = self.not()?;
        while self.eat_word("且") {
            let right = self.not()?;
            left = self.node(FormulaKind::And(Box::new(left), Box::new(right)), start)?;
        }
        Ok(left)
    }

    fn not(&mut self) -> Read<Formula> {
        let start = self.start();
        if self.is_word("非") && self.operand_follows() {
            self.at += 1;
            let inside = self.deeper(Self::not)?;
            return self.node(FormulaKind::Not(Box::new(inside)), start);
        }
        self.relation()
    }

    /// At most one comparison.
    fn relation(&mut self) -> Read<Formula> {
        let start = self.start();
        let left = self.sum()?;
        if let Some(op) = self.comparison() {
            let right = self.sum()?;
            return self.node(
                FormulaKind::Compare(op, Box::new(left), Box::new(right)),
                start,
            );
        }
        let word = self
            .word()
            .filter(|w| matches!(*w, "后于" | "含" | "含任一" | "皆在"));
        let Some(word) = word else {
            return Ok(left);
        };
        let kind = self.worded_relation(left, word)?;
        self.node(kind, start)
    }

    /// The comparisons that are words.
    fn worded_relation(&mut self, left: Formula, word: &str) -> Read<FormulaKind> {
        if word == "后于" {
            let first = self.as_reference(left)?;
            self.at += 1;
            return Ok(FormulaKind::After(first, self.later()?));
        }
        self.at += 1;
        let left = Box::new(left);
        Ok(match word {
            "含" => FormulaKind::Contains(left, self.literal("`含` 右边的选项")?),
            "含任一" => FormulaKind::ContainsAny(left, self.options()?),
            _ => FormulaKind::Subset(left, Box::new(self.sum()?)),
        })
    }

    /// The right side of `后于`.
    fn later(&mut self) -> Read<Ref> {
        let what = "`后于` 右边的行为或事实";
        if self.word().is_some_and(words::stops) {
            return self.expected(what);
        }
        self.reference(what)
    }

    fn as_reference(&mut self, left: Formula) -> Read<Ref> {
        match left.kind {
            FormulaKind::Literal(LiteralKind::Name(text)) => Ok(Ref::Name(Name {
                text,
                span: left.span,
            })),
            FormulaKind::Meaning(name) => Ok(Ref::Meaning(name)),
            FormulaKind::Done(_) => self.fail(
                left.span,
                "`后于` 左边直接写行为，前面不用 `已`；两样都要的写 `已 甲 且 甲 后于 乙`",
            ),
            _ => self.fail(left.span, "`后于` 左边应是一个行为、事实或 `〔含义〕`"),
        }
    }

    fn options(&mut self) -> Read<Vec<Literal>> {
        self.expect(Kind::Open, "`(`，如 `含任一 (甲, 乙)`")?;
        let options = self.list(|p| p.literal("选项"))?;
        self.expect(Kind::Close, "`)` 或 `,`")?;
        Ok(options)
    }

    /// `+` and `-`; also what stands for a day in `逾 D 期限`.
    pub(crate) fn sum(&mut self) -> Read<Formula> {
        let start = self.start();
        let mut left = self.product()?;
        loop {
            let op = match self.kind() {
                Some(Kind::Plus) => ArithOp::Add,
                Some(Kind::Minus) => ArithOp::Sub,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.product()?;
            left = self.node(
                FormulaKind::Arith(op, Box::new(left), Box::new(right)),
                start,
            )?;
        }
    }

    fn product(&mut self) -> Read<Formula> {
        let start = self.start();
        let mut left = self.operand()?;
        loop {
            let op = match self.kind() {
                Some(Kind::Times) => ArithOp::Mul,
                Some(Kind::Divide) => ArithOp::Div,
                _ => return Ok(left),
            };
            self.at += 1;
            let right = self.operand()?;
            left = self.node(
                FormulaKind::Arith(op, Box::new(left), Box::new(right)),
                start,
            )?;
        }
    }

    /// A value, a name, a form that starts with a word, or a formula in brackets.
    fn operand(&mut self) -> Read<Formula> {
        let start = self.start();
        match self.kind() {
            Some(Kind::Open) => {
                self.at += 1;
                let inside = self.deeper(Self::inner)?;
                self.expect(Kind::Close, "`)`")?;
                Ok(inside)
            }
            Some(Kind::OpenMeaning) => {
                self.at += 1;
                let meaning = self.meaning()?;
                self.suffix(Ref::Meaning(meaning), start)
            }
            Some(Kind::Name) => self.word_form(),
            Some(Kind::Comma) | None => self.expected("一个事实、行为、值或公式"),
            _ => {
                let literal = self.literal("一个事实、行为、值或公式")?;
                self.node(FormulaKind::Literal(literal.kind), start)
            }
        }
    }

    /// A literal or a bare name (S4).
    pub(crate) fn literal(&mut self, what: &str) -> Read<Literal> {
        let Some(token) = self.token(0) else {
            return self.expected(what);
        };
        let kind = match token.kind {
            Kind::Minus => return self.negative(token.span.start),
            Kind::Name => {
                let name = self.name(what)?;
                return Ok(Literal {
                    kind: name_or_bool(name.text),
                    span: name.span,
                });
            }
            Kind::Text => {
                LiteralKind::Text(super::cursor::unquote(self.raw(token.span)).to_owned())
            }
            Kind::Number | Kind::Money | Kind::Date | Kind::Term => self.value(token)?,
            Kind::Count => return self.expected(&format!("{what}；`次` 不是单位，只写数字")),
            _ => return self.expected(what),
        };
        self.at += 1;
        Ok(Literal {
            kind,
            span: token.span,
        })
    }

    fn value(&mut self, token: Token) -> Read<LiteralKind> {
        let raw = self.raw(token.span);
        let read = match token.kind {
            Kind::Number => literal::number(raw)
                .map(LiteralKind::Number)
                .ok_or_else(|| format!("数字太长：`{raw}`")),
            Kind::Money => literal::money(raw).map(LiteralKind::Money),
            Kind::Date => literal::date(raw).map(LiteralKind::Date),
            _ => raw
                .parse()
                .map(LiteralKind::Term)
                .map_err(|e: fadu_term::TermError| e.to_string()),
        };
        read.or_else(|message| self.fail(token.span, message))
    }

    fn negative(&mut self, start: u32) -> Read<Literal> {
        self.mark(Mark::Tight);
        self.at += 1;
        if !matches!(self.kind(), Some(Kind::Number | Kind::Money)) {
            return self.expected("负号后面的数或金额");
        }
        let literal = self.literal("数或金额")?;
        let kind = match literal.kind {
            LiteralKind::Number(n) => LiteralKind::Number(-n),
            LiteralKind::Money(m) => LiteralKind::Money(fadu_base::Money(m.0.saturating_neg())),
            other => other,
        };
        Ok(Literal {
            kind,
            span: Span {
                start,
                end: literal.span.end,
            },
        })
    }
}

/// `是` and `否` are values; every other word is a name.
pub(crate) fn name_or_bool(text: String) -> LiteralKind {
    match text.as_str() {
        "是" => LiteralKind::Bool(true),
        "否" => LiteralKind::Bool(false),
        _ => LiteralKind::Name(text),
    }
}
