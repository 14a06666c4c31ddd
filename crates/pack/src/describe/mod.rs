//! `fadu describe`: what a procedure says, in Chinese, for the legal staff who review and sign it.
//!
//! Markdown, made from the model alone, so that it can never say something else than what runs.

mod norms;
mod standard;

use std::fmt::Write;

pub use standard::{claim, describe_tables};

use fadu_law::Citation;
use fadu_norm::engine::words::{required, value_text};
use fadu_norm::model::{Act, Model, Origin, Parameter, Property, Register, Role};

/// What is said beside the model.
#[derive(Clone, Debug, Default)]
pub struct Beside<'a> {
    /// The pack's `gaps.md`, quoted.
    pub gaps: Option<&'a str>,
    /// Results of the proofs by property: `已证明` …
    pub proofs: Vec<(String, String)>,
    /// Names of the stories with what they come from.
    pub stories: Vec<(String, String)>,
}

/// The whole description.
pub fn describe(model: &Model, beside: &Beside<'_>) -> String {
    let mut out = String::new();
    head(&mut out, model);
    roles(&mut out, model);
    norms::acts(&mut out, model);
    norms::duties(&mut out, model);
    facts(&mut out, model);
    parameters(&mut out, model);
    tables(&mut out, model);
    registers(&mut out, model);
    properties(&mut out, model, beside);
    stories(&mut out, beside);
    changes(&mut out, model);
    if let Some(gaps) = beside.gaps {
        let _ = writeln!(out, "## 还说不出的\n\n{}\n", demoted(gaps));
    }
    out
}

/// A text in a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "｜").replace('\n', " ")
}

/// Articles in words: `行政处罚法第58条第1款`.
pub(crate) fn articles(cites: &[Citation]) -> String {
    cites
        .iter()
        .map(Citation::human)
        .collect::<Vec<_>>()
        .join("、")
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let list: Vec<&str> = names.collect();
    if list.is_empty() {
        "无".to_owned()
    } else {
        list.join("、")
    }
}

fn head(out: &mut String, model: &Model) {
    let _ = writeln!(out, "# {}\n", model.name);
    let _ = writeln!(
        out,
        "<!-- 由 fadu describe 从程序文件生成，不要手改。 -->\n"
    );
    let act = |id: &fadu_norm::model::ActId| &*model.act(*id).name;
    let _ = writeln!(out, "- 类别：{}", model.family.as_deref().unwrap_or("无"));
    if !model.bases.is_empty() {
        let _ = writeln!(
            out,
            "- 从这些程序开始：{}",
            names(model.bases.iter().map(|b| &**b))
        );
    }
    if !model.basis.is_empty() {
        let _ = writeln!(out, "- 依据：{}", articles(&model.basis));
    }
    let _ = writeln!(
        out,
        "- 由这些行为开始：{}",
        names(model.opens.iter().map(act))
    );
    let _ = writeln!(
        out,
        "- 由这些行为结束：{}",
        names(model.closes.iter().map(act))
    );
    let norms = model.conditions.len() + model.duties.len();
    let _ = writeln!(
        out,
        "- 共 {} 个行为、{norms} 条规范、{} 条性质\n",
        model.acts.len(),
        model.properties.len()
    );
}

fn roles(out: &mut String, model: &Model) {
    if model.roles.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## 谁来办\n\n| 角色 | 要求 | 办理的行为 |\n| --- | --- | --- |"
    );
    for (i, role) in model.roles.iter().enumerate() {
        let acts = model
            .acts
            .iter()
            .filter(|a| a.roles.iter().any(|r| r.index() == i));
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            role.name,
            demands(model, role),
            names(acts.map(|a| &*a.name))
        );
    }
    out.push('\n');
}

fn demands(model: &Model, role: &Role) -> String {
    if role.external {
        return "当事一方，不是机关的人".to_owned();
    }
    if role.system {
        return "条件成就时由系统记录".to_owned();
    }
    let holds: Vec<String> = role
        .holds
        .iter()
        .map(|r| format!("办理当天有有效的{}", model.register(*r).name))
        .collect();
    if holds.is_empty() {
        "无".to_owned()
    } else {
        holds.join("；")
    }
}

fn facts(out: &mut String, model: &Model) {
    if model.facts.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## 事实\n\n| 事实 | 类型 | 从哪里来 | 限制 |\n| --- | --- | --- | --- |"
    );
    for (i, fact) in model.facts.iter().enumerate() {
        let limit = fact
            .limit
            .as_ref()
            .map(|l| required(model, l))
            .unwrap_or_default();
        let mut marks: Vec<String> = Vec::new();
        if fact.personal {
            marks.push("个人信息，公开时不出现".to_owned());
        }
        if fact.trade_secret {
            marks.push("商业秘密，公开时不出现".to_owned());
        }
        if fact.not_assessed {
            marks.push("不入考核".to_owned());
        }
        if !limit.is_empty() {
            marks.push(limit);
        }
        let from = origin(
            model,
            i,
            &fact.origin,
            fact.initial.as_ref().map(value_text),
        );
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            fact.name,
            fact.ty.zh(),
            cell(&from),
            cell(&marks.join("；"))
        );
    }
    out.push('\n');
}

