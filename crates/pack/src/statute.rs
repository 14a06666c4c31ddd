//! `law.toml`: how a statute is called and how its days are counted (T5).

use std::sync::Arc;

use fadu_term::DayRule;

/// What `law.toml` says.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct StatuteFile {
    /// Full title.
    pub title: String,
    /// Short title, as citations write it.
    pub short: String,
    /// Other names.
    #[serde(default)]
    pub short_names: Vec<String>,
    /// The day rule.
    #[serde(flatten)]
    pub rule: DayRule,
}

/// Reads a `law.toml`.
///
/// # Errors
/// What is wrong with it, in the words of the TOML reader.
pub fn read(text: &str) -> Result<StatuteFile, String> {
    toml::from_str(text).map_err(|e| e.message().to_owned())
}

impl StatuteFile {
    /// Every name under which a citation may know it, with the rule.
    pub fn names(&self) -> impl Iterator<Item = (String, Arc<DayRule>)> + '_ {
        let rule = Arc::new(self.rule.clone());
        let names = [&self.short, &self.title]
            .into_iter()
            .chain(&self.short_names);
        names.map(move |name| (name.clone(), rule.clone()))
    }
}
