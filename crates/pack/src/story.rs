//! Stories: lawful and unlawful histories with the expected answer. Examples, tests and manual in one.
//!
//! An unlawful story names in `before` the norm that stops it; without that norm it must pass,
//! so that a story that fails for another reason does not pretend to test it.

use std::collections::BTreeMap;

use fadu_base::Date;
use fadu_norm::json::{Refusal, read_history, replay};
use fadu_norm::model::{Expr, Model};
use fadu_norm::value::Value;
use fadu_term::Calendar;
use serde_json::{Value as Json, json};

/// A story as written.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// What happens.
    pub name: String,
    /// The trap or the article it comes from.
    pub source: String,
    /// Whether every act of it is lawful.
    pub lawful: bool,
    /// The day of the question; the last recorded day when left out.
    pub on: Option<String>,
    /// The norm, or the norms, that stop an unlawful story.
    #[serde(default)]
    pub before: Before,
    /// As in a history.
    #[serde(default)]
    pub parameters: Json,
    /// As in a history.
    #[serde(default)]
    pub registers: Json,
    /// As in a history.
    #[serde(default)]
    pub posts: Json,
    /// As in a history.
    pub acts: Vec<Json>,
    /// What must come out.
    #[serde(default)]
    pub expect: Expect,
}

/// One norm or several.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(untagged)]
pub enum Before {
    /// None named.
    #[default]
    Nothing,
    /// One.
    One(String),
    /// Several that the same trap breaks.
    Several(Vec<String>),
}

impl Before {
    fn norms(&self) -> &[String] {
        match self {
            Before::Nothing => &[],
            Before::One(norm) => std::slice::from_ref(norm),
            Before::Several(norms) => norms,
        }
    }
}

/// The expected answer; what is left out is not asked.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The place of the refused act, from 0.
    pub refused_at: Option<usize>,
    /// Its name.
    pub act: Option<String>,
    /// A norm among the reasons.
    pub norm: Option<String>,
    /// Articles of that norm.
    #[serde(default)]
    pub cite: Vec<String>,
    /// Verdicts by act on the day of the question.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// Due days by norm.
    #[serde(default)]
    pub due: Vec<Due>,
}

/// A duty expected on the day of the question.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    /// Id of the norm.
    pub norm: String,
    /// Its last day.
    pub due: Option<String>,
    /// Its state.
    pub state: Option<String>,
}

