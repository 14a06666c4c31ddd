//! The sentences that a person reads when an act is refused. No formula, id or bracket notation.
//!
//! A sentence says the result, the reason and what to do. The article is added by whoever shows it,
//! from `Reason::cite`, so that it never stands in a text.

mod phrase;

use std::sync::Arc;

use fadu_base::Date;
use fadu_law::Citation;

use crate::engine::Reason;
use crate::engine::view::View;
use crate::history::Record;
use crate::model::{
    ActId, Acts, Condition, Duty, Expr, FactId, Model, RegisterId, RoleId, Trigger,
};

pub use phrase::{needed, required, term_text, value_text};

fn reason(norm: String, text: String) -> Reason {
    Reason {
        norm: norm.into(),
        cite: Vec::new(),
        breach: None,
        breach_cite: Vec::new(),
        unknown: Vec::new(),
        text,
        earliest: None,
    }
}

/// A condition that does not hold: its own `言`, else a sentence from the part that fails.
pub(crate) fn condition_reason(view: &View<'_>, condition: &Condition, with_actor: bool) -> Reason {
    let formula = condition.formula();
    let unknown = view.missing_of(condition.act, with_actor, &formula);
    // What is missing comes before what failed (M6): the condition's own words would say too much.
    let text = match (&condition.words, unknown.is_empty()) {
        (_, false) => format!(
            "还没有填写{}，不能判断能否{}。",
            unknown.join("、"),
            act_name(view, condition.act)
        ),
        (Some(words), true) => words.to_string(),
        (None, true) => needed(view, condition, with_actor),
    };
    Reason {
        norm: condition.id.clone(),
        cite: condition.cites.clone(),
        breach: condition.breach.as_ref().map(|b| b.consequence.clone()),
        breach_cite: condition
            .breach
            .as_ref()
            .map(|b| b.cites.clone())
            .unwrap_or_default(),
        unknown,
        text,
        earliest: None,
    }
}

fn act_name(view: &View<'_>, act: ActId) -> Arc<str> {
    view.session.model.act(act).name.clone()
}

/// `甲或者乙` for the acts of a name or a meaning, without brackets.
pub fn acts_text(model: &Model, acts: &Acts) -> String {
    match acts
        .text
        .strip_prefix('〔')
        .and_then(|t| t.strip_suffix('〕'))
    {
        Some(meaning) => {
            let names: Vec<&str> = acts.ids.iter().map(|a| &*model.act(*a).name).collect();
            if names.len() > 3 || names.is_empty() {
                meaning.to_owned()
            } else {
                names.join("或者")
            }
        }
        None => acts.text.to_string(),
    }
}

pub(crate) fn not_opened(view: &View<'_>) -> Reason {
    let model = view.session.model;
    let opens: Vec<&str> = model.opens.iter().map(|a| &*model.act(*a).name).collect();
    reason(
        format!("程序 {}/起", model.name),
        format!("案件还没有开始。先{}。", opens.join("或者")),
    )
}

pub(crate) fn closed(view: &View<'_>, closing: ActId) -> Reason {
    let model = view.session.model;
    let text = format!("案件已经{}，不能再办这一步。", model.act(closing).name);
    reason(format!("程序 {}/终", model.name), text)
}

pub(crate) fn only_once(view: &View<'_>, act: ActId) -> Reason {
    let name = act_name(view, act);
    let pending = view
        .session
        .places(act)
        .iter()
        .any(|p| view.stands(*p) && !view.counts(*p));
    let text = if pending {
        format!("{name}已经办过，还没有生效，不用再办一次。")
    } else {
        format!("{name}已经办过，不用再办一次。")
    };
    reason(format!("行为 {name}/一次"), text)
}

pub(crate) fn system_first(view: &View<'_>, system: ActId) -> Reason {
    let name = act_name(view, system);
    reason(
        format!("行为 {name}/先行"),
        format!("依法已经发生“{name}”，由系统先记录，再办这一步。"),
    )
}

pub(crate) fn wrong_role(view: &View<'_>, record: &Record) -> Reason {
    let model = view.session.model;
    let act = model.act(record.act);
    let roles: Vec<&str> = act.roles.iter().map(|r| &*model.role(*r).name).collect();
    let text = if record.by.is_empty() {
        format!("还没有写明由谁{}。请选择办理人。", act.name)
    } else if roles.is_empty() {
        format!(
            "{}当天没有办理“{}”的岗位。请由在岗的人办理。",
            record.by.join("、"),
            act.name
        )
    } else {
        format!(
            "{}由{}办理，{}当天不在这个岗位。请转给在岗的人。",
            act.name,
            roles.join("或者"),
            record.by.join("、")
        )
    };
    reason(format!("行为 {}/由", act.name), text)
}

