//! Signed notes (C2SP signed-note): a text that ends in a line break, an empty line, and lines
//! `— name base64(key id ‖ signature)`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A text and its signature lines, not yet checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// The signed text with its last line break.
    pub text: String,
    pub signatures: Vec<SignatureLine>,
}

/// One line of a note: who signed with which key, and the signature's bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureLine {
    pub name: String,
    pub key_id: [u8; 4],
    pub signature: Vec<u8>,
}

/// The text is no signed note.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NoteError {
    #[error("签名文本里没有空行或签名行")]
    NoSignature,
    #[error("签名文本有不许用的字符")]
    Character,
    #[error("签名行格式不对")]
    Line,
}

impl Note {
    /// Reads a note. Only the one spelling that `Display` writes is accepted.
    ///
    /// # Errors
    /// When there is no signature, a control character, or a line of another form.
    pub fn parse(text: &str) -> Result<Note, NoteError> {
        if text.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Character);
        }
        let (body, lines) = text.rsplit_once("\n\n").ok_or(NoteError::NoSignature)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Line)?;
        let signatures = lines.split('\n').map(read_line).collect::<Result<_, _>>()?;
        Ok(Note {
            text: format!("{body}\n"),
            signatures,
        })
    }

    /// The first line of this signer, if any.
    pub fn line_of(&self, name: &str, key_id: [u8; 4]) -> Option<&SignatureLine> {
        self.signatures
            .iter()
            .find(|l| l.name == name && l.key_id == key_id)
    }
}

fn read_line(line: &str) -> Result<SignatureLine, NoteError> {
    let rest = line.strip_prefix("— ").ok_or(NoteError::Line)?;
    let (name, code) = rest.split_once(' ').ok_or(NoteError::Line)?;
    let bytes = STANDARD.decode(code).map_err(|_| NoteError::Line)?;
    let (key_id, signature) = bytes.split_first_chunk::<4>().ok_or(NoteError::Line)?;
    if !is_name(name) || signature.is_empty() {
        return Err(NoteError::Line);
    }
    Ok(SignatureLine {
        name: name.to_owned(),
        key_id: *key_id,
        signature: signature.to_vec(),
    })
}

/// A name of a signer: not empty, no blanks, no `+`.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

impl std::fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = self.key_id.to_vec();
        bytes.extend_from_slice(&self.signature);
        writeln!(f, "— {} {}", self.name, STANDARD.encode(bytes))
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|line| write!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_goes_there_and_back() {
        let text = "log.example\n3\nAAAA\n\n— log.example AQIDBAU=\n— w1 AQIDBAY=\n";
        let note = Note::parse(text).unwrap();
        assert_eq!(
            (note.text.as_str(), note.signatures.len()),
            ("log.example\n3\nAAAA\n", 2)
        );
        assert_eq!(note.to_string(), text);
    }

    #[test]
    fn other_forms_are_refused() {
        for bad in [
            "",
            "a\n",
            "a\n\n",
            "a\n\n— x AQIDBAU=",
            "a\n\n- x AQIDBAU=\n",
            "a\n\n— x AQIDBAV\n",
            "a\n\n— x AQIDBA==\n",
            "a\r\n\n— x AQIDBAU=\n",
            "a\n\n— x+y AQIDBAU=\n",
        ] {
            assert!(Note::parse(bad).is_err(), "{bad:?}");
        }
    }
}
