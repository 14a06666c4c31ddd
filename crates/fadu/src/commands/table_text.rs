//! What a table says to a case, in Chinese and as JSON.

use fadu_base::Date;
use fadu_norm::json::value_to_json;
use fadu_norm::model::{Cell, Model, Table};
use fadu_norm::tables::{
    CaseFacts, CellTrace, Explained, RowTrace, cell_text, explain, in_force, order,
};
use fadu_norm::value::Value;
use serde_json::{Value as Json, json};

use crate::exit::{DOES_NOT_HOLD, Stop, unreadable};

/// A case put to the tables of a file.
pub struct Question<'m> {
    pub model: &'m Model,
    pub case: CaseFacts,
    /// Only the table of this name.
    pub only: Option<String>,
}

/// What one table says.
pub struct Answer {
    pub on: Date,
    pub found: Explained,
    place: usize,
}

impl Answer {
    /// `table eval --json`
    pub fn to_json(&self) -> Json {
        let mut json = serde_json::to_value(&self.found).unwrap_or_default();
        if let Json::Object(map) = &mut json {
            map.insert("on".to_owned(), Json::String(self.on.to_string()));
        }
        json
    }
}

impl Question<'_> {
    /// The answers of all tables that count on the day.
    pub fn ask(&self, on: Date) -> Result<Vec<Answer>, Stop> {
        let asked = |t: &Table| self.only.as_ref().is_none_or(|name| **name == *t.name);
        let tables: Vec<(usize, &Table)> = self
            .model
            .tables
            .iter()
            .enumerate()
            .filter(|(_, t)| asked(t))
            .collect();
        let mut answers = Vec::new();
        for (place, table) in tables.iter().filter(|(_, t)| in_force(t, on)) {
            let found = explain(&self.case, table, on).map_err(unreadable)?;
            answers.push(Answer {
                on,
                found,
                place: *place,
            });
        }
        if answers.is_empty() {
            let names: Vec<String> = tables.iter().map(|(_, t)| validity(t)).collect();
            return Err(Stop {
                message: format!("{on} 没有有效的表：{}", names.join("、")),
                code: DOES_NOT_HOLD,
            });
        }
        Ok(answers)
    }

    fn table(&self, answer: &Answer) -> Option<&Table> {
        self.model.tables.get(answer.place)
    }

    fn output(&self, answer: &Answer) -> Option<&Value> {
        let table = self.table(answer)?;
        table
            .rows
            .get(answer.found.row?.checked_sub(1)?)
            .map(|row| &row.output)
    }

    /// For people.
    pub fn text(&self, answer: &Answer) -> String {
        let Some(table) = self.table(answer) else {
            return String::new();
        };
        let found = &answer.found;
        let body = match (found.row, &found.output) {
            (Some(row), Some(output)) => {
                let cite = found
                    .cite
                    .as_ref()
                    .map(|c| format!("\n  依据 {c}"))
                    .unwrap_or_default();
                let name = &self.model.fact(table.output).name;
                format!(
                    "  第{row}行：{}\n  {name} = {output}{cite}\n",
                    self.cells(table, row)
                )
            }
            _ if !found.ambiguous.is_empty() => {
                let rows: Vec<String> = found.ambiguous.iter().map(ToString::to_string).collect();
                format!("  第{}行都适用，这张表有错\n", rows.join("、"))
            }
            _ if !found.missing.is_empty() => format!("  还缺：{}\n", found.missing.join("、")),
            _ => format!("  没有一行适用\n{}", self.nearest(table, answer)),
        };
        format!("{}\n{body}", validity(table))
    }

    /// The row that fewest cells refuse.
    fn nearest(&self, table: &Table, answer: &Answer) -> String {
        let refused = |row: &&RowTrace| {
            row.cells
                .iter()
                .filter(|c| **c != CellTrace::Accepts)
                .count()
        };
        let Some(row) = answer.found.trace.iter().min_by_key(refused) else {
            return String::new();
        };
        format!(
            "  最接近的是第{}行：{}\n",
            row.row,
            self.cells(table, row.row)
        )
    }

    fn cells(&self, table: &Table, row: usize) -> String {
        let Some(row) = row.checked_sub(1).and_then(|i| table.rows.get(i)) else {
            return String::new();
        };
        let named = table
            .inputs
            .iter()
            .zip(&row.cells)
            .filter(|(_, cell)| **cell != Cell::Any);
        let parts: Vec<String> = named
            .map(|(f, cell)| format!("{} {}", self.model.fact(*f).name, cell_text(cell)))
            .collect();
        if parts.is_empty() {
            "不限".to_owned()
        } else {
            parts.join("，")
        }
    }

    /// For every output, what the tables of both days give, and which is less in its order.
    pub fn lighter(&self, then: &[Answer], now: &[Answer]) -> Json {
        let of = |answer: &Answer| self.table(answer).map(|t| t.output);
        let pairs = then
            .iter()
            .filter_map(|a| now.iter().find(|b| of(a) == of(b)).map(|b| (a, b)));
        Json::Array(pairs.filter_map(|(a, b)| self.compared(a, b)).collect())
    }

    fn compared(&self, then: &Answer, now: &Answer) -> Option<Json> {
        let fact = self.model.fact(self.table(then)?.output);
        let (a, b) = (self.output(then), self.output(now));
        let lighter = match (a, b) {
            (Some(a), Some(b)) => order(&fact.ty, a, b).map(|o| match o {
                std::cmp::Ordering::Less => "at_act",
                std::cmp::Ordering::Equal => "equal",
                std::cmp::Ordering::Greater => "on",
            }),
            _ => None,
        };
        let shown = |v: Option<&Value>| v.map_or(Json::Null, value_to_json);
        Some(json!({"output": &*fact.name, "at_act": shown(a), "on": shown(b), "lighter": lighter}))
    }
}

/// The comparison for people.
pub fn lighter_text(lighter: &Json) -> String {
    let line = |entry: &Json| {
        let text = |key: &str| match entry.get(key) {
            Some(Json::String(text)) => text.clone(),
            Some(Json::Bool(b)) => (if *b { "是" } else { "否" }).to_owned(),
            Some(Json::Null) | None => "不能得出".to_owned(),
            Some(other) => other.to_string(),
        };
        let end = match entry.get("lighter").and_then(Json::as_str) {
            Some("at_act") => "行为时的较轻",
            Some("on") => "现在的较轻",
            Some(_) => "一样",
            None => "不能比较",
        };
        format!(
            "{}：行为时 {}，现在 {}，{end}\n",
            text("output"),
            text("at_act"),
            text("on")
        )
    };
    lighter.as_array().into_iter().flatten().map(line).collect()
}

fn validity(table: &Table) -> String {
    let days = table
        .valid
        .map(|(from, to)| format!("（效 {from} 至 {to}）"))
        .unwrap_or_default();
    format!("表 {}{days}", table.name)
}
