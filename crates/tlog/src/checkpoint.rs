//! Checkpoints (C2SP tlog-checkpoint): origin, size, root, and one extension line that names the hash.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fadu_base::{Algorithm, Digest};

use crate::merkle::TreeHead;
use crate::note::{Note, is_name};
use crate::sign::{SignError, Signer};

/// The private profile: the public format leaves no choice of hash, ours names it.
const PROFILE: &str = "fadu-tlog/v1 hash=";

/// The state of a log that its signers vouch for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The log's name, the same as its key's.
    pub origin: String,
    pub size: u64,
    pub root: Digest,
    pub algorithm: Algorithm,
}

/// The text is no checkpoint of this profile.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("登记册页首格式不对")]
pub struct CheckpointError;

impl Checkpoint {
    /// The checkpoint of a tree's head.
    pub fn of(origin: &str, head: &TreeHead) -> Checkpoint {
        Checkpoint {
            origin: origin.to_owned(),
            size: head.size(),
            root: head.root(),
            algorithm: head.algorithm(),
        }
    }

    /// The text that is signed: four lines.
    pub fn text(&self) -> String {
        let root = STANDARD.encode(self.root.bytes());
        format!(
            "{}\n{}\n{root}\n{PROFILE}{}\n",
            self.origin, self.size, self.algorithm
        )
    }

    /// Reads the text; only the spelling that `text` writes is accepted.
    ///
    /// # Errors
    /// When the lines have another form.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root), Some(profile)) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError);
        };
        let root = STANDARD.decode(root).map_err(|_| CheckpointError)?;
        let checkpoint = Checkpoint {
            origin: origin.to_owned(),
            size: size.parse().map_err(|_| CheckpointError)?,
            root: Digest(root.try_into().map_err(|_| CheckpointError)?),
            algorithm: profile
                .strip_prefix(PROFILE)
                .and_then(|h| h.parse().ok())
                .ok_or(CheckpointError)?,
        };
        let fine = is_name(origin) && checkpoint.text() == text;
        if fine {
            Ok(checkpoint)
        } else {
            Err(CheckpointError)
        }
    }

    /// The signed note with one signature, the log's. Witnesses add theirs.
    ///
    /// # Errors
    /// When the signer cannot sign.
    pub fn sign(&self, signer: &impl Signer) -> Result<Note, SignError> {
        let mut note = Note {
            text: self.text(),
            signatures: Vec::new(),
        };
        signer.sign_note(&mut note)?;
        Ok(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_checkpoint() {
        let checkpoint = Checkpoint::of("log.example/2026", &TreeHead::new(Algorithm::Sm3));
        let text = checkpoint.text();
        expect_test::expect![[r#"
            log.example/2026
            0
            GrIdg1XPoX+OYRlIMegajyK+yMco/vt0ftA161CCqis=
            fadu-tlog/v1 hash=sm3
        "#]]
        .assert_eq(&text);
        assert_eq!(Checkpoint::parse(&text), Ok(checkpoint));
        for bad in [
            text.replace("\n0\n", "\n00\n"),
            text.replace("sm3", "md5"),
            format!("{text}more\n"),
            text.trim_end().into(),
        ] {
            assert_eq!(Checkpoint::parse(&bad), Err(CheckpointError), "{bad}");
        }
    }
}