pub(crate) fn no_certificate(view: &View<'_>, role: RoleId, register: RegisterId) -> Reason {
    let model = view.session.model;
    let (role, register) = (
        model.role(role).name.clone(),
        model.register(register).name.clone(),
    );
    let entries = view.session.world.registers.get(&register);
    let lacks = |person: &&Arc<str>| {
        !entries
            .into_iter()
            .flatten()
            .any(|e| e.person.as_ref() == Some(*person) && e.valid_on(view.day))
    };
    let persons: Vec<String> = view
        .performers()
        .unwrap_or_default()
        .iter()
        .filter(lacks)
        .map(ToString::to_string)
        .collect();
    let text = format!(
        "{}当天没有有效的{register}，不能作为{role}办理。请换人或者先办证。",
        persons.join("、")
    );
    reason(format!("角色 {role}/持 {register}"), text)
}

pub(crate) fn missing_content(view: &View<'_>, act: ActId, fact: FactId) -> Reason {
    let (act, fact) = (
        act_name(view, act),
        view.session.model.fact(fact).name.clone(),
    );
    let mut found = reason(
        format!("行为 {act}/填 {fact}"),
        format!("{act}时要写明{fact}。请填写。"),
    );
    found.unknown = vec![fact];
    found
}

pub(crate) fn foreign_content(view: &View<'_>, act: ActId, facts: &[FactId]) -> Reason {
    let names: Vec<&str> = facts
        .iter()
        .map(|f| &*view.session.model.fact(*f).name)
        .collect();
    let act = act_name(view, act);
    let text = format!(
        "{}不在{act}这一步填写。请在填写它的那一步办理。",
        names.join("、")
    );
    reason(format!("行为 {act}/填"), text)
}

pub(crate) fn outside_limit(view: &View<'_>, fact: FactId, limit: &Expr) -> Reason {
    let name = view.session.model.fact(fact).name.clone();
    let phrase = phrase::required(view.session.model, limit);
    let value = view
        .fact(fact)
        .map(|v| phrase::value_text(&v))
        .unwrap_or_default();
    let mut found = reason(
        format!("事实 {name}/限"),
        format!("{name}填的是{value}，应当满足：{phrase}。请改正。"),
    );
    if view.truth(limit).is_none() {
        found.unknown = view.missing(limit);
    }
    found
}

pub(crate) fn too_late_to_enter(view: &View<'_>, record: &Record, last: Option<Date>) -> Reason {
    let name = act_name(view, record.act);
    let text = match last {
        Some(last) => format!(
            "{name}在{}办理，最迟{}补录，已经过了。请按今天的日期办理并写明经过。",
            record.on.zh(),
            last.zh()
        ),
        None => format!(
            "{name}要当天记录，不能补录到{}。请按今天的日期办理。",
            record.on.zh()
        ),
    };
    reason(format!("行为 {name}/补录"), text)
}

pub(crate) fn not_the_recorder(view: &View<'_>, act: ActId) -> Reason {
    let name = act_name(view, act);
    reason(
        format!("行为 {name}/本人"),
        "只能由当时填写的人更正自己填写的内容。请转给填写人。".to_owned(),
    )
}

pub(crate) fn not_revocable(view: &View<'_>, record: &Record) -> Reason {
    let name = act_name(view, record.act);
    let text = "只能撤销本人记录、没有发出文书、后面没有别的步骤的记录。已经发出的，依法更正或者撤销原行为。";
    reason(format!("行为 {name}/本人"), text.to_owned())
}

/// What started a duty, for the first row of its derivation: `立案`.
pub(crate) fn duty_start(view: &View<'_>, duty: &Duty, trigger: Option<usize>) -> String {
    let model = view.session.model;
    match (&duty.trigger, trigger.and_then(|p| view.kept(p))) {
        (_, Some(kept)) => model.act(kept.record.act).name.to_string(),
        (Trigger::Fact(f), None) => model.fact(*f).name.to_string(),
        (Trigger::Acts(acts), None) => acts_text(model, acts),
    }
}

/// The articles as one text, `None` when there are none.
pub(crate) fn cites_text(cites: &[Citation]) -> Option<String> {
    let texts: Vec<String> = cites.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join("、"))
}
