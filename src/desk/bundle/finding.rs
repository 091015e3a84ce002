//! What can be wrong with a bundle, where, and what it amounts to.

use std::fmt;

use super::tar::TarError;
use crate::ledger::verify::Verdict;

/// Findings that are kept; more are counted.
const MOST: usize = 1000;

/// Where something is wrong. Never content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The bundle as a whole.
    Bundle,
    /// A file in it.
    File(String),
    /// An item, by its place in the case.
    Item(u64),
    /// An entry of the ledger, by its place in its chain.
    Entry(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bundle => f.write_str("bundle"),
            Self::File(path) => f.write_str(path),
            Self::Item(sequence) => write!(f, "item {sequence}"),
            Self::Entry(sequence) => write!(f, "entry {sequence}"),
        }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    // What is missing says nothing yet.
    /// The bundle.
    #[error("{0}")]
    Incomplete(TarError),
    /// A file that each bundle has.
    #[error("is missing")]
    Missing,
    /// No hash of the first roster was given.
    #[error(
        "the first roster was taken on trust: ask the keyholders whether its hash is {0}, and give it with --genesis"
    )]
    NoGenesis(String),
    /// The keys.
    #[error("does not open with this key")]
    NotForThisKey,
    /// An attachment.
    #[error("was not whole when the case was exported, and is not in the bundle")]
    LeftOut,

    /// The checkpoint.
    #[error(
        "has been signed by {witnesses} of the {needed} witnesses that are needed: let the case be exported again some hours later"
    )]
    NotWitnessed {
        /// Witnesses that have.
        witnesses: usize,
        /// Witnesses that must.
        needed: usize,
    },

    // The container and its list.
    /// The bundle.
    #[error("{0}")]
    Container(TarError),
    /// The manifest.
    #[error("is no manifest of a bundle, or not in the one way it is written")]
    Manifest,
    /// The manifest.
    #[error("calls the case what it is not called")]
    Reference,
    /// A file.
    #[error("is not in the list of the manifest: it was put there")]
    Unlisted,
    /// A file.
    #[error("is listed and not there: it was taken away")]
    Taken,
    /// A file.
    #[error("is not the one that the manifest lists: it was altered or exchanged")]
    Differs,
    /// A file.
    #[error("is listed, and nothing in the manifest says what it is")]
    Purposeless,
    /// An item, an entry.
    #[error("stands in the manifest out of its order, or twice")]
    Order,
    /// The sums.
    #[error("does not give the hashes that the manifest gives")]
    Sums,

    // Who vouches for it.
    /// The signature.
    #[error("is no signed note over the hash of a manifest")]
    SignatureForm,
    /// The signature.
    #[error("signs another manifest")]
    SignatureOther,
    /// The signature.
    #[error("carries no valid signature of the member who is said to have exported the case")]
    Signature,
    /// The signature.
    #[error(
        "is by somebody who does not stand in the newest roster with a role that handles cases, on that day"
    )]
    Signer,
    /// A roster.
    #[error("does not verify from the first one on: {0}")]
    Roster(String),

    // The public log.
    /// The checkpoint.
    #[error("does not verify: {0}")]
    Checkpoint(String),
    /// An entry.
    #[error("the leaf in the manifest does not follow from it")]
    Leaf,
    /// An entry.
    #[error("has a place in the log that another entry has")]
    SharedLeaf,
    /// An entry.
    #[error("does not stand in the log where the manifest says: the proof does not lead to the checkpoint")]
    Proof,

    // With the key: the content.
    /// The keys.
    #[error("opens, but holds no keys of this case")]
    Keys,
    /// The keys.
    #[error("holds other keys than the manifest names")]
    OtherKeys,
    /// An item.
    #[error("{0}")]
    Item(String),
    /// An item.
    #[error("was written after something else than what stands before it")]
    ItemChain,
    /// An item.
    #[error("and those up to {0} are missing, and what comes after is there")]
    ItemsMissing(u64),
    /// An item.
    #[error("is not what the manifest says it is")]
    Described,
    /// An entry.
    #[error("{0}")]
    Entry(String),
    /// An entry.
    #[error("was written after something else than what stands before it")]
    EntryChain,
    /// An entry.
    #[error("and those up to {0} are missing, and what comes after is there")]
    EntriesMissing(u64),
    /// Items and entries.
    #[error("{0}")]
    Discord(String),
    /// An attachment.
    #[error("is not the file that its item describes: it was cut short, altered or replaced")]
    Attachment,
    /// An attachment.
    #[error("is named by no item")]
    AttachmentUnnamed,
    /// An item.
    #[error("describes a file that the manifest does not know of")]
    AttachmentUnlisted,
}

impl Fault {
    /// Whether it only says that something could not be looked at.
    pub const fn is_incomplete(&self) -> bool {
        matches!(
            self,
            Self::Incomplete(_)
                | Self::Missing
                | Self::NoGenesis(_)
                | Self::NotForThisKey
                | Self::LeftOut
                | Self::NotWitnessed { .. }
        )
    }
}

impl From<TarError> for Fault {
    /// A bundle that was not copied whole proves nothing; one of which no such copy can be made does.
    fn from(error: TarError) -> Self {
        match error {
            TarError::Cut | TarError::Unreadable(_) => Self::Incomplete(error),
            TarError::Header(_)
            | TarError::Name(_)
            | TarError::Twice(_)
            | TarError::Padding(_)
            | TarError::Trailing
            | TarError::TooMany
            | TarError::TooLong(_)
            | TarError::Changed(_) => Self::Container(error),
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
    pub(super) fn note(&mut self, place: Place, fault: impl Into<Fault>) {
        let fault = fault.into();
        self.tampered |= !fault.is_incomplete();
        if self.kept.len() < MOST {
            self.kept.push(Finding { place, fault });
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    pub(super) fn file(&mut self, path: &str, fault: impl Into<Fault>) {
        self.note(Place::File(path.to_owned()), fault);
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
