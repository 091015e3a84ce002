//! Many cases in one request: what a desk needs that opens all of its cases at once.
//!
//! Each case is judged as if it had been asked for alone. What is not the caller's is left out of the answer, whatever it is.

use serde::{Deserialize, Serialize};

use super::{ItemLine, SignedEvent};
use crate::ledger::entry::ChainHead;
use crate::model::id::CaseId;

/// "Give me all items of these cases."
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskItems {
    /// Which, [`CASES_PER_REQUEST`](super::CASES_PER_REQUEST) at most.
    pub cases: Vec<CaseId>,
}

/// The items of several cases, each with all of its items.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ItemsOfCases {
    /// Those that fit.
    pub cases: Vec<CaseItems>,
    /// Those of which the ledger does not say yet that the caller reads them.
    pub read_first: Vec<CaseId>,
    /// Those that did not fit: ask again. One that does not fit alone is asked for by itself, page by page.
    pub later: Vec<CaseId>,
}

/// All items of a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseItems {
    /// The case.
    pub case: CaseId,
    /// In their order.
    pub items: Vec<ItemLine>,
}

/// "I read these cases."
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PutReads {
    /// An event for each, [`CASES_PER_REQUEST`](super::CASES_PER_REQUEST) at most.
    pub reads: Vec<CaseRead>,
}

/// "I read this case."
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseRead {
    /// The case.
    pub case: CaseId,
    /// An event of the kind `read`.
    pub event: SignedEvent,
}

/// What became of the reads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ReadsTaken {
    /// Stored, durably, or said before.
    pub stored: Vec<CaseId>,
    /// Cases that moved on: sign again.
    pub moved: Vec<CaseMoved>,
}

/// A case that moved on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseMoved {
    /// The case.
    pub case: CaseId,
    /// Sequence of its last item.
    pub last_sequence: u64,
    /// Where its chain of entries ends.
    pub chain: ChainHead,
}
