//! A boolean program: what the checker searches. Variables, and steps made of few kinds of operations.

use std::sync::Arc;

use crate::abstraction::quantity::Quantity;
use crate::model::{ActId, ConditionId};

/// A boolean variable, a place in `Program::vars`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Var(pub u32);

impl Var {
    /// As a place in a list.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A boolean formula over variables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Bool {
    /// Constant.
    Const(bool),
    /// A variable.
    Var(Var),
    /// Negation.
    Not(Arc<Bool>),
    /// Conjunction.
    And(Arc<[Bool]>),
    /// Disjunction.
    Or(Arc<[Bool]>),
}

impl Bool {
    /// True.
    pub const TRUE: Bool = Bool::Const(true);
    /// False.
    pub const FALSE: Bool = Bool::Const(false);

    /// The conjunction, constants folded.
    pub fn and(parts: impl IntoIterator<Item = Bool>) -> Bool {
        Bool::nary(parts, true)
    }

    /// The disjunction, constants folded.
    pub fn or(parts: impl IntoIterator<Item = Bool>) -> Bool {
        Bool::nary(parts, false)
    }

    fn nary(parts: impl IntoIterator<Item = Bool>, conjunction: bool) -> Bool {
        let mut kept: Vec<Bool> = Vec::new();
        for part in parts {
            match part {
                Bool::Const(b) if b == conjunction => {}
                Bool::Const(b) => return Bool::Const(b),
                Bool::And(inner) if conjunction => kept.extend(inner.iter().cloned()),
                Bool::Or(inner) if !conjunction => kept.extend(inner.iter().cloned()),
                other => {
                    if !kept.contains(&other) {
                        kept.push(other);
                    }
                }
            }
        }
        match kept.len() {
            0 => Bool::Const(conjunction),
            1 => kept.pop().unwrap_or(Bool::Const(conjunction)),
            _ if conjunction => Bool::And(kept.into()),
            _ => Bool::Or(kept.into()),
        }
    }

    /// The negation.
    #[expect(clippy::should_implement_trait, reason = "reads like `and` and `or`")]
    pub fn not(self) -> Bool {
        match self {
            Bool::Const(b) => Bool::Const(!b),
            Bool::Not(inner) => (*inner).clone(),
            other => Bool::Not(Arc::new(other)),
        }
    }

    /// `self → other`
    pub fn implies(self, other: Bool) -> Bool {
        Bool::or([self.not(), other])
    }

    /// `if self then a else b`
    pub fn ite(self, a: Bool, b: Bool) -> Bool {
        Bool::or([Bool::and([self.clone(), a]), Bool::and([self.not(), b])])
    }

    /// The variables that occur, added to `into`.
    pub fn vars(&self, into: &mut Vec<Var>) {
        match self {
            Bool::Const(_) => {}
            Bool::Var(v) => into.push(*v),
            Bool::Not(inner) => inner.vars(into),
            Bool::And(parts) | Bool::Or(parts) => parts.iter().for_each(|p| p.vars(into)),
        }
    }

    /// The value where it is determined by what is known (Kleene).
    pub fn eval(&self, known: &impl Fn(Var) -> Option<bool>) -> Option<bool> {
        match self {
            Bool::Const(b) => Some(*b),
            Bool::Var(v) => known(*v),
            Bool::Not(inner) => inner.eval(known).map(|b| !b),
            Bool::And(parts) => fold(parts, false, known),
            Bool::Or(parts) => fold(parts, true, known),
        }
    }
}

fn fold(parts: &[Bool], absorbing: bool, known: &impl Fn(Var) -> Option<bool>) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part.eval(known) {
            Some(b) if b == absorbing => return Some(absorbing),
            Some(_) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(!absorbing) }
}

/// Who chooses a value that the abstraction leaves open.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Owner {
    /// Whoever does the act: its content, its performers.
    Content,
    /// Staffing: enough qualified persons are there (section 4).
    Staffing,
    /// Nobody of the office: the day, registers, other cases, what is not tracked.
    Adversary,
}

/// Why a step demands something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cause {
    /// M7, M10 and the like.
    Structure,
    /// A condition of the procedure.
    Condition(ConditionId),
    /// The `限` of a fact.
    Limit,
}

/// One operation on the set of states.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Op {
    /// Where `when` holds the variable takes any value.
    Havoc {
        /// Which.
        var: Var,
        /// Where.
        when: Bool,
        /// Who chooses.
        owner: Owner,
    },
    /// The variable takes the value of the formula, read before.
    Set {
        /// Which.
        var: Var,
        /// The value.
        to: Bool,
    },
    /// Only states where it holds go on.
    Assume {
        /// What.
        that: Bool,
        /// Why.
        cause: Cause,
    },
    /// What open values obey by nature: no demand on anybody.
    Domain {
        /// What.
        that: Bool,
        /// Whose values.
        owner: Owner,
    },
}

/// What a step is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Label {
    /// Time passes.
    Time,
    /// What was recorded takes effect (M4).
    TakesEffect(ActId),
    /// An act.
    Act {
        /// Which.
        act: ActId,
    },
    /// An act whose record is revoked again (M13).
    Undone(ActId),
}

/// A step: what leads to the moment of the act (M1), and what follows it.
#[derive(Clone, Debug)]
pub struct Step {
    /// What it is.
    pub label: Label,
    /// Up to the moment.
    pub before: Vec<Op>,
    /// From the moment on.
    pub after: Vec<Op>,
}

/// What a variable stands for.
#[derive(Clone, PartialEq, Debug)]
pub enum Meaning {
    /// A bit of a quantity of the state.
    State(Quantity, u8),
    /// An open value of one moment: `text` says which.
    Input(Arc<str>),
}

/// A variable of a program.
#[derive(Clone, PartialEq, Debug)]
pub struct VarInfo {
    /// What it stands for.
    pub meaning: Meaning,
    /// Kept from step to step; otherwise open at every step.
    pub tracked: bool,
}

/// A state or a moment that must not be.
#[derive(Clone, Debug)]
pub struct Bad {
    /// At the moment of this act; `None`: right after an act.
    pub act: Option<ActId>,
    /// For `None`: only after these acts; empty: after any.
    pub after: Vec<ActId>,
    /// Where it is bad.
    pub formula: Bool,
}

/// A boolean program.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its variables.
    pub vars: Vec<VarInfo>,
    /// What holds at the start, as operations on the state where all tracked variables are false.
    pub init: Vec<Op>,
    /// Its steps, in the order of the file, waiting first.
    pub steps: Vec<Step>,
    /// What is looked for.
    pub bads: Vec<Bad>,
}
