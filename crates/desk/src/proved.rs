//! Switching on only through the proof: what was proved of a version, and whether it may run here.
//!
//! A version is the hash of its text; a proof counts for that text and for what the law wanted when it was made.
//! What breaks the law is never switched on. What could not be proved is switched on only when the office takes
//! it on itself by name, and then every page of the procedure says so.

use std::collections::BTreeMap;
use std::sync::Arc;

use fadu_pack::Folder;
use fadu_store::proofs::ProofRow;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::error::Refusal;
use crate::packs::{Packs, Procedure, Waiting};
use crate::setup::Desk;

/// The proof that is shipped beside a procedure.
pub const FILE: &str = "proof.json";

/// What was proved of a version.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Proof {
    /// `sm3:…` of the procedure.
    pub version: String,
    /// Hash of what the law wanted of it.
    pub demands: String,
    /// Day on which it was proved.
    pub day: String,
    /// The program that proved it.
    pub checker: String,
    /// As `fadu check --json` says it of one procedure.
    pub report: Json,
    /// Who took on what was left open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<Accepted>,
}

/// An office runs a procedure although something about it was not proved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Accepted {
    /// Who.
    pub by: String,
    /// Why.
    pub because: String,
    /// When.
    pub day: String,
    /// What was left open, each by name.
    pub open: Vec<String>,
}

/// A version that waits for its proof.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WaitingRow {
    /// Slug.
    pub slug: String,
    /// Name of the procedure.
    pub name: String,
    /// Why it may not run, with the way out.
    pub why: String,
    /// The version.
    pub version: String,
    /// What the law wants of it, as a proof must name it.
    pub demands: String,
}

/// What stands against a version.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Against {
    /// Demands of the law that some history breaks.
    pub violated: Vec<String>,
    /// What was not proved.
    pub open: Vec<String>,
}

impl Proof {
    /// What its report leaves against the version.
    pub fn against(&self) -> Against {
        let mut against = Against::default();
        for (list, name) in [
            ("properties", property_name as Named),
            ("implicit", implicit_name),
        ] {
            for row in rows(&self.report, list) {
                match text(row, "result") {
                    "violated" => against.violated.push(name(row)),
                    "not_proved" => against.open.push(name(row)),
                    _ => {}
                }
            }
        }
        against
    }

    /// Why the version may not run, in words; `None`: it may.
    pub fn hindrance(&self) -> Option<String> {
        let against = self.against();
        if !against.violated.is_empty() {
            return Some(format!(
                "有办理经过会违反法律的要求：{}。改好程序，重新证明，才能启用。",
                listed(&against.violated)
            ));
        }
        let taken = self.accepted.as_ref().map(|a| a.open.as_slice());
        let left: Vec<String> = against
            .open
            .into_iter()
            .filter(|o| taken.is_none_or(|t| !t.contains(o)))
            .collect();
        (!left.is_empty()).then(|| {
            format!(
                "有 {} 项没有证出：{}。改写程序或者性质后重新证明；确需带着这些启用的，由单位写明理由承担（fadu procedure accept）。",
                left.len(),
                listed(&left)
            )
        })
    }
}

type Named = fn(&Json) -> String;

fn property_name(row: &Json) -> String {
    text(row, "name").to_owned()
}

// What is checked without being written down, as a sentence about its subject.
fn implicit_name(row: &Json) -> String {
    let subject = plain_subject(text(row, "subject"));
    match text(row, "check") {
        "reachable" => format!("“{subject}”办得成"),
        "stuck" => "办件不会卡住".to_owned(),
        "duty" => format!("“{subject}”了结得了"),
        "table total" => format!("表“{subject}”没有空档"),
        "table unique" => format!("表“{subject}”没有重叠"),
        "table monotone" => format!("表“{subject}”情节重的不轻"),
        "table range" => format!("表“{subject}”不出法定幅度"),
        "table superior" => format!("表“{subject}”不宽于上级"),
        _ => subject,
    }
}

/// A norm's id as a person says it: the name alone.
pub(crate) fn plain_subject(id: &str) -> String {
    let last = id.rsplit_once('/').map_or(id, |(_, last)| last);
    let last = last
        .strip_prefix("应 ")
        .or_else(|| last.strip_prefix("可 "))
        .unwrap_or(last);
    last.trim_matches(['〔', '〕']).to_owned()
}

