//! `参数`, `设` and `事实`, and the types of all three.

use super::cursor::{Parser, Read};
use super::layout::Block;
use super::lexer::Kind;
use super::words;
use crate::tree::{Fact, Formula, Name, Parameter, Set, Source, Type, TypeKind};

const PARAMETER: &[&str] = &["=", "限", "据"];
const SET: &[&str] = &["=", "据"];
const FACT: &[&str] = &[
    "=",
    "源",
    "个人信息",
    "商业秘密",
    "限",
    "初",
    "不入考核",
    "义",
    "注",
];
const TYPES: &[&str] = &[
    "是否", "单选", "多选", "整数", "数", "金额", "日期", "时刻", "期限", "文本", "主体", "人员",
    "机构", "事项", "附件", "案件", "列",
];

/// Clauses of a parameter or a setting, whose value may come on its first line or below.
#[derive(Default)]
struct Valued {
    value: Option<Formula>,
    limit: Option<Formula>,
    cites: Vec<crate::tree::Cite>,
}

impl Parser<'_> {
    pub(crate) fn parameter(&mut self, block: &Block) -> Option<Parameter> {
        let name = self.header_name("参数的名字");
        let ty = if name.text.is_empty() {
            None
        } else {
            self.header_type()
        };
        let mut clauses = Valued::default();
        let head = ty.is_some() && self.equals_here(&name);
        let fine = self.clauses(block, PARAMETER, &mut clauses, Self::valued_clause);
        if clauses.value.is_none() && head && fine {
            self.sink
                .error(name.span, "参数要有默认值：`参数 名 类型 = 默认`");
        }
        Some(Parameter {
            name,
            ty: ty?,
            default: clauses.value?,
            limit: clauses.limit,
            cites: clauses.cites,
        })
    }

    pub(crate) fn set(&mut self, block: &Block) -> Option<Set> {
        let name = self.header_name("参数的名字");
        let mut clauses = Valued::default();
        let head = self.equals_here(&name);
        let fine = self.clauses(block, SET, &mut clauses, Self::valued_clause);
        if clauses.value.is_none() && head && fine {
            self.sink.error(name.span, "`设` 要有值：`设 名 = 值`");
        }
        Some(Set {
            name,
            value: clauses.value?,
            cites: clauses.cites,
        })
    }

    /// What follows on the first line can only be `= 值`; false (reported) when it is something else.
    fn equals_here(&mut self, name: &Name) -> bool {
        let fits = self.done() || self.kind() == Some(Kind::Eq);
        if !fits && self.expected::<()>("`=` 和值").is_err() {
            self.at = self.end;
        }
        fits && !name.text.is_empty()
    }

    fn valued_clause(&mut self, clauses: &mut Valued, word: &'static str) -> Read<()> {
        let at = self.start();
        match word {
            "=" => {
                let value = self.formula("值")?;
                self.once(&mut clauses.value, value, word, at);
            }
            "限" => {
                let limit = self.formula("公式")?;
                self.once(&mut clauses.limit, limit, word, at);
            }
            _ => self.cites(&mut clauses.cites)?,
        }
        Ok(())
    }

    pub(crate) fn fact(&mut self, block: &Block) -> Option<Fact> {
        let name = self.header_name("事实的名字");
        let ty = if name.text.is_empty() {
            None
        } else {
            self.header_type()
        };
        let unknown = Type {
            kind: TypeKind::Text,
            span: name.span,
        };
        let mut fact = Fact {
            name,
            ty: ty.clone().unwrap_or(unknown),
            computed: None,
            source: None,
            personal: false,
            trade_secret: false,
            limit: None,
            initial: None,
            not_assessed: false,
            meanings: Vec::new(),
            note: None,
        };
        self.clauses(block, FACT, &mut fact, Self::fact_clause);
        ty.map(|_| fact)
    }

    fn fact_clause(&mut self, fact: &mut Fact, word: &'static str) -> Read<()> {
        let at = self.start();
        match word {
            "=" => {
                let formula = self.formula("算式")?;
                self.once(&mut fact.computed, formula, word, at);
            }
            "源" => {
                let source = self.fact_source()?;
                self.once(&mut fact.source, source, word, at);
            }
            "限" => {
                let limit = self.formula("公式")?;
                self.once(&mut fact.limit, limit, word, at);
            }
            "初" => {
                let initial = self.formula("值")?;
                self.once(&mut fact.initial, initial, word, at);
            }
            "注" => {
                let note = self.text("引号里的说明")?;
                self.once(&mut fact.note, note, word, at);
            }
            "义" => self.names("含义的名字", &mut fact.meanings)?,
            "个人信息" => fact.personal = true,
            "商业秘密" => fact.trade_secret = true,
            _ => fact.not_assessed = true,
        }
        Ok(())
    }

    fn fact_source(&mut self) -> Read<Source> {
        let register = self.name("名录的名字")?;
        self.expect(Kind::Dot, "`.` 和字段名")?;
        let field = self.name("字段的名字")?;
        self.expect_word("按")?;
        Ok(Source {
            register,
            field,
            by: self.name("指明条目的事实")?,
        })
    }

    /// The type on a statement's first line; when it is wrong (reported) the clauses are still read.
    fn header_type(&mut self) -> Option<Type> {
        match self.ty() {
            Ok(ty) => Some(ty),
            Err(_) => {
                self.at = self.end;
                None
            }
        }
    }

    pub(crate) fn is_type(&self, ahead: usize) -> bool {
        self.word_at(ahead).is_some_and(|w| TYPES.contains(&w))
    }

    /// A type, with its choices.
    pub(crate) fn ty(&mut self) -> Read<Type> {
        let start = self.start();
        let Some(word) = self.word() else {
            return self.expected("类型，如 `金额`、`是否`、`单选 甲|乙`");
        };
        if !TYPES.contains(&word) {
            let message = match words::suggest(word, TYPES) {
                Some(meant) => format!("没有 `{word}` 这个类型，是 `{meant}` 吗"),
                None => format!("没有 `{word}` 这个类型，可用：{}", TYPES.join("、")),
            };
            let span = self.token(0).map(|t| t.span).unwrap_or_default();
            return self.fail(span, message);
        }
        self.at += 1;
        let kind = self.type_kind(word)?;
        Ok(Type {
            kind,
            span: self.span_from(start),
        })
    }

    fn type_kind(&mut self, word: &str) -> Read<TypeKind> {
        Ok(match word {
            "是否" => TypeKind::Bool,
            "单选" | "多选" => return self.choices(word == "单选"),
            "整数" => TypeKind::Integer,
            "数" => TypeKind::Number,
            "金额" => TypeKind::Money,
            "日期" => TypeKind::Date,
            "时刻" => TypeKind::Moment,
            "期限" => TypeKind::Term,
            "文本" => TypeKind::Text,
            "主体" => TypeKind::Party,
            "人员" => TypeKind::Person,
            "机构" => TypeKind::Office,
            "事项" => TypeKind::Matter,
            "附件" => TypeKind::Attachment,
            "案件" => TypeKind::Case,
            _ => return self.element(),
        })
    }

    fn choices(&mut self, single: bool) -> Read<TypeKind> {
        let mut values = vec![self.name("选项，如 `单选 甲|乙`")?];
        while self.eat(Kind::Pipe) {
            values.push(self.name("下一个选项")?);
        }
        let ordered = self.eat_word("序");
        Ok(if single {
            TypeKind::Choice { values, ordered }
        } else {
            TypeKind::Multi { values, ordered }
        })
    }

    fn element(&mut self) -> Read<TypeKind> {
        if self.is_word("列") {
            return self.expected("单项的类型（列里不能再是列）");
        }
        Ok(TypeKind::List(Box::new(self.ty()?)))
    }
}
