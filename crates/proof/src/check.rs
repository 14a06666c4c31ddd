//! Checks one procedure: its properties, and what is checked without being written down.

use std::collections::BTreeSet;
use std::sync::Arc;

use fadu_norm::abstraction::{Quantity, Search, Vocabulary, Want};
use fadu_norm::model::{Model, Property, Template, Trigger};
use fadu_norm::value::Value;
use fadu_term::Calendar;

use crate::game::{Ending, Game, play};
use crate::implicit;
use crate::properties;
use crate::properties::deadline::{Claim, Short};
use crate::refine::{Answer, Asked, rests_on_parameters, search};
use crate::report::{Outcome, PropertyResult, Report, history_json};
use crate::second::{Opinion, opinion};
use crate::symbolic::Budget;

/// Most nodes of diagrams at once.
const NODES: usize = 3_000_000;
/// Steps of work for one question.
const WORK: u64 = 60_000_000;
/// Steps of work for one question that nobody wrote down.
const LESS_WORK: u64 = 20_000_000;

/// What to check and how long.
pub struct Options<'o> {
    /// Only the property of this name.
    pub property: Option<String>,
    /// The mutation audit too.
    pub mutate: bool,
    /// False ends the work; what is not decided by then is not proved.
    pub tick: &'o mut dyn FnMut() -> bool,
    /// Milliseconds by some clock; for the report only.
    pub now: &'o dyn Fn() -> u64,
}

/// Everything a question needs.
pub struct Checker<'c, 'o> {
    /// The procedure.
    pub model: &'c Model,
    /// Working days.
    pub calendar: &'c Calendar,
    /// Formulas where parameters have any lawful value.
    pub lawful: Vocabulary<'c>,
    /// Formulas where they have the value in force.
    pub in_force: Vocabulary<'c>,
    /// What was asked for.
    pub options: Options<'o>,
}

/// A decided safety question.
pub struct Decided {
    /// How it came out.
    pub answer: Answer,
    /// Only for the values in force.
    pub only_in_force: bool,
    /// What the second algorithm says.
    pub second: Opinion,
}

impl<'c, 'o> Checker<'c, 'o> {
    /// For a procedure.
    pub fn new(model: &'c Model, calendar: &'c Calendar, options: Options<'o>) -> Checker<'c, 'o> {
        let values: Vec<Value> = model.parameters.iter().map(|p| p.value.clone()).collect();
        Checker {
            model,
            calendar,
            lawful: Vocabulary::new(model, calendar, None),
            in_force: Vocabulary::new(model, calendar, Some(values)),
            options,
        }
    }

    /// Searches over all lawful parameters, then over the values in force.
    pub fn decide(&mut self, searches: &[Search], asked: Asked) -> Decided {
        let mut tracked: BTreeSet<Quantity> = BTreeSet::new();
        let mut budget = Budget {
            nodes: NODES,
            work: WORK,
            tick: self.options.tick,
        };
        let answer = search(&self.lawful, searches, &mut tracked, asked, &mut budget);
        if matches!(answer, Answer::Never { .. } | Answer::Found { .. })
            || !rests_on_parameters(&self.lawful, &tracked)
        {
            return Decided {
                second: opinion(&self.lawful, searches, &answer),
                answer,
                only_in_force: false,
            };
        }
        let mut budget = Budget {
            nodes: NODES,
            work: WORK,
            tick: self.options.tick,
        };
        let mut tracked = BTreeSet::new();
        let answer = search(&self.in_force, searches, &mut tracked, asked, &mut budget);
        Decided {
            second: opinion(&self.in_force, searches, &answer),
            answer,
            only_in_force: true,
        }
    }

    /// Searches with little work, over the values in force: for what nobody wrote down.
    pub fn look(&mut self, searches: &[Search]) -> Answer {
        let mut budget = Budget {
            nodes: NODES,
            work: LESS_WORK,
            tick: self.options.tick,
        };
        let mut tracked = BTreeSet::new();
        search(
            &self.in_force,
            searches,
            &mut tracked,
            Asked::Any,
            &mut budget,
        )
    }

    /// Plays with little work, over the values in force.
    pub fn play_in_force(&mut self, game: &Game) -> Ending {
        let mut budget = Budget {
            nodes: NODES,
            work: LESS_WORK,
            tick: self.options.tick,
        };
        play(&self.in_force, game, &mut budget)
    }

    fn property(&mut self, property: &Property) -> PropertyResult {
        let started = (self.options.now)();
        let mut result = PropertyResult {
            name: property.name.to_string(),
            result: Outcome::NotApplicable,
            cite: property.cites.iter().map(ToString::to_string).collect(),
            states: 0,
            explored: None,
            vacuous: false,
            ms: 0,
            note: None,
            counterexample: None,
            reason: property.reason.as_ref().map(ToString::to_string),
        };
        match &property.template {
            Err(absent) => result.note = Some(format!("程序里没有这些含义：{}", bracketed(absent))),
            Ok(template) => self.template(template, &mut result),
        }
        result.ms = (self.options.now)().saturating_sub(started);
        #[cfg(feature = "talk")]
        eprintln!("{:>6} {:?} {}", result.ms, result.result, result.name);
        result
    }