pub(crate) fn rows<'j>(report: &'j Json, list: &str) -> impl Iterator<Item = &'j Json> {
    report
        .get(list)
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
}

pub(crate) fn text<'j>(row: &'j Json, key: &str) -> &'j str {
    row.get(key).and_then(Json::as_str).unwrap_or_default()
}

/// Every property with its result in words, for the description.
pub fn results(report: &Json) -> Vec<(String, String)> {
    rows(report, "properties")
        .map(|row| {
            (
                text(row, "name").to_owned(),
                word(text(row, "result")).to_owned(),
            )
        })
        .collect()
}

fn word(result: &str) -> &'static str {
    match result {
        "proved" => "已证明",
        "violated" => "有反例",
        "not_applicable" => "不适用",
        _ => "没有证出",
    }
}

fn listed(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut text = names
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join("、");
    if SHOWN < names.len() {
        text.push_str(&format!("等 {} 项", names.len()));
    }
    text
}

/// The shipped proof of a version, if the binary has one for exactly this text and these demands.
fn shipped(procedure: &Procedure) -> Option<Proof> {
    let file = Folder::builtin().get(&format!("{}/{FILE}", procedure.dir))?;
    let proof: Proof = serde_json::from_str(file).ok()?;
    (proof.version == procedure.version() && proof.demands == procedure.demands).then_some(proof)
}

impl Desk {
    /// What was proved of a version: here, or by those who ship it.
    pub(crate) async fn proof_of(&self, procedure: &Procedure) -> Result<Option<Proof>, Refusal> {
        let kept = self
            .store()
            .proof(&procedure.version(), &procedure.demands)
            .await?;
        if let Some(proof) = kept.and_then(|row| serde_json::from_str(&row.result).ok()) {
            return Ok(Some(proof));
        }
        let Some(proof) = shipped(procedure) else {
            return Ok(None);
        };
        self.keep_proof(&proof).await?;
        Ok(Some(proof))
    }

    async fn keep_proof(&self, proof: &Proof) -> Result<(), Refusal> {
        let row = ProofRow {
            version: proof.version.clone(),
            demands: proof.demands.clone(),
            result: serde_json::to_string(proof).map_err(|e| self.bug(&e))?,
        };
        let mut batch = self.store().batch();
        batch.proof(&row, self.now());
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// Keeps what was proved of a version, and switches on what may run from now on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn store_proof(&self, proof: &Proof) -> Result<(), Refusal> {
        self.keep_proof(proof).await?;
        self.switch().await
    }

    /// Takes on what was not proved of a procedure. What some history breaks cannot be taken on.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden` with what stands against it, `Fields` without a name or a reason.
    pub async fn accept_unproved(
        &self,
        slug: &str,
        by: &str,
        because: &str,
    ) -> Result<Accepted, Refusal> {
        let packs = self.packs();
        let waiting = packs
            .waiting
            .get(slug)
            .ok_or_else(|| Refusal::NotFound(format!("等着启用的程序“{slug}”")))?;
        if by.trim().is_empty() || because.trim().is_empty() {
            return Err(Refusal::field("because", "请写明由谁承担、理由是什么"));
        }
        let refused = |why: &str| Refusal::Forbidden(format!("不能启用：{why}"));
        let mut proof = waiting.proof.clone().ok_or_else(|| refused(&waiting.why))?;
        let against = proof.against();
        if !against.violated.is_empty() {
            return Err(refused(&waiting.why));
        }
        let accepted = Accepted {
            by: by.trim().to_owned(),
            because: because.trim().to_owned(),
            day: self.today_day().to_string(),
            open: against.open,
        };
        proof.accepted = Some(accepted.clone());
        self.store_proof(&proof).await?;
        Ok(accepted)
    }

    /// Procedures that wait for their proof.
    pub fn waiting_procedures(&self) -> Vec<WaitingRow> {
        let packs = self.packs();
        let row = |(slug, w): (&String, &Waiting)| WaitingRow {
            slug: slug.clone(),
            name: w.procedure.model.name.to_string(),
            why: w.why.clone(),
            version: w.procedure.version(),
            demands: w.procedure.demands.clone(),
        };
        packs.waiting.iter().map(row).collect()
    }

