//! Procedures as pages show them: norms with the text of their articles, what is proved, which cases run.

use std::sync::Arc;

use fadu_base::Date;
use fadu_law::{Citation, Library};
use fadu_norm::engine::words::{acts_text, required, term_text};
use fadu_norm::model::{Condition, Duty, Model, Property, TermExpr, TermValue, Trigger, Within};
use serde_json::Value as Json;

use crate::error::Refusal;
use crate::packs::Procedure;
use crate::setup::Desk;
use crate::view::{NormChip, NormRow, ProcedureAct, ProcedurePage, ProcedureRow, ProofRow};
use crate::words;

impl Desk {
    /// The procedures that are switched on here.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn procedures(&self) -> Result<Vec<ProcedureRow>, Refusal> {
        let packs = self.packs();
        let running = self.store().running_cases().await?;
        let row = |p: &Arc<Procedure>| ProcedureRow {
            name: p.model.name.to_string(),
            slug: p.model.slug.to_string(),
            family: p.model.family.as_deref().unwrap_or_default().to_owned(),
            on: true,
            open_cases: running
                .iter()
                .filter(|(slug, _, _)| **slug == *p.model.slug)
                .map(|(_, _, n)| n)
                .sum(),
        };
        Ok(packs.procedures.values().map(row).collect())
    }

    /// One procedure, with the text of its articles as it stood on a day.
    ///
    /// # Errors
    /// `NotFound` for a slug that is not switched on here.
    pub async fn procedure(&self, slug: &str, on: Date) -> Result<ProcedurePage, Refusal> {
        let packs = self.packs();
        let found = packs
            .procedures
            .get(slug)
            .ok_or_else(|| Refusal::NotFound(format!("程序“{slug}”")))?;
        let model = &*found.model;
        let library = self.laws();
        let version = found.version();
        let stored = self.store().procedure_version(&version).await?;
        let proof: Json = stored
            .and_then(|row| serde_json::from_str(&row.proof).ok())
            .unwrap_or_default();
        let running = self.store().running_cases().await?;
        Ok(ProcedurePage {
            name: model.name.to_string(),
            slug: slug.to_owned(),
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
            proofs: model
                .properties
                .iter()
                .map(|p| proof_row(p, &proof, on))
                .collect(),
            running: running
                .into_iter()
                .filter(|(s, v, _)| s == slug && *v != version)
                .map(|(_, v, n)| (v, n))
                .collect(),
            text: found.text.clone(),
            gaps: found.gaps.clone(),
            version,
        })
    }

    /// Keeps the result of the proofs of a version, the JSON of `fadu check`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn store_proof(&self, version: &str, proof: &Json) -> Result<(), Refusal> {
        let mut batch = self.store().batch();
        batch.proof(version, &proof.to_string());
        self.store().write(batch).await.map_err(|e| self.bug(&e))
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

fn proof_row(property: &Property, proof: &Json, on: Date) -> ProofRow {
    let list = proof.get("properties").and_then(Json::as_array);
    let own = list
        .into_iter()
        .flatten()
        .find(|p| p.get("name").and_then(Json::as_str) == Some(&property.name));
    let text = |key: &str| {
        own.and_then(|p| p.get(key))
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    ProofRow {
        name: property.name.to_string(),
        result: text("result"),
        reason: property.reason.as_deref().unwrap_or_default().to_owned(),
        chips: words::chips(&property.cites, on),
        detail: text("note"),
    }
}
