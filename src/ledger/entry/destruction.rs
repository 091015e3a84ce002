//! What a member signs who proposes, in a case, to destroy it. The proposal is an item like any other; whoever agrees to it signs the entry,
//! and the proposer's signature over what they proposed goes with it.
//!
//! ```text
//! signature = Ed25519(proposer, "redchannel/v1/destruction\0" ‖ case ‖ "\n" ‖ after ‖ "\n" ‖ proposer ‖ "\n" ‖ reason)
//! ```
//!
//! `after` is the sequence of the last item that the proposer had seen. Two more items may follow it, the proposal and the agreement; with a
//! third one the case has moved on, and nobody destroys what they have not seen.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signer, SigningKey};

use super::{Event, Statement};
use crate::model::id::{CaseId, MemberId};

const LABEL: &str = "redchannel/v1/destruction\0";

/// Items that may follow what the proposer had seen: the proposal, and the agreement.
pub const ITEMS_AFTER: u64 = 2;

/// What somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destruction<'a> {
    /// The case.
    pub case: CaseId,
    /// The sequence of the last item before the proposal.
    pub after: u64,
    /// Why, in words.
    pub reason: &'a str,
}

impl Destruction<'_> {
    /// Signs it: 128 hex digits.
    pub fn sign(&self, proposer: MemberId, key: &SigningKey) -> String {
        HEXLOWER.encode(&key.sign(&self.message(proposer)).to_bytes())
    }

    fn message(&self, proposer: MemberId) -> Vec<u8> {
        let Self { case, after, reason } = self;
        format!("{LABEL}{case}\n{after}\n{proposer}\n{reason}").into_bytes()
    }
}

/// What the first signature of an entry is over, if it is not over the entry's own text.
pub(super) fn proposed(statement: &Statement) -> Option<Vec<u8>> {
    let Event::Shredded { case, reason, proposed_after: Some(after), .. } = &statement.event else {
        return None;
    };
    let super::Actor::Member(proposer) = statement.actor else { return None };
    Some(Destruction { case: *case, after: *after, reason }.message(proposer))
}
