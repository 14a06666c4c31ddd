//! The cases of docs/vectors/receipt: good receipts and documents, and each way to spoil them.

use fadu_base::{Algorithm, json};
use fadu_tlog::{Ed25519Signer, Salt, Signer};
use serde_json::Value;

use crate::common::{self, PDF, log, receipt, text, with_receipt, witness};

/// One line of the manifest. `expected` is written by hand: `valid`, `unreadable`, `spelling`
/// (all holds, but the text is not canonical), or what does not hold.
pub struct Case {
    pub name: &'static str,
    pub file: Vec<u8>,
    pub document: Option<Vec<u8>>,
    pub key: Option<String>,
    pub witnesses: Vec<String>,
    pub expected: &'static str,
}

fn case(name: &'static str, expected: &'static str, file: Vec<u8>) -> Case {
    Case {
        name,
        file,
        document: None,
        key: None,
        witnesses: vec![],
        expected,
    }
}

/// The good receipt with one thing changed, in canonical form.
fn changed(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value = serde_json::from_slice(&text(&receipt(Algorithm::Sm3, 3, 2))).unwrap();
    change(&mut value);
    json::canonical(&value).unwrap().into_bytes()
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    assert!(text.contains(from));
    text.replacen(from, to, 1).into_bytes()
}

fn good() -> Vec<Case> {
    let sm3 = receipt(Algorithm::Sm3, 3, 2);
    let bare = text(&sm3);
    let keys = vec![witness(1).key().to_string(), witness(2).key().to_string()];
    vec![
        case("sm3-bare", "valid", bare.clone()),
        case("sm3-pdf", "valid", with_receipt(&sm3)),
        Case {
            document: Some(PDF.to_vec()),
            ..case("sm3-beside-document", "valid", bare.clone())
        },
        Case {
            document: Some(with_receipt(&sm3)),
            ..case("sm3-beside-download", "valid", bare.clone())
        },
        Case {
            key: Some(log().key().to_string()),
            witnesses: keys,
            ..case("sm3-keys-given", "valid", bare)
        },
        case(
            "sha256-bare",
            "valid",
            text(&receipt(Algorithm::Sha256, 3, 1)),
        ),
        case(
            "sha256-pdf",
            "valid",
            with_receipt(&receipt(Algorithm::Sha256, 3, 0)),
        ),
        case(
            "first-act-no-document",
            "valid",
            text(&receipt(Algorithm::Sm3, 0, 0)),
        ),
        case(
            "second-act-no-document",
            "valid",
            text(&receipt(Algorithm::Sha256, 1, 3)),
        ),
    ]
}

fn bad_receipts() -> Vec<Case> {
    let swap = |v: &mut Value, a: &str, i: usize, j: usize| v[a].as_array_mut().unwrap().swap(i, j);
    vec![
        case(
            "act-changed",
            "inclusion steps",
            changed(|v| v["act"]["on"] = "2026-04-21".into()).clone(),
        ),
        case(
            "fact-changed",
            "inclusion",
            changed(|v| v["act"]["facts"]["额"] = "5000.00元".into()),
        ),
        case(
            "salt-changed",
            "inclusion",
            changed(|v| v["salt"] = Salt([8; 32]).to_string().into()),
        ),
        case(
            "index-changed",
            "inclusion",
            changed(|v| v["index"] = 12.into()),
        ),
        case(
            "proof-shortened",
            "inclusion",
            changed(|v| _ = v["proof"].as_array_mut().unwrap().pop()),
        ),
        case(
            "proof-exchanged",
            "inclusion",
            changed(|v| swap(v, "proof", 0, 1)),
        ),
        case(
            "proof-other-hash",
            "inclusion",
            changed(|v| v["proof"][0] = Algorithm::Sha256.hash(b"").to_string().into()),
        ),
        case(
            "earlier-act-renamed",
            "steps",
            changed(|v| v["earlier"][1]["act"]["act"] = "听证".into()),
        ),
        case(
            "earlier-act-left-out",
            "steps",
            changed(|v| _ = v["earlier"].as_array_mut().unwrap().remove(1)),
        ),
        case(
            "first-act-left-out",
            "steps",
            changed(|v| _ = v["earlier"].as_array_mut().unwrap().remove(0)),
        ),
        case(
            "steps-embellished",
            "steps",
            changed(|v| {
                v["steps"]
                    .as_array_mut()
                    .unwrap()
                    .insert(1, "听证 2026-04-01".into())
            }),
        ),
        case(
            "earlier-salt-changed",
            "steps",
            changed(|v| v["earlier"][0]["salt"] = Salt([8; 32]).to_string().into()),
        ),
        case(
            "document-hash-changed",
            "document",
            changed(|v| v["document"]["hash"] = Algorithm::Sm3.hash(b"").to_string().into()),
        ),
        case(
            "document-length-changed",
            "document",
            changed(|v| v["document"]["length"] = 7.into()),
        ),
        case(
            "tree-size-changed",
            "inclusion checkpoint witnesses",
            changed(|v| rewrite(v, "\n15\n", "\n25\n")),
        ),
        case(
            "log-signature-changed",
            "checkpoint",
            changed(|v| rewrite_line(v, 0)),
        ),
        case(
            "cosignature-changed",
            "witnesses",
            changed(|v| rewrite_line(v, 2)),
        ),
        case(
            "witnesses-exchanged",
            "witnesses",
            changed(|v| swap(v, "witness_keys", 0, 1)),
        ),
        case("witness-twice", "witnesses", changed(witness_twice)),
        case(
            "cosignature-unlisted",
            "checkpoint",
            changed(|v| _ = v["witness_keys"].as_array_mut().unwrap().pop()),
        ),
        case(
            "log-key-of-another",
            "checkpoint",
            changed(|v| v["log_key"] = stranger().into()),
        ),
        case(
            "log-key-no-key",
            "checkpoint",
            changed(|v| v["log_key"] = "log".into()),
        ),
        case(
            "hash-renamed",
            "inclusion checkpoint steps document",
            changed(|v| v["hash"] = "sha256".into()),
        ),
    ]
}

