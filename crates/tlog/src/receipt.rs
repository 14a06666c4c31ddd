//! Receipts: what proves to a party, off line, that an act and the acts before it stand in the log.
//! The format is described in docs/receipt.md; a change there is a change of `FORMAT`.

use fadu_base::{Algorithm, Date, Digest, Hash, json};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::checkpoint::Checkpoint;
use crate::commit::{Leaf, Salt, commit_json};
use crate::merkle::leaf_hash;
use crate::note::Note;
use crate::proof;
use crate::sign::{KeyUse, Verifier, VerifierKey};

/// The version of the format that this crate writes and reads.
pub const FORMAT: &str = "fadu-receipt/1";

/// A receipt as it stands in its JSON text; not yet checked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The canonical act, personal facts as commitments.
    pub act: Value,
    /// The log's signed checkpoint with its cosignatures, a signed note.
    pub checkpoint: String,
    /// The issued document of the act, if it has one.
    pub document: Option<DocumentProof>,
    /// The earlier acts of the case, first to last.
    pub earlier: Vec<SaltedAct>,
    pub format: String,
    /// The log's hash function.
    pub hash: Algorithm,
    /// The number of the leaf, from 0.
    pub index: u64,
    /// The log's public key (C2SP vkey).
    pub log_key: String,
    /// The inclusion proof, from the leaf upwards.
    pub proof: Vec<Hash>,
    pub salt: Salt,
    /// `告知 2026-04-07`, … of the earlier acts and this one; derived from them.
    pub steps: Vec<String>,
    /// The witnesses' public keys, one for each cosignature, in the same order.
    pub witness_keys: Vec<String>,
}

/// An act in canonical form with the salt of its leaf.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaltedAct {
    pub act: Value,
    pub salt: Salt,
}

/// The issued document: its hash and length in bytes, and the salt of the commitment in the act.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentProof {
    pub hash: Hash,
    pub length: u64,
    pub salt: Salt,
}

/// What a receipt is made of.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    pub act: SaltedAct,
    pub earlier: Vec<SaltedAct>,
    pub index: u64,
    pub proof: Vec<Digest>,
    /// The signed checkpoint; its first signature is the log's, the others those of `witnesses`.
    pub checkpoint: &'a Note,
    pub log: &'a VerifierKey,
    pub witnesses: &'a [VerifierKey],
    pub document: Option<DocumentProof>,
}

/// Why a receipt cannot be read, or what in it does not hold.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReceiptError {
    #[error("读不出凭证：{0}")]
    Unreadable(String),
    #[error("不认识的凭证格式 `{0}`，这里能读 {FORMAT}")]
    Format(String),
    #[error("凭证的写法被改动过")]
    Spelling,
    #[error("第 {place} 步的记录缺少「{key}」或写法不对")]
    Record { place: usize, key: &'static str },
    #[error("第 {place} 步没有接在前一步后面")]
    Chain { place: usize },
    #[error("第 {place} 步不是同一个案件的")]
    Case { place: usize },
    #[error("所列步骤与记录不同")]
    Steps,
    #[error("登记册页首读不出、签名不对，或不是这个登记册的")]
    Checkpoint,
    #[error("登记证明不成立：{0}")]
    Inclusion(#[from] proof::ProofError),
    #[error("文书的指纹没有写在记录里")]
    Document,
}

/// The keys of a canonical act that a receipt relies on; all others are free.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// `case`: the id of the case.
    pub case: String,
    /// `act`: the act's name.
    pub act: String,
    /// `on`: its legal date.
    pub on: Date,
    /// `previous`: the leaf of the act before it in the case, null for the first.
    pub previous: Option<Leaf>,
    /// `documents`: the `commitment` of each.
    pub documents: Vec<Hash>,
}

impl Receipt {
    /// Writes the receipt of a registered act.
    ///
    /// # Errors
    /// When the acts are no chain or lack a key: no receipt is written that would not verify.
    pub fn issue(parts: Parts<'_>) -> Result<Receipt, ReceiptError> {
        let algorithm = Checkpoint::parse(&parts.checkpoint.text)
            .map_err(|_| ReceiptError::Checkpoint)?
            .algorithm;
        let mut receipt = Receipt {
            act: parts.act.act,
            checkpoint: parts.checkpoint.to_string(),
            document: parts.document,
            earlier: parts.earlier,
            format: FORMAT.to_owned(),
            hash: algorithm,
            index: parts.index,
            log_key: parts.log.to_string(),
            proof: parts
                .proof
                .into_iter()
                .map(|d| d.named(algorithm))
                .collect(),
            salt: parts.act.salt,
            steps: Vec::new(),
            witness_keys: parts.witnesses.iter().map(VerifierKey::to_string).collect(),
        };
        receipt.steps = receipt.derive_steps()?;
        receipt.check_checkpoint(parts.log)?;
        receipt.check_inclusion()?;
        receipt.check_document()?;
        Ok(receipt)
    }

