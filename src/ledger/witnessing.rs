//! What a witness must see before it signs (c2sp.org/tlog-witness), and the request that asks it to.
//!
//! ```text
//! old N                          size of the checkpoint that the witness signed last
//! BASE64 …                       consistency proof from there, at most 63 lines
//!
//! (checkpoint)
//! ```
//!
//! Semantics of a cosignature: as of this time, the largest tree of this log that I have seen is this one, and it continues every
//! one that I signed before. A witness that signs two trees of which neither continues the other is broken, and so is a log that shows them.

use data_encoding::BASE64;

use super::Hash;
use super::checkpoint::{Checkpoint, CheckpointError, Head};
use super::policy::Policy;
use super::tree::check_consistency;

/// The most lines of a consistency proof.
const MOST_HASHES: usize = 63;

/// The type of the body that names a size, with the status 409.
pub const SIZE_TYPE: &str = "text/x.tlog.size";

/// The body that names the size to begin at.
pub fn size_body(size: u64) -> String {
    format!("{size}\n")
}

/// Reads [`size_body`]; the one spelling only.
pub fn parse_size_body(body: &[u8]) -> Option<u64> {
    let size = std::str::from_utf8(body).ok()?.strip_suffix('\n')?.parse().ok()?;
    (size_body(size).as_bytes() == body).then_some(size)
}

/// The longest request that is read, in bytes.
pub const MAX_REQUEST_BYTES: usize = super::checkpoint::MAX_BYTES + 64 * 50 + 64;

/// The body of `add-checkpoint`.
#[derive(Clone, Debug)]
pub struct AddCheckpoint {
    /// Size of the tree that the proof begins at.
    pub old: u64,
    /// Consistency proof.
    pub proof: Vec<Hash>,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
}

impl AddCheckpoint {
    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.proof {
            text.push_str(&BASE64.encode(&hash.0));
            text.push('\n');
        }
        text.push('\n');
        [text.as_bytes(), &self.checkpoint.to_bytes()].concat()
    }

    /// Reads a body.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_REQUEST_BYTES {
            return None;
        }
        let (head, checkpoint) = std::str::from_utf8(bytes).ok()?.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let digits = lines.next()?.strip_prefix("old ")?;
        let old: u64 = digits.parse().ok().filter(|old: &u64| old.to_string() == digits)?;
        let proof: Vec<Hash> = lines.map(|line| Hash::parse_hash(line).ok()).collect::<Option<_>>()?;
        if proof.len() > MOST_HASHES {
            return None;
        }
        Some(Self { old, proof, checkpoint: Checkpoint::parse(checkpoint.as_bytes()).ok()? })
    }
}

/// Why a witness does not sign. Each is a status of c2sp.org/tlog-witness.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// 404: this witness does not know the log.
    #[error("the checkpoint is of a log that this witness does not know")]
    UnknownLog,
    /// 403: the log has not signed it.
    #[error("the checkpoint does not carry a valid signature of the log")]
    BadSignature,
    /// 400: the proof begins behind the checkpoint.
    #[error("the checkpoint has {size} leaves, the proof begins at {old}")]
    BadOldSize {
        /// Of the checkpoint.
        size: u64,
        /// Of the proof.
        old: u64,
    },
    /// 409: the proof begins elsewhere than at the last checkpoint that was signed. Ask again from there.
    #[error("the last checkpoint signed has {signed} leaves")]
    OtherSize {
        /// Leaves of the last one signed.
        signed: u64,
    },
    /// 409: **two trees of one size.** The log has forked.
    #[error("FORK: the log shows two different trees of {size} leaves")]
    Fork {
        /// Leaves of both.
        size: u64,
    },
    /// 422: the new tree does not continue the old one. Either the request is broken, or the log has forked.
    #[error("the tree of {size} leaves does not continue the one of {signed} leaves that was signed before")]
    Inconsistent {
        /// Of the checkpoint.
        size: u64,
        /// Of the last one signed.
        signed: u64,
    },
}

impl Refused {
    /// The status of c2sp.org/tlog-witness.
    pub const fn status(&self) -> u16 {
        match self {
            Self::UnknownLog => 404,
            Self::BadSignature => 403,
            Self::BadOldSize { .. } => 400,
            Self::OtherSize { .. } | Self::Fork { .. } => 409,
            Self::Inconsistent { .. } => 422,
        }
    }
}

