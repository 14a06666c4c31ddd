//! The public vectors of RFC 6962 proofs, when the shared folder is at hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fadu_base::{Algorithm, Digest};
use fadu_tlog::proof::{verify_consistency, verify_inclusion};
use serde_json::Value;

fn vectors(folder: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("FADU_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let path = shared.join("vectors/merkle/testdata").join(folder);
    if !path.exists() {
        eprintln!("left out: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out)
        } else {
            out.push(path)
        }
    }
}

// A hash that is not 32 bytes long cannot be written in our types: that is the refusal.
fn digest(value: &Value) -> Option<Digest> {
    let bytes = STANDARD.decode(value.as_str().unwrap_or_default()).unwrap();
    bytes.try_into().ok().map(Digest)
}

// Two vectors have texts for roots that are only compared; a digest stands for each text.
fn root(value: &Value) -> Option<Digest> {
    let bytes = STANDARD.decode(value.as_str()?).unwrap();
    digest(value).or(Some(Algorithm::Sha256.digest(&bytes)))
}

fn proof(value: &Value) -> Option<Vec<Digest>> {
    value
        .as_array()
        .map_or(Some(vec![]), |items| items.iter().map(digest).collect())
}

fn inclusion(v: &Value) -> Option<bool> {
    let (index, size) = (v["leafIdx"].as_u64()?, v["treeSize"].as_u64()?);
    let (leaf, root, proof) = (
        digest(&v["leafHash"])?,
        digest(&v["root"])?,
        proof(&v["proof"])?,
    );
    Some(verify_inclusion(Algorithm::Sha256, index, size, &leaf, &proof, &root).is_ok())
}

fn consistency(v: &Value) -> Option<bool> {
    let (from, to) = (v["size1"].as_u64()?, v["size2"].as_u64()?);
    let (old, new, proof) = (root(&v["root1"])?, root(&v["root2"])?, proof(&v["proof"])?);
    Some(verify_consistency(Algorithm::Sha256, from, to, &proof, &old, &new).is_ok())
}

fn check(folder: &str, verify: fn(&Value) -> Option<bool>) {
    let Some(folder) = vectors(folder) else {
        return;
    };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    assert_eq!(paths.len(), 98);
    let mut good = 0;
    for path in paths {
        let v: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let holds = verify(&v).unwrap_or(false);
        assert_eq!(
            !holds,
            v["wantErr"].as_bool().unwrap(),
            "{}",
            path.display()
        );
        good += usize::from(holds);
    }
    assert!(good > 5, "the good ones are read at all: {good}");
}

#[test]
fn inclusion_proofs() {
    check("inclusion", inclusion);
}

#[test]
fn consistency_proofs() {
    check("consistency", consistency);
}
