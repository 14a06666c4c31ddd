//! Acts with their conditions, and duties with their clocks, in words.

use std::fmt::Write;

use fadu_norm::engine::words::{acts_text, required, term_text};
use fadu_norm::model::{Act, Condition, Duty, Model, TermExpr, TermValue, Trigger, Within};

use super::{articles, cell, names};

/// One section an act, in the order of the file.
pub(super) fn acts(out: &mut String, model: &Model) {
    let _ = writeln!(out, "## 行为\n");
    for act in &model.acts {
        one_act(out, model, act);
    }
}

fn one_act(out: &mut String, model: &Model, act: &Act) {
    let _ = writeln!(out, "### {}\n", act.name);
    let role = |r: &fadu_norm::model::RoleId| &*model.role(*r).name;
    let fact = |f: &fadu_norm::model::FactId| &*model.fact(*f).name;
    let by = if act.roles.is_empty() {
        "任何一方".to_owned()
    } else {
        names(act.roles.iter().map(role))
    };
    let _ = writeln!(
        out,
        "- 由{by}办理{}",
        if act.repeats {
            "，可以不止一次"
        } else {
            ""
        }
    );
    if !act.fills.is_empty() {
        let _ = writeln!(out, "- 要写明：{}", names(act.fills.iter().map(fact)));
    }
    if act.corrects {
        let _ = writeln!(out, "- 可以改正任何已经填写的内容，只能改自己填写的");
    } else if !act.may_fill.is_empty() {
        let _ = writeln!(out, "- 可以写明：{}", names(act.may_fill.iter().map(fact)));
    }
    if !act.issues.is_empty() {
        let _ = writeln!(
            out,
            "- 出具：{}",
            names(act.issues.iter().map(|i| &*i.document))
        );
    }
    if !act.carries.is_empty() {
        let _ = writeln!(out, "- 文书要载明：{}", names(act.carries.iter().map(fact)));
    }
    if !act.approvers.is_empty() {
        let _ = writeln!(
            out,
            "- 生效前由{}批准",
            names(act.approvers.iter().map(role))
        );
    }
    if !act.behaviours.is_empty() {
        let _ = writeln!(
            out,
            "- 办理方式：{}",
            names(act.behaviours.iter().map(|b| b.name))
        );
    }
    if !act.revokes.is_empty() {
        let acts = act.revokes.iter().map(|a| &*model.act(*a).name);
        let _ = writeln!(out, "- 使这些行为不再有效：{}", names(acts));
    }
    if !act.meanings.is_empty() {
        let _ = writeln!(
            out,
            "- 法律上的意义：{}",
            names(act.meanings.iter().map(|m| &**m))
        );
    }
    if let Some(reason) = &act.no_meaning {
        let _ = writeln!(out, "- 没有单独的法律意义：{reason}");
    }
    conditions(out, model, act);
}

fn conditions(out: &mut String, model: &Model, act: &Act) {
    if act.conditions.is_empty() {
        out.push('\n');
        return;
    }
    let _ = writeln!(out, "\n| 条件 | 依据 | 不符合时 |\n| --- | --- | --- |");
    for id in &act.conditions {
        let condition = model.condition(*id);
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            cell(&demand(model, condition)),
            articles(&condition.cites),
            cell(&breach(condition))
        );
    }
    out.push('\n');
}

fn demand(model: &Model, condition: &Condition) -> String {
    let must = required(model, &condition.must);
    match &condition.given {
        Some(given) => format!("{}的情况下，{must}", required(model, given)),
        None => must,
    }
}

fn breach(condition: &Condition) -> String {
    let words = condition.words.as_deref().unwrap_or("");
    match &condition.breach {
        Some(b) if b.cites.is_empty() => format!("{}。{words}", b.consequence),
        Some(b) => format!("{}（{}）。{words}", b.consequence, articles(&b.cites)),
        None => words.to_owned(),
    }
}

/// All duties as one table.
pub(super) fn duties(out: &mut String, model: &Model) {
    if model.duties.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## 应当办的和期限\n\n| 应当办的 | 从什么时候起 | 期限 | 依据 | 过了期限 |\n| --- | --- | --- | --- | --- |"
    );
    for duty in &model.duties {
        let target = acts_text(model, &duty.target);
        let _ = writeln!(
            out,
            "| {target} | {} | {} | {} | {} |",
            cell(&start(model, duty)),
            cell(&clock(model, duty)),
            articles(&duty.cites),
            cell(duty.expiry.as_deref().unwrap_or(""))
        );
    }
    out.push('\n');
}

fn start(model: &Model, duty: &Duty) -> String {
    let trigger = match &duty.trigger {
        Trigger::Acts(acts) => acts_text(model, acts),
        Trigger::Fact(fact) => model.fact(*fact).name.to_string(),
    };
    match &duty.given {
        Some(given) => format!("{trigger}，{}时", required(model, given)),
        None => trigger,
    }
}

fn clock(model: &Model, duty: &Duty) -> String {
    let mut text = match &duty.within {
        Within::After(t) => format!("{}内", term(model, t)),
        Within::Before(t) => format!("提前{}", term(model, t)),
        Within::Promptly => "及时".to_owned(),
    };
    if duty.hard {
        text.push_str("，最后一天是休息日也不顺延");
    }
    for stop in &duty.stops {
        let (from, until) = (acts_text(model, &stop.from), acts_text(model, &stop.until));
        let _ = write!(text, "；{from}到{until}停止计算");
    }
    for extend in &duty.extends {
        let _ = write!(
            text,
            "；{}延长{}",
            acts_text(model, &extend.act),
            term(model, &extend.term)
        );
        if let Some(times) = extend.times {
            let _ = write!(text, "，最多{times}次");
        }
    }
    for restart in &duty.restarts {
        let _ = write!(text, "；{}后重新计算", acts_text(model, restart));
    }
    text
}

fn term(model: &Model, term: &TermExpr) -> String {
    match term.term {
        TermValue::Literal(t) => term_text(t, &term.rule),
        TermValue::Param(p) => model.parameter(p).name.to_string(),
        TermValue::Fact(f) => model.fact(f).name.to_string(),
    }
}
