//! One list of statements from a procedure, the procedures it starts from and the parts it uses.

use std::sync::Arc;

use crate::resolve::{Context, Problems, Source, suggestion};
use crate::tree::{self, Name, Statement, StatementKind};

/// No variant of a variant goes deeper.
const MAX_BASES: usize = 16;

/// A statement with the file it stands in and how far down the line of `承` that is.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'s> {
    pub(crate) source: &'s Source,
    pub(crate) statement: &'s Statement,
    /// 0 for the procedure that starts from nothing.
    pub(crate) level: usize,
}

/// Everything that makes up a procedure, parents first.
pub(crate) struct Flat<'s> {
    /// The procedures, parents first, the file's own last.
    pub(crate) heads: Vec<(&'s Source, &'s tree::Procedure)>,
    pub(crate) statements: Vec<Placed<'s>>,
    /// The files in the order in which they were taken in.
    pub(crate) files: Vec<&'s Source>,
    main: &'s Source,
}

pub(crate) fn flatten<'s>(
    main: &'s Source,
    context: &'s Context,
    problems: &mut Problems,
) -> Option<Flat<'s>> {
    let mut chain = vec![(main, head(main, problems)?)];
    while let Some(base) = chain.last().and_then(|(_, h)| h.base.as_ref()) {
        let (from, _) = *chain.last()?;
        let next = base_file(from, base, context, problems)?;
        let next_head = head(next, problems)?;
        let again = chain
            .iter()
            .any(|(_, h)| h.name.text == next_head.name.text);
        if again || chain.len() == MAX_BASES {
            let names: Vec<&str> = chain.iter().map(|(_, h)| h.name.text.as_str()).collect();
            problems.error(
                from,
                base.span,
                format!("承接成了圈：{} → {}", names.join(" → "), base.text),
            );
            return None;
        }
        chain.push((next, next_head));
    }
    chain.reverse();
    let mut flat = Flat {
        heads: chain,
        statements: Vec::new(),
        files: Vec::new(),
        main,
    };
    for level in 0..flat.heads.len() {
        let Some((source, head)) = flat.heads.get(level).copied() else {
            continue;
        };
        flat.take(source, level);
        for part in &head.uses {
            match context.parts.get(&part.text) {
                Some(file) => flat.take(file, level),
                None => problems.error(
                    source,
                    part.span,
                    unknown("部件", part, context.parts.keys()),
                ),
            }
        }
    }
    Some(flat)
}

impl<'s> Flat<'s> {
    /// The procedure's own file.
    pub(crate) fn main(&self) -> &'s Source {
        self.main
    }

    // A part that both a parent and a child use is taken once.
    fn take(&mut self, source: &'s Source, level: usize) {
        if self
            .files
            .iter()
            .any(|f| Arc::ptr_eq(&f.file, &source.file))
        {
            return;
        }
        self.files.push(source);
        self.statements
            .extend(source.file.statements.iter().map(|statement| Placed {
                source,
                statement,
                level,
            }));
    }
}

/// The head of a file that has no procedure.
pub(crate) fn no_head() -> tree::Procedure {
    let nameless = || Name {
        text: String::new(),
        span: Default::default(),
    };
    tree::Procedure {
        name: nameless(),
        slug: nameless(),
        family: None,
        base: None,
        opens: Vec::new(),
        closes: Vec::new(),
        number: None,
        basis: Vec::new(),
        uses: Vec::new(),
    }
}

/// A file that stands alone: its tables and what they need. The rest asks for a procedure.
pub(crate) fn alone<'s>(
    main: &'s Source,
    head: &'s tree::Procedure,
    problems: &mut Problems,
) -> Flat<'s> {
    let mut flat = Flat {
        heads: vec![(main, head)],
        statements: Vec::new(),
        files: Vec::new(),
        main,
    };
    flat.take(main, 0);
    for placed in &flat.statements {
        let alone = matches!(
            placed.statement.kind,
            StatementKind::Fact(_)
                | StatementKind::Parameter(_)
                | StatementKind::Set(_)
                | StatementKind::Register(_)
                | StatementKind::Table(_)
        );
        if !alone {
            problems.error(
                main,
                placed.statement.span,
                "没有“程序”一句的文件里，只能写事实、参数、设、名录和表",
            );
        }
    }
    flat
}

fn head<'s>(source: &'s Source, problems: &mut Problems) -> Option<&'s tree::Procedure> {
    let mut heads = source.file.statements.iter().filter_map(|s| match &s.kind {
        StatementKind::Procedure(p) => Some((p, s.span)),
        _ => None,
    });
    let Some((first, _)) = heads.next() else {
        problems.error(source, Default::default(), "这个文件没有“程序”一句");
        return None;
    };
    if let Some((_, span)) = heads.next() {
        problems.error(source, span, "一个文件只能有一个程序");
    }
    Some(first)
}

fn base_file<'s>(
    from: &Source,
    base: &Name,
    context: &'s Context,
    problems: &mut Problems,
) -> Option<&'s Source> {
    let by_slug = || {
        context.procedures.values().find(|s| {
            s.file
                .statements
                .iter()
                .any(|s| matches!(&s.kind, StatementKind::Procedure(p) if p.slug.text == base.text))
        })
    };
    let found = context.procedures.get(&base.text).or_else(by_slug);
    if found.is_none() {
        problems.error(
            from,
            base.span,
            unknown("程序", base, context.procedures.keys()),
        );
    }
    found
}

pub(crate) fn unknown<'n>(
    kind: &str,
    name: &Name,
    known: impl Iterator<Item = &'n String>,
) -> String {
    format!(
        "没有叫“{}”的{kind}{}",
        name.text,
        suggestion(&name.text, known.map(String::as_str))
    )
}
