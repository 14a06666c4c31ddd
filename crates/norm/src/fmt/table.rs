//! The rows of a table, columns aligned by display width.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::Printer;
use super::word::{Part, Word};
use crate::text::lexer::{Kind, is_rule};

/// A row as cells; none for a `|---|` row.
struct Row {
    tokens: Range<usize>,
    cells: Option<Vec<String>>,
}

impl Printer<'_> {
    pub(super) fn table(&mut self, rows: Vec<Range<usize>>) {
        let rows: Vec<Row> = rows.into_iter().map(|tokens| self.row(tokens)).collect();
        let mut widths: Vec<usize> = Vec::new();
        for cells in rows.iter().filter_map(|r| r.cells.as_ref()) {
            for (column, cell) in cells.iter().enumerate() {
                match widths.get_mut(column) {
                    Some(width) => *width = cell.width().max(*width),
                    None => widths.push(cell.width()),
                }
            }
        }
        for (index, row) in rows.iter().enumerate() {
            if self.bare && row.cells.is_none() {
                continue;
            }
            if 0 < index {
                self.comments_before(row.tokens.start, false);
                self.blank_before(row.tokens.start);
            }
            self.table_line(row, &widths);
        }
    }

    fn table_line(&mut self, row: &Row, widths: &[usize]) {
        let line = match &row.cells {
            Some(cells) => {
                let pad = |(cell, width): (&String, &usize)| {
                    format!(" {cell}{} |", " ".repeat(width - cell.width()))
                };
                cells.iter().zip(widths).map(pad).collect::<String>()
            }
            None => widths
                .iter()
                .map(|width| format!("{}|", "-".repeat(width + 2)))
                .collect(),
        };
        self.out.push_str("  |");
        self.out.push_str(&line);
        let token = row.tokens.end.saturating_sub(1);
        self.end_line(
            &[Word {
                text: String::new(),
                space: 0,
                breaks: None,
                part: Part::Other,
                token,
            }],
            true,
            4,
        );
    }

    fn row(&self, tokens: Range<usize>) -> Row {
        let kinds: Vec<Kind> = tokens.clone().filter_map(|t| self.kind(t)).collect();
        let closed = 1 < kinds.len() && kinds.last() == Some(&Kind::Pipe);
        let inside = tokens.start + 1..tokens.end - usize::from(closed);
        let cells = if is_rule(&kinds) {
            None
        } else {
            Some(self.cells(inside))
        };
        Row { tokens, cells }
    }

    fn cells(&self, tokens: Range<usize>) -> Vec<String> {
        let mut cells = vec![String::new()];
        for token in tokens {
            match (self.kind(token), cells.last_mut()) {
                (Some(Kind::Pipe), _) => cells.push(String::new()),
                (_, Some(cell)) => self.add(cell, token),
                _ => {}
            }
        }
        for cell in cells.iter_mut().filter(|c| c.is_empty()) {
            cell.push('-');
        }
        cells
    }

    fn add(&self, cell: &mut String, token: usize) {
        let range = cell.starts_with(['[', '(']);
        match self.kind(token) {
            Some(Kind::Comma) if range => cell.push_str(", "),
            Some(Kind::Comma) => cell.push('、'),
            _ => {
                let operator = cell.ends_with(['<', '≤', '>', '≥', '=', '≠']);
                cell.push_str(if operator { " " } else { "" });
                cell.push_str(&self.text(token));
            }
        }
    }
}
