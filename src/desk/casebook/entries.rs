//! The entries of one chain of the ledger, opened and held against each other and against what stands in the case.
//!
//! The same attitude as for items ([`chain`](super::chain)): nothing is hidden. What does not open, was signed by somebody else or stands in
//! a wrong place is shown there with the reason; what is missing leaves a gap ([`accord`](super::accord) holds the rest against the
//! items). What this does not give: that the leaves stand in the public tree. Who wants to know
//! recomputes them: `redchannel verify`.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;

use super::chain::Link;
use crate::api::wire::EntryLine;
use crate::crypto::agefile::Identity;
use crate::crypto::hash::sha256;
use crate::desk::people::People;
use crate::ledger::entry::{Actor, ChainHead, EntryError, Realm, SignedEntry, Statement};
use crate::ledger::leaf::{Leaf, leaf, taken_over};
use crate::model::id::{CaseId, MemberId};

/// What stands at one place of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// An entry that stands where it says and was signed by whom it names.
    Verified(Box<VerifiedEntry>),
    /// Something that does not open, is not part of this chain, or was changed.
    Rejected {
        /// Where it was found.
        sequence: u64,
        /// What is wrong.
        why: Refused,
        /// Where its leaf stands in the newest log, if the server says so.
        index: Option<u64>,
    },
    /// Nothing, where something must have been.
    Missing {
        /// The first missing place.
        from: u64,
        /// The last missing place.
        to: u64,
    },
}

/// An entry with what was found of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedEntry {
    /// What it says.
    pub statement: Statement,
    /// What became of its signatures.
    pub signed: Signed,
    /// Whether it follows what stands before it.
    pub link: Link,
    /// Where its leaf stands in the newest log, by the server's word; `None` while it waits.
    pub index: Option<u64>,
    /// What is public of it.
    pub leaf: Leaf,
}

/// What became of an entry's signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// They hold.
    Held,
    /// The reporter's key is known to the readers of the case alone.
    NotForUs,
}

/// Why something is not an entry of this chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The server itself cannot read it any more.
    Unreadable,
    /// It does not open, or is no entry.
    Entry(EntryError),
    /// It was written for another case.
    OtherChain,
    /// It was written for another place.
    OtherPlace,
    /// Such a thing is not done by such an actor, or not in such a chain.
    NotTheirs,
    /// Who it names is in no roster, or has no role that handles cases.
    UnknownActor,
    /// A second entry for a place that is filled.
    Twice,
    /// Another entry has the same place in the log.
    SharedLeaf,
}

impl Refused {
    /// What is wrong, as a sentence.
    pub fn words(self) -> String {
        let fixed = match self {
            Self::Unreadable => "The server cannot read this entry itself any more: its row was altered.",
            Self::Entry(fault) => return crate::desk::sentence(&fault),
            Self::OtherChain => "It was written for another case and put here.",
            Self::OtherPlace => "It was written for another place in this chain and put here.",
            Self::NotTheirs => "It says something that whoever it names cannot do here.",
            Self::UnknownActor => "Who it names is not in the roster, or has no role that handles cases.",
            Self::Twice => "A second entry was delivered for a place that is already filled.",
            Self::SharedLeaf => "The server gives it the same place in the log as another entry.",
        };
        fixed.to_owned()
    }
}

/// Whose signatures count in a chain.
#[derive(Clone, Debug)]
pub struct Signers<'a> {
    /// The roster.
    pub people: &'a People,
    /// The reporter, for whoever reads the case.
    pub reporter: Option<&'a VerifyingKey>,
    /// The log, for what the server says of itself.
    pub log: &'a [VerifyingKey],
}

/// A chain after the check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExaminedChain {
    /// One per place, in order.
    pub spots: Vec<Spot>,
    /// Where it ends: place and hash of the last entry, as delivered.
    pub head: ChainHead,
    /// The hash of each entry, by place, in order.
    pub hashes: Vec<(u64, [u8; 32])>,
    /// The leaf of each entry that has one, hex, in order.
    pub leaves: Vec<String>,
}

impl ExaminedChain {
    /// The entries that verify, in order.
    pub fn verified(&self) -> impl Iterator<Item = &VerifiedEntry> {
        self.spots.iter().filter_map(|spot| match spot {
            Spot::Verified(entry) => Some(entry.as_ref()),
            Spot::Rejected { .. } | Spot::Missing { .. } => None,
        })
    }

    /// How many places something is wrong with.
    pub fn faults(&self) -> usize {
        let wrong = |spot: &&Spot| match spot {
            Spot::Verified(entry) => entry.link == Link::Broken,
            Spot::Rejected { .. } | Spot::Missing { .. } => true,
        };
        self.spots.iter().filter(wrong).count()
    }
}

