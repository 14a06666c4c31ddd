//! What a proof of a procedure rests on besides the procedure's own text: what the law wants of it, how its
//! days are counted. A proof counts only as long as both are what they were.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use fadu_base::Algorithm;
use fadu_law::Citation;
use fadu_norm::model::Model;
use fadu_norm::resolve::{Context, Source};
use fadu_term::DayRule;

/// `sm3:…` of the meanings, the properties and the day rules that a procedure was proved with.
pub fn hash(context: &Context, model: &Model) -> String {
    let mut text = String::new();
    let family = model.family.as_deref().unwrap_or_default();
    if let Some(source) = context.families.get(family) {
        add(&mut text, source);
    }
    // The order in which files were found is no part of what they say.
    let named: BTreeSet<&str> = model.properties.iter().map(|p| &*p.name).collect();
    let mut files: Vec<&Source> = context
        .properties
        .iter()
        .filter(|s| named.iter().any(|name| s.text.contains(name)))
        .collect();
    files.sort_by(|a, b| a.text.cmp(&b.text));
    files.into_iter().for_each(|s| add(&mut text, s));
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

fn add(text: &mut String, source: &Source) {
    let canonical = fadu_norm::fmt::canonical(&source.text);
    text.push_str(canonical.as_deref().unwrap_or(&source.text));
    text.push('\u{0}');
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
