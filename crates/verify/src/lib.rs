//! The stand-alone verifier: a document with its receipt, or a bare receipt, in; an answer in four
//! lines out. No network, no clock, no store: bytes and keys come in as arguments.

mod report;
mod witness;

use fadu_tlog::document::{find_receipt, is_exact};
use fadu_tlog::receipt::{DocumentProof, Receipt, ReceiptError, Record};
use fadu_tlog::sign::{KeyError, KeyUse, VerifierKey};

pub use report::{DocumentState, KeySource, Line, Report, WitnessReport};

/// What the person who verifies brings along.
#[derive(Clone, Default, Debug)]
pub struct Options<'a> {
    /// `--document`: the document of a bare receipt.
    pub document: Option<&'a [u8]>,
    /// `--key`: the log's public key, known from elsewhere.
    pub log_key: Option<VerifierKey>,
    /// `--witness`: public keys of witnesses, known from elsewhere.
    pub witnesses: Vec<VerifierKey>,
}

/// The file holds nothing that could be checked (exit status 2).
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("这个 PDF 里没有凭证，或附在后面的内容不止凭证一项")]
    NoReceipt,
    #[error("{0}")]
    Receipt(#[from] ReceiptError),
}

/// Reads a key given as `--key`.
///
/// # Errors
/// When it is no public key, or a witness's.
pub fn log_key(text: &str) -> Result<VerifierKey, KeyError> {
    key_for(text, KeyUse::Log)
}

/// Reads a key given as `--witness`.
///
/// # Errors
/// When it is no public key, or a log's.
pub fn witness_key(text: &str) -> Result<VerifierKey, KeyError> {
    key_for(text, KeyUse::Witness)
}

fn key_for(text: &str, usage: KeyUse) -> Result<VerifierKey, KeyError> {
    let key: VerifierKey = text.trim().parse()?;
    if key.usage() == usage {
        Ok(key)
    } else {
        Err(KeyError::Use(key.to_string()))
    }
}

/// Verifies a PDF with its receipt, or a bare receipt.
///
/// # Errors
/// `Unreadable` when there is no receipt of a known format in the file; everything that can be read
/// and does not hold is in the report.
pub fn verify(file: &[u8], options: &Options<'_>) -> Result<Report, Unreadable> {
    let is_pdf = file.starts_with(b"%PDF-");
    let bytes = if is_pdf {
        find_receipt(file).ok_or(Unreadable::NoReceipt)?
    } else {
        file
    };
    let (receipt, canonical) = Receipt::read(bytes)?;
    let documents: Vec<&[u8]> = is_pdf
        .then_some(file)
        .into_iter()
        .chain(options.document)
        .collect();
    let mut report = Report::of(&receipt);
    if !canonical {
        report.fail(Line::Log, ReceiptError::Spelling.to_string());
    }
    report.document = document(&receipt, bytes, &documents);
    if report.document == DocumentState::Differs {
        report.fail(Line::Content, "这份文书和登记的不一样".to_owned());
    }
    check_log(&receipt, options, &mut report);
    witness::check(&receipt, &options.witnesses, &mut report);
    match receipt.check_steps() {
        Ok(steps) => report.steps = steps.to_vec(),
        Err(error) => report.fail(Line::Procedure, error.to_string()),
    }
    report.valid = report.problems.is_empty();
    Ok(report)
}

fn document(receipt: &Receipt, bytes: &[u8], documents: &[&[u8]]) -> DocumentState {
    let Some(proof) = &receipt.document else {
        return if documents.is_empty() {
            DocumentState::Absent
        } else {
            DocumentState::Differs
        };
    };
    let Ok(record) = Record::read(&receipt.act) else {
        return DocumentState::Differs;
    };
    let same = |file: &&[u8]| proof.matches(file) || carries(proof, file, bytes, &record);
    if receipt.check_document().is_err() || !documents.iter().all(same) {
        DocumentState::Differs
    } else if documents.is_empty() {
        DocumentState::Absent
    } else {
        DocumentState::Match
    }
}

// The issued bytes with this very receipt behind them and nothing else.
fn carries(proof: &DocumentProof, file: &[u8], receipt: &[u8], record: &Record) -> bool {
    let issued = usize::try_from(proof.length)
        .ok()
        .and_then(|n| file.get(..n));
    issued.is_some_and(|issued| proof.matches(issued))
        && is_exact(file, proof.length, receipt, record.on)
}

fn check_log(receipt: &Receipt, options: &Options<'_>, report: &mut Report) {
    match receipt.check_inclusion() {
        Ok(()) => report.inclusion = true,
        Err(error) => report.fail(Line::Log, error.to_string()),
    }
    let (key, source) = match &options.log_key {
        Some(key) => (Some(key.clone()), KeySource::Given),
        None => (receipt.log_key.parse().ok(), KeySource::FromReceipt),
    };
    report.log_key = source;
    match (key.map(|key| receipt.check_checkpoint(&key)), source) {
        (Some(Ok(_)), _) => report.checkpoint = true,
        (_, KeySource::Given) => {
            report.fail(Line::Log, "编号册这一页的签名不是所给公钥的".to_owned())
        }
        (_, KeySource::FromReceipt) => report.fail(Line::Log, "编号册这一页的签名不对".to_owned()),
    }
}
