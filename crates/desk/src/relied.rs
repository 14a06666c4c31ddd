//! Who relies on an article: norms, properties, tables and parameters of the packs, and open cases in which it sets a day.
//! And how the article reads beside the same article of another version.

use std::collections::BTreeSet;

use fadu_authz::Action;
use fadu_base::Date;
use fadu_law::{ArticleNumber, Citation, RunKind};
use fadu_norm::model::Model;

use crate::error::Refusal;
use crate::people::Actor;
use crate::setup::Desk;

/// Most open cases shown.
const CASES: usize = 50;

/// Something of a pack that rests on an article.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Relied {
    /// Slug of the procedure; empty for a standard.
    pub procedure: String,
    /// Name of the procedure or standard.
    pub name: String,
    /// `条件 期限 性质 表 参数`
    pub kind: &'static str,
    /// What it says, in words.
    pub text: String,
    /// Paragraph and item, when it names them: `第1款第2项`.
    pub place: String,
}

/// An open case in which the article sets a day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReliedCase {
    /// `c26-000341-7`
    pub alias: String,
    /// Title.
    pub title: String,
    /// What is due, and when.
    pub clocks: Vec<(String, Option<Date>)>,
}

/// An article in two versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    /// Short title.
    pub title: String,
    /// First days of the older and the newer version.
    pub from: Date,
    /// Newer.
    pub to: Date,
    /// Its number before, if it was there.
    pub before: Option<String>,
    /// And after.
    pub after: Option<String>,
    /// Form of addresses, older and newer.
    pub slugs: (Option<String>, Option<String>),
    /// What became of it, in words.
    pub change: &'static str,
    /// `same deleted inserted`, and the text.
    pub runs: Vec<(&'static str, String)>,
}

impl Desk {
    /// What rests on an article.
    pub fn relied(&self, title: &str, article: &str) -> Vec<Relied> {
        let library = self.laws();
        let short = library.short(title).unwrap_or(title);
        let Some(number) = crate::law::number(article) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let packs = self.packs();
        for procedure in packs.procedures.values() {
            let model = &procedure.model;
            rows(
                &mut found,
                model,
                (&model.slug, &model.name),
                (short, number),
            );
        }
        found
    }

