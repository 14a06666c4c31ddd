//! Decision tables: columns become facts, cells become values of their types.

use fadu_base::Date;

use crate::model::{Cell, FactId, Origin, Row, Table, TableId, Type};
use crate::resolve::Source;
use crate::resolve::declare::{Builder, citations};
use crate::resolve::flatten::Placed;
use crate::resolve::types;
use crate::tables;
use crate::tree::{self, CellKind, Literal, Span, StatementKind};
use crate::value::Value;

/// More errors in one table are not shown.
const MOST_ERRORS: usize = 20;
/// More tables in one procedure are a slip.
const MOST_TABLES: usize = 10_000;

/// What is wrong with a cell, and where.
type Wrong = (Span, String);

/// Where the columns of a table go.
struct Columns {
    /// For each column of the file, the input it is; `None`: the output.
    place: Vec<Option<usize>>,
    types: Vec<Type>,
    inputs: usize,
}

impl<'s> Builder<'s, '_> {
    pub(crate) fn tables(&mut self) {
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Table(table) = &statement.kind else {
                continue;
            };
            if self.model.table_named(&table.name.text).is_some() {
                self.problems.error(
                    source,
                    table.name.span,
                    format!("表“{}”声明了两次", table.name.text),
                );
                continue;
            }
            if MOST_TABLES <= self.model.tables.len() {
                self.problems.error(
                    source,
                    table.name.span,
                    format!("表太多，最多 {MOST_TABLES} 张"),
                );
                return;
            }
            if let Some(table) = self.table(source, table) {
                self.table_output(source, statement, table);
            }
        }
    }

    fn table_output(&mut self, source: &Source, statement: &tree::Statement, table: Table) {
        let (output, id) = (table.output, TableId(self.model.tables.len() as u16));
        self.model.tables.push(table);
        let Some(fact) = self.model.facts.get_mut(output.index()) else {
            return;
        };
        match &mut fact.origin {
            Origin::Table(tables) => tables.push(id),
            Origin::Typed => fact.origin = Origin::Table(vec![id]),
            _ => {
                let message = format!("“{}”由表算出，不能再写式子或者来源", fact.name);
                self.problems.error(source, statement.span, message);
            }
        }
    }

    fn table(&mut self, source: &Source, table: &tree::Table) -> Option<Table> {
        let inputs: Vec<FactId> = table
            .inputs
            .iter()
            .filter_map(|n| self.fact_id(source, n))
            .collect();
        let Some(output_name) = &table.output else {
            self.problems
                .error(source, table.name.span, "表要写明算出哪个事实：出 事实");
            return None;
        };
        let output = self.fact_id(source, output_name)?;
        let names: Vec<FactId> = table
            .header
            .iter()
            .filter_map(|n| self.fact_id(source, n))
            .collect();
        let complete =
            names.len() == table.header.len() && inputs.iter().all(|f| names.contains(f));
        if !complete
            || !names.contains(&output)
            || names.len() != inputs.len() + 1
            || inputs.contains(&output)
        {
            self.problems
                .error(source, table.name.span, "表头的列要正好是入和出的事实");
            return None;
        }
        let columns = Columns {
            place: names
                .iter()
                .map(|f| inputs.iter().position(|i| i == f))
                .collect(),
            types: names
                .iter()
                .map(|f| self.model.fact(*f).ty.clone())
                .collect(),
            inputs: inputs.len(),
        };
        let rows = self.rows(source, table, &columns)?;
        let cites = citations(&table.cites);
        let range = table
            .range
            .as_ref()
            .and_then(|r| self.condition_formula(source, r, &cites, true));
        let monotone = table
            .monotone
            .iter()
            .filter_map(|(name, up)| self.fact_id(source, name).map(|f| (f, *up)))
            .collect();
        self.table_head(source, table);
        let made = Table {
            name: table.name.text.as_str().into(),
            inputs,
            output,
            rows,
            first_hit: table.first_hit,
            monotone,
            range,
            superior: table.superior.as_ref().map(|n| n.text.as_str().into()),
            cites,
            valid: table.valid,
            prepared: None,
        };
        self.prepared(source, table, made)
    }

    fn table_head(&mut self, source: &Source, table: &tree::Table) {
        if let Some((from, to)) = table.valid.filter(|(from, to)| to < from) {
            let message = format!("表“{}”的效期倒着写了：{from} 至 {to}", table.name.text);
            self.problems.error(source, table.name.span, message);
        }
        if let Some(own) = table
            .superior
            .as_ref()
            .filter(|s| s.text == table.name.text)
        {
            self.problems.error(source, own.span, "表不能是自己的上级");
        }
    }

    fn prepared(
        &mut self,
        source: &Source,
        written: &tree::Table,
        mut table: Table,
    ) -> Option<Table> {
        match tables::prepare(&self.model, &table) {
            Ok(prepared) => {
                table.prepared = Some(prepared);
                return Some(table);
            }
            Err(errors) => {
                for message in errors.into_iter().take(MOST_ERRORS) {
                    self.problems.error(
                        source,
                        written.name.span,
                        format!("表“{}”：{message}", written.name.text),
                    );
                }
            }
        }
        None
    }

    fn rows(
        &mut self,
        source: &Source,
        table: &tree::Table,
        columns: &Columns,
    ) -> Option<Vec<Row>> {
        let (mut rows, mut wrong) = (Vec::with_capacity(table.rows.len()), Vec::new());
        // Lines are counted along the file, not from its start for every row.
        let (mut line, mut at) = (1_u32, 0_usize);
        for row in &table.rows {
            let start = row.span.start as usize;
            let passed = source.text.as_bytes().get(at..start).unwrap_or_default();
            line = line.saturating_add(passed.iter().filter(|b| **b == b'\n').count() as u32);
            at = at.max(start);
            match read_row(row, columns, line) {
                Ok(row) => rows.push(row),
                Err(errors) => wrong.extend(errors),
            }
            if MOST_ERRORS < wrong.len() {
                break;
            }
        }
        let fine = wrong.is_empty();
        for (span, message) in wrong {
            self.problems.error(source, span, message);
        }
        fine.then_some(rows)
    }

    /// What can be said only when `限` and `效` of all are known.
    pub(crate) fn tables_together(&mut self) {
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Table(table) = &statement.kind else {
                continue;
            };
            let Some(id) = self.model.table_named(&table.name.text) else {
                continue;
            };
            self.rows_in_limits(source, table, id);
            self.overlaps(source, table, id);
        }
    }

    // A value that `限` rules out can neither come in nor go out.
    fn rows_in_limits(&mut self, source: &Source, written: &tree::Table, id: TableId) {
        let table = self.model.table(id);
        let limit = |f: &FactId| tables::Alone::new(&self.model, *f);
        let (inputs, output): (Vec<_>, _) = (
            table.inputs.iter().map(limit).collect(),
            limit(&table.output),
        );
        let mut wrong: Vec<String> = Vec::new();
        for (number, row) in (1..).zip(&table.rows) {
            let facts = table.inputs.iter().zip(&inputs).zip(&row.cells);
            let cells =
                facts.flat_map(|((f, limit), cell)| named(cell).map(move |v| (*f, limit, v)));
            for (fact, limit, value) in cells.chain([(table.output, &output, &row.output)]) {
                if limit.as_ref().is_some_and(|l| l.forbids(value)) {
                    let (value, name) = (tables::shown(value), &self.model.fact(fact).name);
                    wrong.push(format!("第{number}行：{value} 超出了“{name}”的限"));
                }
            }
            if MOST_ERRORS < wrong.len() {
                break;
            }
        }
        for message in wrong {
            self.problems.error(
                source,
                written.name.span,
                format!("表“{}”{message}", written.name.text),
            );
        }
    }

    // Two tables for one fact on one day: which of them counts could not be seen.
    fn overlaps(&mut self, source: &Source, written: &tree::Table, id: TableId) {
        let table = self.model.table(id);
        let always = (Date::MIN, Date::MAX);
        let (from, to) = table.valid.unwrap_or(always);
        let clash = self.model.tables.iter().take(id.index()).find(|other| {
            let (f, t) = other.valid.unwrap_or(always);
            other.output == table.output && f <= to && from <= t
        });
        let Some(other) = clash else { return };
        let (f, t) = other.valid.unwrap_or(always);
        let days = match (from.max(f), to.min(t)) {
            (a, b) if (a, b) == always => "没有写明效期".to_owned(),
            (a, b) => format!("效期在 {a} 至 {b} 重叠"),
        };
        let output = &self.model.fact(table.output).name;
        let message = format!(
            "表“{}”和“{}”都算出“{output}”，{days}：同一天只能有一张有效",
            other.name, table.name
        );
        self.problems.error(source, written.name.span, message);
    }
}

