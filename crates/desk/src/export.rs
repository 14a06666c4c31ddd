//! The whole file of a case as a folder: record, documents, evidence, proofs and an index; and the check of such a folder.
//!
//! Order of the index as in an archive: acts in the order of record, each with its documents and attachments.

use std::collections::BTreeMap;

use fadu_base::{Algorithm, Digest, Hash};
use fadu_store::acts::{DocumentRow, FileRow};
use fadu_tlog::Salt;
use fadu_tlog::commit::commit_json;
use serde_json::{Value as Json, json};

use crate::error::Refusal;
use crate::load::Loaded;
use crate::people::Actor;
use crate::record::Canonical;
use crate::setup::Desk;

/// Name and content of each file of the folder.
pub type Folder = BTreeMap<String, Vec<u8>>;

const FORMAT: &str = "fadu-case/1";
const MANIFEST: &str = "manifest.json";
const INDEX: &str = "index.csv";
const VALUES: &str = "values.json";

/// What a folder turned out to be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CaseCheck {
    /// Acts, documents and attachments that were read again.
    pub acts: usize,
    /// Documents.
    pub documents: usize,
    /// Attachments.
    pub files: usize,
    /// What differs; empty: the folder is what was exported.
    pub faults: Vec<String>,
}

impl Desk {
    /// The first officer of a case, in whose name an operator takes its file out.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn officer_of(&self, case: &str) -> Result<Actor, Refusal> {
        let case = self.load(case).await?;
        let officer = case
            .officers
            .first()
            .ok_or_else(|| Refusal::NotFound("这个办件的承办人".to_owned()))?;
        self.actor(officer).await
    }

    /// The whole file of a case.
    ///
    /// # Errors
    /// `NotFound`; `Operator` when a file on the disk is not what was recorded.
    pub async fn export_case(&self, actor: &Actor, case: &str) -> Result<Folder, Refusal> {
        let case = self.visible(actor, case).await?;
        let mut folder = Folder::new();
        let mut index = vec!["序号,名称,日期,文号,页数,文件".to_owned()];
        let documents = self.store().documents_of(&case.file.id).await?;
        let files = self.store().files_of(&case.file.id).await?;
        for (place, act) in case.acts.iter().enumerate() {
            let n = place + 1;
            let stem = format!("{n:03}-{}", plain(&act.act));
            let row = case
                .rows
                .get(place)
                .ok_or_else(|| Refusal::NotFound("这一步".to_owned()))?;
            let path = format!("acts/{stem}.json");
            index.push(line(
                index.len(),
                &act.act,
                &act.on.to_string(),
                "",
                "",
                &path,
            ));
            folder.insert(path, row.canonical.clone().into_bytes());
            if let Some(receipt) = self.receipt(&case, place, None).await? {
                let text = receipt.to_text().map_err(|e| self.bug(&e))?;
                folder.insert(format!("receipts/{stem}.json"), text.into_bytes());
            }
            for row in documents
                .iter()
                .filter(|d| d.act_id == act.id && d.erased == 0)
            {
                self.export_document(&case, place, row, &mut folder, &mut index)
                    .await?;
            }
            for row in files
                .iter()
                .filter(|f| f.act_id.as_deref() == Some(&act.id) && f.erased == 0)
            {
                self.export_file(n, row, &act.on.to_string(), &mut folder, &mut index)?;
            }
        }
        folder.insert(VALUES.to_owned(), self.values_json(&case).await?);
        folder.insert(
            INDEX.to_owned(),
            format!("\u{feff}{}\r\n", index.join("\r\n")).into_bytes(),
        );
        let manifest = self.manifest(&case, &folder, &documents, &files);
        folder.insert(MANIFEST.to_owned(), manifest.into_bytes());
        Ok(folder)
    }

    async fn export_document(
        &self,
        case: &Loaded,
        place: usize,
        row: &DocumentRow,
        folder: &mut Folder,
        index: &mut Vec<String>,
    ) -> Result<(), Refusal> {
        let bytes = self.issued_bytes(row)?;
        let on = row.day.parse().map_err(|e| self.bug(&e))?;
        let bytes = match self.receipt(case, place, Some(row)).await? {
            Some(receipt) => {
                let text = receipt.to_text().map_err(|e| self.bug(&e))?;
                fadu_tlog::document::append_receipt(&bytes, text.as_bytes(), on)
                    .map_err(|e| self.bug(&e))?
            }
            None => bytes,
        };
        let number = row.number.clone().unwrap_or_default();
        let path = format!(
            "documents/{:03}-{}{}.pdf",
            place + 1,
            plain(&row.name),
            plain(&number)
        );
        index.push(line(
            index.len(),
            &row.name,
            &row.day,
            &number,
            &row.pages.to_string(),
            &path,
        ));
        folder.insert(path, bytes);
        Ok(())
    }

    fn export_file(
        &self,
        n: usize,
        row: &FileRow,
        on: &str,
        folder: &mut Folder,
        index: &mut Vec<String>,
    ) -> Result<(), Refusal> {
        let bytes = self.store().files().get(&row.place)?;
        if self.0.algorithm.hash(&bytes).to_string() != row.hash {
            return Err(Refusal::Operator(format!(
                "文件 {} 的指纹不符，请从备份恢复",
                row.place
            )));
        }
        let path = format!(
            "evidence/{n:03}-{}-{}",
            row.id
                .get(row.id.len().saturating_sub(6)..)
                .unwrap_or_default(),
            plain(&row.name)
        );
        index.push(line(index.len(), &row.name, on, "", "", &path));
        folder.insert(path, bytes);
        Ok(())
    }

    // Values that the acts commit to, with their salts: who holds the file of the case may read them.
    async fn values_json(&self, case: &Loaded) -> Result<Vec<u8>, Refusal> {
        let rows = self.store().values(&case.file.id).await?;
        let list: Vec<Json> = rows
            .into_iter()
            .filter_map(|r| {
                Some(json!({"act": r.act_id, "path": r.path, "salt": r.salt?, "value": r.value?}))
            })
            .collect();
        Ok(json!(list).to_string().into_bytes())
    }

    fn manifest(
        &self,
        case: &Loaded,
        folder: &Folder,
        documents: &[DocumentRow],
        files: &[FileRow],
    ) -> String {
        let listed: BTreeMap<&String, String> = folder
            .iter()
            .map(|(path, bytes)| (path, self.0.algorithm.hash(bytes).to_string()))
            .collect();
        let salts: BTreeMap<&String, &String> = files
            .iter()
            .filter(|f| f.erased == 0)
            .map(|f| (&f.id, &f.salt))
            .collect();
        let _ = documents;
        json!({
            "format": FORMAT,
            "case": case.file.alias,
            "id": case.file.id,
            "procedure": case.file.procedure_slug,
            "version": case.procedure.version(),
            "log_key": fadu_tlog::Signer::key(&self.0.signer).to_string(),
            "files": listed,
            "attachment_salts": salts,
        })
        .to_string()
    }
}

