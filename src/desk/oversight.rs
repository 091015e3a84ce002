//! What oversight sees of the work of others: tallies over all chains of the ledger, opened with the overseer's own key.
//!
//! Entries say who did what on which day, and nothing of what a report says. Nothing is taken on trust: each entry is verified like at
//! the desk of a reader, but for the reporter's signature, whose key the readers of the case alone know.

use std::collections::BTreeMap;

use crate::api::wire::ChainLine;
use crate::clock::Day;
use crate::crypto::keyfile::StaffKey;
use crate::desk::casebook::doings::{actor_words, event_words, log_words};
use crate::desk::casebook::entries::{ExaminedChain, Signers, VerifiedEntry, examine};
use crate::desk::days::{month, words};
use crate::desk::people::People;
use crate::ledger::entry::{Event, Realm};
use crate::model::id::{CaseId, MemberId};
use crate::model::roster::{Role, Roster};
use ed25519_dalek::VerifyingKey;

mod asking;
mod faults;
mod logs;
mod reading;
#[cfg(test)]
mod tests;

pub use asking::{ask, say_why};
pub use faults::{FaultRow, Faults};
pub use logs::{CaseLog, CaseLogRow, Ended, Logs};
pub use reading::{ReadingRow, UnusualRow};

/// A chain, opened as far as the key goes.
#[derive(Clone, Debug)]
pub struct OpenedChain {
    /// The case, or zeros.
    pub id: CaseId,
    /// What was found.
    pub examined: ExaminedChain,
}

/// Everything on the page.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Cases of which something could be opened.
    pub cases: usize,
    /// Entries that verify, of cases and of the administration.
    pub entries: usize,
    /// The newest month first.
    pub months: Vec<MonthRow>,
    /// Each member who reads.
    pub reading: Vec<ReadingRow>,
    /// Who reads far more than others of the same role.
    pub unusual: Vec<UnusualRow>,
    /// What belongs to no case, the newest first.
    pub administration: Vec<AdministrationRow>,
    /// What oversight has looked at, the newest first.
    pub log_reads: Vec<AdministrationRow>,
    /// What does not open or verify, is missing, or waits too long.
    pub faults: Faults,
    /// Channels whose cases are kept from this member, because the member stands in their team.
    pub kept_from: Vec<String>,
}

/// Entries of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRow {
    /// `Nov 2026`.
    pub month: String,
    /// By [`KINDS`].
    pub counts: [usize; 6],
    /// All of them.
    pub total: usize,
}

/// What is counted apart.
pub const KINDS: [&str; 6] =
    ["Reports", "More from reporters", "Replies", "Reads", "Keys given or taken", "Other"];

/// Something that belongs to no case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdministrationRow {
    /// The day.
    pub day: String,
    /// What was done.
    pub what: String,
    /// By whom.
    pub by: String,
    /// Where it stands in the log.
    pub log: String,
}

/// Opens all chains with the member's own key.
pub fn open(
    chains: Vec<ChainLine>,
    key: &StaffKey,
    people: &People,
    log: &[VerifyingKey],
) -> Vec<OpenedChain> {
    let signers = Signers { people, reporter: None, log };
    let open = |line: ChainLine| OpenedChain {
        id: line.chain,
        examined: examine(line.chain, line.entries, &[key.identity()], &signers),
    };
    chains.into_iter().map(open).collect()
}

/// Counts and compares.
pub fn tally(chains: &[OpenedChain], (me, people): (MemberId, &People), today: Day) -> Overview {
    let cases = || chains.iter().filter(|chain| Realm::of(chain.id) == Realm::Case);
    let reads = reading::Reads::of(cases());
    Overview {
        cases: cases().filter(|chain| chain.examined.verified().next().is_some()).count(),
        entries: chains.iter().map(|chain| chain.examined.verified().count()).sum(),
        months: months(cases()),
        reading: reads.rows(people),
        unusual: reads.unusual(people),
        administration: of_realm(chains, Realm::Administration, people),
        log_reads: of_realm(chains, Realm::Oversight, people),
        faults: faults::find(chains, (me, people), today),
        kept_from: teams_of(me, people.roster()),
    }
}

/// The names of the channels in whose team a member stands.
fn teams_of(me: MemberId, roster: &Roster) -> Vec<String> {
    let mine = roster.channels.iter().filter(|channel| channel.team.contains(&me));
    mine.map(|channel| channel.name.clone()).collect()
}

fn months<'a>(chains: impl Iterator<Item = &'a OpenedChain>) -> Vec<MonthRow> {
    let mut found: BTreeMap<i64, MonthRow> = BTreeMap::new();
    for entry in chains.flat_map(|chain| chain.examined.verified()) {
        let day = entry.statement.day;
        let empty = || MonthRow { month: month(day), counts: [0; 6], total: 0 };
        let row = found.entry(day.month_number()).or_insert_with(empty);
        row.total = row.total.saturating_add(1);
        if let Some(count) = row.counts.get_mut(kind(&entry.statement.event)) {
            *count = count.saturating_add(1);
        }
    }
    found.into_values().rev().collect()
}

/// The place of an event in [`KINDS`].
fn kind(event: &Event) -> usize {
    match event.kind() {
        "report_received" => 0,
        "followup_received" => 1,
        "reply_sent" => 2,
        "read" => 3,
        "wrap_added" | "wrap_removed" | "wrap_proposed" | "rekeyed" => 4,
        _ => 5,
    }
}

fn of_realm(chains: &[OpenedChain], realm: Realm, people: &People) -> Vec<AdministrationRow> {
    let row = |entry: &VerifiedEntry| AdministrationRow {
        day: words(entry.statement.day),
        what: event_words(&entry.statement.event, people),
        by: actor_words(entry.statement.actor, people),
        log: log_words(entry.index),
    };
    let own = chains.iter().filter(|chain| Realm::of(chain.id) == realm);
    let mut rows: Vec<AdministrationRow> = own.flat_map(|chain| chain.examined.verified()).map(row).collect();
    rows.reverse();
    rows
}

/// Whether a member belonged to oversight, and to no team, in all versions of the roster: then every entry must open.
fn was_always_there(me: MemberId, people: &People) -> bool {
    people.chain().history.iter().all(|version| {
        let roster = version.content();
        roster.member(me).is_some_and(|member| member.has(Role::Oversight)) && teams_of(me, roster).is_empty()
    })
}

/// Cases that two people have destroyed, with the entry that says so.
fn destroyed(chains: &[OpenedChain]) -> BTreeMap<CaseId, &VerifiedEntry> {
    let own = chains.iter().filter(|chain| Realm::of(chain.id) == Realm::Administration);
    let case = |entry: &'_ VerifiedEntry| {
        if let Event::Shredded { case, .. } = entry.statement.event { Some(case) } else { None }
    };
    own.flat_map(|chain| chain.examined.verified())
        .filter_map(|entry| case(entry).map(|case| (case, entry)))
        .collect()
}