/// The values that a cell names, not its ends.
fn named(cell: &Cell) -> impl Iterator<Item = &Value> {
    let values: &[Value] = match cell {
        Cell::Values(values) => values,
        Cell::Compare(tree::CompareOp::Eq, value) => std::slice::from_ref(value),
        _ => &[],
    };
    // That a set holds one option says nothing of the rest of it.
    values.iter().filter(|v| !matches!(v, Value::Multi(_)))
}

fn read_row(row: &tree::Row, columns: &Columns, line: u32) -> Result<Row, Vec<Wrong>> {
    if row.cells.len() != columns.place.len() {
        let message = format!(
            "这一行有 {} 格，表头有 {} 列",
            row.cells.len(),
            columns.place.len()
        );
        return Err(vec![(row.span, message)]);
    }
    let mut cells: Vec<Cell> = vec![Cell::Any; columns.inputs];
    let (mut output, mut wrong) = (None, Vec::new());
    for ((cell, ty), place) in row.cells.iter().zip(&columns.types).zip(&columns.place) {
        let read = match place {
            None => output_value(cell, ty).map(|value| output = Some(value)),
            Some(i) => read_cell(cell, ty)
                .map(|read| cells.get_mut(*i).map(|slot| *slot = read))
                .map(|_| ()),
        };
        if let Err(message) = read {
            wrong.push((cell.span, message));
        }
    }
    match output {
        Some(output) if wrong.is_empty() => Ok(Row {
            cells,
            output,
            line,
        }),
        _ => Err(wrong),
    }
}