    /// Open cases in which the article sets a day, as far as this person may see them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn relied_cases(
        &self,
        actor: &Actor,
        title: &str,
        article: &str,
    ) -> Result<Vec<ReliedCase>, Refusal> {
        let library = self.laws();
        let short = library.short(title).unwrap_or(title).to_owned();
        let Some(number) = crate::law::number(article) else {
            return Ok(Vec::new());
        };
        let offices: BTreeSet<String> = actor.posts.iter().map(|p| p.office.clone()).collect();
        let offices: Vec<String> = offices.into_iter().collect();
        let mut cases: Vec<ReliedCase> = Vec::new();
        let mut seen: Option<(String, bool)> = None;
        let mut duties = self.store().duties_citing(&offices, &short).await?;
        duties.retain(|d| cites(&d.cites, &short, number));
        duties.sort_by(|a, b| a.case_id.cmp(&b.case_id));
        for duty in duties {
            let due = duty.due.as_deref().and_then(|d| d.parse().ok());
            match seen.as_ref().filter(|(id, _)| *id == duty.case_id) {
                Some((_, false)) => continue,
                Some((_, true)) => {
                    if let Some(case) = cases.last_mut() {
                        case.clocks.push((duty.name, due));
                    }
                }
                None if CASES <= cases.len() => break,
                None => {
                    let shown = self.shown_case(actor, &duty.case_id).await?;
                    seen = Some((duty.case_id.clone(), shown.is_some()));
                    cases.extend(shown.map(|(alias, title)| ReliedCase {
                        alias,
                        title,
                        clocks: vec![(duty.name, due)],
                    }));
                }
            }
        }
        Ok(cases)
    }

    // Alias and title, when this person may see the case.
    async fn shown_case(
        &self,
        actor: &Actor,
        id: &str,
    ) -> Result<Option<(String, String)>, Refusal> {
        let case = self.load(id).await?;
        if !self
            .0
            .authz
            .allows(&actor.reader, Action::ViewCase, &case.facts())
        {
            return Ok(None);
        }
        let row = self.store().case_row(id).await?;
        Ok(Some((
            case.file.alias.clone(),
            row.map(|r| r.title).unwrap_or_default(),
        )))
    }

    /// An article beside itself in another version.
    ///
    /// # Errors
    /// `NotFound` when a version is not there.
    pub fn compare_article(
        &self,
        title: &str,
        article: &str,
        one: Date,
        other: Date,
    ) -> Result<Compared, Refusal> {
        let library = self.laws();
        let missing = || Refusal::NotFound(format!("《{title}》的这两个版本"));
        let number = crate::law::number(article).ok_or_else(missing)?;
        let (from, to) = (one.min(other), one.max(other));
        let short = library.short(title).ok_or_else(missing)?.to_owned();
        let has = |day| library.index(&short, day).is_some();
        if from == to || !has(from) || !has(to) {
            return Err(missing());
        }
        let diff = library.diff(&short, from, to).map_err(|_| missing())?;
        // The number is that of the version the reader came from.
        let is = |a: &&fadu_law::ArticleDiff| match one < other {
            true => a.old == Some(number),
            false => a.new == Some(number),
        };
        let found = diff.articles.iter().find(is).ok_or_else(missing)?;
        let zh = |n: Option<ArticleNumber>| n.map(ArticleNumber::zh);
        let slug = |n: Option<ArticleNumber>| n.map(crate::law::slug);
        Ok(Compared {
            title: short,
            from,
            to,
            before: zh(found.old),
            after: zh(found.new),
            slugs: (slug(found.old), slug(found.new)),
            change: crate::impact::words(found.change),
            runs: found
                .runs
                .iter()
                .map(|r| (kind(r.kind), r.text.clone()))
                .collect(),
        })
    }
}

fn kind(kind: RunKind) -> &'static str {
    match kind {
        RunKind::Same => "same",
        RunKind::Deleted => "deleted",
        RunKind::Inserted => "inserted",
    }
}

fn cites(text: &str, short: &str, number: ArticleNumber) -> bool {
    let cites: fadu_law::Citations = text.parse().unwrap_or_default();
    cites
        .0
        .iter()
        .any(|c| c.title == short && c.place.article == number)
}

fn rows(
    found: &mut Vec<Relied>,
    model: &Model,
    (slug, name): (&str, &str),
    (short, number): (&str, ArticleNumber),
) {
    let mut add = |kind, text: String, cites: &[Citation]| {
        let here = |c: &&Citation| c.title == short && c.place.article == number;
        found.extend(cites.iter().filter(here).map(|c| Relied {
            procedure: slug.to_owned(),
            name: name.to_owned(),
            kind,
            text: text.clone(),
            place: within(c),
        }));
    };
    for c in &model.conditions {
        let act = &model.act(c.act).name;
        let must = fadu_norm::engine::words::required(model, &c.must);
        add("条件", format!("{act}：{must}"), &c.cites);
    }
    for d in &model.duties {
        let name = d.name.as_ref().unwrap_or(&d.target.text);
        add("期限", name.trim_matches(['〔', '〕']).to_owned(), &d.cites);
    }
    for p in &model.properties {
        add("性质", p.name.to_string(), &p.cites);
    }
    for t in &model.tables {
        add("表", t.name.to_string(), &t.cites);
    }
    for p in &model.parameters {
        add("参数", p.name.to_string(), &p.cites);
    }
}

// `第1款第2项`, without the article, which is the page's own.
fn within(citation: &Citation) -> String {
    let whole = citation.place.human();
    let article = fadu_law::Place::whole(citation.place.article).human();
    whole.strip_prefix(&article).unwrap_or_default().to_owned()
}