/// Reads an exported folder again: record, hashes, documents, receipts.
pub fn check_case(folder: &Folder) -> CaseCheck {
    let mut check = CaseCheck::default();
    let manifest: Option<Json> = folder
        .get(MANIFEST)
        .and_then(|b| serde_json::from_slice(b).ok());
    let Some(manifest) =
        manifest.filter(|m| m.get("format").and_then(Json::as_str) == Some(FORMAT))
    else {
        check
            .faults
            .push(format!("没有 {MANIFEST}，或者不是导出的案卷"));
        return check;
    };
    check_files(folder, &manifest, &mut check);
    let acts = check_acts(folder, &mut check);
    check_receipts(folder, &manifest, &mut check);
    check_values(folder, &acts, &mut check);
    check_attachments(folder, &manifest, &acts, &mut check);
    check
}

fn check_files(folder: &Folder, manifest: &Json, check: &mut CaseCheck) {
    let listed = manifest
        .get("files")
        .and_then(Json::as_object)
        .cloned()
        .unwrap_or_default();
    for (path, hash) in &listed {
        let hash: Option<Hash> = hash.as_str().and_then(|h| h.parse().ok());
        match (folder.get(path), hash) {
            (Some(bytes), Some(hash)) if hash.algorithm.hash(bytes) == hash => (),
            (Some(_), _) => check.faults.push(format!("{path}：内容变了")),
            (None, _) => check.faults.push(format!("{path}：缺失")),
        }
    }
    for path in folder
        .keys()
        .filter(|p| *p != MANIFEST && !listed.contains_key(*p))
    {
        check.faults.push(format!("{path}：清单里没有"));
    }
}

// The acts in order, as their files say; that they are one chain, the receipts prove.
fn check_acts(folder: &Folder, check: &mut CaseCheck) -> Vec<Canonical> {
    let mut acts = Vec::new();
    for (path, bytes) in folder.iter().filter(|(p, _)| p.starts_with("acts/")) {
        let canonical = fadu_base::json::parse_canonical(bytes)
            .ok()
            .and_then(|v| serde_json::from_value(v).ok());
        match canonical {
            Some(act) => acts.push(act),
            None => check.faults.push(format!("{path}：不是规范的记录")),
        }
    }
    acts.sort_by_key(|a: &Canonical| a.seq);
    for (i, act) in acts.iter().enumerate() {
        if act.seq as usize != i + 1 {
            check.faults.push(format!("缺第 {} 步的记录", i + 1));
            break;
        }
    }
    check.acts = acts.len();
    acts
}

