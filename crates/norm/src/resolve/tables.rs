//! Decision tables: columns become facts, cells become values of their types.

use crate::model::{Cell, FactId, Origin, Row, Table, TableId, Type};
use crate::resolve::Source;
use crate::resolve::declare::{Builder, citations};
use crate::resolve::flatten::Placed;
use crate::resolve::types;
use crate::tree::{self, CellKind, Literal, StatementKind};

impl<'s> Builder<'s, '_> {
    pub(crate) fn tables(&mut self) {
        for Placed { source, statement, .. } in self.statements() {
            let StatementKind::Table(table) = &statement.kind else { continue };
            if self.model.table_named(&table.name.text).is_some() {
                self.problems.error(source, table.name.span, format!("表“{}”声明了两次", table.name.text));
                continue;
            }
            if let Some(table) = self.table(source, table) {
                self.table_output(source, statement, table);
            }
        }
    }

    fn table_output(&mut self, source: &Source, statement: &tree::Statement, table: Table) {
        let (output, id) = (table.output, TableId(self.model.tables.len() as u16));
        self.model.tables.push(table);
        let Some(fact) = self.model.facts.get_mut(output.index()) else { return };
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
        let inputs: Vec<FactId> = table.inputs.iter().filter_map(|n| self.fact_id(source, n)).collect();
        let Some(output_name) = &table.output else {
            self.problems.error(source, table.name.span, "表要写明算出哪个事实：出 事实");
            return None;
        };
        let output = self.fact_id(source, output_name)?;
        let columns: Vec<FactId> = table.header.iter().filter_map(|n| self.fact_id(source, n)).collect();
        let complete = columns.len() == table.header.len() && inputs.iter().all(|f| columns.contains(f));
        if !complete || !columns.contains(&output) || columns.len() != inputs.len() + 1 {
            self.problems.error(source, table.name.span, "表头的列要正好是入和出的事实");
            return None;
        }
        let rows = table.rows.iter().filter_map(|row| self.row(source, row, &columns, &inputs, output)).collect();
        let cites = citations(&table.cites);
        let range = table.range.as_ref().and_then(|r| self.condition_formula(source, r, &cites, true));
        let monotone = table
            .monotone
            .iter()
            .filter_map(|(name, up)| self.fact_id(source, name).map(|f| (f, *up)))
            .collect();
        Some(Table {
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
        })
    }

    fn row(
        &mut self,
        source: &Source,
        row: &tree::Row,
        columns: &[FactId],
        inputs: &[FactId],
        output: FactId,
    ) -> Option<Row> {
        if row.cells.len() != columns.len() {
            let message = format!("这一行有 {} 格，表头有 {} 列", row.cells.len(), columns.len());
            self.problems.error(source, row.span, message);
            return None;
        }
        let mut cells: Vec<Option<Cell>> = vec![None; inputs.len()];
        let mut value = None;
        for (cell, column) in row.cells.iter().zip(columns) {
            let ty = self.model.fact(*column).ty.clone();
            let read = if *column == output {
                output_value(cell, &ty).map(|v| value = Some(v))
            } else {
                read_cell(cell, &ty).map(|c| {
                    let slot = inputs.iter().position(|f| f == column).and_then(|i| cells.get_mut(i));
                    if let Some(slot) = slot {
                        *slot = Some(c);
                    }
                })
            };
            if let Err(message) = read {
                self.problems.error(source, cell.span, message);
            }
        }
        let line = source.text.get(..row.span.start as usize).map_or(1, |t| t.matches('\n').count() + 1);
        Some(Row { cells: cells.into_iter().collect::<Option<_>>()?, output: value?, line: line as u32 })
    }
}

fn output_value(cell: &tree::Cell, ty: &Type) -> Result<crate::value::Value, String> {
    match &cell.kind {
        CellKind::Values(values) => match values.as_slice() {
            [one] => types::value_of(&one.kind, ty),
            _ => Err("输出只能写一个值".to_owned()),
        },
        _ => Err(format!("输出要写一个{}的值", ty.zh())),
    }
}

fn read_cell(cell: &tree::Cell, ty: &Type) -> Result<Cell, String> {
    let value = |l: &Literal| types::value_of(&l.kind, ty);
    Ok(match &cell.kind {
        CellKind::Any => Cell::Any,
        CellKind::Compare(op, literal) => Cell::Compare(*op, value(literal)?),
        CellKind::Range { low, low_closed, high, high_closed } => Cell::Range {
            low: value(low)?,
            low_closed: *low_closed,
            high: value(high)?,
            high_closed: *high_closed,
        },
        CellKind::Values(values) => Cell::Values(values.iter().map(value).collect::<Result<_, _>>()?),
    })
}