impl Story {
    /// Reads a story.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn read(text: &str) -> Result<Story, String> {
        toml::from_str(text).map_err(|e| e.message().to_owned())
    }

    /// Its history in the form of cli.md.
    pub fn history(&self) -> Json {
        let mut history = serde_json::Map::new();
        for (key, value) in [
            ("parameters", &self.parameters),
            ("registers", &self.registers),
            ("posts", &self.posts),
        ] {
            if !value.is_null() {
                history.insert(key.to_owned(), value.clone());
            }
        }
        history.insert("acts".to_owned(), Json::Array(self.acts.clone()));
        Json::Object(history)
    }

    /// Tells it to the engine and compares.
    ///
    /// # Errors
    /// What came out differently, in words.
    pub fn run(&self, model: &Model, calendar: &Calendar) -> Result<(), String> {
        self.tell(model, calendar)?;
        match self.before.norms() {
            [] => Ok(()),
            norms => self.passes_without(norms, model, calendar),
        }
    }

    fn tell(&self, model: &Model, calendar: &Calendar) -> Result<(), String> {
        let input = read_history(&self.history(), model, None).map_err(|e| e.to_string())?;
        let last = input.records.last().map(|r| r.recorded);
        let on = match &self.on {
            Some(day) => day.parse::<Date>().map_err(|e| e.to_string())?,
            None => last.ok_or("故事里没有行为")?,
        };
        let replayed = replay(model, calendar, input);
        self.refused_as_expected(model, replayed.refused.as_ref())?;
        let answer = replayed.to_json(on, None, &|_| None);
        self.options_as_expected(&answer)?;
        self.expect
            .due
            .iter()
            .try_for_each(|due| due_as_expected(due, &answer))
    }

    fn refused_as_expected(&self, model: &Model, refused: Option<&Refusal>) -> Result<(), String> {
        match (self.lawful, refused) {
            (true, None) => Ok(()),
            (true, Some(r)) => Err(format!(
                "应当合法，第 {} 个行为被拒绝：{}",
                r.index,
                told(model, r)
            )),
            (false, None) => Err("应当被拒绝，却全部合法".to_owned()),
            (false, Some(r)) => self.stopped_as_expected(model, r),
        }
    }

    fn stopped_as_expected(&self, model: &Model, refused: &Refusal) -> Result<(), String> {
        let act = &*model.act(refused.act).name;
        let wrong_place = self.expect.refused_at.is_some_and(|i| i != refused.index);
        let wrong_act = self.expect.act.as_deref().is_some_and(|a| a != act);
        let norms: Vec<&str> = refused.reasons.iter().map(|r| &*r.norm).collect();
        let missing = self
            .expect
            .norm
            .as_deref()
            .is_some_and(|n| !norms.contains(&n));
        if wrong_place || wrong_act || missing {
            return Err(format!(
                "拒绝的地方不对：第 {} 个行为 {}",
                refused.index,
                told(model, refused)
            ));
        }
        let reason = refused
            .reasons
            .iter()
            .find(|r| Some(&*r.norm) == self.expect.norm.as_deref());
        let cites: Vec<String> = reason
            .into_iter()
            .flat_map(|r| &r.cite)
            .map(ToString::to_string)
            .collect();
        match self.expect.cite.iter().find(|c| !cites.contains(c)) {
            Some(cite) => Err(format!(
                "拒绝时没有引用 {cite}，引用的是 {}",
                cites.join("、")
            )),
            None => Ok(()),
        }
    }

    fn options_as_expected(&self, answer: &Json) -> Result<(), String> {
        let options = answer
            .get("options")
            .and_then(Json::as_array)
            .cloned()
            .unwrap_or_default();
        for (act, wanted) in &self.expect.options {
            let found = options
                .iter()
                .find(|o| o.get("act").and_then(Json::as_str) == Some(act));
            let verdict = found.and_then(|o| o.get("verdict")).and_then(Json::as_str);
            if verdict != Some(wanted) {
                let reasons = found.and_then(|o| o.get("reasons")).unwrap_or(&Json::Null);
                return Err(format!(
                    "“{act}”应当是 {wanted}，现在是 {verdict:?}：{reasons}"
                ));
            }
        }
        Ok(())
    }

    // The story must be seen to pass before its norm is added.
    fn passes_without(
        &self,
        norms: &[String],
        model: &Model,
        calendar: &Calendar,
    ) -> Result<(), String> {
        let mut weaker = model.clone();
        for norm in norms {
            let mut dropped = false;
            for condition in weaker.conditions.iter_mut().filter(|c| *c.id == **norm) {
                condition.must = Expr::Const(Value::Bool(true));
                condition.given = None;
                dropped = true;
            }
            if !dropped {
                return Err(format!("没有“{norm}”这条规范"));
            }
        }
        let input = read_history(&self.history(), &weaker, None).map_err(|e| e.to_string())?;
        match replay(&weaker, calendar, input).refused {
            None => Ok(()),
            Some(r) => Err(format!(
                "去掉“{}”以后仍被拒绝：第 {} 个行为 {}",
                norms.join("、"),
                r.index,
                told(&weaker, &r)
            )),
        }
    }
}

fn due_as_expected(due: &Due, answer: &Json) -> Result<(), String> {
    let duties = answer
        .get("duties")
        .and_then(Json::as_array)
        .cloned()
        .unwrap_or_default();
    let of_norm: Vec<&Json> = duties
        .iter()
        .filter(|d| d.get("norm").and_then(Json::as_str) == Some(&due.norm))
        .collect();
    let fits = |duty: &&&Json| {
        let same = |key: &str, wanted: &Option<String>| {
            wanted
                .as_deref()
                .is_none_or(|w| duty.get(key).and_then(Json::as_str) == Some(w))
        };
        same("due", &due.due) && same("state", &due.state)
    };
    match of_norm.iter().find(fits) {
        Some(_) => Ok(()),
        None => Err(format!(
            "“{}”应当是 {:?} {:?}，现在有：{}",
            due.norm,
            due.due,
            due.state,
            json!(of_norm)
        )),
    }
}

fn told(model: &Model, refusal: &Refusal) -> String {
    let reasons: Vec<String> = refusal
        .reasons
        .iter()
        .map(|r| format!("{}（{}）", r.text, r.norm))
        .collect();
    format!("{}：{}", model.act(refusal.act).name, reasons.join("；"))
}