fn check_receipts(folder: &Folder, manifest: &Json, check: &mut CaseCheck) {
    let key = manifest
        .get("log_key")
        .and_then(Json::as_str)
        .and_then(|k| fadu_verify::log_key(k).ok());
    let options = fadu_verify::Options {
        log_key: key,
        ..fadu_verify::Options::default()
    };
    let proved = folder
        .iter()
        .filter(|(p, _)| p.starts_with("receipts/") || p.starts_with("documents/"));
    for (path, bytes) in proved {
        let is_document = path.starts_with("documents/");
        check.documents += usize::from(is_document);
        match fadu_verify::verify(bytes, &options) {
            Ok(report) if report.exit_code() == 0 => (),
            Ok(_) => check.faults.push(format!("{path}：凭证不成立")),
            // A document whose act still waits for the log has no receipt yet.
            Err(_) if is_document && !has_receipt(folder, path) => (),
            Err(why) => check.faults.push(format!("{path}：{why}")),
        }
    }
    for (path, bytes) in folder.iter().filter(|(p, _)| p.starts_with("receipts/")) {
        let act = folder.get(&path.replace("receipts/", "acts/"));
        let own = fadu_tlog::Receipt::parse(bytes)
            .ok()
            .and_then(|r| fadu_base::json::canonical(&r.act).ok());
        if own.as_ref().map(String::as_bytes) != act.map(Vec::as_slice) {
            check.faults.push(format!("{path}：不是这一步的凭证"));
        }
    }
}

fn has_receipt(folder: &Folder, document: &str) -> bool {
    let n = document
        .trim_start_matches("documents/")
        .get(..3)
        .unwrap_or_default()
        .to_owned();
    folder
        .keys()
        .any(|p| p.starts_with(&format!("receipts/{n}")))
}

fn check_values(folder: &Folder, acts: &[Canonical], check: &mut CaseCheck) {
    let values: Vec<Json> = folder
        .get(VALUES)
        .and_then(|b| serde_json::from_slice(b).ok())
        .unwrap_or_default();
    for value in &values {
        let text = |key: &str| value.get(key).and_then(Json::as_str).unwrap_or_default();
        let held = acts.iter().find(|a| a.id == text("act")).and_then(|a| {
            let (kind, name) = text("path").split_once('/')?;
            let map = if kind == "facts" {
                &a.facts
            } else {
                &a.behaviour
            };
            map.get(name)?
                .get("commitment")?
                .as_str()?
                .parse::<Hash>()
                .ok()
        });
        let json: Option<Json> = serde_json::from_str(text("value")).ok();
        let fits = match (held, json, Digest::from_hex(text("salt"))) {
            (Some(held), Some(json), Some(salt)) => {
                commit_json(held.algorithm, &Salt(salt.0), &json).ok() == Some(held)
            }
            _ => false,
        };
        if !fits {
            check
                .faults
                .push(format!("{}：内容与记录的不符", text("path")));
        }
    }
}

// Each attachment's bytes are those that its act commits to.
fn check_attachments(folder: &Folder, manifest: &Json, acts: &[Canonical], check: &mut CaseCheck) {
    let salts = manifest
        .get("attachment_salts")
        .and_then(Json::as_object)
        .cloned()
        .unwrap_or_default();
    for attached in acts.iter().flat_map(|a| &a.attachments) {
        let Some(salt) = salts
            .get(&attached.id)
            .and_then(Json::as_str)
            .and_then(Digest::from_hex)
        else {
            continue;
        };
        check.files += 1;
        let tail = attached
            .id
            .get(attached.id.len().saturating_sub(6)..)
            .unwrap_or_default();
        let bytes = folder
            .iter()
            .find(|(p, _)| p.starts_with("evidence/") && p.contains(&format!("-{tail}-")))
            .map(|(_, b)| b);
        let held: Option<Hash> = attached.commitment.parse().ok();
        let fits = match (bytes, held) {
            (Some(bytes), Some(held)) => again(held.algorithm, &Salt(salt.0), bytes) == Some(held),
            _ => false,
        };
        if !fits {
            check
                .faults
                .push(format!("附件 {}：缺失或与记录的不符", attached.id));
        }
    }
}

fn again(algorithm: Algorithm, salt: &Salt, bytes: &[u8]) -> Option<Hash> {
    let proof = json!({"hash": algorithm.hash(bytes), "length": bytes.len()});
    commit_json(algorithm, salt, &proof).ok()
}

fn line(n: usize, name: &str, on: &str, number: &str, pages: &str, path: &str) -> String {
    let cell = |t: &str| {
        if t.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", t.replace('"', "\"\""))
        } else {
            t.to_owned()
        }
    };
    [&n.to_string(), name, on, number, pages, path]
        .map(cell)
        .join(",")
}

// A name that every file system takes.
fn plain(name: &str) -> String {
    let fine = |c: char| {
        if c.is_control() || "/\\:*?\"<>|".contains(c) {
            '_'
        } else {
            c
        }
    };
    name.chars().map(fine).take(80).collect()
}