    // Sorts the versions at hand into those that may run and those that wait. Where a new version waits, the
    // one that was switched on before goes on.
    pub(crate) async fn switch(&self) -> Result<(), Refusal> {
        let packs = self.packs();
        let (mut on, mut waiting) = (BTreeMap::new(), BTreeMap::new());
        let mut proofs = BTreeMap::new();
        for (slug, candidate) in &packs.candidates {
            let proof = self.proof_of(candidate).await?;
            let why = match &proof {
                None => Some(unproved()),
                Some(proof) => proof.hindrance(),
            };
            let Some(why) = why else {
                self.note_switched(candidate).await?;
                proofs.extend(proof.map(|p| (slug.clone(), p)));
                on.insert(slug.clone(), candidate.clone());
                continue;
            };
            tracing::warn!(%slug, %why, "程序的这一版没有启用");
            if let Some((before, proof)) = self.switched_before(slug).await? {
                proofs.insert(slug.clone(), proof);
                on.insert(slug.clone(), before);
            }
            let procedure = candidate.clone();
            waiting.insert(
                slug.clone(),
                Waiting {
                    procedure,
                    why,
                    proof,
                },
            );
        }
        self.put_packs(Packs::sorted(&packs, on, waiting, proofs));
        Ok(())
    }

    async fn note_switched(&self, procedure: &Procedure) -> Result<(), Refusal> {
        let (key, version) = (on_key(&procedure.model.slug), procedure.version());
        if self.store().meta(&key).await?.as_ref() == Some(&version) {
            return Ok(());
        }
        let mut batch = self.store().batch();
        batch.meta(&key, &version);
        let detail = format!("{} {version}", procedure.model.name);
        batch.event(&self.event("", "启用程序", &detail));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    async fn switched_before(
        &self,
        slug: &str,
    ) -> Result<Option<(Arc<Procedure>, Proof)>, Refusal> {
        let Some(version) = self.store().meta(&on_key(slug)).await? else {
            return Ok(None);
        };
        let before = self.stored_version(&version).await?;
        let proof = self.proof_of(&before).await?;
        Ok(proof
            .filter(|p| p.hindrance().is_none())
            .map(|p| (before, p)))
    }
}

fn on_key(slug: &str) -> String {
    format!("on:{slug}")
}

fn unproved() -> String {
    "还没有证明这一版守住法律的要求。用 fadu check --store 证明，证明通过才能启用。".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn proof(report: Json) -> Proof {
        Proof {
            version: "sm3:1".into(),
            demands: "sm3:2".into(),
            day: "2026-11-01".into(),
            checker: "fadu".into(),
            report,
            accepted: None,
        }
    }

    #[test]
    fn only_what_is_proved_runs_and_a_breach_can_never_be_taken_on() {
        let good = json!({"properties": [{"name": "甲", "result": "proved"}, {"name": "乙", "result": "not_applicable"}],
            "implicit": [{"check": "copied", "result": "warning", "subject": "甲"}]});
        assert_eq!(proof(good).hindrance(), None);
        let open = json!({"properties": [{"name": "甲", "result": "not_proved"}],
            "implicit": [{"check": "duty", "result": "not_proved", "subject": "应 复核/复核意见"}]});
        let mut open = proof(open);
        assert_eq!(open.against().open, ["甲", "“复核意见”了结得了"]);
        assert!(open.hindrance().is_some_and(|w| w.contains("2 项没有证出")));
        let mut taken = Accepted {
            by: "王一".into(),
            because: "试行".into(),
            day: "2026-11-02".into(),
            open: vec!["甲".into()],
        };
        open.accepted = Some(taken.clone());
        assert!(open.hindrance().is_some_and(|w| w.contains("1 项没有证出")));
        taken.open = open.against().open;
        open.accepted = Some(taken);
        assert_eq!(open.hindrance(), None);
        open.report = json!({"properties": [{"name": "甲", "result": "violated"}]});
        assert!(
            open.hindrance()
                .is_some_and(|w| w.contains("违反法律的要求"))
        );
    }
}
