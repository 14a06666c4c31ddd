//! Which witnesses confirmed the page of the log.

use fadu_tlog::VerifierKey;
use fadu_tlog::receipt::Receipt;

use crate::report::{Line, Report, WitnessReport};

/// Without given keys every cosignature is reported by the receipt's own key; with given keys
/// exactly those are. In both cases a cosignature that does not hold spoils the receipt.
pub(crate) fn check(receipt: &Receipt, given: &[VerifierKey], report: &mut Report) {
    let own = own(receipt);
    if own.iter().any(|w| !w.valid) {
        report.fail(Line::Witness, "有见证签名不对".to_owned());
    }
    report.witnesses_given = !given.is_empty();
    if given.is_empty() {
        report.witnesses = own;
        return;
    }
    let mut keys: Vec<&VerifierKey> = Vec::new();
    for key in given {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    for key in keys {
        let text = key.to_string();
        let valid = receipt
            .witness_keys
            .iter()
            .zip(&own)
            .any(|(k, w)| *k == text && w.valid);
        if !valid {
            report.fail(
                Line::Witness,
                format!("{} 没有确认过这一页编号册", key.name()),
            );
        }
        report.witnesses.push(WitnessReport {
            name: key.name().to_owned(),
            valid,
        });
    }
}

fn own(receipt: &Receipt) -> Vec<WitnessReport> {
    let keys = &receipt.witness_keys;
    let checked = receipt.check_witnesses().into_iter().zip(keys).enumerate();
    checked
        .map(|(i, ((_, valid), key))| {
            // The same witness twice is one witness.
            let repeated = keys.iter().take(i).any(|earlier| earlier == key);
            let name = key.split('+').next().unwrap_or_default().to_owned();
            WitnessReport {
                name,
                valid: valid && !repeated,
            }
        })
        .collect()
}
