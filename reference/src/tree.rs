//! A procedure as read, names as texts.

use crate::value::V;

/// An act, fact or role by name, or all with a meaning.
#[derive(Clone, PartialEq, Debug)]
pub enum Ref {
    Name(String),
    Meaning(String),
}

#[derive(Clone, PartialEq, Debug)]
pub enum E {
    Or(Vec<E>),
    And(Vec<E>),
    Not(Box<E>),
    Cmp(String, Box<E>, Box<E>),
    /// Several values in brackets.
    Many(Vec<E>),
    After(Ref, Ref),
    Done(Ref),
    Expired(Ref, Box<E>),
    Within(Ref, Box<E>),
    Past(Box<E>, Box<E>),
    LastDay(Box<E>, Box<E>),
    EffDay(Ref),
    At(Ref, Ref),
    Days(Box<E>, Box<E>),
    Today,
    Persons,
    ByRole(Ref),
    Avoids(Ref),
    Differs(Ref),
    Same(Ref),
    Valid(String),
    Some(String, Box<E>),
    Every(String, Box<E>),
    Count(String, Box<E>),
    Filled(Ref),
    Size(Ref),
    Times(Ref),
    Least(Vec<E>),
    Most(Vec<E>),
    Open(String),
    Late(String),
    CaseDone(String, String),
    /// `案.F` or `X.字段`
    Dot(Ref, String),
    Own(String),
    Name(String),
    Meaning(String),
    Lit(V),
    Arith(char, Box<E>, Box<E>),
}

#[derive(Clone, Debug, Default)]
pub struct Role {
    pub name: String,
    pub meanings: Vec<String>,
    pub registers: Vec<String>,
    pub outside: bool,
    pub system: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Type {
    pub word: String,
    pub choices: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Fact {
    pub name: String,
    pub ty: Type,
    pub meanings: Vec<String>,
    pub formula: Option<E>,
    pub source: Option<(String, String, String)>,
    pub limit: Option<E>,
    pub initial: Option<E>,
}

#[derive(Clone, Debug, Default)]
pub struct Parameter {
    pub name: String,
    pub ty: Type,
    pub default: Option<E>,
}

#[derive(Clone, Debug, Default)]
pub struct Act {
    pub name: String,
    pub roles: Vec<String>,
    pub fills: Vec<String>,
    pub may_fill: Vec<String>,
    pub fills_all: bool,
    pub meanings: Vec<String>,
    pub behaviours: Vec<String>,
    pub many: bool,
    pub revokes: Vec<String>,
    pub revokes_one: bool,
    pub after_end: bool,
    pub late: Option<E>,
}

#[derive(Clone, Debug)]
pub struct Condition {
    pub target: Ref,
    pub name: Option<String>,
    pub formula: E,
    pub titles: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum Length {
    After(E),
    Before(E),
    Soon,
}

#[derive(Clone, Debug)]
pub struct Must {
    pub name: Option<String>,
    pub target: Ref,
    pub trigger: Ref,
    pub length: Length,
    pub condition: Option<E>,
    pub titles: Vec<String>,
    pub no_rest: bool,
    pub extend: Vec<(String, E, Option<i64>)>,
    pub stop: Vec<(String, String)>,
    pub restart: Vec<String>,
}

pub type Change = (Vec<String>, String, Vec<(String, String)>);

#[derive(Clone, Debug, Default)]
pub struct Register {
    pub name: String,
    pub fields: Vec<(String, Type)>,
    pub valid: Option<(String, String)>,
    pub key: Option<String>,
    /// Lives in one case.
    pub inner: bool,
    /// Acts, the word 立 停 销, fields and facts (for 停 and 销 one fact).
    pub by: Vec<Change>,
}

#[derive(Clone, Debug, Default)]
pub struct Table {
    pub output: String,
    pub first: bool,
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Vec<crate::lex::T>>>,
}

#[derive(Clone, Debug)]
pub enum Property {
    When(Ref, E),
    Always(E),
    AtEnd(E),
    NotAfter(Ref, Ref, Option<E>),
    Apart(Ref, Ref),
    Other,
}

#[derive(Clone, Debug, Default)]
pub struct Procedure {
    pub name: String,
    pub slug: String,
    pub opens: Vec<String>,
    pub closes: Vec<String>,
    pub titles: Vec<String>,
    pub parts: Vec<String>,
    pub roles: Vec<Role>,
    pub parameters: Vec<Parameter>,
    pub facts: Vec<Fact>,
    pub acts: Vec<Act>,
    pub conditions: Vec<Condition>,
    pub duties: Vec<Must>,
    pub registers: Vec<Register>,
    pub tables: Vec<Table>,
    pub properties: Vec<(String, Property, Vec<String>)>,
}

impl Procedure {
    pub fn act(&self, name: &str) -> Option<&Act> {
        self.acts.iter().find(|a| a.name == name)
    }
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|f| f.name == name)
    }
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }
    pub fn register(&self, name: &str) -> Option<&Register> {
        self.registers.iter().find(|r| r.name == name)
    }
    pub fn role(&self, name: &str) -> Option<&Role> {
        self.roles.iter().find(|r| r.name == name)
    }
    pub fn table_for(&self, fact: &str) -> Vec<&Table> {
        self.tables.iter().filter(|t| t.output == fact).collect()
    }
    /// A fact that nobody types in.
    pub fn computed(&self, f: &Fact) -> bool {
        f.formula.is_some() || f.source.is_some() || !self.table_for(&f.name).is_empty()
    }
    pub fn is_act(&self, r: &Ref, act: &str) -> bool {
        match r {
            Ref::Name(n) => n == act,
            Ref::Meaning(m) => self.act(act).is_some_and(|a| a.meanings.contains(m)),
        }
    }
    /// Names of the facts meant.
    pub fn facts_of(&self, r: &Ref) -> Vec<String> {
        let meant = |f: &&Fact| match r {
            Ref::Name(n) => f.name == *n,
            Ref::Meaning(m) => f.meanings.contains(m),
        };
        self.facts.iter().filter(meant).map(|f| f.name.clone()).collect()
    }
    /// Facts that an act sets (`选填 *`: every typed one).
    pub fn own(&self, act: &Act) -> Vec<String> {
        let typed = |f: &&Fact| !self.computed(f);
        let named = |f: &&Fact| act.fills_all || act.fills.contains(&f.name) || act.may_fill.contains(&f.name);
        self.facts.iter().filter(typed).filter(named).map(|f| f.name.clone()).collect()
    }
    pub fn is_system(&self, act: &Act) -> bool {
        act.roles.iter().any(|r| self.role(r).is_some_and(|r| r.system))
    }
}
