//! Who did what in a case, in words: one line per entry of the ledger. Runs of reads are folded into one line that opens.

use std::collections::BTreeMap;

use self::event::subject;
use super::chain::Link;
use super::entries::{ExaminedChain, Signed, Spot, VerifiedEntry};
use crate::desk::csv;
use crate::desk::days::words;
use crate::desk::people::People;
use crate::ledger::entry::Event;
use crate::model::id::ItemId;

mod event;

pub use self::event::{actor_words, event_words, log_words, name};

/// So many reads in a row are folded.
const FOLDED: usize = 3;

/// One entry in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doing {
    /// Place in the chain, from 1, or places.
    pub place: String,
    /// The day, if known.
    pub day: String,
    /// What was done.
    pub what: String,
    /// On what, short; empty where `what` says it.
    pub on: String,
    /// By whom.
    pub by: String,
    /// Number in the log, or that it waits.
    pub log: String,
    /// Whether it verifies.
    pub fine: bool,
    /// What the check found.
    pub mark: String,
    /// The kind of the entry; `fault` where none verifies.
    pub kind: &'static str,
    /// The places of the entries after it that say no more than that the same person, who had to look again, read it on that day.
    pub reopened: Vec<String>,
    /// Whether it only says that somebody read.
    read: bool,
}

/// A line of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// One entry.
    One(Doing),
    /// Several reads without a fault, one after the other.
    Reads {
        /// `Entries 4 to 9`.
        places: String,
        /// From the first day to the last.
        days: String,
        /// Who, and how often.
        readers: String,
        /// Each of them.
        all: Vec<Doing>,
    },
}

/// The entries of a case in words, one by one. `said` has the words of the items that entries name.
pub fn doings(chain: &ExaminedChain, people: &People, said: &BTreeMap<ItemId, String>) -> Vec<Doing> {
    chain.spots.iter().map(|spot| doing(spot, people, said)).collect()
}

/// The same with runs of reads folded.
pub fn rows(doings: Vec<Doing>) -> Vec<Row> {
    fold(doings)
}

/// The chain of a case as a table for other programs: one row per entry, nothing folded.
pub fn csv(chain: &ExaminedChain, people: &People, said: &BTreeMap<ItemId, String>) -> String {
    let titles = ["Entry", "Day", "What", "On", "By", "Log", "Verified", "Found"].map(str::to_owned);
    let row = |doing: Doing| {
        let Doing { place, day, what, on, by, log, fine, mark, kind: _, reopened: _, read: _ } = doing;
        [place, day, what, on, by, log, if fine { "yes" } else { "no" }.to_owned(), mark]
    };
    csv::table(std::iter::once(titles).chain(doings(chain, people, said).into_iter().map(row)))
}

fn fold(doings: Vec<Doing>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut run: Vec<Doing> = Vec::new();
    for doing in doings {
        if doing.read && doing.fine {
            run.push(doing);
        } else {
            end_run(&mut rows, std::mem::take(&mut run));
            rows.push(Row::One(doing));
        }
    }
    end_run(&mut rows, run);
    rows
}

fn end_run(rows: &mut Vec<Row>, run: Vec<Doing>) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
    if run.len() < FOLDED {
        for read in run {
            match rows.last_mut() {
                // The desk reads what it has just written: that is part of writing it.
                Some(Row::One(wrote))
                    if !wrote.read && wrote.fine && (&wrote.by, &wrote.day) == (&read.by, &read.day) =>
                {
                    wrote.reopened.push(read.place);
                }
                Some(_) | None => rows.push(Row::One(read)),
            }
        }
        return;
    }
    let days =
        if first.day == last.day { first.day.clone() } else { format!("{} to {}", first.day, last.day) };
    rows.push(Row::Reads {
        places: format!("{}–{}", first.place, last.place),
        days,
        readers: readers(&run),
        all: run,
    });
}

/// `Head of unit (2 times), Intake officer`.
fn readers(run: &[Doing]) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for doing in run {
        match counted.iter_mut().find(|(name, _)| *name == doing.by) {
            Some((_, times)) => *times = times.saturating_add(1),
            None => counted.push((&doing.by, 1)),
        }
    }
    let said = |(name, times): &(&str, usize)| match times {
        1 => (*name).to_owned(),
        times => format!("{name} ({times} times)"),
    };
    counted.iter().map(said).collect::<Vec<_>>().join(", ")
}

