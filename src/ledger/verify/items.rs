//! What is stored, held against the entries: each item is named by one entry, with its hash, and nothing is stored that none names.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use super::finding::{Findings, Place};
use super::held::Opened;
use super::records::Records;
use crate::ledger::entry::Realm;
use crate::ledger::export::ItemsLine;
use crate::model::id::{CaseId, ItemId};

/// What an entry says of an item.
struct Named<'a> {
    sequence: u64,
    sha256: &'a str,
    copy: Option<&'a str>,
}

/// Checks all cases whose entries a key has opened; one that was opened in part is checked in part.
pub(super) fn check(records: &Records, findings: &mut Findings) {
    for (chain, entries) in records.chains.iter().filter(|(chain, _)| Realm::of(**chain) == Realm::Case) {
        let mut named: BTreeMap<ItemId, Named<'_>> = BTreeMap::new();
        let mut opened = 0_usize;
        for (sequence, held) in entries {
            let Opened::Entry(entry) = &held.opened else { continue };
            opened = opened.saturating_add(1);
            let event = &entry.claimed().event;
            let Some((item, sha256)) = event.item() else { continue };
            let before = named.insert(item, Named { sequence: *sequence, sha256, copy: event.copy() });
            if before.is_some() {
                findings.note(Place::Entry(*chain, *sequence), Fault::ItemTwice);
            }
        }
        if opened > 0 {
            let stored = records.items.get(chain);
            missing(*chain, &named, stored, findings);
            if let Some(stored) = stored {
                held_against(*chain, &named, (stored, opened == entries.len()), findings);
            }
        }
    }
}

fn missing(
    chain: CaseId,
    named: &BTreeMap<ItemId, Named<'_>>,
    stored: Option<&ItemsLine>,
    findings: &mut Findings,
) {
    let stored: BTreeSet<ItemId> =
        stored.into_iter().flat_map(|line| line.items.iter().map(|item| item.item)).collect();
    let gone = named.iter().filter(|(item, _)| !stored.contains(*item));
    let entries: BTreeSet<u64> = gone.map(|(_, named)| named.sequence).collect();
    for sequence in entries {
        findings.note(Place::Entry(chain, sequence), Fault::ItemMissing);
    }
}

fn held_against(
    chain: CaseId,
    named: &BTreeMap<ItemId, Named<'_>>,
    (stored, complete): (&ItemsLine, bool),
    findings: &mut Findings,
) {
    for item in &stored.items {
        let place = Place::Item(chain, item.sequence);
        match named.get(&item.item) {
            Some(named) if named.sha256 == item.sha256 => {}
            Some(_) => findings.note(place, Fault::ItemDiffers),
            // An entry that no key here opens may name it.
            None if complete => findings.note(place, Fault::ItemUnnamed),
            None => {}
        }
    }
    for copy in &stored.copies {
        let at = stored.items.iter().find(|item| item.item == copy.item).map_or(0, |item| item.sequence);
        let place = Place::Item(chain, at);
        match named.get(&copy.item).map(|named| named.copy) {
            Some(Some(sha256)) if sha256 == copy.sha256 => {}
            Some(Some(_)) => findings.note(place, Fault::CopyDiffers),
            Some(None) => findings.note(place, Fault::CopyUnnamed),
            None if complete => findings.note(place, Fault::CopyUnnamed),
            None => {}
        }
    }
}
