//! `程序`, `族` and `角色`.

use super::cursor::{Parser, Read};
use super::layout::Block;
use crate::tree::{Family, Meaning, Procedure, Role};

const PROCEDURE: &[&str] = &["属", "承", "起", "终", "号", "依据", "用"];
const FAMILY: &[&str] = &["行为义", "事实义", "角色义"];
const ROLE: &[&str] = &["持", "外部", "系统", "义"];

impl Parser<'_> {
    pub(crate) fn procedure(&mut self, block: &Block) -> Procedure {
        let name = self.header_name("程序的名字");
        let slug = self.slug(&name);
        let mut procedure = Procedure {
            name,
            slug,
            family: None,
            base: None,
            opens: Vec::new(),
            closes: Vec::new(),
            number: None,
            basis: Vec::new(),
            uses: Vec::new(),
        };
        self.clauses(block, PROCEDURE, &mut procedure, Self::procedure_clause);
        procedure
    }

    fn procedure_clause(&mut self, procedure: &mut Procedure, word: &'static str) -> Read<()> {
        let at = self.start();
        match word {
            "属" => {
                let family = self.name("类别的名字，如 `行政处罚`")?;
                self.once(&mut procedure.family, family, word, at);
            }
            "承" => {
                let base = self.name("基础程序的名字")?;
                self.once(&mut procedure.base, base, word, at);
            }
            "号" => {
                let number = self.text("案号的格式，写在引号里")?;
                self.once(&mut procedure.number, number, word, at);
            }
            "起" => self.names("启动案件的行为", &mut procedure.opens)?,
            "终" => self.names("终结案件的行为", &mut procedure.closes)?,
            "用" => self.names("部件的名字", &mut procedure.uses)?,
            _ => self.cites(&mut procedure.basis)?,
        }
        Ok(())
    }

    pub(crate) fn family(&mut self, block: &Block) -> Family {
        let name = self.header_name("族的名字，如 `行政处罚`");
        let mut family = Family {
            name,
            acts: Vec::new(),
            facts: Vec::new(),
            roles: Vec::new(),
        };
        self.clauses(block, FAMILY, &mut family, Self::family_clause);
        family
    }

    fn family_clause(&mut self, family: &mut Family, word: &'static str) -> Read<()> {
        let meanings = self.list(|p| {
            let name = p.name("含义的名字")?;
            Ok(Meaning {
                name,
                required: p.eat_word("必"),
            })
        })?;
        match word {
            "行为义" => family.acts.extend(meanings),
            "事实义" => family.facts.extend(meanings),
            _ => family.roles.extend(meanings),
        }
        Ok(())
    }

    pub(crate) fn role(&mut self, block: &Block) -> Role {
        let name = self.header_name("角色的名字");
        let mut role = Role {
            name,
            holds: Vec::new(),
            external: false,
            system: false,
            meanings: Vec::new(),
        };
        self.clauses(block, ROLE, &mut role, Self::role_clause);
        role
    }

    fn role_clause(&mut self, role: &mut Role, word: &'static str) -> Read<()> {
        match word {
            "持" => self.names("名录的名字", &mut role.holds)?,
            "外部" => role.external = true,
            "系统" => role.system = true,
            _ => self.names("含义的名字", &mut role.meanings)?,
        }
        Ok(())
    }
}
