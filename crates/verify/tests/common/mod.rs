//! A small log with a case in it, the same on every run.

use fadu_base::Algorithm;
use fadu_tlog::merkle::MemoryTree;
use fadu_tlog::receipt::{DocumentProof, Parts, Receipt, SaltedAct, leaf};
use fadu_tlog::{Checkpoint, Ed25519Signer, Salt, Signer, VerifierKey, Witness, document, proof};
use serde_json::json;

pub const PDF: &[u8] = include_bytes!("../issued.pdf");
pub const ORIGIN: &str = "log.fadu.example/2026";

pub fn log() -> Ed25519Signer {
    Ed25519Signer::from_seed(ORIGIN, &[1; 32]).unwrap()
}

pub fn witness(n: u8) -> Witness {
    Witness::from_seed(&format!("w{n}.example"), &[100 + n; 32]).unwrap()
}

fn salt(n: u8) -> Salt {
    Salt([n; 32])
}

/// The receipt of act `last` (from 0) of a case of four acts; only the last one has a document.
pub fn receipt(algorithm: Algorithm, last: usize, witnesses: u8) -> Receipt {
    let document = DocumentProof::new(algorithm, PDF, salt(99));
    let days = [
        ("立案", "2026-03-02"),
        ("告知", "2026-04-07"),
        ("法制审核", "2026-04-15"),
        ("作出处罚决定", "2026-04-20"),
    ];
    let mut tree = MemoryTree::new(algorithm);
    let mut acts: Vec<SaltedAct> = Vec::new();
    let mut index = 0;
    for (i, (name, day)) in days.into_iter().take(last + 1).enumerate() {
        (0..=i).for_each(|n| _ = tree.push(&[n as u8; 32]));
        let previous = acts
            .last()
            .map(|a| leaf(algorithm, &a.act, &a.salt).unwrap());
        let mut act = json!({
            "case": "0198c0de-0000-7000-8000-000000000001", "act": name, "on": day, "previous": previous,
            "recorded": format!("{day}T10:42:00+08:00"), "posts": ["p-17", "p-21"],
            "facts": {"数": 0.1, "额": "50000.00元", "\u{fb33}": algorithm.hash(b"x"), "\u{1f602}": null}
        });
        if i == 3 {
            act["documents"] =
                json!([{"commitment": document.commitment().unwrap(), "paper": "decision"}]);
        }
        index = tree.push(
            leaf(algorithm, &act, &salt(i as u8))
                .unwrap()
                .digest
                .bytes(),
        );
        acts.push(SaltedAct {
            act,
            salt: salt(i as u8),
        });
    }
    tree.push(&[77; 32]);
    let mut note = Checkpoint::of(ORIGIN, tree.head()).sign(&log()).unwrap();
    let keys: Vec<VerifierKey> = (1..=witnesses)
        .map(|n| {
            witness(n).cosign(&mut note, 1_780_000_000 + u64::from(n));
            witness(n).key().clone()
        })
        .collect();
    Receipt::issue(Parts {
        act: acts.pop().unwrap(),
        earlier: acts,
        index,
        proof: proof::inclusion(algorithm, &tree, index, tree.head().size()).unwrap(),
        checkpoint: &note,
        log: log().key(),
        witnesses: &keys,
        document: (last == 3).then_some(document),
    })
    .unwrap()
}

pub fn text(receipt: &Receipt) -> Vec<u8> {
    receipt.to_text().unwrap().into_bytes()
}

pub fn with_receipt(receipt: &Receipt) -> Vec<u8> {
    document::append_receipt(PDF, &text(receipt), "2026-04-20".parse().unwrap()).unwrap()
}
