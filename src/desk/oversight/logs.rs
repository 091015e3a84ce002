//! The case log as oversight reads it: all cases in a table, and one case line by line, without a word of what the case says.

use std::collections::{BTreeMap, BTreeSet};

use super::faults::{self, Faults};
use super::{OpenedChain, destroyed, teams_of};
use crate::clock::Day;
use crate::desk::casebook::doings::{self, Doing};
use crate::desk::casebook::entries::{ExaminedChain, VerifiedEntry};
use crate::desk::days::words;
use crate::desk::people::People;
use crate::desk::reference::Reference;
use crate::ledger::entry::Realm;
use crate::model::id::{CaseId, MemberId};

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The day on which it was destroyed.
    pub day: String,
    /// What the ledger says of it.
    pub what: String,
    /// By whom.
    pub by: String,
}

/// One case in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLogRow {
    /// The case.
    pub case: CaseId,
    /// What it is called.
    pub reference: String,
    /// Each entry in words. Empty where the case was destroyed.
    pub doings: Vec<Doing>,
    /// Places of its chain with which something is wrong.
    pub faults: usize,
    /// The day of the last entry.
    pub last: Option<Day>,
    /// Whether it was destroyed.
    pub ended: Option<Ended>,
}

impl CaseLogRow {
    /// The day of the last entry, in words.
    pub fn last_words(&self) -> String {
        self.last.map_or_else(|| "–".to_owned(), words)
    }

    /// Who has done something that verifies, in the order of their first entry.
    pub fn actors(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for doing in self.doings.iter().filter(|doing| doing.fine) {
            if !names.contains(&doing.by.as_str()) {
                names.push(&doing.by);
            }
        }
        names
    }
}

/// The logs of all cases.
#[derive(Clone, Debug)]
pub struct Logs {
    /// The case in which something was done last stands first.
    pub rows: Vec<CaseLogRow>,
    /// Channels whose cases are kept from this member, because the member stands in their team.
    pub kept_from: Vec<String>,
}

impl Logs {
    /// Reads them off the chains.
    pub fn of(chains: &[OpenedChain], (me, people): (MemberId, &People), today: Day) -> Self {
        let gone = destroyed(chains);
        let cases = || chains.iter().filter(|chain| Realm::of(chain.id) == Realm::Case);
        let still_there: BTreeSet<CaseId> = cases().map(|chain| chain.id).collect();
        let look = |chain: &OpenedChain| {
            let ended = gone.get(&chain.id).copied();
            let found = faults::of_case(chain, ended, (me, people), today);
            row(chain, found.count(), ended, people)
        };
        let mut rows: Vec<CaseLogRow> = cases().map(look).collect();
        for (case, entry) in gone.iter().filter(|(case, _)| !still_there.contains(*case)) {
            let nothing = OpenedChain { id: *case, examined: ExaminedChain::default() };
            rows.push(row(&nothing, 0, Some(entry), people));
        }
        rows.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.reference.cmp(&b.reference)));
        Self { rows, kept_from: teams_of(me, people.roster()) }
    }
}

fn row(chain: &OpenedChain, faults: usize, ended: Option<&VerifiedEntry>, people: &People) -> CaseLogRow {
    let last = chain.examined.verified().map(|entry| entry.statement.day).max();
    CaseLogRow {
        case: chain.id,
        reference: Reference::of(chain.id).to_string(),
        doings: doings::doings(&chain.examined, people, &BTreeMap::new()),
        faults,
        last: last.max(ended.map(|entry| entry.statement.day)),
        ended: ended.map(|entry| ended_words(entry, people)),
    }
}

fn ended_words(entry: &VerifiedEntry, people: &People) -> Ended {
    let statement = &entry.statement;
    Ended {
        day: words(statement.day),
        what: doings::event_words(&statement.event, people),
        by: doings::actor_words(statement.actor, people),
    }
}

/// The log of one case.
#[derive(Clone, Debug)]
pub struct CaseLog {
    /// What the table says of it.
    pub row: CaseLogRow,
    /// What is wrong, place by place.
    pub faults: Faults,
    /// As a table for other programs.
    pub csv: String,
}

impl CaseLog {
    /// Reads it off the chains; `None` if the case is not among them.
    pub fn of(
        chains: &[OpenedChain],
        case: CaseId,
        (me, people): (MemberId, &People),
        today: Day,
    ) -> Option<Self> {
        let chain = chains.iter().find(|chain| chain.id == case)?;
        let ended = destroyed(chains).get(&case).copied();
        let faults = faults::of_case(chain, ended, (me, people), today);
        Some(Self {
            row: row(chain, faults.count(), ended, people),
            faults,
            csv: doings::csv(&chain.examined, people, &BTreeMap::new()),
        })
    }
}