    /// The canonical text, the only form in which a receipt is handed out.
    ///
    /// # Errors
    /// When a number in an act has no canonical text.
    pub fn to_text(&self) -> Result<String, ReceiptError> {
        let unreadable = |e: String| ReceiptError::Unreadable(e);
        let value = serde_json::to_value(self).map_err(|e| unreadable(e.to_string()))?;
        json::canonical(&value).map_err(|e| unreadable(e.to_string()))
    }

    /// Reads a receipt; only its canonical text is accepted, so that no byte goes unnoticed.
    ///
    /// # Errors
    /// `Unreadable`, `Format` or `Spelling`.
    pub fn parse(bytes: &[u8]) -> Result<Receipt, ReceiptError> {
        let (receipt, canonical) = Receipt::read(bytes)?;
        if canonical {
            Ok(receipt)
        } else {
            Err(ReceiptError::Spelling)
        }
    }

    /// Reads a receipt in any spelling and says whether it is the canonical one. Another spelling
    /// is never valid, but a verifier can still say what else is wrong.
    ///
    /// # Errors
    /// `Unreadable` or `Format`.
    pub fn read(bytes: &[u8]) -> Result<(Receipt, bool), ReceiptError> {
        let unreadable = |e: String| ReceiptError::Unreadable(e);
        let value: Value =
            serde_json::from_slice(bytes).map_err(|e| unreadable(format!("不是 JSON（{e}）")))?;
        let text = json::canonical(&value).map_err(|e| unreadable(e.to_string()))?;
        match value.get("format") {
            Some(Value::String(format)) if format == FORMAT => (),
            Some(Value::String(format)) => {
                return Err(ReceiptError::Format(format.chars().take(40).collect()));
            }
            _ => return Err(unreadable("缺少 format".to_owned())),
        }
        let receipt = serde_json::from_value(value).map_err(|e| unreadable(e.to_string()))?;
        Ok((receipt, text.as_bytes() == bytes))
    }

    /// The leaf of the act: hash(salt ‖ canonical act).
    ///
    /// # Errors
    /// When the act has no canonical text.
    pub fn leaf(&self) -> Result<Leaf, ReceiptError> {
        leaf(self.hash, &self.act, &self.salt)
    }

    /// The steps, when the acts are one chain of one case from its first act, and equal to `steps`.
    ///
    /// # Errors
    /// `Record`, `Chain`, `Case` or `Steps`.
    pub fn check_steps(&self) -> Result<&[String], ReceiptError> {
        if self.derive_steps()? == self.steps {
            Ok(&self.steps)
        } else {
            Err(ReceiptError::Steps)
        }
    }

    fn derive_steps(&self) -> Result<Vec<String>, ReceiptError> {
        let acts = self
            .earlier
            .iter()
            .map(|e| (&e.act, &e.salt))
            .chain([(&self.act, &self.salt)]);
        let mut before: Option<(Leaf, String)> = None;
        let mut steps = Vec::new();
        for (i, (act, salt)) in acts.enumerate() {
            let place = i + 1;
            let record = Record::read(act).map_err(|key| ReceiptError::Record { place, key })?;
            if record.previous != before.as_ref().map(|(leaf, _)| *leaf) {
                return Err(ReceiptError::Chain { place });
            }
            if before.is_some_and(|(_, case)| case != record.case) {
                return Err(ReceiptError::Case { place });
            }
            steps.push(format!("{} {}", record.act, record.on));
            before = Some((leaf(self.hash, act, salt)?, record.case));
        }
        Ok(steps)
    }

    /// The checkpoint, when the log's signature is of `key`, the key is the receipt's own, and
    /// there is one more line for each witness key and none besides.
    ///
    /// # Errors
    /// `Checkpoint`.
    pub fn check_checkpoint(&self, key: &VerifierKey) -> Result<Checkpoint, ReceiptError> {
        let note = self.note()?;
        let checkpoint = Checkpoint::parse(&note.text).map_err(|_| ReceiptError::Checkpoint)?;
        let first = note.signatures.first().ok_or(ReceiptError::Checkpoint)?;
        let holds = key.usage() == KeyUse::Log
            && key.to_string() == self.log_key
            && key.name() == checkpoint.origin
            && checkpoint.algorithm == self.hash
            && key.signer() == (first.name.as_str(), first.key_id)
            && key.verify(&note.text, &first.signature)
            && note.signatures.len() == 1 + self.witness_keys.len();
        if holds {
            Ok(checkpoint)
        } else {
            Err(ReceiptError::Checkpoint)
        }
    }

