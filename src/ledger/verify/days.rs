//! Whether an entry could have been made on the day it names.
//!
//! What happened before a publication stands in it or in the next one, as long as there was room; so an entry that names an earlier day
//! was made later than it says. And no entry was made after it was published. A witness's time counts where there is one; else the
//! hour that the server gives.

use std::collections::BTreeMap;

use super::fault::Fault;
use super::held::Held;
use super::records::Records;
use super::{LogView, Seen};
use crate::clock::Day;

/// Days that the clocks of desk and server may lie apart around midnight.
const SLACK: i64 = 1;
/// A server that stood still publishes for the last hour of its timetable that has come: up to a day ago.
const LATE: i64 = 1;
/// Days that an entry may wait.
const LONGEST_WAIT: i64 = 2;

/// The calendars of all logs.
pub(super) struct Days<'a> {
    logs: BTreeMap<u32, (&'a LogView, Vec<Option<usize>>)>,
    today: Day,
}

impl<'a> Days<'a> {
    pub(super) fn new(logs: &'a [LogView], records: &Records, today: Day) -> Self {
        let roomy = |log: &LogView| {
            let padding = records.padding.get(&log.number).map(Vec::as_slice).unwrap_or_default();
            let mut last = None;
            // For each checkpoint the newest one before it in whose block there was padding, and so room.
            let mut before = vec![None];
            for (checkpoint, pads) in (1..).zip(padding) {
                before.push(last);
                if *pads > 0 {
                    last = Some(checkpoint);
                }
            }
            before
        };
        Self { logs: logs.iter().map(|log| (log.number, (log, roomy(log)))).collect(), today }
    }

    /// Judges the day that an entry names.
    pub(super) fn check(&self, held: &Held, day: Day) -> Option<Fault> {
        let Some((log, index)) = held.places.first() else {
            let waited = self.today.since(day);
            return if day > self.today.plus(SLACK) {
                Some(Fault::PostDated)
            } else {
                (held.waits.is_some() && waited > LONGEST_WAIT).then_some(Fault::Waits(waited))
            };
        };
        let (view, roomy) = self.logs.get(log)?;
        let at = view.seen.partition_point(|seen| seen.head.size <= *index);
        let latest = view.seen.get(at).and_then(latest);
        if latest.is_some_and(|latest| day > latest) {
            return Some(Fault::PostDated);
        }
        let room = roomy.get(at).copied().flatten()?;
        let earliest = view.seen.get(room.checked_sub(1)?).and_then(time)?;
        (day < Day::containing(earliest).plus(-SLACK)).then_some(Fault::BackDated)
    }
}

/// When a checkpoint was there, in seconds since 1970.
fn time(seen: &Seen) -> Option<i64> {
    seen.cosigned.or_else(|| Some(seen.slot?.saturating_mul(3600)))
}

/// The last day that an entry in it can name.
fn latest(seen: &Seen) -> Option<Day> {
    let late = if seen.cosigned.is_some() { 0 } else { LATE };
    Some(Day::containing(time(seen)?).plus(SLACK.saturating_add(late)))
}
