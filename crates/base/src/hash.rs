//! Hashes: SM3 or SHA-256, both 32 bytes, and the texts `sm3:hex` and `sha256:hex`.

use std::fmt;
use std::str::FromStr;

use sha2::Digest as _;

/// The two hash functions a log may be set to.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// GB/T 32905.
    #[default]
    Sm3,
    /// FIPS 180-4.
    Sha256,
}

/// 32 bytes that came out of a hash function; which one is known from the place it stands in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// A digest that names its function: `sm3:…` or `sha256:…`, 64 small hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash {
    pub algorithm: Algorithm,
    pub digest: Digest,
}

/// The text is no hash.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("不是指纹：`{0}`，应写作 sm3: 或 sha256: 加 64 位小写十六进制数")]
pub struct HashError(pub String);

/// Hashes bytes as they come.
#[derive(Clone)]
pub struct Hasher(Inner);

#[derive(Clone)]
enum Inner {
    Sm3(sm3::Sm3),
    Sha256(sha2::Sha256),
}

impl Algorithm {
    /// `sm3` or `sha256`.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Sm3 => "sm3",
            Algorithm::Sha256 => "sha256",
        }
    }

    /// The digest of one piece of bytes.
    pub fn digest(self, bytes: &[u8]) -> Digest {
        self.digest_parts(&[bytes])
    }

    /// The digest of the pieces one after the other.
    pub fn digest_parts(self, parts: &[&[u8]]) -> Digest {
        let mut hasher = Hasher::new(self);
        for part in parts {
            hasher.update(part);
        }
        hasher.finish()
    }

    /// The named hash of one piece of bytes.
    pub fn hash(self, bytes: &[u8]) -> Hash {
        Hash {
            algorithm: self,
            digest: self.digest(bytes),
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = HashError;
    fn from_str(text: &str) -> Result<Algorithm, HashError> {
        match text {
            "sm3" => Ok(Algorithm::Sm3),
            "sha256" => Ok(Algorithm::Sha256),
            _ => Err(HashError(text.chars().take(80).collect())),
        }
    }
}

impl Hasher {
    pub fn new(algorithm: Algorithm) -> Hasher {
        Hasher(match algorithm {
            Algorithm::Sm3 => Inner::Sm3(sm3::Sm3::new()),
            Algorithm::Sha256 => Inner::Sha256(sha2::Sha256::new()),
        })
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Inner::Sm3(h) => h.update(bytes),
            Inner::Sha256(h) => h.update(bytes),
        }
    }

    /// The digest of everything taken.
    pub fn finish(self) -> Digest {
        Digest(match self.0 {
            Inner::Sm3(h) => h.finalize().into(),
            Inner::Sha256(h) => h.finalize().into(),
        })
    }
}

impl Digest {
    /// The bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads exactly 64 small hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Digest> {
        let small = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let mut bytes = [0; 32];
        (small && hex::decode_to_slice(text, &mut bytes).is_ok()).then_some(Digest(bytes))
    }

    /// The same digest with the name of its function.
    pub fn named(self, algorithm: Algorithm) -> Hash {
        Hash {
            algorithm,
            digest: self,
        }
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.algorithm, self.digest)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = HashError;
    fn from_str(text: &str) -> Result<Hash, HashError> {
        let error = || HashError(text.chars().take(80).collect());
        let (name, hex) = text.split_once(':').ok_or_else(error)?;
        let algorithm = name.parse().map_err(|_| error())?;
        let digest = Digest::from_hex(hex).ok_or_else(error)?;
        Ok(Hash { algorithm, digest })
    }
}

impl serde::Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Hash, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_standards() {
        assert_eq!(
            Algorithm::Sm3.hash(b"abc").to_string(),
            "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
        assert_eq!(
            Algorithm::Sha256.hash(b"abc").to_string(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn pieces_and_whole_give_the_same_digest() {
        for algorithm in [Algorithm::Sm3, Algorithm::Sha256] {
            assert_eq!(
                algorithm.digest_parts(&[b"a", b"", b"bc"]),
                algorithm.digest(b"abc")
            );
        }
    }

    #[test]
    fn only_the_one_form_is_read() {
        let hash = Algorithm::Sm3.hash(b"");
        let text = hash.to_string();
        assert_eq!(text.parse(), Ok(hash));
        assert_eq!(
            serde_json::from_value::<Hash>(serde_json::to_value(hash).unwrap()).unwrap(),
            hash
        );
        for bad in [
            "",
            "sm3",
            "sm3:",
            "md5:00",
            &text.to_uppercase(),
            &text[1..],
            &format!("{text}0"),
        ] {
            assert!(bad.parse::<Hash>().is_err(), "{bad}");
        }
    }
}
