//! 影响面: what an amendment touches: norms, properties, tables, templates of papers, open cases, each with what changes.

use std::collections::{BTreeMap, BTreeSet};

use fadu_authz::Action;
use fadu_base::Date;
use fadu_law::{ArticleNumber, Change, Citation, Library, LookupError, RunKind, Version};
use fadu_norm::engine::words::required;
use fadu_norm::model::Model;

use crate::error::Refusal;
use crate::people::Actor;
use crate::setup::Desk;

/// Most open cases shown for one procedure.
const CASES: u32 = 50;

/// What a new version of a statute touches.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Impact {
    /// Short title.
    pub title: String,
    /// Articles that changed, were added or went.
    pub articles: Vec<String>,
    /// Norms, properties and tables that rest on one of them.
    pub norms: Vec<ImpactRow>,
    /// What became of each article.
    pub changes: Vec<ArticleChange>,
    /// Templates of papers that cite one of them.
    pub templates: Vec<TemplateRow>,
    /// Whether the whole statute ends on the day.
    pub ends: bool,
}

/// Something that cites a changed article.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct ImpactRow {
    /// Slug of the procedure; of a standard its file.
    pub procedure: String,
    /// Its name.
    pub name: String,
    /// `条件 期限 性质 表`
    pub kind: &'static str,
    /// Id of the norm, or the name of the property or table.
    pub norm: String,
    /// In words.
    pub text: String,
    /// As cited.
    pub citation: String,
    /// The article in words.
    pub label: String,
    /// What became of the article.
    pub change: String,
}

/// What became of one article.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct ArticleChange {
    /// Number before, else after: `第五十八条`
    pub number: String,
    /// In the form of addresses.
    pub article: String,
    /// In words.
    pub change: String,
    /// Text that stays, goes and comes.
    pub runs: Vec<TextRun>,
}

/// A run of text.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct TextRun {
    /// `same deleted inserted`
    pub kind: &'static str,
    /// The text.
    pub text: String,
}

/// A template that cites a changed article.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct TemplateRow {
    /// Name of the document.
    pub document: String,
    /// Path of its file.
    pub file: String,
    /// Line in it.
    pub line: usize,
    /// As it stands there.
    pub text: String,
    /// What became of the article.
    pub change: String,
}

/// An open case of a procedure that is touched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ImpactCase {
    /// `c26-000341-7`
    pub alias: String,
    /// Title.
    pub title: String,
    /// The procedure's name.
    pub procedure: String,
    /// Clocks that run in it and rest on a changed article.
    pub clocks: Vec<String>,
}

/// What became of the articles of a statute.
struct Fates {
    short: String,
    ends: bool,
    of: BTreeMap<ArticleNumber, &'static str>,
    changes: Vec<ArticleChange>,
}

impl Fates {
    fn of(library: &Library, title: &str, date: Date) -> Result<Fates, LookupError> {
        let before = library.in_force(title, date.pred())?;
        let short = before.head.short.clone();
        match library.diff(title, date.pred(), date) {
            Ok(diff) => {
                let fate = |n: &ArticleNumber| (*n, diff.fate(*n).map_or("", |a| words(a.change)));
                let changed = diff.articles.iter().filter(|a| a.change != Change::Same);
                Ok(Fates {
                    short,
                    ends: false,
                    of: diff.touched().iter().map(fate).collect(),
                    changes: changed.map(change).collect(),
                })
            }
            // A statute that ends on the day takes all its articles with it.
            Err(_) => Ok(Fates {
                short,
                ends: true,
                of: before.articles.iter().map(|a| (a.number, ENDS)).collect(),
                changes: ended(&before),
            }),
        }
    }

    fn touches(&self, cite: &Citation) -> Option<&'static str> {
        if cite.title != self.short {
            return None;
        }
        self.of.get(&cite.place.article).copied()
    }
}

const ENDS: &str = "整部法规不再适用";

pub(crate) fn words(change: Change) -> &'static str {
    match change {
        Change::Same => "没有改动",
        Change::Renumbered => "条号变了，文字没有变",
        Change::Changed => "文字变了",
        Change::Added => "新增",
        Change::Removed => "删去了",
    }
}

fn change(article: &fadu_law::ArticleDiff) -> ArticleChange {
    let number = article.old.or(article.new);
    let moved = match (article.old, article.new) {
        (Some(old), Some(new)) if old != new => format!("，现在是{}", new.zh()),
        _ => String::new(),
    };
    ArticleChange {
        number: number.map(ArticleNumber::zh).unwrap_or_default(),
        article: number.map(crate::law::slug).unwrap_or_default(),
        change: format!("{}{moved}", words(article.change)),
        runs: article
            .runs
            .iter()
            .map(|run| TextRun {
                kind: match run.kind {
                    RunKind::Same => "same",
                    RunKind::Deleted => "deleted",
                    RunKind::Inserted => "inserted",
                },
                text: run.text.clone(),
            })
            .collect(),
    }
}

// The articles alone: their text has not changed, it only applies no more.
fn ended(version: &Version) -> Vec<ArticleChange> {
    let of = |a: &fadu_law::Article| ArticleChange {
        number: a.number.zh(),
        article: crate::law::slug(a.number),
        change: ENDS.to_owned(),
        runs: Vec::new(),
    };
    version.articles.iter().map(of).collect()
}

