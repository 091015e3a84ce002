//! What was found, where, and what it amounts to.

use std::fmt;

use super::fault::Fault;
use crate::ledger::entry::Realm;
use crate::ledger::tree::TilePlace;
use crate::model::id::CaseId;

/// Findings that are kept; more are counted.
const MOST: usize = 1000;

/// Where something is wrong. Never content, never a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A file, by its path in the export or below the log's address.
    File(String),
    /// A log.
    Log(u32),
    /// A checkpoint.
    Checkpoint(u32, u64),
    /// A leaf.
    Leaf(u32, u64),
    /// A tile.
    Tile(u32, TilePlace),
    /// A bundle of leaves.
    Bundle(u32, u64),
    /// A chain as a whole.
    Chain(CaseId),
    /// An entry by its place in its chain.
    Entry(CaseId, u64),
    /// An item by its place in its case.
    Item(CaseId, u64),
    /// A version of the roster.
    Roster(u32),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chain = |chain: &CaseId| match Realm::of(*chain) {
            Realm::Administration => "administration".to_owned(),
            Realm::Oversight => "oversight".to_owned(),
            Realm::Case => format!("case {chain}"),
        };
        match self {
            Self::File(path) => write!(f, "{path}"),
            Self::Log(log) => write!(f, "log {log}"),
            Self::Checkpoint(log, size) => write!(f, "log {log}, checkpoint {size}"),
            Self::Leaf(log, index) => write!(f, "log {log}, leaf {index}"),
            Self::Tile(log, place) => write!(f, "log {log}, tile {} of level {}", place.number, place.level),
            Self::Bundle(log, number) => write!(f, "log {log}, bundle {number}"),
            Self::Chain(id) => write!(f, "{}", chain(id)),
            Self::Entry(id, sequence) => write!(f, "{}, entry {sequence}", chain(id)),
            Self::Item(id, sequence) => write!(f, "{}, item {sequence}", chain(id)),
            Self::Roster(version) => write!(f, "roster {version}"),
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.fault)
    }
}

/// What was found, in the order in which it was.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The first thousand.
    pub kept: Vec<Finding>,
    /// How many more there are.
    pub more: u64,
    tampered: bool,
}

impl Findings {
    pub(super) fn note(&mut self, place: Place, fault: Fault) {
        self.tampered |= !fault.is_incomplete();
        if self.kept.len() < MOST {
            self.kept.push(Finding { place, fault });
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// What all of it amounts to.
    pub const fn verdict(&self) -> Verdict {
        match (self.tampered, self.kept.is_empty()) {
            (true, _) => Verdict::Tampered,
            (false, false) => Verdict::Incomplete,
            (false, true) => Verdict::Valid,
        }
    }
}

/// What a verification comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything that could be checked holds.
    Valid,
    /// Something was altered, taken away or made up.
    Tampered,
    /// Something is missing that the check needs; nothing that is there is wrong.
    Incomplete,
}
