//! The log: what waits goes in after commit, in batches; receipts; audits.

use std::collections::BTreeMap;
use std::time::Duration;

use fadu_base::{Date, Digest, Hash};
use fadu_store::WriteError;
use fadu_store::acts::DocumentRow;
use fadu_store::log::{CheckpointRow, LeafRow};
use fadu_tlog::merkle::{HashSource, leaf_hash};
use fadu_tlog::note::Note;
use fadu_tlog::proof::{ProofError, inclusion};
use fadu_tlog::receipt::{DocumentProof, Parts, Receipt, SaltedAct};
use fadu_tlog::sign::Signer as _;
use fadu_tlog::{Checkpoint, TreeHead};

use crate::error::Refusal;
use crate::load::Loaded;
use crate::people::Actor;
use crate::setup::Desk;
use crate::view::{AuditReport, Download, LogPage, ReceiptMark};
use crate::write::salt_of;

/// So many leaves go under one checkpoint at most.
const BATCH: u32 = 500;
/// So many rounds of fetching nodes for one proof: each fetches all that one walk lacks.
const ROUNDS: usize = 80;

/// Nodes that were fetched, and those that a walk asked for in vain.
#[derive(Default)]
struct Nodes {
    known: BTreeMap<(u32, u64), Digest>,
    missing: std::cell::RefCell<Vec<(u32, u64)>>,
}

impl HashSource for Nodes {
    fn node(&self, level: u32, index: u64) -> Option<Digest> {
        let found = self.known.get(&(level, index)).copied();
        if found.is_none() {
            self.missing.borrow_mut().push((level, index));
        }
        found
    }
}

impl Desk {
    /// Puts the acts that wait into the log under a new signed checkpoint; says how many.
    ///
    /// # Errors
    /// When the signer or the database fails. Another node's sequencer being faster is no error.
    pub async fn sequence(&self) -> Result<u64, Refusal> {
        let _one = self.0.sequencer.lock().await;
        let waiting = self.store().log_queue(BATCH).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let mut head = self.tree_head().await?;
        let mut batch = self.store().batch();
        for (act, leaf) in &waiting {
            let hash: Hash = leaf.parse().map_err(|e| self.bug(&e))?;
            let index = i64::try_from(head.size()).unwrap_or(i64::MAX);
            batch.leaf(&LeafRow {
                idx: index,
                act_id: act.clone(),
                leaf: leaf.clone(),
            });
            head.append(
                leaf_hash(self.0.algorithm, hash.digest.bytes()),
                |level, index, hash| {
                    batch.node(level, index, &hash.to_string());
                },
            );
        }
        let note = Checkpoint::of(&self.0.origin, &head)
            .sign(&self.0.signer)
            .map_err(|e| self.bug(&e))?;
        let size = i64::try_from(head.size()).unwrap_or(i64::MAX);
        batch.checkpoint(&CheckpointRow {
            size,
            note: note.to_string(),
            made: self.now(),
        });
        let count = waiting.len() as u64;
        match self.store().write(batch).await {
            Ok(()) => {
                self.0.logged.notify_waiters();
                Ok(count)
            }
            Err(WriteError::Taken(_) | WriteError::Stale(_)) => Ok(0),
            Err(error) => Err(self.bug(&error)),
        }
    }

    /// Sequences for ever: what comes while one batch is written goes into the next. To be spawned by the server.
    pub async fn keep_sequencing(&self) {
        loop {
            match self.sequence().await {
                Ok(0) => {
                    // A node of another process may have recorded; look again after a while.
                    let _ = tokio::time::timeout(Duration::from_secs(2), self.0.queued.notified())
                        .await;
                }
                Ok(_) => (),
                Err(error) => {
                    tracing::error!(%error, "登记没有完成，稍后再试");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            }
        }
    }

    /// Waits until an act is in the log, at most so long; false: 凭证待登记.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn wait_logged(&self, act: &str, most: Duration) -> Result<bool, Refusal> {
        let deadline = tokio::time::Instant::now() + most;
        loop {
            let logged = self.0.logged.notified();
            if self.store().leaf_of(act).await?.is_some() {
                return Ok(true);
            }
            if tokio::time::timeout_at(deadline, logged).await.is_err() {
                return Ok(self.store().leaf_of(act).await?.is_some());
            }
        }
    }

    // The head as stored: one node for each bit of the size.
    async fn tree_head(&self) -> Result<TreeHead, Refusal> {
        let size = match self.store().checkpoint().await? {
            Some(row) => u64::try_from(row.size).unwrap_or(0),
            None => return Ok(TreeHead::new(self.0.algorithm)),
        };
        let (mut edge, mut offset) = (Vec::new(), 0_u64);
        for level in (0..64_u32).rev().filter(|l| size >> l & 1 == 1) {
            let hash = self.store().log_node(level, offset >> level).await?;
            let hash = hash
                .and_then(|h| Digest::from_hex(&h))
                .ok_or_else(|| self.bug(&"登记册的结点缺失"))?;
            edge.push(hash);
            offset += 1 << level;
        }
        TreeHead::restore(self.0.algorithm, size, edge).ok_or_else(|| self.bug(&"登记册的结点不合"))
    }

