//! `性质`: one template of section 4.

use super::cursor::{Parser, Read};
use super::layout::Block;
use crate::tree::{Cite, Formula, Name, Property, Stop, Template, TermRef, Text};

const PROPERTY: &[&str] = &[
    "凡",
    "恒",
    "终局时",
    "分离",
    "限期",
    "恒可",
    "总能",
    "可达",
    "许停",
    "许延",
    "属",
    "据",
    "因",
];

#[derive(Default)]
struct Clauses {
    family: Option<Name>,
    template: Option<Template>,
    stops: Vec<Stop>,
    extends: Vec<(TermRef, Option<u32>)>,
    cites: Vec<Cite>,
    reason: Option<Text>,
}

impl Parser<'_> {
    pub(crate) fn property(&mut self, block: &Block) -> Option<Property> {
        let name = self.header_name("性质的名字");
        let mut clauses = Clauses::default();
        let fine = self.clauses(block, PROPERTY, &mut clauses, Self::property_clause);
        if clauses.template.is_none() && fine {
            let message = "性质要有一个内容：凡、恒、终局时、分离、限期、恒可、总能 或 可达";
            self.sink.error(name.span, message);
        }
        let mut template = clauses.template?;
        match &mut template {
            Template::Deadline { stops, extends, .. } => {
                *stops = clauses.stops;
                *extends = clauses.extends;
            }
            _ if !clauses.stops.is_empty() || !clauses.extends.is_empty() => {
                self.sink.error(name.span, "`许停`、`许延` 只用于 `限期`");
            }
            _ => {}
        }
        Some(Property {
            name,
            family: clauses.family,
            template,
            cites: clauses.cites,
            reason: clauses.reason,
        })
    }

    fn property_clause(&mut self, clauses: &mut Clauses, word: &'static str) -> Read<()> {
        let at = self.start();
        match word {
            "属" => {
                let family = self.name("类别的名字")?;
                self.once(&mut clauses.family, family, word, at);
            }
            "因" => {
                let reason = self.text("引号里的理由")?;
                self.once(&mut clauses.reason, reason, word, at);
            }
            "据" => self.cites(&mut clauses.cites)?,
            "许停" => clauses.stops.push(self.stop()?),
            "许延" => clauses.extends.push(self.extension()?),
            _ => {
                let template = self.template(word)?;
                if clauses.template.is_some() {
                    let span = self.span_from(at);
                    return self.fail(span, "一个性质只写一个内容，另一个写成另一个 `性质`");
                }
                clauses.template = Some(template);
            }
        }
        Ok(())
    }

    fn template(&mut self, word: &str) -> Read<Template> {
        match word {
            "凡" => self.whenever(),
            "恒" => Ok(Template::Always(self.formula("公式")?)),
            "终局时" => Ok(Template::AtClose(self.formula("公式")?)),
            "分离" => {
                let first = self.reference("行为或 `〔含义〕`")?;
                Ok(Template::Separate(
                    first,
                    self.reference("另一个行为或 `〔含义〕`")?,
                ))
            }
            "限期" => self.deadline(),
            "恒可" => {
                let act = self.reference("行为或 `〔含义〕`")?;
                Ok(Template::AlwaysMay(act, self.given()?))
            }
            "总能" => {
                let act = self.reference("行为或 `〔含义〕`")?;
                Ok(Template::CanAlways(act, self.given()?))
            }
            _ => Ok(Template::Reachable(self.formula("公式")?)),
        }
    }

    fn given(&mut self) -> Read<Option<Formula>> {
        if self.eat_word("若") {
            Ok(Some(self.formula("`若` 后面的公式")?))
        } else {
            Ok(None)
        }
    }

    fn whenever(&mut self) -> Read<Template> {
        let first = self.reference("行为或 `〔含义〕`")?;
        if self.eat_word("时") {
            return Ok(Template::Whenever(first, self.formula("公式")?));
        }
        if !self.eat_word("后") {
            return self.expected("`时` 或 `后`");
        }
        self.expect_word("不得")?;
        let then = self.reference("不得再做的行为或 `〔含义〕`")?;
        let unless = if self.eat_word("除非") {
            Some(self.formula("`除非` 后面的公式")?)
        } else {
            None
        };
        Ok(Template::NotAfter {
            first,
            then,
            unless,
        })
    }

    fn deadline(&mut self) -> Read<Template> {
        let trigger = self.reference("起算的行为或日期事实")?;
        let within = self.within()?;
        let target = self.reference("限期内应做的行为或 `〔含义〕`")?;
        let given = self.given()?;
        Ok(Template::Deadline {
            trigger,
            within,
            target,
            given,
            stops: Vec::new(),
            extends: Vec::new(),
        })
    }
}
