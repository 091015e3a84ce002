//! The roster in the desk's hands: shown, changed in a draft, proposed, signed, brought into force.
//!
//! ```text
//! difference   what a version changes, in sentences
//! sheet        what the page about the roster shows
//! bench        the draft that is being made in this session
//! ceremony     drafts at the server: which can be signed, how, and how a complete one comes into force
//! words        names, roles, fingerprints
//! ```
//!
//! The server keeps drafts and decides nothing. Each desk verifies who proposes, who has signed, and that a draft follows the version
//! in force here, and reads the changes off the very text that is signed.

pub mod bench;
pub mod ceremony;
pub mod difference;
pub mod sheet;
pub mod words;

use crate::clock::Day;
use crate::crypto::draft::keyholder;
use crate::model::id::MemberId;
use crate::model::roster::{Role, Roster};

/// What the holder of a key may do about the roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seat {
    /// Leads the unit, and so may propose.
    pub head: bool,
    /// The name under which the key signs rosters, if it is a keyholder's.
    pub keyholder: Option<String>,
    /// Stands among the members.
    pub member: bool,
}

impl Seat {
    /// The seat of a key under the version in force.
    pub fn of(roster: &Roster, id: MemberId, today: Day) -> Self {
        Self {
            head: roster.with_role(Role::Head, today).any(|member| member.id == id),
            keyholder: keyholder(roster, id).map(|(keyholder, _)| keyholder.name.clone()),
            member: roster.member(id).is_some(),
        }
    }

    /// Whether the holder may propose the next version.
    pub const fn may_propose(&self) -> bool {
        self.head || self.keyholder.is_some()
    }
}
