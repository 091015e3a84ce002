//! What is no longer there, and why: destructions that two people signed, restores, and the rosters that were taken up.

use std::collections::BTreeSet;

use data_encoding::{BASE64, HEXLOWER};

use super::authors::Authors;
use super::fault::Fault;
use super::finding::{Findings, Place};
use super::held::Opened;
use super::records::Records;
use super::{Counts, LogView};
use crate::ledger::entry::{ADMINISTRATION, Event};
use crate::ledger::leaf::Leaf;
use crate::model::id::CaseId;

/// A log that was given up, as an entry says.
struct Restored<'a> {
    sequence: u64,
    origin: &'a str,
    size: u64,
    root: &'a str,
    kept: u64,
}

/// Checks the chain of what belongs to no case, and what it explains.
pub(super) fn check(
    records: &Records,
    logs: &[LogView],
    authors: &Authors<'_>,
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let administration = records.chains.get(&ADMINISTRATION);
    let mut open: BTreeSet<Leaf> = records.open.iter().map(|(leaf, _)| *leaf).collect();
    let mut restored = Vec::new();
    let mut taken_up = BTreeSet::new();
    for (sequence, held) in administration.into_iter().flatten() {
        let Opened::Entry(entry) = &held.opened else { continue };
        let event = &entry.claimed().event;
        if let Event::Shredded { case, leaves, .. } = event {
            destroyed(records, *sequence, (*case, leaves), &mut open, findings);
        } else if let Event::Restored { origin, size, root, kept, .. } = event {
            restored.push(Restored { sequence: *sequence, origin, size: *size, root, kept: *kept });
        } else if let Event::RosterChanged { roster, sha256 } = event {
            taken_up.insert(*roster);
            let known = authors.rosters().history.iter();
            match known.into_iter().find(|version| version.content().version == *roster) {
                None => findings.note(Place::Roster(*roster), Fault::RosterMissing),
                Some(known) if HEXLOWER.encode(&known.hash()) != *sha256 => {
                    findings.note(Place::Roster(*roster), Fault::RosterDiffers);
                }
                Some(_) => {}
            }
        }
    }
    // Whoever cannot open all of it cannot say that something is not in it.
    let complete = administration
        .is_some_and(|chain| chain.values().all(|held| matches!(held.opened, Opened::Entry(_))));
    if complete {
        for version in authors.rosters().history.iter().map(|version| version.content().version) {
            if !taken_up.contains(&version) {
                findings.note(Place::Roster(version), Fault::RosterUnsaid);
            }
        }
        for (_, place) in records.open.iter().filter(|(leaf, _)| open.contains(leaf)) {
            findings.note(place.clone(), Fault::Uncovered);
        }
    } else {
        counts.undecided = u64::try_from(open.len()).unwrap_or(u64::MAX);
    }
    successions(logs, &restored, complete, findings);
    beyond(logs, &restored, findings);
}

/// Without a key nothing can be admitted.
pub(super) fn unopened(logs: &[LogView], findings: &mut Findings) {
    beyond(logs, &[], findings);
}

/// Takes the leaves that a destruction names off those that nothing explains.
fn destroyed(
    records: &Records,
    sequence: u64,
    (case, leaves): (CaseId, &[String]),
    open: &mut BTreeSet<Leaf>,
    findings: &mut Findings,
) {
    let read = |text: &String| HEXLOWER.decode(text.as_bytes()).ok().and_then(|leaf| leaf.try_into().ok());
    let named: BTreeSet<Leaf> = leaves.iter().filter_map(read).collect();
    if named.len() != leaves.len() || !named.is_subset(open) {
        findings.note(Place::Entry(ADMINISTRATION, sequence), Fault::NamesOthers);
    }
    for leaf in &named {
        open.remove(leaf);
    }
    let items =
        records.items.get(&case).is_some_and(|line| !line.items.is_empty() || !line.copies.is_empty());
    if items || records.chains.get(&case).is_some_and(|entries| !entries.is_empty()) {
        findings.note(Place::Chain(case), Fault::NotDestroyed);
    }
}

/// Every log but the first was begun by an entry that names the end of the one before it.
fn successions(logs: &[LogView], restored: &[Restored<'_>], complete: bool, findings: &mut Findings) {
    for pair in logs.windows(2) {
        let [old, new] = pair else { continue };
        let said = restored.iter().any(|restored| restored.origin == old.origin);
        if complete && !said {
            findings.note(Place::Log(new.number), Fault::NoRestore);
        }
    }
    let given_up = logs.split_last().map(|(_, old)| old).unwrap_or_default();
    for restored in restored {
        let old = given_up.iter().find(|old| old.origin == restored.origin);
        let fits = old.is_some_and(|old| {
            let root = old.seen.last().map(|seen| BASE64.encode(&seen.head.root.0));
            restored.kept == old.size
                && restored.size >= old.size
                && (restored.size > old.size || root.as_deref() == Some(restored.root))
        });
        if !fits {
            findings.note(Place::Entry(ADMINISTRATION, restored.sequence), Fault::Restore);
        }
    }
}

/// A log may end before a checkpoint that was seen if it was given up, and the entry that says so admits as much.
fn beyond(logs: &[LogView], restored: &[Restored<'_>], findings: &mut Findings) {
    for log in logs {
        for head in &log.beyond {
            let admitted = restored.iter().any(|restored| {
                let more = restored.size > head.size;
                let same = restored.size == head.size && restored.root == BASE64.encode(&head.root.0);
                restored.origin == head.origin && (more || same)
            });
            if !admitted {
                findings.note(Place::Checkpoint(log.number, head.size), Fault::LastBeyond);
            }
        }
    }
}
