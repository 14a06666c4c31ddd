//! Receipts and documents end to end: issue, append, find, and every flipped byte refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use fadu_base::{Algorithm, Date};
use fadu_tlog::document::{append_receipt, find_receipt, is_exact};
use fadu_tlog::merkle::MemoryTree;
use fadu_tlog::note::Note;
use fadu_tlog::pdf::PdfError;
use fadu_tlog::receipt::{DocumentProof, Parts, Receipt, ReceiptError, SaltedAct, leaf};
use fadu_tlog::{Checkpoint, Ed25519Signer, Salt, Witness, proof};
use serde_json::{Value, json};

const PDF: &str = include_str!("small.pdf");

fn on(text: &str) -> Date {
    text.parse().unwrap()
}

/// Three acts of a case among others in a log with one witness; the last has a document.
fn issue(
    algorithm: Algorithm,
    change: impl Fn(usize, &mut Value),
) -> Result<Receipt, ReceiptError> {
    let document = DocumentProof::new(algorithm, PDF.as_bytes(), Salt([9; 32]));
    let mut tree = MemoryTree::new(algorithm);
    tree.push(b"another case");
    let mut acts: Vec<SaltedAct> = Vec::new();
    let mut index = 0;
    for (i, (name, day)) in [
        ("立案", "2026-03-02"),
        ("告知", "2026-04-07"),
        ("决定", "2026-04-20"),
    ]
    .into_iter()
    .enumerate()
    {
        let previous = acts
            .last()
            .map(|a| leaf(algorithm, &a.act, &a.salt).unwrap());
        let mut act = json!({"case": "c1", "act": name, "on": day, "previous": previous, "n": 1.5});
        if i == 2 {
            act["documents"] = json!([{"commitment": document.commitment().unwrap()}]);
        }
        change(i, &mut act);
        let salt = Salt([i as u8; 32]);
        index = tree.push(leaf(algorithm, &act, &salt).unwrap().digest.bytes());
        acts.push(SaltedAct { act, salt });
    }
    tree.push(b"a later case");
    let log = Ed25519Signer::from_seed("log.example", &[1; 32]).unwrap();
    let witness = Witness::from_seed("w.example", &[2; 32]).unwrap();
    let mut note: Note = Checkpoint::of("log.example", tree.head())
        .sign(&log)
        .unwrap();
    witness.cosign(&mut note, 1_780_000_000);
    use fadu_tlog::Signer;
    Receipt::issue(Parts {
        act: acts.pop().unwrap(),
        earlier: acts,
        index,
        proof: proof::inclusion(algorithm, &tree, index, tree.head().size()).unwrap(),
        checkpoint: &note,
        log: log.key(),
        witnesses: &[witness.key().clone()],
        document: Some(document),
    })
}

/// Everything a verifier asks of the receipt itself.
fn holds(bytes: &[u8]) -> bool {
    let Ok(receipt) = Receipt::parse(bytes) else {
        return false;
    };
    let Ok(key) = receipt.log_key.parse() else {
        return false;
    };
    receipt.check_steps().is_ok()
        && receipt.check_document().is_ok()
        && receipt.check_inclusion().is_ok()
        && receipt.check_checkpoint(&key).is_ok()
        && receipt.check_witnesses().iter().all(|(_, valid)| *valid)
}

#[test]
fn every_flipped_byte_of_a_receipt_is_refused() {
    for algorithm in [Algorithm::Sm3, Algorithm::Sha256] {
        let text = issue(algorithm, |_, _| ()).unwrap().to_text().unwrap();
        assert!(holds(text.as_bytes()));
        let mut bytes = text.into_bytes();
        for i in 0..bytes.len() {
            let flip = 1 << (i % 8);
            bytes[i] ^= flip;
            assert!(!holds(&bytes), "byte {i} with {flip}");
            bytes[i] ^= flip;
        }
    }
}

#[test]
fn steps_are_those_of_the_chain() {
    let receipt = issue(Algorithm::Sm3, |_, _| ()).unwrap();
    assert_eq!(
        receipt.steps,
        ["立案 2026-03-02", "告知 2026-04-07", "决定 2026-04-20"]
    );
    let mut shorter = receipt.clone();
    shorter.earlier.remove(0);
    shorter.steps.remove(0);
    assert_eq!(shorter.check_steps(), Err(ReceiptError::Chain { place: 1 }));
    let mut renamed = receipt.clone();
    renamed.steps[1] = "听证 2026-04-07".into();
    assert_eq!(renamed.check_steps(), Err(ReceiptError::Steps));
    let mut replaced = receipt;
    replaced.earlier[1].act["act"] = "听证".into();
    replaced.steps[1] = "听证 2026-04-07".into();
    assert_eq!(
        replaced.check_steps(),
        Err(ReceiptError::Chain { place: 3 })
    );
}

