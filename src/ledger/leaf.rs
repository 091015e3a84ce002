//! Leaves: what is public of an entry.
//!
//! ```text
//! leaf = SHA-256("redchannel/v1/leaf" ‖ r (32) ‖ SHA-256(ct))       ct: the sealed entry, an age file
//! pad  = the same with SHA-256("") in the place of SHA-256(ct)
//! ```
//!
//! A log that takes an entry over from one before it (after a restore, or a move) commits to it under another number,
//!
//! ```text
//! r' = HMAC-SHA-256(r, "redchannel/v1/leaf/taken-over" ‖ the new log's origin)
//! ```
//!
//! or whoever lays the two public logs side by side would count the leaves that stand in both: those that are no padding.
//!
//! r is random, so that a leaf tells nothing, not even to somebody who guesses the whole entry. A pad is proved to be one by showing
//! its r. The log cannot call a real entry a pad afterwards: it would have to find an r' that gives the same leaf (a second preimage).

use crate::crypto::hash::{hmac256, sha256};
use crate::secret::Secret;

const LABEL: &[u8] = b"redchannel/v1/leaf";
const TAKEN_OVER: &[u8] = b"redchannel/v1/leaf/taken-over";

/// The content of one log entry, 32 bytes. Its hash in the tree is `SHA-256(0x00 ‖ leaf)`, as for all logs (RFC 6962, section 2.1).
pub type Leaf = [u8; 32];

/// The leaf of a sealed entry whose ciphertext has this SHA-256.
pub fn leaf(r: &[u8; 32], ciphertext: &[u8; 32]) -> Leaf {
    sha256(&[LABEL, r, ciphertext])
}

/// The number in the leaf of an entry that the log of this name took over from one before it.
pub fn taken_over(r: &[u8; 32], origin: &str) -> [u8; 32] {
    hmac256(&Secret::new(*r), &[TAKEN_OVER, origin.as_bytes()])
}

/// The leaf of padding.
pub fn pad(r: &[u8; 32]) -> Leaf {
    leaf(r, &sha256(&[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leaf_depends_on_all_that_it_commits_to() {
        let (r, ct) = ([1; 32], sha256(&[b"sealed"]));
        assert_ne!(leaf(&r, &ct), leaf(&[2; 32], &ct));
        assert_ne!(leaf(&r, &ct), leaf(&r, &sha256(&[b"other"])));
        assert_ne!(leaf(&r, &ct), pad(&r));
    }

    #[test]
    fn each_log_has_its_own_number_for_an_entry() {
        let r = [1; 32];
        assert_ne!(taken_over(&r, "log.example/2"), taken_over(&r, "log.example/3"));
        assert_ne!(taken_over(&r, "log.example/2"), r);
        assert_eq!(taken_over(&r, "log.example/2"), taken_over(&r, "log.example/2"));
    }
}
