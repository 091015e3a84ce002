//! Keys that change hands one by one: given to a member, or taken off one.
//!
//! One recipient alone hands on nothing: each step needs the signed consent of a second one, which the server holds against the roster and
//! against who holds a key now. Two exceptions name nobody new: the roster may say, signed by the keyholders, whose successor a member is;
//! and a member may always drop a key of their own.

use data_encoding::HEXLOWER;

use super::case_keys::Held;
use super::staff::{Member, PutOutcome, held_case, member, past_recipient};
use super::staff_events::{Said, conflict, judge};
use super::staff_writes::taken;
use super::store::{Act, CaseRow, Tx, Update, WrapTag};
use super::{Refusal, Vault};
use crate::api::wire;
use crate::crypto::agefile::Recipient;
use crate::crypto::grant::{Consent, Grant, GrantAction};
use crate::crypto::hash::sha256;
use crate::crypto::wrap::{WRAP_SLOTS, WrapPlace, close, decoy, strip};
use crate::ledger::entry::Event;
use crate::model::id::{CaseId, MemberId};
use crate::random;

/// By what right a key is given or taken.
enum Right {
    /// A second holder consents.
    Consent(MemberId),
    /// The roster says so, or it is the caller's own key.
    Alone,
    /// By none.
    None,
    /// The case is not there for whom the roster names as the predecessor.
    Nothing,
}

