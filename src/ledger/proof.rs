//! Proofs to take along: a file in the format of c2sp.org/tlog-proof that can be checked without us and without a network.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra BASE64                   the receipt: what the leaf stands for, signed by the log
//! index N
//! BASE64 …                       the inclusion proof, from the leaf's sibling upwards
//!
//! (checkpoint with its signatures)
//! ```

use data_encoding::BASE64;

use super::Hash;
use super::checkpoint::{Checkpoint, CheckpointError, VerifiedCheckpoint};
use super::policy::Policy;
use super::receipt::{Receipt, ReceiptError};
use super::tree::{TreeError, check_inclusion};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// The longest proof that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;

/// A proof as it was read: nothing is verified but its form.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The signed receipt.
    pub receipt: Vec<u8>,
    /// Place of the leaf in the log.
    pub index: u64,
    /// From the leaf's sibling upwards.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: Checkpoint,
}

/// What a proof proves. [`Proof::verify`] is the only way to one.
#[derive(Clone, Debug)]
pub struct Proved {
    /// What the leaf stands for.
    pub receipt: Receipt,
    /// Where it stands.
    pub index: u64,
    /// In which tree, seen by whom.
    pub checkpoint: VerifiedCheckpoint,
}

/// Why a proof does not prove.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// Not a proof in this format.
    #[error("this is not a proof in the format c2sp.org/tlog-proof@v1 with a receipt")]
    Malformed,
    /// The receipt does not hold.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The checkpoint does not hold.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Receipt and checkpoint are of two logs.
    #[error("the receipt and the checkpoint belong to two different logs")]
    TwoLogs,
    /// The leaf is not in the tree.
    #[error("the leaf of the receipt does not stand in the tree of the checkpoint: {0}")]
    Inclusion(#[from] TreeError),
}

impl Proof {
    /// The text of the file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text =
            format!("{FIRST_LINE}\nextra {}\nindex {}\n", BASE64.encode(&self.receipt), self.index);
        for hash in &self.path {
            text.push_str(&BASE64.encode(&hash.0));
            text.push('\n');
        }
        text.push('\n');
        [text.as_bytes(), &self.checkpoint.to_bytes()].concat()
    }

    /// Reads a file.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProofError> {
        if bytes.len() > MAX_BYTES {
            return Err(ProofError::Malformed);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ProofError::Malformed)?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(ProofError::Malformed)?;
        let mut lines = head.split('\n');
        let mut next = || lines.next().ok_or(ProofError::Malformed);
        if next()? != FIRST_LINE {
            return Err(ProofError::Malformed);
        }
        let extra = next()?.strip_prefix("extra ").ok_or(ProofError::Malformed)?;
        let receipt = BASE64.decode(extra.as_bytes()).map_err(|_| ProofError::Malformed)?;
        let digits = next()?.strip_prefix("index ").ok_or(ProofError::Malformed)?;
        let index: u64 = digits.parse().map_err(|_| ProofError::Malformed)?;
        if index.to_string() != digits {
            return Err(ProofError::Malformed);
        }
        let hash = |line: &str| Hash::parse_hash(line).map_err(|_| ProofError::Malformed);
        let path = lines.map(hash).collect::<Result<Vec<_>, _>>()?;
        if path.len() > 64 {
            return Err(ProofError::Malformed);
        }
        Ok(Self { receipt, index, path, checkpoint: Checkpoint::parse(checkpoint.as_bytes())? })
    }

    /// Checks everything: the log's two signatures, the witnesses, the way from the leaf to the root.
    pub fn verify(&self, policy: &Policy) -> Result<Proved, ProofError> {
        let receipt = Receipt::verify(&self.receipt, policy)?;
        let checkpoint = self.checkpoint.verify(policy)?;
        if receipt.origin != checkpoint.head.origin {
            return Err(ProofError::TwoLogs);
        }
        let tree = (checkpoint.head.size, &checkpoint.head.root);
        check_inclusion(&self.path, tree, self.index, &receipt.leaf)?;
        Ok(Proved { receipt, index: self.index, checkpoint })
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Day;
    use crate::crypto::note_key::NoteSigner;
    use crate::ledger::checkpoint::Head;
    use crate::ledger::tree::Tiles;

    const ORIGIN: &str = "log.example/1";

    fn log() -> NoteSigner {
        NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[1; 32]))
    }

    fn policy() -> Policy {
        Policy { logs: vec![log().key().clone()], ..Policy::default() }
    }

    fn proof(size: u8, index: u64) -> Proof {
        let leaves: Vec<_> = (0..size).map(|byte| [byte; 32]).collect();
        let mut tiles = Tiles::default();
        let size = tiles.append(0, &leaves).unwrap();
        let head = Head { origin: ORIGIN.into(), size, root: tiles.root(size).unwrap() };
        let leaf = leaves[usize::try_from(index).unwrap()];
        let receipt = Receipt {
            origin: ORIGIN.into(),
            leaf,
            step: 0,
            kind: "report_received".into(),
            day: Day::from_number(1),
        };
        Proof {
            receipt: receipt.sign(&log()).unwrap(),
            index,
            path: tiles.prove_inclusion(size, index).unwrap(),
            checkpoint: Checkpoint::sign(&head, &log()).unwrap(),
        }
    }

    #[test]
    fn a_proof_is_written_read_and_holds() {
        for (size, index) in [(1, 0), (64, 0), (64, 63), (200, 131)] {
            let read = Proof::parse(&proof(size, index).to_bytes()).unwrap();
            let proved = read.verify(&policy()).unwrap();
            assert_eq!((proved.index, proved.receipt.kind.as_str()), (index, "report_received"));
        }
    }

    #[test]
    fn nothing_of_a_proof_can_be_exchanged() {
        let other = proof(65, 7);
        for exchanged in [
            Proof { index: 6, ..proof(64, 7) },
            Proof { path: other.path.clone(), ..proof(64, 7) },
            Proof { checkpoint: other.checkpoint, ..proof(64, 7) },
            Proof { receipt: proof(64, 8).receipt, ..proof(64, 7) },
        ] {
            assert!(matches!(exchanged.verify(&policy()), Err(ProofError::Inclusion(_))));
        }
        let stranger = Policy {
            logs: vec![NoteSigner::new(ORIGIN, SigningKey::from_bytes(&[2; 32])).key().clone()],
            ..Policy::default()
        };
        assert!(matches!(proof(64, 7).verify(&stranger), Err(ProofError::Receipt(_))));
    }

    proptest! {
        #[test]
        fn a_file_that_was_altered_anywhere_is_refused(at in any::<prop::sample::Index>(), with in 1_u8..) {
            let mut bytes = proof(200, 131).to_bytes();
            *at.get_mut(&mut bytes) ^= with;
            prop_assert!(Proof::parse(&bytes).and_then(|proof| proof.verify(&policy())).is_err());
        }

        #[test]
        fn any_bytes_are_a_proof_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(Proof::parse(&bytes).is_err());
        }
    }
}