    /// The log for everybody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log(&self) -> Result<LogPage, Refusal> {
        let checkpoint = self.store().checkpoint().await?;
        Ok(LogPage {
            origin: self.0.origin.clone(),
            size: checkpoint
                .as_ref()
                .map_or(0, |c| u64::try_from(c.size).unwrap_or(0)),
            checkpoint: checkpoint.map(|c| c.note).unwrap_or_default(),
            queued: u64::try_from(self.store().log_waiting().await?).unwrap_or(0),
            key: self.0.signer.key().to_string(),
        })
    }

    /// Hashes of a level of the tree, for tiles: `from <= index < to`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_nodes(&self, level: u32, from: u64, to: u64) -> Result<Vec<Digest>, Refusal> {
        let rows = self.store().log_nodes(level, from, to).await?;
        Ok(rows
            .iter()
            .filter_map(|(_, h)| Digest::from_hex(h))
            .collect())
    }

    pub(crate) async fn receipt_mark(&self, act: &str) -> Result<ReceiptMark, Refusal> {
        let leaf = self.store().leaf_of(act).await?;
        Ok(leaf.map_or(ReceiptMark::Queued, |l| {
            ReceiptMark::Logged(place_in_log(l.idx))
        }))
    }

    /// The receipt of an act; `None` while it waits for the log.
    pub(crate) async fn receipt(
        &self,
        case: &Loaded,
        place: usize,
        document: Option<&DocumentRow>,
    ) -> Result<Option<Receipt>, Refusal> {
        self.receipt_of(&case.rows, place, document).await
    }

    /// The same for the acts of a case or a book.
    pub(crate) async fn receipt_of(
        &self,
        rows: &[fadu_store::acts::ActRow],
        place: usize,
        document: Option<&DocumentRow>,
    ) -> Result<Option<Receipt>, Refusal> {
        let Some(row) = rows.get(place) else {
            return Ok(None);
        };
        let (Some(leaf), Some(checkpoint)) = (
            self.store().leaf_of(&row.id).await?,
            self.store().checkpoint().await?,
        ) else {
            return Ok(None);
        };
        let (index, size) = (
            u64::try_from(leaf.idx).unwrap_or(0),
            u64::try_from(checkpoint.size).unwrap_or(0),
        );
        let proof = self.inclusion(index, size).await?;
        let note = Note::parse(&checkpoint.note).map_err(|e| self.bug(&e))?;
        let salted = |row: &fadu_store::acts::ActRow| {
            let act = serde_json::from_str(&row.canonical).map_err(|e| self.bug(&e))?;
            Ok::<_, Refusal>(SaltedAct {
                act,
                salt: salt_of(&row.salt),
            })
        };
        let earlier = rows
            .iter()
            .take(place)
            .map(salted)
            .collect::<Result<Vec<_>, _>>()?;
        let document = match document {
            Some(d) => Some(self.document_proof(d)?),
            None => None,
        };
        let parts = Parts {
            act: salted(row)?,
            earlier,
            index,
            proof,
            checkpoint: &note,
            log: self.0.signer.key(),
            witnesses: &[],
            document,
        };
        Receipt::issue(parts).map(Some).map_err(|e| self.bug(&e))
    }

    fn document_proof(&self, d: &DocumentRow) -> Result<DocumentProof, Refusal> {
        let hash: Hash = d.hash.parse().map_err(|e| self.bug(&e))?;
        Ok(DocumentProof {
            hash,
            length: u64::try_from(d.size).unwrap_or(0),
            salt: salt_of(&d.salt),
        })
    }

    async fn inclusion(&self, index: u64, size: u64) -> Result<Vec<Digest>, Refusal> {
        let mut nodes = Nodes::default();
        for _ in 0..ROUNDS {
            match inclusion(self.0.algorithm, &nodes, index, size) {
                Ok(path) => return Ok(path),
                Err(ProofError::Missing { .. }) => (),
                Err(error) => return Err(self.bug(&error)),
            }
            for (level, index) in nodes.missing.take() {
                let hash = self
                    .store()
                    .log_node(level, index)
                    .await?
                    .and_then(|h| Digest::from_hex(&h));
                nodes.known.insert(
                    (level, index),
                    hash.ok_or_else(|| self.bug(&"登记册的结点缺失"))?,
                );
            }
        }
        Err(self.bug(&"登记证明没有终了"))
    }

    /// The receipt of an act as text.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn receipt_text(&self, actor: &Actor, act: &str) -> Result<Option<String>, Refusal> {
        let (case, place) = self.act_of(actor, act).await?;
        let receipt = self.receipt(&case, place, None).await?;
        receipt
            .map(|r| r.to_text().map_err(|e| self.bug(&e)))
            .transpose()
    }

    /// The issued document with its receipt appended; without it while the act waits for the log.
    ///
    /// # Errors
    /// `NotFound`, or `Operator` when the file is not what was issued.
    pub async fn download(&self, actor: &Actor, document: &str) -> Result<Download, Refusal> {
        let (case, row) = self.document_of(actor, document).await?;
        let bytes = self.issued_bytes(&row)?;
        let place = case
            .acts
            .iter()
            .position(|a| a.id == row.act_id)
            .unwrap_or(usize::MAX);
        let on: Date = row.day.parse().map_err(|e| self.bug(&e))?;
        let bytes = match self.receipt(&case, place, Some(&row)).await? {
            Some(receipt) => {
                let text = receipt.to_text().map_err(|e| self.bug(&e))?;
                fadu_tlog::document::append_receipt(&bytes, text.as_bytes(), on)
                    .map_err(|e| self.bug(&e))?
            }
            None => bytes,
        };
        let name = row
            .number
            .as_ref()
            .map_or(String::new(), |n| format!(" {n}"));
        Ok(Download {
            name: format!("{}{name}.pdf", row.name),
            media: "application/pdf".to_owned(),
            bytes,
        })
    }

    pub(crate) fn issued_bytes(&self, row: &DocumentRow) -> Result<Vec<u8>, Refusal> {
        if row.erased != 0 {
            return Err(Refusal::NotFound("这份文书（已依法删除）".to_owned()));
        }
        let bytes = self.store().files().get(&row.place)?;
        if self.0.algorithm.hash(&bytes).to_string() == row.hash {
            return Ok(bytes);
        }
        Err(Refusal::Operator(format!(
            "文书文件 {} 与出具时不同，请从备份恢复",
            row.place
        )))
    }

    /// Computes the tree again from the recorded acts, from leaf `from` (the tree itself always from 0), and compares.
    ///
    /// # Errors
    /// When the database fails; what does not hold is in the report.
    pub async fn audit(&self, from: u64) -> Result<AuditReport, Refusal> {
        let mut head = TreeHead::new(self.0.algorithm);
        let mut report = AuditReport {
            leaves: 0,
            faults: Vec::new(),
        };
        let checkpoint = self.store().checkpoint().await?;
        let size = checkpoint
            .as_ref()
            .map_or(0, |c| u64::try_from(c.size).unwrap_or(0));
        let mut next = 0_i64;
        loop {
            let rows = self.store().leaves_from(next, 1000).await?;
            if rows.is_empty() {
                break;
            }
            for (idx, act, leaf, canonical, salt) in rows {
                if idx != next {
                    report
                        .faults
                        .push(format!("编号册缺第 {} 号", place_in_log(next)));
                }
                let again = fadu_tlog::commit::commit(
                    self.0.algorithm,
                    &salt_of(&salt),
                    canonical.as_bytes(),
                );
                if from <= u64::try_from(idx).unwrap_or(0) {
                    report.leaves += 1;
                    if again.to_string() != leaf {
                        report.faults.push(format!(
                            "第 {} 号（行为 {act}）的内容与登记的不同",
                            place_in_log(idx)
                        ));
                    }
                }
                // The tree is made from what stands in the record, not from the column beside it.
                head.append(
                    leaf_hash(self.0.algorithm, again.digest.bytes()),
                    |_, _, _| {},
                );
                next = idx + 1;
            }
        }
        if head.size() != size {
            report.faults.push(format!(
                "登记册有 {} 项，签名的首页说 {size} 项",
                head.size()
            ));
        }
        if let Some(row) = checkpoint {
            let note = Note::parse(&row.note).ok();
            let text = note.as_ref().map(|n| n.text.as_str()).unwrap_or_default();
            let signed = note
                .as_ref()
                .is_some_and(|n| fadu_tlog::Verifier::signed(self.0.signer.key(), n));
            if !signed {
                report.faults.push("首页的签名不对".to_owned());
            }
            if Checkpoint::of(&self.0.origin, &head).text() != text {
                report
                    .faults
                    .push("重新算出的树根与签名的首页不同".to_owned());
            }
        }
        Ok(report)
    }
}

/// Leaves are counted from 0, numbers that people read from 1.
pub(crate) fn place_in_log(index: i64) -> u64 {
    u64::try_from(index).map_or(0, |n| n.saturating_add(1))
}