#[test]
fn a_receipt_that_would_not_hold_is_not_written() {
    let refused = |change: fn(usize, &mut Value)| issue(Algorithm::Sm3, change).unwrap_err();
    assert_eq!(
        refused(|i, a| if i == 1 {
            a["case"] = "c2".into()
        }),
        ReceiptError::Case { place: 2 }
    );
    assert_eq!(
        refused(|i, a| if i == 1 {
            a["previous"] = Value::Null
        }),
        ReceiptError::Chain { place: 2 }
    );
    assert_eq!(
        refused(|_, a| a["on"] = "2026-02-30".into()),
        ReceiptError::Record {
            place: 1,
            key: "on"
        }
    );
    assert_eq!(
        refused(|_, a| a["documents"] = json!([])),
        ReceiptError::Document
    );
}

#[test]
fn the_document_takes_exactly_one_update() {
    let receipt = issue(Algorithm::Sm3, |_, _| ()).unwrap().to_text().unwrap();
    let (base, receipt, day) = (PDF.as_bytes(), receipt.as_bytes(), on("2026-04-20"));
    let whole = append_receipt(base, receipt, day).unwrap();
    let length = base.len() as u64;
    assert!(whole.starts_with(base));
    assert_eq!(find_receipt(&whole), Some(receipt));
    assert!(is_exact(&whole, length, receipt, day));
    let mut bytes = whole.clone();
    for i in base.len()..bytes.len() {
        bytes[i] ^= 1;
        assert!(!is_exact(&bytes, length, receipt, day), "byte {i}");
        bytes[i] ^= 1;
    }
    assert_eq!(
        append_receipt(&whole, receipt, day),
        Err(PdfError::HasAttachment)
    );
    let more = [whole.as_slice(), b"\n%%EOF\n"].concat();
    assert!(!is_exact(&more, length, receipt, day));
    assert_eq!(find_receipt(base), None);
}

#[test]
fn the_update_of_a_small_document() {
    let whole = append_receipt(PDF.as_bytes(), b"{}", on("2026-04-20")).unwrap();
    let update = String::from_utf8_lossy(&whole[PDF.len()..]).replace(" \n", "~\n");
    expect_test::expect![[r#"

        1 0 obj
        <</Type /Catalog/Pages 2 0 R/Lang (zh\)-CN)/AF[4 0 R]/Names<</Dests <</Names[(a)[3 0 R/Fit]]>>/EmbeddedFiles<</Names[(fadu-receipt.json)4 0 R]>>>>>>
        endobj
        4 0 obj
        <</Type/Filespec/F(fadu-receipt.json)/UF(fadu-receipt.json)/Desc(Fadu receipt)/AFRelationship/Supplement/EF<</F 5 0 R/UF 5 0 R>>>>
        endobj
        5 0 obj
        <</Type/EmbeddedFile/Subtype/application#2Fjson/Params<</ModDate(D:20260420000000+08'00')/Size 2>>/Length 2>>
        stream
        {}
        endstream
        endobj
        xref
        1 1
        0000000412 00000 n~
        4 2
        0000000576 00000 n~
        0000000722 00000 n~
        trailer
        <</Size 6/Root 1 0 R/ID [(a\(b)(c)]/Prev 258>>
        startxref
        867
        %%EOF
    "#]].assert_eq(&update);
}

#[test]
fn other_documents_are_refused() {
    let append = |text: &str| append_receipt(text.as_bytes(), b"{}", on("2026-04-20"));
    assert_eq!(append("hello"), Err(PdfError::NotPdf));
    assert_eq!(append("%PDF-1.7\n"), Err(PdfError::Trailer));
    assert_eq!(
        append(&PDF.replace("/ID", "/Encrypt 9 0 R/ID")),
        Err(PdfError::Encrypted)
    );
    assert_eq!(
        append(&PDF.replace("xref\n0", "xxxx\n0")),
        Err(PdfError::Xref)
    );
    assert_eq!(
        append(&PDF.replace("/AF []", "/AF[7]")),
        Err(PdfError::HasAttachment)
    );
}
