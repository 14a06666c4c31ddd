//! `statutes/versions.toml`: from which day each version of a statute applies, and how kinds of instruments are told.
//! Facts, not texts; written from the sources that `shared/law` names.

use fadu_base::Date;
use fadu_law::collection::{Known, KnownVersions};

/// Where it stands in a folder of packs.
pub const PATH: &str = "statutes/versions.toml";

/// What the file says.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// Versions by title and day of adoption.
    pub known: KnownVersions,
    /// Words of the note under a title, and the kind of instrument they tell, the first that fits.
    pub kinds: Vec<(String, String)>,
    /// What collections write of an act that no longer applies.
    pub ended: Vec<String>,
}

#[derive(serde::Deserialize)]
struct File {
    #[serde(default)]
    ended: Vec<String>,
    #[serde(default)]
    kind: Vec<Kind>,
    #[serde(default)]
    version: Vec<Row>,
}

#[derive(serde::Deserialize)]
struct Kind {
    words: String,
    kind: String,
}

#[derive(serde::Deserialize)]
struct Row {
    title: String,
    short: String,
    adopted: String,
    effective: String,
    #[serde(default)]
    repealed: String,
}

/// Reads the file.
///
/// # Errors
/// What is wrong with it.
pub fn read(text: &str) -> Result<Versions, String> {
    let file: File = toml::from_str(text).map_err(|e| e.message().to_owned())?;
    let day = |text: &str, row: &Row| -> Result<Date, String> {
        text.parse()
            .map_err(|e| format!("《{}》{}：{e}", row.short, row.adopted))
    };
    let mut known = KnownVersions::new();
    for row in &file.version {
        let repealed = match row.repealed.as_str() {
            "" => None,
            text => Some(day(text, row)?),
        };
        let value = Known {
            short: row.short.clone(),
            effective: day(&row.effective, row)?,
            repealed,
        };
        let key = (row.title.clone(), day(&row.adopted, row)?);
        if known.insert(key, value).is_some() {
            return Err(format!("《{}》{} 写了两次", row.short, row.adopted));
        }
    }
    let kinds = file.kind.into_iter().map(|k| (k.words, k.kind)).collect();
    Ok(Versions {
        known,
        kinds,
        ended: file.ended,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_reads_and_agrees_with_the_corpus() {
        let text = crate::Folder::builtin().get(PATH).expect("is shipped");
        let versions = read(text).unwrap();
        assert!(100 < versions.known.len());
        let corpus = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/law/index.json"
        );
        let Ok(index) = std::fs::read_to_string(corpus) else {
            eprintln!("shared/law 不在，没有和它核对");
            return;
        };
        for known in versions.known.values() {
            let name = format!("\"{}@{}.md\"", known.short, known.effective);
            assert!(index.contains(&name), "{name}");
        }
    }

    #[test]
    fn a_version_twice_is_an_error() {
        let row = "[[version]]\ntitle = \"甲法\"\nshort = \"甲法\"\nadopted = \"2020-01-01\"\neffective = \"2020-02-01\"\n";
        assert!(read(row).is_ok());
        assert_eq!(
            read(&row.repeat(2)).unwrap_err(),
            "《甲法》2020-01-01 写了两次"
        );
    }
}