fn origin(model: &Model, place: usize, origin: &Origin, initial: Option<String>) -> String {
    match origin {
        Origin::Computed(expr) => format!("算出：{}", required(model, expr)),
        Origin::Register {
            register,
            field,
            by,
        } => {
            format!(
                "取自{}的{field}，按{}",
                model.register(*register).name,
                model.fact(*by).name
            )
        }
        Origin::Table(tables) => names(tables.iter().map(|t| &*model.table(*t).name)),
        Origin::Typed => {
            let fills = |a: &&Act| {
                !a.corrects
                    && a.fills
                        .iter()
                        .chain(&a.may_fill)
                        .any(|f| f.index() == place)
            };
            let asked = names(model.acts.iter().filter(fills).map(|a| &*a.name));
            match initial {
                Some(value) => format!("{asked}时填写，填写以前是{value}"),
                None => format!("{asked}时填写"),
            }
        }
    }
}

fn parameters(out: &mut String, model: &Model) {
    if model.parameters.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## 各地自己定的数\n\n| 参数 | 现在的值 | 依法可以定的范围 | 依据 |\n| --- | --- | --- | --- |"
    );
    for parameter in &model.parameters {
        let Parameter {
            name,
            value,
            limit,
            cites,
            ..
        } = parameter;
        let limit = limit
            .as_ref()
            .map(|l| required(model, l))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {} |",
            value_text(value),
            cell(&limit),
            articles(cites)
        );
    }
    out.push('\n');
}

fn tables(out: &mut String, model: &Model) {
    for table in &model.tables {
        let inputs = names(table.inputs.iter().map(|f| &*model.fact(*f).name));
        let _ = writeln!(out, "## 表：{}\n", table.name);
        let _ = writeln!(
            out,
            "由{inputs}定{}，共 {} 行。{}\n",
            model.fact(table.output).name,
            table.rows.len(),
            articles(&table.cites)
        );
    }
}

fn registers(out: &mut String, model: &Model) {
    let declared: Vec<&Register> = model.registers.iter().filter(|r| r.declared).collect();
    if declared.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## 名录\n\n| 名录 | 字段 | 由哪些行为变动 |\n| --- | --- | --- |"
    );
    for register in declared {
        let fields = names(register.fields.iter().map(|f| &*f.name));
        let acts = names(register.changes.iter().map(|c| &*model.act(c.act).name));
        let _ = writeln!(out, "| {} | {fields} | {acts} |", register.name);
    }
    out.push('\n');
}

fn properties(out: &mut String, model: &Model, beside: &Beside<'_>) {
    if model.properties.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "## 法律要求每一段历史都做到的\n\n| 性质 | 为什么 | 依据 | 结果 |\n| --- | --- | --- | --- |"
    );
    for property in &model.properties {
        let Property {
            name,
            cites,
            reason,
            template,
            ..
        } = property;
        let proof = beside
            .proofs
            .iter()
            .find(|(n, _)| n == &**name)
            .map(|(_, r)| r.as_str());
        let result = match (proof, template) {
            (Some(result), _) => result.to_owned(),
            (None, Err(_)) => "不适用".to_owned(),
            (None, Ok(_)) => "还没有证明".to_owned(),
        };
        let _ = writeln!(
            out,
            "| {name} | {} | {} | {result} |",
            cell(reason.as_deref().unwrap_or("")),
            articles(cites)
        );
    }
    out.push('\n');
}

fn stories(out: &mut String, beside: &Beside<'_>) {
    if beside.stories.is_empty() {
        return;
    }
    let _ = writeln!(out, "## 例子\n");
    for (name, source) in &beside.stories {
        let _ = writeln!(out, "- {name}（{source}）");
    }
    out.push('\n');
}

fn changes(out: &mut String, model: &Model) {
    if model.changes.is_empty() {
        return;
    }
    let _ = writeln!(out, "## 和所承的程序不同的地方\n");
    for change in &model.changes {
        let _ = writeln!(out, "- {}：{}", change.name, change.reason);
    }
    out.push('\n');
}

// Headings of a quoted file go below ours.
fn demoted(text: &str) -> String {
    let lines = text.lines().map(|l| {
        if l.starts_with('#') {
            format!("##{l}")
        } else {
            l.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
