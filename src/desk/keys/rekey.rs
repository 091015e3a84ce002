//! A new key for a case, for exactly those who hold the present one.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;

use super::{KeyDesk, KeysError, Ready, TRIES, holders};
use crate::api::client::Put;
use crate::api::wire::{NewWrap, PutKeys};
use crate::clock::Day;
use crate::crypto::agefile::{AgeError, Recipient};
use crate::desk::casebook::CaseEntries;
use crate::desk::casebook::doings::name;
use crate::ledger::entry::Event;
use crate::model::id::{CaseId, MemberId};
use crate::random;
use crate::secret::Secret;

/// Makes a new key for a case, seals it with all earlier ones to each holder and to recovery, and has the server take it. What comes is
/// sealed to it; whoever was taken off has the earlier keys only.
pub async fn rekey(desk: &mut KeyDesk<'_>, case: CaseId) -> Result<(), KeysError> {
    // What the member has before their eyes, not what is there by now: another desk may have been faster, and a second new key would
    // only use up one of the few that fit.
    let began_at = desk.book.case(case).ok_or(KeysError::Closed)?.line.epoch;
    for _ in 0..TRIES {
        desk.refresh(case).await?;
        desk.book.sync_entries(desk.client, case).await?;
        let ready = desk.ready(case)?;
        let line = &ready.record.line;
        if began_at != line.epoch {
            return Err(KeysError::Overtaken);
        }
        if !line.rekeyable {
            return Err(KeysError::Fixed);
        }
        let entries = desk.book.entries(case).ok_or(KeysError::Closed)?;
        let recipients = recipients(&ready, entries, (desk.signer.member, desk.today))?;
        // The chain as it was just read: saying that it is read made it longer.
        let head = entries.chain.head.clone();
        let scalar = Secret::random(&mut random::rng());
        let (next, certificate) = ready.open.identity.with_next_key(&scalar)?;
        let keys = next.public(next.epoch()).ok_or(AgeError::Open)?;
        let seal = |recipient: Recipient| next.wrap_for(&recipient).map(|inner| NewWrap { recipient, inner });
        let wraps = recipients.into_iter().map(seal).collect::<Result<Vec<_>, _>>()?;
        let said = Event::Rekeyed { epoch: keys.epoch, sha256: certificate.print() };
        let put = PutKeys {
            epoch: keys.epoch,
            verifier: HEXLOWER.encode(keys.verifier.as_bytes()),
            recipient: keys.recipient,
            audit: keys.audit,
            certificate: HEXLOWER.encode(&certificate.to_bytes()),
            wraps,
            event: desk.sign(&next, &head, said)?,
        };
        if desk.client.put_keys(case, &put).await? == Put::Stored {
            desk.book.sync_case(desk.client, desk.genesis, case).await?;
            return Ok(());
        }
    }
    Err(KeysError::KeepsMoving)
}

/// The holders that the server lists, each justified by what was signed, by the roster's recipients; and recovery.
fn recipients(
    ready: &Ready<'_>,
    entries: &CaseEntries,
    (me, day): (MemberId, Day),
) -> Result<BTreeSet<Recipient>, KeysError> {
    if entries.is_troubled() || !entries.listed.contains(&me) {
        return Err(KeysError::Alarm);
    }
    let justified = holders::justified(ready.open, &entries.chain, ready.people);
    let mut recipients = BTreeSet::from([Recipient::parse(&ready.people.roster().recovery)?]);
    for id in &entries.listed {
        if !justified.contains(id) {
            return Err(KeysError::Unjustified(name(*id, ready.people)));
        }
        let reader = holders::reader(ready.people, *id, day).ok_or(KeysError::NoReader)?;
        recipients.insert(Recipient::parse(&reader.recipient)?);
    }
    Ok(recipients)
}
