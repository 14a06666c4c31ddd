//! Keys, signatures and cosignatures (C2SP signed-note and tlog-cosignature). A certified module
//! takes the place of `Ed25519Signer` behind the trait.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Signer as _;
use fadu_base::Algorithm;

use crate::note::{Note, SignatureLine, is_name};

const ED25519: u8 = 1;
const COSIGNATURE: u8 = 4;

/// What signs a checkpoint: a key in memory or a module that keeps it.
pub trait Signer {
    /// The public half, with the name and id that stand in signature lines.
    fn key(&self) -> &VerifierKey;

    /// The signature bytes after the key id for a note's text.
    ///
    /// # Errors
    /// When the module refuses or is not there.
    fn sign(&self, text: &str) -> Result<Vec<u8>, SignError>;

    /// Signs a note's text and adds the line.
    ///
    /// # Errors
    /// As `sign`.
    fn sign_note(&self, note: &mut Note) -> Result<(), SignError> {
        let signature = self.sign(&note.text)?;
        let key = self.key();
        note.signatures.push(SignatureLine {
            name: key.name.clone(),
            key_id: key.id(),
            signature,
        });
        Ok(())
    }
}

/// What checks one signer's line of a note.
pub trait Verifier {
    /// Name and key id of the lines this verifier is for.
    fn signer(&self) -> (&str, [u8; 4]);

    /// Is `signature` (the bytes after the key id) one of this key over `text`?
    fn verify(&self, text: &str, signature: &[u8]) -> bool;

    /// Does the note carry a valid line of this signer?
    fn signed(&self, note: &Note) -> bool {
        let (name, id) = self.signer();
        note.line_of(name, id)
            .is_some_and(|line| self.verify(&note.text, &line.signature))
    }
}

/// The signer could not sign.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("签名没有办成：{0}")]
pub struct SignError(pub String);

/// What a key signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyUse {
    /// The log: signature over the note's text (type 1).
    Log,
    /// A witness: signature over time and text, eight bytes of time before it (type 4).
    Witness,
}

/// A public Ed25519 key with the signer's name; its text is the C2SP vkey `name+id+base64`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    usage: KeyUse,
    key: ed25519_dalek::VerifyingKey,
}

/// The text is no public key of a log or witness.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyError {
    #[error("不是公钥：`{0}`，应写作 名称+8位编号+base64")]
    Form(String),
    #[error("公钥 `{0}` 的编号与内容不符")]
    Id(String),
    #[error("名称 `{0}` 不能用：不能为空，不能有空格和加号")]
    Name(String),
    #[error("公钥 `{0}` 的种类不对：登记册的和见证人的不能混用")]
    Use(String),
}

impl VerifierKey {
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn usage(&self) -> KeyUse {
        self.usage
    }

    fn kind(&self) -> u8 {
        match self.usage {
            KeyUse::Log => ED25519,
            KeyUse::Witness => COSIGNATURE,
        }
    }

    /// First four bytes of SHA-256(name ‖ line break ‖ type ‖ key), whatever the log hashes with.
    pub fn id(&self) -> [u8; 4] {
        let parts: [&[u8]; 4] = [
            self.name.as_bytes(),
            b"\n",
            &[self.kind()],
            self.key.as_bytes(),
        ];
        let [a, b, c, d, ..] = Algorithm::Sha256.digest_parts(&parts).0;
        [a, b, c, d]
    }
}

impl Verifier for VerifierKey {
    fn signer(&self) -> (&str, [u8; 4]) {
        (&self.name, self.id())
    }

    fn verify(&self, text: &str, signature: &[u8]) -> bool {
        match self.usage {
            KeyUse::Log => valid(&self.key, text.as_bytes(), signature),
            KeyUse::Witness => {
                signature
                    .split_first_chunk::<8>()
                    .is_some_and(|(time, signature)| {
                        let message = cosigned(u64::from_be_bytes(*time), text);
                        valid(&self.key, message.as_bytes(), signature)
                    })
            }
        }
    }
}

// Strict: no weak keys, no second signature for the same message by another spelling.
fn valid(key: &ed25519_dalek::VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    ed25519_dalek::Signature::from_slice(signature)
        .is_ok_and(|s| key.verify_strict(message, &s).is_ok())
}

