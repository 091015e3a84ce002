//! What the entries say: each in its place, following the one before it, signed by somebody who could do this on that day.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;

use super::Counts;
use super::authors::Authors;
use super::days::Days;
use super::fault::Fault;
use super::finding::{Findings, Place};
use super::held::{Held, Opened};
use super::records::Records;
use crate::ledger::entry::{Actor, Event, Realm, SignedEntry, Statement};
use crate::model::id::CaseId;

/// Checks all entries that a key has opened.
pub(super) fn check(
    records: &Records,
    authors: &Authors<'_>,
    days: &Days<'_>,
    counts: &mut Counts,
    findings: &mut Findings,
) {
    let everybody = authors.everybody();
    for (chain, entries) in &records.chains {
        for (sequence, held) in entries {
            let place = Place::Entry(*chain, *sequence);
            match &held.opened {
                Opened::Not => counts.closed = counts.closed.saturating_add(1),
                Opened::Damaged => findings.note(place, Fault::Damaged),
                Opened::Entry(entry) => {
                    counts.opened = counts.opened.saturating_add(1);
                    if entry.claimed().actor == Actor::Reporter {
                        counts.reporters = counts.reporters.saturating_add(1);
                    }
                    stands(entry.claimed(), (*chain, *sequence), entries, findings);
                    if let Err(fault) = signed(entry, authors, &everybody) {
                        findings.note(place.clone(), fault);
                    }
                    if let Some(fault) = days.check(held, entry.claimed().day) {
                        findings.note(place, fault);
                    }
                }
            }
        }
    }
}

/// Its place, and the one before it.
fn stands(
    statement: &Statement,
    (chain, sequence): (CaseId, u64),
    entries: &BTreeMap<u64, Held>,
    findings: &mut Findings,
) {
    let place = Place::Entry(chain, sequence);
    if statement.chain != chain || statement.sequence != sequence {
        findings.note(place.clone(), Fault::Misplaced);
    }
    let before = sequence.checked_sub(1).map(|before| entries.get(&before));
    let follows = match before {
        None => statement.previous.is_none(),
        // A gap is reported where it is.
        Some(None) => true,
        Some(Some(before)) => statement.previous.as_ref() == Some(&HEXLOWER.encode(&before.ciphertext)),
    };
    if !follows {
        findings.note(place.clone(), Fault::Chain);
    }
    let realm = Realm::of(chain);
    if statement.event.realm() != realm {
        findings.note(place, Fault::Kind);
    } else if sequence == 0
        && realm == Realm::Case
        && !matches!(statement.event, Event::ReportReceived { .. })
    {
        findings.note(Place::Chain(chain), Fault::NoReport);
    }
}

/// Its signatures.
fn signed(entry: &SignedEntry, authors: &Authors<'_>, everybody: &[VerifyingKey]) -> Result<(), Fault> {
    let statement = entry.claimed();
    if !statement.event.may_be_by(statement.actor) {
        return Err(Fault::Actor);
    }
    let by = |keys: &[VerifyingKey]| entry.verify(keys).is_ok();
    match statement.actor {
        // The key that would check it is in the case's wraps, which are not for auditors. But it is nobody's whom we know.
        Actor::Reporter if everybody.iter().any(|key| by(std::slice::from_ref(key))) => {
            Err(Fault::ForgedReporter)
        }
        Actor::Reporter if entry.signatures().len() != 1 => Err(Fault::Signature),
        Actor::Reporter => Ok(()),
        Actor::Server if authors.logs().any(|key| by(std::slice::from_ref(key))) => Ok(()),
        Actor::Server => Err(Fault::Signature),
        Actor::Member(id) => {
            let (member, key) = if statement.event.is_custodians() {
                authors.custodian(id, statement.day)?
            } else if statement.event.is_oversights() {
                authors.overseer(id, statement.day)?
            } else {
                authors.reader(id, statement.day)?
            };
            if let Some(proposer) = statement.event.proposer() {
                authors.reader(proposer, statement.day)?;
                if proposer == id {
                    return Err(Fault::OnePerson);
                }
            }
            let Some(approver) = statement.event.approver() else {
                return if by(&[key]) { Ok(()) } else { Err(Fault::Signature) };
            };
            if approver == id || entry.signatures().len() != 2 {
                return Err(Fault::OnePerson);
            }
            let (second, second_key) = authors.reader(approver, statement.day)?;
            if !by(&[key, second_key]) {
                return Err(Fault::Signature);
            }
            if Authors::leads(member) || Authors::leads(second) { Ok(()) } else { Err(Fault::NobodyLeads) }
        }
    }
}