fn bad_files() -> Vec<Case> {
    let sm3 = receipt(Algorithm::Sm3, 3, 2);
    let (bare, pdf) = (text(&sm3), with_receipt(&sm3));
    let other = Case {
        key: Some(stranger()),
        ..case("key-of-another-log", "checkpoint", bare.clone())
    };
    let missing = vec![witness(1).key().to_string(), witness(3).key().to_string()];
    let no_document = text(&receipt(Algorithm::Sm3, 0, 0));
    vec![
        other,
        Case {
            witnesses: missing,
            ..case("witness-missing", "witnesses", bare.clone())
        },
        Case {
            document: Some(replaced(PDF, "595", "596")),
            ..case("document-beside-changed", "document", bare.clone())
        },
        Case {
            document: Some([PDF, b"\n"].concat()),
            ..case("document-beside-longer", "document", bare.clone())
        },
        Case {
            document: Some(PDF.to_vec()),
            ..case("document-unknown", "document", no_document)
        },
        case("pdf-page-changed", "document", replaced(&pdf, "595", "596")),
        case(
            "pdf-update-changed",
            "document",
            replaced(&pdf, "(Fadu receipt)", "(Fadu Receipt)"),
        ),
        case(
            "pdf-second-update",
            "unreadable",
            [&pdf[..], b"startxref\n9\n%%EOF\n"].concat(),
        ),
        case("pdf-without-receipt", "unreadable", PDF.to_vec()),
        case(
            "not-canonical-blank",
            "spelling",
            [&bare[..], b"\n"].concat(),
        ),
        case(
            "not-canonical-number",
            "unreadable",
            replaced(&bare, "\"index\":13", "\"index\":13.0"),
        ),
        case(
            "key-twice",
            "spelling",
            replaced(&bare, "{\"act\":", "{\"act\":1,\"act\":"),
        ),
        case(
            "not-canonical-changed",
            "inclusion",
            pretty(&changed(|v| v["act"]["facts"] = 1.into())),
        ),
        case(
            "pdf-receipt-respelled",
            "spelling",
            pdf_with(&pretty(&bare)),
        ),
        case("pdf-receipt-broken", "unreadable", pdf_with(b"{")),
        case(
            "key-unknown",
            "unreadable",
            changed(|v| v["more"] = 1.into()),
        ),
        case(
            "key-missing",
            "unreadable",
            changed(|v| _ = v.as_object_mut().unwrap().remove("proof")),
        ),
        case(
            "format-unknown",
            "unreadable",
            changed(|v| v["format"] = "fadu-receipt/2".into()),
        ),
        case("empty", "unreadable", vec![]),
    ]
}

/// The same JSON with line breaks and blanks.
fn pretty(bytes: &[u8]) -> Vec<u8> {
    serde_json::to_vec_pretty(&serde_json::from_slice::<Value>(bytes).unwrap()).unwrap()
}

fn pdf_with(receipt: &[u8]) -> Vec<u8> {
    fadu_tlog::document::append_receipt(PDF, receipt, "2026-04-20".parse().unwrap()).unwrap()
}

fn stranger() -> String {
    Ed25519Signer::from_seed(common::ORIGIN, &[3; 32])
        .unwrap()
        .key()
        .to_string()
}

fn rewrite(v: &mut Value, from: &str, to: &str) {
    let note = v["checkpoint"].as_str().unwrap();
    assert!(note.contains(from), "{note}");
    v["checkpoint"] = note.replacen(from, to, 1).into();
}

/// Changes one sign inside the signature of a line.
fn rewrite_line(v: &mut Value, line: usize) {
    let note = v["checkpoint"].as_str().unwrap().to_owned();
    let mut lines: Vec<String> = note.split('\n').map(str::to_owned).collect();
    let at = lines[5 + line].len() - 10;
    let sign = if lines[5 + line].as_bytes()[at] == b'A' {
        "B"
    } else {
        "A"
    };
    lines[5 + line].replace_range(at..=at, sign);
    v["checkpoint"] = lines.join("\n").into();
}

fn witness_twice(v: &mut Value) {
    let note = v["checkpoint"].as_str().unwrap().to_owned();
    let mut lines: Vec<&str> = note.split('\n').collect();
    lines[7] = lines[6];
    v["checkpoint"] = lines.join("\n").into();
    v["witness_keys"][1] = v["witness_keys"][0].clone();
}

pub fn cases() -> Vec<Case> {
    good()
        .into_iter()
        .chain(bad_receipts())
        .chain(bad_files())
        .collect()
}