fn cosigned(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind()];
        bytes.extend_from_slice(self.key.as_bytes());
        write!(
            f,
            "{}+{}+{}",
            self.name,
            hex::encode(self.id()),
            STANDARD.encode(bytes)
        )
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for VerifierKey {
    type Err = KeyError;
    fn from_str(text: &str) -> Result<VerifierKey, KeyError> {
        let shown = || text.chars().take(80).collect::<String>();
        let form = || KeyError::Form(shown());
        let (name, rest) = text.split_once('+').ok_or_else(form)?;
        let (_, code) = rest.split_once('+').ok_or_else(form)?;
        let bytes = STANDARD.decode(code).map_err(|_| form())?;
        let (kind, key) = bytes.split_first().ok_or_else(form)?;
        let usage = match *kind {
            ED25519 => KeyUse::Log,
            COSIGNATURE => KeyUse::Witness,
            _ => return Err(form()),
        };
        let key: [u8; 32] = key.try_into().map_err(|_| form())?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| form())?;
        if !is_name(name) {
            return Err(KeyError::Name(name.chars().take(80).collect()));
        }
        let key = VerifierKey {
            name: name.to_owned(),
            usage,
            key,
        };
        if key.to_string() == text {
            Ok(key)
        } else {
            Err(KeyError::Id(shown()))
        }
    }
}

impl serde::Serialize for VerifierKey {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for VerifierKey {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<VerifierKey, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A log's key in memory.
pub struct Ed25519Signer {
    key: VerifierKey,
    secret: ed25519_dalek::SigningKey,
}

impl Ed25519Signer {
    /// The signer of the log `name` (its origin) from the 32 secret bytes the caller keeps.
    ///
    /// # Errors
    /// `Name` when the name cannot stand in a signature line.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Ed25519Signer, KeyError> {
        let (key, secret) = pair(name, seed, KeyUse::Log)?;
        Ok(Ed25519Signer { key, secret })
    }
}

impl Signer for Ed25519Signer {
    fn key(&self) -> &VerifierKey {
        &self.key
    }

    fn sign(&self, text: &str) -> Result<Vec<u8>, SignError> {
        Ok(self.secret.sign(text.as_bytes()).to_bytes().to_vec())
    }
}

/// A witness's key in memory: it states when it saw a checkpoint.
pub struct Witness {
    key: VerifierKey,
    secret: ed25519_dalek::SigningKey,
}

impl Witness {
    /// # Errors
    /// `Name` when the name cannot stand in a signature line.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Witness, KeyError> {
        let (key, secret) = pair(name, seed, KeyUse::Witness)?;
        Ok(Witness { key, secret })
    }

    pub fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// Adds the cosignature of second `time` (since 1970) to a checkpoint. That the tree only grew
    /// (`proof::verify_consistency`) is for the caller to check first.
    pub fn cosign(&self, note: &mut Note, time: u64) {
        let signed = self.secret.sign(cosigned(time, &note.text).as_bytes());
        let mut signature = time.to_be_bytes().to_vec();
        signature.extend_from_slice(&signed.to_bytes());
        note.signatures.push(SignatureLine {
            name: self.key.name.clone(),
            key_id: self.key.id(),
            signature,
        });
    }
}

fn pair(
    name: &str,
    seed: &[u8; 32],
    usage: KeyUse,
) -> Result<(VerifierKey, ed25519_dalek::SigningKey), KeyError> {
    if !is_name(name) {
        return Err(KeyError::Name(name.chars().take(80).collect()));
    }
    let secret = ed25519_dalek::SigningKey::from_bytes(seed);
    Ok((
        VerifierKey {
            name: name.to_owned(),
            usage,
            key: secret.verifying_key(),
        },
        secret,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_public_specification_is_read() {
        // The example of golang.org/x/mod/sumdb/note.
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let key: VerifierKey = text.parse().unwrap();
        assert_eq!(key.to_string(), text);
        let note = Note::parse(
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
             — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
        )
        .unwrap();
        assert!(key.signed(&note));
        let mut other = note.clone();
        other.text.push('x');
        assert!(!key.signed(&other));
    }

    #[test]
    fn wrong_keys_are_refused() {
        let good = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        for (from, to) in [
            ("Peter", "Pete"),
            ("c74f", "C74F"),
            ("+ARpc", "+AZpc"),
            ("W", ""),
            ("Peter", "Peter Q"),
        ] {
            assert!(
                good.replacen(from, to, 1).parse::<VerifierKey>().is_err(),
                "{from} {to}"
            );
        }
    }

    #[test]
    fn log_and_witness_sign_one_note() {
        let log = Ed25519Signer::from_seed("log.example", &[1; 32]).unwrap();
        let witness = Witness::from_seed("w.example", &[2; 32]).unwrap();
        let mut note = Note {
            text: "log.example\n0\n".into(),
            signatures: vec![],
        };
        log.sign_note(&mut note).unwrap();
        witness.cosign(&mut note, 1_700_000_000);
        let note = Note::parse(&note.to_string()).unwrap();
        assert!(log.key().signed(&note) && witness.key().signed(&note));
        let stranger = Witness::from_seed("w.example", &[3; 32]).unwrap();
        assert!(!stranger.key().signed(&note));
    }
}
