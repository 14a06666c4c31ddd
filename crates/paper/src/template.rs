//! Templates of documents and the parts they share.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

use crate::PaperError;
use crate::fonts::unreadable;

/// Shared parts, served to every template as `/parts/NAME.typ`.
#[derive(Clone, Default)]
pub struct Parts(Arc<Vec<(FileId, Source)>>);

impl Parts {
    /// From names (`paper.typ`) and texts.
    pub fn new<N: AsRef<str>, T: Into<String>>(files: impl IntoIterator<Item = (N, T)>) -> Parts {
        let source = |(name, text): (N, T)| {
            let id = file_id(&format!("/parts/{}", name.as_ref()))?;
            Some((id, Source::new(id, text.into())))
        };
        Parts(Arc::new(files.into_iter().filter_map(source).collect()))
    }

    pub(crate) fn get(&self, id: FileId) -> Option<Source> {
        self.0
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, source)| source.clone())
    }
}

/// The template of one document.
#[derive(Clone)]
pub struct Template {
    name: String,
    main: Source,
    parts: Parts,
}

impl Template {
    /// A template named after its document, e.g. the name that an act of the pack gives out.
    pub fn new(name: impl Into<String>, text: impl Into<String>, parts: &Parts) -> Template {
        Template {
            name: name.into(),
            main: main_source(text.into()),
            parts: parts.clone(),
        }
    }

    /// The document's name, which the page shows as its title.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same template for a document of another name (the general form).
    pub fn named(&self, name: impl Into<String>) -> Template {
        Template {
            name: name.into(),
            ..self.clone()
        }
    }

    pub(crate) fn main(&self) -> &Source {
        &self.main
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }
}

/// The templates of a procedure over the shared parts, with the general form for documents that have none.
///
/// A file with an English name is a part, one with a Chinese name the template of the document of that name. Documents
/// of the shared folder serve every procedure that has none of its own under that name.
#[derive(Clone, Default)]
pub struct Papers {
    parts: Parts,
    form: Option<Template>,
    copy: Option<Template>,
    shared: BTreeMap<String, Template>,
    own: BTreeMap<String, Template>,
}

impl Papers {
    /// The file in the shared folder that stands in for a document without a template of its own.
    pub const FORM: &'static str = "form-general.typ";

    /// The file in the shared folder that makes a copy for paper.
    pub const COPY: &'static str = "form-copy.typ";

    /// From the files of the shared folder and of the procedure's own: (file name, text). Others than `.typ` are skipped.
    pub fn new(shared: &[(String, String)], own: &[(String, String)]) -> Papers {
        let all = || typst_files(shared).chain(typst_files(own));
        let parts = Parts::new(all().filter(|(name, _)| is_part(name)));
        let special = |wanted: &str| {
            let (name, text) = typst_files(shared).find(|(name, _)| *name == wanted)?;
            Some(Template::new(name, text, &parts))
        };
        let (form, copy) = (special(Self::FORM), special(Self::COPY));
        let documents = |files| -> BTreeMap<String, Template> {
            let template = |(name, text): (&str, &str)| {
                let document = name.trim_end_matches(".typ");
                (document.to_owned(), Template::new(document, text, &parts))
            };
            typst_files(files)
                .filter(|(name, _)| !is_part(name))
                .map(template)
                .collect()
        };
        let (shared, own) = (documents(shared), documents(own));
        Papers {
            parts,
            form,
            copy,
            shared,
            own,
        }
    }

    /// From two folders, e.g. `packs/general/papers` and `packs/FAMILY/PROCEDURE/papers`; the second may be missing.
    ///
    /// # Errors
    /// When a folder or a file in it cannot be read.
    pub fn read(shared: &Path, own: &Path) -> Result<Papers, PaperError> {
        let own = if own.is_dir() {
            read_dir(own)?
        } else {
            Vec::new()
        };
        Ok(Papers::new(&read_dir(shared)?, &own))
    }

    /// The template of a document; the general form under that name where it has none of its own.
    ///
    /// # Errors
    /// When there is neither.
    pub fn template(&self, document: &str) -> Result<Template, PaperError> {
        let own = self.own.get(document).or_else(|| self.shared.get(document));
        own.cloned()
            .or_else(|| self.form.as_ref().map(|form| form.named(document)))
            .ok_or_else(|| PaperError::NoTemplate {
                name: document.to_owned(),
            })
    }

    /// The template of a copy for paper, see [`crate::print_copy`].
    ///
    /// # Errors
    /// When the shared folder has none.
    pub fn print_copy(&self) -> Result<Template, PaperError> {
        let copy = self.copy.clone();
        copy.ok_or_else(|| PaperError::NoTemplate {
            name: Self::COPY.trim_end_matches(".typ").to_owned(),
        })
    }

    /// Whether a document has a template, so that it need not be set in the general form.
    pub fn has_own(&self, document: &str) -> bool {
        self.own.contains_key(document) || self.shared.contains_key(document)
    }

    /// The documents of the procedure's own folder, sorted.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        self.own.keys().map(String::as_str)
    }

    /// The documents of the shared folder, sorted.
    pub fn shared_documents(&self) -> impl Iterator<Item = &str> {
        self.shared.keys().map(String::as_str)
    }

    /// The shared parts, for a template that comes from elsewhere.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }
}

fn is_part(name: &str) -> bool {
    name.is_ascii()
}

fn typst_files(files: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    files
        .iter()
        .filter(|(name, _)| name.ends_with(".typ"))
        .map(|(name, text)| (name.as_str(), text.as_str()))
}

fn read_dir(dir: &Path) -> Result<Vec<(String, String)>, PaperError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| unreadable(dir, &e))? {
        let path = entry.map_err(|e| unreadable(dir, &e))?.path();
        let Some(name) = path.file_name().and_then(|n| n.to_str()) else {
            continue;
        };
        if name.ends_with(".typ") {
            let text = fs::read_to_string(&path).map_err(|e| unreadable(&path, &e))?;
            files.push((name.to_owned(), text));
        }
    }
    files.sort();
    Ok(files)
}

/// Every template is compiled under one address, so that typst's table of addresses does not grow with the packs.
fn main_source(text: String) -> Source {
    match file_id("/main.typ") {
        Some(id) => Source::new(id, text),
        None => Source::detached(text),
    }
}

pub(crate) fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}
