//! Procedures as pages show them: norms with the text of their articles, what is proved, which cases run.

use std::sync::Arc;

use fadu_base::Date;
use fadu_law::{Citation, Library};
use fadu_norm::engine::words::{acts_text, required, term_text};
use fadu_norm::model::{Condition, Duty, Model, TermExpr, TermValue, Trigger, Within};
use fadu_pack::describe::{Beside, describe};

use crate::error::Refusal;
use crate::packs::{Packs, Procedure, Waiting};
use crate::proof_view::{WaitingView, demands, sheet};
use crate::proved::{rows, text};
use crate::setup::Desk;
use crate::view::{NormChip, NormRow, ProcedureAct, ProcedurePage, ProcedureRow};
use crate::words;

impl Desk {
    /// The procedures that are switched on here or wait for their proof.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn procedures(&self) -> Result<Vec<ProcedureRow>, Refusal> {
        let packs = self.packs();
        let running = self.store().running_cases().await?;
        let row = |p: &Arc<Procedure>, on: bool| {
            let slug = &*p.model.slug;
            let proof = packs.proofs.get(slug).filter(|_| on);
            let results = || {
                proof
                    .into_iter()
                    .flat_map(|p| rows(&p.report, "properties"))
            };
            let cases = running.iter().filter(|(s, _, _)| s == slug);
            ProcedureRow {
                name: p.model.name.to_string(),
                slug: slug.to_owned(),
                family: p.model.family.as_deref().unwrap_or_default().to_owned(),
                on,
                waits: packs.waiting.get(slug).map(|w| w.why.clone()),
                proved: results().filter(|r| text(r, "result") == "proved").count(),
                taken_on: proof
                    .and_then(|p| p.accepted.as_ref())
                    .map_or(0, |a| a.open.len()),
                open_cases: cases.map(|(_, _, n)| n).sum(),
            }
        };
        let mut list: Vec<ProcedureRow> = packs.procedures.values().map(|p| row(p, true)).collect();
        let only_waiting = packs
            .waiting
            .iter()
            .filter(|(slug, _)| !packs.procedures.contains_key(*slug));
        list.extend(only_waiting.map(|(_, w)| row(&w.procedure, false)));
        Ok(list)
    }

    /// One procedure, with the text of its articles as it stood on a day: the version switched on, else the one
    /// that waits.
    ///
    /// # Errors
    /// `NotFound` for a slug that no pack has.
    pub async fn procedure(&self, slug: &str, on: Date) -> Result<ProcedurePage, Refusal> {
        let packs = self.packs();
        match packs.procedures.get(slug) {
            Some(found) => self.procedure_page(&packs, found, on).await,
            None => self.procedure_waiting(slug, on).await,
        }
    }

    /// The version of a procedure that waits for its proof.
    ///
    /// # Errors
    /// `NotFound` when none waits.
    pub async fn procedure_waiting(&self, slug: &str, on: Date) -> Result<ProcedurePage, Refusal> {
        let packs = self.packs();
        let missing = || Refusal::NotFound(format!("程序“{slug}”"));
        let waiting = packs.waiting.get(slug).ok_or_else(missing)?;
        self.procedure_page(&packs, &waiting.procedure, on).await
    }

    async fn procedure_page(
        &self,
        packs: &Packs,
        found: &Arc<Procedure>,
        on: Date,
    ) -> Result<ProcedurePage, Refusal> {
        let model = &*found.model;
        let library = self.laws();
        let version = found.version();
        let running = self.store().running_cases().await?;
        let slug = model.slug.to_string();
        let is_on = packs
            .procedures
            .get(&slug)
            .is_some_and(|p| Arc::ptr_eq(p, found));
        let waiting = packs.waiting.get(&slug).map(|w| waiting_view(w, on));
        let proof = packs.proofs.get(&slug).filter(|_| is_on);
        Ok(ProcedurePage {
            name: model.name.to_string(),
            family: model.family.as_deref().unwrap_or_default().to_owned(),
            stages: found
                .views
                .stage
                .iter()
                .map(|s| (s.name.clone(), s.acts.clone()))
                .collect(),
            acts: model.acts.iter().map(|act| act_row(found, act)).collect(),
            conditions: model
                .conditions
                .iter()
                .map(|c| condition_row(model, &library, c, on))
                .collect(),
            duties: model
                .duties
                .iter()
                .map(|d| duty_row(model, &library, d, on))
                .collect(),
            sheet: match proof {
                Some(proof) => Some(sheet(found, proof, on)),
                None => waiting.as_ref().and_then(|w| w.sheet.clone()),
            },
            demands: demands(model, on),
            on: is_on,
            waiting,
            running: running
                .into_iter()
                .filter(|(s, v, _)| *s == slug && *v != version)
                .map(|(_, v, n)| (v, n))
                .collect(),
            text: found.text.clone(),
            gaps: found.gaps.clone(),
            slug,
            version,
        })
    }

    fn shown(&self, slug: &str) -> Result<Arc<Procedure>, Refusal> {
        let packs = self.packs();
        let waiting = packs.waiting.get(slug).map(|w| &w.procedure);
        let found = packs.procedures.get(slug).or(waiting).cloned();
        found.ok_or_else(|| Refusal::NotFound(format!("程序“{slug}”")))
    }

    /// The Chinese description of a procedure, Markdown: its name, then chapters with their headings.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn procedure_description(&self, slug: &str) -> Result<Description, Refusal> {
        let found = self.shown(slug)?;
        let packs = self.packs();
        let beside = Beside {
            gaps: None,
            proofs: packs
                .proofs
                .get(slug)
                .map(|p| crate::proved::results(&p.report))
                .unwrap_or_default(),
            stories: Vec::new(),
        };
        let text = describe(&found.model, &beside);
        let mut parts = text.split("\n## ");
        let head = parts.next().unwrap_or_default();
        let body = |text: &str| {
            text.split_once('\n')
                .map_or("", |(_, rest)| rest)
                .trim()
                .to_owned()
        };
        let mut chapters = vec![("概要".to_owned(), body(head))];
        for part in parts {
            let heading = part.lines().next().unwrap_or_default();
            chapters.extend(pieces(heading, &body(part)));
        }
        Ok(Description {
            name: found.model.name.to_string(),
            slug: slug.to_owned(),
            chapters,
        })
    }

    /// A procedure as a picture, SVG.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn procedure_picture(&self, slug: &str) -> Result<String, Refusal> {
        Ok(fadu_pack::draw::draw(&self.shown(slug)?.model))
    }
}

