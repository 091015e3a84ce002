//! Events that members sign: each request that acts carries one, and it must say exactly what the request does.
//!
//! The server refuses what does not fit, so that an action without its entry, or with an entry that says something else, cannot be
//! asked for. It cannot make one up: the signature is the member's.

use super::case_keys::Held;
use super::ledger::record::Chain;
use super::staff::{Member, Office, PutOutcome};
use super::store::{EntryRow, Tx};
use super::{Refusal, Vault};
use crate::api::wire::SignedEvent;
use crate::crypto::agefile::Recipient;
use crate::ledger::entry::{Actor, ChainHead, Event, SignedEntry};
use crate::model::id::CaseId;

/// Days that the clocks of desk and server may lie apart around midnight.
const DAY_SLACK: u64 = 1;

/// What became of a member's event.
pub(super) enum Said {
    /// It says what is done, at the end of the chain: the row to store.
    Fits(EntryRow),
    /// The chain moved on.
    Behind(ChainHead),
    /// It says something else, or is not signed by the caller.
    Otherwise,
}

/// Judges an event that `member` signed alone. `says` looks whether it is what the request does.
pub(super) async fn judge(
    vault: &Vault,
    tx: &mut Tx,
    (member, found): (&Member, &Held),
    event: &SignedEvent,
    says: impl Fn(&Event) -> bool,
) -> Result<Said, Refusal> {
    let Some(signed) = verified(vault, (member, found), event, says) else { return Ok(Said::Otherwise) };
    let place = (found.row.channel.as_str(), found.present.audit.as_str());
    let chain = Chain::of_case(vault, found.row.case_id, place, event.reporter.clone()).await?;
    let head = chain.head(tx).await?;
    settle(vault, &chain, &signed, head)
}

/// The entry, if it is the member's own, about this case, of today, and says what it should.
pub(super) fn verified(
    vault: &Vault,
    (member, found): (&Member, &Held),
    event: &SignedEvent,
    says: impl Fn(&Event) -> bool,
) -> Option<SignedEntry> {
    let signed = SignedEntry::from_parts(&event.statement, &event.signatures).ok()?;
    let statement = signed.verify(std::slice::from_ref(&member.key)).ok()?;
    let fits = statement.chain == found.row.case_id
        && statement.actor == Actor::Member(member.id)
        && statement.event.may_be_by(statement.actor)
        && statement.event.approver().is_none()
        && statement.event.is_custodians() == (member.office == Office::Custodian)
        && statement.day.since(vault.today()).unsigned_abs() <= DAY_SLACK
        && audit_fits(found, event)
        && says(&statement.event);
    fits.then_some(signed)
}

/// Whether a verified entry stands at the end of its chain.
pub(super) fn settle(
    vault: &Vault,
    chain: &Chain,
    signed: &SignedEntry,
    head: ChainHead,
) -> Result<Said, Refusal> {
    if !signed.claimed().follows(&head) {
        return Ok(Said::Behind(head));
    }
    Ok(Said::Fits(chain.row(vault, signed)?))
}

/// Whoever can write to the database could put a key of their own into the case's row, and read what happens in it from then on. The
/// member's desk knows the true one.
fn audit_fits(found: &Held, event: &SignedEvent) -> bool {
    found.present.audit == event.audit.as_ref().map(Recipient::as_str).unwrap_or_default()
}

/// The answer that sends a member back to read on.
pub(super) async fn conflict(tx: &mut Tx, case: CaseId, chain: ChainHead) -> Result<PutOutcome, Refusal> {
    let last = tx.head(case).await?.map_or(0, |head| head.seq);
    Ok(PutOutcome::Conflict { last_sequence: u64::try_from(last).unwrap_or(0), chain })
}
