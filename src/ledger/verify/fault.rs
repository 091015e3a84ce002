//! What can be wrong.

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    // What is missing says nothing yet.
    /// A file.
    #[error("is missing")]
    Missing,
    /// A file.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// A line of records or items.
    #[error("line {0} is not what must stand there")]
    Line(u64),
    /// Records end early.
    #[error("no record says what it is")]
    NoRecord,
    /// The newest checkpoint with a quorum is an older one.
    #[error("has not been signed by {needed} witnesses; the newest that has ends at leaf {witnessed}")]
    NotWitnessed {
        /// The quorum.
        needed: usize,
        /// Leaves of the newest checkpoint with a quorum.
        witnessed: u64,
    },
    /// The checkpoint seen before.
    #[error("the checkpoint seen before is of a log that is not here: {0}")]
    LastElsewhere(String),

    // Public: the log.
    /// Checkpoint.
    #[error("is not a checkpoint")]
    CheckpointForm,
    /// Checkpoint.
    #[error("is of another log than those of the policy")]
    CheckpointOrigin,
    /// Checkpoint.
    #[error("does not carry a valid signature of the log, or carries a spoilt one of a witness")]
    CheckpointSignature,
    /// Checkpoint.
    #[error("is a checkpoint of another size")]
    CheckpointSize,
    /// Checkpoint.
    #[error("names another log than the checkpoints before it")]
    OriginChanged,
    /// Log.
    #[error("the newest checkpoint shown is not the newest stored")]
    NewestDiffers,
    /// Checkpoint.
    #[error("the leaves have another root than it says")]
    Root,
    /// Log.
    #[error("does not begin with a checkpoint of no leaves")]
    Beginning,
    /// Checkpoint.
    #[error("{0} leaves were added at once: it must be one block of 64, or two")]
    Growth(u64),
    /// Checkpoint.
    #[error(
        "two blocks were added at once, though {0} leaves are padding: a checkpoint in between was taken away"
    )]
    SparseBlocks(u64),
    /// Bundle.
    #[error("is not a bundle of that many leaves")]
    Bundle,
    /// Tile.
    #[error("does not follow from the leaves")]
    Tile,
    /// Checkpoint seen before.
    #[error("the log is not a continuation of the checkpoint seen before: it has forked")]
    LastForked,
    /// Checkpoint seen before.
    #[error("the log ends before the checkpoint seen before")]
    LastBeyond,

    // The export: what stands behind the leaves.
    /// Leaf.
    #[error("a second record claims it")]
    IndexTwice,
    /// Leaf.
    #[error("stands behind the end of the log")]
    BehindEnd,
    /// Leaf.
    #[error("the record does not give the leaf")]
    Leaf,
    /// Leaf.
    #[error("is said to be padding and is not")]
    Pad,
    /// Leaf.
    #[error("the entry behind it stands at another leaf of this log too")]
    RecordTwice,
    /// Entry.
    #[error("stands in two logs with two contents")]
    TwoContents,
    /// Entry.
    #[error("is missing: a later one is there")]
    Gap,
    /// Entry.
    #[error("cannot be opened by the server itself: it was altered, moved, or its key was taken away")]
    Closed,
    /// Entry.
    #[error("stands in no log and does not wait for one")]
    NeverQueued,
    /// Entry or file of what waits.
    #[error("waits for the log since {0} days")]
    Waits(i64),
    /// Chain.
    #[error("has {items} items and only {entries} entries")]
    FewerEntries {
        /// Entries that are here.
        entries: u64,
        /// Items that are here.
        items: u64,
    },

    // With a key: what the entries say.
    /// Entry.
    #[error("opens, but is no entry")]
    Damaged,
    /// Entry.
    #[error("says that it belongs to another place")]
    Misplaced,
    /// Entry.
    #[error("does not follow the entry before it")]
    Chain,
    /// Entry.
    #[error("is of a kind that does not belong into this chain")]
    Kind,
    /// Chain.
    #[error("does not begin with the report")]
    NoReport,
    /// Entry.
    #[error("is signed by somebody who may not do this")]
    Actor,
    /// Entry.
    #[error("is signed by somebody who does not stand in the roster in force on that day")]
    NotInRoster,
    /// Entry.
    #[error("is signed by a member whose roles read no cases")]
    NotAReader,
    /// Entry.
    #[error("carries a signature that does not hold, or too few")]
    Signature,
    /// Entry.
    #[error("is signed as the reporter with the key of somebody else")]
    ForgedReporter,
    /// Entry.
    #[error("names a day long before it was published, though there was room")]
    BackDated,
    /// Entry.
    #[error("names a day after it was published")]
    PostDated,
    /// Entry.
    #[error("names an item that is not there")]
    ItemMissing,
    /// Item.
    #[error("is not what the entry says: it was exchanged")]
    ItemDiffers,
    /// Item.
    #[error("no entry names it")]
    ItemUnnamed,
    /// Entry.
    #[error("names an item that another entry names")]
    ItemTwice,
    /// Item.
    #[error("the reporter's copy is not what the entry says")]
    CopyDiffers,
    /// Item.
    #[error("there is a reporter's copy that no entry names")]
    CopyUnnamed,

    // With a key: what is no longer there.
    /// Leaf or file of what waits.
    #[error("nothing explains it, and no destruction covers it")]
    Uncovered,
    /// Entry.
    #[error("the destruction was not signed by two people")]
    OnePerson,
    /// Entry.
    #[error("of the two who signed the destruction nobody leads the unit or belongs to oversight")]
    NobodyLeads,
    /// Entry.
    #[error("names leaves that were not destroyed, or stand nowhere")]
    NamesOthers,
    /// Chain.
    #[error("is said to be destroyed, and still has entries or items")]
    NotDestroyed,
    /// Log.
    #[error("no entry says why it began")]
    NoRestore,
    /// Entry.
    #[error("does not fit the end of the log that it says was given up")]
    Restore,
    /// Roster.
    #[error("the entry that it was taken up is there, the roster is not")]
    RosterMissing,
    /// Roster.
    #[error("is not the one that the entry says was taken up")]
    RosterDiffers,
    /// Roster.
    #[error("no entry says that it was taken up")]
    RosterUnsaid,
    /// Roster.
    #[error("does not verify from the pinned first one on: {0}")]
    RosterChain(String),
}

impl Fault {
    /// Whether it only says that something could not be looked at.
    pub const fn is_incomplete(&self) -> bool {
        matches!(
            self,
            Self::Missing
                | Self::Unreadable(_)
                | Self::Line(_)
                | Self::NoRecord
                | Self::NotWitnessed { .. }
                | Self::LastElsewhere(_)
        )
    }
}