fn doing(spot: &Spot, people: &People, said: &BTreeMap<ItemId, String>) -> Doing {
    let unknown = || "–".to_owned();
    match spot {
        Spot::Verified(entry) => verified(entry, people, said),
        Spot::Rejected { sequence, why, index } => Doing {
            place: sequence.saturating_add(1).to_string(),
            day: unknown(),
            what: "Not an entry of this case".to_owned(),
            on: String::new(),
            by: unknown(),
            log: log_words(*index),
            fine: false,
            mark: why.words(),
            kind: "fault",
            reopened: Vec::new(),
            read: false,
        },
        Spot::Missing { from, to } => {
            let (from, to) = (from.saturating_add(1), to.saturating_add(1));
            Doing {
                place: if from == to { from.to_string() } else { format!("{from}–{to}") },
                day: unknown(),
                what: "Missing".to_owned(),
                on: String::new(),
                by: unknown(),
                log: unknown(),
                fine: false,
                mark: "An entry was removed here, or is being withheld.".to_owned(),
                kind: "fault",
                reopened: Vec::new(),
                read: false,
            }
        }
    }
}

fn verified(entry: &VerifiedEntry, people: &People, said: &BTreeMap<ItemId, String>) -> Doing {
    let statement = &entry.statement;
    let mark = match (entry.link, entry.signed) {
        (Link::Broken, _) => "Signed, but what stood before it is not there",
        (Link::Whole, Signed::Held) => "Signed, in its place",
        (Link::Whole, Signed::NotForUs) => {
            "In its place; only readers of the case can check the reporter's signature"
        }
    };
    Doing {
        place: statement.sequence.saturating_add(1).to_string(),
        day: words(statement.day),
        what: statement
            .event
            .item()
            .and_then(|(item, _)| said.get(&item).cloned())
            .unwrap_or_else(|| event_words(&statement.event, people)),
        kind: statement.event.kind(),
        on: subject(&statement.event),
        by: actor_words(statement.actor, people),
        log: log_words(entry.index),
        fine: entry.link == Link::Whole,
        mark: mark.to_owned(),
        reopened: Vec::new(),
        read: matches!(statement.event, Event::Read { .. }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(place: u64, by: &str, fine: bool) -> Doing {
        Doing {
            place: place.to_string(),
            day: format!("{place} Nov 2026"),
            what: "Opened the case".into(),
            on: String::new(),
            by: by.into(),
            log: "Waits".into(),
            fine,
            mark: String::new(),
            kind: "read",
            reopened: Vec::new(),
            read: true,
        }
    }

    #[test]
    fn many_reads_in_a_row_become_one_line_that_names_each_reader() {
        let rows = fold(vec![read(1, "Head", true), read(2, "Intake", true), read(3, "Head", true)]);
        let [Row::Reads { places, days, readers, all }] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((places.as_str(), days.as_str()), ("1–3", "1 Nov 2026 to 3 Nov 2026"));
        assert_eq!((readers.as_str(), all.len()), ("Head (2 times), Intake", 3));
    }

    #[test]
    fn a_read_after_ones_own_writing_stands_on_the_same_line_and_nobody_elses_does() {
        let wrote = |by: &str| Doing { read: false, day: "2 Nov 2026".into(), ..read(1, by, true) };
        let rows = fold(vec![wrote("Head"), read(2, "Head", true), wrote("Head"), read(2, "Intake", true)]);
        let [Row::One(first), Row::One(second), Row::One(other)] = rows.as_slice() else {
            panic!("{rows:?}")
        };
        assert_eq!(first.reopened, ["2"]);
        assert!(second.reopened.is_empty() && other.by == "Intake");
        let rows = fold(vec![wrote("Head"), read(3, "Head", true)]);
        assert_eq!(rows.len(), 2, "on another day it is a reading of its own: {rows:?}");
    }

    #[test]
    fn a_read_with_a_fault_is_never_folded_away() {
        let rows = fold(vec![
            read(1, "Head", true),
            read(2, "Head", false),
            read(3, "Head", true),
            read(4, "Head", true),
        ]);
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| matches!(row, Row::One(_))));
    }
}
