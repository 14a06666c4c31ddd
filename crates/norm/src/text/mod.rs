//! From characters to the tree: `parse` never fails and never panics, it reports (S1 to S6, 2.1, 2.2).

mod clauses;
pub(crate) mod cursor;
mod diagnostic;
mod layout;
pub(crate) mod lexer;
mod literal;
mod parser;
mod parser_act;
mod parser_atom;
mod parser_change;
mod parser_fact;
mod parser_formula;
mod parser_norm;
mod parser_procedure;
mod parser_property;
mod parser_register;
mod parser_table;
mod words;

pub use diagnostic::{Diagnostic, MAX_SHOWN, Position, Severity, position, render};

use crate::tree::{File, Span};
use cursor::{Mark, Parser};
use diagnostic::Sink;
use layout::Block;
use lexer::Lexed;

/// A file may be this long, in bytes.
pub const MAX_BYTES: usize = 2_000_000;
/// Brackets and `非` may be nested this deep.
pub const MAX_DEPTH: usize = 64;
/// A formula may have this many parts.
pub const MAX_PARTS: usize = 1_000;

/// Reads a file. What could be read is in the tree, everything that could not be is in the list,
/// in the order of the file; a file with an error in the list must not be used.
pub fn parse(source: &str) -> (File, Vec<Diagnostic>) {
    let read = read(source);
    (read.file, read.diagnostics)
}

/// A file as read, with what the printer needs.
pub(crate) struct Reading {
    pub(crate) file: File,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) lexed: Lexed,
    pub(crate) blocks: Vec<Block>,
    pub(crate) marks: Vec<(usize, Mark)>,
}

pub(crate) fn read(source: &str) -> Reading {
    if MAX_BYTES < source.len() {
        let message = format!("文件太大：{} 字节，最多 {MAX_BYTES} 字节", source.len());
        let diagnostics = vec![Diagnostic::error(Span::default(), message)];
        return Reading {
            file: File::default(),
            diagnostics,
            lexed: Lexed::default(),
            blocks: Vec::new(),
            marks: Vec::new(),
        };
    }
    let mut sink = Sink::default();
    let lexed = lexer::lex(source, &mut sink);
    let blocks = layout::blocks(&lexed, source);
    let mut parser = Parser::new(source, &lexed, sink);
    let file = parser.file(&blocks);
    let (sink, marks) = (parser.sink, parser.marks);
    Reading {
        file,
        diagnostics: sink.done(),
        lexed,
        blocks,
        marks,
    }
}