/// What a procedure says, for the legal staff who review and sign it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Description {
    /// Its name.
    pub name: String,
    /// Slug.
    pub slug: String,
    /// Heading and Markdown of each chapter.
    pub chapters: Vec<(String, String)>,
}

// A long chapter in several, so that a page stays light: split before its sections, else between lines.
fn pieces(heading: &str, text: &str) -> Vec<(String, String)> {
    let mut list: Vec<String> = vec![String::new()];
    for line in text.lines() {
        let full = list.last().is_some_and(|l| CHAPTER < l.len());
        if full && (line.starts_with("### ") || line.is_empty()) {
            list.push(String::new());
        }
        if let Some(last) = list.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
    }
    let many = list.len() > 1;
    list.into_iter()
        .enumerate()
        .map(|(i, piece)| match many {
            true => (format!("{heading}（{}）", i + 1), piece),
            false => (heading.to_owned(), piece),
        })
        .collect()
}

/// Bytes of a chapter of a description on one page.
const CHAPTER: usize = 16_000;

fn waiting_view(waiting: &Waiting, on: Date) -> WaitingView {
    WaitingView {
        version: waiting.procedure.version(),
        why: waiting.why.clone(),
        sheet: waiting
            .proof
            .as_ref()
            .map(|p| sheet(&waiting.procedure, p, on)),
    }
}

fn act_row(found: &Procedure, act: &fadu_norm::model::Act) -> ProcedureAct {
    let model = &*found.model;
    ProcedureAct {
        act: words::act_link(act, &found.views, false),
        roles: act
            .roles
            .iter()
            .map(|r| model.role(*r).name.to_string())
            .collect(),
        fills: act
            .fills
            .iter()
            .map(|f| model.fact(*f).name.to_string())
            .collect(),
        documents: act.issues.iter().map(|i| i.document.to_string()).collect(),
    }
}

fn condition_row(model: &Model, library: &Library, condition: &Condition, on: Date) -> NormRow {
    let must = required(model, &condition.must);
    let text = match &condition.given {
        Some(given) => format!("{}的情况下，{must}", required(model, given)),
        None => must,
    };
    NormRow {
        id: condition.id.to_string(),
        act: model.act(condition.act).name.to_string(),
        text,
        chips: words::chips(&condition.cites, on),
        articles: articles(library, &condition.cites, on),
        breach: condition.breach.as_ref().map(|b| b.consequence.to_string()),
    }
}

fn duty_row(model: &Model, library: &Library, duty: &Duty, on: Date) -> NormRow {
    let target = acts_text(model, &duty.target);
    let trigger = match &duty.trigger {
        Trigger::Acts(acts) => acts_text(model, acts),
        Trigger::Fact(fact) => model.fact(*fact).name.to_string(),
    };
    let within = match &duty.within {
        Within::After(term) => format!("{trigger}后{}内要{target}", length(model, term)),
        Within::Before(term) => format!("{trigger}前{}要{target}", length(model, term)),
        Within::Promptly => format!("{trigger}后要及时{target}"),
    };
    let text = match &duty.given {
        Some(given) => format!("{}的情况下，{within}", required(model, given)),
        None => within,
    };
    NormRow {
        id: duty.id.to_string(),
        act: target,
        text,
        chips: words::chips(&duty.cites, on),
        articles: articles(library, &duty.cites, on),
        breach: duty.breach.as_ref().map(|b| b.consequence.to_string()),
    }
}

fn length(model: &Model, term: &TermExpr) -> String {
    match term.term {
        TermValue::Literal(t) => term_text(t, &term.rule),
        TermValue::Param(p) => model.parameter(p).name.to_string(),
        TermValue::Fact(f) => model.fact(f).name.to_string(),
    }
}

// The text in force on the day; without it the chip alone.
fn articles(library: &Library, cites: &[Citation], on: Date) -> Vec<(NormChip, String)> {
    let text = |c: &Citation| {
        library
            .resolve(c, on)
            .ok()
            .map(|passage| (words::chip(c, on), passage.text()))
    };
    cites.iter().filter_map(text).collect()
}