/// Decides whether a witness signs: what to remember and to sign if it does. `last` is the head it signed last, of this log.
pub fn consider(request: &AddCheckpoint, policy: &Policy, last: Option<&Head>) -> Result<Head, Refused> {
    let verified = request.checkpoint.verify(policy).map_err(|fault| match fault {
        CheckpointError::Origin { .. } => Refused::UnknownLog,
        CheckpointError::Malformed | CheckpointError::Signature => Refused::BadSignature,
    })?;
    let head = verified.head;
    if request.old > head.size {
        return Err(Refused::BadOldSize { size: head.size, old: request.old });
    }
    // Before the sizes of the request: it is a fork whatever the request claims.
    if last.is_some_and(|last| last.size == head.size && last.root != head.root) {
        return Err(Refused::Fork { size: head.size });
    }
    let signed = last.map_or(0, |last| last.size);
    if request.old != signed {
        return Err(Refused::OtherSize { signed });
    }
    let Some(last) = last else {
        let nothing_to_prove = request.proof.is_empty();
        return if nothing_to_prove {
            Ok(head)
        } else {
            Err(Refused::Inconsistent { size: head.size, signed: 0 })
        };
    };
    check_consistency(&request.proof, (last.size, &last.root), (head.size, &head.root))
        .map_err(|_| Refused::Inconsistent { size: head.size, signed: last.size })?;
    Ok(head)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails, as it should")]
mod tests {
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::note_key::NoteSigner;
    use crate::ledger::tree::Tiles;

    const ORIGIN: &str = "log.example/1";

    fn log(seed: u8) -> NoteSigner {
        NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[seed; 32]))
    }

    fn policy() -> Policy {
        Policy { logs: vec![log(1).key().clone()], ..Policy::default() }
    }

    /// A tree whose leaves from `fork` on are others.
    fn tree(size: u8, fork: u8) -> (Tiles, Head) {
        let leaves: Vec<_> = (0..size).map(|n| if n < fork { [n; 32] } else { [n ^ 0xff; 32] }).collect();
        let mut tiles = Tiles::default();
        let size = tiles.append(0, &leaves).unwrap();
        let root = tiles.root(size).unwrap();
        (tiles, Head { origin: ORIGIN.into(), size, root })
    }

    fn request(old: u64, (tiles, head): &(Tiles, Head), signer: &NoteSigner) -> AddCheckpoint {
        let proof = tiles.prove_consistency(head.size, old.min(head.size)).unwrap();
        AddCheckpoint { old, proof, checkpoint: Checkpoint::sign(head, signer).unwrap() }
    }

    #[test]
    fn a_request_is_written_and_read_back() {
        let written = request(64, &tree(130, 255), &log(1)).to_bytes();
        let read = AddCheckpoint::parse(&written).unwrap();
        assert_eq!((read.old, read.to_bytes()), (64, written));
    }

    #[test]
    fn a_witness_signs_what_continues_what_it_has_signed() {
        let first = consider(&request(0, &tree(64, 255), &log(1)), &policy(), None).unwrap();
        let second = consider(&request(64, &tree(128, 255), &log(1)), &policy(), Some(&first)).unwrap();
        assert_eq!(second.size, 128);
        let again = consider(&request(128, &tree(128, 255), &log(1)), &policy(), Some(&second)).unwrap();
        assert_eq!(again, second);
    }

    #[test]
    fn each_refusal_has_the_status_of_the_protocol() {
        let last = tree(64, 255).1;
        let refusal = |request: &AddCheckpoint, last| consider(request, &policy(), last).unwrap_err();
        assert!(matches!(
            refusal(&request(64, &tree(128, 255), &log(2)), Some(&last)),
            Refused::BadSignature
        ));
        assert!(matches!(
            refusal(&request(200, &tree(128, 255), &log(1)), Some(&last)),
            Refused::BadOldSize { .. }
        ));
        assert!(matches!(
            refusal(&request(0, &tree(128, 255), &log(1)), Some(&last)),
            Refused::OtherSize { signed: 64 }
        ));
        assert!(matches!(
            refusal(&request(64, &tree(64, 10), &log(1)), Some(&last)),
            Refused::Fork { size: 64 }
        ));
        assert!(matches!(
            refusal(&request(0, &tree(64, 10), &log(1)), Some(&last)),
            Refused::Fork { size: 64 }
        ));
        assert!(matches!(
            refusal(&request(64, &tree(128, 10), &log(1)), Some(&last)),
            Refused::Inconsistent { .. }
        ));
        assert_eq!(refusal(&request(64, &tree(128, 10), &log(1)), Some(&last)).status(), 422);
        // A log that was set back asks from a size below the one that was signed.
        assert!(matches!(
            refusal(&request(32, &tree(48, 255), &log(1)), Some(&last)),
            Refused::OtherSize { signed: 64 }
        ));
        let mut other = tree(128, 255);
        other.1.origin = "log.example/2".into();
        let other = request(64, &other, &NoteSigner::new("log.example/2", SigningKey::from_bytes(&[1; 32])));
        assert!(matches!(refusal(&other, Some(&last)), Refused::UnknownLog));
    }

    #[test]
    fn a_size_has_one_spelling() {
        assert_eq!(parse_size_body(size_body(u64::MAX).as_bytes()), Some(u64::MAX));
        for other in ["64", "064\n", "+64\n", " 64\n", "64\n\n", "", "-1\n"] {
            assert_eq!(parse_size_body(other.as_bytes()), None, "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_request_or_refused(text in "\\PC{0,80}|old [0-9]{1,5}\n([A-Za-z0-9+/]{43}=\n){0,3}\n\\PC{0,40}") {
            if let Some(request) = AddCheckpoint::parse(text.as_bytes()) {
                prop_assert_eq!(request.to_bytes(), text.as_bytes());
            }
        }

        #[test]
        fn a_fork_is_never_signed(size in 2_u8..200, fork in 0_u8..200, old in 1_u8..200) {
            let (fork, old) = (fork % size, 1 + old % size);
            prop_assume!(fork < old);
            let last = tree(old, 255).1;
            prop_assert!(consider(&request(u64::from(old), &tree(size, fork), &log(1)), &policy(), Some(&last)).is_err());
        }
    }
}