impl Desk {
    /// What the version of a statute that takes effect on a day touches in the packs switched on here.
    ///
    /// # Errors
    /// When the statute was not in force before the day.
    pub fn impact(&self, title: &str, date: Date) -> Result<Impact, LookupError> {
        let library = self.laws();
        let fates = Fates::of(&library, title, date)?;
        let packs = self.packs();
        let mut norms = Vec::new();
        for procedure in packs.procedures.values() {
            let model = &*procedure.model;
            rows(&mut norms, &fates, model, &model.slug, &model.name);
        }
        for standard in packs.standards().iter() {
            rows(
                &mut norms,
                &fates,
                &standard.model,
                &standard.id,
                &standard.title,
            );
        }
        let articles = match fates.ends {
            true => fates.of.keys().map(|n| n.zh()).collect(),
            false => fates.changes.iter().map(|c| c.number.clone()).collect(),
        };
        // Of a statute that ends only the articles that something rests on are worth a line.
        let cited: BTreeSet<String> = norms
            .iter()
            .filter_map(|r| r.citation.parse::<Citation>().ok())
            .map(|c| crate::law::slug(c.place.article))
            .collect();
        let mut changes = fates.changes.clone();
        changes.retain(|c| !fates.ends || cited.contains(&c.article));
        Ok(Impact {
            title: fates.short.clone(),
            articles,
            norms,
            changes,
            templates: templates(&packs.folder(), &library, &fates, date),
            ends: fates.ends,
        })
    }

    /// Open cases of the procedures that an amendment touches, as far as this person may see them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn impact_cases(
        &self,
        actor: &Actor,
        impact: &Impact,
        date: Date,
    ) -> Result<Vec<ImpactCase>, Refusal> {
        let library = self.laws();
        let Ok(fates) = Fates::of(&library, &impact.title, date) else {
            return Ok(Vec::new());
        };
        let touched: BTreeSet<&str> = impact.norms.iter().map(|r| &*r.procedure).collect();
        let packs = self.packs();
        let mut cases = Vec::new();
        for procedure in packs.procedures.values() {
            let slug = &*procedure.model.slug;
            if !touched.contains(slug) {
                continue;
            }
            for open in self.store().open_elsewhere(slug, "", CASES).await? {
                cases.extend(self.impact_case(actor, &open.case_id, &fates).await?);
            }
        }
        Ok(cases)
    }

    async fn impact_case(
        &self,
        actor: &Actor,
        id: &str,
        fates: &Fates,
    ) -> Result<Option<ImpactCase>, Refusal> {
        let case = self.load(id).await?;
        let facts = case.facts();
        if !self.0.authz.allows(&actor.reader, Action::ViewCase, &facts) {
            return Ok(None);
        }
        let mut clocks: Vec<String> = Vec::new();
        for duty in self.store().duties_of(id).await? {
            let cites: fadu_law::Citations = duty.cites.parse().unwrap_or_default();
            let touched = cites.0.iter().any(|c| fates.touches(c).is_some());
            if touched && !clocks.contains(&duty.name) {
                clocks.push(duty.name);
            }
        }
        let row = self.store().case_row(id).await?;
        Ok(Some(ImpactCase {
            alias: case.file.alias.clone(),
            title: row.map(|r| r.title).unwrap_or_default(),
            procedure: case.model().name.to_string(),
            clocks,
        }))
    }
}

fn rows(list: &mut Vec<ImpactRow>, fates: &Fates, model: &Model, procedure: &str, name: &str) {
    let mut add = |kind, norm: &str, text: String, cites: &[Citation]| {
        list.extend(cites.iter().filter_map(|c| {
            let change = fates.touches(c)?;
            Some(ImpactRow {
                procedure: procedure.to_owned(),
                name: name.to_owned(),
                kind,
                norm: norm.to_owned(),
                text: text.clone(),
                citation: c.to_string(),
                label: c.human(),
                change: change.to_owned(),
            })
        }));
    };
    for c in &model.conditions {
        let act = &model.act(c.act).name;
        let text = format!("{act}：{}", required(model, &c.must));
        add("条件", &c.id, text, &c.cites);
    }
    for d in &model.duties {
        let name = d.name.as_ref().unwrap_or(&d.target.text);
        let text = name.trim_matches(['〔', '〕']).to_owned();
        add("期限", &d.id, text, &d.cites);
    }
    for p in &model.properties {
        add("性质", &p.name, p.name.to_string(), &p.cites);
    }
    for t in &model.tables {
        add("表", &t.name, t.name.to_string(), &t.cites);
    }
    for p in &model.parameters {
        add("参数", &p.name, p.name.to_string(), &p.cites);
    }
}

fn templates(
    folder: &fadu_pack::Folder,
    library: &Library,
    fates: &Fates,
    date: Date,
) -> Vec<TemplateRow> {
    let mut list = Vec::new();
    for (path, text) in folder.ending(".typ") {
        for found in library.cites(text, date.pred(), None) {
            let change = found.citation.as_ref().and_then(|c| fates.touches(c));
            let Some(change) = change else { continue };
            list.push(TemplateRow {
                document: fadu_pack::folder::stem(path).to_owned(),
                file: path.to_string(),
                line: found.line,
                text: found.text.clone(),
                change: change.to_owned(),
            });
        }
    }
    list
}