    fn template(&mut self, template: &Template, result: &mut PropertyResult) {
        if let Some(searches) = properties::forbidden(self.model, template) {
            let decided = self.decide(&searches, Asked::Shortest);
            self.safety(decided, result);
            return;
        }
        match template {
            Template::Reachable(formula) => {
                let wanted = properties::reachable::wanted(formula);
                let decided = self.decide(&wanted, Asked::Any);
                self.reachable(decided, result);
            }
            Template::AlwaysMay(acts, given) => {
                let game = properties::always_may::game(acts, given.as_ref());
                self.game(&game, result);
            }
            Template::CanAlways(acts, given) => {
                let game = properties::can_always::game(self.model, acts, given.as_ref());
                self.game(&game, result);
            }
            Template::Deadline {
                trigger,
                within,
                target,
                given,
                stops,
                extends,
            } => {
                let given = given.as_ref();
                self.deadline(
                    &Claim {
                        trigger,
                        within,
                        target,
                        given,
                        stops,
                        extends,
                    },
                    result,
                );
            }
            _ => {}
        }
    }

    fn reachable(&self, decided: Decided, result: &mut PropertyResult) {
        match &decided.answer {
            Answer::Found {
                history, states, ..
            } => {
                (result.result, result.states) = (Outcome::Proved, *states);
                result.note = Some(format!(
                    "一个这样的经过：{}",
                    self.acts_of(&history.records)
                ));
                agree(decided.second, result);
            }
            Answer::Never { states, .. } => {
                (result.result, result.states) = (Outcome::Violated, *states);
                result.note = Some("没有任何经过能到达".into());
                agree(decided.second, result);
            }
            _ => self.safety(decided, result),
        }
    }

    fn acts_of(&self, records: &[fadu_norm::history::Record]) -> String {
        let names: Vec<&str> = records
            .iter()
            .map(|r| &*self.model.act(r.act).name)
            .collect();
        names.join("、")
    }

    /// Plays a game for all lawful parameters, then for the values in force.
    pub fn play(&mut self, game: &Game) -> (Ending, bool) {
        let mut budget = Budget {
            nodes: NODES,
            work: WORK,
            tick: self.options.tick,
        };
        let ending = play(&self.lawful, game, &mut budget);
        if self.model.parameters.is_empty() || matches!(ending, Ending::Won { .. }) {
            return (ending, false);
        }
        let mut budget = Budget {
            nodes: NODES,
            work: WORK,
            tick: self.options.tick,
        };
        (play(&self.in_force, game, &mut budget), true)
    }

    fn game(&mut self, game: &Game, result: &mut PropertyResult) {
        let (ending, only_in_force) = self.play(game);
        match ending {
            Ending::Won { states } => {
                (result.result, result.states) = (Outcome::Proved, states);
                let parameters = if only_in_force {
                    "；只对现行的参数值成立"
                } else {
                    ""
                };
                result.note = Some(format!(
                    "假定每个角色都配备了规范要求的、有资格的人员{parameters}"
                ));
            }
            Ending::Open {
                acts,
                norms,
                states,
            } => {
                (result.result, result.states) = (Outcome::NotProved, states);
                result.note = Some(self.no_plan(&acts, &norms));
            }
            Ending::Unknown => {
                result.result = Outcome::NotProved;
                result.note = Some("状态太多，在给定的计算量内没有得出结论".into());
            }
        }
    }

    /// Where no plan is known, in words.
    pub fn no_plan(&self, acts: &[fadu_norm::model::ActId], norms: &[Arc<str>]) -> String {
        let names: Vec<&str> = acts.iter().map(|a| &*self.model.act(*a).name).collect();
        let norms: Vec<&str> = norms.iter().map(|n| &**n).collect();
        let against = if norms.is_empty() {
            String::new()
        } else {
            format!("（挡住的规范：{}）", norms.join("、"))
        };
        format!(
            "在“{}”之后找不到一定走得通的办法{against}",
            names.join("、")
        )
    }

