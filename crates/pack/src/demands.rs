//! What a proof of a procedure rests on besides the procedure's own text: what the law wants of it, how its
//! days are counted. A proof counts only as long as both are what they were.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use fadu_base::Algorithm;
use fadu_law::Citation;
use fadu_norm::model::Model;
use fadu_norm::resolve::{Context, Source};
use fadu_norm::tree::{Statement, StatementKind};
use fadu_term::DayRule;

/// `sm3:…` of the meanings, the properties and the day rules that a procedure was proved with.
pub fn hash(context: &Context, model: &Model) -> String {
    let mut text = String::new();
    let family = model.family.as_deref().unwrap_or_default();
    if let Some(source) = context.families.get(family) {
        text.push_str(&said(source));
    }
    // Neither comments nor the order in which files were found are part of what they say.
    let speaking = context.properties.iter().filter(|s| speaks_of(s, family));
    let files: BTreeSet<String> = speaking.map(said).collect();
    files.iter().for_each(|f| text.push_str(f));
    for (title, rule) in rules(context, model) {
        let _ = writeln!(
            text,
            "{title} {:?} {:?}",
            rule.working_day_terms, rule.rest_day_rule
        );
    }
    let _ = writeln!(text, "{}", model.notice.term);
    Algorithm::Sm3.hash(text.as_bytes()).to_string()
}

fn speaks_of(source: &Source, family: &str) -> bool {
    let of_family = |s: &Statement| match &s.kind {
        StatementKind::Property(p) => p.family.as_ref().is_some_and(|f| f.text == family),
        _ => false,
    };
    source.file.statements.iter().any(of_family)
}

fn said(source: &Source) -> String {
    let canonical = fadu_norm::fmt::canonical(&source.text);
    let lines = canonical.as_deref().unwrap_or(&source.text).lines();
    let mut text: String = lines
        .map(without_comment)
        .filter(|line| !line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect();
    text.push('\u{0}');
    text
}

// `#` begins a comment, except inside a string (S1).
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' | '“' | '”' => quoted = !quoted,
            '#' if !quoted => return line.get(..at).unwrap_or(line).trim_end(),
            _ => {}
        }
    }
    line.trim_end()
}

fn rules<'c>(context: &'c Context, model: &Model) -> BTreeMap<&'c str, &'c DayRule> {
    let cites =
        |list: &[Citation]| -> Vec<String> { list.iter().map(|c| c.title.clone()).collect() };
    let mut titles: BTreeSet<String> = cites(&model.basis).into_iter().collect();
    titles.extend(model.conditions.iter().flat_map(|c| cites(&c.cites)));
    titles.extend(model.duties.iter().flat_map(|d| cites(&d.cites)));
    titles.extend(model.properties.iter().flat_map(|p| cites(&p.cites)));
    context
        .day_rules
        .iter()
        .filter(|(title, _)| titles.contains(*title))
        .map(|(title, rule)| (title.as_str(), &**rule))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::{Folder, Workspace};

    fn hashes(folder: &Folder) -> Vec<(String, String)> {
        let workspace = Workspace::of_folder(folder);
        let models = workspace.procedures().into_iter().filter_map(|f| f.model);
        models
            .map(|m| (m.slug.to_string(), super::hash(workspace.context(), &m)))
            .collect()
    }

    #[test]
    fn another_demand_of_the_law_makes_the_proof_stale_and_a_comment_does_not() {
        let builtin = Folder::builtin();
        let before = hashes(builtin);
        assert!(!before.is_empty());
        let statutes: Vec<String> = builtin
            .ending("/properties.fd")
            .map(|(path, _)| path.to_string())
            .collect();
        assert!(!statutes.is_empty());
        for path in statutes {
            let text = builtin.get(&path).expect("listed").to_string();
            let mut commented = builtin.clone();
            commented.add(&path, &format!("# 说明\n{text}"));
            assert_eq!(hashes(&commented), before, "{path}");
            let mut changed = builtin.clone();
            changed.add(&path, &text.replacen("因 \"", "因 \"也就是", 1));
            assert_ne!(hashes(&changed), before, "{path}");
        }
    }
}
