//! Rows of the ledger as the rest of the server sees them. Like all rows they do not print.

use std::fmt;

use crate::clock::Day;
use crate::ledger::leaf::Leaf;
use crate::model::id::CaseId;

/// An entry of the ledger, ready to be stored.
#[derive(Clone)]
pub struct EntryRow {
    /// The case, or zeros for what belongs to none.
    pub chain: CaseId,
    /// Place in the chain, from 0, without gaps.
    pub seq: i64,
    /// Random number and entry, sealed twice.
    pub data: Vec<u8>,
    /// What will be public.
    pub leaf: Leaf,
    /// The day it happened.
    pub day: Day,
    /// The log's word to the reporter, sealed to the reporter.
    pub receipt: Option<Vec<u8>>,
}

/// A signed head of a log.
#[derive(Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct CheckpointRow {
    /// Which log, from 1.
    pub log: i64,
    /// Leaves.
    pub size: i64,
    /// The hour of the timetable it was made for, since 1970.
    pub slot: i64,
    /// The signed note.
    pub note: String,
}

/// What a reporter is told whose case was destroyed.
#[derive(Clone)]
pub struct GraveRow {
    /// The case.
    pub case_id: CaseId,
    /// An age file to the reporter's recipient.
    pub data: Vec<u8>,
}

impl fmt::Debug for EntryRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryRow(…)")
    }
}

impl fmt::Debug for CheckpointRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckpointRow(…)")
    }
}

impl fmt::Debug for GraveRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GraveRow(…)")
    }
}
