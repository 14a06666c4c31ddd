//! Erasable commitments: hash(salt ‖ bytes). When value and salt are destroyed, what stays in the
//! record tells nothing, and every proof over it still holds.

use std::fmt;

use fadu_base::{Algorithm, Digest, Hash, json};
use serde_json::Value;

/// 32 random bytes, drawn by the caller, new for every commitment. Written as 64 small hex digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

/// The leaf of an act: hash(salt ‖ canonical act). It is the data of the log's leaf, and what the
/// next act of the case holds as `previous`.
pub type Leaf = Hash;

/// hash(salt ‖ bytes). Salts have one length, so that two different pairs never give the same bytes.
pub fn commit(algorithm: Algorithm, salt: &Salt, bytes: &[u8]) -> Hash {
    algorithm.digest_parts(&[&salt.0, bytes]).named(algorithm)
}

/// hash(salt ‖ canonical JSON) of a value: a fact, a free text, or a whole act (then it is its leaf).
///
/// # Errors
/// When the value has no canonical text.
pub fn commit_json(
    algorithm: Algorithm,
    salt: &Salt,
    value: &Value,
) -> Result<Hash, json::JsonError> {
    Ok(commit(algorithm, salt, json::canonical(value)?.as_bytes()))
}

impl fmt::Display for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&Digest(self.0), f)
    }
}

// A salt protects an erased value: it never stands in a log or a message.
impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

impl serde::Serialize for Salt {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Salt {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Salt, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        let digest = Digest::from_hex(&text);
        digest
            .map(|d| Salt(d.0))
            .ok_or_else(|| serde::de::Error::custom("盐值应为 64 位小写十六进制数"))
    }
}
