//! A second, tiny, obvious engine, written from the numbered rules of docs/language.md (sections 2 to 4).
//! It shares no code with the first one and exists to be compared with it. Plain and slow on purpose.

pub mod case;
pub mod day;
pub mod duty;
pub mod engine;
pub mod eval;
pub mod explore;
pub mod formula;
pub mod json;
pub mod lex;
pub mod read;
pub mod tree;
pub mod value;

use std::collections::BTreeMap;
use std::path::Path;

/// The data that both engines read: calendars, statutes' day rules, parts.
pub struct Packs {
    pub world: case::World,
    pub parts: BTreeMap<String, String>,
}

/// Reads `packs/` from a folder.
///
/// # Errors
/// A file that cannot be read.
pub fn packs(root: &Path) -> std::io::Result<Packs> {
    let texts = |folder: &Path, end: &str| -> std::io::Result<Vec<(String, String)>> {
        let mut out = Vec::new();
        for file in std::fs::read_dir(folder)? {
            let path = file?.path();
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if name.ends_with(end) {
                out.push((name.trim_end_matches(end).to_owned(), std::fs::read_to_string(&path)?));
            }
        }
        Ok(out)
    };
    let calendars: Vec<String> = texts(&root.join("calendar"), ".toml")?.into_iter().map(|f| f.1).collect();
    let mut rules = day::Rules::new();
    for statute in std::fs::read_dir(root.join("statutes"))? {
        if let Ok(text) = std::fs::read_to_string(statute?.path().join("law.toml"))
            && let (names, Some(rule)) = day::read_law(&text)
        {
            rules.extend(names.into_iter().map(|n| (n, rule.clone())));
        }
    }
    let behaviours = std::fs::read_to_string(root.join("general/behaviours.toml"))?;
    let quoted = |key: &str| {
        let line = behaviours.lines().find(|l| l.starts_with(&format!("\"{key}\"")));
        line.and_then(|l| l.split('"').nth(3)).unwrap_or_default().to_owned()
    };
    let notice = day::parse_term(&quoted("公告期")).unwrap_or(day::Term(30, day::Unit::Day));
    let notice_title = quoted("据").trim_start_matches('《').split('》').next().unwrap_or_default().to_owned();
    Ok(Packs {
        world: case::World { cal: day::Calendar::read(&calendars), rules, notice, notice_title },
        parts: texts(&root.join("general"), ".fd")?.into_iter().collect(),
    })
}

impl Packs {
    /// Reads a procedure file.
    ///
    /// # Errors
    /// What could not be read, in few words.
    pub fn procedure(&self, text: &str) -> Result<tree::Procedure, String> {
        read::procedure(text, &|name| self.parts.get(name).cloned())
    }
}
