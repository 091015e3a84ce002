//! The day that counts for an item: the one it names, unless that cannot be.
//!
//! What is signed says when it was written, and whoever signs can name a false day: an earlier one, to seem to have kept a deadline or to
//! use a role that was taken from them since; a later one, to push deadlines away. But an item was written after those before it, and
//! none is written tomorrow. Where its day cannot be, the newest day before it counts instead, for deadlines and for roles, and the case
//! says so. What this does not give: nothing here shows that the *last* item names the day of the one before it instead of today.

use super::file::{CaseFile, Written};
use crate::clock::Day;

/// Clocks differ, and midnight comes between two machines: so many days are no lie.
const SLACK_DAYS: i64 = 1;

/// An item whose day cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misdated {
    /// Its place.
    pub sequence: u64,
    /// The day it names.
    pub named: Day,
    /// The day that counts.
    pub counts: Day,
}

/// What the days of a case's items come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The newest day that counts so far.
    pub latest: Option<Day>,
    /// Items whose day cannot be.
    pub misdated: Vec<Misdated>,
}

impl CaseFile {
    /// The day that counts for the next item, read on `today`.
    pub(super) fn day_of(&mut self, written: &Written<'_>, today: Day) -> Day {
        let named = written.day;
        let before = self.dates.latest.unwrap_or_else(|| named.min(today));
        let future = named.since(today) > SLACK_DAYS;
        let counts = if future { before } else { named.max(before) };
        if future || before.since(named) > SLACK_DAYS {
            self.dates.misdated.push(Misdated { sequence: written.sequence, named, counts });
        }
        self.dates.latest = Some(counts);
        counts
    }
}
