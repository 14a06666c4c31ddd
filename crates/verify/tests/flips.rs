//! Every flipped byte of a document with its receipt is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::{PDF, receipt, text, with_receipt};
use fadu_base::Algorithm;
use fadu_verify::{Options, verify};

fn valid(file: &[u8], document: Option<&[u8]>) -> bool {
    verify(
        file,
        &Options {
            document,
            ..Options::default()
        },
    )
    .is_ok_and(|r| r.valid)
}

#[test]
fn of_the_document_with_its_receipt() {
    let receipt = receipt(Algorithm::Sha256, 3, 1);
    let mut file = with_receipt(&receipt);
    assert!(valid(&file, None));
    for i in 0..file.len() {
        let flip = 1 << (i % 8);
        file[i] ^= flip;
        assert!(!valid(&file, None), "byte {i} with {flip}");
        file[i] ^= flip;
    }
    for cut in [0, 4, PDF.len(), file.len() - 1] {
        assert!(!valid(&file[..cut], None), "cut at {cut}");
    }
}

#[test]
fn of_the_document_beside_its_receipt() {
    let bare = text(&receipt(Algorithm::Sm3, 3, 0));
    let mut document = PDF.to_vec();
    assert!(valid(&bare, Some(&document)));
    for i in 0..document.len() {
        document[i] ^= 4;
        assert!(!valid(&bare, Some(&document)), "byte {i}");
        document[i] ^= 4;
    }
}