    fn deadline(&mut self, claim: &Claim<'_>, result: &mut PropertyResult) {
        let missing = properties::deadline::uncovered(&self.in_force, claim);
        let Some((start, near)) = missing.first() else {
            result.result = Outcome::Proved;
            return;
        };
        let told: Vec<String> = near
            .iter()
            .map(|(id, short)| short_text(id, short))
            .collect();
        let note = if told.is_empty() {
            "程序没有规定这样的义务".to_owned()
        } else {
            told.join("；")
        };
        let acts = match (start, claim.trigger) {
            (Some(act), _) => vec![*act],
            (None, Trigger::Fact(fact)) => self.setters(*fact),
            _ => Vec::new(),
        };
        let searches: Vec<Search> = acts
            .iter()
            .map(|a| Search {
                act: Some(*a),
                after: Vec::new(),
                want: Want::Any,
            })
            .collect();
        let decided = self.decide(&searches, Asked::Shortest);
        match decided.answer {
            Answer::Found {
                history, states, ..
            } => {
                (result.result, result.states) = (Outcome::Violated, states);
                result.counterexample = Some(history_json(self.model, &history));
                result.note = Some(note);
            }
            Answer::Never { states, .. } => {
                (result.result, result.states) = (Outcome::Proved, states);
                result.note = Some("起算的行为在任何经过里都不会发生".into());
            }
            _ => {
                result.result = Outcome::NotProved;
                result.note = Some(note);
            }
        }
        agree(decided.second, result);
    }

    fn setters(&self, fact: fadu_norm::model::FactId) -> Vec<fadu_norm::model::ActId> {
        let sets = |a: &fadu_norm::model::ActId| {
            let act = self.model.act(*a);
            act.fills.contains(&fact) || act.may_fill.contains(&fact)
        };
        self.model.act_ids().filter(sets).collect()
    }

    fn safety(&self, decided: Decided, result: &mut PropertyResult) {
        match decided.answer {
            Answer::Never { states, .. } => {
                (result.result, result.states) = (Outcome::Proved, states);
                if decided.only_in_force {
                    result.note = Some("只对现行的参数值成立，换成其他合法的值没有证明".into());
                }
            }
            Answer::Found {
                history, states, ..
            } => {
                (result.result, result.states) = (Outcome::Violated, states);
                result.counterexample = Some(history_json(self.model, &history));
            }
            Answer::Open {
                acts,
                norms,
                states,
            } => {
                (result.result, result.states) = (Outcome::NotProved, states);
                let names: Vec<&str> = acts.iter().map(|a| &*self.model.act(*a).name).collect();
                let norms: Vec<&str> = norms.iter().map(|n| &**n).collect();
                result.note = Some(format!(
                    "抽象里有这样的经过，没有找到能在程序里重放的：{}{}",
                    names.join("、"),
                    if norms.is_empty() {
                        String::new()
                    } else {
                        format!("（重放时挡住的规范：{}）", norms.join("、"))
                    }
                ));
            }
            Answer::Unknown => {
                result.result = Outcome::NotProved;
                result.note = Some("状态太多，在给定的计算量内没有得出结论".into());
            }
        }
        agree(decided.second, result);
    }
}

// Two algorithms that disagree prove nothing.
fn agree(second: Opinion, result: &mut PropertyResult) {
    match second {
        Opinion::None => {}
        Opinion::Agrees(states) => result.explored = Some(states),
        Opinion::Differs(why) => {
            result.result = Outcome::NotProved;
            result.note = Some(why);
        }
    }
}

fn short_text(id: &str, short: &Short) -> String {
    match short {
        Short::Later(day) if *day == fadu_base::Date::MIN => format!("“{id}”的期限不能比较"),
        Short::Later(day) => format!("“{id}”的期限更长：从 {day} 起算时到期更晚"),
        Short::Moves => format!("“{id}”可以停、延或者重新起算，法律没有允许"),
        Short::NoTerm => format!("“{id}”没有规定期限"),
        Short::Conditional => format!("“{id}”另有条件，不是每一次都适用"),
    }
}

fn bracketed(names: &[Arc<str>]) -> String {
    names
        .iter()
        .map(|n| format!("〔{n}〕"))
        .collect::<Vec<_>>()
        .join("、")
}

/// Checks a procedure.
pub fn check(model: &Model, calendar: &Calendar, options: Options<'_>) -> Report {
    let mut checker = Checker::new(model, calendar, options);
    let only = checker.options.property.clone();
    let wanted: Vec<&Property> = model
        .properties
        .iter()
        .filter(|p| only.as_ref().is_none_or(|o| **o == *p.name))
        .collect();
    let mut properties: Vec<PropertyResult> = wanted.iter().map(|p| checker.property(p)).collect();
    let implicit = if only.is_some() {
        Vec::new()
    } else {
        implicit::all(&mut checker)
    };
    crate::vacuous::add_notes(&mut checker, &wanted, &implicit, &mut properties);
    let margins = if only.is_some() {
        Vec::new()
    } else {
        crate::margins::margins(&checker.in_force)
    };
    let mutants = checker
        .options
        .mutate
        .then(|| crate::mutate::audit(model, calendar, checker.options.tick));
    Report {
        slug: model.slug.to_string(),
        family: model.family.as_ref().map(ToString::to_string),
        acts: model.acts.len(),
        norms: model.conditions.len() + model.duties.len(),
        properties,
        implicit,
        margins,
        mutants,
        name: model.name.to_string(),
    }
}