/// Opens and checks everything the server delivered of a chain. `openers`: the keys that entries may be sealed to, the likeliest first.
pub fn examine(
    chain: CaseId,
    mut lines: Vec<EntryLine>,
    openers: &[&Identity],
    signers: &Signers<'_>,
) -> ExaminedChain {
    // The order of delivery proves nothing; the places do.
    lines.sort_by_key(|line| line.sequence);
    let mut examined = ExaminedChain::default();
    let mut indices = BTreeSet::new();
    let mut expected = 0_u64;
    for line in &lines {
        let rejected = |why| Spot::Rejected { sequence: line.sequence, why, index: line.index };
        if line.sequence < expected {
            examined.spots.push(rejected(Refused::Twice));
            continue;
        }
        if let (true, Some(to)) = (line.sequence > expected, line.sequence.checked_sub(1)) {
            examined.spots.push(Spot::Missing { from: expected, to });
        }
        let before = if line.sequence == expected { examined.head.clone() } else { ChainHead::default() };
        let found = match check(chain, line, openers, signers, &before) {
            Ok(_) if line.index.is_some_and(|index| !indices.insert(index)) => rejected(Refused::SharedLeaf),
            Ok(entry) => Spot::Verified(Box::new(entry)),
            Err(why) => rejected(why),
        };
        examined.spots.push(found);
        examined.head = ChainHead::after(line.sequence, &line.data);
        examined.hashes.push((line.sequence, sha256(&[&line.data])));
        examined.leaves.extend(leaves_of(line).into_iter().flatten().map(|leaf| HEXLOWER.encode(&leaf)));
        expected = line.sequence.saturating_add(1);
    }
    examined
}

/// The leaf of an entry in the log it was made for, then in each that took it over. Computed here, so that nobody can have the members
/// name leaves of other entries.
fn leaves_of(line: &EntryLine) -> Option<Vec<Leaf>> {
    let r: [u8; 32] = HEXLOWER.decode(line.r.as_bytes()).ok()?.try_into().ok()?;
    let hash = sha256(&[&line.data]);
    let taken = line.taken_over.iter().map(|origin| leaf(&taken_over(&r, origin), &hash));
    (!line.data.is_empty()).then(|| [leaf(&r, &hash)].into_iter().chain(taken).collect())
}

fn check(
    chain: CaseId,
    line: &EntryLine,
    openers: &[&Identity],
    signers: &Signers<'_>,
    before: &ChainHead,
) -> Result<VerifiedEntry, Refused> {
    let leaf = leaves_of(line).and_then(|leaves| leaves.first().copied()).ok_or(Refused::Unreadable)?;
    let entry = open(openers, &line.data).map_err(Refused::Entry)?;
    let claimed = entry.claimed();
    if claimed.chain != chain {
        return Err(Refused::OtherChain);
    }
    if claimed.sequence != line.sequence {
        return Err(Refused::OtherPlace);
    }
    if !claimed.event.may_be_by(claimed.actor) || claimed.event.realm() != Realm::of(chain) {
        return Err(Refused::NotTheirs);
    }
    let signed = verify(&entry, signers)?;
    let statement = entry.claimed().clone();
    // What an actor signed stays true when its neighbour was tampered with: it is shown, and the break with it.
    let follows = if statement.follows(before) { Link::Whole } else { Link::Broken };
    Ok(VerifiedEntry { statement, signed, link: follows, index: line.index, leaf })
}

/// Opens an entry with one of the keys: each epoch of a case has its own.
fn open(openers: &[&Identity], sealed: &[u8]) -> Result<SignedEntry, EntryError> {
    let mut opened = Err(EntryError::Sealed);
    for opener in openers {
        opened = SignedEntry::open(opener, sealed);
        if !matches!(opened, Err(EntryError::Sealed)) {
            break;
        }
    }
    opened
}

fn verify(entry: &SignedEntry, signers: &Signers<'_>) -> Result<Signed, Refused> {
    let claimed = entry.claimed();
    let member = |id: MemberId| signers.people.author_key(id).ok_or(Refused::UnknownActor);
    let first = match claimed.actor {
        Actor::Member(id) => {
            vec![signers.people.actor_key(id, &claimed.event).ok_or(Refused::UnknownActor)?]
        }
        Actor::Reporter => match signers.reporter {
            Some(key) => vec![*key],
            None => return Ok(Signed::NotForUs),
        },
        Actor::Server => signers.log.to_vec(),
    };
    let second = claimed.event.approver().map(member).transpose()?;
    let holds = |key: &VerifyingKey| {
        let keys: Vec<VerifyingKey> = [*key].into_iter().chain(second).collect();
        entry.verify(&keys).is_ok()
    };
    let second_person = claimed.event.approver().or_else(|| claimed.event.proposer());
    let two_people = second_person.is_none_or(|person| Actor::Member(person) != claimed.actor);
    if two_people && first.iter().any(holds) {
        Ok(Signed::Held)
    } else {
        Err(Refused::Entry(EntryError::Signature))
    }
}

#[cfg(test)]
pub(crate) mod tests;
