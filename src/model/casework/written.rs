//! The items of a case, as its file reads them.

use super::work::Work;
use crate::clock::Day;
use crate::model::id::{ItemId, MemberId};
use crate::model::report::Purpose;

/// A verified item, as the file reads it.
#[derive(Clone, Debug)]
pub struct Written<'a> {
    /// Its identifier.
    pub item: ItemId,
    /// Its place in the case.
    pub sequence: u64,
    /// The day it was written.
    pub day: Day,
    /// SHA-256 of its ciphertext, hex.
    pub sha256: String,
    /// What it is.
    pub what: What<'a>,
}

/// What an item is.
#[derive(Clone, Debug)]
pub enum What<'a> {
    /// The report.
    Report,
    /// More from the reporter: words or a file.
    More,
    /// The unit wrote to the reporter.
    Told(MemberId, Purpose),
    /// A member did something.
    Did(MemberId, &'a Work),
}
