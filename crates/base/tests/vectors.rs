//! The public vectors of canonical JSON and check digits, when the shared folder is at hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::path::PathBuf;

use fadu_base::{Algorithm, Date, checkdigit, json};
use serde_json::Value;

fn vectors(folder: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("FADU_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let path = shared.join("vectors").join(folder);
    if !path.exists() {
        eprintln!("left out: {} is absent", path.display());
        return None;
    }
    Some(path)
}

fn read(path: PathBuf) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn canonical_json_documents() {
    let Some(folder) = vectors("jcs/testdata") else {
        return;
    };
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join("input")).unwrap() {
        let path = entry.unwrap().path();
        let expected =
            std::fs::read(folder.join("output").join(path.file_name().unwrap())).unwrap();
        let text = json::canonical(&read(path)).unwrap();
        assert_eq!(text.as_bytes(), expected);
        assert!(json::parse_canonical(&expected).is_ok());
        count += 1;
    }
    assert_eq!(count, 6);
}

#[test]
fn canonical_json_numbers() {
    let Some(folder) = vectors("jcs") else { return };
    let file = read(folder.join("numbers.json"));
    for vector in file["vectors"].as_array().unwrap() {
        let bits = u64::from_str_radix(vector["ieee"].as_str().unwrap(), 16).unwrap();
        let text = json::number(f64::from_bits(bits)).ok();
        assert_eq!(text.as_deref(), vector["expected"].as_str(), "{vector}");
    }
}

#[test]
fn sm3_vectors() {
    let Some(folder) = vectors("gm") else { return };
    let text = read(folder.join("sm2-sm3-sm4.json")).to_string();
    assert!(
        text.to_lowercase()
            .contains(&Algorithm::Sm3.digest(b"abc").to_string())
    );
    assert!(
        text.to_lowercase()
            .contains(&Algorithm::Sm3.digest(&b"abcd".repeat(16)).to_string())
    );
}

#[test]
fn resident_numbers() {
    let Some(folder) = vectors("checkdigit") else {
        return;
    };
    let file = read(folder.join("gb11643-id.json"));
    let today = Date::new(2026, 11, 24).unwrap();
    for v in file["valid"].as_array().unwrap() {
        let id = checkdigit::resident_id(v["value"].as_str().unwrap(), today).expect("valid");
        assert_eq!(Value::from(id.region), v["region"]);
        assert_eq!(Value::from(id.birth.to_string()), v["birth"]);
        assert_eq!(id.female, v["sex"] == "女", "{v}");
    }
    for v in file["invalid"].as_array().unwrap() {
        let answer = checkdigit::resident_id(v["value"].as_str().unwrap(), today);
        let told = answer.expect_err(&v.to_string()).to_string();
        if v["reason"]
            .as_str()
            .unwrap()
            .starts_with("check digit right")
        {
            assert!(!told.contains("校验"), "{v}: {told}");
        }
    }
}

#[test]
fn credit_codes() {
    let Some(folder) = vectors("checkdigit") else {
        return;
    };
    let file = read(folder.join("gb32100-uscc.json"));
    for v in file["valid"].as_array().unwrap() {
        let code = checkdigit::credit_code(v["value"].as_str().unwrap()).expect("valid");
        assert!(code.organisation_check, "{v}");
        assert_eq!(Value::from(code.region), v["region"]);
        assert_eq!(Value::from(code.organisation), v["organisation_code"]);
    }
    for v in file["invalid"].as_array().unwrap() {
        let answer = checkdigit::credit_code(v["value"].as_str().unwrap());
        if v["reason"].as_str().unwrap().contains("GB 11714") {
            assert!(!answer.expect("only a warning").organisation_check, "{v}");
        } else {
            let told = answer.expect_err(&v.to_string()).to_string();
            assert!(
                !v["reason"]
                    .as_str()
                    .unwrap()
                    .starts_with("check character right")
                    || !told.contains("校验"),
                "{v}: {told}"
            );
        }
    }
}

proptest::proptest! {
    #[test]
    fn canonical_numbers_read_back_and_stay(bits: u64) {
        let value = f64::from_bits(bits);
        if value.is_finite() {
            let text = json::number(value).unwrap();
            proptest::prop_assert_eq!(text.parse::<f64>().unwrap(), value);
            proptest::prop_assert!(json::parse_canonical(text.as_bytes()).is_ok());
        }
    }
}
