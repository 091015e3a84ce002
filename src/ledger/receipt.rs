//! Receipts: the log's signed word to a reporter that a leaf stands for this kind of event on this day.
//!
//! A leaf alone tells nothing, so the log could call it padding later. With the receipt the reporter holds the log to its word, from
//! the moment of sending and before the leaf is published: a leaf that was promised and is in no checkpoint some days later is
//! misbehaviour that anybody can see.
//!
//! A C2SP signed note under the log's key, whose first line keeps it apart from checkpoints (no log may have that origin):
//!
//! ```text
//! redchannel/v1/receipt
//! ORIGIN
//! LEAF      base64, 32 bytes
//! STEP      place in the chain of the case, from 0
//! KIND      report_received, followup_received, reply_sent, read …
//! DAY       YYYY-MM-DD
//! ```
//!
//! Line feeds may follow the note. The log fills receipts up with them to one length, in the database and in the proofs that
//! reporters fetch: what kind of step it was must not be read off the length of a file on its way.

use data_encoding::BASE64;
use signed_note::{Note, Verifier as _, VerifierList};

use super::leaf::Leaf;
use super::policy::Policy;
use crate::clock::Day;
use crate::crypto::note_key::{NoteKey, NoteSigner};

/// The first line of the text: also a name that no log may have.
pub const LABEL: &str = "redchannel/v1/receipt";

/// The longest receipt that is read, in bytes.
pub const MAX_BYTES: usize = 2048;

/// What the log vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The log's name.
    pub origin: String,
    /// The leaf.
    pub leaf: Leaf,
    /// Place in the chain of the case, from 0.
    pub step: u64,
    /// What happened, see [`Event::kind`](super::entry::Event::kind).
    pub kind: String,
    /// When.
    pub day: Day,
}

/// Why a receipt is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not a receipt.
    #[error("this is not a receipt")]
    Malformed,
    /// No key of the log has signed it.
    #[error("the receipt does not carry a valid signature of the log")]
    Signature,
}

impl Receipt {
    /// The text that is signed.
    pub fn to_text(&self) -> String {
        let leaf = BASE64.encode(&self.leaf);
        format!("{LABEL}\n{}\n{leaf}\n{}\n{}\n{}\n", self.origin, self.step, self.kind, self.day)
    }

    fn parse_text(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let mut lines = text.lines();
        if lines.next()? != LABEL {
            return None;
        }
        let receipt = Self {
            origin: lines.next()?.to_owned(),
            leaf: BASE64.decode(lines.next()?.as_bytes()).ok()?.try_into().ok()?,
            step: lines.next()?.parse().ok()?,
            kind: lines.next()?.to_owned(),
            day: Day::parse(lines.next()?)?,
        };
        (receipt.to_text() == text).then_some(receipt)
    }

    /// Signs it: the whole note.
    pub fn sign(&self, signer: &NoteSigner) -> Result<Vec<u8>, ReceiptError> {
        let mut note = Note::new(self.to_text().as_bytes(), &[]).map_err(|_| ReceiptError::Malformed)?;
        note.add_sigs(&[signer]).map_err(|_| ReceiptError::Malformed)?;
        Ok(note.to_bytes())
    }

    /// Reads what a receipt claims, without believing it.
    pub fn read_unverified(bytes: &[u8]) -> Result<Self, ReceiptError> {
        Ok(read(bytes)?.1)
    }

    /// Reads a receipt that a key of the policy has signed under the origin it names.
    pub fn verify(bytes: &[u8], policy: &Policy) -> Result<Self, ReceiptError> {
        let (note, receipt) = read(bytes)?;
        let keys: Vec<Box<dyn signed_note::Verifier>> = policy
            .logs
            .iter()
            .filter(|key| key.name() == receipt.origin)
            .map(|key: &NoteKey| -> Box<dyn signed_note::Verifier> { Box::new(key.clone()) })
            .collect();
        note.verify(&VerifierList::new(keys)).map_err(|_| ReceiptError::Signature)?;
        Ok(receipt)
    }
}

fn read(bytes: &[u8]) -> Result<(Note, Receipt), ReceiptError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReceiptError::Malformed);
    }
    let end = bytes.iter().rposition(|byte| *byte != b'\n').map_or(0, |last| last.saturating_add(2));
    let note = bytes.get(..end.min(bytes.len())).unwrap_or_default();
    let note = Note::from_bytes(note).map_err(|_| ReceiptError::Malformed)?;
    let receipt = Receipt::parse_text(note.text()).ok_or(ReceiptError::Malformed)?;
    Ok((note, receipt))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            origin: "log.example/1".into(),
            leaf: [9; 32],
            step: 3,
            kind: "reply_sent".into(),
            day: Day::from_number(20_000),
        }
    }

    fn signer(seed: u8) -> NoteSigner {
        NoteSigner::new("log.example/1", SigningKey::from_bytes(&[seed; 32]))
    }

    fn policy() -> Policy {
        Policy { logs: vec![signer(1).key().clone()], ..Policy::default() }
    }

    #[test]
    fn a_receipt_holds_under_the_logs_key_only() {
        assert_eq!(Receipt::verify(&receipt().sign(&signer(1)).unwrap(), &policy()), Ok(receipt()));
        assert_eq!(
            Receipt::verify(&receipt().sign(&signer(2)).unwrap(), &policy()),
            Err(ReceiptError::Signature)
        );
        let text = String::from_utf8(receipt().sign(&signer(1)).unwrap()).unwrap();
        let forged = text.replace("reply_sent", "report_received");
        assert_eq!(Receipt::verify(forged.as_bytes(), &policy()), Err(ReceiptError::Signature));
    }

    #[test]
    fn line_feeds_after_a_receipt_are_no_part_of_it_and_nothing_else_may_follow() {
        let mut note = receipt().sign(&signer(1)).unwrap();
        note.resize(1024, b'\n');
        assert_eq!(Receipt::verify(&note, &policy()), Ok(receipt()));
        note.push(b'x');
        assert!(Receipt::verify(&note, &policy()).is_err());
        assert!(Receipt::verify(b"\n\n\n", &policy()).is_err());
    }

    #[test]
    fn a_receipt_is_no_checkpoint_and_a_checkpoint_no_receipt() {
        use crate::ledger::Hash;
        use crate::ledger::checkpoint::{Checkpoint, Head};
        assert!(Checkpoint::parse(&receipt().sign(&signer(1)).unwrap()).is_err());
        let head = Head { origin: "log.example/1".into(), size: 1, root: Hash([1; 32]) };
        let checkpoint = Checkpoint::sign(&head, &signer(1)).unwrap().to_bytes();
        assert_eq!(Receipt::verify(&checkpoint, &policy()), Err(ReceiptError::Malformed));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_receipt_or_refused(text in "\\PC{0,80}|redchannel/v1/receipt\n(\\PC{0,20}\n){0,6}\n— a [A-Za-z0-9+/]{8}\n") {
            let _either = Receipt::read_unverified(text.as_bytes());
            prop_assert!(Receipt::verify(text.as_bytes(), &policy()).is_err());
        }
    }
}