/// Stores a wrap for another member, in place of a decoy. `None` if the case is not the caller's, the recipient not a member who may
/// read cases, or a predecessor who does not hold a key of it.
pub async fn put_wrap(
    vault: &Vault,
    member: &Member,
    case: CaseId,
    wrap: &wire::PutWrap,
) -> Result<Option<PutOutcome>, Refusal> {
    let Some(new_reader) = reading_member(vault, &wrap.recipient) else { return Ok(None) };
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(case).await?;
    let Some(found) = held_case(vault, &mut act, &member.recipient, case).await? else { return Ok(None) };
    if wrap.epoch != found.present.epoch {
        return taken(vault, &mut act, case).await.map(Some);
    }
    let key = vault.0.stores.keys.read().await?.shred_key(case).await?;
    let key = key.ok_or_else(|| Refusal::unavailable("the case's key is missing"))?;
    let tag = vault.0.names.wrap_tag(case, wrap.epoch, &new_reader.recipient);
    let place = WrapPlace { case, epoch: wrap.epoch, tag };
    if let Some(existing) = act.wrap(case, found.row.epoch, &place.tag).await? {
        // "Stored" must mean that this very wrap is stored: somebody may have put one there that opens nothing.
        let same = strip(&key, &place, &existing).is_ok_and(|inner| inner == wrap.inner);
        return if same {
            Ok(Some(PutOutcome::Stored))
        } else {
            taken(vault, &mut act, case).await.map(Some)
        };
    }
    let proposer = match right_to_add(vault, &mut act, (member, &found), (&new_reader, wrap)).await? {
        Right::Consent(proposer) => Some(proposer),
        Right::Alone => None,
        Right::None => return Ok(Some(PutOutcome::Unsaid)),
        Right::Nothing => return Ok(None),
    };
    let said = Event::WrapAdded {
        member: new_reader.id,
        epoch: wrap.epoch,
        sha256: HEXLOWER.encode(&sha256(&[&wrap.inner])),
        proposer,
    };
    let entry = match judge(vault, &mut act, (member, &found), &wrap.event, |event| *event == said).await? {
        Said::Otherwise => return Ok(Some(PutOutcome::Unsaid)),
        Said::Behind(head) => return Ok(Some(conflict(&mut act, case, head).await?)),
        Said::Fits(entry) => entry,
    };
    let closed = close(&key, &place, &wrap.inner, &mut random::rng()).map_err(Refusal::unavailable)?;
    take_slot(vault, &mut act, &found.row, (&closed.tag, &closed.data)).await?;
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

async fn right_to_add(
    vault: &Vault,
    tx: &mut Tx,
    (caller, found): (&Member, &Held),
    (reader, wrap): (&Member, &wire::PutWrap),
) -> Result<Right, Refusal> {
    let Some(consent) = &wrap.consent else {
        return match predecessor(vault, reader.id) {
            Some(before) if holds(vault, tx, found, &before).await? => Ok(Right::Alone),
            Some(_) => Ok(Right::Nothing),
            None => Ok(Right::None),
        };
    };
    // Somebody was taken off and has the present key: until it is replaced nobody is added. A consent is good for one key, and so an
    // old one brings nobody back.
    if found.row.due_epoch > found.row.epoch {
        return Ok(Right::None);
    }
    let grant = grant(GrantAction::Add, found, (reader.id, &reader.recipient));
    match consenting(vault, tx, found, (consent, &grant)).await? {
        Some(author) if author != caller.id => Ok(Right::Consent(author)),
        Some(_) | None => Ok(Right::None),
    }
}

/// Takes a key off a member: a decoy takes its place, so that the number of rows stays, and the case is due for a new key. `None` if
/// the case is not the caller's, or there never was such a member.
pub async fn put_removal(
    vault: &Vault,
    caller: &Member,
    case: CaseId,
    removal: &wire::PutRemoval,
) -> Result<Option<PutOutcome>, Refusal> {
    let Some(recipient) = past_recipient(vault, removal.member) else { return Ok(None) };
    let mut act = vault.0.stores.main.act().await?;
    act.lock_chain(case).await?;
    let Some(found) = held_case(vault, &mut act, &caller.recipient, case).await? else { return Ok(None) };
    if !holds(vault, &mut act, &found, &recipient).await? {
        return taken(vault, &mut act, case).await.map(Some);
    }
    let right = right_to_remove(vault, &mut act, (caller, &found), (removal, &recipient)).await?;
    let proposer = match right {
        Right::Consent(proposer) => Some(proposer),
        Right::Alone => None,
        Right::None | Right::Nothing => return Ok(Some(PutOutcome::Unsaid)),
    };
    // Nobody would be left to give the case a new key, and no work could go on in it.
    let left =
        holders(vault, &mut act, &found).await?.into_iter().filter(|holder| holder.id != removal.member);
    if left.count() == 0 {
        return Ok(Some(PutOutcome::Unsaid));
    }
    let said = Event::WrapRemoved { member: removal.member, epoch: found.present.epoch, proposer };
    let entry = match judge(vault, &mut act, (caller, &found), &removal.event, |event| *event == said).await?
    {
        Said::Otherwise => return Ok(Some(PutOutcome::Unsaid)),
        Said::Behind(head) => return Ok(Some(conflict(&mut act, case, head).await?)),
        Said::Fits(entry) => entry,
    };
    give_up_slot(vault, &mut act, &found, &recipient).await?;
    let _had_read = act.forget_read(&vault.0.names.read_tag(case, &recipient)).await?;
    if act.ask_for_key(case, found.row.epoch.saturating_add(1)).await? == Update::Stale {
        return Err(Refusal::unavailable("the case is gone"));
    }
    act.record(&entry).await?.commit().await?;
    Ok(Some(PutOutcome::Stored))
}

async fn right_to_remove(
    vault: &Vault,
    tx: &mut Tx,
    (caller, found): (&Member, &Held),
    (removal, recipient): (&wire::PutRemoval, &Recipient),
) -> Result<Right, Refusal> {
    let own = removal.member == caller.id;
    let may_not_read = member(vault, removal.member).is_none() && vault.roster_in_force().is_some();
    let [one, two] = removal.consents.as_slice() else {
        let alone = removal.consents.is_empty() && (own || may_not_read);
        return Ok(if alone { Right::Alone } else { Right::None });
    };
    let grant = grant(GrantAction::Remove, found, (removal.member, recipient));
    let mut authors = Vec::new();
    for consent in [one, two] {
        authors.extend(consenting(vault, tx, found, (consent, &grant)).await?);
    }
    match authors.as_slice() {
        [one, two] if one != two && *one != removal.member && *two != removal.member => {
            let other = [one, two].into_iter().find(|author| **author != caller.id);
            let one_is_the_callers = *one == caller.id || *two == caller.id;
            Ok(other.filter(|_| one_is_the_callers).map_or(Right::None, |other| Right::Consent(*other)))
        }
        _ => Ok(Right::None),
    }
}

fn grant(action: GrantAction, found: &Held, (member, recipient): (MemberId, &Recipient)) -> Grant {
    let (case, epoch) = (found.row.case_id, found.present.epoch);
    Grant { action, case, epoch, member, recipient: recipient.clone() }
}

/// Who consents to a grant: a member in force who holds a key of the case now and has signed this very grant.
async fn consenting(
    vault: &Vault,
    tx: &mut Tx,
    found: &Held,
    (consent, grant): (&str, &Grant),
) -> Result<Option<MemberId>, Refusal> {
    let Some(consent) = Consent::parse(consent) else { return Ok(None) };
    let author = member(vault, consent.author()).filter(|author| consent.is_to(grant, &author.key));
    let Some(author) = author else { return Ok(None) };
    Ok(holds(vault, tx, found, &author.recipient).await?.then_some(author.id))
}

/// Whether somebody has a wrap of the present key.
async fn holds(vault: &Vault, tx: &mut Tx, found: &Held, reader: &Recipient) -> Result<bool, Refusal> {
    let tag = vault.0.names.wrap_tag(found.row.case_id, found.present.epoch, reader);
    Ok(tx.wrap(found.row.case_id, found.row.epoch, &tag).await?.is_some())
}

/// The members who may read cases today and have a wrap of the present key.
pub(super) async fn holders(vault: &Vault, tx: &mut Tx, found: &Held) -> Result<Vec<Member>, Refusal> {
    let roster = vault.roster_in_force().ok_or(Refusal::NoRoster)?;
    let mut holders = Vec::new();
    for reader in roster.members.iter().filter_map(|listed| member(vault, listed.id)) {
        if holds(vault, tx, found, &reader.recipient).await? {
            holders.push(reader);
        }
    }
    Ok(holders)
}

/// The recipient of the member whose cases somebody takes over, by the roster in force.
fn predecessor(vault: &Vault, successor: MemberId) -> Option<Recipient> {
    let before = vault.roster_in_force()?.member(successor)?.succeeds?;
    past_recipient(vault, before)
}

/// Puts a wrap in the place of a decoy. If none is left, the case gets another full set of rows, so that their number still counts
/// nobody. Decoys are numbered from 0 without gaps below the number of rows, whatever became of some of them.
async fn take_slot(
    vault: &Vault,
    tx: &mut Act,
    row: &CaseRow,
    wrap: (&WrapTag, &[u8]),
) -> Result<(), Refusal> {
    let epoch = u32::try_from(row.epoch).map_err(Refusal::unavailable)?;
    let rows = u32::try_from(tx.count_wraps(row.case_id, row.epoch).await?).map_err(Refusal::unavailable)?;
    for slot in 0..rows {
        let decoy_tag = vault.0.names.decoy_tag(row.case_id, epoch, slot);
        if tx.replace_wrap(row.case_id, row.epoch, &decoy_tag, wrap).await? == Update::Done {
            return Ok(());
        }
    }
    let slots = u32::try_from(WRAP_SLOTS).map_err(Refusal::unavailable)?;
    let mut fresh = vec![(*wrap.0, wrap.1.to_vec())];
    for slot in rows..rows.saturating_add(slots).saturating_sub(1) {
        let decoy = decoy(vault.0.names.decoy_tag(row.case_id, epoch, slot), &mut random::rng());
        fresh.push((decoy.tag, decoy.data));
    }
    Ok(tx.insert_wraps(row.case_id, row.epoch, &fresh).await?)
}

/// Puts a decoy in the place of a wrap, under the first number below the number of rows that no decoy has. There is one: one of the
/// rows is the wrap.
async fn give_up_slot(vault: &Vault, tx: &mut Act, found: &Held, reader: &Recipient) -> Result<(), Refusal> {
    let (case, epoch) = (found.row.case_id, found.present.epoch);
    let rows = u32::try_from(tx.count_wraps(case, found.row.epoch).await?).map_err(Refusal::unavailable)?;
    let old = vault.0.names.wrap_tag(case, epoch, reader);
    for slot in 0..rows {
        let decoy = decoy(vault.0.names.decoy_tag(case, epoch, slot), &mut random::rng());
        if tx.wrap(case, found.row.epoch, &decoy.tag).await?.is_none() {
            let new = (&decoy.tag, decoy.data.as_slice());
            return match tx.replace_wrap(case, found.row.epoch, &old, new).await? {
                Update::Done => Ok(()),
                Update::Stale => Err(Refusal::unavailable("a wrap is gone")),
            };
        }
    }
    Err(Refusal::unavailable("more decoys than rows"))
}

fn reading_member(vault: &Vault, recipient: &str) -> Option<Member> {
    let roster = vault.roster_in_force()?;
    let found = roster.members.iter().find(|member| member.recipient == recipient)?;
    member(vault, found.id)
}