fn output_value(cell: &tree::Cell, ty: &Type) -> Result<Value, String> {
    match &cell.kind {
        CellKind::Values(values) => match values.as_slice() {
            [one] => types::value_of(&one.kind, ty),
            many if matches!(ty, Type::Multi { .. }) => many_options(many, ty),
            _ => Err("输出只能写一个值".to_owned()),
        },
        _ => Err(format!("输出要写一个{}的值", ty.zh())),
    }
}

fn many_options(written: &[Literal], ty: &Type) -> Result<Value, String> {
    let mut set = std::collections::BTreeSet::new();
    for literal in written {
        if let Value::Multi(one) = types::value_of(&literal.kind, ty)? {
            set.extend(one);
        }
    }
    Ok(Value::Multi(set))
}

fn read_cell(cell: &tree::Cell, ty: &Type) -> Result<Cell, String> {
    let value = |l: &Literal| types::value_of(&l.kind, ty);
    Ok(match &cell.kind {
        CellKind::Any => Cell::Any,
        CellKind::Compare(op, literal) => Cell::Compare(*op, value(literal)?),
        CellKind::Range {
            low,
            low_closed,
            high,
            high_closed,
        } => Cell::Range {
            low: value(low)?,
            low_closed: *low_closed,
            high: value(high)?,
            high_closed: *high_closed,
        },
        CellKind::Values(values) => {
            Cell::Values(values.iter().map(value).collect::<Result<_, _>>()?)
        }
    })
}
