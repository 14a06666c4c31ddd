//! The names by which a text may call a statute.

use std::collections::BTreeMap;

use crate::library::Library;

/// Names under which statutes may stand in a text without `《》`.
#[derive(Default)]
pub struct Names {
    /// By last character, longest first.
    by_end: BTreeMap<char, Vec<(String, String)>>,
    /// The statute that 本法, 本条例 and so on mean.
    pub(super) own: Option<String>,
}

impl Names {
    /// The names (titles, short titles, aliases) of a library.
    pub fn of(library: &Library) -> Names {
        let mut names = Names::default();
        for (name, short) in library.names() {
            names.add(name, short);
        }
        names
    }

    /// Adds a name for a short title. Names of one character are passed over.
    pub fn add(&mut self, name: &str, short: &str) {
        let Some(last) = name
            .chars()
            .next_back()
            .filter(|_| name.chars().nth(1).is_some())
        else {
            return;
        };
        let list = self.by_end.entry(last).or_default();
        list.push((name.to_owned(), short.to_owned()));
        list.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }

    /// Says which statute 本法, 本条例 … mean; without it they are passed over.
    pub fn own(mut self, short: &str) -> Names {
        self.own = Some(short.to_owned());
        self
    }

    /// The short title of a name.
    pub(super) fn exact(&self, name: &str) -> Option<&str> {
        let list = self.by_end.get(&name.chars().next_back()?)?;
        list.iter()
            .find(|(known, _)| known == name)
            .map(|(_, short)| short.as_str())
    }

    /// The longest name that the text ends with: where it starts, and its short title.
    pub(super) fn ending(&self, text: &str) -> Option<(usize, &str)> {
        let list = self.by_end.get(&text.chars().next_back()?)?;
        let (name, short) = list
            .iter()
            .find(|(name, _)| text.ends_with(name.as_str()))?;
        Some((text.len() - name.len(), short))
    }
}
