//! `表`: a decision table and its rows.

use super::cursor::{Parser, Read};
use super::layout::Block;
use super::lexer::{Kind, is_rule};
use crate::tree::{Cell, CellKind, CompareOp, Literal, Row, Span, Table};

const TABLE: &[&str] = &[
    "入", "出", "唯一", "首中", "单调", "幅度", "上级", "据", "效", "|",
];

impl Parser<'_> {
    pub(crate) fn table(&mut self, block: &Block) -> Table {
        let name = self.header_name("表的名字");
        let mut table = Table {
            name,
            inputs: Vec::new(),
            output: None,
            first_hit: false,
            monotone: Vec::new(),
            range: None,
            superior: None,
            cites: Vec::new(),
            valid: None,
            header: Vec::new(),
            rows: Vec::new(),
        };
        let fine = self.clauses(block, TABLE, &mut table, Self::table_clause);
        if table.header.is_empty() && fine {
            self.sink.error(
                table.name.span,
                "`表` 要有表头，如 `| 金额 | 情节 | 档次 |`",
            );
        }
        table
    }

    fn table_clause(&mut self, table: &mut Table, word: &'static str) -> Read<()> {
        let at = self.start();
        match word {
            "入" => self.names("作为输入的事实", &mut table.inputs)?,
            "出" => {
                let output = self.name("作为输出的事实")?;
                self.once(&mut table.output, output, word, at);
            }
            "唯一" => {}
            "首中" => table.first_hit = true,
            "单调" => table.monotone.extend(self.list(Self::direction)?),
            "幅度" => {
                let range = self.formula("公式")?;
                self.once(&mut table.range, range, word, at);
            }
            "上级" => {
                let superior = self.name("上级的表名")?;
                self.once(&mut table.superior, superior, word, at);
            }
            "据" => self.cites(&mut table.cites)?,
            "效" => {
                let from = self.date()?;
                self.expect_word("至")?;
                let until = self.date()?;
                self.once(&mut table.valid, (from, until), word, at);
            }
            _ => self.row(table, at)?,
        }
        Ok(())
    }

    fn direction(&mut self) -> Read<(crate::tree::Name, bool)> {
        let fact = self.name("事实的名字")?;
        let up = self.eat_word("升");
        if !up && !self.eat_word("降") {
            return self.expected("`升` 或 `降`");
        }
        Ok((fact, up))
    }

    fn row(&mut self, table: &mut Table, start: u32) -> Read<()> {
        let rest = self.tokens.get(self.at..self.end).unwrap_or_default();
        let kinds: Vec<Kind> = rest.iter().map(|t| t.kind).collect();
        if is_rule(&kinds) {
            self.at = self.end;
            return Ok(());
        }
        if table.header.is_empty() {
            return self.header(table);
        }
        let mut cells = Vec::new();
        while !self.done() {
            cells.push(self.cell()?);
            if !self.done() {
                self.expect(Kind::Pipe, "`|`")?;
            }
        }
        let span = self.span_from(start);
        if cells.len() != table.header.len() {
            let message = format!(
                "这一行有 {} 格，表头有 {} 格",
                cells.len(),
                table.header.len()
            );
            return self.fail(span, message);
        }
        table.rows.push(Row { cells, span });
        Ok(())
    }

    fn header(&mut self, table: &mut Table) -> Read<()> {
        loop {
            table.header.push(self.name("表头里的事实名")?);
            if !self.done() {
                self.expect(Kind::Pipe, "`|`")?;
            }
            if self.done() {
                return Ok(());
            }
        }
    }

    fn cell(&mut self) -> Read<Cell> {
        let start = self.start();
        let ends = |kind: Option<Kind>| matches!(kind, None | Some(Kind::Pipe));
        if ends(self.kind()) {
            let span = Span {
                start: self.last_end(),
                end: start,
            };
            return Ok(Cell {
                kind: CellKind::Any,
                span,
            });
        }
        let kind = match self.kind() {
            Some(Kind::Minus) if ends(self.kind_at(1)) => {
                self.at += 1;
                CellKind::Any
            }
            Some(Kind::OpenRange | Kind::Open) => self.range()?,
            _ => match self.comparison() {
                Some(op) => CellKind::Compare(op, self.literal("要比较的值")?),
                None => CellKind::Values(self.list(|p| p.literal("格里的值；不限用 `-`"))?),
            },
        };
        if !ends(self.kind()) {
            return self.expected("`|`，这一格到此应当结束");
        }
        Ok(Cell {
            kind,
            span: self.span_from(start),
        })
    }

    /// `[a, b)`
    fn range(&mut self) -> Read<CellKind> {
        let low_closed = self.kind() == Some(Kind::OpenRange);
        self.at += 1;
        let low: Literal = self.literal("区间的下限")?;
        self.expect(Kind::Comma, "`,`")?;
        let high = self.literal("区间的上限")?;
        let high_closed = self.kind() == Some(Kind::CloseRange);
        if !high_closed && self.kind() != Some(Kind::Close) {
            return self.expected("`]` 或 `)`");
        }
        self.at += 1;
        Ok(CellKind::Range {
            low,
            low_closed,
            high,
            high_closed,
        })
    }

    /// An operator of comparison, taken if it is there.
    pub(crate) fn comparison(&mut self) -> Option<CompareOp> {
        let op = match self.kind()? {
            Kind::Eq => CompareOp::Eq,
            Kind::Ne => CompareOp::Ne,
            Kind::Lt => CompareOp::Lt,
            Kind::Le => CompareOp::Le,
            Kind::Gt => CompareOp::Gt,
            Kind::Ge => CompareOp::Ge,
            _ => return None,
        };
        self.at += 1;
        Some(op)
    }
}