    /// Each witness key of the receipt and whether its line, at the same place, is valid.
    pub fn check_witnesses(&self) -> Vec<(Option<VerifierKey>, bool)> {
        let note = self.note().ok();
        let lines = note
            .iter()
            .flat_map(|n| n.signatures.iter().skip(1))
            .map(Some)
            .chain(std::iter::repeat(None));
        let keys = self
            .witness_keys
            .iter()
            .map(|k| k.parse::<VerifierKey>().ok());
        keys.zip(lines)
            .map(|(key, line)| {
                let valid = match (&key, line, &note) {
                    (Some(key), Some(line), Some(note)) => {
                        key.usage() == KeyUse::Witness
                            && key.signer() == (line.name.as_str(), line.key_id)
                            && key.verify(&note.text, &line.signature)
                    }
                    _ => false,
                };
                (key, valid)
            })
            .collect()
    }

    /// Is the act's leaf leaf `index` of the tree that the checkpoint's text states? Whose text it
    /// is, `check_checkpoint` says.
    ///
    /// # Errors
    /// `Checkpoint` or `Inclusion`.
    pub fn check_inclusion(&self) -> Result<(), ReceiptError> {
        let checkpoint =
            Checkpoint::parse(&self.note()?.text).map_err(|_| ReceiptError::Checkpoint)?;
        if self.proof.iter().any(|h| h.algorithm != self.hash) || checkpoint.algorithm != self.hash
        {
            return Err(ReceiptError::Checkpoint);
        }
        let path: Vec<Digest> = self.proof.iter().map(|h| h.digest).collect();
        let hash = leaf_hash(self.hash, self.leaf()?.digest.bytes());
        proof::verify_inclusion(
            self.hash,
            self.index,
            checkpoint.size,
            &hash,
            &path,
            &checkpoint.root,
        )?;
        Ok(())
    }

    /// Does the act hold the commitment to the document that the receipt names?
    ///
    /// # Errors
    /// `Document`.
    pub fn check_document(&self) -> Result<(), ReceiptError> {
        let Some(document) = &self.document else {
            return Ok(());
        };
        let record = Record::read(&self.act).map_err(|_| ReceiptError::Document)?;
        let held = document.hash.algorithm == self.hash
            && record.documents.contains(&document.commitment()?);
        if held {
            Ok(())
        } else {
            Err(ReceiptError::Document)
        }
    }

    fn note(&self) -> Result<Note, ReceiptError> {
        Note::parse(&self.checkpoint).map_err(|_| ReceiptError::Checkpoint)
    }
}

impl DocumentProof {
    /// The proof of an issued document; its `commitment` goes into the act.
    pub fn new(algorithm: Algorithm, document: &[u8], salt: Salt) -> DocumentProof {
        DocumentProof {
            hash: algorithm.hash(document),
            length: document.len() as u64,
            salt,
        }
    }

    /// hash(salt ‖ canonical JSON of `hash` and `length`).
    ///
    /// # Errors
    /// When the length is beyond what JSON numbers hold.
    pub fn commitment(&self) -> Result<Hash, ReceiptError> {
        let value = json!({"hash": self.hash, "length": self.length});
        commit_json(self.hash.algorithm, &self.salt, &value).map_err(|_| ReceiptError::Document)
    }

    /// Are these the issued bytes?
    pub fn matches(&self, document: &[u8]) -> bool {
        document.len() as u64 == self.length && self.hash.algorithm.hash(document) == self.hash
    }
}

impl Record {
    /// Reads the keys that receipts rely on.
    ///
    /// # Errors
    /// The name of the key that is missing or wrong.
    pub fn read(act: &Value) -> Result<Record, &'static str> {
        let text = |key: &'static str| {
            act.get(key)
                .and_then(Value::as_str)
                .filter(|s| !s.is_empty())
                .ok_or(key)
        };
        let previous = match act.get("previous") {
            Some(Value::Null) => None,
            Some(Value::String(hash)) => Some(hash.parse().map_err(|_| "previous")?),
            _ => return Err("previous"),
        };
        let documents = match act.get("documents") {
            None => Vec::new(),
            Some(Value::Array(items)) => items
                .iter()
                .map(|d| {
                    d.get("commitment")
                        .and_then(Value::as_str)
                        .and_then(|t| t.parse().ok())
                })
                .collect::<Option<_>>()
                .ok_or("documents")?,
            Some(_) => return Err("documents"),
        };
        Ok(Record {
            case: text("case")?.to_owned(),
            act: text("act")?.to_owned(),
            on: text("on")?.parse().map_err(|_| "on")?,
            previous,
            documents,
        })
    }
}

/// The leaf of an act: hash(salt ‖ canonical act).
///
/// # Errors
/// When the act has no canonical text.
pub fn leaf(algorithm: Algorithm, act: &Value, salt: &Salt) -> Result<Leaf, ReceiptError> {
    commit_json(algorithm, salt, act).map_err(|e| ReceiptError::Unreadable(e.to_string()))
}
